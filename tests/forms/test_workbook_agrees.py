"""PDF and workbook say the same, cell by cell, read by programs that did not write them."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pypdfium2
import pytest
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from hazard_desk.forms import pdf, xlsx
from hazard_desk.forms.faces import MM_PER_PT, FontSet
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.sheet import Cell, Diagram, Mark, Photo, Role, Sheet, printed
from tests.forms.filled import SAMPLES
from tests.forms.page_checks import squeezed


def read_pdf(sheet: Sheet, fonts: FontSet) -> tuple[dict[Cell, str], str]:
    """Return the text PDFium finds inside the box of each cell, and all that stands outside the table."""
    layout = lay_out(sheet, fonts)
    found: dict[Cell, str] = {}
    outside = ""
    with pypdfium2.PdfDocument(pdf.draw(sheet, fonts=fonts)) as document:
        for page, placed in zip(document, layout.pages, strict=True):
            letters = page.get_textpage()
            top = page.get_height()
            everything = Counter(squeezed(letters.get_text_range()))
            for item in placed.cells:
                box = item.box
                text = squeezed(
                    letters.get_text_bounded(
                        left=box.x / MM_PER_PT,
                        bottom=top - box.bottom / MM_PER_PT,
                        right=box.right / MM_PER_PT,
                        top=top - box.y / MM_PER_PT,
                    )
                )
                everything -= Counter(text)
                if not sheet.returns(item.cell.row):
                    text = found.get(item.cell, "") + text
                found[item.cell] = text
                if item.mark is not None:
                    found[item.cell] = item.mark.mark.value  # drawn as lines
            outside += "".join(everything.elements())
    return found, outside


def read_workbook(sheets: tuple[Sheet, ...], fonts: FontSet) -> list[list[list[Any]]]:
    """Return the rows of every worksheet as calamine reads them, from the first row and column on."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.draw(sheets, fonts=fonts)))
    worksheets = []
    for at, sheet in enumerate(sheets):
        rows = book.get_sheet_by_index(at).to_python(skip_empty_area=False)
        # It leaves out what is empty at the right and the bottom.
        width, height = len(sheet.columns), table_starts(sheet, fonts) + len(sheet.rows)
        rows = [row + [""] * (width - len(row)) for row in rows]
        worksheets.append(rows + [[""] * width for _ in range(height - len(rows))])
    return worksheets


def table_starts(sheet: Sheet, fonts: FontSet) -> int:
    """Return how many rows of the worksheet stand above the table."""
    layout = lay_out(sheet, fonts)
    above = 1 + bool(sheet.annex)
    if sheet.head.fields:
        above += 1 + (layout.table_gap > 5)  # room for the seal
    return above


def as_printed(value: Any, cell: Cell) -> str:
    if isinstance(value, date):
        return printed(value, cell.date_style)
    if isinstance(value, int | float):
        if cell.decimals is not None:
            return f"{value:.{cell.decimals}f}"
        return printed(Decimal(repr(value)))
    return str(value)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_cell_says_the_same_in_both(name: str, fonts: FontSet) -> None:
    worksheets = read_workbook(SAMPLES[name], fonts)
    for sheet, rows in zip(SAMPLES[name], worksheets, strict=True):
        drawn, outside = read_pdf(sheet, fonts)
        start = table_starts(sheet, fonts)
        assert set(drawn) == set(sheet.cells)
        for cell in sheet.cells:
            value = rows[start + cell.row][cell.column]
            assert squeezed(as_printed(value, cell)) == drawn[cell] == squeezed(cell.text)
        beside = rows[:start] + rows[start + len(sheet.rows) :]
        said = Counter(squeezed("".join(str(value) for row in beside for value in row)))
        assert not said - Counter(outside), "title, head line, notes and signatures stand on paper, too"
        page_furniture = Counter(outside) - said
        pages = len(lay_out(sheet, fonts).pages)
        allowed = Counter((squeezed(sheet.running_head) + "第页共页01234567890123456789") * max(pages, 2))
        allowed += Counter("总第页0123456789" * pages if sheet.folio else "")
        assert not page_furniture - allowed, "and nothing else does"


@pytest.mark.parametrize("name", SAMPLES)
def test_days_are_days_figures_are_figures_and_codes_are_text(name: str, fonts: FontSet) -> None:
    for sheet, rows in zip(SAMPLES[name], read_workbook(SAMPLES[name], fonts), strict=True):
        start = table_starts(sheet, fonts)
        for cell in sheet.cells:
            value = rows[start + cell.row][cell.column]
            match cell.content:
                case None | "" | Photo() | Diagram():
                    assert value == ""
                case Mark():
                    assert value == cell.content.value
                case str():
                    assert type(value) is str
                case date():
                    assert type(value) is date
                    assert value == cell.content
                case _:
                    assert type(value) in (int, float)
                    assert Decimal(repr(value)) == cell.content


def test_phones_codes_and_partial_dates_keep_every_digit(fonts: FontSet) -> None:
    (rows,) = read_workbook(SAMPLES["registration.filled"], fonts)
    values = [value for row in rows for value in row]
    for text in ("91350100M000100Y43", "17608613150", "0356-3026691", "2015年8月", "13800000000"):
        assert text in values


@pytest.mark.parametrize("name", SAMPLES)
def test_no_cell_is_a_formula(name: str, fonts: FontSet) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.draw(SAMPLES[name], fonts=fonts)))
    for page in book.worksheets:
        for row in page.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n", "d"}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_workbook_is_ready_to_print(name: str, fonts: FontSet) -> None:
    """Merged title rows, print area, paper, repeated header, width of one page."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx.draw(SAMPLES[name], fonts=fonts)))
    for sheet, page in zip(SAMPLES[name], book.worksheets, strict=True):
        last = get_column_letter(len(sheet.columns))
        start = table_starts(sheet, fonts)
        merged = {str(area) for area in page.merged_cells.ranges}
        title_row = 2 if sheet.annex else 1
        assert page.cell(title_row, 1).value == sheet.title
        assert {f"A{row}:{last}{row}" for row in range(1, title_row + 1)} <= merged
        end = start + len(sheet.rows) + len(sheet.notes) + bool(sheet.footer)
        assert page.print_area == f"'{page.title}'!$A$1:${last}${end}"
        assert page.page_setup.orientation == sheet.orientation.value
        assert page.page_setup.paperSize == 9, "A4"
        assert page.page_setup.fitToWidth == 1
        pages = len(lay_out(sheet, fonts).pages)
        assert page.page_setup.fitToHeight == (1 if pages == 1 else 0)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        if sheet.header_rows:
            first = start + sheet.lead_rows + 1
            assert page.print_title_rows == f"${first}:${first + sheet.header_rows - 1}"
        else:
            assert page.print_title_rows is None
        spans = {
            (cell.row, cell.column, cell.rowspan, cell.colspan)
            for cell in sheet.cells
            if cell.rowspan * cell.colspan > 1
        }
        assert {
            (area.min_row - start - 1, area.min_col - 1, area.size["rows"], area.size["columns"])
            for area in page.merged_cells.ranges
            if start < area.min_row <= start + len(sheet.rows)
        } == spans
        for cell in sheet.cells:
            found = page.cell(start + cell.row + 1, cell.column + 1)
            assert found.alignment.wrap_text or cell.role is Role.NUMBER


@pytest.mark.parametrize("name", ["self-check.blank", "self-check.filled"])
def test_groups_stay_together_in_the_workbook(name: str, fonts: FontSet) -> None:
    page = openpyxl.load_workbook(io.BytesIO(xlsx.draw(SAMPLES[name], fonts=fonts))).worksheets[0]
    (broken,) = page.row_breaks.brk
    assert str(page.cell(broken.id + 1, 1).value).replace("\n", "") == "机器设备"
    assert str(page.cell(broken.id, 2).value).startswith("16. ")


def test_a_long_name_shares_the_head_line_with_the_date(fonts: FontSet) -> None:
    """The columns of F6 have no edge between the two: then each runs over the empty cells beside it."""
    page = openpyxl.load_workbook(io.BytesIO(xlsx.draw(SAMPLES["weekly-dispatch.filled"], fonts=fonts)))
    row = page.worksheets[0][3]
    assert [cell.value for cell in row if cell.value] == [
        "填报单位：泽州县西槽头乡人民政府",
        "填报时间：2025年3月7日",
    ]
    assert (row[0].alignment.horizontal, row[-1].alignment.horizontal) == ("left", "right")
    assert not row[0].alignment.wrap_text
    assert not any(area.min_row == 3 for area in page.worksheets[0].merged_cells.ranges)
