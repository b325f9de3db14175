"""重点任务: what notices order for the year (S002 重点任务分工), who answers for it, and how far it is."""

from hazard_desk.services.tasks.choosing import task_choices
from hazard_desk.services.tasks.notices import Notice, NoticeRow, import_notice, notices
from hazard_desk.services.tasks.saving import move_task, remove_task, save_task
from hazard_desk.services.tasks.standing import (
    CountedActivity,
    TaskRecord,
    TaskRow,
    evidence_counts,
    steps_of,
    task_record,
    task_rows,
    waiting_task_rows,
    waiting_tasks,
)

__all__ = [
    "CountedActivity",
    "Notice",
    "NoticeRow",
    "TaskRecord",
    "TaskRow",
    "evidence_counts",
    "import_notice",
    "move_task",
    "notices",
    "remove_task",
    "save_task",
    "steps_of",
    "task_choices",
    "task_record",
    "task_rows",
    "waiting_task_rows",
    "waiting_tasks",
]
