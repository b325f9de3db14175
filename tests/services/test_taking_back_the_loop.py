"""Every operation of the closed loop is taken back whole, and never over what was entered later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError
from hazard_desk.rules.facts import CheckPoint, CriterionFacts, StandardFacts
from hazard_desk.rules.hazard_life import Step, offered
from hazard_desk.rules.settings import Duration
from hazard_desk.rules.working_days import HolidayDay
from hazard_desk.services.attaching import (
    Given,
    Owner,
    attach,
    attachments_of,
    describe_attachment,
    detach,
    reorder,
    set_kind,
)
from hazard_desk.services.criteria import (
    remove_criterion,
    remove_standard,
    save_criterion,
    save_standard,
)
from hazard_desk.services.documents import (
    change_document,
    issue_document,
    record_refusal,
    remove_document,
    renew_document,
)
from hazard_desk.services.following_up.dossier import dossier_of, save_dossier
from hazard_desk.services.following_up.lives import lives
from hazard_desk.services.following_up.moving import RecheckItem, make_move, recheck_items
from hazard_desk.services.holidays import import_holidays, mark_day, save_holidays
from hazard_desk.services.importing.batch import ImportOptions, import_records, read_file
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import journal_rows, undo, undo_last
from hazard_desk.services.offices import change_office, office_row
from hazard_desk.services.planning import (
    PlanFacts,
    change_plan_entries,
    make_plan,
    read_plan,
    remove_plan_entries,
    save_plan_entry,
)
from hazard_desk.services.rosters import VillageFacts, roster_facts, roster_rows, save_roster_entry
from hazard_desk.services.settings import save_settings
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import (
    AttachmentKind,
    CheckMark,
    DayKind,
    DurationUnit,
    InspectionMode,
    Move,
)
from tests.photo_samples import jpeg
from tests.services.document_desk import NOTICE, RECHECK, RECORD, VISIT, Desk, make_desk
from tests.services.form_desk import campaign, change_hazard, general, hazard_ids, visited
from tests.services.journal.test_taking_back import everything
from tests.services.test_importing import VISIT_HEAD, xlsx

TODAY = date(2026, 11, 22)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    with desk.office:
        yield desk


def step(kind: Move, on: date = TODAY, **facts: Any) -> Step:
    whole = Step(kind, on, "张三", "说明", new_deadline=on + timedelta(days=40), unit="县应急管理局")
    return replace(whole, **facts)


class Taken:
    """Runs an operation, takes it back and compares, then runs it again for those that build on it."""

    def __init__(self, office: OfficeFile) -> None:
        self.office = office
        self.run_so_far: list[str] = []

    def __call__(self, operation: Callable[..., Changes], *arguments: Any) -> int:
        before = self.office.ask(everything)
        self.office.run(operation, *arguments)
        after = self.office.ask(everything)
        assert after != before, operation.__name__
        self.office.run(undo_last)
        assert self.office.ask(everything) == before, operation.__name__
        changes = self.office.run(operation, *arguments)
        self.run_so_far.append(operation.__name__)
        return changes.record_id or 0


def test_every_operation_is_taken_back_whole(desk: Desk) -> None:
    office, taken = desk.office, Taken(desk.office)
    first, second, third = desk.hazards
    photo, other = Given("前.jpg", jpeg()), Given("后.jpg", jpeg(width=300))

    # the visit with its check list and its criterion
    standard = taken(save_standard, StandardFacts("标准甲", "第1号", scope="全部"))
    item = taken(save_criterion, CriterionFacts(standard, "第一条", "（一）", text="内容", keywords="电"))
    taken(save_criterion, CriterionFacts(standard, "第一条", "（一）", text="另一内容"), item)
    facts = office.ask(inspection_record, desk.visit).facts
    facts.hazards[0].criterion_id, facts.mode = item, next(iter(InspectionMode))
    facts.checks = [
        CheckPoint("配电箱", "用电", "某文件", CheckMark.FAILS, "旧", 0),
        CheckPoint("出口", "消防"),
    ]
    taken(save_inspection, facts, desk.visit)
    facts = office.ask(inspection_record, desk.visit).facts
    facts.checks = facts.checks[1:]
    taken(save_inspection, facts, desk.visit)
    taken(remove_criterion, item)
    taken(remove_standard, standard)

    # documents, before and after the steps
    record = taken(issue_document, desk.draft(RECORD).facts)
    notice = taken(issue_document, desk.draft(NOTICE).facts)
    taken(record_refusal, notice, True, "已报告")
    taken(change_document, notice, replace(desk.facts(notice), hazard_ids=(first,), signers="王五"))
    taken(change_office, replace(office.ask(office_row), agency="西槽头应急办", court="文水县人民法院"))
    taken(renew_document, notice)
    taken(remove_document, record)

    # steps
    taken(make_move, [first], step(Move.REPORT))
    taken(make_move, [first], step(Move.EXTEND, new_deadline=date(2026, 12, 30)))
    taken(make_move, [first, third], step(Move.RECTIFY), [photo])
    taken(make_move, [first], step(Move.FAIL), [other])
    taken(make_move, [first], step(Move.RECTIFY))
    taken(make_move, [first], step(Move.REPLY))
    taken(recheck_items, [RecheckItem(first, True, TODAY, "李四"), RecheckItem(third, True, TODAY, "李四")])
    taken(issue_document, desk.draft(RECHECK).facts)
    taken(make_move, [second], Step(Move.CONFIRM_ON_SITE, VISIT, "张三"), [photo])
    taken(make_move, [third], step(Move.VOID))
    taken(make_move, [third], step(Move.RESTORE))
    taken(make_move, [third], step(Move.ACCEPT))
    visit = visited(office, desk.enterprise, VISIT, general("丁"), general("戊"))
    fourth, fifth = hazard_ids(office, visit)
    taken(make_move, [fourth], step(Move.REFER, reply_due=TODAY))
    taken(make_move, [fourth], step(Move.REPLY, rectified_on=TODAY))
    whole = replace(
        office.ask(dossier_of, fifth),
        measures="换",
        responsible="赵",
        deadline=TODAY,
        funds_fen=1,
        contingency_plan="有",
    )
    taken(save_dossier, fifth, whole)
    for kind in (
        Move.SUPERVISE,
        Move.PROGRESS,
        Move.SUSPEND,
        Move.RESUME,
        Move.RECTIFY,
        Move.PASS,
        Move.LIFT,
    ):
        taken(make_move, [fifth], step(kind))
    assert Move.LIFT not in offered(office.ask(lives, [fifth])[fifth])

    # attachments
    owner = Owner("inspection", visit)
    taken(attach, owner, [photo, other], AttachmentKind.SCENE, "全景")
    links = [row.id for row in office.ask(attachments_of, owner)]
    taken(describe_attachment, links[0], AttachmentKind.PROBLEM, "问题")
    taken(set_kind, links, AttachmentKind.RECTIFIED)
    taken(reorder, owner, links[::-1])
    taken(detach, links[:1])

    # the year's plan, holidays, settings, villages
    taken(make_plan, 2026)
    (entry,) = office.ask(read_plan, 2026).rows
    taken(save_plan_entry, PlanFacts(2026, desk.enterprise, "李四", 3, "消防"), entry.id)
    taken(change_plan_entries, [entry.id], "王五", 5)
    taken(remove_plan_entries, [entry.id])
    taken(save_plan_entry, PlanFacts(2027, desk.enterprise, "李四", 3))
    taken(save_holidays, 2031, [HolidayDay(date(2031, 1, 1), DayKind.HOLIDAY, "元旦")])
    taken(mark_day, date(2026, 10, 1), DayKind.WORKDAY, "加班")
    taken(import_holidays, [HolidayDay(date(2032, 2, 29), DayKind.WORKDAY, "调休")])
    taken(save_settings, {"quota.head": 7, "deadline.reply": Duration(3, DurationUnit.MONTHS)})
    taken(save_settings, {"quota.head": 4})
    village = office.ask(roster_rows, VillageFacts)[0].id
    grid = replace(office.ask(roster_facts, VillageFacts, village), grid_worker="网格员", grid_phone="1")
    taken(save_roster_entry, grid, village)


def refuses_to_go_back(desk: Desk, entry: int) -> None:
    before = desk.office.ask(everything)
    with pytest.raises(HazardDeskError, match="又改动过") as refusal:
        desk.office.run(undo, entry)
    assert "请先撤销后来的改动" in refusal.value.remedy
    assert desk.office.ask(everything) == before


def newest(desk: Desk) -> int:
    return desk.office.ask(journal_rows)[0].id


def test_a_visit_is_not_taken_back_under_what_was_entered_for_it_later(desk: Desk) -> None:
    """A report on progress, a campaign: neither changes a row of the visit or its hazards."""
    office = desk.office
    campaign(office, "冬季行动")
    visit = visited(office, desk.enterprise, VISIT, general("丁"))
    entered = newest(desk)
    office.run(make_move, hazard_ids(office, visit), step(Move.PROGRESS))
    refuses_to_go_back(desk, entered)
    office.run(undo_last)
    facts = office.ask(inspection_record, visit).facts
    office.run(save_inspection, replace(facts, campaigns=("冬季行动",)), visit)
    refuses_to_go_back(desk, entered)
    office.run(undo_last)
    office.run(undo, entered)


def test_an_import_is_not_taken_back_under_what_was_entered_for_it_later(desk: Desk, tmp_path: Path) -> None:
    office = desk.office
    campaign(office, "冬季行动")
    row = ("甲-1", "兴隆铸造厂", None, VISIT.isoformat(), "王五", "丁", *(None,) * 8)
    intake = read_file("inspections", xlsx(tmp_path / "a.xlsx", VISIT_HEAD, row), TODAY)
    visit = desk.visit + 1
    office.run(import_records, "inspections", intake, ImportOptions(), "a.xlsx")
    brought = newest(desk)
    office.run(make_move, hazard_ids(office, visit), step(Move.PROGRESS))
    refuses_to_go_back(desk, brought)
    office.run(undo_last)
    facts = office.ask(inspection_record, visit).facts
    office.run(save_inspection, replace(facts, campaigns=("冬季行动",)), visit)
    refuses_to_go_back(desk, brought)
    office.run(undo_last)
    office.run(undo, brought)


def test_steps_are_taken_back_from_the_last_one(desk: Desk) -> None:
    first = desk.hazards[0]
    desk.office.run(make_move, [first], step(Move.RECTIFY))
    rectified = newest(desk)
    desk.office.run(make_move, [first], step(Move.PASS))
    refuses_to_go_back(desk, rectified)
    photo = Given("图.jpg", jpeg())
    desk.office.run(attach, Owner("hazard", first), [photo], AttachmentKind.PROBLEM)
    kept = newest(desk)
    desk.office.run(attach, Owner("hazard", desk.hazards[1]), [photo], AttachmentKind.PROBLEM)
    refuses_to_go_back(desk, kept)


def test_many_rows_are_not_taken_back_over_the_later_change_of_one(desk: Desk) -> None:
    """Of more than five hundred rows added the journal keeps no copies to compare with."""
    office = desk.office
    visit = visited(office, desk.enterprise, VISIT, *(general(f"隐患{n}") for n in range(501)))
    found = hazard_ids(office, visit)
    office.run(make_move, found, step(Move.RECTIFY))
    office.run(make_move, found, step(Move.PASS))
    passed = newest(desk)
    change_hazard(office, visit, 7, rechecked_by="钱七")
    refuses_to_go_back(desk, passed)
    office.run(undo_last)
    office.run(undo, passed)
