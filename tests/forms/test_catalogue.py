"""The list of forms, their texts and their headers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hazard_desk.forms.catalogue import FORMS
from hazard_desk.forms.header_rows import header_cells
from hazard_desk.forms.sheet import Sheet, SheetError
from hazard_desk.forms.shipped import FORM_TEXTS, load_texts
from hazard_desk.terms import DocumentKind
from tests.cli.titles import TITLES

DOCUMENTS = {kind.value for kind in DocumentKind}


def test_forms_are_listed_with_their_numbers_and_titles() -> None:
    listed = {form.number: (form.id, form.title) for form in FORMS.values() if form.number}
    campaign = "冶金工贸行业隐患排查整治专项行动"
    assert listed == {
        "F1": ("registration", "生产经营单位摸底登记表"),
        "F2": ("self-check", "生产经营单位自查表"),
        "F3": ("supervision", "镇（街道）、部门督导检查表"),
        "F4": ("weekly-statistics", "镇（街道）、部门大排查大整治行动统计表"),
        "F5": ("illegal-acts", "非法违法生产经营行为、重大隐患统计表"),
        "F6": ("weekly-dispatch", f"{campaign}周调度统计表"),
        "F7": ("major-hazards", f"{campaign}重大事故隐患台账"),
        "F8": ("cross-arrangement", f"{campaign}县级交叉检查工作安排表"),
        "F9": ("cross-summary", f"{campaign}县级交叉检查隐患情况汇总表"),
        "F10": ("hazard-list", f"{campaign}检查问题隐患清单"),
    }


def test_the_office_has_forms_of_its_own() -> None:
    own = {form.id: form.title for form in FORMS.values() if not form.number and form.id not in DOCUMENTS}
    listed = {form_id: title for form_id, title in TITLES.items() if form_id not in DOCUMENTS}
    assert own == {
        **{form_id: title for form_id, title in listed.items() if not FORMS[form_id].number},
        "cross-report": "冶金工贸行业隐患排查整治专项行动交叉检查专题报告",
    }


def test_every_listed_form_has_texts_and_every_text_a_form() -> None:
    assert set(FORMS) == {path.stem for path in FORM_TEXTS.glob("*.json")}
    numbers = [int(form.number[1:]) for form in FORMS.values() if form.number]
    assert numbers == list(range(1, 11))
    assert all(form.short for form in FORMS.values())


def test_broken_texts_are_refused_by_name_and_place(tmp_path: Path) -> None:
    path = tmp_path / "weekly-statistics.json"
    path.write_text('{\n "id": oops}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"weekly-statistics.json 第 2 行"):
        load_texts("weekly-statistics", tmp_path)
    path.write_text(json.dumps({"id": "other"}), encoding="utf-8")
    with pytest.raises(ValueError, match="不是表格"):
        load_texts("weekly-statistics", tmp_path)
    path.write_text("\ufeff" + json.dumps({"id": "weekly-statistics"}), encoding="utf-8")
    assert load_texts("weekly-statistics", tmp_path) == {"id": "weekly-statistics"}


def test_header_from_paths() -> None:
    cells = header_cells([["甲"], ["乙", "一"], ["乙", "二"], ["丙", "一"], ["丙", "一"]])
    assert [(c.content, c.row, c.column, c.rowspan, c.colspan) for c in cells] == [
        ("甲", 0, 0, 2, 1),
        ("乙", 0, 1, 1, 2),
        ("丙", 0, 3, 1, 2),
        ("一", 1, 1, 1, 1),
        ("二", 1, 2, 1, 1),
        ("一", 1, 3, 1, 1),
        ("一", 1, 4, 1, 1),
    ]
    Sheet("x", "表", (20.0,) * 5, (8.0, 8.0), tuple(cells), header_rows=2)
    with pytest.raises(SheetError):
        Sheet("x", "表", (20.0,) * 5, (8.0, 8.0), tuple(cells[1:]), header_rows=2)
    with pytest.raises(ValueError, match="needs a label"):
        header_cells([["甲"], []])
