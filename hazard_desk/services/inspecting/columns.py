"""From the facts of a visit to the columns of its rows: for entry and for import alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from hazard_desk.model import (
    Inspection,
    Person,
)
from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import LifeFacts, is_withdrawn, state_of
from hazard_desk.rules.inspection_checks import effective_stage
from hazard_desk.rules.search_text import comparable, search_text
from hazard_desk.services.inspecting.facts import HAZARD_COLUMNS
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardState


def inspection_columns(facts: InspectionFacts) -> dict[str, Any]:
    """Return the columns of the visit's own row, derived ones included, without its number."""
    return {
        "enterprise_id": facts.enterprise_id,
        "inspected_on": facts.inspected_on,
        "level": facts.level,
        "stage": effective_stage(facts.level, facts.stage),
        "mode": facts.mode,
        "experts": facts.experts,
        "content": facts.content,
        "inspecting_unit": facts.inspecting_unit,
        "note": facts.note,
        "cross_pair_id": facts.cross_pair_id,
        "inspectors": "、".join(facts.inspectors),
        "team_key": team_key(facts.inspectors),
        "search_text": search_text(
            [facts.number, facts.content, facts.inspecting_unit, facts.experts], facts.inspectors
        ),
    }


def hazard_columns(facts: HazardFacts) -> dict[str, Any]:
    """Return the columns of the hazard's own row that follow from its facts and its present recheck."""
    life = life_of(facts)
    columns = {name: getattr(facts, name) for name in HAZARD_COLUMNS}
    if is_withdrawn(life):
        columns["rectified_on"] = None
    columns["state"] = state_of(life)
    columns["closed_on"] = facts.rechecked_on if columns["state"] is HazardState.CLOSED else None
    columns["search_text"] = search_text(
        [facts.description, facts.basis, facts.measures], [facts.responsible]
    )
    return columns


def recheck_columns(facts: HazardFacts) -> dict[str, Any] | None:
    """Return the recheck that the facts tell of, or None where they tell of none."""
    if facts.rechecked_on is None and facts.recheck_result is None and not facts.rechecked_by:
        return None
    return {
        "rechecked_on": facts.rechecked_on,
        "rechecked_by": facts.rechecked_by,
        "result": facts.recheck_result,
        "rectified_on": facts.rectified_on,
    }


def life_of(facts: HazardFacts) -> LifeFacts:
    """Return what decides the hazard's state."""
    return LifeFacts(
        facts.remedy, facts.rectified_on, facts.rechecked_on, facts.rechecked_by, facts.recheck_result
    )


def team_key(inspectors: Sequence[str]) -> str:
    """Return what tells a team apart from others: the set of its names (DESIGN §4, 检查组)."""
    return "\n".join(sorted({comparable(name) for name in inspectors}))


def next_number(reading: Reading, year: int, column: Any = Inspection.number, digits: int = 4) -> str:
    """Return the next free 检查编号 of a year, e.g. 2026-0042, or that of another column of numbers."""
    prefix = f"{year}-"
    used = reading.session.scalars(select(column).where(column.startswith(prefix)))
    serials = [int(tail) for number in used if (tail := number.removeprefix(prefix)).isdigit()]
    return f"{prefix}{max(serials, default=0) + 1:0{digits}d}"


def inspector_rows(inspection_id: int, names: Sequence[str], known: dict[str, int]) -> list[dict[str, Any]]:
    """Return the inspectors' rows; a name that is no Person's stays a name."""
    return [
        {
            "inspection_id": inspection_id,
            "position": position,
            "name": name,
            "person_id": known.get(comparable(name)),
        }
        for position, name in enumerate(dict.fromkeys(names))
    ]


def person_ids(reading: Reading) -> dict[str, int]:
    """Return the persons' ids by name; a name that two persons bear is left out."""
    found: dict[str, list[int]] = {}
    for name, person_id in reading.session.execute(
        select(Person.name, Person.id).where(Person.deleted_at.is_(None))
    ):
        found.setdefault(comparable(name), []).append(person_id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}
