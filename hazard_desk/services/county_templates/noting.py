"""What deserves a look before a sheet is filled, in words: for the preview and for the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hazard_desk.forms.sheet import printed
from hazard_desk.issued_tables.cell_writing import in_words
from hazard_desk.issued_tables.layout import MarkedCell
from hazard_desk.services.county_templates.filling import PreparedSheet


@dataclass(frozen=True, slots=True)
class Note:
    """What there is to say, and the names, rows or cells that it is about."""

    words: str
    names: tuple[str, ...]


def notes_of(sheet: PreparedSheet) -> tuple[Note, ...]:
    """Return what isn't filled and why, and which names were taken for which."""
    taken = tuple(f"{name} → {ours}" for name, ours in sheet.taken_for)
    return tuple(
        Note(words, names)
        for words, names in (
            ("名称写法不同，当作同一个", taken),
            ("表里有、台账里没有，这些行空着", sheet.nobody),
            ("台账里不止一条，没有填", sheet.doubled),
            ("台账里有、表里没有写", sheet.left_over),
            ("看这些数要知道", tuple(one.removesuffix("。") for one in sheet.remarks)),
            ("表头写的金额单位不会换算，这些列没有填", sheet.odd_units),
            ("“工具 → 单位设置”里没有填，这些格子空着", sheet.unset),
            ("没有选填什么，这些格子原样留着", sheet.empty),
        )
        if names
    )


def mark_words(sheet: PreparedSheet, cell: MarkedCell) -> str:
    """Return the value of a single cell as it will stand there."""
    value = sheet.marks[cell]
    if not isinstance(value, date):
        return printed(value)
    is_line = bool(cell.mark) and not cell.mark.startswith(("{{", "【"))
    in_figures = (cell.row, cell.column) in sheet.layout.day_marks and not is_line
    return value.isoformat() if in_figures else in_words(value)


def week_words(sheet: PreparedSheet) -> str:
    """Say of which week the sheet's figures are; "" where it has none."""
    week = sheet.week
    return f"统计数字是 {week.start} 至 {week.end} 那一周的，累计的算到 {week.end}" if week else ""
