"""Make resources/holidays/<year>.json: the days that each year's notice of 国务院办公厅 sets apart.

    python resources/holidays/make_holidays.py [FOLDER]

Run when `chinesecalendar` has a newer year; a test compares what it makes with what is committed. The package
raises for years that it doesn't know, so the program ships its data and the office enters the rest itself.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, workdays

FOLDER = Path(__file__).resolve().parent
FIRST_YEAR = 2023  # older weeks are not reported any more

# As the notices call them.
_NAMES = {
    Holiday.new_years_day: "元旦",
    Holiday.spring_festival: "春节",
    Holiday.tomb_sweeping_day: "清明节",
    Holiday.labour_day: "劳动节",
    Holiday.dragon_boat_festival: "端午节",
    Holiday.national_day: "国庆节",
    Holiday.mid_autumn_festival: "中秋节",
}
_BY_ENGLISH = {holiday.value: name for holiday, name in _NAMES.items()}


def days_of(year: int) -> list[dict[str, str]]:
    """Return the days off and the worked weekend days of a year, in their order."""
    found: dict[date, tuple[str, str]] = {}
    for kind, days in (("holiday", holidays), ("workday", workdays)):
        for day, english in days.items():
            if day.year == year:
                found[day] = (kind, _BY_ENGLISH[english])
    return [
        {"date": day.isoformat(), "kind": kind, "name": name} for day, (kind, name) in sorted(found.items())
    ]


def main(folder: Path) -> None:
    """Write a file for every year that the package knows."""
    for year in range(FIRST_YEAR, max(day.year for day in holidays) + 1):
        lines = ",\n".join("  " + json.dumps(day, ensure_ascii=False) for day in days_of(year))
        (folder / f"{year}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
