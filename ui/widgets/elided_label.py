"""One line of words that is cut off with … where there is no room, and said in full by its tool tip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

_LEAST_LETTERS = 4


class ElidedLabel(QLabel):
    """Keeps `text` whole; never asks for more room than a few letters, and takes what its words need."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Show these words."""
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        """Return the room of a few letters: names of sixty must not push a window off the screen."""
        whole = super().sizeHint()
        least = self.fontMetrics().horizontalAdvance("…" + "字" * _LEAST_LETTERS)
        return QSize(min(whole.width(), least), whole.height())

    @property
    def shown(self) -> str:
        """Return what is painted: the words, or so many of them as there is room for."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what there is room for."""
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
            self.palette(),
            self.isEnabled(),
            self.shown,
            self.foregroundRole(),
        )

    def event(self, event: QEvent) -> bool:
        """Say all of it where it is cut off and has no tip of its own."""
        if isinstance(event, QHelpEvent) and not self.toolTip() and self.shown != self.text():
            QToolTip.showText(event.globalPos(), self.text(), self)
            return True
        return super().event(event)
