"""活动: what is refused of one, and of how many enterprises it tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hazard_desk.rules.activities import ASKED, FIGURES, ActivityFacts, check_activity, enterprises_told
from hazard_desk.terms import ActivityKind

TODAY = date(2026, 11, 26)
MEETING = ActivityFacts(ActivityKind.MEETING, TODAY, "全镇安全生产工作会议", participants=86)


def fields(facts: ActivityFacts) -> list[str]:
    return [refusal.field for refusal in check_activity(facts, TODAY)]


def test_a_meeting_of_today_is_taken() -> None:
    assert fields(MEETING) == []
    assert fields(replace(MEETING, participants=0)) == []
    assert fields(ActivityFacts()) == ["kind", "held_on", "name"]


def test_what_is_still_to_come_is_refused() -> None:
    assert fields(replace(MEETING, held_on=TODAY + timedelta(days=1))) == ["held_on"]


@pytest.mark.parametrize("figure", FIGURES)
def test_figures_are_not_negative_and_can_be_believed(figure: str) -> None:
    most = FIGURES[figure][1]
    assert fields(replace(MEETING, **{figure: -1})) == [figure]
    assert fields(replace(MEETING, **{figure: most + 1})) == [figure]
    assert fields(replace(MEETING, **{figure: most})) == []


def test_a_plan_names_its_enterprises() -> None:
    plan = ActivityFacts(ActivityKind.SELF_PLAN, TODAY, "自查自改方案", enterprise_count=12)
    assert fields(plan) == ["enterprises"]
    assert fields(replace(plan, enterprises=(3,))) == []


def test_the_number_of_enterprises_is_never_less_than_those_named() -> None:
    assert fields(replace(MEETING, enterprises=(1, 2, 3), enterprise_count=2)) == ["enterprise_count"]
    assert fields(replace(MEETING, enterprises=(1, 2, 3), enterprise_count=32)) == []
    assert [enterprises_told(3, None), enterprises_told(3, 32), enterprises_told(0, 0)] == [3, 32, 0]
    assert enterprises_told(0, None) is None


def test_every_kind_asks_for_fields_that_there_are() -> None:
    assert set(ASKED) == set(ActivityKind)
    assert frozenset().union(*ASKED.values()) <= set(ActivityFacts.__slots__)
