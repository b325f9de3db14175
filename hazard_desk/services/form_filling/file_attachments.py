"""The attachments of 一企一档: of the enterprise, its visits, hazards and their steps, documents, cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.documents.wording import fill
from hazard_desk.forms.file_attachments import MOST_MEGABYTES, MOST_PAGES, Attached
from hazard_desk.forms.scans import ScanError, scan_pages
from hazard_desk.forms.sheet import Photo
from hazard_desk.model import HazardMove, Recheck, TypicalCase
from hazard_desk.services.attaching import AttachmentRow, Noun, attachments_at
from hazard_desk.services.documents.register import document_lines
from hazard_desk.services.following_up.finding import HazardRow
from hazard_desk.services.inspecting.finding import InspectionRow
from hazard_desk.store.attachments import is_sound
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import AttachmentKind

_LONGEST = 24
_PHOTOS_A_PAGE = 6
_WHOLE_PAGE = (AttachmentKind.SCAN, AttachmentKind.FILED)


def attachments_of_enterprise(
    reading: Reading,
    texts: Mapping[str, Any],
    enterprise_id: int,
    visits: Sequence[InspectionRow],
    hazards: Sequence[HazardRow],
) -> list[Attached]:
    """Return the attachments in the order of the file, with what can be shown of each.

    Those of 举报线索 stay out of it. A file that is lost, damaged or too much is named with the reason, and
    stops nothing.
    """
    say = partial(_said, texts)
    limits = {"page_count": str(MOST_PAGES), "megabytes": str(MOST_MEGABYTES)}
    shown: dict[str, int] = {}
    pages, size = 0.0, 0
    found: list[Attached] = []
    for owner, row in _rows(reading, say, enterprise_id, visits, hazards):
        one = _attached(reading, say, owner, row, shown)
        taken = len(one.pages) or (1 if one.whole_page else 1 / _PHOTOS_A_PAGE)
        heavy = row.size if one.pages else 0
        if not one.why_not and (pages + taken > MOST_PAGES or size + heavy > MOST_MEGABYTES * 2**20):
            one = _named(owner, row, say("too_much", **limits))
        elif not one.why_not:
            pages, size = pages + taken, size + heavy
            shown[row.sha256] = len(found) + 1
        found.append(one)
    return found


def _said(texts: Mapping[str, Any], word: str, **slots: str) -> str:
    return fill(texts, texts["words"][word], **slots)


def _attached(
    reading: Reading, say: Callable[..., str], owner: str, row: AttachmentRow, shown: dict[str, int]
) -> Attached:
    if row.sha256 in shown:
        return _named(owner, row, say("same", number=str(shown[row.sha256])))
    if not is_sound(reading.folder, row.sha256, row.suffix):
        return _named(owner, row, say("lost"))
    if row.is_picture:
        if not row.width or not row.height:
            return _named(owner, row, say("unreadable"))
        photo = Photo(row.path, row.width, row.height)
        return _named(owner, row, photo=photo, whole_page=row.kind in _WHOLE_PAGE)
    if row.suffix != ".pdf":
        return _named(owner, row, say("other_file", suffix=row.suffix.removeprefix(".").upper()))
    try:
        return _named(owner, row, pages=tuple(scan_pages(row.path)))
    except ScanError as error:
        return _named(owner, row, str(error))


def _named(owner: str, row: AttachmentRow, why_not: str = "", **shown: Any) -> Attached:
    return Attached(row.name, owner, row.kind.label, _day(row), row.caption.strip(), why_not=why_not, **shown)


def _day(row: AttachmentRow) -> date:
    return (row.taken_at or row.entered_at).date()


def _rows(
    reading: Reading,
    say: Callable[..., str],
    enterprise_id: int,
    visits: Sequence[InspectionRow],
    hazards: Sequence[HazardRow],
) -> Iterator[tuple[str, AttachmentRow]]:
    """Yield each attachment with its record in words."""
    of_hazard = {one.id: _short(one.description) for one in hazards}
    documents = reversed(document_lines(reading, enterprise_id=enterprise_id))
    cases: Any = (
        select(TypicalCase.id, TypicalCase.title)
        .where(TypicalCase.enterprise_id == enterprise_id, TypicalCase.deleted_at.is_(None))
        .order_by(TypicalCase.reported_on, TypicalCase.id)
    )
    owners: tuple[tuple[Noun, dict[int, str]], ...] = (
        ("enterprise", {enterprise_id: say("of_enterprise")}),
        ("inspection", {one.id: say("of_visit", number=one.number) for one in visits}),
        ("hazard", {known: say("of_hazard", what=what) for known, what in of_hazard.items()}),
        ("recheck", _steps(reading, say, Recheck, of_hazard)),
        ("hazard_move", _steps(reading, say, HazardMove, of_hazard)),
        ("document", {one.id: say("of_document", what=one.name, number=one.number) for one in documents}),
        (
            "typical_case",
            {known: say("of_case", what=_short(title)) for known, title in reading.session.execute(cases)},
        ),
    )
    for noun, words in owners:
        for row in attachments_at(reading, noun, list(words)):
            yield words[row.owner.id], row


def _steps(
    reading: Reading, say: Callable[..., str], model: Any, of_hazard: dict[int, str]
) -> dict[int, str]:
    """Return the steps of these hazards in words: 回查（隐患：…）."""
    found: dict[int, str] = {}
    for some in in_chunks(list(of_hazard)):
        query = select(model).where(model.hazard_id.in_(some), model.deleted_at.is_(None)).order_by(model.id)
        for step in reading.session.scalars(query):
            what = step.kind.label if isinstance(step, HazardMove) else say("recheck")
            found[step.id] = say("of_step", what=what, hazard=of_hazard[step.hazard_id])
    return found


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
