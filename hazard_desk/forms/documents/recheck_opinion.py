"""整改复查意见书: what of an earlier notice has been put right, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hazard_desk.forms.documents.contents import Contents, Problem
from hazard_desk.forms.documents.wording import (
    Wording,
    day,
    family_texts,
    fill,
    inspectors_sign,
    issue_date,
    principal_signs,
    title_of,
)
from hazard_desk.terms import DocumentKind, RecheckResult


def recheck_opinion(texts: Mapping[str, Any], contents: Contents) -> Wording:
    """Return the words of the opinion in its family, or of a blank one."""
    words = family_texts(texts, contents.family)
    return Wording(
        DocumentKind.RECHECK_OPINION,
        title_of(words),
        contents.number,
        contents.enterprise,
        addressee=fill(words, words["addressee"], enterprise=contents.enterprise),
        paragraphs=(
            fill(
                words,
                words["opening"],
                parent_date=day(contents.parent_on),
                parent_number=contents.parent_number,
                commissioned_by=contents.commissioned_by,
            ),
            *(_item(words, at, problem) for at, problem in enumerate(contents.problems, start=1)),
        ),
        lines=int(words["blank_lines"]) if contents.blank else 0,
        signatures=(principal_signs(words, contents), *inspectors_sign(words, contents)),
        certificate_label=words["certificate"],
        agency=contents.agency,
        date=issue_date(words, contents),
        notes=(*words["notes"], *((words["pages_blank"],) if contents.blank else ())),
    )


def _item(words: Mapping[str, Any], at: int, problem: Problem) -> str:
    description = " ".join(problem.description.split("\n")).rstrip("。；; ")
    item = fill(words, words["item"], number=str(at), description=description)
    if problem.result is RecheckResult.PASSED:
        result = words["passed"]
    elif problem.new_deadline is not None:
        result = fill(words, words["failed_until"], date=day(problem.new_deadline))
    else:
        result = words["failed"]
    return fill(words, words["result"], item=item, result=result)
