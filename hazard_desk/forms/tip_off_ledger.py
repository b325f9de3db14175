"""举报线索台账 (S000 五(四)): each 线索 with all its steps, and room for the leader to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.documents.wording import fill
from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import Content, DateStyle, Sheet, printed
from hazard_desk.rules.tip_offs import TipOffFacts
from hazard_desk.terms import TipState


@dataclass(frozen=True, slots=True)
class TipOffEntry:
    """One row: the facts, its state, whom or what place it is about, and what its visit found."""

    facts: TipOffFacts
    state: TipState
    about: str
    visit: tuple[str, int, int] | None = None  # 检查编号, hazards found, those rectified


def tip_off_ledger(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    entries: Sequence[TipOffEntry] = (),
) -> Sheet:
    """Return the ledger, or a blank one to write in."""
    return ledger_sheet(
        texts,
        [_row(texts["tip"], entry) for entry in entries],
        title=texts["title"],
        head=unit_and_date(texts, unit_name, filled_on),
        notes=texts["notes"],
        least_rows=len(entries) or None,
    )


def visit_words(words: Mapping[str, Any], entry: TipOffEntry) -> str:
    """Return what the visit that verified it found, "" where there was none."""
    if entry.visit is None:
        return ""
    number, found, done = entry.visit
    return fill(words, words["visit"], number=number, found=str(found), done=str(done))


def lines(*parts: str) -> str:
    """Return those that say something, one under the other."""
    return "\n".join(part for part in parts if part)


def _row(words: Mapping[str, Any], entry: TipOffEntry) -> Mapping[str, Content]:
    facts = entry.facts

    def on(step: str, day: date | None, **slots: str) -> str:
        return "" if day is None else fill(words, words[step], date=printed(day, DateStyle.DOTS), **slots)

    verdict = facts.result.label if facts.result else ""
    return {
        "code": facts.number,
        "received": on("received", facts.received_on, channel=facts.channel.label),
        "informant": lines(facts.informant, facts.informant_phone) or str(words["anonymous"]),
        "about": entry.about,
        "content": facts.content,
        "acceptance": lines(
            on("accepted", facts.accepted_on),
            on("refused", facts.refused_on, refusal=facts.refusal_reason),
            on("assigned", facts.assigned_on, assigned_to=facts.assigned_to),
            on("due", facts.due_on),
        ),
        "verification": on(
            "verified_by" if facts.verified_by else "verified",
            facts.verified_on,
            verified_by=facts.verified_by,
            verdict=verdict,
            finding=facts.finding,
        ),
        "handling": lines(facts.handling, visit_words(words, entry)),
        "answer": on("answered", facts.answered_on, answer=facts.answer).rstrip(),
        "approval": on("approved", facts.approved_on, leader=facts.approved_by),
    }
