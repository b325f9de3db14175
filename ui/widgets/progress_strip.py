"""Long work at the foot of the window: what, how far, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from ui import theme
from ui.widgets.task_bar import HowFar, TaskBar

if TYPE_CHECKING:
    from ui.background import Task


class ProgressStrip(QFrame):
    """Shows the oldest piece of work that takes long; the others wait for their turn."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self._tasks: list[tuple[Task, HowFar]] = []
        theme.set_role(self, "band")
        self.words = QLabel()
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = TaskBar(280)
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

    def follow(self, task: Task, how: HowFar = HowFar.COUNT) -> None:
        """Show this work until it ends."""
        if not task.what:  # a list that takes a moment isn't worth a strip
            return
        self._tasks.append((task, how))
        self.bar.follow(task, how, lambda what: self.words.setText(f"{task.what}…  {what}".rstrip()))
        task.finished.connect(lambda: self._on_finished(task))
        self._show(*self._tasks[0])

    def _show(self, task: Task, how: HowFar) -> None:
        self.words.setText(f"{task.what}…")
        self.bar.begin(task, how)
        self.cancel.setVisible(task.stoppable)
        self.cancel.setEnabled(True)
        self.show()

    def _on_finished(self, task: Task) -> None:
        self._tasks = [one for one in self._tasks if one[0] is not task]
        if self._tasks:
            self._show(*self._tasks[0])
        else:
            self.hide()

    def _cancel(self) -> None:
        if self._tasks:
            self._tasks[0][0].cancel()
            self.cancel.setEnabled(False)
            self.words.setText("正在取消…")
