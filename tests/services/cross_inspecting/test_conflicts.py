"""回避 of the 组员, worked out live from 人员名册."""

from __future__ import annotations

import pytest

from hazard_desk.errors import HazardDeskError
from hazard_desk.services.cross_inspecting.conflicts import MemberBar, member_bars
from hazard_desk.services.cross_inspecting.rounds import remove_round
from hazard_desk.services.cross_inspecting.sampling import offered_enterprises
from hazard_desk.services.journal import undo
from hazard_desk.services.registry import remove_enterprise
from hazard_desk.services.rosters import PersonFacts, remove_roster_entry, save_roster_entry
from hazard_desk.terms import Avoidance
from tests.services.cross_inspecting.village_desk import Desk


def avoided(desk: Desk, pair_id: int) -> dict[int, str]:
    """Return of the enterprises that a pair is offered those to keep away from, and why."""
    return {
        row.id: "；".join(row.avoid) for row in desk.office.ask(offered_enterprises, pair_id) if row.avoid
    }


def test_who_lives_in_a_village_or_answers_for_it_does_not_inspect_it(desk: Desk) -> None:
    desk.person("张三", home_village_id=2)
    desk.person("李四", duty_villages=(3, 2))
    members = {"A组": ("张三", "过路人"), "B组": ("李四",)}
    round_id = desk.round({"A组": "马村", "B组": "东堡村"}, members)
    assert desk.office.ask(member_bars, round_id) == [
        MemberBar("A组", "马村", Avoidance.AVOIDED, "张三家在马村"),
        MemberBar("B组", "马村", Avoidance.TIED, "李四包联马村"),
        MemberBar("B组", "东堡村", Avoidance.TIED, "李四包联东堡村"),
    ]


def test_a_target_that_is_the_whole_township_bars_nobody(desk: Desk) -> None:
    """Its single enterprises are avoided instead, those of no village as well as any."""
    desk.firm("马村厂", "马村")
    desk.firm("西厂", "西槽头村")
    desk.person("张三", home_village_id=2, duty_villages=(3,))
    round_id = desk.round({"A组": "西槽头乡"}, {"A组": ("张三",)})
    assert desk.office.ask(member_bars, round_id) == []
    pair = desk.pair(round_id, "A组")
    assert avoided(desk, pair) == {desk.firms["马村厂"]: "张三家在马村"}


def test_all_that_ties_a_team_to_enterprises_is_told(desk: Desk) -> None:
    plain, dusty = desk.firm("平厂"), desk.firm("粉尘厂", "马村", None, None, "粉尘涉爆")
    old, family = desk.firm("老厂"), desk.firm("亲戚厂")
    desk.person("张三", former_employers=(old,), relatives=(family,))
    desk.person("李四", duty_industries=(desk.industry("粉尘涉爆"),), former_employers=(old,))
    round_id = desk.round({"A组": "马村", "B组": "东堡村"}, {"A组": ("张三", "李四")})
    told = avoided(desk, desk.pair(round_id, "A组"))
    assert told == {
        dusty: "李四包联粉尘涉爆",
        old: "张三曾在此任职；李四曾在此任职",
        family: "张三的亲属经营",
    }
    assert plain not in told
    assert avoided(desk, desk.pair(round_id, "B组")) == {}


def test_a_person_entered_later_or_gone_from_the_roster(desk: Desk) -> None:
    round_id = desk.round({"A组": "马村"}, {"A组": ("张三",)})
    assert desk.office.ask(member_bars, round_id) == []
    entered = desk.office.run(save_roster_entry, PersonFacts("张 三", home_village_id=2))
    assert [bar.reason for bar in desk.office.ask(member_bars, round_id)] == ["张 三家在马村"]
    desk.office.run(undo, entered.entry_id)
    assert desk.office.ask(member_bars, round_id) == []


def test_an_enterprise_in_the_bin_is_avoided_again_when_it_comes_back(desk: Desk) -> None:
    family = desk.firm("亲戚厂")
    person = desk.person("张三", relatives=(family,))
    round_id = desk.round({"A组": "马村"}, {"A组": ("张三",)})
    pair = desk.pair(round_id, "A组")
    removal = desk.office.run(remove_enterprise, family)
    assert avoided(desk, pair) == {}
    # Saved meanwhile with what the form shows, which is without it:
    desk.office.run(save_roster_entry, PersonFacts("张三", note="改了备注"), person)
    desk.office.run(undo, removal.entry_id)
    assert avoided(desk, pair) == {family: "张三的亲属经营"}


def test_who_left_the_roster_while_the_round_lay_in_the_bin_bars_nothing(desk: Desk) -> None:
    person = desk.person("张三", home_village_id=2)
    round_id = desk.round({"A组": "马村"}, {"A组": ("张三",)})
    removal = desk.office.run(remove_round, round_id)
    gone = desk.office.run(remove_roster_entry, PersonFacts, person)
    desk.office.run(undo, removal.entry_id)
    assert desk.office.ask(member_bars, round_id) == []
    desk.office.run(undo, gone.entry_id)
    assert [bar.reason for bar in desk.office.ask(member_bars, round_id)] == ["张三家在马村"]


def test_members_of_a_round_stay_in_the_roster(desk: Desk) -> None:
    person = desk.person("张三")
    desk.round({"A组": "马村"}, {"A组": ("张三",)})
    with pytest.raises(HazardDeskError, match="还有 1 条记录用着"):
        desk.office.run(remove_roster_entry, PersonFacts, person)
