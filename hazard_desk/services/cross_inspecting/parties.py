"""参加单位 of a round: kept in their rows, the villages they stand for, their 组员."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from hazard_desk.model import CrossParty, Village
from hazard_desk.model.cross_round import cross_party_village
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.cross_inspecting.facts import PartyFacts
from hazard_desk.services.cross_inspecting.records import parties_query
from hazard_desk.services.inspecting.saving import set_links
from hazard_desk.services.offices import own_names
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

_BODIES = ("村民委员会", "民委员会", "居民委员会", "村委会", "居委会", "委会")
"""Of 马村村民委员会 and 马村民委员会: what is left is the village."""


def set_parties(work: UnitOfWork, round_id: int, parties: Sequence[PartyFacts]) -> None:
    """Make the parties of a round the wanted ones; one that stays keeps its row and its 组员."""
    present = list(work.session.scalars(parties_query(round_id)))
    kept: dict[int, CrossParty] = {}
    # One that also stands on the other side must not lose its row to its namesake there.
    for same_side in (True, False):
        for place, party in enumerate(parties):
            if place in kept:
                continue
            for row in present:
                if comparable(row.name) == comparable(party.name) and (
                    row.side is party.side or not same_side
                ):
                    kept[place] = row
                    present.remove(row)
                    break
    for row in present:
        work.session.delete(row)
    rows = [kept.get(place) or CrossParty(round_id=round_id) for place in range(len(parties))]
    work.session.add_all(rows)
    for position, (row, party) in enumerate(zip(rows, parties, strict=True)):
        row.name, row.group, row.side, row.position = party.name, party.group, party.side, position
    work.session.flush()
    places = Places.read(work) if any(party.villages is None for party in parties) else None
    for row, party in zip(rows, parties, strict=True):
        wanted: set[int] = set()
        if party.is_inspected:
            told = party.villages if party.villages is not None or places is None else places.villages(party)
            wanted = set(told or ())
        set_links(work, cross_party_village, "party_id", row.id, "village_id", wanted)


def stand_by_name(work: UnitOfWork, parties: Iterable[CrossParty]) -> None:
    """Let parties that are inspected and stand for no village stand for those that their names tell."""
    link = cross_party_village.c
    places: Places | None = None
    for row in parties:
        party = PartyFacts(row.name, row.group, row.side)
        there = select(link.village_id).where(link.party_id == row.id).limit(1)
        if not party.is_inspected or work.session.scalar(there) is not None:
            continue
        places = places or Places.read(work)
        wanted = set(places.villages(party))
        set_links(work, cross_party_village, "party_id", row.id, "village_id", wanted)


class Places:
    """Which villages of the office a name tells of."""

    def __init__(self, villages: Iterable[tuple[str, int]], whole: Iterable[str]) -> None:
        """Know the villages by name, and the names that mean all of them."""
        self._whole = frozenset(map(comparable, whole))
        self._exact: defaultdict[str, set[int]] = defaultdict(set)
        self._near: defaultdict[str, set[int]] = defaultdict(set)
        for name, village_id in villages:
            self._exact[comparable(name)].add(village_id)
            for stem in _stems(name):
                self._near[stem].add(village_id)

    @classmethod
    def read(cls, reading: Reading) -> Places:
        """Take the office's own."""
        query = select(Village.name, Village.id).where(Village.deleted_at.is_(None)).order_by(Village.id)
        return cls(
            [(name, village_id) for name, village_id in reading.session.execute(query)],
            own_names(reading),
        )

    def villages(self, party: PartyFacts) -> frozenset[int]:
        """Return the villages that a party stands for by its name: its own, or all where it is the township.

        马村村委会, 马村民委员会 and 马村（社区） are 马村; several joined by 、 are all of them. A name that
        tells of two alike tells of none.
        """
        if not party.is_inspected:
            return frozenset()
        if comparable(party.name) in self._whole:
            return frozenset().union(*self._exact.values())
        if found := self._named(party.name):
            return found
        parts = [self._named(part) for part in party.name.split("、")]
        return frozenset().union(*parts) if len(parts) > 1 and all(parts) else frozenset()

    def _named(self, name: str) -> frozenset[int]:
        exact = self._exact.get(comparable(name), set())
        near = exact or set().union(*(self._near.get(stem, set()) for stem in _stems(name)))
        return frozenset(near) if len(near) == 1 else frozenset()


def _stems(name: str) -> set[str]:
    """Return a village's name as it may be meant: without its committee, without (社区)."""
    name = comparable(name).removesuffix("(社区)")
    return {name, *(name.removesuffix(body) for body in _BODIES if name != body)}
