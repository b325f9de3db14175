"""How the pairs of a round stand: what lists, checks and samples are made of, read in few queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select

from hazard_desk.model import (
    CrossPair,
    CrossRound,
    CrossSample,
    Enterprise,
    Hazard,
    Inspection,
    Inspector,
    Village,
    enterprise_industry,
)
from hazard_desk.rules.conflicts import Place
from hazard_desk.rules.names import split_words
from hazard_desk.rules.round_checks import (
    Demands,
    Listed,
    PairCheck,
    PairStanding,
    Stock,
    Visited,
    check_pair,
    state_of_pair,
)
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.cross_inspecting.conflicts import Known, read_ties
from hazard_desk.services.cross_inspecting.records import pairs_query
from hazard_desk.services.cross_inspecting.rounds import existing_round
from hazard_desk.services.cross_inspecting.targets import (
    Member,
    Target,
    at_targets,
    members_of,
    read_targets,
)
from hazard_desk.services.offices import industry_ids
from hazard_desk.services.settings import settings
from hazard_desk.services.supervisory import STANDING_HAZARD, SUPERVISORY
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import EnterpriseSize, EnterpriseState, HazardLevel, PairState, RiskLevel, SourceStage

CROSS_VISIT = (Inspection.stage == SourceStage.CROSS) & SUPERVISORY
"""The condition that a visit is one of 交叉检查, as F6 and F9 count them."""

LIVE_PAIRS = (
    select(CrossPair.id)
    .join(CrossRound, CrossRound.id == CrossPair.round_id)
    .where(CrossRound.deleted_at.is_(None))
)
"""The pairs of rounds that aren't in the recycle bin."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The hazards of visits: 一般, 重大, and how many of both are rectified (DESIGN §4)."""

    general: int = 0
    major: int = 0
    rectified: int = 0

    def __add__(self, other: Figures) -> Figures:
        """Return both together."""
        return Figures(
            self.general + other.general, self.major + other.major, self.rectified + other.rectified
        )

    @property
    def found(self) -> int:
        """All hazards."""
        return self.general + self.major


@dataclass(frozen=True, slots=True)
class Firm:
    """An enterprise as a sample is taken of it; `kinds` are wanted ones, in the words of the setting."""

    place: Place
    name: str
    name_key: str
    village: str
    size: EnterpriseSize | None
    risk: RiskLevel | None
    in_operation: bool
    kinds: tuple[str, ...]

    @property
    def id(self) -> int:
        """Its id."""
        return self.place.id

    @property
    def small(self) -> bool | None:
        """Whether it is one of 中小企业 (中型、小型、微型); None where its size isn't known."""
        return None if self.size is None else self.size is not EnterpriseSize.LARGE


@dataclass(frozen=True, slots=True)
class PairVisit:
    """A visit tied to a pair."""

    id: int
    enterprise_id: int
    on: date
    inspectors: tuple[str, ...]
    people: tuple[int, ...]
    figures: Figures


@dataclass(slots=True)
class PairLook:
    """One pair with what hangs on it."""

    pair: CrossPair
    target: Target | None
    members: tuple[Member, ...]
    samples: dict[int, str] = field(default_factory=dict)  # enterprise → reason, in their order
    visits: list[PairVisit] = field(default_factory=list)  # by day
    figures: dict[int, Figures] = field(default_factory=dict)  # by enterprise

    @property
    def listed(self) -> list[int]:
        """The enterprises of the sample, then those visited beside it."""
        return list(dict.fromkeys([*self.samples, *(visit.enterprise_id for visit in self.visits)]))

    @property
    def people(self) -> list[int]:
        """The 组员 who are in 人员名册."""
        return [one.person_id for one in self.members if one.person_id is not None]

    def by_others(self, visit: PairVisit) -> bool:
        """Say whether none of a visit's inspectors is among the 组员, though both are entered."""
        team = {comparable(one.name) for one in self.members}
        return bool(team and visit.inspectors) and team.isdisjoint(map(comparable, visit.inspectors))

    @property
    def total(self) -> Figures:
        """The hazards of all its visits."""
        return sum((visit.figures for visit in self.visits), Figures())


class RoundLook:
    """The pairs of a round, all of them or some, with the enterprises that they have to do with."""

    def __init__(self, reading: Reading, round_id: int, pair_ids: Sequence[int] | None = None) -> None:
        """Read everything at once."""
        self.reading = reading
        self.round = existing_round(reading, round_id)
        self.asked, self._kind_ids = read_demands(reading)
        self.targets = read_targets(reading, round_id)
        records = [
            pair
            for pair in reading.session.scalars(pairs_query(round_id))
            if pair_ids is None or pair.id in pair_ids
        ]
        teams = members_of(reading, [team.id for team in self.targets.inspectors])
        self.pairs = {pair.id: self._pair(pair, teams) for pair in records}
        self._read_samples()
        self._read_visits()
        self.firms = self._read_firms()
        self.known: Known = read_ties(
            reading,
            {
                person
                for look in self.pairs.values()
                for person in (*look.people, *(one for visit in look.visits for one in visit.people))
            },
        )

    def _pair(self, pair: CrossPair, teams: Mapping[int, tuple[Member, ...]]) -> PairLook:
        team = self.targets.team(pair.inspector)
        return PairLook(pair, self.targets.target(pair.inspected), teams.get(team.id, ()) if team else ())

    def _read_samples(self) -> None:
        query = (
            select(CrossSample.pair_id, CrossSample.enterprise_id, CrossSample.reason)
            .join(Enterprise, Enterprise.id == CrossSample.enterprise_id)
            .where(CrossSample.pair_id.in_(list(self.pairs)), Enterprise.deleted_at.is_(None))
            .order_by(CrossSample.pair_id, CrossSample.position, CrossSample.id)
        )
        for pair_id, enterprise_id, reason in self.reading.session.execute(query):
            self.pairs[pair_id].samples[enterprise_id] = reason

    def _read_visits(self) -> None:
        session = self.reading.session
        mine = Inspection.cross_pair_id.in_(list(self.pairs)) & CROSS_VISIT
        people: defaultdict[int, list[int]] = defaultdict(list)
        names: defaultdict[int, list[str]] = defaultdict(list)
        query: Any = (
            select(Inspector.inspection_id, Inspector.name, Inspector.person_id)
            .join(Inspection, Inspection.id == Inspector.inspection_id)
            .where(mine)
            .order_by(Inspector.inspection_id, Inspector.position)
        )
        for visit_id, name, person_id in session.execute(query):
            names[visit_id].append(name)
            if person_id is not None:
                people[visit_id].append(person_id)
        visits: Any = (
            select(Inspection.id, Inspection.cross_pair_id, Inspection.enterprise_id, Inspection.inspected_on)
            .where(mine)
            .order_by(Inspection.inspected_on, Inspection.id)
        )
        rows = session.execute(visits).all()
        figures = hazard_figures(self.reading, [row[0] for row in rows])
        for visit_id, pair_id, enterprise_id, day in rows:
            look, found = self.pairs[pair_id], figures[visit_id]
            inspectors, known = tuple(names[visit_id]), tuple(people[visit_id])
            look.visits.append(PairVisit(visit_id, enterprise_id, day, inspectors, known, found))
            look.figures[enterprise_id] = look.figures.get(enterprise_id, Figures()) + found

    def _read_firms(self) -> dict[int, Firm]:
        """Read the enterprises of the targets, and those listed elsewhere."""
        session = self.reading.session
        targets = [look.target for look in self.pairs.values() if look.target is not None]
        listed = {known for look in self.pairs.values() for known in look.listed}
        wanted = Enterprise.deleted_at.is_(None) & or_(at_targets(targets), Enterprise.id.in_(sorted(listed)))
        link = enterprise_industry.c
        trades: defaultdict[int, set[int]] = defaultdict(set)
        tied = select(link.enterprise_id, link.industry_id).join(
            Enterprise, Enterprise.id == link.enterprise_id
        )
        for enterprise_id, industry_id in session.execute(tied.where(wanted)):
            trades[enterprise_id].add(industry_id)
        query: Any = (
            select(
                Enterprise.id,
                Enterprise.name,
                Enterprise.name_key,
                Enterprise.village_id,
                func.coalesce(Village.name, ""),
                Enterprise.size,
                Enterprise.risk_level,
                Enterprise.state,
            )
            .outerjoin(Village, Village.id == Enterprise.village_id)
            .where(wanted)
            .order_by(Enterprise.name_key, Enterprise.id)
        )
        return {
            known: Firm(
                Place(known, village_id, frozenset(trades[known])),
                name,
                name_key,
                village,
                size,
                risk,
                state is EnterpriseState.IN_OPERATION,
                tuple(kind for kind, trade in self._kind_ids.items() if trade in trades[known]),
            )
            for known, name, name_key, village_id, village, size, risk, state in session.execute(query)
        }

    # ---- what follows from it ----------------------------------------------------------------------

    def at(self, look: PairLook) -> list[Firm]:
        """Return the enterprises in operation of a pair's target, by name."""
        target = look.target
        if target is None:
            return []
        return [
            firm for firm in self.firms.values() if firm.in_operation and target.covers(firm.place.village)
        ]

    def why_avoided(self, look: PairLook, firm: Firm) -> tuple[str, ...]:
        """Return why the pair's 组员 must not inspect an enterprise, nothing where they may."""
        return self.known.why(look.people, firm.place)

    def own(self, look: PairLook) -> bool:
        """Say whether the target's enterprises are in this office's registry."""
        return look.target is not None and look.target.own

    def standing(self, look: PairLook) -> PairStanding:
        """Return a pair as the rules look at it."""
        visited = {visit.enterprise_id for visit in look.visits}
        listed = [self.firms[known] for known in look.listed if known in self.firms]
        there = self.at(look)
        kinds: Counter[str] = Counter(kind for firm in there for kind in firm.kinds)
        avoided: Counter[str] = Counter(
            kind for firm in there if firm.kinds and self.why_avoided(look, firm) for kind in firm.kinds
        )
        pair = look.pair
        return PairStanding(
            own=self.own(look),
            starts_on=pair.starts_on,
            ends_on=pair.ends_on,
            closes_on=pair.ends_on or self.round.ends_on,
            members=len(look.members),
            known=sum(one in self.known.people for one in look.people),
            listed=[
                Listed(
                    firm.name,
                    firm.small,
                    frozenset(firm.kinds),
                    firm.id in visited,
                    self.why_avoided(look, firm),
                    self.own(look) and look.target is not None and not look.target.covers(firm.place.village),
                )
                for firm in listed
            ],
            visits=[
                Visited(
                    self.firms[visit.enterprise_id].name,
                    visit.on,
                    len(visit.inspectors),
                    visit.figures.found,
                    self.known.why(visit.people, self.firms[visit.enterprise_id].place),
                    look.by_others(visit),
                )
                for visit in look.visits
                if visit.enterprise_id in self.firms
            ],
            stock=Stock(
                len(there),
                sum(firm.small is True for firm in there),
                kinds,
                avoided,
                frozenset(kind for kind in self.asked.kinds if kind not in self._kind_ids),
            ),
            handed_over_on=pair.handed_over_on,
            received_by=pair.received_by,
            feedback_due_on=pair.feedback_due_on,
            feedback_on=pair.feedback_on,
            reported_on=pair.reported_on,
        )

    def judged(self, look: PairLook) -> tuple[PairState, tuple[PairCheck, ...]]:
        """Return how far a pair is, and each point of what is asked."""
        standing = self.standing(look)
        today = self.reading.today
        return state_of_pair(standing, self.asked, today), check_pair(standing, self.asked, today)

    def last_visits(self, ids: Iterable[int]) -> dict[int, date]:
        """Return the last supervisory visit of enterprises before this round and not of it."""
        session = self.reading.session
        of_round = select(CrossPair.id).where(CrossPair.round_id == self.round.id)
        elsewhere = Inspection.cross_pair_id.is_(None) | Inspection.cross_pair_id.not_in(of_round)
        found: dict[int, date] = {}
        for some in in_chunks(sorted(ids)):
            query: Any = (
                select(Inspection.enterprise_id, func.max(Inspection.inspected_on))
                .where(Inspection.enterprise_id.in_(some), SUPERVISORY, elsewhere)
                .group_by(Inspection.enterprise_id)
            )
            if self.round.starts_on is not None:
                query = query.where(Inspection.inspected_on < self.round.starts_on)
            found.update((known, day) for known, day in session.execute(query))
        return found


def read_demands(reading: Reading) -> tuple[Demands, dict[str, int]]:
    """Return what is asked of every pair, and which industry each wanted kind is, where there is one."""
    values: Any = settings(reading, "cross.")
    kinds = split_words(values["cross.kinds"])
    trades = industry_ids(reading) if kinds else {}
    asked = Demands(
        values["cross.days"],
        values["cross.enterprises"],
        values["cross.small_share"],
        kinds,
        values["cross.members"],
    )
    return asked, {kind: trades[comparable(kind)] for kind in kinds if comparable(kind) in trades}


def hazard_figures(reading: Reading, inspection_ids: Sequence[int]) -> dict[int, Figures]:
    """Return of each visit its hazards that are neither removed nor voided, as F9 counts them."""
    found = dict.fromkeys(inspection_ids, Figures())
    major: Any = func.sum(case((Hazard.level == HazardLevel.MAJOR, 1), else_=0))
    for some in in_chunks(inspection_ids):
        query: Any = (
            select(Hazard.inspection_id, func.count(), major, func.count(Hazard.rectified_on))
            .where(Hazard.inspection_id.in_(some), STANDING_HAZARD)
            .group_by(Hazard.inspection_id)
        )
        for visit_id, every, grave, rectified in reading.session.execute(query):
            found[visit_id] = Figures(every - grave, grave, rectified)
    return found
