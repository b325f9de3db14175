"""Arranges a round of 交叉检查: all hard rules, the fewest broken wishes in their order, proven (DESIGN §6).

Repetitions are priced edge by edge, so the cheapest assignment settles them, and its prices tell exactly
which edges the best arrangements may have. Among those the fewest mutual pairs are searched, then reversals.
The seed gives every pair a lot below all wishes: it decides among equals and never outweighs a wish.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from hazard_desk.rules.rotation.assignment import Assignment, parts
from hazard_desk.rules.rotation.impossible import minimal_conflict
from hazard_desk.rules.rotation.mutual import Effort, Opposites, fewest_mutual
from hazard_desk.rules.rotation.places import Places
from hazard_desk.rules.rotation.question import Condition, Pair, Question, conditions, in_few_words
from hazard_desk.rules.rotation.wishes import BrokenWish, Reasons, broken_wishes

MOST_NODES = 200_000
"""So many branches are searched at most; the hardest rounds of 30 units that we could make take 1,600."""

_LOT_BYTES = 3


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Who inspects whom, in the order of the units; `proven` says that no arrangement breaks less."""

    pairs: tuple[Pair, ...]
    broken: tuple[BrokenWish, ...]
    seed: int
    proven: bool


@dataclass(frozen=True, slots=True)
class Impossible:
    """No arrangement exists: these conditions can't hold together, and any of them left out would do."""

    conditions: tuple[Condition, ...]
    frame: str

    @property
    def text(self) -> str:
        """Say it in words."""
        if len(self.conditions) == 1:
            return f"{self.frame}，这一条不能满足：{self.conditions[0].text}。"
        together = "下面几条不能同时满足，去掉其中任何一处，其余的就能"
        return f"{self.frame}，{together}：{'；'.join(in_few_words(self.conditions))}。"


def arrange(
    question: Question,
    seed: int,
    *,
    most_nodes: int = MOST_NODES,
    stopped: Callable[[], bool] = lambda: False,
) -> Arrangement | Impossible:
    """Return the best arrangement, or why there is none; the same seed gives the same one everywhere.

    A search that `most_nodes` or `stopped` ends early returns the best found, not `proven`.
    """
    places = Places(question)
    hard = conditions(question)
    conflict = minimal_conflict(places, hard)
    if conflict:
        return Impossible(conflict, _frame(question))
    allowed = _without_repetition(places, question, places.open_columns(hard))
    column_of, proven = _search(places, question, allowed, seed, Effort(most_nodes, stopped))
    chosen = (
        places.pair(row, column // places.width) for row, column in enumerate(column_of[: len(places.rows)])
    )
    at = {party.name: place for place, party in enumerate(question.units)}
    then = {party.name: place for place, party in enumerate(question.inspected)}
    pairs = tuple(sorted(chosen, key=lambda pair: (at[pair[0]], then[pair[1]])))
    broken = broken_wishes(question, pairs)
    alike = Counter(wish.level for wish in broken)
    reasons = Reasons(question)
    explained = tuple(
        replace(wish, why=reasons.of(wish, alike[wish.level], proven=proven)) for wish in broken
    )
    return Arrangement(pairs, explained, seed, proven)


def _frame(question: Question) -> str:
    teams, targets = len(question.units), len(question.inspected)
    if teams == targets:
        return "每个单位检查一个、受检一次"
    few, many = sorted((teams, targets))
    load = f"{many // few}" if many % few == 0 else f"{many // few} 至 {many // few + 1}"
    if teams > targets:
        return f"{teams} 个检查方各检查一个，{targets} 个受检方各受检 {load} 次"
    return f"{targets} 个受检方各受检一次，{teams} 个检查方各检查 {load} 个"


def _without_repetition(places: Places, question: Question, allowed: list[list[int]]) -> list[set[int]]:
    """Return row → the columns of the arrangements that repeat least, a newer round weighing more."""
    costs: defaultdict[tuple[int, int], int] = defaultdict(int)
    weight = 1
    for earlier in reversed(question.previous):
        for spot in set(places.spots(earlier)):
            costs[spot] += weight
        weight *= len(places.rows) + 1  # more than all pairs of an older round together
    priced = Assignment(
        [
            {column: costs[row, column // places.width] for column in open_}
            for row, open_ in enumerate(allowed)
        ]
    )
    if not priced.solve():
        raise ValueError("the question has no arrangement")
    left: list[set[int]] = [set() for _ in allowed]
    for row, column in priced.tight():
        left[row].add(column)
    part = parts(left, priced.column_of)
    return [
        {column for column in columns if part[priced.row_of[column]] == part[row]}
        for row, columns in enumerate(left)
    ]


def _search(
    places: Places, question: Question, allowed: Sequence[set[int]], seed: int, effort: Effort
) -> tuple[list[int], bool]:
    """Return row → column with the fewest mutual pairs, then reversals, and whether that is proven."""
    mutual_price = len(places.rows) + 1  # more than all reversals together
    grain = places.size << (8 * _LOT_BYTES)  # more than all lots together
    last = question.previous[0] if question.previous else ()
    reversals = set(places.spots((team, target) for target, team in last))
    edges = []
    for row, columns in enumerate(allowed):
        costs = {}
        for column in sorted(columns):
            spot = row, column // places.width
            spare = row >= len(places.rows)
            costs[column] = 0 if spare else _lot(seed, places.pair(*spot)) + grain * (spot in reversals)
        edges.append(costs)
    opposites = _opposites(places, allowed)
    column_of = [-1] * places.size
    for rows in _apart(edges, opposites):
        inside = [pair for pair in opposites if pair.one[0] in rows]
        found = _solve_part(edges, sorted(rows), inside, mutual_price, grain, effort)
        for row, column in found.items():
            column_of[row] = column
    return column_of, not effort.spent


def _lot(seed: int, pair: Pair) -> int:
    # Python's own hash of a text differs from process to process.
    drawn = blake2b("\0".join((str(seed), *pair)).encode("utf-8"), digest_size=_LOT_BYTES)
    return int.from_bytes(drawn.digest(), "big")


def _opposites(places: Places, allowed: Sequence[set[int]]) -> list[Opposites]:
    """Return the pairs of edges that would be mutual, as far as both may be chosen."""
    found = []
    for row in range(len(places.rows)):
        for partner in range(len(places.partners)):
            team, target = places.pair(row, partner)
            back = places.spots([(target, team)])
            if not back or back[0] <= (row, partner):
                continue
            one, other = (
                (at, tuple(column for column in places.columns(to) if column in allowed[at]))
                for at, to in ((row, partner), back[0])
            )
            if one[1] and other[1]:
                found.append(Opposites(one, other))
    return found


def _apart(edges: Sequence[dict[int, int]], opposites: Sequence[Opposites]) -> list[set[int]]:
    """Return sets of rows that have nothing to do with each other, each to be searched by itself."""
    belongs = list(range(len(edges)))

    def head(row: int) -> int:
        while belongs[row] != row:
            row = belongs[row]
        return row

    def join(one: int, other: int) -> None:
        belongs[head(one)] = head(other)

    first_of: dict[int, int] = {}
    for row, columns in enumerate(edges):
        for column in columns:
            join(row, first_of.setdefault(column, row))
    for pair in opposites:
        join(pair.one[0], pair.other[0])
    sets: defaultdict[int, set[int]] = defaultdict(set)
    for row in range(len(edges)):
        sets[head(row)].add(row)
    return list(sets.values())


def _solve_part(
    edges: Sequence[dict[int, int]],
    rows: Sequence[int],
    opposites: Sequence[Opposites],
    mutual_price: int,
    grain: int,
    effort: Effort,
) -> dict[int, int]:
    columns = sorted({column for row in rows for column in edges[row]})
    row_at = {row: place for place, row in enumerate(rows)}
    column_at = {column: place for place, column in enumerate(columns)}
    own = [{column_at[column]: cost for column, cost in edges[row].items()} for row in rows]
    inside = [
        Opposites(
            (row_at[pair.one[0]], tuple(map(column_at.__getitem__, pair.one[1]))),
            (row_at[pair.other[0]], tuple(map(column_at.__getitem__, pair.other[1]))),
        )
        for pair in opposites
    ]
    best = fewest_mutual(Assignment(own), inside, mutual_price, grain, effort)
    return {row: columns[best.column_of[place]] for place, row in enumerate(rows)}
