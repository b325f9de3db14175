"""Deadlines and rechecks in words, with the colour that goes with the words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hazard_desk.rules.hazard_life import OPEN_STATES, SOON_DAYS
from hazard_desk.terms import HazardState
from ui.pages.inspections.wording import state_words
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.following_up.finding import HazardRow


def due_words(row: HazardRow, today: date) -> str:
    """Return how a deadline stands to today: 逾期 3 天, 今天到期, 还有 2 天; "" where nothing is due."""
    if row.deadline is None or row.state not in OPEN_STATES:
        return ""
    if row.overdue:
        return f"逾期 {row.overdue} 天"
    left = (row.deadline - today).days
    return f"还有 {left} 天" if left else "今天到期"


def deadline_words(row: HazardRow, today: date) -> str:
    """Return the deadline with how it stands: 2026-01-31 逾期 3 天."""
    if row.deadline is None:
        return ""
    return f"{row.deadline.isoformat()} {due_words(row, today)}".rstrip()


def deadline_meaning(row: HazardRow, today: date) -> Meaning | None:
    """Return what colours the deadline."""
    if row.deadline is None or row.state not in OPEN_STATES:
        return None
    if row.overdue:
        return Meaning.OVERDUE
    return Meaning.DUE_SOON if (row.deadline - today).days <= SOON_DAYS else None


def standing_words(row: HazardRow) -> str:
    """Return where a hazard stands: 整改中，复查不合格 1 次，停产."""
    words = state_words(row.state, 0, row.failed)
    return f"{words}，停产" if row.suspended else words


def recheck_words(row: HazardRow) -> str:
    """Return the newest recheck with its result: 2026-02-01 合格."""
    if row.rechecked_on is None:
        return ""
    result = ""
    if row.state is HazardState.CLOSED:
        result = "合格"
    elif row.failed:
        result = "不合格"
    return f"{row.rechecked_on.isoformat()} {result}".rstrip()


def short_name(row: HazardRow, longest: int = 24) -> str:
    """Return enterprise and description in one short line."""
    words = " ".join(row.description.split())
    return f"{row.enterprise}：{words[:longest]}{'…' if len(words) > longest else ''}"
