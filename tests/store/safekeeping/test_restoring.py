"""Restoring: the new file whole in its place, the old one aside, from wherever it was interrupted."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hazard_desk.errors import Cancelled, HazardDeskError, OfficeFileError
from hazard_desk.services.offices import add_village, set_up_office, villages
from hazard_desk.store.changes import Changes
from hazard_desk.store.header import DamagedFile
from hazard_desk.store.lock import OfficeLock
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping import restoring
from hazard_desk.store.safekeeping.asides import aside_states, look_with_journal
from hazard_desk.store.safekeeping.backups.copies import copies, look, make_backup
from hazard_desk.store.safekeeping.backups.good_copies import is_good
from hazard_desk.store.safekeeping.backups.settings import read_safekeeping, set_password
from hazard_desk.store.safekeeping.restoring import MARKER, finish_interrupted, restore
from hazard_desk.store.safekeeping.rooms import looking_room
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.store.raw_files import opened
from tests.store.safekeeping.conftest import attached

NOW = datetime(2026, 11, 26, 15, 30)


def enter(work: UnitOfWork, name: str) -> Changes:
    return Changes(f"新增村「{name}」", add_village(work, name))


def names(folder: Path) -> list[str]:
    with OfficeFile.open(folder) as office:
        assert not [told for told in office.notices if "没有正常退出" in told or "程序之外" in told]
        return [village.name for village in office.ask(villages)]


def content(folder: Path) -> dict[str, bytes]:
    """Return every file but the lock, which stays where an office was tried to be opened."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "office.lock"
    }


@pytest.fixture
def backup(folder: Path) -> Path:
    """A backup of the office with one village, while the office has gone on to three."""
    with OfficeFile.open(folder, clock=lambda: NOW - timedelta(days=1)) as office:
        made = office.back_up("手动")
        office.run(enter, "东槽头村")
        office.run(enter, "南槽头村")
    return made


def test_a_backup_takes_the_place_and_the_former_file_lies_aside(folder: Path, backup: Path) -> None:
    former = (folder / "office.db").read_bytes()
    done = restore(folder, backup, NOW)
    assert done.aside == folder / "backups" / "恢复前_2026-11-26_153000"
    assert (done.aside / "office.db").read_bytes() == former
    assert (done.told.office, done.told.schema) == ("文水县西槽头乡人民政府", 6)
    assert names(folder) == ["西槽头村"]
    assert copies(folder / "backups")[0].reason == "恢复前"
    # And back again, by the backup that was made of what stood.
    restore(folder, copies(folder / "backups")[0].path, NOW)
    assert names(folder) == ["西槽头村", "东槽头村", "南槽头村"]
    assert (folder / "backups" / "恢复前_2026-11-26_153000_2" / "office.db").exists()


def test_a_backup_makes_an_office_on_another_pc(backup: Path, tmp_path: Path) -> None:
    stick = tmp_path / "U盘" / backup.name
    stick.parent.mkdir()
    shutil.copy(backup, stick)
    there = tmp_path / "新电脑" / "台账"
    done = restore(there, stick, NOW)
    assert done.aside is None
    assert names(there) == ["西槽头村"]
    assert {"attachments", "backups", "out"} <= {path.name for path in there.iterdir()}


def test_what_cannot_be_restored_changes_nothing(folder: Path, backup: Path, tmp_path: Path) -> None:
    data = backup.read_bytes()
    cut, text, newer, foreign = (tmp_path / f"{name}.db" for name in ("cut", "text", "newer", "foreign"))
    cut.write_bytes(data[: len(data) // 2 // 4096 * 4096])
    text.write_text("no office file" * 1000)
    shutil.copy(backup, newer)
    with opened(newer) as connection:
        connection.execute("PRAGMA user_version=99")
    with opened(foreign) as connection:
        connection.execute("CREATE TABLE t (x)")
    before = content(folder)
    for source in (cut, text, newer, foreign, tmp_path / "not there.db", tmp_path):
        with pytest.raises(HazardDeskError) as refused:
            restore(folder, source, NOW)
        assert "没有" in refused.value.meaning
        assert content(folder) == before
        nowhere = tmp_path / "空"
        with pytest.raises(HazardDeskError):
            restore(nowhere, source, NOW)
        assert not nowhere.exists()


def test_a_backup_that_rotted_is_refused(folder: Path, backup: Path) -> None:
    with opened(backup) as connection:
        connection.execute("UPDATE village SET name = '改过'")
    before = content(folder)
    with pytest.raises(OfficeFileError, match="做好时不一样"):
        restore(folder, backup, NOW)
    assert content(folder) == before


def test_a_damaged_office_is_kept_as_it_is(folder: Path, backup: Path) -> None:
    path = folder / "office.db"
    path.write_bytes(path.read_bytes()[:8192] + b"\xee" * 40960)
    damaged = path.read_bytes()
    done = restore(folder, backup, NOW)
    assert done.aside is not None
    assert (done.aside / "office.db").read_bytes() == damaged
    assert "已损坏" in done.notices[0]
    assert names(folder) == ["西槽头村"]


def test_the_journal_of_the_former_file_goes_with_it(folder: Path, backup: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=Path.cwd(), timeout=60, check=False)
    journal = (folder / "office.db-journal").read_bytes()
    assert journal
    done = restore(folder, backup, NOW)
    assert done.aside is not None
    assert (done.aside / "office.db-journal").read_bytes() == journal
    assert not (folder / "office.db-journal").exists()
    assert names(folder) == ["西槽头村"]
    # What was committed before the kill is in the backup of what stood.
    restore(folder, copies(folder / "backups")[0].path, NOW)
    assert names(folder) == ["西槽头村", "东槽头村", "南槽头村"]


KILLED = textwrap.dedent(
    """
    import os, sqlite3, sys
    connection = sqlite3.connect(sys.argv[1] + "/office.db", isolation_level=None)
    connection.execute("PRAGMA cache_size=5")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO journal_entry (at, handler, operation, summary)"
        " VALUES ('2026-01-01 00:00:00.000000', '', 'x', 'x')")
    for n in range(3000):
        connection.execute("INSERT INTO village (name, note, entered_at)"
            " VALUES (?, '', '2026-01-01 00:00:00.000000')", (f"没存下 {n}",))
    os._exit(9)
    """
)


def test_a_restore_while_the_office_is_open_is_refused(folder: Path, backup: Path) -> None:
    with OfficeFile.open(folder), pytest.raises(OfficeFileError, match="正在被使用"):
        restore(folder, backup, NOW)
    assert len(names(folder)) == 3


def test_it_can_be_stopped_until_it_is_decided(folder: Path, backup: Path) -> None:
    class Stopped:
        def __init__(self, at: str) -> None:
            self.at = at

        def report(self, done: int, total: int, what: str = "") -> None:
            if what == self.at:
                raise Cancelled("已取消。")

    for at in ("读取备份", "校验备份", "换上备份"):
        with pytest.raises(Cancelled):
            restore(folder, backup, NOW, progress=Stopped(at))
        assert not list(folder.glob(".r-*"))
        assert len(names(folder)) == 3
    restore(folder, backup, NOW, progress=Stopped("恢复完成"))
    assert names(folder) == ["西槽头村"]


# ---- attachments ---------------------------------------------------------------------------------------


def test_missing_and_damaged_attachments_come_from_beside_the_backup(
    folder: Path, backup: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "原来的"
    shutil.copytree(folder, whole)
    one, two, _three = sorted((folder / "attachments").rglob("*.jpg"))
    one.unlink()
    two.write_bytes(b"rotten")
    done = restore(folder, whole / "backups" / backup.name, NOW)
    assert done.missing_attachments == 0
    assert attached(folder) == attached(whole)


def test_attachments_that_are_nowhere_are_counted_and_named(
    folder: Path, backup: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    there = tmp_path / "新台账"
    done = restore(there, Path(shutil.copy(backup, stick)), NOW)
    assert done.missing_attachments == 3
    unchecked, told = done.notices  # the note of its bytes stayed behind
    assert f"{backup.name} 没有校验记录" in unchecked
    assert "3 个附件" in told
    sha256 = min(attached(folder))
    assert f"「{sha256[:8]}」" in told


@pytest.mark.parametrize("password", ["", "一个 很长的密码 8"])
def test_an_archive_brings_the_attachments_along(folder: Path, tmp_path: Path, password: str) -> None:
    with OfficeFile.open(folder) as office:
        if password:
            set_password(folder, password)
        package = office.write_archive(tmp_path / "台账包.hazdesk").path
    there = tmp_path / "新电脑" / "台账"
    if password:
        for wrong in ("", "另一个密码 123"):
            with pytest.raises(HazardDeskError):
                restore(there, package, NOW, password=wrong)
        assert not there.exists()
    done = restore(there, package, NOW, password=password)
    assert (done.aside, done.missing_attachments) == (None, 0)
    # The password travels along: what leaves the new PC is locked as what came to it.
    assert ["用同一个密码" in told for told in done.notices] == ([True] if password else [])
    assert read_safekeeping(there).lock == read_safekeeping(folder).lock
    assert attached(there) == attached(folder)
    assert names(there) == ["西槽头村"]


# ---- interrupted ---------------------------------------------------------------------------------------

_CALLS = ("replace", "rename", "unlink", "mkdir", "rmdir", "fsync")


def killed_at(folder: Path, source: Path, moment: int) -> bool:
    """Restore in another process that dies before its n-th rename, removal or flush; say whether it died."""
    child = os.fork()
    if child == 0:
        left = [moment]

        def dying(real):
            def call(*args, **kwargs):
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **kwargs)

            return call

        try:
            for name in _CALLS:
                setattr(os, name, dying(getattr(os, name)))
            restore(folder, source, NOW)
            os._exit(0)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
def test_killed_anywhere_it_is_the_old_office_or_the_new_one(
    folder: Path, backup: Path, tmp_path: Path
) -> None:
    seen = set()
    for moment in range(0, 200, 3):
        copy = tmp_path / f"台账 {moment}"
        shutil.copytree(folder, copy)
        died = killed_at(copy, backup, moment)
        decided = (copy / MARKER).exists()
        if decided:
            with pytest.raises(OfficeFileError, match="中途被打断"):
                OfficeFile.open(copy, to_write=False)
        with OfficeFile.open(copy) as office:
            there = [village.name for village in office.ask(villages)]
            assert any("接着做完" in told for told in office.notices) == decided
        assert there in (["西槽头村"], ["西槽头村", "东槽头村", "南槽头村"])
        seen.add((decided, len(there)))
        assert not (copy / MARKER).exists()
        assert not list(copy.glob(".r-*"))
        assert len(list(copy.rglob("office.db"))) == (2 if len(there) == 1 else 1)
        shutil.rmtree(copy)
        if not died:
            break
    else:
        pytest.fail("it never came to its end")
    assert {(False, 3), (True, 1), (False, 1)} <= seen


def test_finishing_may_be_interrupted_as_often_as_it_likes(folder: Path, backup: Path) -> None:
    """Every state that the last steps can leave: each is finished to the same end."""
    aside = "backups/恢复前_x"
    (folder / ".r-0a1b").mkdir()
    shutil.copy(backup, folder / ".r-0a1b" / "office.db")
    (folder / MARKER).write_text(json.dumps({"new": ".r-0a1b/office.db", "aside": aside}))
    (folder / aside).mkdir()
    (folder / "office.db").replace(folder / aside / "office.db")  # killed between the two renames
    with OfficeFile.open(folder) as office:
        assert "接着做完" in office.notices[0]
        assert "恢复前_x" in office.notices[0]
    (folder / MARKER).write_text(json.dumps({"new": ".r-0a1b/office.db", "aside": aside}))
    lock = OfficeLock(folder)
    lock.acquire()
    assert finish_interrupted(folder) is not None  # killed before the marker was removed
    assert finish_interrupted(folder) is None
    lock.release()
    with OfficeFile.open(folder) as office:
        assert [village.name for village in office.ask(villages)] == ["西槽头村"]


def test_a_prepared_file_that_somebody_took_away_brings_the_old_one_back(folder: Path) -> None:
    aside = "backups/恢复前_x"
    (folder / aside).mkdir()
    (folder / "office.db").replace(folder / aside / "office.db")
    (folder / MARKER).write_text(json.dumps({"new": ".r-0a1b/office.db", "aside": aside}))
    with OfficeFile.open(folder) as office:
        assert [village.name for village in office.ask(villages)] == ["西槽头村"]


@pytest.mark.parametrize("said", ["", "{", "[]", '{"new": "../x", "aside": "y"}', '{"new": 5}'])
def test_a_marker_that_makes_no_sense_stops_everything(folder: Path, said: str) -> None:
    (folder / MARKER).write_text(said)
    before = content(folder)
    with pytest.raises(OfficeFileError, match=MARKER):
        OfficeFile.open(folder)
    assert content(folder) == before


def test_a_folder_with_a_restore_under_way_takes_no_new_office(folder: Path) -> None:
    (folder / "office.db").unlink()
    (folder / MARKER).write_text("{}")
    with pytest.raises(OfficeFileError, match="已经有台账"):
        OfficeFile.create(folder, set_up_office, "别的乡")


def test_an_older_office_is_restored_and_brought_forward_when_opened(folder: Path, tmp_path: Path) -> None:
    from hazard_desk.store.new_file import make_file

    old = tmp_path / "old.db"
    make_file(old, NOW, 2)
    with opened(old) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(office)") if row[3] and not row[5]]
        values = ["旧台账" if name == "name" else 0 if "weekday" in name else "" for name in columns]
        connection.execute(
            f"INSERT INTO office (id, {', '.join(columns)}) VALUES (1{', ?' * len(columns)})", values
        )
    assert restore(folder, old, NOW).told.schema == 2
    with OfficeFile.open(folder) as office:
        assert any("从数据版本 2 升级" in told for told in office.notices)


@pytest.mark.skipif(os.name == "nt", reason="limits a process as POSIX does")
def test_no_room_is_said_and_nothing_changed(folder: Path, backup: Path) -> None:
    before = content(folder)
    program = textwrap.dedent(
        """
        import resource, signal, sys
        from datetime import datetime
        from pathlib import Path
        from hazard_desk.errors import OutputError
        from hazard_desk.store.safekeeping.restoring import restore
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
        try:
            restore(Path(sys.argv[1]), Path(sys.argv[2]), datetime(2026, 11, 26))
        except OutputError:
            sys.exit(5)
        """
    )
    words = [sys.executable, "-c", program, str(folder), str(backup)]
    assert subprocess.run(words, cwd=Path.cwd(), timeout=60, check=False).returncode == 5
    assert content(folder) == before


# ---- what is good, and what goes along --------------------------------------------------------------------


def test_a_stick_that_gives_other_bytes_at_the_second_reading_is_found_out(
    folder: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubtful(source: Path, target: Path) -> None:
        data = source.read_bytes()
        assert data.count("西槽头村".encode()) > 0
        target.write_bytes(data.replace("西槽头村".encode(), "东槽头村".encode()))

    monkeypatch.setattr(restoring, "copy_with_journal", doubtful)
    with pytest.raises(OfficeFileError, match="做好时不一样"):
        restore(folder, backup, NOW)
    monkeypatch.undo()
    assert len(names(folder)) == 3


def test_a_day_that_is_in_no_calendar_makes_no_good_backup(folder: Path, backup: Path) -> None:
    other = backup.with_name("office_2026-11-20_080000_手动.db")
    shutil.copy(backup, other)
    with opened(other) as connection:
        connection.execute("UPDATE village SET entered_at = '2026-13-45 08:00:00.000000'")
    assert is_good(backup)
    assert not is_good(other)
    with pytest.raises(OfficeFileError, match="有内容读不出来"):
        restore(folder, other, NOW)
    with pytest.raises(OfficeFileError, match="有内容读不出来") as refused:
        make_backup(other, folder / "backups", NOW, "手动")
    assert other.name in refused.value.what  # not the copy's name, which nobody knows
    assert len(names(folder)) == 3


@pytest.mark.parametrize("cut_off", [False, True])
def test_drafts_of_the_former_office_are_not_offered_in_the_new_one(
    folder: Path, backup: Path, cut_off: bool
) -> None:
    drafts = '{"enterprise/12": {"name": "甲厂"}}'
    (folder / "drafts.json").write_text(drafts, encoding="utf-8")
    if cut_off:
        (folder / ".r-0a1b").mkdir()
        shutil.copy(backup, folder / ".r-0a1b" / "office.db")
        said = {"new": ".r-0a1b/office.db", "aside": "backups/恢复前_2026-11-26_153000"}
        (folder / MARKER).write_text(json.dumps(said))
    else:
        done = restore(folder, backup, NOW)
        assert any("草稿" in told for told in done.notices)
    with OfficeFile.open(folder) as office:
        assert [village.name for village in office.ask(villages)] == ["西槽头村"]
    assert not (folder / "drafts.json").exists()
    aside = folder / "backups" / "恢复前_2026-11-26_153000"
    assert (aside / "drafts.json").read_text(encoding="utf-8") == drafts


def test_word_templates_of_a_package_come_along_and_overwrite_none(folder: Path, tmp_path: Path) -> None:
    home = folder / "templates"
    home.mkdir()
    for name in ("整改通知书", "复查意见书"):
        (home / f"{name}.docx").write_bytes(f"PK {name}".encode())
    with OfficeFile.open(folder) as office:
        package = office.write_archive(tmp_path / "台账包.hazdesk").path
    there = tmp_path / "新电脑"
    (there / "templates").mkdir(parents=True)
    (there / "templates" / "复查意见书.docx").write_bytes(b"her own")
    done = restore(there, package, NOW)
    assert (there / "templates" / "整改通知书.docx").read_bytes() == "PK 整改通知书".encode()
    assert (there / "templates" / "复查意见书.docx").read_bytes() == b"her own"
    assert any("复查意见书.docx" in told and "整改" not in told for told in done.notices)


def test_the_backup_made_before_is_named_where_there_is_one(folder: Path, backup: Path) -> None:
    assert restore(folder, backup, NOW).backup == copies(folder / "backups")[0].path
    (folder / "office.db").write_bytes(b"x" * 9000)
    assert restore(folder, backup, NOW).backup is None


# ---- work rooms --------------------------------------------------------------------------------------------


def test_a_room_that_cannot_be_removed_is_in_nobodys_way(
    folder: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "rmtree", lambda *_args, **_kwargs: None)  # a virus scanner holds a file
    for _ in range(2):
        restore(folder, backup, NOW)
    assert len(list(folder.glob(".r-*"))) == 2
    monkeypatch.undo()
    assert names(folder) == ["西槽头村"]
    restore(folder, backup, NOW)
    assert not list(folder.glob(".r-*"))


def test_nothing_prepared_has_a_longer_name_than_it_has_in_its_place(folder: Path, tmp_path: Path) -> None:
    with OfficeFile.open(folder) as office:
        package = office.write_archive(tmp_path / "台账包.hazdesk").path
    there = tmp_path / "新台账"
    seen = []

    class Watching:
        def report(self, done: int, total: int, what: str = "") -> None:
            seen.extend(path for path in there.rglob("*.jpg"))

    restore(there, package, NOW, progress=Watching())
    prepared = {path for path in seen if "attachments" not in path.parts}
    in_place = set(there.rglob("*.jpg"))
    assert prepared
    assert max(len(str(path)) for path in prepared) <= max(len(str(path)) for path in in_place)


def test_clear_copies_that_a_kill_left_are_swept_under_the_lock(folder: Path, tmp_path: Path) -> None:
    long_ago = time.time() - 7200
    left = [folder / ".r-0a1b", *(folder / "backups" / f".{kind}-0a1b2c3d" for kind in ("salvage", "look"))]
    at_work = folder / "backups" / ".look-00000000"
    nowhere = tmp_path / "空" / ".r-0a1b"  # of a restore into a folder without an office
    for room in (*left, at_work, nowhere):
        room.mkdir(parents=True)
        (room / "office.db").write_bytes(b"clear")
    for room in left:
        os.utime(room, (long_ago, long_ago))
    with OfficeFile.open(folder):
        assert [room for room in left if room.exists()] == []
        assert at_work.exists()
    with pytest.raises(OfficeFileError, match="里没有台账"):
        OfficeFile.open(nowhere.parent)
    assert not nowhere.exists()


# ---- a marker that nobody can read ----------------------------------------------------------------------


def test_with_an_unreadable_marker_a_backup_is_the_way_on(folder: Path, backup: Path) -> None:
    """The former file is aside already, the new one only prepared: she stands without an office file."""
    aside = folder / "backups" / "恢复前_2026-11-26_090000"
    aside.mkdir()
    (folder / "office.db").replace(aside / "office.db")
    (folder / ".r-0a1b").mkdir()
    shutil.copy(backup, folder / ".r-0a1b" / "office.db")
    (folder / MARKER).write_bytes(b"{")
    with pytest.raises(DamagedFile, match="读不懂") as refused:
        OfficeFile.open(folder)
    assert refused.value.folder == folder
    assert "从备份恢复" in refused.value.remedy
    restore(folder, aside / "office.db", NOW)
    assert names(folder) == ["西槽头村", "东槽头村", "南槽头村"]
    kept = folder / "backups" / "残留_2026-11-26_153000"
    assert (kept / MARKER).read_bytes() == b"{"
    assert (kept / "office.db").read_bytes() == backup.read_bytes()  # what had been prepared is not lost


# ---- what lies aside ------------------------------------------------------------------------------------


def test_what_lies_aside_is_listed_and_looked_at_with_its_journal(folder: Path, backup: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=Path.cwd(), timeout=60, check=False)
    restore(folder, backup, NOW)
    restore(folder, backup, NOW - timedelta(days=2))
    (folder / "backups" / "恢复前_2026-11-25_000000").mkdir()  # nothing in it
    newer, older = aside_states(folder)
    assert (newer.made_at, newer.kind, older.made_at) == (NOW, "恢复前", NOW - timedelta(days=2))
    assert newer.folder == folder / "backups" / "恢复前_2026-11-26_153000"
    before = content(newer.folder)
    with pytest.raises(HazardDeskError):
        look(newer.path)  # its journal has to be played back first
    with looking_room(folder / "backups") as room:
        told = look_with_journal(newer.path, room)
    assert told.last_summary == "新增村「南槽头村」"
    assert content(newer.folder) == before
    assert not room.exists()
    restore(folder, newer.path, NOW)
    assert names(folder) == ["西槽头村", "东槽头村", "南槽头村"]
