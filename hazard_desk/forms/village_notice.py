"""村（社区）提醒单: what the enterprises of one village are behind with, to be signed for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.ledger import ledger_sheet, row_of
from hazard_desk.forms.sheet import Orientation, Sheet


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One matter of an enterprise; `kind` is the list that it stands in."""

    kind: str
    enterprise: str
    text: str
    day: date | None
    contact: str


def village_notice(
    texts: Mapping[str, Any],
    *,
    office: str,
    village: str = "",
    filled_on: date | None = None,
    lines: Sequence[NoticeLine] = (),
) -> Sheet:
    """Return the notice to one village; without lines a blank one."""
    count = str(texts["count"]).replace("{count}", str(len(lines))) if lines else ""
    return ledger_sheet(
        texts,
        [row_of(line) for line in lines],
        title=str(texts["title"]),
        head=unit_and_date(texts, village, filled_on, middle=count),
        orientation=Orientation.PORTRAIT,
        notes=texts["notes"],
        footer=[str(label).replace("{office}", office) for label in texts["footer"]],
        subject=village,
        least_rows=len(lines) or None,
    )
