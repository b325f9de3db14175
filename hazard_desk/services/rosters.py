"""名册: the villages, and the people with their duties (包联)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.model import (
    Campaign,
    Conflict,
    CrossMember,
    CrossParty,
    CrossRound,
    Duty,
    Enterprise,
    Industry,
    Inspection,
    Inspector,
    Person,
    Task,
    Village,
    campaign_village,
)
from hazard_desk.model.cross_round import cross_party_village
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.inspecting.columns import person_ids
from hazard_desk.services.offices import binned_name, free_name
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.supervisory import was_there
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import ConflictKind, LeaderPost


@dataclass(slots=True)
class VillageFacts:
    """村（社区）, and its 网格员."""

    name: str = ""
    note: str = ""
    grid_worker: str = ""
    grid_phone: str = ""


@dataclass(slots=True)
class PersonFacts:
    """领导、检查人员; duties are ids of the villages and industries that a leader answers for.

    `former_employers` (曾任职) and `relatives` (亲属经营) are ids of enterprises to keep away from (回避).
    """

    name: str = ""
    alternative_name: str = ""
    post: LeaderPost | None = None
    title: str = ""
    phone: str = ""
    certificate: str = ""
    home_village_id: int | None = None
    duty_villages: tuple[int, ...] = ()
    duty_industries: tuple[int, ...] = ()
    note: str = ""
    former_employers: tuple[int, ...] = ()
    relatives: tuple[int, ...] = ()


RosterFacts = VillageFacts | PersonFacts


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of a roster: its name, what describes it, and how many records use it."""

    id: int
    name: str
    about: str
    used: int


@dataclass(frozen=True, slots=True)
class _Roster:
    noun: Any
    title: str
    name_label: str
    unique: bool  # two of one name would be one too many; two people may bear one name


_ROSTERS: dict[type, _Roster] = {
    VillageFacts: _Roster(Village, "村（社区）", "村（社区）名称", unique=True),
    PersonFacts: _Roster(Person, "人员", "姓名", unique=False),
}

# Why a person keeps away from enterprises, by the field that names them.
_CONFLICTS = {"former_employers": ConflictKind.FORMER_EMPLOYER, "relatives": ConflictKind.RELATIVE}


def roster_rows(reading: Reading, facts_class: type[RosterFacts]) -> list[RosterRow]:
    """Return one roster in the order entered."""
    rows: list[RosterRow] = _LISTED[facts_class](reading)
    return rows


def _villages(reading: Reading) -> list[RosterRow]:
    enterprises = (
        select(func.count(Enterprise.id))
        .where(Enterprise.village_id == Village.id, Enterprise.deleted_at.is_(None))
        .scalar_subquery()
    )
    answering = select(Duty.person_id).where(Duty.village_id == Village.id).correlate(Village)
    people = (
        select(func.count(Person.id))
        .where(
            Person.deleted_at.is_(None), or_(Person.home_village_id == Village.id, Person.id.in_(answering))
        )
        .correlate(Village)
        .scalar_subquery()
    )
    query = select(
        Village.id,
        Village.name,
        Village.grid_worker,
        Village.grid_phone,
        Village.note,
        enterprises
        + people
        + _rounds_of(cross_party_village.c.village_id == Village.id, Village)
        + _campaigns_about(),
    )
    rows = reading.session.execute(query.where(Village.deleted_at.is_(None)).order_by(Village.id))
    return [
        RosterRow(row_id, name, "，".join(filter(None, (worker, phone, note))), used)
        for row_id, name, worker, phone, note, used in rows
    ]


def _campaigns_about() -> Any:
    """Return the count of the campaigns that have a village in their scope."""
    return (
        select(func.count(Campaign.id))
        .join(campaign_village, campaign_village.c.campaign_id == Campaign.id)
        .where(Campaign.deleted_at.is_(None), campaign_village.c.village_id == Village.id)
        .correlate(Village)
        .scalar_subquery()
    )


def _people(reading: Reading) -> list[RosterRow]:
    visits = (
        select(func.count(Inspection.id))
        .where(Inspection.deleted_at.is_(None), was_there(Person.id))
        .correlate(Person)
        .scalar_subquery()
    )
    teams = _rounds_of(CrossMember.person_id == Person.id, Person)
    tasks = (
        select(func.count(Task.id))
        .where(Task.deleted_at.is_(None), Task.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    query = select(Person.id, Person.name, Person.post, Person.title, Person.phone, visits + teams + tasks)
    return [
        RosterRow(row_id, name, "，".join(filter(None, (post.label if post else "", title, phone))), used)
        for row_id, name, post, title, phone, used in reading.session.execute(
            query.where(Person.deleted_at.is_(None)).order_by(Person.id)
        )
    ]


def _rounds_of(condition: Any, noun: Any) -> Any:
    """Return the count of the rounds of 交叉检查 of which a party stands for a village, or has a person."""
    return (
        select(func.count(CrossRound.id.distinct()))
        .join(CrossParty, CrossParty.round_id == CrossRound.id)
        .outerjoin(CrossMember, CrossMember.party_id == CrossParty.id)
        .outerjoin(cross_party_village, cross_party_village.c.party_id == CrossParty.id)
        .where(CrossRound.deleted_at.is_(None), condition)
        .correlate(noun)
        .scalar_subquery()
    )


_LISTED: dict[type, Any] = {VillageFacts: _villages, PersonFacts: _people}


def roster_facts(reading: Reading, facts_class: type[RosterFacts], record_id: int) -> RosterFacts:
    """Return one entry of a roster."""
    record = _existing(reading, _ROSTERS[facts_class], record_id)
    known: dict[str, Any] = {
        item.name: getattr(record, item.name) for item in fields(facts_class) if hasattr(record, item.name)
    }
    if facts_class is PersonFacts:
        for name, column in (("duty_villages", Duty.village_id), ("duty_industries", Duty.industry_id)):
            query = select(column).where(Duty.person_id == record_id, column.is_not(None)).order_by(Duty.id)
            known[name] = tuple(reading.session.scalars(query))
        for name, kind in _CONFLICTS.items():
            known[name] = tuple(_avoided(reading, record_id, kind))
    return facts_class(**known)


def save_roster_entry(work: UnitOfWork, facts: RosterFacts, record_id: int | None = None) -> Changes:
    """Add an entry to its roster, or change the one with `record_id`.

    Refused: no name, a village of a name that another has, an enterprise to keep away from that isn't in the
    registry.
    """
    roster = _ROSTERS[type(facts)]
    refuse_if_any(_refusals(work, roster, facts, record_id))
    if roster.unique:
        free_name(work, roster.noun, facts.name.strip())
    if record_id is None:
        record = roster.noun(entered_at=work.now)
        work.session.add(record)
    else:
        record = _existing(work, roster, record_id)
    for item in fields(facts):
        if hasattr(roster.noun, item.name):
            value = getattr(facts, item.name)
            setattr(
                record, item.name, value.strip() if isinstance(value, str) and item.name == "name" else value
            )
    work.session.flush()
    if isinstance(facts, PersonFacts):
        _set_duties(work, record.id, facts)
        _set_conflicts(work, record.id, facts)
        _link_names(work)
    verb = "新增" if record_id is None else "修改"
    return Changes(f"{verb}{roster.title}「{record.name}」", record.id)


def _refusals(work: UnitOfWork, roster: _Roster, facts: RosterFacts, record_id: int | None) -> list[Refusal]:
    if not facts.name.strip():
        return [Refusal("name", f"没有填{roster.name_label}", f"请填写{roster.name_label}。")]
    if roster.unique:
        query = select(roster.noun.id, roster.noun.name).where(roster.noun.deleted_at.is_(None))
        for other_id, name in work.session.execute(query):
            if other_id != record_id and comparable(name) == comparable(facts.name):
                return [Refusal("name", f"已经有「{name}」", "请直接修改那一条。")]
    if isinstance(facts, PersonFacts):
        return [
            Refusal(name, "有企业已不在档案里", "请去掉，或另选一家。")
            for name in _CONFLICTS
            if len(set(getattr(facts, name))) > len(_living(work, getattr(facts, name)))
        ]
    return []


def _living(work: UnitOfWork, enterprise_ids: Iterable[int]) -> list[int]:
    query = select(Enterprise.id).where(
        Enterprise.id.in_(set(enterprise_ids)), Enterprise.deleted_at.is_(None)
    )
    return list(work.session.scalars(query))


def _link_names(work: UnitOfWork) -> None:
    """Tie names on earlier visits and among 组员 to the person who bears them.

    So quotas count those visits too, and 回避 is known. A name that two persons bear stays a name.
    """
    known = person_ids(work)
    for noun in (Inspector, CrossMember):
        free = select(noun.name).where(noun.person_id.is_(None)).distinct()
        for name in work.session.scalars(free).all():
            person_id = known.get(comparable(name))
            if person_id is not None:
                work.session.execute(
                    update(noun)
                    .where(noun.person_id.is_(None), noun.name == name)
                    .values(person_id=person_id)
                )


def _set_duties(work: UnitOfWork, person_id: int, facts: PersonFacts) -> None:
    wanted: list[tuple[int | None, int | None]] = [(village, None) for village in facts.duty_villages]
    wanted += [(None, industry) for industry in facts.duty_industries]
    query = select(Duty.village_id, Duty.industry_id).where(Duty.person_id == person_id).order_by(Duty.id)
    if [tuple(row) for row in work.session.execute(query)] == wanted:
        return
    work.session.execute(delete(Duty).where(Duty.person_id == person_id))
    if wanted:
        work.session.execute(
            insert(Duty),
            [
                {"person_id": person_id, "village_id": village, "industry_id": industry}
                for village, industry in wanted
            ],
        )


def _avoided(reading: Reading, person_id: int, kind: ConflictKind) -> Sequence[int]:
    """Return the enterprises that a person keeps away from; none in the recycle bin, until it comes back."""
    query = (
        select(Conflict.enterprise_id)
        .join(Enterprise, Enterprise.id == Conflict.enterprise_id)
        .where(Conflict.person_id == person_id, Conflict.kind == kind, Enterprise.deleted_at.is_(None))
        .order_by(Conflict.id)
    )
    return reading.session.scalars(query).all()


def _set_conflicts(work: UnitOfWork, person_id: int, facts: PersonFacts) -> None:
    for name, kind in _CONFLICTS.items():
        wanted = list(dict.fromkeys(getattr(facts, name)))
        present = _avoided(work, person_id, kind)
        mine = Conflict.person_id == person_id, Conflict.kind == kind
        if gone := set(present) - set(wanted):
            work.session.execute(delete(Conflict).where(*mine, Conflict.enterprise_id.in_(gone)))
        if new := [known for known in wanted if known not in present]:
            work.session.execute(
                insert(Conflict),
                [{"person_id": person_id, "enterprise_id": known, "kind": kind} for known in new],
            )


def remove_roster_entry(work: UnitOfWork, facts_class: type[RosterFacts], record_id: int) -> Changes:
    """Move an entry to the recycle bin; one that records refer to is kept."""
    roster = _ROSTERS[facts_class]
    record = _existing(work, roster, record_id)
    row = next(row for row in roster_rows(work, facts_class) if row.id == record_id)
    if row.used:
        raise HazardDeskError(
            f"「{row.name}」还有 {row.used} 条记录用着，不能移入回收站。",
            "没有改动任何数据。",
            "可以改名，或在备注里写明。",
        )
    if roster.unique:
        # Its name is free again for another one; the journal keeps the whole.
        record.name = binned_name(work, roster.noun, record.name)
    record.deleted_at = work.now
    return Changes(f"{roster.title}「{row.name}」移入回收站", record_id)


def duty_choices(reading: Reading) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return the villages and the industries that a duty may name."""
    villages = select(Village.id, Village.name).where(Village.deleted_at.is_(None)).order_by(Village.id)
    trades = (
        select(Industry.id, Industry.name).where(Industry.deleted_at.is_(None)).order_by(Industry.position)
    )
    return (
        [(row[0], row[1]) for row in reading.session.execute(villages)],
        [(row[0], row[1]) for row in reading.session.execute(trades)],
    )


def _existing(reading: Reading, roster: _Roster, record_id: int) -> Any:
    record = reading.session.get(roster.noun, record_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing(f"这条{roster.title}已不在名册里。", "没有改动任何数据。", "请刷新列表。")
    return record
