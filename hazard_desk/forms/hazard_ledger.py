"""隐患排查治理台账 (S001 五(四)): every hazard, whoever found it, as it stood on the last day told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.ledger import row_of, span_ledger
from hazard_desk.forms.sheet import Content, Sheet, printed


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
    opening_as_of: date | None = None,
    hazards: Sequence[LedgerHazard] = (),
) -> Sheet:
    """Return the ledger of the hazards found from `start` to `end`; without an end, a blank one.

    `opening_as_of` is the day of 期初数, which stand for hazards that may not be listed.
    """
    notes = [str(note).replace("{end}", printed(end)) for note in texts["notes"]] if end else []
    if opening_as_of is not None:
        notes.append(str(texts["opening_note"]).replace("{date}", printed(opening_as_of)))
    return span_ledger(
        texts,
        [_row(hazard) for hazard in hazards],
        unit_name=unit_name,
        filled_on=filled_on,
        campaign=campaign,
        start=start,
        end=end,
        notes=notes,
    )


def _row(hazard: LedgerHazard) -> dict[str, Content]:
    row = row_of(hazard)
    for name in ("inspectors", "rechecked_by"):  # the column has room for one name a line
        row[name] = str(row[name]).replace("、", "\n")
    return row
