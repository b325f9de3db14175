"""Reads the chapters: Markdown in, blocks out, and whatever does not fit is refused with its file and line.

What a chapter may use: headings with an anchor (`## 办理 {#steps}`), paragraphs, bold, lists, tables, hints
(`> 提示`), keys and typed text in backticks, fenced text, a picture alone in its paragraph, links to
`slug` or `slug#anchor` and to web pages never. `{{keys}}` and `{{week}}` alone in a paragraph stand for what
keys.json holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

HERE = Path(__file__).resolve().parent
CHAPTERS = HERE / "chapters"
KEYS = HERE / "keys.json"

_FILE_NAME = re.compile(r"(\d\d)-([a-z][a-z0-9-]*)\.md")
_ANCHOR = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}\s*$")
_PICTURE = re.compile(r"pictures/([a-z0-9-]+)\.png")


class ChapterError(Exception):
    """A chapter can't be made into pages; its text says where and why."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of running text: strong, a key or typed text, or a link to `slug#anchor`."""

    text: str
    strong: bool = False
    key: bool = False
    link: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (the chapter's title) to 3, with the anchor that links go to."""

    level: int
    spans: Spans
    anchor: str

    @property
    def text(self) -> str:
        """The heading as plain text."""
        return plain(self.spans)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered or not; an item is blocks."""

    ordered: bool
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row, which may be empty."""

    header: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a scene with its caption."""

    id: str
    caption: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What is set apart: 提示, 注意."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """Lines as they are typed, for the command line."""

    lines: tuple[str, ...]


Block = Heading | Paragraph | Items | Table | Picture | Hint | Typed


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its file's number and slug, and its blocks, the title first."""

    number: int
    slug: str
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        """The chapter's title."""
        first = self.blocks[0]
        assert isinstance(first, Heading)
        return first.text

    @property
    def headings(self) -> tuple[Heading, ...]:
        """All headings but the title."""
        return tuple(block for block in self.blocks[1:] if isinstance(block, Heading))


def plain(spans: Sequence[Span]) -> str:
    """Return the text of spans."""
    return "".join(span.text for span in spans)


def all_blocks(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks and those within them."""
    for block in blocks:
        yield block
        if isinstance(block, Hint):
            yield from all_blocks(block.blocks)
        elif isinstance(block, Items):
            for item in block.items:
                yield from all_blocks(item)


def spans_of(block: Block) -> Iterator[Span]:
    """Yield the running text of one block, not of the blocks within it."""
    if isinstance(block, Heading | Paragraph):
        yield from block.spans
    elif isinstance(block, Table):
        for row in (block.header, *block.rows):
            for cell in row:
                yield from cell


def read_chapters(folder: Path = CHAPTERS) -> list[Chapter]:
    """Return the chapters of a folder in their order; every link in them leads somewhere."""
    chapters = []
    for path in sorted(folder.glob("*.md")):
        named = _FILE_NAME.fullmatch(path.name)
        if named is None:
            raise ChapterError(f"{path.name}: a chapter is called like 06-hazards.md")
        blocks = _Reader(path).blocks()
        if not blocks or not isinstance(blocks[0], Heading) or blocks[0].level != 1:
            raise ChapterError(f"{path.name}: begins with its title, # …")
        if any(isinstance(block, Heading) and block.level == 1 for block in blocks[1:]):
            raise ChapterError(f"{path.name}: has two titles")
        chapters.append(Chapter(int(named[1]), named[2], tuple(blocks)))
    if not chapters:
        raise ChapterError(f"{folder}: no chapters")
    _follow_links(chapters)
    return chapters


def places(chapters: Sequence[Chapter]) -> set[str]:
    """Return all that a link or a topic may name: `slug` and `slug#anchor`."""
    named = {chapter.slug for chapter in chapters}
    return named | {f"{chapter.slug}#{one.anchor}" for chapter in chapters for one in chapter.headings}


def _follow_links(chapters: Sequence[Chapter]) -> None:
    known = places(chapters)
    lost = [
        f"{chapter.slug}: {span.link}"
        for chapter in chapters
        for block in all_blocks(chapter.blocks)
        for span in spans_of(block)
        if span.link and span.link not in known
    ]
    for chapter in chapters:
        anchors = [heading.anchor for heading in chapter.headings]
        lost += [f"{chapter.slug}: two anchors {name}" for name in set(anchors) if anchors.count(name) > 1]
    if lost:
        raise ChapterError("links that lead nowhere: " + ", ".join(lost))


@dataclass
class _Reader:
    """Walks the tokens of one chapter."""

    path: Path
    tokens: list[Token] = field(default_factory=list)
    at: int = 0

    def blocks(self) -> list[Block]:
        parser = MarkdownIt("commonmark", {"html": False}).enable("table")
        # Its rule for ** never closes after 。 or ） before a Chinese character; `_spans` has a plainer one.
        parser.disable("emphasis")
        text = self.path.read_text(encoding="utf-8")
        self.tokens = parser.parse(text)
        self.at = 0
        return list(self._until(""))

    def _fail(self, why: str, token: Token) -> ChapterError:
        line = token.map[0] + 1 if token.map else "?"
        return ChapterError(f"{self.path.name}, line {line}: {why}")

    def _next(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _until(self, end: str) -> Iterator[Block]:
        while self.at < len(self.tokens):
            token = self._next()
            if token.type == end:
                return
            match token.type:
                case "heading_open":
                    yield self._heading(token)
                case "paragraph_open":
                    yield from self._paragraph()
                case "bullet_list_open" | "ordered_list_open":
                    yield self._list(token.type == "ordered_list_open")
                case "blockquote_open":
                    yield Hint(tuple(self._until("blockquote_close")))
                case "table_open":
                    yield self._table()
                case "fence" | "code_block":
                    yield Typed(tuple(token.content.rstrip("\n").split("\n")))
                case other:
                    raise self._fail(f"{other} has no place in a chapter", token)

    def _heading(self, opened: Token) -> Heading:
        level = int(opened.tag[1])
        if level > 3:
            raise self._fail("a heading of more than three #", opened)
        inline = self._next()
        self._next()
        spans = self._spans(inline)
        anchor = ""
        if spans and (found := _ANCHOR.search(spans[-1].text)):
            anchor = found[1]
            last = spans[-1]
            spans = (*spans[:-1], Span(last.text[: found.start()], last.strong, last.key, last.link))
        elif level > 1:
            anchor = f"s{opened.map[0] + 1}" if opened.map else f"s{self.at}"
        return Heading(level, tuple(span for span in spans if span.text), anchor)

    def _paragraph(self) -> Iterator[Block]:
        inline = self._next()
        self._next()
        children = inline.children or []
        if len(children) == 1 and children[0].type == "image":
            source = str(children[0].attrs.get("src", ""))
            named = _PICTURE.fullmatch(source)
            if named is None:
                raise self._fail(f"a picture is pictures/ID.png, not {source}", inline)
            yield Picture(named[1], children[0].content)
        elif inline.content in ("{{keys}}", "{{week}}"):
            yield from known_blocks(inline.content.strip("{}"))
        else:
            yield Paragraph(self._spans(inline))

    def _list(self, ordered: bool) -> Items:
        items: list[tuple[Block, ...]] = []
        while self._next().type == "list_item_open":
            items.append(tuple(self._until("list_item_close")))
        return Items(ordered, tuple(items))

    def _table(self) -> Table:
        rows: list[tuple[Spans, ...]] = []
        row: list[Spans] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                row = []
            elif token.type == "inline":
                row.append(self._spans(token))
            elif token.type == "tr_close":
                rows.append(tuple(row))
        return Table(rows[0], tuple(rows[1:]))

    def _spans(self, inline: Token) -> Spans:
        spans: list[Span] = []
        strong, link = False, ""
        for child in inline.children or []:
            match child.type:
                case "text":
                    for at, piece in enumerate(child.content.split("**")):
                        strong = strong != (at > 0)
                        spans.append(Span(piece, strong, False, link))
                case "code_inline":
                    spans.append(Span(child.content, strong, True, link))
                case "softbreak":  # Chinese lines are joined without a space, Latin words with one
                    if spans and spans[-1].text[-1:].isascii() and spans[-1].text[-1:].isalnum():
                        spans.append(Span(" "))
                case "link_open":
                    link = self._link(child, inline)
                case "link_close":
                    link = ""
                case other:
                    raise self._fail(f"{other} has no place in running text", inline)
        if strong:
            raise self._fail("** without its other half", inline)
        return tuple(span for span in spans if span.text)

    def _link(self, token: Token, inline: Token) -> str:
        target = str(token.attrs.get("href", "")).removesuffix(".md")
        target = re.sub(r"^(?:\d\d-)?(.*?)(?:\.md)?(#.*)?$", r"\1\2", target)
        if target.startswith("#"):
            named = _FILE_NAME.fullmatch(self.path.name)
            target = f"{named[2] if named else ''}{target}"
        if "://" in target:
            raise self._fail(f"a link to {target}: the desk is not on the net", inline)
        return target


# ---- what stands in keys.json, for the key chapter and the card ----------------------------------------


def known_keys() -> dict[str, Any]:
    """Return keys.json: `keys`, groups of key and deed; `week`, the days and what they ask for."""
    held: dict[str, Any] = json.loads(KEYS.read_text(encoding="utf-8"))
    return held


def known_blocks(name: str) -> Iterator[Block]:
    """Yield the blocks that `{{keys}}` and `{{week}}` stand for."""
    held = known_keys()
    if name == "week":
        rows = [((Span(line["when"], strong=True),), (Span(line["what"]),)) for line in held["week"]]
        yield Table(((Span("什么时候"),), (Span("做什么"),)), tuple(rows))
        return
    for number, group in enumerate(held["keys"], start=1):
        yield Heading(3, (Span(group["title"]),), f"keys-{number}")
        keys = [((Span(keys, key=True),), (Span(deed),)) for keys, deed in group["rows"]]
        yield Table(((Span("按键"),), (Span("做什么"),)), tuple(keys))
