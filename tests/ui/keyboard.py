"""The keyboard of the tests: every key goes where the focus is, as the user's do."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Keyboard:
    """Presses keys and types; what a test drives derives from it."""

    @property
    def focus(self) -> Any:
        """The widget that gets the keys."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, *keys: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys one after the other, each where the focus then is."""
        for key in keys:
            QTest.keyClick(self.focus, key, with_)

    def type(self, text: str) -> None:
        """Type letters and digits by keys, Chinese through an input method."""
        if text.isascii():
            QTest.keyClicks(self.focus, text)
            return
        QCoreApplication.sendEvent(self.focus, QInputMethodEvent("pin yin", []))
        committed = QInputMethodEvent()
        committed.setCommitString(text)
        QCoreApplication.sendEvent(self.focus, committed)
