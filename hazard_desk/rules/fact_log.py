"""The log of facts behind F4 and F6 (DESIGN §4): in which week a fact counts, and what facts come to.

Filing (报送) a week freezes the facts counted in it and closes all weeks before it. What is entered for a
closed week afterwards is late (补录): it counts in the earliest week that is still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from hazard_desk.rules.dispatch_figures import SLOTS
from hazard_desk.rules.reporting_week import reporting_day_on_or_after
from hazard_desk.rules.weekly_figures import FEN_PER_WAN, Counting, Figure, Value


class Family(StrEnum):
    """Figures that one record can't count in twice, whatever it is changed into; `event` is what happened.

    One event may count in several families: a hazard found in F4, in F6, and as an order.
    """

    event: str

    def __new__(cls, value: str, event: str = "") -> Family:
        """Make a family from its name and that of its event, where this is another."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.event = event or value
        return member

    TEAMS = "teams", "visit"
    FOUND = "found"
    RECTIFIED = "rectified"
    ORDERED = "ordered", "found"
    ILLEGAL_FOUND = "illegal_found"
    ILLEGAL_HANDLED = "illegal_handled"
    PENALTY = "penalty"
    ACCOUNTABILITY = "accountability"
    ADMONITION = "admonition"
    TYPICAL_CASE = "typical_case"
    SECTOR_FOUND = "sector_found", "found"
    SECTOR_RECTIFIED = "sector_rectified", "rectified"
    SECTOR_VISITED = "sector_visited", "visit"
    FINED = "fined", "penalty"
    FINED_WAN = "fined_wan", "penalty"
    MODEL = "model", "pair"
    HELPED = "helped", "pair"
    HELPED_FOUND = "helped_found", "found"
    HELPED_RECTIFIED = "helped_rectified", "rectified"
    SELF_PLANS = "self_plans"
    OPENING = "opening"


FOR_EACH = frozenset({Family.SELF_PLANS.value})
"""Families in which a record tells one fact of each `who` that it names; in any other, one of itself."""


OPENING_NOUN = "opening_figure"
"""The noun of 期初数 among the facts."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that counts towards a figure on a day.

    `who` tells apart what is counted once each; `amount` is summed (分 for money); `noun` and
    `record_id` lead back to the row behind the figure.
    """

    figure: str
    on: date
    noun: str
    record_id: int
    who: str = ""
    amount: int = 1
    family: str = ""

    @property
    def whose(self) -> str:
        """Whose fact of its record it is; "" where the record tells only one in its family."""
        return self.who if self.family in FOR_EACH else ""


@dataclass(frozen=True, slots=True)
class Share:
    """What facts alike add to a figure in the week that ends on `counted_on`."""

    figure: str
    counted_on: date
    who: str = ""
    amount: int = 1


def counting_of(key: str) -> Counting:
    """Return how a figure of F4 or a slot of F6 is counted; KeyError where it is neither."""
    return SLOTS[key] if key in SLOTS else _OF_F4[key]


_OF_F4 = {figure.value: figure.counting for figure in Figure}
KEYS = (*_OF_F4, *SLOTS)
"""All that is counted, F4 first."""


def totals(keys: Iterable[str], shares: Iterable[Share], opening: Mapping[str, int]) -> dict[str, Value]:
    """Return the figures named, in their order; one without facts is 0 (零报告).

    期初数 are added; of what is counted once each they can only be added to the number of distinct ones.
    """
    keys = tuple(keys)
    sums = {key: opening.get(key, 0) for key in keys}
    seen: dict[str, set[str]] = {key: set() for key in keys if counting_of(key) is Counting.ONCE_EACH}
    for share in shares:
        if share.figure in seen:
            seen[share.figure].add(share.who)
        elif share.figure in sums:
            sums[share.figure] += share.amount
    found: dict[str, Value] = {}
    for key, value in sums.items():
        if key in seen:
            found[key] = value + len(seen[key])
        elif counting_of(key) is Counting.MONEY:
            found[key] = Decimal(value) / FEN_PER_WAN
        else:
            found[key] = value
    return found


def week_after(closed: date, weekday: int) -> date:
    """Return the end of the first week after the one that ended on `closed`."""
    return reporting_day_on_or_after(closed + timedelta(days=1), weekday)


def counted_in(day: date, closed: date | None, weekday: int) -> tuple[date, bool]:
    """Return the end of the week in which what happened on `day` counts, and whether it is late (补录).

    `closed` is the end of the last week that was filed, or None.
    """
    if closed is None or day > closed:
        return reporting_day_on_or_after(day, weekday), False
    return week_after(closed, weekday), True


# ---- versions of filed weeks ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """A filing: one version of a week; ids run with time."""

    id: int
    week_end: date
    version: int
    after: date | None


@dataclass(frozen=True, slots=True)
class View:
    """What the figures of a week are made of: the facts of these filings, and the records where `live`.

    `own` is the week's own filing; `closed` the last week that was filed, or None.
    """

    filings: tuple[int, ...]
    closed: date | None
    live: bool
    own: Version | None = None


def newest(versions: Iterable[Version], until: int | None = None) -> dict[date, Version]:
    """Return the newest version of every filed week; of those up to an id where one is given."""
    found: dict[date, Version] = {}
    for version in sorted(versions, key=lambda version: version.id):
        if until is None or version.id <= until:
            found[version.week_end] = version
    return found


def view_of(versions: Iterable[Version], week_end: date) -> View:
    """Return what the figures of a week are made of.

    Of a filed week: what had been filed of it and of all weeks before it when it was filed, so they never
    change. A closed week that was not filed itself is counted from all that was filed; an open one from
    that and the records.
    """
    versions = tuple(versions)
    now = newest(versions)
    closed = max(now, default=None)
    own = now.get(week_end)
    if own is not None:
        then = newest(versions, own.id)
        return View(_ids(v for v in then.values() if v.week_end <= week_end), closed, False, own)
    return View(_ids(now.values()), closed, closed is None or week_end > closed)


def _ids(versions: Iterable[Version]) -> tuple[int, ...]:
    return tuple(sorted(version.id for version in versions))
