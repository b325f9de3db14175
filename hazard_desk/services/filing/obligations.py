"""报送要求: which papers are due in a week, to whom and by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.catalogue import FORMS
from hazard_desk.model import Campaign, Office, ReportObligation
from hazard_desk.rules.clock_times import read_clock_time
from hazard_desk.rules.report_days import END_OF_DAY
from hazard_desk.rules.report_days import due_words as due_words  # for the command line
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.rules.working_days import DayTable, is_working_day, working_day_before
from hazard_desk.services.filing.weeks import reporting_week
from hazard_desk.services.holidays import day_table
from hazard_desk.services.wording import form_title
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import ReportScope

USUAL_FORM = "weekly-statistics"
USUAL_TIME = time(15, 0)
"""每周五 15 时前 (S001 四(三)): where nobody entered an obligation."""


@dataclass(frozen=True, slots=True)
class PaperDue:
    """A form that is to be handed in with a week; `due_at` is None where nothing says when."""

    form_id: str
    campaign_id: int | None
    campaign: str | None
    scope: ReportScope
    recipient: str
    signer: str
    due_at: datetime | None
    title: str

    @property
    def key(self) -> tuple[str, int | None, ReportScope]:
        """What tells the papers of a week apart."""
        return self.form_id, self.campaign_id, self.scope


def can_be_filed(form_id: str) -> bool:
    """Whether a form can be one that a week is reported with."""
    return form_id in FORMS and FORMS[form_id].can_be_due


def papers_due(reading: Reading, week_end: date) -> list[PaperDue]:
    """Return the papers of a week: of the campaigns that run in it, then the office's own; each form once.

    Where there are none at all, F4 of all records. A due day that is a day off moves to the working day
    before; the week does not move. Another day than a week's end is refused (UsageError).
    """
    week = reporting_week(reading, week_end)
    office = reading.session.get_one(Office, 1)
    table = day_table(reading)
    found: dict[tuple[str, int | None, ReportScope], PaperDue] = {}
    for paper in _obliged(reading, week, office.recipient, table):
        known = found.get(paper.key)
        found[paper.key] = paper if known is None else _both(known, paper)
    if found:
        return list(found.values())
    due_at = datetime.combine(_worked(week.end, table), USUAL_TIME)
    title = form_title(USUAL_FORM)
    return [PaperDue(USUAL_FORM, None, None, ReportScope.WEEK, office.recipient, "", due_at, title)]


def _obliged(reading: Reading, week: Period, usual: str, table: DayTable) -> Iterator[PaperDue]:
    query: Any = (
        select(ReportObligation, Campaign)
        .outerjoin(Campaign, Campaign.id == ReportObligation.campaign_id)
        .where(ReportObligation.campaign_id.is_(None) | Campaign.deleted_at.is_(None))
        .order_by(
            ReportObligation.campaign_id.is_(None), ReportObligation.campaign_id, ReportObligation.position
        )
    )
    for asked, campaign in reading.session.execute(query):
        day = _due_on(asked, campaign, week)
        if day is None or not can_be_filed(asked.form_id):
            continue
        yield PaperDue(
            asked.form_id,
            asked.campaign_id,
            campaign.name if campaign else None,
            asked.scope,
            asked.recipient or (campaign.recipient if campaign else "") or usual,
            asked.signer,
            datetime.combine(_worked(day, table), _time_of(asked.due_time)),
            form_title(asked.form_id),
        )


def _due_on(asked: ReportObligation, campaign: Campaign | None, week: Period) -> date | None:
    """Return the day of the week on which it is due; None where it isn't.

    What is due once may be due after the campaign's end: its summary is.
    """
    if asked.due_on is not None:
        return asked.due_on if asked.due_on in week else None
    if asked.weekday is None or not _runs(campaign, week):
        return None
    return week.end - timedelta(days=(week.end.weekday() - asked.weekday) % 7)


def _runs(campaign: Campaign | None, week: Period) -> bool:
    if campaign is None:
        return True
    begun = campaign.starts_on is None or campaign.starts_on <= week.end
    assert week.start is not None
    return begun and (campaign.ends_on is None or campaign.ends_on >= week.start)


def _worked(day: date, table: DayTable) -> date:
    return day if is_working_day(day, table) else working_day_before(day, table)


def _time_of(text: str) -> time:
    try:
        return read_clock_time(text) or END_OF_DAY
    except Unreadable:
        return END_OF_DAY


def _both(one: PaperDue, other: PaperDue) -> PaperDue:
    """Join what two obligations ask alike: one paper, by the earlier time, to either recipient."""
    recipients = dict.fromkeys(filter(None, (one.recipient, other.recipient)))
    times = [due for due in (one.due_at, other.due_at) if due is not None]
    return replace(
        one,
        recipient="、".join(recipients),
        signer=one.signer or other.signer,
        due_at=min(times, default=None),
    )
