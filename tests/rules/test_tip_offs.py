"""举报线索: the state follows from the days; what is out of turn is refused; who reported stays unknown."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.tip_offs import (
    TipOffFacts,
    as_of,
    can_be_answered,
    check_tip_off,
    days_overdue,
    tip_state,
    without_informant,
)
from hazard_desk.terms import TipChannel, TipResult, TipState

TODAY = date(2026, 3, 20)
RECEIVED = TipOffFacts(
    date(2026, 3, 2), informant="王小明", informant_phone="13800138000", content="充装液化气"
)
REFUSED = replace(RECEIVED, refused_on=date(2026, 3, 3), refusal_reason="不属于安全生产问题")
ACCEPTED = replace(RECEIVED, accepted_on=date(2026, 3, 3))
ASSIGNED = replace(ACCEPTED, assigned_on=date(2026, 3, 4), assigned_to="应急站", due_on=date(2026, 3, 10))
VERIFIED = replace(
    ASSIGNED, verified_on=date(2026, 3, 6), verified_by="张三", result=TipResult.TRUE, finding="有气瓶"
)
ANSWERED = replace(VERIFIED, answered_on=date(2026, 3, 7), answer="已电话告知")
CLOSED = replace(ANSWERED, approved_on=date(2026, 3, 9), approved_by="任乡长")
LIFE = (RECEIVED, ACCEPTED, ASSIGNED, VERIFIED, ANSWERED, CLOSED)


def refused(facts: TipOffFacts) -> set[str]:
    return {refusal.field for refusal in check_tip_off(facts, TODAY)}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (RECEIVED, TipState.RECEIVED),
        (REFUSED, TipState.REFUSED),
        (ACCEPTED, TipState.ACCEPTED),
        (ASSIGNED, TipState.ASSIGNED),
        (VERIFIED, TipState.VERIFIED),
        (ANSWERED, TipState.ANSWERED),
        (CLOSED, TipState.CLOSED),
        (replace(VERIFIED, informant="", informant_phone=""), TipState.ANSWERED),  # nobody can be told
        (replace(VERIFIED, informant="热心群众", informant_phone=""), TipState.ANSWERED),
        (replace(CLOSED, answered_on=None, answer=""), TipState.VERIFIED),  # signed first, not yet told
        (replace(REFUSED, answered_on=date(2026, 3, 4)), TipState.REFUSED),
    ],
)
def test_each_step_has_its_state_and_may_be_stored(facts: TipOffFacts, state: TipState) -> None:
    assert tip_state(facts) is state
    assert check_tip_off(facts, TODAY) == []


def test_a_superior_who_handed_it_down_is_to_be_answered() -> None:
    anonymous = replace(VERIFIED, informant="", informant_phone="")
    assert not can_be_answered(anonymous)
    assert can_be_answered(replace(anonymous, channel=TipChannel.ASSIGNED))


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (TipOffFacts(), {"received_on", "content"}),
        (replace(RECEIVED, received_on=TODAY + timedelta(days=1)), {"received_on"}),
        (replace(ACCEPTED, accepted_on=date(2026, 3, 1)), {"accepted_on"}),
        (replace(ASSIGNED, accepted_on=None), {"assigned_on"}),
        (replace(ASSIGNED, assigned_to=""), {"assigned_to"}),
        (replace(ASSIGNED, due_on=date(2026, 3, 1)), {"due_on"}),
        (replace(ACCEPTED, assigned_to="应急站"), {"assigned_on"}),
        (replace(VERIFIED, assigned_on=None, assigned_to=""), {"verified_on"}),
        (replace(VERIFIED, verified_on=date(2026, 3, 3)), {"verified_on"}),
        (replace(VERIFIED, result=None, finding=""), {"result", "finding"}),
        (replace(ASSIGNED, finding="有气瓶"), {"verified_on"}),
        (replace(ASSIGNED, inspection_id=7), {"verified_on"}),
        (replace(ASSIGNED, answered_on=TODAY), {"answered_on"}),
        (replace(VERIFIED, answer="已告知"), {"answered_on"}),
        (replace(CLOSED, approved_by=""), {"approved_by"}),
        (replace(CLOSED, approved_on=None), {"approved_on"}),
        (replace(ASSIGNED, approved_on=TODAY, approved_by="任乡长"), {"approved_on"}),
        (replace(CLOSED, approved_on=date(2026, 3, 5)), {"approved_on"}),
        (replace(REFUSED, refusal_reason=""), {"refusal_reason"}),
        (replace(RECEIVED, refusal_reason="不属实"), {"refused_on"}),
        (replace(CLOSED, refused_on=date(2026, 3, 3), refusal_reason="不属于"), {"refused_on"}),
    ],
)
def test_what_is_missing_or_out_of_turn_is_refused_at_its_field(facts: TipOffFacts, fields: set[str]) -> None:
    assert refused(facts) == fields


def test_it_is_overdue_from_the_day_after_its_term_and_never_once_it_is_over() -> None:
    assert days_overdue(ASSIGNED, date(2026, 3, 10)) == 0
    assert days_overdue(ASSIGNED, date(2026, 3, 13)) == 3
    assert days_overdue(ANSWERED, date(2026, 3, 13)) == 3, "the leader has not signed"
    assert days_overdue(CLOSED, TODAY) == 0
    assert days_overdue(ACCEPTED, TODAY) == 0


days = st.none() | st.dates(date(2026, 2, 25), date(2026, 3, 24))
words = st.sampled_from(["", "某"])
anything = st.builds(
    TipOffFacts,
    received_on=days,
    content=words,
    informant=st.sampled_from(["", "王小明"]),
    accepted_on=days,
    refused_on=days,
    refusal_reason=words,
    assigned_on=days,
    assigned_to=words,
    due_on=days,
    verified_on=days,
    verified_by=words,
    result=st.none() | st.sampled_from(TipResult),
    finding=words,
    answered_on=days,
    answer=words,
    approved_on=days,
    approved_by=words,
)
STEPS = ("accepted_on", "refused_on", "assigned_on", "verified_on", "answered_on", "approved_on")


@given(anything)
def test_what_may_be_stored_is_in_order_whatever_it_is(facts: TipOffFacts) -> None:
    if check_tip_off(facts, TODAY):
        return
    assert facts.received_on is not None
    taken = [day for name in STEPS if (day := getattr(facts, name)) is not None]
    assert all(facts.received_on <= day <= TODAY for day in taken)
    chain = [facts.accepted_on, facts.assigned_on, facts.verified_on]
    reached = [day for day in chain if day is not None]
    assert chain[: len(reached)] == sorted(reached), "no step is left out, none goes back"
    assert not (facts.refused_on and reached)
    if tip_state(facts) is TipState.CLOSED:
        assert facts.approved_by
        assert facts.approved_on
        assert facts.result


@st.composite
def lives(draw: st.DrawFn) -> TipOffFacts:
    """Return one that has come so far, with days between its steps."""
    facts = draw(st.sampled_from([*LIFE, REFUSED]))
    day = date(2026, 2, 1)
    moved = {}
    for name in ("received_on", *STEPS):
        if getattr(facts, name) is not None:
            day += timedelta(days=draw(st.integers(0, 4)))
            moved[name] = day
    return replace(facts, **moved, due_on=None)  # type: ignore[arg-type]


@given(lives(), st.integers(0, 30))
def test_as_it_stood_is_as_it_was_entered_up_to_that_day(facts: TipOffFacts, after: int) -> None:
    day = date(2026, 2, 1) + timedelta(days=after)
    assert facts.received_on is not None
    then = as_of(facts, day)
    assert check_tip_off(then, TODAY) == [], "it could have been stored so"
    assert all(getattr(then, name) is None or getattr(then, name) <= day for name in STEPS)
    assert as_of(facts, TODAY) == replace(facts, handling=facts.handling)
    kept = {name: getattr(facts, name) for name in STEPS if (getattr(facts, name) or TODAY) <= day}
    assert {name: getattr(then, name) for name in kept} == kept


# ---- who reported ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("informant", "phone", "text", "shown"),
    [
        ("王小明", "", "王小明反映，王 小明说", "举报人反映，举报人说"),
        ("王小明", "13800138000", "王小明（13800138000）反映", "举报人反映"),
        ("", "138 0013 8000", "电话138-0013-8000，１３８００１３８０００", "电话举报人，举报人"),
        ("", "0356-3026691", "请回3026691", "请回举报人"),
        ("", "13800138000", "138.0013.8000", "举报人"),
        ("", "微信wxm_1980", "加微信 WXM_1980 联系", "加微信 举报人 联系"),
        ("", "wxm@qq.com", "wxm@qq.com", "举报人"),
        ("王小明先生", "", "王小明说", "举报人说"),
        ("王小明、李和平", "", "李和平和王小明", "举报人和举报人"),
        ("王小明和李红", "", "李红住隔壁", "举报人住隔壁"),
        ("王小明13800138000", "", "13800138000王小明", "举报人举报人"),
        ("村民", "", "村民住在楼下", "村民住在楼下"),
        ("王", "110", "王庄村，110号", "王庄村，110号"),
    ],
)
def test_who_reported_is_not_told(informant: str, phone: str, text: str, shown: str) -> None:
    facts = TipOffFacts(informant=informant, informant_phone=phone)
    assert without_informant(text, facts, "举报人") == shown


@given(
    st.text("王李小明红和平国庆", min_size=2, max_size=4),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.text("充装气瓶，。 在楼下（）"),
    st.text("充装气瓶，。 在楼下（）"),
)
def test_no_name_and_no_number_gets_through(name: str, phone: str, before: str, after: str) -> None:
    facts = TipOffFacts(informant=name, informant_phone=phone)
    shown = without_informant(f"{before}{name}{phone[:3]} {phone[3:7]}-{phone[7:]}{after}{name}", facts, "某")
    assert name not in shown
    assert phone not in "".join(filter(str.isdigit, shown))
    assert "某" in shown


def test_the_facts_are_those_of_the_record() -> None:
    from hazard_desk.model import TipOff

    kept = {column.key for column in TipOff.__table__.columns}
    named = {item.name for item in fields(TipOffFacts)} - {"campaigns"}
    assert kept - named == {"id", "entered_at", "deleted_at", "search_text"}
    assert named < kept
