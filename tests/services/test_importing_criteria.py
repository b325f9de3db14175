"""判定标准 from a sheet: new ones come in, empty ones are filled, what differs is only changed when asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import InputRefused
from hazard_desk.services.criteria import criteria, standards
from hazard_desk.services.importing.batch import (
    ImportOptions,
    ImportPlan,
    import_records,
    plan_import,
    read_file,
)
from hazard_desk.services.journal import undo
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from tests.intake.sheets import xlsx

HEAD = ("标准名称", "文号", "施行日期", "条", "项", "类别", "内容", "关键词")
TRADE = ("工贸企业重大事故隐患判定标准", "应急管理部令第10号", "2023-05-15")
TODAY = date(2026, 5, 20)


def sheet(folder: Path, *rows: Any) -> Path:
    return xlsx(folder / "标准.xlsx", HEAD, *rows)


def planned(office: OfficeFile, path: Path, *, update: bool = False) -> ImportPlan:
    intake = read_file("criteria", path, TODAY)
    plan: ImportPlan = office.ask(plan_import, "criteria", intake, ImportOptions(update=update))
    return plan


def imported(office: OfficeFile, path: Path, *, update: bool = False) -> Changes:
    intake = read_file("criteria", path, TODAY)
    changes: Changes = office.run(
        import_records, "criteria", intake, ImportOptions(update=update), "标准.xlsx"
    )
    return changes


def texts(office: OfficeFile) -> dict[str, str]:
    return {row.place: row.text for row in office.ask(criteria, 1)}


def test_items_fill_the_article_that_was_left_empty(office: OfficeFile, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        (*TRADE, "四", "(一)", "行业类·冶金", "原文一", None),
        (*TRADE, "四", "(二)", "行业类·冶金", "原文二", None),
        (*TRADE, "三", "(二)", None, "特种作业的原文", None),
    )
    plan = planned(office, path)
    assert (plan.added, plan.updated, plan.unchanged, plan.problems) == (2, 1, 0, [])
    assert plan.summary == "新增判定标准 2 条，更新 1 条"
    assert texts(office)["第四条"] == ""
    changes = imported(office, path)
    found = texts(office)
    assert [place for place in found if place.startswith("第四条")] == [
        "第四条第（一）项",
        "第四条第（二）项",
    ]
    assert found["第三条第（二）项"] == "特种作业的原文"  # a summary gives way to the text itself
    row = next(one for one in office.ask(criteria, 1) if one.place == "第三条第（二）项")
    assert "特种作业" in row.keywords  # what the sheet leaves empty stays
    again = planned(office, path)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 3)
    assert changes.entry_id is not None
    office.run(undo, changes.entry_id)
    assert texts(office)["第四条"] == ""


def test_a_text_that_differs_is_refused_and_changed_only_when_asked(
    office: OfficeFile, tmp_path: Path
) -> None:
    imported(office, sheet(tmp_path, (*TRADE, "四", "(一)", None, "原文一", None)))
    path = sheet(tmp_path, (*TRADE[:2], "2023-06-01", "四", "(一)", None, "改过的", None))
    plan = planned(office, path)
    assert [(p.row, p.column, p.value) for p in plan.problems] == [
        (2, "施行日期", "2023-06-01"),
        (2, "内容", "改过的"),
    ]
    with pytest.raises(InputRefused):
        imported(office, path)
    assert texts(office)["第四条第（一）项"] == "原文一"
    imported(office, path, update=True)
    assert texts(office)["第四条第（一）项"] == "改过的"
    assert office.ask(standards)[0].facts.effective_from == date(2023, 6, 1)


def test_a_standard_that_is_new_comes_with_its_items(office: OfficeFile, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ("新标准", None, "2026-07-01", "一", None, None, "内容", None),
        (None, "没有登记过的号", None, "一", None, None, "内容", None),
    )
    problems = planned(office, path).problems
    assert [(p.row, p.column) for p in problems] == [(3, "标准名称")]
    imported(office, sheet(tmp_path, ("新标准", None, "2026-07-01", "一", None, None, "内容", None)))
    assert office.ask(standards)[-1].facts.name == "新标准"
    imported(office, sheet(tmp_path, ("新 标准", None, None, "二", None, None, "内容", None)))
    assert [row.items for row in office.ask(standards)][-1] == 2
