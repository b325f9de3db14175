"""重点任务分工表 and 重点任务推进情况表: how the tasks stand today, those that are 不涉及 left out."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.task_plan import PlannedTask, task_plan
from hazard_desk.forms.task_progress import TaskProgress, task_progress
from hazard_desk.model import Office
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on
from hazard_desk.services.tasks import TaskRow, evidence_counts, steps_of, task_rows
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import TaskState


def task_plan_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the table of who does what by when; of a campaign, its tasks."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    ours, not_ours = _tasks(reading, request)
    if request.blank:
        return [task_plan(texts, unit_name=office.name, campaign=request.campaign)]
    planned = [
        PlannedTask(row.chapter, row.item, row.content, row.units, row.responsible, row.due_on)
        for row in ours
    ]
    return [
        task_plan(
            texts,
            unit_name=office.name,
            filled_on=filled_on(reading, request),
            campaign=request.campaign,
            tasks=planned,
            not_ours=not_ours,
        )
    ]


def task_progress_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the table of how far each task is; of a campaign, its tasks."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    ours, not_ours = _tasks(reading, request)
    if request.blank:
        return [task_progress(texts, unit_name=office.name, campaign=request.campaign)]
    ids = [row.id for row in ours]
    steps, evidence = steps_of(reading, ids), evidence_counts(reading, ids)
    told = [
        TaskProgress(
            row.item,
            row.content,
            row.responsible,
            row.due_on,
            steps.get(row.id, ()),
            row.times,
            row.times_a_year,
            row.state,
            row.overdue,
            row.done_on,
            row.result,
            evidence.get(row.id, 0),
        )
        for row in ours
    ]
    return [
        task_progress(
            texts,
            unit_name=office.name,
            filled_on=filled_on(reading, request),
            campaign=request.campaign,
            tasks=told,
            not_ours=not_ours,
        )
    ]


def _tasks(reading: Reading, request: FormRequest) -> tuple[list[TaskRow], int]:
    """Return the tasks that concern the office, and how many others there are."""
    campaign = campaign_asked(reading, request)
    rows = [row for row in task_rows(reading) if campaign is None or row.campaign_id == campaign.id]
    ours = [row for row in rows if row.state is not TaskState.NOT_OURS]
    return ours, len(rows) - len(ours)
