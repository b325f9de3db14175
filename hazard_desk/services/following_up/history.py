"""One hazard with all that happened to it, in the order of its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import Hazard, HazardMove, Inspection, Recheck
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.rules.hazard_life import DEADLINE_LABELS, LifeFacts
from hazard_desk.services.attaching import attachment_counts
from hazard_desk.services.documents.register import DocumentRow, document_lines
from hazard_desk.services.following_up.finding import HazardRow, hazard_rows
from hazard_desk.services.following_up.lives import lives
from hazard_desk.services.following_up.moving import MoveOffer, moves_offered
from hazard_desk.services.inspecting.facts import visit_facts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import Move, RecheckResult


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One thing that happened: what, when, who, in which words.

    `noun` and `id` name the record that tells of it ("" where the hazard itself does), for its attachments.
    """

    on: date | None
    what: str
    person: str = ""
    note: str = ""
    noun: str = ""
    id: int = 0
    entered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HazardRecord:
    """All of one hazard: its line, its facts, its life so far, and the steps that may follow."""

    row: HazardRow
    facts: HazardFacts
    life: LifeFacts
    events: tuple[LifeEvent, ...]
    documents: tuple[DocumentRow, ...]
    offers: tuple[MoveOffer, ...]
    files: int = 0  # photos and scans of it, of its rechecks and of its other steps


def hazard_record(reading: Reading, hazard_id: int) -> HazardRecord:
    """Return all of one hazard, or refuse an id that isn't there."""
    rows = hazard_rows(reading, [hazard_id])
    found = lives(reading, [hazard_id])
    if not rows or not found:
        raise RecordMissing(
            "这条隐患已不在台账里（可能已移入回收站）。", "没有改动任何数据。", "请刷新列表。"
        )
    hazards = visit_facts(reading, [rows[0].inspection_id])[rows[0].inspection_id].hazards
    events = hazard_events(reading, hazard_id)
    return HazardRecord(
        rows[0],
        next(facts for facts in hazards if facts.id == hazard_id),
        found[hazard_id],
        events,
        tuple(reversed(document_lines(reading, hazard_ids=[hazard_id]))),  # the oldest first
        tuple(moves_offered(reading, [hazard_id])),
        _files(reading, hazard_id, events),
    )


def hazard_events(reading: Reading, hazard_id: int) -> tuple[LifeEvent, ...]:
    """Return what happened to a hazard by its days; of one day, in the order of its life."""
    hazard = reading.session.get_one(Hazard, hazard_id)
    visit = reading.session.get_one(Inspection, hazard.inspection_id)
    rechecks = reading.session.scalars(
        select(Recheck)
        .where(Recheck.hazard_id == hazard_id, Recheck.deleted_at.is_(None))
        .order_by(Recheck.id)
    ).all()
    moves = reading.session.scalars(
        select(HazardMove)
        .where(HazardMove.hazard_id == hazard_id, HazardMove.deleted_at.is_(None))
        .order_by(HazardMove.id)
    ).all()
    events = [
        LifeEvent(
            visit.inspected_on,
            "检查发现",
            visit.inspectors,
            hazard.description,
            "hazard",
            hazard.id,
            hazard.entered_at,
        ),
        *_told_by_rechecks(hazard, rechecks),
        *(_told_by_move(hazard, move) for move in moves),
    ]
    # What was entered at one moment keeps the order of a life: the sort is stable.
    events.sort(key=lambda event: (event.on or date.max, event.entered_at or hazard.entered_at))
    return tuple(events)


def _files(reading: Reading, hazard_id: int, events: Sequence[LifeEvent]) -> int:
    rechecks = [event.id for event in events if event.noun == "recheck"]
    moves = [event.id for event in events if event.noun == "hazard_move"]
    return (
        sum(attachment_counts(reading, "hazard", [hazard_id]).values())
        + sum(attachment_counts(reading, "recheck", rechecks).values())
        + sum(attachment_counts(reading, "hazard_move", moves).values())
    )


def _told_by_rechecks(hazard: Hazard, rechecks: Sequence[Recheck]) -> list[LifeEvent]:
    events = []
    passed_or_none = [recheck for recheck in rechecks if recheck.result is not RecheckResult.FAILED]
    for recheck in rechecks:
        if recheck.result is not RecheckResult.FAILED:
            continue
        if recheck.rectified_on is not None:
            events.append(
                LifeEvent(
                    recheck.rectified_on,
                    "整改完成",
                    recheck.rectified_by,
                    recheck.rectification_note,
                    entered_at=recheck.entered_at,
                )
            )
        note = recheck.note
        if recheck.new_deadline is not None:
            note = "；".join(filter(None, [note, f"新的期限 {recheck.new_deadline.isoformat()}"]))
        events.append(
            LifeEvent(
                recheck.rechecked_on,
                Move.FAIL.label,
                recheck.rechecked_by,
                note,
                "recheck",
                recheck.id,
                recheck.entered_at,
            )
        )
    if hazard.rectified_on is not None:
        events.append(
            LifeEvent(
                hazard.rectified_on,
                "整改完成",
                hazard.rectified_by or hazard.responsible,
                hazard.rectification_note,
                entered_at=hazard.rectified_entered_at,
            )
        )
    for recheck in passed_or_none:
        result = recheck.result
        what = f"回查{result.label}" if result is not None else "回查，结果未填"
        if hazard.closed_on is not None and result is RecheckResult.PASSED:
            what += "，销号"
        events.append(
            LifeEvent(
                recheck.rechecked_on,
                what,
                recheck.rechecked_by,
                recheck.note,
                "recheck",
                recheck.id,
                recheck.entered_at,
            )
        )
    return events


def _told_by_move(hazard: Hazard, move: HazardMove) -> LifeEvent:
    details = [move.note]
    units = [move.unit, hazard.second_supervision_unit if move.kind is Move.SUPERVISE else ""]
    if any(units):
        details.insert(0, "、".join(filter(None, units)))
    if move.kind is Move.EXTEND and move.old_deadline is not None and move.new_deadline is not None:
        details.append(f"期限由 {move.old_deadline.isoformat()} 延至 {move.new_deadline.isoformat()}")
    elif move.new_deadline is not None:
        details.append(f"{DEADLINE_LABELS.get(move.kind, '期限')} {move.new_deadline.isoformat()}")
    if move.reply_due is not None:
        details.append(f"请于 {move.reply_due.isoformat()} 前答复")
    return LifeEvent(
        move.moved_on,
        move.kind.label,
        move.person,
        "；".join(filter(None, details)),
        "hazard_move",
        move.id,
        move.entered_at,
    )
