"""The figures of F4 and F6 as a paper of a week prints them, those changed by hand among them."""

from __future__ import annotations

from datetime import date

from hazard_desk.forms.weekly_dispatch import FORM_ID as WEEKLY_DISPATCH
from hazard_desk.forms.weekly_statistics import FORM_ID as WEEKLY_STATISTICS
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.filing.obligations import PaperDue
from hazard_desk.services.form_filling.dispatch import Slot, dispatch_slots
from hazard_desk.services.form_filling.weekly_statistics import figure_slots
from hazard_desk.services.reporting import Statistics, statistics
from hazard_desk.store.unit_of_work import Reading


def printed_figures(
    reading: Reading, week_end: date, paper: PaperDue, counted: Statistics | None = None
) -> dict[str, Slot]:
    """Return the places of a paper's figures by their keys, in their order; another form has none.

    `counted` are the statistics of its campaign and week, where they are known already.
    """
    if paper.form_id == WEEKLY_DISPATCH:
        places = dispatch_slots(reading, week_end, paper.campaign, counted)
        return {slot.name: slot for slot in places if not slot.prompt}
    if paper.form_id == WEEKLY_STATISTICS:
        counted = counted or statistics(reading, week_end, paper.campaign)
        slots = figure_slots(reading, counted, Scope(paper.scope.value), paper.campaign_id)
        return {figure.value: slot for figure, slot in zip(Figure, slots, strict=True)}
    return {}
