"""Thirty returned tables with planted contradictions: all of them shown, none else, nothing written over."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.forms.saving import save
from hazard_desk.model import Base, Enterprise, JournalEntry
from hazard_desk.services.attaching import Owner, attachments_of
from hazard_desk.services.collecting.applying import apply_to_registry, registry_plan
from hazard_desk.services.collecting.closing import close_collection
from hazard_desk.services.collecting.collections import (
    remove_collection,
    save_collection,
    set_exempt,
)
from hazard_desk.services.collecting.deciding import Taking, decide, decide_many, undecide
from hazard_desk.services.collecting.facts import CollectionFacts
from hazard_desk.services.collecting.merged_table import Merged, merged
from hazard_desk.services.collecting.merging import OURS
from hazard_desk.services.collecting.reading import FolderRead, read_folder
from hazard_desk.services.collecting.returning import (
    assign_returned,
    claims_for,
    remove_returned,
    returned_files_of,
    set_returned_on,
    take_in,
)
from hazard_desk.services.collecting.sheets import merged_sheet, missing_sheet
from hazard_desk.services.collecting.standing import collection_rows, overdue_collections, standing
from hazard_desk.services.journal import undo_last
from hazard_desk.services.workbench import Task, task_rows, workbench
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading
from tests.services.collecting.returned_folder import (
    BOTTLES,
    DUE,
    GAS,
    NOW,
    PHONE,
    PRINCIPAL,
    SINCE,
    STAFF,
    TITLE,
    VILLAGES,
    Look,
    Planted,
    begin,
    facts,
    filled,
    label,
    make_office,
    plant,
    trade,
    write,
)


@dataclass
class Clock:
    """A clock that the test sets."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Desk:
    """The office, the 收表, and the folder that came back."""

    office: OfficeFile
    id: int
    facts: CollectionFacts
    planted: Planted
    read: FolderRead
    clock: Clock

    def table(self) -> Merged:
        return self.office.ask(merged, self.id)

    def take(self, *files: Path) -> Any:
        read = read_folder(list(files), self.facts)
        assert not read.unread
        return self.office.run(take_in, self.id, read.returns)

    def cell(self, village: int, at: int, column: int) -> tuple[str, int]:
        """Return the place of a cell of the 汇总表."""
        for row in self.table().rows:
            if row.label == trade(village, at):
                return row.key, column
        raise LookupError

    def said(self) -> dict[tuple[str, str], set[str]]:
        """Return the open conflicts: enterprise and header → everything that is said, ours too."""
        return {
            (one.row.label, one.label): {
                *(side.text for side in one.cell.sides),
                *([one.cell.ours] if one.cell.ours else []),
            }
            for one in self.table().conflicts
        }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """The folder is written once; nobody writes to it."""
    return plant(tmp_path_factory.mktemp("交回") / "交回的表")


@dataclass
class Made:
    """Two closed offices to copy: before anything was taken in, and after."""

    empty: Path
    full: Path
    id: int
    facts: CollectionFacts
    read: FolderRead


@pytest.fixture(scope="module")
def made(folder: Planted, tmp_path_factory: pytest.TempPathFactory) -> Made:
    at = tmp_path_factory.mktemp("台账")
    with make_office(at / "空", Clock()) as office:
        known, expected = begin(office, at / f"{TITLE}.xlsx")
    read = read_folder(folder.folder, expected)
    shutil.copytree(at / "空", at / "满")
    with OfficeFile.open(at / "满", clock=Clock()) as office:
        office.run(take_in, known, read.returns)
    return Made(at / "空", at / "满", known, expected, read)


@pytest.fixture
def desk(folder: Planted, made: Made, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(made, made.empty, folder, tmp_path)


@pytest.fixture
def taken(folder: Planted, made: Made, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(made, made.full, folder, tmp_path)


def opened(made: Made, of: Path, folder: Planted, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(of, tmp_path / "台账")
    clock = Clock()
    with OfficeFile.open(tmp_path / "台账", clock=clock) as office:
        yield Desk(office, made.id, made.facts, folder, made.read, clock)


def registry(office: OfficeFile) -> dict[str, list[Any]]:
    """Return every row of every table but those of 收表, of files and of the journal."""
    apart = ("journal", "collection", "returned", "attachment")

    def read(reading: Reading) -> dict[str, list[Any]]:
        return {
            table.name: sorted(map(tuple, reading.session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if not table.name.startswith(apart)
        }

    return office.ask(read)


def everything(office: OfficeFile) -> dict[str, list[Any]]:
    """Return every row but the journal's."""

    def read(reading: Reading) -> dict[str, list[Any]]:
        return {
            table.name: sorted(map(tuple, reading.session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if not table.name.startswith("journal")
        }

    return office.ask(read)


# ---- what came back --------------------------------------------------------------------------


def test_the_template_says_what_is_expected(desk: Desk) -> None:
    assert desk.facts.name == TITLE
    assert [column.field for column in desk.facts.columns] == [
        "", "village", "name", "code", "principal", "principal_phone", "staff_total", "established", "", "",
    ]  # fmt: skip
    assert desk.facts.key_labels == ("企业名称", "统一社会信用代码")
    assert desk.facts.columns[0].counted


def test_every_file_is_taken_in_or_listed_with_its_reason(desk: Desk) -> None:
    unread = {one.place: " ".join(problem.message for problem in one.problems) for one in desk.read.unread}
    assert set(unread) == set(desk.planted.unread)
    for place, word in desk.planted.unread.items():
        assert word in unread[place]
    assert all(problem.remedy for one in desk.read.unread for problem in one.problems)
    changes = desk.office.run(take_in, desk.id, desk.read.returns)
    assert (changes.counts["taken"], changes.counts["rows"]) == (desk.planted.files, desk.planted.rows)
    assert changes.counts["present"] == len(desk.planted.present)
    again = desk.office.run(take_in, desk.id, desk.read.returns)
    assert again.counts["taken"] == 0
    assert again.counts["present"] == desk.planted.files + len(desk.planted.present)
    assert not again.nouns


def test_who_has_not_returned_is_exact(taken: Desk) -> None:
    found = taken.office.ask(standing, taken.id)
    assert {row.party.name for row in found.missing} == taken.planted.missing
    assert {row.party.name for row in found.exempt} == {VILLAGES[28]}
    assert {file.file for file in found.unclaimed} == taken.planted.unclaimed
    returned = set(VILLAGES) - taken.planted.missing - {VILLAGES[28]}
    assert {row.party.name for row in found.returned} == returned
    assert {row.party.name: row.hint for row in found.missing if row.hint} == {
        village: f"{file}里有它的行" for village, file in taken.planted.hints.items()
    }
    assert all(row.late for row in found.returned)  # taken in after the deadline
    line = taken.office.ask(collection_rows)[0]
    assert (line.returned, line.expected, line.missing) == (len(returned), 29, len(taken.planted.missing))
    assert (line.conflicts, line.unclaimed, line.overdue) == (len(taken.planted.conflicts), 1, 2)
    assert [row.id for row in taken.office.ask(overdue_collections)] == [taken.id]
    todo = next(one for one in taken.office.ask(workbench).tasks if one.task is Task.COLLECTION)
    assert (todo.count, todo.late, todo.days) == (1, len(taken.planted.missing), 2)
    (behind,) = taken.office.ask(task_rows, Task.COLLECTION)
    assert (behind.noun, behind.id) == ("collection", taken.id)


def test_every_planted_conflict_is_shown_and_no_other(taken: Desk) -> None:
    assert taken.said() == taken.planted.conflicts


def test_nothing_of_the_registry_is_touched_before_it_is_applied(desk: Desk) -> None:
    before = registry(desk.office)
    desk.office.run(take_in, desk.id, desk.read.returns)
    table = desk.table()
    places = [(one.row.key, one.cell.position) for one in table.conflicts]
    desk.office.run(decide_many, desk.id, places, Taking.NEWEST)
    desk.office.ask(registry_plan, desk.id)
    assert registry(desk.office) == before


def test_the_originals_are_kept_byte_for_byte(taken: Desk) -> None:
    for file in taken.office.ask(returned_files_of, taken.id):
        kept = taken.office.ask(attachments_of, Owner("returned_sheet", file.id))
        assert [row.name for row in kept] == [file.file]
        original = next(taken.planted.folder.rglob(file.file))
        if file.file != "表.xlsx":
            assert kept[0].path.read_bytes() == original.read_bytes()
        assert hashlib.sha256(kept[0].path.read_bytes()).hexdigest() == kept[0].sha256


def test_what_was_odd_about_a_file_stays_with_it(taken: Desk) -> None:
    notes = {file.file: file.note for file in taken.office.ask(returned_files_of, taken.id)}
    assert notes["北街社区.xlsx"] == "多出2栏：备注、联系人微信。"
    assert notes["赵家堡村.xlsx"] == "缺1栏：气瓶数（只）。"
    extras = {row.label: row.extras for row in taken.table().rows if row.extras}
    assert "科学计数" in notes["洪义村.xlsx"]
    assert "代码" in notes["洪义村.xlsx"]
    assert extras == {trade(3, 0): (("备注", "已换管"),), trade(3, 1): (("联系人微信", "wx123"),)}


# ---- whose it is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "unit", "village", "sure"),
    [
        ("马村.xlsx", "", 4, True),
        ("东马村 第二次.xlsx", "", 4, False),  # the rows are of 马村
        ("2026（马村）.xlsx", "马村村委会", 4, True),
        ("马村.xlsx", "东马村", 4, False),
        ("表格.xlsx", "马 村 （公章）", 4, True),
        ("马村和东马村.xlsx", "", 4, False),
        ("表格.xlsx", "", 4, True),  # its rows name no other
    ],
)
def test_whose_a_file_is(desk: Desk, tmp_path: Path, name: str, unit: str, village: int, sure: bool) -> None:
    path = write(tmp_path / name, [filled(village, 0)], Look(unit=unit))
    claim = desk.office.ask(claims_for, desk.id, read_folder(path, desk.facts).returns)[0]
    parties = {row.party.id: row.party.name for row in desk.office.ask(standing, desk.id).rows}
    if sure:
        assert parties[claim.party_id or 0] == VILLAGES[village]
    else:
        assert claim.party_id is None
        assert VILLAGES[village] in {parties[one] for one in claim.perhaps}
        assert claim.why


def test_a_name_written_almost_right_is_proposed_and_not_taken(desk: Desk, tmp_path: Path) -> None:
    row = filled(0, 0)
    row[1] = None
    path = write(tmp_path / "孙家勾村.xlsx", [row], Look())
    claim = desk.office.ask(claims_for, desk.id, read_folder(path, desk.facts).returns)[0]
    parties = {row.party.id: row.party.name for row in desk.office.ask(standing, desk.id).rows}
    assert claim.party_id is None
    assert "孙家沟村" in {parties[one] for one in claim.perhaps}


def test_the_clerk_says_whose_it_is(taken: Desk) -> None:
    found = taken.office.ask(standing, taken.id)
    party = next(row.party.id for row in found.rows if row.party.name == VILLAGES[29])
    taken.office.run(assign_returned, [found.unclaimed[0].id], party)
    after = taken.office.ask(standing, taken.id)
    assert not after.unclaimed
    assert VILLAGES[29] not in {row.party.name for row in after.missing}
    taken.office.run(undo_last)
    assert len(taken.office.ask(standing, taken.id).unclaimed) == 1


def test_late_is_after_the_deadline(taken: Desk) -> None:
    files = [file.id for file in taken.office.ask(returned_files_of, taken.id)]
    taken.office.run(set_returned_on, files, DUE)
    assert not taken.office.ask(standing, taken.id).late
    with pytest.raises(HazardDeskError, match="晚于今天"):
        taken.office.run(set_returned_on, files, date(2026, 11, 23))


def test_those_who_need_not_return_it_are_not_missing(taken: Desk) -> None:
    found = taken.office.ask(standing, taken.id)
    taken.office.run(set_exempt, [row.party.id for row in found.missing], "今年没有")
    after = taken.office.ask(standing, taken.id)
    assert not after.missing
    assert taken.office.ask(overdue_collections) == []
    assert {row.words for row in after.exempt} == {"免报"}


# ---- deciding --------------------------------------------------------------------------------


def test_decisions_are_what_stands(taken: Desk) -> None:
    key, at = taken.cell(1, 0, STAFF)
    taken.office.run(decide, taken.id, key, at, "40", "关于报送西街村用气情况的表（定稿）最新.xlsx")
    key, at = taken.cell(4, 1, PHONE)
    taken.office.run(decide_many, taken.id, [(key, at)], Taking.OURS)
    key, at = taken.cell(20, 1, BOTTLES)
    taken.office.run(decide, taken.id, key, at, "55")
    cells = {(one.row.label, one.label): one.cell for one in taken.table().contested if one.cell.decided}
    assert {place: (cell.text, cell.decided.source) for place, cell in cells.items() if cell.decided} == {
        (trade(1, 0), label(STAFF)): ("40", "关于报送西街村用气情况的表（定稿）最新.xlsx"),
        (trade(4, 1), label(PHONE)): (facts(4, 1).principal_phone, OURS),
        (trade(20, 1), label(BOTTLES)): ("55", "手工填写"),
    }
    assert len(taken.said()) == len(taken.planted.conflicts) - 3
    taken.office.run(undecide, taken.id, [taken.cell(20, 1, BOTTLES)])
    assert taken.said()[trade(20, 1), label(BOTTLES)] == {"22", "99"}
    with pytest.raises(RecordMissing):
        taken.office.run(decide, taken.id, key, GAS, "x")


def test_many_at_once_leave_open_what_is_not_one_text(taken: Desk) -> None:
    places = [(one.row.key, one.cell.position) for one in taken.table().conflicts]
    returned = taken.office.run(decide_many, taken.id, places, Taking.RETURNED)
    # Of two sheets that differ neither is "what was returned".
    assert (returned.counts["decided"], returned.counts["left"]) == (len(places) - 3, 3)
    assert returned.notices
    assert {column for _, column in taken.said()} == {label(BOTTLES), label(PRINCIPAL), label(GAS)}


def test_the_newest_is_what_came_last(taken: Desk, tmp_path: Path) -> None:
    taken.clock.now = datetime(2026, 11, 22, 15, 0)
    row = filled(20, 1)
    row[BOTTLES] = 7
    taken.take(write(tmp_path / "韩村第三次.xlsx", [row], Look()))
    place = taken.cell(20, 1, BOTTLES)
    taken.office.run(decide_many, taken.id, [place], Taking.NEWEST)
    cell = next(one.cell for one in taken.table().contested if (one.row.key, one.cell.position) == place)
    assert cell.text == "7"
    both = taken.cell(20, 0, PRINCIPAL)  # the two that differ came together
    assert taken.office.run(decide_many, taken.id, [both], Taking.NEWEST).counts["left"] == 1


def test_what_comes_later_opens_a_decision_it_contradicts(taken: Desk, tmp_path: Path) -> None:
    place = taken.cell(1, 0, STAFF)
    taken.office.run(decide, taken.id, *place, "40", "西街村")
    same, other = filled(1, 0), filled(1, 0)
    same[STAFF], other[STAFF] = "40.0", 41
    changes = taken.take(write(tmp_path / "西街村再报.xlsx", [same], Look()))
    assert (trade(1, 0), label(STAFF)) not in taken.said()
    assert not any("重新列为冲突" in notice for notice in changes.notices)
    changes = taken.take(write(tmp_path / "西街村三报.xlsx", [other], Look()))
    assert taken.said()[trade(1, 0), label(STAFF)] == {"40", "41", "8"}
    assert any("1 处重新列为冲突" in notice for notice in changes.notices)
    taken.office.run(undo_last)
    assert (trade(1, 0), label(STAFF)) not in taken.said()


def test_a_file_moved_out_takes_its_decisions_along(taken: Desk) -> None:
    place = taken.cell(20, 1, BOTTLES)
    taken.office.run(decide, taken.id, *place, "99", "韩村更正.xlsx")
    files = {file.file: file.id for file in taken.office.ask(returned_files_of, taken.id)}
    before = everything(taken.office)
    changes = taken.office.run(remove_returned, [files["韩村更正.xlsx"]])
    assert changes.notices
    assert (trade(20, 1), label(BOTTLES)) not in taken.said()
    cells = next(row.cells for row in taken.table().rows if row.label == trade(20, 1))
    assert cells[BOTTLES].text == "22"
    taken.office.run(undo_last)
    assert everything(taken.office) == before


# ---- into the registry -----------------------------------------------------------------------


def stored(office: OfficeFile, name: str) -> dict[str, Any]:
    def read(reading: Reading) -> dict[str, Any]:
        one = reading.session.scalar(select(Enterprise).where(Enterprise.name == name))
        return {key: value for key, value in vars(one).items() if not key.startswith("_")} if one else {}

    return office.ask(read)


def test_only_what_is_agreed_on_is_written_and_undo_brings_all_back(taken: Desk) -> None:
    taken.office.run(decide, taken.id, *taken.cell(1, 0, STAFF), "40", "西街村")
    taken.office.run(decide_many, taken.id, [taken.cell(4, 1, PHONE)], Taking.OURS)
    plan = taken.office.ask(registry_plan, taken.id)
    assert {(one.enterprise, one.label, one.before, one.after) for one in plan.changes} == {
        (trade(1, 0), label(STAFF), "8", "40"),
        (trade(8, 0), label(SINCE), "", "2018年6月1日"),
    }
    assert {one.name for one in plan.new} == taken.planted.new
    assert not plan.problems
    assert plan.waiting == 3  # 企业名称, 姓名, 从业人数; 用气 isn't ours
    before, whole = registry(taken.office), everything(taken.office)
    changes = taken.office.run(apply_to_registry, taken.id)
    assert changes.counts == {"enterprises": 2, "values": 2, "added": 0}
    after = registry(taken.office)
    changed = {row[1] for row in set(after["enterprise"]) ^ set(before["enterprise"])}
    assert len(set(after["enterprise"]) - set(before["enterprise"])) == 2, changed
    assert {name: rows for name, rows in after.items() if name != "enterprise"} == {
        name: rows for name, rows in before.items() if name != "enterprise"
    }
    assert stored(taken.office, trade(1, 0))["staff_total"] == 40
    assert stored(taken.office, trade(8, 0))["established"] == "2018-06-01"
    assert stored(taken.office, trade(4, 1))["principal_phone"] == facts(4, 1).principal_phone
    # What a village left blank stands as it stood.
    assert stored(taken.office, trade(7, 0))["principal_phone"] == facts(7, 0).principal_phone
    assert stored(taken.office, trade(7, 1))["staff_total"] == facts(7, 1).staff_total
    with pytest.raises(HazardDeskError, match="没有要写入"):
        taken.office.run(apply_to_registry, taken.id)
    taken.office.run(undo_last)
    assert everything(taken.office) == whole


def test_new_enterprises_are_made_only_where_she_says_so(taken: Desk) -> None:
    plan = taken.office.ask(registry_plan, taken.id)
    assert stored(taken.office, "李家庄新开铸造厂") == {}
    taken.office.run(apply_to_registry, taken.id, [one.key for one in plan.new])
    made = stored(taken.office, "李家庄新开铸造厂")
    assert (made["principal"], made["staff_total"], made["established"]) == ("李新", 12, "2026-01-05")
    assert made["village_id"] == VILLAGES.index("李家庄村") + 1
    taken.office.run(undo_last)
    assert stored(taken.office, "李家庄新开铸造厂") == {}


def test_what_cannot_be_stored_stops_all_of_it_and_says_where(taken: Desk, tmp_path: Path) -> None:
    row = filled(8, 1)
    row[1], row[STAFF] = "没有的村", "十来个人"
    taken.take(write(tmp_path / "下庄村补.xlsx", [row], Look()))
    taken.office.run(decide, taken.id, *taken.cell(8, 1, 1), "没有的村", "下庄村补.xlsx")
    taken.office.run(decide, taken.id, *taken.cell(8, 1, STAFF), "十来个人", "下庄村补.xlsx")
    before = registry(taken.office)
    plan = taken.office.ask(registry_plan, taken.id)
    assert {(problem.sheet, problem.field) for problem in plan.problems} == {
        (trade(8, 1), "village"),
        (trade(8, 1), "staff_total"),
    }
    with pytest.raises(InputRefused) as refused:
        taken.office.run(apply_to_registry, taken.id)
    assert {problem.field for problem in refused.value.problems} == {"village", "staff_total"}
    assert registry(taken.office) == before


# ---- the tables ------------------------------------------------------------------------------


def test_the_summary_has_every_row_its_source_and_a_total(taken: Desk) -> None:
    sheet = taken.office.ask(merged_sheet, taken.id)
    header = ["".join(str(cell.content).split()) for cell in sheet.cells if cell.row == 0]
    assert header[1:10] == ["".join(label(at).split()) for at in range(1, 10)]
    assert header[10:] == ["多出的栏", "交表单位", "来源文件"]
    rows = taken.table().rows
    assert len(rows) == 2 * (30 - 5 - 1) + 1 + 1  # five villages sent nothing and one of them is told of
    bottles = header.index(label(BOTTLES))
    column = {cell.row: cell.content for cell in sheet.cells if cell.column == bottles}
    total = len(rows) + 1
    open_ = [value for row, value in column.items() if 0 < row < total and isinstance(value, str)]
    assert len(open_) == 1
    figures = [value for row, value in column.items() if 0 < row < total and isinstance(value, int)]
    assert column[total] == sum(figures)
    assert any("22" in note and "99" in note and "韩村更正.xlsx" in note for note in sheet.notes)
    assert len(sheet.notes) == 1 + len(taken.planted.conflicts)


@pytest.mark.parametrize("suffix", [".xlsx", ".pdf"])
def test_both_tables_can_be_saved(taken: Desk, tmp_path: Path, suffix: str) -> None:
    for query in (merged_sheet, missing_sheet):
        path = tmp_path / f"{query.__name__}{suffix}"
        save([taken.office.ask(query, taken.id)], path)
        assert path.stat().st_size > 2000
    if suffix == ".xlsx":
        page = openpyxl.load_workbook(BytesIO(path.read_bytes())).active
        assert page is not None
        text = "\n".join(str(cell.value or "") for line in page.iter_rows() for cell in line)
        assert all(village in text for village in taken.planted.missing)
        assert "应交 29 个，已交 23 个，未交 6 个" in text


# ---- the record ------------------------------------------------------------------------------


def test_the_record_is_checked_changed_closed_and_removed(taken: Desk) -> None:
    whole = taken.facts
    for wrong, field in (
        ({"name": " "}, "name"),
        ({"parties": ()}, "parties"),
        ({"columns": whole.columns[:1]}, "columns"),
        ({"due_on": date(2026, 11, 1)}, "due_on"),
        ({"exempt": ((whole.parties[0], " "),)}, "exempt"),
    ):
        with pytest.raises(InputRefused) as refused:
            taken.office.run(save_collection, changed(whole, **wrong), taken.id)
        assert field in {problem.field for problem in refused.value.problems}
    with pytest.raises(HazardDeskError, match="交过表"):
        taken.office.run(save_collection, changed(whole, parties=whole.parties[1:]), taken.id)
    taken.office.run(save_collection, changed(whole, parties=whole.parties[:-1]), taken.id)
    assert len(taken.office.ask(standing, taken.id).rows) == 29
    taken.office.run(close_collection, taken.id, date(2026, 11, 22))
    assert taken.office.ask(overdue_collections) == []
    taken.office.run(remove_collection, taken.id)
    assert taken.office.ask(collection_rows) == []
    with pytest.raises(RecordMissing):
        taken.office.ask(merged, taken.id)
    for _ in range(3):
        taken.office.run(undo_last)
    assert len(taken.said()) == len(taken.planted.conflicts)


def test_other_keys_bring_other_rows_together(taken: Desk) -> None:
    columns = tuple(changed_column(column, key=column.field == "village") for column in taken.facts.columns)
    taken.office.run(save_collection, changed(taken.facts, columns=columns), taken.id)
    assert len(taken.table().rows) < 40  # by village
    taken.office.run(undo_last)
    assert taken.said() == taken.planted.conflicts


def test_nothing_personal_is_written_to_the_journal_summary(taken: Desk) -> None:
    taken.office.run(decide_many, taken.id, [taken.cell(4, 1, PHONE)], Taking.RETURNED)

    def summaries(reading: Reading) -> str:
        return "\n".join(reading.session.scalars(select(JournalEntry.summary)))

    assert "13900001111" not in taken.office.ask(summaries)


def changed(whole: CollectionFacts, **what: Any) -> CollectionFacts:
    from dataclasses import replace

    return replace(whole, **what)


def changed_column(column: Any, **what: Any) -> Any:
    from dataclasses import replace

    return replace(column, **what)
