"""Which recheck of a hazard stands: failed ones are history, and the next is entered afresh."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from hazard_desk.model import Recheck
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import RecheckResult

STANDS = Recheck.deleted_at.is_(None) & (Recheck.result.is_(None) | (Recheck.result != RecheckResult.FAILED))
"""The condition that a recheck isn't overtaken."""


def present_rechecks(reading: Reading, ids: Sequence[int]) -> dict[int, Recheck]:
    """Return of each hazard the recheck that is not yet overtaken: failed ones are history."""
    found: dict[int, Recheck] = {}
    for some in in_chunks(ids):
        query = (
            select(Recheck)
            .where(
                Recheck.hazard_id.in_(some),
                STANDS,
            )
            .order_by(Recheck.id)
        )
        found.update((recheck.hazard_id, recheck) for recheck in reading.session.scalars(query))
    return found
