"""年度检查计划: proposed once, changed by hand, told how far it is, and put on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.rules.visit_plan import PlanState
from hazard_desk.services.journal import undo_last
from hazard_desk.services.planning import (
    PlanFacts,
    PlanRow,
    change_plan_entries,
    make_plan,
    plan_rows,
    read_plan,
    remove_plan_entries,
    save_plan_entry,
)
from hazard_desk.services.registry import change_state, remove_enterprise
from hazard_desk.services.rosters import PersonFacts, duty_choices, save_roster_entry
from hazard_desk.services.settings import save_settings
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import EnterpriseState, InspectionLevel, LeaderPost, RiskLevel
from tests.services.form_desk import column, enterprise, make_office, one, visited

YEAR = 2026
PLAN = "supervision-plan"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with make_office(tmp_path) as office:
        yield office


def rows(office: OfficeFile, year: int = YEAR) -> dict[str, PlanRow]:
    return {row.enterprise: row for row in office.ask(plan_rows, year)}


def leader(
    office: OfficeFile, name: str, villages: tuple[str, ...] = (), trades: tuple[str, ...] = ()
) -> None:
    known_villages, known_trades = (
        {label: known for known, label in choices} for choices in office.ask(duty_choices)
    )
    office.run(
        save_roster_entry,
        PersonFacts(
            name,
            post=LeaderPost.TEAM_MEMBER,
            duty_villages=tuple(known_villages[label] for label in villages),
            duty_industries=tuple(known_trades[label] for label in trades),
        ),
    )


def test_a_plan_is_proposed_by_risk_duty_and_industry(office: OfficeFile) -> None:
    leader(office, "张三", villages=("东街村",), trades=("危险化学品",))
    leader(office, "李四", trades=("冶金工贸", "有限空间"))
    leader(office, "王五", villages=("东街村",))
    enterprise(office, "甲厂", village="东街村", industries=("冶金工贸",), risk_level=RiskLevel.RED)
    enterprise(
        office, "乙厂", village="西街村", industries=("冶金工贸", "有限空间"), risk_level=RiskLevel.BLUE
    )
    enterprise(office, "丙店")
    office.run(save_settings, {"plan.red": 6})
    changes = office.run(make_plan, YEAR)
    assert changes.counts == {"entries": 3}
    found = rows(office)
    assert {name: (row.visits, row.responsible, row.content) for name, row in found.items()} == {
        "甲厂": (6, "张三、王五", "冶金工贸"),  # who answers for the village goes before the industry
        "乙厂": (1, "李四", "冶金工贸、有限空间"),
        "丙店": (1, "", ""),
    }
    office.run(undo_last)
    assert rows(office) == {}


def test_an_industry_may_ask_for_more_visits_than_the_risk(office: OfficeFile) -> None:
    office.run(save_settings, {"plan.industries": "危险化学品 12次、冶金工贸：2"})
    for name, risk, trades in (
        ("甲加油站", RiskLevel.YELLOW, ("危险化学品",)),
        ("乙铸造厂", RiskLevel.ORANGE, ("冶金工贸",)),
        ("丙铸造厂", RiskLevel.BLUE, ("冶金工贸", "危险化学品")),
        ("丁商店", RiskLevel.BLUE, ()),
    ):
        enterprise(office, name, risk_level=risk, industries=trades)
    office.run(make_plan, YEAR)
    planned = {name: row.visits for name, row in rows(office).items()}
    assert planned == {"甲加油站": 12, "乙铸造厂": 4, "丙铸造厂": 12, "丁商店": 1}


def test_a_second_proposal_adds_and_never_changes(office: OfficeFile) -> None:
    first = enterprise(office, "甲厂", risk_level=RiskLevel.ORANGE)
    stopped = enterprise(office, "停业厂")
    office.run(change_state, stopped, EnterpriseState.SUSPENDED, date(2026, 1, 5), "")
    gone = enterprise(office, "移走的厂")
    office.run(remove_enterprise, gone)
    office.run(save_plan_entry, PlanFacts(YEAR, first, "自己定的", 9, "自己写的", "注"))
    enterprise(office, "乙厂")
    assert office.ask(read_plan, YEAR).left_out == 1
    office.run(make_plan, YEAR)
    found = rows(office)
    assert set(found) == {"甲厂", "乙厂"}
    kept = found["甲厂"]
    assert (kept.responsible, kept.visits, kept.content, kept.note) == ("自己定的", 9, "自己写的", "注")
    assert office.ask(read_plan, YEAR).left_out == 0
    assert office.run(make_plan, YEAR).nouns == frozenset()
    assert rows(office, YEAR + 1) == {}


def test_supervisory_visits_of_the_year_make_the_progress(office: OfficeFile) -> None:
    where = enterprise(office, "甲厂", risk_level=RiskLevel.YELLOW)
    office.run(make_plan, YEAR)
    assert rows(office)["甲厂"].state is PlanState.OVERDUE
    visited(office, where, date(2025, 12, 30))
    visited(office, where, date(2026, 3, 2), level=InspectionLevel.ENTERPRISE)
    row = rows(office)["甲厂"]
    assert (row.done, row.last_on, row.due_on) == (0, date(2025, 12, 30), date(2026, 6, 30))
    visited(office, where, date(2026, 7, 2))
    row = rows(office)["甲厂"]
    assert (row.done, row.last_on, row.due_on) == (1, date(2026, 7, 2), date(2026, 12, 31))
    assert row.state is PlanState.LATER
    visited(office, where, date(2026, 11, 2))
    row = rows(office)["甲厂"]
    assert (row.done, row.due_on, row.state) == (2, None, PlanState.DONE)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (PlanFacts(YEAR, None, visits=1), "enterprise_id"),
        (PlanFacts(YEAR, 99, visits=1), "enterprise_id"),
        (PlanFacts(YEAR, 1, visits=None), "visits"),
        (PlanFacts(YEAR, 1, visits=366), "visits"),
        (PlanFacts(YEAR, 2, visits=1), "enterprise_id"),
        (PlanFacts(26, 1, visits=1), "year"),
    ],
    ids=["none", "unknown", "no visits", "too many", "twice", "year"],
)
def test_half_an_entry_or_a_second_one_is_refused(office: OfficeFile, facts: PlanFacts, field: str) -> None:
    assert enterprise(office, "甲厂") == 1
    assert enterprise(office, "乙厂") == 2
    office.run(save_plan_entry, PlanFacts(YEAR, 2, visits=1))
    with pytest.raises(InputRefused) as refused:
        office.run(save_plan_entry, facts)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert set(rows(office)) == {"乙厂"}


def test_several_are_changed_and_taken_out_together(office: OfficeFile) -> None:
    for name in ("甲厂", "乙厂", "丙厂"):
        enterprise(office, name)
    office.run(make_plan, YEAR)
    ids = {name: row.id for name, row in rows(office).items()}
    two = [ids["甲厂"], ids["乙厂"]]
    office.run(change_plan_entries, two, "张三", None)
    office.run(change_plan_entries, two, None, 3)
    assert {name: (row.responsible, row.visits) for name, row in rows(office).items()} == {
        "甲厂": ("张三", 3),
        "乙厂": ("张三", 3),
        "丙厂": ("", 1),
    }
    with pytest.raises(InputRefused):
        office.run(change_plan_entries, two, None, 366)
    office.run(remove_plan_entries, two)
    assert set(rows(office)) == {"丙厂"}
    with pytest.raises(RecordMissing):
        office.run(save_plan_entry, PlanFacts(YEAR, 1, visits=1), ids["甲厂"])
    office.run(undo_last)
    assert rows(office)["甲厂"].visits == 3


def test_the_plan_is_printed_village_by_village(office: OfficeFile) -> None:
    for name, village in (("甲厂", ""), ("乙厂", "西街村"), ("丙厂", "东街村")):
        enterprise(office, name, village=village, risk_level=RiskLevel.ORANGE)
    office.run(make_plan, YEAR)
    office.run(change_plan_entries, [row.id for row in rows(office).values()], "张三", None)
    sheet = one(office, PLAN, week_end=date(YEAR, 12, 31))
    assert column(sheet, "企业名称") == ["丙厂", "乙厂", "甲厂"]
    assert column(sheet, "所属村（社区）") == ["东街村", "西街村", ""]
    assert column(sheet, "检查频次（次/年）") == ["4", "4", "4"]
    assert column(sheet, "监管责任人") == ["张三"] * 3
    assert sheet.head.middle is not None
    assert sheet.head.middle.label == "计划年度：2026年"
    assert column(one(office, PLAN, week_end=date(2030, 6, 7)), "企业名称") == []
    blank = one(office, PLAN, blank=True)
    assert column(blank, "企业名称") == []
