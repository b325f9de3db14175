"""Turn the rules' refusals into the one error that forms and commands show."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.rules.facts import (
    CriterionFacts,
    EnterpriseFacts,
    HazardFacts,
    InspectionFacts,
    StandardFacts,
    labels,
)
from hazard_desk.rules.refusal import Refusal

_OWNERS = (StandardFacts, CriterionFacts, InspectionFacts, EnterpriseFacts)
_LABELS = {name: label for owner in _OWNERS for name, label in labels(owner).items()}
_HAZARD_LABELS = labels(HazardFacts)


def refuse_if_any(refusals: Sequence[Refusal]) -> None:
    """Raise InputRefused naming every field at fault; do nothing where there is none."""
    if refusals:
        raise InputRefused(
            [
                Problem(
                    _sentence(refusal.message),
                    refusal.remedy,
                    column=_label(refusal.field),
                    field=refusal.field,
                )
                for refusal in refusals
            ],
            what="没有保存："
            + "；".join(dict.fromkeys(refusal.message.rstrip("。") for refusal in refusals))
            + "。",
        )


def _sentence(message: str) -> str:
    """End it as one sentence, so that the remedy may follow at once."""
    return message if message.endswith(("！", "？")) else message.rstrip("。") + "。"


def _label(field: str) -> str:
    """Return the printed label of a field; that of a hazard is named hazards.2.deadline."""
    owner, _, name = field.rpartition(".")
    return (_HAZARD_LABELS if owner else _LABELS).get(name, "")
