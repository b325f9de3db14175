"""Long work at the foot of the window: what, how far, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy

from ui import theme

if TYPE_CHECKING:
    from ui.background import Task


class ProgressStrip(QFrame):
    """Shows the oldest piece of work that takes long; the others wait for their turn."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self._tasks: list[Task] = []
        theme.set_role(self, "band")
        self.words = QLabel()
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setFixedWidth(280)
        self.cancel = QPushButton("取消")
        theme.set_role(self.cancel, "link")
        self.cancel.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, theme.SMALL_GAP, theme.PAGE_MARGIN, theme.SMALL_GAP)
        row.setSpacing(theme.LABEL_GAP)
        row.addWidget(self.words, 1)
        row.addWidget(self.bar)
        row.addWidget(self.cancel)
        self.hide()

    def follow(self, task: Task) -> None:
        """Show this work until it ends."""
        if not task.what:  # a list that takes a moment isn't worth a strip
            return
        self._tasks.append(task)
        task.progressed.connect(lambda done, total, what: self._on_progress(task, done, total, what))
        task.finished.connect(lambda: self._on_finished(task))
        if len(self._tasks) == 1:
            self._show(task)

    def _show(self, task: Task) -> None:
        self.words.setText(f"{task.what}…")
        self.bar.setRange(0, 0)
        self.cancel.setVisible(task.stoppable)
        self.cancel.setEnabled(True)
        self.show()

    def _on_progress(self, task: Task, done: int, total: int, what: str) -> None:
        if self._tasks and self._tasks[0] is task:
            self.words.setText(f"{task.what}…  {what}" if what else f"{task.what}…")
            self.bar.setRange(0, total)
            self.bar.setValue(done)
            self.bar.setFormat(f"{done} / {total}")

    def _on_finished(self, task: Task) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
        if self._tasks:
            self._show(self._tasks[0])
        else:
            self.hide()

    def _cancel(self) -> None:
        if self._tasks:
            self._tasks[0].cancel()
            self.cancel.setEnabled(False)
            self.words.setText("正在取消…")
