"""典型案例 (S001 四(一)3(2)) in prose: what happened, what was done, what is learnt from it.

A part that nobody has written yet is left open and marked; the program writes none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import title_with_campaign
from hazard_desk.forms.report import Heading, OpenParagraph, Paragraph, Part, Report, Signature
from hazard_desk.forms.report_sheet import TEXT_MM, TITLE_PT
from hazard_desk.forms.sheet import printed

FORM_ID = "typical-case"
_PARTS = ("summary", "handling", "lesson")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case as it was reported."""

    title: str
    reported_on: date
    enterprise: str = ""
    summary: str = ""
    handling: str = ""
    lesson: str = ""


def typical_case(
    texts: Mapping[str, Any],
    cases: Sequence[CaseFacts] | None = None,
    *,
    unit_name: str = "",
    filled_on: date | None = None,
    campaign: str | None = None,
) -> Report:
    """Return the paper of a case, or of several under a heading each; None is a blank one.

    Of one case it bears the day of its report, of several the day on which it is filled.
    """
    alone = cases[0] if cases is not None and len(cases) == 1 else None
    day = alone.reported_on if alone else filled_on
    return Report(
        form_id=texts["id"],
        title=tuple(title_with_campaign(texts, campaign or "", TEXT_MM, TITLE_PT).split("\n")),
        subtitle=_one_line(alone.title) if alone else "",
        parts=tuple(_parts(texts, cases)),
        signature=Signature(
            texts["unit_label"],
            unit_name if cases is not None else "",
            printed(day) if cases is not None and day else texts["date_blank"],
        ),
        subject=_one_line(alone.title) if alone else "",
    )


def _parts(texts: Mapping[str, Any], cases: Sequence[CaseFacts] | None) -> list[Part]:
    if cases is None:
        return _case(texts, None, 1)
    if not cases:
        return [Paragraph(texts["none"])]
    if len(cases) == 1:
        return _case(texts, cases[0], 1)
    parts: list[Part] = []
    for case in cases:
        parts += [Heading(_one_line(case.title)), *_case(texts, case, 2)]
    return parts


def _case(texts: Mapping[str, Any], case: CaseFacts | None, level: int) -> list[Part]:
    parts: list[Part] = []
    if case is not None and case.enterprise:
        parts.append(Paragraph(str(texts["about"]).replace("{enterprise}", case.enterprise)))
    for name in _PARTS:
        parts.append(Heading(texts["headings"][name], level))
        said = [line.strip() for line in getattr(case, name).splitlines()] if case is not None else []
        paragraphs = [Paragraph(line) for line in said if line]
        left_open = texts["open"][name]
        parts += paragraphs or [OpenParagraph(left_open["label"], int(left_open["lines"]))]
    return parts


def _one_line(words: str) -> str:
    return " ".join(words.split())
