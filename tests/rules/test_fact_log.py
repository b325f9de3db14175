"""In which week a fact counts, and what the figures of a week are made of once weeks are filed."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.fact_log import (
    KEYS,
    Family,
    Version,
    counted_in,
    counting_of,
    newest,
    view_of,
    week_after,
)
from hazard_desk.rules.weekly_figures import Counting

FIRST = date(2026, 1, 2)  # a Friday
days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
weekdays = st.integers(0, 6)
weeks = st.integers(0, 8).map(lambda number: FIRST + timedelta(weeks=number))


@given(days, weekdays)
def test_where_nothing_is_filed_a_fact_counts_in_its_own_week(day: date, weekday: int) -> None:
    end, late = counted_in(day, None, weekday)
    assert not late
    assert end.weekday() == weekday
    assert 0 <= (end - day).days <= 6


@given(days, days)
def test_what_happened_in_a_closed_week_counts_in_the_first_open_one(day: date, near: date) -> None:
    closed = near + timedelta(days=(4 - near.weekday()) % 7)
    end, late = counted_in(day, closed, 4)
    assert late == (day <= closed)
    assert end > closed
    assert end == closed + timedelta(weeks=1) if late else 0 <= (end - day).days <= 6


@given(days, weekdays)
def test_the_first_week_after_one_begins_the_day_after_it(closed: date, weekday: int) -> None:
    end = week_after(closed, weekday)
    assert closed < end <= closed + timedelta(weeks=1)
    assert end.weekday() == weekday


@st.composite
def filings(draw: st.DrawFn) -> list[Version]:
    """Weeks filed and corrected in some order, as the program would let one."""
    found: list[Version] = []
    for end in draw(st.lists(weeks, max_size=12)):
        known = newest(found)
        closed = max(known, default=None)
        if end in known:
            before = known[end]
            found.append(Version(len(found) + 1, end, before.version + 1, before.after))
        elif closed is None or end > closed:
            found.append(Version(len(found) + 1, end, 1, closed))
    return found


@given(filings(), weeks)
def test_a_filed_week_is_made_of_what_had_been_filed_by_then_and_of_no_record(
    known: list[Version], end: date
) -> None:
    view = view_of(known, end)
    own = [version for version in known if version.week_end == end]
    if own:
        assert view.own == own[-1]
        assert not view.live
        assert max(view.filings) == own[-1].id
        before = [version for version in known if version.id <= own[-1].id and version.week_end <= end]
        assert set(view.filings) <= {version.id for version in before}
        assert len(view.filings) == len({version.week_end for version in before})
    else:
        assert set(view.filings) == {version.id for version in newest(known).values()}
        assert view.live == all(version.week_end < end for version in known)


@given(filings(), weeks, weeks)
def test_what_is_filed_later_changes_no_filed_week(known: list[Version], end: date, other: date) -> None:
    if end == other or end not in newest(known):
        return
    closed = max(newest(known))
    version = newest(known).get(other)
    if version is None and other <= closed:
        return
    more = Version(len(known) + 1, other, version.version + 1 if version else 1, closed)
    assert view_of([*known, more], end).filings == view_of(known, end).filings


def test_every_figure_has_its_way_of_counting_and_every_family_its_event() -> None:
    assert len(KEYS) == len(set(KEYS)) == 18 + 30
    assert {counting_of(key) for key in KEYS if key.endswith("_wan")} == {Counting.MONEY}
    # A late hazard is one thing that happened, however many figures tell of it.
    assert {family for family in Family if family.event == "found"} == {
        Family.FOUND,
        Family.ORDERED,
        Family.SECTOR_FOUND,
        Family.HELPED_FOUND,
    }
