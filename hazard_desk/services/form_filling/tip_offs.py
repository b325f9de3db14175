"""举报线索台账 and 举报问题清单（公开）: the 线索 received in a week, or all, as they stood at its end."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.tip_off_ledger import TipOffEntry, tip_off_ledger
from hazard_desk.forms.tip_off_public import tip_off_public
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import Campaign, Enterprise, Office, TipOff, tip_off_campaign
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.tip_offs import TipOffFacts, as_of, tip_state
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on, period_of, within
from hazard_desk.services.tip_offs import stored_facts, verifying_visits
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading, in_chunks


def tip_off_ledger_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the ledger of what was received in the week, or of all since the campaign began."""
    return [
        tip_off_ledger(
            form_texts(reading, request.form_id),
            unit_name=reading.session.get_one(Office, 1).name,
            filled_on=filled_on(reading, request),
            entries=_entries(reading, request),
        )
    ]


def tip_off_public_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the list to be hung out: of the same 线索 those that are to be published."""
    return [
        tip_off_public(
            form_texts(reading, request.form_id),
            unit_name=reading.session.get_one(Office, 1).name,
            filled_on=filled_on(reading, request),
            entries=[entry for entry in _entries(reading, request) if entry.facts.published],
        )
    ]


def received_tip_offs(reading: Reading, campaign: Campaign | None, period: Period) -> list[TipOffFacts]:
    """Return the 线索 received in the period as they stood at its end, in the order of receipt."""
    query = (
        select(TipOff)
        .where(TipOff.deleted_at.is_(None), within(TipOff.received_on, period))
        .order_by(TipOff.received_on, TipOff.id)
    )
    if campaign is not None:
        link = tip_off_campaign.c
        query = query.where(TipOff.id.in_(select(link.tip_off_id).where(link.campaign_id == campaign.id)))
    records = list(reading.session.scalars(query))
    return [as_of(facts, period.end) for facts in stored_facts(reading, records)]


def _entries(reading: Reading, request: FormRequest) -> list[TipOffEntry]:
    campaign = campaign_asked(reading, request)
    if request.blank:
        return []
    period = period_of(reading, request, campaign, cumulative=request.scope is Scope.CUMULATIVE)
    found = received_tip_offs(reading, campaign, period)
    named = _names(reading, [facts.enterprise_id for facts in found if facts.enterprise_id is not None])
    visits = verifying_visits(
        reading, [facts.inspection_id for facts in found if facts.inspection_id is not None], period.end
    )
    entries = []
    for facts in found:
        unit = named.get(facts.enterprise_id or 0) or facts.unit
        visit = visits.get(facts.inspection_id or 0)
        entries.append(
            TipOffEntry(
                facts,
                tip_state(facts),
                "\n".join(dict.fromkeys(part for part in (unit, facts.place) if part)),
                (visit.number, visit.found, visit.rectified) if visit is not None else None,
            )
        )
    return entries


def _names(reading: Reading, ids: Sequence[int]) -> dict[int, str]:
    names: dict[int, str] = {}
    for some in in_chunks(ids):
        query = select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(some))
        names.update((known, name) for known, name in reading.session.execute(query))
    return names
