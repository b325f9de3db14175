"""Where a pair of a round stands, in words, marks and the colour that goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from hazard_desk.terms import CheckState, PairState
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import PairLine
    from hazard_desk.store.changes import Changes

_TOLD = 4

_STATES = {
    PairState.UNPLANNED: Meaning.VOID,
    PairState.PLANNED: Meaning.IN_PROGRESS,
    PairState.VISITING: Meaning.IN_PROGRESS,
    PairState.TO_HAND_OVER: Meaning.DUE_SOON,
    PairState.AWAITING: Meaning.DUE_SOON,
    PairState.ANSWERED: Meaning.CLOSED,
}

MARKS = {CheckState.OK: "√", CheckState.OPEN: "○", CheckState.WRONG: "×", CheckState.NONE: "—"}
_CHECKS = {
    CheckState.OK: Meaning.CLOSED,
    CheckState.OPEN: Meaning.DUE_SOON,
    CheckState.WRONG: Meaning.OVERDUE,
    CheckState.NONE: Meaning.VOID,
}


def state_meaning(state: PairState) -> Meaning:
    """Return what colours the state of a pair."""
    return _STATES[state]


def check_meaning(state: CheckState) -> Meaning:
    """Return what colours a check."""
    return _CHECKS[state]


def days_words(starts_on: date | None, ends_on: date | None, days: int = 0) -> str:
    """Return from when to when: 2026-03-10 至 03-12，3 天; the year once where it's the same."""
    if starts_on is None or ends_on is None:
        words = f"{starts_on} 起" if starts_on else f"到 {ends_on}" if ends_on else ""
    elif starts_on == ends_on:
        words = str(starts_on)
    else:
        words = f"{starts_on} 至 {f'{ends_on:%m-%d}' if starts_on.year == ends_on.year else ends_on}"
    return "，".join(filter(None, (words, f"{days} 天" if days else "")))


def feedback_words(line: PairLine, today: date) -> str:
    """Return the day of the feedback, else what is left until it's due: 限 03-25, 逾期 3 天."""
    if line.feedback_on is not None:
        return str(line.feedback_on)
    if line.feedback_due_on is None:
        return ""
    late = (today - line.feedback_due_on).days
    return f"逾期 {late} 天" if late > 0 else f"限 {line.feedback_due_on}"


def feedback_meaning(line: PairLine, today: date) -> Meaning | None:
    """Return what colours the feedback: only one that is late."""
    return Meaning.OVERDUE if is_late(line, today) else None


def gap_words(line: PairLine) -> str:
    """Return the first thing that a pair lacks, and how many more there are."""
    if not line.gaps:
        return ""
    more = f"（共 {len(line.gaps)} 项）" if len(line.gaps) > 1 else ""
    return line.gaps[0] + more


def told(notices: Sequence[str]) -> tuple[str, ...]:
    """Return what an operation could not do, a line each: the first few, the pairs themselves say all."""
    more = (f"……另有 {len(notices) - _TOLD} 条，打开各组可以看到。",) if len(notices) > _TOLD else ()
    return (*notices[:_TOLD], *more)


def proposed_words(changes: Changes) -> str:
    """Return what a proposal came to."""
    return f"已提出抽检名单：{changes.summary}。" if changes.counts.get("pairs") else f"{changes.summary}。"


def number_words(number: int, visited: bool) -> str:
    """Return a count of hazards: 0 where nothing was found (零报告), nothing where nobody has looked yet."""
    return str(number) if number or visited else ""


def is_late(line: PairLine, today: date) -> bool:
    """Return whether the feedback of a pair is overdue."""
    return line.feedback_on is None and line.feedback_due_on is not None and line.feedback_due_on < today
