"""What S003 三(三) asks of a pair: at the limits, before, between and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.round_checks import (
    Demands,
    Listed,
    PairStanding,
    Stock,
    Visited,
    check_pair,
    state_of_pair,
)
from hazard_desk.terms import CheckState, PairState

TODAY = date(2026, 3, 20)
ASKED = Demands(3, 5, 60, ("钢铁", "有限空间"))
OK, OPEN, WRONG, NONE = CheckState


def on(day: int) -> date:
    return date(2026, 3, day)


def firms(small: int, large: int, visited: bool = True, **more: object) -> list[Listed]:
    kinds = frozenset({"钢铁", "有限空间"})
    return [
        Listed(f"企业{number}", number < small, kinds, visited, **more)  # type: ignore[arg-type]
        for number in range(small + large)
    ]


def visits(*days: int, inspectors: int = 2, hazards: int = 1) -> list[Visited]:
    return [Visited(f"企业{number}", on(day), inspectors, hazards) for number, day in enumerate(days)]


def done(**more: object) -> PairStanding:
    facts = PairStanding(
        starts_on=on(9),
        ends_on=on(11),
        closes_on=on(11),
        members=2,
        known=2,
        listed=firms(3, 2),
        visits=visits(9, 9, 10, 11, 11),
        stock=Stock(20, 12, {"钢铁": 1, "有限空间": 4}),
    )
    return replace(facts, **more)  # type: ignore[arg-type]


def point(
    pair: PairStanding, key: str, today: date = TODAY, asked: Demands = ASKED
) -> tuple[CheckState, str]:
    (check,) = (check for check in check_pair(pair, asked, today) if check.key == key)
    return check.state, check.text


def test_all_points_stand_in_order_and_a_pair_well_done_is_without_fault() -> None:
    pair = done(handed_over_on=on(12), received_by="李某", feedback_on=on(18), reported_on=on(19))
    checks = check_pair(pair, ASKED, TODAY)
    assert [check.key for check in checks] == [
        *("days", "enterprises", "small_share", "kinds", "team", "conflicts", "f10"),
        *("handover", "feedback", "report"),
    ]
    assert {check.state for check in checks} == {OK}
    assert point(pair, "f10")[1] == "已检查 5 家：5 家有隐患，0 家未发现隐患"
    assert point(pair, "handover")[1] == "2026年3月12日移交，李某接收"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, (OK, "检查了 3 天")),
        ({"visits": visits(9, 9, 11)}, (WRONG, "只检查了 2 天，应不少于 3 天")),
        ({"visits": []}, (WRONG, "没有检查记录，应不少于 3 天")),
        (
            {"visits": visits(9), "closes_on": on(20)},
            (OPEN, "计划2026年3月9日至2026年3月11日，共 3 天，已检查 1 天"),
        ),
        ({"visits": [], "closes_on": None, "starts_on": None, "ends_on": None}, (OPEN, "还没有检查")),
        (
            {"visits": [], "closes_on": None, "starts_on": on(21), "ends_on": on(22)},
            (WRONG, "计划2026年3月21日至2026年3月22日，共 2 天，少于 3 天"),
        ),
        (
            {"visits": [], "closes_on": on(31), "starts_on": on(21), "ends_on": on(23)},
            (OPEN, "计划2026年3月21日至2026年3月23日，共 3 天，还没有检查"),
        ),
        ({"own": False, "visits": [], "listed": []}, (OK, "计划2026年3月9日至2026年3月11日，共 3 天")),
        (
            {"own": False, "visits": [], "listed": [], "ends_on": on(10)},
            (WRONG, "计划2026年3月9日至2026年3月10日，共 2 天，少于 3 天"),
        ),
    ],
)  # fmt: skip
def test_days_are_planned_then_counted(more: dict[str, object], expected: tuple[CheckState, str]) -> None:
    assert point(done(**more), "days") == expected


def test_the_last_day_is_still_a_day() -> None:
    pair = done(visits=visits(9, 10), closes_on=TODAY)
    assert point(pair, "days")[0] is OPEN
    assert point(pair, "days", TODAY + timedelta(1))[0] is WRONG


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, (OK, "检查了 5 家")),
        ({"listed": firms(2, 2)}, (WRONG, "只检查了 4 家，应不少于 5 家")),
        ({"listed": [], "closes_on": None, "visits": []}, (OPEN, "还没有定抽检企业")),
        (
            {"listed": [], "closes_on": None, "visits": [], "stock": Stock(4, 4)},
            (WRONG, "还没有定抽检企业；辖区内正常经营的只有 4 家"),
        ),
        ({"listed": firms(2, 2, False), "closes_on": None, "visits": []}, (WRONG, "名单上 4 家，少于 5 家")),
        ({"listed": firms(3, 2, False), "closes_on": None, "visits": []}, (OPEN, "名单上 5 家，已检查 0 家")),
        ({"own": False, "listed": [], "visits": []}, (NONE, "受检方的企业不在本台账，由对方登记")),
    ],
)
def test_enterprises_are_listed_then_visited(
    more: dict[str, object], expected: tuple[CheckState, str]
) -> None:
    assert point(done(**more), "enterprises") == expected


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 100))
def test_the_share_is_of_all_that_were_visited(small: int, large: int, share: int) -> None:
    pair = done(listed=firms(small, large), visits=visits(9))
    state, _ = point(pair, "small_share", asked=Demands(3, 5, share, ()))
    every = small + large
    enough = every > 0 and small >= ceil(share * every / 100)
    assert state is (OK if enough else WRONG)


def test_who_is_only_on_the_list_counts_until_the_days_are_over() -> None:
    listed = [*firms(3, 0, visited=False), *firms(0, 2)]
    before = done(listed=listed, visits=visits(9, 10), closes_on=None)
    assert point(before, "small_share") == (OPEN, "5 家中有中小企业 3 家")
    assert point(replace(before, closes_on=on(11)), "small_share") == (
        WRONG,
        "2 家中有中小企业 0 家，不足 60%",
    )


def test_what_the_target_has_not_is_said() -> None:
    few = done(listed=firms(2, 3), stock=Stock(20, 2, {"钢铁": 1, "有限空间": 1}))
    assert point(few, "small_share") == (WRONG, "5 家中有中小企业 2 家；辖区内中小企业只有 2 家，不足 60%")
    none = done(listed=[], visits=[], closes_on=None, stock=Stock(20, 2))
    assert point(none, "small_share") == (WRONG, "辖区内中小企业只有 2 家，不足 60%")
    unknown = done(listed=[Listed("甲", None, visited=True), Listed("乙", True, visited=True)])
    assert point(unknown, "small_share") == (
        WRONG,
        "2 家中有中小企业 1 家，1 家没有填规模、不计在内，不足 60%",
    )


def kinds(found: set[str], stock: dict[str, int], **more: object) -> tuple[CheckState, str]:
    listed = [Listed("甲", True, frozenset(found), visited=True)]
    avoided = more.pop("avoided", {})
    unknown = more.pop("unknown", frozenset())
    held = Stock(9, 9, stock, avoided, unknown)  # type: ignore[arg-type]
    return point(done(listed=listed, stock=held, **more), "kinds")


def test_kinds_that_are_not_there_are_no_fault() -> None:
    both = {"钢铁": 2, "有限空间": 3}
    assert kinds({"钢铁", "有限空间"}, both) == (OK, "已涵盖钢铁、有限空间")
    assert kinds({"钢铁"}, {"钢铁": 1}) == (OK, "已涵盖钢铁；辖区内没有有限空间企业")
    assert kinds(set(), {}) == (NONE, "辖区内没有钢铁、有限空间企业")
    assert kinds({"钢铁"}, both) == (WRONG, "已涵盖钢铁；没有查有限空间（辖区内 3 家）")
    assert kinds({"钢铁"}, both, closes_on=None)[1] == "已涵盖钢铁；名单里没有有限空间（辖区内 3 家）"
    assert kinds({"钢铁"}, both, avoided={"有限空间": 3}) == (OK, "已涵盖钢铁；有限空间企业须回避")
    assert kinds({"钢铁"}, both, avoided={"有限空间": 2})[0] is WRONG
    assert kinds({"钢铁"}, {"钢铁": 1}, unknown=frozenset({"有限空间"})) == (
        OK,
        "已涵盖钢铁；行业分类里没有“有限空间”",
    )
    assert point(done(), "kinds", asked=Demands(3, 5, 60, ())) == (NONE, "没有设置要涵盖的重点企业")
    empty = done(listed=[], visits=[], closes_on=None, stock=Stock(9, 9, {"钢铁": 1}))
    assert point(empty, "kinds") == (OPEN, "还要选钢铁（辖区内 1 家）；辖区内没有有限空间企业")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, (OK, "组员 2 人")),
        ({"members": 1}, (WRONG, "组员只有 1 人")),
        ({"members": 0}, (OK, "没有填组员；每次检查都有 2 人以上")),
        ({"members": 0, "visits": []}, (OPEN, "还没有填组员")),
        ({"visits": visits(9, 10, inspectors=1)}, (WRONG, "2 次检查的检查人员不足 2 人")),
    ],
)
def test_no_team_is_of_one(more: dict[str, object], expected: tuple[CheckState, str]) -> None:
    assert point(done(**more), "team") == expected


def test_how_many_go_is_as_the_office_set_it() -> None:
    asked = Demands(members=3)
    assert point(done(), "team", asked=asked) == (WRONG, "5 次检查的检查人员不足 3 人")
    three = done(members=2, visits=visits(9, inspectors=3))
    assert point(three, "team", asked=asked) == (WRONG, "组员只有 2 人")
    assert point(replace(three, members=3), "team", asked=asked)[0] is OK
    assert "检查组不少于 3 人" in [check.label for check in check_pair(three, asked, TODAY)]


def test_who_should_have_kept_away_is_named() -> None:
    listed = done(listed=firms(1, 0, avoided=("张三家在马村",)))
    assert point(listed, "conflicts") == (WRONG, "应当回避：张三家在马村（企业0）")
    went = done(visits=[Visited("甲厂", on(9), 2, 0, ("王五曾在此任职",))])
    assert point(went, "conflicts") == (WRONG, "应当回避：王五曾在此任职（甲厂）")
    many = done(
        listed=firms(5, 0, avoided=("张三家在马村；东头",)),
        visits=[Visited("企业1", on(9), 2, 0, ("李四包联马村", "张三家在马村；东头"))],
    )
    assert point(many, "conflicts")[1] == (
        "应当回避：张三家在马村；东头（企业0、企业1、企业2等 5 家）；李四包联马村（企业1）"
    )
    assert point(done(known=0), "conflicts")[0] is OPEN
    assert point(done(known=1), "conflicts") == (
        OK,
        "名单上没有须回避的企业；1 名组员不在人员名册里，无从核对",
    )


def test_every_enterprise_on_the_list_has_its_visit() -> None:
    listed = [*firms(2, 0), Listed("丙", True)]
    visit = [Visited("企业0", on(9), 2, 3), Visited("企业1", on(9), 2, 0)]
    said = "已检查 2 家：1 家有隐患，1 家未发现隐患；名单上还有 1 家没有检查记录"
    assert point(done(listed=listed, visits=visit), "f10") == (WRONG, said)
    assert point(done(listed=listed, visits=visit, closes_on=None), "f10") == (OPEN, said)
    assert point(done(listed=listed[:2], visits=visit), "f10")[0] is OK


def test_what_was_found_after_the_hand_over_is_not_in_it() -> None:
    assert point(done(), "handover") == (OPEN, "还没有移交")
    assert point(done(handed_over_on=on(11)), "handover") == (OK, "2026年3月11日移交，没有填接收人")
    assert point(done(handed_over_on=on(10)), "handover") == (
        WRONG,
        "2026年3月10日移交之后又检查了 2 次，须补充移交",
    )


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (on(19), (WRONG, "反馈逾期 1 天（期限2026年3月19日）")),
        (on(20), (OPEN, "反馈期限2026年3月20日，今天到期")),
        (on(22), (OPEN, "反馈期限2026年3月22日，还有 2 天")),
        (None, (OPEN, "还没有反馈，也没有约定反馈期限")),
    ],
)
def test_feedback_is_overdue_from_the_day_after(due: date | None, expected: tuple[CheckState, str]) -> None:
    assert point(done(handed_over_on=on(12), feedback_due_on=due), "feedback") == expected
    late = point(done(handed_over_on=on(12), feedback_due_on=on(15), feedback_on=on(17)), "feedback")
    assert late == (OK, "2026年3月17日反馈，晚了 2 天")


def test_how_far_a_pair_is() -> None:
    def state(**more: object) -> PairState:
        return state_of_pair(done(**more), ASKED, TODAY)

    nothing: dict[str, object] = {"listed": [], "visits": [], "starts_on": None, "ends_on": None}
    assert state(**nothing, closes_on=None) is PairState.UNPLANNED
    assert state(**nothing | {"starts_on": on(21)}, closes_on=None) is PairState.PLANNED
    assert state(**nothing | {"listed": firms(3, 2, False)}, closes_on=None) is PairState.PLANNED
    assert state(visits=visits(9, 10), closes_on=None) is PairState.VISITING
    assert state(visits=visits(9, 10), closes_on=TODAY) is PairState.VISITING
    assert state(visits=visits(9, 10)) is PairState.TO_HAND_OVER
    assert state(closes_on=None) is PairState.TO_HAND_OVER  # all that is asked is done
    assert state(closes_on=None, listed=[*firms(3, 2), Listed("再一家", True)]) is PairState.VISITING
    assert state(own=False, listed=[], visits=[]) is PairState.TO_HAND_OVER
    assert state(handed_over_on=on(12)) is PairState.AWAITING
    assert state(handed_over_on=on(12), feedback_on=on(13)) is PairState.ANSWERED
