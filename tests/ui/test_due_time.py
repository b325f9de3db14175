"""The reporting day in the status bar when it's a day off: a proposal, while the time itself stays."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pytestqt.qtbot import QtBot

from hazard_desk.rules.working_days import DayTable, SpecialDay
from hazard_desk.services.holidays import shipped_days, shipped_years
from hazard_desk.terms import DayKind
from ui.widgets.due_time import DueTime, holiday_words

TABLE = DayTable(shipped_days(), shipped_years())
FRIDAY, SATURDAY = 4, 5


@pytest.mark.parametrize(
    ("now", "weekday", "words"),
    [
        (datetime(2026, 9, 23, 9), FRIDAY, "本周五放假，建议 9月24日（周四）前报送"),
        (datetime(2026, 9, 24, 23), FRIDAY, "本周五放假，建议 9月24日（周四）前报送"),
        (datetime(2026, 9, 25, 9), FRIDAY, "本周五放假"),  # the day to report on is over
        (datetime(2026, 9, 26, 9), FRIDAY, "下周五放假，建议 9月30日（周三）前报送"),
        (datetime(2026, 11, 25, 9), FRIDAY, ""),
        (datetime(2026, 11, 25, 9), SATURDAY, ""),  # the office chose a weekend day itself
        (datetime(2026, 10, 8, 9), SATURDAY, ""),  # and that one is worked
    ],
)
def test_a_reporting_day_off_proposes_the_working_day_before(now: datetime, weekday: int, words: str) -> None:
    assert holiday_words(now, weekday, TABLE) == words


def test_the_countdown_stays_beside_the_proposal(qtbot: QtBot) -> None:
    label = DueTime()
    qtbot.addWidget(label)
    label.set_clock(lambda: datetime(2026, 9, 23, 9))
    label.set_weekday(FRIDAY)
    assert label.text() == "距周五 15:00 还有 2 天 6 小时"
    label.set_day_table(TABLE)
    assert label.text() == "距周五 15:00 还有 2 天 6 小时 · 本周五放假，建议 9月24日（周四）前报送"
    label.set_day_table(DayTable({date(2026, 9, 25): SpecialDay(DayKind.WORKDAY)}))
    assert label.text() == "距周五 15:00 还有 2 天 6 小时"
