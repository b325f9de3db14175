"""Tasks entered, changed, put in another order, and moved to the recycle bin."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select

from hazard_desk.model import Campaign, Task, TaskStep
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable, search_text
from hazard_desk.rules.task_states import StepFacts, TaskFacts, check_task
from hazard_desk.services.inspecting.columns import person_ids
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.tasks.choosing import task_name
from hazard_desk.services.tasks.records import PLAIN, stored_kinds, task_there
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork


def save_task(work: UnitOfWork, facts: TaskFacts, task_id: int | None = None) -> Changes:
    """Enter a task after the others, or change the one with `task_id`.

    A 责任人 whom the roster knows by this name is that person. Refused: what `check_task` refuses, a campaign
    that isn't there.
    """
    refuse_if_any([*check_task(facts, work.today), *_wrong_campaign(work, facts)])
    if task_id is None:
        task = Task(entered_at=work.now, position=next_position(work))
        work.session.add(task)
    else:
        task = task_there(work, task_id)
    fill_task(task, facts, person_ids(work))
    work.session.flush()
    _set_steps(work, task.id, facts.steps)
    verb = "新增" if task_id is None else "修改"
    return Changes(f"{verb}重点任务「{task_name(task.item, task.content)}」", task.id)


def fill_task(task: Task, facts: TaskFacts, people: dict[str, int]) -> None:
    """Put the facts into a task's columns; `people` are the ids by name."""
    for name in PLAIN:
        value = getattr(facts, name)
        setattr(task, name, value.strip() if isinstance(value, str) else value)
    named = facts.responsible.strip()
    task.person_id = people.get(comparable(named)) if named else None
    task.responsible = "" if task.person_id is not None else named
    task.activity_kinds = stored_kinds(facts.activity_kinds)
    task.search_text = search_text(
        [task.document, task.chapter, task.content, task.units, task.result, task.note], [task.item, named]
    )


def next_position(reading: Reading) -> int:
    """Return the place after the last task."""
    last = reading.session.scalar(select(func.max(Task.position)).where(Task.deleted_at.is_(None)))
    return 0 if last is None else last + 1


def remove_task(work: UnitOfWork, task_id: int) -> Changes:
    """Move a task to the recycle bin; activities that name it stay, and name none then."""
    task = task_there(work, task_id)
    task.deleted_at = work.now
    return Changes(f"重点任务「{task_name(task.item, task.content)}」移入回收站", task_id)


def move_task(work: UnitOfWork, task_id: int, by: int, shown: Collection[int] | None = None) -> Changes:
    """Put a task so many places down (up: negative) among those shown; beyond the ends it stays.

    The neighbour is looked for as the order is now: a key held down repeats faster than a list is read.
    """
    task = task_there(work, task_id)
    query = select(Task).where(Task.deleted_at.is_(None)).order_by(Task.position, Task.id)
    tasks = list(work.session.scalars(query))
    among = [one for one in tasks if shown is None or one.id in shown or one is task]
    at = among.index(task) + by
    if not 0 <= at < len(among):
        return Changes("已经在列表的头上或末尾", task_id)
    place = tasks.index(among[at])
    tasks.remove(task)
    tasks.insert(place, task)
    for position, one in enumerate(tasks):
        one.position = position
    return Changes(f"移动重点任务「{task_name(task.item, task.content)}」", task_id)


def _wrong_campaign(work: UnitOfWork, facts: TaskFacts) -> list[Refusal]:
    if facts.campaign_id is None:
        return []
    campaign = work.session.get(Campaign, facts.campaign_id)
    if campaign is not None and campaign.deleted_at is None:
        return []
    return [Refusal("campaign_id", "选的专项行动已不在台账里", "请另选，或不选。")]


def _set_steps(work: UnitOfWork, task_id: int, steps: tuple[StepFacts, ...]) -> None:
    wanted = sorted(
        (StepFacts(one.stepped_on, one.text.strip(), one.person.strip()) for one in steps),
        key=lambda one: one.stepped_on or work.today,
    )
    query = (
        select(TaskStep)
        .where(TaskStep.task_id == task_id, TaskStep.deleted_at.is_(None))
        .order_by(TaskStep.stepped_on, TaskStep.id)
    )
    stored = list(work.session.scalars(query))
    entered_for: date | None = None  # of one day, the steps stand in the order in which they were entered
    for one in wanted:
        assert one.stepped_on is not None
        known = [StepFacts(row.stepped_on, row.text, row.person) for row in stored]
        if one in known and one.stepped_on != entered_for:
            at = known.index(one)  # it stays as it was entered, and when
            _remove(work, stored[:at])
            del stored[: at + 1]
            continue
        entered_for = one.stepped_on
        work.session.add(
            TaskStep(
                task_id=task_id,
                stepped_on=one.stepped_on,
                text=one.text,
                person=one.person,
                entered_at=work.now,
            )
        )
    _remove(work, stored)
    work.session.flush()


def _remove(work: UnitOfWork, steps: Sequence[TaskStep]) -> None:
    for step in steps:
        work.session.delete(step)
