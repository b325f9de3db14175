"""The wishes for a round, most important first, and which of them given pairs break."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

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


def reason(question: Question, wish: BrokenWish, alike: int, *, proven: bool) -> str:
    """Return why a wish is broken: what forces it, or how many must be; `alike` are broken on its level."""
    locked = set(question.locked)
    if all(pair in locked for pair in wish.pairs):
        return "这是指定的。"
    if wish.wish is Wish.NOT_MUTUAL and _only_two(question, wish.pairs[0]):
        return "同一片区只有这两个单位，只能互查。"
    if wish.wish is Wish.NO_REPETITION and (used_up := _used_up(question, wish.pairs[0])):
        return used_up
    if not proven:
        return "没有算完，不能证明非这样不可。"
    before = "" if wish.level == (0, 1) else "先照顾排在前面的要求，"
    return f"{before}凡是排得成的，这样的至少有 {alike} 处。"


def _used_up(question: Question, pair: Pair) -> str:
    """Say that a side of the pair has no partner left that it hadn't in the rounds before, if so."""
    closed = {ruled_out for condition in conditions(question) for ruled_out in condition.pairs}
    used = closed.union(*question.previous)
    before = "上一轮" if len(question.previous) == 1 else f"前 {len(question.previous)} 轮"
    team, target = pair
    if all((team, other.name) in used for other in question.inspected):
        return f"「{team}」能检查的，{before}都检查过了。"
    if all((other.name, target) in used for other in question.units):
        return f"能检查「{target}」的，{before}都检查过它了。"
    return ""


def _only_two(question: Question, pair: Collection[str]) -> bool:
    groups = {party.name: party.group for party in question.units}
    own = {groups.get(name, "") for name in pair}
    if question.targets is not None or len(own) != 1:
        return False
    bound = all(groups.values()) or len(groups) == len(set(pair))
    return bound and sum(group in own for group in groups.values()) == len(set(pair))
