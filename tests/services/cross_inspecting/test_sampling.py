"""抽检企业 proposed for the pairs of a round, offered, and changed by hand."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from time import perf_counter

import pytest
from sqlalchemy import select

from hazard_desk.errors import InputRefused
from hazard_desk.model import CrossSample
from hazard_desk.rules.facts import EnterpriseFacts, InspectionFacts
from hazard_desk.services.cross_inspecting.following import read_pair, tie_visits
from hazard_desk.services.cross_inspecting.sampling import (
    change_samples,
    offered_enterprises,
    propose_samples,
)
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo
from hazard_desk.services.registry import change_state, remove_enterprise, save_enterprise
from hazard_desk.services.settings import save_settings
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import EnterpriseSize, EnterpriseState, RiskLevel, SourceStage
from tests.services.cross_inspecting.round_desk import dump, pair_ids, taken_back
from tests.services.cross_inspecting.village_desk import Desk

LARGE, MEDIUM, SMALL, MICRO = EnterpriseSize
RED, ORANGE, YELLOW, BLUE = RiskLevel


def on(day: int) -> date:
    return date(2026, 3, day)


def listed(desk: Desk, pair: int) -> dict[str, str]:
    """Return the reasons of a pair's list by enterprise, in its order."""
    return {row.name: row.reason for row in desk.office.ask(read_pair, pair).samples}


@pytest.fixture
def pair(desk: Desk) -> int:
    """Return a pair with everything at its target."""
    desk.firm("钢厂", "马村", LARGE, RED, "钢铁")
    desk.firm("铝厂", "马村", MEDIUM, ORANGE, "铝加工（深井铸造）")
    desk.firm("木业", "马村", SMALL, BLUE, "粉尘涉爆")
    desk.firm("家具", "马村", MICRO, BLUE, "粉尘涉爆", "有限空间")
    desk.firm("大厂", "马村", LARGE, RED)
    desk.firm("中厂", "马村", MEDIUM, YELLOW)
    desk.firm("不知道", "马村", None, ORANGE)
    desk.firm("别村厂", "东堡村", SMALL, RED)
    round_id = desk.round({"A组": "马村", "B组": "东堡村"})
    return desk.pair(round_id, "A组")


def test_what_is_proposed_fulfils_all_at_once_and_says_why(desk: Desk, pair: int) -> None:
    visit = InspectionFacts(enterprise_id=desk.firms["铝厂"], inspected_on=date(2025, 4, 2))
    desk.office.run(save_inspection, visit)
    changes = taken_back(desk.office, propose_samples, 1, [pair])
    assert changes.summary == "1 组抽取检查企业 5 家"
    assert changes.notices == []
    assert listed(desk, pair) == {
        "大厂": "红色风险；从未检查",
        "钢厂": "红色风险；钢铁；从未检查",
        "铝厂": "橙色风险；铝加工（深井铸造）；上次检查2025年4月2日；中型企业",
        "中厂": "黄色风险；从未检查；中型企业",
        "家具": "蓝色风险；粉尘涉爆；有限空间；从未检查；微型企业",
    }


def test_whoever_is_not_at_work_or_avoided_is_never_proposed(desk: Desk, pair: int) -> None:
    desk.person("张三", former_employers=(desk.firms["铝厂"],), duty_industries=(desk.industry("钢铁"),))
    desk.person("李四")
    round_id = desk.round({"C组": "马村"}, {"C组": ("张三", "李四")}, name="第二轮")
    mine = desk.pair(round_id, "C组")
    desk.office.run(change_state, desk.firms["中厂"], EnterpriseState.SUSPENDED, on(1))
    desk.office.run(remove_enterprise, desk.firms["大厂"])
    changes = desk.office.run(propose_samples, round_id)
    assert set(listed(desk, mine)) == {"木业", "家具", "不知道"}
    assert changes.notices == [
        "「C组→马村」：名单上 3 家，少于 5 家。",
    ]
    offered = desk.office.ask(offered_enterprises, mine)
    assert [row.name for row in offered] == ["不知道", "家具", "木业", "钢厂", "铝厂"]
    assert [row.avoid for row in offered[-2:]] == [("张三包联钢铁",), ("张三曾在此任职",)]


def test_too_few_small_ones_are_told(desk: Desk) -> None:
    for number in range(4):
        desk.firm(f"大厂{number}", "马村", LARGE)
    for number in range(2):
        desk.firm(f"小厂{number}", "马村", SMALL)
    round_id = desk.round({"A组": "马村"})
    changes = desk.office.run(propose_samples, round_id)
    assert changes.notices == ["「A组→马村」：5 家中有中小企业 2 家；辖区内中小企业只有 2 家，不足 60%。"]


def test_every_pair_without_a_visit_is_proposed_for(desk: Desk, pair: int) -> None:
    desk.office.run(change_samples, pair, [desk.firms["木业"]])
    desk.visit(pair, "木业", on(9))
    desk.office.run(propose_samples, 1)
    assert listed(desk, pair) == {"木业": "自行选定"}
    assert set(listed(desk, desk.pair(1, "B组"))) == {"别村厂"}
    # Asked for by name, it keeps what it visited and gets the rest anew.
    taken_back(desk.office, propose_samples, 1, [pair])
    names = set(listed(desk, pair))
    assert "木业" in names
    assert len(names) == 5


def test_what_was_sampled_in_earlier_rounds_comes_last(desk: Desk) -> None:
    for name in "甲乙丙丁":
        desk.firm(f"{name}厂", "马村", SMALL)
    desk.office.run(save_settings, {"cross.enterprises": 2})
    first = desk.round({"A组": "马村"}, name="去年", starts_on=date(2025, 3, 1), ends_on=None)
    desk.office.run(propose_samples, first)
    before = set(listed(desk, desk.pair(first, "A组")))
    second = desk.round({"A组": "马村"}, name="今年")
    desk.office.run(propose_samples, second)
    now = set(listed(desk, desk.pair(second, "A组")))
    assert before | now == {"甲厂", "乙厂", "丙厂", "丁厂"}
    # A round that came before the others, but was entered last, doesn't look ahead.
    oldest = desk.round({"A组": "马村"}, name="前年", starts_on=date(2024, 3, 1), ends_on=None)
    desk.office.run(propose_samples, oldest)
    assert set(listed(desk, desk.pair(oldest, "A组"))) == before


def test_a_visit_of_this_round_does_not_make_it_inspected_before(desk: Desk, pair: int) -> None:
    desk.visit(pair, "钢厂", on(9))
    earlier = InspectionFacts(enterprise_id=desk.firms["大厂"], inspected_on=on(8), stage=SourceStage.CROSS)
    known = desk.office.run(save_inspection, earlier).record_id
    rows = {row.name: row.last_on for row in desk.office.ask(offered_enterprises, pair)}
    assert (rows["钢厂"], rows["大厂"]) == (None, on(8))
    desk.office.run(tie_visits, pair, [known])
    assert {row.name: row.last_on for row in desk.office.ask(offered_enterprises, pair)}["大厂"] is None


def test_teams_at_one_target_share_its_enterprises(desk: Desk) -> None:
    for number in range(12):
        risk = RED if number < 5 else BLUE
        desk.firm(f"{number:02}厂", "马村", SMALL if number % 3 else LARGE, risk)
    round_id = desk.round({"A组": "马村", "B组": "马村", "C组": "东堡村"})
    changes = desk.office.run(propose_samples, round_id)
    assert changes.counts == {"pairs": 3, "samples": 10}
    ids = pair_ids(desk.office, round_id)
    hands = [desk.office.ask(read_pair, ids[team, "马村"]).samples for team in ("A组", "B组")]
    names = [{row.name for row in hand} for hand in hands]
    assert [len(hand) for hand in names] == [5, 5]
    assert not names[0] & names[1]
    assert sorted(sum(row.risk is RED for row in hand) for hand in hands) == [2, 3]
    for hand in hands:
        assert sum(row.size is SMALL for row in hand) >= 3
    # Proposed for one of them alone, it leaves the other's to the other.
    desk.office.run(propose_samples, round_id, [ids["A组", "马村"]])
    again = {row.name for row in desk.office.ask(read_pair, ids["A组", "马村"]).samples}
    assert not again & names[1]


def test_a_target_of_somebody_else_gets_no_list(desk: Desk) -> None:
    round_id = desk.round({"文水县": "交城县"})
    before = dump(desk.office)
    changes = desk.office.run(propose_samples, round_id)
    assert changes.summary == "没有要抽取检查企业的组"
    assert changes.notices == ["「文水县→交城县」：受检方的企业不在本台账，请由对方提供名单。"]
    assert dump(desk.office) == before


def test_the_same_proposal_again_changes_nothing(desk: Desk, pair: int) -> None:
    desk.office.run(propose_samples, 1)
    before = dump(desk.office)
    assert desk.office.run(propose_samples, 1).entry_id is None
    assert dump(desk.office) == before


def test_a_village_of_two_targets_is_not_inspected_twice(desk: Desk) -> None:
    for number in range(12):
        desk.firm(f"{number:02}号厂")
    round_id = desk.round({"A组": "马村", "B组": "马村、东堡村"})
    desk.office.run(propose_samples, round_id)
    lists = [set(listed(desk, desk.pair(round_id, team))) for team in ("A组", "B组")]
    assert list(map(len, lists)) == [5, 5]
    assert not lists[0] & lists[1]


def test_the_same_proposal_again_is_the_same_among_equals(desk: Desk) -> None:
    for number in range(12):
        desk.firm(f"{number:02}号厂")
    pair = desk.pair(desk.round({"A组": "马村"}), "A组")
    desk.office.run(propose_samples, 1)
    first = listed(desk, pair)
    assert list(first) == [f"{number:02}号厂" for number in range(5)]
    desk.office.run(propose_samples, 1)
    assert listed(desk, pair) == first


def test_a_list_changed_by_hand_keeps_its_order_and_its_reasons(desk: Desk, pair: int) -> None:
    desk.office.run(propose_samples, 1, [pair])
    wanted = [desk.firms[name] for name in ("木业", "家具", "大厂")]
    taken_back(desk.office, change_samples, pair, wanted)
    reasons = listed(desk, pair)
    assert list(reasons) == ["木业", "家具", "大厂"]
    assert reasons["木业"] == "自行选定"
    assert reasons["大厂"] == "红色风险；从未检查"
    with pytest.raises(InputRefused) as refused:
        desk.office.run(change_samples, pair, [*wanted, 99])
    assert [problem.field for problem in refused.value.problems] == ["enterprise_ids"]
    taken_back(desk.office, change_samples, pair, [])
    assert desk.office.ask(lambda reading: list(reading.session.scalars(select(CrossSample.id)))) == []


def test_an_enterprise_that_leaves_the_registry_leaves_the_list_until_it_comes_back(
    desk: Desk, pair: int
) -> None:
    desk.office.run(change_samples, pair, [desk.firms["木业"], desk.firms["家具"]])
    removal = desk.office.run(remove_enterprise, desk.firms["木业"])
    assert list(listed(desk, pair)) == ["家具"]
    desk.office.run(undo, removal.entry_id)
    assert list(listed(desk, pair)) == ["木业", "家具"]


def test_five_hundred_enterprises_are_read_at_once(desk: Desk) -> None:
    def enter(work: UnitOfWork) -> Changes:
        for number in range(500):
            save_enterprise(
                work,
                EnterpriseFacts(
                    name=f"{number}号厂",
                    village="马村",
                    size=list(EnterpriseSize)[number % 4],
                    risk_level=list(RiskLevel)[number % 4],
                    industries=("钢铁",) if number % 7 == 0 else (),
                ),
            )
        return Changes("填入")

    desk.office.run(enter)
    desk.person("张三", home_village_id=3)
    round_id = desk.round({"A组": "马村", "B组": "马村"}, {"A组": ("张三",), "B组": ("张三",)})
    desk.office.run(propose_samples, round_id)
    pair = desk.pair(round_id, "A组")
    times = []
    for _ in range(3):
        start = perf_counter()
        desk.office.ask(read_pair, pair)
        times.append(perf_counter() - start)
    assert min(times) < 0.1
    hands = [set(listed(desk, known)) for known in pair_ids(desk.office, round_id).values()]
    assert all(len(hand) == 5 for hand in hands)
    assert not any(one & other for one, other in combinations(hands, 2))
