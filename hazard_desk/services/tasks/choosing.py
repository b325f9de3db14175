"""What the tasks (重点任务) are called in one line, and all of them to choose from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from hazard_desk.model import Task
from hazard_desk.rules.task_states import in_one_line
from hazard_desk.services.offices import Choice
from hazard_desk.store.unit_of_work import Reading

_SHOWN = 40
_NUMBER = re.compile(r"（[一二三四五六七八九十百]+）")


def task_choices(reading: Reading) -> list[Choice]:
    """Return the tasks that concern the office in their order, each called as the list of tasks calls it.

    Of several that are called alike, each but the first has a number: a draft knows them by their words.
    """
    query: Any = (
        select(Task.id, Task.item, Task.content, Task.not_ours)
        .where(Task.deleted_at.is_(None))
        .order_by(Task.position, Task.id)
    )
    found = reading.session.execute(query).all()
    called = _told_apart(task_labels([(item, content) for _, item, content, _ in found]))
    return [
        Choice(known, label)
        for (known, _, _, not_ours), label in zip(found, called, strict=True)
        if not not_ours
    ]


def task_labels(tasks: Sequence[tuple[str, str]]) -> list[str]:
    """Return what tasks are called in one line, of their 具体事项 and 工作任务.

    A 具体事项 of one task is its name; of several, its number and the beginning of each task.
    """
    several = Counter(in_one_line(item) for item, _ in tasks)
    return [
        in_one_line(item) if item.strip() and several[in_one_line(item)] == 1 else task_name(item, content)
        for item, content in tasks
    ]


def task_name(item: str, content: str) -> str:
    """Return what a task is called by itself: （二）动态完善监管部门安全生产权责清单."""
    number = _NUMBER.match(item.strip())
    begun = in_one_line(content)
    return (number[0] if number else "") + (begun if len(begun) <= _SHOWN else f"{begun[:_SHOWN]}…")


def _told_apart(labels: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for label in labels:
        seen[label] += 1
        found.append(label if seen[label] == 1 else f"{label}（{seen[label]}）")
    return found
