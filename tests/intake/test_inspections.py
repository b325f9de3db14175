"""Inspections out of dirty sheets: one row a hazard, grouped into visits."""

from datetime import date

import pytest

from hazard_desk.errors import InputRefused
from hazard_desk.intake.inspections import read_inspections
from hazard_desk.rules.refusal import Refusal
from hazard_desk.terms import (
    HazardLevel,
    InspectionLevel,
    RecheckResult,
    Remedy,
    SourceStage,
    SupervisionLevel,
)
from tests.intake.sheets import xlsx

TODAY = date(2026, 1, 20)
CODE = "91350100M000100Y43"
HEAD = ["检查编号", "企业名称", "检查日期", "检查人员", "隐患描述"]


def read(path, *rows, today=None, **more):
    return read_inspections(xlsx(path / "a.xlsx", *rows, **more), today=today)


def places(problems):
    return [(p.row, p.column) for p in problems]


def test_every_column_is_read(tmp_path):
    head = (
        *[
            "检查编号",
            "企业名称",
            "统一社会信用代码",
            "检查日期",
            "检查层级",
            "检查环节",
            "检查人员",
            "检查内容",
            "隐患描述",
        ],
        *["隐患类型", "现场证据", "判定依据", "整改方式", "整改措施", "整改责任人", "限期整改时间"],
        *["整改资金（万元）", "应急预案", "挂牌督办级别", "挂牌督办单位", "整改完成时间", "整改落实情况"],
        *["回查人员", "回查日期", "回查结果", "检查单位", "专项行动"],
    )
    row = [
        "检2026-1", "甲厂", CODE, "2026.1.5", "镇(街道)定期查", "交叉检查", "张 三、李四 王五",
        "用电\n消防", "煤气柜泄漏",
        "重大隐患", "照片1", "标准第3条", "挂牌督办", "停产", "赵六", "２０２６年１月１０日", 12.5, "有",
        "镇级", "镇政府",
        46031.0, "已修复", "张三", 20260112, "合格", "某某乡", "冶金工贸、消防",
    ]  # fmt: skip
    intake = read(tmp_path, head, row, today=TODAY)
    assert intake.problems == []
    assert intake.unknown_columns == []
    (entry,) = intake.inspections
    facts, (hazard,) = entry.facts, entry.facts.hazards
    assert (entry.enterprise, entry.code, entry.sheet, entry.row) == ("甲厂", CODE, "企业", 2)
    assert (facts.number, facts.inspected_on) == ("检2026-1", date(2026, 1, 5))
    assert (facts.level, facts.stage) == (InspectionLevel.TOWNSHIP, SourceStage.CROSS)
    assert facts.inspectors == ("张三", "李四", "王五")
    assert (facts.content, facts.inspecting_unit) == ("用电\n消防", "某某乡")
    assert facts.campaigns == ("冶金工贸", "消防")
    assert (hazard.level, hazard.remedy) == (HazardLevel.MAJOR, Remedy.SUPERVISED)
    assert (hazard.deadline, hazard.rectified_on, hazard.rechecked_on) == (
        date(2026, 1, 10), date(2026, 1, 9), date(2026, 1, 12),
    )  # fmt: skip
    assert (hazard.funds_fen, hazard.supervision_level) == (12_500_000, SupervisionLevel.TOWNSHIP)
    assert (hazard.recheck_result, hazard.basis) == (RecheckResult.PASSED, "标准第3条")


def test_rows_of_one_visit_are_one_inspection(tmp_path):
    intake = read(
        tmp_path,
        HEAD,
        ["1", "甲厂", "2026-1-5", "张三、李四", "一"],
        ["1", None, None, None, "二"],
        [None, "乙 厂", "2026-1-5", "张三 李四", "三"],
        [None, "乙厂", "2026年1月5日", "李四，张三", "四"],
        [None, "乙厂", "2026-1-5", "王五", "五"],
        [None, "丙厂", "2026-1-5", "张三", None],
        [None, "丁厂", "2026-1-5", "张三", "未发现隐患。"],
    )
    assert intake.problems == []
    found = [(e.enterprise, [h.description for h in e.facts.hazards]) for e in intake.inspections]
    assert found == [
        ("甲厂", ["一", "二"]),
        ("乙厂", ["三", "四"]),
        ("乙厂", ["五"]),
        ("丙厂", []),
        ("丁厂", []),
    ]
    assert [place.row for place in intake.inspections[0].hazard_places] == [2, 3]


def test_rows_that_contradict_their_number_are_refused(tmp_path):
    intake = read(
        tmp_path,
        HEAD,
        ["1", "甲厂", "2026-1-5", "张三", "一"],
        ["1", "乙厂", "2026-1-6", "李四", "二"],
    )
    assert places(intake.problems) == [(3, "企业名称"), (3, "检查日期"), (3, "检查人员")]
    assert "第2行" in intake.problems[0].message


def test_merged_cells_of_one_visit(tmp_path):
    intake = read(
        tmp_path,
        HEAD,
        ["1", "甲厂", "2026-1-5", "张三", "一"],
        [None, None, None, None, "二"],
        merge=["A2:A3", "B2:B3", "C2:C3", "D2:D3"],
    )
    assert intake.problems == []
    assert len(intake.inspections[0].facts.hazards) == 2


def test_the_enterprise_and_the_day_are_required(tmp_path):
    intake = read(
        tmp_path, HEAD, [None, None, None, None, "一"], [None, "甲", "无日期", None, "二"], today=TODAY
    )
    assert places(intake.problems) == [(2, "企业名称"), (2, "检查日期"), (3, "检查日期")]


def test_a_code_alone_names_the_enterprise(tmp_path):
    intake = read(tmp_path, ["信用代码", "检查日期"], [CODE, "2026-1-5"], ["9.1E+17", "2026-1-5"])
    assert intake.inspections[0].code == CODE
    assert places(intake.problems) == [(3, "信用代码")]
    assert "丢失" in intake.problems[0].message


@pytest.mark.parametrize(
    ("more", "value", "column"),
    [
        (["检查日期"], ["2026-01-21"], "检查日期"),
        (["整改方式", "整改责任人"], ["限期整改", "张三"], "限期整改时间"),
        (["限期整改时间"], ["2026-01-01"], "限期整改时间"),
        (["整改完成时间"], ["2026-01-30"], "整改完成时间"),
        (["回查结果", "回查日期"], ["合格", "2026-01-12"], "整改完成时间"),
        (["整改完成时间", "回查日期"], ["2026-01-12", "2026-01-11"], "回查日期"),
        (["隐患类型", "整改方式"], ["重大", "现场整改"], "整改方式"),
        (["整改资金（万元）"], ["很多"], "整改资金（万元）"),
        (["隐患类型"], ["特大"], "隐患类型"),
    ],
)
def test_refusals_of_entry_name_the_cell(tmp_path, more, value, column):
    head = ["企业名称", "检查日期", "隐患描述"]
    row = ["甲", "2026-01-10", "乱"]
    for name, cell in zip(more, value, strict=True):
        if name in head:
            row[head.index(name)] = cell
        else:
            head.append(name)
            row.append(cell)
    intake = read(tmp_path, head, row, today=TODAY)
    assert (2, column) in places(intake.problems)
    assert all(problem.remedy for problem in intake.problems)


def test_an_unreadable_cell_is_not_also_called_empty(tmp_path):
    head = ["企业名称", "检查日期", "隐患描述", "整改方式", "整改责任人", "限期整改时间"]
    intake = read(tmp_path, head, ["甲", "2026-1-5", "乱", "限期整改", "张三", "下周"], today=TODAY)
    assert places(intake.problems) == [(2, "限期整改时间")]
    assert "读不出来" in intake.problems[0].message


def test_later_refusals_point_to_the_hazards_own_row(tmp_path):
    entry = read(
        tmp_path, HEAD, ["1", "甲", "2026-1-5", "张三", "一"], ["1", None, None, None, "二"]
    ).inspections[0]
    problem = entry.problem(Refusal("hazards.1.description", "x"))
    assert (problem.row, problem.column, problem.value) == (3, "隐患描述", "二")
    problem = entry.problem(Refusal("enterprise", "不在册"))
    assert (problem.row, problem.column, problem.value) == (2, "企业名称", "甲")
    assert entry.problem(Refusal("hazards.0.deadline", "x")).column == "限期整改时间"


def test_a_hazard_without_words_is_refused_not_dropped(tmp_path):
    intake = read(
        tmp_path, [*HEAD, "整改方式"], ["1", "甲", "2026-1-5", "张三", None, "现场整改"], today=TODAY
    )
    assert places(intake.problems) == [(2, "隐患描述")]


def test_notes_go_where_they_belong(tmp_path):
    intake = read(
        tmp_path,
        [*HEAD, "备注"],
        ["1", "甲", "2026-1-5", "张三", "一", "复印"],
        ["2", "乙", "2026-1-5", "张三", None, "停电"],
    )
    assert intake.inspections[0].facts.hazards[0].note == "复印"
    assert intake.inspections[1].facts.note == "停电"


def test_an_enterprise_list_is_refused_by_name(tmp_path):
    with pytest.raises(InputRefused) as wrong:
        read(tmp_path, ["企业名称", "统一社会信用代码", "主要负责人", "职工人数"], ["甲", CODE, "张三", 3])
    assert "企业信息表" in wrong.value.problems[0].message
