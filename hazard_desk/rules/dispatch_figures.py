"""The cumulative figures of F6 周调度统计表 (S003 附件1 rows 2–5): whose they are and how they are counted.

Every hazard belongs to one sector, so the sectors together are all hazards found; those that are not the
enterprises' own are the hazards of F4's cumulative figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from hazard_desk.rules.weekly_figures import Counting, is_supervisory
from hazard_desk.terms import InspectionLevel, SourceStage


class Sector(StrEnum):
    """Who found it, as the rows of F6 tell it apart; the values begin the names of the slots."""

    SELF = "self"  # 企业自查自改
    CITY = "city"  # 市本级检查: 市级督查
    COUNTY = "county"  # 县级检查: 市县检查 and what the public reported
    CROSS = "cross"  # 县级交叉检查


HELPED = "helped"
"""What begins the names of the slots of 结对帮扶: hazards that the 帮扶企业 found themselves."""

SECTOR_WORDS: Mapping[str, str] = MappingProxyType(
    {
        Sector.SELF.value: "企业自查自改",
        HELPED: "帮扶企业",
        Sector.CITY.value: "市本级检查",
        Sector.COUNTY.value: "县级检查",
        Sector.CROSS.value: "县级交叉检查",
    }
)
"""What the sectors are called in messages."""

VISITING = (Sector.CITY, Sector.COUNTY, Sector.CROSS)
"""Whose visits F6 counts; of the enterprises' own it asks how many have a plan."""

OF_SUPPORT = ("model_enterprises", "helped_enterprises")

SELF_PLANS = "self_plans"
"""企业自查自改方案: of how many enterprises."""

NAMES = ("cross_counties", "cross_of")
"""Places that hold no figure but names: of 受检方 of the pairs that have been inspected."""


def sector_of(level: InspectionLevel | None, stage: SourceStage) -> Sector:
    """Return the sector of a visit by its 检查层级 and 检查环节."""
    if not is_supervisory(level, stage):
        return Sector.SELF
    if stage is SourceStage.CROSS:
        return Sector.CROSS
    return Sector.CITY if stage is SourceStage.CITY_SUPERVISION else Sector.COUNTY


def _countings() -> dict[str, Counting]:
    slots: dict[str, Counting] = {}
    for whose in (*Sector, HELPED):
        for level in ("general", "major"):
            for event in ("found", "rectified"):
                slots[f"{whose}_{level}_{event}"] = Counting.SUM
    for sector in VISITING:
        slots[f"{sector}_enterprises"] = Counting.ONCE_EACH
    slots |= dict.fromkeys((*OF_SUPPORT, SELF_PLANS), Counting.ONCE_EACH)
    # An enterprise counts once, a principal once for every decision.
    return slots | {
        "fined_enterprises": Counting.ONCE_EACH,
        "fined_enterprises_wan": Counting.MONEY,
        "fined_principals": Counting.SUM,
        "fined_principals_wan": Counting.MONEY,
    }


SLOTS: Mapping[str, Counting] = MappingProxyType(_countings())
"""The places of F6 that the log of facts tells, and how each is counted."""
