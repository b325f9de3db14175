"""The stored facts of visits, many at once: for the entry form and for imports that update."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.model import (
    Campaign,
    Hazard,
    HazardMove,
    Inspection,
    InspectionCheck,
    Inspector,
    Recheck,
    inspection_campaign,
    inspection_leader,
)
from hazard_desk.rules.facts import CheckPoint, HazardFacts, InspectionFacts
from hazard_desk.services.inspecting.rechecks import STANDS
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import Move, RecheckResult, Remedy

_RECHECK_FIELDS = ("rechecked_on", "rechecked_by", "recheck_result")
HAZARD_COLUMNS = [item.name for item in fields(HazardFacts) if item.name not in (*_RECHECK_FIELDS, "id")]


def visit_facts(reading: Reading, ids: Sequence[int]) -> dict[int, InspectionFacts]:
    """Return the facts of some thousands of visits at most, by id, in seven queries.

    Of a hazard's rechecks the facts show the one that is not yet overtaken: failed ones are history,
    and the next recheck is entered afresh.
    """
    session = reading.session
    inspectors: dict[int, list[str]] = {}
    for visit_id, name in session.execute(
        select(Inspector.inspection_id, Inspector.name)
        .where(Inspector.inspection_id.in_(ids))
        .order_by(Inspector.position)
    ):
        inspectors.setdefault(visit_id, []).append(name)
    leaders: dict[int, list[int]] = {}
    leader = inspection_leader.c
    for visit_id, person_id in session.execute(
        select(leader.inspection_id, leader.person_id).where(leader.inspection_id.in_(ids))
    ):
        leaders.setdefault(visit_id, []).append(person_id)
    campaigns: dict[int, list[str]] = {}
    link = inspection_campaign.c
    for visit_id, name in session.execute(
        select(link.inspection_id, Campaign.name)
        .join(Campaign, Campaign.id == link.campaign_id)
        .where(link.inspection_id.in_(ids))
        .order_by(link.campaign_id)
    ):
        campaigns.setdefault(visit_id, []).append(name)
    hazards = _hazards(reading, ids)
    checks = _checks(reading, ids, hazards)
    query = select(
        Inspection.id,
        Inspection.number,
        Inspection.enterprise_id,
        Inspection.inspected_on,
        Inspection.level,
        Inspection.stage,
        Inspection.mode,
        Inspection.experts,
        Inspection.content,
        Inspection.inspecting_unit,
        Inspection.note,
        Inspection.cross_pair_id,
    ).where(Inspection.id.in_(ids))
    return {
        row.id: InspectionFacts(
            **{name: value for name, value in row._mapping.items() if name != "id"},
            inspectors=tuple(inspectors.get(row.id, ())),
            leader_ids=tuple(leaders.get(row.id, ())),
            campaigns=tuple(campaigns.get(row.id, ())),
            hazards=hazards.get(row.id, []),
            checks=checks.get(row.id, []),
        )
        for row in session.execute(query)
    }


def _hazards(reading: Reading, ids: Sequence[int]) -> dict[int, list[HazardFacts]]:
    rechecks: dict[int, tuple[Any, ...]] = {}
    query = (
        select(Recheck.hazard_id, Recheck.rechecked_on, Recheck.rechecked_by, Recheck.result)
        .join(Hazard, Hazard.id == Recheck.hazard_id)
        .where(
            Hazard.inspection_id.in_(ids),
            STANDS,
        )
        .order_by(Recheck.id)
    )
    for hazard_id, *recheck in reading.session.execute(query):
        rechecks[hazard_id] = tuple(recheck)  # the last one stands
    columns = [getattr(Hazard, name) for name in HAZARD_COLUMNS]
    found: dict[int, list[HazardFacts]] = {}
    for visit_id, hazard_id, *values in reading.session.execute(
        select(Hazard.inspection_id, Hazard.id, *columns)
        .where(Hazard.inspection_id.in_(ids), Hazard.deleted_at.is_(None))
        .order_by(Hazard.position, Hazard.id)
    ):
        facts = HazardFacts(**dict(zip(HAZARD_COLUMNS, values, strict=True)), id=hazard_id)
        if hazard_id in rechecks:
            facts.rechecked_on, facts.rechecked_by, facts.recheck_result = rechecks[hazard_id]
        found.setdefault(visit_id, []).append(facts)
    return found


def _checks(
    reading: Reading, ids: Sequence[int], hazards: dict[int, list[HazardFacts]]
) -> dict[int, list[CheckPoint]]:
    """Return the points of the visits' check lists; a hazard in the recycle bin is none of the point's."""
    places = {hazard.id: place for found in hazards.values() for place, hazard in enumerate(found)}
    row = InspectionCheck
    query: Any = (
        select(row.inspection_id, row.text, row.title, row.source, row.mark, row.note, row.hazard_id)
        .where(row.inspection_id.in_(ids))
        .order_by(row.inspection_id, row.position)
    )
    found: dict[int, list[CheckPoint]] = {}
    for visit_id, text, title, source, mark, note, hazard_id in reading.session.execute(query):
        place = places.get(hazard_id) if hazard_id is not None else None
        found.setdefault(visit_id, []).append(CheckPoint(text, title, source, mark, note, place))
    return found


@dataclass(slots=True)
class Overtaken:
    """What steps have made of a visit's hazards: a sheet that tells the old again doesn't bring it back."""

    failed: set[tuple[int, date | None, str]] = field(default_factory=set)  # hazard, day, person
    values: set[tuple[int, str, Any]] = field(default_factory=set)  # hazard, field, what no longer holds


def overtaken(reading: Reading, ids: Sequence[int]) -> dict[int, Overtaken]:
    """Return of each visit what failed rechecks, 延期 and 挂牌督办 have overtaken in its hazards."""
    session = reading.session
    found: dict[int, Overtaken] = {}
    rechecks: Any = (
        select(Hazard.inspection_id, Recheck)
        .join(Hazard, Hazard.id == Recheck.hazard_id)
        .where(Hazard.inspection_id.in_(ids), Recheck.deleted_at.is_(None))
        .where(Recheck.result == RecheckResult.FAILED)
    )
    for visit_id, recheck in session.execute(rechecks):
        visit = found.setdefault(visit_id, Overtaken())
        visit.failed.add((recheck.hazard_id, recheck.rechecked_on, recheck.rechecked_by))
        visit.values.add((recheck.hazard_id, "rectified_on", recheck.rectified_on))
        visit.values.add((recheck.hazard_id, "rectification_note", recheck.rectification_note))
        visit.values.add((recheck.hazard_id, "deadline", recheck.old_deadline))
    extended: Any = (
        select(Hazard.inspection_id, HazardMove.hazard_id, HazardMove.old_deadline)
        .join(Hazard, Hazard.id == HazardMove.hazard_id)
        .where(Hazard.inspection_id.in_(ids), HazardMove.deleted_at.is_(None))
        .where(HazardMove.kind == Move.EXTEND)
    )
    for visit_id, hazard_id, deadline in session.execute(extended):
        found.setdefault(visit_id, Overtaken()).values.add((hazard_id, "deadline", deadline))
    supervised: Any = select(Hazard.inspection_id, Hazard.id).where(
        Hazard.inspection_id.in_(ids), Hazard.supervised_on.is_not(None)
    )
    for visit_id, hazard_id in session.execute(supervised):
        values = found.setdefault(visit_id, Overtaken()).values
        values.update((hazard_id, "remedy", remedy) for remedy in Remedy if remedy is not Remedy.SUPERVISED)
    return found
