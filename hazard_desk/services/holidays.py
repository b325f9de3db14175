"""节假日: the years shipped with the program, and what the office enters over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError
from hazard_desk.model import Holiday
from hazard_desk.resources import RESOURCES, load_json
from hazard_desk.rules.working_days import DayTable, HolidayDay, SpecialDay, is_ordinary, is_working_day
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import DayKind

_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class YearSource(Enum):
    """Where the days of a year come from, in the user's words."""

    SHIPPED = "随程序"
    CHANGED = "随程序，本单位有改动"
    OWN = "本单位录入"
    NONE = "尚未录入"


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """A year's special days in their order, and whose they are."""

    year: int
    source: YearSource
    days: tuple[HolidayDay, ...]


@cache
def shipped_days() -> dict[date, SpecialDay]:
    """Return the special days of every shipped year."""
    return {
        date.fromisoformat(row["date"]): SpecialDay(DayKind(row["kind"]), row["name"])
        for year in sorted(shipped_years())
        for row in load_json(f"holidays/{year}.json")
    }


@cache
def shipped_years() -> frozenset[int]:
    """Return the years whose notice came with the program."""
    return frozenset(int(path.stem) for path in (RESOURCES / "holidays").glob("*.json"))


def day_table(reading: Reading) -> DayTable:
    """Return the shipped years with the office's own days laid over them.

    A year of which the office entered a day counts as known. A day that it set back to what its weekday says
    is in the table as such, so that it beats the shipped one.
    """
    own = _own(reading)
    return DayTable(shipped_days() | own, shipped_years() | {day.year for day in own})


def holiday_years(reading: Reading) -> list[HolidayYear]:
    """Return every year that is shipped or entered, this year and the next, the latest first."""
    years = {*day_table(reading).years, reading.today.year, reading.today.year + 1}
    return [holidays_of(reading, year) for year in sorted(years, reverse=True)]


def holidays_of(reading: Reading, year: int) -> HolidayYear:
    """Return the days of a year that are not what their weekday says."""
    own = {day: special for day, special in _own(reading).items() if day.year == year}
    shipped = {day: special for day, special in shipped_days().items() if day.year == year}
    if year in shipped_years():
        source = YearSource.CHANGED if own else YearSource.SHIPPED
    else:
        source = YearSource.OWN if own else YearSource.NONE
    days = (shipped | own).items()
    return HolidayYear(
        year,
        source,
        tuple(
            HolidayDay(day, special.kind, special.name)
            for day, special in sorted(days, key=lambda found: found[0])
            if not is_ordinary(day, special)
        ),
    )


def save_holidays(work: UnitOfWork, year: int, days: Sequence[HolidayDay]) -> Changes:
    """Set the special days of a year to exactly these; only what differs from the shipped ones is kept."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR or any(one.day.year != year for one in days):
        raise HazardDeskError(
            f"这些日子不都在 {year} 年。", "没有保存。", f"请核对年份（{_FIRST_YEAR}–{_LAST_YEAR}）。"
        )
    changed = _set_year(work, year, days)
    return Changes(f"修改 {year} 年节假日 {changed} 天", counts={"days": changed})


def mark_day(work: UnitOfWork, day: date, kind: DayKind | None, name: str = "") -> Changes:
    """Set one day to 放假 or 上班, or (None) back to what its weekday says."""
    days = [one for one in holidays_of(work, day.year).days if one.day != day]
    if kind is not None:
        days.append(HolidayDay(day, kind, name.strip()))
    save_holidays(work, day.year, days)
    said = kind.label if kind is not None else "平常"
    return Changes(f"{day} 定为{said}" + (f"（{name.strip()}）" if kind is not None and name.strip() else ""))


def import_holidays(work: UnitOfWork, days: Sequence[HolidayDay]) -> Changes:
    """Take over whole years from a sheet: each year that occurs in it becomes what the sheet says."""
    years = sorted({one.day.year for one in days})
    for year in years:
        save_holidays(work, year, [one for one in days if one.day.year == year])
    named = "、".join(map(str, years))
    return Changes(f"导入 {named} 年节假日 {len(days)} 天", counts={"days": len(days)})


def _set_year(work: UnitOfWork, year: int, days: Iterable[HolidayDay]) -> int:
    wanted = {one.day: SpecialDay(one.kind, one.name.strip()) for one in days}
    shipped = {day: special for day, special in shipped_days().items() if day.year == year}
    rows = {
        row.day: row
        for row in work.session.scalars(
            select(Holiday).where(Holiday.day.between(date(year, 1, 1), date(year, 12, 31)))
        )
    }
    changed = 0
    for day in sorted({*wanted, *shipped, *rows}):
        special = wanted.get(day) or _as_weekday(day)
        needless = special == shipped.get(day, _as_weekday(day))
        row = rows.get(day)
        if needless:
            if row is not None:
                work.session.delete(row)
                changed += 1
        elif row is None:
            work.session.add(Holiday(day=day, kind=special.kind, name=special.name))
            changed += 1
        elif (row.kind, row.name) != (special.kind, special.name):
            row.kind, row.name = special.kind, special.name
            changed += 1
    work.session.flush()
    return changed


def _as_weekday(day: date) -> SpecialDay:
    return SpecialDay(DayKind.WORKDAY if is_working_day(day, DayTable()) else DayKind.HOLIDAY)


def _own(reading: Reading) -> dict[date, SpecialDay]:
    return {row.day: SpecialDay(row.kind, row.name) for row in reading.session.scalars(select(Holiday))}
