"""What is asked of a round of 交叉检查: who inspects, who is inspected, what must be and what is wished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

Pair = tuple[str, str]
"""(检查方, 受检方)."""


@dataclass(frozen=True, slots=True)
class Party:
    """A unit, a team or a target; an empty 片区 binds it to none."""

    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One round to arrange. Names are compared as they stand, and each is given once.

    `targets` are those inspected where they aren't the units themselves. `avoided` (回避) and `tied` (包联)
    are forbidden, `locked` (指定) are demanded. `previous` rounds come newest first; pairs of theirs whose
    names are unknown here don't matter.
    """

    units: tuple[Party, ...]
    targets: tuple[Party, ...] | None = None
    locked: tuple[Pair, ...] = ()
    avoided: tuple[Pair, ...] = ()
    tied: tuple[Pair, ...] = ()
    previous: tuple[tuple[Pair, ...], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what the caller should have refused in the user's words."""
        for parties in (self.units, self.inspected):
            names = [party.name for party in parties]
            if not names or len(set(names)) < len(names):
                raise ValueError("no name, or one that is given twice")
        teams, targets = ({party.name for party in side} for side in (self.units, self.inspected))
        for team, target in (*self.locked, *self.avoided, *self.tied):
            if team not in teams or target not in targets:
                raise ValueError(f"{team} → {target} names one that isn't there")

    @property
    def inspected(self) -> tuple[Party, ...]:
        """Those that are inspected (受检方)."""
        return self.units if self.targets is None else self.targets

    @property
    def pair_count(self) -> int:
        """How many pairs a round has: everyone inspects, everyone is inspected, nobody twice needlessly."""
        return max(len(self.units), len(self.inspected))

    def loads(self) -> tuple[range, range]:
        """Return how many targets a team may have, and how many teams a target."""
        return tuple(  # type: ignore[return-value]
            range(self.pair_count // len(side), -(-self.pair_count // len(side)) + 1)
            for side in (self.units, self.inspected)
        )


class Rule(Enum):
    """The hard rules, in the order in which an explanation would rather do without them."""

    AVOIDED = "回避"
    TIED = "包联"
    INSPECTED_WITHIN = "受检方的片区"
    INSPECTS_WITHIN = "检查方的片区"
    NOT_ITSELF = "不查自己"
    LOCKED = "指定"


@dataclass(frozen=True, slots=True)
class Condition:
    """One hard rule about one party or one pair; `pairs` are those that it rules out."""

    rule: Rule
    parties: Pair  # of a rule about one party the other side is empty
    text: str
    pairs: tuple[Pair, ...]


def conditions(question: Question) -> list[Condition]:
    """Return all hard rules of a round but the loads, in the order of `Rule`; each forbids some pairs."""
    return sorted(_conditions(question), key=lambda condition: list(Rule).index(condition.rule))


def _conditions(question: Question) -> Iterator[Condition]:
    teams, targets = question.units, question.inspected
    for rule, pairs, said in (
        (Rule.AVOIDED, question.avoided, "回避：「{}」不能检查「{}」"),
        (Rule.TIED, question.tied, "包联：「{}」包联「{}」，不能检查它"),
    ):
        for pair in dict.fromkeys(pairs):
            yield Condition(rule, pair, said.format(*pair), (pair,))
    for target in targets:
        foreign = tuple((team.name, target.name) for team in teams if _apart(team, target))
        if foreign:
            said = f"片区：「{target.name}」只由片区「{target.group}」的检查"
            yield Condition(Rule.INSPECTED_WITHIN, ("", target.name), said, foreign)
    for team in teams:
        foreign = tuple((team.name, target.name) for target in targets if _apart(team, target))
        if foreign:
            said = f"片区：「{team.name}」只在片区「{team.group}」里检查"
            yield Condition(Rule.INSPECTS_WITHIN, (team.name, ""), said, foreign)
    for name in {target.name: None for target in targets}:
        if any(team.name == name for team in teams):
            yield Condition(Rule.NOT_ITSELF, (name, name), f"「{name}」不能检查自己", ((name, name),))
    for team_name, target_name in dict.fromkeys(question.locked):
        # One of the two has a single partner in any case; that it is this one rules out all its others.
        if len(teams) >= len(targets):
            others = tuple((team_name, target.name) for target in targets if target.name != target_name)
        else:
            others = tuple((team.name, target_name) for team in teams if team.name != team_name)
        said = f"指定（锁定）：「{team_name}」检查「{target_name}」"
        yield Condition(Rule.LOCKED, (team_name, target_name), said, others)


def _apart(team: Party, target: Party) -> bool:
    return bool(team.group and target.group and team.group != target.group)


def in_few_words(found: Sequence[Condition]) -> list[str]:
    """Return conditions in words, those that differ in one name put together."""
    together: defaultdict[tuple[Rule, str, str], list[str]] = defaultdict(list)
    for condition in found:
        team, target = condition.parties
        if condition.rule in (Rule.AVOIDED, Rule.TIED):
            together[condition.rule, team, condition.text.replace(f"「{target}」", "{}")].append(target)
        else:
            name = team or target
            together[condition.rule, "", condition.text.replace(f"「{name}」", "{}", 1)].append(name)
    return [
        said.replace("{}", "".join(f"「{n}」" for n in names)) for (_, _, said), names in together.items()
    ]
