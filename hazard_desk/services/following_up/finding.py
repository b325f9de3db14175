"""The list of all hazards: ids first, saved views with counts, the calendar of deadlines."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from hazard_desk.model import (
    Enterprise,
    Hazard,
    HazardMove,
    Inspection,
    Recheck,
    Village,
    inspection_campaign,
)
from hazard_desk.rules.hazard_life import OPEN_STATES, SOON_DAYS, UNCLOSED_STATES, days_overdue
from hazard_desk.rules.reporting_week import week_ending
from hazard_desk.services.registry import NO_VILLAGE, matches
from hazard_desk.services.reporting import current_week_end
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import HazardLevel, HazardState, Move, Remedy

NEAR_DAYS = 7


VIEWS = (
    "全部",
    "未整改",
    "逾期",
    "今天到期",
    f"{SOON_DAYS}天内到期",
    f"{NEAR_DAYS}天内到期",
    "待回查",
    "重大",
    "挂牌",
    "本周新增",
    "本周整改",
    "已销号",
    "待答复",
    "已移送",
    "已作废",
)
"""The saved views, also of `list hazards --filter`."""


@dataclass(frozen=True, slots=True)
class HazardQuery:
    """What the list is asked for; empty values do not restrict.

    `NO_VILLAGE` among the villages, and None among levels and remedies, ask for what isn't filled in.
    `due_since` and `due_until` are days of the deadline, both included.
    """

    text: str = ""
    view: str = "全部"  # one of VIEWS
    villages: tuple[int, ...] = ()
    campaigns: tuple[int, ...] = ()
    levels: tuple[HazardLevel | None, ...] = ()
    remedies: tuple[Remedy | None, ...] = ()
    enterprise_id: int | None = None
    inspection_id: int | None = None
    due_since: date | None = None
    due_until: date | None = None
    sort: str = "inspected_on"  # one of SORTS
    ascending: bool = False


@dataclass(frozen=True, slots=True)
class HazardRow:
    """One line of the list of hazards."""

    id: int
    inspection_id: int
    inspection: str  # 检查编号
    enterprise_id: int
    enterprise: str
    village: str
    inspected_on: date
    description: str
    level: HazardLevel | None
    remedy: Remedy | None
    responsible: str
    deadline: date | None
    rectified_on: date | None
    rechecked_on: date | None
    state: HazardState
    failed: int  # rechecks
    supervision_unit: str  # both, under 双挂牌督办
    overdue: int  # days, 0 where it isn't
    suspended: bool = False  # 停产整改, and not resumed


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day of the calendar: how many open hazards are due on it."""

    day: date
    count: int
    major: int


_RECHECKED_ON = (
    select(func.max(Recheck.rechecked_on))
    .where(Recheck.hazard_id == Hazard.id, Recheck.deleted_at.is_(None))
    .correlate(Hazard)
    .scalar_subquery()
)
_VILLAGE = func.coalesce(
    select(Village.name).where(Village.id == Enterprise.village_id).correlate(Enterprise).scalar_subquery(),
    "",
)


def last_move(*kinds: Move) -> Any:
    """Return the id of a hazard's newest step of these kinds, 0 where there is none (an SQL expression)."""
    return func.coalesce(
        select(func.max(HazardMove.id))
        .where(
            HazardMove.hazard_id == Hazard.id,
            HazardMove.deleted_at.is_(None),
            HazardMove.kind.in_(kinds),
        )
        .correlate(Hazard)
        .scalar_subquery(),
        0,
    )


AWAITS_REPLY = last_move(Move.REFER, Move.REPORT) > last_move(Move.REPLY)

SORTS: dict[str, Any] = {
    "inspected_on": Inspection.inspected_on,
    "inspection": Inspection.number,
    "enterprise": Enterprise.name_key,
    "village": _VILLAGE,
    "description": Hazard.description,
    "level": Hazard.level,
    "remedy": Hazard.remedy,
    "responsible": Hazard.responsible,
    "deadline": Hazard.deadline,
    "rectified_on": Hazard.rectified_on,
    "rechecked_on": _RECHECKED_ON,
    "supervision_unit": Hazard.supervision_unit,
    "state": case(
        {state.value: place for place, state in enumerate(HazardState)}, value=Hazard.state, else_=99
    ),
}


def find_hazards(reading: Reading, query: HazardQuery) -> array[int]:
    """Return the ids of the hazards that match, in the order asked for; an empty date stands last."""
    column = SORTS.get(query.sort, Inspection.inspected_on)
    order = (column.asc() if query.ascending else column.desc()).nulls_last()
    found = _restricted(query, Hazard.id).where(*_view(reading, query.view)).order_by(order, Hazard.id.desc())
    return array("q", reading.session.scalars(found))


def hazard_counts(reading: Reading, query: HazardQuery) -> dict[str, int]:
    """Return how many hazards each view has, as the rest of the query restricts them; in one query."""
    sums = [
        func.coalesce(func.sum(case((and_(True, *_view(reading, view)), 1), else_=0)), 0) for view in VIEWS
    ]
    row = reading.session.execute(_restricted(query, sums[0], *sums[1:])).one()
    return dict(zip(VIEWS, map(int, row), strict=True))


def hazard_rows(reading: Reading, ids: Sequence[int]) -> list[HazardRow]:
    """Return the lines of `ids` in that order; ids that are gone are left out."""
    rows: dict[int, HazardRow] = {}
    for some in in_chunks(ids):
        rows |= _some_rows(reading, some)
    return [rows[row_id] for row_id in ids if row_id in rows]


def _some_rows(reading: Reading, ids: Sequence[int]) -> dict[int, HazardRow]:
    query: Any = (
        select(
            Hazard.id,
            Hazard.inspection_id,
            Inspection.number,
            Inspection.enterprise_id,
            Enterprise.name,
            _VILLAGE,
            Inspection.inspected_on,
            Hazard.description,
            Hazard.level,
            Hazard.remedy,
            Hazard.responsible,
            Hazard.deadline,
            Hazard.rectified_on,
            _RECHECKED_ON,
            Hazard.state,
            Hazard.failed_rechecks,
            Hazard.supervision_unit,
            Hazard.second_supervision_unit,
            and_(Hazard.suspended_on.is_not(None), Hazard.resumed_on.is_(None)),
        )
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(Hazard.id.in_(ids))
    )
    rows = {}
    for row in reading.session.execute(query):
        *told, unit, second_unit, suspended = row
        units = "、".join(filter(None, (unit, second_unit)))
        overdue = days_overdue(row.deadline, row.state, reading.today)
        values: list[Any] = [*told, units, overdue, bool(suspended)]
        rows[row[0]] = HazardRow(*values)
    return rows


def deadlines(reading: Reading, query: HazardQuery) -> list[DueDay]:
    """Return the days on which open hazards are due, in their order, as the query restricts them."""
    found: Any = (
        _restricted(query, Hazard.deadline, func.count(), func.sum(Hazard.level == HazardLevel.MAJOR))
        .where(Hazard.state.in_(OPEN_STATES), Hazard.deadline.is_not(None))
        .group_by(Hazard.deadline)
        .order_by(Hazard.deadline)
    )
    return [DueDay(day, count, int(major or 0)) for day, count, major in reading.session.execute(found)]


def this_week(reading: Reading) -> tuple[date, date]:
    """Return the first and the last day of the reporting week that today lies in."""
    week = week_ending(current_week_end(reading))
    assert week.start is not None
    return week.start, week.end


def _view(reading: Reading, name: str) -> list[Any]:
    today = reading.today
    is_open = Hazard.state.in_(OPEN_STATES)

    def due_within(days: int) -> list[Any]:
        return [is_open, Hazard.deadline.between(today, today + timedelta(days=days))]

    views: dict[str, Any] = {
        "全部": list,
        "未整改": lambda: [is_open],
        "逾期": lambda: [is_open, Hazard.deadline < today],
        "今天到期": lambda: due_within(0),
        f"{SOON_DAYS}天内到期": lambda: due_within(SOON_DAYS),
        f"{NEAR_DAYS}天内到期": lambda: due_within(NEAR_DAYS),
        "待回查": lambda: [Hazard.state == HazardState.AWAITING_RECHECK],
        "重大": lambda: [Hazard.level == HazardLevel.MAJOR],
        "挂牌": lambda: [UNDER_SUPERVISION],
        "本周新增": lambda: [Inspection.inspected_on.between(*this_week(reading)), _STANDS],
        "本周整改": lambda: [Hazard.rectified_on.between(*this_week(reading)), _STANDS],
        "已销号": lambda: [Hazard.state == HazardState.CLOSED],
        "待答复": lambda: [AWAITS_REPLY, _STANDS],
        "已移送": lambda: [Hazard.state == HazardState.REFERRED],
        "已作废": lambda: [Hazard.state == HazardState.VOID],
    }
    conditions: list[Any] = views[name]()
    return conditions


_STANDS = Hazard.state != HazardState.VOID
PLATED = and_(
    Hazard.lifted_on.is_(None),
    or_(Hazard.remedy == Remedy.SUPERVISED, Hazard.supervised_on.is_not(None)),
)
"""The condition that a hazard is under 挂牌督办 and not 摘牌."""
UNDER_SUPERVISION = and_(
    or_(
        Hazard.state.in_(UNCLOSED_STATES),
        and_(Hazard.state == HazardState.CLOSED, Hazard.supervised_on.is_not(None)),
    ),
    PLATED,
)
"""The condition that a hazard stands in the view 挂牌."""


def _restricted(query: HazardQuery, *chosen: Any) -> Select[Any]:
    found: Any = (
        select(*chosen)
        .select_from(Hazard)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(
            Hazard.deleted_at.is_(None),
            *matches(
                Hazard.search_text + "\n" + Enterprise.search_text + "\n" + Inspection.number, query.text
            ),
        )
    )
    columns: tuple[tuple[Any, Sequence[Any]], ...] = (
        (Enterprise.village_id, query.villages),
        (Hazard.level, query.levels),
        (Hazard.remedy, query.remedies),
    )
    for column, wanted in columns:
        if wanted:
            one_of = column.in_([value for value in wanted if value not in (None, NO_VILLAGE)])
            not_filled = None in wanted or NO_VILLAGE in wanted
            found = found.where(one_of | column.is_(None) if not_filled else one_of)
    if query.campaigns:
        link = inspection_campaign.c
        found = found.where(
            Inspection.id.in_(select(link.inspection_id).where(link.campaign_id.in_(query.campaigns)))
        )
    if query.enterprise_id is not None:
        found = found.where(Inspection.enterprise_id == query.enterprise_id)
    if query.inspection_id is not None:
        found = found.where(Hazard.inspection_id == query.inspection_id)
    if query.due_since is not None:
        found = found.where(Hazard.deadline >= query.due_since)
    if query.due_until is not None:
        found = found.where(Hazard.deadline <= query.due_until)
    result: Select[Any] = found
    return result
