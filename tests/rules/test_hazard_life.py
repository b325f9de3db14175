"""The state of a hazard follows from its facts (DESIGN §5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.hazard_life import LifeFacts, days_overdue, may_close, state_of
from hazard_desk.terms import HazardState, RecheckResult, Remedy

DAY = date(2026, 3, 6)
FOUND = LifeFacts(None, None, None, "", None)
ORDERED = replace(FOUND, remedy=Remedy.BY_DEADLINE)
DONE = replace(ORDERED, rectified_on=DAY)
PASSED = replace(DONE, rechecked_on=DAY, rechecked_by="张三、李四", recheck_result=RecheckResult.PASSED)

facts = st.builds(
    LifeFacts,
    remedy=st.none() | st.sampled_from(Remedy),
    rectified_on=st.none() | st.dates(),
    rechecked_on=st.none() | st.dates(),
    rechecked_by=st.sampled_from(["", "张三"]),
    recheck_result=st.none() | st.sampled_from(RecheckResult),
    referred_on=st.none() | st.dates(),
    voided_on=st.none() | st.dates(),
)


@pytest.mark.parametrize(
    ("life", "state"),
    [
        (FOUND, HazardState.REGISTERED),
        (ORDERED, HazardState.RECTIFYING),
        (DONE, HazardState.AWAITING_RECHECK),
        (PASSED, HazardState.CLOSED),
        (replace(PASSED, recheck_result=RecheckResult.FAILED), HazardState.RECTIFYING),
        (replace(PASSED, rechecked_by=""), HazardState.AWAITING_RECHECK),
        (replace(PASSED, rechecked_on=None), HazardState.AWAITING_RECHECK),
        (replace(PASSED, rectified_on=None), HazardState.RECTIFYING),
        (replace(ORDERED, referred_on=DAY), HazardState.REFERRED),
        (replace(PASSED, voided_on=DAY), HazardState.VOID),
    ],
)
def test_states(life: LifeFacts, state: HazardState) -> None:
    assert state_of(life) is state


@given(facts)
def test_nothing_is_closed_without_a_passed_recheck_with_date_and_person(life: LifeFacts) -> None:
    if state_of(life) is HazardState.CLOSED:
        assert life.recheck_result is RecheckResult.PASSED
        assert life.rechecked_on
        assert life.rechecked_by
        assert life.rectified_on
        assert may_close(life)


@given(st.dates(), st.integers(-400, 400), st.sampled_from(HazardState))
def test_a_deadline_is_kept_until_the_end_of_its_day(deadline: date, later: int, state: HazardState) -> None:
    try:
        today = deadline + timedelta(days=later)
    except OverflowError:
        return
    open_ = state in (HazardState.REGISTERED, HazardState.RECTIFYING)
    assert days_overdue(deadline, state, today) == (max(0, later) if open_ else 0)


def test_without_a_deadline_nothing_is_overdue() -> None:
    assert days_overdue(None, HazardState.RECTIFYING, DAY) == 0
