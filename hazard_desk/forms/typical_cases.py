"""典型案例清单: the cases reported to the county; each in its own paper is `typical_case` (详情另报)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hazard_desk.forms.ledger import row_of, span_ledger
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.typical_case import CaseFacts


def typical_cases(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    start: date | None = None,
    end: date | None = None,
    cases: Sequence[CaseFacts] = (),
) -> Sheet:
    """Return the list of the cases reported from `start` to `end`; without an end, a blank one."""
    return span_ledger(
        texts,
        [row_of(case) for case in cases],
        unit_name=unit_name,
        filled_on=filled_on,
        campaign=campaign,
        start=start,
        end=end,
        notes=texts["notes"],
    )
