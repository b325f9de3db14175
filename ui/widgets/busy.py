"""What is being read or written, how far it is, and the way to stop it, at the foot of a wizard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ui import theme
from ui.background import PATIENCE_MS
from ui.widgets.task_bar import HowFar, TaskBar

if TYPE_CHECKING:
    from ui.background import Task

_BAR_WIDTH = 240


class Busy(QWidget):
    """Follows one task after another; what is quick isn't shown."""

    def __init__(self) -> None:
        """Start idle."""
        super().__init__()
        self._task: Task | None = None
        self._stop: Callable[[], object] | None = None
        self.words = QLabel()
        self.bar = TaskBar(_BAR_WIDTH)
        self.cancel_button = QPushButton("取消")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.LABEL_GAP)
        row.addWidget(self.words)
        row.addWidget(self.bar)
        row.addWidget(self.cancel_button)
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._soon.timeout.connect(self.show)
        self.hide()

    @property
    def active(self) -> bool:
        """Tell whether something is under way."""
        return self._task is not None

    def follow(
        self,
        task: Task,
        words: str,
        stopped: Callable[[], object] | None = None,
        how: HowFar = HowFar.COUNT,
    ) -> None:
        """Show this task; `stopped` is called at once when the user has had enough of it."""
        self._task = task
        self._stop = stopped
        self.words.setText(f"{words}…")
        self.bar.follow(task, how)
        self.cancel_button.setVisible(task.stoppable)
        self.cancel_button.setEnabled(True)
        if not self.isVisible():
            self._soon.start()

    def rest(self) -> None:
        """Show nothing more."""
        self._task = None
        self.bar.begin(None)
        self._soon.stop()
        self.hide()

    def cancel(self) -> None:
        """Ask the task to stop."""
        if self._task is None:
            return
        self._task.cancel()
        if self._stop is not None:
            self._stop()
        else:
            self.cancel_button.setEnabled(False)
            self.words.setText("正在取消…")
