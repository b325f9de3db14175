"""Puts rows for data into a table: they look like its own, and the table's last line stays its last."""

from __future__ import annotations

import re

from hazard_desk.issued_tables.book import Book
from hazard_desk.issued_tables.layout_facts import SheetLayout
from hazard_desk.issued_tables.package import near
from hazard_desk.issued_tables.references import Shift
from hazard_desk.issued_tables.sheet_xml import SheetXml, is_hidden
from hazard_desk.issued_tables.shifting import shift_book

_ROWS_OF_A_PAGE = 45
_LONE = re.compile(
    r"((?:(?<![\w.])(?:SUM|COUNT|COUNTA|AVERAGE|MAX|MIN)\(|(?<![\w.])SUBTOTAL\(\d+,))(\$?[A-Z]{1,3}\$?)(\d+)\)",
    re.IGNORECASE,
)


def make_rows(book: Book, name: str, layout: SheetLayout, at: int, count: int) -> None:
    """Put `count` rows in above row `at` (the one behind the last data row)."""
    sheet = book.sheet(name)
    assert sheet is not None
    first = min(layout.first_row, at)
    if first == at - 1 and layout.total_row is not None:
        _widen_sums(sheet, layout.total_row, first)
    shift_book(book, Shift(name, at, count, first))
    numbers = range(at, at + count)
    if first < at:
        pattern = _pattern(sheet, layout)
        sheet.copy_row(pattern, numbers)
        _merge_like(sheet, pattern, numbers)
        _keep_last_line(sheet, pattern, at - 1, numbers.stop - 1)
    elif layout.total_row is not None and layout.total_row >= at:
        _look_like_total(sheet, layout.total_row + count, numbers)
    else:
        _look_like_header(book, sheet, layout, numbers)
    _turn_pages(sheet, layout, at + count)


def _widen_sums(sheet: SheetXml, total: int, only: int) -> None:
    """Write the total of a single row as that of an area, =SUM(C3) as =SUM(C3:C3), so that it can grow."""
    for column in sheet.columns_in(total):
        formula = sheet.formula(total, column)
        if formula is not None and formula.text and formula.get("t") != "shared":
            formula.text = _LONE.sub(lambda found: _as_area(found, only), formula.text)


def _as_area(found: re.Match[str], only: int) -> str:
    corner = found[2] + found[3]
    return f"{found[1]}{corner}:{corner})" if found[3] == str(only) else found[0]


def _pattern(sheet: SheetXml, layout: SheetLayout) -> int:
    """Return the data row that others are made like: one in the middle, without the table's outer lines."""
    rows = [row for row in range(layout.first_row, layout.last_row + 1) if not is_hidden(sheet.rows.get(row))]
    if len(rows) < 2:
        return layout.last_row
    middle = [row for row in rows[1:-1] if row in layout.free_rows] or rows[-2:-1]
    return middle[-1]


def _merge_like(sheet: SheetXml, pattern: int, numbers: range) -> None:
    """Merge within each row what is merged within the pattern."""
    across = [(left, right) for top, left, bottom, right in sheet.merges() if top == bottom == pattern]
    if across:
        sheet.add_merges([(row, left, row, right) for row in numbers for left, right in across])


def _keep_last_line(sheet: SheetXml, pattern: int, old_last: int, new_last: int) -> None:
    """Give the table's new last row the formats of the old one, whose line below may be a thicker one."""
    if pattern == old_last:
        return
    for column in sheet.columns_in(old_last):
        last, usual = sheet.style(old_last, column), sheet.style(pattern, column)
        if last == usual:
            continue
        sheet.make_cell(new_last, column).set("s", str(last))
        sheet.make_cell(old_last, column).set("s", str(usual))


def _look_like_total(sheet: SheetXml, total: int, numbers: range) -> None:
    """Make rows of a table that has none yet: the lines and the height of its total, no formula of it."""
    sheet.copy_row(total, numbers)
    for row in numbers:
        for column in sheet.columns_in(row):
            cell = sheet.cell(row, column)
            for formula in list(cell.iterchildren(near(cell, "f"))):
                cell.remove(formula)


def _look_like_header(book: Book, sheet: SheetXml, layout: SheetLayout, numbers: range) -> None:
    """Draw rows below a header that has none, with the header's lines."""
    styles = [(c.position, sheet.style(layout.header_last, c.position)) for c in layout.columns]
    for row in numbers:
        for column, style in styles:
            if book.formats.is_bordered(style):
                sheet.make_cell(row, column).set("s", str(book.formats.as_row_below(style)))


def _turn_pages(sheet: SheetXml, layout: SheetLayout, end: int) -> None:
    """Where all was to fit on one page, and can't any more, only the width has to fit."""
    settings = sheet.child("pageSetup")
    properties = sheet.child("sheetPr")
    fits = None if properties is None else properties.find(near(sheet.root, "pageSetUpPr"))
    if settings is None or fits is None or fits.get("fitToPage") not in ("1", "true"):
        return
    if settings.get("fitToHeight") in (None, "1") and end - layout.header_first > _ROWS_OF_A_PAGE:
        settings.set("fitToHeight", "0")
