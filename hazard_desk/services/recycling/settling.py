"""What follows in an owner from a part of it that is back: where a hazard stands, who made a visit."""

from __future__ import annotations

import json

from sqlalchemy import func, select

from hazard_desk.errors import HazardDeskError
from hazard_desk.model import Hazard, Inspection, Recheck
from hazard_desk.rules.hazard_life import LifeFacts, state_of
from hazard_desk.services.following_up.lives import lives
from hazard_desk.services.inspecting.columns import inspection_columns
from hazard_desk.services.inspecting.rechecks import STANDS
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.journal.telling import Row
from hazard_desk.services.recycling.looking import Look
from hazard_desk.store import capture
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import ChangeKind, HazardState, RecheckResult

_STEPS = frozenset({"recheck", "hazard_move"})
_DERIVED = frozenset({"state", "closed_on"})
_OF_THE_LIFE = _DERIVED | {
    "accepted_on",
    "deadline",
    "failed_rechecks",
    "lifted_on",
    "rectification_note",
    "rectified_by",
    "rectified_entered_at",
    "rectified_on",
    "referred_on",
    "referred_to",
    "remedy",
    "resumed_on",
    "second_supervision_unit",
    "supervised_on",
    "supervision_due",
    "supervision_level",
    "supervision_unit",
    "suspended_on",
    "void_reason",
    "voided_on",
}
"""Columns of a hazard that its steps write."""


def settle(work: UnitOfWork, look: Look, entry_id: int | None, noun: str, before: Row) -> None:
    """Let the owner of a part that was put back agree with it again; refused where it can't."""
    work.session.expire_all()
    if noun in _STEPS:
        _settle_hazard(work, look, entry_id, noun, int(before["hazard_id"]))
    elif noun == "inspector":
        _settle_visit(work, int(before["inspection_id"]))
    work.session.flush()


def _settle_hazard(work: UnitOfWork, look: Look, entry_id: int | None, noun: str, hazard_id: int) -> None:
    """Give a hazard back what the step had made of it, and the state that follows."""
    key = json.dumps([hazard_id])
    change = next(
        (
            one
            for one in look.changes_of(entry_id or 0)
            if (one.noun, one.row_key) == ("hazard", key) and one.kind is ChangeKind.EDITED
        ),
        None,
    )
    connection = work.session.connection()
    there = capture.current_row(connection, "hazard", key) or {}
    if change is not None and change.before is not None and change.after is not None:
        differ = [name for name in _OF_THE_LIFE if change.before.get(name) != change.after.get(name)]
        for name in differ:
            value = change.before.get(name)
            if name in _DERIVED or there.get(name) == value:
                continue
            if there.get(name) != change.after.get(name):
                raise _life_went_on(noun)
            connection.exec_driver_sql(f'UPDATE hazard SET "{name}" = ? WHERE id = ?', (value, hazard_id))
        work.session.expire_all()
    standing = work.session.scalar(
        select(func.count()).select_from(Recheck).where(Recheck.hazard_id == hazard_id, STANDS)
    )
    life = lives(work, [hazard_id]).get(hazard_id)
    if life is None:
        return  # the hazard lies in the bin, and so does the step with it
    if (standing or 0) > 1 or _is_at_odds(life):
        raise _life_went_on(noun)
    hazard = work.session.get_one(Hazard, hazard_id)
    hazard.state = state_of(life)
    hazard.closed_on = life.rechecked_on if hazard.state is HazardState.CLOSED else None


def _is_at_odds(life: LifeFacts) -> bool:
    """Whether a passed recheck looked at a rectification that isn't there, or not yet."""
    if life.recheck_result is not RecheckResult.PASSED or life.rechecked_on is None:
        return False
    return life.rectified_on is None or life.rechecked_on < life.rectified_on


def _settle_visit(work: UnitOfWork, inspection_id: int) -> None:
    """Write who made a visit as it is printed, told apart and searched."""
    inspection = work.session.get(Inspection, inspection_id)
    if inspection is None or inspection.deleted_at is not None:
        return
    columns = inspection_columns(inspection_record(work, inspection_id).facts)
    for name in ("inspectors", "team_key", "search_text"):
        setattr(inspection, name, columns[name])


def _life_went_on(noun: str) -> HazardDeskError:
    what = "这次回查" if noun == "recheck" else "这一步"
    return HazardDeskError(
        f"那条隐患后来又登记过整改、回查或期限，{what}和现在的对不上，不能放回。",
        "没有改动任何数据。",
        f"请打开那条隐患，按现在的情况重新登记{what}。",
    )
