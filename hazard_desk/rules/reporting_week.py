"""The reporting week: seven days ending on the reporting day (DESIGN §4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included; `start` None means from the beginning."""

    start: date | None
    end: date

    def __contains__(self, day: date) -> bool:
        """Whether `day` lies in the period."""
        return (self.start is None or self.start <= day) and day <= self.end


def week_ending(end: date) -> Period:
    """Return the week that ends on `end`."""
    return Period(end - timedelta(days=6), end)


def reporting_day_on_or_after(day: date, weekday: int) -> date:
    """Return the end of the week that `day` belongs to; `weekday` counts from 0 Monday."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)
