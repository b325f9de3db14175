"""Reads a sheet of 节假日 (日期, 类型, 名称): one row a day, or a span of days off in one cell."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.intake.cells import Reader, read_date_cell, read_line, shown, term_reader
from hazard_desk.intake.headers import ENTERPRISE_HEADERS, Words, header_key
from hazard_desk.intake.reading import Cell
from hazard_desk.intake.rows import SheetRows, cell_problem, no_progress, read_fields, read_source, share
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.rules.working_days import HolidayDay
from hazard_desk.terms import DayKind, Term

_LABELS = {"day": "日期", "kind": "类型", "holiday": "名称"}
_HEADERS: dict[str, tuple[str, ...]] = {
    "day": ("日期", "放假日期", "年月日", "起止日期"),
    "kind": ("类型", "放假/上班", "类别", "放假上班", "是否放假", "安排", "性质"),
    "holiday": ("名称", "节日", "节日名称", "节假日", "节假日名称", "说明", "备注"),
}
_KINDS: dict[str, Term] = {
    word: kind
    for kind, words in {
        DayKind.HOLIDAY: "休 休息 假 放假调休 调休放假 节假日 法定节假日 休假 放",
        DayKind.WORKDAY: "班 补班 调休上班 上班调休 工作日 调班 上",
    }.items()
    for word in words.split()
}
_SPAN = re.compile(r"(.+?)(?:至|到|～|~|—+|－－)(.+)")
_LONGEST_SPAN = 31


def _words() -> Words:
    keys: dict[str, tuple[str, int]] = {}
    for field, variants in _HEADERS.items():
        for rank, variant in enumerate(variants):
            keys.setdefault(header_key(variant), (field, rank))
    return Words(keys, (("day",), ("kind",)))


def read_holiday_sheet(path: Path) -> list[HolidayDay]:
    """Return the days of the file in their order.

    Refused as a whole (InputRefused) with every place: a date that can't be read, another word than 放假 or
    上班, a day that is given twice in two ways.
    """
    source = read_source(path, _words(), ("企业档案", ENTERPRISE_HEADERS), None, frozenset(), {})
    problems = list(source.problems)
    found: dict[date, HolidayDay] = {}
    readers: dict[str, Any] = {
        "day": _read_days,
        "kind": term_reader(DayKind, _KINDS),
        "holiday": read_line,
    }
    for sheet in source.sheets:
        facts = read_fields(
            sheet, readers, frozenset(), problems, share(no_progress, 0, len(sheet.numbers) or 1)
        )
        unread = {(problem.sheet, problem.row) for problem in problems}
        for at, number in enumerate(sheet.numbers):
            if (sheet.columns.sheet, number) not in unread:
                _take(sheet, at, facts, found, problems)
    if not found and not problems:
        problems.append(Problem("表头下面没有日期。", "请填好再导入。", value=path.name))
    if problems:
        raise InputRefused(problems)
    return [row for _, row in sorted(found.items())]


def _take(
    sheet: SheetRows,
    at: int,
    facts: dict[str, list[Any]],
    found: dict[date, HolidayDay],
    problems: list[Problem],
) -> None:
    days, kind = facts["day"][at], facts["kind"][at]
    name = facts["holiday"][at] if "holiday" in facts else ""
    for field, value in (("day", days), ("kind", kind)):
        if not value:
            remedy = "请填放假或上班。" if field == "kind" else "请按 2027-01-01 的样子填写。"
            problems.append(
                cell_problem(sheet, at, field, _LABELS[field], f"没有填{_LABELS[field]}。", remedy)
            )
    for day in days or () if kind else ():
        row = HolidayDay(day, kind, name)
        if found.setdefault(day, row).kind is not kind:
            problems.append(
                cell_problem(
                    sheet, at, "day", "日期", f"{day} 既写了放假，又写了上班。", "请核对，只留一种。"
                )
            )


def _read_days(cell: Cell) -> tuple[date, ...]:
    """Read a day, or both ends of a span of days off."""
    span = _SPAN.fullmatch(shown(cell).strip()) if isinstance(cell, str) else None
    if span is None:
        day = read_date_cell(cell)
        return (day,) if day is not None else ()
    first, last = read_date_cell(span[1]), _end_of(span[2], span[1])
    if first is None or last is None or not 0 <= (last - first).days < _LONGEST_SPAN:
        raise Unreadable(
            "起止日期读不出来，或者不在一个假期里。", "请一天一行，或写成 2027-02-06至2027-02-12。"
        )
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def _end_of(text: str, first: str) -> date | None:
    """Read the end of a span, which may leave out the year that its beginning names."""
    reader: Reader = read_date_cell
    try:
        end: date | None = reader(text)
    except Unreadable:
        year = re.match(r"\s*(\d{4})", first)
        if year is None:
            raise
        end = reader(f"{year[1]}年{text.strip()}")
    return end
