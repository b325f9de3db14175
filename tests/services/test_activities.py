"""活动: saved, changed, removed and brought back; what a week tells of them; the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import Task
from hazard_desk.rules.activities import ActivityFacts
from hazard_desk.rules.task_states import TaskFacts
from hazard_desk.services.activities import (
    activities_of_week,
    activity_drafts,
    activity_places,
    activity_record,
    activity_rows,
    remove_activity,
    save_activity,
)
from hazard_desk.services.attaching import Given, Owner, attach, attachments_of
from hazard_desk.services.campaigning import campaign_rows
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.form_filling.dispatch import dispatch_slots, with_drafts
from hazard_desk.services.journal import undo_last
from hazard_desk.services.offices import campaign_by_name, villages
from hazard_desk.services.registry import remove_enterprise
from hazard_desk.services.tasks import remove_task, save_task
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import ActivityKind, AttachmentKind
from tests.services.filing.clerk import W1, W2, W3, Clerk
from tests.services.filing.month_desk import make_office
from tests.services.form_desk import campaign, enterprise, saved

KIND = ActivityKind
DAY = date(2026, 9, 2)  # in the week that ends on W1
MEETING = ActivityFacts(
    KIND.MEETING,
    DAY,
    "全镇安全生产工作会议",
    "镇政府三楼",
    "镇党委",
    participants=86,
    enterprise_count=32,
    media_reports=2,
    media="县融媒体中心",
)


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    made = Clerk()
    with make_office(tmp_path, made.clock) as office:
        made.office = office
        made.works = enterprise(office)
        yield made


def keep(clerk: Clerk, facts: ActivityFacts = MEETING, **more: Any) -> int:
    return saved(clerk.office.run(save_activity, replace(facts, **more)))


def refused(office: OfficeFile, facts: ActivityFacts, activity_id: int | None = None) -> list[str]:
    with pytest.raises(InputRefused) as error:
        office.run(save_activity, facts, activity_id)
    assert all(problem.remedy for problem in error.value.problems)
    return [problem.field for problem in error.value.problems]


# ---- one record ----------------------------------------------------------------------------------------


def test_everything_that_is_entered_is_kept(clerk: Clerk) -> None:
    office = clerk.office
    campaign(office, "冬季行动")

    def add_task(work: UnitOfWork) -> Changes:
        task = Task(content="组织培训", entered_at=work.now)
        work.session.add(task)
        work.session.flush()
        return Changes("任务", task.id)

    task = saved(office.run(add_task))
    facts = replace(
        MEETING,
        chair="李某",
        attendees="各村、各企业",
        enterprises=(clerk.works,),
        materials=300,
        content="安排部署",
        village_id=office.ask(villages)[0].id,
        task_id=task,
        campaigns=("冬季行动",),
        note="有录像",
    )
    known = keep(clerk, facts)
    record = office.ask(activity_record, known)
    assert (record.facts, record.names) == (facts, {clerk.works: "兴隆铸造厂"})
    (row,) = office.ask(activity_rows)
    assert (row.enterprises, row.named, row.village, row.evidence) == (32, ("兴隆铸造厂",), "东街村", 0)
    assert [one.used for one in office.ask(campaign_rows)] == [1]
    assert office.ask(activity_places)["media"] == ["县融媒体中心"]
    less = ActivityFacts(KIND.STUDY, DAY, "中心组学习")
    office.run(save_activity, less, known)
    assert office.ask(activity_record, known).facts == less
    office.run(undo_last)
    assert office.ask(activity_record, known).facts == facts


def test_removed_it_is_gone_until_it_is_brought_back(clerk: Clerk) -> None:
    known = keep(clerk)
    clerk.office.run(remove_activity, known)
    assert clerk.office.ask(activity_rows) == []
    with pytest.raises(RecordMissing):
        clerk.office.ask(activity_record, known)
    clerk.office.run(undo_last)
    assert [row.id for row in clerk.office.ask(activity_rows)] == [known]


def test_what_is_not_there_is_refused_and_what_was_named_before_stays(clerk: Clerk) -> None:
    office = clerk.office
    gone = enterprise(office, "旧厂")
    known = keep(clerk, enterprises=(gone,), enterprise_count=None)
    office.run(remove_enterprise, gone)
    wrong = replace(MEETING, enterprises=(gone, 999), village_id=99, task_id=99)
    assert refused(office, wrong) == ["enterprises", "village_id", "task_id"]
    assert refused(office, replace(MEETING, name=" ", held_on=date(2027, 1, 1))) == ["held_on", "name"]
    office.run(save_activity, replace(MEETING, enterprises=(gone,), note="改"), known)
    assert office.ask(activity_record, known).facts.enterprises == (gone,)
    task = office.run(save_task, TaskFacts(content="任务甲")).record_id
    office.run(save_activity, replace(MEETING, task_id=task), known)
    office.run(remove_task, task)
    office.run(save_activity, replace(MEETING, task_id=task, note="再改"), known)
    record = office.ask(activity_record, known)
    assert (record.facts.task_id, record.task) == (task, "任务甲（已移走）")
    assert refused(office, replace(MEETING, task_id=task)) == ["task_id"]


def test_photos_and_papers_hang_on_it(clerk: Clerk) -> None:
    known = keep(clerk)
    owner = Owner("activity", known)
    done = clerk.office.run(attach, owner, [Given("签到表.pdf", b"%PDF-1.4\n%%EOF")], AttachmentKind.SCENE)
    assert done.summary == "加附件 1 个到会议「全镇安全生产工作会议」2026-09-02"
    assert [row.kind for row in clerk.office.ask(attachments_of, owner)] == [AttachmentKind.SCAN]
    assert clerk.office.ask(activity_rows)[0].evidence == 1


# ---- a week --------------------------------------------------------------------------------------------


def names(clerk: Clerk, week: date, of: str | None = None) -> list[tuple[str, bool]]:
    def told(reading: Any) -> list[tuple[str, bool]]:
        chosen = campaign_by_name(reading, of) if of else None
        return [(row.name, row.late) for row in activities_of_week(reading, week, chosen)]

    return clerk.office.ask(told)


def test_one_entered_after_its_week_was_filed_is_told_of_in_the_week_open_then(clerk: Clerk) -> None:
    keep(clerk)
    assert names(clerk, W1) == [("全镇安全生产工作会议", False)]
    clerk.file(W1)
    clerk.today = date(2026, 9, 8)
    keep(clerk, name="补记的会")
    keep(clerk, name="这周的会", held_on=date(2026, 9, 7))
    assert names(clerk, W1) == [("全镇安全生产工作会议", False)]
    assert names(clerk, W2) == [("补记的会", True), ("这周的会", False)]
    clerk.file(W2)
    assert names(clerk, W2) == [("补记的会", True), ("这周的会", False)]  # where it was told of it stays
    assert names(clerk, W3) == []
    drawn = clerk.office.ask(activity_drafts, W2)["mobilisation"]
    assert (drawn.activities, drawn.late) == (2, 1)
    clerk.office.run(undo_last)  # 定稿 of W2
    clerk.office.run(undo_last)
    assert names(clerk, W2) == [("补记的会", True)]


def test_of_a_campaign_are_those_that_belong_to_it_and_came_when_it_had_begun(clerk: Clerk) -> None:
    campaign(clerk.office, "冬季行动", date(2026, 9, 3))
    keep(clerk, campaigns=("冬季行动",))
    clerk.today = date(2026, 9, 4)
    keep(clerk, name="动员会", held_on=date(2026, 9, 3), campaigns=("冬季行动",))
    keep(clerk, name="别的会", held_on=date(2026, 9, 3))
    assert names(clerk, W1, "冬季行动") == [("动员会", False)]
    assert len(names(clerk, W1)) == 3


def test_the_places_of_f6_that_people_write_have_drafts(clerk: Clerk) -> None:
    keep(clerk)

    def places(reading: Any) -> dict[str, str]:
        slots = with_drafts(reading, dispatch_slots(reading, W1), W1)
        return {slot.name: slot.draft.text for slot in slots if slot.draft is not None}

    assert clerk.office.ask(places) == {
        "mobilisation": "9月2日召开全镇安全生产工作会议，参加86人、企业32家。",
        "publicity": "“全镇安全生产工作会议”媒体报道2篇（县融媒体中心）。",
    }
    assert all(slot.value is None for slot in clerk.office.ask(dispatch_slots, W1) if slot.prompt)


def test_the_ledger_lists_the_week_or_all_and_counts_by_kind(clerk: Clerk) -> None:
    keep(clerk)
    clerk.today = datetime(2026, 9, 8).date()
    keep(clerk, KIND_TRAINING, enterprises=(clerk.works,))

    def ledger(**asked: Any) -> tuple[list[str], str]:
        request = FormRequest("activity-ledger", week_end=W2, **asked)
        (sheet,) = clerk.office.ask(form_sheets, request)
        return [str(cell.text) for cell in sheet.cells if cell.column == 3 and cell.text], sheet.notes[0]

    listed, note = ledger()
    assert listed == ["名称", "有限空间作业培训"]
    assert "共1项，其中培训1项" in note
    listed, note = ledger(scope=Scope.CUMULATIVE)
    assert listed == ["名称", "全镇安全生产工作会议", "有限空间作业培训"]
    assert "共2项，其中会议1项、培训1项" in note
    assert ledger(blank=True)[0] == ["名称"]


KIND_TRAINING = ActivityFacts(KIND.TRAINING, date(2026, 9, 8), "有限空间作业培训", participants=45)
