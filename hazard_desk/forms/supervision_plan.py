"""年度监督检查计划表 (S002 （二）2b): of each enterprise who supervises it, how often, for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.ledger import ledger_sheet, row_of
from hazard_desk.forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class PlannedEnterprise:
    """One row of the plan."""

    enterprise: str
    village: str
    industries: str
    risk: str
    responsible: str
    visits: int
    content: str
    note: str


def supervision_plan(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    year: int | None = None,
    printed_on: date | None = None,
    planned: Sequence[PlannedEnterprise] = (),
) -> Sheet:
    """Return the plan of a year, or a blank one; an empty plan keeps the rows of one page."""
    said = "　　　　" if year is None else str(year)
    return ledger_sheet(
        texts,
        [row_of(row) for row in planned],
        title=texts["title"],
        head=unit_and_date(
            texts, unit_name, printed_on, middle=str(texts["year_label"]).replace("{year}", said)
        ),
        notes=texts["notes"],
        least_rows=len(planned) or None,
    )
