"""第二备份位置: whole, incremental, thinned, and told of when it lacks."""

from __future__ import annotations

import hashlib
import platform
import re
import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from hazard_desk.errors import HazardDeskError, OutputError
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.copied_attachments import turn
from hazard_desk.store.safekeeping.backups.second_place import copy_to_second_place, is_old, second_copies
from hazard_desk.store.safekeeping.backups.settings import (
    Safekeeping,
    SettingsUnreadable,
    read_safekeeping,
    set_password,
    set_second_place,
    settled_identity,
)
from hazard_desk.store.safekeeping.packages.archive import look_into, unpack, write_archive
from hazard_desk.store.safekeeping.packages.manifest import Kept
from tests.store.safekeeping.conftest import attach, attached, picture

NOON = datetime(2026, 11, 26, 12)
PASSWORD = "西槽头 2026 safe"


@pytest.fixture
def stick(folder: Path, tmp_path: Path) -> Path:
    stick = tmp_path / "U盘"
    stick.mkdir()
    set_second_place(folder, stick)
    return stick


def test_a_copy_opens_on_another_pc(folder: Path, stick: Path, tmp_path: Path) -> None:
    made = copy_to_second_place(folder, NOON).path
    assert re.fullmatch("隐患台备份_文水县西槽头乡人民政府_[0-9a-f]{8}", made.parent.name)
    assert made.parent.parent == stick
    assert read_safekeeping(folder).last_good == NOON
    elsewhere = tmp_path / "另一台"
    shutil.copytree(made.parent, elsewhere)
    shutil.rmtree(stick)
    found = unpack(elsewhere / made.name, tmp_path / "解开")
    assert found.attachments_home is not None
    assert attached(found.attachments_home) == attached(folder)
    assert not list(elsewhere.rglob(".*"))


def test_attachments_are_copied_once(folder: Path, stick: Path) -> None:
    home = copy_to_second_place(folder, NOON).path.parent
    before = {path: path.stat().st_mtime_ns for path in (home / "attachments").rglob("*.jpg")}
    with OfficeFile.open(folder) as office:
        office.run(attach, picture(9))
    copy_to_second_place(folder, NOON + timedelta(hours=1))
    after = {path: path.stat().st_mtime_ns for path in (home / "attachments").rglob("*.jpg")}
    assert len(after) == 4
    assert {path: after[path] for path in before} == before


def test_a_half_there_is_made_whole_and_a_damaged_original_harms_no_copy(folder: Path, stick: Path) -> None:
    home = copy_to_second_place(folder, NOON).path.parent
    cut, kept, _ = sorted((home / "attachments").rglob("*.jpg"))
    whole, good = cut.read_bytes(), kept.read_bytes()
    cut.write_bytes(whole[:50])
    (folder / "attachments" / kept.parent.name / kept.name).write_bytes(b"rotten" + good[6:])
    copy_to_second_place(folder, NOON + timedelta(hours=1))
    assert cut.read_bytes() == whole
    assert kept.read_bytes() == good


def test_with_a_password_nothing_there_can_be_read(folder: Path, stick: Path, tmp_path: Path) -> None:
    set_password(folder, PASSWORD)
    made = copy_to_second_place(folder, NOON).path
    pictures = [path.read_bytes() for path in (folder / "attachments").rglob("*.jpg")]
    for path in made.parent.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert "西槽头村".encode() not in data
            assert not any(one[100:300] in data for one in pictures)
    assert all(path.suffix == ".age" for path in (made.parent / "attachments").rglob("*.*"))
    found = unpack(made, tmp_path / "解开", PASSWORD)
    assert found.attachments_home is not None
    assert attached(found.attachments_home) == attached(folder)
    assert found.damaged == ()


def test_a_locked_attachment_that_is_damaged_is_left_out(folder: Path, stick: Path, tmp_path: Path) -> None:
    set_password(folder, PASSWORD)
    made = copy_to_second_place(folder, NOON).path
    rotten, gone, swapped = sorted((made.parent / "attachments").rglob("*.age"))
    rotten.write_bytes(rotten.read_bytes()[:-1])
    good = swapped.read_bytes()
    swapped.write_bytes(gone.read_bytes())
    gone.unlink()
    found = unpack(made, tmp_path / "解开", PASSWORD)
    assert len(found.damaged) == 3
    assert found.attachments_home is None or attached(found.attachments_home) == {}
    swapped.write_bytes(good)
    again = unpack(made, tmp_path / "noch", PASSWORD)
    assert len(again.damaged) == 2


def test_a_new_password_leaves_older_copies_to_the_old_one(folder: Path, stick: Path, tmp_path: Path) -> None:
    set_password(folder, PASSWORD)
    first = copy_to_second_place(folder, NOON).path
    set_password(folder, "另一个 很长的密码")
    second = copy_to_second_place(folder, NOON + timedelta(hours=1)).path
    for made, password in ((first, PASSWORD), (second, "另一个 很长的密码")):
        found = unpack(made, tmp_path / made.stem, password)
        assert found.attachments_home is not None
        assert attached(found.attachments_home) == attached(folder)


def test_packages_are_thinned_and_files_of_others_stay(folder: Path, stick: Path) -> None:
    old = [copy_to_second_place(folder, NOON - timedelta(days=20, hours=hour)).path for hour in (3, 2, 1)]
    theirs = old[0].parent / "office_wichtig.hazdesk"
    theirs.write_bytes(b"theirs")
    newest = copy_to_second_place(folder, NOON).path
    assert set(newest.parent.glob("*.hazdesk")) == {old[2], newest, theirs}
    assert [one.path for one in second_copies(folder)] == [newest, old[2]]
    assert second_copies(folder)[0].made_at == NOON


def test_two_folders_of_one_office_share_nothing(folder: Path, stick: Path, tmp_path: Path) -> None:
    first = copy_to_second_place(folder, NOON - timedelta(days=6, hours=3)).path
    trial = Path(shutil.copytree(folder, tmp_path / "试用"))  # its settings with it
    with pytest.raises(OutputError, match="没有本台账以前的备份"):
        copy_to_second_place(trial, NOON - timedelta(days=6))
    set_second_place(trial, stick)
    mine = copy_to_second_place(trial, NOON - timedelta(days=6)).path
    copy_to_second_place(trial, NOON)
    assert first.exists()
    assert mine.parent != first.parent
    assert [one.path for one in second_copies(folder)] == [first]
    assert mine in [one.path for one in second_copies(trial)]
    again = copy_to_second_place(folder, NOON).path
    assert again.parent == first.parent
    assert [one.path for one in second_copies(folder)] == [again, first]


def test_a_folder_that_was_moved_or_has_another_name_goes_on_with_its_copies(
    folder: Path, stick: Path
) -> None:
    first = copy_to_second_place(folder, NOON).path
    moved = folder.rename(folder.with_name("搬过的"))
    assert [one.path for one in second_copies(moved)] == [first]
    with sqlite3.connect(moved / "office.db") as connection:
        connection.execute("UPDATE office SET name = '文水县西槽头镇人民政府'")
        connection.execute("UPDATE journal_entry SET summary = '改了名' WHERE id = 1")
    connection.close()
    for backup in (moved / "backups").glob("*.db"):
        backup.unlink()
    second = copy_to_second_place(moved, NOON + timedelta(hours=1)).path
    assert second.parent == first.parent
    assert look_into(second).office == "文水县西槽头镇人民政府"


def test_another_pc_with_a_copy_of_the_folder_has_a_home_of_its_own(
    folder: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = copy_to_second_place(folder, NOON).path
    monkeypatch.setattr(platform, "node", lambda: "另一台")
    assert second_copies(folder) == []
    set_second_place(folder, stick)
    assert copy_to_second_place(folder, NOON + timedelta(hours=1)).path.parent != first.parent
    monkeypatch.undo()
    assert [one.path for one in second_copies(folder)] == [first]


def test_thinning_leaves_what_others_wrote_into_the_folder(folder: Path, stick: Path, tmp_path: Path) -> None:
    old = NOON - timedelta(days=20)
    mine = copy_to_second_place(folder, old).path
    backup = next((folder / "backups").glob("*.db"))
    theirs = mine.with_name(f"office_{old - timedelta(hours=1):%Y-%m-%d_%H%M%S}.hazdesk")
    write_archive(folder, backup, theirs, old, lock=None, beside=True, identity="0" * 8)
    copy_to_second_place(folder, old - timedelta(hours=2))
    copy_to_second_place(folder, NOON)
    assert theirs.exists()
    assert len(list(mine.parent.glob("*.hazdesk"))) == 3


def test_a_damaged_package_never_stands_for_the_good_ones_of_its_day(folder: Path, stick: Path) -> None:
    old = [copy_to_second_place(folder, NOON - timedelta(days=20, hours=hour)).path for hour in (3, 2, 1)]
    for damaged, data in ((old[2], old[2].read_bytes()[:-40]), (old[0], b"")):
        damaged.write_bytes(data)
    newest = copy_to_second_place(folder, NOON).path
    assert set(newest.parent.glob("*.hazdesk")) == {*old, newest}


def test_attachments_that_did_not_reach_the_place_are_said(folder: Path, stick: Path) -> None:
    gone, rotten, _good = sorted((folder / "attachments").rglob("*.jpg"))
    gone.unlink()
    rotten.write_bytes(rotten.read_bytes()[:-1] + b"\0")
    made = copy_to_second_place(folder, NOON)
    assert set(made.lost) == {gone.stem[:8], rotten.stem[:8]}  # nobody gave them a name
    contents = look_into(made.path)
    assert (contents.attachments, set(contents.lost)) == (1, set(made.lost))
    kept = read_safekeeping(folder)
    assert (kept.last_good, kept.incomplete) == (NOON, True)
    assert "有 2 个附件" in kept.last_problem
    assert "上次做的那份有 2 个附件" in is_old(kept, NOON + timedelta(days=8))


def test_what_lies_there_already_is_not_lost_with_the_original(folder: Path, stick: Path) -> None:
    copy_to_second_place(folder, NOON)
    gone, *_ = sorted((folder / "attachments").rglob("*.jpg"))
    gone.unlink()
    made = copy_to_second_place(folder, NOON + timedelta(hours=1))
    assert made.lost == ()
    assert look_into(made.path).attachments == 3
    assert not read_safekeeping(folder).incomplete


def test_a_backup_that_was_made_before_is_packed_as_it_is(
    folder: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OfficeFile.open(folder, clock=lambda: NOON) as office:
        copy = office.current_copy("退出时")
        office.run(attach, picture(9))
        monkeypatch.setattr(sqlite3, "connect", refusing(folder / "office.db"))
        made = office.copy_to_second_place(copy=copy)
        whole = office.write_archive(folder.parent / "x.hazdesk", copy=copy)
    assert made is not None
    assert look_into(made.path).attachments == look_into(whole.path).attachments == 3
    assert len(list((folder / "backups").glob("*.db"))) == 1


def refusing(database: Path) -> Any:
    """Connect to anything but this."""
    real = sqlite3.connect

    def connect(path: Any, *rest: Any, **more: Any) -> sqlite3.Connection:
        assert Path(unquote(str(path).partition("?")[0])).name != database.name, path
        return real(path, *rest, **more)

    return connect


def test_copies_are_found_where_the_office_is_damaged(folder: Path, stick: Path) -> None:
    made = copy_to_second_place(folder, NOON).path
    (folder / "office.db").write_bytes(b"junk")
    assert [one.path for one in second_copies(folder)] == [made]
    for backup in (folder / "backups").glob("*.db"):
        backup.unlink()
    assert [one.path for one in second_copies(folder)] == [made]
    shutil.rmtree(stick)
    assert second_copies(folder) == []


def test_a_stick_that_is_not_there_is_noted_and_costs_no_backup(folder: Path, stick: Path) -> None:
    copy_to_second_place(folder, NOON)
    stick.rename(stick.with_name("weg"))
    with pytest.raises(OutputError, match="不在"):
        copy_to_second_place(folder, NOON + timedelta(hours=1))
    kept = read_safekeeping(folder)
    assert kept.last_good == NOON
    assert "不在" in kept.last_problem
    assert not stick.exists()  # no folder is made where the stick should be


@pytest.mark.parametrize("copied", [True, False])
def test_a_stranger_stick_with_the_same_letter_gets_no_copy_until_it_is_chosen(
    folder: Path, stick: Path, copied: bool
) -> None:
    if copied:
        copy_to_second_place(folder, NOON)
    stick.rename(stick.with_name("自己的U盘"))
    stick.mkdir()
    (stick / "别人的照片.jpg").write_bytes(b"theirs")
    with OfficeFile.open(folder) as office, pytest.raises(OutputError, match="像是换了一只U盘") as refused:
        office.copy_to_second_place()
    assert [path.name for path in stick.iterdir()] == ["别人的照片.jpg"]
    assert "再选一次" in refused.value.remedy
    kept = read_safekeeping(folder)
    assert (kept.last_good, "换了一只U盘" in kept.last_problem) == (NOON if copied else None, True)
    set_second_place(folder, stick)
    made = copy_to_second_place(folder, NOON + timedelta(hours=1)).path
    assert made.parent.parent == stick
    assert read_safekeeping(folder).last_problem == ""


@pytest.mark.parametrize("given", [True, False])
def test_a_backup_that_goes_while_it_is_packed_is_made_again(
    folder: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, given: bool
) -> None:
    with OfficeFile.open(folder, clock=lambda: NOON) as office:

        class Thinner:
            """Removes the backups, once, as another thread may."""

            def __init__(self) -> None:
                self.removed = 0

            def report(self, done: int, total: int, what: str = "") -> None:
                for backup in (folder / "backups").glob("*.db") if not self.removed else ():
                    backup.unlink()
                    self.removed += 1

        for second in (True, False):
            copy, thinner = office.current_copy("退出时") if given else None, Thinner()
            made = (
                office.copy_to_second_place(thinner, copy=copy)
                if second
                else office.write_archive(folder.parent / "x.hazdesk", progress=thinner, copy=copy)
            )
            assert thinner.removed == 1
            assert made is not None
            assert look_into(made.path).attachments == 3
    assert read_safekeeping(folder).last_problem == ""


def test_an_attachment_that_rots_on_the_stick_is_mended(folder: Path, stick: Path) -> None:
    home = copy_to_second_place(folder, NOON).path.parent
    rotten, *others = sorted((home / "attachments").rglob("*.jpg"))
    good, before = rotten.read_bytes(), [path.stat().st_mtime_ns for path in others]
    rotten.write_bytes(good[:50] + bytes(10) + good[60:])
    made = copy_to_second_place(folder, NOON + timedelta(days=1))
    assert rotten.read_bytes() == good
    assert [path.stat().st_mtime_ns for path in others] == before
    assert made.lost == ()
    assert made.mended == 1
    kept = read_safekeeping(folder)
    assert kept.incomplete
    assert "那里有 1 个附件坏了，已重新写好" in kept.last_problem
    copy_to_second_place(folder, NOON + timedelta(days=2))
    assert read_safekeeping(folder).last_problem == ""


def test_a_rotten_attachment_that_the_office_lacks_is_missed_from_then_on(folder: Path, stick: Path) -> None:
    home = copy_to_second_place(folder, NOON).path.parent
    rotten, *_ = sorted((home / "attachments").rglob("*.jpg"))
    good = rotten.read_bytes()
    rotten.write_bytes(bytes(len(good)))
    own = next((folder / "attachments").rglob(rotten.name))
    own.unlink()
    for day in (1, 2):
        assert copy_to_second_place(folder, NOON + timedelta(days=day)).lost == (rotten.stem[:8],)
        assert "没有带上" in read_safekeeping(folder).last_problem
    own.write_bytes(good)
    assert copy_to_second_place(folder, NOON + timedelta(days=3)).lost == ()
    assert rotten.read_bytes() == good


def test_locked_attachments_are_written_anew_in_their_turn(folder: Path, stick: Path, tmp_path: Path) -> None:
    set_password(folder, PASSWORD)
    home = copy_to_second_place(folder, NOON).path.parent
    rotten, *_ = sorted((home / "attachments").rglob("*.age"))
    rotten.write_bytes(bytes(rotten.stat().st_size))
    found = unpack(copy_to_second_place(folder, NOON + timedelta(days=1)).path, tmp_path / "解开", PASSWORD)
    assert found.damaged == ()
    assert found.attachments_home is not None
    assert attached(found.attachments_home) == attached(folder)


@pytest.mark.parametrize("stride", [1, 2, 7, 14])
@pytest.mark.parametrize("many", [1, 7, 28, 95])
def test_each_attachment_has_its_turn_whenever_copies_are_made(many: int, stride: int) -> None:
    named = [Kept(hashlib.sha256(bytes([number])).hexdigest(), ".jpg", 6) for number in range(many)]
    seen: set[Kept] = set()
    for number in range(many + 12):
        share = turn(named, 20, NOON.date() + timedelta(days=number * stride))
        assert 0 < sum(one.size for one in share) <= 20
        seen |= set(share)
    assert seen == set(named)
    assert turn([], 20, NOON.date()) == []


def test_a_stick_that_takes_nothing_is_noted(folder: Path, stick: Path) -> None:
    home = stick / f"隐患台备份_文水县西槽头乡人民政府_{settled_identity(folder)}"
    home.rmdir()
    home.write_text("a file in the way")
    with pytest.raises(OutputError, match="写不进去"):
        copy_to_second_place(folder, NOON)
    assert "写不进去" in read_safekeeping(folder).last_problem


def test_a_damaged_office_never_reaches_the_second_place(folder: Path, stick: Path) -> None:
    made = copy_to_second_place(folder, NOON).path
    before = made.read_bytes()
    (folder / "office.db").write_bytes(b"junk" * 5000)
    with pytest.raises(HazardDeskError, match="损坏"):
        copy_to_second_place(folder, NOON + timedelta(hours=1))
    assert [path.read_bytes() for path in made.parent.glob("*.hazdesk")] == [before]


def test_no_copy_is_made_while_the_password_can_t_be_told(folder: Path, stick: Path) -> None:
    set_password(folder, PASSWORD)
    (folder / "backups" / "safekeeping.json").write_bytes(b"\0")
    with OfficeFile.open(folder) as office, pytest.raises(SettingsUnreadable):
        office.copy_to_second_place()
    assert not [path for path in stick.rglob("*") if path.is_file()]


def test_an_office_without_second_place_copies_nothing(folder: Path) -> None:
    with OfficeFile.open(folder) as office:
        assert office.copy_to_second_place() is None


def test_progress_only_goes_on(folder: Path, stick: Path) -> None:
    seen = []

    class Watch:
        def report(self, done: int, total: int, what: str = "") -> None:
            seen.append((done, total, what))

    made = copy_to_second_place(folder, NOON, Watch()).path
    assert [done for done, *_ in seen] == sorted(done for done, *_ in seen)
    assert all(done <= total for done, total, _ in seen)
    assert look_into(made).attachments == 3
    assert hashlib.sha256(made.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("last_good", "problem", "said"),
    [
        (NOON - timedelta(days=6, hours=23), "U盘不在。", ""),
        (NOON - timedelta(days=7), "", "7 天前"),
        (NOON - timedelta(days=30), "U盘不在。", "U盘不在"),
        (None, "", "还没有"),
        (NOON + timedelta(days=900), "", "电脑的日期"),
    ],
)
def test_a_copy_of_a_week_ago_is_old(last_good: datetime | None, problem: str, said: str) -> None:
    found = is_old(Safekeeping(Path("/U盘"), last_good, problem), NOON)
    assert said in found
    assert bool(said) == bool(found)
    assert is_old(Safekeeping(None, last_good, problem), NOON) == ""
