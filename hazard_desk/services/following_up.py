"""隐患: the list of all hazards (its moves come with the closed loop)."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.model import Enterprise, Hazard, Inspection, Recheck
from hazard_desk.services.registry import matches
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardLevel, HazardState, Remedy

# Saved views that `list hazards --filter` knows.
OPEN = (HazardState.REGISTERED, HazardState.RECTIFYING)
VIEWS = ("全部", "未整改", "逾期", "待回查", "重大", "已销号")


@dataclass(frozen=True, slots=True)
class HazardRow:
    """One line of the list of hazards."""

    id: int
    inspection: str
    enterprise: str
    description: str
    level: HazardLevel | None
    remedy: Remedy | None
    deadline: date | None
    rectified_on: date | None
    rechecked_on: date | None
    state: HazardState


_RECHECKED_ON = (
    select(func.max(Recheck.rechecked_on))
    .where(Recheck.hazard_id == Hazard.id, Recheck.deleted_at.is_(None))
    .correlate(Hazard)
    .scalar_subquery()
)


def _view(name: str, today: date) -> list[Any]:
    views: dict[str, list[Any]] = {
        "全部": [],
        "未整改": [Hazard.state.in_(OPEN)],
        "逾期": [Hazard.state.in_(OPEN), Hazard.deadline < today],
        "待回查": [Hazard.state == HazardState.AWAITING_RECHECK],
        "重大": [Hazard.level == HazardLevel.MAJOR],
        "已销号": [Hazard.state == HazardState.CLOSED],
    }
    return views[name]


def find_hazards(reading: Reading, text: str = "", view: str = "全部") -> array[int]:
    """Return the ids of the hazards that match, the newest first; `view` is one of VIEWS."""
    query = (
        select(Hazard.id)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(
            Hazard.deleted_at.is_(None),
            *_view(view, reading.today),
            *matches(Hazard.search_text + "\n" + Enterprise.search_text, text),
        )
        .order_by(Inspection.inspected_on.desc(), Hazard.id.desc())
    )
    return array("q", reading.session.scalars(query))


def hazard_rows(reading: Reading, ids: Sequence[int]) -> list[HazardRow]:
    """Return the lines of `ids` in that order; ids that are gone are left out."""
    query = (
        select(
            Hazard.id,
            Inspection.number,
            Enterprise.name,
            Hazard.description,
            Hazard.level,
            Hazard.remedy,
            Hazard.deadline,
            Hazard.rectified_on,
            _RECHECKED_ON,
            Hazard.state,
        )
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(Hazard.id.in_(ids))
    )
    rows = {row[0]: HazardRow(*tuple(row)) for row in reading.session.execute(query)}
    return [rows[row_id] for row_id in ids if row_id in rows]
