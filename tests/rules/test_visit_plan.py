"""When the next visit is due, and whom to visit this week."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.visit_plan import PlanState, Reason, VisitNeed, next_due, progress, propose
from hazard_desk.terms import RiskLevel

TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
YEARS_END = date(2026, 12, 31)
RED, ORANGE, YELLOW, BLUE = RiskLevel


def need(known: int, **facts: object) -> VisitNeed:
    given: dict[str, object] = {
        "village_id": 1,
        "name_key": f"{known:03}",
        "risk": None,
        "last_on": date(2026, 11, 1),
        "due_on": None,
        **facts,
    }
    return VisitNeed(enterprise_id=known, **given)  # type: ignore[arg-type]


def ids(needs: list[VisitNeed]) -> list[int]:
    return [one.enterprise_id for one in needs]


@pytest.mark.parametrize(
    ("planned", "done", "last_on", "due"),
    [
        (12, 0, None, date(2026, 1, 30)),
        (1, 0, None, date(2026, 12, 31)),
        (1, 1, date(2026, 3, 1), None),
        (2, 1, date(2026, 3, 1), date(2026, 8, 30)),
        (2, 1, date(2026, 9, 1), date(2026, 12, 31)),  # within the year it was planned for
        (4, 0, date(2025, 12, 1), date(2026, 3, 2)),
        (4, 0, date(2024, 12, 1), date(2026, 4, 1)),  # too long ago to count on from
        (0, 0, None, None),
        (0, 3, date(2026, 3, 1), None),
    ],
)
def test_visits_are_spread_over_the_year(
    planned: int, done: int, last_on: date | None, due: date | None
) -> None:
    assert next_due(2026, planned, done, last_on) == due


def test_a_plan_is_done_overdue_due_or_not_yet() -> None:
    def state(planned: int, done: int, last_on: date | None) -> PlanState:
        return progress(2026, planned, done, last_on, TODAY).state

    assert state(1, 1, date(2026, 3, 1)) is PlanState.DONE
    assert state(4, 1, date(2026, 3, 1)) is PlanState.OVERDUE
    assert state(12, 9, date(2026, 10, 25)) is PlanState.DUE
    assert state(1, 0, None) is PlanState.LATER
    assert state(0, 0, None) is PlanState.NONE


@given(
    st.integers(1, 60),
    st.integers(0, 60),
    st.none() | st.dates(date(2024, 1, 1), date(2026, 12, 31)),
)
def test_a_visit_is_due_within_its_year_and_not_before_the_last_one(
    planned: int, done: int, last_on: date | None
) -> None:
    due = next_due(2026, planned, done, last_on)
    assert (due is None) == (done >= planned)
    if due is not None:
        assert due.year == 2026
        assert last_on is None or due >= last_on


def test_what_makes_a_visit_necessary_is_said() -> None:
    def words(**facts: object) -> tuple[str, ...]:
        return need(1, **facts).words(TODAY, FRIDAY)

    assert words() == ()
    assert words(due_on=FRIDAY + timedelta(days=8)) == ()
    assert words(due_on=FRIDAY + timedelta(days=7)) == ("到期（12月4日前）",)
    assert words(due_on=date(2026, 11, 20)) == ("超期未查（应于11月20日前）",)
    assert words(last_on=None, due_on=date(2026, 1, 31)) == ("从未检查",)
    assert words(last_on=None) == ()  # 不安排: the plan asks for no visit
    assert words(overdue_hazards=2, rechecks=1) == ("逾期隐患2条", "待回查1条")


def test_red_and_orange_come_first_then_what_presses_most() -> None:
    needs = [
        need(1, due_on=FRIDAY),
        need(2, last_on=None, due_on=YEARS_END),
        need(3, rechecks=1),
        need(4, overdue_hazards=1, risk=BLUE),
        need(5, due_on=FRIDAY, risk=ORANGE),
        need(6, due_on=FRIDAY, risk=RED),
        need(7, due_on=TODAY - timedelta(days=3), risk=YELLOW),
        need(8),
    ]
    assert ids(propose(needs, TODAY, FRIDAY, 99)) == [6, 5, 4, 3, 2, 7, 1]
    assert ids(propose(needs, TODAY, FRIDAY, 3)) == [6, 5, 4]
    assert propose(needs, TODAY, FRIDAY, 0) == []


def test_one_trip_to_a_village_does_all_that_is_to_do_there() -> None:
    needs = [
        need(1, village_id=1, overdue_hazards=1),
        need(2, village_id=2, risk=RED, rechecks=1),
        need(3, village_id=1, last_on=None, due_on=YEARS_END),
        need(4, village_id=2, due_on=FRIDAY),
        need(5, village_id=None, last_on=None, due_on=YEARS_END),
    ]
    assert ids(propose(needs, TODAY, FRIDAY, 99)) == [2, 4, 1, 3, 5]


anything = st.builds(
    VisitNeed,
    st.integers(1, 10_000),
    st.none() | st.integers(1, 5),
    st.text(max_size=3),
    st.none() | st.sampled_from(RiskLevel),
    st.none() | st.dates(date(2025, 1, 1), TODAY),
    st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.integers(0, 2),
    st.integers(0, 2),
)


@given(st.lists(anything, unique_by=lambda one: one.enterprise_id, max_size=40), st.integers(0, 30))
def test_a_route_is_whole_villages_of_those_who_press_most(needs: list[VisitNeed], most: int) -> None:
    route = propose(needs, TODAY, FRIDAY, most)
    pressing = [one for one in needs if one.reasons(TODAY, FRIDAY)]
    assert len(route) == min(most, len(pressing))
    assert {*ids(route)} <= {*ids(pressing)}
    villages = [village for village, _ in groupby(one.village_id for one in route)]
    assert len(villages) == len(set(villages))
    if any(one.risk is RED for one in pressing) and most:
        assert route[0].risk is RED
    assert all(Reason.OVERDUE not in one.reasons(TODAY, FRIDAY) for one in needs if one.last_on is None)
