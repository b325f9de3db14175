"""The campaigns of the demo township: the first one as a document orders it, with phases and reports."""

from __future__ import annotations

from datetime import date, timedelta

from hazard_desk.services.campaigning.facts import CampaignFacts, ObligationFacts, PhaseFacts
from hazard_desk.terms import ReportScope

CAMPAIGNS = ("安全生产大排查大整治行动", "重大事故隐患专项排查整治行动")

# Names as in S001 五; each with the days from the start on which it begins and ends.
_PHASES = (
    ("全面部署、广泛动员", 0, 14),
    ("全面排查、自查自改", 15, 49),
    ("集中整治、严厉打击", 50, 105),
    ("隐患清零、总结提升", 106, 125),
)


def demo_campaign(name: str, start: date) -> CampaignFacts:
    """Return a campaign of the demo that runs from this day."""
    if name != CAMPAIGNS[0]:
        return CampaignFacts(name, starts_on=start)
    return CampaignFacts(
        name,
        starts_on=start,
        ends_on=start + timedelta(days=_PHASES[-1][2]),
        recipient="县安委办邮箱",
        scope="对辖区内各类生产经营建设单位进行彻底摸排，并逐一进行检查，做到100%全覆盖。",
        phases=tuple(
            PhaseFacts(called, start + timedelta(days=first), start + timedelta(days=last))
            for called, first, last in _PHASES
        ),
        obligations=(
            _weekly("weekly-statistics", ReportScope.WEEK, "15:00", "主要负责人"),
            _weekly("weekly-dispatch", ReportScope.CUMULATIVE),
            _weekly("major-hazards", ReportScope.CUMULATIVE),
        ),
    )


def _weekly(form_id: str, scope: ReportScope, time: str = "", signer: str = "") -> ObligationFacts:
    return ObligationFacts(form_id, scope, "县安委办", weekday=4, due_time=time, signer=signer)
