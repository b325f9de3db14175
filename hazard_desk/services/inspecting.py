"""检查记录: find, show and enter visits with the hazards found on them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, Table, delete, func, insert, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import (
    Enterprise,
    Hazard,
    Inspection,
    InspectionCheck,
    Inspector,
    Office,
    Person,
    Recheck,
    Village,
    inspection_campaign,
    inspection_leader,
)
from hazard_desk.rules.facts import CheckPoint, HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import UNFINISHED_STATES, LifeFacts, is_withdrawn, state_of
from hazard_desk.rules.inspection_checks import check_inspection, effective_stage
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable, search_text, search_words
from hazard_desk.services.offices import Choice, campaign_by_name, campaigns, leaders
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.registry import EnterpriseRow, enterprise_rows, matches
from hazard_desk.services.visit_facts import HAZARD_COLUMNS, visit_facts
from hazard_desk.services.visit_ties import refusals_of_change, refuse_removal
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import HazardState, InspectionLevel, InspectionMode, RecheckResult, SourceStage


@dataclass(frozen=True, slots=True)
class InspectionQuery:
    """What the list of visits is asked for; empty values do not restrict."""

    text: str = ""
    since: date | None = None
    until: date | None = None
    levels: tuple[InspectionLevel, ...] = ()
    stages: tuple[SourceStage, ...] = ()
    modes: tuple[InspectionMode, ...] = ()
    campaigns: tuple[int, ...] = ()
    villages: tuple[int, ...] = ()
    enterprise_id: int | None = None
    with_open_hazards: bool = False
    sort: str = "inspected_on"  # one of SORTS
    ascending: bool = False


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """One line of the list of visits."""

    id: int
    number: str
    enterprise: str
    code: str
    village: str
    inspected_on: date
    level: InspectionLevel | None
    stage: SourceStage
    inspectors: str
    mode: InspectionMode | None
    hazards: int
    open_hazards: int


@dataclass(slots=True)
class InspectionRecord:
    """All of one visit: the facts to edit, and what is known around them."""

    id: int
    facts: InspectionFacts
    enterprise: str
    hazard_states: list[HazardState]
    failed_rechecks: list[int]


def _hazard_count(*conditions: Any) -> Any:
    return (
        select(func.count(Hazard.id))
        .where(Hazard.inspection_id == Inspection.id, Hazard.deleted_at.is_(None), *conditions)
        .correlate(Inspection)
        .scalar_subquery()
    )


_HAZARDS = _hazard_count()
_OPEN_HAZARDS = _hazard_count(Hazard.state.in_(UNFINISHED_STATES))
_VILLAGE = func.coalesce(
    select(Village.name).where(Village.id == Enterprise.village_id).correlate(Enterprise).scalar_subquery(),
    "",
)

SORTS: dict[str, Any] = {
    "number": Inspection.number,
    "enterprise": Enterprise.name_key,
    "code": Enterprise.code,
    "village": _VILLAGE,
    "inspected_on": Inspection.inspected_on,
    "level": Inspection.level,
    "stage": Inspection.stage,
    "inspectors": Inspection.inspectors,
    "mode": Inspection.mode,
    "hazards": _HAZARDS,
    "open_hazards": _OPEN_HAZARDS,
}


def _restricted(query: InspectionQuery, chosen: Any) -> Select[Any]:
    searched = Inspection.search_text + "\n" + Enterprise.search_text
    found = (
        select(chosen)
        .select_from(Inspection)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(Inspection.deleted_at.is_(None), *matches(searched, query.text))
    )
    if query.since:
        found = found.where(Inspection.inspected_on >= query.since)
    if query.until:
        found = found.where(Inspection.inspected_on <= query.until)
    if query.levels:
        found = found.where(Inspection.level.in_(query.levels))
    if query.stages:
        found = found.where(Inspection.stage.in_(query.stages))
    if query.modes:
        found = found.where(Inspection.mode.in_(query.modes))
    if query.campaigns:
        link = inspection_campaign.c
        found = found.where(
            Inspection.id.in_(select(link.inspection_id).where(link.campaign_id.in_(query.campaigns)))
        )
    if query.villages:
        found = found.where(Enterprise.village_id.in_(query.villages))
    if query.enterprise_id is not None:
        found = found.where(Inspection.enterprise_id == query.enterprise_id)
    if query.with_open_hazards:
        found = found.where(_OPEN_HAZARDS > 0)
    return found


def find_inspections(reading: Reading, query: InspectionQuery) -> array[int]:
    """Return the ids that match, in the order asked for."""
    column = SORTS.get(query.sort, Inspection.inspected_on)
    order = column.asc() if query.ascending else column.desc()
    return array(
        "q", reading.session.scalars(_restricted(query, Inspection.id).order_by(order, Inspection.id.desc()))
    )


def inspection_rows(reading: Reading, ids: Sequence[int]) -> list[InspectionRow]:
    """Return the lines of `ids` in that order; ids that are gone are left out."""
    query = (
        select(
            Inspection.id,
            Inspection.number,
            Enterprise.name,
            Enterprise.code,
            _VILLAGE,
            Inspection.inspected_on,
            Inspection.level,
            Inspection.stage,
            Inspection.inspectors,
            Inspection.mode,
            _HAZARDS,
            _OPEN_HAZARDS,
        )
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(Inspection.id.in_(ids))
    )
    rows = {row[0]: InspectionRow(*row) for row in reading.session.execute(query)}
    return [rows[row_id] for row_id in ids if row_id in rows]


# ---- one visit ------------------------------------------------------------------------------------


def inspection_record(reading: Reading, inspection_id: int) -> InspectionRecord:
    """Return all of one visit, or refuse an id that isn't there."""
    inspection = _existing(reading, inspection_id)
    facts = visit_facts(reading, [inspection_id])[inspection_id]
    kept = {
        hazard_id: (state, failed)
        for hazard_id, state, failed in reading.session.execute(
            select(Hazard.id, Hazard.state, Hazard.failed_rechecks).where(
                Hazard.inspection_id == inspection_id
            )
        )
    }
    lives = [kept[hazard.id] for hazard in facts.hazards if hazard.id is not None]
    return InspectionRecord(
        inspection_id,
        facts,
        reading.session.get_one(Enterprise, inspection.enterprise_id).name,
        [state for state, _ in lives],
        [failed for _, failed in lives],
    )


def _present_recheck(reading: Reading, hazard_id: int) -> Recheck | None:
    return reading.session.scalar(
        select(Recheck)
        .where(
            Recheck.hazard_id == hazard_id,
            Recheck.deleted_at.is_(None),
            Recheck.result.is_(None) | (Recheck.result != RecheckResult.FAILED),
        )
        .order_by(Recheck.id.desc())
        .limit(1)
    )


def _existing(reading: Reading, inspection_id: int) -> Inspection:
    inspection = reading.session.get(Inspection, inspection_id)
    if inspection is None or inspection.deleted_at is not None:
        raise RecordMissing(
            "这次检查已不在台账里（可能已移入回收站）。", "没有改动任何数据。", "请刷新列表。"
        )
    return inspection


# ---- what the entry form offers -------------------------------------------------------------------

_NAMES_OFFERED = 500


@dataclass(frozen=True, slots=True)
class EntryChoices:
    """What a new visit is entered with: lists to choose from, and the visit entered last."""

    leaders: list[Choice]
    campaigns: list[Choice]
    inspectors: list[str]
    office: str
    previous: InspectionFacts | None  # without its hazards and check lists


@dataclass(frozen=True, slots=True)
class EnterpriseGlance:
    """What the entry form shows of the chosen enterprise, and whom it offers as 整改责任人."""

    enterprise: EnterpriseRow
    responsible: list[str]


def entry_choices(reading: Reading) -> EntryChoices:
    """Return the lists of the entry form and the facts of the visit that was entered last."""
    session = reading.session
    last = session.scalar(
        select(Inspection.id).where(Inspection.deleted_at.is_(None)).order_by(Inspection.id.desc()).limit(1)
    )
    previous: InspectionFacts | None = None
    if last is not None:
        previous = replace(inspection_record(reading, last).facts, hazards=[], checks=[])
    persons = session.scalars(select(Person.name).where(Person.deleted_at.is_(None)).order_by(Person.id))
    used = session.scalars(
        select(Inspector.name).group_by(Inspector.name).order_by(func.max(Inspector.inspection_id).desc())
    )
    return EntryChoices(
        leaders(reading),
        campaigns(reading),
        _offered([*used, *persons]),
        session.scalar(select(Office.name)) or "",
        previous,
    )


def enterprises_to_pick(reading: Reading, text: str, limit: int = 12) -> list[EnterpriseRow]:
    """Return the first enterprises found by name, code, phone or initials; those that begin so come first."""
    words = search_words(text)
    begins = ("\n" + Enterprise.search_text).contains("\n" + words[0], autoescape=True) if words else None
    found = select(Enterprise.id).where(
        Enterprise.deleted_at.is_(None), *matches(Enterprise.search_text, text)
    )
    order = [Enterprise.name_key, Enterprise.id] if begins is None else [begins.desc(), Enterprise.name_key]
    return enterprise_rows(reading, list(reading.session.scalars(found.order_by(*order).limit(limit))))


def enterprise_glance(reading: Reading, enterprise_id: int) -> EnterpriseGlance:
    """Return what is known of the enterprise to be visited, its responsible persons the latest first."""
    rows = enterprise_rows(reading, [enterprise_id])
    if not rows:
        raise RecordMissing("这家企业已不在档案里。", "没有改动任何数据。", "请另选一家。")
    answered = reading.session.scalars(
        select(Hazard.responsible)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(
            Inspection.enterprise_id == enterprise_id, Hazard.deleted_at.is_(None), Hazard.responsible != ""
        )
        .group_by(Hazard.responsible)
        .order_by(func.max(Hazard.id).desc())
    )
    enterprise = reading.session.get_one(Enterprise, enterprise_id)
    names = [*answered, enterprise.principal, enterprise.safety_head, enterprise.safety_body_head]
    return EnterpriseGlance(rows[0], _offered(names))


def _offered(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))[:_NAMES_OFFERED]


# ---- entering and changing -------------------------------------------------------------------------


def save_inspection(work: UnitOfWork, facts: InspectionFacts, inspection_id: int | None = None) -> Changes:
    """Enter a visit with its hazards, or change the one with `inspection_id`.

    Refused: what `check_inspection` refuses, a number that another visit has, an unknown campaign, what
    contradicts issued documents or the days of steps (`visit_ties`).
    A hazard that is no longer among the facts goes to the recycle bin.
    """
    session = work.session
    enterprise = session.get(Enterprise, facts.enterprise_id) if facts.enterprise_id else None
    refusals = check_inspection(facts, work.today)
    if enterprise is None or enterprise.deleted_at is not None:
        refusals.append(Refusal("enterprise_id", "没有选定企业", "请从企业档案里选一家。"))
    refusals.extend(_number_taken(work, facts.number, inspection_id))
    if inspection_id is not None:
        refusals.extend(refusals_of_change(work, _existing(work, inspection_id), facts))
    refuse_if_any(refusals)
    assert enterprise is not None
    assert facts.inspected_on is not None
    if inspection_id is None:
        facts = replace(facts, number=facts.number or next_number(work, facts.inspected_on.year))
        inspection = Inspection(entered_at=work.now)
        session.add(inspection)
    else:
        inspection = _existing(work, inspection_id)
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


def next_number(reading: Reading, year: int) -> str:
    """Return the next free 检查编号 of a year, e.g. 2026-0042."""
    prefix = f"{year}-"
    used = reading.session.scalars(select(Inspection.number).where(Inspection.number.startswith(prefix)))
    serials = [int(tail) for number in used if (tail := number.removeprefix(prefix)).isdigit()]
    return f"{prefix}{max(serials, default=0) + 1:04d}"


def _number_taken(work: UnitOfWork, number: str, inspection_id: int | None) -> list[Refusal]:
    if not number:
        return []
    taken = select(Inspection.id).where(Inspection.number == number, Inspection.deleted_at.is_(None))
    if inspection_id is not None:
        taken = taken.where(Inspection.id != inspection_id)
    if work.session.scalar(taken.limit(1)) is None:
        return []
    return [Refusal("number", f"检查编号「{number}」已经用过", "请换一个编号，或留空由程序编号。")]


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
    recheck = _present_recheck(work, hazard.id)
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
    inspection = _existing(work, inspection_id)
    refuse_removal(work, inspection_id)
    inspection.deleted_at = work.now
    hazards = work.session.scalars(
        select(Hazard).where(Hazard.inspection_id == inspection_id, Hazard.deleted_at.is_(None))
    )
    for hazard in hazards:
        hazard.deleted_at = work.now
    return Changes(f"检查 {inspection.number} 移入回收站", inspection_id)
