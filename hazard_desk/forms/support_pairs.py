"""结对帮扶情况表 (S003 三(一)): who helps whom, and what the helped enterprises found themselves.

No document prints this form; its figures are those of F6 row 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet, row_of
from hazard_desk.forms.sheet import LANDSCAPE_WIDTH_MM, Content, DateStyle, Sheet, printed


@dataclass(frozen=True, slots=True)
class HelpedFound:
    """Hazards found and rectified, by level."""

    general_found: int = 0
    general_rectified: int = 0
    major_found: int = 0
    major_rectified: int = 0


@dataclass(frozen=True, slots=True)
class PrintedPair:
    """One row of the form."""

    helper: str
    helped: str
    village: str
    industries: str
    starts_on: date
    ends_on: date | None
    plan: str
    meeting_on: date | None
    progress: str
    found: HelpedFound


def support_pairs(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    pairs: Sequence[PrintedPair] = (),
    total: HelpedFound | None = None,
    helpers: int = 0,
    helped: int = 0,
) -> Sheet:
    """Return the form; with a `total`, its last row counts the enterprises and the hazards once each."""
    counted = str(texts["total_enterprises"])
    totals: dict[str, Content] | None = None
    if total is not None:
        totals = {
            "number": str(texts["total"]),
            "helper": counted.replace("{enterprises}", str(helpers)),
            "helped": counted.replace("{enterprises}", str(helped)),
            **row_of(total),
        }
    return ledger_sheet(
        texts,
        [_row(texts, pair) for pair in pairs],
        title=title_with_campaign(texts, campaign, LANDSCAPE_WIDTH_MM),
        head=unit_and_date(texts, unit_name, filled_on),
        notes=texts["notes"],
        least_rows=len(pairs) or None,
        total=totals,
    )


def _row(texts: Mapping[str, Any], pair: PrintedPair) -> dict[str, Content]:
    words = str(texts["pair_period"] if pair.ends_on else texts["pair_running"])
    period = words.replace("{start}", printed(pair.starts_on, DateStyle.DOTS)).replace(
        "{end}", printed(pair.ends_on, DateStyle.DOTS)
    )
    return {
        "helper": pair.helper,
        "helped": pair.helped,
        "village": pair.village,
        "industries": pair.industries,
        "period": period,
        "plan": pair.plan,
        "meeting_on": pair.meeting_on,
        "progress": pair.progress,
        **row_of(pair.found),
    }
