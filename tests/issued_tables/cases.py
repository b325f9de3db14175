"""One template with what is expected of it, written by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl.utils import column_index_from_string

from hazard_desk.issued_tables.filling import SheetFill
from hazard_desk.issued_tables.layout import HeadColumn, MarkedCell, SheetLayout, WorkbookLayout


@dataclass(frozen=True)
class Case:
    """`cells` are the values that must be read in the filled workbook, what is calculated included.

    `moved`: sheet → (first row that moves down, by how many); `grown`: rows that may be higher than before.
    """

    name: str
    make: Callable[[Path], None]
    layouts: tuple[SheetLayout, ...]
    fills: Callable[[WorkbookLayout], list[SheetFill]]
    cells: Mapping[str, Mapping[str, Any]]
    moved: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    kept: int = 0
    notes: int = 0
    changed: frozenset[str] = frozenset()  # texts of the template that are written on (labels with a gap)


def head(text: str) -> HeadColumn:
    """Read "D 检查情况>次数 |次" as a column."""
    letters, _, rest = text.partition(" ")
    words, _, unit = rest.partition(" |")
    path = tuple(words.split(">"))
    return HeadColumn(column_index_from_string(letters) - 1, path, path[-1], unit)


def mark(place: str, label: str, piece: str = "") -> MarkedCell:
    letters = place.rstrip("0123456789")
    return MarkedCell(int(place[len(letters) :]), column_index_from_string(letters) - 1, label, piece)


def layout(
    sheet: str,
    title: str,
    header: tuple[int, int],
    columns: Sequence[str],
    rows: tuple[int, int],
    *,
    keys: Sequence[tuple[int, str]] = (),
    free: Sequence[int] | None = None,
    total: int | None = None,
    footer: int | None = None,
    number: str = "",
    naming: str = "",
    marked: Sequence[MarkedCell] = (),
    hidden: Sequence[str] = (),
    formulas: str = "",
    days: Sequence[tuple[int, int]] = (),
) -> SheetLayout:
    taken = {row for row, _ in keys}
    return SheetLayout(
        sheet=sheet,
        title=title,
        header_first=header[0],
        header_last=header[1],
        columns=tuple(map(head, columns)),
        first_row=rows[0],
        last_row=rows[1],
        keys=tuple(keys),
        total_row=total,
        footer_first=footer,
        number_column=column_index_from_string(number) - 1 if number else None,
        marked=tuple(marked),
        fingerprint="",
        free_rows=tuple(
            (r for r in range(rows[0], rows[1] + 1) if r and r not in taken) if free is None else free
        ),
        naming_column=column_index_from_string(naming) - 1 if naming else None,
        hidden_columns=tuple(column_index_from_string(letters) - 1 for letters in hidden),
        formula_columns=tuple(column_index_from_string(letters) - 1 for letters in formulas),
        day_marks=tuple(days),
    )


def by_letter(values: Mapping[str, Any]) -> dict[int, Any]:
    return {column_index_from_string(letters) - 1: value for letters, value in values.items()}


def sheet_of(found: WorkbookLayout, name: str) -> SheetLayout:
    [sheet] = [each for each in found.sheets if each.sheet == name]
    return sheet


def marks(sheet: SheetLayout, **values: Any) -> dict[MarkedCell, Any]:
    """Return the marked cells of these labels with their values."""
    found = {}
    for label, value in values.items():
        [mark] = [each for each in sheet.marked if each.label == label]
        found[mark] = value
    return found
