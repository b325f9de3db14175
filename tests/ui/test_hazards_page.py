"""隐患台账: found, filtered, sorted, looked at, led on from; the calendar of deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.attaching import Owner
from hazard_desk.services.following_up.dossier import dossier_of, save_dossier
from hazard_desk.services.following_up.history import hazard_record
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.terms import HazardState, Move
from tests.ui.hazards_desk import (
    ALARM,
    DOOR,
    DUST,
    EXTINGUISHER,
    GUARD,
    LOCK,
    PASSAGE,
    TODAY,
    Desk,
    days,
    opened_desk,
)
from tests.ui.keyboard import CTRL, KEY
from ui.pages.hazards.links import owners_of
from ui.theme import Meaning

LIST = [DUST, DOOR, ALARM, GUARD, PASSAGE, EXTINGUISHER, LOCK]  # newest visit first


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot) as desk:
        yield desk


@pytest.fixture
def empty(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot, filled=False) as desk:
        yield desk


def colours(desk: Desk, key: str) -> list[str]:
    """Return the ink of a column's cells, "" where it is the common one."""
    model = desk.page.model
    place = next(at for at, column in enumerate(model.columns) if column.key == key)
    brushes = [
        model.index(row, place).data(Qt.ItemDataRole.ForegroundRole) for row in range(model.rowCount())
    ]
    return [brush.color().name().upper() if brush is not None else "" for brush in brushes]


# ---- the list ------------------------------------------------------------------------------------------


def test_an_empty_office_is_told_what_to_do(empty: Desk) -> None:
    page = empty.page
    assert "还没有隐患" in page.empty.words.text()
    assert not page.bar.steps_button.isEnabled()
    page.empty.visits_button.click()
    assert empty.wanted == [("inspection", "")]


def test_an_empty_view_offers_all_of_them(desk: Desk) -> None:
    desk.page.views.button("待答复").click()
    desk.settle()
    assert "“待答复”现在没有隐患" in desk.page.empty.words.text()
    desk.page.empty.clear_button.click()
    desk.settle()
    assert desk.listed == LIST


def test_who_comes_for_a_list_goes_on_in_it_by_keys(desk: Desk) -> None:
    desk.page.focus_search()
    desk.page.show_view("逾期")
    desk.settle()
    assert desk.page.table.hasFocus()
    assert desk.page.table.selected_ids == [desk.row(LOCK).id]
    assert desk.page.panel.record is not None


def test_the_panel_says_what_was_found_once(desk: Desk) -> None:
    desk.select(DUST)
    words = desk.page.panel.text.text()
    assert words.count(DUST) == 1
    assert "检查发现" in words


def test_a_stop_of_production_and_both_supervising_units_are_in_sight(desk: Desk) -> None:
    dust = desk.row(DUST).id
    stop = Step(Move.SUSPEND, TODAY, "张三")
    desk.run(make_move, [dust], stop)
    both = {"supervision_unit": "县应急管理局", "second_supervision_unit": "某集团"}
    desk.run(save_dossier, dust, replace(desk.ask(dossier_of, dust), **both))
    desk.select(DUST)
    place = desk.listed.index(DUST)
    assert desk.shown("state")[place] == "整改中，停产"
    assert desk.shown("supervision_unit")[place] == "县应急管理局、某集团"
    assert "整改中，停产" in desk.page.panel.state.text()
    assert "县应急管理局、某集团" in desk.page.panel.text.text()
    desk.run(make_move, [dust], replace(stop, kind=Move.RESUME))
    assert desk.shown("state")[place] == "整改中"


def test_nothing_found_in_a_view_can_be_found_in_all(desk: Desk) -> None:
    desk.page.show_view("逾期")
    desk.page.focus_search()
    desk.type("灭火器")
    desk.settle()
    assert desk.listed == []
    assert "“逾期”里没有符合的隐患" in desk.page.empty.words.text()
    desk.page.empty.all_button.click()
    desk.settle()
    assert desk.listed == [EXTINGUISHER]


def test_deadlines_stand_in_words_and_colour(desk: Desk) -> None:
    assert desk.listed == LIST
    red, amber = Meaning.OVERDUE.value.ink.upper(), Meaning.DUE_SOON.value.ink.upper()
    assert desk.shown("deadline") == [
        f"{days(10)} 还有 10 天",
        "",
        f"{days(-4)}",
        f"{days(-4)}",
        f"{days(2)} 还有 2 天",
        f"{TODAY} 今天到期",
        f"{days(-3)} 逾期 3 天",
    ]
    assert colours(desk, "deadline") == ["", "", "", "", amber, amber, red]
    assert desk.shown("level") == ["重大", "一般", "重大", "一般", "一般", "一般", "一般"]
    assert colours(desk, "level")[0] == Meaning.MAJOR.value.ink.upper()
    assert desk.shown("state")[1:4] == ["已销号", "待复查", "待复查"]
    assert desk.shown("rechecked_on")[1] == f"{days(-20)} 合格"
    assert desk.shown("enterprise")[0] == "永和超市"


def test_views_count_and_narrow(desk: Desk) -> None:
    counts = {view: desk.page.views.button(view).text() for view in ("未整改", "逾期", "待回查", "重大")}
    assert counts == {"未整改": "未整改 4", "逾期": "逾期 1", "待回查": "待回查 2", "重大": "重大 2"}
    desk.page.views.button("逾期").click()
    desk.settle()
    assert desk.listed == [LOCK]
    assert desk.status == "已选 1 条 · 共 1 条"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("灭火 过期", [EXTINGUISHER]), ("xlzz 通道", [PASSAGE]), ("wjg 报警", [ALARM]), ("没有的", [])],
)
def test_search_as_you_type_by_words_and_initials(desk: Desk, typed: str, found: list[str]) -> None:
    desk.page.focus_search()
    desk.type(typed)
    desk.settle()
    assert desk.listed == found
    desk.press(KEY.Key_Escape)
    assert desk.listed == LIST


def test_filters_narrow_together_and_are_cleared_at_once(desk: Desk) -> None:
    bar = desk.page.bar
    assert bar.filters["campaigns"].isHidden()  # a list that is empty has no filter
    popup = bar.filters["levels"].open()
    popup.tick("重大")
    popup.close()
    popup = bar.filters["villages"].open()
    popup.tick("西街村")
    popup.close()
    desk.settle()
    assert desk.listed == [DUST, ALARM]
    assert desk.page.views.button("待回查").text() == "待回查 1"  # counts follow the filters
    bar.clear_button.click()
    desk.settle()
    assert desk.listed == LIST
    assert bar.clear_button.isHidden()


def test_sorting_panel_and_calendar_are_remembered(desk: Desk) -> None:
    page = desk.page
    page.table.sort_requested.emit("deadline", True)
    desk.settle()
    assert desk.listed[0] in (ALARM, GUARD)
    desk.press(KEY.Key_Space)  # the panel is open at first
    desk.press(KEY.Key_L, with_=CTRL)
    again = type(page)(desk.background, desk.messages, desk.preferences)
    desk.qtbot.addWidget(again)
    assert (again._sort, again._ascending) == ("deadline", True)
    assert again.panel.isHidden()
    assert not again.calendar.isHidden()


def test_what_another_page_changes_is_shown_at_once(desk: Desk) -> None:
    desk.run(remove_inspection, desk.row(DUST).inspection_id)
    assert DUST not in desk.listed
    assert desk.page.views.button("未整改").text() == "未整改 3"


def test_the_workbench_opens_a_view_whatever_was_filtered(desk: Desk) -> None:
    desk.page.bar.search.setText("没有的")
    desk.settle()
    desk.page.show_view("待回查")
    desk.settle()
    assert desk.listed == [ALARM, GUARD]
    assert desk.page.bar.search.text() == ""
    desk.page.show_record(desk.row(DOOR).id)
    desk.settle()
    assert desk.page.table.selected_ids == [desk.row(DOOR).id]
    assert desk.page.panel.record is not None
    assert desk.page.panel.record.row.description == DOOR


# ---- one hazard ----------------------------------------------------------------------------------------


def test_the_panel_tells_the_life_and_leads_on(desk: Desk) -> None:
    desk.run(
        make_move,
        [desk.row(GUARD).id],
        Step(Move.FAIL, TODAY, "张三", "仍无<防护罩>", days(7)),
    )
    desk.select(GUARD)
    panel = desk.page.panel
    text = panel.text.text()
    order = [text.index(words) for words in ("检查发现", "整改完成", "回查不合格", "内容")]
    assert order == sorted(order)
    assert "仍无&lt;防护罩&gt;" in text
    assert f"新的期限 {days(7)}" in text
    assert "还有 7 天" in panel.state.text()
    assert "复查不合格 1 次" in panel.state.text()
    row = desk.row(GUARD)
    panel.visit_button.click()
    panel.enterprise_button.click()
    desk.page.table.setFocus()
    desk.press(KEY.Key_Return)
    assert desk.wanted == [
        ("inspection", row.inspection_id),
        ("enterprise", row.enterprise_id),
        ("inspection", row.inspection_id),
    ]


def test_photos_are_offered_of_the_hazard_and_of_each_step(desk: Desk) -> None:
    made = desk.run(make_move, [desk.row(LOCK).id], Step(Move.EXTEND, TODAY, "张三", "等配件", days(9)))
    assert made.record_id is not None
    owners = owners_of(desk.ask(hazard_record, desk.row(LOCK).id))
    assert owners == [
        (Owner("hazard", desk.row(LOCK).id), f"文水县兴隆铸造有限公司：{LOCK}"),
        (Owner("hazard_move", made.record_id), f"{TODAY} 延期"),
    ]


def test_documents_and_photos_open_from_the_panel(desk: Desk) -> None:
    desk.select(LOCK)
    for button, title in (
        (desk.page.panel.documents_button, "文书"),
        (desk.page.panel.photos_button, "附件"),
    ):
        button.click()
        dialog = desk.dialog()
        assert title in dialog.windowTitle()
        dialog.reject()
        desk.settle()
        desk.activate()


def test_ctrl_n_says_where_hazards_come_from(desk: Desk) -> None:
    desk.page.new_record()
    assert "随检查一起录入" in desk.strip._text.text()
    desk.strip._button.click()
    assert desk.wanted == [("inspection", "")]


def test_print_offers_the_visits_of_the_selection(desk: Desk) -> None:
    desk.select(ALARM, GUARD, LOCK)
    desk.press(KEY.Key_P, with_=CTRL)
    dialog = desk.dialog()
    assert list(dialog._scope.selected) == [desk.row(ALARM).inspection_id, desk.row(LOCK).inspection_id]
    assert len(dialog._scope.listed) == 3
    assert dialog._scope.visits
    dialog.reject()


# ---- the calendar --------------------------------------------------------------------------------------


def test_the_calendar_shows_what_is_due_in_words(desk: Desk) -> None:
    desk.press(KEY.Key_L, with_=CTRL)
    calendar = desk.page.calendar
    assert calendar.current == TODAY
    assert calendar.text_of(days(-3)).splitlines()[1:2] == ["逾期 1"]
    assert calendar.text_of(TODAY).splitlines()[1:2] == ["1 条"]
    assert calendar.text_of(days(10)).splitlines()[1:] == ["1 条", "重大 1"]
    assert calendar.text_of(days(-4)).splitlines()[1:] == [""]  # rectified: nothing is due any more
    assert "其中重大 1 条" in calendar.spoken(days(10))
    assert "今天：1 条未整改的隐患到期" in calendar.note.text()


def test_days_off_are_marked_in_the_calendar(desk: Desk) -> None:
    calendar = desk.page.calendar
    assert "1 休" in calendar.text_of(date(2026, 10, 1))
    assert "休息日" in calendar.spoken(date(2026, 10, 1))
    assert "休息日" in calendar.spoken(date(2026, 11, 28))  # a Saturday


def test_a_day_filters_the_list_by_keys_and_esc_takes_it_back(desk: Desk) -> None:
    desk.page.views.button("重大").click()
    desk.settle()
    desk.press(KEY.Key_L, with_=CTRL)
    calendar = desk.page.calendar
    assert calendar.grid.hasFocus()
    desk.press(KEY.Key_Right, KEY.Key_Right)
    assert calendar.current == days(2)
    desk.press(KEY.Key_Return)
    assert desk.listed == [PASSAGE]
    assert desk.page.views.current == "未整改"
    assert desk.page.bar.day_button.isVisible()
    desk.press(KEY.Key_Escape)
    assert desk.page.views.current == "重大"
    assert desk.listed == [DUST, ALARM]
    assert calendar.isVisible()
    desk.press(KEY.Key_Escape)
    assert calendar.isHidden()
    assert desk.page.table.hasFocus()


def test_months_are_turned_and_a_click_takes_a_day(desk: Desk) -> None:
    desk.press(KEY.Key_L, with_=CTRL)
    calendar = desk.page.calendar
    desk.press(KEY.Key_PageDown)
    later = calendar.current
    assert (later.year * 12 + later.month) - (TODAY.year * 12 + TODAY.month) == 1
    desk.press(KEY.Key_PageUp, KEY.Key_Home)
    assert calendar.current == TODAY
    number = (days(-3) - calendar._first).days
    if 0 <= number < 42:
        cell = calendar.grid.visualItemRect(calendar.grid.cell(number))
        QTest.mouseClick(calendar.grid.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
        desk.settle()
        assert desk.listed == [LOCK]
        QTest.mouseClick(calendar.grid.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
        desk.settle()
        assert desk.listed == LIST


# ---- the menu of steps ---------------------------------------------------------------------------------


def menu_of(desk: Desk) -> dict[str, Any]:
    """Open the menu by its key and return its entries by their steps."""
    desk.press(KEY.Key_F9)
    menu: Any = QApplication.activePopupWidget()
    entries = {Move(action.data()).label: action for action in menu.actions() if action.data() is not None}
    menu.close()
    return entries


def test_the_menu_says_what_may_be_done_and_why_not(desk: Desk) -> None:
    desk.select(LOCK)
    entries = menu_of(desk)
    assert entries["整改完成"].text() == "整改完成…\tF6"
    assert entries["整改完成"].isEnabled()
    assert not entries["回查合格"].isEnabled()
    assert entries["回查合格"].text() == "回查合格：还没有整改完成时间，先登记整改完成。"
    assert set(entries) == {move.label for move in Move}


def test_the_menu_counts_for_a_selection(desk: Desk) -> None:
    desk.select(LOCK, PASSAGE, GUARD)
    entries = menu_of(desk)
    assert entries["整改完成"].text() == "整改完成（2 条，另 1 条不能）…\tF6"
    desk.select(LOCK, PASSAGE)
    assert menu_of(desk)["整改完成"].text() == "整改完成（2 条）…\tF6"


def test_a_step_that_cannot_be_made_is_said_not_opened(desk: Desk) -> None:
    desk.select(LOCK)
    desk.press(KEY.Key_F7)
    assert not desk.has_dialog
    assert "现在不能登记回查合格：还没有整改完成时间" in desk.strip._text.text()
    assert desk.state(LOCK) is HazardState.RECTIFYING


def test_the_right_button_offers_the_steps_too(desk: Desk) -> None:
    desk.select(LOCK)
    menu = desk.page.printing.menu()
    steps = next(action.menu() for action in menu.actions() if action.text() == "办理")
    desk.settle()
    texts = [action.text() for action in steps.actions()]  # type: ignore[union-attr]
    assert "整改完成…\tF6" in texts
    menu.close()
