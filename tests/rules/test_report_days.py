"""When a report is due, as people write it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.report_days import END_OF_DAY, due_words, read_report_day, report_day_words
from hazard_desk.rules.unreadable import Unreadable

TODAY = date(2026, 3, 6)


@pytest.mark.parametrize("text", ["每周五", "周五", "星期五", "礼拜五", "五", "每周五前", " 每 周 五 "])
def test_a_weekday_however_it_is_written(text: str) -> None:
    assert read_report_day(text, TODAY) == 4


def test_a_day_and_nothing() -> None:
    assert read_report_day("20260331", TODAY) == date(2026, 3, 31)
    assert read_report_day("+7", TODAY) == date(2026, 3, 13)
    assert read_report_day("", TODAY) is None
    assert read_report_day("周天", TODAY) == 6
    assert report_day_words(None, None) == ""


@pytest.mark.parametrize("text", ["每月五号", "周八", "及时", "2026-02-30"])
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(Unreadable):
        read_report_day(text, TODAY)


@given(st.integers(0, 6) | st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_the_words_of_a_day_mean_that_day(day: int | date) -> None:
    words = report_day_words(day, None) if isinstance(day, int) else report_day_words(None, day)
    assert read_report_day(words, TODAY) == day


def test_when_it_is_due_is_said_without_this_year_and_without_a_time_nobody_asked_for() -> None:
    assert due_words(datetime(2026, 3, 6, 15), TODAY) == "03-06 15:00 前"
    assert due_words(datetime(2025, 12, 31, 9, 30), TODAY) == "2025-12-31 09:30 前"
    assert due_words(datetime.combine(TODAY, END_OF_DAY), TODAY) == "03-06 当天"
    assert due_words(datetime.combine(TODAY, END_OF_DAY)) == "2026-03-06 当天"
