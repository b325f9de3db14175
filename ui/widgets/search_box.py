"""The search box of a page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui import theme
from ui.widgets.field import ENTER_KEYS

_LEAST, _MOST = 160, 340


class SearchBox(QLineEdit):
    """Search as you type; Esc empties it, Enter and Down go to the list."""

    left_downwards = Signal()

    def __init__(self, name: str, hint: str) -> None:
        """Start empty; `name` is what it is called aloud, `hint` says what it finds."""
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self.addAction(theme.icon("search", theme.SECONDARY), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(_LEAST)
        self.setMaximumWidth(_MOST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that leave the box."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (*ENTER_KEYS, Qt.Key.Key_Down):
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)
