"""The places of F6: whose they are, how each is counted."""

from __future__ import annotations

from datetime import date

import pytest

from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.weekly_dispatch import FORM_ID, slots
from hazard_desk.rules.dispatch_figures import SLOTS, Sector, sector_of
from hazard_desk.rules.fact_log import Share, totals
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.terms import InspectionLevel, SourceStage


def test_what_never_happened_is_zero_and_every_figure_is_there() -> None:
    names = {
        f"{whose}_{level}_{event}"
        for whose in ("self", "city", "county", "cross", "helped")
        for level in ("general", "major")
        for event in ("found", "rectified")
    }
    names |= {"city_enterprises", "county_enterprises", "cross_enterprises"}
    names |= {"model_enterprises", "helped_enterprises", "self_plans"}
    names |= {"fined_enterprises", "fined_enterprises_wan", "fined_principals", "fined_principals_wan"}
    assert totals(SLOTS, [], {}) == dict.fromkeys(names, 0)


def test_every_one_of_them_is_a_place_of_the_form_and_none_is_a_figure_of_f4() -> None:
    assert set(SLOTS) <= set(slots(load_texts(FORM_ID)))
    assert not set(SLOTS) & {figure.value for figure in Figure}


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("county_enterprises", 2),
        ("model_enterprises", 2),
        ("self_plans", 2),
        ("fined_enterprises", 2),
        ("fined_principals", 3),  # once for every decision
        ("self_general_found", 3),
    ],
)
def test_enterprises_count_once_and_the_rest_every_time(slot: str, value: int) -> None:
    shares = [Share(slot, date(2026, 1, 2), who) for who in ("#1", "#1", "#2")]
    assert totals([slot], shares, {}) == {slot: value}


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
