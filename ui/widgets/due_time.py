"""How long until the week's report is due, in the status bar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel

from ui import theme
from ui.clock import moment

if TYPE_CHECKING:
    from hazard_desk.rules.working_days import DayTable
    from hazard_desk.services.filing.standing import ReportStand

_SOON = timedelta(hours=24)


def countdown_words(now: datetime, due: datetime) -> tuple[str, bool]:
    """Say how long until a report is due, or how late it is, and whether that is within a day.

    On the day itself after its time it says so until midnight.
    """
    from hazard_desk.rules.report_days import END_OF_DAY, due_words  # not before the first paint
    from hazard_desk.terms import WEEKDAY_LABELS

    days = (due.date() - now.date()).days
    if days < 0:
        return f"应于 {due_words(due, now.date())}报送，逾期 {-days} 天", True
    name = WEEKDAY_LABELS[due.weekday()]
    if due.time() == END_OF_DAY:
        return f"距{name} 还有 {days} 天" if days else f"今天（{name}）要报送", days <= 1
    name = f"{name} {due:%H:%M}"
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


def holiday_words(now: datetime, weekday: int, table: DayTable, *, proposing: bool = True) -> str:
    """Say that the coming reporting day is a day off; "" where it's worked.

    The week itself still ends on that day. When to report instead is said beside it, if `proposing`.
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
    if before < today or not proposing:
        return off
    return f"{off}，建议 {before.month}月{before.day}日（{WEEKDAY_LABELS[before.weekday()]}）前报送"


class DueTime(QLabel):
    """Counts down to the time at which the week's report is due; empty while no office is open."""

    new_day = Signal()  # what was to be counted down to is to be read anew

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._weekday: int | None = None
        self._stand: ReportStand | None = None
        self._table: DayTable | None = None
        self._now: Callable[[], datetime] = moment
        self._day: date | None = None
        theme.set_role(self, "secondary")
        timer = QTimer(self, interval=30_000)
        timer.timeout.connect(self.refresh)
        timer.start()

    def set_weekday(self, weekday: int | None) -> None:
        """Know the day of the week (0 Monday) that is reported on; None where no office is open."""
        self._weekday = weekday
        if weekday is None:
            self._stand = None
        self.refresh()

    def show_stand(self, stand: ReportStand) -> None:
        """Count down to when the first paper of the present week is due that isn't handed in."""
        self._stand = stand
        self._day = self._now().date()
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
        if self._weekday is None or self._stand is None:
            self.clear()
            return
        now = self._now()
        if self._day != now.date():
            self._day = now.date()
            self.new_day.emit()
        words, soon = "本周报表已报送", False
        if self._stand.waiting:
            due = self._stand.due_at
            words, soon = countdown_words(now, due) if due is not None else ("", False)
        off = holiday_words(now, self._weekday, self._table) if self._table is not None else ""
        soon = soon or bool(off)
        self.setText(" · ".join(filter(None, (words, off))))
        theme.set_property(self, "tone", "soon" if soon else "")
