"""文书: issued, numbered, found again; guards and drafts."""

from hazard_desk.services.documents.drafting import (
    Draft,
    HazardChoice,
    ParentChoice,
    draft_document,
    kind_names,
    offered_kinds,
    proposed_numbers,
)
from hazard_desk.services.documents.facts import DocumentFacts, Said, said_by
from hazard_desk.services.documents.issuing import (
    change_document,
    issue_document,
    record_refusal,
    remove_document,
    renew_document,
)
from hazard_desk.services.documents.register import (
    DocumentRecord,
    DocumentRow,
    document_lines,
    document_numbered,
    document_record,
    document_rows,
    find_documents,
)

__all__ = [
    "DocumentFacts",
    "DocumentRecord",
    "DocumentRow",
    "Draft",
    "HazardChoice",
    "ParentChoice",
    "Said",
    "change_document",
    "document_lines",
    "document_numbered",
    "document_record",
    "document_rows",
    "draft_document",
    "find_documents",
    "issue_document",
    "kind_names",
    "offered_kinds",
    "proposed_numbers",
    "record_refusal",
    "remove_document",
    "renew_document",
    "said_by",
]
