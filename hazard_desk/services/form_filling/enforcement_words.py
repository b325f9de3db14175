"""Records of 执法、追责、曝光 in words, alike in 执法台账 and in 一企一档: whom, what for, what was decided.

The words are those of the form; each of the two has its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hazard_desk.forms.sheet import DateStyle, printed
from hazard_desk.model import Accountability, Hazard, IllegalAct, Penalty
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PenaltyKind, PenaltyTarget


def who_words(person: str, record: Any, unit: str) -> str:
    """Return the unit; of a person called to account the name, with the unit as `person` words it."""
    if isinstance(record, Accountability):
        words = person.replace("{unit}", unit) if unit else "{person}"
        return words.replace("{person}", record.person)
    return unit


def reason_words(reading: Reading, record: Any) -> str:
    """Return what it was for; a penalty is for the illegal act or the hazard that it names."""
    if not isinstance(record, Penalty):
        return str(getattr(record, "description", "") or getattr(record, "reason", ""))
    if record.illegal_act_id is not None:
        return reading.session.get_one(IllegalAct, record.illegal_act_id).description
    if record.hazard_id is not None:
        return reading.session.get_one(Hazard, record.hazard_id).description
    return ""


def handled_words(words: Mapping[str, Any], act: IllegalAct, until: date | None = None) -> str:
    """Return how an illegal act was handled and when; nothing where it wasn't, or not by the day `until`."""
    if act.handled_on is None or (until is not None and act.handled_on > until):
        return ""
    done = str(words["handled"]).replace("{date}", printed(act.handled_on, DateStyle.DOTS))
    return "\n".join(filter(None, (act.handling, done)))


def penalty_words(words: Mapping[str, Any], penalty: Penalty, kind: PenaltyKind, certificates: int) -> str:
    """Return what a penalty is: how many certificates, of a fine whether the principal pays it."""
    label = str(kind.label)
    if kind is PenaltyKind.LICENCE:
        return str(words["certificates"]).replace("{kind}", label).replace("{count}", str(certificates))
    if kind is PenaltyKind.FINE and penalty.target is PenaltyTarget.PRINCIPAL:
        target = str(penalty.target.label)
        return str(words["principal"]).replace("{kind}", label).replace("{target}", target)
    return label
