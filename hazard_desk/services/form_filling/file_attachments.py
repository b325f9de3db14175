"""The attachments of 一企一档: of the enterprise, its visits, hazards with their steps, and documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.file_attachments import MOST_MEGABYTES, MOST_PAGES, Attached
from hazard_desk.forms.scans import ScanError, scan_pages
from hazard_desk.forms.sheet import Photo
from hazard_desk.model import HazardMove, Recheck
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
    reading: Reading, enterprise_id: int, visits: Sequence[InspectionRow], hazards: Sequence[HazardRow]
) -> list[Attached]:
    """Return every attachment in the order of the file, with what can be shown of it.

    A file that is lost, damaged or too much is named with the reason, and stops nothing.
    """
    shown: dict[str, int] = {}
    pages, size = 0.0, 0
    found: list[Attached] = []
    for owner, row in _rows(reading, enterprise_id, visits, hazards):
        one = _attached(reading, owner, row, shown)
        taken = len(one.pages) or (1 if one.whole_page else 1 / _PHOTOS_A_PAGE)
        heavy = row.size if one.pages else 0
        if not one.why_not and (pages + taken > MOST_PAGES or size + heavy > MOST_MEGABYTES * 2**20):
            one = _named(owner, row, f"超出 {MOST_PAGES} 页或 {MOST_MEGABYTES} MB")
        elif not one.why_not:
            pages, size = pages + taken, size + heavy
            shown[row.sha256] = len(found) + 1
        found.append(one)
    return found


def _attached(reading: Reading, owner: str, row: AttachmentRow, shown: dict[str, int]) -> Attached:
    if row.sha256 in shown:
        return _named(owner, row, f"与附件 {shown[row.sha256]} 相同")
    if not is_sound(reading.folder, row.sha256, row.suffix):
        return _named(owner, row, "文件不见了或已损坏")
    if row.is_picture:
        if not row.width or not row.height:
            return _named(owner, row, "图片读不出来")
        photo = Photo(row.path, row.width, row.height)
        return _named(owner, row, photo=photo, whole_page=row.kind in _WHOLE_PAGE)
    if row.suffix != ".pdf":
        return _named(owner, row, f"{row.suffix.removeprefix('.').upper()} 文件，请在台账的附件里打开")
    try:
        return _named(owner, row, pages=tuple(scan_pages(row.path)))
    except ScanError as error:
        return _named(owner, row, str(error))


def _named(owner: str, row: AttachmentRow, why_not: str = "", **shown: Any) -> Attached:
    return Attached(row.name, owner, row.kind.label, _day(row), row.caption.strip(), why_not=why_not, **shown)


def _day(row: AttachmentRow) -> date:
    return (row.taken_at or row.entered_at).date()


def _rows(
    reading: Reading, enterprise_id: int, visits: Sequence[InspectionRow], hazards: Sequence[HazardRow]
) -> Iterator[tuple[str, AttachmentRow]]:
    """Yield each attachment with its record in words."""
    of_hazard = {one.id: f"隐患：{_short(one.description)}" for one in hazards}
    owners: tuple[tuple[Noun, dict[int, str]], ...] = (
        ("enterprise", {enterprise_id: "企业"}),
        ("inspection", {one.id: f"检查 {one.number}".strip() for one in visits}),
        ("hazard", of_hazard),
        ("recheck", _steps(reading, Recheck, of_hazard)),
        ("hazard_move", _steps(reading, HazardMove, of_hazard)),
        (
            "document",
            {
                line.id: f"{line.name} {line.number}"
                for line in reversed(document_lines(reading, enterprise_id=enterprise_id))
            },
        ),
    )
    for noun, words in owners:
        for row in attachments_at(reading, noun, list(words)):
            yield words[row.owner.id], row


def _steps(reading: Reading, model: Any, of_hazard: dict[int, str]) -> dict[int, str]:
    """Return the steps of these hazards in words: 回查（隐患：…）."""
    found: dict[int, str] = {}
    for some in in_chunks(list(of_hazard)):
        query = select(model).where(model.hazard_id.in_(some), model.deleted_at.is_(None)).order_by(model.id)
        for step in reading.session.scalars(query):
            what = step.kind.label if isinstance(step, HazardMove) else "回查"
            found[step.id] = f"{what}（{of_hazard[step.hazard_id]}）"
    return found


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
