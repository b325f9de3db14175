"""What F6, F9 and 移交清单 tell of the visits of cross-inspections: whose they are, what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from hazard_desk.model import Campaign, CrossPair, CrossParty, Hazard, Inspection
from hazard_desk.model.cross_round import cross_party_village
from hazard_desk.rules.reporting_week import Period
from hazard_desk.services.cross_inspecting.following import visits_of
from hazard_desk.services.cross_inspecting.round_look import LIVE_PAIRS
from hazard_desk.services.cross_inspecting.rounds import RoundRow
from hazard_desk.services.supervisory import STANDING_HAZARD, belongs_to
from hazard_desk.store.unit_of_work import Reading, in_chunks


@dataclass(frozen=True, slots=True)
class TiedVisit:
    """A visit of a cross-inspection that belongs to a pair, and 受检方 of that pair."""

    record_id: int
    on: date
    inspected: str


def tied_in(reading: Reading, campaign: Campaign | None, period: Period) -> list[TiedVisit]:
    """Return the visits of cross-inspections in a period that belong to a pair, oldest first."""
    query: Any = (
        select(Inspection.id, Inspection.inspected_on, CrossPair.inspected)
        .join(CrossPair, CrossPair.id == Inspection.cross_pair_id)
        .where(
            CrossPair.id.in_(LIVE_PAIRS),
            visits_of(reading),
            belongs_to(campaign),
            Inspection.inspected_on <= period.end,
        )
        .order_by(Inspection.inspected_on, Inspection.id)
    )
    if period.start is not None:
        query = query.where(Inspection.inspected_on >= period.start)
    return [TiedVisit(known, on, inspected) for known, on, inspected in reading.session.execute(query)]


def inspectors_of(reading: Reading, pair_ids: Iterable[int]) -> dict[int, str]:
    """Return 检查方 of pairs by their ids; those of rounds in the recycle bin have none."""
    found: dict[int, str] = {}
    for chunk in in_chunks(sorted(set(pair_ids))):
        query: Any = select(CrossPair.id, CrossPair.inspector).where(
            CrossPair.id.in_(chunk), CrossPair.id.in_(LIVE_PAIRS)
        )
        found.update(map(tuple, reading.session.execute(query)))
    return found


def is_of_villages(reading: Reading, row: RoundRow) -> bool:
    """Tell whether villages of this office take part in a round, not only other units."""
    link = cross_party_village.c
    party = exists().where(CrossParty.round_id == row.id, CrossParty.id == link.party_id)
    return bool(reading.session.scalar(select(party)))


def standing_hazards(reading: Reading, visits: Iterable[int]) -> defaultdict[int, list[Hazard]]:
    """Return the hazards of visits that count: neither removed nor void."""
    found: defaultdict[int, list[Hazard]] = defaultdict(list)
    for chunk in in_chunks(list(visits)):
        query = select(Hazard).where(Hazard.inspection_id.in_(chunk), STANDING_HAZARD)
        for hazard in reading.session.scalars(query):
            found[hazard.inspection_id].append(hazard)
    return found
