"""The forms of filed weeks: F5 lists what F4 counts, F6 says the cumulative figures that were filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.enforcing import IllegalActFacts, save_enforcement
from hazard_desk.services.filing.figure_names import figure_name
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.form_entries import save_entry
from hazard_desk.services.form_filling.dispatch import Slot, dispatch_slots, slot_rows
from hazard_desk.services.support_pairs import SupportPairFacts, save_support_pair
from hazard_desk.terms import HazardLevel, Move
from tests.services import form_desk as desk
from tests.services.filing.clerk import GENERAL, W1, W2, Clerk
from tests.services.filing.month_desk import make_office

F5, F6 = "illegal-acts", "weekly-dispatch"


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    made = Clerk()
    with make_office(tmp_path, made.clock) as office:
        made.office = office
        made.works = desk.enterprise(office)
        yield made


def conduct(clerk: Clerk, week: date, **wanted: Any) -> list[str]:
    sheet = desk.one(clerk.office, F5, week_end=week, **wanted)
    return [row[key] for row in desk.listed(sheet) for key in row if "行为" in key and row[key]]


def act(clerk: Clerk, on: date, description: str) -> int:
    clerk.today = max(clerk.today, on)
    return desk.saved(
        clerk.office.run(save_enforcement, IllegalActFacts(on, description, party="无照加工点"))
    )


def test_f5_lists_what_f4_counts_in_the_week_late_ones_and_what_is_void_by_now(clerk: Clerk) -> None:
    visit = clerk.visit(date(2026, 9, 2), desk.major("瓦斯超限"), GENERAL)
    act(clerk, date(2026, 9, 3), "无证经营")
    clerk.file(W1)
    void = desk.hazard_ids(clerk.office, visit)[0]
    clerk.office.run(make_move, [void], Step(Move.VOID, clerk.today, "张三", "重复登记"))
    act(clerk, date(2026, 9, 1), "补录的行为")
    clerk.visit(date(2026, 9, 8), desk.major("顶板离层"))
    assert conduct(clerk, W1) == ["瓦斯超限", "无证经营"]
    assert conduct(clerk, W2) == ["补录的行为", "顶板离层"]
    every = ["补录的行为", "瓦斯超限", "无证经营", "顶板离层"]
    assert conduct(clerk, W2, scope=Scope.CUMULATIVE) == every


def test_f5_of_a_filed_week_keeps_what_was_written(clerk: Clerk) -> None:
    known = act(clerk, date(2026, 9, 3), "无证经营")
    clerk.file(W1)
    changed = IllegalActFacts(date(2026, 9, 3), "超范围经营", party="无照加工点")
    clerk.office.run(save_enforcement, changed, known)
    assert conduct(clerk, W1) == ["无证经营"]


def test_f5_names_no_cases_of_opening_figures(clerk: Clerk) -> None:
    clerk.opening(date(2026, 8, 31), illegal_found=9, major_found=2)
    act(clerk, date(2026, 9, 3), "无证经营")
    assert conduct(clerk, W1, scope=Scope.CUMULATIVE) == ["无证经营"]


# ---- F6 -----------------------------------------------------------------------------------------------


def slots(clerk: Clerk, week: date) -> dict[str, Slot]:
    return {slot.name: slot for slot in clerk.office.ask(dispatch_slots, week)}


def test_f6_of_a_filed_week_says_what_was_filed(clerk: Clerk) -> None:
    visit = clerk.visit(date(2026, 9, 2), GENERAL, replace(GENERAL, description="通道堵塞"))
    clerk.file(W1)
    void = desk.hazard_ids(clerk.office, visit)[0]
    clerk.office.run(make_move, [void], Step(Move.VOID, clerk.today, "张三", "重复登记"))
    clerk.visit(date(2026, 9, 1), HazardFacts("补录的", HazardLevel.GENERAL))
    assert slots(clerk, W1)["county_general_found"].computed == 2
    assert slots(clerk, W2)["county_general_found"].computed == 3
    rows = clerk.office.ask(slot_rows, "county_general_found", W2)
    assert [(row.text, row.late) for row in rows] == [
        ("补录的", True),
        ("配电箱未上锁", False),
        ("通道堵塞", False),
    ]


def test_f6_opens_to_its_opening_figures_and_to_fines_with_their_amounts(clerk: Clerk) -> None:
    clerk.opening(date(2026, 8, 31), fined_enterprises=3, fined_enterprises_wan=5_000_000)
    clerk.fine(date(2026, 9, 2), 2_000_000)
    found = slots(clerk, W1)
    assert (found["fined_enterprises"].computed, found["fined_enterprises_wan"].computed) == (4, 7)
    told = clerk.office.ask(slot_rows, "fined_enterprises", W1)
    assert [(row.opening, row.amount_fen) for row in told] == [(True, None), (False, 2_000_000)]
    assert told[0].text == "期初数 3，截至 2026-08-31，县统计表"
    told = clerk.office.ask(slot_rows, "fined_enterprises_wan", W1)
    assert [(row.opening, row.amount_fen) for row in told] == [(True, 5_000_000), (False, 2_000_000)]
    assert told[0].text.startswith("期初数 5 万元")


def test_where_no_pairs_are_kept_what_was_typed_of_them_stands(clerk: Clerk) -> None:
    clerk.office.run(save_entry, F6, W1, None, "model_enterprises", "5")
    assert slots(clerk, W1)["model_enterprises"].value == "5"
    assert slots(clerk, W2)["model_enterprises"].value == "5"  # a cumulative figure stands until typed anew
    assert slots(clerk, W2)["helped_general_found"].computed is None
    pair = SupportPairFacts(desk.enterprise(clerk.office, "标杆铸造厂"), clerk.works, date(2026, 9, 2))
    clerk.office.run(save_support_pair, pair)
    found = slots(clerk, W2)
    assert found["helped_general_found"].value == 0
    # The records tell less than was reported: what was typed stands until the program's figure is taken.
    assert (found["model_enterprises"].value, found["model_enterprises"].computed) == ("5", 1)
    clerk.office.run(save_entry, F6, W2, None, "model_enterprises", "", "1")
    assert slots(clerk, W2)["model_enterprises"].value == 1


def test_every_figure_of_the_log_has_a_name(clerk: Clerk) -> None:
    for slot in slots(clerk, W1).values():
        if slot.computed is not None and slot.name not in ("ordered", "suspended", "closed"):
            assert clerk.office.ask(figure_name, slot.name) != slot.name
