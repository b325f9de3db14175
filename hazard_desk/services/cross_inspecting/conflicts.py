"""回避 of the 组员 of a round, worked out live from 人员名册: which pairs, which enterprises, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from hazard_desk.model import Conflict, Duty, Industry, Person, Village
from hazard_desk.rules.conflicts import Place, Ties, bars, why_avoided
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.cross_inspecting.targets import members_of, read_targets
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import Avoidance, ConflictKind


@dataclass(frozen=True, slots=True)
class MemberBar:
    """A pair that must not be because of a 组员: 检查方, 受检方, and why."""

    inspector: str
    inspected: str
    kind: Avoidance
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """The ties of persons by id, and what their villages and industries are called."""

    people: Mapping[int, Ties] = field(default_factory=dict)
    villages: Mapping[int, str] = field(default_factory=dict)
    industries: Mapping[int, str] = field(default_factory=dict)

    def why(self, person_ids: Iterable[int], place: Place) -> tuple[str, ...]:
        """Return why any of these persons must not inspect an enterprise."""
        people = [self.people[known] for known in dict.fromkeys(person_ids) if known in self.people]
        return why_avoided(people, place, self.villages, self.industries)


def read_ties(reading: Reading, person_ids: Iterable[int]) -> Known:
    """Return what ties these persons to places; who is no longer in 人员名册 is tied to none."""
    session = reading.session
    ids = sorted(set(person_ids))
    people: dict[int, tuple[str, int | None]] = {}
    duties: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for some in in_chunks(ids):
        living = select(Person.id, Person.name, Person.home_village_id).where(
            Person.id.in_(some), Person.deleted_at.is_(None)
        )
        for person_id, name, home in session.execute(living):
            people[person_id] = (name, home)
        answering = select(Duty.person_id, Duty.village_id, Duty.industry_id).where(Duty.person_id.in_(some))
        for person_id, village, industry in session.execute(answering):
            if village is not None:
                duties[person_id, "village"].add(village)
            if industry is not None:
                duties[person_id, "industry"].add(industry)
        tied = select(Conflict.person_id, Conflict.kind, Conflict.enterprise_id).where(
            Conflict.person_id.in_(some)
        )
        for person_id, kind, enterprise in session.execute(tied):
            duties[person_id, kind.value].add(enterprise)
    if not people:
        return Known()
    return Known(
        {
            person_id: Ties(
                name,
                home,
                frozenset(duties[person_id, "village"]),
                frozenset(duties[person_id, "industry"]),
                frozenset(duties[person_id, ConflictKind.FORMER_EMPLOYER.value]),
                frozenset(duties[person_id, ConflictKind.RELATIVE.value]),
            )
            for person_id, (name, home) in people.items()
        },
        {row[0]: row[1] for row in session.execute(select(Village.id, Village.name))},
        {row[0]: row[1] for row in session.execute(select(Industry.id, Industry.name))},
    )


def member_bars(reading: Reading, round_id: int) -> list[MemberBar]:
    """Return the pairs of a round that its 组员 forbid: by their home village, by villages they answer for.

    A target that stands for the whole township isn't barred by either: nobody of the office could ever
    inspect it. There the single enterprises are avoided. A pair stands once for each reason, in the order
    of the parties.
    """
    targets = read_targets(reading, round_id)
    teams = members_of(reading, [party.id for party in targets.inspectors])
    known = read_ties(
        reading, (member.person_id for team in teams.values() for member in team if member.person_id)
    )
    return [
        MemberBar(party.name, target.name, bar.kind, bar.reason)
        for party in targets.inspectors
        for target in targets.inspected
        if not target.whole and target.villages and comparable(party.name) != comparable(target.name)
        for person_id in dict.fromkeys(member.person_id for member in teams.get(party.id, ()))
        if person_id is not None and person_id in known.people
        for bar in bars(known.people[person_id], target.villages, known.villages)
    ]
