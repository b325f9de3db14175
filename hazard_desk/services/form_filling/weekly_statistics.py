"""F4 统计表 of a week, or cumulative."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.weekly_statistics import Scope, weekly_statistics
from hazard_desk.model import Office
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.reporting import current_week_end, statistics
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading


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
