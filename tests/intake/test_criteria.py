"""Sheets of 判定标准 as they are copied from documents: numbers in every spelling, merged names, gaps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hazard_desk.intake.criteria import CriteriaIntake, numbered, read_criteria
from hazard_desk.intake.template import CRITERIA_LABELS, write_template
from tests.intake.sheets import xlsx

HEAD = ("标准名称", "文号", "施行日期", "废止日期", "条", "项", "类别", "内容", "关键词")


def places(intake: CriteriaIntake) -> list[str]:
    return [item.facts.article + item.facts.item for one in intake.standards for item in one.items]


@pytest.mark.parametrize(
    ("written", "unit", "read"),
    [
        ("第三条", "条", "第三条"),
        ("三", "条", "第三条"),
        ("3", "条", "第三条"),
        ("第３条", "条", "第三条"),
        ("10", "条", "第十条"),
        ("13", "条", "第十三条"),
        ("20条", "条", "第二十条"),
        ("第21条", "条", "第二十一条"),
        ("(一)", "项", "第（一）项"),
        ("（十二）", "项", "第（十二）项"),
        ("2", "项", "第（二）项"),
        ("第（三）项", "项", "第（三）项"),
        ("", "项", ""),
        ("附则", "条", "附则"),
        ("第三条第一款", "条", "第三条第一款"),
        ("第三条", "项", "第三条"),
    ],
)
def test_numbers_of_articles_and_items(written: str, unit: str, read: str) -> None:
    assert numbered(written, unit) == read


def test_rows_of_one_standard_come_together(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        ("重大事故隐患判定标准",),
        HEAD,
        ("甲标准", "甲令第1号", "2026.1.1", None, 3, "(一)", "管理类", "内容一", "无证、持证"),
        (None, None, None, None, 3, "(二)", None, "内容二", None),
        ("乙标准", None, None, "2025年12月31日", "第四条", None, None, None, None),
        (None, None, None, None, None, None, None, None, None),
        merge=("A3:A4", "B3:B4"),
    )
    intake = read_criteria(path)
    assert intake.problems == []
    assert places(intake) == ["第三条第（一）项", "第三条第（二）项", "第四条"]
    first, second = intake.standards
    assert (first.facts.name, first.facts.document_number) == ("甲标准", "甲令第1号")
    assert first.facts.effective_from == date(2026, 1, 1)
    assert first.items[0].facts.keywords == "无证、持证"
    assert (second.facts.effective_to, second.items[0].facts.text) == (date(2025, 12, 31), "")


def test_every_refusal_names_its_cell(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        HEAD,
        ("甲标准", "甲令", "某天", None, "三", "一", None, "内容", None),
        ("甲标准", "甲令", None, None, "三", "一", None, "内容", None),
        ("甲标准二", "甲令", None, None, "四", None, None, "内容", None),
        (None, None, None, None, "五", None, None, "内容", None),
        ("甲标准", "甲令", None, None, None, "二", None, "内容", None),
        title="标准",
    )
    problems = read_criteria(path).problems
    assert [(p.sheet, p.row, p.column, p.value) for p in problems] == [
        ("标准", 2, "施行日期", "某天"),
        ("标准", 3, "项", "一"),
        ("标准", 4, "标准名称", "甲标准二"),
        ("标准", 5, "标准名称", ""),
        ("标准", 6, "条", ""),
    ]
    assert "与第2行重复" in problems[1].message
    assert "与第2行不同" in problems[2].message


def test_the_template_is_read_back_and_its_example_skipped(tmp_path: Path) -> None:
    path = tmp_path / "判定标准.xlsx"
    write_template("criteria", path)
    intake = read_criteria(path)
    assert intake.standards == []
    assert intake.skipped["示例行"] == 1
    assert set(intake.columns["判定标准"].columns.values()) == set(CRITERIA_LABELS)
    assert list(CRITERIA_LABELS.values()) == list(HEAD)
