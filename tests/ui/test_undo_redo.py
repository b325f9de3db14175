"""撤销 and 重做 in the window: the menu says what would be taken back, the keys do it, typing comes first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.registry import save_enterprise
from tests.ui.started import OFFICE, Started
from ui.preferences import Preferences

CTRL = Qt.KeyboardModifier.ControlModifier


class Window(Started):
    """The program's window over a new office, used by keys."""

    def enter(self, name: str) -> None:
        self.window.background.write(save_enterprise, EnterpriseFacts(name=name))
        self.idle()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
        self.idle()

    def list_registry(self) -> Any:
        page = self.registry
        page.table.setFocus()
        return page

    def menu(self) -> list[tuple[str, bool]]:
        actions = (self.window.undo_action, self.window.redo_action)
        return [(action.text(), action.isEnabled()) for action in actions]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    window = Window(qtbot, tmp_path / "office", Preferences(tmp_path / "window.json"))
    window.found(OFFICE, tmp_path / "new")
    yield window
    window.end()


def test_the_menu_says_what_would_be_taken_back_and_done_again(window: Window) -> None:
    assert window.menu() == [("撤销", False), ("重做", False)]
    window.enter("甲厂")
    assert window.menu() == [("撤销：新增企业「甲厂」", True), ("重做", False)]
    window.window.undo_action.trigger()
    window.idle()
    assert window.menu() == [("撤销", False), ("重做：新增企业「甲厂」", True)]
    window.window.redo_action.trigger()
    window.idle()
    assert window.menu() == [("撤销：新增企业「甲厂」", True), ("重做", False)]


def test_what_is_entered_after_an_undo_leaves_nothing_to_do_again(window: Window) -> None:
    window.enter("甲厂")
    window.window.undo()
    window.idle()
    window.enter("乙厂")
    assert window.menu() == [("撤销：新增企业「乙厂」", True), ("重做", False)]


def test_a_name_with_an_ampersand_or_without_end_is_fit_for_a_menu(window: Window) -> None:
    window.enter("甲&乙厂")
    assert window.menu()[0][0] == "撤销：新增企业「甲&&乙厂」"
    window.enter("长" * 80)
    said = window.menu()[0][0]
    assert said.startswith("撤销：新增企业「长长")
    assert said.endswith("…")
    assert len(said) < 40


def test_control_z_and_control_y_go_back_and_forth(window: Window) -> None:
    page = window.list_registry()
    window.enter("甲厂")
    window.enter("乙厂")
    window.key(Qt.Key.Key_Z)
    window.key(Qt.Key.Key_Z)
    assert len(page.model.ids) == 0
    window.key(Qt.Key.Key_Y)
    assert window.window.messages.last_shown.what == "重做：新增企业「甲厂」。"
    assert len(page.model.ids) == 1
    window.key(Qt.Key.Key_Y)
    assert len(page.model.ids) == 2
    window.key(Qt.Key.Key_Y)
    assert len(page.model.ids) == 2


def test_the_strip_offers_to_do_again_what_was_taken_back(window: Window) -> None:
    page = window.list_registry()
    window.enter("甲厂")
    window.key(Qt.Key.Key_Z)
    strip = window.window.strip
    assert strip._text.text() == "撤销：新增企业「甲厂」。"
    assert strip._button.text() == "重做（Ctrl+Y）"
    strip._button.click()
    window.idle()
    assert len(page.model.ids) == 1


def test_it_works_from_the_search_box_but_typing_is_taken_back_first(window: Window) -> None:
    page = window.list_registry()
    window.enter("甲厂")
    page.search.setFocus()
    window.key(Qt.Key.Key_Z)
    assert len(page.model.ids) == 0
    window.key(Qt.Key.Key_Y)
    assert len(page.model.ids) == 1
    QTest.keyClicks(page.search, "abc")
    page.search.undo()
    assert page.search.text() == ""
    window.key(Qt.Key.Key_Y)
    assert page.search.text() == "abc", "what is brought back is the typing"
    assert window.window.messages.last_shown.what == "重做：新增企业「甲厂」。"


def test_both_outlive_the_session(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.enter("甲厂")
    window.enter("乙厂")
    window.window.undo()
    window.idle()
    window.leave()
    again = Window(qtbot, tmp_path / "new", Preferences(tmp_path / "window.json"))
    assert again.menu() == [("撤销：新增企业「甲厂」", True), ("重做：新增企业「乙厂」", True)]
    again.end()


def test_without_an_office_there_is_nothing_to_take_back(window: Window) -> None:
    window.enter("甲厂")
    window.window.detach()
    assert window.menu() == [("撤销", False), ("重做", False)]
