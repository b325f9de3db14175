"""The counting of F6 against a count made another way, and against F4's from the same facts."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.dispatch_figures import Fine, FoundHazard, Sector, Visit, count_dispatch, sector_of
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.weekly_figures import Fact, Figure, Value, count, is_supervisory
from hazard_desk.terms import InspectionLevel, SourceStage

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 30)
days = st.dates(FIRST, LAST)


@st.composite
def spans(draw: st.DrawFn) -> Period:
    """A campaign's time: from its start, or from the beginning, to the end of a week."""
    end = draw(days)
    return Period(draw(st.none() | st.dates(FIRST, end)), end)


@st.composite
def found_hazards(draw: st.DrawFn) -> FoundHazard:
    found_on = draw(days)
    rectified_on = draw(st.none() | st.dates(found_on, LAST))
    return FoundHazard(draw(st.sampled_from(Sector)), draw(st.booleans()), found_on, rectified_on)


hazards = st.lists(found_hazards(), max_size=40)
visits = st.lists(st.builds(Visit, st.sampled_from(Sector), days, st.integers(1, 5)), max_size=40)
fines = st.lists(
    st.builds(
        Fine, days, st.booleans(), st.sampled_from(["#1", "#2", "临时工棚"]), st.integers(1, 99_999_999)
    ),
    max_size=40,
)


def figures(
    *, some: list[FoundHazard] | None = None, of: list[Visit] | None = None, imposed: list[Fine] | None = None
) -> dict[str, Value]:
    """Count some facts of all time."""
    return count_dispatch(some or [], of or [], imposed or [], Period(None, LAST))


def test_what_never_happened_is_zero_and_every_figure_is_there() -> None:
    names = {
        f"{sector}_{level}_{event}"
        for sector in ("self", "city", "county", "cross")
        for level in ("general", "major")
        for event in ("found", "rectified")
    }
    names |= {"city_enterprises", "county_enterprises", "cross_enterprises"}
    names |= {"fined_enterprises", "fined_enterprises_wan", "fined_principals", "fined_principals_wan"}
    assert figures() == dict.fromkeys(names, 0)


@given(hazards, visits, fines, spans())
def test_each_figure_agrees_with_a_plain_count(
    some: list[FoundHazard], of: list[Visit], imposed: list[Fine], span: Period
) -> None:
    def counts(day: date | None) -> bool:
        return day is not None and (span.start or date.min) <= day <= span.end

    tally: Counter[str] = Counter()
    for hazard in some:
        level = {True: "major", False: "general"}[hazard.major]
        tally[f"{hazard.sector.value}_{level}_found"] += counts(hazard.found_on)
        tally[f"{hazard.sector.value}_{level}_rectified"] += counts(hazard.rectified_on)
    wanted: dict[str, Value] = dict(tally)
    for sector in ("city", "county", "cross"):
        enterprises = {v.enterprise_id for v in of if v.sector.value == sector and counts(v.on)}
        wanted[f"{sector}_enterprises"] = len(enterprises)
    for whom, on_principal in (("enterprises", False), ("principals", True)):
        theirs = [fine for fine in imposed if fine.on_principal is on_principal and counts(fine.on)]
        fen = sum(fine.amount_fen for fine in theirs)
        wanted[f"fined_{whom}_wan"] = Decimal(fen) / Decimal(1_000_000)
        wanted[f"fined_{whom}"] = len(theirs if on_principal else {fine.who for fine in theirs})
    counted = count_dispatch(some, of, imposed, span)
    assert {name: value for name, value in counted.items() if value} == {
        name: value for name, value in wanted.items() if value
    }


@given(hazards, spans())
def test_the_sectors_together_are_all_hazards(some: list[FoundHazard], span: Period) -> None:
    counted = count_dispatch(some, [], [], span)
    found = sum(value for name, value in counted.items() if name.endswith("_found"))
    rectified = sum(value for name, value in counted.items() if name.endswith("_rectified"))
    assert found == sum(hazard.found_on in span for hazard in some)
    assert rectified == sum(hazard.rectified_on in span for hazard in some if hazard.rectified_on)


@given(
    st.lists(
        st.tuples(
            st.none() | st.sampled_from(InspectionLevel), st.sampled_from(SourceStage), found_hazards()
        ),
        max_size=40,
    ),
    spans(),
)
def test_what_others_found_is_what_f4_counts(
    told: list[tuple[InspectionLevel | None, SourceStage, FoundHazard]], span: Period
) -> None:
    facts, some = [], []
    for level, stage, hazard in told:
        some.append(FoundHazard(sector_of(level, stage), hazard.major, hazard.found_on, hazard.rectified_on))
        if is_supervisory(level, stage):
            found, rectified = (
                (Figure.MAJOR_FOUND, Figure.MAJOR_RECTIFIED)
                if hazard.major
                else (Figure.GENERAL_FOUND, Figure.GENERAL_RECTIFIED)
            )
            facts.append(Fact(found, hazard.found_on, "hazard", 1))
            if hazard.rectified_on:
                facts.append(Fact(rectified, hazard.rectified_on, "hazard", 1))
    f4, f6 = count(facts, span), count_dispatch(some, [], [], span)
    for figure in (
        Figure.GENERAL_FOUND,
        Figure.GENERAL_RECTIFIED,
        Figure.MAJOR_FOUND,
        Figure.MAJOR_RECTIFIED,
    ):
        others = sum(f6[f"{sector}_{figure.value}"] for sector in ("county", "city", "cross"))
        assert others == f4[figure], figure


@given(fines, spans())
def test_the_fines_add_up_to_those_of_f4(imposed: list[Fine], span: Period) -> None:
    counted = count_dispatch([], [], imposed, span)
    facts = [Fact(Figure.FINES_WAN, fine.on, "penalty", 1, amount=fine.amount_fen) for fine in imposed]
    both = counted["fined_enterprises_wan"] + counted["fined_principals_wan"]
    assert both == count(facts, span)[Figure.FINES_WAN]


@given(visits)
def test_an_enterprise_counts_once_in_each_sector(of: list[Visit]) -> None:
    once, twice = figures(of=of), figures(of=[*of, *of])
    assert once == twice
    assert once["county_enterprises"] <= 5


def test_an_enterprise_that_two_sectors_visited_counts_in_both() -> None:
    counted = figures(of=[Visit(Sector.CITY, FIRST, 1), Visit(Sector.CROSS, FIRST, 1)])
    assert (counted["city_enterprises"], counted["county_enterprises"]) == (1, 0)
    assert counted["cross_enterprises"] == 1


def test_an_enterprise_fined_twice_counts_once_and_its_principal_twice() -> None:
    counted = figures(
        imposed=[Fine(FIRST, on_principal, "#1", 1) for on_principal in (True, True, False, False)]
    )
    assert (counted["fined_enterprises"], counted["fined_principals"]) == (1, 2)


@given(hazards, fines, days)
def test_a_cumulative_never_falls(some: list[FoundHazard], imposed: list[Fine], end: date) -> None:
    now = count_dispatch(some, [], imposed, Period(None, end))
    later = count_dispatch(some, [], imposed, Period(None, end + timedelta(days=7)))
    assert all(now[name] <= later[name] for name in now)


@pytest.mark.parametrize(
    ("level", "stage", "sector"),
    [
        (InspectionLevel.TOWNSHIP, SourceStage.CITY_COUNTY, Sector.COUNTY),
        (None, SourceStage.CITY_COUNTY, Sector.COUNTY),
        (InspectionLevel.VILLAGE, SourceStage.TIP_OFF, Sector.COUNTY),
        (InspectionLevel.DEPARTMENT, SourceStage.CITY_SUPERVISION, Sector.CITY),
        (None, SourceStage.CROSS, Sector.CROSS),
        (InspectionLevel.TOWNSHIP, SourceStage.SELF_CHECK, Sector.SELF),
        (InspectionLevel.ENTERPRISE, SourceStage.SELF_CHECK, Sector.SELF),
        (InspectionLevel.ENTERPRISE, SourceStage.CROSS, Sector.SELF),
        (InspectionLevel.ENTERPRISE, SourceStage.CITY_SUPERVISION, Sector.SELF),
    ],
)
def test_who_found_it(level: InspectionLevel | None, stage: SourceStage, sector: Sector) -> None:
    assert sector_of(level, stage) is sector
