"""What the entry form of a visit offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import (
    Enterprise,
    Hazard,
    Inspection,
    Inspector,
    Office,
    Person,
)
from hazard_desk.rules.facts import InspectionFacts
from hazard_desk.rules.search_text import search_words
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.offices import Choice, campaigns, leaders
from hazard_desk.services.registry import EnterpriseRow, enterprise_rows, matches
from hazard_desk.store.unit_of_work import Reading

_NAMES_OFFERED = 500


@dataclass(frozen=True, slots=True)
class EntryChoices:
    """What a new visit is entered with: lists to choose from, and the visit entered last."""

    leaders: list[Choice]
    campaigns: list[Choice]
    inspectors: list[str]
    office: str
    previous: InspectionFacts | None  # without its hazards and check lists


@dataclass(frozen=True, slots=True)
class EnterpriseGlance:
    """What the entry form shows of the chosen enterprise, and whom it offers as 整改责任人."""

    enterprise: EnterpriseRow
    responsible: list[str]


def entry_choices(reading: Reading) -> EntryChoices:
    """Return the lists of the entry form and the facts of the visit that was entered last."""
    session = reading.session
    last = session.scalar(
        select(Inspection.id).where(Inspection.deleted_at.is_(None)).order_by(Inspection.id.desc()).limit(1)
    )
    previous: InspectionFacts | None = None
    if last is not None:
        previous = replace(inspection_record(reading, last).facts, hazards=[], checks=[])
    persons = session.scalars(select(Person.name).where(Person.deleted_at.is_(None)).order_by(Person.id))
    used = session.scalars(
        select(Inspector.name).group_by(Inspector.name).order_by(func.max(Inspector.inspection_id).desc())
    )
    return EntryChoices(
        leaders(reading),
        campaigns(reading),
        _offered([*used, *persons]),
        session.scalar(select(Office.name)) or "",
        previous,
    )


def enterprises_to_pick(reading: Reading, text: str, limit: int = 12) -> list[EnterpriseRow]:
    """Return the first enterprises found by name, code, phone or initials; those that begin so come first."""
    words = search_words(text)
    begins = ("\n" + Enterprise.search_text).contains("\n" + words[0], autoescape=True) if words else None
    found = select(Enterprise.id).where(
        Enterprise.deleted_at.is_(None), *matches(Enterprise.search_text, text)
    )
    order = [Enterprise.name_key, Enterprise.id] if begins is None else [begins.desc(), Enterprise.name_key]
    return enterprise_rows(reading, list(reading.session.scalars(found.order_by(*order).limit(limit))))


def enterprise_glance(reading: Reading, enterprise_id: int) -> EnterpriseGlance:
    """Return what is known of the enterprise to be visited, its responsible persons the latest first."""
    rows = enterprise_rows(reading, [enterprise_id])
    if not rows:
        raise RecordMissing("这家企业已不在档案里。", "没有改动任何数据。", "请另选一家。")
    answered = reading.session.scalars(
        select(Hazard.responsible)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(
            Inspection.enterprise_id == enterprise_id, Hazard.deleted_at.is_(None), Hazard.responsible != ""
        )
        .group_by(Hazard.responsible)
        .order_by(func.max(Hazard.id).desc())
    )
    enterprise = reading.session.get_one(Enterprise, enterprise_id)
    names = [*answered, enterprise.principal, enterprise.safety_head, enterprise.safety_body_head]
    return EnterpriseGlance(rows[0], _offered(names))


def _offered(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))[:_NAMES_OFFERED]
