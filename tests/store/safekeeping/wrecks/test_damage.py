"""A damaged office: recognised before anything is written, with the ways out and what each would cost."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from hazard_desk.services.offices import add_village
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.restoring import restore
from hazard_desk.store.safekeeping.wrecks import damage
from hazard_desk.store.safekeeping.wrecks.damage import DamagedFile, ways_out
from hazard_desk.store.safekeeping.wrecks.wreck import Wreck
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.store.raw_files import opened
from tests.store.safekeeping.test_restoring import KILLED

NOW = datetime(2026, 11, 26, 15, 30)


def enter(work: UnitOfWork, name: str) -> Changes:
    return Changes(f"新增村「{name}」", add_village(work, name))


def ruin(folder: Path, table: str) -> None:
    """Lose the first page of a table."""
    path = folder / "office.db"
    with opened(path) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        page = connection.execute(query, (table,)).fetchone()[0]
    data = path.read_bytes()
    path.write_bytes(data[: (page - 1) * 4096] + b"\xee" * 4096 + data[page * 4096 :])


@pytest.fixture
def backups(folder: Path) -> list[Path]:
    """Three backups, a village apart; two more villages came after the last one."""
    made = []
    times = iter(datetime(2026, 11, day, 9, 30) for day in (3, 4, 5))
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        for number in range(3):
            office.run(enter, f"{number}号村")
            office._clock = lambda: next(times)
            made.append(office.back_up("手动"))
            office._clock = lambda: NOW
        office.run(enter, "甲村")
        office.run(enter, "乙村")
    return made


def test_the_refusal_names_the_newest_good_backup(folder: Path, backups: list[Path]) -> None:
    ruin(folder, "village")
    before = (folder / "office.db").read_bytes()
    for to_write in (True, False):
        with pytest.raises(DamagedFile) as refused:
            OfficeFile.open(folder, to_write=to_write)
        assert refused.value.exit_code == 3
        assert refused.value.folder == folder
        assert "2026年11月05日 09:30" in str(refused.value)
        assert "backups" in refused.value.remedy
    assert (folder / "office.db").read_bytes() == before


def test_the_newest_backup_that_is_good_is_offered_with_what_it_lacks(
    folder: Path, backups: list[Path]
) -> None:
    ruin(folder, "village")
    backups[2].write_bytes(backups[2].read_bytes()[:20480])
    with opened(backups[1]) as connection:  # what SQLite's checks can't see
        connection.execute("UPDATE village SET note = '改过'")
    ways = ways_out(folder, NOW)
    assert ways.newest_good is not None
    assert ways.told is not None
    assert ways.newest_good.path == backups[0]
    assert ways.newest_good.made_at == datetime(2026, 11, 3, 9, 30)
    assert ways.missing == ["新增村「乙村」", "新增村「甲村」", "新增村「2号村」", "新增村「1号村」"]
    assert ways.missing_count == 4
    assert ways.can_salvage


def test_where_the_journal_is_lost_nobody_says_how_much_is_missing(folder: Path, backups: list[Path]) -> None:
    ruin(folder, "journal_entry")
    ways = ways_out(folder, NOW)
    assert ways.newest_good is not None
    assert ways.newest_good.path == backups[2]
    assert (ways.missing, ways.missing_count, ways.can_salvage) == ([], None, True)


@pytest.mark.parametrize("data", [b"", b"x" * 9000, bytes(40960)])
def test_where_nothing_is_left_only_the_backup_is_offered(
    folder: Path, backups: list[Path], data: bytes
) -> None:
    (folder / "office.db").write_bytes(data)
    ways = ways_out(folder, NOW)
    assert ways.newest_good is not None
    assert not ways.can_salvage
    assert ways.missing_count is None


def test_without_a_backup_it_says_so(folder: Path) -> None:
    ruin(folder, "village")
    ways = ways_out(folder, NOW)
    assert (ways.newest_good, ways.told, ways.can_salvage) == (None, None, True)
    assert len(ways.missing) == ways.missing_count
    with pytest.raises(DamagedFile, match="取最近的备份"):
        OfficeFile.open(folder)


def test_looking_for_ways_out_leaves_everything_as_it_is(folder: Path, backups: list[Path]) -> None:
    ruin(folder, "village")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    ways_out(folder, NOW)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_old_file_in_the_place_of_the_office_is_told(folder: Path, backups: list[Path]) -> None:
    """What was entered since would otherwise be gone without a word."""
    (folder / "office.db").write_bytes(backups[0].read_bytes())
    with OfficeFile.open(folder) as office:
        assert any("比 2026年11月05日 09:30 的备份还旧" in told for told in office.notices)
    restore(folder, backups[0], NOW)
    (folder / "office.closed.json").unlink()  # an unclean end after a restore that was meant
    with OfficeFile.open(folder) as office:
        assert len(office.notices) == 1
        assert "没有正常退出" in office.notices[0]


def test_a_reader_of_a_damaged_page_is_told_too(folder: Path) -> None:
    with OfficeFile.open(folder) as office:
        path = folder / "office.db"
        data = path.read_bytes()
        path.write_bytes(data[:4096] + b"\xee" * (len(data) - 4096))
        with pytest.raises(DamagedFile):
            office.ask(lambda reading: reading.session.connection().exec_driver_sql("SELECT * FROM office"))
        path.write_bytes(data)


def test_a_backup_of_another_life_promises_nothing(folder: Path, backups: list[Path]) -> None:
    """After a restore other operations bear the numbers of those that the newer backups end with."""
    restore(folder, backups[0], NOW)
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        office.run(enter, "丙村")
    for made in (folder / "backups").glob("office_*恢复前*"):
        made.unlink()
    ruin(folder, "village")
    ways = ways_out(folder, NOW)
    assert ways.newest_good is not None
    assert ways.newest_good.path == backups[2]
    assert ways.missing == ["新增村「丙村」"]  # not in the backup, though its number is
    assert ways.missing_count is None


def test_the_copy_that_is_looked_at_never_leaves_the_office(
    folder: Path, backups: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def watched(database: Path, room: Path, expected: dict[str, str]) -> Wreck:
        seen.append(room)
        return Wreck(database, room, expected)

    monkeypatch.setattr(damage, "Wreck", watched)
    ruin(folder, "village")
    ways_out(folder, NOW)
    (room,) = seen
    assert room.parent == folder / "backups"
    assert not room.exists()


def test_what_was_taken_back_before_the_damage_showed_is_said(folder: Path) -> None:
    path = folder / "office.db"
    with opened(path) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'hazard'").fetchone()[0]
    subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=Path.cwd(), timeout=60, check=False)
    assert (folder / "office.db-journal").exists()
    with path.open("rb+") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xee" * 4096)
    with pytest.raises(DamagedFile, match="只撤回了中断时没写完的那一步"):
        OfficeFile.open(folder)
    with pytest.raises(DamagedFile, match="程序没有改动它"):
        OfficeFile.open(folder)
