"""Rounds of 交叉检查 arranged: against trying all, against planted rounds, and against Hall's theorem."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hazard_desk.rules.rotation import (
    Arrangement,
    Impossible,
    Pair,
    Party,
    Question,
    Rule,
    Wish,
    arrange,
    check_arrangement,
)
from tests.rules.rounds import (
    COUNTIES,
    FOURTEEN,
    best_by_trying_all,
    bow_ties,
    breaks,
    every_table,
    keeps_hard_rules,
    numbered,
    parties,
    random_question,
)

ROOT = Path(__file__).resolve().parents[2]


def arranged(question: Question, seed: int = 1) -> Arrangement:
    found = arrange(question, seed)
    assert isinstance(found, Arrangement), found
    return found


def is_fair(question: Question, pairs: tuple[Pair, ...]) -> bool:
    loads = [Counter(pair[side] for pair in pairs) for side in (0, 1)]
    names = [{party.name for party in side} for side in (question.units, question.inspected)]
    return (
        len(set(pairs)) == len(pairs) == max(map(len, names))
        and all(set(load) == side for load, side in zip(loads, names, strict=True))
        and all(max(load.values()) - min(load.values()) <= 1 for load in loads)
    )


def agree(question: Question, seed: int) -> bool:
    """Compare with trying all, and say whether there is an arrangement."""
    best = best_by_trying_all(question)
    found = arrange(question, seed)
    if best is None:
        assert isinstance(found, Impossible), question
        assert is_minimal(question, found), question
        return False
    assert isinstance(found, Arrangement), question
    assert breaks(question, found.pairs) == best, question
    assert found.proven
    assert is_fair(question, found.pairs)
    assert keeps_hard_rules(question, found.pairs)
    assert len(found.broken) == sum(best)
    return True


def is_minimal(question: Question, found: Impossible) -> bool:
    """Say by trying all whether the conditions exclude every table, and any of them left out admits one."""
    names = [[party.name for party in side] for side in (question.units, question.inspected)]
    sets = [set(condition.pairs) for condition in found.conditions]
    met = [any(not (there & closed) for there in _tables(*names)) for closed in _unions(sets)]
    return not met[0] and all(met[1:])


def _tables(teams: list[str], targets: list[str]) -> list[set[Pair]]:
    return [set(table) for table in every_table(teams, targets)]


def _unions(sets: list[set[Pair]]) -> list[set[Pair]]:
    return [set().union(*sets), *(set().union(*sets[:at], *sets[at + 1 :]) for at in range(len(sets)))]


# ---- exact ----------------------------------------------------------------------------------------


def test_every_set_of_forbidden_pairs_among_four() -> None:
    units = parties("甲乙丙丁")
    pairs = [(a.name, b.name) for a in units for b in units if a != b]
    tables = [t for t in permutations("甲乙丙丁") if all(a != b for a, b in zip("甲乙丙丁", t, strict=True))]
    for chosen in range(1 << len(pairs)):
        avoided = tuple(pair for at, pair in enumerate(pairs) if chosen >> at & 1)
        question = Question(units, avoided=avoided, previous=((("甲", "乙"), ("乙", "丙"), ("丙", "甲")),))
        closed = set(avoided)
        left = [
            table
            for table in (tuple(zip("甲乙丙丁", t, strict=True)) for t in tables)
            if not closed & set(table)
        ]
        found = arrange(question, chosen)
        assert isinstance(found, Arrangement) == bool(left)
        if isinstance(found, Arrangement):
            assert breaks(question, found.pairs) == min(breaks(question, table) for table in left)


def test_all_locks_and_histories_of_three() -> None:
    units = parties("甲乙丙")
    pairs = [(a, b) for a in "甲乙丙" for b in "甲乙丙"]
    rounds = ((), *(tuple(zip("甲乙丙", t, strict=True)) for t in permutations("甲乙丙")))
    for locked in [(), *combinations(pairs, 1), *combinations(pairs, 2)]:
        for newest in rounds:
            for older in rounds[::2]:
                agree(Question(units, locked=locked, previous=(newest, older)), 1)


@pytest.mark.parametrize("start", range(4))
def test_trying_all_agrees_on_small_rounds_of_any_shape(start: int) -> None:
    possible = sum(agree(random_question(Random(seed), 5), seed) for seed in range(start, 1600, 4))
    assert 100 < possible < 300


@pytest.mark.parametrize(("units", "rounds"), [(6, 120), (7, 40)])
def test_trying_all_agrees_on_larger_squares(units: int, rounds: int) -> None:
    possible = 0
    for seed in range(rounds):
        random = Random(seed)
        square = parties("甲乙丙丁戊己庚"[:units], ["", "东"] if seed % 3 else ())
        pairs = [(a.name, b.name) for a in square for b in square]
        history = tuple(tuple(random.sample(pairs, units * 2)) for _ in range(random.randint(1, 3)))
        avoided = tuple(random.sample(pairs, random.randint(0, units * 2)))
        question = Question(square, avoided=avoided, previous=history)
        best = best_by_trying_all(question)
        found = arrange(question, seed)
        assert isinstance(found, Arrangement) == (best is not None)
        if isinstance(found, Arrangement):
            possible += 1
            assert breaks(question, found.pairs) == best
    assert possible > rounds // 2


@given(st.integers(8, 30), st.integers(0, 8), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_large_round_that_can_be_perfect_is(count: int, rounds: int, seed: int) -> None:
    random = Random(seed)
    units = numbered(count)
    names = [party.name for party in units]
    planted = _cycles(names, random)
    pairs = [(a, b) for a in names for b in names if a != b and (a, b) not in planted]
    back = {(b, a) for a, b in planted}
    history = tuple(
        tuple(p for p in random.sample(pairs, len(pairs) * 3 // 4) if age or p not in back)
        for age in range(rounds)
    )
    avoided = tuple(random.sample(pairs, len(pairs) // 3))
    question = Question(units, avoided=avoided, locked=(min(planted),), previous=history)
    found = arranged(question, seed)
    assert found.broken == ()
    assert found.proven
    assert is_fair(question, found.pairs)
    assert keeps_hard_rules(question, found.pairs)


def _cycles(names: list[str], random: Random) -> set[Pair]:
    """Return a table without mutual pairs: cycles of three and more."""
    left, pairs = random.sample(names, len(names)), set()
    while left:
        size = len(left) if len(left) < 6 else random.randint(3, len(left) - 3)
        ring, left = left[:size], left[size:]
        pairs |= set(zip(ring, [*ring[1:], ring[0]], strict=True))
    return pairs


@given(st.integers(6, 16), st.integers(6, 16), st.booleans(), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_no_exchange_improves_a_round(teams: int, targets: int, own: bool, seed: int) -> None:
    random = Random(seed)
    units = numbered(teams, ["东", "西"] if seed % 2 else ())
    others = numbered(targets, ["东", "西"] if seed % 2 else (), "单位" if own else "村")
    pairs = [(a.name, b.name) for a in units for b in others]
    history = tuple(tuple(random.sample(pairs, len(pairs) * 2 // 3)) for _ in range(3))
    question = Question(units, others, tied=tuple(random.sample(pairs, len(pairs) // 6)), previous=history)
    found = arrange(question, seed)
    if isinstance(found, Impossible):
        return
    assert found.proven
    assert is_fair(question, found.pairs)
    assert keeps_hard_rules(question, found.pairs)
    worth = breaks(question, found.pairs)
    for (a, x), (b, y) in combinations(found.pairs, 2):
        other = tuple(set(found.pairs) - {(a, x), (b, y)} | {(a, y), (b, x)})
        if is_fair(question, other) and keeps_hard_rules(question, other):
            assert breaks(question, other) >= worth


@pytest.mark.parametrize("shape", [(40, 40), (40, 39), (39, 40), (40, 27), (13, 40), (8, 7)])
def test_teams_and_villages_of_any_number(shape: tuple[int, int]) -> None:
    teams, villages = numbered(shape[0], word="第"), numbered(shape[1], word="村")
    random = Random(1)
    tied = tuple((team.name, random.choice(villages).name) for team in teams)
    question = Question(teams, villages, tied=tied)
    for seed in range(3):
        found = arranged(question, seed)
        assert found.broken == ()
        assert is_fair(question, found.pairs)
        assert keeps_hard_rules(question, found.pairs)
        question = replace(question, previous=(found.pairs, *question.previous))


def test_a_hard_search_is_proven_and_one_cut_short_says_so() -> None:
    question = bow_ties(6)
    best = arranged(question)
    assert best.proven
    assert Counter(wish.wish for wish in best.broken) == {Wish.NOT_MUTUAL: 6}
    assert all("至少有 6 处" in wish.why for wish in best.broken)
    for cut in (arrange(question, 1, most_nodes=5), arrange(question, 1, stopped=lambda: True)):
        assert isinstance(cut, Arrangement)
        assert not cut.proven
        assert keeps_hard_rules(question, cut.pairs)
        assert all("不能证明" in wish.why for wish in cut.broken)


# ---- what can be had (domain §3.2) ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "tables", "without_mutual", "rounds"),
    [(2, 1, 0, 0), (3, 2, 2, 2), (4, 9, 6, 2), (5, 44, 24, 4), (6, 265, 160, 5), (7, 1854, 1140, 6)],
)
def test_how_many_rounds_there_are(count: int, tables: int, without_mutual: int, rounds: int) -> None:
    names = "甲乙丙丁戊己庚"[:count]
    question = Question(parties(names))
    verdicts = {
        table: check_arrangement(question, table)
        for table in (tuple(zip(names, t, strict=True)) for t in permutations(names))
    }
    valid = [table for table, verdict in verdicts.items() if verdict.valid]
    perfect = [frozenset(table) for table in valid if not verdicts[table].broken]
    assert (len(valid), len(perfect)) == (tables, without_mutual)
    assert _most_apart(perfect, count - 1) == rounds


def _most_apart(tables: list[frozenset[Pair]], enough: int) -> int:
    """Return how many of the tables can follow each other without any repetition."""
    best = 0

    def more(chosen: int, left: list[frozenset[Pair]]) -> None:
        nonlocal best
        best = max(best, chosen)
        if best < enough and left:
            # Each round gives the first unit another target, so these are the only branches.
            for at, table in enumerate(left):
                more(chosen + 1, [other for other in left[at + 1 :] if not other & table])
                if best >= enough:
                    return

    more(0, tables)
    return best


def test_three_units_have_two_rounds_and_the_third_says_so() -> None:
    question = Question(parties("甲乙丙"))
    history: tuple[tuple[Pair, ...], ...] = ()
    for _ in range(2):
        found = arranged(replace(question, previous=history))
        assert not [wish for wish in found.broken if wish.wish is not Wish.NO_REVERSAL]
        history = (found.pairs, *history)
    third = arranged(replace(question, previous=history))
    assert third.pairs == history[1]  # the older one is repeated, not the newer
    assert {wish.round for wish in third.broken if wish.wish is Wish.NO_REPETITION} == {2}
    assert "往前第 2 轮" in third.broken[0].text
    assert third.broken[0].why == "「甲」能检查的，前 2 轮都检查过了。"


def test_two_in_a_group_inspect_each_other_and_the_reason_is_said() -> None:
    question = Question(parties("甲乙丙丁戊", ["东", "西", "西", "东", "西"]))
    (mutual,) = arranged(question).broken
    assert mutual.wish is Wish.NOT_MUTUAL
    assert "甲" in mutual.text
    assert "丁" in mutual.text
    assert "只有这两个单位" in mutual.why


def test_a_locked_pair_is_its_own_reason() -> None:
    question = Question(parties("甲乙丙丁"), locked=(("甲", "乙"),), previous=((("甲", "乙"),),))
    (repeated,) = arranged(question).broken
    assert repeated.why == "这是指定（锁定）的。"


def test_a_table_made_by_hand_is_told_what_alone_forces_a_wish() -> None:
    three = (("甲", "乙"), ("乙", "丙"), ("丙", "甲"))
    other = (("甲", "丙"), ("丙", "乙"), ("乙", "甲"))
    used_up = check_arrangement(Question(parties("甲乙丙"), previous=(other, three)), three).broken
    assert {wish.why for wish in used_up if wish.wish is Wish.NO_REPETITION} == {
        "「甲」能检查的，前 2 轮都检查过了。",
        "「乙」能检查的，前 2 轮都检查过了。",
        "「丙」能检查的，前 2 轮都检查过了。",
    }
    # Another table would repeat nothing: no excuse is made.
    (*avoidable,) = check_arrangement(Question(parties("甲乙丙"), previous=(three,)), three).broken
    assert {wish.why for wish in avoidable} == {""}
    two = Question(parties("甲乙丙丁戊", ["东", "西", "西", "东", "西"]))
    (mutual,) = check_arrangement(
        two, (("甲", "丁"), ("丁", "甲"), ("乙", "丙"), ("丙", "戊"), ("戊", "乙"))
    ).broken
    assert mutual.why == "同一片区只有这两个单位，只能互查。"


# ---- impossible -----------------------------------------------------------------------------------


def told(question: Question) -> list[tuple[Rule, Pair]]:
    found = arrange(question, 1)
    assert isinstance(found, Impossible)
    return [(condition.rule, condition.parties) for condition in found.conditions]


def test_what_makes_a_round_impossible_is_told_and_nothing_else() -> None:
    many = numbered(28, [str(group) for group in range(4)])
    assert told(Question((*many, Party("甲", "东")))) == [
        (Rule.INSPECTS_WITHIN, ("甲", "")),
        (Rule.NOT_ITSELF, ("甲", "甲")),
    ]
    three = parties("甲乙丙")
    assert told(Question(three, locked=(("甲", "丙"), ("乙", "丙")))) == [
        (Rule.LOCKED, ("甲", "丙")),
        (Rule.LOCKED, ("乙", "丙")),
    ]
    assert told(Question(three, locked=(("甲", "乙"),), avoided=(("乙", "甲"), ("甲", "乙")))) == [
        (Rule.AVOIDED, ("甲", "乙")),
        (Rule.LOCKED, ("甲", "乙")),
    ]
    assert told(Question(parties("甲"))) == [(Rule.NOT_ITSELF, ("甲", "甲"))]


def test_an_impossible_round_is_said_in_few_words() -> None:
    avoided = tuple(("甲", name) for name in "乙丙丁")
    found = arrange(Question(parties("甲乙丙丁"), avoided=avoided), 1)
    assert isinstance(found, Impossible)
    assert found.text == (
        "每个单位检查一个、受检一次，下面几条不能同时满足，去掉其中任何一处，其余的就能："
        "回避：「甲」不能检查「乙」「丙」「丁」；「甲」不能检查自己。"
    )


@given(st.integers(4, 14), st.integers(0, 10**6))
@settings(max_examples=80, deadline=None)
def test_none_of_the_conditions_can_be_left_out(count: int, seed: int) -> None:
    random = Random(seed)
    units = numbered(count, random.choice([(), ("东", "西"), ("东", "西", "南", "北")]))
    names = [party.name for party in units]
    pairs = [(a, b) for a in names for b in names if a != b]
    blocked = random.sample(names, count // 2 + 1)
    avoided = [pair for pair in pairs if set(pair) <= set(blocked) or random.random() < 0.4]
    found = arrange(Question(units, avoided=tuple(avoided)), seed)
    if isinstance(found, Arrangement):
        return
    sets = [set(condition.pairs) for condition in found.conditions]
    met = [_can_be(names, closed) for closed in _unions(sets)]
    assert not met[0]
    assert all(met[1:])


def _can_be(names: list[str], closed: set[Pair]) -> bool:
    """Say whether everyone can have a target outside the closed pairs: the textbook's augmenting paths."""
    taken: dict[str, str] = {}

    def place(team: str, tried: set[str]) -> bool:
        for target in names:
            if (team, target) not in closed and target not in tried:
                tried.add(target)
                if target not in taken or place(taken[target], tried):
                    taken[target] = team
                    return True
        return False

    return all(place(team, set()) for team in names)


# ---- the seed -------------------------------------------------------------------------------------

_ASK = """
from hazard_desk.rules.rotation import arrange, check_arrangement
from tests.rules.rounds import bow_ties, numbered, Question
history = (tuple((f"单位{n:02}", f"单位{(n + 1) % 20:02}") for n in range(20)),)
for question in (
    Question(numbered(20), previous=history),
    Question(numbered(9, word="组"), numbered(7, word="村")),
    bow_ties(3),
):
    print([arrange(question, seed) for seed in (1, 2)])
"""


def test_the_same_seed_gives_the_same_table_in_every_process() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", _ASK],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"},
            timeout=60,
        ).stdout
        for hash_seed in ("0", "1", "271828")
    }
    assert len(said) == 1


@given(st.permutations(numbered(9, ["东", "西", "东"])), st.integers(0, 50))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_list_changes_the_order_alone(units: list[Party], seed: int) -> None:
    question = Question(numbered(9, ["东", "西", "东"]))
    found = arranged(replace(question, units=tuple(units)), seed)
    assert set(found.pairs) == set(arranged(question, seed).pairs)
    assert [team for team, _ in found.pairs] == [party.name for party in units]


def test_other_seeds_reach_every_table_there_is() -> None:
    four = Question(parties("甲乙丙丁"))
    assert len({arranged(four, seed).pairs for seed in range(60)}) == 6
    fourteen = Question(numbered(14))
    assert len({arranged(fourteen, seed).pairs for seed in range(20)}) == 20


# ---- tables that people made ----------------------------------------------------------------------


def test_the_table_of_the_fourteen_counties_is_valid_with_one_mutual_pair() -> None:
    verdict = check_arrangement(Question(COUNTIES), FOURTEEN)
    assert verdict.valid
    (mutual,) = verdict.broken
    assert mutual.wish is Wish.NOT_MUTUAL
    assert mutual.pairs == (("宁武县", "神池县"), ("神池县", "宁武县"))
    assert mutual.text == "「宁武县」和「神池县」互相检查"
    assert arranged(Question(COUNTIES)).broken == ()  # it need not have been


def test_the_next_round_of_the_counties_repeats_what_three_neighbours_must() -> None:
    found = arranged(Question(COUNTIES, previous=(FOURTEEN,)))
    assert check_arrangement(Question(COUNTIES), found.pairs).valid
    # Three neighbours have one other table, the reverse: it is taken, and nothing is repeated.
    assert {wish.wish for wish in found.broken} == {Wish.NO_REVERSAL}
    by_group: Counter[str] = Counter()
    for group in sorted({county.group for county in COUNTIES}):
        inside = tuple(county for county in COUNTIES if county.group == group)
        (repeated, mutual, reversed_) = best_by_trying_all(Question(inside, previous=(FOURTEEN,))) or ()
        assert (repeated, mutual) == (0, 0)
        by_group[group] = reversed_
    assert by_group == {"第1片": 3, "第2片": 3, "第3片": 1, "第4片": 3}
    assert len(found.broken) == by_group.total()


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ((("甲", "丙"), ("乙", "丙"), ("丙", "甲")), ["「乙」受检 0 次，应为 1 次。", "「丙」受检 2 次"]),
        ((("甲", "甲"), ("乙", "丙"), ("丙", "乙")), ["「甲」检查「甲」不行：「甲」不能检查自己"]),
        (
            (("甲", "丁"), ("乙", "丙"), ("丙", "乙")),
            ["名单里没有「丁」", "「甲」检查 0 个", "「甲」受检 0 次"],
        ),
        ((("甲", "乙"), ("甲", "乙"), ("丙", "甲")), ["排了 2 次", "「乙」检查 0 个", "「丙」受检 0 次"]),
        ((("甲", "丙"), ("丙", "乙"), ("乙", "甲")), ["没有排进指定（锁定）的一组：「甲」检查「乙」"]),
        ((("甲", "乙"), ("乙", "甲"), ("丙", "丙")), ["「乙」检查「甲」不行：回避", "「丙」不能检查自己"]),
    ],
)
def test_a_table_with_faults_names_each(changed: tuple[Pair, ...], faults: list[str]) -> None:
    locked = (("甲", "乙"),) if "指定" in faults[0] else ()
    question = Question(
        parties("甲乙丙"), locked=locked, avoided=(("乙", "甲"),) if "回避" in faults[0] else ()
    )
    verdict = check_arrangement(question, changed)
    assert not verdict.valid
    assert len(verdict.faults) == len(faults)
    for fault, said in zip(verdict.faults, faults, strict=True):
        assert said in fault.text
        assert fault.pairs or "0" in fault.text


def test_a_unit_outside_its_group_is_a_fault() -> None:
    verdict = check_arrangement(
        Question(parties("甲乙丙丁", ["东", "西"])), (("甲", "丙"), ("丙", "乙"), ("乙", "丁"), ("丁", "甲"))
    )
    assert {fault.pairs[0] for fault in verdict.faults} == {("丙", "乙"), ("丁", "甲")}
    assert all("片区" in fault.text for fault in verdict.faults)
