"""What filling does beyond the ten templates: choices, places in use, formats, pages, heights."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import openpyxl
import pytest
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from hazard_desk.issued_tables.filling import FillReport, SheetFill, fill_workbook, filled_bytes
from hazard_desk.issued_tables.layout import read_layout
from tests.issued_tables.calculated_templates import OVER_SHEETS
from tests.issued_tables.cases import by_letter, sheet_of
from tests.issued_tables.drawn_sheets import boxes, picture, put, rewrite

HEAD = {"A1": "序号", "B1": "企业名称", "C1": "日期", "D1": "代码", "E1": "类别"}


def new(tmp_path: Path, rows: int = 3) -> tuple[openpyxl.Workbook, Worksheet, Path]:
    book = openpyxl.Workbook()
    put(book.active, HEAD)
    boxes(book.active, f"A1:E{rows + 1}")
    return book, book.active, tmp_path / "a.xlsx"


def filled(
    book: openpyxl.Workbook, path: Path, *rows: dict[str, Any], **more: Any
) -> tuple[Worksheet, FillReport]:
    book.save(path)
    layout = read_layout(path).sheets[0]
    fill = SheetFill(layout.sheet, layout, [by_letter(row) for row in rows], **more)
    report = fill_workbook(path, [fill], path.with_name("b.xlsx"))
    return openpyxl.load_workbook(path.with_name("b.xlsx")).active, report


def test_choices_that_the_table_does_not_offer_are_noted(tmp_path: Path) -> None:
    book, sheet, path = new(tmp_path)
    words = book.create_sheet("字 典")
    put(words, {"A1": "规上", "A2": "规下"})
    words.sheet_state = "hidden"
    literal = DataValidation(type="list", formula1='"甲,乙"')
    elsewhere = DataValidation(type="list", formula1="'字 典'!$A$1:$A$2")
    literal.add("D2:D4")
    elsewhere.add("E2:E4")
    sheet.add_data_validation(literal)
    sheet.add_data_validation(elsewhere)
    _, report = filled(book, path, {"D": "甲", "E": "规下"}, {"D": "丙", "E": "规上"}, *[{"E": "个体"}] * 3)
    assert report.notes == (
        "工作表“Sheet”D 列有 1 格的内容不在该表的下拉选项里（如第 3 行“丙”），请核对。",
        "工作表“Sheet”E 列有 3 格的内容不在该表的下拉选项里（如第 4 行“个体”），请核对。",
    )


def test_values_take_the_form_that_their_cells_have(tmp_path: Path) -> None:
    book, sheet, path = new(tmp_path)
    sheet["C3"].number_format = "@"
    sheet["C4"].number_format = 'yyyy"年"m"月"'
    read, _ = filled(
        book,
        path,
        {"B": "+甲", "C": date(2026, 3, 1), "D": "0358", "E": Decimal("1.50")},
        {"B": "@乙", "C": date(2026, 3, 2), "D": "911411210000000018"},
        {"B": True, "C": datetime(2026, 3, 3, 8), "D": 12},
    )
    assert (read["C2"].number_format, read["C2"].value.date()) == (r"yyyy\-mm\-dd", date(2026, 3, 1))
    assert read["C3"].value == "2026-03-02"
    assert (read["C4"].number_format, read["C4"].value.date()) == ('yyyy"年"m"月"', date(2026, 3, 3))
    assert [read[place].data_type for place in ("B2", "B3", "D2", "D3", "D4")] == ["s", "s", "s", "s", "n"]
    assert all(read[place].quotePrefix for place in ("B2", "B3", "D2", "D3"))
    assert (read["E2"].value, read["B4"].value) == (1.5, "是")
    assert read["B2"].border.left.style == read["B3"].border.left.style == "thin"


def test_nothing_that_stands_there_is_overwritten(tmp_path: Path) -> None:
    book, sheet, path = new(tmp_path)
    put(sheet, {"E3": "=1+1", "A2": 7, "A3": "二"})
    read, report = filled(book, path, {"B": "甲", "E": "x"}, {"B": "乙", "E": "y"})
    assert (read["A2"].value, read["A3"].value, read["E3"].value) == (7, "二", "=1+1")
    assert (read["B3"].value, read["E2"].value) == ("乙", "x")
    assert report.kept == ("工作表“Sheet”E3 已有内容，没有覆盖。",)


def test_rows_go_below_those_that_are_in_use(tmp_path: Path) -> None:
    book, sheet, path = new(tmp_path, rows=4)
    put(sheet, {"A2": 1, "B2": "老厂", "A3": 2, "B3": "旧厂"})
    read, report = filled(book, path, *({"B": f"新{i}"} for i in range(4)))
    assert [read[f"B{row}"].value for row in range(2, 8)] == ["老厂", "旧厂", "新0", "新1", "新2", "新3"]
    assert [read[f"A{row}"].value for row in range(2, 8)] == [1, 2, 3, 4, 5, 6]
    assert report.inserted_rows == 2


def test_a_long_text_makes_its_row_higher_and_none_lower(tmp_path: Path) -> None:
    book, sheet, path = new(tmp_path)
    for row in range(2, 5):
        sheet.row_dimensions[row].height = 30
        sheet[f"B{row}"].alignment = Alignment(wrap_text=row < 4)
    read, _ = filled(book, path, {"B": "很长的说明" * 12}, {"B": "短"}, {"B": "不折行的说明" * 12})
    assert read.row_dimensions[2].height > 120
    assert read.row_dimensions[3].height == read.row_dimensions[4].height == 30


def test_one_page_becomes_as_many_as_it_takes(tmp_path: Path) -> None:
    book, sheet, path = new(tmp_path)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 1
    few, _ = filled(book, path, *[{"B": "甲"}] * 10)
    assert few.page_setup.fitToHeight == 1
    many, _ = filled(book, path, *[{"B": "甲"}] * 100)
    assert (many.page_setup.fitToHeight, many.page_setup.fitToWidth) == (0, None)
    assert many.sheet_properties.pageSetUpPr.fitToPage


def test_a_table_object_grows_with_its_rows(tmp_path: Path) -> None:
    book, sheet, path = new(tmp_path)
    sheet.add_table(Table(displayName="表1", ref="A1:E4"))
    read, _ = filled(book, path, *[{"B": "甲"}] * 9)
    assert read.tables["表1"].ref == read.tables["表1"].autoFilter.ref == "A1:E10"


def test_keys_are_written_beside_and_need_a_row_each(tmp_path: Path) -> None:
    book, sheet, path = new(tmp_path)
    put(sheet, {"B2": "东村", "B3": "西村"})
    read, report = filled(book, path, {"D": "1"}, {"D": "2"}, beside=True, row_at=(3, 2))
    assert (read["D3"].value, read["D2"].value, read["A2"].value) == ("1", "2", None)
    assert (report.rows_written, report.inserted_rows) == (2, 0)
    with pytest.raises(ValueError, match="a row each"):
        filled(book, path, {"D": "1"}, beside=True)


def test_a_preview_writes_nothing(tmp_path: Path) -> None:
    OVER_SHEETS.make(tmp_path / "a.xlsx")
    data, report = filled_bytes(tmp_path / "a.xlsx", OVER_SHEETS.fills(read_layout(tmp_path / "a.xlsx")))
    assert data.startswith(b"PK")
    assert report.rows_written == 12
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_two_thousand_records_take_seconds(tmp_path: Path) -> None:
    OVER_SHEETS.make(tmp_path / "a.xlsx")
    layout = sheet_of(read_layout(tmp_path / "a.xlsx"), "明 细")
    rows = [by_letter({"B": f"企业{i}", "C": "是", "D": i, "E": Decimal("1.5")}) for i in range(2000)]
    began = perf_counter()
    report = fill_workbook(tmp_path / "a.xlsx", [SheetFill("明 细", layout, rows)], tmp_path / "b.xlsx")
    assert perf_counter() - began < 20  # under one second on a quiet machine
    assert report.inserted_rows == 1995


def test_rows_below_a_bare_header_have_its_lines(tmp_path: Path) -> None:
    book, sheet, path = new(tmp_path, rows=0)
    boxes(sheet, "A1:E1", font=Font(bold=True))
    sheet["A1"].fill = PatternFill("solid", fgColor="DDDDDD")
    read, report = filled(book, path, {"B": "甲"}, {"B": "乙", "C": date(2026, 1, 2)})
    assert (read["A3"].value, read["B3"].value, read["C3"].value.date()) == (2, "乙", date(2026, 1, 2))
    assert read["A3"].border.bottom.style == read["E2"].border.right.style == "thin"
    assert not read["B2"].font.b
    assert read["A2"].fill.fill_type is None
    assert report.inserted_rows == 2


def test_rows_below_a_plain_header_are_just_written(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    put(book.active, HEAD)
    read, _ = filled(book, tmp_path / "a.xlsx", {"B": "甲"}, {"B": "乙"})
    assert [[cell.value for cell in row][:2] for row in read["A1:E3"]] == [
        ["序号", "企业名称"],
        [1, "甲"],
        [2, "乙"],
    ]


def test_what_was_calculated_before_is_calculated_anew(tmp_path: Path) -> None:
    book, sheet, path = new(tmp_path)
    put(sheet, {"A4": "合计", "E4": "=SUM(E2:E3)", "H1": "=[1]外!A1"})
    book.save(path)
    chain = b'<calcChain><c r="E4" i="1"/></calcChain>'
    relation = '<Relationship Id="rC" Type="http://x/calcChain" Target="calcChain.xml"/></Relationships>'
    part = '<Override PartName="/xl/calcChain.xml" ContentType="application/calc"/></Types>'
    rewrite(
        path,
        {
            "xl/worksheets/sheet1.xml": lambda xml: re.sub(r"</f><v */>|</f><v></v>", "</f><v>99</v>", xml),
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace("</Relationships>", relation),
            "[Content_Types].xml": lambda xml: xml.replace("</Types>", part),
            "xl/workbook.xml": lambda xml: re.sub(r"<calcPr[^>]*/>", "", xml),
        },
        {"xl/calcChain.xml": chain},
    )
    layout = read_layout(path).sheets[0]
    fill_workbook(path, [SheetFill("Sheet", layout, [{4: 1}] * 3)], tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        assert "xl/calcChain.xml" not in archive.namelist()
        assert b"calcChain" not in archive.read("xl/_rels/workbook.xml.rels")
        assert b"calcChain" not in archive.read("[Content_Types].xml")
        workbook = archive.read("xl/workbook.xml").replace(b"<definedNames/>", b"")
        assert b'</sheets><calcPr fullCalcOnLoad="1"/>' in workbook
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>SUM(E2:E4)</f></c>" in xml
    assert "<f>[1]外!A1</f><v>99</v>" in xml  # another workbook's, which isn't at hand


def test_cells_that_the_file_leaves_out_are_put_in_their_place(tmp_path: Path) -> None:
    book, _, path = new(tmp_path, rows=1)
    book.save(path)
    rewrite(
        path,
        {
            "xl/worksheets/sheet1.xml": lambda xml: re.sub(
                r'<c r="[BD]2"[^>]*/>', "", re.sub(r'<row r="2"', '<row spans="1:2" r="2"', xml)
            )
        },
    )
    layout = read_layout(path).sheets[0]
    values = {1: "甲", 3: "丁", 9: "远"}
    fill_workbook(path, [SheetFill("Sheet", layout, [values])], tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<c r="([A-Z]+)2"', xml) == ["A", "B", "C", "D", "E", "J"]
    assert "spans" not in xml
    assert '<dimension ref="A1:J2"/>' in xml


def test_what_lies_across_the_rows_put_in_keeps_its_size(tmp_path: Path) -> None:
    book, sheet, path = new(tmp_path)
    sheet.add_image(Image(picture()), "G2")
    sheet.sheet_view.topLeftCell = "A30"
    sheet.sheet_view.selection[0].activeCell = sheet.sheet_view.selection[0].sqref = "C9"
    book.save(path)

    def across(xml: str) -> str:
        found = xml.replace("oneCellAnchor", "twoCellAnchor")
        corner = found[found.index("<xdr:from>" if "<xdr:from>" in found else "<from>") :]
        corner = corner[: corner.index("from>", 6) + 5]
        lower = corner.replace("from>", "to>").replace("row>1<", "row>12<")
        return re.sub(r"<(xdr:)?ext [^>]*/>", lower, found, count=1)

    rewrite(path, {"xl/drawings/drawing1.xml": across})
    read, _ = filled_again(path, 9)
    with zipfile.ZipFile(path.with_name("b.xlsx")) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert re.findall(r"row>(\d+)<", drawing) == ["1", "12"]
    assert read.sheet_view.topLeftCell == "A36"
    assert read.sheet_view.selection[0].activeCell == read.sheet_view.selection[0].sqref == "C15"


def filled_again(path: Path, count: int) -> tuple[Worksheet, FillReport]:
    layout = read_layout(path).sheets[0]
    out = path.with_name("b.xlsx")
    report = fill_workbook(path, [SheetFill(layout.sheet, layout, [{1: "甲"}] * count)], out)
    return openpyxl.load_workbook(out).active, report
