"""文书: the numbered documents, each a wording that becomes a page or a Word file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from hazard_desk.forms.documents.contents import Contents
from hazard_desk.forms.documents.on_site_record import on_site_record
from hazard_desk.forms.documents.page import document_sheet
from hazard_desk.forms.documents.recheck_opinion import recheck_opinion
from hazard_desk.forms.documents.rectification_notice import rectification_notice
from hazard_desk.forms.documents.referral_letter import referral_letter
from hazard_desk.forms.documents.supervision_notice import supervision_notice
from hazard_desk.forms.documents.wording import Wording, family_texts
from hazard_desk.forms.shipped import load_texts
from hazard_desk.terms import Authority, DocumentKind

_WORDINGS: dict[DocumentKind, Callable[[Mapping[str, Any], Contents], Wording]] = {
    DocumentKind.ON_SITE_RECORD: on_site_record,
    DocumentKind.RECTIFICATION_NOTICE: rectification_notice,
    DocumentKind.RECHECK_OPINION: recheck_opinion,
    DocumentKind.REFERRAL_LETTER: referral_letter,
    DocumentKind.SUPERVISION_NOTICE: supervision_notice,
}


def document_wording(kind: DocumentKind, texts: Mapping[str, Any], contents: Contents) -> Wording:
    """Return the words of a document of this kind; `texts` are those of its form."""
    return _WORDINGS[kind](texts, contents)


@cache
def document_name(kind: DocumentKind, family: Authority) -> str:
    """Return what a document of this kind is called in a family, in lists and messages."""
    return str(family_texts(load_texts(kind.value), family)["short"])


__all__ = ["Contents", "Wording", "document_name", "document_sheet", "document_wording"]
