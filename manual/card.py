"""速查卡.pdf: the week and the keys on one page of A4, to hang beside the screen."""

from __future__ import annotations

import io
from collections.abc import Iterator

from hazard_desk.forms.faces import MM_PER_PT
from hazard_desk.forms.pdf import draw_text, new_canvas
from manual.reading import ChapterError, Heading, Table, known_blocks
from manual.typesetting import Measures, Setter, Strip

NAME = "速查卡.pdf"
_TITLE = "隐患台速查卡"
_WIDTH, _HEIGHT = 210 / MM_PER_PT, 297 / MM_PER_PT
_EDGE = 10 / MM_PER_PT
_BETWEEN = 6 / MM_PER_PT
_SIZES = tuple(size / 10 for size in range(110, 70, -2))


def card() -> bytes:
    """Return the PDF, in the largest type that one page holds."""
    for size in _SIZES:
        setter = Setter(Measures(size, 1.45, (15.0, 11.0, size + 1.5), gap=3.0, cell=2.5))
        columns = _columns(setter)
        if columns is not None:
            return _draw(setter, columns)
    raise ChapterError("keys.json: more than one page holds")


def _columns(setter: Setter) -> list[tuple[float, float, Strip]] | None:
    """Return the strips with their places, the keys in two columns; None where they are too long."""
    placed: list[tuple[float, float, Strip]] = []
    y = _HEIGHT - _EDGE - 30
    week = next(known_blocks("week"))
    assert isinstance(week, Table)
    for strip in setter.table(Table((), week.rows), _WIDTH - 2 * _EDGE):
        placed.append((_EDGE, y, strip))
        y -= strip.height
    y -= 8
    wide = (_WIDTH - 2 * _EDGE - _BETWEEN) / 2
    groups = list(_groups(setter, wide))
    heights = [sum(strip.height + strip.space for strip in group) for group in groups]
    # The groups keep their order: the first column takes them until it is as long as what is left.
    split = min(range(len(groups) + 1), key=lambda at: max(sum(heights[:at]), sum(heights[at:])))
    for left, part in ((_EDGE, groups[:split]), (_EDGE + wide + _BETWEEN, groups[split:])):
        top = y
        for strip in (strip for group in part for strip in group):
            top -= strip.space
            placed.append((left, top, strip))
            top -= strip.height
        if top < _EDGE + 12:
            return None
    return placed


def _groups(setter: Setter, wide: float) -> Iterator[list[Strip]]:
    blocks = list(known_blocks("keys"))
    for heading, table in zip(blocks[::2], blocks[1::2], strict=True):
        assert isinstance(heading, Heading)
        assert isinstance(table, Table)
        yield [
            *setter.text(heading.spans, wide, size=setter.measures.headings[2], space=5, bold=True),
            *setter.table(Table((), table.rows), wide, least=wide * 0.3),
        ]


def _draw(setter: Setter, placed: list[tuple[float, float, Strip]]) -> bytes:
    target = io.BytesIO()
    canvas = new_canvas(target, _TITLE, invariant=True)
    canvas.setPageSize((_WIDTH, _HEIGHT))
    draw_text(canvas, setter.fonts.heading, _TITLE, _EDGE, _HEIGHT - _EDGE - 17, 18)
    words = "按 F1 打开使用手册，翻到正在用的这一页"
    long = setter.fonts.text.width_mm(words, 9) / MM_PER_PT
    draw_text(canvas, setter.fonts.text, words, _WIDTH - _EDGE - long, _HEIGHT - _EDGE - 15, 9)
    for left, top, strip in placed:
        strip.draw(canvas, left, top)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def text() -> str:
    """Return all that is printed on the card, for those who look for missing glyphs."""
    words = [_TITLE]
    for name in ("week", "keys"):
        for block in known_blocks(name):
            if isinstance(block, Heading):
                words.append(block.text)
            elif isinstance(block, Table):
                words += ["".join(span.text for span in cell) for row in block.rows for cell in row]
    return "\n".join(words)
