"""Forms of a period: F4 统计表 and F6 周调度统计表."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, literal, select

from hazard_desk.forms.sheet import Sheet, printed
from hazard_desk.forms.weekly_dispatch import FORM_ID as WEEKLY_DISPATCH
from hazard_desk.forms.weekly_dispatch import sentence_of, slots, weekly_dispatch
from hazard_desk.forms.weekly_statistics import Scope, weekly_statistics
from hazard_desk.model import Campaign, Hazard, Inspection, Office, Penalty, penalty_campaign
from hazard_desk.rules.dispatch_figures import Fine, FoundHazard, Visit, count_dispatch, sector_of
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.weekly_figures import Figure, Value
from hazard_desk.services.form_entries import Entry, earlier_texts, entries
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.reporting import current_week_end, statistics
from hazard_desk.services.supervisory import belongs_to
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardLevel, PenaltyKind, PenaltyTarget

_OF_F4 = {
    "ordered": Figure.ENTERPRISES_ORDERED,
    "suspended": Figure.SUSPENDED,
    "closed": Figure.CLOSED,
}
"""Slots of F6 that are figures of F4, cumulative."""


def weekly_statistics_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return F4 with the figures of the week or the cumulative ones."""
    office = reading.session.get_one(Office, 1)
    campaign = campaign_by_name(reading, request.campaign) if request.campaign else None
    figures = None
    if not request.blank:
        counted = statistics(reading, request.week_end or current_week_end(reading), request.campaign)
        chosen = counted.week if request.scope is Scope.WEEK else counted.cumulative
        figures = {figure.value: value for figure, value in chosen.items()}
    return [
        weekly_statistics(
            form_texts(reading, request.form_id),
            unit_name=office.name,
            filled_on=None if request.blank else request.filled_on or reading.today,
            figures=figures,
            scope=request.scope,
            recipient=(campaign.recipient if campaign else "") or office.recipient,
        )
    ]


# ---- F6 -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of F6: what it says, what the program reckons for it, and what somebody wrote instead.

    `computed` is None where no record tells the figure. `carried` says that the text was typed for an earlier
    week: a cumulative figure that no record tells stands until it is typed anew.
    """

    name: str
    category: str
    before: str
    after: str
    prompt: str  # not empty: a narrative
    computed: Value | None
    entry: Entry | None
    carried: str

    @property
    def value(self) -> Value | str | None:
        """What the form prints."""
        if self.entry is not None:
            return self.entry.text
        return self.carried or self.computed


def weekly_dispatch_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return F6 with the cumulative figures, what was overridden, and what was written for the week."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    if request.campaign:
        campaign_by_name(reading, request.campaign)  # an unknown one must not become a title
    values = None
    if not request.blank:
        week_end = request.week_end or current_week_end(reading)
        values = {slot.name: slot.value for slot in dispatch_slots(reading, week_end, request.campaign)}
    return [
        weekly_dispatch(
            texts,
            unit_name=office.name,
            filled_on=None if request.blank else request.filled_on or reading.today,
            campaign=request.campaign,
            values=values,
        )
    ]


def dispatch_slots(reading: Reading, week_end: date, campaign: str | None = None) -> list[Slot]:
    """Return the places of F6 in the order of the form; a day that ends no week is refused (UsageError)."""
    texts = form_texts(reading, WEEKLY_DISPATCH)
    figures = _dispatch_figures(reading, week_end, campaign)
    chosen = campaign_by_name(reading, campaign) if campaign else None
    campaign_id = chosen.id if chosen else None
    written = entries(reading, WEEKLY_DISPATCH, week_end, campaign_id)
    earlier = earlier_texts(reading, WEEKLY_DISPATCH, week_end, campaign_id)
    found = []
    for name, prompt in slots(texts).items():
        computed = figures.get(name)
        standing = earlier.get(name, "") if computed is None and not prompt else ""
        found.append(Slot(name, *sentence_of(texts, name), prompt, computed, written.get(name), standing))
    return found


def computed_text(slot: Slot) -> str:
    """Return what the program reckons for a place as the form prints it; "" where no record tells."""
    return printed(slot.computed)


def _dispatch_figures(reading: Reading, week_end: date, campaign_name: str | None) -> Mapping[str, Value]:
    counted = statistics(reading, week_end, campaign_name)
    campaign = campaign_by_name(reading, campaign_name) if campaign_name else None
    of_f4 = {slot: counted.cumulative[figure] for slot, figure in _OF_F4.items()}
    period: Period = counted.cumulative_period
    return of_f4 | count_dispatch(
        _hazards(reading, campaign), _visits(reading, campaign), _fines(reading, campaign), period
    )


def _hazards(reading: Reading, campaign: Campaign | None) -> list[FoundHazard]:
    query = (
        select(Inspection.level, Inspection.stage, Hazard.level, Inspection.inspected_on, Hazard.rectified_on)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(
            Inspection.deleted_at.is_(None),
            Hazard.deleted_at.is_(None),
            Hazard.voided_on.is_(None),
            belongs_to(campaign),
        )
    )
    return [
        FoundHazard(sector_of(by, stage), level is HazardLevel.MAJOR, found_on, rectified_on)
        for by, stage, level, found_on, rectified_on in reading.session.execute(query)
    ]


def _visits(reading: Reading, campaign: Campaign | None) -> list[Visit]:
    query = select(
        Inspection.level, Inspection.stage, Inspection.inspected_on, Inspection.enterprise_id
    ).where(Inspection.deleted_at.is_(None), belongs_to(campaign))
    return [
        Visit(sector_of(by, stage), day, enterprise_id)
        for by, stage, day, enterprise_id in reading.session.execute(query)
    ]


def _fines(reading: Reading, campaign: Campaign | None) -> list[Fine]:
    who: Any = func.coalesce(literal("#").concat(Penalty.enterprise_id), Penalty.party)
    query = select(Penalty.decided_on, Penalty.target, who, Penalty.amount_fen).where(
        Penalty.kind == PenaltyKind.FINE, Penalty.deleted_at.is_(None)
    )
    if campaign is not None:
        link = penalty_campaign.c
        query = query.where(Penalty.id.in_(select(link.penalty_id).where(link.campaign_id == campaign.id)))
    return [
        Fine(day, target is PenaltyTarget.PRINCIPAL, party, amount)
        for day, target, party, amount in reading.session.execute(query)
    ]
