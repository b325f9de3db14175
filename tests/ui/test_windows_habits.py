"""What users of Windows expect of any program: menus, keys, and the window where it was."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QSpinBox, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.dialog_desk import OwnerWindow
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.tables.columns import Align
from ui.tables.short_list import Line, ShortList
from ui.widgets.dialog import Dialog

ROOT = Path(__file__).resolve().parents[2]
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def preferences() -> Preferences:
    return Preferences()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, preferences: Preferences) -> MainWindow:
    return opened(qtbot, preferences)


def opened(qtbot: QtBot, preferences: Preferences) -> MainWindow:
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    return window


def typed_into(window: MainWindow, qtbot: QtBot) -> QLineEdit:
    """Return a field that has the keyboard."""
    field = QLineEdit("西槽头乡")
    window.stack.setCurrentIndex(window.stack.addWidget(field))
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


def edit_menu_by_keys(window: MainWindow, qtbot: QtBot) -> QMenu:
    """Open 编辑 by the keys alone."""
    QTest.keyClick(window, Qt.Key.Key_F10)
    qtbot.waitUntil(window.menuBar().hasFocus)
    QTest.keyClick(window.menuBar(), Qt.Key.Key_Right)
    QTest.keyClick(window.menuBar(), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


# ---- menus ---------------------------------------------------------------------------------------------


def test_the_menus_stand_in_their_usual_order_each_with_a_letter_of_its_own(window: MainWindow) -> None:
    titles = [action.text() for action in window.menuBar().actions()]
    assert [title.partition("(")[0] for title in titles] == ["文件", "编辑", "记录", "报送", "工具", "帮助"]
    letters = [re.findall(r"&(\w)", title) for title in titles]
    assert all(len(found) == 1 for found in letters)
    assert len({found[0] for found in letters}) == len(titles)


def test_no_two_entries_share_a_key_and_leaving_says_alt_f4(window: MainWindow) -> None:
    actions = [action for menu in window.menuBar().actions() for action in menu.menu().actions()]
    keys = Counter(key.toString() for action in actions for key in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []
    leave = next(action for action in actions if action.text() == "退出")
    assert leave.shortcut().toString() == "Alt+F4"


def test_every_entry_is_chosen_by_a_letter_of_its_own_the_usual_ones_by_the_usual(window: MainWindow) -> None:
    menus = {action.text()[:2]: action.menu() for action in window.menuBar().actions()}
    for _ in range(2):  # shown again, they are the same
        for menu in menus.values():
            menu.aboutToShow.emit()
        said = {
            title: [action.text() for action in menu.actions() if action.text()]
            for title, menu in menus.items()
        }
        for title, texts in said.items():
            letters = [found[0] for text in texts if len(found := re.findall(r"&(\w)", text)) == 1]
            assert len(set(letters)) == len(texts), (title, texts)
    assert {"打开台账(&O)…", "新建台账(&N)…", "退出(&X)"} <= set(said["文件"])
    usual = ("撤销(&U)", "剪切(&T)", "复制(&C)", "粘贴(&P)", "全选(&A)", "查找(&F)")
    assert [text.partition("\t")[0] for text in said["编辑"] if text.partition("\t")[0] in usual] == list(
        usual
    )


def test_the_letter_pressed_in_the_open_menu_does_what_it_names(window: MainWindow, qtbot: QtBot) -> None:
    field = typed_into(window, qtbot)
    QTest.keyClick(edit_menu_by_keys(window, qtbot), Qt.Key.Key_A)
    assert field.selectedText() == "西槽头乡"


def test_f10_gives_the_keyboard_to_the_menus_and_esc_takes_it_back(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert window.menuBar().activeAction() is window.menuBar().actions()[0]
    QTest.keyClick(window.menuBar(), Qt.Key.Key_Escape)
    assert window.menuBar().activeAction() is None


def test_cut_copy_paste_and_select_all_serve_what_has_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    field = typed_into(window, qtbot)
    deeds = window.edit_deeds
    menu = next(action.menu() for action in window.menuBar().actions() if "编辑" in action.text())
    menu.aboutToShow.emit()
    assert all(action.isEnabled() for action in deeds.actions.values())
    deeds.actions[Qt.Key.Key_A].trigger()
    assert field.selectedText() == "西槽头乡"
    deeds.actions[Qt.Key.Key_X].trigger()
    assert field.text() == ""
    deeds.actions[Qt.Key.Key_V].trigger()
    assert field.text() == "西槽头乡"
    field.setReadOnly(True)
    menu.aboutToShow.emit()
    assert [action.isEnabled() for action in deeds.actions.values()] == [False, True, False, True]


def test_the_menu_opened_by_keys_edits_what_had_the_keyboard_before(window: MainWindow, qtbot: QtBot) -> None:
    field = typed_into(window, qtbot)
    menu = edit_menu_by_keys(window, qtbot)
    deeds = window.edit_deeds.actions
    assert all(action.isEnabled() for action in deeds.values())
    menu.setActiveAction(deeds[Qt.Key.Key_A])
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert field.selectedText() == "西槽头乡"


def test_the_menu_edits_a_number_too(window: MainWindow, qtbot: QtBot) -> None:
    field = QSpinBox(value=12)
    window.stack.setCurrentIndex(window.stack.addWidget(field))
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    deeds = window.edit_deeds.actions
    menu = next(action.menu() for action in window.menuBar().actions() if "编辑" in action.text())
    menu.aboutToShow.emit()
    assert all(action.isEnabled() for action in deeds.values())
    deeds[Qt.Key.Key_A].trigger()
    deeds[Qt.Key.Key_C].trigger()
    assert QApplication.clipboard().text() == "12"


# ---- lists ---------------------------------------------------------------------------------------------


@pytest.fixture
def table(qapp: QApplication, qtbot: QtBot) -> ShortList:
    table = ShortList([("名称", 120, Align.LEFT), ("备注", 120, Align.LEFT)], "habits", None)
    qtbot.addWidget(table)
    table.show_lines([Line(0, ("甲厂", "")), Line(1, ("乙厂", "停业"))])
    table.show()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(lambda: table.records.record(0) is not None)
    table.selectRow(0)
    return table


def test_f2_opens_a_row_as_enter_does(table: ShortList) -> None:
    heard: list[int] = []
    table.opened.connect(heard.append)
    QTest.keyClick(table, Qt.Key.Key_F2)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert heard == [0, 0]


def test_the_menu_key_opens_what_can_be_done_with_a_row(table: ShortList, qtbot: QtBot) -> None:
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(table, asked)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions()]
    assert words == ["打开\t回车", "复制\tCtrl+C", "全选\tCtrl+A"]
    menu.actions()[2].trigger()
    menu.close()
    QTest.keyClick(table, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text().splitlines() == ["甲厂\t", "乙厂\t停业"]


def test_a_cell_is_spoken_with_its_column(table: ShortList) -> None:
    spoken = Qt.ItemDataRole.AccessibleTextRole
    said = [table.records.index(1, column).data(spoken) for column in (0, 1)]
    assert said == ["名称：乙厂", "备注：停业"]
    assert table.records.index(0, 1).data(spoken) == "备注：空"


# ---- the window where it was -----------------------------------------------------------------------------


def test_size_and_being_maximised_come_back(qtbot: QtBot, preferences: Preferences) -> None:
    window = opened(qtbot, preferences)
    window.setGeometry(QRect(40, 60, 700, 600))
    window.close()
    again = opened(qtbot, preferences)
    assert again.size() == window.size()
    again.showMaximized()
    again.close()
    assert opened(qtbot, preferences).isMaximized()


def test_a_window_left_on_a_screen_that_is_gone_is_brought_back(
    qtbot: QtBot, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(qtbot, preferences)
    window.setGeometry(QRect(4_000, 3_000, 700, 600))
    window.close()
    # Should Qt itself not see it, as with a screen that came back smaller.
    put_there = MainWindow.restoreGeometry

    def restore(self: MainWindow, kept: object) -> bool:
        put_there(self, kept)
        self.setGeometry(QRect(4_000, 3_000, 700, 600))
        return True

    for broken in (False, True):
        if broken:
            monkeypatch.setattr(MainWindow, "restoreGeometry", restore)
        again = opened(qtbot, preferences)
        room = again.screen().geometry()
        title = QRect(again.x(), again.y(), again.width(), 28)
        assert room.intersected(title).width() >= 120
        assert room.intersected(title).height() >= 14
        preferences.setValue("window/geometry", preferences.value("window/geometry"))


@pytest.mark.parametrize("kept", ["", "spoilt", "AdnQywADAAA=", 7, None])
def test_a_spoilt_size_is_no_size(qtbot: QtBot, preferences: Preferences, kept: object) -> None:
    preferences.setValue("window/geometry", kept)
    window = opened(qtbot, preferences)
    assert window.screen().geometry().intersects(window.frameGeometry())


class Divided(Dialog):
    """A dialog of two halves."""

    keeps_size = True

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.halves = QSplitter()
        self.halves.addWidget(QLineEdit())
        self.halves.addWidget(QLineEdit())
        QVBoxLayout(self).addWidget(self.halves)
        self.resize(400, 300)


def test_a_dialog_is_as_large_and_divided_as_it_was_left(qapp: QApplication, qtbot: QtBot) -> None:
    owner = OwnerWindow()
    qtbot.addWidget(owner)
    owner.show()
    first = Divided(owner)
    first.show()
    first.reject()
    assert owner.preferences.value("dialogs/Divided/size") is None, "nobody changed it"
    first.show()
    first.resize(520, 410)
    first.halves.moveSplitter(100, 1)
    first.halves.splitterMoved.emit(100, 1)
    sizes = first.halves.sizes()
    first.reject()
    second = Divided(owner)
    second.show()
    assert (second.width(), second.height()) == (520, 410)
    assert second.halves.sizes() == sizes
    owner.preferences.setValue("dialogs/Divided/size", ["spoilt", 3])
    owner.preferences.setValue("dialogs/Divided/divided 0", [1, 2, 3])
    third = Divided(owner)
    third.show()
    assert (third.width(), third.height()) == (400, 300)


def test_ctrl_w_closes_a_dialog(qapp: QApplication, qtbot: QtBot) -> None:
    owner = OwnerWindow()
    qtbot.addWidget(owner)
    dialog = Divided(owner)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    QTest.keyClick(dialog, Qt.Key.Key_W, CONTROL)
    assert not dialog.isVisible()


def test_every_dialog_of_ours_is_one_that_fits_small_screens() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "ui").rglob("*.py"))
        for name in re.findall(r"^class (\w+)\(QDialog\)", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert found == ["ui/widgets/dialog.py: Dialog"]
