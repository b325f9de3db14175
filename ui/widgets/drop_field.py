"""A field under whose line a list drops down."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from ui.widgets.drop_list import DropList
from ui.widgets.field import Field


class DropField(Field):
    """Makes its `list` once it is built, and keeps Esc from the form while it only closes that list."""

    list: DropList

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take an Esc typed in the line from the form's shortcuts while the list is open."""
        if (
            watched is self.editor
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.list.is_open
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)
