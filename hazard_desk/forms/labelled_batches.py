"""八个一批统计表 (S000 五(五)): how many count in each 一批, and behind it the list of them.

No document at hand prints this form, nor names the eight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import PORTRAIT_WIDTH_MM, Content, Orientation, Sheet


@dataclass(frozen=True, slots=True)
class CountedItem:
    """One line of the list: a record or what was written; `kind` says of which kind a record is."""

    counted_on: date
    kind: str
    line: str


@dataclass(frozen=True, slots=True)
class CountedBatch:
    """One 一批 with its figures and what they are made of."""

    name: str
    week: int
    cumulative: int
    note: str = ""
    items: tuple[CountedItem, ...] = ()


def labelled_batches(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    counted: Sequence[CountedBatch] = (),
) -> list[Sheet]:
    """Return the table, and the list of the items where there are any."""
    table = ledger_sheet(
        texts,
        [
            {"name": one.name, "week": one.week, "cumulative": one.cumulative, "note": one.note}
            for one in counted
        ],
        title=title_with_campaign(texts, campaign, PORTRAIT_WIDTH_MM),
        head=unit_and_date(texts, unit_name, filled_on),
        orientation=Orientation.PORTRAIT,
        notes=texts["notes"],
        least_rows=len(counted) or None,
    )
    rows: list[dict[str, Content]] = [
        {"name": one.name, "counted_on": item.counted_on, "kind": item.kind, "line": item.line}
        for one in counted
        for item in one.items
    ]
    if not rows:
        return [table]
    # Its own words, with the measures of the table.
    listed = {**texts, **texts["items"]}
    return [
        table,
        ledger_sheet(
            listed,
            rows,
            title=title_with_campaign(listed, campaign, PORTRAIT_WIDTH_MM),
            head=unit_and_date(texts, unit_name, filled_on),
            orientation=Orientation.PORTRAIT,
            least_rows=len(rows),
        ),
    ]
