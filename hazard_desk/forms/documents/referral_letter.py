"""移送（上报）函: hazards handed to the authority that may act on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hazard_desk.forms.documents.contents import Contents, Problem
from hazard_desk.forms.documents.wording import (
    Wording,
    day,
    family_texts,
    fill,
    issue_date,
    sentence,
    title_of,
)
from hazard_desk.terms import DocumentKind


def referral_letter(texts: Mapping[str, Any], contents: Contents) -> Wording:
    """Return the words of the letter, or of a blank one."""
    words = family_texts(texts, contents.family)
    said = contents.said
    closing = [fill(words, words["place"], address=said.get("address") or contents.address)]
    for name in ("reason", "basis"):
        text = said.get(name, "").strip()
        if text or contents.blank:
            closing.append(fill(words, words[name], **{name: sentence(text) if text else ""}))
    closing.append(words["ask"] + fill(words, words["reply"], reply=contents.reply))
    if said.get("enclosed") or contents.blank:
        closing.append(fill(words, words["enclosed"], enclosed=said.get("enclosed", "")))
    closing.append(
        fill(
            words,
            words["contact"],
            contact=said.get("contact", ""),
            contact_phone=said.get("contact_phone", ""),
        )
    )
    return Wording(
        DocumentKind.REFERRAL_LETTER,
        title_of(words),
        contents.number,
        contents.enterprise,
        addressee=fill(words, words["addressee"], recipient=said.get("recipient", "")),
        paragraphs=(
            fill(words, words["reported"], date=day(contents.visited_on), enterprise=contents.enterprise),
            *(_item(words, at, problem) for at, problem in enumerate(contents.problems, start=1)),
        ),
        lines=int(words["blank_lines"]) if contents.blank else 0,
        closing=tuple(closing),
        agency=contents.agency,
        date=issue_date(words, contents),
        notes=(*words["notes"], *((words["pages_blank"],) if contents.blank else ())),
    )


def _item(words: Mapping[str, Any], at: int, problem: Problem) -> str:
    about = [problem.level.label] if problem.level else []
    if problem.deadline is not None:
        about.append(fill(words, words["about_deadline"], date=day(problem.deadline)))
    if problem.overdue:
        about.append(words["about_overdue"])
    description = " ".join(problem.description.split("\n")).rstrip("。；; ")
    if not about:
        return f"{at}. {sentence(description)}"
    return sentence(
        fill(words, words["item"], number=str(at), description=description, about="，".join(about))
    )
