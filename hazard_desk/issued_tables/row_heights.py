"""How high a row must be for what was written into it: a text broken into lines must not be cut off."""

from __future__ import annotations

from math import ceil

from hazard_desk.issued_tables.cell_formats import CellFormats
from hazard_desk.issued_tables.sheet_xml import SheetXml, measure_of
from hazard_desk.issued_tables.text_room import room_in, text_width

_LEADING = 1.35
_HIGHEST = 409.0


def fit_row(
    sheet: SheetXml, formats: CellFormats, row: int, texts: dict[int, str], widths: dict[int, float]
) -> None:
    """Make the row higher where a text needs more lines than it has room for; it never becomes lower.

    `texts` are those written, by column; `widths` the widths in characters of the cell or merged area.
    """
    needed = 0.0
    for column, text in texts.items():
        style = sheet.style(row, column)
        if not formats.wraps(style) and "\n" not in text:
            continue
        size = formats.font_size(style)
        room = room_in(widths[column], size)
        lines = sum(max(1, ceil(text_width(line) / room)) for line in text.split("\n"))
        needed = max(needed, lines * size * _LEADING + 2)
    element = sheet.rows[row]
    if needed <= measure_of(element.get("ht"), _usual(sheet)):
        return
    element.set("ht", f"{min(_HIGHEST, ceil(needed * 4) / 4):g}")
    element.set("customHeight", "1")


def _usual(sheet: SheetXml) -> float:
    settings = sheet.child("sheetFormatPr")
    return measure_of(None if settings is None else settings.get("defaultRowHeight"), 15.0)
