"""F4 统计表 of a week, or cumulative."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.weekly_statistics import FORM_ID, Scope, weekly_statistics
from hazard_desk.model import Office
from hazard_desk.rules.figure_texts import read_figure
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.rules.weekly_figures import Figure, Value
from hazard_desk.services.form_entries import entries
from hazard_desk.services.form_filling.dispatch import Slot
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.reporting import Statistics, current_week_end, statistics
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading


def weekly_statistics_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return F4 with the figures of the week or the cumulative ones."""
    office = reading.session.get_one(Office, 1)
    campaign = campaign_by_name(reading, request.campaign) if request.campaign else None
    figures = None
    if not request.blank:
        counted = statistics(reading, request.week_end or current_week_end(reading), request.campaign)
        campaign_id = campaign.id if campaign else None
        figures = {
            figure.value: _printed(slot)
            for figure, slot in zip(
                Figure, figure_slots(reading, counted, request.scope, campaign_id), strict=True
            )
        }
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


def figure_slots(
    reading: Reading, counted: Statistics, scope: Scope, campaign_id: int | None
) -> tuple[Slot, ...]:
    """Return the 18 figures in their order: what is counted, and what somebody wrote instead.

    The week's and the cumulative figure are places of their own: who changes one has not changed the other.
    """
    written = entries(reading, FORM_ID, counted.week_period.end, campaign_id)
    chosen = counted.week if scope is Scope.WEEK else counted.cumulative
    names = {figure: f"{scope.value}:{figure.value}" for figure in Figure}
    return tuple(
        Slot(name, scope.label, "", "", "", chosen[figure], written.get(name), "")
        for figure, name in names.items()
    )


def _printed(slot: Slot) -> Value | str | None:
    """Return a figure as it is printed: one written by hand is a number too."""
    if not isinstance(slot.value, str):
        return slot.value
    try:
        return read_figure(slot.name, slot.value)
    except Unreadable:  # it is shown where it can be put right; the check of the week stops it
        return slot.value
