"""What a 重大 hazard still lacks, so that it can't be reported as it is."""

from __future__ import annotations

from sqlalchemy import select

from hazard_desk.model import Hazard
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.rules.inspection_checks import missing_in_hazard
from hazard_desk.services.inspecting.facts import HAZARD_COLUMNS
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardLevel, HazardState


def major_gaps(reading: Reading) -> dict[int, tuple[str, ...]]:
    """Return of each 重大 hazard what it still lacks: 双报告, 五落实, its supervising unit, 判定依据."""
    columns = [getattr(Hazard, name) for name in HAZARD_COLUMNS]
    query = (
        select(Hazard.id, *columns)
        .where(
            Hazard.level == HazardLevel.MAJOR, Hazard.deleted_at.is_(None), Hazard.state != HazardState.VOID
        )
        .order_by(Hazard.id)
    )
    gaps = {}
    for hazard_id, *values in reading.session.execute(query):
        facts = HazardFacts(**dict(zip(HAZARD_COLUMNS, values, strict=True)))
        if missing := missing_in_hazard(facts):
            gaps[hazard_id] = tuple(missing.values())
    return gaps
