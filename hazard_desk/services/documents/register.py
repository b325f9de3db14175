"""文书登记簿: find issued documents, show one."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.errors import UsageError
from hazard_desk.forms.documents import document_name
from hazard_desk.model import Document, Enterprise, Inspection, document_hazard
from hazard_desk.services.documents.drafting import (
    HazardChoice,
    ParentChoice,
    choices_of,
    parents_of,
)
from hazard_desk.services.documents.facts import DocumentFacts
from hazard_desk.services.documents.issuing import existing_document, facts_of
from hazard_desk.services.documents.numbering import holder
from hazard_desk.services.registry import matches
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import Authority, DocumentKind


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One line of the register."""

    id: int
    kind: DocumentKind
    name: str  # what it is called in its family
    number: str
    issued_on: date
    enterprise: str
    visit: str
    hazards: int
    refused: bool

    @property
    def state(self) -> str:
        """Whether it was signed, as far as that is known."""
        return "拒签" if self.refused else ""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One document: the facts to edit and what is known around them."""

    id: int
    facts: DocumentFacts
    family: Authority
    name: str
    enterprise: str
    visit: str
    hazards: tuple[HazardChoice, ...]
    parents: tuple[ParentChoice, ...]
    refused: bool
    refusal_note: str


_HAZARDS = (
    select(func.count())
    .select_from(document_hazard)
    .where(document_hazard.c.document_id == Document.id)
    .correlate(Document)
    .scalar_subquery()
)


def find_documents(
    reading: Reading,
    text: str = "",
    kind: DocumentKind | None = None,
    year: int | None = None,
    enterprise_id: int | None = None,
    inspection_id: int | None = None,
    hazard_ids: Sequence[int] = (),
) -> array[int]:
    """Return the ids of the documents that match, the newest first; empty values do not restrict."""
    query = (
        select(Document.id)
        .join(Enterprise, Enterprise.id == Document.enterprise_id)
        .where(Document.deleted_at.is_(None))
    )
    searched = func.lower(Document.number) + "\n" + Enterprise.search_text
    query = query.where(*matches(searched, text))
    if kind is not None:
        query = query.where(Document.kind == kind)
    if year is not None:
        query = query.where(Document.year == year)
    if enterprise_id is not None:
        query = query.where(Document.enterprise_id == enterprise_id)
    if inspection_id is not None:
        query = query.where(Document.inspection_id == inspection_id)
    if hazard_ids:
        link = document_hazard.c
        query = query.where(Document.id.in_(select(link.document_id).where(link.hazard_id.in_(hazard_ids))))
    query = query.order_by(Document.issued_on.desc(), Document.id.desc())
    return array("q", reading.session.scalars(query))


def document_rows(reading: Reading, ids: Sequence[int]) -> list[DocumentRow]:
    """Return the lines of `ids` in that order; ids that are gone are left out."""
    query: Any = (
        select(
            Document.id,
            Document.kind,
            Document.family,
            Document.number,
            Document.issued_on,
            Enterprise.name,
            func.coalesce(Inspection.number, ""),
            _HAZARDS,
            Document.refused_to_sign,
        )
        .join(Enterprise, Enterprise.id == Document.enterprise_id)
        .outerjoin(Inspection, Inspection.id == Document.inspection_id)
        .where(Document.id.in_(ids), Document.deleted_at.is_(None))
    )
    rows = {}
    for row_id, kind, family, *others in reading.session.execute(query):
        rows[row_id] = DocumentRow(row_id, kind, document_name(kind, family), *others)
    return [rows[row_id] for row_id in ids if row_id in rows]


def document_lines(
    reading: Reading,
    enterprise_id: int | None = None,
    inspection_id: int | None = None,
    hazard_ids: Sequence[int] = (),
) -> list[DocumentRow]:
    """Return every line of the register, or those of an enterprise, a visit or hazards, the newest first."""
    found = find_documents(
        reading, enterprise_id=enterprise_id, inspection_id=inspection_id, hazard_ids=hazard_ids
    )
    rows: list[DocumentRow] = []
    for some in in_chunks(found):
        rows += document_rows(reading, some)
    return rows


def document_record(reading: Reading, document_id: int) -> DocumentRecord:
    """Return one document; one that is gone is refused."""
    document = existing_document(reading, document_id)
    (row,) = document_rows(reading, [document_id])
    visit = reading.session.get(Inspection, document.inspection_id) if document.inspection_id else None
    return DocumentRecord(
        document_id,
        facts_of(reading, document),
        document.family,
        row.name,
        row.enterprise,
        f"{visit.number}　{visit.inspected_on}" if visit is not None else "",
        choices_of(reading, document),
        parents_of(reading, document),
        document.refused_to_sign,
        document.refusal_note,
    )


def document_numbered(reading: Reading, number: str) -> int:
    """Return the id of the document with this number; an unknown one is refused."""
    found = holder(reading, number)
    if found is None:
        raise UsageError(f"没有编号为「{number.strip()}」的文书。", "没有导出。", "编号见文书登记簿。")
    return found.id
