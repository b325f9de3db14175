"""隐患排查治理台账 (S001 五(四)): every hazard, whoever found it, as it stood on the last day told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import span_words, title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import Content, Sheet, printed

FORM_ID = "hazard-ledger"
_WIDTH_MM = 267.0


@dataclass(frozen=True, slots=True)
class LedgerHazard:
    """One row. `source` is 检查层级 or 检查环节; dates are None while the thing has not been done."""

    inspected_on: date
    enterprise: str
    source: str
    inspectors: str
    description: str
    level: str
    remedy: str
    measures: str
    responsible: str
    deadline: date | None
    rectified_on: date | None
    rechecked_by: str
    rechecked_on: date | None
    result: str
    state: str


def hazard_ledger(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    start: date | None = None,
    end: date | None = None,
    hazards: Sequence[LedgerHazard] = (),
) -> Sheet:
    """Return the ledger of the hazards found from `start` to `end`; without an end, a blank one."""
    notes = [str(note).replace("{end}", printed(end)) for note in texts["notes"]] if end else []
    return ledger_sheet(
        texts,
        [_row(hazard) for hazard in hazards],
        title=title_with_campaign(texts, campaign or "", _WIDTH_MM),
        head=unit_and_date(texts, unit_name, filled_on, middle=span_words(texts, start, end)),
        notes=notes,
        least_rows=len(hazards) or None,
    )


def _row(hazard: LedgerHazard) -> dict[str, Content]:
    row: dict[str, Content] = {name: getattr(hazard, name) for name in LedgerHazard.__slots__}
    for name in ("inspectors", "rechecked_by"):  # the column has room for one name a line
        row[name] = str(row[name]).replace("、", "\n")
    return row
