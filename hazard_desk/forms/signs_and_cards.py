"""四牌一卡两栏情况表 (S000 三(四)): of each enterprise which of the seven it has put up; the counts last.

No document prints this form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import LANDSCAPE_WIDTH_MM, Content, Mark, Sheet
from hazard_desk.terms import SignState

_MARKS = {SignState.PRESENT: Mark.TICK, SignState.FAULTY: Mark.RING, SignState.MISSING: Mark.CROSS}


@dataclass(frozen=True, slots=True)
class SignedEnterprise:
    """One row: the states of the seven, None of one that nobody has looked at."""

    enterprise: str
    village: str
    states: tuple[SignState | None, ...]


def signs_and_cards(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    enterprises: Sequence[SignedEnterprise] = (),
    counts: Sequence[Mapping[SignState, int]] | None = None,
) -> Sheet:
    """Return the form; with `counts`, one for each of the seven, they stand in its last row."""
    totals: dict[str, Content] | None = None
    if counts is not None:
        of_all = str(texts["total_enterprises"]).replace("{enterprises}", str(len(enterprises)))
        totals = {"number": str(texts["total"]), "enterprise": of_all}
        for number, states in enumerate(counts, start=1):
            totals[f"sign{number}"] = _counted(str(texts["counts"]), states)
    return ledger_sheet(
        texts,
        [_row(one) for one in enterprises],
        title=title_with_campaign(texts, campaign, LANDSCAPE_WIDTH_MM),
        head=unit_and_date(texts, unit_name, filled_on),
        notes=texts["notes"],
        least_rows=len(enterprises) or None,
        total=totals,
    )


def _counted(words: str, states: Mapping[SignState, int]) -> str:
    for state, number in states.items():
        words = words.replace(f"{{{state.value}}}", str(number))
    return words


def _row(one: SignedEnterprise) -> dict[str, Content]:
    marks = {
        f"sign{number}": _MARKS[state] if state is not None else None
        for number, state in enumerate(one.states, start=1)
    }
    return {"enterprise": one.enterprise, "village": one.village, **marks}
