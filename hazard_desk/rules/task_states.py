"""重点任务 (S002 重点任务分工): where one stands, when it is late, what of it may be stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hazard_desk.rules.refusal import Refusal
from hazard_desk.terms import ActivityKind, TaskState

SOON_DAYS = 7
"""A task that is due within so many days is among what is to be done."""

OVER = frozenset({TaskState.DONE, TaskState.NOT_OURS})
"""The states in which nothing is left to be done."""

_MOST_TIMES = 366


@dataclass(slots=True)
class StepFacts:
    """推进情况: what was done for a task on a day, and by whom."""

    stepped_on: date | None = None
    text: str = ""
    person: str = ""


@dataclass(slots=True)
class TaskFacts:
    """重点任务: a row of a 任务分工 table, or one of the office's own, and how far it is."""

    document: str = ""  # 文号 of the notice
    chapter: str = ""  # 主要内容
    item: str = ""  # 具体事项
    content: str = ""  # 工作任务
    units: str = ""  # 责任单位
    responsible: str = ""  # 责任人: the name of one in the roster, or any words
    campaign_id: int | None = None
    times_a_year: int | None = None
    activity_kinds: tuple[ActivityKind, ...] = ()
    due_on: date | None = None
    done_on: date | None = None
    result: str = ""  # 完成情况
    not_ours: bool = False
    note: str = ""
    steps: tuple[StepFacts, ...] = ()


def in_one_line(text: str) -> str:
    """Return what stands in a cell of the table without its line breaks."""
    return " ".join(text.split())


def task_state(*, not_ours: bool, done_on: date | None, begun: bool) -> TaskState:
    """Return where a task stands; it has begun with its first step, or an activity for it."""
    if not_ours:
        return TaskState.NOT_OURS
    if done_on is not None:
        return TaskState.DONE
    return TaskState.UNDER_WAY if begun else TaskState.NOT_STARTED


def days_overdue(state: TaskState, due_on: date | None, today: date) -> int:
    """Return by how many days a task is late; the day itself is in time, what is over is never late."""
    if due_on is None or state in OVER:
        return 0
    return max((today - due_on).days, 0)


def is_waiting(state: TaskState, due_on: date | None, today: date) -> bool:
    """Say whether a task is overdue or due soon, and not over."""
    return due_on is not None and state not in OVER and (due_on - today).days <= SOON_DAYS


def year_so_far(today: date) -> tuple[date, date]:
    """Return the days within which activities count for what a year asks: 1 January up to today."""
    return date(today.year, 1, 1), today


def counts_for(
    task_id: int, kinds: tuple[ActivityKind, ...], named_task_id: int | None, kind: ActivityKind
) -> bool:
    """Say whether an activity counts for a task: it names it, or names none and is of one of its kinds."""
    return named_task_id == task_id or (named_task_id is None and kind in kinds)


def check_task(facts: TaskFacts, today: date) -> list[Refusal]:
    """Return why the facts may not be stored: no task, a day still to come, done and yet 不涉及."""
    refusals = []
    if not facts.content.strip():
        refusals.append(Refusal("content", "没有填工作任务", "请填写工作任务。"))
    if facts.times_a_year is not None and not 1 <= facts.times_a_year <= _MOST_TIMES:
        refusals.append(
            Refusal("times_a_year", f"每年 {facts.times_a_year} 次不对", f"请填 1 到 {_MOST_TIMES}，或留空。")
        )
    if facts.done_on is not None and facts.done_on > today:
        refusals.append(Refusal("done_on", f"完成日期 {facts.done_on} 晚于今天", "请填写已经完成的日期。"))
    if facts.done_on is not None and facts.not_ours:
        refusals.append(
            Refusal("not_ours", "填了完成日期，不能又是不涉及", "请去掉完成日期，或改为涉及本单位。")
        )
    for number, step in enumerate(facts.steps, start=1):
        refusals += _check_step(number, step, today)
    return refusals


def _check_step(number: int, step: StepFacts, today: date) -> list[Refusal]:
    where = f"推进情况第 {number} 行"
    if step.stepped_on is None:
        return [Refusal("steps", f"{where}没有填日期", "请填写日期，或去掉这一行。")]
    if step.stepped_on > today:
        return [Refusal("steps", f"{where}的日期 {step.stepped_on} 晚于今天", "请填写已经做了的事。")]
    if not step.text.strip():
        return [Refusal("steps", f"{where}没有写做了什么", "请写明推进情况，或去掉这一行。")]
    return []
