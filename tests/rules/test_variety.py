"""How many different rounds there are: against trying all, and in words."""

from __future__ import annotations

from itertools import combinations

import pytest

from hazard_desk.rules.rotation import Pair, Question, check_arrangement
from hazard_desk.rules.rotation.variety import most_rounds, varieties, variety_words
from tests.rules.rounds import COUNTIES, FOURTEEN, breaks, every_table, keeps_hard_rules, parties


def most_by_trying_all(question: Question) -> int:
    """Count the rounds that can follow one another without a repetition and without a mutual pair."""
    sides = ([party.name for party in side] for side in (question.units, question.inspected))
    good = [
        frozenset(table)
        for table in every_table(*sides)
        if keeps_hard_rules(question, table) and not (question.targets is None and breaks(question, table)[0])
    ]

    def more(left: list[frozenset[Pair]]) -> int:
        return max(
            (1 + more([other for other in left[at + 1 :] if not other & one]) for at, one in enumerate(left)),
            default=0,
        )

    # The first unit's target differs from round to round, so one round of each is enough to begin with.
    return more(sorted(good, key=sorted))


@pytest.mark.parametrize("count", range(1, 6))
def test_units_have_as_many_rounds_as_trying_all_finds(count: int) -> None:
    most, exact = most_rounds(count)
    assert exact
    assert most == most_by_trying_all(Question(parties("甲乙丙丁戊"[:count])))


@pytest.mark.parametrize(("count", "rounds"), [(6, 5), (7, 6)])
def test_six_and_seven_have_what_the_papers_say(count: int, rounds: int) -> None:
    assert most_rounds(count) == (rounds, True)


@pytest.mark.parametrize("count", range(3, 24, 2))
def test_an_odd_number_has_its_shifts(count: int) -> None:
    """Every shift is a round without a mutual pair, no two share a pair, and no more can be."""
    names = [f"单位{number}" for number in range(count)]
    question = Question(parties(names))
    shifts = [
        frozenset((name, names[(at + shift) % count]) for at, name in enumerate(names))
        for shift in range(1, count)
    ]
    assert all(check_arrangement(question, tuple(sorted(one))).valid for one in shifts)
    assert all(not check_arrangement(question, tuple(sorted(one))).broken for one in shifts)
    assert not any(one & other for one, other in combinations(shifts, 2))
    assert most_rounds(count) == (len(shifts), True)


@pytest.mark.parametrize(
    ("teams", "targets"),
    [("甲乙", "ABC"), ("甲乙丙", "AB"), ("甲乙丙丁", "AB"), ("甲", "ABC"), ("甲乙丙丁", "ABC")],
)
def test_teams_have_as_many_rounds_as_the_smaller_side(teams: str, targets: str) -> None:
    question = Question(parties(teams), parties(targets))
    (found,) = varieties(question)
    assert found.exact
    assert found.rounds == most_by_trying_all(question)


@pytest.mark.parametrize(
    "question",
    [
        Question(parties("甲乙丙丁"), avoided=(("甲", "乙"), ("甲", "丙"))),
        Question(parties("甲乙丙丁"), tied=(("甲", "乙"),)),
        Question(parties("甲乙丙丁戊"), avoided=(("甲", "乙"), ("丙", "乙"), ("丁", "乙"))),
        Question(parties("甲乙丙丁", ["东", "东", "", ""])),
        Question(parties("甲乙丙"), parties("AB"), avoided=(("甲", "A"),)),
        Question(parties("甲乙"), parties("ABC"), tied=(("甲", "A"), ("甲", "B"))),
        Question(parties("甲乙"), parties("甲乙丙")),
        Question(parties("甲乙丙"), parties("ABC")),
    ],
)
def test_what_is_forbidden_leaves_a_bound_and_only_that_is_said(question: Question) -> None:
    (found,) = varieties(question)
    assert found.rounds >= most_by_trying_all(question)
    if not found.exact:
        assert "最多" in variety_words(question, ())[0]


def test_groups_are_told_by_themselves_and_those_alike_together() -> None:
    question = Question(parties("甲乙丙丁戊", ["东", "西", "西", "东", "西"]))
    assert variety_words(question, ()) == [
        "片区「东」有 2 个单位：只能互查，每一轮都一样。",
        "片区「西」有 3 个单位：不重复、不互查的安排只有 2 轮。",
    ]
    earlier = ((("乙", "丙"), ("丙", "戊")), (("甲", "丁"), ("丁", "甲")))
    assert variety_words(question, earlier)[1].endswith("只有 2 轮，已用 1 轮。")
    assert variety_words(Question(COUNTIES), (FOURTEEN,)) == [
        "片区「第1片」「第2片」「第4片」各有 3 个单位：不重复、不互查的安排只有 2 轮，已用 1 轮。",
        "片区「第3片」有 5 个单位：不重复、不互查的安排只有 4 轮，已用 1 轮。",
    ]


def test_an_even_number_from_eight_on_is_a_bound_and_locked_pairs_count_for_one_round_only() -> None:
    eight = Question(parties("甲乙丙丁戊己庚辛"), locked=(("甲", "乙"),))
    assert variety_words(eight, ()) == ["8 个单位：不重复、不互查的安排最多 7 轮。"]
    teams = Question(parties("甲乙丙丁戊己庚辛"), parties("ABCDEFG"))
    seven = ((("甲", "A"),),) * 7
    assert variety_words(teams, seven) == [
        "8 个检查方、7 个受检方：不重复的安排只有 7 轮，已用 7 轮，再排可能重复。"
    ]


def test_of_an_impossible_round_nothing_is_said() -> None:
    assert varieties(Question(parties("甲"))) == []
    alone = Question(parties("甲乙丙"), avoided=(("甲", "乙"), ("甲", "丙")))
    assert varieties(alone) == []
    apart = Question(parties("甲乙丙", ["东", "西", "西"]))
    assert [one.group for one in varieties(apart)] == ["西"]
