"""Says which columns are too narrow for what was written into them; the widths are the county's and stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from hazard_desk.intake.defects import column_letters
from hazard_desk.issued_tables.book import Book
from hazard_desk.issued_tables.cell_formats import CellFormats
from hazard_desk.issued_tables.faces import heads
from hazard_desk.issued_tables.text_room import room_for_text, room_in, text_width

Written = Mapping[tuple[int, int], str | int | Decimal | date]

_DAY, _NUMBER, _TEXT = "日期可能显示为 ###", "数字可能显示为 ###", "文字可能显示不全"
_SLACK = 1.06  # an estimate: what is hardly too long may fit
_THIN = 0.6  # a dash, a point or a comma takes less than a digit
_NOT_SHOWN = re.compile(r'\\[^\u0000]|"[^"]*"|\[[^\]]*\]|_.|\*.')


def notes_on_width(book: Book, name: str, written: Written) -> list[str]:
    """Return a note for each column with something that isn't shown whole; `written`: place → value."""
    sheet = book.sheet(name)
    if sheet is None:
        return []
    areas = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges()}
    edge = sheet.edge
    covered = heads(sheet.merges(), edge)
    found: dict[tuple[int, str], list[int]] = {}
    for (row, column), value in written.items():
        style = sheet.style(row, column)
        formats = book.formats
        if formats.shrinks(style) or sheet.width(column) == 0:
            continue
        _, right = areas.get((row, column), (row, column))
        width = sum(sheet.width(each) for each in range(column, right + 1))
        room = room_in(width, formats.font_size(style))
        if isinstance(value, str):
            if formats.wraps(style) or "\n" in value or text_width(value) <= room * _SLACK:
                continue
            if (row, column) not in covered:
                room = room_for_text(sheet, formats, (row, column), covered, edge)
            if text_width(value) > room * _SLACK:
                found.setdefault((column, _TEXT), []).append(row)
        elif _shown_width(formats, style, value) > room * _SLACK:
            found.setdefault((column, _DAY if isinstance(value, date) else _NUMBER), []).append(row)
    return [_sentence(name, column, what, rows) for (column, what), rows in sorted(found.items())]


def _sentence(name: str, column: int, what: str, rows: list[int]) -> str:
    letters = column_letters(column)
    where = f"（{letters}{rows[0]}）" if len(rows) == 1 else f"（{letters}{rows[0]} 等 {len(rows)} 格）"
    return f"工作表“{name}”{letters} 列较窄，{what}{where}，列宽没有改，请看一眼。"


def _shown_width(formats: CellFormats, style: int, value: int | Decimal | date) -> float:
    """Return how wide a number or a day is as its format shows it."""
    if isinstance(value, date):
        if formats.says_days_in_words(style):
            return float(text_width(f"{value.year}年{value.month}月{value.day}日"))
        return 8 + 2 * _THIN
    code = _NOT_SHOWN.sub("", formats.code(style)).split(";")[0]
    decimals = re.search(r"\.(0+)", code)
    number = formats.number_format(style)
    places = len(decimals[1]) if decimals else 2 if number in (2, 4, 10) else 0
    percent = "%" in code or number in (9, 10)
    amount = Decimal(value) * (100 if percent else 1)
    whole = str(abs(int(amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))))
    commas = (len(whole) - 1) // 3 if "," in code or number in (3, 4) else 0
    more = commas + (amount < 0) + (1 if places else 0)
    return len(whole) + places + percent + _THIN * more
