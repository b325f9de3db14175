from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.safekeeping.password_dialog import PasswordDialog
from ui.widgets import caps_lock_hint
from ui.widgets.caps_lock_hint import CapsLockHint

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def field(qapp: QApplication, qtbot: QtBot) -> Iterator[QLineEdit]:
    window = QWidget()
    qtbot.addWidget(window)
    field, column = QLineEdit(), QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(CapsLockHint(field))
    window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    yield field
    window.hide()  # Python keeps it alive until here


def hint(field: QLineEdit) -> CapsLockHint:
    return field.window().findChild(CapsLockHint)


def test_it_comes_with_a_letter_that_is_large_without_shift_and_goes_with_a_small_one(
    field: QLineEdit,
) -> None:
    QTest.keyClicks(field, "abc")
    assert not hint(field).isVisible()
    QTest.keyClicks(field, "A")  # no Shift: it is Caps Lock
    assert hint(field).isVisible()
    assert "大写锁定" in field.accessibleDescription()
    QTest.keyClicks(field, "7")
    assert hint(field).isVisible(), "a figure says nothing"
    QTest.keyClick(field, "A", SHIFT)
    QTest.keyClicks(field, "b")
    assert not hint(field).isVisible()
    assert field.accessibleDescription() == ""


def test_windows_is_asked_as_soon_as_the_keyboard_is_there(
    field: QLineEdit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps_lock_hint, "_is_on", lambda: True)
    field.clearFocus()
    field.setFocus()
    assert hint(field).isVisible()
    field.clearFocus()
    assert not hint(field).isVisible()


def test_the_fields_of_a_password_have_it(qapp: QApplication, qtbot: QtBot) -> None:
    dialog = PasswordDialog(None, locked=False)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClicks(dialog.second, "Q")
    assert dialog.caps_lock.isVisible()
