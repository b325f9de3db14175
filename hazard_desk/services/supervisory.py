"""What counts (DESIGN §4): visits other than 企业全面查 and 企业自查, of a campaign; hazards; enterprises."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select, true, union

from hazard_desk.model import (
    Campaign,
    Enterprise,
    EnterpriseStatus,
    Hazard,
    Inspection,
    Inspector,
    Person,
    SupportPair,
    campaign_industry,
    campaign_village,
    enterprise_industry,
    inspection_campaign,
    inspection_leader,
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

DURING_HELP = (SupportPair.starts_on <= Inspection.inspected_on) & (
    SupportPair.ends_on.is_(None) | (SupportPair.ends_on >= Inspection.inspected_on)
)
"""The condition that a visit fell into the time of a pair of 结对帮扶."""

OWN_VISIT = Inspection.deleted_at.is_(None) & ~SUPERVISORY
"""The condition that a visit was the enterprise's look at itself."""


def found_with_help(*of_pair: Any) -> Any:
    """Return the condition that a visit is a helped enterprise's look at itself in that time (F6 row 2).

    `of_pair` are further conditions on the pair.
    """
    return OWN_VISIT & exists().where(
        SupportPair.deleted_at.is_(None),
        SupportPair.helped_id == Inspection.enterprise_id,
        DURING_HELP,
        *of_pair,
    ).correlate(Inspection)


FOUND_WITH_HELP = found_with_help()
"""The same, whichever pair it was."""

IN_OPERATION = Enterprise.deleted_at.is_(None) & (Enterprise.state == EnterpriseState.IN_OPERATION)
"""The condition that an enterprise is in operation today."""


def was_there(person: Any) -> Any:
    """Return the condition that a person (an id, or `Person.id`) led a visit or was among its 检查人员."""
    led = select(inspection_leader.c.inspection_id).where(inspection_leader.c.person_id == person)
    inspected = select(Inspector.inspection_id).where(Inspector.person_id == person)
    # One list of visits to begin with: of two alternatives SQLite would go through all hazards of the office.
    return Inspection.id.in_(union(led.correlate(Person), inspected.correlate(Person)).scalar_subquery())


def belongs_to(campaign: Campaign | None) -> Any:
    """Return the condition that a visit belongs to the campaign; all do where none is named."""
    if campaign is None:
        return true()
    link = inspection_campaign.c
    return Inspection.id.in_(select(link.inspection_id).where(link.campaign_id == campaign.id))


def in_scope(campaign: Campaign | None) -> Any:
    """Return the condition that an enterprise is in the scope (适用范围) of a campaign.

    One of the industries is enough, and one of the villages; where the campaign names none of a kind, all are
    in it. Without a campaign every enterprise is.
    """
    if campaign is None:
        return true()
    trades, villages = campaign_industry.c, campaign_village.c
    of_a_trade = exists().where(
        trades.campaign_id == campaign.id,
        trades.industry_id == enterprise_industry.c.industry_id,
        enterprise_industry.c.enterprise_id == Enterprise.id,
    )
    in_a_village = exists().where(
        villages.campaign_id == campaign.id, villages.village_id == Enterprise.village_id
    )
    return or_(~exists().where(trades.campaign_id == campaign.id), of_a_trade.correlate(Enterprise)) & or_(
        ~exists().where(villages.campaign_id == campaign.id), in_a_village.correlate(Enterprise)
    )


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
