"""一行业一台账: the enterprises of each industry with their last visit and the hazards that F4 counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.forms.industry_ledger import (
    IndustryList,
    LedgerFacts,
    ListedEnterprise,
    Sums,
    industry_ledger,
)
from hazard_desk.forms.sheet import Sheet
from hazard_desk.model import Campaign, Enterprise, Inspection, Office
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.form_filling.counted_hazards import CountedHazards, Tally, counted_hazards
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on, period_of
from hazard_desk.services.offices import industries, industry_names
from hazard_desk.services.registry import EnterpriseRow, enterprise_rows
from hazard_desk.services.supervisory import SUPERVISORY, belongs_to, in_scope
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import EnterpriseState


def industry_ledger_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the ledger as it stands at the end of the week, of all records or of a campaign."""
    campaign = campaign_asked(reading, request)
    return industry_ledger(
        form_texts(reading, request.form_id),
        unit_name=reading.session.get_one(Office, 1).name,
        filled_on=filled_on(reading, request),
        campaign=request.campaign,
        facts=None if request.blank else _facts(reading, request, campaign),
    )


def _facts(reading: Reading, request: FormRequest, campaign: Campaign | None) -> LedgerFacts:
    period = period_of(reading, request, campaign, cumulative=True)
    counted = counted_hazards(reading, period.end, request.campaign)
    ids = list(
        reading.session.scalars(
            select(Enterprise.id)
            .where(Enterprise.deleted_at.is_(None), in_scope(campaign))
            .order_by(Enterprise.name_key, Enterprise.id)
        )
    )
    last = _last_visits(reading, campaign, period.end)
    listed: dict[int, ListedEnterprise] = {}
    for some in in_chunks(ids):
        for row in enterprise_rows(reading, some):
            day = last.get(row.id)
            inspected = day is not None and day in period
            listed[row.id] = _listed(row, day, inspected, counted.of_enterprise.get(row.id, Tally()))
    within: defaultdict[str, list[int]] = defaultdict(list)
    of_enterprise = industry_names(reading, ids)
    for known in ids:
        for name in of_enterprise.get(known, ("",)):
            within[name].append(known)
    order = [choice.name for choice in industries(reading)]
    names = sorted(within, key=lambda name: order.index(name) if name in order else len(order) + (name == ""))
    return LedgerFacts(
        industries=tuple(
            IndustryList(
                name,
                tuple(listed[known] for known in within[name]),
                _sums(counted.together(within[name])),
            )
            for name in names
        ),
        enterprises=len(ids),
        inspected=sum(one.inspected for one in listed.values()),
        sums=_sums(counted.together(ids)),
        start=period.start,
        end=period.end,
        unplaced=_unplaced(counted, ids),
        several=any(len(several) > 1 for several in of_enterprise.values()),
    )


def _listed(row: EnterpriseRow, day: date | None, inspected: bool, tally: Tally) -> ListedEnterprise:
    return ListedEnterprise(
        row.name,
        row.principal,
        row.principal_phone,
        row.village,
        row.risk.label if row.risk else "",
        day,
        _sums(tally),
        "" if row.state is EnterpriseState.IN_OPERATION else row.state.label,
        inspected,
    )


def _sums(tally: Tally) -> Sums:
    return Sums(tally.found, tally.count(Figure.MAJOR_FOUND), tally.rectified, tally.open, tally.open_major)


def _unplaced(counted: CountedHazards, listed: Sequence[int]) -> int:
    """Return how many hazards found stand at no enterprise of the ledger: 期初数, and those of ones gone."""
    opening = counted.opening[Figure.GENERAL_FOUND] + counted.opening[Figure.MAJOR_FOUND]
    return opening + counted.together(set(counted.of_enterprise).difference(listed)).found


def _last_visits(reading: Reading, campaign: Campaign | None, until: date) -> dict[int, date]:
    query: Any = (
        select(Inspection.enterprise_id, func.max(Inspection.inspected_on))
        .where(SUPERVISORY, belongs_to(campaign), Inspection.inspected_on <= until)
        .group_by(Inspection.enterprise_id)
    )
    return dict(reading.session.execute(query).all())
