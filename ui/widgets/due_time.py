"""How long until the week's report is due, in the status bar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from ui import theme

DUE_AT = time(15, 0)
_SOON = timedelta(hours=24)


def due_words(now: datetime, weekday: int) -> tuple[str, bool]:
    """Say how long until 15:00 of the reporting day, and whether that is within a day.

    On the day itself after 15:00 it says so until midnight; then the next week counts.
    """
    from hazard_desk.terms import WEEKDAY_LABELS  # not before the first paint

    day = now.date() + timedelta(days=(weekday - now.weekday()) % 7)
    due = datetime.combine(day, DUE_AT)
    name = f"{WEEKDAY_LABELS[weekday]} {DUE_AT:%H:%M}"
    if now > due:
        return f"已过{name}", True
    minutes = int((due - now).total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        rest = f"{days} 天 {hours} 小时"
    elif hours:
        rest = f"{hours} 小时 {minutes % 60} 分"
    else:
        rest = f"{minutes} 分钟"
    return f"距{name} 还有 {rest}", due - now < _SOON


class DueTime(QLabel):
    """Counts down to the reporting time; empty while no office is open."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._weekday: int | None = None
        self._now: Callable[[], datetime] = datetime.now
        theme.set_role(self, "secondary")
        timer = QTimer(self, interval=30_000)
        timer.timeout.connect(self.refresh)
        timer.start()

    def set_weekday(self, weekday: int | None) -> None:
        """Count down to this day of the week (0 Monday), or to none."""
        self._weekday = weekday
        self.refresh()

    def set_clock(self, now: Callable[[], datetime]) -> None:
        """Read the time from here."""
        self._now = now
        self.refresh()

    def refresh(self) -> None:
        """Say it anew."""
        if self._weekday is None:
            self.clear()
            return
        words, soon = due_words(self._now(), self._weekday)
        self.setText(words)
        theme.set_property(self, "tone", "soon" if soon else "")
