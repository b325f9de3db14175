"""The facts that a hazard's next step is judged by, many hazards at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.model import Hazard, HazardMove, Inspection, Recheck
from hazard_desk.rules.facts import HazardFacts, labels
from hazard_desk.rules.hazard_life import LifeFacts
from hazard_desk.rules.inspection_checks import COMMITMENTS
from hazard_desk.services.inspecting.rechecks import present_rechecks
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import Move

_LABELS = labels(HazardFacts)


def lives(reading: Reading, ids: Sequence[int]) -> dict[int, LifeFacts]:
    """Return the life of each hazard that is there; one in the recycle bin is left out."""
    found: dict[int, LifeFacts] = {}
    for some in in_chunks(ids):
        found |= _some_lives(reading, some)
    return found


def _some_lives(reading: Reading, ids: Sequence[int]) -> dict[int, LifeFacts]:
    rechecks, asked = present_rechecks(reading, ids), unanswered(reading, ids)
    query: Any = (
        select(Hazard, Inspection.inspected_on)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(Hazard.id.in_(ids), Hazard.deleted_at.is_(None))
    )
    found = {}
    for hazard, inspected_on in reading.session.execute(query):
        recheck = rechecks.get(hazard.id)
        found[hazard.id] = LifeFacts(
            remedy=hazard.remedy,
            rectified_on=hazard.rectified_on,
            rechecked_on=recheck.rechecked_on if recheck else None,
            rechecked_by=recheck.rechecked_by if recheck else "",
            recheck_result=recheck.result if recheck else None,
            referred_on=hazard.referred_on,
            voided_on=hazard.voided_on,
            failed=hazard.failed_rechecks,
            inspected_on=inspected_on,
            level=hazard.level,
            deadline=hazard.deadline,
            asked_on=asked[hazard.id][0] if hazard.id in asked else None,
            missing_commitments=tuple(
                _LABELS[name] for name in COMMITMENTS if getattr(hazard, name) in (None, "")
            ),
            supervised_on=hazard.supervised_on,
            lifted_on=hazard.lifted_on,
            suspended_on=hazard.suspended_on,
            resumed_on=hazard.resumed_on,
            accepted_on=hazard.accepted_on,
        )
    return found


def unanswered(reading: Reading, ids: Sequence[int]) -> dict[int, tuple[date, str]]:
    """Return of the hazards whose last 移送 or 上报 has no answer its day and the unit that was asked."""
    query: Any = (
        select(HazardMove.hazard_id, HazardMove.kind, HazardMove.moved_on, HazardMove.unit)
        .where(
            HazardMove.hazard_id.in_(ids),
            HazardMove.deleted_at.is_(None),
            HazardMove.kind.in_((Move.REFER, Move.REPORT, Move.REPLY)),
        )
        .order_by(HazardMove.id)
    )
    asked: dict[int, tuple[date, str]] = {}
    for hazard_id, kind, moved_on, unit in reading.session.execute(query):
        if kind is Move.REPLY:
            asked.pop(hazard_id, None)
        else:
            asked[hazard_id] = (moved_on, unit)
    return asked


def later_deadline_changes(reading: Reading, ids: Iterable[int], day: date) -> dict[int, date | None]:
    """Return of the hazards whose deadline was moved after `day` the one that held at the end of that day.

    What moves a deadline is a granted 延期 or a failed recheck; a correction in the visit was always meant.
    """
    wanted = list(ids)
    extended: Any = select(
        HazardMove.hazard_id,
        HazardMove.old_deadline,
        HazardMove.moved_on,
        HazardMove.entered_at,
        HazardMove.id,
    ).where(
        HazardMove.hazard_id.in_(wanted),
        HazardMove.kind == Move.EXTEND,
        HazardMove.deleted_at.is_(None),
        HazardMove.moved_on > day,
    )
    failed: Any = select(
        Recheck.hazard_id, Recheck.old_deadline, Recheck.rechecked_on, Recheck.entered_at, Recheck.id
    ).where(
        Recheck.hazard_id.in_(wanted),
        Recheck.new_deadline.is_not(None),
        Recheck.deleted_at.is_(None),
        Recheck.rechecked_on > day,
    )
    changes = [tuple(row) for query in (extended, failed) for row in reading.session.execute(query)]
    held: dict[int, date | None] = {}
    for hazard_id, before, *_ in sorted(changes, key=lambda change: change[2:], reverse=True):
        held[hazard_id] = before  # the earliest change after the day has the last word
    return held
