"""举报线索: received, handed on, verified, answered, signed; and the visit that verified it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import Campaign, Enterprise, Hazard, Inspection, Inspector, TipOff, tip_off_campaign
from hazard_desk.rules.facts import InspectionFacts
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import search_text, search_words
from hazard_desk.rules.tip_offs import OVER, TipOffFacts, check_tip_off, days_overdue, tip_state
from hazard_desk.services.inspecting.columns import next_number
from hazard_desk.services.inspecting.saving import set_links
from hazard_desk.services.offices import campaign_by_name, office_row
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.registry import EnterpriseRow, enterprise_rows
from hazard_desk.services.supervisory import STANDING_HAZARD
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import SourceStage, TipChannel, TipState

_COLUMNS = tuple(item.name for item in fields(TipOffFacts) if item.name != "campaigns")
_NUMBER_DIGITS = 3


# ---- operations ----------------------------------------------------------------------------------------


def save_tip_off(work: UnitOfWork, facts: TipOffFacts, tip_off_id: int | None = None) -> Changes:
    """Enter a 举报线索, or change the one with `tip_off_id`; without a number it gets the next of its year.

    Refused: what `check_tip_off` refuses, a number that another one has, a visit that can't have verified it.
    """
    refusals = check_tip_off(facts, work.today)
    refusals += _number_taken(work, facts.number, tip_off_id)
    refusals += _wrong_visit(work, facts)
    refuse_if_any(refusals)
    campaign_ids = {campaign_by_name(work, name).id for name in facts.campaigns}
    assert facts.received_on is not None
    session = work.session
    if tip_off_id is None:
        record = TipOff(entered_at=work.now)
        session.add(record)
        number = facts.number or next_tip_number(work, facts.received_on.year)
    else:
        record = _existing(work, tip_off_id)
        number = facts.number or record.number
    for name in _COLUMNS:
        setattr(record, name, getattr(facts, name))
    record.number = number
    record.search_text = search_text(
        [number, facts.informant_phone, facts.content, facts.finding, facts.handling, facts.note],
        [facts.unit, facts.place, facts.informant, facts.assigned_to, facts.verified_by],
    )
    session.flush()
    set_links(work, tip_off_campaign, "tip_off_id", record.id, "campaign_id", campaign_ids)
    return Changes(f"{'新增' if tip_off_id is None else '修改'}举报线索 {number}", record.id)


def remove_tip_off(work: UnitOfWork, tip_off_id: int) -> Changes:
    """Move a 举报线索 to the recycle bin."""
    record = _existing(work, tip_off_id)
    record.deleted_at = work.now
    return Changes(f"举报线索 {record.number} 移入回收站", tip_off_id)


def _number_taken(work: UnitOfWork, number: str, tip_off_id: int | None) -> list[Refusal]:
    taken = select(TipOff.id).where(TipOff.number == number, TipOff.deleted_at.is_(None))
    if tip_off_id is not None:
        taken = taken.where(TipOff.id != tip_off_id)
    if not number or work.session.scalar(taken) is None:
        return []
    return [Refusal("number", f"编号「{number}」已经用过", "请换一个编号，或留空由程序编号。")]


def _wrong_visit(work: UnitOfWork, facts: TipOffFacts) -> list[Refusal]:
    if facts.inspection_id is None:
        return []
    visit = work.session.get(Inspection, facts.inspection_id)
    if visit is None or visit.deleted_at is not None:
        said = "选的检查已不在台账里"
    elif visit.enterprise_id != facts.enterprise_id:
        said = "选的检查不是对这家企业的"
    elif visit.stage is not SourceStage.TIP_OFF:
        said = f"选的检查，检查环节不是{SourceStage.TIP_OFF.label}"
    elif facts.received_on is not None and visit.inspected_on < facts.received_on:
        said = f"选的检查（{visit.inspected_on}）早于收到线索的日期"
    else:
        return []
    return [Refusal("inspection_id", said, "请另选一次检查，或不选。")]


# ---- queries -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TipOffRow:
    """One line of the list; `about` is the unit or, without one, the place."""

    id: int
    number: str
    received_on: date
    channel: TipChannel
    about: str
    content: str
    state: TipState
    due_on: date | None
    overdue: int  # days past 办理期限
    assigned_to: str
    search_text: str


@dataclass(frozen=True, slots=True)
class VerifyingVisit:
    """A visit that verified a 举报线索, and what was found: hazards, and how many are rectified."""

    id: int
    number: str
    inspected_on: date
    inspectors: tuple[str, ...]
    found: int
    rectified: int


@dataclass(frozen=True, slots=True)
class TipOffRecord:
    """One 举报线索 to be changed, with its enterprise's line and the visits that may have verified it."""

    id: int
    facts: TipOffFacts
    enterprise: EnterpriseRow | None
    visits: tuple[VerifyingVisit, ...]


def tip_off_rows(reading: Reading, text: str = "", states: Collection[TipState] = ()) -> list[TipOffRow]:
    """Return the 举报线索, newest first: those that every word of `text` finds, in any of these states."""
    words = search_words(text)
    rows = [
        row
        for row in _rows(reading, TipOff.deleted_at.is_(None))
        if (not states or row.state in states) and all(word in row.search_text for word in words)
    ]
    return sorted(rows, key=lambda row: (row.received_on, row.id), reverse=True)


def waiting_tip_offs(reading: Reading) -> list[TipOffRow]:
    """Return those that something is still to be done about, the longest overdue first, then the oldest."""
    # Whether one that is signed can still be answered is for its state to say.
    perhaps = TipOff.refused_on.is_(None) & (TipOff.approved_on.is_(None) | TipOff.answered_on.is_(None))
    rows = [row for row in _rows(reading, TipOff.deleted_at.is_(None) & perhaps) if row.state not in OVER]
    return sorted(rows, key=lambda row: (-row.overdue, row.due_on or date.max, row.received_on, row.id))


def tip_off_record(reading: Reading, tip_off_id: int) -> TipOffRecord:
    """Return one 举报线索; a visit that isn't there any more is left out."""
    facts = stored_facts(reading, [_existing(reading, tip_off_id)])[0]
    named = [facts.enterprise_id] if facts.enterprise_id is not None else []
    enterprise = next(iter(enterprise_rows(reading, named)), None)
    visits = visits_to_link(reading, facts.enterprise_id)
    if facts.inspection_id not in {visit.id for visit in visits}:
        facts = replace(facts, inspection_id=None)
    return TipOffRecord(tip_off_id, facts, enterprise, visits)


def visits_to_link(reading: Reading, enterprise_id: int | None) -> tuple[VerifyingVisit, ...]:
    """Return the visits to this enterprise whose 检查环节 is 群众举报, the newest first."""
    if enterprise_id is None:
        return ()
    query = (
        select(Inspection.id)
        .where(
            Inspection.enterprise_id == enterprise_id,
            Inspection.stage == SourceStage.TIP_OFF,
            Inspection.deleted_at.is_(None),
        )
        .order_by(Inspection.inspected_on.desc(), Inspection.id.desc())
    )
    ids = list(reading.session.scalars(query))
    found = verifying_visits(reading, ids)
    return tuple(found[known] for known in ids)


def verifying_visits(
    reading: Reading, ids: Sequence[int], until: date | None = None
) -> dict[int, VerifyingVisit]:
    """Return what came of these visits, of those that are there; what was rectified, up to a day."""
    found: dict[int, VerifyingVisit] = {}
    done = Hazard.rectified_on.is_not(None) if until is None else Hazard.rectified_on <= until
    for some in in_chunks(ids):
        names: dict[int, list[str]] = {}
        for known, name in reading.session.execute(
            select(Inspector.inspection_id, Inspector.name)
            .where(Inspector.inspection_id.in_(some))
            .order_by(Inspector.inspection_id, Inspector.position)
        ):
            names.setdefault(known, []).append(name)
        query: Any = (
            select(
                Inspection.id,
                Inspection.number,
                Inspection.inspected_on,
                func.count(Hazard.id),
                func.count(Hazard.id).filter(done),
            )
            .outerjoin(Hazard, (Hazard.inspection_id == Inspection.id) & STANDING_HAZARD)
            .where(Inspection.id.in_(some), Inspection.deleted_at.is_(None))
            .group_by(Inspection.id)
        )
        for known, number, on, hazards, rectified in reading.session.execute(query):
            team = tuple(names.get(known, ()))
            found[known] = VerifyingVisit(known, number, on, team, hazards, rectified)
    return found


def visit_to_verify(reading: Reading, tip_off_id: int) -> InspectionFacts:
    """Return the visit that is to verify a 举报线索, as it begins: 检查环节 群众举报.

    Nothing of what was reported goes along: the papers of a visit are handed to the enterprise.
    """
    record = tip_off_record(reading, tip_off_id)
    if record.facts.enterprise_id is None:
        raise RecordMissing(
            "这条线索没有选定企业档案里的企业。",
            "没有录入检查。",
            "请先选定企业并保存；档案里没有的，先到“企业档案”里新增。",
        )
    return InspectionFacts(
        enterprise_id=record.facts.enterprise_id,
        stage=SourceStage.TIP_OFF,
        inspecting_unit=office_row(reading).name,
        campaigns=record.facts.campaigns,
    )


def next_tip_number(reading: Reading, year: int) -> str:
    """Return the next free 编号 of a year, e.g. 2026-001; that of a removed one isn't given again."""
    return next_number(reading, year, TipOff.number, _NUMBER_DIGITS)


def stored_facts(reading: Reading, records: Sequence[TipOff]) -> list[TipOffFacts]:
    """Return the facts of these records, in their order, each with its campaigns."""
    campaigns: dict[int, list[str]] = {}
    link = tip_off_campaign.c
    for some in in_chunks([record.id for record in records]):
        query = (
            select(link.tip_off_id, Campaign.name)
            .join(Campaign, Campaign.id == link.campaign_id)
            .where(link.tip_off_id.in_(some))
            .order_by(Campaign.id)
        )
        for known, name in reading.session.execute(query):
            campaigns.setdefault(known, []).append(name)
    return [
        TipOffFacts(
            **{name: getattr(record, name) for name in _COLUMNS},
            campaigns=tuple(campaigns.get(record.id, ())),
        )
        for record in records
    ]


def _rows(reading: Reading, condition: Any) -> list[TipOffRow]:
    query: Any = (
        select(TipOff, Enterprise.name, Enterprise.search_text)
        .outerjoin(Enterprise, Enterprise.id == TipOff.enterprise_id)
        .where(condition)
    )
    rows = []
    for record, enterprise, searched in reading.session.execute(query):
        facts = TipOffFacts(**{name: getattr(record, name) for name in _COLUMNS})
        rows.append(
            TipOffRow(
                record.id,
                record.number,
                record.received_on,
                record.channel,
                enterprise or record.unit or record.place,
                record.content,
                tip_state(facts),
                record.due_on,
                days_overdue(facts, reading.today),
                record.assigned_to,
                f"{record.search_text}\n{searched or ''}",
            )
        )
    return rows


def _existing(reading: Reading, tip_off_id: int) -> TipOff:
    record = reading.session.get(TipOff, tip_off_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing("这条举报线索已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return record
