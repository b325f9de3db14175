"""Rounds of 交叉检查 for the tests: the fourteen counties of S003 附件3, and every table of a small round.

What counts here shares nothing with the program: it counts by trying all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import permutations, product
from random import Random

from hazard_desk.resources import load_json
from hazard_desk.rules.rotation import Pair, Party, Question

FOURTEEN: tuple[Pair, ...] = tuple(
    (inspector, inspected) for inspector, inspected in load_json("rounds/2024-216-annex-3.json")["pairs"]
)
"""检查方, 受检方 as the county-level table of 2024 has them."""

_NEIGHBOURS = (
    "忻府区 原平市 定襄县",
    "繁峙县 代县 五台县",
    "静乐县 宁武县 神池县 五寨县 岢岚县",
    "河曲县 保德县 偏关县",
)
COUNTIES = tuple(
    Party(name, f"第{number}片")
    for number, names in enumerate(_NEIGHBOURS, start=1)
    for name in names.split()
)


def parties(names: str | Sequence[str], groups: Sequence[str] = ()) -> tuple[Party, ...]:
    return tuple(Party(name, groups[at % len(groups)] if groups else "") for at, name in enumerate(names))


def numbered(count: int, groups: Sequence[str] = (), word: str = "单位") -> tuple[Party, ...]:
    return parties([f"{word}{number:02}" for number in range(count)], groups)


def every_table(teams: Sequence[str], targets: Sequence[str]) -> Iterator[tuple[Pair, ...]]:
    """Yield all tables that share the work fairly, whatever else is demanded."""
    if len(teams) == len(targets):
        yield from (tuple(zip(teams, chosen, strict=True)) for chosen in permutations(targets))
        return
    many_teams = len(teams) > len(targets)
    many, few = (teams, targets) if many_teams else (targets, teams)
    for chosen in product(few, repeat=len(many)):
        loads = Counter(chosen)
        if len(loads) == len(few) and max(loads.values()) - min(loads.values()) <= 1:
            yield tuple(zip(*((many, chosen) if many_teams else (chosen, many)), strict=True))


def keeps_hard_rules(question: Question, table: Sequence[Pair]) -> bool:
    team_group = {party.name: party.group for party in question.units}
    target_group = {party.name: party.group for party in question.inspected}
    banned = {*question.avoided, *question.tied}
    return set(question.locked) <= set(table) and not any(
        team == target
        or (team, target) in banned
        or (team_group[team] and target_group[target] and team_group[team] != target_group[target])
        for team, target in table
    )


def breaks(question: Question, table: Sequence[Pair]) -> list[int]:
    """Return how many wishes a table breaks: repetitions by round, newest first, then mutual, reversals."""
    there = set(table)
    counts = [len(there & set(earlier)) for earlier in question.previous]
    counts.append(sum((target, team) in there for team, target in table if team != target) // 2)
    last = set(question.previous[0]) if question.previous else set()
    counts.append(sum((target, team) in last for team, target in table if team != target))
    return counts


def best_by_trying_all(question: Question) -> list[int] | None:
    names = ([party.name for party in side] for side in (question.units, question.inspected))
    tables = (table for table in every_table(*names) if keeps_hard_rules(question, table))
    return min((breaks(question, table) for table in tables), default=None)


def random_question(random: Random, most: int) -> Question:
    """Return a small round: square, or with targets of its own, some of which may be units too."""
    names = "甲乙丙丁戊己庚辛"
    groups = random.choice([[""], [""], ["东"], ["东", "西"], ["东", "西", ""]])
    units = tuple(Party(name, random.choice(groups)) for name in names[: random.randint(1, most)])
    targets = None
    if random.random() < 0.35 and len(units) <= 5:
        pool = random.choice([names, "ABCDEFGH"])
        targets = tuple(Party(n, random.choice(groups)) for n in random.sample(pool, random.randint(1, 5)))
    pairs = [(team.name, target.name) for team in units for target in targets or units]

    def some(*shares: float) -> tuple[Pair, ...]:
        share = random.choice(shares)
        return tuple(pair for pair in pairs if random.random() < share)

    return Question(
        units,
        targets,
        locked=some(0, 0, 0.04, 0.1),
        avoided=some(0, 0.1, 0.3, 0.5),
        tied=some(0, 0, 0.1),
        previous=tuple(some(0.1, 0.3, 0.6) for _ in range(random.randint(0, 3))),
    )


def bow_ties(count: int) -> Question:
    """Return fives where two triangles share a unit: each five has a mutual pair, which is slow to prove."""
    groups = [str(number) for number in range(count)]
    units = tuple(Party(f"{group}{letter}", "") for group in groups for letter in "中甲乙丙丁")
    shared = [("中", "甲"), ("甲", "乙"), ("乙", "中"), ("中", "丙"), ("丙", "丁"), ("丁", "中")]
    open_ = {(group + a, group + b) for group in groups for a, b in [*shared, *((b, a) for a, b in shared)]}
    # The bridges between them serve as mutual pairs only, but keep the whole in one piece.
    for number in range(count - 1):
        open_ |= {(f"{number}丁", f"{number + 1}甲"), (f"{number + 1}甲", f"{number}丁")}
    closed = tuple((a.name, b.name) for a in units for b in units if a != b and (a.name, b.name) not in open_)
    return Question(units, avoided=closed)
