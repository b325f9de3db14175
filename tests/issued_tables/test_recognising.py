"""What a sheet is taken for: shapes beyond the ten, fingerprints, headers set by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hazard_desk.issued_tables.layout import SheetLayout, read_layout
from tests.issued_tables.drawn_sheets import boxes, put


def recognised(
    tmp_path: Path, texts: dict[str, Any], merge: tuple[str, ...] = (), boxed: str = "", **by_hand: Any
) -> SheetLayout:
    book = openpyxl.Workbook()
    put(book.active, texts)
    if boxed:
        boxes(book.active, boxed)
    for area in merge:
        book.active.merge_cells(area)
    path = tmp_path / "a.xlsx"
    book.save(path)
    return read_layout(path, **by_hand).sheets[0]


def header(*words: str, row: int = 1, first: str = "A") -> dict[str, str]:
    return {f"{chr(ord(first) + i)}{row}": word for i, word in enumerate(words)}


PLAIN = header("序号", "企业名称", "法定代表人", "联系电话", row=3)


def test_a_fingerprint_says_nothing_of_rows_days_and_titles(tmp_path: Path) -> None:
    print_of = recognised(tmp_path, {"A1": "2025年安全生产情况表", **PLAIN}, ("A1:D1",), "A3:D9").fingerprint
    lower = header("序 号", "企业\n名称", "法定代表人", "联系电话", row=6)
    for texts, merge, boxed in (
        ({"A1": "2026年安全生产情况表", "A2": "填报单位：西槽头乡", **PLAIN}, ("A1:D1",), "A3:D20"),
        ({"A2": "2026年安全生产情况表", **lower}, ("A2:D2",), "A6:D12"),
        ({**PLAIN, **header("1", "泰化建材厂", "王二", "13835800001", row=4)}, (), ""),
        ({**PLAIN, "A4": "合计"}, (), "A3:D4"),
    ):
        assert recognised(tmp_path, texts, merge, boxed).fingerprint == print_of


@pytest.mark.parametrize(
    "texts",
    [
        header("序号", "企业名称", "法定代表人", "手机号码", row=3),
        header("序号", "企业名称", "联系电话", "法定代表人", row=3),
        header("序号", "企业名称", "法定代表人", row=3),
        header("序号", "企业名称", "法定代表人", "联系电话", row=3, first="B"),
    ],
)
def test_another_header_is_another_fingerprint(tmp_path: Path, texts: dict[str, str]) -> None:
    one = recognised(tmp_path, PLAIN, boxed="A3:D9").fingerprint
    assert recognised(tmp_path, texts, boxed="A3:D9").fingerprint != one


def test_units_tell_headers_apart_and_years_do_not(tmp_path: Path) -> None:
    def of(money: str, year: str) -> str:
        return recognised(tmp_path, header("企业名称", f"罚款（{money}）", f"{year}年检查数")).fingerprint

    assert of("万元", "2025") == of("万元", "2026") != of("元", "2026")


def test_a_form_is_told_by_its_labels(tmp_path: Path) -> None:
    texts = {"A1": "登记表", "A2": "单位名称", "C2": "电 话"}
    one = recognised(tmp_path, texts, boxed="A2:D3")
    assert [mark.label for mark in one.marked] == ["单位名称", "电话"]
    assert (
        one.fingerprint == recognised(tmp_path, texts | {"A1": "登记表（2026）"}, boxed="A2:D3").fingerprint
    )
    assert one.fingerprint != recognised(tmp_path, texts | {"A3": "地址"}, boxed="A2:D3").fingerprint


def test_a_header_set_by_hand_is_believed(tmp_path: Path) -> None:
    texts = {"A1": "甲组", "B1": "乙组", **header("姓名", "电话", row=2), **header("张三", "138", row=3)}
    by_hand = recognised(tmp_path, texts, header_rows={"Sheet": (1, 2)})
    assert [column.path for column in by_hand.columns] == [("甲组", "姓名"), ("乙组", "电话")]
    assert (by_hand.first_row, by_hand.keys) == (3, ((3, "张三"),))
    none = recognised(tmp_path, texts, header_rows={"Sheet": (0, 0)})
    assert none.columns == ()
    other = recognised(tmp_path, texts, header_rows={"别的": (0, 0)})
    assert other.header_first == 1


def test_data_below_a_header_is_not_more_of_it(tmp_path: Path) -> None:
    rows = {**header("企业名称", "类别", "备注"), **header("泰化建材厂", "规下", "停产", row=2)}
    found = recognised(tmp_path, rows | header("永昌铸造", "规上", row=3))
    assert (found.header_first, found.header_last) == (1, 1)
    assert found.keys == ((2, "泰化建材厂"), (3, "永昌铸造"))
    merged = recognised(
        tmp_path, {"A1": "企业名称", "B1": "地址", "A2": "甲厂", "B2": "东街"}, ("B1:C1", "B2:C2")
    )
    assert merged.header_last == 1


def test_rows_in_use_hidden_and_calculated_are_not_free(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    put(sheet, {**header("序号", "企业名称", "数", "价", "额"), "A3": 2, "B4": "甲厂"})
    for row in range(2, 8):
        sheet[f"E{row}"] = f"=C{row}*D{row}"
    boxes(sheet, "A1:E7")
    sheet.row_dimensions[6].hidden = True
    book.save(tmp_path / "a.xlsx")
    found = read_layout(tmp_path / "a.xlsx").sheets[0]
    assert found.free_rows == (2, 3, 5, 7)
    assert found.keys == ((4, "甲厂"),)


@pytest.mark.parametrize("total", ["合计", "合　计", "总 计", "全乡合计", "合计：", "合计（家）", "累计"])
def test_a_total_ends_the_rows(tmp_path: Path, total: str) -> None:
    found = recognised(
        tmp_path, {**header("序号", "村名", "户数"), "A4": total, "C4": "=SUM(C2:C3)"}, (), "A1:C4"
    )
    assert (found.first_row, found.last_row, found.total_row) == (2, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "注：本表每月25日前报送。",
        "备注：1.本表一式两份。",
        "填表说明：",
        "填报人：",
        "主要负责人（签字）：",
        "本表由县安委办负责解释，各乡镇于每月底前报送至县安委办邮箱。",
    ],
)
def test_notes_end_the_rows(tmp_path: Path, text: str) -> None:
    found = recognised(tmp_path, {**header("序号", "村名", "户数"), "A5": text}, ("A5:C5",), "A1:C4")
    assert (found.first_row, found.last_row, found.footer_first) == (2, 4, 5)


def test_a_lone_word_over_the_width_is_no_header(tmp_path: Path) -> None:
    texts = {"A1": "情况表", "A2": "单位：元", "D2": "2026年3月", **PLAIN}
    found = recognised(tmp_path, texts, ("A1:D1",))
    assert (found.header_first, found.title) == (3, "情况表")
    assert found.marked == ()


def test_labels_that_are_answered_or_are_no_labels_wait_for_nothing(tmp_path: Path) -> None:
    texts = {
        "A1": "填报单位：西槽头乡  填报人：",
        "A2": "附件：",
        **PLAIN,
        "A9": "注：",
        "A10": "电话：",
        "B10": "0358",
    }
    found = recognised(tmp_path, texts, boxed="A3:D8")
    assert [(mark.row, mark.label) for mark in found.marked] == [(1, "填报人")]


def test_spread_letters_make_one_label(tmp_path: Path) -> None:
    texts = {"A1": "单　　位：　　　　日　　期：    年  月  日   填 报 人：____", **PLAIN}
    found = recognised(tmp_path, texts, boxed="A3:D8")
    assert [mark.label for mark in found.marked] == ["单位", "日期", "填报人"]


def test_what_must_be_filled_in_is_a_header_not_a_mark(tmp_path: Path) -> None:
    found = recognised(tmp_path, header("【必填】企业名称", "【选填】电话", "{{合计}}", row=2), boxed="A2:C5")
    assert [column.label for column in found.columns][:2] == ["【必填】企业名称", "【选填】电话"]
    assert [mark.mark for mark in found.marked] == ["{{合计}}"]


def test_a_second_table_below_a_gap_is_not_this_one(tmp_path: Path) -> None:
    texts = {**header("序号", "企业名称"), **header("序号", "村名", row=7)}
    book = openpyxl.Workbook()
    put(book.active, texts)
    boxes(book.active, "A1:B5")
    boxes(book.active, "A7:B9")
    book.save(tmp_path / "a.xlsx")
    found = read_layout(tmp_path / "a.xlsx").sheets[0]
    assert (found.first_row, found.last_row, found.footer_first) == (2, 5, 7)


def test_the_row_that_begins_with_a_number_is_the_header(tmp_path: Path) -> None:
    above = header("县安委办", "第一季度", "内部资料")
    assert recognised(tmp_path, {**above, **header("序号", "村名", "户数", row=2)}).header_first == 2
