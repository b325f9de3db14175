"""文书编号: the next number of a kind and year, and who has a number already."""

from __future__ import annotations

from sqlalchemy import select

from hazard_desk.forms.documents import document_name
from hazard_desk.model import Document, Office
from hazard_desk.rules.document_numbers import (
    NumberPattern,
    blank_number,
    next_serial,
    pattern_problem,
)
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable
from hazard_desk.rules.settings import number_pattern_name
from hazard_desk.services.settings import text_setting
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import Authority, DocumentKind


def pattern_of(reading: Reading, kind: DocumentKind, family: Authority, year: int) -> NumberPattern:
    """Return how numbers of this kind read, as the office has set it."""
    office = reading.session.get_one(Office, 1)
    pattern = text_setting(reading, number_pattern_name(kind, family))
    return NumberPattern(pattern, office.short_name, year)


def blank_number_of(reading: Reading, kind: DocumentKind, family: Authority) -> str:
    """Return the number of a blank document, with room for what is written by hand."""
    pattern = pattern_of(reading, kind, family, 0)
    return blank_number(pattern.pattern, pattern.short_name)


def proposed_number(
    reading: Reading, kind: DocumentKind, family: Authority, year: int, parent: Document | None = None
) -> str:
    """Return the number that is free next, or that with the parent's serial where it's free and wanted.

    "" where the office's pattern can't give one.
    """
    pattern = pattern_of(reading, kind, family, year)
    if pattern_problem(pattern.pattern):
        return ""
    query = select(Document.serial, Document.number).where(
        Document.kind == kind, Document.year == year, Document.deleted_at.is_(None)
    )
    serials = [serial for serial, _ in reading.session.execute(query)]
    serial = next_serial(serials)
    numbers = reading.session.scalars(select(Document.number).where(Document.deleted_at.is_(None)))
    taken = {comparable(number) for number in numbers}  # once: a pattern without {年} meets many of them
    wanted = parent.serial if parent is not None and parent.year == year else None
    if wanted is not None and wanted not in serials:
        serial = wanted if comparable(pattern.number(wanted)) not in taken else serial
    while comparable(pattern.number(serial)) in taken:  # typed by hand for another kind or year
        serial += 1
    return pattern.number(serial)


def holder(reading: Reading, number: str) -> Document | None:
    """Return the document that has this number, width and blanks not counted."""
    wanted = comparable(number)
    query = select(Document.id, Document.number).where(Document.deleted_at.is_(None))
    for known, other in reading.session.execute(query):
        if comparable(other) == wanted:
            return reading.session.get_one(Document, known)
    return None


def number_refusals(reading: Reading, number: str, document_id: int | None) -> list[Refusal]:
    """Return why this number may not be given: another document has it, which is named."""
    if not number.strip():
        return [Refusal("number", "没有文书编号", "请填写编号，或在设置里改好编号样式。")]
    other = holder(reading, number)
    if other is None or other.id == document_id:
        return []
    name = document_name(other.kind, other.family)
    return [
        Refusal(
            "number",
            f"编号「{other.number}」已经用过，是 {other.issued_on} 的{name}",
            "请换一个编号，或清空，由程序编号。",
        )
    ]
