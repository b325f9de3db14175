"""The stored tasks looked up, and their columns."""

from __future__ import annotations

from collections.abc import Iterable

from hazard_desk.errors import RecordMissing
from hazard_desk.model import Task
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import ActivityKind

PLAIN = (
    "document",
    "chapter",
    "item",
    "content",
    "units",
    "campaign_id",
    "times_a_year",
    "due_on",
    "done_on",
    "result",
    "not_ours",
    "note",
)
"""The columns that are called as the fields of `TaskFacts` are, and hold the same."""


def task_there(reading: Reading, task_id: int) -> Task:
    """Return a task that isn't in the recycle bin; another one is refused."""
    task = reading.session.get(Task, task_id)
    if task is None or task.deleted_at is not None:
        raise RecordMissing("这项任务已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return task


def kinds_of(stored: str) -> tuple[ActivityKind, ...]:
    """Return the kinds of activities that a column names (",meeting,study,"), in the order of the term."""
    named = set(stored.split(","))
    return tuple(kind for kind in ActivityKind if kind.value in named)


def stored_kinds(kinds: Iterable[ActivityKind]) -> str:
    """Return how a column names these kinds; a comma on both sides of each, so that one is found by LIKE."""
    chosen = set(kinds)
    values = [kind.value for kind in ActivityKind if kind in chosen]
    return f",{','.join(values)}," if values else ""
