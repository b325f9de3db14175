"""重点任务: entered, changed, counted, sorted, removed; on the workbench and on both tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.model import Activity, TaskStep
from hazard_desk.rules.task_states import StepFacts, TaskFacts
from hazard_desk.services.attaching import Given, Owner, attach, owner_name
from hazard_desk.services.campaigning import CampaignFacts, campaign_rows, remove_campaign, save_campaign
from hazard_desk.services.form_filling.filling import form_sheets
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.journal import undo_last
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.rosters import PersonFacts, remove_roster_entry, save_roster_entry
from hazard_desk.services.tasks import (
    evidence_counts,
    import_notice,
    move_task,
    remove_task,
    save_task,
    task_choices,
    task_record,
    task_rows,
    waiting_tasks,
)
from hazard_desk.services.workbench import Task as Line
from hazard_desk.services.workbench import task_rows as rows_behind_line
from hazard_desk.services.workbench import workbench
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import ActivityKind, AttachmentKind, TaskState
from tests.photo_samples import jpeg

TODAY = date(2026, 3, 20)
FACTS = TaskFacts(
    item="（一）深入贯彻安全发展理念",
    content="每季度至少进行一次理论学习",
    units="各村",
    responsible="任乡长",
    times_a_year=4,
    activity_kinds=(ActivityKind.MEETING, ActivityKind.STUDY),
    due_on=TODAY + timedelta(days=7),
    steps=(StepFacts(date(2026, 3, 2), "集中学习", "张三"), StepFacts(date(2026, 1, 5), "印发计划")),
)


@pytest.fixture
def office(tmp_path: Path) -> Any:
    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村"])
    with OfficeFile.open(folder, clock=lambda: datetime(2026, 3, 20, 9)) as office:
        yield office


def saved(office: OfficeFile, facts: TaskFacts = FACTS, task_id: int | None = None) -> int:
    known = office.run(save_task, facts, task_id).record_id
    assert known is not None
    return int(known)


def held(work: UnitOfWork, *activities: tuple[date, ActivityKind, int | None]) -> Changes:
    for on, kind, task_id in activities:
        work.session.add(
            Activity(kind=kind, held_on=on, name="学习", task_id=task_id, entered_at=work.now, search_text="")
        )
    return Changes("登记活动")


def test_what_is_entered_stands_as_it_was_and_steps_by_their_days(office: OfficeFile) -> None:
    known = saved(office)
    record = office.ask(task_record, known)
    assert record.facts == replace(FACTS, steps=FACTS.steps[::-1])
    assert (record.state, record.overdue) == (TaskState.UNDER_WAY, 0)
    entries = office.run(save_task, record.facts, known)
    assert not entries.nouns, "saving it again changes nothing"
    saved(office, replace(record.facts, steps=record.facts.steps[:1], done_on=TODAY), known)
    record = office.ask(task_record, known)
    assert (record.state, len(record.facts.steps)) == (TaskState.DONE, 1)
    office.run(undo_last)
    assert office.ask(task_record, known).facts == replace(FACTS, steps=FACTS.steps[::-1])


def test_a_known_person_is_named_by_the_roster_and_can_not_be_removed(office: OfficeFile) -> None:
    person = office.run(save_roster_entry, PersonFacts("任乡长")).record_id
    known = saved(office)
    office.run(save_roster_entry, PersonFacts("任新名"), person)
    assert office.ask(task_rows)[0].responsible == "任新名"
    assert office.ask(task_record, known).facts.responsible == "任新名"
    assert [row.id for row in office.ask(task_rows, "rxm")] == [known]
    with pytest.raises(HazardDeskError, match="还有 1 条记录用着"):
        office.run(remove_roster_entry, PersonFacts, person)
    saved(office, replace(FACTS, responsible="应急站、各村"), known)
    assert office.ask(task_rows)[0].responsible == "应急站、各村"
    office.run(remove_roster_entry, PersonFacts, person)


def test_of_two_persons_of_one_name_none_is_meant(office: OfficeFile) -> None:
    for _ in range(2):
        office.run(save_roster_entry, PersonFacts("任乡长"))
    saved(office)
    assert office.ask(task_rows)[0].responsible == "任乡长"


@pytest.mark.parametrize("text", ["理论学习", "srgcaqfzln", "任乡长 学习", "各村", "rxz"])
def test_it_is_found_by_words_and_initials(office: OfficeFile, text: str) -> None:
    saved(office)
    saved(office, TaskFacts(content="别的事"))
    assert [row.content for row in office.ask(task_rows, text)] == [FACTS.content]
    assert office.ask(task_rows, text, [TaskState.DONE]) == []


def test_refused_is_what_the_rule_refuses_and_a_campaign_that_is_gone(office: OfficeFile) -> None:
    with pytest.raises(InputRefused) as refused:
        office.run(save_task, replace(FACTS, content="", campaign_id=9))
    assert {problem.field for problem in refused.value.problems} == {"content", "campaign_id"}
    assert office.ask(task_rows) == []


def test_a_campaign_with_tasks_is_in_use(office: OfficeFile) -> None:
    campaign = office.run(save_campaign, CampaignFacts("大整治")).record_id
    saved(office, replace(FACTS, campaign_id=campaign))
    assert [row.used for row in office.ask(campaign_rows)] == [1]
    with pytest.raises(HazardDeskError):
        office.run(remove_campaign, campaign)


def test_activities_count_that_name_it_or_are_of_its_kinds_this_year(office: OfficeFile) -> None:
    known, other = saved(office), saved(office, TaskFacts(content="警示教育"))
    day, study = date(2026, 2, 2), ActivityKind.STUDY
    office.run(
        held,
        (day, study, None),
        (day, ActivityKind.DRILL, known),
        (TODAY, ActivityKind.MEETING, None),
        (day, study, other),  # for the other one
        (day, ActivityKind.DRILL, None),  # of no kind asked for
        (date(2025, 12, 31), study, known),  # last year
        (TODAY + timedelta(days=1), study, known),  # still to come
    )
    first, second = office.ask(task_rows)
    assert (first.times, first.times_a_year, second.times, second.times_a_year) == (3, 4, 1, None)
    counted = office.ask(task_record, known).activities
    assert [(one.held_on, one.kind, one.named) for one in counted] == [
        (TODAY, ActivityKind.MEETING, False),
        (day, ActivityKind.DRILL, True),
        (day, study, False),
    ]
    assert second.state is TaskState.UNDER_WAY, "an activity that names it is a beginning"
    office.run(remove_task, other)
    assert office.ask(task_rows)[0].times == 4, "what named a removed task names none"


def test_what_counts_for_it_is_a_beginning_in_list_and_record_alike(office: OfficeFile) -> None:
    known = saved(office, replace(FACTS, steps=()))

    def stands() -> tuple[TaskState, TaskState, bool, int]:
        (row,), record = office.ask(task_rows), office.ask(task_record, known)
        return row.state, record.state, record.served, row.times

    nothing = (TaskState.NOT_STARTED, TaskState.NOT_STARTED, False, 0)
    office.run(
        held,
        (TODAY, ActivityKind.DRILL, None),  # of no kind asked for
        (date(2025, 12, 31), ActivityKind.STUDY, None),  # of last year
        (TODAY + timedelta(days=1), ActivityKind.STUDY, None),  # still to come
    )
    assert stands() == nothing
    office.run(held, (TODAY, ActivityKind.STUDY, None))
    assert stands() == (TaskState.UNDER_WAY, TaskState.UNDER_WAY, True, 1)
    office.run(undo_last)
    assert stands() == nothing
    office.run(held, (date(2025, 12, 31), ActivityKind.DRILL, known))
    assert stands() == (TaskState.UNDER_WAY, TaskState.UNDER_WAY, True, 0)


def test_steps_that_did_not_change_stay_as_they_were_entered(office: OfficeFile) -> None:
    known = saved(office)

    def stored() -> Any:
        return office.ask(
            lambda reading: {
                step.text: step.id
                for step in reading.session.query(TaskStep).order_by(TaskStep.stepped_on, TaskStep.id)
            }
        )

    before = stored()
    one, other = FACTS.steps
    new = StepFacts(TODAY, "又做了一件", "")
    saved(office, replace(FACTS, steps=(one, other, new), note="改了备注"), known)
    assert stored().items() > before.items()
    same_day = [StepFacts(TODAY, text, "") for text in ("后一件", "又做了一件")]
    saved(office, replace(FACTS, steps=(one, *same_day)), known)
    assert [step.text for step in office.ask(task_record, known).facts.steps if step.stepped_on == TODAY] == [
        "后一件",
        "又做了一件",
    ]
    assert stored()[one.text] == before[one.text]
    assert other.text not in stored()


def test_tasks_are_moved_among_the_others(office: OfficeFile) -> None:
    ids = [saved(office, TaskFacts(content=name)) for name in "甲乙丙丁"]

    def order() -> str:
        return "".join(row.content for row in office.ask(task_rows))

    office.run(move_task, ids[3], -2)
    assert order() == "甲丁乙丙"
    office.run(move_task, ids[0], 3)
    assert order() == "丁乙丙甲"
    saved(office, TaskFacts(content="戊"))
    assert order() == "丁乙丙甲戊"
    office.run(remove_task, ids[1])
    office.run(move_task, ids[2], -1)
    assert order() == "丙丁甲戊"
    office.run(undo_last)
    assert order() == "丁丙甲戊"
    assert not office.run(move_task, ids[3], -1).nouns, "it is the first one"
    office.run(move_task, ids[3], 1, (ids[3], ids[0]))  # of the two that the list shows
    assert order() == "丙甲丁戊"


def test_a_removed_task_comes_back_with_all_of_it(office: OfficeFile) -> None:
    known = saved(office)
    office.run(attach, Owner("task", known), [Given("签到表.jpg", jpeg())], AttachmentKind.SCAN)
    assert office.ask(evidence_counts, [known]) == {known: 1}
    assert office.ask(owner_name, Owner("task", known)) == "重点任务「（一）深入贯彻安全发展理念」"
    office.run(remove_task, known)
    assert (office.ask(task_rows), office.ask(task_choices)) == ([], [])
    with pytest.raises(RecordMissing):
        office.ask(task_record, known)
    with pytest.raises(RecordMissing):
        office.run(attach, Owner("task", known), [Given("签到表.jpg", jpeg())], AttachmentKind.SCAN)
    office.run(undo_last)
    assert office.ask(task_record, known).facts.steps == FACTS.steps[::-1]


def test_choices_leave_out_what_does_not_concern_the_office(office: OfficeFile) -> None:
    office.run(import_notice, "S002", [1, 3, 4, 9], [17])
    assert [choice.name for choice in office.ask(task_choices)] == [
        "（一）深入贯彻安全发展理念",
        "（二）要充分发挥市县安全生产专业委员会作用，提请各专委会主任、副主任每季度至少召开一次…",
        "（二）动态完善监管部门安全生产权责清单；编制年度监督检查计划，明确每个企业监管责任、检…",
        "（三）加强重大风险源头管控",
    ]


def test_choices_that_are_called_alike_are_told_apart(office: OfficeFile) -> None:
    for note in "甲乙":
        saved(office, TaskFacts(content="每季度学习", note=note))
    assert [choice.name for choice in office.ask(task_choices)] == ["每季度学习", "每季度学习（2）"]


def test_the_workbench_lists_what_is_late_or_due_within_seven_days(office: OfficeFile) -> None:
    def due(days: int, **facts: Any) -> int:
        return saved(office, replace(FACTS, due_on=TODAY + timedelta(days=days), **facts))

    soon, late, today = due(7), due(-3), due(0)
    due(8), due(-9, done_on=TODAY), due(-9, not_ours=True)
    saved(office, replace(FACTS, due_on=None))
    assert [row.id for row in office.ask(waiting_tasks)] == [late, today, soon]
    line = next(line for line in office.ask(workbench).tasks if line.task is Line.KEY_TASK)
    assert (line.count, line.late, line.days) == (3, 1, 3)
    behind = office.ask(rows_behind_line, Line.KEY_TASK)
    assert [(row.noun, row.id) for row in behind] == [("task", late), ("task", today), ("task", soon)]
    assert behind[0].text == "推进中，任乡长，逾期 3 天（时限 2026-03-17）：每季度至少进行一次理论学习"
    assert behind[1].text.startswith("推进中，任乡长，时限 2026-03-20：")


def texts(office: OfficeFile, form: str, **asked: Any) -> tuple[list[str], tuple[str, ...]]:
    (sheet,) = office.ask(form_sheets, FormRequest(form, **asked))
    return [cell.text for cell in sheet.cells], sheet.notes


def test_both_tables_tell_of_the_tasks_that_concern_the_office(office: OfficeFile) -> None:
    campaign = office.run(save_campaign, CampaignFacts("大整治")).record_id
    known = saved(office, replace(FACTS, campaign_id=campaign))
    saved(office, TaskFacts(content="召开会议", result="已开"))
    saved(office, TaskFacts(content="煤矿", not_ours=True))
    office.run(held, (TODAY, ActivityKind.STUDY, None))
    office.run(attach, Owner("task", known), [Given("签到表.jpg", jpeg())], AttachmentKind.SCAN)
    plan, notes = texts(office, "task-plan")
    assert {"每季度至少进行一次理论学习", "召开会议", "任乡长", "2026.3.27"} <= set(plan)
    assert "煤矿" not in plan
    assert notes == ("注：不涉及本单位的1项没有列入。",)
    told, _ = texts(office, "task-progress")
    assert "今年已开展1次，要求4次。\n2026.1.5：印发计划\n2026.3.2：集中学习（张三）" in told
    assert {"1份", "推进中", "未开始", "已开"} <= set(told)
    of_campaign, none = texts(office, "task-progress", campaign="大整治")
    assert "召开会议" not in of_campaign
    assert none == ()
    blank, _ = texts(office, "task-plan", blank=True)
    assert "召开会议" not in blank
