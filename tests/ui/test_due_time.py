"""The reporting day in the status bar when it's a day off: a proposal, while the time itself stays."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from hazard_desk.rules.report_days import END_OF_DAY
from hazard_desk.rules.working_days import DayTable, SpecialDay
from hazard_desk.services.filing.standing import ReportStand
from hazard_desk.services.holidays import shipped_days, shipped_years
from hazard_desk.terms import DayKind
from ui import theme
from ui.widgets.due_time import DueTime, countdown_words, holiday_words

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


def stand(due: datetime, *, drafts: int = 1) -> ReportStand:
    return ReportStand(date(2026, 9, 25), True, drafts, 0, 0, 1, due)


def test_the_countdown_is_to_the_paper_s_own_time_beside_the_proposal(qtbot: QtBot) -> None:
    label = DueTime()
    qtbot.addWidget(label)
    label.set_clock(lambda: datetime(2026, 9, 23, 9))
    label.set_weekday(FRIDAY)
    assert label.text() == ""
    label.show_stand(stand(datetime(2026, 9, 24, 12)))
    assert label.text() == "距周四 12:00 还有 1 天 3 小时"
    label.set_day_table(TABLE)
    assert label.text() == "距周四 12:00 还有 1 天 3 小时 · 本周五放假，建议 9月24日（周四）前报送"
    label.set_day_table(DayTable({date(2026, 9, 25): SpecialDay(DayKind.WORKDAY)}))
    label.show_stand(stand(datetime(2026, 9, 24, 12), drafts=0))
    assert label.text() == "本周报表已报送"
    label.set_weekday(None)
    assert label.text() == ""


def test_on_another_day_it_asks_anew(qtbot: QtBot) -> None:
    label = DueTime()
    qtbot.addWidget(label)
    label.set_clock(lambda: datetime(2026, 9, 25, 23, 59))
    label.set_weekday(FRIDAY)
    label.show_stand(stand(datetime(2026, 9, 25, 15)))
    label.set_clock(lambda: datetime(2026, 9, 25, 23, 59, 30))
    with qtbot.waitSignal(label.new_day):
        label.set_clock(lambda: datetime(2026, 9, 26, 0, 0))


@pytest.mark.parametrize(
    ("now", "words", "soon"),
    [
        (datetime(2026, 11, 24, 9), "距周五 还有 3 天", False),
        (datetime(2026, 11, 26, 9), "距周五 还有 1 天", True),
        (datetime(2026, 11, 27, 9), "今天（周五）要报送", True),
        (datetime(2026, 11, 28, 9), "应于 11-27 当天报送，逾期 1 天", True),
    ],
)
def test_what_is_due_on_a_day_without_a_time_has_no_made_up_time(
    now: datetime, words: str, soon: bool
) -> None:
    assert countdown_words(now, datetime.combine(date(2026, 11, 27), END_OF_DAY)) == (words, soon)


def test_what_is_due_within_a_day_stands_out(qtbot: QtBot) -> None:
    label = DueTime()
    qtbot.addWidget(label)
    label.set_clock(lambda: datetime(2026, 9, 25, 9))
    label.set_weekday(FRIDAY)
    label.show_stand(stand(datetime(2026, 9, 25, 15)))
    label.ensurePolished()
    assert label.palette().color(QPalette.ColorRole.WindowText) == theme.Meaning.DUE_SOON.ink
