"""执法台账: illegal acts, penalties, 追责 and 约谈曝光惩戒 in the order of their days, the fines added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.ledger import NUMBER, row_of, span_ledger
from hazard_desk.forms.sheet import Content, Sheet
from hazard_desk.rules.money import in_wan


@dataclass(frozen=True, slots=True)
class EnforcementEntry:
    """One row; `amount_fen` is that of a fine, None of anything else."""

    on: date
    kind: str
    who: str
    reason: str
    handling: str
    amount_fen: int | None
    decided_by: str
    document_number: str
    note: str


def enforcement_ledger(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    start: date | None = None,
    end: date | None = None,
    entries: Sequence[EnforcementEntry] = (),
) -> Sheet:
    """Return the ledger from `start` to `end`; without an end a blank one, its sum left free."""
    total: dict[str, Content] = {NUMBER: texts["total"]}
    if end is not None:
        total["amount"] = in_wan(sum(entry.amount_fen or 0 for entry in entries))
    return span_ledger(
        texts,
        [_row(entry) for entry in entries],
        unit_name=unit_name,
        filled_on=filled_on,
        campaign=campaign,
        start=start,
        end=end,
        notes=texts["notes"],
        total=total,
    )


def _row(entry: EnforcementEntry) -> dict[str, Content]:
    row = row_of(entry)
    del row["amount_fen"]
    row["amount"] = None if entry.amount_fen is None else in_wan(entry.amount_fen)
    return row
