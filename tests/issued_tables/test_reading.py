"""Sheets that came back: columns moved, added and missing, totals and notes in between, other formats."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Border, Side

from hazard_desk.errors import InputRefused
from hazard_desk.issued_tables.filling import SheetFill, fill_workbook
from hazard_desk.issued_tables.layout import SheetLayout, read_layout
from hazard_desk.issued_tables.reading import read_rows
from tests.intake.sheets import ods, xls, xlsx
from tests.issued_tables.list_templates import PLAIN, VILLAGES_LISTED

HEAD = ["序号", "企业名称", "联系电话", "从业人数"]


@pytest.fixture
def expected(tmp_path: Path) -> SheetLayout:
    return read_layout(xlsx(tmp_path / "发的.xlsx", ["企业情况表"], HEAD)).sheets[0]


def test_what_was_filled_in_is_read_again(tmp_path: Path) -> None:
    PLAIN.make(tmp_path / "a.xlsx")
    found = read_layout(tmp_path / "a.xlsx")
    fill_workbook(tmp_path / "a.xlsx", PLAIN.fills(found), tmp_path / "b.xlsx")
    read = read_rows(tmp_path / "b.xlsx", found.sheets[0])
    assert read.problems == []
    assert [row.row for row in read.rows] == list(range(5, 12))
    assert read.rows[2].texts == ("3", "=兴旺煤业", "911411210000000018", "2026-04-03", "3", "4", "1", "停产")
    assert (read.columns, read.missing, read.extra) == (tuple(range(8)), (), ())


def test_rows_that_only_wait_are_not_rows(tmp_path: Path) -> None:
    VILLAGES_LISTED.make(tmp_path / "a.xlsx")
    found = read_layout(tmp_path / "a.xlsx")
    read = read_rows(tmp_path / "a.xlsx", found.sheets[0])
    assert [row.texts[:2] for row in read.rows][:5] == [
        ("东片", "西槽头村"),
        ("东片", "东槽头村"),
        ("东片", "贾家庄村"),
        ("东片", "狄家社村"),
        ("西片", "百金堡村"),
    ]
    PLAIN.make(tmp_path / "b.xlsx")
    assert read_rows(tmp_path / "b.xlsx").rows == ()


def test_columns_moved_added_and_missing_are_found_and_named(tmp_path: Path, expected: SheetLayout) -> None:
    path = xlsx(
        tmp_path / "回.xlsx",
        ["西槽头村"],
        [],
        ["村名", "联系 电话", "企业\n名称", "备注"],
        ["西槽头", 13835800001, "甲厂", "好"],
        ["合计", None, None, None],
        ["西槽头", "0358-1", "乙厂", None],
        ["村名", "联系电话", "企业名称", "备注"],
        ["注：都已核对", None, None, None],
        ["西槽头", None, "丙厂", None],
    )
    read = read_rows(path, expected)
    assert [row.texts for row in read.rows] == [
        ("", "甲厂", "13835800001", ""),
        ("", "乙厂", "0358-1", ""),
        ("", "丙厂", "", ""),
    ]
    assert read.columns == (None, 2, 1, None)
    assert read.missing == ("序号", "从业人数")
    assert read.extra == ("村名", "备注")


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_formats_are_read_alike(tmp_path: Path, expected: SheetLayout, kind: str) -> None:
    rows = [["企业情况表"], HEAD, [1, "甲厂", "138", 12], [2, "乙厂", "139", 3]]
    path = (xls if kind == "xls" else ods)(tmp_path / f"回.{kind}", *rows)
    assert [row.texts for row in read_rows(path, expected).rows] == [
        ("1", "甲厂", "138", "12"),
        ("2", "乙厂", "139", "3"),
    ]


def test_every_sheet_with_the_header_is_read(tmp_path: Path, expected: SheetLayout) -> None:
    path = xlsx(
        tmp_path / "回.xlsx",
        HEAD,
        [1, "甲厂", "1", 1],
        title="东村",
        西村=[HEAD, [1, "乙厂", "2", 2]],
        说明=[["填表说明"]],
    )
    rows = read_rows(path, expected).rows
    assert [(row.sheet, row.row, row.texts[1]) for row in rows] == [("东村", 2, "甲厂"), ("西村", 2, "乙厂")]


def test_broken_cells_are_problems_with_their_place(tmp_path: Path, expected: SheetLayout) -> None:
    path = xlsx(
        tmp_path / "回.xlsx",
        HEAD,
        [1, "甲厂", 9.11411210000000018e17, "=1/0"],
        [2, "乙厂", date(2026, 1, 2), 5],
    )
    read = read_rows(path, expected)
    assert [(p.row, p.column) for p in read.problems] == [(2, "联系电话"), (2, "从业人数")]
    assert "科学计数" in read.problems[0].message
    assert read.rows[1].texts == ("2", "乙厂", "2026-01-02", "5")


def test_another_table_is_refused(tmp_path: Path, expected: SheetLayout) -> None:
    path = xlsx(tmp_path / "别的.xlsx", ["姓名", "身份证号", "住址"], ["张三", "1", "村东"])
    with pytest.raises(InputRefused, match="没有所收的那张表"):
        read_rows(path, expected)
    little = xlsx(tmp_path / "一栏相同.xlsx", ["姓名", "联系电话", "住址"], ["张三", "1", "村东"])
    with pytest.raises(InputRefused, match="没有所收的那张表"):
        read_rows(little, expected)


# ---- any template, filled with any number of rows, reads back what was written -----------------------

LINE = Side(style="thin")


def any_template(seed: int, path: Path) -> None:
    """Make a template of random shape: levels, place, rows, total, notes, merges within each row."""
    dice = random.Random(seed)
    book = openpyxl.Workbook()
    sheet = book.active
    left, top = dice.randint(1, 3), dice.randint(1, 4)
    groups = [dice.randint(1, 3) for _ in range(dice.randint(2, 4))]
    deep = any(size > 1 for size in groups) and dice.random() < 0.7
    if top > 1 and dice.random() < 0.8:
        sheet.cell(1, left, "情况统计表")
    column, names = left, iter(dice.sample([f"{a}{b}" for a in "甲乙丙丁戊己" for b in "名类数况项"], 20))
    sheet.cell(top, column, "序号")
    if deep:
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
    column += 1
    for size in groups:
        if deep and size > 1:
            sheet.cell(top, column, f"{next(names)}情况")
            sheet.merge_cells(start_row=top, end_row=top, start_column=column, end_column=column + size - 1)
            for i in range(size):
                sheet.cell(top + 1, column + i, next(names))
            column += size
        else:
            sheet.cell(top, column, next(names))
            if deep:
                sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
            column += 1
    first = top + 1 + deep
    free = dice.randint(1, 6)
    end = first + free
    if dice.random() < 0.6:
        sheet.cell(end, left, "合计")
        for each in range(left + 1, column):
            letters = openpyxl.utils.get_column_letter(each)
            sheet.cell(end, each, f"=COUNTA({letters}{first}:{letters}{end - 1})")
        end += 1
    for row in sheet.iter_rows(top, end - 1, left, column - 1):
        for cell in row:
            cell.border = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
    if dice.random() < 0.5:
        sheet.cell(end + dice.randint(0, 1), left, "注：按月报送。")
    book.save(path)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 15))
def test_any_template_reads_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    any_template(seed, folder / "a.xlsx")
    [found] = read_layout(folder / "a.xlsx").sheets
    places = [column.position for column in found.columns if column.position != found.number_column]
    rows = [{place: f"文{i}-{place}" for place in places} for i in range(count)]
    report = fill_workbook(folder / "a.xlsx", [SheetFill("Sheet", found, rows)], folder / "b.xlsx")
    assert report.rows_written == count
    assert report.inserted_rows == max(0, count - len(found.free_rows))
    assert report.losses == report.kept == report.notes == ()
    read = read_rows(folder / "b.xlsx", found)
    assert [row.texts[1:] for row in read.rows] == [tuple(row.values()) for row in rows]
    assert [row.texts[0] for row in read.rows] == [str(i + 1) for i in range(count)]
    [again] = read_layout(folder / "b.xlsx").sheets
    assert again.fingerprint == found.fingerprint
    sheet = openpyxl.load_workbook(folder / "b.xlsx").active
    if found.total_row:
        total = sheet.cell(found.total_row + report.inserted_rows, places[0] + 1)
        letters = openpyxl.utils.get_column_letter(places[0] + 1)
        assert (
            total.value
            == f"=COUNTA({letters}{found.first_row}:{letters}{found.last_row + report.inserted_rows})"
        )
    last = found.last_row + report.inserted_rows
    assert all(sheet.cell(row, places[0] + 1).border.left.style for row in range(found.first_row, last + 1))
