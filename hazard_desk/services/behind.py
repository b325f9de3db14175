"""The records behind a number or a finding, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.model import Enterprise, Hazard, Inspection, TypicalCase
from hazard_desk.store.unit_of_work import Reading, in_chunks


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One record behind a number, in words."""

    noun: str
    id: int
    on: date | None
    enterprise: str
    text: str


def rows_behind(reading: Reading, noun: str, ids: Sequence[int]) -> list[BehindRow]:
    """Return the records of these ids in that order: visits, hazards, typical cases."""
    queries: dict[str, Any] = {
        "inspection": select(
            Inspection.id, Inspection.inspected_on, Enterprise.name, Inspection.inspectors
        ).join(Enterprise, Enterprise.id == Inspection.enterprise_id),
        "hazard": select(Hazard.id, Inspection.inspected_on, Enterprise.name, Hazard.description)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id),
        "typical_case": select(
            TypicalCase.id, TypicalCase.reported_on, func.coalesce(Enterprise.name, ""), TypicalCase.title
        ).outerjoin(Enterprise, Enterprise.id == TypicalCase.enterprise_id),
    }
    query = queries[noun]
    found: dict[int, BehindRow] = {}
    for some in in_chunks(ids):
        some = query.where(query.selected_columns[0].in_(some))
        found |= {row[0]: BehindRow(noun, *row) for row in reading.session.execute(some)}
    return [found[row_id] for row_id in ids if row_id in found]
