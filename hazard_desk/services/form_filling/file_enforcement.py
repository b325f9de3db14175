"""处罚等执法情况 of one enterprise: illegal acts, penalties, 追责, 约谈曝光惩戒, 典型案例, by their days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.documents.wording import fill
from hazard_desk.forms.sheet import DateStyle, printed
from hazard_desk.model import Accountability, Admonition, IllegalAct, Penalty, TypicalCase
from hazard_desk.rules.money import format_wan
from hazard_desk.services.form_filling.enforcement_words import (
    handled_words,
    penalty_words,
    reason_words,
    who_words,
)
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PenaltyKind


@dataclass(frozen=True, slots=True)
class EnforcementLine:
    """One record in words."""

    on: date
    kind: str
    content: str
    decided_by: str = ""
    outcome: str = ""


def enforcement_of(reading: Reading, texts: Mapping[str, Any], enterprise_id: int) -> list[EnforcementLine]:
    """Return every record that names this enterprise, the oldest first."""
    told = _Told(reading, texts)
    lines: list[EnforcementLine] = []
    for model, line_of in (
        (IllegalAct, told.act),
        (Penalty, told.penalty),
        (Accountability, told.accountability),
        (Admonition, told.admonition),
        (TypicalCase, told.case),
    ):
        query: Any = (
            select(model)
            .where(model.enterprise_id == enterprise_id, model.deleted_at.is_(None))
            .order_by(model.id)
        )
        lines += [line_of(record) for record in reading.session.scalars(query)]
    return sorted(lines, key=lambda line: line.on)


class _Told:
    """The records in the words of the file."""

    def __init__(self, reading: Reading, texts: Mapping[str, Any]) -> None:
        self.reading = reading
        self.texts = texts
        self.words: Mapping[str, Any] = texts["words"]

    def act(self, act: IllegalAct) -> EnforcementLine:
        content = _joined((reason_words(self.reading, act), act.note))
        outcome = handled_words(self.words, act) or str(self.words["not_handled"])
        return EnforcementLine(
            act.found_on, str(self.words["illegal_act"]), content, act.verifying_unit, outcome
        )

    def penalty(self, penalty: Penalty) -> EnforcementLine:
        outcome = penalty_words(self.words, penalty, penalty.kind, penalty.certificates)
        if penalty.kind is PenaltyKind.FINE:
            amount = format_wan(penalty.amount_fen)
            outcome = fill(self.texts, self.words["fine"], kind=outcome, amount=amount)
        return EnforcementLine(
            penalty.decided_on,
            penalty.kind.label,
            _joined((reason_words(self.reading, penalty), penalty.note)),
            _joined((penalty.decided_by, penalty.document_number)),
            outcome,
        )

    def accountability(self, one: Accountability) -> EnforcementLine:
        who = who_words(str(self.words["accountable"]), one, one.unit)
        content = _joined((who, reason_words(self.reading, one), one.note))
        return EnforcementLine(one.decided_on, one.kind.label, content, one.decided_by, one.kind.label)

    def admonition(self, one: Admonition) -> EnforcementLine:
        content = _joined((reason_words(self.reading, one), one.note))
        return EnforcementLine(one.decided_on, one.kind.label, content, "", one.kind.label)

    def case(self, case: TypicalCase) -> EnforcementLine:
        on = printed(case.reported_on, DateStyle.DOTS)
        outcome = fill(self.texts, self.words["reported_case"], date=on)
        content = _joined((case.title, case.note))
        return EnforcementLine(case.reported_on, str(self.words["typical_case"]), content, "", outcome)


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(filter(None, (part.strip() for part in parts)))
