"""活动台账: the activities of a week, or all since the campaign began."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.forms.activity_ledger import PrintedActivity, activity_ledger
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import Office
from hazard_desk.services.activities import activities_of_week, activities_until
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on
from hazard_desk.services.reporting import current_week_end, reporting_week
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading


def activity_ledger_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the ledger of the week, 补录 included, or of all up to its end."""
    campaign = campaign_asked(reading, request)
    activities = None
    if not request.blank:
        week = reporting_week(reading, request.week_end or current_week_end(reading))
        told = activities_until if request.scope is Scope.CUMULATIVE else activities_of_week
        activities = [
            PrintedActivity(
                row.kind,
                row.held_on,
                row.name,
                row.place,
                row.organiser,
                row.participants,
                row.enterprises,
                row.materials,
                row.media_reports,
                row.content,
                row.named,
                row.evidence,
            )
            for row in told(reading, week.end, campaign)
        ]
    return [
        activity_ledger(
            form_texts(reading, request.form_id),
            unit_name=reading.session.get_one(Office, 1).name,
            filled_on=filled_on(reading, request),
            campaign=request.campaign,
            activities=activities,
        )
    ]
