"""The 18 figures of F4 (S001 附件4): one definition each, as DESIGN §4 gives them.

A figure is counted from facts, things that happened on a day (`fact_log`). What is summed adds the facts'
amounts; what is counted once each counts the distinct `who` (a team, an enterprise, a unit).
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from hazard_desk.terms import InspectionLevel, SourceStage


class Counting(StrEnum):
    """How facts become a figure."""

    SUM = "sum"
    ONCE_EACH = "once_each"
    MONEY = "money"  # a sum of 分, shown in 万元


class Figure(StrEnum):
    """The figures in the order of the form's columns; values are the keys of `stats --json`."""

    counting: Counting

    def __new__(cls, key: str, counting: Counting = Counting.SUM) -> Figure:
        """Make a figure from its key and its way of counting."""
        member = str.__new__(cls, key)
        member._value_ = key
        member.counting = counting
        return member

    INSPECTION_TEAMS = "inspection_teams", Counting.ONCE_EACH
    GENERAL_FOUND = "general_found", Counting.SUM
    GENERAL_RECTIFIED = "general_rectified", Counting.SUM
    MAJOR_FOUND = "major_found", Counting.SUM
    MAJOR_RECTIFIED = "major_rectified", Counting.SUM
    ILLEGAL_FOUND = "illegal_found", Counting.SUM
    ILLEGAL_HANDLED = "illegal_handled", Counting.SUM
    ENTERPRISES_ORDERED = "enterprises_ordered", Counting.ONCE_EACH
    FINES_WAN = "fines_wan", Counting.MONEY
    SUSPENDED = "suspended", Counting.ONCE_EACH
    LICENCES_REVOKED = "licences_revoked", Counting.SUM
    CLOSED = "closed", Counting.ONCE_EACH
    DISCIPLINED = "disciplined", Counting.SUM
    PROSECUTED = "prosecuted", Counting.SUM
    ADMONISHED = "admonished", Counting.ONCE_EACH
    EXPOSED = "exposed", Counting.ONCE_EACH
    SANCTIONED = "sanctioned", Counting.ONCE_EACH
    TYPICAL_CASES = "typical_cases", Counting.SUM


Value = int | Decimal
FEN_PER_WAN = 1_000_000


def is_supervisory(level: InspectionLevel | None, stage: SourceStage) -> bool:
    """Whether an inspection counts in F4: neither 企业全面查 nor 企业自查 (DESIGN §4)."""
    return level is not InspectionLevel.ENTERPRISE and stage is not SourceStage.SELF_CHECK
