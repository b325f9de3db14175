"""A visit of 交叉检查 in 检查记录: which pair it belongs to, and one begun from its pair."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import InspectionFacts
from hazard_desk.services.cross_inspecting.facts import PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.following import PairFacts, pair_choices, save_pair, visit_start
from hazard_desk.services.cross_inspecting.rounds import remove_round, save_round
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.terms import InspectionLevel, InspectionMode, SourceStage
from tests.ui.inspection_desk import TODAY, Desk, opened_desk
from tests.ui.keyboard import CTRL, KEY
from ui.pages.inspections.pair_field import PairField

EAST, WEST = "东街村", "西街村"
FOUNDRY, SHOP = 1, 2  # in 东街村, in 西街村


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot) as desk:
        yield desk


@pytest.fixture
def pairs(desk: Desk) -> dict[str, int]:
    """A round of the two villages; 西街村 is inspected this week. The pairs by their words."""
    facts = RoundFacts(
        "第一轮",
        parties=(PartyFacts(EAST), PartyFacts(WEST)),
        pairs=(PairRow(WEST, EAST), PairRow(EAST, WEST)),
    )
    desk.run(save_round, None, facts)
    found = {one.words: one.id for one in desk.ask(pair_choices)}
    days = PairFacts(TODAY - timedelta(days=2), TODAY + timedelta(days=2))
    desk.run(save_pair, found["第一轮 东街村→西街村"], days)
    return found


def _pair_field(desk: Desk) -> PairField:
    return desk.form.visit.pair


def _offered(desk: Desk) -> list[str]:
    combo = _pair_field(desk).editor
    return [combo.itemText(row) for row in range(combo.count())]


def _stored(desk: Desk) -> InspectionFacts:
    facts: InspectionFacts = desk.ask(inspection_record, desk.visits()[0]).facts
    return facts


def test_the_pair_is_asked_for_only_in_a_cross_inspection(desk: Desk, pairs: dict[str, int]) -> None:
    desk.open_form()
    assert not _pair_field(desk).isVisible()
    desk.form.visit.stage.set_value(SourceStage.CROSS)
    assert _pair_field(desk).isVisible()
    # Those that fit stand first, once it's known where the visit goes.
    desk.pick("永和超市")
    assert _offered(desk) == ["未填", "第一轮 东街村→西街村", "第一轮 西街村→东街村"]
    assert "日期和企业都相符：第一轮 东街村→西街村" in _pair_field(desk).hint
    _pair_field(desk)._hint_button.click()
    assert _pair_field(desk).value() == pairs["第一轮 东街村→西街村"]
    assert _pair_field(desk).hint == ""
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    assert _stored(desk).cross_pair_id == pairs["第一轮 东街村→西街村"]


def test_a_pair_that_does_not_fit_is_said_and_kept(desk: Desk, pairs: dict[str, int]) -> None:
    desk.open_form()
    desk.pick("永和超市")
    desk.form.visit.stage.set_value(SourceStage.CROSS)
    _pair_field(desk).set_value(pairs["第一轮 西街村→东街村"])
    assert "不在该组的受检方内" in _pair_field(desk).hint
    _pair_field(desk).set_value(pairs["第一轮 东街村→西街村"])
    desk.form.visit.inspected_on.set_value(TODAY - timedelta(days=30))
    assert "检查日期不在该组的检查时间内" in _pair_field(desk).hint
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    assert _stored(desk).cross_pair_id == pairs["第一轮 东街村→西街村"]


def test_another_stage_takes_the_visit_out_of_its_pair(desk: Desk, pairs: dict[str, int]) -> None:
    desk.open_form()
    desk.pick("永和超市")
    desk.form.visit.stage.set_value(SourceStage.CROSS)
    _pair_field(desk).set_value(pairs["第一轮 东街村→西街村"])
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    visit = desk.visits()[0]
    desk.page.show_record(visit)
    desk.settle()
    assert _pair_field(desk).value() == pairs["第一轮 东街村→西街村"]
    desk.form.visit.stage.set_value(SourceStage.CITY_COUNTY)
    assert not _pair_field(desk).isVisible()
    # A slip is mended by choosing the stage again.
    desk.form.visit.stage.set_value(SourceStage.CROSS)
    assert _pair_field(desk).value() == pairs["第一轮 东街村→西街村"]
    desk.form.visit.stage.set_value(SourceStage.CITY_COUNTY)
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    assert _stored(desk).cross_pair_id is None


def test_the_pair_is_kept_in_a_draft_and_copied_by_a_key(desk: Desk, pairs: dict[str, int]) -> None:
    wanted = pairs["第一轮 东街村→西街村"]
    desk.open_form()
    desk.pick("永和超市")
    desk.form.visit.stage.set_value(SourceStage.CROSS)
    _pair_field(desk).set_value(wanted)
    desk.press(KEY.Key_Escape)
    desk.open_form()
    assert _pair_field(desk).value() == wanted
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    desk.open_form()
    desk.form.visit.stage.set_value(SourceStage.CROSS)
    _pair_field(desk).setFocus()
    desk.press(KEY.Key_D, with_=CTRL)
    assert _pair_field(desk).value() == wanted


def test_a_visit_keeps_its_pair_when_the_round_is_in_the_recycle_bin(
    desk: Desk, pairs: dict[str, int]
) -> None:
    wanted = pairs["第一轮 东街村→西街村"]
    desk.open_form()
    desk.pick("永和超市")
    desk.form.visit.stage.set_value(SourceStage.CROSS)
    _pair_field(desk).set_value(wanted)
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    desk.run(remove_round, 1)
    desk.page.show_record(desk.visits()[0])
    desk.settle()
    assert "回收站" in _pair_field(desk).editor.currentText()
    desk.form.visit.note.set_value("补记")
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    assert (_stored(desk).note, _stored(desk).cross_pair_id) == ("补记", wanted)


def test_a_visit_begun_from_its_pair_is_filled_in_and_leads_back(
    desk: Desk, pairs: dict[str, int], qtbot: QtBot
) -> None:
    wanted = pairs["第一轮 东街村→西街村"]
    desk.open_form()
    desk.type("xinglong")  # another visit is being typed: it must be there again afterwards
    desk.page.begin_visit(desk.ask(visit_start, wanted, SHOP))
    desk.settle()
    visit = desk.form.visit
    assert visit.enterprise.editor.text() == "永和超市"
    assert (visit.stage.value(), visit.mode.value()) == (SourceStage.CROSS, InspectionMode.CROSS)
    assert (visit.inspected_on.value(), visit.pair.value()) == (TODAY, wanted)
    assert visit.unit.value() == EAST
    assert visit.level.value() is not InspectionLevel.ENTERPRISE
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    assert (_stored(desk).enterprise_id, _stored(desk).cross_pair_id) == (SHOP, wanted)
    assert "第一轮 东街村→西街村" in desk.page.panel.text.text()
    back = next(one for one in desk.strip.findChildren(QPushButton) if one.text() == "回到交叉检查")
    with qtbot.waitSignal(desk.page.record_wanted) as told:
        back.click()
    assert told.args == ["cross_pair", wanted]
    desk.open_form()
    assert desk.form.visit.enterprise.editor.text() == "xinglong"


def test_what_was_typed_into_a_prepared_visit_is_a_draft_of_its_own(
    desk: Desk, pairs: dict[str, int]
) -> None:
    facts = desk.ask(visit_start, pairs["第一轮 东街村→西街村"], SHOP)
    desk.page.begin_visit(facts)
    desk.settle()
    desk.form.visit.note.set_value("只写了一半")
    desk.press(KEY.Key_Escape)
    assert desk.visits() == []
    desk.open_form()
    assert desk.form.visit.note.value() == ""
    desk.press(KEY.Key_Escape)
    desk.page.begin_visit(facts)
    desk.settle()
    assert desk.form.visit.note.value() == "只写了一半"
