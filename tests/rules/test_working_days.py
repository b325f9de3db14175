"""Working days, deadlines and the holidays between (domain §6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.settings import Duration
from hazard_desk.rules.working_days import (
    DayTable,
    SpecialDay,
    count_on,
    deadline_warning,
    is_working_day,
    typed_working_days,
    working_day_before,
    working_days_within,
)
from hazard_desk.services.holidays import shipped_days, shipped_years
from hazard_desk.terms import DayKind, DurationUnit

TABLE = DayTable(shipped_days(), shipped_years())
CALENDAR, WORKING, MONTHS = DurationUnit.CALENDAR_DAYS, DurationUnit.WORKING_DAYS, DurationUnit.MONTHS
HOLIDAY, WORKDAY = DayKind.HOLIDAY, DayKind.WORKDAY

days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
tables = st.builds(
    lambda marked: DayTable({day: SpecialDay(kind, "节") for day, kind in marked.items()}),
    st.dictionaries(days, st.sampled_from(DayKind), max_size=60),
)


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        (date(2025, 9, 26), 5, CALENDAR, date(2025, 10, 1)),
        (date(2025, 9, 26), 5, WORKING, date(2025, 10, 10)),  # 9-28 is worked, 10-1 … 10-8 are off
        (date(2026, 2, 9), 10, CALENDAR, date(2026, 2, 19)),
        (date(2026, 2, 9), 10, WORKING, date(2026, 2, 28)),  # two worked Saturdays round 春节
        (date(2026, 1, 31), 1, MONTHS, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, MONTHS, date(2024, 2, 29)),
        (date(2026, 8, 15), 3, MONTHS, date(2026, 11, 15)),
        (date(2026, 11, 30), 14, MONTHS, date(2028, 1, 30)),
        (date(2026, 3, 7), 0, WORKING, date(2026, 3, 7)),
    ],
)
def test_periods_are_counted_as_the_rule_says(start: date, count: int, unit: DurationUnit, end: date) -> None:
    assert count_on(start, Duration(count, unit), TABLE) == end


def test_the_fridays_off_and_the_worked_weekends_of_2026_are_known() -> None:
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    fridays = [day for day in year if day.weekday() == 4 and not is_working_day(day, TABLE)]
    weekends = [day for day in year if day.weekday() > 4 and is_working_day(day, TABLE)]
    off = [(1, 2), (2, 20), (5, 1), (6, 19), (9, 25), (10, 2)]
    worked = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
    assert [(day.month, day.day) for day in fridays] == off
    assert [(day.month, day.day) for day in weekends] == worked


@pytest.mark.parametrize(
    ("day", "said", "proposed"),
    [
        (
            date(2026, 10, 2),
            "该日为法定休假日（国庆节），建议提前到9月30日（周三）。",
            date(2026, 9, 30),
        ),
        (date(2026, 3, 8), "该日为周日，建议提前到3月6日（周五）。", date(2026, 3, 6)),
        (date(2027, 10, 2), "2027年放假安排尚未录入，只按周末计算。", date(2027, 10, 1)),
        (date(2027, 10, 1), "2027年放假安排尚未录入，只按周末计算。", None),
    ],
)
def test_a_deadline_on_a_day_off_is_said_and_the_day_before_proposed(
    day: date, said: str, proposed: date | None
) -> None:
    warning = deadline_warning(day, TABLE)
    assert warning is not None
    assert warning.words.endswith(said)
    assert warning.proposed == proposed


def test_a_worked_day_of_a_known_year_needs_no_word() -> None:
    assert deadline_warning(date(2026, 10, 10), TABLE) is None  # a Saturday that is worked
    assert deadline_warning(date(2026, 3, 9), TABLE) is None


def test_an_unnamed_day_off_is_a_holiday_and_a_day_set_back_is_not() -> None:
    marked = {date(2026, 3, 9): SpecialDay(HOLIDAY), date(2026, 3, 14): SpecialDay(HOLIDAY)}
    table = DayTable(marked, frozenset({2026}))
    monday, saturday = (deadline_warning(day, table) for day in marked)
    assert monday is not None
    assert monday.words.startswith("该日为法定休假日，")
    assert saturday is not None
    assert saturday.words.startswith("该日为周六，")


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("+5w", 5),
        ("+5W", 5),
        ("＋１０个工作日", 10),
        ("5 个工作日", 5),
        ("+5工作日", 5),
        ("0w", 0),
        ("+5", None),
        ("+5天", None),
        ("w", None),
        ("20260131", None),
        ("-5w", None),
        ("", None),
    ],
)
def test_working_days_are_typed_short(typed: str, count: int | None) -> None:
    assert typed_working_days(typed) == count


@given(days, st.integers(1, 60), tables)
def test_a_period_of_working_days_ends_on_one_and_holds_as_many(
    start: date, count: int, table: DayTable
) -> None:
    end = count_on(start, Duration(count, WORKING), table)
    assert is_working_day(end, table)
    assert working_days_within(start + timedelta(days=1), end, table) == count


@given(days, st.integers(0, 400), tables)
def test_calendar_days_and_months_look_at_no_holiday(start: date, count: int, table: DayTable) -> None:
    assert (count_on(start, Duration(count, CALENDAR), table) - start).days == count
    end = count_on(start, Duration(count, MONTHS), table)
    assert (end.year - start.year) * 12 + end.month - start.month == count
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(days, tables)
def test_the_working_day_before_has_none_between(day: date, table: DayTable) -> None:
    before = working_day_before(day, table)
    assert before < day
    assert is_working_day(before, table)
    assert working_days_within(before, day - timedelta(days=1), table) == 1
    warning = deadline_warning(day, table)
    assert warning is not None  # no year is known
    assert warning.proposed == (None if is_working_day(day, table) else before)
