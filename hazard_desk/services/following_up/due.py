"""By when a hazard is to be rechecked, answered or reported on; the terms are the office's settings."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.model import Hazard, HazardMove, Inspection
from hazard_desk.rules.hazard_life import UNCLOSED_STATES
from hazard_desk.rules.working_days import count_on
from hazard_desk.services.following_up.finding import AWAITS_REPLY, PLATED, last_move
from hazard_desk.services.holidays import day_table
from hazard_desk.services.settings import duration_setting
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardState, Move


def rechecks_due(reading: Reading) -> dict[int, date | None]:
    """Return of the hazards that await their recheck (待回查) the day by which it should be made.

    None where nothing says when it was rectified.
    """
    term, table = duration_setting(reading, "deadline.recheck"), day_table(reading)
    waiting: Any = select(Hazard.id, Hazard.rectified_on).where(
        Hazard.state == HazardState.AWAITING_RECHECK, Hazard.deleted_at.is_(None)
    )
    return {
        found: count_on(on, term, table) if on is not None else None
        for found, on in reading.session.execute(waiting)
    }


def replies_due(reading: Reading) -> dict[int, date]:
    """Return of the hazards whose last 移送 or 上报 isn't answered (待答复) the day by which it should be."""
    term, table = duration_setting(reading, "deadline.reply"), day_table(reading)
    asked: Any = (
        select(Hazard.id, HazardMove.moved_on, HazardMove.reply_due)
        .join(Hazard, Hazard.id == HazardMove.hazard_id)
        .where(
            HazardMove.id == last_move(Move.REFER, Move.REPORT),
            AWAITS_REPLY,
            Hazard.deleted_at.is_(None),
            Hazard.state != HazardState.VOID,
        )
    )
    return {found: due or count_on(on, term, table) for found, on, due in reading.session.execute(asked)}


def progress_due(reading: Reading) -> dict[int, date]:
    """Return of the supervised hazards (挂牌督办) that aren't closed when their progress is to be reported.

    The term runs from the last report, at first from the day of 挂牌, or of the visit where that isn't kept.
    """
    term, table = duration_setting(reading, "deadline.progress"), day_table(reading)
    last_report = (
        select(func.max(HazardMove.moved_on))
        .where(
            HazardMove.hazard_id == Hazard.id,
            HazardMove.deleted_at.is_(None),
            HazardMove.kind == Move.PROGRESS,
        )
        .correlate(Hazard)
        .scalar_subquery()
    )
    since = func.coalesce(last_report, Hazard.supervised_on, Inspection.inspected_on)
    query: Any = (
        select(Hazard.id, since)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(
            Hazard.deleted_at.is_(None),
            Hazard.state.in_(UNCLOSED_STATES),
            PLATED,
        )
    )
    return {found: count_on(on, term, table) for found, on in reading.session.execute(query)}
