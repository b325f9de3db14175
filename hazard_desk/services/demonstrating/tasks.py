"""重点任务 of the demo: some rows of the notice, with whom answers for them and what was done so far."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from sqlalchemy import select

from hazard_desk.model import Person
from hazard_desk.rules.task_states import StepFacts
from hazard_desk.services.tasks import import_notice, save_task, task_record, task_rows
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import TaskState

_NOTICE = "S002"
# Row of the notice: days from today to 完成时限, what was done (so many days ago), and whether that was all.
_TASKS: dict[int, tuple[int, tuple[tuple[int, str], ...], bool]] = {
    1: (35, ((70, "印发理论学习计划"), (12, "组织专题学习，学习安全生产重要论述")), False),
    2: (5, ((48, "建立办实事、解难题清单"),), False),
    13: (-6, ((60, "部署隐患大排查"), (20, "汇总各村排查情况")), False),
    14: (18, ((33, "督促企业建立自查自改台账"),), False),
    24: (40, (), False),
    37: (-20, ((58, "开展安全宣传进企业、进农村"), (31, "张贴标语、发放资料")), True),
    40: (60, (), False),
}
_NOT_OURS = (17, 18)  # 煤矿, 非煤矿山和尾矿库


def add_tasks(work: UnitOfWork, random: Random) -> None:
    """Enter some tasks, some of them done, late or not begun."""
    import_notice(work, _NOTICE, list(_TASKS), list(_NOT_OURS))
    people = list(
        work.session.scalars(
            select(Person.name).where(Person.deleted_at.is_(None)).order_by(Person.post.is_(None), Person.id)
        )
    )
    rows = [row for row in task_rows(work) if row.state is not TaskState.NOT_OURS]
    for row, (due_in, done, finished) in zip(rows, _TASKS.values(), strict=True):
        person = random.choice(people[:6]) if people else ""
        steps = tuple(StepFacts(work.today - timedelta(days=ago), text, person) for ago, text in done)
        facts = replace(
            task_record(work, row.id).facts,
            responsible=person,
            due_on=work.today + timedelta(days=due_in),
            steps=steps,
        )
        if finished:
            facts.done_on, facts.result = steps[-1].stepped_on, "已按要求完成"
        save_task(work, facts, row.id)
