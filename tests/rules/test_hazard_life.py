"""The state of a hazard follows from its facts (DESIGN §5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.hazard_life import (
    LifeFacts,
    Step,
    after,
    check_step,
    days_overdue,
    may_close,
    offered,
    state_of,
    why_not,
)
from hazard_desk.terms import HazardLevel, HazardState, Move, RecheckResult, Remedy

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


# ---- the steps -------------------------------------------------------------------------------------------

TODAY = date(2026, 6, 1)

starts = st.builds(
    LifeFacts,
    remedy=st.none() | st.sampled_from(Remedy),
    rectified_on=st.none(),
    rechecked_on=st.none(),
    rechecked_by=st.just(""),
    recheck_result=st.none(),
    inspected_on=st.just(DAY),
    level=st.none() | st.sampled_from(HazardLevel),
    deadline=st.none() | st.dates(DAY, TODAY),
    missing_commitments=st.sampled_from([(), ("整改资金（万元）",)]),
)
days = st.none() | st.dates(DAY - timedelta(days=3), TODAY + timedelta(days=3))
words = st.sampled_from(["", "  ", "张三"])
steps = st.builds(
    Step,
    kind=st.sampled_from(Move),
    on=days,
    person=words,
    note=words,
    new_deadline=days,
    unit=words,
    reply_due=days,
    rectified_on=days,
)


@given(starts, st.lists(steps, max_size=30))
def test_no_path_closes_a_hazard_without_a_recheck_that_passed(life: LifeFacts, path: list[Step]) -> None:
    passed = False
    for step in path:
        if check_step(life, step, TODAY):
            continue
        life = after(life, step)
        if step.kind in (Move.PASS, Move.CONFIRM_ON_SITE):
            assert step.on is not None
            assert step.on <= TODAY
            assert step.person.strip()
            passed = True
        elif step.kind is Move.FAIL:
            passed = False
        if state_of(life) is HazardState.CLOSED:
            assert passed
        assert life.rectified_on is None or DAY <= life.rectified_on <= TODAY


@given(starts, st.lists(steps, max_size=30))
def test_what_stands_against_a_step_is_always_said(life: LifeFacts, path: list[Step]) -> None:
    for step in path:
        for move in Move:
            reason = why_not(life, move)
            assert bool(reason) is (move not in offered(life))
            assert not reason or reason.endswith("。")
        refusals = check_step(life, step, TODAY)
        assert all(refusal.message.endswith("。") for refusal in refusals)
        if not refusals:
            assert not why_not(life, step.kind)
            life = after(life, step)


def done(kind: Move, **facts: object) -> Step:
    """A step with all that its kind can need."""
    whole = Step(kind, TODAY, "张三", "说明", new_deadline=TODAY + timedelta(days=9), unit="县应急管理局")
    return replace(whole, **facts)  # type: ignore[arg-type]


def test_every_state_can_be_reached_and_only_a_closed_hazard_stays_where_it_is() -> None:
    seen: dict[HazardState, set[HazardState]] = {}
    closing: set[Move] = set()
    waiting = [replace(FOUND, inspected_on=TODAY, level=level) for level in (None, *HazardLevel)]
    met = set(waiting)
    while waiting:
        life = waiting.pop()
        ways = seen.setdefault(state_of(life), set())
        for move in offered(life):
            then = after(life, done(move, rectified_on=None))
            ways.add(state_of(then))
            if state_of(then) is HazardState.CLOSED is not state_of(life):
                closing.add(move)
            if then not in met and then.failed < 3:
                met.add(then)
                waiting.append(then)
    assert set(seen) == set(HazardState)
    # A closed hazard may only be voided: what comes back is another hazard of another visit.
    assert seen[HazardState.CLOSED] == {HazardState.CLOSED, HazardState.VOID}
    for state in set(HazardState) - {HazardState.CLOSED}:
        assert seen[state] - {state}, state
    assert closing == {Move.PASS, Move.CONFIRM_ON_SITE, Move.RESTORE}


@pytest.mark.parametrize(
    ("life", "step", "field", "words"),
    [
        (ORDERED, done(Move.PASS), "kind", "还没有整改完成时间"),
        (PASSED, done(Move.RECTIFY), "kind", "已经销号"),
        (DONE, done(Move.EXTEND), "kind", "等待回查"),
        (ORDERED, done(Move.EXTEND), "kind", "没有期限可延"),
        (ORDERED, done(Move.CONFIRM_ON_SITE), "kind", "限期整改"),
        (replace(FOUND, level=HazardLevel.MAJOR), done(Move.CONFIRM_ON_SITE), "kind", "重大隐患不能"),
        (replace(ORDERED, missing_commitments=("应急预案",)), done(Move.SUPERVISE), "kind", "还缺：应急预案"),
        (ORDERED, done(Move.REPLY), "kind", "没有移送或上报"),
        (ORDERED, done(Move.LIFT), "kind", "销号以后"),
        (PASSED, done(Move.LIFT), "kind", "没有挂牌督办"),
        (DONE, done(Move.ACCEPT), "kind", "一般隐患不用验收"),
        (ORDERED, done(Move.RESUME), "kind", "没有停产"),
        (ORDERED, done(Move.RESTORE), "kind", "没有作废"),
        (ORDERED, done(Move.RECTIFY, person=" "), "person", "没有填写办理人"),
        (ORDERED, done(Move.RECTIFY, on=TODAY + timedelta(days=1)), "on", "在今天之后"),
        (ORDERED, done(Move.VOID, note=""), "note", "没有填写作废理由"),
        (ORDERED, done(Move.REFER, unit=""), "unit", "没有填写移送单位"),
        (DONE, done(Move.FAIL, new_deadline=None), "new_deadline", "没有填写新的限期整改时间"),
        (DONE, done(Move.FAIL, on=DAY - timedelta(days=1)), "on", "早于整改完成时间"),
        (
            replace(ORDERED, deadline=TODAY),
            done(Move.EXTEND, new_deadline=TODAY),
            "new_deadline",
            "不晚于原来的期限",
        ),
        (ORDERED, done(Move.REFER, reply_due=DAY), "reply_due", "早于移送"),
        (
            replace(ORDERED, asked_on=TODAY),
            done(Move.REPLY, on=TODAY - timedelta(days=1), rectified_on=None),
            "on",
            "早于移送、上报日期",
        ),
        (
            replace(ORDERED, voided_on=TODAY),
            done(Move.RESTORE, on=TODAY - timedelta(days=1)),
            "on",
            "早于作废日期",
        ),
        (
            replace(ORDERED, suspended_on=TODAY),
            done(Move.RESUME, on=TODAY - timedelta(days=1)),
            "on",
            "早于停产整改日期",
        ),
        (
            replace(ORDERED, referred_on=DAY, asked_on=DAY),
            done(Move.REPLY, rectified_on=TODAY + timedelta(days=1)),
            "rectified_on",
            "晚于答复日期",
        ),
    ],
)
def test_what_is_missing_is_said_at_its_field(life: LifeFacts, step: Step, field: str, words: str) -> None:
    refusals = check_step(life, step, TODAY)
    assert field in {refusal.field for refusal in refusals}
    assert words in "".join(refusal.message for refusal in refusals)


def test_a_failed_recheck_withdraws_the_day_sets_a_new_deadline_and_counts() -> None:
    accepted = replace(DONE, deadline=DAY, level=HazardLevel.MAJOR, accepted_on=DAY)
    life = after(accepted, done(Move.FAIL))
    assert life.accepted_on is None  # it is accepted once more when it is put right
    assert (life.rectified_on, life.deadline, life.failed) == (None, TODAY + timedelta(days=9), 1)
    assert state_of(life) is HazardState.RECTIFYING
    # Even where nobody ever said how it was to be put right.
    assert state_of(replace(life, remedy=None)) is HazardState.RECTIFYING


def test_what_was_handed_over_comes_back_and_is_rechecked_here() -> None:
    referred = after(ORDERED, done(Move.REFER))
    assert state_of(referred) is HazardState.REFERRED
    assert referred.asked_on == TODAY
    assert state_of(after(referred, done(Move.REPLY))) is HazardState.RECTIFYING
    handled = after(referred, done(Move.REPLY, rectified_on=TODAY))
    assert state_of(handled) is HazardState.AWAITING_RECHECK
    reported = after(ORDERED, done(Move.REPORT))
    assert state_of(reported) is HazardState.RECTIFYING  # reported upward, it stays ours to follow
    assert reported.asked_on == TODAY


def test_a_void_hazard_comes_back_as_it_was() -> None:
    for life in (ORDERED, DONE, PASSED, replace(ORDERED, referred_on=DAY)):
        assert after(after(life, done(Move.VOID)), done(Move.RESTORE)) == life
