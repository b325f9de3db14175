"""Records of inspections as offices keep them, and each refusal of DESIGN §5 with its cell."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt

from tests.cli.desk import Desk, credit_code, enterprises, inspections, raw
from tests.intake.sheets import ods, ods_cell


@pytest.fixture
def registry(desk: Desk, tmp_path: Path) -> Desk:
    path = enterprises(
        tmp_path / "企业.xlsx",
        {"单位名称": "甲厂", "统一社会信用代码": credit_code(1)},
        {"单位名称": "乙厂", "统一社会信用代码": credit_code(2)},
        {"单位名称": "丙饭店"},
    )
    desk.done("import", "enterprises", path)
    return desk


@pytest.mark.parametrize(
    "written",
    [
        "2025.3.5", "2025/3/5", "2025年3月5日", "20250305", "2025-03-05", "２０２５．３．５", " 2025.3.5 ",
        "2025年03月05日", 20250305, date(2025, 3, 5), datetime(2025, 3, 5, 9, 30), 45721,
    ],
    ids=str,
)  # fmt: skip
def test_every_spelling_of_a_day(registry: Desk, tmp_path: Path, written: object) -> None:
    path = inspections(tmp_path / "a.xlsx", {"企业名称": "甲厂", "检查日期": written, "检查人员": "李梅"})
    registry.done("import", "inspections", path)
    assert [row["date"] for row in registry.rows("inspections")] == ["2025-03-05"]


@pytest.mark.parametrize("header", ["检查日期", "检查时间", "检查 日期", "检查\n时间"])
def test_time_and_date_are_alike_in_a_header(registry: Desk, tmp_path: Path, header: str) -> None:
    path = raw(
        tmp_path / "a.xlsx",
        ["单位名称", header, "隐患 类型", "隐患描述"],
        ["甲厂", "2025.3.5", "一般隐患", "乱"],
    )
    registry.done("import", "inspections", path)
    (row,) = registry.rows("hazards")
    assert (row["level"], row["description"]) == ("一般", "乱")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("王强、李梅", ["王强", "李梅"]),
        ("王强，李梅", ["王强", "李梅"]),
        ("王强,李梅", ["王强", "李梅"]),
        ("王强;李梅", ["王强", "李梅"]),
        ("王强；李梅", ["王强", "李梅"]),
        ("王强 李梅", ["王强", "李梅"]),
        ("王强　李梅", ["王强", "李梅"]),
        ("王 强、李 梅", ["王强", "李梅"]),
        ("王强\n李梅", ["王强", "李梅"]),
        ("陈䶮、㛃𠅤", ["陈䶮", "㛃𠅤"]),
    ],
)
def test_several_names_in_one_cell(registry: Desk, tmp_path: Path, written: str, names: list[str]) -> None:
    path = inspections(tmp_path / "a.xlsx", {"企业名称": "甲厂", "检查日期": "2025-3-5", "检查人员": written})
    registry.done("import", "inspections", path)
    assert [row["inspectors"] for row in registry.rows("inspections")] == [names]


def test_rows_of_one_visit_come_together(registry: Desk, tmp_path: Path) -> None:
    visit = {"企业名称": "甲厂", "检查日期": "2025.3.5", "检查人员": "王强、李梅"}
    numbered = {"检查编号": "西安监2025-7", "企业名称": "乙厂", "检查日期": "2025.3.6"}
    path = inspections(
        tmp_path / "a.xlsx",
        {**visit, "隐患描述": "一"},
        {**visit, "检查人员": "李梅 王强", "隐患描述": "二"},
        {**visit, "检查人员": "李梅", "隐患描述": "另一次"},
        {**numbered, "隐患描述": "三", "检查人员": "王强"},
        {**numbered, "隐患描述": "四"},
        {"统一社会信用代码": credit_code(1), "检查日期": "2025.3.7", "隐患描述": "未发现隐患"},
    )
    said = registry.done("import", "inspections", path)
    assert (said["added"], said["hazards"]) == (4, 5)
    found = {
        (row["enterprise"], row["date"], tuple(row["inspectors"])): row
        for row in registry.rows("inspections")
    }
    assert found["甲厂", "2025-03-05", ("王强", "李梅")]["hazards"] == 2
    assert found["甲厂", "2025-03-05", ("李梅",)]["hazards"] == 1
    assert found["乙厂", "2025-03-06", ("王强",)]["number"] == "西安监2025-7"
    assert found["乙厂", "2025-03-06", ("王强",)]["hazards"] == 2
    assert found["甲厂", "2025-03-07", ()]["hazards"] == 0


def test_vertically_merged_cells_give_their_value_to_each_row(registry: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["检查情况登记表", None, None, None, None],
        ["序号", "企业名称", "检查时间", "检查人员", "隐患描述"],
        [1, "甲厂", date(2025, 3, 5), "王强", "一"],
        [2, None, None, None, "二"],
        [3, None, None, None, "三"],
        [4, "乙厂", date(2025, 3, 6), "李梅", "四"],
        ["合计", None, None, None, "4条"],
    ):
        page.append(row)
    for area in ("A1:E1", "B3:B5", "C3:C5", "D3:D5"):
        page.merge_cells(area)
    book.save(tmp_path / "合并.xlsx")
    said = registry.done("import", "inspections", tmp_path / "合并.xlsx")
    assert (said["added"], said["hazards"]) == (2, 4)
    assert {(row["enterprise"], row["description"]) for row in registry.rows("hazards")} == {
        ("甲厂", "一"), ("甲厂", "二"), ("甲厂", "三"), ("乙厂", "四"),
    }  # fmt: skip


def test_merges_of_an_ods_and_an_xls_too(registry: Desk, tmp_path: Path) -> None:
    spanned = 'table:number-rows-spanned="2"'
    covered = "<table:covered-table-cell/>"
    heads = ["企业名称", "检查日期", "隐患描述"]
    day = '<table:table-cell office:value-type="date" office:date-value="2025-03-05" ' + spanned + "/>"
    ods(tmp_path / "a.ods", heads, [ods_cell("甲厂", spanned), day, "一"], [covered, covered, "二"])
    registry.done("import", "inspections", tmp_path / "a.ods")
    book = xlwt.Workbook()
    page = book.add_sheet("检查")
    for column, text in enumerate(heads):
        page.write(0, column, text)
    style = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    page.write_merge(1, 2, 0, 0, "乙厂")
    page.write_merge(1, 2, 1, 1, date(2025, 3, 6), style)
    page.write(1, 2, "三")
    page.write(2, 2, "四")
    book.save(str(tmp_path / "b.xls"))
    registry.done("import", "inspections", tmp_path / "b.xls")
    assert {(row["enterprise"], row["date"], row["hazards"]) for row in registry.rows("inspections")} == {
        ("甲厂", "2025-03-05", 2), ("乙厂", "2025-03-06", 2),
    }  # fmt: skip


def test_the_same_visit_again_is_refused_or_updated(registry: Desk, tmp_path: Path) -> None:
    visit = {"企业名称": "甲厂", "检查日期": "2025.3.5", "检查人员": "王强", "整改方式": "限期整改",
             "整改责任人": "赵六", "限期整改时间": "2025.3.15"}  # fmt: skip
    path = inspections(tmp_path / "a.xlsx", {**visit, "隐患描述": "一"})
    registry.done("import", "inspections", path)
    problems = registry.problems("import", "inspections", path)
    assert problems[0]["row"] == 2
    assert "--update" in problems[0]["remedy"]
    more = inspections(
        tmp_path / "b.xlsx",
        {**visit, "隐患描述": "一", "整改完成时间": "2025.3.10"},
        {**visit, "隐患描述": "二"},
    )
    said = registry.done("import", "inspections", more, "--update")
    assert (said["added"], said["updated"]) == (0, 1)
    assert {(row["description"], row["rectified_on"], row["state"]) for row in registry.rows("hazards")} == {
        ("一", "2025-03-10", "待复查"), ("二", None, "整改中"),
    }  # fmt: skip
    assert registry.done("import", "inspections", more, "--update")["unchanged"] == 1


def test_a_campaign_takes_the_visits_in(registry: Desk, tmp_path: Path) -> None:
    name = "大排查大整治行动"
    path = inspections(
        tmp_path / "a.xlsx",
        {"企业名称": "甲厂", "检查日期": "2025.3.5", "检查人员": "王强", "隐患描述": "一"},
        {"企业名称": "乙厂", "检查日期": "2025.3.5", "检查人员": "王强", "专项行动": "别的行动"},
    )
    said = registry.done("import", "inspections", path, "--campaign", name)
    assert any(name in notice for notice in said["notices"])
    of_both = registry.done("stats", "--week-ending", "2025-03-07", "--campaign", name)
    assert (of_both["week"]["inspection_teams"], of_both["coverage"]["inspected"]) == (1, 2)
    of_one = registry.done("stats", "--week-ending", "2025-03-07", "--campaign", "别的行动")
    assert (of_one["week"]["general_found"], of_one["coverage"]["inspected"]) == (0, 1)
    (problem,) = registry.problems("stats", "--week-ending", "2025-03-07", "--campaign", "没有的")
    assert name in problem["remedy"]


def test_a_visit_belongs_to_every_campaign_that_its_cell_names(registry: Desk, tmp_path: Path) -> None:
    path = inspections(
        tmp_path / "a.xlsx",
        {"企业名称": "甲厂", "检查日期": "2025.3.5", "检查人员": "王强", "专项行动": "春季行动、冬季行动"},
        {"企业名称": "乙厂", "检查日期": "2025.3.5", "检查人员": "王强", "专项行动": "冬季行动"},
    )
    registry.done("import", "inspections", path, "--campaign", "大排查")
    for name, visits in (("春季行动", 1), ("冬季行动", 2), ("大排查", 2)):
        of_one = registry.done("stats", "--week-ending", "2025-03-07", "--campaign", name)
        assert of_one["coverage"]["inspected"] == visits, name


# DESIGN §5, one case a clause: what is put into the row, and the cell that is named.
_DEADLINE: dict[str, object] = {"整改方式": "限期整改", "整改责任人": "赵六", "限期整改时间": "2025-03-20"}
_SUPERVISED: dict[str, object] = {
    "整改方式": "挂牌督办", "隐患类型": "重大", "挂牌督办单位": "县应急局", "整改措施": "停产检修",
    "整改责任人": "赵六", "限期整改时间": "2025-03-20", "整改资金（万元）": 3, "应急预案": "停电撤人",
}  # fmt: skip
REFUSED: list[tuple[dict[str, object], str, str]] = [
    ({"检查日期": "2099-01-01"}, "检查日期", "今天"),
    ({**_DEADLINE, "整改完成时间": "2099-01-01"}, "整改完成时间", "今天"),
    ({**_DEADLINE, "整改完成时间": "2025-03-10", "回查日期": "2099-01-01"}, "回查日期", "今天"),
    ({**_DEADLINE, "限期整改时间": "2025-03-04"}, "限期整改时间", "早于检查日期"),
    ({**_DEADLINE, "整改完成时间": "2025-03-04"}, "整改完成时间", "早于检查日期"),
    ({**_DEADLINE, "回查日期": "2025-03-04"}, "回查日期", "早于检查日期"),
    ({**_DEADLINE, "整改完成时间": "2025-03-10", "回查日期": "2025-03-09"}, "回查日期", "早于整改完成时间"),
    ({**_DEADLINE, "整改完成时间": None, "回查结果": "合格"}, "整改完成时间", "合格"),
    ({"检查日期": "三月上旬"}, "检查日期", "读不出"),
    ({"检查日期": "2025-02-30"}, "检查日期", ""),
    ({"检查日期": None}, "检查日期", "没有填写"),
    ({**_DEADLINE, "限期整改时间": "尽快"}, "限期整改时间", "读不出"),
    ({"企业名称": "没有这家厂"}, "企业名称", "没有这家"),
    ({"企业名称": None, "统一社会信用代码": credit_code(99)}, "统一社会信用代码", "没有这家"),
    ({"企业名称": "甲厂", "统一社会信用代码": credit_code(2)}, "企业名称", "不符"),
    ({"企业名称": "甲厂", "统一社会信用代码": credit_code(99)}, "统一社会信用代码", "不同"),
    ({"隐患类型": "重大", "整改方式": "现场整改"}, "整改方式", "现场整改"),
    ({**_DEADLINE, "限期整改时间": None}, "限期整改时间", "没有填写"),
    ({**_DEADLINE, "整改责任人": None}, "整改责任人", "没有填写"),
    *(
        ({**_SUPERVISED, column: None}, column, "没有填写")
        for column in (
            "挂牌督办单位", "整改措施", "整改责任人", "限期整改时间", "整改资金（万元）", "应急预案",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("row", "column", "told"), REFUSED)
def test_each_refusal_names_its_cell(
    registry: Desk, tmp_path: Path, row: dict[str, object], column: str, told: str
) -> None:
    good = {"企业名称": "乙厂", "检查日期": "2025-03-03", "检查人员": "李梅"}
    base = {"企业名称": "甲厂", "检查日期": "2025-03-05", "检查人员": "王强", "隐患描述": "电线裸露"}
    bad: dict[str, object] = {**base, **row}
    path = inspections(tmp_path / "a.xlsx", good, bad, title="三月")
    problems = registry.problems("import", "inspections", path)
    assert len(problems) == 1, problems
    (problem,) = problems
    assert list(problem) == ["sheet", "row", "column", "value", "message", "remedy"]
    assert (problem["sheet"], problem["row"], problem["column"]) == ("三月", 3, column)
    assert problem["value"] == str(bad.get(column) or "")
    assert told in problem["message"]
    assert problem["remedy"]
    assert registry.rows("inspections") == []


def test_what_is_only_missing_is_listed_not_refused(registry: Desk, tmp_path: Path) -> None:
    path = inspections(
        tmp_path / "a.xlsx",
        {"企业名称": "甲厂", "检查日期": "2025-03-05", "隐患描述": "乱", **_SUPERVISED, "判定依据": None},
        {"企业名称": "甲厂", "检查日期": "2025-03-05", "隐患描述": "脏", "隐患类型": None},
    )
    said = registry.done("import", "inspections", path)
    listed = "".join(said["notices"])
    assert all(word in listed for word in ("隐患类型", "判定依据", "报告监管部门日期", "向职工通报日期"))


def test_an_unknown_inspector_stays_a_name(registry: Desk, tmp_path: Path) -> None:
    path = inspections(
        tmp_path / "a.xlsx", {"企业名称": "甲厂", "检查日期": "2025-03-05", "检查人员": "路人"}
    )
    registry.done("import", "inspections", path)
    assert registry.done("stats", "--week-ending", "2025-03-07")["quotas"] == []
