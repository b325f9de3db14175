"""Issue a document, change it, remove it, record that the unit refused to sign."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.forms.documents import document_name
from hazard_desk.forms.documents.contents import Contents
from hazard_desk.model import Document, Enterprise, Office, document_hazard
from hazard_desk.rules.names import split_persons
from hazard_desk.services.documents.facts import PARENTS, WITHOUT_SIGNATURE, DocumentFacts, said_by
from hazard_desk.services.documents.gathering import from_plain, gather, keep_as_issued, to_plain
from hazard_desk.services.documents.guards import hazards_of, refusals_of, warnings_of
from hazard_desk.services.documents.numbering import number_refusals, pattern_of, proposed_number
from hazard_desk.services.inspecting.saving import set_links
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import Authority

_KEPT = "as_issued"


def issue_document(work: UnitOfWork, facts: DocumentFacts) -> Changes:
    """Issue a document in the office's present family; without a number it gets the next one.

    What it says of the records is kept with it: later changes of a hazard don't change a signed document.
    Refused: what `refusals_of` refuses, a number that another document has.
    """
    family = work.session.get_one(Office, 1).authority
    refuse_if_any(refusals_of(work, facts, family))
    assert facts.issued_on is not None
    parent = work.session.get(Document, facts.parent_id) if facts.parent_id else None
    number = facts.number.strip() or proposed_number(
        work, facts.kind, family, facts.issued_on.year, parent if facts.same_serial else None
    )
    refuse_if_any(number_refusals(work, number, None))
    document = Document(kind=facts.kind, family=family, entered_at=work.now)
    _put(work, document, facts, number, None)
    return _told(work, document, "开具", warnings_of(work, facts))


def change_document(work: UnitOfWork, document_id: int, facts: DocumentFacts) -> Changes:
    """Change a document; its kind and family stay, and what it says of its hazards stays as issued.

    Without a number it keeps its own.
    """
    document = existing_document(work, document_id)
    facts = replace(facts, kind=document.kind)
    refuse_if_any(refusals_of(work, facts, document.family, hazards_of(work, document_id)))
    number = facts.number.strip() or document.number
    refuse_if_any(number_refusals(work, number, document_id))
    _put(work, document, facts, number, stored_contents(document))
    return _told(work, document, "修改", warnings_of(work, facts))


def renew_document(work: UnitOfWork, document_id: int) -> Changes:
    """Let a document say what the records and the office's settings say today; its family stays."""
    document = existing_document(work, document_id)
    facts = facts_of(work, document)
    refuse_if_any(refusals_of(work, facts, document.family))
    _put(work, document, facts, document.number, None)
    return _told(work, document, "按台账更新")


def record_refusal(work: UnitOfWork, document_id: int, refused: bool, note: str = "") -> Changes:
    """Record that the unit refused to sign, and to whom that was reported (art. 68); or take it back.

    Refused where the unit doesn't sign such a document at all.
    """
    document = existing_document(work, document_id)
    if document.kind in WITHOUT_SIGNATURE:
        raise HazardDeskError(
            f"{document_name(document.kind, document.family)}不用被检查单位签名。",
            "没有改动任何数据。",
            "拒签情况请记在现场检查记录、整改意见书或复查意见书上。",
        )
    document.refused_to_sign = refused
    document.refusal_note = note.strip() if refused else ""
    return _told(work, document, "记录拒签：" if refused else "取消拒签记录：")


def remove_document(work: UnitOfWork, document_id: int) -> Changes:
    """Move a document to the recycle bin; one that another refers to is kept. Its number is free again."""
    document = existing_document(work, document_id)
    child = work.session.scalar(
        select(Document).where(Document.parent_id == document_id, Document.deleted_at.is_(None))
    )
    if child is not None:
        raise HazardDeskError(
            f"{document_name(child.kind, child.family)} {child.number} 写着它的编号，不能移入回收站。",
            "没有改动任何数据。",
            "请先处理那一份。",
        )
    document.deleted_at = work.now
    name = document_name(document.kind, document.family)
    return Changes(f"{name} {document.number} 移入回收站", document_id)


def existing_document(reading: Reading, document_id: int) -> Document:
    """Return a document that is there; one that is gone is refused."""
    document = reading.session.get(Document, document_id)
    if document is None or document.deleted_at is not None:
        raise RecordMissing("这份文书已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return document


def stored_contents(document: Document) -> Contents:
    """Return what a document says, as issued."""
    stored = json.loads(document.facts)
    return replace(
        from_plain(stored.get(_KEPT, {})),
        family=document.family,
        number=document.number,
        issued_on=document.issued_on,
        said={name: text for name, text in stored.items() if name != _KEPT},
        refused=document.refused_to_sign,
        refusal_note=document.refusal_note,
    )


def facts_of(reading: Reading, document: Document) -> DocumentFacts:
    """Return a document as it was typed in."""
    contents = stored_contents(document)
    order = [problem.hazard_id for problem in contents.problems]
    named = hazards_of(reading, document.id)
    return DocumentFacts(
        kind=document.kind,
        number=document.number,
        issued_on=document.issued_on,
        enterprise_id=document.enterprise_id,
        inspection_id=document.inspection_id,
        hazard_ids=tuple(hazard_id for hazard_id in order if hazard_id in named),
        parent_id=document.parent_id,
        signers=document.signers,
        said=dict(contents.said),
    )


def _put(
    work: UnitOfWork, document: Document, facts: DocumentFacts, number: str, before: Contents | None
) -> None:
    assert facts.issued_on is not None
    assert facts.enterprise_id is not None
    year = facts.issued_on.year
    if (number, year) != (document.number, document.year):  # else another 简称 since would lose the serial
        document.serial = pattern_of(work, document.kind, document.family, year).serial_of(number)
    document.number, document.issued_on, document.year = number, facts.issued_on, year
    document.enterprise_id, document.inspection_id = facts.enterprise_id, facts.inspection_id
    document.parent_id = facts.parent_id if document.kind in PARENTS else None
    document.signers = "、".join(split_persons(facts.signers))
    contents = keep_as_issued(gather(work, facts, document.family), before, facts.hazard_ids)
    document.facts = json.dumps(
        {**_said(document.family, facts), _KEPT: to_plain(contents)}, ensure_ascii=False
    )
    work.session.add(document)
    work.session.flush()
    set_links(work, document_hazard, "document_id", document.id, "hazard_id", set(facts.hazard_ids))


def _said(family: Authority, facts: DocumentFacts) -> dict[str, str]:
    names = [said.name for said in said_by(facts.kind, family)]
    return {name: facts.said[name].strip() for name in names if facts.said.get(name, "").strip()}


def _told(work: UnitOfWork, document: Document, verb: str, notices: list[str] | None = None) -> Changes:
    enterprise = work.session.get_one(Enterprise, document.enterprise_id)
    name = document_name(document.kind, document.family)
    return Changes(
        f"{verb}{name} {document.number}「{enterprise.name}」", document.id, notices=list(notices or ())
    )
