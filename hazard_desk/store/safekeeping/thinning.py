"""Which backups stay: all of a day, then daily, weekly, monthly (DESIGN §7)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, datetime, timedelta

_DAYS = 30
_WEEKS = 26


def kept(made: Sequence[datetime], today: date) -> set[datetime]:
    """Return which of the times that backups were `made` at are to stay.

    All of today and yesterday; the newest of each day for 30 days, of each week for 26 weeks, of each month
    for ever. Times to come stay too (the clock was set back), and the newest of all.
    """
    newest: dict[Hashable, datetime] = {}
    stay = set()
    for moment in made:
        day = moment.date()
        if day >= today - timedelta(days=1):
            stay.add(moment)
        for period in _periods(day, today):
            newest[period] = max(moment, newest.get(period, moment))
    return stay | set(newest.values()) | ({max(made)} if made else set())


def _periods(day: date, today: date) -> list[Hashable]:
    """Return the periods of which the newest backup stays that a backup of `day` stands for."""
    periods: list[Hashable] = [("month", day.year, day.month)]
    if (today - day).days < _DAYS:
        periods.append(("day", day))
    if (_monday(today) - _monday(day)).days < 7 * _WEEKS:
        periods.append(("week", _monday(day)))
    return periods


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
