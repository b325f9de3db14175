"""What there is to know of a foreign workbook: the plain values of its layout."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """A column under its header: `position` counts from 0 (column A); `path` are the levels, top first."""

    position: int
    path: tuple[str, ...]
    label: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """A single cell that waits for something: `row` counts from 1, `column` from 0.

    `label` says what belongs there. `mark` is the text that the value takes the place of ({{…}} or 【…】), or
    the label with its gap that it goes behind within the cell; "" where the whole (empty) cell is meant.
    """

    row: int
    column: int
    label: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One visible sheet. Without a table (a form of labels and boxes) `header_first` is 0, `columns` empty.

    `last_row` is the last row that is free or holds data; it's `first_row - 1` where there is no such row.
    `keys` are the rows that already name somebody, `free_rows` those that rows can be written into.
    `formula_columns` are those whose data rows work themselves out, `day_marks` the places (row, column) of
    marked cells whose format shows a day in figures: the others say it in words.
    """

    sheet: str
    title: str
    header_first: int
    header_last: int
    columns: tuple[HeadColumn, ...]
    first_row: int
    last_row: int
    keys: tuple[tuple[int, str], ...]
    total_row: int | None
    footer_first: int | None
    number_column: int | None
    marked: tuple[MarkedCell, ...]
    fingerprint: str
    free_rows: tuple[int, ...] = ()
    naming_column: int | None = None
    hidden_columns: tuple[int, ...] = ()
    formula_columns: tuple[int, ...] = ()
    day_marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class WorkbookLayout:
    """All visible sheets, the names of hidden ones (left alone), and what saving would lose, in words."""

    sheets: tuple[SheetLayout, ...]
    hidden: tuple[str, ...]
    losses: tuple[str, ...]
