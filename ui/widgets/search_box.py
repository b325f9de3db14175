"""Where one types what is looked for: the search box of a page, and the line above a list in a dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from ui import theme
from ui.widgets.field import ENTER_KEYS

_LEAST, _MOST = 160, 340


class SearchLine(QLineEdit):
    """A line to search by."""

    def __init__(self, name: str, hint: str) -> None:
        """Start empty; `name` is what it is called aloud, `hint` says what it finds."""
        super().__init__()
        self.composing = False  # an input method is at work: its keys are its own
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self.addAction(theme.icon("search", theme.SECONDARY), QLineEdit.ActionPosition.LeadingPosition)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Know whether a word is being composed."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z and Ctrl+Y to the window where no typing answers to them; a line edit keeps them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = QKeySequence.StandardKey
            undoes = event.matches(key.Undo) and not self.isUndoAvailable()
            redoes = event.matches(key.Redo) and not self.isRedoAvailable()
            if undoes or redoes:
                event.ignore()
                return False
        return super().event(event)


class SearchBox(SearchLine):
    """Search as you type; Esc empties it, Enter and Down go to the list."""

    left_downwards = Signal()

    def __init__(self, name: str, hint: str) -> None:
        """Start empty, as wide as the head of a page gives room for."""
        super().__init__(name, hint)
        self.setMinimumWidth(_LEAST)
        self.setMaximumWidth(_MOST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that leave the box."""
        if self.composing:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (*ENTER_KEYS, Qt.Key.Key_Down):
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)
