"""One visit as it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import (
    Enterprise,
    Hazard,
    Inspection,
)
from hazard_desk.rules.facts import InspectionFacts
from hazard_desk.services.inspecting.facts import visit_facts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardState


@dataclass(slots=True)
class InspectionRecord:
    """All of one visit: the facts to edit, and what is known around them."""

    id: int
    facts: InspectionFacts
    enterprise: str
    hazard_states: list[HazardState]
    failed_rechecks: list[int]


def inspection_record(reading: Reading, inspection_id: int) -> InspectionRecord:
    """Return all of one visit, or refuse an id that isn't there."""
    inspection = existing_inspection(reading, inspection_id)
    facts = visit_facts(reading, [inspection_id])[inspection_id]
    kept = {
        hazard_id: (state, failed)
        for hazard_id, state, failed in reading.session.execute(
            select(Hazard.id, Hazard.state, Hazard.failed_rechecks).where(
                Hazard.inspection_id == inspection_id
            )
        )
    }
    lives = [kept[hazard.id] for hazard in facts.hazards if hazard.id is not None]
    return InspectionRecord(
        inspection_id,
        facts,
        reading.session.get_one(Enterprise, inspection.enterprise_id).name,
        [state for state, _ in lives],
        [failed for _, failed in lives],
    )


def existing_inspection(reading: Reading, inspection_id: int) -> Inspection:
    """Return a visit that is there, or refuse an id that isn't."""
    inspection = reading.session.get(Inspection, inspection_id)
    if inspection is None or inspection.deleted_at is not None:
        raise RecordMissing(
            "这次检查已不在台账里（可能已移入回收站）。", "没有改动任何数据。", "请刷新列表。"
        )
    return inspection
