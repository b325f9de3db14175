"""本周走访: who is proposed and why, how many, and the route with its sheets as one print job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hazard_desk.errors import UsageError
from hazard_desk.services.form_filling import FormRequest
from hazard_desk.services.form_filling.batches import route_batch
from hazard_desk.services.holidays import mark_day
from hazard_desk.services.offices import villages
from hazard_desk.services.planning import PlanFacts, save_plan_entry
from hazard_desk.services.registry import NO_VILLAGE, change_state
from hazard_desk.services.rosters import VillageFacts, save_roster_entry
from hazard_desk.services.week_visits import WeekVisits, visits_chosen, visits_proposed
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import DayKind, EnterpriseState, Remedy, RiskLevel
from tests.services.form_desk import (
    THIS_WEEK,
    enterprise,
    fill,
    general,
    listed,
    make_office,
    one,
    visited,
    words,
)

RECENTLY = date(2026, 11, 2)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with make_office(tmp_path) as office:
        yield office


def proposed(office: OfficeFile, *wanted: object) -> WeekVisits:
    return office.ask(visits_proposed, THIS_WEEK, *wanted)


def why(office: OfficeFile) -> dict[str, tuple[str, ...]]:
    return {visit.enterprise: visit.reasons for visit in proposed(office).visits}


def village_ids(office: OfficeFile) -> dict[str, int]:
    return {choice.name: choice.id for choice in office.ask(villages)}


def by_deadline(day: date, **facts: object) -> object:
    return general("通道堵塞", remedy=Remedy.BY_DEADLINE, deadline=day, responsible="赵六", **facts)


def test_everything_that_presses_is_done_on_one_trip(office: OfficeFile) -> None:
    east = {"village": "东街村"}
    overdue = enterprise(office, "逾期厂", **east)
    visited(office, overdue, RECENTLY, by_deadline(date(2026, 11, 10)), by_deadline(date(2026, 11, 30)))
    recheck = enterprise(office, "回查厂", village="西街村")
    visited(office, recheck, RECENTLY, by_deadline(date(2026, 11, 30), rectified_on=date(2026, 11, 20)))
    enterprise(office, "新厂", **east)
    red = enterprise(office, "红厂", village="西街村", risk_level=RiskLevel.RED)
    visited(office, red, date(2026, 10, 20))
    quiet = enterprise(office, "安静厂", **east)
    visited(office, quiet, RECENTLY)
    stopped = enterprise(office, "停业厂", **east)
    office.run(change_state, stopped, EnterpriseState.SUSPENDED, date(2026, 11, 5), "")
    assert why(office) == {
        "红厂": ("超期未查（应于11月19日前）",),
        "回查厂": ("待回查1条",),
        "逾期厂": ("逾期隐患1条",),
        "新厂": ("从未检查",),
    }
    assert list(why(office)) == ["红厂", "回查厂", "逾期厂", "新厂"], "village by village"


def test_the_plan_of_the_year_goes_before_the_usual_number(office: OfficeFile) -> None:
    where = enterprise(office, "甲厂", risk_level=RiskLevel.BLUE)
    visited(office, where, date(2026, 6, 1))
    assert why(office) == {}
    office.run(save_plan_entry, PlanFacts(2026, where, visits=4))
    assert why(office) == {"甲厂": ("超期未查（应于8月31日前）",)}
    office.run(save_plan_entry, PlanFacts(2026, where, visits=0), 1)
    assert why(office) == {}


def test_no_more_than_the_days_left_hold(office: OfficeFile) -> None:
    for number in range(15):
        enterprise(office, f"第{number}厂")
    # Now is a Sunday: five working days are left.
    found = proposed(office, (), 2)
    assert (found.days, len(found.visits), found.waiting) == (5, 10, 5)
    office.run(mark_day, date(2026, 11, 25), DayKind.HOLIDAY, "停工")
    found = proposed(office, (), 2)
    assert (found.days, len(found.visits), found.waiting) == (4, 8, 7)
    assert len(proposed(office).visits) == 15
    with pytest.raises(UsageError, match="不是报送日"):
        office.ask(visits_proposed, date(2026, 11, 26))
    over = office.ask(visits_proposed, date(2026, 11, 20))
    assert (over.days, over.visits) == (0, ())


def test_villages_restrict_the_proposal(office: OfficeFile) -> None:
    enterprise(office, "东厂", village="东街村")
    enterprise(office, "西厂", village="西街村")
    enterprise(office, "散户")
    east = village_ids(office)["东街村"]

    def named(*chosen: int) -> list[str]:
        return [visit.enterprise for visit in proposed(office, chosen).visits]

    assert named(east) == ["东厂"]
    assert sorted(named(east, NO_VILLAGE)) == ["东厂", "散户"]


def test_chosen_enterprises_stand_village_by_village(office: OfficeFile) -> None:
    first = enterprise(office, "东厂", village="东街村")
    second = enterprise(office, "西厂", village="西街村")
    third = enterprise(office, "东店", village="东街村")
    visited(office, third, RECENTLY)
    route = office.ask(visits_chosen, THIS_WEEK, [third, second, first, 99])
    assert [(visit.enterprise, visit.reasons) for visit in route] == [
        ("东店", ()),
        ("东厂", ("从未检查",)),
        ("西厂", ("从未检查",)),
    ]


def test_the_route_is_printed_with_the_grid_worker_and_a_sheet_for_each(office: OfficeFile) -> None:
    office.run(
        save_roster_entry,
        VillageFacts("东街村", grid_worker="侯梅", grid_phone="13800000007"),
        village_ids(office)["东街村"],
    )
    facts = {"principal": "王五", "principal_phone": "13800000001", "risk_level": RiskLevel.ORANGE}
    enterprise(office, "东厂", village="东街村", address="村东头", **facts)
    enterprise(office, "散户")
    route, *sheets = fill(office, "visit-route", week_end=THIS_WEEK)
    assert [sheet.subject for sheet in sheets] == ["东厂", "散户"]
    assert {sheet.form_id for sheet in sheets} == {"visit-sheet"}
    assert "东街村（1 家）　网格员：侯梅　13800000007" in words(route)
    assert "未分村（1 家）　网格员：未录入" in words(route)
    stops = [row for row in listed(route) if row["序号"].isdigit()]
    assert stops[0] == {
        "序号": "1",
        "企业名称（风险等级）": "东厂（橙）",
        "单位所在地": "村东头",
        "主要负责人及电话": "王五\n13800000001",
        "走访事由": "从未检查",
        "已查": "□",
    }
    assert "网格员：侯梅　13800000007" in "".join(words(sheets[0]))
    assert "网格员" not in "".join(words(sheets[1]))


def test_one_print_job_holds_the_route_and_what_to_take_along(office: OfficeFile) -> None:
    first, second = enterprise(office, "甲厂"), enterprise(office, "乙厂")
    visited(office, first, RECENTLY)
    request = FormRequest("visit-route", week_end=THIS_WEEK, enterprises=(second, first))
    batch = office.ask(route_batch, request)
    assert [entry.name for entry in batch.entries] == ["巡查路线单", "乙厂", "甲厂"]
    assert [sheet.form_id for sheet in batch.sheets] == ["visit-route", "visit-sheet", "visit-sheet"]
    assert batch.without_visit == ()


def test_a_week_without_need_says_so_and_a_blank_route_is_for_the_pen(office: OfficeFile) -> None:
    assert "这一周没有要走访的企业。" in words(one(office, "visit-route", week_end=THIS_WEEK))
    blank = one(office, "visit-route", blank=True)
    assert "□" not in words(blank)
