"""节假日: shipped years, the office's own over them, and sheets of a new year."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hazard_desk.errors import HazardDeskError
from hazard_desk.model import Holiday
from hazard_desk.resources import RESOURCES
from hazard_desk.rules.working_days import HolidayDay, is_working_day
from hazard_desk.services.holidays import (
    YearSource,
    day_table,
    holiday_years,
    holidays_of,
    import_holidays,
    mark_day,
    save_holidays,
    shipped_years,
)
from hazard_desk.services.journal import undo_last
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import DayKind

HOLIDAY, WORKDAY = DayKind.HOLIDAY, DayKind.WORKDAY


def kept(office: OfficeFile) -> int:
    return office.ask(lambda reading: reading.session.scalar(select(func.count()).select_from(Holiday)))


def test_the_committed_years_are_what_the_script_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, RESOURCES / "holidays" / "make_holidays.py", tmp_path], check=True)
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.json")}
    there = {path.name: path.read_text(encoding="utf-8") for path in (RESOURCES / "holidays").glob("*.json")}
    assert made == there
    assert {2023, 2024, 2025, 2026} <= shipped_years()


def test_a_shipped_year_stands_until_the_office_changes_a_day(office: OfficeFile) -> None:
    year = office.ask(holidays_of, 2026)
    assert year.source is YearSource.SHIPPED
    assert HolidayDay(date(2026, 10, 1), HOLIDAY, "国庆节") in year.days
    friday, saturday = date(2026, 10, 9), date(2026, 10, 10)
    office.run(mark_day, friday, HOLIDAY, " 本地停工 ")
    office.run(mark_day, saturday, None)  # the worked Saturday is off after all
    table = office.ask(day_table)
    assert not is_working_day(friday, table)
    assert not is_working_day(saturday, table)
    year = office.ask(holidays_of, 2026)
    assert year.source is YearSource.CHANGED
    assert HolidayDay(friday, HOLIDAY, "本地停工") in year.days
    assert saturday not in {one.day for one in year.days}
    assert kept(office) == 2
    office.run(mark_day, friday, None)
    office.run(mark_day, saturday, WORKDAY, "国庆节")
    assert kept(office) == 0
    assert office.ask(holidays_of, 2026).source is YearSource.SHIPPED


def test_a_year_is_known_as_soon_as_the_office_entered_it(office: OfficeFile) -> None:
    assert 2031 not in office.ask(day_table).years
    assert office.ask(holidays_of, 2031).source is YearSource.NONE
    office.run(
        import_holidays,
        [HolidayDay(date(2031, 1, 1), HOLIDAY, "元旦"), HolidayDay(date(2031, 1, 4), WORKDAY, "元旦")],
    )
    table = office.ask(day_table)
    assert 2031 in table.years
    assert is_working_day(date(2031, 1, 4), table)  # a Saturday
    assert office.ask(holidays_of, 2031).source is YearSource.OWN
    assert 2031 in [year.year for year in office.ask(holiday_years)]
    office.run(undo_last)
    assert 2031 not in office.ask(day_table).years


def test_an_import_replaces_the_whole_year(office: OfficeFile) -> None:
    office.run(import_holidays, [HolidayDay(date(2031, 1, 1), HOLIDAY, "元旦")])
    office.run(import_holidays, [HolidayDay(date(2031, 5, 1), HOLIDAY, "劳动节")])
    assert office.ask(holidays_of, 2031).days == (HolidayDay(date(2031, 5, 1), HOLIDAY, "劳动节"),)
    changes = office.run(save_holidays, 2031, [HolidayDay(date(2031, 5, 1), HOLIDAY, "劳动节")])
    assert changes.nouns == frozenset()


def test_days_of_another_year_are_refused(office: OfficeFile) -> None:
    with pytest.raises(HazardDeskError, match="不都在 2031 年"):
        office.run(save_holidays, 2031, [HolidayDay(date(2032, 1, 1), HOLIDAY)])
    with pytest.raises(HazardDeskError):
        office.run(mark_day, date(1900, 1, 1), HOLIDAY)
    assert kept(office) == 0


def test_the_years_listed_reach_from_the_shipped_ones_to_the_next(office: OfficeFile) -> None:
    years = [year.year for year in office.ask(holiday_years)]
    today = date.today()
    assert years == sorted(years, reverse=True)
    assert {2023, today.year, today.year + 1} <= set(years)
