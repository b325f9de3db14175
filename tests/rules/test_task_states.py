"""重点任务: where one stands follows from its facts; late is only what is not over; nonsense is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.task_states import (
    SOON_DAYS,
    StepFacts,
    TaskFacts,
    check_task,
    counts_for,
    days_overdue,
    is_waiting,
    task_state,
    year_so_far,
)
from hazard_desk.terms import ActivityKind, TaskState

TODAY = date(2026, 3, 20)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
TASK = TaskFacts(content="每季度至少进行一次理论学习", steps=(StepFacts(TODAY, "印发计划"),))


def refused(facts: TaskFacts) -> set[str]:
    return {refusal.field for refusal in check_task(facts, TODAY)}


@pytest.mark.parametrize(
    ("not_ours", "done_on", "begun", "state"),
    [
        (False, None, False, TaskState.NOT_STARTED),
        (False, None, True, TaskState.UNDER_WAY),
        (False, TODAY, False, TaskState.DONE),
        (False, TODAY, True, TaskState.DONE),
        (True, None, True, TaskState.NOT_OURS),
        (True, TODAY, True, TaskState.NOT_OURS),
    ],
)
def test_the_state_follows_from_the_facts(
    not_ours: bool, done_on: date | None, begun: bool, state: TaskState
) -> None:
    assert task_state(not_ours=not_ours, done_on=done_on, begun=begun) is state


@given(st.sampled_from(TaskState), DAYS, DAYS)
def test_what_is_late_waits_and_what_is_over_never_does(state: TaskState, due: date, today: date) -> None:
    late = days_overdue(state, due, today)
    over = state in (TaskState.DONE, TaskState.NOT_OURS)
    if over or due >= today:
        assert late == 0
    else:
        assert today - timedelta(days=late) == due
    assert is_waiting(state, due, today) == (not over and due <= today + timedelta(days=SOON_DAYS))


@given(st.sampled_from(TaskState), DAYS)
def test_without_a_term_nothing_is_late(state: TaskState, today: date) -> None:
    assert days_overdue(state, None, today) == 0
    assert not is_waiting(state, None, today)


@given(
    st.integers(1, 4),
    st.sets(st.sampled_from(ActivityKind)).map(tuple),
    st.one_of(st.none(), st.integers(1, 4)),
    st.sampled_from(ActivityKind),
)
def test_an_activity_that_names_a_task_counts_for_no_other(
    task: int, kinds: tuple[ActivityKind, ...], named: int | None, kind: ActivityKind
) -> None:
    counted = counts_for(task, kinds, named, kind)
    assert counted == (kind in kinds if named is None else named == task)


def test_a_year_counts_up_to_today() -> None:
    assert year_so_far(TODAY) == (date(2026, 1, 1), TODAY)
    assert year_so_far(date(2026, 1, 1)) == (date(2026, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (TASK, set()),
        (replace(TASK, due_on=date(2027, 1, 1), done_on=TODAY), set()),
        (replace(TASK, not_ours=True), set()),
        (replace(TASK, content=" \n"), {"content"}),
        (replace(TASK, times_a_year=0), {"times_a_year"}),
        (replace(TASK, times_a_year=367), {"times_a_year"}),
        (replace(TASK, done_on=date(2026, 3, 21)), {"done_on"}),
        (replace(TASK, done_on=TODAY, not_ours=True), {"not_ours"}),
        (replace(TASK, steps=(StepFacts(None, "印发"),)), {"steps"}),
        (replace(TASK, steps=(StepFacts(date(2026, 3, 21), "印发"),)), {"steps"}),
        (replace(TASK, steps=(StepFacts(TODAY, " ", "张三"),)), {"steps"}),
    ],
)
def test_what_can_not_be_is_refused(facts: TaskFacts, fields: set[str]) -> None:
    assert refused(facts) == fields


def test_a_refused_step_says_which_line() -> None:
    (refusal,) = check_task(replace(TASK, steps=(*TASK.steps, StepFacts(TODAY, ""))), TODAY)
    assert refusal.message.startswith("推进情况第 2 行")
