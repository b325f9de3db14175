"""The cumulative figures of F6 周调度统计表 (S003 附件1 rows 2–5): one definition each.

Every hazard belongs to one sector, so the sectors together are all hazards found; those that are not the
enterprises' own are the hazards of F4's cumulative figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.weekly_figures import FEN_PER_WAN, Value, is_supervisory
from hazard_desk.terms import InspectionLevel, SourceStage


class Sector(StrEnum):
    """Who found it, as the rows of F6 tell it apart; the values begin the names of the slots."""

    SELF = "self"  # 企业自查自改
    CITY = "city"  # 市本级检查: 市级督查
    COUNTY = "county"  # 县级检查: 市县检查 and what the public reported
    CROSS = "cross"  # 县级交叉检查


@dataclass(frozen=True, slots=True)
class FoundHazard:
    """A hazard with the days on which it was found and rectified."""

    sector: Sector
    major: bool
    found_on: date
    rectified_on: date | None
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to an enterprise."""

    sector: Sector
    on: date
    enterprise_id: int
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class Fine:
    """A fine in 分 on an enterprise (`who` tells it apart) or on its principal."""

    on: date
    on_principal: bool
    who: str
    amount_fen: int
    record_id: int = 0


Record = FoundHazard | Visit | Fine


def sector_of(level: InspectionLevel | None, stage: SourceStage) -> Sector:
    """Return the sector of a visit by its 检查层级 and 检查环节."""
    if not is_supervisory(level, stage):
        return Sector.SELF
    if stage is SourceStage.CROSS:
        return Sector.CROSS
    return Sector.CITY if stage is SourceStage.CITY_SUPERVISION else Sector.COUNTY


def count_dispatch(
    hazards: Iterable[FoundHazard], visits: Iterable[Visit], fines: Iterable[Fine], period: Period
) -> dict[str, Value]:
    """Return the figures of `period` by the names of their slots; what never happened is 0 (零报告).

    A hazard counts as rectified by the day of 整改, whenever it was found, as in F4. Enterprises are counted
    once each, principals once for every decision, fines in 万元.
    """
    return {
        name: _counted(name, records) for name, records in made_of(hazards, visits, fines, period).items()
    }


def made_of(
    hazards: Iterable[FoundHazard], visits: Iterable[Visit], fines: Iterable[Fine], period: Period
) -> dict[str, list[Record]]:
    """Return by the names of the slots the records that make each figure of `period`."""
    records: dict[str, list[Record]] = {
        f"{sector}_{level}_{event}": []
        for sector in Sector
        for level in ("general", "major")
        for event in ("found", "rectified")
    }
    for sector in _VISITING:
        records[f"{sector}_enterprises"] = []
    for whom in ("enterprises", "principals"):
        records[f"fined_{whom}"] = []
        records[f"fined_{whom}_wan"] = []
    for hazard in hazards:
        name = f"{hazard.sector}_{'major' if hazard.major else 'general'}"
        if hazard.found_on in period:
            records[f"{name}_found"].append(hazard)
        if hazard.rectified_on is not None and hazard.rectified_on in period:
            records[f"{name}_rectified"].append(hazard)
    for visit in visits:
        if visit.on in period and visit.sector in _VISITING:
            records[f"{visit.sector}_enterprises"].append(visit)
    for fine in fines:
        if fine.on in period:
            name = f"fined_{'principals' if fine.on_principal else 'enterprises'}"
            records[name].append(fine)
            records[f"{name}_wan"].append(fine)
    return records


_VISITING = (Sector.CITY, Sector.COUNTY, Sector.CROSS)
"""Whose visits F6 counts; of the enterprises' own it asks how many have a plan."""


def _counted(name: str, records: list[Record]) -> Value:
    if name.endswith("_wan"):
        return Decimal(sum(record.amount_fen for record in records if isinstance(record, Fine))) / FEN_PER_WAN
    if name.endswith("_enterprises"):
        return len(
            {
                record.who if isinstance(record, Fine) else record.enterprise_id
                for record in records
                if not isinstance(record, FoundHazard)
            }
        )
    return len(records)
