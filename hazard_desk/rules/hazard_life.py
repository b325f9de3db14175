"""The life of a hazard (DESIGN §5): its state follows from its facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hazard_desk.terms import HazardState, RecheckResult, Remedy


@dataclass(frozen=True, slots=True)
class LifeFacts:
    """The facts that decide a hazard's state."""

    remedy: Remedy | None
    rectified_on: date | None
    rechecked_on: date | None
    rechecked_by: str
    recheck_result: RecheckResult | None
    referred_on: date | None = None
    voided_on: date | None = None


def is_withdrawn(facts: LifeFacts) -> bool:
    """Whether a failed recheck withdraws the 整改完成时间 (DESIGN §4)."""
    return facts.recheck_result is RecheckResult.FAILED


def may_close(facts: LifeFacts) -> bool:
    """Whether 销号 is allowed: rectified, and a passed recheck with its date and person."""
    return (
        facts.rectified_on is not None
        and facts.recheck_result is RecheckResult.PASSED
        and facts.rechecked_on is not None
        and bool(facts.rechecked_by)
    )


def state_of(facts: LifeFacts) -> HazardState:
    """Return the state that the facts amount to."""
    if facts.voided_on is not None:
        return HazardState.VOID
    if facts.referred_on is not None:
        return HazardState.REFERRED
    if may_close(facts):
        return HazardState.CLOSED
    if is_withdrawn(facts):
        return HazardState.RECTIFYING
    if facts.rectified_on is not None:
        return HazardState.AWAITING_RECHECK
    return HazardState.REGISTERED if facts.remedy is None else HazardState.RECTIFYING


def days_overdue(deadline: date | None, state: HazardState, today: date) -> int:
    """Return by how many days an open hazard is overdue: 0 on the deadline's own day (DESIGN §5)."""
    if deadline is None or state not in (HazardState.REGISTERED, HazardState.RECTIFYING):
        return 0
    return max(0, (today - deadline).days)
