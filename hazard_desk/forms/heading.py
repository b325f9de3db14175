"""What stands above the table of several forms: the title with its campaign, unit and date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hazard_desk.forms.faces import MM_PER_PT
from hazard_desk.forms.sheet import HeadField, HeadLine, Role, printed

_ALTOGETHER = "|"
"""Where a title may be broken into two lines if it is too long for one."""


def title_with_campaign(
    texts: Mapping[str, Any],
    campaign: str | None,
    width_mm: float,
    size_pt: float = 20.0,
    *,
    of_villages: bool = False,
) -> str:
    """Return the title with the campaign's name before it; None takes the one the form itself names.

    A title wider than the paper is broken where the words say |, never in the middle of a word. A form of
    counties has another title where it tells of villages.
    """
    named = str(texts["campaign"]) if campaign is None else campaign
    title = str(texts["village_title" if of_villages else "title"]).replace("{campaign}", named)
    whole = title.replace(_ALTOGETHER, "")
    fits = all(len(line) * size_pt * MM_PER_PT <= width_mm for line in whole.split("\n"))
    return (whole if fits else title.replace(_ALTOGETHER, "\n")).strip()


def unit_and_date(
    texts: Mapping[str, Any], unit: str, day: date | None, *, seal: bool = False, middle: str = ""
) -> HeadLine:
    """Return the line of 填报单位 and date; without a day, the blanks of the form for handwriting.

    `seal` says that the seal goes on the unit's name; `middle` stands between the two.
    """
    return HeadLine(
        left=HeadField(texts["unit_label"], unit, Role.SEAL if seal else Role.VALUE, blank_mm=50.0),
        middle=HeadField(middle, role=Role.LABEL, blank_mm=0.0) if middle else None,
        right=date_field(texts, day),
    )


def span_words(texts: Mapping[str, Any], start: date | None, end: date | None) -> str:
    """Return which days a list tells of; without a first day 截至 the last, "" where it is blank."""
    if end is None:
        return ""
    words = str(texts["until"] if start is None else texts["span"])
    return words.replace("{start}", printed(start)).replace("{end}", printed(end))


def date_field(texts: Mapping[str, Any], day: date | None) -> HeadField:
    """Return the date as GB/T 9704 writes it, without leading zeros, or the form's blanks."""
    return HeadField(texts["date_label"], printed(day) if day else str(texts["date_blank"]))
