"""How hazards stood at the end of a day: the list of a past week must come out alike later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.model import Hazard, HazardMove, Recheck
from hazard_desk.rules.hazard_life import LifeFacts, state_of
from hazard_desk.services.following_up.lives import later_deadline_changes
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import HazardState, Move, RecheckResult


@dataclass(frozen=True, slots=True)
class Standing:
    """整改, 复查 and state of a hazard as they were; a failed recheck is shown until 整改 is told anew."""

    state: HazardState
    deadline: date | None
    rectified_on: date | None
    rechecked_on: date | None
    rechecked_by: str
    result: RecheckResult | None


def standings(reading: Reading, hazards: Sequence[Hazard], day: date) -> dict[int, Standing]:
    """Return how each hazard stood at the end of `day`, by its id.

    What happened later is not told, whenever it was entered; what was entered later but happened by then is.
    """
    ids = [hazard.id for hazard in hazards]
    rechecks: dict[int, list[Recheck]] = {}
    handed_over: dict[int, bool] = {}
    deadlines: dict[int, date | None] = {}
    for some in in_chunks(ids):
        for recheck in reading.session.scalars(
            select(Recheck)
            .where(Recheck.hazard_id.in_(some), Recheck.deleted_at.is_(None))
            .order_by(Recheck.id)
        ):
            rechecks.setdefault(recheck.hazard_id, []).append(recheck)
        handed_over |= _handed_over(reading, some, day)
        deadlines |= later_deadline_changes(reading, some, day)
    found = {}
    for hazard in hazards:
        referred = handed_over.get(hazard.id, hazard.referred_on is not None and hazard.referred_on <= day)
        deadline = deadlines.get(hazard.id, hazard.deadline)
        found[hazard.id] = _standing(hazard, rechecks.get(hazard.id, []), deadline, referred, day)
    return found


def _handed_over(reading: Reading, ids: Sequence[int], day: date) -> dict[int, bool]:
    """Return of hazards with a step 移送 whether the answer was still out at the end of a day."""
    query: Any = (
        select(HazardMove.hazard_id, HazardMove.kind, HazardMove.moved_on)
        .where(
            HazardMove.hazard_id.in_(ids),
            HazardMove.deleted_at.is_(None),
            HazardMove.kind.in_((Move.REFER, Move.REPLY)),
        )
        .order_by(HazardMove.id)
    )
    out: dict[int, bool] = {}
    for hazard_id, kind, moved_on in reading.session.execute(query):
        if kind is Move.REFER:
            out.setdefault(hazard_id, False)
        if moved_on <= day and hazard_id in out:
            out[hazard_id] = kind is Move.REFER
    return out


def _standing(
    hazard: Hazard, rechecks: Sequence[Recheck], deadline: date | None, referred: bool, day: date
) -> Standing:
    known = [one for one in rechecks if one.rechecked_on is None or one.rechecked_on <= day]
    later = [one for one in rechecks if one not in known]
    last = known[-1] if known else None
    failed = [one for one in known if one.result is RecheckResult.FAILED]
    if last is not None and last.result is not RecheckResult.FAILED:
        rectified_on = last.rectified_on or hazard.rectified_on
    else:
        # The first recheck after the day says which 整改 it looked at; a failed one took it off the hazard.
        rectified_on = (later[0].rectified_on if later else None) or (
            None if later and later[0].result is RecheckResult.FAILED else hazard.rectified_on
        )
    if rectified_on is not None and rectified_on > day:
        rectified_on = None
    shown = None if last in failed and rectified_on is not None else last
    facts = LifeFacts(
        remedy=hazard.remedy,
        rectified_on=rectified_on,
        rechecked_on=shown.rechecked_on if shown else None,
        rechecked_by=shown.rechecked_by if shown else "",
        recheck_result=shown.result if shown else None,
        referred_on=day if referred else None,
        failed=len(failed),
    )
    return Standing(
        state_of(facts),
        deadline,
        facts.rectified_on,
        facts.rechecked_on,
        facts.rechecked_by,
        facts.recheck_result,
    )
