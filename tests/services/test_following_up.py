"""隐患台账: steps for one or many, played against a paper ledger; what they leave behind; bulk; undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.model import Enterprise, Hazard, HazardMove, Recheck
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.rules.reporting_week import week_ending
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.following_up.dossier import dossier_of, save_dossier
from hazard_desk.services.following_up.finding import (
    VIEWS,
    HazardQuery,
    deadlines,
    find_hazards,
    hazard_counts,
    hazard_rows,
)
from hazard_desk.services.following_up.history import hazard_record
from hazard_desk.services.following_up.moving import default_step, make_move, moves_offered
from hazard_desk.services.form_filling.filling import form_sheets
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.reporting import statistics
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardLevel, HazardState, Move, RecheckResult, Remedy
from tests.services.hazard_ledger import LedgerLine, random_step

FIRST_DAY = date(2026, 3, 2)
LIVES = 200
WHOLE = HazardFacts(
    description="电气线路老化",
    level=HazardLevel.GENERAL,
    remedy=Remedy.BY_DEADLINE,
    responsible="王建国",
    deadline=FIRST_DAY + timedelta(days=10),
)
COMMITTED = replace(WHOLE, measures="停电更换", funds_fen=5_000_000, contingency_plan="已制定")


class Clock:
    """A clock that the test moves on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[OfficeFile]:
    folder = tmp_path / "office"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["东街村"])
    with OfficeFile.open(folder, clock=clock) as opened:
        yield opened


def found(office: OfficeFile, *hazards: HazardFacts, on: date = FIRST_DAY) -> list[int]:
    """Enter a visit that found these hazards and return their ids."""
    name = "文水县兴隆铸造有限公司"
    known = select(Enterprise.id).where(Enterprise.name == name)
    enterprise = office.ask(lambda reading: reading.session.scalar(known))
    if enterprise is None:
        enterprise = office.run(save_enterprise, EnterpriseFacts(name=name, village="东街村")).record_id
    facts = InspectionFacts(
        enterprise_id=enterprise, inspected_on=on, inspectors=("张三", "李四"), hazards=[*hazards]
    )
    visit = office.run(save_inspection, facts).record_id
    assert visit is not None
    stored = office.ask(inspection_record, visit).facts.hazards
    return [hazard.id for hazard in stored if hazard.id is not None]


def step(kind: Move, on: date = FIRST_DAY, **facts: object) -> Step:
    whole = Step(kind, on, "张三", "说明", new_deadline=on + timedelta(days=15), unit="文水县应急管理局")
    return replace(whole, **facts)  # type: ignore[arg-type]


# ---- played against the paper ledger ---------------------------------------------------------------------


def test_two_hundred_random_lives_stand_as_on_the_paper_ledger(office: OfficeFile, clock: Clock) -> None:
    random = Random(20260302)
    facts, lines = [], []
    for _ in range(LIVES):
        level = random.choice((None, HazardLevel.GENERAL, HazardLevel.GENERAL, HazardLevel.MAJOR))
        remedies = (None, Remedy.BY_DEADLINE, Remedy.BY_DEADLINE, Remedy.ON_SITE)
        remedy = random.choice(remedies[: 3 if level is HazardLevel.MAJOR else 4])
        deadline = FIRST_DAY + timedelta(days=random.randint(2, 20)) if remedy is Remedy.BY_DEADLINE else None
        committed = random.random() < 0.4
        base = COMMITTED if committed else WHOLE
        facts.append(replace(base, level=level, remedy=remedy, deadline=deadline))
        lines.append(LedgerLine(FIRST_DAY, level, remedy, deadline, committed))
    ids = found(office, *facts)
    accepted = refused = 0
    for day in range(50):
        clock.now = datetime(2026, 3, 2, 9, 0) + timedelta(days=day)
        today = clock.now.date()
        for at in random.sample(range(LIVES), 45):
            asked = random_step(random, lines[at], today)
            allowed = lines[at].allows(asked, today)
            if allowed:
                lines[at].write(asked)
                office.run(make_move, [ids[at]], asked)
                accepted += 1
            else:
                with pytest.raises(InputRefused) as error:
                    office.run(make_move, [ids[at]], asked)
                assert all(problem.message for problem in error.value.problems)
                refused += 1
    assert accepted > 400
    assert refused > 600  # otherwise the ledger's rules were never put to the test
    rows = {row.id: row for row in office.ask(hazard_rows, ids)}
    for hazard_id, line in zip(ids, lines, strict=True):
        row = rows[hazard_id]
        assert row.state.label == line.state, line.told
        assert row.deadline == line.deadline, line.told
        assert row.rectified_on == line.rectified, line.told
        assert row.failed == line.failed, line.told
        assert (row.remedy, row.level) == (line.remedy, line.level)
    kept = office.ask(_kept, ids)
    for hazard_id, line in zip(ids, lines, strict=True):
        closed_on, entered_at, void_reason = kept[hazard_id]
        assert closed_on == (line.passed if line.state == "已销号" else None), line.told
        assert (entered_at is not None) is (line.rectified is not None), line.told
        assert bool(void_reason) is (line.void is not None), line.told
    assert {line.state for line in lines} == {state.label for state in HazardState}
    _views_agree(office, lines, clock.now.date())
    _history_agrees(office, ids, lines)
    _figures_agree(office, lines, clock.now.date())


def _kept(reading: Reading, ids: list[int]) -> dict[int, Any]:
    query: Any = select(Hazard.id, Hazard.closed_on, Hazard.rectified_entered_at, Hazard.void_reason)
    return {row[0]: row[1:] for row in reading.session.execute(query.where(Hazard.id.in_(ids)))}


def _views_agree(office: OfficeFile, lines: list[LedgerLine], today: date) -> None:
    counts = office.ask(hazard_counts, HazardQuery())
    open_ = [line for line in lines if line.state in ("登记", "整改中")]
    dated = [line.deadline for line in open_ if line.deadline]
    by_hand = {
        "全部": len(lines),
        "未整改": len(open_),
        "逾期": sum(deadline < today for deadline in dated),
        "3天内到期": sum(0 <= (deadline - today).days <= 3 for deadline in dated),
        "7天内到期": sum(0 <= (deadline - today).days <= 7 for deadline in dated),
        "待回查": sum(line.state == "待复查" for line in lines),
        "重大": sum(line.level is HazardLevel.MAJOR for line in lines),
        "挂牌": sum(line.plate == "up" and not line.void for line in lines),
        "本周新增": 0,
        "已销号": sum(line.state == "已销号" for line in lines),
        "待答复": sum(line.unanswered is not None and not line.void for line in lines),
        "已移送": sum(line.state == "已移送" for line in lines),
        "已作废": sum(line.void is not None for line in lines),
    }
    assert {view: counts[view] for view in by_hand} == by_hand
    assert set(counts) == set(VIEWS)
    for view in VIEWS:
        assert len(office.ask(find_hazards, HazardQuery(view=view))) == counts[view], view


def _history_agrees(office: OfficeFile, ids: list[int], lines: list[LedgerLine]) -> None:
    for hazard_id, line in zip(ids, lines, strict=True):
        record = office.ask(hazard_record, hazard_id)
        told = [event.what for event in record.events]
        assert told.count("回查不合格") == line.failed
        for kind in ("延期", "移送", "上报", "收到答复", "停产整改", "作废", "摘牌", "验收", "整改进展"):
            assert told.count(kind) == line.told.count(kind), kind
        assert record.row.state.label == line.state


def _figures_agree(office: OfficeFile, lines: list[LedgerLine], today: date) -> None:
    """F4 counts the lives as the ledger has them: 整改 by its day, withdrawn and void ones not."""
    end = today + timedelta(days=(4 - today.weekday()) % 7)
    for weeks_ago in range(6):
        week = week_ending(end - timedelta(weeks=weeks_ago))
        figures = office.ask(statistics, week.end).week
        for figure, levels in (
            (Figure.MAJOR_RECTIFIED, (HazardLevel.MAJOR,)),
            (Figure.GENERAL_RECTIFIED, (HazardLevel.GENERAL, None)),
        ):
            counted = sum(
                line.rectified is not None and line.rectified in week and not line.void
                for line in lines
                if line.level in levels
            )
            assert figures[figure] == counted, (week, figure)


# ---- one step --------------------------------------------------------------------------------------------


def test_a_failed_recheck_keeps_what_it_withdrew(office: OfficeFile, clock: Clock) -> None:
    (hazard,) = found(office, WHOLE)
    clock.now += timedelta(days=5)
    today = clock.now.date()
    office.run(make_move, [hazard], step(Move.RECTIFY, today, person="王建国", note="已更换"))
    office.run(make_move, [hazard], step(Move.FAIL, today, person="张三", note="仍有一处裸露"))
    record = office.ask(hazard_record, hazard)
    assert (record.row.state, record.row.failed) == (HazardState.RECTIFYING, 1)
    assert record.row.deadline == today + timedelta(days=15)
    assert record.row.rectified_on is None
    rectified, failed = record.events[1:]
    assert (rectified.what, rectified.person, rectified.note) == ("整改完成", "王建国", "已更换")
    assert (failed.what, failed.person) == ("回查不合格", "张三")
    assert failed.note == f"仍有一处裸露；新的期限 {(today + timedelta(days=15)).isoformat()}"
    assert record.facts.rectification_note == ""
    office.run(make_move, [hazard], step(Move.RECTIFY, today))
    office.run(make_move, [hazard], step(Move.PASS, today, person="李四"))
    told = [event.what for event in office.ask(hazard_record, hazard).events]
    assert told == ["检查发现", "整改完成", "回查不合格", "整改完成", "回查合格，销号"]


def test_what_happened_on_one_day_stands_in_the_order_of_entry(office: OfficeFile, clock: Clock) -> None:
    (hazard,) = found(office, WHOLE)
    for kind in (Move.EXTEND, Move.RECTIFY, Move.FAIL, Move.REPORT, Move.RECTIFY, Move.PASS, Move.REPLY):
        clock.now += timedelta(minutes=5)
        office.run(make_move, [hazard], step(kind))
    told = [event.what for event in office.ask(hazard_record, hazard).events]
    assert told == [
        "检查发现",
        "延期",
        "整改完成",
        "回查不合格",
        "上报",
        "整改完成",
        "回查合格，销号",
        "收到答复",
    ]


def test_an_order_stays_an_order_when_the_plate_is_hung(office: OfficeFile) -> None:
    (hazard,) = found(office, replace(COMMITTED, level=HazardLevel.MAJOR))
    ordered = office.ask(statistics, date(2026, 3, 6)).week[Figure.ENTERPRISES_ORDERED]
    assert ordered == 1
    office.run(make_move, [hazard], step(Move.SUPERVISE))
    assert office.ask(statistics, date(2026, 3, 6)).week[Figure.ENTERPRISES_ORDERED] == ordered


def test_on_site_is_one_step_with_the_visits_day_and_team(office: OfficeFile) -> None:
    (hazard,) = found(office, HazardFacts(description="灭火器过期", level=HazardLevel.GENERAL))
    offered = office.ask(default_step, [hazard], Move.CONFIRM_ON_SITE)
    assert (offered.on, offered.person) == (FIRST_DAY, "张三、李四")
    office.run(make_move, [hazard], offered)
    record = office.ask(hazard_record, hazard)
    assert record.row.state is HazardState.CLOSED
    assert record.facts.rechecked_by == "张三、李四"
    assert record.facts.recheck_result is RecheckResult.PASSED
    assert record.facts.remedy is Remedy.ON_SITE


def test_every_step_can_be_taken_back(office: OfficeFile) -> None:
    (hazard,) = found(office, replace(COMMITTED, level=HazardLevel.MAJOR))
    before = office.ask(hazard_record, hazard)
    for kind in (Move.EXTEND, Move.REFER, Move.SUPERVISE, Move.SUSPEND, Move.RECTIFY, Move.VOID):
        office.run(make_move, [hazard], step(kind))
        assert office.ask(hazard_record, hazard) != before
        office.run(undo_last)
        assert office.ask(hazard_record, hazard) == before, kind


def test_supervising_keeps_unit_level_and_days(office: OfficeFile) -> None:
    (hazard,) = found(office, replace(COMMITTED, level=HazardLevel.MAJOR))
    office.run(make_move, [hazard], step(Move.SUPERVISE, unit="文水县安委办", second_unit="某某集团有限公司"))
    kept, life = office.ask(dossier_of, hazard), office.ask(hazard_record, hazard).life
    assert (life.remedy, life.supervised_on) == (Remedy.SUPERVISED, FIRST_DAY)
    assert (kept.supervision_unit, kept.second_supervision_unit) == ("文水县安委办", "某某集团有限公司")
    assert kept.supervision_due == FIRST_DAY + timedelta(days=15)
    assert office.ask(find_hazards, HazardQuery(view="挂牌")).tolist() == [hazard]
    assert "文水县安委办、某某集团有限公司" in office.ask(hazard_record, hazard).events[-1].note


def test_a_hazard_without_its_five_commitments_is_not_supervised(office: OfficeFile) -> None:
    (hazard,) = found(office, WHOLE)
    with pytest.raises(InputRefused, match="还缺：整改措施、整改资金（万元）、应急预案"):
        office.run(make_move, [hazard], step(Move.SUPERVISE))
    facts = office.ask(dossier_of, hazard)
    whole = replace(facts, measures="更换", funds_fen=0, contingency_plan="已制定")
    office.run(save_dossier, hazard, whole)
    office.run(make_move, [hazard], step(Move.SUPERVISE))
    assert office.ask(dossier_of, hazard).supervision_unit == "文水县应急管理局"


def test_the_dossier_refuses_what_the_visit_refuses_and_reports_of_tomorrow(office: OfficeFile) -> None:
    (hazard,) = found(office, replace(COMMITTED, level=HazardLevel.MAJOR))
    facts = office.ask(dossier_of, hazard)
    for wrong, field in (
        (replace(facts, deadline=None), "deadline"),
        (replace(facts, reported_to_staff_on=FIRST_DAY + timedelta(days=1)), "reported_to_staff_on"),
        (replace(facts, reported_to_authority_on=FIRST_DAY - timedelta(days=1)), "reported_to_authority_on"),
    ):
        with pytest.raises(InputRefused) as error:
            office.run(save_dossier, hazard, wrong)
        assert [problem.field for problem in error.value.problems] == [field]
    assert office.ask(dossier_of, hazard) == facts


def test_editing_the_visit_takes_no_step_back(office: OfficeFile, clock: Clock) -> None:
    (hazard,) = found(office, HazardFacts(description="通道堵塞", level=HazardLevel.GENERAL))
    clock.now += timedelta(days=3)
    today = clock.now.date()
    office.run(make_move, [hazard], step(Move.RECTIFY, today))
    office.run(make_move, [hazard], step(Move.FAIL, today))
    office.run(make_move, [hazard], step(Move.REFER, today))
    visit = office.ask(hazard_record, hazard).row.inspection_id
    before = office.ask(hazard_record, hazard)
    office.run(save_inspection, office.ask(inspection_record, visit).facts, visit)
    assert office.ask(hazard_record, hazard) == before
    office.run(make_move, [hazard], step(Move.REPLY, today))
    office.run(save_inspection, office.ask(inspection_record, visit).facts, visit)
    assert office.ask(hazard_record, hazard).row.state is HazardState.RECTIFYING


# ---- many at once ----------------------------------------------------------------------------------------


def test_a_step_for_a_selection_is_all_or_none(office: OfficeFile) -> None:
    ids = found(
        office, WHOLE, replace(WHOLE, description="通道堵塞"), replace(WHOLE, description="缺警示标志")
    )
    office.run(make_move, ids[:2], step(Move.RECTIFY))
    with pytest.raises(InputRefused) as error:
        office.run(make_move, ids, step(Move.PASS))
    (problem,) = error.value.problems
    assert "文水县兴隆铸造有限公司：缺警示标志" in problem.message
    assert [row.state for row in office.ask(hazard_rows, ids)] == [
        HazardState.AWAITING_RECHECK,
        HazardState.AWAITING_RECHECK,
        HazardState.RECTIFYING,
    ]
    offers = {offer.kind: offer for offer in office.ask(moves_offered, ids)}
    assert offers[Move.PASS].allowed == tuple(ids[:2])
    assert offers[Move.PASS].reasons == ((ids[2], "还没有整改完成时间，先登记整改完成。"),)
    changes = office.run(make_move, ids[:2], step(Move.PASS))
    assert changes.counts == {"hazards": 2}
    office.run(undo_last)
    assert [row.state for row in office.ask(hazard_rows, ids[:2])] == [HazardState.AWAITING_RECHECK] * 2


def test_major_hazards_are_rechecked_one_by_one(office: OfficeFile) -> None:
    major = replace(COMMITTED, level=HazardLevel.MAJOR, rectified_on=FIRST_DAY)
    ids = found(office, major, replace(WHOLE, rectified_on=FIRST_DAY))
    with pytest.raises(InputRefused, match="逐一回查"):
        office.run(make_move, ids, step(Move.PASS))
    office.run(make_move, ids[:1], step(Move.PASS))
    assert office.ask(hazard_rows, ids)[0].state is HazardState.CLOSED


def test_a_hazard_that_went_away_is_told_of(office: OfficeFile) -> None:
    with pytest.raises(RecordMissing):
        office.run(make_move, [99], step(Move.RECTIFY))
    with pytest.raises(RecordMissing):
        office.ask(hazard_record, 99)


# ---- the list --------------------------------------------------------------------------------------------


def test_the_calendar_has_the_days_on_which_something_is_due(office: OfficeFile) -> None:
    later = FIRST_DAY + timedelta(days=20)
    ids = found(
        office,
        WHOLE,
        replace(COMMITTED, level=HazardLevel.MAJOR),
        replace(WHOLE, deadline=later),
        replace(WHOLE, rectified_on=FIRST_DAY),
    )
    days = office.ask(deadlines, HazardQuery())
    assert [(day.day, day.count, day.major) for day in days] == [(WHOLE.deadline, 2, 1), (later, 1, 0)]
    of_day = HazardQuery(view="未整改", due_since=WHOLE.deadline, due_until=WHOLE.deadline)
    assert set(office.ask(find_hazards, of_day)) == set(ids[:2])


def test_a_hazard_is_overdue_from_the_day_after_its_deadline(office: OfficeFile, clock: Clock) -> None:
    (hazard,) = found(office, WHOLE)
    for later, views, overdue in (
        (0, {"3天内到期", "7天内到期"}, 0),
        (1, {"逾期"}, 1),
        (-3, {"3天内到期"}, 0),
    ):
        clock.now = datetime(2026, 3, 12, 9, 0) + timedelta(days=later)
        counts = office.ask(hazard_counts, HazardQuery())
        assert {view for view in ("逾期", "3天内到期", "7天内到期") if counts[view]} >= views
        assert counts["逾期"] == bool(overdue)
        assert office.ask(hazard_rows, [hazard])[0].overdue == overdue
    clock.now = datetime(2026, 3, 8, 9, 0)
    assert office.ask(hazard_counts, HazardQuery())["3天内到期"] == 0


def test_the_plate_stays_up_until_it_is_taken_down(office: OfficeFile) -> None:
    (hazard,) = found(office, replace(COMMITTED, level=HazardLevel.MAJOR))
    under_supervision = HazardQuery(view="挂牌")
    for kind in (Move.SUPERVISE, Move.RECTIFY, Move.ACCEPT, Move.PASS):
        office.run(make_move, [hazard], step(kind))
        assert office.ask(find_hazards, under_supervision).tolist() == [hazard]
    office.run(make_move, [hazard], step(Move.LIFT))
    assert not office.ask(find_hazards, under_supervision)


def test_hazards_are_found_by_words_of_their_enterprise_and_by_number(office: OfficeFile) -> None:
    ids = found(office, WHOLE)
    number = office.ask(hazard_rows, ids)[0].inspection
    for text in ("线路 xlzz", number, "兴隆"):
        assert office.ask(find_hazards, HazardQuery(text=text)).tolist() == ids, text
    assert not office.ask(find_hazards, HazardQuery(text="锅炉"))


# ---- paper -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ([], HazardState.RECTIFYING),
        ([Move.RECTIFY], HazardState.AWAITING_RECHECK),
        ([Move.RECTIFY, Move.PASS], HazardState.CLOSED),
        ([Move.RECTIFY, Move.FAIL], HazardState.RECTIFYING),
        ([Move.REFER], HazardState.REFERRED),
        ([Move.VOID], HazardState.VOID),
    ],
)
def test_a_hazard_can_be_printed_in_every_state(
    office: OfficeFile, path: list[Move], state: HazardState
) -> None:
    (hazard,) = found(office, replace(COMMITTED, level=HazardLevel.MAJOR))
    for kind in path:
        office.run(make_move, [hazard], step(kind))
    row = office.ask(hazard_record, hazard).row
    assert row.state is state
    for form_id in ("supervision", "hazard-list", "major-hazards", "visit-sheet"):
        request = FormRequest(
            form_id,
            week_end=date(2026, 3, 6),
            inspections=(row.inspection_id,),
            enterprises=(row.enterprise_id,),
        )
        (sheet, *_) = office.ask(form_sheets, request)
        words = "".join(cell.text for cell in sheet.cells)
        void = state is HazardState.VOID
        gone = void or (form_id == "visit-sheet" and state is HazardState.CLOSED)
        assert ("电气线路老化" in words) is not gone, form_id


def test_the_ledger_of_major_hazards_has_the_deadline_of_its_week_and_both_units(
    office: OfficeFile, clock: Clock
) -> None:
    (hazard,) = found(office, replace(COMMITTED, level=HazardLevel.MAJOR))
    office.run(make_move, [hazard], step(Move.SUPERVISE, unit="乡人民政府", second_unit="某集团"))
    clock.now = datetime(2026, 3, 9, 9, 0)
    office.run(make_move, [hazard], step(Move.EXTEND, date(2026, 3, 9), new_deadline=date(2026, 4, 1)))
    clock.now = datetime(2026, 3, 17, 9, 0)
    for kind, deadline in ((Move.RECTIFY, None), (Move.FAIL, date(2026, 4, 20))):
        office.run(make_move, [hazard], step(kind, date(2026, 3, 17), new_deadline=deadline))
    for friday, words in (
        (date(2026, 3, 6), "2026年3月12日"),
        (date(2026, 3, 13), "2026年4月1日"),
        (date(2026, 3, 20), "2026年4月20日"),
    ):
        (sheet,) = office.ask(form_sheets, FormRequest("major-hazards", week_end=friday))
        printed = "".join(cell.text for cell in sheet.cells)
        assert words in printed, friday
        assert "乡人民政府、某集团" in printed


def test_an_unfinished_registration_is_printed_too(office: OfficeFile) -> None:
    (hazard,) = found(office, HazardFacts(description="电气线路老化"))
    row = office.ask(hazard_record, hazard).row
    assert row.state is HazardState.REGISTERED
    (sheet,) = office.ask(form_sheets, FormRequest("hazard-list", inspections=(row.inspection_id,)))
    assert "电气线路老化" in "".join(cell.text for cell in sheet.cells)


def test_nothing_of_a_step_is_written_when_it_is_refused(office: OfficeFile) -> None:
    ids = found(office, WHOLE, replace(WHOLE, description="通道堵塞"))
    with pytest.raises(InputRefused):
        office.run(make_move, ids, step(Move.REFER, unit=""))
    rows = office.ask(lambda reading: reading.session.scalars(select(HazardMove)).all())
    rechecks = office.ask(lambda reading: reading.session.scalars(select(Recheck)).all())
    assert not rows
    assert not rechecks
