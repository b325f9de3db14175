"""Working days and deadlines (domain §6): days off are looked up, nothing is ever moved by itself."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from hazard_desk.rules.settings import Duration
from hazard_desk.terms import WEEKDAY_LABELS, DayKind, DurationUnit

_SATURDAY = 5
_TYPED = re.compile(r"\+?(\d{1,3})(?:w|个?工作日)", re.IGNORECASE)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day off, or a worked weekend day, with the holiday that it is for."""

    kind: DayKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class HolidayDay:
    """One special day as a list of them names it."""

    day: date
    kind: DayKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class DayTable:
    """The days that are not what their weekday says, and the years whose notice is known."""

    days: Mapping[date, SpecialDay] = field(default_factory=dict)
    years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class DeadlineWarning:
    """What is said of a deadline; `proposed` is the working day before, None where the day is worked."""

    words: str
    proposed: date | None = None


def is_working_day(day: date, table: DayTable) -> bool:
    """Tell whether a day is worked; of a year that isn't in the table only weekends are off."""
    special = table.days.get(day)
    if special is not None:
        return special.kind is DayKind.WORKDAY
    return day.weekday() < _SATURDAY


def is_ordinary(day: date, special: SpecialDay) -> bool:
    """Tell whether an entry says no more than the day's weekday does."""
    return not special.name and (special.kind is DayKind.WORKDAY) == (day.weekday() < _SATURDAY)


def working_day_before(day: date, table: DayTable) -> date:
    """Return the last working day before a day."""
    before = day - _ONE_DAY
    while not is_working_day(before, table):
        before -= _ONE_DAY
    return before


def working_days_within(first: date, last: date, table: DayTable) -> int:
    """Return how many days from `first` to `last`, both included, are worked."""
    span = (last - first).days + 1
    return sum(is_working_day(first + timedelta(days=number), table) for number in range(span))


def count_on(start: date, duration: Duration, table: DayTable) -> date:
    """Return the last day of a period that begins with `start`, which isn't counted itself (民法典 201).

    A period of months ends on the corresponding day, or on the month's last one (民法典 202). Whether the day
    found is a holiday is for `deadline_warning` to say.
    """
    if duration.unit is DurationUnit.CALENDAR_DAYS:
        return start + timedelta(days=duration.count)
    if duration.unit is DurationUnit.MONTHS:
        years, month = divmod(start.month - 1 + duration.count, 12)
        year, month = start.year + years, month + 1
        return date(year, month, min(start.day, monthrange(year, month)[1]))
    day, left = start, duration.count
    while left > 0:
        day += _ONE_DAY
        left -= is_working_day(day, table)
    return day


def deadline_warning(day: date, table: DayTable) -> DeadlineWarning | None:
    """Return what to say of a deadline on this day, or None where there is nothing.

    Rectification is not put off for a holiday: the working day before is proposed, and nothing is moved.
    """
    unknown = "" if day.year in table.years else f"{day.year}年放假安排尚未录入，只按周末计算。"
    if is_working_day(day, table):
        return DeadlineWarning(unknown) if unknown else None
    special = table.days.get(day)
    if special is not None and not is_ordinary(day, special):
        named = f"（{special.name}）" if special.name else ""
        words = f"该日为法定休假日{named}"
    else:
        words = f"该日为{WEEKDAY_LABELS[day.weekday()]}"
    proposed = working_day_before(day, table)
    weekday = WEEKDAY_LABELS[proposed.weekday()]
    said = f"{words}，建议提前到{proposed.month}月{proposed.day}日（{weekday}）。{unknown}"
    return DeadlineWarning(said, proposed)


def typed_working_days(text: str) -> int | None:
    """Return the working days meant by +5w, +5个工作日, 5个工作日; None where another thing is meant."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    match = _TYPED.fullmatch(plain)
    return int(match[1]) if match else None
