"""What still goes on while the window closes, how far it is, and the way not to wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton

from ui import theme
from ui.background import PATIENCE_MS

if TYPE_CHECKING:
    from ui.background import Task

_BAR_WIDTH = 280


class ClosingStrip(QFrame):
    """At the foot of the window, hidden until something that is followed takes a moment."""

    given_up = Signal()  # 不等了，直接退出

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        theme.set_role(self, "strip")
        self._task: Task | None = None
        self.words = QLabel()
        theme.set_role(self.words, "heading")
        self.about = QLabel("录入的数据都已保存。备份做完，窗口自己关闭。")
        theme.set_role(self.about, "secondary")
        self.bar = QProgressBar()
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.button = QPushButton("不等了，直接退出")
        self.button.setToolTip("数据已经保存，只是这一次不做备份")
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

    def follow(self, task: Task, words: str) -> None:
        """Show this work, in place of what was shown before."""
        self._task = task
        self.words.setText(words)
        self.bar.setRange(0, 0)
        self.bar.setFormat("")
        task.progressed.connect(lambda done, total, _what: self._on_progress(task, done, total))
        if not self.isVisible():
            self._soon.start()

    def rest(self) -> None:
        """Show nothing more."""
        self._task = None
        self._soon.stop()
        self.hide()

    def _come(self) -> None:
        self.show()
        self.button.setFocus()

    def _on_progress(self, task: Task, done: int, total: int) -> None:
        if task is self._task:
            self.bar.setRange(0, max(0, total))
            self.bar.setValue(done)
            self.bar.setFormat("%p%")
