"""F6 周调度统计表: its places, what the records say of each, the rows behind a figure, what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.weekly_dispatch import FORM_ID as WEEKLY_DISPATCH
from hazard_desk.forms.weekly_dispatch import sentence_of, slots, weekly_dispatch
from hazard_desk.model import Enterprise, Inspection, Office, SupportPair
from hazard_desk.rules.activity_sentences import Draft
from hazard_desk.rules.dispatch_figures import HELPED, NAMES, OF_SUPPORT, SELF_PLANS, SLOTS
from hazard_desk.rules.fact_log import KEYS, counting_of
from hazard_desk.rules.figure_texts import read_figure
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.rules.weekly_figures import Counting, Figure, Value
from hazard_desk.services.activities import activity_drafts, keeps_self_plans
from hazard_desk.services.form_entries import Entry, entries, standing_texts
from hazard_desk.services.form_filling.cross_visits import TiedVisit, tied_in
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.reporting import (
    FigureRow,
    Statistics,
    current_week_end,
    figure_rows,
    reporting_week,
    statistics,
)
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading, in_chunks

_OF_F4 = {
    "ordered": Figure.ENTERPRISES_ORDERED,
    "suspended": Figure.SUSPENDED,
    "closed": Figure.CLOSED,
}
"""Slots that are figures of F4, cumulative."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of F6: what it says, what the program reckons for it, and what somebody wrote instead.

    `computed` is None where no record tells the figure. `carried` says that the text was typed for an earlier
    week: a cumulative figure that no record told stands until it is typed anew. Records that begin to tell it
    take over once they tell as much: until then both are known, and the larger one is printed.
    """

    name: str
    category: str
    before: str
    after: str
    prompt: str  # not empty: a narrative
    computed: Value | str | None  # a figure, or names
    entry: Entry | None
    carried: str
    draft: Draft | None = None  # of a narrative: sentences of the week's activities, to begin with

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


def dispatch_slots(
    reading: Reading, week_end: date, campaign: str | None = None, counted: Statistics | None = None
) -> list[Slot]:
    """Return the places of F6 in the order of the form; a day that ends no week is refused (UsageError).

    `counted` are the statistics of just that, where they are known already.
    """
    texts = form_texts(reading, WEEKLY_DISPATCH)
    figures = _dispatch_figures(reading, campaign, counted or statistics(reading, week_end, campaign))
    chosen = campaign_by_name(reading, campaign) if campaign else None
    campaign_id = chosen.id if chosen else None
    written = entries(reading, WEEKLY_DISPATCH, week_end, campaign_id)
    standing = standing_texts(reading, WEEKLY_DISPATCH, week_end, campaign_id)
    found = []
    for name, prompt in slots(texts).items():
        computed = figures.get(name)
        carried = "" if prompt else standing.get(name, "")
        if computed is not None and not _is_more(name, carried, computed):
            carried = ""
        found.append(Slot(name, *sentence_of(texts, name), prompt, computed, written.get(name), carried))
    return found


def _is_more(name: str, typed: str, computed: Value | str) -> bool:
    """Whether a figure typed by hand is larger: a cumulative one must not fall because a record came in."""
    if not typed or isinstance(computed, str):
        return False
    try:
        return read_figure(name, typed) > computed
    except Unreadable:
        return False


def with_drafts(
    reading: Reading, slots: Sequence[Slot], week_end: date, campaign: str | None = None
) -> list[Slot]:
    """Return the places of F6 with what the week's activities (活动) give to write in the narratives."""
    found = activity_drafts(reading, week_end, campaign_by_name(reading, campaign) if campaign else None)
    return [replace(slot, draft=found.get(slot.name)) if slot.prompt else slot for slot in slots]


def narratives_left(reading: Reading, week_end: date, campaign_id: int | None) -> list[str]:
    """Return where F6 of a week has places for words (文字) that nobody has written yet: their headings."""
    texts = form_texts(reading, WEEKLY_DISPATCH)
    written = entries(reading, WEEKLY_DISPATCH, week_end, campaign_id)
    return [
        sentence_of(texts, name)[0]
        for name, prompt in slots(texts).items()
        if prompt and not (name in written and written[name].text.strip())
    ]


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One record behind a figure of F6, in words, and where to find it; fines in 分, else None.

    `late` is 补录; `opening` is 期初数.
    """

    on: date
    noun: str
    record_id: int
    enterprise: str
    text: str
    amount_fen: int | None = None
    late: bool = False
    opening: bool = False


def slot_rows(reading: Reading, name: str, week_end: date, campaign: str | None = None) -> list[SlotRow]:
    """Return the records that make a figure of F6, oldest first; none of a place that no record tells."""
    if name in NAMES:
        chosen = campaign_by_name(reading, campaign) if campaign else None
        period = Period(chosen.starts_on if chosen else None, reporting_week(reading, week_end).end)
        return _described(reading, tied_in(reading, chosen, period))
    key = _OF_F4.get(name, name)
    if key not in KEYS:
        return []

    def behind(of: str) -> list[FigureRow]:
        return figure_rows(reading, of, week_end, cumulative=True, campaign=campaign)

    amounts: dict[int, int] = {}
    if key.startswith("fined_"):
        fines = behind(key if key.endswith("_wan") else f"{key}_wan")
        amounts = {row.fact.record_id: row.fact.amount for row in fines if not row.opening}
    return [
        SlotRow(
            row.fact.on,
            row.fact.noun,
            row.fact.record_id,
            row.enterprise,
            row.text,
            _fen(row, amounts),
            row.late,
            row.opening,
        )
        for row in behind(key)
    ]


def _fen(row: FigureRow, amounts: Mapping[int, int]) -> int | None:
    """Return the fine of a row; of 期初数 the sum, where the figure is one."""
    if not row.opening:
        return amounts.get(row.fact.record_id)
    return row.fact.amount if counting_of(row.fact.figure) is Counting.MONEY else None


def _described(reading: Reading, visits: Sequence[TiedVisit]) -> list[SlotRow]:
    """Return visits with the enterprise and the inspectors."""
    words: dict[int, tuple[str, str]] = {}
    for some in in_chunks([visit.record_id for visit in visits]):
        query: Any = (
            select(Inspection.id, Enterprise.name, Inspection.inspectors)
            .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
            .where(Inspection.id.in_(some))
        )
        words |= {known: (name, text) for known, name, text in reading.session.execute(query)}
    return [SlotRow(one.on, "inspection", one.record_id, *words[one.record_id]) for one in visits]


def _dispatch_figures(
    reading: Reading, campaign_name: str | None, counted: Statistics
) -> Mapping[str, Value | str]:
    campaign = campaign_by_name(reading, campaign_name) if campaign_name else None
    of_f4 = {slot: counted.cumulative[figure] for slot, figure in _OF_F4.items()}
    places = dict.fromkeys(one.inspected for one in tied_in(reading, campaign, counted.cumulative_period))
    named = dict.fromkeys(NAMES, "、".join(places)) if places else {}
    figures = dict(counted.dispatch)
    if not _tells_of_support(reading, figures):
        for name in _OF_SUPPORT:
            del figures[name]
    if not figures[SELF_PLANS] and not keeps_self_plans(reading, counted.week_period.end, campaign):
        # 0 would take the place of what was typed by hand.
        del figures[SELF_PLANS]
    return {**of_f4, **figures, **named}


_OF_SUPPORT = tuple(name for name in SLOTS if name in OF_SUPPORT or name.startswith(HELPED + "_"))


def _tells_of_support(reading: Reading, figures: Mapping[str, Value]) -> bool:
    """Whether 结对帮扶 are kept here: else 0 would take the place of what was typed by hand."""
    if any(figures[name] for name in _OF_SUPPORT):
        return True
    return reading.session.scalar(select(SupportPair.id).limit(1)) is not None
