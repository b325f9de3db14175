"""A workbook that asks for a round of 交叉检查, as clean or dirty as people keep it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.intake.rounds import (
    ROUND_SHEETS,
    as_spelt_in,
    is_arrangement,
    read_arrangement,
    read_month,
    read_round,
)
from hazard_desk.intake.template import write_template
from hazard_desk.rules.rotation import Party, Question
from tests.intake.sheets import ods, xls, xlsx


def refused(path: Path) -> list[Problem]:
    with pytest.raises(InputRefused) as refusal:
        read_round(path)
    return list(refusal.value.problems)


def test_dirty_sheets_are_understood(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "第二轮.xlsx",
        ["全市交叉检查单位名单", None, None, None],
        ["序号", "县（市、区）", "片 区", "联系人"],
        [1, "忻府区 ", "东片", "张三"],
        [2, "原 平 市", " 东片", None],
        [3, "五台县(本级)", "西片", None],
        [4, "代县", "", None],
        [None, None, None, None],
        ["合计", "4个", None, None],
        title=" 单位 ",
        指定=[["检查方", "受检方"], ["忻府区", "原平市"]],
        回避=[
            ["检查方", "受检方", "备注"],
            ["五台县（本级）", "忻府区、代县", "籍贯"],
            ["代县", "原平市", None],
        ],
        包联=[["包联单位", "包联对象"], [None, None]],
    )
    intake = read_round(path)
    assert intake.question == Question(
        (
            Party("忻府区", "东片"),
            Party("原平市", "东片"),
            Party("五台县(本级)", "西片"),
            Party("代县"),
        ),
        locked=(("忻府区", "原平市"),),
        avoided=(("五台县(本级)", "忻府区"), ("五台县(本级)", "代县"), ("代县", "原平市")),
    )
    assert intake.notices == ["没有填片区，不受片区限制：代县。"]


def test_merged_teams_and_own_targets_are_understood(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "村.xlsx",
        ["检查组"],
        ["第一组"],
        ["第二组"],
        title="检查组",
        对象=[["受检村", "片区", "户数"], ["东村", None, 30], ["西村", None, 20], ["南村", None, 10]],
        包联=[["检查组", "包联村"], ["第一组", "东村"], [None, "西村"]],
    )
    book = openpyxl.load_workbook(path)
    book["包联"].merge_cells("A2:A3")
    book.save(path)
    intake = read_round(path)
    assert intake.question == Question(
        (Party("第一组"), Party("第二组")),
        (Party("东村"), Party("西村"), Party("南村")),
        tied=(("第一组", "东村"), ("第一组", "西村")),
    )
    assert intake.notices == ["「对象」里没有用到的列：户数。"]


def test_old_and_open_formats_with_a_sheet_called_otherwise(tmp_path: Path) -> None:
    rows = (["单位名称", "所属片区"], ["甲乡", "东"], ["乙乡", "东"])
    for path in (xls(tmp_path / "a.xls", *rows), ods(tmp_path / "a.ods", *rows)):
        assert read_round(path).question == Question((Party("甲乡", "东"), Party("乙乡", "东")))


def test_every_problem_is_named_with_its_place(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "错.xlsx",
        ["单位", "片区"],
        ["甲乡", "东"],
        ["乙镇", "东"],
        ["甲 乡", "西"],
        [None, "西"],
        title="单位",
        指定=[["检查方", "受检方"], ["甲乡", None], [None, "乙镇"]],
        回避=[["检查方", "受检方"], ["甲乡", "乙鎮"], ["丁乡", "乙镇"]],
        包联=[["谁", "哪里"], ["甲乡", "乙镇"]],
    )
    places = {(problem.sheet, problem.row, problem.column, problem.value) for problem in refused(path)}
    assert places == {
        ("单位", 4, "单位", "甲 乡"),
        ("单位", 5, "单位", ""),
        ("指定", 2, "受检方", ""),
        ("指定", 3, "检查方", ""),
        ("回避", 2, "受检方", "乙鎮"),
        ("回避", 3, "检查方", "丁乡"),
        ("包联", None, "", ""),
    }
    near = next(problem for problem in refused(path) if problem.value == "丁乡")
    assert "「丁乡」" in near.message


def test_the_nearest_name_is_offered(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        ["单位"], ["西槽头乡"], ["东槽头乡"], ["南安镇"],
        title="单位",
        回避=[["检查方", "受检方"], ["南安镇", "西槽乡"]],
    )  # fmt: skip
    (problem,) = refused(path)
    assert "最接近的是「西槽头乡」" in problem.remedy


@pytest.mark.parametrize(
    ("rows", "sheet"),
    [
        ([["单位", "片区"]], "单位"),
        ([["姓名", "电话"], ["张三", "13800138000"]], ""),
        ([[None]], ""),
    ],
    ids=["no rows", "another list", "nothing"],
)
def test_a_file_without_units_is_refused(tmp_path: Path, rows: list[list[str]], sheet: str) -> None:
    (problem,) = refused(xlsx(tmp_path / "空.xlsx", *rows, title="单位" if sheet else "表"))
    assert problem.sheet == sheet


def test_two_sheets_of_the_same_kind_are_refused(tmp_path: Path) -> None:
    lists = [["单位"], ["甲乡"], ["乙乡"]]
    (problem,) = refused(xlsx(tmp_path / "a.xlsx", *lists, title="单位", 单位名单=lists))
    assert (problem.sheet, "单位" in problem.message) == ("单位名单", True)


def test_the_template_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "空白.xlsx"
    write_template("round", path)
    assert [problem.sheet for problem in refused(path)] == ["单位"]
    book = openpyxl.load_workbook(path)
    assert [sheet.title for sheet in book.worksheets] == [*ROUND_SHEETS, "填写说明"]
    for sheet, row in (("单位", ["甲乡", "东"]), ("单位", ["乙乡", "东"]), ("回避", ["甲乡", "乙乡"])):
        book[sheet].append(row)
    book.save(path)
    assert read_round(path).question == Question(
        (Party("甲乡", "东"), Party("乙乡", "东")), avoided=(("甲乡", "乙乡"),)
    )


def test_an_earlier_table_made_by_hand(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "第一轮.xlsx",
        ["附件3", None, None, None],
        ["县级交叉检查工作安排表", None, None, None],
        ["序号", "检查方", "受检方", "备注"],
        [1, "甲 乡", "乙乡（镇区）", None],
        [2, "乙乡（镇区）", "甲乡", "改期"],
        [3, None, None, None],
        ["说明：具体时间由各县协商确定。", None, None, None],
        merge=["A1:D1", "A2:D2", "A7:D7"],
    )
    pairs = read_arrangement(path)
    question = Question((Party("甲乡"), Party("乙乡(镇区)")))
    assert as_spelt_in(question, pairs) == (("甲乡", "乙乡(镇区)"), ("乙乡(镇区)", "甲乡"))


@pytest.mark.parametrize(
    ("rows", "row"),
    [([["单位"], ["甲乡"]], None), ([["检查方", "受检方"], ["甲乡", None], ["乙乡", "甲乡"]], 2)],
    ids=["no table", "half a pair"],
)
def test_what_is_no_earlier_table_is_refused(tmp_path: Path, rows: list[list[str]], row: int | None) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_arrangement(xlsx(tmp_path / "a.xlsx", *rows))
    assert [problem.row for problem in refusal.value.problems] == [row]


@pytest.mark.parametrize(
    ("title", "header", "arranged"),
    [
        ("安排", ["检查方", "受检方"], True),
        ("Sheet1", ["序号", "检查组", "受检村", "备注"], True),
        ("Sheet1", ["检查组"], False),
        ("Sheet1", ["单位", "片区"], False),
        ("单位", ["单位", "片区"], False),
        ("单位名单", ["检查方", "受检方"], False),  # the sheet's own name counts
        ("Sheet1", ["姓名"], False),
    ],
)
def test_an_arrangement_is_told_from_a_list_of_units(
    tmp_path: Path, title: str, header: list[str], arranged: bool
) -> None:
    rows = [[f"{name}{number}" for name in header] for number in range(2)]
    assert is_arrangement(xlsx(tmp_path / "a.xlsx", header, *rows, title=title)) is arranged


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("说明：交叉检查工作原则上在 2025 年 3 月开展，具体时间由各县协商确定。", date(2025, 3, 1)),
        ("注:工作在２０２５年１２月进行", date(2025, 12, 1)),
        ("备注：在11月底前完成", date(2026, 11, 1)),
        ("说明：在 13 月开展", None),
        (
            "2025 年 3 月县级交叉检查安排表",
            None,
        ),  # a title tells when it was written, not when it takes place
        ("说明：具体时间由各县协商确定。", None),
    ],
)
def test_the_month_stands_in_the_notes(tmp_path: Path, said: str, month: date | None) -> None:
    path = xlsx(tmp_path / "a.xlsx", ["检查方", "受检方"], ["甲", "乙"], [said])
    assert read_month(path, date(2026, 5, 4)) == month
