"""What changes between sending a table out and closing it: the office, the table, the registry, the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.services.collecting.applying import apply_to_registry, registry_plan
from hazard_desk.services.collecting.closing import close_collection
from hazard_desk.services.collecting.collections import collection_facts, save_collection
from hazard_desk.services.collecting.deciding import decide
from hazard_desk.services.collecting.facts import CollectionFacts
from hazard_desk.services.collecting.merged_table import Conflict, merged
from hazard_desk.services.collecting.merging import OURS
from hazard_desk.services.collecting.reading import read_folder
from hazard_desk.services.collecting.record import collection_record
from hazard_desk.services.collecting.returning import (
    remove_returned,
    returned_files_of,
    set_returned_on,
    take_in,
)
from hazard_desk.services.collecting.standing import overdue_collections, standing
from hazard_desk.services.journal import undo_last
from hazard_desk.services.registry import enterprise_record, save_enterprise
from hazard_desk.services.rosters import VillageFacts, remove_roster_entry, save_roster_entry
from hazard_desk.store.office_file import OfficeFile
from tests.services.collecting.returned_folder import (
    NAME,
    PHONE,
    PRINCIPAL,
    SINCE,
    STAFF,
    TITLE,
    VILLAGES,
    Look,
    begin,
    filled,
    make_office,
    write,
)

MA = 4  # 马村, the only village with enterprises here


@dataclass
class Desk:
    """An office, a 收表 of it, and a folder to put files into."""

    office: OfficeFile
    id: int
    facts: CollectionFacts
    folder: Path

    def put(self, name: str, *rows: list[Any], within: str = "交回") -> Path:
        return write(self.folder / within / name, list(rows), Look(unit=""))

    def take(self, *files: Path) -> Any:
        read = read_folder(list(files), self.facts)
        assert not read.unread
        return self.office.run(take_in, self.id, read.returns)

    def now(self) -> CollectionFacts:
        return self.office.ask(collection_facts, self.id)

    def conflicts(self) -> list[Conflict]:
        return self.office.ask(merged, self.id).conflicts

    def notes(self) -> list[str]:
        return [file.note for file in self.office.ask(returned_files_of, self.id)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with make_office(tmp_path / "台账", of=(MA,)) as office:
        known, facts = begin(office, tmp_path / "空白表.xlsx")
        yield Desk(office, known, facts, tmp_path)


def staffed(count: int, at: int = 0) -> list[Any]:
    row = filled(MA, at)
    row[STAFF] = count
    return row


# ---- the table and those that are asked -----------------------------------------------------------


def test_another_table_of_as_many_columns_cannot_take_the_place_of_the_one_that_came_back(desk: Desk) -> None:
    columns = list(desk.facts.columns)
    columns[STAFF], columns[SINCE] = columns[SINCE], columns[STAFF]
    swapped = replace(desk.facts, columns=tuple(columns))
    desk.office.run(save_collection, swapped, desk.id)  # nothing has come back yet
    desk.office.run(save_collection, desk.facts, desk.id)
    desk.take(desk.put("马村.xlsx", filled(MA, 0)))
    with pytest.raises(InputRefused, match="表头"):
        desk.office.run(save_collection, swapped, desk.id)
    mended = replace(desk.facts.columns[STAFF], path=("从业人员数（人）",), label="从业人员数（人）")
    columns = [mended if at == STAFF else column for at, column in enumerate(desk.facts.columns)]
    desk.office.run(save_collection, replace(desk.facts, columns=tuple(columns)), desk.id)
    assert desk.now().columns[STAFF].label == "从业人员数（人）"


def test_who_gave_nothing_but_a_file_that_was_moved_out_can_be_struck_off(desk: Desk) -> None:
    desk.take(desk.put("马村.xlsx", filled(MA, 0)))
    facts = desk.now()
    fewer = replace(facts, parties=tuple(one for one in facts.parties if one != facts.parties[MA]))
    with pytest.raises(HazardDeskError, match="马村交过表"):
        desk.office.run(save_collection, fewer, desk.id)
    sheet = desk.office.ask(returned_files_of, desk.id)[0]
    desk.office.run(remove_returned, [sheet.id])
    desk.office.run(save_collection, fewer, desk.id)
    assert "马村" not in [row.party.name for row in desk.office.ask(standing, desk.id).rows]
    for _ in range(2):
        desk.office.run(undo_last)
    assert [file.party for file in desk.office.ask(returned_files_of, desk.id)] == ["马村"]


def test_a_village_that_is_no_more_hinders_nothing_and_is_not_missed(desk: Desk) -> None:
    village = desk.office.run(save_roster_entry, VillageFacts("新设村")).record_id
    desk.office.run(
        save_collection, replace(desk.now(), parties=(*desk.now().parties, village or 0)), desk.id
    )
    missed = desk.office.ask(overdue_collections)[0].missing
    desk.office.run(remove_roster_entry, VillageFacts, village)
    facts = replace(desk.now(), note="已电话催过")
    desk.office.run(save_collection, facts, desk.id)
    row = desk.office.ask(standing, desk.id).rows[-1]
    assert (row.party.name, row.words) == ("新设村", "已移出台账")
    assert desk.office.ask(overdue_collections)[0].missing == missed - 1
    fewer = replace(facts, parties=facts.parties[:-1])
    desk.office.run(save_collection, fewer, desk.id)
    with pytest.raises(RecordMissing):  # taken off, it can't be asked anew
        desk.office.run(save_collection, facts, desk.id)


def test_closing_says_what_is_left_undone(desk: Desk) -> None:
    desk.take(desk.put("马村.xlsx", staffed(90)), desk.put("表一.xlsx", filled(MA, 1)))
    said = " ".join(desk.office.run(close_collection, desk.id, date(2026, 11, 22)).notices)
    assert "28 个单位未交" in said
    assert "1 处冲突没定" in said
    assert desk.office.run(close_collection, desk.id, None).notices == []


# ---- the registry -----------------------------------------------------------------------------------


def test_what_ours_becomes_after_it_was_chosen_stays(desk: Desk) -> None:
    desk.take(desk.put("马村.xlsx", staffed(90)))
    (one,) = desk.conflicts()
    desk.office.run(decide, desk.id, one.row.key, STAFF, one.cell.ours, OURS)
    enterprise = one.row.enterprise_id
    facts = desk.office.ask(enterprise_record, enterprise).facts
    desk.office.run(save_enterprise, replace(facts, staff_total=20), enterprise)
    assert desk.office.ask(registry_plan, desk.id).changes == ()
    assert [found.cell.text for found in desk.office.ask(merged, desk.id).contested] == ["20"]


def test_what_was_written_and_then_changed_by_hand_is_not_written_again(desk: Desk) -> None:
    desk.take(desk.put("马村.xlsx", staffed(90)), desk.put("马村补.xlsx", staffed(91)))
    (one,) = desk.conflicts()
    desk.office.run(decide, desk.id, one.row.key, STAFF, "91", "马村补.xlsx")
    desk.office.run(apply_to_registry, desk.id)
    enterprise = one.row.enterprise_id
    facts = desk.office.ask(enterprise_record, enterprise).facts
    assert facts.staff_total == 91
    desk.office.run(save_enterprise, replace(facts, staff_total=30), enterprise)
    assert desk.office.ask(registry_plan, desk.id).changes == ()
    for _ in range(2):
        desk.office.run(undo_last)
    assert [change.after for change in desk.office.ask(registry_plan, desk.id).changes] == ["91"]


# ---- the files --------------------------------------------------------------------------------------


def test_the_mended_file_of_the_next_day_is_told_from_the_first_of_its_name(desk: Desk) -> None:
    first, second = (
        desk.put("马村.xlsx", staffed(count), within=day) for count, day in ((90, "一"), (91, "二"))
    )
    desk.take(first)
    desk.take(second)
    sides = [side.words for side in desk.conflicts()[0].cell.sides]
    assert sides == ["马村.xlsx（第1份） 第5行", "马村.xlsx（第2份） 第5行"]
    sheet = desk.office.ask(returned_files_of, desk.id)[0]
    desk.office.run(set_returned_on, [sheet.id], date(2026, 11, 20))
    sides = [side.words for side in desk.conflicts()[0].cell.sides]
    assert sides == ["马村.xlsx（11月20日交） 第5行", "马村.xlsx（11月22日交） 第5行"]


def test_each_worksheet_keeps_its_own_further_columns_and_is_named(desk: Desk) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "一组"
    heads = [" ".join(column.path) for column in desk.facts.columns]
    heads[PRINCIPAL], heads[PHONE] = "主要负责人姓名", "主要负责人联系电话"  # two levels in one cell
    for sheet, at in ((first, 0), (book.create_sheet("二组"), 1)):
        for line in ([TITLE], [*heads, "备注"], [*staffed(90 + at, at), f"备注{at}"]):
            sheet.append(line)
    own = book.create_sheet("村里自己记的")
    for line in (["甲", "乙"], [1, 2], [3, 4]):
        own.append(line)
    path = desk.folder / "马村.xlsx"
    book.save(path)
    desk.take(path)
    rows = desk.office.ask(merged, desk.id).rows
    assert [row.extras for row in rows] == [(("备注", "备注0"),), (("备注", "备注1"),)]
    assert [row.cells[PRINCIPAL].text for row in rows] == [filled(MA, at)[PRINCIPAL] for at in (0, 1)]
    assert [one.cell.sides[0].words for one in desk.conflicts()] == [
        "马村.xlsx “一组”第3行",
        "马村.xlsx “二组”第3行",
    ]
    assert desk.notes() == ["多出1栏：备注。\n只读了工作表“一组”、“二组”，没有读：村里自己记的。"]


def test_what_was_open_elsewhere_or_names_nobody_is_said_with_the_file(desk: Desk) -> None:
    path = desk.put("马村.xlsx", filled(MA, 0))
    (path.parent / "~$马村.xlsx").write_bytes(b"x")
    desk.take(path)
    assert "正开着" in desk.notes()[0]
    nameless = desk.folder / "东马村.xlsx"
    order = [at for at in range(10) if at not in (NAME, NAME + 1)]
    write(nameless, [filled(MA, 1)], Look(order=order))
    desk.take(nameless)
    assert any("认行的栏都没有" in note for note in desk.notes())


def test_a_name_written_almost_right_is_offered(desk: Desk) -> None:
    nobodys = filled(MA, 0)
    nobodys[1], nobodys[NAME], nobodys[NAME + 1] = None, "没有登记的厂", None
    desk.take(desk.put("南武渡村.xlsx", nobodys))
    record = desk.office.ask(collection_record, desk.id)
    (file,) = record.standing.unclaimed
    names = {row.party.id: row.party.name for row in record.standing.rows}
    assert names[record.likely[file.id]] == VILLAGES[24] == "南武度村"


def test_the_same_folder_dropped_again_is_said_in_one_sentence(desk: Desk) -> None:
    files = [desk.put(f"马村{number}.xlsx", staffed(90 + number)) for number in range(5)]
    desk.take(*files)
    changes = desk.take(*files)
    assert changes.counts["present"] == 5
    assert changes.notices == [
        "「马村0.xlsx」、「马村1.xlsx」、「马村2.xlsx」等 5 个文件已经收过，没有重复收。"
    ]
