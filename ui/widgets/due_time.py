"""How long until the week's report is due, in the status bar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from ui import theme

if TYPE_CHECKING:
    from hazard_desk.rules.working_days import DayTable

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


def holiday_words(now: datetime, weekday: int, table: DayTable) -> str:
    """Say that the coming reporting day is a day off and when to report instead; "" where it's worked.

    The week itself still ends on that day, and the time counted down to stays: it's the clerk who decides.
    """
    from hazard_desk.rules.working_days import is_ordinary, is_working_day, working_day_before
    from hazard_desk.terms import WEEKDAY_LABELS

    today = now.date()
    day = today + timedelta(days=(weekday - now.weekday()) % 7)
    special = table.days.get(day)
    if special is None or is_working_day(day, table) or is_ordinary(day, special):
        return ""
    which = "本" if day.isocalendar()[:2] == today.isocalendar()[:2] else "下"
    off = f"{which}{WEEKDAY_LABELS[weekday]}放假"
    before = working_day_before(day, table)
    if before < today:
        return off
    return f"{off}，建议 {before.month}月{before.day}日（{WEEKDAY_LABELS[before.weekday()]}）前报送"


class DueTime(QLabel):
    """Counts down to the reporting time; empty while no office is open."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._weekday: int | None = None
        self._table: DayTable | None = None
        self._now: Callable[[], datetime] = datetime.now
        theme.set_role(self, "secondary")
        timer = QTimer(self, interval=30_000)
        timer.timeout.connect(self.refresh)
        timer.start()

    def set_weekday(self, weekday: int | None) -> None:
        """Count down to this day of the week (0 Monday), or to none."""
        self._weekday = weekday
        self.refresh()

    def set_day_table(self, table: DayTable) -> None:
        """Know the days off from here."""
        self._table = table
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
        now = self._now()
        words, soon = due_words(now, self._weekday)
        off = holiday_words(now, self._weekday, self._table) if self._table is not None else ""
        soon = soon or bool(off)
        self.setText(" · ".join(filter(None, (words, off))))
        theme.set_property(self, "tone", "soon" if soon else "")
