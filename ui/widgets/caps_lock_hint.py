"""大写锁定: said under a password field, where nobody sees which letters she types."""

from __future__ import annotations

import ctypes
import sys

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from ui import theme

_WORDS = "大写锁定（Caps Lock）开着，字母都是大写。"
_CAPITAL = 0x14  # VK_CAPITAL


class CapsLockHint(QLabel):
    """Comes when the keyboard is in one of the fields and Caps Lock is on, hidden else."""

    def __init__(self, *fields: QLineEdit) -> None:
        """Watch over these."""
        super().__init__(_WORDS)
        self.setWordWrap(True)
        theme.set_role(self, "secondary")
        theme.set_property(self, "tone", "soon")
        self._fields = fields
        for field in fields:
            field.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at each key, and when the keyboard comes and goes."""
        if event.type() == QEvent.Type.FocusIn:
            self._show_if(_is_on())
        elif event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) and isinstance(event, QKeyEvent):
            self._look(event)
        return super().eventFilter(watched, event)

    def _look(self, event: QKeyEvent) -> None:
        on = _is_on()
        if on is None and event.type() == QEvent.Type.KeyPress:
            on = _typed_with(event)
        self._show_if(on)

    def _show_if(self, on: bool | None) -> None:
        if on is None:
            return
        self.setVisible(on)
        for field in self._fields:
            field.setAccessibleDescription(_WORDS if on else "")


def _is_on() -> bool | None:
    """Ask the system; None where it can't be asked."""
    if sys.platform == "win32":
        return bool(ctypes.windll.user32.GetKeyState(_CAPITAL) & 1)
    return None


def _typed_with(event: QKeyEvent) -> bool | None:
    """Tell by a letter: a large one without Shift, or a small one with it; None for any other key."""
    text = event.text()
    if event.key() == Qt.Key.Key_CapsLock:
        return None
    if len(text) != 1 or not text.isascii() or not text.isalpha():
        return None
    return text.isupper() != bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
