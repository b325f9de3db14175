"""How much room a text needs, and how much it has: estimates, for nobody knows the printer's letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from hazard_desk.issued_tables.cell_formats import CellFormats
from hazard_desk.issued_tables.sheet_xml import SheetXml

_PADDING = 0.7
_USUAL_SIZE = 11.0


def text_width(text: str) -> int:
    """Return the width of a line in digits; a Chinese character is two of them wide."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def room_in(width: float, size: float) -> float:
    """Return how many digits of this size fit; a column's width counts those of the usual 11 points."""
    return max(2.0, (width - _PADDING) * _USUAL_SIZE / size)


def room_for_text(
    sheet: SheetXml,
    formats: CellFormats,
    place: tuple[int, int],
    heads: Mapping[tuple[int, int], object],
    edge: int,
) -> float:
    """Return the room of an unmerged cell with what its text may flow over: empty cells, none of them merged.

    `edge` is the sheet's last column with a cell: it takes all rows to find. A text that flows to the left
    (right-aligned) or to both sides (centred) has the cells there.
    """
    row, column = place
    style = sheet.style(row, column)
    side = formats.alignment(style)
    after, before = (
        _free(sheet, row, range(column + 1, edge + 1), heads),
        _free(sheet, row, range(column - 1, -1, -1), heads),
    )
    if side == "right":
        more = before
    elif side == "center":
        more = 2 * min(before, after)
    else:
        more = after
    return room_in(sheet.width(column) + more, formats.font_size(style))


def _free(sheet: SheetXml, row: int, columns: range, heads: Mapping[tuple[int, int], object]) -> float:
    """Return the width of the empty cells on one side, without end where nothing stands in the way."""
    width = 0.0
    for column in columns:
        if (row, column) in heads or sheet.holds_something(row, column):
            return width
        width += sheet.width(column)
    return width if columns.step < 0 else float("inf")
