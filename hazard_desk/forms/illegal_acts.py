"""F5 非法违法生产经营行为、重大隐患统计表 (S001 附件5): illegal acts and major hazards, as they come up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class ReportedCase:
    """One row: who, found by whom, where, what kind of enterprise, what was found, what was done."""

    unit: str
    verifying_unit: str  # 核查单位
    township: str
    category: str  # 企业类别
    conduct: str
    handling: str


def illegal_acts(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    cases: Sequence[ReportedCase] = (),
) -> Sheet:
    """Return F5; with fewer cases than the eight rows of the form, the rest stay free."""
    return ledger_sheet(
        texts,
        [asdict(case) for case in cases],
        title=texts["title"],
        head=unit_and_date(texts, unit_name, filled_on, seal=True),
        notes=texts["notes"],
    )
