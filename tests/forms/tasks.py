"""重点任务 as samples: the 45 rows of the notice with whom and by when; their progress; and blank."""

from __future__ import annotations

from datetime import date

from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.task_plan import PlannedTask, task_plan
from hazard_desk.forms.task_progress import TaskProgress, task_progress
from hazard_desk.resources import load_json
from hazard_desk.rules.task_states import StepFacts
from hazard_desk.terms import TaskState
from tests.forms.samples import UNIT

DAY = date(2025, 3, 7)
PLAN, PROGRESS = load_texts("task-plan"), load_texts("task-progress")
ROWS = load_json("tasks/S002.json")["rows"]


def item_of(number: int) -> str:
    """Return 具体事项 of a row of the notice, counted from 0."""
    return "\n".join(part for part in (ROWS[number]["item"], ROWS[number]["part"]) if part)


PLANNED = [
    PlannedTask(
        row["chapter"],
        item_of(number),
        row["task"],
        row["units"],
        ("任㛃龙", "应急管理站", "")[number % 3],
        date(2025, 3 + number % 9, 28) if number % 4 else None,
    )
    for number, row in enumerate(ROWS)
]
SHORT = [PLANNED[number] for number in (0, 2, 3, 4, 5)]
"""Those of one page."""

STEPS = (
    StepFacts(date(2025, 1, 9), "印发理论学习计划，明确每季度学习的内容", "王建国"),
    StepFacts(date(2025, 3, 3), "@召开专题学习会，42人参加"),
)
TOLD = [
    TaskProgress(
        item_of(number),
        ROWS[number]["task"],
        "任㛃龙",
        date(2025, 3, 1),
        STEPS[: number % 3],
        number,
        4 if number % 2 == 0 else None,
        TaskState.DONE if number == 5 else TaskState.UNDER_WAY if number % 3 else TaskState.NOT_STARTED,
        0 if number == 5 else 6,
        date(2025, 2, 27) if number == 5 else None,
        "已全部落实，资料已归档" if number == 5 else "",
        number * 3,
    )
    for number in (0, 2, 3, 5)
]

BLANK: dict[str, tuple[Sheet, ...]] = {
    "task-plan": (task_plan(PLAN, unit_name=UNIT),),
    "task-progress": (task_progress(PROGRESS, unit_name=UNIT),),
}
FILLED: dict[str, tuple[Sheet, ...]] = {
    "task-plan": (task_plan(PLAN, unit_name=UNIT, filled_on=DAY, tasks=SHORT, not_ours=2),),
    "task-progress": (task_progress(PROGRESS, unit_name=UNIT, filled_on=DAY, tasks=TOLD, not_ours=2),),
}
