"""A township for tests of what a round follows: villages, enterprises, people, a round with its teams."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from hazard_desk.model import Industry, Village
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.cross_inspecting.arranging import set_members
from hazard_desk.services.cross_inspecting.facts import PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.following import visit_start
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import add_village
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import EnterpriseSize, HazardLevel, PartySide, RiskLevel
from tests.services.cross_inspecting.round_desk import entered, pair_ids, party_ids

NOW = datetime(2026, 3, 20, 9, 30)


@dataclass
class Desk:
    """An office with what stands in it, by name."""

    office: OfficeFile
    villages: dict[str, int] = field(default_factory=dict)
    firms: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def village(self, name: str) -> int:
        """Enter a village that isn't there yet."""
        if name not in self.villages:
            self.office.run(lambda work: Changes("新增村", add_village(work, name)))
            found = self.office.ask(
                lambda reading: reading.session.scalar(select(Village.id).where(Village.name == name))
            )
            assert found is not None
            self.villages[name] = found
        return self.villages[name]

    def firm(
        self,
        name: str,
        village: str = "马村",
        size: EnterpriseSize | None = EnterpriseSize.SMALL,
        risk: RiskLevel | None = None,
        *kinds: str,
    ) -> int:
        """Enter an enterprise."""
        facts = EnterpriseFacts(name=name, village=village, size=size, risk_level=risk, industries=kinds)
        record_id = self.office.run(save_enterprise, facts).record_id
        assert record_id is not None
        self.firms[name] = record_id
        return record_id

    def person(self, name: str, **facts: Any) -> int:
        """Enter a person."""
        record_id = self.office.run(save_roster_entry, PersonFacts(name, **facts)).record_id
        assert record_id is not None
        self.people[name] = record_id
        return record_id

    def industry(self, name: str) -> int:
        """Return the id of an industry."""
        found = self.office.ask(
            lambda reading: reading.session.scalar(select(Industry.id).where(Industry.name == name))
        )
        assert found is not None
        return found

    def round(
        self,
        pairs: dict[str, str],
        members: dict[str, tuple[str, ...]] | None = None,
        name: str = "第一轮",
        starts_on: date | None = date(2026, 3, 9),
        ends_on: date | None = date(2026, 3, 31),
    ) -> int:
        """Enter a round of teams and targets, with the 组员 of the teams."""
        parties = [PartyFacts(team, side=PartySide.INSPECTS) for team in pairs]
        parties += [PartyFacts(target, side=PartySide.INSPECTED) for target in dict.fromkeys(pairs.values())]
        rows = tuple(PairRow(team, target) for team, target in pairs.items())
        round_id = entered(
            self.office, RoundFacts(name, starts_on, ends_on, parties=tuple(parties), pairs=rows)
        )
        ids = party_ids(self.office, round_id)
        for team, names in (members or {}).items():
            self.office.run(set_members, ids[team], names)
        return round_id

    def pair(self, round_id: int, team: str) -> int:
        """Return the id of a team's first pair."""
        return next(known for (one, _), known in pair_ids(self.office, round_id).items() if one == team)

    def visit(
        self,
        pair_id: int,
        firm: str,
        day: date,
        general: int = 0,
        major: int = 0,
        rectified: int = 0,
        **facts: Any,
    ) -> int:
        """Enter a visit of a pair with hazards, the first ones rectified on the next day."""
        start: InspectionFacts = self.office.ask(visit_start, pair_id, self.firms[firm])
        start.inspected_on = day
        levels = [HazardLevel.GENERAL] * general + [HazardLevel.MAJOR] * major
        start.hazards = [
            HazardFacts(f"隐患{n}", level, rectified_on=NOW.date() if n < rectified else None)
            for n, level in enumerate(levels)
        ]
        for name, value in facts.items():
            setattr(start, name, value)
        record_id = self.office.run(save_inspection, start).record_id
        assert record_id is not None
        return record_id
