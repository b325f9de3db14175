"""负面清单: who or what is missing, one sheet a list (domain §2.3, §5.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet, row_of
from hazard_desk.forms.sheet import LANDSCAPE_WIDTH_MM, Sheet


@dataclass(frozen=True, slots=True)
class Lacking:
    """One line of a list: whose, what, since or by when, and whom to ring."""

    village: str
    enterprise: str
    text: str
    day: date | None
    person: str
    phone: str


def negative_list(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    kind: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    rows: Sequence[Lacking] | None = None,
) -> Sheet:
    """Return the list called `kind` (未检查); without `rows` a blank one, with none it says so."""
    head = dict(texts) | {"title": f"{texts['title']}{texts['of_kind']}".replace("{kind}", kind)}
    lines: list[dict[str, Any]] = [row_of(row) for row in rows or ()]
    if rows is not None and not lines:
        lines = [{"number": None, "enterprise": texts["nothing"]}]
    count = "" if rows is None else str(texts["count"]).replace("{count}", str(len(rows)))
    return ledger_sheet(
        texts,
        lines,
        title=title_with_campaign(head, campaign or "", LANDSCAPE_WIDTH_MM),
        head=unit_and_date(texts, unit_name, filled_on, middle=count),
        least_rows=None if rows is None else len(lines),
        subject=kind,
    )
