"""受检方 and the enterprises they stand for, 检查方 and their 组员."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import false, or_, select, true

from hazard_desk.model import CrossMember, CrossParty, Enterprise
from hazard_desk.model.cross_round import cross_party_village
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.offices import own_names
from hazard_desk.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class Target:
    """A party that is inspected: the villages that it stands for; `whole`: the township with all of them.

    One that stands for none is 外单位: its enterprises are in somebody else's records.
    """

    id: int
    name: str
    villages: frozenset[int]
    whole: bool

    @property
    def own(self) -> bool:
        """Whether its enterprises are in this office's registry."""
        return self.whole or bool(self.villages)

    def covers(self, village: int | None) -> bool:
        """Say whether an enterprise of this village is one of its own."""
        return self.whole or village in self.villages


@dataclass(frozen=True, slots=True)
class Team:
    """A party that inspects."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """组员; one who isn't in 人员名册 is a name alone."""

    name: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Targets:
    """Both sides of a round in their order."""

    inspectors: tuple[Team, ...]
    inspected: tuple[Target, ...]

    def team(self, name: str) -> Team | None:
        """Return the party that inspects under this name."""
        return next((one for one in self.inspectors if comparable(one.name) == comparable(name)), None)

    def target(self, name: str) -> Target | None:
        """Return the party that is inspected under this name."""
        return next((one for one in self.inspected if comparable(one.name) == comparable(name)), None)


def read_targets(reading: Reading, round_id: int) -> Targets:
    """Return the parties of a round, those inspected with what they stand for."""
    return read_all_targets(reading, [round_id])[round_id]


def read_all_targets(reading: Reading, round_ids: Sequence[int]) -> dict[int, Targets]:
    """Return the parties of several rounds, by round."""
    session = reading.session
    township = {comparable(name) for name in own_names(reading)}
    link = cross_party_village.c
    villages: defaultdict[int, set[int]] = defaultdict(set)
    stands_for = (
        select(link.party_id, link.village_id)
        .join(CrossParty, CrossParty.id == link.party_id)
        .where(CrossParty.round_id.in_(round_ids))
    )
    for party_id, village_id in session.execute(stands_for):
        villages[party_id].add(village_id)
    sides: dict[int, tuple[list[Team], list[Target]]] = {known: ([], []) for known in round_ids}
    parties: Any = (
        select(CrossParty.id, CrossParty.round_id, CrossParty.name, CrossParty.side)
        .where(CrossParty.round_id.in_(round_ids))
        .order_by(CrossParty.round_id, CrossParty.position, CrossParty.id)
    )
    for party_id, round_id, name, side in session.execute(parties):
        inspectors, inspected = sides[round_id]
        if side.inspects:
            inspectors.append(Team(party_id, name))
        if side.is_inspected:
            whole = comparable(name) in township
            inspected.append(Target(party_id, name, frozenset(villages[party_id]), whole))
    return {known: Targets(tuple(teams), tuple(targets)) for known, (teams, targets) in sides.items()}


def members_of(reading: Reading, party_ids: Iterable[int]) -> dict[int, tuple[Member, ...]]:
    """Return the 组员 of parties in their order; a party without any is left out."""
    found: defaultdict[int, list[Member]] = defaultdict(list)
    query = (
        select(CrossMember.party_id, CrossMember.name, CrossMember.person_id)
        .where(CrossMember.party_id.in_(list(party_ids)))
        .order_by(CrossMember.party_id, CrossMember.position)
    )
    for party_id, name, person_id in reading.session.execute(query):
        found[party_id].append(Member(name, person_id))
    return {party_id: tuple(members) for party_id, members in found.items()}


def at_targets(targets: Iterable[Target]) -> Any:
    """Return the condition that an enterprise belongs to one of the targets."""
    villages: set[int] = set()
    for target in targets:
        if target.whole:
            return true()
        villages |= target.villages
    return or_(false(), Enterprise.village_id.in_(sorted(villages)))
