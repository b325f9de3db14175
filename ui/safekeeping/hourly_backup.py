"""The backup that makes itself: hourly while there is work, and once a day onto a second place in reach."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from ui.safekeeping.safekeeper import Safekeeper

REASON = "每小时"
_LOOKS_EVERY_MS = 600_000
_HOUR = timedelta(hours=1)


def is_due(newest: datetime | None, now: datetime) -> bool:
    """Tell whether the newest backup is an hour old; one from the future is of a clock that was wrong."""
    return newest is None or not timedelta(0) <= now - newest < _HOUR


class HourlyBackup(QObject):
    """Looks every ten minutes: after a plug was pulled, the hour isn't to be counted from the start."""

    def __init__(self, keeper: Safekeeper) -> None:
        """Look from now on, as long as the keeper is there."""
        super().__init__(keeper)
        self._keeper = keeper
        self._at_work = False
        self._copied_on: date | None = None  # tried: who cancelled a copy isn't asked again in ten minutes
        self.timer = QTimer(self, interval=_LOOKS_EVERY_MS)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def stop(self) -> None:
        """Look no more: the office is being closed."""
        self.timer.stop()

    def look(self) -> None:
        """Back up where an hour has gone and something was done in it; nothing while a copy is under way."""
        if self._at_work or self._keeper.busy:
            return
        self._at_work = True
        self._keeper.refresh(self._decide)

    def _decide(self) -> None:
        self._at_work = False
        standing, now = self._keeper.standing, self._keeper.clock()
        if standing is None or not self.timer.isActive():
            return
        if standing.behind and is_due(standing.newest, now):
            self._at_work = True
            self._keeper.back_up_if_changed(REASON, lambda _path: self._rest(), lambda _error: self._rest())
        elif standing.second_due and standing.reachable and self._copied_on != now.date():
            last = standing.last_good
            if last is None or last.date() != now.date():
                self._at_work = True
                self._copied_on = now.date()
                self._keeper.copy_to_second_place(
                    lambda _path: self._rest(), lambda _error: self._rest(), "正在复制到第二备份位置"
                )

    def _rest(self) -> None:
        self._at_work = False
