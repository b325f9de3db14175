"""文书 as sheets: each as it was issued, or a blank one of the office's family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from hazard_desk.errors import UsageError
from hazard_desk.forms.documents import Wording, document_name, document_sheet, document_wording
from hazard_desk.forms.sheet import Sheet
from hazard_desk.model import Document
from hazard_desk.services.documents.gathering import office_contents
from hazard_desk.services.documents.issuing import stored_contents
from hazard_desk.services.documents.numbering import blank_number_of
from hazard_desk.services.form_filling.enterprises import NOBODY
from hazard_desk.services.form_filling.request import FormRequest, gone
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import DocumentKind


def document_sheets(reading: Reading, request: FormRequest) -> list[tuple[int, Sequence[Sheet]]]:
    """Return each document by its id, or one blank; refused where none is named or issued."""
    kind = DocumentKind(request.form_id)
    if request.blank:
        return [(NOBODY, [document_sheet(_blank(reading, kind))])]
    return [
        (known, [document_sheet(issued_wording(reading, known))]) for known in _chosen(reading, kind, request)
    ]


def issued_wording(reading: Reading, document_id: int) -> Wording:
    """Return the words of an issued document; one that is gone is refused."""
    document = reading.session.get(Document, document_id)
    if document is None or document.deleted_at is not None:
        raise gone("文书")
    texts = form_texts(reading, document.kind.value)
    return document_wording(document.kind, texts, stored_contents(document))


def _blank(reading: Reading, kind: DocumentKind) -> Wording:
    contents = office_contents(reading)
    number = blank_number_of(reading, kind, contents.family)
    return document_wording(kind, form_texts(reading, kind.value), replace(contents, number=number))


def _chosen(reading: Reading, kind: DocumentKind, request: FormRequest) -> list[int]:
    if request.documents:
        query = select(Document).where(Document.id.in_(request.documents), Document.deleted_at.is_(None))
        present = {document.id: document for document in reading.session.scalars(query)}
        if not present:
            raise gone("文书")
        for other in present.values():
            if other.kind is not kind:
                raise UsageError(
                    f"{other.number} 是{document_name(other.kind, other.family)}，不是{kind.label}。",
                    "没有导出。",
                    "请写这种文书的编号，或换成那种文书。",
                )
        return [known for known in request.documents if known in present]
    if not request.inspections:
        raise UsageError(
            "文书要先开具，才能出表。",
            "没有导出。",
            "请用 --document 指明文书编号，或用 --inspection 取这次检查的文书，或用 --blank 出空白文书。",
        )
    latest: dict[int | None, int] = {}
    query_of_visits = (
        select(Document.inspection_id, Document.id)
        .where(
            Document.inspection_id.in_(request.inspections),
            Document.kind == kind,
            Document.deleted_at.is_(None),
        )
        .order_by(Document.issued_on, Document.id)
    )
    for visit, known in reading.session.execute(query_of_visits):
        latest[visit] = known
    if not latest:
        raise UsageError(
            f"这次检查还没有开具{kind.label}。",
            "没有导出。",
            "请在程序窗口里开具（记录 → 文书登记簿），或用 --blank 出空白文书。",
        )
    return [latest[visit] for visit in request.inspections if visit in latest]
