"""What 情况通报 tells of the whole township beside a ranking, and what of it no score counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hazard_desk.rules.ranking import Measure


class LeftOut(StrEnum):
    """Why the hazards of an enterprise count in no score."""

    CLOSED = "closed"  # 停业, 注销关闭 at the end of the days
    OUTSIDE = "outside"  # of the campaign's scope (适用范围)
    PLACE = "place"  # 场所 are not ranked among enterprises
    UNPLACED = "unplaced"  # without a village that is ranked


@dataclass(frozen=True, slots=True)
class Unranked:
    """Hazards that no score counts: how many were found in the days, how many are overdue at their end."""

    why: LeftOut
    found: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Reported:
    """What F4 tells of the same days; `opening` says that 期初数 are in it."""

    found: int
    rectified: int
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Overall:
    """The figures of 总体情况.

    `earlier` were found before these days and rectified in them (F4 counts them as 整改), `self_found` are
    hazards of 企业自查 that are overdue (the ledger shows them too). `reported` stands where F4 tells
    something else of the same days.
    """

    measures: tuple[Measure, ...]
    earlier: int = 0
    self_found: int = 0
    unranked: tuple[Unranked, ...] = ()
    reported: Reported | None = None
