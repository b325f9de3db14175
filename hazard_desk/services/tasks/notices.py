"""Notices whose 重点任务分工 ships with the program (`resources/tasks`), and their rows entered as tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hazard_desk.errors import UsageError
from hazard_desk.model import Task
from hazard_desk.resources import load_json
from hazard_desk.rules.search_text import comparable
from hazard_desk.rules.task_states import TaskFacts
from hazard_desk.services.inspecting.columns import person_ids
from hazard_desk.services.tasks.saving import fill_task, next_position
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import ActivityKind

KEYS = ("S002",)
"""The notices, by the names of their files."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One row of the table, and the id of the task that was made of it (None: none yet)."""

    id: int  # its number, from 1, in the order of the table
    facts: TaskFacts
    frequencies: tuple[str, ...]  # how often, in the words of the row
    task_id: int | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with the rows of its table."""

    key: str
    document: str
    title: str
    rows: tuple[NoticeRow, ...]


def notices(reading: Reading) -> list[Notice]:
    """Return the notices, each row with the task that was made of it."""
    return [_notice(reading, key) for key in KEYS]


def import_notice(
    work: UnitOfWork, key: str, numbers: Collection[int], not_ours: Collection[int] = ()
) -> Changes:
    """Enter rows of a notice as tasks after the others; those in `not_ours` are marked 不涉及.

    A row that was entered already is left as it is, and said in the notices.
    """
    notice = _known(work, key)
    wanted = {*numbers, *not_ours}
    rows = [row for row in notice.rows if row.id in wanted]
    if not rows:
        raise UsageError("没有选任何一行。", "没有引入任务。", "请先选要引入的行。")
    people, position = person_ids(work), next_position(work)
    there, entered = 0, 0
    for row in rows:
        if row.task_id is not None:
            there += 1
            continue
        task = Task(entered_at=work.now, position=position + entered)
        fill_task(task, row.facts, people)
        task.not_ours = row.id in not_ours
        work.session.add(task)
        entered += 1
    work.session.flush()
    changes = Changes(f"从{notice.document}引入重点任务 {entered} 项", counts={"tasks": entered})
    if there:
        changes.notices.append(f"{there} 项已经引入过，没有再引入。")
    return changes


def _known(reading: Reading, key: str) -> Notice:
    if key not in KEYS:
        raise UsageError(f"没有编号为「{key}」的文件。", "没有引入任务。", f"现有：{'、'.join(KEYS)}。")
    return _notice(reading, key)


def _notice(reading: Reading, key: str) -> Notice:
    texts = load_json(f"tasks/{key}.json")
    facts = [_facts(texts["document"], row) for row in texts["rows"]]
    single = {item for item, count in Counter(one.item for one in facts).items() if count == 1}
    by_content, by_item = _entered(reading, texts["document"])
    rows = []
    for number, (one, row) in enumerate(zip(facts, texts["rows"], strict=True), start=1):
        known = by_content.get(comparable(one.content))
        if known is None and one.item in single:
            known = by_item.get(comparable(one.item))  # reworded since for the office
        rows.append(NoticeRow(number, one, tuple(each["words"] for each in row["frequencies"]), known))
    return Notice(key, texts["document"], texts["title"], tuple(rows))


def _facts(document: str, row: dict[str, Any]) -> TaskFacts:
    return TaskFacts(
        document=document,
        chapter=row["chapter"],
        # In the table 2.落实部门监管责任 stands once beside its four tasks.
        item="\n".join(part for part in (row["item"], row["part"]) if part),
        content=row["task"],
        units=row["units"],
        times_a_year=row["frequencies"][0]["times"] if row["frequencies"] else None,
        activity_kinds=tuple(ActivityKind(kind) for kind in row["activity_kinds"]),
    )


def _entered(reading: Reading, document: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return the tasks of a notice, by their content and by their item."""
    query: Any = select(Task.id, Task.item, Task.content).where(
        Task.deleted_at.is_(None), Task.document == document
    )
    found = reading.session.execute(query).all()
    return (
        {comparable(content): known for known, _, content in found},
        {comparable(item): known for known, item, _ in found},
    )
