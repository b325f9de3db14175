"""The records behind one part of one score: those that its numerator counts, and the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from hazard_desk.model import Collection, CollectionParty, Enterprise, Hazard, Inspection
from hazard_desk.rules.settings import SETTINGS
from hazard_desk.services.behind import BehindRow, rows_behind
from hazard_desk.services.quotas import ENTERPRISE_QUOTAS
from hazard_desk.services.ranking.asking import RankingQuery, Scope, ranking_scope
from hazard_desk.services.ranking.measuring import (
    FIRST_RETURN,
    HAZARD_PARTS,
    QUOTA_VIEWS,
    hazard_conditions,
    hazards_of,
    party_column,
    quota_items,
    return_condition,
)
from hazard_desk.services.reporting import visited
from hazard_desk.services.supervisory import SUPERVISORY, belongs_to
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PartyKind


@dataclass(frozen=True, slots=True)
class PartRows:
    """What makes a part: the rows of its numerator, and those that its denominator counts besides."""

    counted: tuple[BehindRow, ...]
    others: tuple[BehindRow, ...]


def part_rows(reading: Reading, query: RankingQuery, subject_id: int, part: str) -> PartRows:
    """Return the records behind a part of a village's or an enterprise's score, by the same conditions."""
    scope = ranking_scope(reading, query)
    if part == "returns":
        return _returns(reading, scope, subject_id)
    if part == "coverage":
        return _coverage(reading, scope, subject_id)
    if part in HAZARD_PARTS:
        return _hazards(reading, scope, subject_id, part)
    return _quotas(reading, scope, subject_id, part)


def _of_subject(scope: Scope, subject_id: int) -> Any:
    """Return the condition that an enterprise counts for a village, or is the one ranked."""
    mine = Enterprise.village_id if scope.of is PartyKind.VILLAGE else Enterprise.id
    return and_(scope.in_the_running, mine == subject_id)


def _hazards(reading: Reading, scope: Scope, subject_id: int, part: str) -> PartRows:
    condition = hazard_conditions(scope)[part]
    query: Any = (
        select(Hazard.id, func.coalesce(condition.done, False))
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(hazards_of(scope), _of_subject(scope, subject_id), condition.asked)
        .order_by(Inspection.inspected_on, Hazard.id)
    )
    done = {known: bool(met) for known, met in reading.session.execute(query)}
    rows = rows_behind(reading, "hazard", list(done))
    return PartRows(
        tuple(row for row in rows if done[row.id]), tuple(row for row in rows if not done[row.id])
    )


def _coverage(reading: Reading, scope: Scope, subject_id: int) -> PartRows:
    last = (
        select(func.max(Inspection.inspected_on))
        .where(
            Inspection.enterprise_id == Enterprise.id,
            SUPERVISORY,
            belongs_to(scope.campaign),
            Inspection.inspected_on <= scope.period.end,
        )
        .correlate(Enterprise)
        .scalar_subquery()
    )
    query: Any = (
        select(Enterprise.id, Enterprise.name, last, Enterprise.id.in_(visited(scope.period, scope.campaign)))
        .where(_of_subject(scope, subject_id))
        .order_by(Enterprise.name_key, Enterprise.id)
    )
    told = [
        (
            met,
            BehindRow(
                "enterprise",
                known,
                day if met else None,  # of a visit that doesn't count the day would only mislead
                name,
                "最近一次检查" if met else f"这段时间没有检查，上次 {day}" if day else "还没有检查过",
            ),
        )
        for known, name, day, met in reading.session.execute(query)
    ]
    return PartRows(tuple(row for met, row in told if met), tuple(row for met, row in told if not met))


def _quotas(reading: Reading, scope: Scope, subject_id: int, part: str) -> PartRows:
    query: Any = (
        select(Enterprise.id, Enterprise.name)
        .where(_of_subject(scope, subject_id))
        .order_by(Enterprise.name_key, Enterprise.id)
    )
    names = dict(reading.session.execute(query).all())
    items = list(quota_items(reading, scope, QUOTA_VIEWS[scope.of, part], frozenset(names)))
    order = {known: at for at, known in enumerate(names)}
    items.sort(key=lambda item: (item.month, order[item.enterprise]))
    told = [
        (
            item.met,
            BehindRow(
                "enterprise",
                item.enterprise,
                None,
                names[item.enterprise],
                f"{item.month.year}年{item.month.month}月　"
                f"{_words_of(item.view)}：要求 {item.target} 次，做了 {item.times} 次",
            ),
        )
        for item in items
    ]
    return PartRows(tuple(row for met, row in told if met), tuple(row for met, row in told if not met))


def _words_of(view: str) -> str:
    return SETTINGS[ENTERPRISE_QUOTAS[view]].label.removesuffix("（次）")


def _returns(reading: Reading, scope: Scope, subject_id: int) -> PartRows:
    condition = return_condition(scope)
    query: Any = (
        select(Collection.id, Collection.name, Collection.due_on, FIRST_RETURN, condition.done)
        .select_from(CollectionParty)
        .join(Collection, Collection.id == CollectionParty.collection_id)
        .where(party_column(scope.of) == subject_id, condition.asked)
        .order_by(Collection.due_on, Collection.id)
    )
    told = [
        (
            met,
            BehindRow("collection", known, due, name, f"{due} 前交，{f'{back} 交回' if back else '没有交'}"),
        )
        for known, name, due, back, met in reading.session.execute(query)
    ]
    return PartRows(tuple(row for met, row in told if met), tuple(row for met, row in told if not met))
