"""Turn the rules' refusals into the one error that forms and commands show."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts, labels
from hazard_desk.rules.refusal import Refusal

_LABELS = {**labels(InspectionFacts), **labels(HazardFacts), **labels(EnterpriseFacts)}


def refuse_if_any(refusals: Sequence[Refusal]) -> None:
    """Raise InputRefused naming every field at fault; do nothing where there is none."""
    if refusals:
        raise InputRefused(
            [
                Problem(
                    refusal.message,
                    refusal.remedy,
                    column=_LABELS.get(refusal.field.rpartition(".")[2], refusal.field),
                    field=refusal.field,
                )
                for refusal in refusals
            ],
            what="没有保存：" + "；".join(dict.fromkeys(refusal.message for refusal in refusals)) + "。",
        )
