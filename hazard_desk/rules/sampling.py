"""抽检企业 of a 交叉检查 proposed: enough, 中小企业 and the key kinds among them, high risk, long unvisited.

What is wished stands in this order, each before all that follow (S003 三(三), DESIGN §6): as many enterprises
as asked; the share of 中小企业; the wanted kinds; high risk, then long not inspected, then seldom sampled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import comb
from typing import Any, NamedTuple

from hazard_desk.rules.round_checks import Demands
from hazard_desk.rules.settings import MOST_KINDS
from hazard_desk.terms import RiskLevel

_RISKS = list(RiskLevel)
HIGH_RISK = (RiskLevel.RED, RiskLevel.ORANGE)
_MOST_SPLITS = 1000  # ways to deal enterprises out to two teams that are all tried


@dataclass(frozen=True, slots=True)
class Candidate:
    """An enterprise that may be inspected; one that is `avoided` must not be, `place` is its name's order.

    `small` is True for 中型、小型、微型 only: a size that isn't known doesn't count. `kinds` are wanted ones.
    """

    id: int
    small: bool = False
    kinds: frozenset[str] = frozenset()
    risk: RiskLevel | None = None
    last_on: date | None = None
    sampled: int = 0
    place: int = 0
    avoided: bool = False

    @property
    def is_high(self) -> bool:
        """Whether it is 红 or 橙."""
        return self.risk in HIGH_RISK


Rank = tuple[int, date, int, int, int]


def rank(one: Candidate) -> Rank:
    """Return what the better candidate has less of: risk, last visit, earlier samples, then name."""
    risk = len(_RISKS) if one.risk is None else _RISKS.index(one.risk)
    return risk, one.last_on or date.min, one.sampled, one.place, one.id


def worth(chosen: Iterable[Candidate]) -> tuple[list[int] | list[date], ...]:
    """Return what the better of two choices of one length has less of: by risk, by last visit, and on."""
    ranks = [rank(one) for one in chosen]
    return tuple(sorted(column) for column in zip(*ranks, strict=True))


def choose(
    candidates: Sequence[Candidate], asked: Demands, given: Sequence[Candidate] = ()
) -> tuple[Candidate, ...]:
    """Return the best choice with all that is given, the best enterprise first: exact, always the same one.

    Whatever the kinds demand, what else is best follows by taking the best one after another: the choices of
    one size with at most so many that aren't small are the bases of a matroid. So only the few ways to cover
    the kinds have to be tried.
    """
    free = [one for one in sorted(candidates, key=rank) if not one.avoided and one not in given]
    count = min(asked.enterprises, len(free) + len(given))
    small = sum(one.small for one in (*free, *given))
    large_at_most = count - min(asked.small_needed(count), small)
    wanted = [kind for kind in asked.kinds[:MOST_KINDS] if not any(kind in one.kinds for one in given)]
    kinds = [kind for kind in wanted if any(kind in one.kinds for one in free)]
    best: tuple[Candidate, ...] | None = None
    for many in range(len(kinds), -1, -1):
        for some in combinations(kinds, many):
            for cover in _covers(free, some, frozenset(given), count, large_at_most):
                filled = _filled(free, cover, count, large_at_most)
                if best is None or worth(filled) < worth(best):
                    best = filled
        if best is not None:
            return best
    return tuple(sorted(given, key=rank))


def _covers(
    free: Sequence[Candidate],
    kinds: Sequence[str],
    given: frozenset[Candidate],
    count: int,
    large_at_most: int,
) -> set[frozenset[Candidate]]:
    """Return the ways to cover these kinds: of all that are alike in size and kinds the best one serves."""
    served: dict[tuple[bool, frozenset[str]], Candidate] = {}
    for one in free:
        if shared := one.kinds.intersection(kinds):
            served.setdefault((one.small, shared), one)

    def search(open_kinds: frozenset[str], taken: frozenset[Candidate]) -> Iterator[frozenset[Candidate]]:
        if not open_kinds:
            yield taken
        elif len(taken) < count:
            next_kind = min(open_kinds)
            for (is_small, shared), one in served.items():
                if next_kind in shared and (is_small or _large(taken) < large_at_most):
                    yield from search(open_kinds - shared, taken | {one})

    return set(search(frozenset(kinds), given))


def _filled(
    free: Sequence[Candidate], cover: frozenset[Candidate], count: int, large_at_most: int
) -> tuple[Candidate, ...]:
    taken, large = set(cover), _large(cover)
    for one in free:
        if len(taken) >= count:
            break
        if one not in taken and (one.small or large < large_at_most):
            taken.add(one)
            large += not one.small
    return tuple(sorted(taken, key=rank))


def _large(chosen: Iterable[Candidate]) -> int:
    return sum(not one.small for one in chosen)


# ---- several teams at one target ---------------------------------------------------------------------


def share_out(
    teams: Sequence[Sequence[Candidate]], asked: Demands, taken: frozenset[int] = frozenset()
) -> tuple[tuple[Candidate, ...], ...]:
    """Return what each of several teams inspects at one target; each brings its own view of whom it avoids.

    No enterprise is inspected twice, nor one of `taken`, as long as there are enough. Then each team has its
    中小企业 and kinds as far as they go round, and 红 and 橙 are dealt out evenly: between two teams all ways
    are tried, among more it is two at a time until nothing gets better.
    """
    if len(teams) == 1:
        free = [one for one in teams[0] if not one.avoided]
        fresh = [one for one in free if one.id not in taken]
        if len(fresh) >= min(asked.enterprises, len(free)):
            return (choose(fresh, asked),)
        return (choose(free, asked, fresh),)
    deal = _Deal(teams, asked, taken)
    deal.hand_out()
    deal.improve()
    return tuple(tuple(sorted(hand.values(), key=rank)) for hand in deal.hands)


class _Deal:
    """Hands of several teams, by id, made better step by step."""

    def __init__(self, teams: Sequence[Sequence[Candidate]], asked: Demands, taken: frozenset[int]) -> None:
        self.asked = asked
        self.allowed = [{one.id: one for one in team if not one.avoided} for team in teams]
        self.sizes = [min(asked.enterprises, len(allowed)) for allowed in self.allowed]
        self.hands: list[dict[int, Candidate]] = [{} for _ in teams]
        self.taken = taken
        self.everyone = {one.id: one for allowed in self.allowed for one in allowed.values()}
        self.best_first = sorted(self.everyone.values(), key=rank)
        self.ranks = {one.id: rank(one) for one in self.best_first}
        self.kinds = [
            {kind for kind in asked.kinds[:MOST_KINDS] if any(kind in one.kinds for one in allowed.values())}
            for allowed in self.allowed
        ]

    def hand_out(self) -> None:
        """Give each enterprise to one team, the best ones first; what there isn't enough of, twice."""
        fresh = [one for one in self.best_first if one.id not in self.taken]
        for sizes in (
            [size - self.asked.small_needed(size) for size in self.sizes],
            self.sizes,  # where there aren't enough 中小企业
        ):
            for one in fresh:
                if all(len(hand) >= size for hand, size in zip(self.hands, self.sizes, strict=True)):
                    break
                if not any(one.id in hand for hand in self.hands):
                    self._place(one, sizes, set())
        for team, hand in enumerate(self.hands):
            full = choose(list(self.allowed[team].values()), self.asked, tuple(hand.values()))
            self.hands[team] = {one.id: one for one in full}

    def _place(self, one: Candidate, large_at_most: Sequence[int], asked_before: set[int]) -> bool:
        """Find a team for an enterprise, if need be by moving others from one team to the next."""
        for team, hand in enumerate(self.hands):
            if team in asked_before or one.id not in self.allowed[team]:
                continue
            if self._fits(team, one, large_at_most):
                hand[one.id] = one
                return True
        for team, hand in enumerate(self.hands):
            if team in asked_before or one.id not in self.allowed[team]:
                continue
            asked_before.add(team)
            for other in list(hand.values()):
                del hand[other.id]
                if self._fits(team, one, large_at_most) and self._place(other, large_at_most, asked_before):
                    hand[one.id] = one
                    return True
                hand[other.id] = other
        return False

    def _fits(self, team: int, one: Candidate, large_at_most: Sequence[int]) -> bool:
        hand = self.hands[team]
        if len(hand) >= self.sizes[team]:
            return False
        return one.small or _large(hand.values()) < large_at_most[team]

    def improve(self) -> None:
        """Exchange enterprises with those left over and between teams until nothing gets better."""
        better = True
        while better:
            better = False
            for team in range(len(self.hands)):
                better |= self._replace(team)
            for first, second in combinations(range(len(self.hands)), 2):
                better |= self._deal_anew(first, second) or self._bring_in(first, second)

    def _replace(self, team: int) -> bool:
        """Take an enterprise that isn't in a hand instead of one that is, where that's better."""
        hand, elsewhere = self.hands[team], self._held_beside(team)
        now = self._share(team, hand)
        satisfied = not now.short and not now.lacking
        alike: dict[tuple[bool, frozenset[str]], int] = {}
        for one in self.best_first:
            if one.id in hand or one.id not in self.allowed[team]:
                continue
            group = one.small, one.kinds
            alike[group] = alike.get(group, 0) + 1
            if alike[group] > sum(self.sizes):
                continue  # those before it do as well
            mine = self.ranks[one.id]
            for other in hand:
                repeats = (one.id in elsewhere) - (other in elsewhere)
                theirs = self.ranks[other]
                if repeats > 0 or (satisfied and not repeats and mine[0] > theirs[0]):
                    continue
                then = self._share(team, [*(known for known in hand if known != other), one.id])
                if _exchange(repeats, then, mine) < _exchange(0, now, theirs):
                    kept = {known: held for known, held in hand.items() if known != other}
                    self.hands[team] = {**kept, one.id: self.allowed[team][one.id]}
                    return True
        return False

    def _deal_anew(self, first: int, second: int) -> bool:
        """Deal out what two teams have between them otherwise, where that's better."""
        pool = self.hands[first].keys() | self.hands[second].keys()
        now = self._share_of_both(first, second)
        if self._go_round(first, second, pool) and now <= self._least(first, second, pool):
            return False
        return self._split_better(first, second, sorted(pool))

    def _bring_in(self, first: int, second: int) -> bool:
        """Exchange one for another while two teams lack any, which may be better only when dealt out anew."""
        now = self._share_of_both(first, second)
        if not (now.short or now.lacking):
            return False
        elsewhere = self._held_beside(first, second)
        pool = self.hands[first].keys() | self.hands[second].keys()
        seen: set[tuple[bool, frozenset[str], bool, bool]] = set()
        for one in self.best_first:
            group = one.small, one.kinds, one.id in self.allowed[first], one.id in self.allowed[second]
            if one.id in elsewhere or one.id in pool or group in seen:
                continue
            seen.add(group)
            for other in pool:
                changed = pool - {other} | {one.id}
                if self._go_round(first, second, pool):
                    hoped = self._least(first, second, changed)
                    repeats = -(other in elsewhere)
                    if _exchange(repeats, hoped, self.ranks[one.id]) >= _exchange(0, now, self.ranks[other]):
                        continue
                if self._split_better(first, second, sorted(changed)):
                    return True
        return False

    def _split_better(self, first: int, second: int, pool: Sequence[int]) -> bool:
        """Deal out a whole pool to two teams, where that's better than what they hold."""
        held, elsewhere = (self.hands[first], self.hands[second]), self._held_beside(first, second)
        go_round = self._go_round(first, second, pool)
        found: tuple[Set[int], Set[int]] | None = None
        best: object = None
        for mine, theirs in _splits(pool, held[0].keys(), held[1].keys()):
            if not (mine <= self.allowed[first].keys() and theirs <= self.allowed[second].keys()):
                continue
            share = self._share(first, mine) + self._share(second, theirs)
            # Where each is held once, all else is alike however the pool is dealt out.
            burden: Any = share if go_round else self._burden((*mine, *theirs), share, elsewhere)
            if best is None or burden < best:
                best, found = burden, (mine, theirs)
        if found is None:
            return False
        then = self._share(first, found[0]) + self._share(second, found[1])
        now = self._share_of_both(first, second)
        if not self._burden([*found[0], *found[1]], then, elsewhere) < self._burden(
            [*held[0], *held[1]], now, elsewhere
        ):
            return False
        for team, hand in zip((first, second), found, strict=True):
            self.hands[team] = {known: self.allowed[team][known] for known in hand}
        return True

    def _go_round(self, first: int, second: int, pool: Collection[int]) -> bool:
        """Say whether two teams hold as many as there are in a pool, none of them twice."""
        return len(pool) == len(self.hands[first]) + len(self.hands[second])

    def _held_beside(self, *teams: int) -> Set[int]:
        """Return what is taken, or held by other teams than these."""
        others = (hand for team, hand in enumerate(self.hands) if team not in teams)
        return self.taken.union(*others)

    def _share(self, team: int, hand: Collection[int]) -> _Share:
        small = high = 0
        lacking = self.kinds[team]
        for known in hand:
            one = self.everyone[known]
            small += one.small
            high += one.is_high
            if lacking and one.kinds:
                lacking = lacking - one.kinds
        return _Share(max(0, self.asked.small_needed(len(hand)) - small), len(lacking), high**2)

    def _share_of_both(self, first: int, second: int) -> _Share:
        return self._share(first, self.hands[first]) + self._share(second, self.hands[second])

    def _least(self, first: int, second: int, pool: Collection[int]) -> _Share:
        """Return a share that no way to deal a pool out to two teams can beat, if each is held once."""
        some = [self.everyone[known] for known in pool]
        needed = sum(self.asked.small_needed(len(self.hands[team])) for team in (first, second))
        wanted = [*self.kinds[first], *self.kinds[second]]
        there = {kind: sum(kind in one.kinds for one in some) for kind in set(wanted)}
        half, odd = divmod(sum(one.is_high for one in some), 2)
        return _Share(
            max(0, needed - sum(one.small for one in some)),
            sum(max(0, wanted.count(kind) - many) for kind, many in there.items()),
            half**2 + (half + odd) ** 2,
        )

    def _burden(self, held: Sequence[int], share: _Share, elsewhere: Set[int]) -> tuple[object, ...]:
        """Return what a better deal has less of, weightiest first; `elsewhere` others hold."""
        repeated = len(held) - len(set(held) - elsewhere)
        risks, *others = (sorted(column) for column in zip(*(self.ranks[k] for k in held), strict=True))
        return repeated, share.short, share.lacking, risks, share.high, *others


class _Share(NamedTuple):
    """What hands are short of 中小企业, how many kinds they lack, how unevenly 红橙 lie: less is better."""

    short: int
    lacking: int
    high: int

    def __add__(self, other: object) -> _Share:
        """Return both hands' together."""
        assert isinstance(other, _Share)
        return _Share(self.short + other.short, self.lacking + other.lacking, self.high + other.high)


def _exchange(repeated: int, share: _Share, rank_of_one: Rank) -> tuple[object, ...]:
    """Return what tells whether one enterprise instead of another is better: all others stay as they are."""
    risk, *others = rank_of_one
    return repeated, share.short, share.lacking, risk, share.high, *others


def _splits(pool: Sequence[int], mine: Set[int], theirs: Set[int]) -> Iterator[tuple[Set[int], Set[int]]]:
    """Yield the ways to deal a pool out to two teams that hold so many, twice only what doesn't go round.

    All of them where they are few, else those one exchange away from what they hold.
    """
    everything, size = set(pool), len(mine)
    twice = size + len(theirs) - len(everything)
    if comb(len(everything), size) * comb(size, twice) <= _MOST_SPLITS:
        for some in combinations(pool, size):
            for again in combinations(some, twice):
                yield set(some), everything.difference(some).union(again)
        return
    both = mine & theirs & everything
    # What came into the pool takes the place of what left it.
    new = sorted(everything - mine - theirs)
    kept = (mine & everything) | set(new[: size - len(mine & everything)])
    for given in sorted(kept - both):
        for got in sorted(everything - kept):
            yield kept - {given} | {got}, both | (everything - kept - {got}) | {given}
    yield kept, both | (everything - kept)
