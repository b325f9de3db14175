"""Which papers are due in a week, to whom and by when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import update

from hazard_desk.errors import InputRefused, UsageError
from hazard_desk.forms.catalogue import FORMS
from hazard_desk.model import Campaign, Office, ReportObligation
from hazard_desk.services.campaigning import ObligationFacts, periodic_forms, save_own_obligations
from hazard_desk.services.filing.obligations import can_be_filed, papers_due
from hazard_desk.services.holidays import mark_day
from hazard_desk.services.offices import add_campaign
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import DayKind, ReportScope

FRIDAY = date(2026, 3, 6)


def campaign(office: OfficeFile, name: str, **facts: Any) -> int:
    made: list[int] = []

    def add(work: UnitOfWork) -> Changes:
        made.append(add_campaign(work, name, **facts))
        return Changes("加专项行动")

    office.run(add)
    return made[0]


def asked(office: OfficeFile, campaign_id: int | None, form_id: str, **facts: Any) -> None:
    usual: dict[str, Any] = {
        "scope": ReportScope.CUMULATIVE,
        "weekday": 4,
        "due_time": "15:00",
        "position": 0,
    }

    def add(work: UnitOfWork) -> Changes:
        work.session.add(ReportObligation(campaign_id=campaign_id, form_id=form_id, **usual | facts))
        work.session.flush()
        return Changes("加报送要求")

    office.run(add)


def due(office: OfficeFile, week_end: date = FRIDAY) -> list[tuple[str, str | None, str, str]]:
    return [
        (paper.form_id, paper.campaign, paper.recipient, f"{paper.due_at:%m-%d %H:%M}")
        for paper in office.ask(papers_due, week_end)
    ]


def test_where_nobody_said_anything_it_is_the_table_of_all_records(office: OfficeFile) -> None:
    def recipient(work: UnitOfWork) -> Changes:
        work.session.execute(update(Office).values(recipient="县安委办"))
        return Changes("改单位")

    office.run(recipient)
    (paper,) = office.ask(papers_due, FRIDAY)
    assert (paper.form_id, paper.campaign_id, paper.scope) == ("weekly-statistics", None, ReportScope.WEEK)
    assert (paper.recipient, paper.due_at) == ("县安委办", datetime(2026, 3, 6, 15))


def test_campaigns_come_first_and_the_office_s_own_last(office: OfficeFile) -> None:
    asked(office, None, "weekly-statistics", scope=ReportScope.WEEK, recipient="区安委办")
    running = campaign(office, "冶金工贸整治", starts_on=date(2026, 1, 1), recipient="市级领导组")
    asked(office, running, "weekly-dispatch", due_time="")
    asked(office, running, "major-hazards", position=1, recipient="市局")
    assert due(office) == [
        ("weekly-dispatch", "冶金工贸整治", "市级领导组", "03-06 23:59"),
        ("major-hazards", "冶金工贸整治", "市局", "03-06 15:00"),
        ("weekly-statistics", None, "区安委办", "03-06 15:00"),
    ]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "runs"),
    [
        (None, None, True),
        (date(2026, 3, 6), None, True),
        (date(2026, 3, 7), None, False),
        (None, date(2026, 2, 28), True),
        (None, date(2026, 2, 27), False),
    ],
)
def test_a_campaign_asks_for_the_weeks_that_it_runs_in(
    office: OfficeFile, starts_on: date | None, ends_on: date | None, runs: bool
) -> None:
    asked(office, campaign(office, "行动", starts_on=starts_on, ends_on=ends_on), "major-hazards")
    assert [form for form, *_ in due(office)] == (["major-hazards"] if runs else ["weekly-statistics"])


def test_what_is_due_once_is_due_in_its_week_even_after_the_end(office: OfficeFile) -> None:
    over = campaign(office, "行动", ends_on=date(2026, 1, 31))
    asked(office, over, "major-hazards", weekday=None, due_on=date(2026, 3, 2), due_time="12:00")
    assert due(office) == [("major-hazards", "行动", "", "03-02 12:00")]
    assert due(office, date(2026, 3, 13))[0][0] == "weekly-statistics"


def test_another_weekday_lies_within_the_week(office: OfficeFile) -> None:
    asked(office, None, "major-hazards", weekday=2)
    assert due(office)[0][3] == "03-04 15:00"


def test_a_day_off_moves_the_due_time_not_the_week(office: OfficeFile) -> None:
    office.run(mark_day, FRIDAY, DayKind.HOLIDAY, "节日")
    office.run(mark_day, date(2026, 3, 5), DayKind.HOLIDAY, "节日")
    assert due(office)[0][3] == "03-04 15:00"
    asked(office, None, "major-hazards")
    assert due(office)[0][3] == "03-04 15:00"


def test_a_campaign_that_was_removed_asks_for_nothing(office: OfficeFile) -> None:
    gone = campaign(office, "行动")
    asked(office, gone, "major-hazards")

    def remove(work: UnitOfWork) -> Changes:
        work.session.get_one(Campaign, gone).deleted_at = work.now
        return Changes("删除专项行动")

    office.run(remove)
    assert due(office)[0][0] == "weekly-statistics"


def test_the_same_form_asked_for_twice_is_one_paper(office: OfficeFile) -> None:
    asked(office, None, "major-hazards", recipient="县应急局", due_time="17:00")
    asked(office, None, "major-hazards", recipient="县安委办", due_time="9:00", position=1)
    asked(office, None, "weekly-statistics", position=2)
    asked(office, None, "weekly-statistics", scope=ReportScope.WEEK, position=3)
    assert due(office) == [
        ("major-hazards", None, "县应急局、县安委办", "03-06 09:00"),
        ("weekly-statistics", None, "", "03-06 15:00"),
        ("weekly-statistics", None, "", "03-06 15:00"),
    ]


TODAY = (
    "negative-list",
    "ranking",
    "ranking-notice",
    "village-notice",
    "quota-table",
    "task-plan",
    "task-progress",
    "hand-over-list",
)


@pytest.mark.parametrize(
    "form_id", ["registration", "visit-route", "cross-arrangement", "no-such-form", *TODAY]
)
def test_what_tells_of_no_week_or_of_today_can_not_be_handed_in_for_a_week(
    office: OfficeFile, form_id: str
) -> None:
    assert not can_be_filed(form_id)
    assert form_id not in [form.id for form in periodic_forms()]
    with pytest.raises(InputRefused):
        office.run(save_own_obligations, [ObligationFacts(form_id, weekday=4)])
    asked(office, None, form_id)
    assert due(office)[0][0] == "weekly-statistics"


def test_the_window_offers_what_can_be_filed() -> None:
    assert [form.id for form in periodic_forms()] == [form for form in FORMS if can_be_filed(form)]
    assert can_be_filed("weekly-dispatch")


def test_a_day_that_ends_no_week_is_refused(office: OfficeFile) -> None:
    with pytest.raises(UsageError):
        office.ask(papers_due, date(2026, 3, 5))
