"""The columns of 操作记录."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.tables.columns import Column
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.journal import EntryRow

SUMMARY = 2
"""The place of the column that takes the room left over."""


def columns() -> tuple[Column, ...]:
    """Return when, by whom, what, and whether it still stands."""
    return (
        Column("at", "时间", width=132, text=lambda row: f"{row.at:%Y-%m-%d %H:%M}", sortable=False),
        Column("handler", "经办人", width=76, sortable=False),
        Column("summary", "做了什么", width=360, meaning=_meaning, sortable=False),
        Column("state", "状态", width=66, meaning=_meaning, sortable=False),
    )


def _meaning(row: EntryRow) -> Meaning | None:
    return Meaning.VOID if row.state == "已撤销" else None
