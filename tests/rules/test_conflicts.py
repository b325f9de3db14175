"""回避: which villages and enterprises a person must not inspect, and in which words."""

from __future__ import annotations

import pytest

from hazard_desk.rules.conflicts import Bar, Place, Ties, bars, why_avoided
from hazard_desk.terms import Avoidance

VILLAGES = {1: "西槽头村", 2: "马村", 3: "东堡村"}
TRADES = {7: "粉尘涉爆", 8: "有限空间"}
ZHANG = Ties("张三", 2, frozenset({3}), frozenset({7}), frozenset({50}), frozenset({60}))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ([1], []),
        ([2], [Bar(Avoidance.AVOIDED, "张三家在马村")]),
        ([3], [Bar(Avoidance.TIED, "张三包联东堡村")]),
        ([1, 2, 3], [Bar(Avoidance.AVOIDED, "张三家在马村"), Bar(Avoidance.TIED, "张三包联东堡村")]),
    ],
)
def test_a_village_is_barred_by_the_home_and_by_answering_for_it(
    target: list[int], expected: list[Bar]
) -> None:
    assert bars(ZHANG, target, VILLAGES) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(1, 1, frozenset({8})), ()),
        (Place(1, None), ()),
        (Place(1, 2), ("张三家在马村",)),
        (Place(1, 3), ("张三包联东堡村",)),
        (Place(1, 1, frozenset({7, 8})), ("张三包联粉尘涉爆",)),
        (Place(50, 1), ("张三曾在此任职",)),
        (Place(60, 1), ("张三的亲属经营",)),
        (Place(60, 2, frozenset({7})), ("张三的亲属经营", "张三家在马村", "张三包联粉尘涉爆")),
    ],
)
def test_every_tie_to_an_enterprise_is_named(place: Place, expected: tuple[str, ...]) -> None:
    assert why_avoided([ZHANG], place, VILLAGES, TRADES) == expected


def test_each_of_the_team_is_named_and_nobody_without_ties() -> None:
    team = [ZHANG, Ties("李四"), Ties("王五", 2)]
    assert why_avoided(team, Place(1, 2), VILLAGES, TRADES) == ("张三家在马村", "王五家在马村")
    assert why_avoided([Ties("李四")], Place(1, None), VILLAGES, TRADES) == ()
