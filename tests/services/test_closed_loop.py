"""The closed loop: visits, steps, documents and imports in any order leave one consistent story."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from hazard_desk.errors import HazardDeskError, InputRefused
from hazard_desk.model import Document, Hazard, JournalEntry, Recheck
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts
from hazard_desk.rules.hazard_life import Step, state_of
from hazard_desk.rules.settings import number_pattern_name
from hazard_desk.services.documents import (
    document_record,
    draft_document,
    find_documents,
    issue_document,
    remove_document,
)
from hazard_desk.services.following_up.dossier import dossier_of, save_dossier
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards, hazard_counts, hazard_rows
from hazard_desk.services.following_up.history import hazard_record
from hazard_desk.services.following_up.lives import later_deadline_changes, lives
from hazard_desk.services.following_up.moving import (
    RecheckItem,
    default_step,
    make_move,
    moves_offered,
    recheck_items,
)
from hazard_desk.services.importing.batch import ImportOptions, import_records, plan_import, read_file
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.planning import PlanFacts, save_plan_entry
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.settings import save_settings
from hazard_desk.services.week_visits import visits_proposed
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import (
    Authority,
    DocumentKind,
    HazardLevel,
    HazardState,
    Move,
    RecheckResult,
    Remedy,
)
from tests.services.document_desk import FIRST_DEADLINE, NOTICE, RECORD, VISIT, Desk, make_desk
from tests.services.form_desk import change_hazard, general, visited
from tests.services.journal.test_taking_back import everything
from tests.services.test_importing import VISIT_HEAD, xlsx

TODAY = date(2026, 11, 22)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    with desk.office:
        yield desk


def step(kind: Move, on: date = TODAY, **facts: Any) -> Step:
    return replace(Step(kind, on, "张三", "说明", on + timedelta(days=40), "县应急管理局"), **facts)


def refused(office: OfficeFile, *call: Any) -> str:
    with pytest.raises(HazardDeskError) as error:
        office.run(*call)
    problems = error.value.problems if isinstance(error.value, InputRefused) else []
    return "".join([error.value.what, *(problem.message for problem in problems)])


# ---- whatever is done, in whatever order ---------------------------------------------------------------


def check(reading: Reading) -> None:
    """What must hold at any moment."""
    session = reading.session
    hazards = list(session.scalars(select(Hazard)))
    told = lives(reading, [hazard.id for hazard in hazards if hazard.deleted_at is None])
    for hazard in hazards:
        rechecks = list(
            session.scalars(
                select(Recheck).where(Recheck.hazard_id == hazard.id, Recheck.deleted_at.is_(None))
            )
        )
        failed = [one for one in rechecks if one.result is RecheckResult.FAILED]
        present = [one for one in rechecks if one.result is not RecheckResult.FAILED]
        assert hazard.failed_rechecks == len(failed)
        assert len(present) <= 1
        passed = [one for one in present if one.result is RecheckResult.PASSED and one.rechecked_by]
        if hazard.state is HazardState.CLOSED:
            assert [one.rechecked_on for one in passed] == [hazard.closed_on]
            assert hazard.rectified_on is not None
        else:
            assert hazard.closed_on is None
        assert (hazard.rectified_on is None) == (hazard.rectified_entered_at is None)
        if hazard.id in told:
            assert hazard.state is state_of(told[hazard.id])
            hazard_record(reading, hazard.id)
    numbers = list(session.scalars(select(Document.number).where(Document.deleted_at.is_(None))))
    assert len(numbers) == len(set(numbers))
    for known in find_documents(reading):
        document_record(reading, known)
    counts = hazard_counts(reading, HazardQuery())
    places = ("未整改", "待回查", "已销号", "已移送", "已作废")
    assert sum(counts[view] for view in places) == counts["全部"] == len(told)


class _Clerk:
    """Does things as somebody at the desk might, sensible or not; what is refused is refused."""

    def __init__(self, desk: Desk, random: Random) -> None:
        self.desk, self.random = desk, random
        self.visits = [desk.visit]

    def day(self) -> date:
        return TODAY - timedelta(days=self.random.choice((0, 0, 0, 1, 3, 8, 12)))

    def hazards(self, reading: Reading) -> list[int]:
        return list(reading.session.scalars(select(Hazard.id).where(Hazard.deleted_at.is_(None))))

    def act(self) -> None:
        self.random.choices(
            (
                self.enter,
                self.edit,
                self.move,
                self.recheck,
                self.issue,
                self.withdraw,
                self.remove,
                self.back,
                self.bring,
            ),
            (2, 8, 25, 4, 6, 2, 1, 4, 4),
        )[0]()

    def enter(self) -> None:
        found = [
            general(f"隐患{self.random.random()}", remedy=None) for _ in range(self.random.choice((1, 2)))
        ]
        self.visits.append(visited(self.desk.office, self.desk.enterprise, self.day(), *found))

    def edit(self) -> None:
        visit = self.random.choice(self.visits)
        facts = self.desk.office.ask(inspection_record, visit).facts
        if facts.hazards and self.random.random() < 0.1:
            facts.hazards.pop(self.random.randrange(len(facts.hazards)))
        elif facts.hazards:
            at = self.random.randrange(len(facts.hazards))
            facts.hazards[at] = replace(facts.hazards[at], **self.words_about_a_hazard())
        if self.random.random() < 0.1:
            facts.inspected_on = self.day()
        self.desk.office.run(save_inspection, facts, visit)

    def words_about_a_hazard(self) -> dict[str, Any]:
        done, looked = self.day(), self.day()
        result = self.random.choice((None, *RecheckResult))
        return self.random.choice(
            (
                {"rectified_on": done},
                {"rectified_on": None, "rechecked_on": None, "rechecked_by": "", "recheck_result": None},
                {
                    "rectified_on": min(done, looked),
                    "rechecked_on": looked,
                    "rechecked_by": self.random.choice(("李四", "")),
                    "recheck_result": result,
                },
                {"remedy": Remedy.BY_DEADLINE, "deadline": TODAY, "responsible": "赵六"},
                {"remedy": self.random.choice((None, Remedy.ON_SITE)), "level": HazardLevel.GENERAL},
            )
        )

    def move(self) -> None:
        office = self.desk.office
        known = office.ask(self.hazards)
        chosen = self.random.sample(known, min(len(known), self.random.choice((1, 1, 1, 2))))
        offers = [one.kind for one in office.ask(moves_offered, chosen) if len(one.allowed) == len(chosen)]
        kind = self.random.choice(offers or list(Move))
        made = step(kind, self.day(), rectified_on=self.random.choice((None, self.day())))
        if kind is Move.CONFIRM_ON_SITE:
            made = office.ask(default_step, chosen, kind)
        office.run(make_move, chosen, made)

    def recheck(self) -> None:
        office = self.desk.office
        waiting = list(office.ask(find_hazards, HazardQuery(view="待回查")))[:3]
        day, good = self.day(), self.random.random() < 0.6
        items = [
            RecheckItem(known, good, day, "李四", "未到位", day + timedelta(days=9)) for known in waiting
        ]
        office.run(recheck_items, items)

    def issue(self) -> None:
        kind = self.random.choice(list(DocumentKind))
        draft = self.desk.office.ask(draft_document, kind, self.random.choice(self.visits))
        self.desk.office.run(issue_document, draft.facts)

    def withdraw(self) -> None:
        found = self.desk.office.ask(find_documents)
        if found:
            self.desk.office.run(remove_document, self.random.choice(found))

    def remove(self) -> None:
        visit = self.random.choice(self.visits)
        if len(self.visits) == 1:
            return
        self.desk.office.run(remove_inspection, visit)
        self.visits.remove(visit)

    def bring(self) -> None:
        """Import a sheet with --update that tells of a hazard what may have been true once."""
        facts = self.desk.office.ask(inspection_record, self.random.choice(self.visits)).facts
        words = self.random.choice([hazard.description for hazard in facts.hazards] or ["新的"])
        told = [self.random.choice((None, self.day().isoformat())) for _ in range(2)]
        looked = (None, None, None), ("李四", self.day().isoformat(), self.random.choice(("合格", "不合格")))
        row = (
            facts.number,
            "兴隆铸造厂",
            None,
            str(facts.inspected_on),
            "张三、李四",
            words,
            None,
            None,
            "赵六",
        )
        path = self.desk.office.folder / "sheet.xlsx"
        intake = read_file(
            "inspections", xlsx(path, VISIT_HEAD, (*row, *told, *self.random.choice(looked))), TODAY
        )
        self.desk.office.run(import_records, "inspections", intake, ImportOptions(update=True), path.name)

    def back(self) -> None:
        """Do something and take it back: nothing is left of it."""
        before = self.desk.office.ask(everything)
        entries = self.entries()
        self.random.choice((self.edit, self.move, self.issue))()
        if self.entries() > entries:
            self.desk.office.run(undo_last)
        assert self.desk.office.ask(everything) == before

    def entries(self) -> int:
        count = select(func.count(JournalEntry.id))
        return self.desk.office.ask(lambda reading: reading.session.scalar(count)) or 0


@pytest.mark.parametrize("seed", [2, 11])
def test_no_order_of_doing_things_breaks_the_story(desk: Desk, seed: int) -> None:
    clerk, done = _Clerk(desk, Random(seed)), 0
    for number in range(120):
        try:
            clerk.act()
            done += 1
        except HazardDeskError:
            pass
        if number % 5 == 0:
            desk.office.ask(check)
    desk.office.ask(check)
    assert done > 50


# ---- what hangs on a visit -----------------------------------------------------------------------------


def test_a_visit_with_documents_is_kept_and_so_are_the_hazards_they_name(desk: Desk) -> None:
    notice = desk.issue(NOTICE)  # names 甲 and 丙
    number = desk.number(notice)
    assert number in refused(desk.office, remove_inspection, desk.visit)
    facts = desk.office.ask(inspection_record, desk.visit).facts
    assert number in refused(
        desk.office, save_inspection, replace(facts, hazards=facts.hazards[1:]), desk.visit
    )
    desk.office.run(save_inspection, replace(facts, hazards=[facts.hazards[0], facts.hazards[2]]), desk.visit)
    desk.office.run(remove_document, notice)
    desk.office.run(remove_inspection, desk.visit)


def test_a_visit_with_documents_stays_with_its_enterprise(desk: Desk) -> None:
    other = desk.office.run(save_enterprise, EnterpriseFacts(name="另一家", no_code_reason="无")).record_id
    facts = replace(desk.office.ask(inspection_record, desk.visit).facts, enterprise_id=other)
    record = desk.issue(RECORD)
    assert desk.number(record) in refused(desk.office, save_inspection, facts, desk.visit)
    desk.office.run(remove_document, record)
    desk.office.run(save_inspection, facts, desk.visit)


def test_a_visit_is_not_moved_behind_what_followed_from_it(desk: Desk) -> None:
    office, first = desk.office, desk.hazards[0]
    office.run(make_move, [first], step(Move.RECTIFY, VISIT + timedelta(days=2)))
    office.run(make_move, [first], step(Move.FAIL, VISIT + timedelta(days=3)))
    facts = office.ask(inspection_record, desk.visit).facts
    late = replace(facts, inspected_on=VISIT + timedelta(days=3))
    assert "整改完成（2026-11-12）" in refused(office, save_inspection, late, desk.visit)
    office.run(save_inspection, replace(facts, inspected_on=VISIT + timedelta(days=2)), desk.visit)


# ---- sheets that tell the old ----------------------------------------------------------------------------


def bring(desk: Desk, path: Path, *cells: Any) -> Changes:
    """Import one row about 甲 with --update: 限期整改时间, then what was done."""
    number = desk.office.ask(inspection_record, desk.visit).facts.number
    row = (
        number,
        "兴隆铸造厂",
        None,
        VISIT.isoformat(),
        "张三、李四",
        "甲",
        "一般",
        "限期整改",
        "赵六",
        *cells,
    )
    intake = read_file("inspections", xlsx(path, VISIT_HEAD, row), TODAY)
    plan = desk.office.ask(plan_import, "inspections", intake, ImportOptions(update=True))
    if plan.updated == 0:
        return Changes("", notices=plan.notices)
    return desk.office.run(import_records, "inspections", intake, ImportOptions(update=True), path.name)


def of_first(desk: Desk) -> HazardFacts:
    return desk.office.ask(inspection_record, desk.visit).facts.hazards[0]


def test_an_old_sheet_takes_no_extension_and_no_supervision_back(desk: Desk, tmp_path: Path) -> None:
    first, later = desk.hazards[0], date(2026, 12, 20)
    desk.office.run(make_move, [first], step(Move.EXTEND, new_deadline=later))
    changes = bring(desk, tmp_path / "a.xlsx", FIRST_DEADLINE.isoformat(), None, None, None, None)
    assert of_first(desk).deadline == later
    assert "延期" in "".join(changes.notices)
    corrected = bring(desk, tmp_path / "b.xlsx", "2026-12-25", None, None, None, None)
    assert of_first(desk).deadline == date(2026, 12, 25)
    assert not [notice for notice in corrected.notices if "延期" in notice]
    facts = desk.office.ask(inspection_record, desk.visit).facts
    facts.hazards[0] = replace(
        facts.hazards[0], measures="换", funds_fen=100, contingency_plan="有", supervision_unit="县安委办"
    )
    desk.office.run(save_inspection, facts, desk.visit)
    desk.office.run(make_move, [first], step(Move.SUPERVISE))
    bring(desk, tmp_path / "c.xlsx", "2026-12-25", None, None, None, None)
    assert of_first(desk).remedy is Remedy.SUPERVISED


def test_an_old_sheet_does_not_bring_a_withdrawn_rectification_back(desk: Desk, tmp_path: Path) -> None:
    first, done = desk.hazards[0], date(2026, 11, 14)
    desk.office.run(make_move, [first], step(Move.RECTIFY, done, note="已修"))
    desk.office.run(make_move, [first], step(Move.FAIL, done, new_deadline=date(2026, 12, 20)))
    bring(desk, tmp_path / "a.xlsx", FIRST_DEADLINE.isoformat(), done.isoformat(), None, None, None)
    assert (of_first(desk).rectified_on, of_first(desk).deadline) == (None, date(2026, 12, 20))
    # Put right again on the very day, and found so: that is news.
    bring(desk, tmp_path / "b.xlsx", "2026-12-20", done.isoformat(), "李四", done.isoformat(), "合格")
    assert of_first(desk).recheck_result is RecheckResult.PASSED
    (row,) = desk.office.ask(hazard_rows, [first])
    assert (row.state, row.failed, row.rectified_on) == (HazardState.CLOSED, 1, done)


# ---- dates, numbers, sizes -------------------------------------------------------------------------------


def test_a_whole_list_is_no_more_than_the_file_can_be_asked_for(desk: Desk) -> None:
    count = 6000

    def many(work: UnitOfWork) -> Changes:
        common = {"inspection_id": desk.visit, "state": HazardState.REGISTERED, "entered_at": work.now}
        work.add_many(Hazard, [{**common, "position": n, "description": f"隐患{n}"} for n in range(count)])
        return Changes("很多隐患")

    def narrow(reading: Reading) -> None:
        raw = reading.session.connection().connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 5500)

    def all_at_once(work: UnitOfWork) -> Changes:
        narrow(work)
        ids = list(find_hazards(work, HazardQuery(view="未整改")))
        assert len(hazard_rows(work, ids)) == len(ids) > count
        assert len(moves_offered(work, ids)[0].allowed) == len(ids)
        return make_move(work, ids, replace(default_step(work, ids, Move.RECTIFY), person="张三"))

    desk.office.run(many)
    assert desk.office.run(all_at_once).counts["hazards"] > count
    assert desk.office.ask(hazard_counts, HazardQuery())["待回查"] > count


def test_numbers_without_a_year_run_on_and_are_found_at_once(desk: Desk) -> None:
    for family in Authority:
        desk.office.run(save_settings, {number_pattern_name(NOTICE, family): "整改{号}号"})

    def last_year(work: UnitOfWork) -> Changes:
        common = {
            "kind": NOTICE,
            "family": Authority.SUPERVISION,
            "year": 2025,
            "issued_on": date(2025, 1, 2),
        }
        common |= {"enterprise_id": desk.enterprise, "entered_at": work.now}
        rows = [{**common, "number": f"整改{serial}号", "serial": serial} for serial in range(1, 1501)]
        work.add_many(Document, rows)
        return Changes("去年的文书")

    desk.office.run(last_year)
    assert desk.draft(NOTICE).numbers == ("整改1501号",)
    assert desk.number(desk.issue(NOTICE)) == "整改1501号"


def test_who_is_not_to_be_visited_is_not_on_the_route(desk: Desk) -> None:
    other = desk.office.run(save_enterprise, EnterpriseFacts(name="另一家", no_code_reason="无")).record_id
    week = date(2026, 11, 27)

    def route() -> set[int]:
        return {one.enterprise_id for one in desk.office.ask(visits_proposed, week).visits}

    assert other in route()
    entry = desk.office.run(save_plan_entry, PlanFacts(2026, other, "", 0)).record_id
    assert other not in route()
    desk.office.run(save_plan_entry, PlanFacts(2026, other, "", 1), entry)
    desk.office.run(save_settings, {"plan.unknown": 0})
    assert other in route()


def test_what_was_closed_on_site_comes_back_closed_from_the_void(desk: Desk) -> None:
    second = desk.hazards[1]
    desk.office.run(make_move, [second], desk.office.ask(default_step, [second], Move.CONFIRM_ON_SITE))
    desk.office.run(make_move, [second], step(Move.VOID))
    desk.office.run(make_move, [second], step(Move.RESTORE))
    (row,) = desk.office.ask(hazard_rows, [second])
    assert (row.state, row.rectified_on, row.rechecked_on) == (HazardState.CLOSED, VISIT, VISIT)


def test_an_answer_to_a_report_may_come_after_the_hazard_was_closed(desk: Desk) -> None:
    first = desk.hazards[0]
    for kind in (Move.REPORT, Move.RECTIFY, Move.PASS):
        desk.office.run(make_move, [first], step(kind))
    assert desk.office.ask(hazard_counts, HazardQuery())["待答复"] == 1
    desk.office.run(make_move, [first], step(Move.REPLY))
    (row,) = desk.office.ask(hazard_rows, [first])
    assert row.state is HazardState.CLOSED
    assert desk.office.ask(hazard_counts, HazardQuery())["待答复"] == 0


def test_what_the_dossier_says_is_found_and_quotes_no_other_item(desk: Desk) -> None:
    third = desk.hazards[2]
    facts = desk.office.ask(inspection_record, desk.visit).facts
    facts.hazards[2].criterion_id = 1
    desk.office.run(save_inspection, facts, desk.visit)
    dossier = replace(desk.office.ask(dossier_of, third), basis="第九条", responsible="钱七")
    desk.office.run(save_dossier, third, dossier)
    for words in ("第九条", "qq", "丙"):
        assert list(desk.office.ask(find_hazards, HazardQuery(text=words))) == [third], words
    assert desk.office.ask(inspection_record, desk.visit).facts.hazards[2].criterion_id is None


def test_a_recheck_that_fails_in_the_visit_withdraws_acceptance_and_who_rectified(desk: Desk) -> None:
    office, third = desk.office, desk.hazards[2]
    office.run(make_move, [third], step(Move.RECTIFY, person="钱七"))
    office.run(make_move, [third], step(Move.ACCEPT))
    desk.recheck(2, rectified_on=TODAY, rechecked_on=TODAY, recheck_result=RecheckResult.FAILED)
    told = [(event.what, event.person) for event in office.ask(hazard_record, third).events]
    assert ("整改完成", "钱七") in told
    change_hazard(office, desk.visit, 2, rectified_on=TODAY)
    told = [(event.what, event.person) for event in office.ask(hazard_record, third).events]
    assert ("整改完成", "赵六") in told  # 整改责任人: the visit names nobody else
    office.run(make_move, [third], step(Move.ACCEPT))


def test_the_deadline_of_a_day_is_that_before_the_first_of_two_later_changes(desk: Desk) -> None:
    first, day = desk.hazards[0], VISIT + timedelta(days=3)
    for later in (date(2026, 12, 1), date(2026, 12, 9)):  # both granted on one day
        desk.office.run(make_move, [first], step(Move.EXTEND, day, new_deadline=later))
    held = desk.office.ask(later_deadline_changes, [first], day - timedelta(days=1))
    assert held == {first: FIRST_DEADLINE}
    assert desk.office.ask(later_deadline_changes, [first], day) == {}
