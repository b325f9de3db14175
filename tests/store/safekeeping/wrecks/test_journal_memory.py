"""What the journal knows of a row, also where part of the journal itself is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from hazard_desk.model import Village
from hazard_desk.services.journal import redo_last, undo_last
from hazard_desk.services.offices import add_village, set_up_office
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.wrecks.journal_memory import JournalMemory, Removed
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.store.raw_files import opened

NEW = (2,)


def enter(work: UnitOfWork) -> Changes:
    return Changes("新增村", add_village(work, "马村"))


def rename(work: UnitOfWork) -> Changes:
    work.session.get_one(Village, 1).name = "改了名的村"
    return Changes("改名")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office with one village, entered by entry 1."""
    OfficeFile.create(tmp_path / "台账", set_up_office, "文水县西槽头乡人民政府", ["西槽头村"])
    return tmp_path / "台账"


def memory_without(folder: Path, entry: int, *, and_itself: bool = False) -> JournalMemory:
    """The journal's memory after what `entry` did can't be read any more."""
    with opened(folder / "office.db") as connection:
        connection.execute("DELETE FROM journal_change WHERE entry_id = ?", (entry,))
        if and_itself:
            connection.execute("DELETE FROM journal_entry WHERE id = ?", (entry,))
        return JournalMemory(connection, whole=False, torn_up_to=entry)


@pytest.mark.parametrize("and_itself", [False, True])
def test_what_was_taken_back_is_not_there_where_the_undo_is_lost(office: Path, and_itself: bool) -> None:
    with OfficeFile.open(office) as file:
        file.run(enter)
        file.run(undo_last)
    assert memory_without(office, 3, and_itself=and_itself).of("village")[NEW] is Removed


def test_what_was_done_again_is_there_where_undo_and_redo_are_lost(office: Path) -> None:
    with OfficeFile.open(office) as file:
        file.run(enter)
        file.run(undo_last)
        file.run(redo_last)
    memory_without(office, 3)
    known = memory_without(office, 4).of("village")[NEW]
    assert isinstance(known, dict)
    assert known["name"] == "马村"


def test_done_again_and_then_taken_back_once_more_it_is_gone(office: Path) -> None:
    with OfficeFile.open(office) as file:
        file.run(enter)
        file.run(undo_last)
        file.run(redo_last)
        file.run(undo_last)
    assert memory_without(office, 5).of("village")[NEW] is Removed


def test_of_a_change_taken_back_the_former_value_is_known(office: Path) -> None:
    with OfficeFile.open(office) as file:
        file.run(rename)
        file.run(undo_last)
    known = memory_without(office, 3).of("village")[1,]
    assert isinstance(known, dict)
    assert known["name"] == "西槽头村"


def test_only_what_is_said_after_the_torn_part_is_certain(office: Path) -> None:
    with OfficeFile.open(office) as file:
        file.run(rename)
        file.run(rename_back)
        file.run(enter)
    memory = memory_without(office, 3)
    assert set(memory.of("village")) == {(1,), NEW}
    assert set(memory.certain("village")) == {NEW}


def rename_back(work: UnitOfWork) -> Changes:
    work.session.get_one(Village, 1).name = "又改了名的村"
    return Changes("改名")


@pytest.mark.parametrize("row_key", ["7", '"x"', "[]", "[[1]]", "null", '{"first":1}', "[1"])
def test_a_torn_key_is_no_key(office: Path, row_key: str) -> None:
    with opened(office / "office.db") as connection:
        connection.execute("UPDATE journal_change SET row_key = ? WHERE noun = 'village'", (row_key,))
        memory = JournalMemory(connection, whole=True)
        assert memory.of("village") == {}
        assert memory.highest("village") == 0
