"""Times of day as people write them: 9:30, 9时30分, 0930, 9点."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from hazard_desk.rules.unreadable import Unreadable

_REMEDY = "请按 9:30 的样子填写。"
_WRITTEN = re.compile(r"(\d{1,2})(?:[:.时点](\d{1,2})?分?)?")
_COMPACT = re.compile(r"(\d{2})(\d{2})")


def read_clock_time(text: str) -> time | None:
    """Return the time of day that a text means; None for an empty one, Unreadable for another thing."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return None
    found = _COMPACT.fullmatch(plain) or _WRITTEN.fullmatch(plain)
    if found is None:
        raise Unreadable("时间读不出来。", _REMEDY)
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        raise Unreadable(f"没有{hour}时{minute}分这个时间。", _REMEDY)
    return time(hour, minute)
