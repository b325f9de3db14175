"""Campaigns that documents ordered, as they stand in `resources/campaigns`: to begin one's own with."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.model import Industry
from hazard_desk.resources import load_json
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.campaigning.facts import CampaignFacts, ObligationFacts, PhaseFacts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import ReportScope

KEYS = ("S000", "S001", "S003", "S004")
"""The documents, by the names of their files."""


def examples(reading: Reading) -> list[tuple[str, CampaignFacts]]:
    """Return the campaigns of the documents; industries are those of the office's list that bear the name."""
    query = (
        select(Industry.name, Industry.id).where(Industry.deleted_at.is_(None)).order_by(Industry.position)
    )
    known = {comparable(name): industry_id for name, industry_id in reading.session.execute(query)}
    return [(key, _facts(load_json(f"campaigns/{key}.json"), known)) for key in KEYS]


def _facts(texts: dict[str, Any], industries: dict[str, int]) -> CampaignFacts:
    named = [comparable(name) for name in texts["industries"]]
    return CampaignFacts(
        name=texts["name"],
        document_number=texts["document_number"],
        issuer=texts["issuer"],
        starts_on=_day(texts["starts_on"]),
        ends_on=_day(texts["ends_on"]),
        recipient=texts["recipient"],
        note=texts["note"],
        scope=texts["scope"],
        industries=tuple(found for name, found in industries.items() if name in named),
        phases=tuple(
            PhaseFacts(one["name"], _day(one["starts_on"]), _day(one["ends_on"]), one["content"])
            for one in texts["phases"]
        ),
        obligations=tuple(
            ObligationFacts(
                one["form_id"],
                ReportScope(one["scope"]),
                one["recipient"],
                one["weekday"],
                one["due_time"],
                _day(one["due_on"]),
                one["signer"],
                one["note"],
            )
            for one in texts["obligations"]
        ),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
