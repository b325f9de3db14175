"""Which visits count: neither 企业全面查 nor 企业自查 (DESIGN §4), and those of one campaign."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, true

from hazard_desk.model import Campaign, Inspection, inspection_campaign
from hazard_desk.terms import InspectionLevel, SourceStage

SUPERVISORY = (
    (Inspection.level.is_(None) | (Inspection.level != InspectionLevel.ENTERPRISE))
    & (Inspection.stage != SourceStage.SELF_CHECK)
    & Inspection.deleted_at.is_(None)
)


def belongs_to(campaign: Campaign | None) -> Any:
    """Return the condition that a visit belongs to the campaign; all do where none is named."""
    if campaign is None:
        return true()
    link = inspection_campaign.c
    return Inspection.id.in_(select(link.inspection_id).where(link.campaign_id == campaign.id))
