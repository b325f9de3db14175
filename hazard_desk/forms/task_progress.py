"""重点任务推进情况表: of each task who answers for it, what was done, how far it is, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.documents.wording import fill
from hazard_desk.forms.heading import title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import LANDSCAPE_WIDTH_MM, Content, DateStyle, Sheet, printed
from hazard_desk.forms.task_plan import not_ours_note
from hazard_desk.rules.task_states import StepFacts
from hazard_desk.terms import TaskState


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """One row: the task, its steps, how often this year, and what it came to."""

    item: str
    content: str
    responsible: str
    due_on: date | None
    steps: tuple[StepFacts, ...]
    times: int
    times_a_year: int | None
    state: TaskState
    overdue: int
    done_on: date | None
    result: str
    evidence: int


def task_progress(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    tasks: Sequence[TaskProgress] | None = None,
    not_ours: int = 0,
) -> Sheet:
    """Return the table; without `tasks` a blank one. `not_ours` tasks (不涉及) are told of below it."""
    rows: list[Mapping[str, Content]] = [_row(texts["progress"], task) for task in tasks or ()]
    if tasks is not None and not rows:
        rows = [{"number": None, "task": texts["nothing"]}]
    return ledger_sheet(
        texts,
        rows,
        title=title_with_campaign(texts, campaign or "", LANDSCAPE_WIDTH_MM),
        head=unit_and_date(texts, unit_name, filled_on),
        notes=not_ours_note(texts, not_ours),
        least_rows=len(rows) or None,
    )


def _row(words: Mapping[str, Any], task: TaskProgress) -> Mapping[str, Content]:
    done = (
        ""
        if task.done_on is None
        else fill(words, words["finished"], date=printed(task.done_on, DateStyle.DOTS))
    )
    state = task.state.label
    if task.overdue:
        state = fill(words, words["overdue"], state=state, late_days=str(task.overdue))
    return {
        "task": "\n".join(part for part in (task.item, task.content) if part),
        "responsible": task.responsible,
        "due_on": task.due_on,
        "steps": "\n".join([*_times(words, task), *(_step(words, step) for step in task.steps)]),
        "result": "\n".join(part for part in (done, task.result) if part),
        "evidence": fill(words, words["evidence"], files=str(task.evidence)) if task.evidence else "",
        "state": state,
    }


def _times(words: Mapping[str, Any], task: TaskProgress) -> list[str]:
    if task.times_a_year is not None:
        return [fill(words, words["times"], times=str(task.times), asked_times=str(task.times_a_year))]
    return [fill(words, words["times_only"], times=str(task.times))] if task.times else []


def _step(words: Mapping[str, Any], step: StepFacts) -> str:
    day = printed(step.stepped_on, DateStyle.DOTS)
    text = words["step_by" if step.person else "step"]
    return fill(words, text, date=day, written=step.text, who=step.person)
