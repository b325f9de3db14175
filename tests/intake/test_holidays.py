"""A sheet of 节假日, as clean or dirty as people keep it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from hazard_desk.errors import InputRefused
from hazard_desk.intake.holidays import read_holiday_sheet
from hazard_desk.rules.working_days import HolidayDay
from hazard_desk.terms import DayKind
from tests.intake.sheets import xlsx

HOLIDAY, WORKDAY = DayKind.HOLIDAY, DayKind.WORKDAY


def test_dirty_dates_spans_and_words_are_understood(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "放假.xlsx",
        ["2027年部分节假日安排", None, None],
        ["日 期", "类型", "名称"],
        ["2027.1.1", "放假", " 元旦"],
        [datetime(2027, 1, 3), "补班", "元旦"],
        ["2027年2月5日至2月7日", "休", "春节"],
        [None, None, None],
        ["20270403—20270405", "放假调休", "清明节"],
        ["2027-01-01", "放假", "元旦"],
        ["注：以国务院办公厅通知为准", None, None],
        title="安排",
    )
    assert read_holiday_sheet(path) == [
        HolidayDay(date(2027, 1, 1), HOLIDAY, "元旦"),
        HolidayDay(date(2027, 1, 3), WORKDAY, "元旦"),
        *(HolidayDay(date(2027, 2, day), HOLIDAY, "春节") for day in (5, 6, 7)),
        *(HolidayDay(date(2027, 4, day), HOLIDAY, "清明节") for day in (3, 4, 5)),
    ]


def test_every_problem_is_named_with_its_place_and_nothing_is_taken(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "放假.xlsx",
        ["日期", "类型"],
        ["2027.13.1", "放假"],
        ["2027-1-3", "半天"],
        ["2027-1-5", None],
        [None, "放假"],
        ["2027-1-4", "放假"],
        ["2027-1-4", "上班"],
        ["2027-2-7至2027-2-1", "放假"],
        title="安排",
    )
    with pytest.raises(InputRefused) as refused:
        read_holiday_sheet(path)
    places = {(problem.sheet, problem.row, problem.column) for problem in refused.value.problems}
    assert places == {
        ("安排", 2, "日期"),
        ("安排", 3, "类型"),
        ("安排", 4, "类型"),
        ("安排", 5, "日期"),
        ("安排", 7, "日期"),
        ("安排", 8, "日期"),
    }


@pytest.mark.parametrize(
    "rows", [[["日期", "类型"]], [["姓名", "电话"], ["张三", "1"]]], ids=["empty", "other"]
)
def test_a_sheet_without_holidays_is_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    with pytest.raises(InputRefused):
        read_holiday_sheet(xlsx(tmp_path / "空.xlsx", *rows))
