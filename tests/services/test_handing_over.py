"""换人交接: the list of a hand-over says what the other screens say, of the same office on the same day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from hazard_desk.forms.report import Table
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.settings import Duration
from hazard_desk.rules.table_question import Question
from hazard_desk.rules.tip_offs import TipOffFacts
from hazard_desk.services import handing_over
from hazard_desk.services.collecting.collections import save_collection
from hazard_desk.services.collecting.facts import CollectionFacts, ExpectedColumn
from hazard_desk.services.collecting.standing import collection_rows
from hazard_desk.services.county_templates.mapping import ColumnFill, ColumnSource, SheetMapping
from hazard_desk.services.county_templates.remembering import Filled, remember
from hazard_desk.services.cross_inspecting.following import waiting_pairs
from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.filing.filing import file_week
from hazard_desk.services.filing.standing import report_stands
from hazard_desk.services.following_up.finding import HazardQuery, hazard_counts
from hazard_desk.services.form_filling import FormRequest
from hazard_desk.services.form_filling.reports import requested_report
from hazard_desk.services.handing_over import HandOver, Open, OpenRow, hand_over
from hazard_desk.services.journal import undo_last
from hazard_desk.services.negative_lists import negative_rows
from hazard_desk.services.offices import set_handler, set_up_office, villages
from hazard_desk.services.planning import read_plan
from hazard_desk.services.quotas import quotas_of_month
from hazard_desk.services.registry import remove_enterprise, save_enterprise
from hazard_desk.services.settings import save_settings
from hazard_desk.services.tasks import task_rows
from hazard_desk.services.tip_offs import save_tip_off, waiting_tip_offs
from hazard_desk.services.workbench import Task, workbench
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.settings import set_password, set_second_place
from hazard_desk.terms import DurationUnit, NegativeKind, TaskState

NOW = datetime(2026, 3, 30, 10, 0)
WEEK = date(2026, 3, 27)
INFORMANT = "霍举报"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeFile]:
    """A township in which something of every kind is open; nothing may be changed in it."""
    folder = tmp_path_factory.mktemp("hand over") / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["东街村", "西街村"])
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        office.run(fill_demo, 60, 2)
        office.run(file_week, WEEK)
        tip = TipOffFacts(
            received_on=date(2026, 3, 2), informant=INFORMANT, content="夜间充装", due_on=date(2026, 3, 20)
        )
        office.run(save_tip_off, tip)
        asked = tuple(one.id for one in office.ask(villages))[:2]
        wanted = CollectionFacts(
            "燃气排查表",
            due_on=date(2026, 3, 25),
            parties=asked,
            columns=(ExpectedColumn(("村",), "村", key=True), ExpectedColumn(("户数",), "户数")),
        )
        office.run(save_collection, wanted)
        terms = {
            "deadline.recheck": Duration(3, DurationUnit.WORKING_DAYS),
            "deadline.progress": Duration(1, DurationUnit.WORKING_DAYS),
        }
        office.run(save_settings, terms)
        mapping = SheetMapping(
            Question("hazard"), {0: ColumnFill(ColumnSource.COLUMN, "description", "隐患")}
        )
        office.run(remember, [Filled("abc", "全县隐患统计表", mapping)])
        yield office


@pytest.fixture(scope="module")
def found(office: OfficeFile) -> HandOver:
    result: HandOver = office.ask(hand_over)
    return result


def test_it_lists_as_many_as_the_views_of_the_ledger(office: OfficeFile, found: HandOver) -> None:
    counts = office.ask(hazard_counts, HazardQuery())
    for kind in (Open.HAZARDS, Open.RECHECKS, Open.PLATED, Open.REPLIES):
        group = found.group(kind)
        assert group.list_of is not None
        assert len(group.rows) == counts[group.list_of[1]], kind
    assert counts["未整改"] > 0 < counts["待回查"]
    assert found.group(Open.HAZARDS).late == counts["逾期"] > 0


def test_it_agrees_with_the_lines_of_the_workbench(office: OfficeFile, found: HandOver) -> None:
    lines = {line.task: line for line in office.ask(workbench).tasks}

    def count(task: Task) -> int:
        return lines[task].count if task in lines else 0

    def late(task: Task) -> int:
        return lines[task].late if task in lines else 0

    assert found.group(Open.RECHECKS).late == late(Task.TO_RECHECK) > 0
    assert found.group(Open.REPLIES).late == late(Task.TO_ANSWER)
    assert found.group(Open.PLATED).late == count(Task.PROGRESS) > 0
    assert len(found.group(Open.MAJOR_GAPS).rows) == count(Task.MAJOR_GAPS) > 0
    assert len(found.group(Open.TIP_OFFS).rows) == count(Task.TIP_OFF) == 1
    assert found.group(Open.TIP_OFFS).late == late(Task.TIP_OFF) == 1
    assert found.group(Open.TASKS).late == late(Task.KEY_TASK)
    assert found.group(Open.COLLECTIONS).late == count(Task.COLLECTION) == 1
    assert {one.view: one.count for one in found.long_lists} == {
        task.value: count(task)
        for task in (Task.NOT_INSPECTED, Task.NOT_SELF_CHECKED, Task.INCOMPLETE)
        if count(task)
    }


def test_it_agrees_with_the_lists_and_the_papers(office: OfficeFile, found: HandOver) -> None:
    for kind, group in (
        (NegativeKind.NOT_RECHECKED, Open.RECHECKS),
        (NegativeKind.MAJOR_GAPS, Open.MAJOR_GAPS),
    ):
        ids = {row.id for row in office.ask(negative_rows, kind)}
        assert ids == {row.id for row in found.group(group).rows}
    papers = found.group(Open.PAPERS)
    assert len(papers.rows) == sum(stand.waiting for stand in office.ask(report_stands))
    late = {
        (row.enterprise, row.paper.week_end) for row in office.ask(negative_rows, NegativeKind.NOT_REPORTED)
    }
    assert (
        {(row.subject, row.paper.week_end) for row in papers.rows if row.late and row.paper} == late != set()
    )
    open_tasks = office.ask(task_rows, "", (TaskState.NOT_STARTED, TaskState.UNDER_WAY))
    assert {row.id for row in found.group(Open.TASKS).rows} == {row.id for row in open_tasks}
    assert {row.id for row in found.group(Open.TIP_OFFS).rows} == {
        row.id for row in office.ask(waiting_tip_offs)
    }
    assert {row.id for row in found.group(Open.COLLECTIONS).rows} == {
        row.id for row in office.ask(collection_rows)
    }
    waiting = {line.pair_id for line in office.ask(waiting_pairs)}
    assert waiting <= {row.id for row in found.group(Open.ROUNDS).rows}


def test_visits_are_those_the_plan_has_due_by_the_end_of_the_month(
    office: OfficeFile, found: HandOver
) -> None:
    due = {
        row.enterprise_id
        for row in office.ask(read_plan, 2026).rows
        if row.in_operation and row.due_on and row.due_on <= date(2026, 3, 31)
    }
    assert {row.id for row in found.group(Open.VISITS).rows} == due
    assert list(found.quotas) == office.ask(quotas_of_month, NOW.date())


def test_of_each_kind_the_late_come_first_and_those_without_a_day_last(
    office: OfficeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def row(number: int, day: date | None, late: int = 0) -> OpenRow:
        return OpenRow("cross_pair", number, "甲县检查乙县", "第二轮", day, late=late)

    rows = [row(1, None), row(2, date(2026, 4, 16)), row(3, date(2026, 3, 1), 29), row(4, date(2026, 4, 2))]
    monkeypatch.setitem(handing_over._GROUPS, Open.ROUNDS, lambda _reading: rows)
    found: HandOver = office.ask(hand_over)
    assert [one.id for one in found.group(Open.ROUNDS).rows] == [3, 4, 2, 1]
    for group in found.groups:
        days = [(-one.late, one.day or date.max) for one in group.rows]
        assert days == sorted(days), group.kind


def test_what_is_late_or_due_this_month_is_counted_once(found: HandOver) -> None:
    for group in found.groups:
        by_hand = [
            row.day is not None and row.day <= date(2026, 3, 31) and not row.late for row in group.rows
        ]
        assert group.this_month == sum(by_hand)
        assert group.late + group.this_month <= len(group.rows)


def test_settings_and_templates_of_the_office_are_named(found: HandOver) -> None:
    assert {one.now for one in found.settings} == {"3个工作日", "1个工作日"}
    assert all(one.shipped != one.now for one in found.settings)
    assert found.templates == (("全县隐患统计表", NOW.date()),)


def _texts(office: OfficeFile) -> str:
    report = office.ask(requested_report, FormRequest("hand-over-list"))
    cells = [
        str(content)
        for part in report.parts
        if isinstance(part, Table)
        for row in part.rows
        for content in row
        if content is not None
    ]
    return "\n".join([*cells, *(str(getattr(part, "text", "")) for part in report.parts)])


def test_the_printed_list_has_every_row_and_no_informant(office: OfficeFile, found: HandOver) -> None:
    printed = _texts(office)
    for group in found.groups:
        for row in group.rows:
            assert row.text in printed
    assert INFORMANT not in printed
    assert "夜间充装" not in printed


def test_of_a_password_only_that_there_is_one(tmp_path: Path) -> None:
    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", [])
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        office.back_up("手动")
        before = office.ask(hand_over).kept
        assert (before.has_password, before.second_place, len(before.here)) == (False, None, 1)
        assert before.newest == NOW
        assert "没有设置密码" in _texts(office)
        second = tmp_path / "stick"
        second.mkdir()
        set_second_place(folder, second)
        set_password(folder, "qwer-8642-uiop")
        kept = office.ask(hand_over).kept
        assert (kept.has_password, kept.second_place) == (True, second)
        printed = _texts(office)
        assert "设有密码" in printed
        assert str(second) in printed
        assert "qwer" not in printed + repr(kept)
        (folder / "backups" / "safekeeping.json").write_text("{", encoding="utf-8")
        assert office.ask(hand_over).kept.has_password is None
        assert "没有设置" not in _texts(office)


def test_only_what_this_handler_did_lately_and_let_stand_is_counted(tmp_path: Path) -> None:
    moments = iter(NOW + timedelta(seconds=second) for second in range(10_000))
    early = NOW - timedelta(days=31)
    times = [early]

    def clock() -> datetime:
        return times[0] if times else next(moments)

    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", [])

    def entered(office: OfficeFile, name: str) -> int:
        changes: Changes = office.run(save_enterprise, EnterpriseFacts(name=name))
        assert changes.record_id is not None
        return changes.record_id

    with OfficeFile.open(folder, clock=clock) as office:
        office.run(set_handler, "老张")
        entered(office, "早先的厂")
        times.clear()
        entered(office, "老张的厂")
        first = entered(office, "老张的二厂")
        office.run(save_enterprise, EnterpriseFacts(name="老张的二厂", address="东街"), first)
        entered(office, "写错的厂")
        office.run(undo_last)
        office.run(set_handler, "小李")
        gone = entered(office, "小李的厂")
        office.run(remove_enterprise, gone)
        mine: HandOver = office.ask(hand_over)
        assert (mine.handler, mine.operations) == ("小李", 3)
        office.run(set_handler, "老张")
        his: HandOver = office.ask(hand_over)
    (row,) = his.done
    # Taking over the desk is the new handler's own operation.
    assert (his.operations, row.label, row.added, row.edited) == (4, "企业", 2, 1)
