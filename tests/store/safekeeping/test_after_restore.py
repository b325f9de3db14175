"""A restore is told in the journal, once; where it can't be carried out it isn't decided."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hazard_desk.errors import HazardDeskError, OfficeFileError
from hazard_desk.services.journal import (
    entry_rows,
    find_entries,
    journal_rows,
    redo_last,
    undo,
    undo_last,
    what_can_be_redone,
    what_can_be_taken_back,
)
from hazard_desk.services.offices import villages
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.after_restore import NOTE
from hazard_desk.store.safekeeping.asides import aside_states
from hazard_desk.store.safekeeping.backups.copies import copies
from hazard_desk.store.safekeeping.restoring import MARKER, restore
from tests.links import link
from tests.store.safekeeping.test_restoring import NOW, backup, enter

__all__ = ["backup"]
SAID = "恢复到 2026-11-25 15:30 的备份（原来的台账在 backups/恢复前_2026-11-26_153000）"


def said(office: OfficeFile) -> list[str]:
    return [row.summary for row in office.ask(journal_rows)]


def test_the_first_opening_that_may_write_enters_it_once(folder: Path, backup: Path) -> None:
    restore(folder, backup, NOW)
    with OfficeFile.open(folder, to_write=False) as office:
        assert SAID not in said(office)
    note = (folder / NOTE).read_bytes()
    with OfficeFile.open(folder) as office:
        assert said(office)[0] == SAID
    assert not (folder / NOTE).exists()
    (folder / NOTE).write_bytes(note)  # killed after the entry, before the note was gone
    with OfficeFile.open(folder) as office:
        assert said(office).count(SAID) == 1
        assert office.notices == []


def test_it_is_nothing_to_take_back(folder: Path) -> None:
    with OfficeFile.open(folder, clock=lambda: NOW - timedelta(days=1)) as office:
        office.run(enter, "东槽头村")
        office.run(enter, "南槽头村")
        office.run(undo_last)
        made = office.back_up("手动")
    restore(folder, made, NOW)
    with OfficeFile.open(folder) as office:
        entry = office.ask(find_entries)[0]
        (row,) = office.ask(entry_rows, [entry])
        assert row.summary == SAID
        assert not row.can_be_taken_back
        with pytest.raises(HazardDeskError, match="备份与恢复"):
            office.run(undo, entry)
        assert office.ask(what_can_be_taken_back) == "新增村「东槽头村」"
        assert office.ask(what_can_be_redone) == "新增村「南槽头村」"
        office.run(redo_last)
        office.run(undo_last)
        office.run(undo_last)
        assert [village.name for village in office.ask(villages)] == ["西槽头村"]


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\0" + bytes(4080)])
def test_what_is_no_office_file_makes_no_backup(folder: Path, backup: Path, data: bytes) -> None:
    (folder / "office.db").write_bytes(data)
    done = restore(folder, backup, NOW)
    assert done.backup is None
    assert done.aside is not None
    assert (done.aside / "office.db").read_bytes() == data
    assert [one.path for one in copies(folder / "backups")] == [backup]


def test_a_file_of_another_program_makes_no_backup_and_is_kept(folder: Path, backup: Path) -> None:
    import sqlite3

    (folder / "office.db").unlink()
    other = sqlite3.connect(folder / "office.db")
    other.execute("CREATE TABLE notes (said)")
    other.close()
    done = restore(folder, backup, NOW)
    assert done.backup is None
    assert any("不是隐患台的台账文件" in told for told in done.notices)


def test_a_link_in_place_of_the_office_file_is_refused(folder: Path, backup: Path, tmp_path: Path) -> None:
    (folder / "office.db").replace(tmp_path / "real.db")
    link(folder / "office.db", Path("..") / "real.db")
    with pytest.raises(OfficeFileError, match="是一个链接"):
        restore(folder, backup, NOW)
    assert (folder / "office.db").is_symlink()
    assert not (folder / MARKER).exists()


@pytest.fixture
def elsewhere(folder: Path, backup: Path) -> Iterator[Path]:
    """The office with its `backups` on another disk, by a link; the backup there."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == folder.stat().st_dev:
        pytest.skip("no second disk here")
    home = Path(tempfile.mkdtemp(dir=memory))
    shutil.copytree(folder / "backups", home / "backups")
    shutil.rmtree(folder / "backups")
    link(folder / "backups", home / "backups")
    yield folder / "backups" / backup.name
    shutil.rmtree(home)


def test_with_backups_on_another_disk_what_stood_goes_aside_beside(folder: Path, elsewhere: Path) -> None:
    former = (folder / "office.db").read_bytes()
    done = restore(folder, elsewhere, NOW)
    assert done.aside == folder / "恢复前_2026-11-26_153000"
    assert (done.aside / "office.db").read_bytes() == former
    assert [one.path for one in aside_states(folder)] == [done.aside / "office.db"]
    with OfficeFile.open(folder) as office:
        assert said(office)[0].endswith("（原来的台账在 恢复前_2026-11-26_153000）")


def test_a_restore_that_was_stuck_between_two_disks_is_finished(folder: Path, elsewhere: Path) -> None:
    (folder / ".r-0a1b" / "backups").mkdir(parents=True)
    shutil.copy(elsewhere, folder / ".r-0a1b" / "office.db")
    (folder / ".r-0a1b" / "backups" / "safekeeping.json").write_text("{}")
    (folder / "office.db-journal").write_bytes(b"junk")
    (folder / MARKER).write_text(
        json.dumps({"new": ".r-0a1b/office.db", "aside": "backups/恢复前_2026-11-26_150000"})
    )
    with OfficeFile.open(folder) as office:
        assert "接着做完" in office.notices[0]
        assert [village.name for village in office.ask(villages)] == ["西槽头村"]
    assert (folder / "恢复前_2026-11-26_150000" / "office.db-journal").exists()
    assert (folder / "backups" / "safekeeping.json").exists()
    (folder / "office.db-journal").write_bytes(b"junk")  # what is no transaction of ours goes aside, too
    with OfficeFile.open(folder) as office:
        assert "没写完的临时文件" in office.notices[0]
    assert list(folder.glob("残留_*/office.db-journal"))
