"""Whether pairs arranged by hand are a valid round, and which wishes they break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hazard_desk.rules.rotation.question import Pair, Question, Rule, conditions
from hazard_desk.rules.rotation.wishes import BrokenWish, Reasons, broken_wishes

_BY_PAIR = frozenset({Rule.AVOIDED, Rule.TIED})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with pairs, by which `rule`; `pairs` are those to look at, `names` the parties."""

    text: str
    pairs: tuple[Pair, ...] = ()
    names: tuple[str, ...] = ()
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of an arrangement finds."""

    faults: tuple[Fault, ...]
    broken: tuple[BrokenWish, ...]

    @property
    def valid(self) -> bool:
        """Whether all hard rules hold."""
        return not self.faults


def check_arrangement(question: Question, pairs: Sequence[Pair]) -> Verdict:
    """Check pairs against the hard rules and the wishes; quick enough for every drag of a pair.

    A broken wish says why where the question alone forces it: whether fewer could be broken isn't searched.
    """
    reasons = Reasons(question)
    broken = (replace(wish, why=reasons.forced(wish)) for wish in broken_wishes(question, pairs))
    return Verdict(tuple(_faults(question, pairs)), tuple(broken))


def _faults(question: Question, pairs: Sequence[Pair]) -> Iterator[Fault]:
    sides = tuple({p.name: p.group for p in side} for side in (question.units, question.inspected))
    known = []
    for pair, times in Counter(pairs).items():
        missing = [name for name, side in zip(pair, sides, strict=True) if name not in side]
        for name in missing:
            yield Fault(f"名单里没有「{name}」。", (pair,), (name,))
        if not missing:
            known.append(pair)
        if times > 1:
            yield Fault(f"「{pair[0]}」检查「{pair[1]}」排了 {times} 次。", (pair,), pair)
    for place, (side, load, said) in enumerate(
        zip(
            sides,
            question.loads(),
            ("「{}」检查 {} 个，应为 {} 个。", "「{}」受检 {} 次，应为 {} 次。"),
            strict=True,
        )
    ):
        mine = Counter(pair[place] for pair in known)
        for name in side:
            if mine[name] not in load:
                wanted = "或".join(map(str, load))
                concerned = tuple(pair for pair in known if pair[place] == name)
                yield Fault(said.format(name, mine[name], wanted), concerned, (name,))
    chosen = set(known)
    told: set[Pair] = set()
    for pair in dict.fromkeys(question.locked):
        if pair not in chosen:
            yield Fault(f"没有排进指定（锁定）的一组：「{pair[0]}」检查「{pair[1]}」。", (pair,), pair)
    for condition in conditions(question):
        if condition.rule is not Rule.LOCKED:
            for pair in condition.pairs:
                if pair in chosen and pair not in told:
                    told.add(pair)
                    # The two are named already: of 回避 and 包联 the word is enough.
                    why = condition.rule.value if condition.rule in _BY_PAIR else condition.text
                    yield Fault(f"「{pair[0]}」检查「{pair[1]}」不行：{why}。", (pair,), pair, condition.rule)
