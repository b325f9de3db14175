"""工作台: what is to be done today, how far the inspections are, and the rows behind each of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from hazard_desk.model import Collection, Hazard
from hazard_desk.rules.hazard_life import OPEN_STATES
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.rules.working_days import DayTable
from hazard_desk.services.behind import BehindRow, rows_behind
from hazard_desk.services.cross_inspecting.following import PairLine, waiting_pairs
from hazard_desk.services.filing.standing import ReportStand, report_stands
from hazard_desk.services.filing.weeks import week_ends
from hazard_desk.services.following_up.due import progress_due, rechecks_due, replies_due
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards, hazard_counts
from hazard_desk.services.following_up.gaps import major_gaps
from hazard_desk.services.holidays import day_table
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.quotas import (
    EnterpriseQuota,
    OwnQuota,
    QuotaRow,
    enterprise_quotas,
    own_quotas,
    quotas_of_month,
    working_days_left,
)
from hazard_desk.services.registry import EnterpriseQuery, view_counts
from hazard_desk.services.reporting import (
    Coverage,
    coverage,
    current_week_end,
    figure_rows,
    not_inspected,
    sums_by_week,
)
from hazard_desk.services.tasks import waiting_task_rows, waiting_tasks
from hazard_desk.services.tip_offs import TipOffRow, waiting_tip_offs
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PairState

if TYPE_CHECKING:
    from hazard_desk.services.collecting.standing import CollectionRow

WEEKS = 12
FOUND = frozenset({Figure.GENERAL_FOUND, Figure.MAJOR_FOUND})
RECTIFIED = frozenset({Figure.GENERAL_RECTIFIED, Figure.MAJOR_RECTIFIED})
STATE_VIEWS = ("未整改", "待回查", "已移送", "已销号")
"""The views of the list of hazards that say where they stand; what is 已作废 stands nowhere."""


class Task(StrEnum):
    """What may be to do, in the order of the list (LOOK §工作台)."""

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    TO_RECHECK = "to_recheck"
    TO_ANSWER = "to_answer"  # a 移送 or 上报 without its reply
    PROGRESS = "progress"  # 挂牌督办: the report on its progress
    MAJOR_GAPS = "major_gaps"  # 重大隐患 that can't be reported as they are
    CROSS = "cross"  # pairs of 交叉检查 to be handed over or answered
    TIP_OFF = "tip_off"  # 举报线索 that something is still to be done about
    KEY_TASK = "key_task"  # 重点任务 overdue or due within seven days
    COLLECTION = "collection"  # 收表 past their deadline that somebody hasn't returned
    NOT_INSPECTED = "not_inspected"
    INCOMPLETE = "incomplete"
    NOT_SELF_CHECKED = "not_self_checked"
    REPORT = "report"


_VIEWS = {
    Task.OVERDUE: ("hazard", "逾期"),
    Task.DUE_TODAY: ("hazard", "今天到期"),
    Task.DUE_SOON: ("hazard", "3天内到期"),
    Task.TO_RECHECK: ("hazard", "待回查"),
    Task.TO_ANSWER: ("hazard", "待答复"),
    Task.NOT_INSPECTED: ("enterprise", "not_inspected"),
    Task.INCOMPLETE: ("enterprise", "incomplete"),
    Task.NOT_SELF_CHECKED: ("enterprise", "not_self_checked"),
}


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One line of what is to do: how many, how many of them beyond their term, and whose list it opens.

    `days` is by how many days the longest one is overdue. Without a noun the rows are `task_rows`. `report`
    is of 本周报表: which week, and how far its papers are.
    """

    task: Task
    count: int
    late: int = 0
    days: int = 0
    report: ReportStand | None = None

    @property
    def list_of(self) -> tuple[str, str] | None:
        """Return the noun and the saved view that show these, or None; a report's view is its week."""
        if self.report is not None:
            return "report", self.report.week_end.isoformat()
        return _VIEWS.get(self.task)


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Hazards found and rectified in one reporting week, as 统计表 counts them."""

    end: date
    found: int
    rectified: int


@dataclass(frozen=True, slots=True)
class WorkbenchFacts:
    """All that the first tab shows."""

    today: date
    campaign: str | None
    enterprises: int  # in the registry at all
    tasks: tuple[TaskLine, ...]
    week_end: date
    coverage: Coverage
    weeks: tuple[WeekCount, ...]  # oldest first
    states: dict[str, int]  # by STATE_VIEWS
    leaders: tuple[QuotaRow, ...]
    own: tuple[OwnQuota, ...]
    asked: tuple[EnterpriseQuota, ...]
    days_left: int  # of this month, to be worked
    days: DayTable  # says where the reporting day is a day off


def workbench(reading: Reading, campaign: str | None = None) -> WorkbenchFacts:
    """Return the first tab's facts; of a campaign coverage, weeks and states, the rest is the same in any.

    What is to do is to be done whatever campaign it belongs to; quotas are of the calendar month.
    """
    chosen = campaign_by_name(reading, campaign) if campaign else None
    week_end = current_week_end(reading)
    registry = view_counts(reading, EnterpriseQuery())
    hazards = hazard_counts(reading, HazardQuery())
    of_campaign = hazard_counts(reading, HazardQuery(campaigns=(chosen.id,))) if chosen else hazards
    return WorkbenchFacts(
        reading.today,
        campaign,
        registry["all"],
        tuple(_tasks(reading, registry, hazards)),
        week_end,
        coverage(reading, Period(chosen.starts_on if chosen else None, week_end), chosen),
        tuple(week_counts(reading, week_end, campaign)),
        {view: of_campaign[view] for view in STATE_VIEWS},
        tuple(quotas_of_month(reading, reading.today)),
        tuple(own_quotas(reading, reading.today)),
        tuple(enterprise_quotas(reading, reading.today)),
        working_days_left(reading),
        day_table(reading),
    )


def week_counts(reading: Reading, last: date, campaign: str | None = None) -> list[WeekCount]:
    """Return hazards found and rectified in each of the last weeks, the oldest first."""
    ends = week_ends(reading, last, WEEKS)
    sums = sums_by_week(reading, ends, FOUND | RECTIFIED, campaign)
    return [
        WeekCount(end, sum(week[figure] for figure in FOUND), sum(week[figure] for figure in RECTIFIED))
        for end, week in zip(ends, sums, strict=True)
    ]


# ---- what is to do --------------------------------------------------------------------------------------


def _tasks(reading: Reading, registry: dict[str, int], hazards: dict[str, int]) -> list[TaskLine]:
    oldest = reading.session.scalar(
        select(func.min(Hazard.deadline)).where(Hazard.deleted_at.is_(None), Hazard.state.in_(OPEN_STATES))
    )
    overdue = (reading.today - oldest).days if oldest is not None else 0
    today = hazards["今天到期"]
    soon = hazards["3天内到期"]
    waiting, tips = _waiting_pairs(reading), waiting_tip_offs(reading)
    ordered, collected = waiting_tasks(reading), _collections_due(reading)
    past = [days for line in waiting if (days := _days_past(line, reading.today)) > 0]
    lines = [
        TaskLine(Task.OVERDUE, hazards["逾期"], days=overdue),
        TaskLine(Task.DUE_TODAY, today),
        TaskLine(Task.DUE_SOON, soon if soon > today else 0, late=today),
        TaskLine(Task.TO_RECHECK, hazards["待回查"], _beyond_recheck(reading)),
        TaskLine(Task.TO_ANSWER, hazards["待答复"], _beyond_reply(reading)),
        TaskLine(Task.PROGRESS, len(_progress_due(reading))),
        TaskLine(Task.MAJOR_GAPS, len(major_gaps(reading))),
        TaskLine(Task.CROSS, len(waiting), len(past), max(past, default=0)),
        TaskLine(
            Task.TIP_OFF, len(tips), sum(tip.overdue > 0 for tip in tips), tips[0].overdue if tips else 0
        ),
        TaskLine(
            Task.KEY_TASK,
            len(ordered),
            sum(one.overdue > 0 for one in ordered),
            max((one.overdue for one in ordered), default=0),
        ),
        TaskLine(
            Task.COLLECTION,
            len(collected),
            sum(one.missing for one in collected),
            max((one.overdue for one in collected), default=0),
        ),
        TaskLine(Task.NOT_INSPECTED, registry["not_inspected"]),
        TaskLine(Task.INCOMPLETE, registry["incomplete"]),
        TaskLine(Task.NOT_SELF_CHECKED, registry["not_self_checked"]),
    ]
    reports = [TaskLine(Task.REPORT, stand.waiting, report=stand) for stand in report_stands(reading)]
    return [*(line for line in lines if line.count), *reports]


def _beyond_recheck(reading: Reading) -> int:
    """Count the hazards whose recheck should have been by now."""
    return sum(due is not None and due < reading.today for due in rechecks_due(reading).values())


def _beyond_reply(reading: Reading) -> int:
    """Count the hazards whose 移送 or 上报 should have been answered by now."""
    return sum(due < reading.today for due in replies_due(reading).values())


def _progress_due(reading: Reading) -> list[tuple[int, date]]:
    """Return the hazards under 挂牌督办 whose progress is to be reported by today, with the day due."""
    due = [one for one in progress_due(reading).items() if one[1] <= reading.today]
    return sorted(due, key=lambda one: (one[1], one[0]))


def _collections_due(reading: Reading) -> list[CollectionRow]:
    """Return the 收表 that should have been returned by now; what reads spreadsheets is loaded only then."""
    past = select(Collection.id).where(
        Collection.deleted_at.is_(None), Collection.closed_on.is_(None), Collection.due_on < reading.today
    )
    if reading.session.scalar(past.limit(1)) is None:
        return []
    from hazard_desk.services.collecting.standing import overdue_collections

    return overdue_collections(reading)


def _waiting_pairs(reading: Reading) -> list[PairLine]:
    """Return the pairs of 交叉检查 that are to be handed over or answered, the longest overdue first."""
    return sorted(waiting_pairs(reading), key=lambda line: -_days_past(line, reading.today))


def _days_past(line: PairLine, today: date) -> int:
    """Return by how many days the answer of 受检方 is overdue; 0 where none is awaited yet, or no day set."""
    if line.state is not PairState.AWAITING or line.feedback_due_on is None:
        return 0
    return max((today - line.feedback_due_on).days, 0)


# ---- the rows behind ------------------------------------------------------------------------------------


def task_rows(reading: Reading, task: Task) -> list[BehindRow]:
    """Return the records of a line that no saved view shows, with what is the matter."""
    if task is Task.CROSS:
        return [_pair_row(line, reading.today) for line in _waiting_pairs(reading)]
    if task is Task.TIP_OFF:
        return [_tip_off_row(tip) for tip in waiting_tip_offs(reading)]
    if task is Task.KEY_TASK:
        return waiting_task_rows(reading)
    if task is Task.COLLECTION:
        return [_collection_row(row) for row in _collections_due(reading)]
    if task is Task.PROGRESS:
        words = {found: f"{due} 前应报告整改进展" for found, due in _progress_due(reading)}
    else:
        words = {found: f"缺{'、'.join(missing)}" for found, missing in major_gaps(reading).items()}
    return [
        BehindRow(row.noun, row.id, row.on, row.enterprise, f"{words[row.id]}：{row.text}")
        for row in rows_behind(reading, "hazard", list(words))
    ]


def _pair_row(line: PairLine, today: date) -> BehindRow:
    words = f"{line.inspector}检查{line.inspected}：{line.state.label}"
    if line.state is PairState.TO_HAND_OVER:
        return BehindRow("cross_pair", line.pair_id, line.ends_on, line.inspected, words)
    due, past = line.feedback_due_on, _days_past(line, today)
    if due is not None:
        words += f"，逾期 {past} 天（期限 {due}）" if past else f"，期限 {due}"
    return BehindRow("cross_pair", line.pair_id, line.handed_over_on, line.inspected, words)


def _tip_off_row(tip: TipOffRow) -> BehindRow:
    words = f"{tip.number} {tip.state.label}"
    if tip.due_on is not None:
        past = f"逾期 {tip.overdue} 天（期限 {tip.due_on}）" if tip.overdue else f"期限 {tip.due_on}"
        words += f"，{past}"
    return BehindRow("tip_off", tip.id, tip.received_on, tip.about, f"{words}：{tip.content}")


def _collection_row(row: CollectionRow) -> BehindRow:
    words = f"未交 {row.missing} 个，已交 {row.returned}/{row.expected}，"
    words += f"逾期 {row.overdue} 天（截止 {row.due_on}）"
    return BehindRow("collection", row.id, row.due_on, row.name, words)


def state_rows(reading: Reading, view: str, campaign: str) -> list[BehindRow]:
    """Return the hazards of a campaign that a view of the list shows."""
    chosen = campaign_by_name(reading, campaign)
    ids = find_hazards(reading, HazardQuery(view=view, campaigns=(chosen.id,)))
    return rows_behind(reading, "hazard", ids)


def week_rows(reading: Reading, week_end: date, campaign: str | None = None) -> list[BehindRow]:
    """Return the hazards found and those rectified in a week; each can be counted from here again."""
    rows = []
    for word, figures in (("发现", FOUND), ("整改", RECTIFIED)):
        behind = [
            row for figure in figures for row in figure_rows(reading, figure, week_end, campaign=campaign)
        ]
        rows += [
            BehindRow(row.fact.noun, row.fact.record_id, row.fact.on, row.enterprise, f"{word}：{row.text}")
            for row in sorted(behind, key=lambda row: (row.fact.on, row.fact.record_id))
        ]
    return rows


def uncovered(reading: Reading, week_end: date, campaign: str | None = None) -> list[BehindRow]:
    """Return the enterprises in operation that coverage misses."""
    return [
        BehindRow("enterprise", found, None, name, "")
        for found, name in not_inspected(reading, week_end, campaign)
    ]
