"""The workbook: the same texts and spans, safe to open, ready to print."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hazard_desk.forms import xlsx
from hazard_desk.forms.faces import FontSet, font_set
from hazard_desk.forms.sheet import Cell, HeadField, HeadLine, Role, Sheet
from tests.forms.samples import long_list, week

FONTS = font_set()


def opened(sheet: Sheet | list[Sheet]) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx.draw(sheet, fonts=FONTS)))


def one_cell(text: str) -> Sheet:
    return Sheet(
        "x",
        "=表",
        (50.0,),
        (10.0,),
        (Cell(0, 0, text, Role.VALUE),),
        head=HeadLine(HeadField("", text)),
        notes=(text,),
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 356", "-3", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1", "=cmd|'/c calc'!A1"]
)
def test_text_is_never_a_formula(text: str) -> None:
    data = xlsx.draw(one_cell(text), fonts=FONTS)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    found = [cell for row in page.iter_rows() for cell in row if cell.value == text]
    assert len(found) == 3, "head line, table and note"
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)
    assert page["A1"].data_type == "s"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=30))
def test_any_text_can_be_written_and_read_again(text: str) -> None:
    page = opened(one_cell(text)).worksheets[0]
    read = page["A3"].value or ""
    illegal = [c for c in text if (ord(c) < 32 and c not in "\t\n\r") or "\ud800" <= c <= "\udfff"]
    expected = "".join("〓" if c in illegal else c for c in text)
    assert read.replace("\r\n", "\n").replace("\r", "\n") == expected.replace("\r\n", "\n").replace(
        "\r", "\n"
    )


def test_long_list_repeats_its_header_and_doubles_ampersands() -> None:
    page = opened(long_list(60)).worksheets[0]
    assert page.print_title_rows == "$3:$4"
    assert page.oddHeader.left.text == "检查问题隐患清单　张&&李木业"
    assert page.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert page.firstHeader.left.text is None
    assert page.HeaderFooter.differentFirst
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.page_setup.orientation == "portrait"
    assert page["A2"].value == "企业名称：张&李木业", "in a cell it stays single"


def test_one_page_stays_on_one_page() -> None:
    page = opened(week()).worksheets[0]
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 1)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.oddFooter.center.text is None


def test_spans_and_frame() -> None:
    page = opened(week()).worksheets[0]
    assert {"A4:A6", "B4:E4", "F4:L4", "M4:N4", "O4:Q4", "R4:R6", "F5:G5"} <= {
        str(area) for area in page.merged_cells.ranges
    }
    edge = {page.cell(row, 1).border.left.style for row in range(4, 9)}
    edge |= {page.cell(row, 18).border.right.style for row in range(4, 9)}
    edge |= {page.cell(4, column).border.top.style for column in range(1, 19)}
    edge |= {page.cell(8, column).border.bottom.style for column in range(1, 19)}
    assert edge == {"medium"}
    assert page["C8"].border.left.style == "thin"


def test_several_sheets_get_names_of_their_own(fonts: FontSet) -> None:
    long = "名" * 40
    book = opened(
        [Sheet("x", title, (50.0,), (10.0,), (Cell(0, 0, ""),)) for title in (long, long, "a/b:[c]", "?")]
    )
    assert book.sheetnames == ["名" * 31, "名" * 29 + " 2", "abc", "表"]
    with pytest.raises(ValueError, match="no sheet"):
        xlsx.draw([], fonts=fonts)


def test_rows_are_no_higher_than_a_workbook_takes() -> None:
    page = opened(long_list(1, "很长的描述，" * 900)).worksheets[0]
    assert max(d.height for d in page.row_dimensions.values()) <= 409


def test_head_line_shares_the_columns_and_loses_nothing() -> None:
    head = HeadLine(HeadField("甲：", "一"), HeadField("（累计）"), HeadField("丙：", "三"))

    def form(columns: int) -> Sheet:
        cells = tuple(Cell(0, number, "") for number in range(columns))
        return Sheet("x", "表", (180.0 / columns,) * columns, (10.0,), cells, head=head)

    for columns in (3, 4, 7, 12):
        row = [cell.value for cell in opened(form(columns)).worksheets[0][2] if cell.value]
        assert row == ["甲：一", "（累计）", "丙：三"]
    with pytest.raises(ValueError, match="too few columns"):
        xlsx.draw(form(1), fonts=FONTS)


def test_long_texts_are_not_shown_as_hashes() -> None:
    page = opened(long_list(2, "很长的描述，" * 60)).worksheets[0]
    formats = {cell.number_format for row in page.iter_rows() for cell in row if len(str(cell.value)) > 255}
    assert formats == {"General"}
    assert page["B4"].number_format == "@"
