"""The wishes for a round, most important first, and which of them given pairs break."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from hazard_desk.rules.rotation.question import Pair, Question, conditions


class Wish(Enum):
    """What is wished of a round."""

    NO_REPETITION = "repetition"  # of a pair of an earlier round
    NOT_MUTUAL = "mutual"  # A inspects B and B inspects A
    NO_REVERSAL = "reversal"  # B inspected A in the last round


@dataclass(frozen=True, slots=True)
class BrokenWish:
    """A wish that an arrangement doesn't fulfil; `round` counts back from 1 (the last one)."""

    wish: Wish
    pairs: tuple[Pair, ...]
    text: str
    round: int | None = None
    why: str = ""

    @property
    def level(self) -> tuple[int, int]:
        """Where the wish stands in the order of wishes: a newer repetition weighs more than an older one."""
        return list(Wish).index(self.wish), self.round or 0


def broken_wishes(question: Question, pairs: Sequence[Pair]) -> list[BrokenWish]:
    """Return every broken wish of these pairs, most important first."""
    chosen = set(pairs)
    broken = []
    for age, earlier in enumerate(map(set, question.previous), start=1):
        for team, target in pairs:
            if (team, target) in earlier:
                text = f"「{team}」检查「{target}」与{round_name(age)}重复"
                broken.append(BrokenWish(Wish.NO_REPETITION, ((team, target),), text, age))
    for place, (team, target) in enumerate(pairs):
        if (target, team) in chosen and (target, team) not in pairs[:place] and team != target:
            both = ((team, target), (target, team))
            broken.append(BrokenWish(Wish.NOT_MUTUAL, both, f"「{team}」和「{target}」互相检查"))
    last = set(question.previous[0]) if question.previous else set()
    for team, target in pairs:
        if (target, team) in last and team != target:
            text = f"上一轮「{target}」检查「{team}」，这一轮反过来"
            broken.append(BrokenWish(Wish.NO_REVERSAL, ((team, target),), text))
    return broken


def round_name(age: int) -> str:
    """Return what a previous round is called, counted back from 1."""
    return "上一轮" if age == 1 else f"往前第 {age} 轮"


class Reasons:
    """Why wishes of one round are broken."""

    def __init__(self, question: Question) -> None:
        """Look at the round only when a wish asks."""
        self._question = question
        self._locked = frozenset(question.locked)

    def forced(self, wish: BrokenWish) -> str:
        """Return what alone forces that a wish is broken, "" where it takes more to tell."""
        if all(pair in self._locked for pair in wish.pairs):
            return "这是指定（锁定）的。"
        if wish.wish is Wish.NOT_MUTUAL and _only_two(self._question, wish.pairs[0]):
            return "同一片区只有这两个单位，只能互查。"
        return self._used_up(wish.pairs[0]) if wish.wish is Wish.NO_REPETITION else ""

    def of(self, wish: BrokenWish, alike: int, *, proven: bool) -> str:
        """Return what forces it, or how many must be broken; `alike` are so on its level."""
        if forced := self.forced(wish):
            return forced
        if not proven:
            return "没有算完，不能证明非这样不可。"
        before = "" if wish.level == (0, 1) else "先照顾排在前面的要求，"
        return f"{before}凡是排得成的，这样的至少有 {alike} 处。"

    @cached_property
    def _used(self) -> frozenset[Pair]:
        """The pairs that a hard rule closes or that were there before."""
        closed = (ruled_out for condition in conditions(self._question) for ruled_out in condition.pairs)
        return frozenset(closed).union(*self._question.previous)

    def _used_up(self, pair: Pair) -> str:
        """Say that a side of the pair has no partner left that it hadn't in the rounds before, if so."""
        many = len(self._question.previous)
        before = "上一轮" if many == 1 else f"前 {many} 轮"
        team, target = pair
        if all((team, other.name) in self._used for other in self._question.inspected):
            return f"「{team}」能检查的，{before}都检查过了。"
        if all((other.name, target) in self._used for other in self._question.units):
            return f"能检查「{target}」的，{before}都检查过它了。"
        return ""


def _only_two(question: Question, pair: Collection[str]) -> bool:
    groups = {party.name: party.group for party in question.units}
    own = {groups.get(name, "") for name in pair}
    if question.targets is not None or len(own) != 1:
        return False
    bound = all(groups.values()) or len(groups) == len(set(pair))
    return bound and sum(group in own for group in groups.values()) == len(set(pair))
