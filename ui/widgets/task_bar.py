"""The bar that shows how far a piece of work is, in every strip and foot that has one."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar

if TYPE_CHECKING:
    from ui.background import Task


class HowFar(Enum):
    """How the numbers that a piece of work reports are shown."""

    COUNT = auto()  # 3 / 120: they count what the user knows
    SHARE = auto()  # 25%: they are bytes
    MOVING = auto()  # not at all: one step after another counts something else


class TaskBar(QProgressBar):
    """Moves until numbers come, then fills up; only for the work that was followed last."""

    def __init__(self, width: int) -> None:
        """Start without work."""
        super().__init__()
        self._task: Task | None = None
        self._how = HowFar.COUNT
        self.setFixedWidth(width)

    def follow(
        self, task: Task, how: HowFar = HowFar.COUNT, said: Callable[[str], object] = lambda _what: None
    ) -> None:
        """Show this work from its beginning; `said` hears in words what is in hand."""
        self.begin(task, how)
        task.progressed.connect(lambda done, total, what: self._on_progress(task, done, total, what, said))

    def begin(self, task: Task | None, how: HowFar = HowFar.COUNT) -> None:
        """Show work that is followed already, or none."""
        self._task, self._how = task, how
        self.setRange(0, 0)
        self.setFormat("")

    def _on_progress(
        self, task: Task, done: int, total: int, what: str, said: Callable[[str], object]
    ) -> None:
        if task is not self._task:
            return
        if self._how is not HowFar.MOVING:
            self.setRange(0, max(0, total))
            self.setValue(done)
            self.setFormat("%p%" if self._how is HowFar.SHARE else f"{done} / {total}")
        said(what)
