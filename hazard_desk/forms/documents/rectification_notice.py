"""限期整改意见书 (委托: 隐患整改意见书; 赋权: 责令限期整改指令书): what is to be put right until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hazard_desk.forms.documents.contents import Contents
from hazard_desk.forms.documents.wording import (
    Wording,
    by_deadline,
    day,
    deadlines,
    family_texts,
    fill,
    inspectors_sign,
    issue_date,
    majors,
    numbered,
    numbers,
    principal_signs,
    title_of,
)
from hazard_desk.rules.numerals import chinese_number
from hazard_desk.terms import Authority, DocumentKind, HazardLevel


def rectification_notice(texts: Mapping[str, Any], contents: Contents) -> Wording:
    """Return the words of a notice in its family, or of a blank one."""
    words = family_texts(texts, contents.family)
    commissioned = contents.family is Authority.COMMISSIONED
    return Wording(
        DocumentKind.RECTIFICATION_NOTICE,
        title_of(words),
        contents.number,
        contents.enterprise,
        addressee=fill(words, words["addressee"], enterprise=contents.enterprise),
        paragraphs=(
            fill(words, words["found"], commissioned_by=contents.commissioned_by),
            *numbered(words, (problem.description for problem in contents.problems)),
        ),
        lines=int(words["blank_lines"]) if contents.blank else 0,
        closing=tuple(_conclusions(words, contents) if commissioned else _demands(words, contents)),
        signatures=(*inspectors_sign(words, contents), principal_signs(words, contents)),
        certificate_label=words["certificate"],
        agency=contents.agency,
        date=issue_date(words, contents),
        notes=(*words["notes"], *((words["pages_blank"],) if contents.blank else ())),
    )


def _demands(words: Mapping[str, Any], contents: Contents) -> list[str]:
    until = fill(words, words["blank_deadline"]) if contents.blank else deadlines(words, contents.problems)
    demand = fill(words, words["demand"], deadlines=until, reports_to=contents.reports_to)
    said = [majors(words, contents) + demand]
    if "meanwhile" in words:
        said.append(words["meanwhile"])
    if "remedies" in words:
        said.append(
            fill(
                words,
                words["remedies"],
                review_government=contents.review_government,
                review_authority=contents.review_authority,
                court=contents.court,
            )
        )
    return said


def _conclusions(words: Mapping[str, Any], contents: Contents) -> list[str]:
    """Return 一、立即整改 二、…前整改完毕 三、重大隐患 四、复查, as far as they apply."""
    said = []
    problems = list(enumerate(contents.problems, start=1))
    at_once = [at for at, problem in problems if problem.at_once]
    if at_once or contents.blank:
        said.append(fill(words, words["at_once"], numbers=numbers(at_once)))
    for until, all_of_day in by_deadline(contents.problems).items():
        of_day = [at for at in all_of_day if at not in at_once]
        if of_day:
            said.append(fill(words, words["until"], numbers=numbers(of_day), date=day(until)))
    if contents.blank:
        said.append(fill(words, words["until"]))
    major = [at for at, problem in problems if problem.level is HazardLevel.MAJOR]
    if major or contents.blank:
        said.append(fill(words, words["major"], numbers=numbers(major)))
    recheck_on = contents.said.get("recheck_on", "")
    said.append(fill(words, words["recheck"], date=day(date.fromisoformat(recheck_on)) if recheck_on else ""))
    return [f"{chinese_number(at)}、{text}" for at, text in enumerate(said, start=1)]
