"""Fills a foreign workbook and writes it elsewhere; the template itself is never written to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hazard_desk.errors import UsageError
from hazard_desk.issued_tables.book import Book
from hazard_desk.issued_tables.cell_writing import CellWriter, Content
from hazard_desk.issued_tables.choice_lists import notes_on_choices
from hazard_desk.issued_tables.kept_cells import KeptCells
from hazard_desk.issued_tables.layout_facts import MarkedCell, SheetLayout
from hazard_desk.issued_tables.losses import inventory, lost
from hazard_desk.issued_tables.narrow_cells import notes_on_width
from hazard_desk.issued_tables.places_to_write import demand_other_file
from hazard_desk.issued_tables.references import MAX_ROW, Shift, rows_named
from hazard_desk.issued_tables.row_making import make_rows
from hazard_desk.issued_tables.sheet_spans import notes_on_spans
from hazard_desk.whole_files import write_whole

__all__ = ["Content", "FillReport", "SheetFill", "fill_workbook"]


@dataclass(frozen=True, slots=True)
class SheetFill:
    """What one sheet is filled with. Places are those of the template, before any row is inserted.

    `rows`: column position → value. `cells` and `marks` say the same for single cells; `marks` tells apart
    several labels within one cell. `beside`: each row goes to the sheet's row in `row_at` (of a key).
    """

    sheet: str
    layout: SheetLayout
    rows: Sequence[Mapping[int, Content]] = ()
    cells: Mapping[tuple[int, int], Content] = field(default_factory=dict)
    beside: bool = False
    row_at: tuple[int, ...] = ()
    marks: Mapping[MarkedCell, Content] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FillReport:
    """What was done: `kept` says by column which cells were left as they were, `notes` what to look at."""

    rows_written: int
    inserted_rows: int
    losses: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def fill_workbook(template: Path, fills: Sequence[SheetFill], out: Path) -> FillReport:
    """Fill a copy of the template into `out`, whole or not at all; the template is never written to.

    Raises `InputRefused` for a template that can't be used, `UsageError` where `out` is the template itself
    or no .xlsx; a full disk or a file open elsewhere is an OSError, and what stood at `out` is untouched.
    """
    demand_other_file(template, out)
    data, report = filled_bytes(template, fills)
    write_whole(out, data)
    return report


def filled_bytes(template: Path, fills: Sequence[SheetFill]) -> tuple[bytes, FillReport]:
    """Return the filled workbook's bytes, nothing written (for a preview, too)."""
    book = Book(template)
    before = inventory(book)
    kept = KeptCells()
    notes: list[str] = []
    if len({fill.sheet for fill in fills}) < len(fills):
        raise ValueError("one fill a sheet: its places are those of the template")
    written = inserted = 0
    for fill in fills:
        more, rows = _fill_sheet(book, fill, kept, notes)
        written, inserted = written + rows, inserted + more
    book.calculate_anew()
    book.drop_signatures()
    data = book.package.to_bytes()
    losses = lost(before, inventory(Book(template, data)))
    return data, FillReport(written, inserted, losses, kept.sentences(), tuple(notes))


def _fill_sheet(book: Book, fill: SheetFill, kept: KeptCells, notes: list[str]) -> tuple[int, int]:
    """Fill one sheet; return the rows put in and the rows written."""
    sheet = book.sheet(fill.sheet)
    if sheet is None:
        raise UsageError(f"模板里没有工作表“{fill.sheet}”。", "没有写文件。", "请重新选择模板。")
    if len({fill.beside, bool(fill.row_at)}) > 1 or (fill.beside and len(fill.row_at) != len(fill.rows)):
        raise ValueError("rows beside keys need a row each, other rows none")
    writer = CellWriter(book, fill.sheet, kept)
    for mark, value in {**_by_place(fill), **fill.marks}.items():
        writer.write_mark(mark, value)
    notes += _notes_on(book, fill.sheet, writer)
    if not fill.rows:
        book.touch(fill.sheet)
        sheet.measure()
        return 0, 0
    layout = fill.layout
    if fill.beside:
        targets = list(fill.row_at)
        more = 0
    else:
        last_key = max((row for row, _ in layout.keys), default=0)
        free = [row for row in layout.free_rows if row > last_key]
        targets = free[: len(fill.rows)]
        more = len(fill.rows) - len(targets)
        at = max(layout.last_row, layout.first_row - 1) + 1
        if at + more > MAX_ROW or (sheet.last + more > MAX_ROW and sheet.last_filled + more > MAX_ROW):
            raise UsageError("要填的行数超过了工作表的上限。", "没有写文件。", "请分成几张表。")
        _note_total(writer, layout, notes, fill.sheet)
        if more:
            _note_sums(writer, layout, notes, fill.sheet)
            notes += notes_on_spans(book, Shift(fill.sheet, at, more, min(layout.first_row, at)))
            make_rows(book, fill.sheet, layout, at, more)
            targets += range(at, at + more)
    writer = CellWriter(book, fill.sheet, kept)  # it sees the merges of rows put in
    for number, (row, values) in enumerate(zip(targets, fill.rows, strict=True), start=1):
        if not fill.beside:
            writer.write_number(row, layout.number_column, number + _numbered_before(layout), values)
        writer.write_row(row, values)
    notes += _notes_on(book, fill.sheet, writer)
    book.touch(fill.sheet)
    sheet.measure()
    return more, len(fill.rows)


def _notes_on(book: Book, name: str, writer: CellWriter) -> list[str]:
    """Return what to look at of what was written."""
    return [*notes_on_choices(book, name, writer.texts), *notes_on_width(book, name, writer.written)]


def _by_place(fill: SheetFill) -> dict[MarkedCell, Content]:
    """Return the single cells as marks; a place that the layout doesn't know is a cell to be filled."""
    found: dict[MarkedCell, Content] = {}
    known: dict[tuple[int, int], MarkedCell] = {}
    for mark in reversed(fill.layout.marked):
        known[mark.row, mark.column] = mark
    for place, value in fill.cells.items():
        found[known.get(place, MarkedCell(*place, ""))] = value
    return found


def _numbered_before(layout: SheetLayout) -> int:
    """Return how many rows bear a number before the first that is written."""
    return len(layout.keys)


def _note_sums(writer: CellWriter, layout: SheetLayout, notes: list[str], name: str) -> None:
    """Note a total that names the rows one by one: no row put in can join it."""
    if layout.total_row is None:
        return
    data = {*layout.free_rows, *(row for row, _ in layout.keys)}
    for column in writer.sheet.columns_in(layout.total_row):
        formula = writer.sheet.formula(layout.total_row, column)
        if formula is not None and formula.text and len(data & rows_named(formula.text)) > 1:
            notes.append(
                f"工作表“{name}”合计行的公式 ={formula.text} 是逐格相加的，新插入的行没有加进去，请核对。"
            )


def _note_total(writer: CellWriter, layout: SheetLayout, notes: list[str], name: str) -> None:
    """Note a total that nothing calculates."""
    row = layout.total_row
    if row is not None and all(writer.sheet.formula(row, c) is None for c in writer.sheet.columns_in(row)):
        notes.append(f"工作表“{name}”的合计行没有公式，不会自动相加，请自己填写或核对。")
