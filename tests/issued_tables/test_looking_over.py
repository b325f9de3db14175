"""What the clerk is told to look at of a filled table, and what she needn't be told."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from hazard_desk.issued_tables.filling import Content, FillReport, SheetFill, fill_workbook
from hazard_desk.issued_tables.layout import read_layout
from tests.issued_tables.drawn_sheets import boxes, put, rewrite, widths

UNIT = "文水县西槽头乡人民政府"


def table(rows: int = 3) -> tuple[openpyxl.Workbook, Worksheet]:
    """Who fills it in, then a list."""
    book = openpyxl.Workbook()
    page = book.active
    put(
        page, {"A1": "企业名单", "A5": "序号", "B5": "企业名称", "C5": "成立日期", "D5": "资产", "E5": "备注"}
    )
    page.merge_cells("A1:E1")
    boxes(page, f"A5:E{5 + rows}")
    widths(page, B=24, C=12, D=12, E=20)
    return book, page


def filled(
    book: openpyxl.Workbook,
    tmp_path: Path,
    rows: Sequence[dict[int, Content]] = (),
    marks: dict[str, Content] | None = None,
) -> tuple[Any, FillReport]:
    path = tmp_path / "a.xlsx"
    book.save(path)
    return filled_file(path, rows, marks)


def filled_file(
    path: Path, rows: Sequence[dict[int, Content]] = (), marks: dict[str, Content] | None = None
) -> tuple[Any, FillReport]:
    layout = read_layout(path).sheets[0]
    told = {mark: (marks or {})[mark.label] for mark in layout.marked if mark.label in (marks or {})}
    out = path.with_name("b.xlsx")
    report = fill_workbook(path, [SheetFill(layout.sheet, layout, rows, marks=told)], out)
    return openpyxl.load_workbook(out, rich_text=True).active, report


# ---- a label that flows over the cell beside it ------------------------------------------------------


def test_a_value_goes_behind_the_label_that_flows_over_its_cell(tmp_path: Path) -> None:
    book, page = table()
    bold = TextBlock(InlineFont(b=True), "填报单位")
    put(page, {"A3": CellRichText(bold, "（盖章）："), "C3": "填报人："})
    read, report = filled(book, tmp_path, marks={"填报单位(盖章)": UNIT, "填报人": "张三"})
    assert str(read["A3"].value) == f"填报单位（盖章）：{UNIT}"
    assert [(run.font.b, run.text) for run in read["A3"].value if isinstance(run, TextBlock)] == [
        (True, "填报单位")
    ]
    assert (read["B3"].value, read["C3"].value, read["D3"].value) == (None, "填报人：", "张三")
    assert report.notes == ("工作表“Sheet”A 列较窄，文字可能显示不全（A3），列宽没有改，请看一眼。",)


def test_a_day_behind_its_label_is_said_in_words(tmp_path: Path) -> None:
    book, page = table()
    put(page, {"A3": "填报时间（公历）："})
    read, report = filled(book, tmp_path, marks={"填报时间(公历)": date(2026, 11, 26)})
    assert read["A3"].value == "填报时间（公历）：2026年11月26日"
    assert not report.notes  # nothing stands in its way


@pytest.mark.parametrize("why", ["wide", "wraps", "merged label", "merged beside", "in use", "centred"])
def test_a_value_goes_beside_a_label_that_does_not_flow_over(tmp_path: Path, why: str) -> None:
    book, page = table()
    put(page, {"A3": "填报单位（盖章）："})
    beside = "B3"
    if why == "wide":
        widths(page, A=20)
    elif why == "wraps":
        page["A3"].alignment = Alignment(wrap_text=True)
    elif why == "merged label":
        page.merge_cells("A3:A4")
    elif why == "merged beside":
        page.merge_cells("B3:D3")
    elif why == "centred":
        page["A3"].alignment = Alignment(horizontal="center")
    else:
        page["B3"] = "　　年　月　日"
    read, _ = filled(book, tmp_path, marks={"填报单位(盖章)": UNIT})
    assert read["A3"].value == "填报单位（盖章）："
    assert read[beside].value == UNIT


# ---- what stands there already -----------------------------------------------------------------------


def test_a_cell_that_holds_the_very_value_is_not_reported(tmp_path: Path) -> None:
    book, page = table()
    for row in range(6, 9):
        put(page, {f"A{row}": row - 5})
    put(page, {"C6": date(2026, 3, 1), "D6": 12.50, "E6": "无 ", "A7": "2", "E7": "另有", "D8": "=1+1"})
    layout_rows = [
        {0: 1, 2: date(2026, 3, 1), 3: Decimal("12.5"), 4: "无"},
        {0: 2, 3: 5, 4: "无"},
        {0: 3, 3: 2},
    ]
    path = tmp_path / "a.xlsx"
    book.save(path)
    layout = read_layout(path).sheets[0]
    fill = SheetFill("Sheet", layout, layout_rows, beside=True, row_at=(6, 7, 8))
    report = fill_workbook(path, [fill], tmp_path / "b.xlsx")
    assert report.kept == (
        "工作表“Sheet”E7 已有内容，没有覆盖。",
        "工作表“Sheet”D8 已有内容，没有覆盖。",  # a formula may say something else tomorrow
    )


def test_cells_that_were_kept_are_summed_up_by_column(tmp_path: Path) -> None:
    book, page = table(rows=137)
    for row in range(6, 143):
        put(page, {f"D{row}": f"=LEN(B{row})"})
    put(page, {"E6": "=1", "E7": "=2"})
    _, report = filled(book, tmp_path, [{1: "甲厂", 3: 7, 4: "无"}] * 137)
    assert set(report.kept) == {
        "工作表“Sheet”D 列 137 格已有内容，没有覆盖：D6、D7、D8等。",
        "工作表“Sheet”E 列 2 格已有内容，没有覆盖：E6、E7。",
    }


# ---- columns that work themselves out, days in figures -----------------------------------------------


def test_columns_of_formulas_are_named_with_or_without_what_they_came_to(tmp_path: Path) -> None:
    book, page = table()
    put(page, {f"D{row}": f"=LEN(B{row})" for row in range(6, 9)})
    put(page, {"E8": "=LEN(B8)"})  # a single one is no column of them
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert read_layout(path).sheets[0].formula_columns == (3,)
    rewrite(
        path,
        {"xl/worksheets/sheet1.xml": lambda xml: re.sub(r"</f><v ?/>|</f><v></v>", "</f><v>0</v>", xml)},
    )
    assert openpyxl.load_workbook(path, data_only=True).active["D6"].value == 0
    assert read_layout(path).sheets[0].formula_columns == (3,)


def test_single_cells_that_show_a_day_in_figures_are_named(tmp_path: Path) -> None:
    book, page = table()
    put(page, {"A3": "日期：", "C3": "时间：", "E3": "上报日期："})
    widths(page, A=12)
    page["B3"].number_format = "yyyy-mm-dd"
    page["D3"].number_format = 'yyyy"年"m"月"d"日"'
    path = tmp_path / "a.xlsx"
    book.save(path)
    layout = read_layout(path).sheets[0]
    assert {(cell.row, cell.column) for cell in layout.marked} >= {(3, 1), (3, 3)}
    assert layout.day_marks == ((3, 1),)


# ---- references over several sheets ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["一月:三月", "'一 月:三月'"])
def test_references_over_several_sheets_are_named_where_rows_went_in(tmp_path: Path, name: str) -> None:
    book, page = table(rows=2)
    page["B8"] = "合计"
    page.title = name.strip("'").split(":")[0]
    book.create_sheet("三月")
    total = book.create_sheet("全年")
    put(total, {"A1": f"=SUM({name}!D8)", "A2": f"=SUM({name}!D4)", "A3": "=SUM(三月:全年!D8)"})
    rows = [{1: "甲"}, {1: "乙"}, {1: "丙"}]
    _, report = filled(book, tmp_path, rows)
    (note,) = [note for note in report.notes if "跨" in note]
    assert note.startswith(
        f"工作表“全年”的公式 =SUM({name}!D8) 跨几张工作表引用“{page.title}”，那里插入 1 行"
    )
    _, report = filled(book, tmp_path, rows[:2])
    assert not [note for note in report.notes if "跨" in note]
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        assert f"SUM({name}!D8)" in archive.read("xl/worksheets/sheet3.xml").decode()


# ---- narrow columns ----------------------------------------------------------------------------------


def test_what_is_too_long_for_its_column_is_named_and_the_width_stays(tmp_path: Path) -> None:
    book, page = table()
    widths(page, C=8, D=6)
    page["D7"].number_format = "#,##0.00"
    for row in range(6, 9):
        for letter in "BE":
            page[f"{letter}{row}"].alignment = Alignment(wrap_text=letter == "E")
    day = date(2026, 3, 1)
    read, report = filled(
        book,
        tmp_path,
        [
            {1: "吕梁市文水县西槽头乡长兴木业有限责任公司", 2: day, 3: Decimal("12.125"), 4: "折行的" * 20},
            {1: "乙厂", 2: day, 3: 1234},
            {1: "丙厂", 3: 12345},
        ],
    )
    assert report.notes == (
        "工作表“Sheet”B 列较窄，文字可能显示不全（B6），列宽没有改，请看一眼。",
        "工作表“Sheet”C 列较窄，日期可能显示为 ###（C6 等 2 格），列宽没有改，请看一眼。",
        "工作表“Sheet”D 列较窄，数字可能显示为 ###（D7），列宽没有改，请看一眼。",
    )
    assert (read.column_dimensions["C"].width, read.column_dimensions["D"].width) == (8, 6)


def test_what_flows_over_empty_cells_or_shrinks_is_not_named(tmp_path: Path) -> None:
    book, page = table()
    widths(page, B=10, C=8, E=8)
    for place, alignment in (
        ("B6", Alignment(horizontal="left")),
        ("B7", Alignment(shrink_to_fit=True)),
        ("C7", Alignment(shrink_to_fit=True)),
        ("E8", Alignment(horizontal="left")),
    ):
        page[place].alignment = alignment
    long = "长兴木业有限责任公司"
    _, report = filled(
        book, tmp_path, [{1: long}, {1: long, 2: date(2026, 3, 1), 3: 1}, {1: "丙", 4: "最后一列的备注"}]
    )
    assert report.notes == ()
