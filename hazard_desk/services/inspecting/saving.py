"""Enter a visit with its hazards, change it, move it to the recycle bin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Table, delete, insert, select

from hazard_desk.model import (
    Enterprise,
    Hazard,
    Inspection,
    InspectionCheck,
    Inspector,
    Recheck,
    inspection_campaign,
    inspection_leader,
)
from hazard_desk.rules.facts import CheckPoint, HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import state_of
from hazard_desk.rules.inspection_checks import check_inspection
from hazard_desk.rules.refusal import Refusal
from hazard_desk.services.cross_inspecting.records import pair_there
from hazard_desk.services.inspecting.columns import (
    hazard_columns,
    inspection_columns,
    inspector_rows,
    life_of,
    next_number,
    person_ids,
    recheck_columns,
)
from hazard_desk.services.inspecting.rechecks import present_rechecks
from hazard_desk.services.inspecting.record import existing_inspection
from hazard_desk.services.inspecting.ties import refusals_of_change, refuse_removal
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import HazardState, RecheckResult


def save_inspection(work: UnitOfWork, facts: InspectionFacts, inspection_id: int | None = None) -> Changes:
    """Enter a visit with its hazards, or change the one with `inspection_id`.

    Refused: what `check_inspection` refuses, a number that another visit has, an unknown campaign, what
    contradicts issued documents or the days of steps (`ties`).
    A hazard that is no longer among the facts goes to the recycle bin.
    """
    session = work.session
    enterprise = session.get(Enterprise, facts.enterprise_id) if facts.enterprise_id else None
    refusals = check_inspection(facts, work.today)
    if enterprise is None or enterprise.deleted_at is not None:
        refusals.append(Refusal("enterprise_id", "没有选定企业", "请从企业档案里选一家。"))
    refusals.extend(_number_taken(work, facts.number, inspection_id))
    present = existing_inspection(work, inspection_id) if inspection_id is not None else None
    if present is not None:
        refusals.extend(refusals_of_change(work, present, facts))
    if facts.cross_pair_id != (present.cross_pair_id if present is not None else None):
        refusals.extend(_pair_gone(work, facts.cross_pair_id))
    refuse_if_any(refusals)
    assert enterprise is not None
    assert facts.inspected_on is not None
    if inspection_id is None:
        facts = replace(facts, number=facts.number or next_number(work, facts.inspected_on.year))
        inspection = Inspection(entered_at=work.now)
        session.add(inspection)
    else:
        inspection = existing_inspection(work, inspection_id)
        facts = replace(facts, number=facts.number or inspection.number)
    inspection.number = facts.number
    for name, value in inspection_columns(facts).items():
        setattr(inspection, name, value)
    session.flush()
    _set_inspectors(work, inspection.id, facts.inspectors)
    campaign_ids = {campaign_by_name(work, name).id for name in facts.campaigns}
    set_links(work, inspection_campaign, "inspection_id", inspection.id, "campaign_id", campaign_ids)
    set_links(work, inspection_leader, "inspection_id", inspection.id, "person_id", set(facts.leader_ids))
    hazard_ids = _save_hazards(work, inspection.id, facts.hazards)
    _save_checks(work, inspection.id, facts.checks, hazard_ids)
    verb = "新增" if inspection_id is None else "修改"
    count = f"，隐患 {len(facts.hazards)} 条" if facts.hazards else "，未发现隐患"
    return Changes(f"{verb}检查 {inspection.number}「{enterprise.name}」{count}", inspection.id)


def _number_taken(work: UnitOfWork, number: str, inspection_id: int | None) -> list[Refusal]:
    if not number:
        return []
    taken = select(Inspection.id).where(Inspection.number == number, Inspection.deleted_at.is_(None))
    if inspection_id is not None:
        taken = taken.where(Inspection.id != inspection_id)
    if work.session.scalar(taken.limit(1)) is None:
        return []
    return [Refusal("number", f"检查编号「{number}」已经用过", "请换一个编号，或留空由程序编号。")]


def _pair_gone(work: UnitOfWork, pair_id: int | None) -> list[Refusal]:
    """Refuse a pair of 交叉检查 that isn't there; one whose round went to the bin later stays as it was."""
    if pair_id is None or pair_there(work, pair_id) is not None:
        return []
    return [Refusal("cross_pair_id", "选的交叉检查组已不在安排里", "请另选一组，或不选。")]


def _set_inspectors(work: UnitOfWork, inspection_id: int, names: Sequence[str]) -> None:
    wanted = inspector_rows(inspection_id, names, person_ids(work))
    columns = (Inspector.inspection_id, Inspector.position, Inspector.name, Inspector.person_id)
    present = [
        dict(row._mapping)
        for row in work.session.execute(
            select(*columns).where(Inspector.inspection_id == inspection_id).order_by(Inspector.position)
        )
    ]
    if present != wanted:
        work.session.execute(delete(Inspector).where(Inspector.inspection_id == inspection_id))
        if wanted:
            work.session.execute(insert(Inspector), wanted)


def set_links(
    work: UnitOfWork, table: Table, owner_column: str, owner_id: int, other_column: str, wanted: set[int]
) -> None:
    """Make the many-to-many links of one record the wanted ones, touching only what differs."""
    owner, other = table.c[owner_column], table.c[other_column]
    present = set(work.session.scalars(select(other).where(owner == owner_id)))
    if gone := present - wanted:
        work.session.execute(delete(table).where(owner == owner_id, other.in_(gone)))
    if new := wanted - present:
        work.session.execute(
            insert(table), [{owner_column: owner_id, other_column: other_id} for other_id in sorted(new)]
        )


def _save_hazards(work: UnitOfWork, inspection_id: int, facts_list: Sequence[HazardFacts]) -> list[int]:
    session = work.session
    present = {
        hazard.id: hazard
        for hazard in session.scalars(
            select(Hazard).where(Hazard.inspection_id == inspection_id, Hazard.deleted_at.is_(None))
        )
    }
    saved: list[int] = []
    for position, facts in enumerate(facts_list):
        hazard = present.pop(facts.id, None) if facts.id is not None else None
        if hazard is None:
            hazard = Hazard(inspection_id=inspection_id, entered_at=work.now, failed_rechecks=0)
            session.add(hazard)
        _save_hazard(work, hazard, position, facts)
        saved.append(hazard.id)
    for hazard in present.values():
        hazard.deleted_at = work.now
    session.flush()
    return saved


def _save_checks(
    work: UnitOfWork, inspection_id: int, points: Sequence[CheckPoint], hazard_ids: Sequence[int]
) -> None:
    """Make the points of the visit's check lists the wanted ones, touching only what differs."""
    session = work.session
    query = select(InspectionCheck).where(InspectionCheck.inspection_id == inspection_id)
    present = list(session.scalars(query.order_by(InspectionCheck.position)))
    for position, point in enumerate(points):
        if position < len(present):
            check = present[position]
        else:
            check = InspectionCheck(inspection_id=inspection_id)
            session.add(check)
        check.position, check.source, check.title = position, point.source, point.title
        check.text, check.mark, check.note = point.text, point.mark, point.note
        check.hazard_id = hazard_ids[point.hazard] if point.hazard is not None else None
    for check in present[len(points) :]:
        session.delete(check)
    session.flush()


def _save_hazard(work: UnitOfWork, hazard: Hazard, position: int, facts: HazardFacts) -> None:
    was_rectified = hazard.rectified_on is not None
    for name, value in hazard_columns(facts).items():
        setattr(hazard, name, value)
    # 作废, 移送 and failed rechecks are no fields of a visit: editing the visit doesn't take them back.
    hazard.state = state_of(
        replace(
            life_of(facts),
            referred_on=hazard.referred_on,
            voided_on=hazard.voided_on,
            failed=hazard.failed_rechecks,
        )
    )
    if hazard.state is not HazardState.CLOSED:
        hazard.closed_on = None
    hazard.position = position
    if hazard.rectified_on is None:
        hazard.rectified_entered_at = None
    elif not was_rectified:
        hazard.rectified_entered_at = work.now
    work.session.flush()
    columns = recheck_columns(facts)
    recheck = present_rechecks(work, [hazard.id]).get(hazard.id)
    if columns is None:
        if recheck is not None:
            recheck.deleted_at = work.now
    else:
        if recheck is None:
            recheck = Recheck(hazard_id=hazard.id, entered_at=work.now)
            work.session.add(recheck)
        for name, value in columns.items():
            setattr(recheck, name, value)
        if facts.recheck_result is RecheckResult.FAILED:
            hazard.failed_rechecks += 1
            hazard.accepted_on = None
            recheck.rectified_by = hazard.rectified_by
    if hazard.rectified_on is None:
        hazard.rectified_by = ""


def remove_inspection(work: UnitOfWork, inspection_id: int) -> Changes:
    """Move a visit with its hazards to the recycle bin; one of which documents were issued is kept."""
    inspection = existing_inspection(work, inspection_id)
    refuse_removal(work, inspection_id)
    inspection.deleted_at = work.now
    hazards = work.session.scalars(
        select(Hazard).where(Hazard.inspection_id == inspection_id, Hazard.deleted_at.is_(None))
    )
    for hazard in hazards:
        hazard.deleted_at = work.now
    return Changes(f"检查 {inspection.number} 移入回收站", inspection_id)
