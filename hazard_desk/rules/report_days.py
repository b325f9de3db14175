"""When a report is due, as people write it (每周五, 星期五, 五, or a day: 2022-11-30), and said to them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from hazard_desk.rules.dates import parse_typed_date
from hazard_desk.rules.unreadable import Unreadable

WEEKDAYS = "一二三四五六日"
END_OF_DAY = time(23, 59)
"""Where a day is named and no time: due on that day (当天)."""

_WEEKLY = re.compile(r"每?(?:个?(?:星期|周|礼拜))?([一二三四五六日天])前?")


def read_report_day(text: str, today: date) -> int | date | None:
    """Return the weekday (0 Monday) or the day that a text means; None for an empty one."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    found = _WEEKLY.fullmatch(plain)
    if found:
        return WEEKDAYS.index(found[1].replace("天", "日"))
    try:
        return parse_typed_date(text, today)
    except Unreadable as unreadable:
        raise Unreadable("读不出什么时候报。", "请写“每周五”，或按 2026-03-31 的样子写日期。") from unreadable


def report_day_words(weekday: int | None, due_on: date | None) -> str:
    """Return the words of a day on which a report is due: 每周五, or the date."""
    if due_on is not None:
        return due_on.isoformat()
    return f"每周{WEEKDAYS[weekday]}" if weekday is not None else ""


def due_words(due: datetime, today: date | None = None) -> str:
    """Return by when something is due: 03-06 15:00 前, or 03-06 当天; without `today` with its year."""
    day = f"{due:%m-%d}" if today is not None and due.year == today.year else f"{due:%Y-%m-%d}"
    return f"{day} 当天" if due.time() == END_OF_DAY else f"{day} {due:%H:%M} 前"
