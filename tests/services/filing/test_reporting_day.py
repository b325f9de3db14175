"""Another reporting day (报送日): closed weeks stay as they were, and the weeks still add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hazard_desk.errors import UsageError
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.filing.filing import file_week
from hazard_desk.services.filing.weeks import current_week_end, week_ends
from hazard_desk.services.offices import change_office, office_row
from hazard_desk.services.report_reading import next_paper, read_report
from hazard_desk.services.reporting import statistics
from hazard_desk.services.workbench import week_counts
from tests.services.filing.paper_desk import FIRST, SECOND, PaperDesk, general, paper_desk

WEDNESDAY = 2
BEFORE_FIRST, FIRST_WEDNESDAY = date(2026, 2, 27), date(2026, 3, 11)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PaperDesk]:
    """An office that filed a week on Friday, with records of two weeks; now it reports on Wednesday."""
    with paper_desk(tmp_path / "台账") as desk:
        works = desk.enterprise("兴隆铸造厂")
        desk.visit(works, date(2026, 2, 26), general())
        desk.visit(works, date(2026, 3, 5), general())
        desk.office.run(file_week, FIRST)
        report_on(desk, WEDNESDAY)
        desk.today(date(2026, 3, 10))
        desk.visit(works, date(2026, 3, 9), general())
        yield desk


def report_on(desk: PaperDesk, weekday: int) -> None:
    row = desk.office.ask(office_row)
    desk.office.run(change_office, replace(row, reporting_weekday=weekday))


def found(desk: PaperDesk, week_end: date) -> tuple[object, object]:
    counted = desk.office.ask(statistics, week_end)
    return counted.week[Figure.GENERAL_FOUND], counted.cumulative[Figure.GENERAL_FOUND]


def test_a_closed_week_is_asked_for_by_the_day_on_which_it_ended(desk: PaperDesk) -> None:
    assert [found(desk, end) for end in (BEFORE_FIRST, FIRST, FIRST_WEDNESDAY)] == [(1, 1), (1, 2), (1, 3)]
    with pytest.raises(
        UsageError, match="这一周的报送日是 2026-03-06"
    ):  # never a 零报告 of what stands elsewhere
        desk.office.ask(statistics, date(2026, 3, 4))


def test_a_week_filed_before_its_end_is_the_present_one_until_it_ends(desk: PaperDesk) -> None:
    report_on(desk, FIRST.weekday())
    desk.office.run(file_week, SECOND)
    report_on(desk, WEDNESDAY)
    assert desk.office.ask(current_week_end) == SECOND
    assert found(desk, SECOND) == (1, 3)


def test_the_weeks_of_the_workbench_are_those_that_facts_count_in(desk: PaperDesk) -> None:
    weeks = desk.office.ask(week_counts, FIRST_WEDNESDAY)
    assert [(week.end, week.found) for week in weeks[-3:]] == [
        (BEFORE_FIRST, 1),
        (FIRST, 1),
        (FIRST_WEDNESDAY, 1),
    ]
    desk.today(FIRST_WEDNESDAY)
    desk.office.run(file_week, FIRST_WEDNESDAY)
    report_on(desk, FIRST.weekday())
    assert desk.office.ask(week_ends, SECOND, 9, date(2026, 3, 1)) == [FIRST, FIRST_WEDNESDAY, SECOND]


def test_a_filed_paper_is_shown_in_the_window_as_it_was_filed(desk: PaperDesk) -> None:
    report = desk.office.ask(read_report, desk.office.ask(next_paper, FIRST))
    assert report.week_end == FIRST
    assert report.paper is not None
    assert report.paper.week_end == FIRST
