"""隐患台使用手册.pdf: the chapters as a book of A4 pages, with contents, bookmarks and page numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hazard_desk import __version__
from hazard_desk.forms.faces import MM_PER_PT
from hazard_desk.forms.pdf import draw_text, new_canvas
from manual.reading import Chapter, ChapterError, Span, all_blocks, plain, spans_of
from manual.typesetting import Setter, Strip
from ui import theme

NAME = "隐患台使用手册.pdf"
TITLE = "隐患台使用手册"
_WIDTH, _HEIGHT = 210 / MM_PER_PT, 297 / MM_PER_PT
_SIDE, _TOP, _FOOT = 21 / MM_PER_PT, 24 / MM_PER_PT, 20 / MM_PER_PT
_ROOM = _WIDTH - 2 * _SIDE
_HIGH = _HEIGHT - _TOP - _FOOT
_BETWEEN = 24.0
_HALF = (_ROOM - _BETWEEN) / 2
_CONTENTS = "目录"
_MOST_PASSES = 6


@dataclass
class _Page:
    """What stands on a page, how far from its left margin and its top, and whose page it is."""

    head: str
    placed: list[tuple[float, float, Strip]] = field(default_factory=list)


@dataclass
class _Book:
    """The pages of one pass, and on which page each place is; pages count from 1, the title page too."""

    pages: list[_Page]
    at: dict[str, int]


def book(chapters: Sequence[Chapter], pictures: Path) -> bytes:
    """Return the PDF; links name the page they lead to, so it is laid out until the pages stand still."""
    known: dict[str, int] = {}
    for _ in range(_MOST_PASSES):
        made = _lay_out(chapters, pictures, known)
        if made.at == known:
            return _draw(chapters, made, pictures)
        known = made.at
    raise ChapterError("the page numbers in the book never come to rest")


def _lay_out(chapters: Sequence[Chapter], pictures: Path, known: dict[str, int]) -> _Book:
    setter = Setter(pictures=pictures, page_of=lambda place: str(known.get(place, "00")), most_high=_HIGH)
    _refuse_missing(chapters, setter)
    pages = [_Page("")]
    at: dict[str, int] = {}
    _fill_contents(pages, _contents(chapters, setter, known))
    for chapter in chapters:
        _fill(pages, chapter.title, list(setter.strips(chapter.blocks, _ROOM, chapter.slug)), at)
    return _Book(pages, at)


def _refuse_missing(chapters: Sequence[Chapter], setter: Setter) -> None:
    for chapter in chapters:
        for block in all_blocks(chapter.blocks):
            text = plain(list(spans_of(block))) + str(getattr(block, "caption", ""))
            missing = setter.fonts.text.missing(text) + setter.fonts.heading.missing(text)
            if missing:
                raise ChapterError(f"{chapter.slug}: no shipped face has {''.join(missing)}")


def _fill(pages: list[_Page], head: str, strips: Sequence[Strip], at: dict[str, int]) -> None:
    """Put strips on pages of their own, those together kept together where a page holds them."""
    page = _Page(head)
    pages.append(page)
    y = 0.0
    for group in _groups(strips):
        needed = sum(strip.height + strip.space for strip in group)
        for number, strip in enumerate(group):
            rest = needed if number == 0 and needed <= _HIGH else strip.height + strip.space
            if page.placed and y + rest > _HIGH:
                page = _Page(head)
                pages.append(page)
                y = 0.0
                if strip.repeats is not None:
                    page.placed.append((0.0, y, strip.repeats))
                    y += strip.repeats.height
            elif page.placed:
                y += strip.space
            if strip.mark:
                at[strip.mark] = len(pages)
            page.placed.append((0.0, y, strip))
            y += strip.height


def _fill_contents(pages: list[_Page], strips: Sequence[Strip]) -> None:
    """Put the contents on pages of their own in two columns, a chapter's title never the last of one."""
    heading, *entries = strips
    page = _Page(_CONTENTS)
    pages.append(page)
    page.placed.append((0.0, 0.0, heading))
    top = heading.height + 8
    x, y = 0.0, top
    for number, strip in enumerate(entries):
        needed = strip.height + (entries[number + 1].height if strip.together else 0.0)
        if y > top:
            y += strip.space
        if y + needed > _HIGH:
            x, y = (_HALF + _BETWEEN, top) if x == 0.0 else (0.0, 0.0)
            if x == 0.0:
                page = _Page(_CONTENTS)
                pages.append(page)
                top = 0.0
        page.placed.append((x, y, strip))
        y += strip.height


def _groups(strips: Sequence[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.together:
            yield group
            group = []
    if group:
        yield group


def _contents(chapters: Sequence[Chapter], setter: Setter, known: dict[str, int]) -> list[Strip]:
    strips = list(setter.text((Span(_CONTENTS),), _ROOM, size=setter.measures.headings[0], bold=True))
    for chapter in chapters:
        strips.append(_entry(setter, chapter.title, chapter.slug, known, 0))
        strips += [
            _entry(setter, heading.text, f"{chapter.slug}#{heading.anchor}", known, 1)
            for heading in chapter.headings
            if heading.level == 2
        ]
        strips[-1].together = False  # of a chapter without sections its title
    return strips


def _entry(setter: Setter, title: str, place: str, known: dict[str, int], level: int) -> Strip:
    size = 10.0 if level == 0 else 9.0
    height = size * 1.5
    face = setter.fonts.heading if level == 0 else setter.fonts.text
    number = str(known.get(place, 0))
    indent = 14.0 * level

    def draw(canvas: Any, left: float, top: float) -> None:
        base = top - (height + size * 0.72) / 2
        draw_text(canvas, face, title, left + indent, base, size)
        begin = left + indent + face.width_mm(title, size) / MM_PER_PT + 6
        long = face.width_mm(number, size) / MM_PER_PT
        draw_text(canvas, face, number, left + _HALF - long, base, size)
        canvas.setStrokeColor(theme.BORDER)
        canvas.setLineWidth(0.6)
        canvas.setDash([0.6, 3])
        canvas.line(begin, base + 2, left + _HALF - long - 6, base + 2)
        canvas.setDash([])
        canvas.linkRect("", place, (left, top - height, left + _HALF, top), relative=0, thickness=0)

    return Strip(height, draw, space=6.0 if level == 0 else 0.0, together=level == 0)


# ---- ink -----------------------------------------------------------------------------------------------


def _draw(chapters: Sequence[Chapter], made: _Book, pictures: Path) -> bytes:
    target = io.BytesIO()
    canvas = new_canvas(target, TITLE, invariant=True)
    canvas.setPageSize((_WIDTH, _HEIGHT))
    setter = Setter(pictures=pictures)
    entries = {chapter.slug: (chapter.title, 0) for chapter in chapters}
    for chapter in chapters:
        for heading in chapter.headings:
            if heading.level == 2:
                entries[f"{chapter.slug}#{heading.anchor}"] = (heading.text, 1)
    for number, page in enumerate(made.pages, start=1):
        if number == 1:
            _draw_title(canvas, setter)
            canvas.bookmarkPage("title")
            canvas.addOutlineEntry(TITLE, "title", level=0)
        else:
            _draw_frame(canvas, setter, page.head, number, len(made.pages))
        for x, y, strip in page.placed:
            top = _HEIGHT - _TOP - y
            if strip.mark:
                canvas.bookmarkHorizontal(strip.mark, 0, top + 4)
                if strip.mark in entries:
                    title, level = entries[strip.mark]
                    canvas.addOutlineEntry(title, strip.mark, level=level, closed=1)
            canvas.setFillColor(theme.INK)
            strip.draw(canvas, _SIDE + x, top)
        canvas.showPage()
    canvas.showOutline()
    canvas.save()
    return target.getvalue()


def _draw_frame(canvas: Any, setter: Setter, head: str, number: int, total: int) -> None:
    size = 8.5
    canvas.setFillColor(theme.SECONDARY)
    top = _HEIGHT - 14 / MM_PER_PT
    draw_text(canvas, setter.fonts.text, TITLE, _SIDE, top, size)
    long = setter.fonts.text.width_mm(head, size) / MM_PER_PT
    draw_text(canvas, setter.fonts.text, head, _WIDTH - _SIDE - long, top, size)
    canvas.setStrokeColor(theme.LINE)
    canvas.setLineWidth(0.6)
    canvas.line(_SIDE, top - 5, _WIDTH - _SIDE, top - 5)
    words = f"第 {number} 页　共 {total} 页"
    long = setter.fonts.text.width_mm(words, size) / MM_PER_PT
    draw_text(canvas, setter.fonts.text, words, (_WIDTH - long) / 2, 11 / MM_PER_PT, size)


def _draw_title(canvas: Any, setter: Setter) -> None:
    version = ".".join(__version__.split(".")[:2])
    canvas.setFillColor(theme.ACCENT)
    canvas.rect(_SIDE, _HEIGHT * 0.66, 48, 5, stroke=0, fill=1)
    canvas.setFillColor(theme.INK)
    for text, size, at, face in (
        ("隐患台", 40.0, 0.59, setter.fonts.heading),
        ("使用手册", 26.0, 0.54, setter.fonts.heading),
        ("乡镇安全生产隐患台账：一处录入，各表都对。", 12.0, 0.49, setter.fonts.text),
        (f"适用于 {version} 版。在程序里按 F1，打开正在用的那一页。", 11.0, 0.12, setter.fonts.text),
    ):
        draw_text(canvas, face, text, _SIDE, _HEIGHT * at, size)
