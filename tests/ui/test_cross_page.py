"""交叉检查 as a page: rounds chosen, printed, removed and brought back; 历次 copied and clicked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from hazard_desk.services.cross_inspecting.arranging import draw_round, lock_pairs
from hazard_desk.services.cross_inspecting.rounds import rounds
from hazard_desk.services.offices import change_office, office_row
from tests.ui.board_desk import FOUR, Desk, opened_desk, ring, teams_and_targets, units
from tests.ui.keyboard import CTRL, KEY
from ui.pages.cross.page import BOARD, FOLLOW, HISTORY


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot) as desk:
        yield desk


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Give two rounds of the same units, the second one the other way round."""
    desk.enter("第一轮", units(*FOUR), ring(*FOUR), starts_on=date(2026, 1, 5), ends_on=date(2026, 1, 9))
    desk.enter("第二轮", units(*FOUR), ring(*FOUR[::-1]), starts_on=date(2026, 3, 2))
    desk.show()
    return desk


def test_the_newest_round_is_shown_and_another_can_be_chosen(two: Desk) -> None:
    box = two.page.round_box
    assert [box.itemText(at) for at in range(box.count())] == [
        "第二轮　2026-03-02 起",
        "第一轮　2026-01-05 至 01-09",
    ]
    assert two.shown("inspected") == [pair.inspected for pair in ring(*FOUR[::-1])]
    for pair in ring(*FOUR):
        assert f"上一轮「{pair.inspector}」检查「{pair.inspected}」，这一轮反过来。" in two.said()
    assert "对照的前几轮：第一轮" in two.said()
    box.setFocus()
    two.press(KEY.Key_Down)
    assert two.shown("inspected") == [pair.inspected for pair in ring(*FOUR)]
    assert two.status == "共 4 组"
    two.page.print_button.click()
    assert two.forms == [("cross-arrangement", 1)]
    assert two.preferences.value("cross/round") == 1


def test_a_round_goes_to_the_bin_and_comes_back(two: Desk) -> None:
    two.page.remove_button.click()
    two.settle()
    assert [row.name for row in two.ask(rounds)] == ["第一轮"]
    assert two.page.round_box.currentText().startswith("第一轮")
    assert two.messages.last_shown is not None
    assert two.messages.last_shown.text == "已移入回收站：第二轮。"
    two.strip._button.click()
    two.settle()
    assert [row.name for row in two.ask(rounds)] == ["第二轮", "第一轮"]
    assert two.page.round_box.currentText().startswith("第二轮")
    two.page.remove_button.click()
    two.settle()
    two.page.remove_button.click()
    two.settle()
    assert two.page.empty.isVisible()
    two.press(KEY.Key_Z, with_=CTRL)
    assert two.page.board.isVisible()


def test_ctrl_z_in_an_empty_search_takes_the_last_operation_back(two: Desk) -> None:
    two.page.remove_round()
    two.settle()
    assert two.page.round_box.count() == 1
    two.press(KEY.Key_F, with_=CTRL)
    assert two.focus is two.page.search
    two.press(KEY.Key_Z, with_=CTRL)
    assert two.page.round_box.count() == 2
    # What was typed is taken back first.
    two.page.remove_round()
    two.settle()
    two.press(KEY.Key_F, with_=CTRL)
    two.type("j")
    two.press(KEY.Key_Z, with_=CTRL)
    assert two.page.search.text() == ""
    assert two.page.round_box.count() == 1


def test_a_double_click_removes_one_round_only(two: Desk) -> None:
    button = two.page.remove_button
    at = QPointF(button.rect().center())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=at.toPoint())
    two.settle()  # the next round is in sight before the second press of a double click
    for kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(button, QMouseEvent(kind, at, button.mapToGlobal(at), left, left, none))
    two.settle()
    assert [row.name for row in two.ask(rounds)] == ["第一轮"]


def test_the_view_is_remembered(two: Desk) -> None:
    two.page.views.button(HISTORY).click()
    two.settle()
    assert two.page.history.isVisible()
    assert two.preferences.value("cross/view") == HISTORY
    again = type(two.page)(two.background, two.messages, two.preferences)
    two.qtbot.addWidget(again)
    assert again.views.current == HISTORY
    two.page.show_view(FOLLOW)
    two.settle()
    assert two.page.follow is not None
    assert two.page.follow.isVisible()
    two.page.show_record(1)
    two.settle()
    assert two.page.views.current == BOARD
    assert two.page.round_box.currentText().startswith("第一轮")


def test_the_matrix_names_every_round_and_opens_it(two: Desk) -> None:
    two.page.show_view(HISTORY)
    two.settle()
    history = two.page.history
    model, table = history.model, history.table
    texts = {
        (team, target): model.text(row, column)
        for row, team in enumerate(model.row_names)
        for column, target in enumerate(model.column_names)
    }
    assert {sides for sides, text in texts.items() if text == "—"} == {(name, name) for name in FOUR}
    assert texts["甲乡", "乙乡"] == "1"
    assert texts["乙乡", "甲乡"] == "2"
    assert texts["甲乡", "丙乡"] == ""
    first = model.index(model.row_names.index("甲乡"), model.column_names.index("乙乡"))
    second = model.index(model.row_names.index("乙乡"), model.column_names.index("甲乡"))
    assert first.data(Qt.ItemDataRole.ToolTipRole) == "甲乡 检查 乙乡\n1　第一轮　2026-01-05"
    assert "（本轮）" in second.data(Qt.ItemDataRole.ToolTipRole)
    assert second.data(Qt.ItemDataRole.BackgroundRole) is not None
    assert first.data(Qt.ItemDataRole.BackgroundRole) is None
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(first).center())
    two.settle()
    assert two.page.views.current == BOARD
    assert two.page.round_box.currentText().startswith("第一轮")


def test_a_cell_of_several_rounds_asks_which(two: Desk) -> None:
    two.enter("第三轮", units(*FOUR), ring(*FOUR), starts_on=date(2026, 5, 4))
    two.page.show_view(HISTORY)
    two.settle()
    table, model = two.page.history.table, two.page.history.model
    cell = model.index(model.row_names.index("甲乡"), model.column_names.index("乙乡"))
    assert cell.data() == "1、3"
    table.setFocus()
    table.setCurrentIndex(cell)
    two.press(KEY.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["1　第一轮　2026-01-05", "3　第三轮　2026-05-04"]
    menu.actions()[1].trigger()
    menu.close()
    two.settle()
    assert two.page.round_box.currentText().startswith("第三轮")


def test_the_matrix_is_copied_as_a_table(two: Desk) -> None:
    two.page.show_view(HISTORY)
    two.settle()
    table = two.page.history.table
    table.setFocus()
    two.press(KEY.Key_C, with_=CTRL)
    lines = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    names = list(two.page.history.model.column_names)
    assert lines[0] == ["检查方＼受检方", *names]
    row = next(line for line in lines if line[0] == "甲乡")
    assert row[1 + names.index("乙乡")] == "1"
    assert row[1 + names.index("丁乡")] == "2"
    assert row[1 + names.index("甲乡")] == "—"


def test_the_legend_goes_to_a_round_and_a_search_keeps_its_rows(two: Desk) -> None:
    two.page.show_view(HISTORY)
    two.settle()
    two.press(KEY.Key_F, with_=CTRL)
    two.type("dx")
    two.settle()
    table, model = two.page.history.table, two.page.history.model
    assert [name for row, name in enumerate(model.row_names) if not table.isRowHidden(row)] == ["丁乡"]
    legend = [
        button.text()
        for button in two.page.history.legend.children()
        if hasattr(button, "text") and button.isVisible()
    ]
    assert legend == ["1　第一轮　2026-01-05", "2　第二轮　2026-03-02（本轮）"]


def test_before_any_round_is_arranged_the_matrix_says_so(desk: Desk) -> None:
    desk.enter("第一轮", units(*FOUR))
    desk.show()
    desk.page.show_view(HISTORY)
    desk.settle()
    assert desk.page.history.empty.isVisible()
    assert "还没有排好的交叉检查" in desk.page.history.empty.words.text()


def test_thirty_units_fit_into_the_window(desk: Desk) -> None:
    names = [f"西槽头第{number}个街道办事处" for number in range(1, 31)]
    desk.enter("第一轮", units(*names), ring(*names))
    desk.show()
    desk.page.show_view(HISTORY)
    desk.settle()
    table = desk.page.history.table
    assert table.horizontalHeader().length() <= table.viewport().width()
    assert table.horizontalHeader().height() <= 160
    assert not table.horizontalScrollBar().isVisible()


def test_another_page_changes_a_round_and_the_board_follows(desk: Desk) -> None:
    desk.enter("第一轮", teams_and_targets(("第一组", "第二组"), ("东街村", "西街村")))
    desk.show()
    desk.do(draw_round, 1, 7)
    assert sorted(desk.shown("inspected")) == ["东街村", "西街村"]


def test_a_pair_that_is_followed_has_the_page_to_itself(two: Desk) -> None:
    two.page.show_pair(1)  # of the first round, while the second one is shown
    two.settle()
    page = two.page
    assert page.views.current == FOLLOW
    assert page.follow is not None
    assert page.follow.is_pair_open
    assert page.round_box.currentText().startswith("第一轮")
    assert not page.head.isVisible()
    assert not page.views.isVisible()
    assert page.follow.geometry().topLeft() == QPoint(0, 0), "from edge to edge, as every form"
    assert page.follow.width() == page.width()
    two.do(lock_pairs, [1], True)  # what is read again brings no frame back
    assert page.follow.is_pair_open
    assert not page.views.isVisible()
    page.show_record(2)
    two.settle()
    assert page.head.isVisible()
    assert page.views.isVisible()
    assert page.board.isVisible()
    assert page.round_box.currentText().startswith("第二轮")


def test_only_the_round_that_was_saved_is_drawn(two: Desk) -> None:
    pairs = two.pairs()
    new = two.enter("第三轮", units(*FOUR))
    # Another one is chosen before the new one has been read.
    two.page._on_saved(new, True)
    box = two.page.round_box
    at = next(at for at in range(box.count()) if box.itemText(at).startswith("第二轮"))
    box.setCurrentIndex(at)
    box.activated.emit(at)
    two.settle()
    assert box.currentText().startswith("第二轮")
    two.page.reload()
    two.settle()
    assert two.pairs() == pairs
    two.page.show_record(new)
    two.settle()
    assert two.pairs() == {}
    two.page._on_saved(new, True)
    two.settle()
    assert len(two.pairs()) == 4


def test_a_change_is_read_once(two: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    two.page.show_pair(1)
    two.settle()
    asked: list[str] = []
    read = two.background.read

    def counted(query: Any, *args: Any, **more: Any) -> Any:
        asked.append(str(more.get("key")).rpartition("/")[0])
        return read(query, *args, **more)

    monkeypatch.setattr(two.background, "read", counted)
    two.do(lock_pairs, [1], True)
    assert (asked.count("cross/lines"), asked.count("cross/pair")) == (1, 1)


def test_a_renamed_township_is_followed(two: Desk) -> None:
    """A party named like the township stands for all of its villages."""
    two.page.show_view(FOLLOW)
    two.settle()
    assert two.page.follow is not None
    assert not any(line.own for line in two.page.follow._lines.values())
    office = two.ask(office_row)
    two.do(change_office, replace(office, township=FOUR[0]))
    assert {line.inspected: line.own for line in two.page.follow._lines.values()}[FOUR[0]]


def test_a_line_of_the_verdict_ends_the_search(two: Desk) -> None:
    two.press(KEY.Key_F, with_=CTRL)
    two.type("dx")  # 丁乡
    two.settle()
    assert len(two.shown("inspected")) == 2
    hidden = next(pair.id for pair in two.board().pairs if FOUR[3] not in (pair.inspector, pair.inspected))
    two.page.board.go_to_pair(hidden)
    assert two.page.search.text() == ""
    two.page.reload()
    two.settle()
    assert len(two.shown("inspected")) == 4
    # Opened from 历次, the board shows what the search says.
    two.page.show_view(HISTORY)
    two.page.search.setText("dx")
    two.settle()
    two.page._open_from_history(1)
    two.settle()
    assert two.page.round_box.currentText().startswith("第一轮")
    assert len(two.shown("inspected")) == 2


def test_a_search_goes_with_every_view(two: Desk) -> None:
    two.press(KEY.Key_F, with_=CTRL)
    two.type("dx")  # 丁乡
    two.page.show_view(FOLLOW)
    two.settle()
    follow = two.page.follow
    assert follow is not None
    lines = [two.page.follow._lines[known] for known in follow.model.ids]
    assert [(line.inspector, line.inspected) for line in lines] == [("丁乡", "丙乡"), ("甲乡", "丁乡")]
    two.press(KEY.Key_F, with_=CTRL)
    assert two.page.search.hasFocus()
    two.press(KEY.Key_Down)
    assert follow.table.hasFocus()
    two.page.search.clear()
    two.settle()
    assert follow.model.rowCount() == 4


def test_ctrl_p_prints_what_the_view_is_about(two: Desk) -> None:
    two.press(KEY.Key_P, with_=CTRL)
    assert two.forms == [("cross-arrangement", 2)]
    two.page.show_view(FOLLOW)
    two.settle()
    follow = two.page.follow
    assert follow is not None
    follow.table.setFocus()
    two.press(KEY.Key_P, with_=CTRL)
    assert two.forms[1:] == [("cross-handover", 2)]
    two.press(KEY.Key_Return)
    assert follow.desk is not None
    QTimer.singleShot(100, follow.desk.form.samples.papers.close)  # the menu waits for a choice
    seen: list[bool] = []
    follow.desk.form.samples.papers.aboutToShow.connect(lambda: seen.append(True))
    two.press(KEY.Key_P, with_=CTRL)
    assert seen == [True]
    assert len(two.forms) == 2
