"""The list of visits: ids first."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from hazard_desk.model import (
    Enterprise,
    Hazard,
    Inspection,
    Village,
    inspection_campaign,
)
from hazard_desk.rules.hazard_life import UNFINISHED_STATES
from hazard_desk.services.registry import matches
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import InspectionLevel, InspectionMode, SourceStage


@dataclass(frozen=True, slots=True)
class InspectionQuery:
    """What the list of visits is asked for; empty values do not restrict."""

    text: str = ""
    since: date | None = None
    until: date | None = None
    levels: tuple[InspectionLevel, ...] = ()
    stages: tuple[SourceStage, ...] = ()
    modes: tuple[InspectionMode, ...] = ()
    campaigns: tuple[int, ...] = ()
    villages: tuple[int, ...] = ()
    enterprise_id: int | None = None
    with_open_hazards: bool = False
    sort: str = "inspected_on"  # one of SORTS
    ascending: bool = False


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """One line of the list of visits."""

    id: int
    number: str
    enterprise: str
    code: str
    village: str
    inspected_on: date
    level: InspectionLevel | None
    stage: SourceStage
    inspectors: str
    mode: InspectionMode | None
    hazards: int
    open_hazards: int


def _hazard_count(*conditions: Any) -> Any:
    return (
        select(func.count(Hazard.id))
        .where(Hazard.inspection_id == Inspection.id, Hazard.deleted_at.is_(None), *conditions)
        .correlate(Inspection)
        .scalar_subquery()
    )


_HAZARDS = _hazard_count()


_OPEN_HAZARDS = _hazard_count(Hazard.state.in_(UNFINISHED_STATES))


_VILLAGE = func.coalesce(
    select(Village.name).where(Village.id == Enterprise.village_id).correlate(Enterprise).scalar_subquery(),
    "",
)


SORTS: dict[str, Any] = {
    "number": Inspection.number,
    "enterprise": Enterprise.name_key,
    "code": Enterprise.code,
    "village": _VILLAGE,
    "inspected_on": Inspection.inspected_on,
    "level": Inspection.level,
    "stage": Inspection.stage,
    "inspectors": Inspection.inspectors,
    "mode": Inspection.mode,
    "hazards": _HAZARDS,
    "open_hazards": _OPEN_HAZARDS,
}


def _restricted(query: InspectionQuery, chosen: Any) -> Select[Any]:
    searched = Inspection.search_text + "\n" + Enterprise.search_text
    found = (
        select(chosen)
        .select_from(Inspection)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(Inspection.deleted_at.is_(None), *matches(searched, query.text))
    )
    if query.since:
        found = found.where(Inspection.inspected_on >= query.since)
    if query.until:
        found = found.where(Inspection.inspected_on <= query.until)
    if query.levels:
        found = found.where(Inspection.level.in_(query.levels))
    if query.stages:
        found = found.where(Inspection.stage.in_(query.stages))
    if query.modes:
        found = found.where(Inspection.mode.in_(query.modes))
    if query.campaigns:
        link = inspection_campaign.c
        found = found.where(
            Inspection.id.in_(select(link.inspection_id).where(link.campaign_id.in_(query.campaigns)))
        )
    if query.villages:
        found = found.where(Enterprise.village_id.in_(query.villages))
    if query.enterprise_id is not None:
        found = found.where(Inspection.enterprise_id == query.enterprise_id)
    if query.with_open_hazards:
        found = found.where(_OPEN_HAZARDS > 0)
    return found


def find_inspections(reading: Reading, query: InspectionQuery) -> array[int]:
    """Return the ids that match, in the order asked for."""
    column = SORTS.get(query.sort, Inspection.inspected_on)
    order = column.asc() if query.ascending else column.desc()
    return array(
        "q", reading.session.scalars(_restricted(query, Inspection.id).order_by(order, Inspection.id.desc()))
    )


def inspection_rows(reading: Reading, ids: Sequence[int]) -> list[InspectionRow]:
    """Return the lines of `ids` in that order; ids that are gone are left out."""
    query = (
        select(
            Inspection.id,
            Inspection.number,
            Enterprise.name,
            Enterprise.code,
            _VILLAGE,
            Inspection.inspected_on,
            Inspection.level,
            Inspection.stage,
            Inspection.inspectors,
            Inspection.mode,
            _HAZARDS,
            _OPEN_HAZARDS,
        )
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(Inspection.id.in_(ids))
    )
    rows = {row[0]: InspectionRow(*row) for row in reading.session.execute(query)}
    return [rows[row_id] for row_id in ids if row_id in rows]
