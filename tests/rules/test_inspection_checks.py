"""DESIGN §5, refusal by refusal."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.rules.inspection_checks import (
    check_inspection,
    effective_stage,
    missing_in_inspection,
)
from hazard_desk.terms import HazardLevel, InspectionLevel, RecheckResult, Remedy, SourceStage

TODAY = date(2026, 1, 20)
SEEN = date(2026, 1, 10)


def refused(**hazard):
    facts = InspectionFacts(inspected_on=SEEN, hazards=[HazardFacts(description="灭火器过期", **hazard)])
    return [refusal.field.removeprefix("hazards.0.") for refusal in check_inspection(facts, TODAY)]


def test_an_inspection_without_hazards_needs_a_date_not_after_today():
    assert check_inspection(InspectionFacts(inspected_on=TODAY), TODAY) == []
    assert check_inspection(InspectionFacts(), TODAY)[0].field == "inspected_on"
    late = InspectionFacts(inspected_on=TODAY + timedelta(1))
    assert check_inspection(late, TODAY)[0].field == "inspected_on"


@pytest.mark.parametrize(
    ("hazard", "fields"),
    [
        ({}, []),
        ({"rectified_on": date(2026, 1, 21)}, ["rectified_on"]),
        ({"rechecked_on": date(2026, 1, 21)}, ["rechecked_on"]),
        ({"deadline": date(2026, 1, 9)}, ["deadline"]),
        ({"deadline": date(2026, 3, 1)}, []),
        ({"rectified_on": date(2026, 1, 9)}, ["rectified_on"]),
        ({"rechecked_on": date(2026, 1, 9)}, ["rechecked_on"]),
        ({"rectified_on": date(2026, 1, 15), "rechecked_on": date(2026, 1, 14)}, ["rechecked_on"]),
        ({"rectified_on": date(2026, 1, 15), "rechecked_on": date(2026, 1, 15)}, []),
        ({"recheck_result": RecheckResult.PASSED, "rechecked_on": SEEN}, ["rectified_on"]),
        ({"recheck_result": RecheckResult.FAILED, "rechecked_on": SEEN}, []),
        ({"level": HazardLevel.MAJOR, "remedy": Remedy.ON_SITE}, ["remedy"]),
        ({"level": HazardLevel.GENERAL, "remedy": Remedy.ON_SITE}, []),
        ({"remedy": Remedy.BY_DEADLINE}, ["deadline", "responsible"]),
        ({"remedy": Remedy.BY_DEADLINE, "deadline": TODAY, "responsible": "张三"}, []),
        (
            {"remedy": Remedy.SUPERVISED},
            ["supervision_unit", "measures", "responsible", "deadline", "funds_fen", "contingency_plan"],
        ),
        ({"level": HazardLevel.MAJOR}, []),
    ],
)
def test_refusals(hazard, fields):
    assert refused(**hazard) == fields


SUPERVISED = HazardFacts(
    description="煤气柜泄漏", remedy=Remedy.SUPERVISED, supervision_unit="镇政府", measures="停产",
    responsible="张三",    deadline=TODAY, funds_fen=0, contingency_plan="有",
)  # fmt: skip


@given(
    st.sets(
        st.sampled_from(
            ["supervision_unit", "measures", "responsible", "deadline", "funds_fen", "contingency_plan"]
        )
    )
)
def test_supervised_misses_exactly_what_is_left_out(left_out):
    empty = {field: None if field in ("deadline", "funds_fen") else "" for field in left_out}
    facts = InspectionFacts(
        inspected_on=SEEN, hazards=[HazardFacts(description="a"), replace(SUPERVISED, **empty)]
    )
    assert {r.field for r in check_inspection(facts, TODAY)} == {f"hazards.1.{field}" for field in left_out}


def test_a_hazard_needs_its_words():
    facts = InspectionFacts(inspected_on=SEEN, hazards=[HazardFacts()])
    assert [r.field for r in check_inspection(facts, TODAY)] == ["hazards.0.description"]


def test_missing_is_listed_not_refused():
    facts = InspectionFacts(inspected_on=SEEN, hazards=[replace(SUPERVISED, level=HazardLevel.MAJOR)])
    assert check_inspection(facts, TODAY) == []
    assert missing_in_inspection(facts) == {
        "level": "检查层级",
        "inspectors": "检查人员",
        "hazards.0.basis": "判定依据",
        "hazards.0.reported_to_authority_on": "报告监管部门日期",
        "hazards.0.reported_to_staff_on": "向职工通报日期",
    }


@pytest.mark.parametrize(
    ("level", "stage", "effective"),
    [
        (InspectionLevel.ENTERPRISE, None, SourceStage.SELF_CHECK),
        (InspectionLevel.TOWNSHIP, None, SourceStage.CITY_COUNTY),
        (None, None, SourceStage.CITY_COUNTY),
        (InspectionLevel.ENTERPRISE, SourceStage.CROSS, SourceStage.CROSS),
    ],
)
def test_the_stage_that_counts(level, stage, effective):
    assert effective_stage(level, stage) is effective
