"""Where the tasks stand: the list, one task, what was done for it this year, what is due.

Whether a task has begun, and which activities count for it, is said here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import String, cast, exists, func, select
from sqlalchemy.orm import aliased

from hazard_desk.model import Activity, Person, Task, TaskStep
from hazard_desk.rules.search_text import search_text, search_words
from hazard_desk.rules.task_states import (
    StepFacts,
    TaskFacts,
    counts_for,
    days_overdue,
    is_waiting,
    task_state,
    year_so_far,
)
from hazard_desk.services.attaching import attachment_counts
from hazard_desk.services.behind import BehindRow
from hazard_desk.services.tasks.choosing import task_labels
from hazard_desk.services.tasks.records import PLAIN, kinds_of, task_there
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import ActivityKind, TaskState


def has_begun(today: Any) -> Any:
    """Return the condition that a task has begun: a step was entered, or an activity for it."""
    stepped = exists(select(TaskStep.id).where(TaskStep.task_id == Task.id, TaskStep.deleted_at.is_(None)))
    return stepped | served_by_activities(today)


def served_by_activities(today: Any) -> Any:
    """Return the condition that an activity of any year names a task, or one of this year counts for it.

    `today` may be a parameter of the statement. What counts is said by `counts_for`: so 未开始 never stands
    beside times that are counted.
    """
    counts = _serves_by_kind() & _so_far(today)
    return exists(
        select(Activity.id).where(Activity.deleted_at.is_(None), (Activity.task_id == Task.id) | counts)
    )


def times_this_year(today: Any) -> Any:
    """Return how often something was done for a task this year, as `TaskRow.times` (an SQL expression).

    `today` may be a parameter of the statement.
    """
    counts = (Activity.task_id == Task.id) | _serves_by_kind()
    query = select(func.count(Activity.id)).where(Activity.deleted_at.is_(None), _so_far(today), counts)
    return query.correlate(Task).scalar_subquery()


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of the list; `times` is how often something was done for it this year."""

    id: int
    document: str
    chapter: str
    item: str
    content: str
    units: str
    responsible: str
    campaign_id: int | None
    state: TaskState
    due_on: date | None
    overdue: int  # days past 完成时限
    times: int
    times_a_year: int | None
    done_on: date | None
    result: str
    found_by: str  # what was noted of the task itself
    person: str  # who may have been renamed since
    name: str = ""  # what it is called in one line

    @property
    def search_text(self) -> str:
        """Return what the words of a search are looked for in; nobody looks on the first tab."""
        return "\n".join((self.found_by, search_text((), [self.person])))


@dataclass(frozen=True, slots=True)
class CountedActivity:
    """An activity of this year that counts for a task; `named` says that it names the task."""

    id: int
    held_on: date
    kind: ActivityKind
    name: str
    named: bool


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """One task to be changed, with the activities of this year that count for it."""

    id: int
    facts: TaskFacts
    state: TaskState
    overdue: int
    activities: tuple[CountedActivity, ...]
    served: bool = False  # by activities, see `served_by_activities`


def task_rows(reading: Reading, text: str = "", states: Collection[TaskState] = ()) -> list[TaskRow]:
    """Return the tasks as they are sorted: those that every word of `text` finds, in any of these states."""
    words = search_words(text)
    return [
        row
        for row in _rows(reading)
        if (not states or row.state in states) and all(word in row.search_text for word in words)
    ]


def waiting_tasks(reading: Reading) -> list[TaskRow]:
    """Return the tasks that are overdue or due within seven days, the longest overdue first."""
    rows = [row for row in _rows(reading) if is_waiting(row.state, row.due_on, reading.today)]
    return sorted(rows, key=lambda row: row.due_on or date.max)


def waiting_task_rows(reading: Reading) -> list[BehindRow]:
    """Return those in words, as the first tab shows what is behind a line."""
    found = []
    for row in waiting_tasks(reading):
        term = f"逾期 {row.overdue} 天（时限 {row.due_on}）" if row.overdue else f"时限 {row.due_on}"
        said = "，".join(filter(None, (row.state.label, row.responsible, term)))
        found.append(BehindRow("task", row.id, row.due_on, row.name, f"{said}：{row.content}"))
    return found


def task_record(reading: Reading, task_id: int) -> TaskRecord:
    """Return one task with its steps, the oldest first."""
    task = task_there(reading, task_id)
    steps = steps_of(reading, [task_id]).get(task_id, ())
    person = reading.session.get(Person, task.person_id) if task.person_id is not None else None
    facts = TaskFacts(
        **{name: getattr(task, name) for name in PLAIN},
        responsible=person.name if person is not None else task.responsible,
        activity_kinds=kinds_of(task.activity_kinds),
        steps=steps,
    )
    query = select(served_by_activities(reading.today)).select_from(Task).where(Task.id == task_id)
    served = bool(reading.session.scalar(query))
    state = task_state(not_ours=task.not_ours, done_on=task.done_on, begun=served or bool(steps))
    return TaskRecord(
        task_id,
        facts,
        state,
        days_overdue(state, task.due_on, reading.today),
        activities_of(reading, task_id, facts.activity_kinds),
        served,
    )


def steps_of(reading: Reading, task_ids: Sequence[int]) -> dict[int, tuple[StepFacts, ...]]:
    """Return the steps of these tasks, the oldest first."""
    found: dict[int, tuple[StepFacts, ...]] = {}
    for some in in_chunks(task_ids):
        query = (
            select(TaskStep)
            .where(TaskStep.task_id.in_(some), TaskStep.deleted_at.is_(None))
            .order_by(TaskStep.stepped_on, TaskStep.id)
        )
        for step in reading.session.scalars(query):
            one = StepFacts(step.stepped_on, step.text, step.person)
            found[step.task_id] = (*found.get(step.task_id, ()), one)
    return found


def activities_of(
    reading: Reading, task_id: int, kinds: tuple[ActivityKind, ...]
) -> tuple[CountedActivity, ...]:
    """Return the activities of this year that count for a task, the newest first."""
    named = aliased(Task)
    query: Any = (
        select(Activity.id, Activity.held_on, Activity.kind, Activity.name, named.id)
        .outerjoin(named, _names(named))
        .where(_of_year(reading))
        .order_by(Activity.held_on.desc(), Activity.id.desc())
    )
    return tuple(
        CountedActivity(known, on, kind, name, names == task_id)
        for known, on, kind, name, names in reading.session.execute(query)
        if counts_for(task_id, kinds, names, kind)
    )


def evidence_counts(reading: Reading, task_ids: Sequence[int]) -> dict[int, int]:
    """Return how many files are attached to these tasks as 佐证材料."""
    return attachment_counts(reading, "task", task_ids)


# ---- inside --------------------------------------------------------------------------------------------


def _rows(reading: Reading) -> list[TaskRow]:
    counted = _counted(reading)
    query: Any = (
        select(Task, Person.name, has_begun(reading.today))
        .outerjoin(Person, Person.id == Task.person_id)
        .where(Task.deleted_at.is_(None))
        .order_by(Task.position, Task.id)
    )
    rows = []
    for task, person, begun in reading.session.execute(query):
        state = task_state(not_ours=task.not_ours, done_on=task.done_on, begun=bool(begun))
        kinds = kinds_of(task.activity_kinds)
        times = sum(
            count for (names, kind), count in counted.items() if counts_for(task.id, kinds, names, kind)
        )
        rows.append(
            TaskRow(
                task.id,
                task.document,
                task.chapter,
                task.item,
                task.content,
                task.units,
                person or task.responsible,
                task.campaign_id,
                state,
                task.due_on,
                days_overdue(state, task.due_on, reading.today),
                times,
                task.times_a_year,
                task.done_on,
                task.result,
                task.search_text,
                person or "",
            )
        )
    called = task_labels([(row.item, row.content) for row in rows])
    return [replace(row, name=name) for row, name in zip(rows, called, strict=True)]


def _counted(reading: Reading) -> dict[tuple[int | None, ActivityKind], int]:
    """Return how many activities of this year name a task (None: no task that is there), by their kind."""
    named = aliased(Task)
    query: Any = (
        select(named.id, Activity.kind, func.count(Activity.id))
        .select_from(Activity)
        .outerjoin(named, _names(named))
        .where(_of_year(reading))
        .group_by(named.id, Activity.kind)
    )
    return {(names, kind): count for names, kind, count in reading.session.execute(query)}


def _serves_by_kind() -> Any:
    another = aliased(Task)
    names_one = exists(select(another.id).where(_names(another)).correlate(Activity))
    of_its_kinds = func.instr(Task.activity_kinds, "," + cast(Activity.kind, String) + ",") > 0
    return ~names_one & of_its_kinds


def _so_far(today: Any) -> Any:
    return Activity.held_on.between(func.date(today, "start of year"), today)


def _names(named: Any) -> Any:
    return (named.id == Activity.task_id) & named.deleted_at.is_(None)


def _of_year(reading: Reading) -> Any:
    first, last = year_so_far(reading.today)
    return Activity.deleted_at.is_(None) & Activity.held_on.between(first, last)
