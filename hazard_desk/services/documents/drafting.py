"""A document before it is issued: which kinds are possible, and all that can be filled in beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from hazard_desk.errors import RecordMissing
from hazard_desk.forms.documents import document_name
from hazard_desk.model import Document, Enterprise, Hazard, Inspection, Office
from hazard_desk.rules.document_numbers import SHORT_NAME
from hazard_desk.services.documents.facts import PARENTS, DocumentFacts, said_by
from hazard_desk.services.documents.gathering import Found, found_hazards
from hazard_desk.services.documents.guards import hazards_of, why_not
from hazard_desk.services.documents.numbering import pattern_of, proposed_number
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import Authority, DocumentKind, HazardLevel, HazardState


@dataclass(frozen=True, slots=True)
class HazardChoice:
    """A hazard that a document may name, or why it can't."""

    id: int
    description: str
    level: HazardLevel | None
    deadline: date | None
    state: HazardState
    found_on: date
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class ParentChoice:
    """An earlier document that this one may follow."""

    id: int
    words: str  # its name, number and date


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as it may be issued: the facts filled in, and what can be chosen."""

    facts: DocumentFacts
    family: Authority
    name: str  # what a document of this kind is called in the family
    enterprise: str
    visit: str  # number and day of the visit, "" for none
    hazards: tuple[HazardChoice, ...]
    parents: tuple[ParentChoice, ...] = ()
    numbers: tuple[str, ...] = ()  # those proposed: with the parent's serial where it's free, the next one
    notices: tuple[str, ...] = ()


def offered_kinds(
    reading: Reading,
    inspection_id: int | None = None,
    hazard_ids: Sequence[int] = (),
    enterprise_id: int | None = None,
) -> dict[DocumentKind, str]:
    """Return every kind with why it can't be issued here, in Chinese; "" where it can."""
    reasons: dict[DocumentKind, str] = {}
    for kind in DocumentKind:
        subject = _subject(reading, kind, inspection_id, hazard_ids, enterprise_id)
        if subject.enterprise is None:
            several = "所选隐患不是同一家企业的"
            reasons[kind] = several if hazard_ids else "请从检查记录、隐患台账或企业档案里打开文书来开具"
        elif _is_record(kind):
            reasons[kind] = "" if subject.visit is not None else "这家企业还没有检查记录"
        elif not subject.hazards:
            reasons[kind] = "没有可写的隐患"
        elif kind in PARENTS:
            reasons[kind] = _why_no_recheck(reading, subject.enterprise, subject.hazards)
        else:
            whys = [why_not(kind, one) for one in subject.hazards]
            reasons[kind] = "" if "" in whys else whys[0]
    return reasons


def kind_names(reading: Reading) -> dict[DocumentKind, str]:
    """Return what each kind is called in the office's present family."""
    family = reading.session.get_one(Office, 1).authority
    return {kind: document_name(kind, family) for kind in DocumentKind}


def draft_document(
    reading: Reading,
    kind: DocumentKind,
    inspection_id: int | None = None,
    hazard_ids: Sequence[int] = (),
    enterprise_id: int | None = None,
    parent_id: int | None = None,
) -> Draft:
    """Return a document of this kind filled in as far as the records can.

    Those hazards are ticked that fit and, where something is asked of the enterprise, aren't closed. Hazards
    of several enterprises, and none at all, are refused (RecordMissing).
    """
    office = reading.session.get_one(Office, 1)
    enterprise, visit, hazards = _subject(reading, kind, inspection_id, hazard_ids, enterprise_id)
    if enterprise is None:
        raise RecordMissing(
            "不知道文书写哪家企业。", "没有开具。", "请从一次检查、一家企业的隐患或企业档案里开具。"
        )
    parents = _parents(reading, kind, enterprise, hazards)
    parent = next((one for one in parents if one.id == parent_id), parents[0] if parents else None)
    named = hazards_of(reading, parent.id) if parent else frozenset()
    choices = tuple(_choice(kind, one, named if kind in PARENTS else None) for one in hazards)
    facts = DocumentFacts(
        kind=kind,
        issued_on=visit.inspected_on if _is_record(kind) and visit is not None else reading.today,
        enterprise_id=enterprise.id,
        inspection_id=visit.id if visit is not None else None,
        hazard_ids=tuple(choice.id for choice in choices if _is_ticked(kind, choice)),
        parent_id=parent.id if parent else None,
        signers=_inspectors(visit, hazards, kind),
        said=_said(reading, kind, enterprise, visit, hazards),
    )
    assert facts.issued_on is not None
    numbers = proposed_numbers(reading, kind, facts.issued_on.year, facts.parent_id)
    facts.number = numbers[0] if numbers else ""
    return Draft(
        facts,
        office.authority,
        document_name(kind, office.authority),
        enterprise.name,
        f"{visit.number}　{visit.inspected_on}" if visit is not None else "",
        choices,
        tuple(_parent_choice(one) for one in parents),
        numbers,
        _notices(reading, kind, office),
    )


def proposed_numbers(
    reading: Reading, kind: DocumentKind, year: int, parent_id: int | None = None
) -> tuple[str, ...]:
    """Return the numbers to choose from: with the serial of the parent where that is free, and the next one.

    None where the office's pattern can't give one.
    """
    family = reading.session.get_one(Office, 1).authority
    parent = reading.session.get(Document, parent_id) if parent_id else None
    offered = (
        proposed_number(reading, kind, family, year, parent),
        proposed_number(reading, kind, family, year),
    )
    return tuple(dict.fromkeys(number for number in offered if number))


def _is_record(kind: DocumentKind) -> bool:
    return kind is DocumentKind.ON_SITE_RECORD


def _is_of_the_past(kind: DocumentKind) -> bool:
    """Whether a document tells what was, closed hazards included, and asks nothing."""
    return _is_record(kind) or kind in PARENTS


def _is_ticked(kind: DocumentKind, choice: HazardChoice) -> bool:
    return not choice.why_not and (_is_of_the_past(kind) or choice.state is not HazardState.CLOSED)


def choices_of(reading: Reading, document: Document) -> tuple[HazardChoice, ...]:
    """Return the hazards that a document names or might name: those of its enterprise that fit."""
    named = hazards_of(reading, document.id)
    others = reading.session.scalars(
        select(Hazard.id)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(Inspection.enterprise_id == document.enterprise_id, Hazard.deleted_at.is_(None))
    )
    found = found_hazards(reading, sorted({*others, *named}))
    parent = hazards_of(reading, document.parent_id) if document.parent_id else None
    choices = [
        _choice(document.kind, one, parent if document.kind in PARENTS else None)
        for one in found
        if document.kind is not DocumentKind.ON_SITE_RECORD or one.inspection.id == document.inspection_id
    ]
    return tuple(choice for choice in choices if choice.id in named or not choice.why_not)


def parents_of(reading: Reading, document: Document) -> tuple[ParentChoice, ...]:
    """Return the documents that this one may follow."""
    enterprise = reading.session.get_one(Enterprise, document.enterprise_id)
    found = _parents(reading, document.kind, enterprise, None)
    return tuple(_parent_choice(one) for one in found)


class _Subject(NamedTuple):
    """What a document is about: the enterprise (None where it isn't one), its visit, the hazards."""

    enterprise: Enterprise | None
    visit: Inspection | None
    hazards: list[Found]


def _subject(
    reading: Reading,
    kind: DocumentKind,
    inspection_id: int | None,
    hazard_ids: Sequence[int],
    enterprise_id: int | None,
) -> _Subject:
    """Return what a document of this kind is about.

    Of an enterprise alone: a record is that of its latest visit; what asks something names open hazards.
    """
    visits = select(Inspection).where(Inspection.deleted_at.is_(None))
    visit: Inspection | None = None
    if inspection_id is not None:
        visit = reading.session.scalar(visits.where(Inspection.id == inspection_id))
    elif not hazard_ids and enterprise_id is not None and _is_record(kind):
        newest = visits.where(Inspection.enterprise_id == enterprise_id)
        newest = newest.order_by(Inspection.inspected_on.desc(), Inspection.id.desc())
        visit = reading.session.scalar(newest.limit(1))
    hazards = found_hazards(reading, hazard_ids or _hazards_of(reading, visit, enterprise_id))
    if not hazard_ids and visit is None and not _is_of_the_past(kind):
        hazards = [one for one in hazards if one.hazard.state is not HazardState.CLOSED]
    concerned = {one.inspection.enterprise_id for one in hazards}
    concerned |= {visit.enterprise_id} if visit is not None else set()
    concerned |= {enterprise_id} if enterprise_id is not None else set()
    if visit is None and hazards:
        visit = hazards[-1].inspection
    if _is_record(kind):
        hazards = [one for one in hazards if visit is not None and one.inspection.id == visit.id]
    if len(concerned) != 1:
        return _Subject(None, visit, hazards)
    enterprise = reading.session.get(Enterprise, concerned.pop())
    there = enterprise is not None and enterprise.deleted_at is None
    return _Subject(enterprise if there else None, visit, hazards)


def _hazards_of(reading: Reading, visit: Inspection | None, enterprise_id: int | None) -> Sequence[int]:
    query = (
        select(Hazard.id)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(Hazard.deleted_at.is_(None), Hazard.state != HazardState.VOID)
    )
    if visit is not None:
        return reading.session.scalars(query.where(Inspection.id == visit.id)).all()
    return reading.session.scalars(query.where(Inspection.enterprise_id == enterprise_id)).all()


def _choice(kind: DocumentKind, found: Found, named: frozenset[int] | None) -> HazardChoice:
    hazard = found.hazard
    return HazardChoice(
        hazard.id,
        hazard.description,
        hazard.level,
        hazard.deadline,
        hazard.state,
        found.inspection.inspected_on,
        why_not(kind, found, named),
    )


def _parents(
    reading: Reading, kind: DocumentKind, enterprise: Enterprise, hazards: Sequence[Found] | None
) -> list[Document]:
    """Return the notices that a recheck may follow, the newest first; those that name a hazard of these."""
    if kind not in PARENTS:
        return []
    query = (
        select(Document)
        .where(
            Document.kind == PARENTS[kind],
            Document.enterprise_id == enterprise.id,
            Document.deleted_at.is_(None),
        )
        .order_by(Document.issued_on.desc(), Document.id.desc())
    )
    found = list(reading.session.scalars(query))
    if hazards is None:
        return found
    wanted = {one.hazard.id for one in hazards if one.recheck is not None}
    return [one for one in found if wanted & hazards_of(reading, one.id)]


def _why_no_recheck(reading: Reading, enterprise: Enterprise, hazards: Sequence[Found]) -> str:
    kind = DocumentKind.RECHECK_OPINION
    if not _parents(reading, kind, enterprise, None):
        office = reading.session.get_one(Office, 1)
        return f"还没有开具{document_name(PARENTS[kind], office.authority)}"
    if all(one.recheck is None for one in hazards):
        return "还没有回查结果"
    return "" if _parents(reading, kind, enterprise, hazards) else "回查过的隐患没有写在整改意见书里"


def _parent_choice(document: Document) -> ParentChoice:
    name = document_name(document.kind, document.family)
    return ParentChoice(document.id, f"{name} {document.number}　{document.issued_on}")


def _inspectors(visit: Inspection | None, hazards: Sequence[Found], kind: DocumentKind) -> str:
    if kind is DocumentKind.RECHECK_OPINION:  # who rechecked signs
        names = [one.recheck.rechecked_by for one in hazards if one.recheck and one.recheck.rechecked_by]
        if names:
            return names[-1]
    return visit.inspectors if visit is not None else ""


def _said(
    reading: Reading,
    kind: DocumentKind,
    enterprise: Enterprise,
    visit: Inspection | None,
    hazards: Sequence[Found],
) -> dict[str, str]:
    office = reading.session.get_one(Office, 1)
    known = {
        "address": enterprise.address,
        "principal": enterprise.principal,
        "phone": enterprise.principal_phone or enterprise.office_phone,
        "place": enterprise.address,
        "findings": visit.content if visit is not None else "",
        "recipient": office.reports_to,
        "contact": office.handler,
        "contact_phone": office.phone,
        "supervision_level": _each_once(
            one.hazard.supervision_level.label for one in hazards if one.hazard.supervision_level
        ),
        "supervision_unit": _each_once(
            unit
            for one in hazards
            for unit in (one.hazard.supervision_unit, one.hazard.second_supervision_unit)
        ),
    }
    names = [said.name for said in said_by(kind, office.authority)]
    return {name: known[name] for name in names if known.get(name)}


def _each_once(texts: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(text for text in texts if text))


def _notices(reading: Reading, kind: DocumentKind, office: Office) -> tuple[str, ...]:
    pattern = pattern_of(reading, kind, office.authority, reading.today.year)
    if SHORT_NAME in pattern.pattern and not office.short_name:
        return ("单位设置里还没有填简称，编号里的简称是空的。",)
    return ()
