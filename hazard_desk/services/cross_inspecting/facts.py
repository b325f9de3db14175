"""What is entered of a round of 交叉检查: who takes part, who inspects whom, what must not be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hazard_desk.rules.names import clean_text
from hazard_desk.rules.search_text import comparable
from hazard_desk.terms import Avoidance, PartySide

Sides = tuple[str, str]
"""(检查方, 受检方)."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """One line of the arrangement: 检查方, 受检方, 备注."""

    inspector: str = ""
    inspected: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A unit, a team or a target; `villages` that it stands for, None: those that its name tells."""

    name: str
    group: str = ""
    side: PartySide = PartySide.BOTH
    villages: tuple[int, ...] | None = None

    @property
    def inspects(self) -> bool:
        """Whether it inspects others."""
        return self.side.inspects

    @property
    def is_inspected(self) -> bool:
        """Whether it is inspected."""
        return self.side.is_inspected


@dataclass(frozen=True, slots=True)
class ForbiddenFacts:
    """A pair that must not be (回避, 包联), as somebody decided."""

    inspector: str
    inspected: str
    kind: Avoidance = Avoidance.AVOIDED
    reason: str = ""


@dataclass(slots=True)
class RoundFacts:
    """交叉检查轮次, its pairs in the order that F8 prints.

    Without `parties` they are those that the pairs name. `locked` (指定) pairs that aren't among `pairs` join
    them.
    """

    name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""
    campaign_id: int | None = None
    parties: tuple[PartyFacts, ...] = ()
    pairs: tuple[PairRow, ...] = ()
    forbidden: tuple[ForbiddenFacts, ...] = ()
    locked: tuple[Sides, ...] = ()


def parties_of(pairs: Iterable[Sides]) -> tuple[PartyFacts, ...]:
    """Return the parties that pairs name, in their order: units where all do both, else teams and targets."""
    pairs = list(pairs)
    teams = _each_once(inspector for inspector, _ in pairs)
    targets = _each_once(inspected for _, inspected in pairs)
    if teams.keys() == targets.keys():
        return tuple(PartyFacts(name) for name in teams.values())
    return (
        *(PartyFacts(name, side=PartySide.INSPECTS) for name in teams.values()),
        *(PartyFacts(name, side=PartySide.INSPECTED) for name in targets.values()),
    )


def _each_once(names: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in map(clean_text, names):
        if key := comparable(name):
            found.setdefault(key, name)
    return found


def alike(sides: Sides) -> Sides:
    """Return both sides of a pair as they are compared."""
    return comparable(sides[0]), comparable(sides[1])


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the parties of a round are spelt, by side."""

    inspectors: dict[str, str]
    inspected: dict[str, str]

    @classmethod
    def of(cls, parties: Iterable[PartyFacts]) -> Spelling:
        """Take the parties' own."""
        parties = list(parties)
        return cls(
            {comparable(party.name): party.name for party in parties if party.inspects},
            {comparable(party.name): party.name for party in parties if party.is_inspected},
        )

    def knows(self, sides: Sides) -> bool:
        """Say whether both sides of a pair take part, each on its side."""
        return comparable(sides[0]) in self.inspectors and comparable(sides[1]) in self.inspected

    def spelt(self, sides: Sides) -> Sides:
        """Return a pair as the parties are spelt; a name that is none of theirs stays."""
        return (
            self.inspectors.get(comparable(sides[0]), sides[0]),
            self.inspected.get(comparable(sides[1]), sides[1]),
        )

    def strangers(self, sides: Sides) -> Iterator[str]:
        """Yield the names of a pair that take no part on their side."""
        if comparable(sides[0]) not in self.inspectors:
            yield sides[0]
        if comparable(sides[1]) not in self.inspected:
            yield sides[1]
