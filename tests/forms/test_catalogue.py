"""The list of forms, their texts and their headers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hazard_desk.forms.catalogue import FORMS
from hazard_desk.forms.header_rows import header_cells
from hazard_desk.forms.sheet import Sheet, SheetError
from hazard_desk.forms.shipped import FORM_TEXTS, load_texts


def test_weekly_statistics_is_listed_with_its_number_and_title() -> None:
    form = FORMS["weekly-statistics"]
    assert (form.id, form.number) == ("weekly-statistics", "F4")
    assert form.title == "镇（街道）、部门大排查大整治行动统计表"
    assert isinstance(form.build(load_texts(form.id), unit_name=""), Sheet)


def test_every_listed_form_has_texts_and_every_text_a_form() -> None:
    assert set(FORMS) == {path.stem for path in FORM_TEXTS.glob("*.json")}
    numbers = [int(form.number[1:]) for form in FORMS.values()]
    assert numbers == sorted(numbers)


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
