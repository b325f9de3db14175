"""F3 镇（街道）、部门督导检查表 (S001 附件3): one visit, filled at the inspection and again at 回查.

What is found may be more than the form has room for; then it says 详见附页, and F10 follows as its
continuation sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hazard_desk.forms.hazard_list import hazard_list
from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.sheet import (
    PORTRAIT_MARGINS,
    Cell,
    Content,
    DateStyle,
    Orientation,
    Role,
    Sheet,
    printed,
)
from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.terms import HazardLevel, RecheckResult, Term

FORM_ID = "supervision"


class Mood(Term):
    """Which half of the form is filled."""

    INSPECTION = "inspection", "检查版"  # what was found; the 回查 is written by hand
    CLOSED_LOOP = "closed_loop", "闭环版"  # both, as far as they are recorded


_ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("enterprise", ("enterprise", "inspected_on")),
    ("inspectors", ("inspectors",)),
    ("content", ("content",)),
    ("problems", ("problems",)),
    ("measures", ("measures",)),
    ("deadline", ("deadline", "responsible")),
    ("recheck", ("rechecked_by", "rechecked_on")),
    ("rectification", ("rectification",)),
    ("result", ("recheck_result",)),
)
"""The rows of the form by the name of their height, and the facts that stand in them."""

_WEIGHTS = {"content": 1.0, "problems": 4.0, "measures": 2.5, "rectification": 2.0, "result": 1.0}
"""Which rows share the rest of the page, and how."""

_AT_THE_TOP = frozenset({"content", "problems", "measures", "rectification"})


def supervision_sheets(
    texts: Mapping[str, Any],
    list_texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    enterprise: str = "",
    visit: InspectionFacts | None = None,
    mood: Mood = Mood.CLOSED_LOOP,
    campaign: str | None = None,
    signatures: Sequence[str] = (),
    faces: tuple[str, str] = ("", ""),
) -> tuple[Sheet, ...]:
    """Return F3 of a visit, or the blank form, and F10 behind it where the hazards need the room.

    `list_texts` and `campaign` are those of F10, `signatures` the labels of an optional line below the
    table, `faces` the faces of text and titles that the office chose: what fits depends on them.
    """

    def sheet(overflowing: bool) -> Sheet:
        values = (
            _values(texts, enterprise, visit, mood, overflowing)
            if visit
            else {"enterprise": enterprise or None}
        )
        made = replace(
            _sheet(texts, unit_name, filled_on, enterprise, values), body_face=faces[0], heading_face=faces[1]
        )
        return made.with_footer(*signatures) if signatures else made

    whole = sheet(overflowing=False)
    if visit is None or not visit.hazards or len(lay_out(whole).pages) == 1:
        return (whole,)
    annex = hazard_list(list_texts, enterprise=enterprise, visit=visit, campaign=campaign, continues=True)
    return (sheet(overflowing=True), replace(annex, body_face=faces[0], heading_face=faces[1]))


def _sheet(
    texts: Mapping[str, Any],
    unit_name: str,
    filled_on: date | None,
    enterprise: str,
    values: Mapping[str, Content],
) -> Sheet:
    cells = []
    for row, (_, facts) in enumerate(_ROWS):
        for place, fact in enumerate(facts):
            cells.append(Cell(row, 2 * place, texts["labels"][fact]))
            cells.append(
                Cell(
                    row,
                    2 * place + 1,
                    values.get(fact),
                    Role.VALUE,
                    colspan=1 if len(facts) == 2 else 3,
                    top=fact in _AT_THE_TOP,
                )
            )
    return Sheet(
        form_id=FORM_ID,
        annex=texts["annex"],
        title=texts["title"],
        head=unit_and_date(texts, unit_name, filled_on, seal=True),
        columns=tuple(float(width) for width in texts["columns_mm"]),
        rows=tuple(float(texts["rows_mm"][name]) for name, _ in _ROWS),
        stretch=tuple((row, _WEIGHTS[name]) for row, (name, _) in enumerate(_ROWS) if name in _WEIGHTS),
        cells=tuple(cells),
        notes=(texts["note"],),
        subject=enterprise,
        running_head="　".join(filter(None, (texts["title"], enterprise))),
        orientation=Orientation.PORTRAIT,
        margins=PORTRAIT_MARGINS,
    )


def _values(
    texts: Mapping[str, Any], enterprise: str, visit: InspectionFacts, mood: Mood, overflowing: bool
) -> dict[str, Content]:
    hazards = visit.hazards
    values: dict[str, Content] = {
        "enterprise": enterprise,
        "inspected_on": visit.inspected_on,
        "inspectors": "、".join(visit.inspectors),
        "content": visit.content,
        "problems": _listed([hazard.description for hazard in hazards]) or texts["none_found"],
        "measures": _numbered([hazard.measures for hazard in hazards]),
        "deadline": _deadlines(hazards),
        "responsible": _responsible(hazards),
        "rechecked_on": texts["recheck_blank"],
    }
    if overflowing:
        major = sum(hazard.level is HazardLevel.MAJOR for hazard in hazards)
        said = texts["overflow"].replace("{total}", str(len(hazards))).replace("{major}", str(major))
        values |= {
            "problems": said,
            "deadline": _deadline_span(texts, hazards),
            "responsible": _names(hazard.responsible for hazard in hazards),
        }
    if mood is Mood.CLOSED_LOOP:
        days = sorted({hazard.rechecked_on for hazard in hazards if hazard.rechecked_on})
        values |= {
            "rechecked_by": _names(hazard.rechecked_by for hazard in hazards),
            "rechecked_on": _days(days) or texts["recheck_blank"],
            "rectification": _numbered([_rectified(texts, hazard) for hazard in hazards]),
            "recheck_result": _results(hazards),
        }
    return values


def _numbered(texts: Sequence[str]) -> str:
    """Return what is said of each hazard, by its number; once where the same is said of all."""
    return texts[0] if texts and len(set(texts)) == 1 else _listed(texts)


def _listed(texts: Sequence[str]) -> str:
    """Return the texts one under the other, numbered as the hazards are; those that say nothing left out."""
    if len(texts) == 1:
        return texts[0]
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1) if text)


def _names(written: Any) -> str:
    return "、".join(dict.fromkeys(name for name in written if name))


def _days(days: Sequence[date]) -> str:
    return "、".join(printed(day) for day in days)


def _deadlines(hazards: Sequence[HazardFacts]) -> Content:
    """Return the one deadline as a day; several by the numbers of their hazards."""
    days = {hazard.deadline for hazard in hazards if hazard.deadline}
    if len(days) == 1:
        return days.pop()
    return _numbered([printed(hazard.deadline, DateStyle.DOTS) for hazard in hazards])


def _responsible(hazards: Sequence[HazardFacts]) -> str:
    """Return the one person; several by the numbers of their hazards."""
    names = {hazard.responsible for hazard in hazards if hazard.responsible}
    return names.pop() if len(names) == 1 else _numbered([hazard.responsible for hazard in hazards])


def _deadline_span(texts: Mapping[str, Any], hazards: Sequence[HazardFacts]) -> Content:
    """Return the first and the last deadline: the continuation sheet names each."""
    days = sorted({hazard.deadline for hazard in hazards if hazard.deadline})
    if len(days) < 2:
        return days[0] if days else None
    words = str(texts["deadline_range"])
    return words.replace("{first}", printed(days[0])).replace("{last}", printed(days[-1]))


def _rectified(texts: Mapping[str, Any], hazard: HazardFacts) -> str:
    done = texts["rectified"].replace("{date}", printed(hazard.rectified_on)) if hazard.rectified_on else ""
    return "；".join(part for part in (done, hazard.rectification_note) if part)


def _results(hazards: Sequence[HazardFacts]) -> str:
    results = [hazard.recheck_result for hazard in hazards]
    if results and all(result is RecheckResult.PASSED for result in results):
        return RecheckResult.PASSED.label
    return _numbered([result.label if result else "" for result in results])
