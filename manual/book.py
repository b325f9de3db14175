"""The pages that the program shows: HTML as Qt's text browser knows it, their contents, what is searched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from hazard_desk.rules.readings import initials
from manual.reading import (
    Block,
    Chapter,
    Heading,
    Hint,
    Items,
    Paragraph,
    Picture,
    Span,
    Table,
    Typed,
    all_blocks,
    plain,
    spans_of,
)
from ui import theme

_PARTS = re.compile(r"\w+")
INDEX = "index.json"
_STYLE = f"""
body {{ color: {theme.INK}; font-size: 14px; }}
h1 {{ font-size: 22px; font-weight: bold; margin: 4px 0 12px 0; }}
h2 {{ font-size: 17px; font-weight: bold; margin: 22px 0 8px 0; }}
h3 {{ font-size: 15px; font-weight: bold; margin: 16px 0 6px 0; }}
p {{ margin: 0 0 9px 0; line-height: 115%; }}
td, th {{ border: 1px solid {theme.LINE}; }}
li {{ margin: 0 0 5px 0; line-height: 115%; }}
a {{ color: {theme.ACCENT}; text-decoration: none; }}
.key {{ background-color: {theme.LINE}; font-weight: bold; }}
.picture {{ line-height: 100%; }}
.caption {{ color: {theme.SECONDARY}; font-size: 13px; margin: 4px 0 14px 0; }}
.typed {{ background-color: {theme.BAND}; }}
.foot {{ color: {theme.SECONDARY}; margin: 24px 0 8px 0; }}
"""


def pages(chapters: Sequence[Chapter]) -> dict[str, str]:
    """Return all that the program reads, by file name: a page a chapter, and the index."""
    made = {
        f"{chapter.slug}.html": _page(
            chapter,
            chapters[at - 1] if at else None,
            chapters[at + 1] if at + 1 < len(chapters) else None,
        )
        for at, chapter in enumerate(chapters)
    }
    made[INDEX] = json.dumps(_index(chapters), ensure_ascii=False, indent=1) + "\n"
    return made


# ---- a page --------------------------------------------------------------------------------------------


def _page(chapter: Chapter, before: Chapter | None, after: Chapter | None) -> str:
    body = "\n".join(line for block in chapter.blocks for line in _html(block))
    ways = [
        f'<a href="{other.slug}.html">{arrow}</a>'
        for other, arrow in (
            (before, f"← {escape(before.title)}" if before else ""),
            (after, f"{escape(after.title)} →" if after else ""),
        )
        if other is not None
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(chapter.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n"
        f'<p class="foot">{"　　".join(ways)}</p>\n</body>\n</html>\n'
    )


def _html(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, spans, anchor):
            name = f'<a name="{anchor}"></a>' if anchor else ""
            yield f"<h{level}>{name}{_inline(spans)}</h{level}>"
        case Paragraph(spans):
            yield f"<p>{_inline(spans)}</p>"
        case Items(ordered, items):
            tag = "ol" if ordered else "ul"
            yield f"<{tag}>"
            for item in items:
                yield f"<li>{_item(item)}</li>"
            yield f"</{tag}>"
        case Table():
            yield from _table(block)
        case Picture(picture_id, caption):
            source = f"pictures/{picture_id}.png"
            image = f'<img src="{source}" alt="{escape(caption)}">'
            yield f'<p align="center" class="picture"><a href="{source}">{image}</a></p>'
            yield f'<p align="center" class="caption">{escape(caption)}</p>'
        case Hint(blocks):
            inner = "".join(line for one in blocks for line in _html(one))
            yield (
                f'<table width="100%" cellpadding="8" cellspacing="0" bgcolor="{theme.SELECTION}">'
                f'<tr><td style="border: none;">{inner}</td></tr></table><p></p>'
            )
        case Typed(lines):
            yield f'<pre class="typed">{escape(chr(10).join(lines))}</pre>'


def _item(blocks: Sequence[Block]) -> str:
    """Return an item's inside; a single paragraph goes without its own, which would leave a gap."""
    out = []
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            out.append(("<br>" if at else "") + _inline(block.spans))
        else:
            out.extend(_html(block))
    return "".join(out)


def _table(table: Table) -> Iterator[str]:
    yield (
        f'<table width="100%" border="1" cellspacing="0" cellpadding="5" '
        f'style="border-collapse: collapse; border-color: {theme.LINE};">'
    )
    if any(table.header):
        cells = "".join(f'<th align="left">{_inline(cell)}</th>' for cell in table.header)
        yield f'<tr bgcolor="{theme.BAND}">{cells}</tr>'
    for row in table.rows:
        yield "<tr>" + "".join(f'<td valign="top">{_inline(cell)}</td>' for cell in row) + "</tr>"
    yield "</table><p></p>"


def _inline(spans: Sequence[Span]) -> str:
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    text = escape(span.text)
    if span.key:
        text = f'<span class="key">&nbsp;{text}&nbsp;</span>'
    if span.strong:
        text = f"<b>{text}</b>"
    if span.link:
        slug, _, anchor = span.link.partition("#")
        text = f'<a href="{slug}.html{"#" + anchor if anchor else ""}">{text}</a>'
    return text


# ---- contents and search -------------------------------------------------------------------------------


@dataclass
class _Section:
    """What stands below one heading, as it is searched."""

    place: str
    title: str
    texts: list[str] = field(default_factory=list)
    strong: list[str] = field(default_factory=list)


def _index(chapters: Sequence[Chapter]) -> dict[str, object]:
    contents = [
        {
            "slug": chapter.slug,
            "title": chapter.title,
            "sections": [[one.anchor, one.text] for one in chapter.headings if one.level == 2],
        }
        for chapter in chapters
    ]
    sections = [
        {
            "place": section.place,
            "chapter": chapter.title,
            "title": section.title,
            "text": _plain(section.texts),
            "initials": [sorted(initials(part)) for part in _PARTS.findall(section.title)],
            "marked": sorted({one for name in section.strong for one in initials(name)}),
        }
        for chapter in chapters
        for section in _sections(chapter)
    ]
    return {"chapters": contents, "sections": sections}


def _sections(chapter: Chapter) -> list[_Section]:
    sections = [_Section(chapter.slug, chapter.title)]
    for block in chapter.blocks[1:]:
        if isinstance(block, Heading):
            sections.append(_Section(f"{chapter.slug}#{block.anchor}", block.text))
            continue
        for inner in all_blocks([block]):
            spans = list(spans_of(inner))
            sections[-1].texts.append(_with_gaps(inner))
            sections[-1].strong += [span.text for span in spans if span.strong and len(span.text) < 20]
    return sections


def _with_gaps(block: Block) -> str:
    if isinstance(block, Table):
        return " ".join(plain(cell) for row in (block.header, *block.rows) for cell in row)
    if isinstance(block, Picture):
        return block.caption
    if isinstance(block, Typed):
        return " ".join(block.lines)
    return plain(list(spans_of(block)))


def _plain(texts: Sequence[str]) -> str:
    return " ".join(text for text in texts if text)
