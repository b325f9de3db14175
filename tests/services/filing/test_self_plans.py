"""企业自查自改方案 in F6: distinct enterprises, one fact each, frozen, late, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.rules.activities import ActivityFacts
from hazard_desk.services.activities import remove_activity, save_activity
from hazard_desk.services.campaigning.opening import remove_opening
from hazard_desk.services.filing.differences import differences, late_rows
from hazard_desk.services.form_entries import save_entry
from hazard_desk.services.form_filling.dispatch import dispatch_slots, slot_rows
from hazard_desk.services.journal import undo_last
from hazard_desk.terms import ActivityKind
from tests.services import form_desk as desk
from tests.services.filing.clerk import W1, W2, W3, Clerk
from tests.services.filing.month_desk import make_office

F6, PLANS = "weekly-dispatch", "self_plans"
DAY = date(2026, 9, 2)


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    made = Clerk()
    with make_office(tmp_path, made.clock) as office:
        made.office = office
        made.works = desk.enterprise(office)
        yield made


@pytest.fixture
def others(clerk: Clerk) -> tuple[int, int]:
    return desk.enterprise(clerk.office, "甲厂"), desk.enterprise(clerk.office, "乙厂")


def plans(clerk: Clerk, *enterprises: int, on: date = DAY, number: int | None = None, **more: Any) -> int:
    facts = ActivityFacts(ActivityKind.SELF_PLAN, on, "自查自改方案", enterprises=enterprises, **more)
    return desk.saved(clerk.office.run(save_activity, facts, number))


def slot(clerk: Clerk, week: date, campaign: str | None = None) -> Any:
    return next(one for one in clerk.office.ask(dispatch_slots, week, campaign) if one.name == PLANS)


def behind(clerk: Clerk, week: date) -> list[tuple[str, str, int]]:
    return [(row.noun, row.enterprise, row.record_id) for row in clerk.office.ask(slot_rows, PLANS, week)]


def test_an_enterprise_counts_once_and_every_row_leads_to_its_activity(
    clerk: Clerk, others: tuple[int, int]
) -> None:
    first, second = plans(clerk, clerk.works, others[0]), plans(clerk, others[0], others[1])
    assert slot(clerk, W1).value == 3
    assert sorted(behind(clerk, W1)) == sorted(
        [
            ("activity", "兴隆铸造厂", first),
            ("activity", "甲厂", first),
            ("activity", "甲厂", second),
            ("activity", "乙厂", second),
        ]
    )
    clerk.office.run(remove_activity, first)
    assert slot(clerk, W1).value == 2


def test_where_no_plans_are_kept_what_was_typed_stands(clerk: Clerk) -> None:
    clerk.office.run(save_entry, F6, W1, None, PLANS, "5")
    assert (slot(clerk, W1).value, slot(clerk, W2).value, slot(clerk, W2).computed) == ("5", "5", None)
    meeting = ActivityFacts(ActivityKind.MEETING, DAY, "会议", enterprises=(clerk.works,))
    clerk.office.run(save_activity, meeting)
    assert slot(clerk, W2).computed is None
    known = plans(clerk, clerk.works)
    assert (slot(clerk, W2).value, slot(clerk, W2).computed) == ("5", 1)
    clerk.office.run(remove_activity, known)  # a slip of hers: what was typed is not turned to 0
    assert (slot(clerk, W2).value, slot(clerk, W2).computed) == ("5", None)


def test_the_first_plan_entered_throws_no_carried_figure_away(clerk: Clerk, others: tuple[int, int]) -> None:
    campaign = desk.campaign(clerk.office, "冬季行动")
    clerk.office.run(save_entry, F6, W1, None, PLANS, "2")
    clerk.office.run(save_entry, F6, W1, campaign, PLANS, "20")
    plans(clerk, clerk.works)
    assert [slot(clerk, W2, name).value for name in (None, "冬季行动")] == ["2", "20"]
    assert slot(clerk, W2, "冬季行动").computed is None  # the plan is none of the campaign's
    plans(clerk, *others)
    assert (slot(clerk, W2).value, slot(clerk, W2).carried) == (3, "")  # more than what was typed


def test_the_programs_figure_is_taken_from_the_week_in_which_she_takes_it(clerk: Clerk) -> None:
    clerk.office.run(save_entry, F6, W1, None, PLANS, "35")
    plans(clerk, clerk.works)
    clerk.office.run(save_entry, F6, W2, None, PLANS, "30", "1", "核对过")
    assert (slot(clerk, W2).value, slot(clerk, W3).value) == ("30", "30")  # typed anew, it stands on
    clerk.office.run(save_entry, F6, W2, None, PLANS, "", "1")
    assert (slot(clerk, W1).value, slot(clerk, W2).value, slot(clerk, W3).value) == ("35", 1, 1)
    assert slot(clerk, W2).entry is None
    clerk.office.run(undo_last)
    assert slot(clerk, W3).value == "30"


def test_a_filed_week_keeps_its_figure_and_an_enterprise_added_later_is_late(
    clerk: Clerk, others: tuple[int, int]
) -> None:
    known = plans(clerk, clerk.works)
    clerk.file(W1)
    clerk.today = date(2026, 9, 8)
    plans(clerk, clerk.works, others[0], number=known)
    assert (slot(clerk, W1).value, slot(clerk, W2).value) == (1, 2)
    (late,) = clerk.office.ask(late_rows, W2)
    assert (late.enterprise, late.fact.record_id, late.fact.on) == ("甲厂", known, DAY)
    assert clerk.counted(W2).late == 1
    assert clerk.office.ask(differences, W1) == []
    clerk.file(W2)
    assert (slot(clerk, W2).value, slot(clerk, W3).value) == (2, 2)
    plans(clerk, others[0], number=known)  # the first one after all had none
    assert (slot(clerk, W1).value, slot(clerk, W2).value, slot(clerk, W3).value) == (1, 2, 2)
    (difference,) = clerk.office.ask(differences, W1)
    assert (difference.noun, difference.enterprise, difference.filed) == ("activity", "兴隆铸造厂", "1")
    assert difference.now == "企业已从名单里去掉"
    assert difference.figure_words == "企业自查自改：…家企业制定了自查自改工作方案"
    clerk.file(W1, "多报一家")
    assert (slot(clerk, W1).value, slot(clerk, W3).value) == (0, 1)
    clerk.office.run(undo_last)
    assert (slot(clerk, W1).value, slot(clerk, W3).value) == (1, 2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("bin", "已移入回收站"),
        ("day", "日期改为 2026-09-08"),
        ("kind", "种类已改，不再计入"),
    ],
)
def test_what_became_of_a_filed_plan_is_said(clerk: Clerk, change: str, said: str) -> None:
    known = plans(clerk, clerk.works)
    clerk.file(W1)
    clerk.today = date(2026, 9, 8)
    if change == "bin":
        clerk.office.run(remove_activity, known)
    elif change == "day":
        plans(clerk, clerk.works, on=date(2026, 9, 8), number=known)
    else:
        meeting = ActivityFacts(ActivityKind.MEETING, DAY, "会议", enterprises=(clerk.works,))
        clerk.office.run(save_activity, meeting, known)
    assert [one.now for one in clerk.office.ask(differences, W1)] == [said]
    assert slot(clerk, W2).value == 1  # what was filed stands


def test_of_a_campaign_and_with_opening_figures(clerk: Clerk, others: tuple[int, int]) -> None:
    desk.campaign(clerk.office, "冬季行动")
    plans(clerk, clerk.works, campaigns=("冬季行动",))
    plans(clerk, *others)
    assert (slot(clerk, W1, "冬季行动").value, slot(clerk, W1).value) == (1, 3)
    statement = clerk.opening(date(2026, 8, 31), self_plans=20)
    assert slot(clerk, W1).value == 23
    assert [row.opening for row in clerk.office.ask(slot_rows, PLANS, W1)] == [True, False, False, False]
    clerk.office.run(remove_opening, statement)
    clerk.opening(DAY, self_plans=20)  # what came before is part of it
    assert slot(clerk, W1).value == 20
