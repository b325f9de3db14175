"""判定依据 in the visit form: proposed while describing, taken by keys, kept with its item, never decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.services.criteria import criteria
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from tests.ui.inspection_desk import TODAY, Desk, opened_desk
from tests.ui.keyboard import CTRL, KEY
from ui.pages.inspections.basis_field import BasisField
from ui.pages.inspections.criterion_picker import CriterionPicker

SAID = "两名焊工无证上岗"
QUOTED = "《工贸企业重大事故隐患判定标准》（应急管理部令第10号）第三条第（二）项"


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot) as desk:
        yield desk


def basis(desk: Desk) -> BasisField:
    field = desk.form.hazards.card.fields["basis"]
    assert isinstance(field, BasisField)
    return field


def describe(desk: Desk, words: str = SAID) -> None:
    """Begin a visit to the second enterprise, and a hazard with these words."""
    desk.open_form()
    desk.pick("yhcs")
    desk.form.hazards.enter()
    desk.type(words)
    desk.settle()


def stored(desk: Desk) -> HazardFacts:
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    (hazard,) = desk.ask(inspection_record, desk.visits()[0]).facts.hazards
    return hazard


def test_what_may_apply_is_said_and_taken_by_keys_and_the_level_stays_hers(desk: Desk) -> None:
    describe(desk)
    assert basis(desk).hint == "可能适用 1 条，↓ 选（由您判定）"
    desk.form.hazards.card.go_to("basis")
    assert basis(desk).list.is_open
    assert basis(desk).list.item(0).text() == "第三条第（二）项　【摘要】特种作业人员无证"
    desk.press(KEY.Key_Down, KEY.Key_Return)
    assert desk.at == "h.remedy"
    assert basis(desk).editor.text() == QUOTED
    assert basis(desk).hint == ""
    assert desk.form.hazards.card.fields["level"].value() is None
    hazard = stored(desk)
    (item,) = (row for row in desk.ask(criteria) if row.place == "第三条第（二）项")
    assert (hazard.basis, hazard.criterion_id, hazard.level) == (QUOTED, item.id, None)


def test_enter_passes_the_list_by(desk: Desk) -> None:
    describe(desk)
    desk.form.hazards.card.go_to("basis")
    desk.press(KEY.Key_Return)
    assert desk.at == "h.remedy"
    assert not basis(desk).list.is_open
    assert stored(desk).criterion_id is None


def test_esc_closes_the_list_and_not_the_form(desk: Desk) -> None:
    describe(desk)
    desk.form.hazards.card.go_to("basis")
    desk.press(KEY.Key_Escape)
    assert desk.at == "h.basis"
    assert not basis(desk).list.is_open
    desk.press(KEY.Key_Escape)
    assert desk.page.stack.currentIndex() == 0


def test_nothing_alike_proposes_nothing(desk: Desk) -> None:
    describe(desk, "灭火器压力不足")
    assert basis(desk).hint == ""
    desk.form.hazards.card.go_to("basis")
    desk.press(KEY.Key_Down)
    assert not basis(desk).list.is_open


def test_only_standards_in_force_on_the_day_of_the_visit_are_proposed(desk: Desk) -> None:
    describe(desk)
    desk.form.visit.inspected_on.set_value(date(2023, 5, 14))
    desk.settle()
    assert basis(desk).hint == ""
    desk.form.visit.inspected_on.set_value(date(2023, 5, 15))
    desk.settle()
    assert basis(desk).hint != ""


def test_the_item_goes_with_its_quotation(desk: Desk) -> None:
    describe(desk)
    desk.form.hazards.card.go_to("basis")
    desk.press(KEY.Key_Down, KEY.Key_Return)
    field = basis(desk)
    kept = field.criterion_id
    assert kept is not None
    field.editor.setText(f"{QUOTED}；另见现场照片")
    assert field.criterion_id == kept
    field.editor.setText("GB 50016")
    assert field.criterion_id is None
    assert field.hint != ""
    field.editor.setText("")
    assert stored(desk).criterion_id is None


def test_a_stored_hazard_keeps_its_item_through_an_edit_and_a_draft(desk: Desk) -> None:
    item = desk.ask(criteria)[1]
    hazards = [HazardFacts(SAID, basis=item.citation, criterion_id=item.id), HazardFacts("积尘厚")]
    visit = desk.run(
        save_inspection, InspectionFacts(enterprise_id=2, inspected_on=TODAY, hazards=hazards)
    ).record_id
    assert visit is not None
    desk.page.show_record(visit)
    desk.settle()
    desk.form.hazards.go(1)
    desk.form.hazards.go(0)
    desk.form.hazards.card.go_to("evidence")
    desk.type("zp1")
    desk.press(KEY.Key_Escape)  # a draft
    desk.settle()
    desk.page.show_record(visit)
    desk.settle()
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    first, second = desk.ask(inspection_record, visit).facts.hazards
    assert (first.criterion_id, first.basis, first.evidence) == (item.id, item.citation, "zp1")
    assert second.criterion_id is None


@pytest.mark.parametrize("way", ["key", "button"])
def test_the_library_is_searched_from_the_field(desk: Desk, way: str) -> None:
    describe(desk, "某处")
    desk.form.hazards.card.go_to("basis")
    desk.type("see")
    if way == "key":
        desk.press(KEY.Key_F4)
    else:
        desk.form.hazards.criteria_button.click()
    desk.settle()
    (picker,) = desk.form.findChildren(CriterionPicker)
    desk.qtbot.waitUntil(lambda: QApplication.activeWindow() is picker)
    assert picker.list.count() == 14
    desk.type("yaz")  # 液氨制冷
    assert "条文待录入" in picker.shown.text()
    assert "由您判定" in picker.foot.text()
    assert "总局令16号" in picker.shown.text()
    desk.press(KEY.Key_Return)
    desk.settle()
    assert basis(desk).editor.text().startswith("see；《工贸企业重大事故隐患判定标准》")
    assert basis(desk).editor.text().endswith("第十二条")
    assert basis(desk).criterion_id is not None
