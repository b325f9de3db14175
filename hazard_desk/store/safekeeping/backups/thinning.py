"""Which backups stay: all of a day, then daily, weekly, monthly (DESIGN §7)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

_DAYS = 30
_WEEKS = 26
_GAP = 31  # days without a backup; where there were more, the clock may have been set forward

T = TypeVar("T")


def kept(made: Sequence[datetime], today: date) -> set[datetime]:
    """Return which of the times that backups were `made` at are to stay.

    All of today and yesterday; the newest of each day for 30 days, of each week for 26 weeks, of each month
    for ever. Times to come stay too (the clock was set back), and the newest of all. A gap of more than a
    month between two backups counts as one day: it may be a wrong year on the clock, and no time at all.
    """
    as_of = _as_of({moment.date() for moment in made}, today)
    stay = {moment for moment in made if moment.date() >= as_of[moment.date()] - timedelta(days=1)}
    stay |= set(_newest(made, as_of).values())
    return stay | ({max(made)} if made else set())


def superfluous(
    found: Iterable[T], when: Callable[[T], datetime], today: date, is_good: Callable[[T], bool]
) -> list[T]:
    """Return what of `found` need not stay, and is good itself.

    One that isn't good never stands for others of its day, and never goes, since more may be got out of it
    than of none. Whether one is good is asked only where something depends on it: it may take long.
    """
    known: dict[int, bool] = {}

    def good(one: T) -> bool:
        if id(one) not in known:
            known[id(one)] = is_good(one)
        return known[id(one)]

    left = list(found)
    while True:
        made = [when(one) for one in left]
        as_of = _as_of({moment.date() for moment in made}, today)
        stay, newest = kept(made, today), _newest(made, as_of)
        going = [one for one in left if when(one) not in stay]
        instead = {
            newest[period] for one in going for period in _periods(when(one).date(), as_of[when(one).date()])
        }
        bad = [one for one in left if (when(one) in instead or when(one) not in stay) and not good(one)]
        if not bad:
            return going
        left = [one for one in left if one not in bad]


def _as_of(days: set[date], today: date) -> dict[date, date]:
    """Return for each day the date that counts as today when it is judged."""
    found, later, skipped = {}, today, 0
    for day in sorted(days, reverse=True):
        if day < today:
            gap = (later - day).days
            skipped += gap - 1 if gap > _GAP else 0
            later = day
        found[day] = today - timedelta(days=skipped)
    return found


def _newest(made: Sequence[datetime], as_of: dict[date, date]) -> dict[Hashable, datetime]:
    newest: dict[Hashable, datetime] = {}
    for moment in made:
        for period in _periods(moment.date(), as_of[moment.date()]):
            newest[period] = max(moment, newest.get(period, moment))
    return newest


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
