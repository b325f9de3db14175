"""What is set for keeping an office safe, and what she is told of it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from hazard_desk.errors import HazardDeskError, OutputError
from hazard_desk.store.safekeeping.backups.settings import (
    Safekeeping,
    SettingsUnreadable,
    adopt_lock,
    known_identity,
    note_good,
    note_problem,
    read_safekeeping,
    set_password,
    set_second_place,
    settled_identity,
)
from hazard_desk.store.safekeeping.packages.encryption import Lock, new_lock, opens
from tests.links import link

PASSWORD = "西槽头 2026 safe"
NOON = datetime(2026, 11, 26, 12)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    stick = tmp_path / "U盘"
    stick.mkdir()
    return stick


def test_nothing_is_set_at_first(folder: Path) -> None:
    assert read_safekeeping(folder) == Safekeeping()


def test_place_and_password_are_kept_apart(folder: Path, stick: Path) -> None:
    assert "同一块磁盘" in set_second_place(folder, stick)
    said = set_password(folder, PASSWORD)
    assert "没有密码" in said  # what lies there already
    assert str(stick) in said
    kept = read_safekeeping(folder)
    assert kept.second_place == stick
    assert kept.lock is not None
    opens(kept.lock, PASSWORD)
    assert PASSWORD not in (folder / "backups" / "safekeeping.json").read_text(encoding="utf-8")
    set_second_place(folder, None)
    assert read_safekeeping(folder) == Safekeeping(lock=kept.lock)
    assert "旧密码" in set_password(folder, "另一个 很长的密码")
    assert "当时的密码" in set_password(folder, None)
    assert read_safekeeping(folder) == Safekeeping()


def test_the_lock_of_a_package_is_taken_over_where_there_is_none(folder: Path, stick: Path) -> None:
    set_second_place(folder, stick)
    theirs = new_lock(PASSWORD)
    assert adopt_lock(folder, Lock(theirs.salt.upper(), theirs.recipient))
    assert read_safekeeping(folder) == Safekeeping(stick, lock=theirs)
    assert not adopt_lock(folder, new_lock("另一个 很长的密码"))
    assert read_safekeeping(folder).lock == theirs
    settings = folder / "backups" / "safekeeping.json"
    settings.write_bytes(b"\0")
    assert not adopt_lock(folder, theirs)
    assert settings.read_bytes() == b"\0"
    settings.unlink()
    for lock in (Lock("zz", theirs.recipient), Lock("00", theirs.recipient), Lock(theirs.salt, "age1x")):
        assert not adopt_lock(folder, lock)
    assert read_safekeeping(folder) == Safekeeping()


def test_settings_that_are_gone_are_not_taken_for_no_password(folder: Path, stick: Path) -> None:
    set_second_place(folder, stick)
    set_password(folder, PASSWORD)
    note_good(folder, NOON)
    (folder / "backups" / "safekeeping.json").unlink()
    with pytest.raises(SettingsUnreadable):
        read_safekeeping(folder)
    set_password(folder, PASSWORD)
    assert read_safekeeping(folder).lock is not None


def test_an_identity_stays_whatever_is_set(folder: Path, stick: Path) -> None:
    assert known_identity(folder) == ""
    mine = settled_identity(folder)
    assert len(mine) == 8
    set_second_place(folder, stick)
    set_password(folder, PASSWORD)
    assert known_identity(folder) == settled_identity(folder) == mine
    assert read_safekeeping(folder).lock is not None
    other = folder.with_name("连接")
    link(other, folder)  # as one drive under two letters
    assert settled_identity(other) == settled_identity(folder) == mine


def test_what_a_copy_lacks_is_known_until_the_next(folder: Path, stick: Path) -> None:
    set_second_place(folder, stick)
    note_good(folder, NOON, "有 1 个附件……没有带上。")
    assert read_safekeeping(folder) == Safekeeping(stick, NOON, "有 1 个附件……没有带上。", incomplete=True)
    note_problem(folder, "U盘不在。")
    assert not read_safekeeping(folder).incomplete
    note_good(folder, NOON)
    assert read_safekeeping(folder) == Safekeeping(stick, NOON)


def test_how_the_last_copy_ended_is_known(folder: Path, stick: Path) -> None:
    set_second_place(folder, stick)
    note_good(folder, NOON)
    note_problem(folder, "U盘不在。")
    kept = read_safekeeping(folder)
    assert (kept.last_good, kept.last_problem) == (NOON, "U盘不在。")
    note_good(folder, NOON)
    assert read_safekeeping(folder).last_problem == ""
    other = stick / "另一个"
    other.mkdir()
    set_second_place(folder, other)  # never copied there
    assert read_safekeeping(folder).last_good is None


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that takes nothing, not even of root")
def test_a_place_that_takes_nothing_is_refused(folder: Path) -> None:
    with pytest.raises(OutputError, match="写不进去"):
        set_second_place(folder, Path("/proc"))
    assert read_safekeeping(folder) == Safekeeping()


@pytest.mark.parametrize("inside", ["", "out", "attachments"])
def test_a_second_place_within_the_office_is_no_second_place(folder: Path, inside: str) -> None:
    with pytest.raises(HazardDeskError, match="台账文件夹里面"):
        set_second_place(folder, folder / inside)
    assert read_safekeeping(folder) == Safekeeping()


def test_a_link_into_the_office_is_seen_through(folder: Path, tmp_path: Path) -> None:
    link(tmp_path / "快捷方式", folder / "out")
    with pytest.raises(HazardDeskError, match="台账文件夹里面"):
        set_second_place(folder, tmp_path / "快捷方式")


def test_a_place_that_is_not_there_is_refused(folder: Path, stick: Path) -> None:
    (stick / "文件.txt").write_text("")
    for place in (stick / "没有", stick / "文件.txt"):
        with pytest.raises(HazardDeskError, match="找不到"):
            set_second_place(folder, place)


def test_a_weak_password_changes_nothing(folder: Path) -> None:
    set_password(folder, PASSWORD)
    with pytest.raises(HazardDeskError, match="至少"):
        set_password(folder, "short")
    lock = read_safekeeping(folder).lock
    assert lock is not None
    opens(lock, PASSWORD)


@pytest.mark.parametrize(
    "damage",
    [
        b"", b"\0\0\0", b"[]", b'{"lock": 5}', b'{"lock": {"salt": "zz", "recipient": "age1"}}', b"{" * 5000,
        b'{"second_place": 7}', b'{"lock": {}}', b"\xff" * 100_000,
    ],
)  # fmt: skip
def test_unreadable_settings_are_never_taken_for_no_password(folder: Path, damage: bytes) -> None:
    path = folder / "backups" / "safekeeping.json"
    path.write_bytes(damage)
    with pytest.raises(SettingsUnreadable, match="读不出来"):
        read_safekeeping(folder)
    with pytest.raises(SettingsUnreadable):
        set_second_place(folder, folder.parent)
    assert path.read_bytes() == damage
    set_password(folder, PASSWORD)  # said on purpose: the settings begin anew
    assert read_safekeeping(folder).lock is not None


def test_notes_that_are_damaged_cost_no_setting(folder: Path, stick: Path) -> None:
    set_second_place(folder, stick)
    note_good(folder, NOON)
    notes = folder / "backups" / "second-place.json"
    for damage in (b"\0", json.dumps({"place": str(stick), "last_good": "gestern"}).encode()):
        notes.write_bytes(damage)
        assert read_safekeeping(folder) == Safekeeping(second_place=stick)
