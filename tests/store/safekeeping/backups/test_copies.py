"""Backups: whole, told by their names, thinned, and never made of a damaged file."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from hazard_desk.errors import OfficeFileError, OutputError
from hazard_desk.model import Village
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.copies import (
    copies,
    current_copy,
    discard,
    is_as_made,
    is_behind,
    look,
    make_backup,
    thin,
)
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.store.raw_files import opened

NOON = datetime(2026, 11, 26, 12, 0, 0)


def enter(work: UnitOfWork, name: str) -> Changes:
    work.session.add(Village(name=name, entered_at=work.now))
    work.session.flush()
    return Changes(f"新增村 {name}")


def test_names_stay_unique_where_the_clock_stands_still_or_goes_back(folder: Path) -> None:
    backups = folder / "backups"
    made = [make_backup(folder / "office.db", backups, NOON, "每小时") for _ in range(3)]
    made.append(make_backup(folder / "office.db", backups, NOON - timedelta(days=400), "升级前_v5"))
    assert len({path.name for path in made}) == 4
    found = copies(backups)
    assert [one.path for one in found] == [made[2], made[1], made[0], made[3]]
    assert [one.reason for one in found] == ["每小时", "每小时", "每小时", "升级前_v5"]
    assert found[0].made_at == NOON
    assert found[0].size == made[2].stat().st_size


def test_files_of_others_are_no_backups(folder: Path) -> None:
    backups = folder / "backups"
    for name in (
        "office.db",
        "office_2026-13-40_120000_手动.db",
        "我的备份.db",
        "office_2026-11-26_120000_手动.db.bak",
    ):
        (backups / name).write_bytes(b"theirs")
    (backups / "office_2020-01-01_120000_手动.db").mkdir()
    assert copies(backups) == []
    assert thin(backups, date(2040, 1, 1)) == []
    assert len(list(backups.iterdir())) == 5
    assert copies(folder / "没有") == []


def test_a_look_tells_whose_it_is_and_what_was_done_last(office: OfficeFile) -> None:
    office.run(enter, "东槽头村")
    told = look(office.path)
    assert told.office == "文水县西槽头乡人民政府"
    assert told.counts == {"企业": 0, "检查": 0, "隐患": 0, "附件": 0, "操作": 5}
    assert told.last_summary == "新增村 东槽头村"
    assert told.last_entry_id == 5
    assert told.last_entry_at is not None


def test_what_is_no_office_file_is_refused(folder: Path, tmp_path: Path) -> None:
    foreign, empty, cut, newer = (tmp_path / f"{name}.db" for name in ("foreign", "empty", "cut", "newer"))
    with opened(foreign) as connection:
        connection.execute("CREATE TABLE office (name)")
    empty.write_bytes(b"")
    whole = (folder / "office.db").read_bytes()
    cut.write_bytes(whole[: len(whole) // 2 + 100])
    newer.write_bytes(whole[:60] + (99).to_bytes(4, "big") + whole[64:])
    bare = tmp_path / "bare.db"
    with opened(bare) as connection:
        connection.execute("PRAGMA application_id=1212439108")
        connection.execute("PRAGMA user_version=3")
        connection.execute("CREATE TABLE other (name)")
    for path in (foreign, empty, cut, newer, bare, tmp_path / "none.db"):
        with pytest.raises(OfficeFileError):
            look(path)


def test_behind_is_what_lacks_the_last_entry(office: OfficeFile) -> None:
    backups = office.folder / "backups"
    assert is_behind(office.path, backups)
    first = office.back_up_if_changed("退出时")
    assert first is not None
    assert office.back_up_if_changed("退出时") is None
    office.run(enter, "东槽头村")
    assert is_behind(office.path, backups)
    assert office.back_up_if_changed("退出时") not in (None, first)
    assert not is_behind(office.path, backups)


def test_a_backup_that_can_t_be_read_counts_for_nothing(office: OfficeFile) -> None:
    newest = office.back_up("手动")
    newest.write_bytes(b"\0" * 4096)
    assert is_behind(office.path, office.folder / "backups")


def test_after_a_clock_was_set_back_it_is_still_known_what_is_backed_up(folder: Path) -> None:
    backups = folder / "backups"
    make_backup(folder / "office.db", backups, datetime(2031, 1, 1), "手动")
    with OfficeFile.open(folder) as office:
        office.run(enter, "东槽头村")
        assert is_behind(office.path, backups)
        made = make_backup(office.path, backups, NOON, "手动")
        os.utime(copies(backups)[0].path, (0, 0))
        assert copies(backups)[0].path != made
        assert not is_behind(office.path, backups)


def test_a_damaged_file_makes_no_backup_and_costs_none(folder: Path) -> None:
    database, backups = folder / "office.db", folder / "backups"
    good = make_backup(database, backups, NOON, "手动")
    with opened(
        database
    ) as connection:  # an index that has lost a row: VACUUM would build it anew in silence
        connection.execute("CREATE INDEX probe ON village(name)")
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name='probe'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(database.read_bytes())
    data[(root - 1) * size + 3 : (root - 1) * size + 5] = b"\0\0"  # cells on the page
    database.write_bytes(data)
    with pytest.raises(OfficeFileError, match="损坏"):
        make_backup(database, backups, NOON + timedelta(hours=1), "退出时")
    assert [one.path for one in copies(backups)] == [good]
    assert not list(backups.glob("*.making"))
    assert look(good).office


def test_a_full_disk_says_so(folder: Path) -> None:
    backups = folder / "backups"
    backups.rmdir()
    backups.write_text("no folder")
    with pytest.raises(OutputError):
        make_backup(folder / "office.db", backups, NOON, "手动")


def test_rot_in_a_backup_is_seen_by_its_sha256(office: OfficeFile) -> None:
    made = office.back_up("手动")
    assert is_as_made(made) is True
    data = made.read_bytes()
    place = data.index("新建台账".encode())
    made.write_bytes(data[:place] + "东".encode() + data[place + 3 :])
    with sqlite3.connect(made) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert is_as_made(made) is False
    made.with_name(f"{made.name}.sha256").unlink()
    assert is_as_made(made) is None


def test_a_torn_note_of_one_backup_is_nothing_to_the_others(office: OfficeFile) -> None:
    first, second = office.back_up("手动"), office.back_up("手动")
    note = first.with_name(f"{first.name}.sha256")
    hashed = hashlib.sha256(first.read_bytes()).hexdigest()
    assert note.read_text(encoding="utf-8") == f"{hashed}  {first.name}\n"
    for torn in (b"", b"\0" * 80, note.read_bytes()[:40], b"\xff" + note.read_bytes()[1:]):
        note.write_bytes(torn)
        third = office.back_up("手动")
        assert (is_as_made(first), is_as_made(second), is_as_made(third)) == (None, True, True)


def test_backups_made_at_once_each_have_a_name_and_a_note(folder: Path) -> None:
    backups, made = folder / "backups", []
    begin = threading.Barrier(4)

    def back_up() -> None:
        begin.wait()
        made.append(make_backup(folder / "office.db", backups, NOON, "手动"))

    threads = [threading.Thread(target=back_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4
    assert [is_as_made(path) for path in made] == [True] * 4


def test_a_note_goes_with_its_backup_and_one_of_none_is_dropped(folder: Path) -> None:
    database, backups = folder / "office.db", folder / "backups"
    old = [make_backup(database, backups, NOON - timedelta(days=9, hours=hour), "每小时") for hour in (1, 2)]
    killed = backups / "office_2026-11-26_120000_手动.db.sha256"  # between the note and the name
    killed.write_bytes(b"")
    made = make_backup(database, backups, NOON, "手动")
    assert made.name == "office_2026-11-26_120000_手动_2.db"
    os.utime(killed, (0, 0))
    os.utime(old[0].with_name(f"{old[0].name}.sha256"), (0, 0))
    thin(backups, NOON.date())
    make_backup(database, backups, NOON + timedelta(hours=1), "手动")
    notes = {path.name for path in backups.glob("*.sha256")}
    assert notes == {f"{one.path.name}.sha256" for one in copies(backups)}
    assert len(notes) == 3


def test_no_name_on_the_way_is_longer_than_the_last(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, moved = os.replace, []

    def replace(source: Path, target: Path) -> None:
        moved.append((len(f"{Path(source).name}-journal"), len(Path(target).name)))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    make_backup(folder / "office.db", folder / "backups", NOON, "手动")
    assert moved
    assert all(before <= after for before, after in moved)


def test_a_half_that_goes_meanwhile_costs_no_backup(folder: Path) -> None:
    gone = folder / "backups" / "0123abcd.making"
    gone.symlink_to(folder / "weg")  # listed, and not there when it is looked at
    assert make_backup(folder / "office.db", folder / "backups", NOON, "手动").exists()


def test_the_present_state_is_copied_once(office: OfficeFile) -> None:
    backups = office.folder / "backups"
    first = current_copy(office.path, backups, NOON, "手动")
    assert current_copy(office.path, backups, NOON, "手动") == first
    first.write_bytes(first.read_bytes()[:-1] + b"\1")  # rotten: not taken for a copy
    assert current_copy(office.path, backups, NOON, "手动") != first


def test_a_backup_that_may_be_discarded_is_nobody_elses(office: OfficeFile) -> None:
    backups = office.folder / "backups"
    passing = make_backup(office.path, backups, NOON, "导入前")
    copy = current_copy(office.path, backups, NOON, "退出时")
    discard(passing)
    assert copy.exists()


def test_thinning_leaves_the_newest_and_what_can_t_be_judged(folder: Path) -> None:
    database, backups = folder / "office.db", folder / "backups"
    old = [
        make_backup(database, backups, NOON - timedelta(days=10, hours=hour), "每小时") for hour in range(5)
    ]
    newest = make_backup(database, backups, NOON, "退出时")
    removed = thin(backups, NOON.date())
    assert set(removed) == set(old[1:])
    assert {one.path for one in copies(backups)} == {old[0], newest}


def test_a_damaged_backup_never_stands_for_the_good_ones_of_its_day(folder: Path) -> None:
    database, backups = folder / "office.db", folder / "backups"
    old = [
        make_backup(database, backups, NOON - timedelta(days=10, hours=hour), "每小时") for hour in range(3)
    ]
    make_backup(database, backups, NOON, "退出时")
    old[0].write_bytes(old[0].read_bytes()[:5000])
    assert thin(backups, NOON.date()) == [old[2]]
    assert old[0].exists()
    assert old[1].exists()


def test_a_wrong_year_on_the_clock_costs_no_backup(folder: Path) -> None:
    moment = NOON - timedelta(days=3)
    with OfficeFile.open(folder, clock=lambda: moment) as office:
        made = []
        for _day in range(3):
            made.append(office.back_up("退出时"))
            moment += timedelta(days=1)
        moment = NOON.replace(year=2027)
        made += [office.back_up("退出时"), office.back_up("每小时")]
        moment = NOON
        made.append(office.back_up("退出时"))
    assert {one.path for one in copies(folder / "backups")} == set(made)


def test_a_damaged_newest_backup_costs_no_good_one(folder: Path) -> None:
    database, backups = folder / "office.db", folder / "backups"
    good = [make_backup(database, backups, NOON - timedelta(days=40 + day), "每小时") for day in range(3)]
    newest = make_backup(database, backups, NOON - timedelta(days=39), "退出时")
    newest.write_bytes(b"junk")
    thin(backups, NOON.date())
    assert good[0].exists()


def test_a_backup_that_was_not_needed_leaves_no_trace(folder: Path) -> None:
    database, backups = folder / "office.db", folder / "backups"
    for before in ([], ["手动"]):
        for reason in before:
            make_backup(database, backups, NOON, reason)
        there = {path.name: path.read_bytes() for path in backups.iterdir()}
        discard(make_backup(database, backups, NOON, "导入前"))
        assert {path.name: path.read_bytes() for path in backups.iterdir()} == there


def test_backing_up_thins(folder: Path) -> None:
    moment = NOON - timedelta(days=20)
    with OfficeFile.open(folder, clock=lambda: moment) as office:
        early = [office.back_up("手动") for _ in range(2)]
        moment = NOON
        late = office.back_up("手动")
    assert {one.path for one in copies(folder / "backups")} == {late, *early}  # made in the same second
    with OfficeFile.open(folder, clock=lambda: NOON - timedelta(days=20, hours=-1)) as office:
        newer = office.back_up("手动")
    with OfficeFile.open(folder, clock=lambda: NOON) as office:
        office.back_up("手动")
    assert early[0] not in [one.path for one in copies(folder / "backups")]
    assert newer.exists()
