"""F6 周调度统计表: its places, what the records say of each, the rows behind a figure, what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, literal, select

from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.weekly_dispatch import FORM_ID as WEEKLY_DISPATCH
from hazard_desk.forms.weekly_dispatch import sentence_of, slots, weekly_dispatch
from hazard_desk.model import (
    Campaign,
    Enterprise,
    Hazard,
    Inspection,
    Office,
    Penalty,
    penalty_campaign,
)
from hazard_desk.rules.dispatch_figures import (
    Fine,
    FoundHazard,
    Record,
    Visit,
    count_dispatch,
    made_of,
    sector_of,
)
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.weekly_figures import Figure, Value
from hazard_desk.services.form_entries import Entry, earlier_texts, entries
from hazard_desk.services.form_filling.cross_visits import tied_in
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.reporting import (
    current_week_end,
    figure_rows,
    reporting_week,
    statistics,
)
from hazard_desk.services.supervisory import STANDING_HAZARD, belongs_to
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardLevel, PenaltyKind, PenaltyTarget

_OF_F4 = {
    "ordered": Figure.ENTERPRISES_ORDERED,
    "suspended": Figure.SUSPENDED,
    "closed": Figure.CLOSED,
}
"""Slots that are figures of F4, cumulative."""

_INSPECTED = ("cross_counties", "cross_of")
"""Slots that name 受检方 of the pairs that have been inspected."""


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
    computed: Value | str | None  # a figure, or names
    entry: Entry | None
    carried: str

    @property
    def value(self) -> Value | str | None:
        """What the form prints."""
        if self.entry is not None:
            return self.entry.text
        return self.carried or self.computed

    @property
    def names_places(self) -> bool:
        """Whether it prints the names that the records have."""
        return isinstance(self.value, str) and self.entry is None and not self.carried


def weekly_dispatch_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return F6 with the cumulative figures, what was overridden, and what was written for the week."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    if request.campaign:
        campaign_by_name(reading, request.campaign)  # an unknown one must not become a title
    values = None
    places: list[Slot] = []
    if not request.blank:
        week_end = request.week_end or current_week_end(reading)
        places = dispatch_slots(reading, week_end, request.campaign)
        values = {slot.name: slot.value for slot in places}
    return [
        weekly_dispatch(
            texts,
            unit_name=office.name,
            filled_on=None if request.blank else request.filled_on or reading.today,
            campaign=request.campaign,
            values=values,
            whole_names=[slot.name for slot in places if slot.names_places],
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


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One record behind a figure of F6, in words, and where to find it; fines in 分, else None."""

    on: date
    noun: str
    record_id: int
    enterprise: str
    text: str
    amount_fen: int | None = None


def slot_rows(reading: Reading, name: str, week_end: date, campaign: str | None = None) -> list[SlotRow]:
    """Return the records that make a figure of F6, oldest first; none of a place that no record tells."""
    if name in _OF_F4:
        rows = figure_rows(reading, _OF_F4[name], week_end, cumulative=True, campaign=campaign)
        return [
            SlotRow(row.fact.on, row.fact.noun, row.fact.record_id, row.enterprise, row.text) for row in rows
        ]
    chosen = campaign_by_name(reading, campaign) if campaign else None
    period = Period(chosen.starts_on if chosen else None, reporting_week(reading, week_end).end)
    if name in _INSPECTED:
        tied = tied_in(reading, chosen, period)
        return _named(reading, [SlotRow(one.on, "inspection", one.record_id, "", "") for one in tied])
    records = made_of(
        _hazards(reading, chosen), _visits(reading, chosen), _fines(reading, chosen), period
    ).get(name, [])
    rows_of_slot = [_row(record, rectified=name.endswith("_rectified")) for record in records]
    return sorted(_named(reading, rows_of_slot), key=lambda row: (row.on, row.record_id))


def _row(record: Record, *, rectified: bool) -> SlotRow:
    match record:
        case FoundHazard():
            day = record.rectified_on if rectified and record.rectified_on else record.found_on
            return SlotRow(day, "hazard", record.record_id, "", "")
        case Visit():
            return SlotRow(record.on, "inspection", record.record_id, "", "")
        case Fine():
            return SlotRow(record.on, "penalty", record.record_id, "", "", record.amount_fen)


def _named(reading: Reading, rows: Sequence[SlotRow]) -> list[SlotRow]:
    """Add to rows of one noun whose they are and what they say."""
    if not rows:
        return []
    noun = rows[0].noun
    words: dict[int, tuple[str, str]] = {}
    for start in range(0, len(rows), _CHUNK):
        ids = [row.record_id for row in rows[start : start + _CHUNK]]
        for known, name, text in reading.session.execute(_WORDS[noun](ids)):
            words[known] = (name, text)
    return [
        replace(row, enterprise=words[row.record_id][0], text=words[row.record_id][1])
        for row in rows
        if row.record_id in words
    ]


_CHUNK = 500  # ids a query: SQLite takes a limited number of values
_WORDS: dict[str, Callable[[Sequence[int]], Any]] = {
    "hazard": lambda ids: (
        select(Hazard.id, Enterprise.name, Hazard.description)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(Hazard.id.in_(ids))
    ),
    "inspection": lambda ids: (
        select(Inspection.id, Enterprise.name, Inspection.inspectors)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(Inspection.id.in_(ids))
    ),
    "penalty": lambda ids: (
        select(
            Penalty.id,
            func.coalesce(Enterprise.name, Penalty.party),
            func.trim(Penalty.decided_by + " " + Penalty.document_number),
        )
        .outerjoin(Enterprise, Enterprise.id == Penalty.enterprise_id)
        .where(Penalty.id.in_(ids))
    ),
}


def _dispatch_figures(
    reading: Reading, week_end: date, campaign_name: str | None
) -> Mapping[str, Value | str]:
    counted = statistics(reading, week_end, campaign_name)
    campaign = campaign_by_name(reading, campaign_name) if campaign_name else None
    of_f4 = {slot: counted.cumulative[figure] for slot, figure in _OF_F4.items()}
    period: Period = counted.cumulative_period
    places = dict.fromkeys(one.inspected for one in tied_in(reading, campaign, period))
    named = dict.fromkeys(_INSPECTED, "、".join(places)) if places else {}
    figures = count_dispatch(
        _hazards(reading, campaign), _visits(reading, campaign), _fines(reading, campaign), period
    )
    return {**of_f4, **figures, **named}


def _hazards(reading: Reading, campaign: Campaign | None) -> list[FoundHazard]:
    query = (
        select(
            Inspection.level,
            Inspection.stage,
            Hazard.level,
            Inspection.inspected_on,
            Hazard.rectified_on,
            Hazard.id,
        )
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(
            Inspection.deleted_at.is_(None),
            STANDING_HAZARD,
            belongs_to(campaign),
        )
    )
    return [
        FoundHazard(sector_of(by, stage), level is HazardLevel.MAJOR, found_on, rectified_on, known)
        for by, stage, level, found_on, rectified_on, known in reading.session.execute(query)
    ]


def _visits(reading: Reading, campaign: Campaign | None) -> list[Visit]:
    query = select(
        Inspection.level, Inspection.stage, Inspection.inspected_on, Inspection.enterprise_id, Inspection.id
    ).where(Inspection.deleted_at.is_(None), belongs_to(campaign))
    return [
        Visit(sector_of(by, stage), day, enterprise_id, known)
        for by, stage, day, enterprise_id, known in reading.session.execute(query)
    ]


def _fines(reading: Reading, campaign: Campaign | None) -> list[Fine]:
    who: Any = func.coalesce(literal("#").concat(Penalty.enterprise_id), Penalty.party)
    query = select(Penalty.decided_on, Penalty.target, who, Penalty.amount_fen, Penalty.id).where(
        Penalty.kind == PenaltyKind.FINE, Penalty.deleted_at.is_(None)
    )
    if campaign is not None:
        link = penalty_campaign.c
        query = query.where(Penalty.id.in_(select(link.penalty_id).where(link.campaign_id == campaign.id)))
    return [
        Fine(day, target is PenaltyTarget.PRINCIPAL, party, amount, known)
        for day, target, party, amount, known in reading.session.execute(query)
    ]
