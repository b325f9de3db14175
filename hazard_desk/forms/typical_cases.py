"""典型案例清单: the cases reported to the county; each in its own paper is `typical_case` (详情另报)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hazard_desk.forms.heading import span_words, title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.typical_case import CaseFacts

FORM_ID = "typical-cases"
_WIDTH_MM = 267.0


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
    return ledger_sheet(
        texts,
        [{name: getattr(case, name) for name in CaseFacts.__slots__} for case in cases],
        title=title_with_campaign(texts, campaign or "", _WIDTH_MM),
        head=unit_and_date(texts, unit_name, filled_on, middle=span_words(texts, start, end)),
        notes=texts["notes"],
        least_rows=len(cases) or None,
    )
