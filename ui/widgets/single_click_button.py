"""A button of which a double click is one click: the second one would do the deed to what comes next."""

from __future__ import annotations

from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QPushButton


class SingleClickButton(QPushButton):
    """Takes the first press of a double click and lets the second go by."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take no second press."""
        event.accept()
