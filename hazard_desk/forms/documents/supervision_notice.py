"""挂牌督办通知书: hazards whose rectification is supervised from above, by whom, until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hazard_desk.forms.documents.contents import Contents
from hazard_desk.forms.documents.wording import (
    Wording,
    deadlines,
    family_texts,
    fill,
    issue_date,
    majors,
    numbered,
    principal_signs,
    title_of,
)
from hazard_desk.terms import DocumentKind


def supervision_notice(texts: Mapping[str, Any], contents: Contents) -> Wording:
    """Return the words of the notice, or of a blank one."""
    words = family_texts(texts, contents.family)
    said = contents.said
    until = fill(words, words["blank_deadline"]) if contents.blank else deadlines(words, contents.problems)
    return Wording(
        DocumentKind.SUPERVISION_NOTICE,
        title_of(words),
        contents.number,
        contents.enterprise,
        addressee=fill(words, words["addressee"], enterprise=contents.enterprise),
        paragraphs=(
            words["found"],
            *numbered(words, (problem.description for problem in contents.problems)),
        ),
        lines=int(words["blank_lines"]) if contents.blank else 0,
        closing=(
            majors(words, contents)
            + fill(
                words,
                words["decision"],
                level=said.get("supervision_level", ""),
                unit=said.get("supervision_unit", ""),
            ),
            fill(words, words["demand"], deadlines=until),
            fill(words, words["progress"], progress=contents.progress),
            words["accept"],
        ),
        signatures=(principal_signs(words, contents),),
        agency=contents.agency,
        date=issue_date(words, contents),
        notes=(*words["notes"], *((words["pages_blank"],) if contents.blank else ())),
    )
