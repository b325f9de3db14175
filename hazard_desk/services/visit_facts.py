"""The stored facts of visits, many at once: for the entry form and for imports that update."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import select

from hazard_desk.model import (
    Campaign,
    Hazard,
    Inspection,
    InspectionCheck,
    Inspector,
    Recheck,
    inspection_campaign,
    inspection_leader,
)
from hazard_desk.rules.facts import CheckPoint, HazardFacts, InspectionFacts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import RecheckResult

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
            Recheck.deleted_at.is_(None),
            Recheck.result.is_(None) | (Recheck.result != RecheckResult.FAILED),
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


def failed_rechecks(reading: Reading, ids: Sequence[int]) -> dict[int, dict[tuple[Any, ...], Any]]:
    """Return of each visit its failed rechecks: (hazard, day, person) → the 整改 date withdrawn by it."""
    query = (
        select(
            Hazard.inspection_id,
            Recheck.hazard_id,
            Recheck.rechecked_on,
            Recheck.rechecked_by,
            Recheck.rectified_on,
        )
        .join(Hazard, Hazard.id == Recheck.hazard_id)
        .where(Hazard.inspection_id.in_(ids), Recheck.deleted_at.is_(None))
        .where(Recheck.result == RecheckResult.FAILED)
    )
    found: dict[int, dict[tuple[Any, ...], Any]] = {}
    for visit_id, hazard_id, day, person, rectified_on in reading.session.execute(query):
        found.setdefault(visit_id, {})[(hazard_id, day, person)] = rectified_on
    return found
