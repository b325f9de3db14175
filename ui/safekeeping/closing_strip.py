"""What still goes on before an office is left, how far it is, and the way not to wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from ui import theme
from ui.background import PATIENCE_MS
from ui.widgets.task_bar import HowFar, TaskBar

if TYPE_CHECKING:
    from ui.background import Task

_BAR_WIDTH = 280


class ClosingStrip(QFrame):
    """At the foot of the window, hidden until something that is followed takes a moment."""

    given_up = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        theme.set_role(self, "strip")
        self.words = QLabel()
        theme.set_role(self.words, "heading")
        self.about = QLabel()
        self.about.setWordWrap(True)
        theme.set_role(self.about, "secondary")
        self.bar = TaskBar(_BAR_WIDTH)
        self.button = QPushButton()
        self.button.clicked.connect(self.given_up)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        row.setSpacing(theme.PAGE_MARGIN)
        row.addWidget(self.words)
        row.addWidget(self.about, 1)
        row.addWidget(self.bar)
        row.addWidget(self.button)
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._soon.timeout.connect(self._come)
        self.hide()

    def follow(self, task: Task, words: str, about: str, leave: str, meaning: str) -> None:
        """Show this work; the button says `leave` and what that means, or isn't there without it."""
        self.words.setText(f"{words}…")
        self.about.setText(about)
        self.button.setText(leave)
        self.button.setToolTip(meaning)
        self.button.setVisible(bool(leave))
        self.bar.follow(task, HowFar.SHARE)
        if self.isVisible():
            self.button.setFocus()
        else:
            self._soon.start()

    def rest(self) -> None:
        """Show nothing more."""
        self.bar.begin(None)
        self._soon.stop()
        self.hide()

    def _come(self) -> None:
        self.show()
        self.button.setFocus()
