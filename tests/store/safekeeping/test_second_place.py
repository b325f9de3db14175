"""第二备份位置: whole, incremental, thinned, and told of when it lacks."""

from __future__ import annotations

import hashlib
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hazard_desk.errors import HazardDeskError, OutputError
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.archive import look_into, unpack
from hazard_desk.store.safekeeping.second_place import copy_to_second_place, is_old, second_copies
from hazard_desk.store.safekeeping.settings import (
    Safekeeping,
    SettingsUnreadable,
    read_safekeeping,
    set_password,
    set_second_place,
)
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
    made = copy_to_second_place(folder, NOON)
    assert made.parent == stick / "隐患台备份_文水县西槽头乡人民政府"
    assert read_safekeeping(folder).last_good == NOON
    elsewhere = tmp_path / "另一台"
    shutil.copytree(made.parent, elsewhere)
    shutil.rmtree(stick)
    found = unpack(elsewhere / made.name, tmp_path / "解开")
    assert found.attachments_home is not None
    assert attached(found.attachments_home) == attached(folder)
    assert not list(elsewhere.rglob(".*"))


def test_attachments_are_copied_once(folder: Path, stick: Path) -> None:
    home = copy_to_second_place(folder, NOON).parent
    before = {path: path.stat().st_mtime_ns for path in (home / "attachments").rglob("*.jpg")}
    with OfficeFile.open(folder) as office:
        office.run(attach, picture(9))
    copy_to_second_place(folder, NOON + timedelta(hours=1))
    after = {path: path.stat().st_mtime_ns for path in (home / "attachments").rglob("*.jpg")}
    assert len(after) == 4
    assert {path: after[path] for path in before} == before


def test_a_half_there_is_made_whole_and_a_damaged_original_harms_no_copy(folder: Path, stick: Path) -> None:
    home = copy_to_second_place(folder, NOON).parent
    cut, kept, _ = sorted((home / "attachments").rglob("*.jpg"))
    whole, good = cut.read_bytes(), kept.read_bytes()
    cut.write_bytes(whole[:50])
    (folder / "attachments" / kept.parent.name / kept.name).write_bytes(b"rotten" + good[6:])
    copy_to_second_place(folder, NOON + timedelta(hours=1))
    assert cut.read_bytes() == whole
    assert kept.read_bytes() == good


def test_with_a_password_nothing_there_can_be_read(folder: Path, stick: Path, tmp_path: Path) -> None:
    set_password(folder, PASSWORD)
    made = copy_to_second_place(folder, NOON)
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
    made = copy_to_second_place(folder, NOON)
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
    first = copy_to_second_place(folder, NOON)
    set_password(folder, "另一个 很长的密码")
    second = copy_to_second_place(folder, NOON + timedelta(hours=1))
    for made, password in ((first, PASSWORD), (second, "另一个 很长的密码")):
        found = unpack(made, tmp_path / made.stem, password)
        assert found.attachments_home is not None
        assert attached(found.attachments_home) == attached(folder)


def test_packages_are_thinned_and_files_of_others_stay(folder: Path, stick: Path) -> None:
    old = [copy_to_second_place(folder, NOON - timedelta(days=20, hours=hour)) for hour in (3, 2, 1)]
    theirs = old[0].parent / "office_wichtig.hazdesk"
    theirs.write_bytes(b"theirs")
    newest = copy_to_second_place(folder, NOON)
    assert set(newest.parent.glob("*.hazdesk")) == {old[2], newest, theirs}
    assert [one.path for one in second_copies(folder)] == [newest, old[2]]
    assert second_copies(folder)[0].made_at == NOON


def test_copies_are_found_where_the_office_is_damaged(folder: Path, stick: Path) -> None:
    made = copy_to_second_place(folder, NOON)
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


def test_a_stick_that_takes_nothing_is_noted(folder: Path, stick: Path) -> None:
    (stick / "隐患台备份_文水县西槽头乡人民政府").write_text("a file in the way")
    with pytest.raises(OutputError, match="写不进去"):
        copy_to_second_place(folder, NOON)
    assert "写不进去" in read_safekeeping(folder).last_problem


def test_a_damaged_office_never_reaches_the_second_place(folder: Path, stick: Path) -> None:
    made = copy_to_second_place(folder, NOON)
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
    assert not list(stick.iterdir())


def test_an_office_without_second_place_copies_nothing(folder: Path) -> None:
    with OfficeFile.open(folder) as office:
        assert office.copy_to_second_place() is None


def test_progress_only_goes_on(folder: Path, stick: Path) -> None:
    seen = []

    class Watch:
        def report(self, done: int, total: int, what: str = "") -> None:
            seen.append((done, total, what))

    made = copy_to_second_place(folder, NOON, Watch())
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
