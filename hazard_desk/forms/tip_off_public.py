"""举报问题清单（公开） (S000 五(四)): problems, 查处整改进展, 办理结果; who reported is not in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hazard_desk.forms.documents.wording import fill
from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import Content, DateStyle, Sheet, printed
from hazard_desk.forms.tip_off_ledger import TipOffEntry, lines, visit_words
from hazard_desk.rules.tip_offs import without_informant
from hazard_desk.terms import TipState


def tip_off_public(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    entries: Sequence[TipOffEntry] = (),
) -> Sheet:
    """Return the list that is hung out, or a blank one; who reported is left out wherever it is written."""
    return ledger_sheet(
        texts,
        [_row(texts["tip"], entry) for entry in entries],
        title=texts["title"],
        head=unit_and_date(texts, unit_name, filled_on),
        notes=texts["notes"],
        least_rows=len(entries) or None,
    )


def _row(words: Mapping[str, Any], entry: TipOffEntry) -> Mapping[str, Content]:
    facts = entry.facts
    verified = ""
    if facts.verified_on is not None and facts.result is not None:
        verified = fill(words, words["verified"], verdict=facts.result.label, finding=facts.finding)
    told = {
        "content": facts.content,
        "about": entry.about,
        "verification": verified,
        "progress": lines(facts.handling, visit_words(words, entry)),
        "outcome": _outcome(words, entry),
    }
    row: dict[str, Content] = {
        key: without_informant(text, facts, words["informant"]) for key, text in told.items()
    }
    return {"code": facts.number, "received_on": facts.received_on, **row}


def _outcome(words: Mapping[str, Any], entry: TipOffEntry) -> str:
    facts = entry.facts
    if entry.state is TipState.REFUSED:
        return fill(words, words["refused"], refusal=facts.refusal_reason)
    # 办结 is what the leader has signed; that the informant is still to be told concerns nobody else.
    if facts.approved_on is not None:
        return fill(words, words["closed"], date=printed(facts.approved_on, DateStyle.DOTS))
    return str(words["in_hand"])
