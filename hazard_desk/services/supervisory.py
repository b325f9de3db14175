"""What counts (DESIGN §4): visits other than 企业全面查 and 企业自查, of a campaign; hazards; enterprises."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select, true

from hazard_desk.model import (
    Campaign,
    Enterprise,
    EnterpriseStatus,
    Hazard,
    Inspection,
    inspection_campaign,
)
from hazard_desk.terms import EnterpriseState, InspectionLevel, SourceStage

SUPERVISORY = (
    (Inspection.level.is_(None) | (Inspection.level != InspectionLevel.ENTERPRISE))
    & (Inspection.stage != SourceStage.SELF_CHECK)
    & Inspection.deleted_at.is_(None)
)
"""The condition that a visit counts in F4."""

STANDING_HAZARD = Hazard.deleted_at.is_(None) & Hazard.voided_on.is_(None)
"""The condition that a hazard counts: neither in the recycle bin nor void."""

IN_OPERATION = Enterprise.deleted_at.is_(None) & (Enterprise.state == EnterpriseState.IN_OPERATION)
"""The condition that an enterprise is in operation today."""


def belongs_to(campaign: Campaign | None) -> Any:
    """Return the condition that a visit belongs to the campaign; all do where none is named."""
    if campaign is None:
        return true()
    link = inspection_campaign.c
    return Inspection.id.in_(select(link.inspection_id).where(link.campaign_id == campaign.id))


def in_operation_on(day: date) -> Any:
    """Return the condition that an enterprise's last change of state up to `day` left it in operation."""
    state_then = (
        select(EnterpriseStatus.state)
        .where(EnterpriseStatus.enterprise_id == Enterprise.id, EnterpriseStatus.since <= day)
        .order_by(EnterpriseStatus.since.desc(), EnterpriseStatus.id.desc())
        .limit(1)
        .correlate(Enterprise)
        .scalar_subquery()
    )
    return Enterprise.deleted_at.is_(None) & (
        func.coalesce(state_then, EnterpriseState.IN_OPERATION.value) == EnterpriseState.IN_OPERATION.value
    )
