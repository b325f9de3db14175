"""企业问题隐患清单 (S001 四(一)1): what an enterprise has still to put right, for its 主要负责人 to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.ledger import NUMBER, ledger_sheet, row_of
from hazard_desk.forms.sheet import Content, Sheet


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """One row: a hazard that is not closed (未销号), and who found it."""

    source: str
    inspected_on: date
    description: str
    level: str
    remedy: str
    measures: str
    deadline: date | None
    responsible: str
    state: str


def problem_list(
    texts: Mapping[str, Any],
    *,
    enterprise: str = "",
    filled_on: date | None = None,
    problems: Sequence[OpenProblem] | None = None,
) -> Sheet:
    """Return the list of an enterprise; None leaves it blank, an empty list is said to be so."""
    rows: list[Mapping[str, Content]] = [row_of(row) for row in problems or ()]
    if problems is not None and not rows:
        rows = [{NUMBER: None, "description": str(texts["none_open"])}]
    return ledger_sheet(
        texts,
        rows,
        title=texts["title"],
        head=unit_and_date(texts, enterprise, filled_on),
        notes=texts["notes"],
        footer=texts["footer"],
        subject=enterprise,
        least_rows=None if problems is None else len(rows),
    )
