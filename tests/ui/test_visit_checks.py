"""检查表 on a visit: lists are chosen, points marked by keys, a failed one becomes a hazard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import CheckPoint, EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.registry import save_enterprise
from hazard_desk.terms import CheckMark, InspectionMode
from tests.ui.inspection_desk import TODAY, Desk, opened_desk
from tests.ui.keyboard import CTRL, KEY
from ui.pages.inspections.list_picker import ListPicker
from ui.pages.inspections.wording import check_words

SIGNS = "四牌一卡两栏"


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot) as desk:
        yield desk


def picker(desk: Desk) -> ListPicker:
    """The choice of lists, which must be open."""
    desk.settle()
    (found,) = desk.form.findChildren(ListPicker)
    desk.qtbot.waitUntil(lambda: QApplication.activeWindow() is found)
    return found


def choose(desk: Desk, *typed: str) -> None:
    """Press F7, tick the first list that each of these finds, and take them."""
    desk.press(KEY.Key_F7)
    picker(desk)
    for words in typed:
        desk.type(words)
        desk.press(KEY.Key_Return)
    desk.press(KEY.Key_Return)
    back_in_the_window(desk)


def back_in_the_window(desk: Desk) -> None:
    """Do what a desktop does when a dialog is closed: the screenless one activates no other window."""
    desk.settle()
    desk.window.activateWindow()
    desk.qtbot.waitUntil(lambda: QApplication.activeWindow() is desk.window)


def begin(desk: Desk) -> None:
    """Begin a visit of today to the second enterprise, and go by the list of signs and cards."""
    desk.open_form()
    desk.pick("yhcs")
    choose(desk, "spyk")  # 四牌一卡两栏, by its initials
    assert desk.focus is desk.form.checks.table


def stored(desk: Desk) -> InspectionFacts:
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    return desk.ask(inspection_record, desk.visits()[0]).facts


def test_enter_goes_from_the_visit_to_the_hazards_past_the_check_lists(desk: Desk) -> None:
    desk.open_form()
    desk.form.visit.go_to("number")
    desk.press(KEY.Key_Return)
    assert desk.at == "h.description"
    assert not desk.form.checks.table.isVisible()
    desk.form.visit.go_to("number")
    desk.press(KEY.Key_Tab)
    assert desk.at == "h.description"


def test_points_are_marked_by_keys_and_kept_with_the_visit_as_they_read(desk: Desk) -> None:
    begin(desk)
    desk.press(KEY.Key_1, KEY.Key_Return, KEY.Key_2, KEY.Key_Return, KEY.Key_3)
    desk.press(KEY.Key_F2)
    desk.type("缺三个岗位")
    desk.press(KEY.Key_Escape)  # what was typed is kept
    assert desk.form.checks.counts.text() == "7 项：√ 1 · ○ 1 · × 1 · 未填 4"
    facts = stored(desk)
    assert [point.mark for point in facts.checks[:4]] == [
        CheckMark.COMPLIES,
        CheckMark.RECTIFYING,
        CheckMark.FAILS,
        None,
    ]
    assert facts.checks[2].text == "员工岗位责任牌"
    assert facts.checks[2].note == "缺三个岗位"
    assert {point.title for point in facts.checks} == {SIGNS}
    assert all("忻州市" in point.source for point in facts.checks)
    assert facts.hazards == []
    assert check_words(facts.checks) == f"{SIGNS}：7 项，√ 1 · ○ 1 · × 1"
    assert "√ 1 · ○ 1 · × 1" in desk.page.panel.text.text()


def test_a_point_that_fails_becomes_a_hazard_in_one_step_and_leads_to_it(desk: Desk) -> None:
    begin(desk)
    desk.press(KEY.Key_Return, KEY.Key_F9)  # the second point: no mark yet, so it fails by that
    assert desk.at == "h.description"
    assert desk.focus.toPlainText() == "企业安全生产责任牌"
    desk.type("没有悬挂")
    desk.press(KEY.Key_F7)  # back to the point it came from
    table = desk.form.checks.table
    assert (desk.focus, table.current_place) == (table, 1)
    assert table.points[1].mark is CheckMark.FAILS
    assert table.item(2, 3).text() == "隐患 1"
    desk.press(KEY.Key_Return, KEY.Key_Return, KEY.Key_F9)
    desk.press(KEY.Key_F7, KEY.Key_Up, KEY.Key_Up)
    desk.press(KEY.Key_F9)  # the hazard is there: go to it, make no other
    assert desk.form.hazards.current == 0
    assert desk.focus.toPlainText() == "企业安全生产责任牌没有悬挂"

    facts = stored(desk)
    assert [hazard.description for hazard in facts.hazards] == [
        "企业安全生产责任牌没有悬挂",
        "安全风险分级管控告知牌",
    ]
    assert [point.hazard for point in facts.checks] == [None, 0, None, 1, None, None, None]


def test_the_link_outlives_taking_hazards_away_and_opening_the_visit_again(desk: Desk) -> None:
    begin(desk)
    desk.press(KEY.Key_F9, KEY.Key_F7, KEY.Key_Return, KEY.Key_F9)
    desk.press(KEY.Key_F7, KEY.Key_Up, KEY.Key_F9)
    desk.press(KEY.Key_Delete, with_=CTRL)  # the first hazard goes: the other is the first now
    table = desk.form.checks.table
    assert [table.item(row, 3).text() for row in (1, 2)] == ["登记隐患", "隐患 1"]
    desk.press(KEY.Key_Z, with_=CTRL)
    assert [table.item(row, 3).text() for row in (1, 2)] == ["隐患 1", "隐患 2"]
    desk.press(KEY.Key_Delete, with_=CTRL)
    facts = stored(desk)
    assert [point.hazard for point in facts.checks[:2]] == [None, 0]

    desk.page.show_record(desk.visits()[0])
    desk.settle()
    desk.press(KEY.Key_F7, KEY.Key_Down, KEY.Key_F9)
    assert desk.focus.toPlainText() == "企业安全生产责任牌"
    again = stored(desk)
    assert again.checks == facts.checks
    assert [hazard.id for hazard in again.hazards] == [hazard.id for hazard in facts.hazards]


def test_a_draft_keeps_lists_marks_and_links(desk: Desk) -> None:
    begin(desk)
    desk.press(KEY.Key_1, KEY.Key_Return, KEY.Key_F9)
    desk.press(KEY.Key_Escape)
    assert desk.page.stack.currentIndex() == 0
    desk.open_form()
    table = desk.form.checks.table
    assert [point.mark for point in table.points[:2]] == [CheckMark.COMPLIES, CheckMark.FAILS]
    assert table.item(2, 3).text() == "隐患 1"
    desk.press(KEY.Key_F7, KEY.Key_Down, KEY.Key_F9)
    assert desk.focus.toPlainText() == "企业安全生产责任牌"


def test_a_draft_of_the_version_before_holds_hazards_alone(desk: Desk) -> None:
    desk.open_form()
    hazard = {"id": None, "state": None, "failed": 0, "raw": {"description": "配电箱未上锁"}}
    desk.form._set_raw_parts([hazard])
    assert [one.description for one in desk.form.hazards.facts()] == ["配电箱未上锁"]
    assert desk.form.facts().checks == []


def test_industries_of_the_enterprise_come_first_and_every_list_is_found(desk: Desk) -> None:
    facts = EnterpriseFacts(name="东风加油站", village="东街村", industries=("燃气",))
    desk.run(save_enterprise, facts)
    desk.open_form()
    desk.pick("dfjyz")
    desk.press(KEY.Key_F7)
    found = picker(desk)
    names = [found.list.item(row).text() for row in range(found.list.count())]
    assert names[:2] == ["〔本企业行业〕燃气", "〔本企业行业〕燃气：开展安全隐患大排查"]
    assert names[2] == "自查表"
    assert len(names) == 37
    assert "来源：忻州市" in found.shown.text()
    desk.type("zcb")  # 自查表
    assert found.list.currentItem().text() == "自查表"
    assert "是否建立安全生产管理机构" in found.shown.text()
    desk.press(KEY.Key_Escape)
    back_in_the_window(desk)
    assert desk.form.checks.chosen() == []


def test_lists_come_and_go_and_what_was_marked_comes_back(desk: Desk) -> None:
    begin(desk)
    desk.press(KEY.Key_3)
    choose(desk, "zcb")
    assert len(desk.form.checks.points) == 7 + 28
    assert desk.form.checks.table.current_place == 7  # at the first point of the new list
    choose(desk, "spyk")  # takes it away
    assert [title for _, title in desk.form.checks.chosen()] == ["自查表"]
    assert "已去掉检查表“四牌一卡两栏”" in desk.form.strip._text.text()
    desk.form.strip._act()
    assert [title for _, title in desk.form.checks.chosen()] == [SIGNS, "自查表"]
    assert desk.form.checks.points[0].mark is CheckMark.FAILS
    desk.form.checks.table.setFocus()
    choose(desk, "spyk")
    choose(desk, "spyk")
    assert [title for _, title in desk.form.checks.chosen()] == ["自查表", SIGNS]
    assert desk.form.checks.points[28].mark is CheckMark.FAILS


def test_a_point_of_the_offices_own_is_typed_in_and_taken_away(desk: Desk) -> None:
    begin(desk)
    desk.press(KEY.Key_Insert)
    assert isinstance(desk.focus, QLineEdit)
    desk.type("门口有没有停放电动车")
    desk.press(KEY.Key_Return)
    desk.settle()
    assert desk.focus is desk.form.checks.table
    desk.press(KEY.Key_3)
    assert desk.form.checks.points[7].mark is CheckMark.FAILS
    desk.press(KEY.Key_Insert, KEY.Key_Escape)  # nothing typed: no point
    desk.settle()
    assert len(desk.form.checks.points) == 8
    desk.press(KEY.Key_Delete, with_=CTRL)  # one more of them: it goes as a whole
    assert len(desk.form.checks.points) == 7
    desk.press(KEY.Key_Delete, with_=CTRL)
    assert len(desk.form.checks.points) == 7  # a point of a list stays
    desk.press(KEY.Key_Insert)
    desk.type("门口有没有停放电动车")
    facts = stored(desk)  # saved in the middle of typing
    assert facts.checks[-1] == CheckPoint("门口有没有停放电动车", "补充的要点")


def test_ctrl_enter_goes_on_to_the_hazards_and_does_not_save(desk: Desk) -> None:
    begin(desk)
    desk.press(KEY.Key_Return, with_=CTRL)
    desk.settle()
    assert desk.at == "h.description"
    assert desk.visits() == []


def test_what_complies_makes_no_hazard(desk: Desk) -> None:
    begin(desk)
    desk.press(KEY.Key_1, KEY.Key_F9)
    assert desk.focus is desk.form.checks.table
    assert "不登记隐患" in desk.form.strip._text.text()
    assert desk.form.hazards.facts() == []


def test_the_mouse_marks_and_leads_to_the_hazard(desk: Desk) -> None:
    begin(desk)
    table = desk.form.checks.table

    def click(row: int, column: int) -> None:
        where = table.visualItemRect(table.item(row, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(where))

    for _ in range(3):
        click(1, 1)
    assert table.points[0].mark is CheckMark.FAILS
    click(1, 3)
    assert desk.at == "h.description"
    assert desk.focus.toPlainText() == "安全生产监督管理责任牌"


def test_visits_are_filtered_by_their_mode(desk: Desk) -> None:
    for mode in (InspectionMode.UNANNOUNCED, None):
        facts = InspectionFacts(enterprise_id=1, inspected_on=TODAY, mode=mode, experts="赵工")
        desk.run(save_inspection, facts)
    assert desk.page.model.rowCount() == 2
    desk.page.bar.modes.set_chosen([InspectionMode.UNANNOUNCED])
    desk.settle()
    assert desk.page.model.rowCount() == 1
    desk.page.table.go_to(desk.page.model.id_at(0))
    desk.settle()
    assert "四不两直" in desk.page.panel.text.text()
    assert "赵工" in desk.page.panel.text.text()
    desk.page.bar.modes.set_chosen([])
    desk.page.bar.search.setText("赵工")
    desk.settle()
    assert desk.page.model.rowCount() == 2


def test_a_visit_with_checks_goes_to_the_recycle_bin(desk: Desk) -> None:
    point = CheckPoint("消防栓是否被埋压", "消防", "某文件", CheckMark.FAILS, hazard=0)
    facts = InspectionFacts(
        enterprise_id=1, inspected_on=TODAY, hazards=[HazardFacts("消防栓被埋压")], checks=[point]
    )
    visit = desk.run(save_inspection, facts).record_id
    desk.run(remove_inspection, visit)
    assert desk.visits() == []
