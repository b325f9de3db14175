"""The office folder in trouble: held, damaged, newer, foreign, read-only, killed over, on a full disk."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hazard_desk.store.lock import OfficeLock
from hazard_desk.store.office_file import OfficeFile
from tests.cli.desk import OFFICE_NAME, ROOT, Desk, Said, command, enterprises, fingerprint
from tests.faults.confined import LIMITED, run_limited, small_disk, unmount, without_override
from tests.faults.ledger import Ledger

READING = (["list", "enterprises"], ["stats"], ["check"], ["journal"])


STRANGE = re.compile(r"No such|File exists|Permission denied|No space|Not a dir|Is a dir|Read-only|too large")


def clear(said: Said, code: int) -> str:
    """Demand one clear Chinese message and the exit code; return the message."""
    assert said.code == code, said.out + said.err
    assert not re.search(r"Traceback|Exception|sqlite|SQL\b|Errno", said.err + said.out, re.IGNORECASE)
    assert not STRANGE.search(said.err + said.out)
    told = said.problems[0] if code == 1 else said.data["error"]
    assert re.search("[\u4e00-\u9fff]{4}", told["message"])
    assert told["remedy"]
    return str(told["message"])


def writing(path: Path) -> list[list[object]]:
    return [["import", "enterprises", path], ["demo", "--enterprises", "2"], ["undo"]]


# ---- damaged, newer, foreign ----------------------------------------------------------------------

DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda data: b"", "损坏"),
    "cut within a page": (lambda data: data[:5000], "损坏"),
    "cut to one page": (lambda data: data[:4096], "损坏"),
    "cut to half": (lambda data: data[: len(data) // 8192 * 4096], "损坏"),
    "garbage": (lambda data: b"\xa5\x5a" * (len(data) // 2), "损坏"),
    "text": (lambda data: b"not an office file " * 500, "损坏"),
    "head lost": (lambda data: b"\0" * 100 + data[100:], "损坏"),
    "longer by a piece": (lambda data: data + b"x" * 10, "损坏"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_told_and_left_as_it_is(
    desk: Desk, three: Path, damage: str, ledger: Ledger
) -> None:
    change, told = DAMAGES[damage]
    path = desk.folder / "office.db"
    path.write_bytes(change(path.read_bytes()))
    before = fingerprint(desk.folder)
    for words in (*READING, *writing(three)):
        said = desk(*words, "--json")
        assert told in clear(said, 3)
        assert "backups" in said.data["error"]["remedy"]
        assert fingerprint(desk.folder) == before
    ledger.survived("office file damaged", f"real bytes of the file edited: {damage}")


def test_every_lost_page_is_found(desk: Desk, ledger: Ledger) -> None:
    path = desk.folder / "office.db"
    whole = path.read_bytes()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    connection.close()
    path.write_bytes(whole)
    for start in range(0, len(whole), 4096):
        damaged = whole[:start] + b"\xee" * 4096 + whole[start + 4096 :]
        path.write_bytes(damaged)
        assert "损坏" in clear(desk("list", "enterprises", "--json"), 3)
        assert path.read_bytes() == damaged
    path.write_bytes(whole)
    assert desk("check").code == 0
    ledger.survived(
        "each page of the office file lost in turn",
        "real bytes of the file edited: one page overwritten",
        runs=len(whole) // 4096,
    )


def test_a_single_changed_letter_is_told(desk: Desk) -> None:
    path = desk.folder / "office.db"
    name = OFFICE_NAME.encode()
    data = path.read_bytes()
    assert name in data
    path.write_bytes(data.replace(name, name[:-1] + bytes([name[-1] ^ 1]), 1))
    said = desk("check", "--json")
    assert said.code == 0
    assert "程序之外" in said.err


def test_a_newer_file_names_the_version_it_needs(desk: Desk, three: Path) -> None:
    with sqlite3.connect(desk.folder / "office.db") as connection:
        connection.execute("INSERT INTO schema_history VALUES (99, '7.3.0', '2030-01-01 00:00:00.000000')")
        connection.execute("PRAGMA user_version=99")
    connection.close()
    before = fingerprint(desk.folder)
    for words in (*READING, *writing(three)):
        said = desk(*words, "--json")
        assert "更新的程序" in clear(said, 3)
        assert "7.3.0" in said.data["error"]["remedy"]
        assert fingerprint(desk.folder) == before


def test_the_database_of_another_program_is_left_alone(nowhere: Desk, three: Path) -> None:
    nowhere.folder.mkdir()
    with sqlite3.connect(nowhere.folder / "office.db") as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = fingerprint(nowhere.folder)
    for words in (*READING, *writing(three), ["init", "--name", OFFICE_NAME]):
        clear(nowhere(*words, "--json"), 3)
        assert fingerprint(nowhere.folder) == before
        assert {path.name for path in nowhere.folder.iterdir()} == {"office.db"}


def test_a_folder_where_the_file_should_be(nowhere: Desk) -> None:
    (nowhere.folder / "office.db").mkdir(parents=True)
    clear(nowhere("check", "--json"), 3)
    clear(nowhere("init", "--name", OFFICE_NAME, "--json"), 3)


def test_a_file_where_the_folder_should_be(nowhere: Desk) -> None:
    nowhere.folder.write_text("x")
    clear(nowhere("check", "--json"), 3)
    clear(nowhere("init", "--name", OFFICE_NAME, "--json"), 3)


@pytest.mark.parametrize("mark", [b"", b"{", b"[]", b"null", b'{"sha256": 5}', b"\xff\xfe"])
def test_a_broken_mark_of_a_clean_end_only_means_a_full_check(desk: Desk, mark: bytes) -> None:
    (desk.folder / "office.closed.json").write_bytes(mark)
    said = desk("check", "--json")
    assert said.code == 0, said.err
    assert "已全面检查" in said.err
    # Who only reads tells it and leaves the telling to the window as well.
    assert desk("check", "--json").err == said.err
    OfficeFile.open(desk.folder).close()
    assert desk("check", "--json").err == ""


def test_folders_that_were_removed_are_made_again(desk: Desk, three: Path) -> None:
    for name in ("attachments", "backups", "out"):
        (desk.folder / name).rmdir()
    desk.done("import", "enterprises", three)
    assert len(list((desk.folder / "backups").glob("*.db"))) == 2  # before it, and after it


def test_no_import_without_a_backup_before_it(desk: Desk, three: Path) -> None:
    (desk.folder / "backups").rmdir()
    (desk.folder / "backups").write_text("a file, not a folder")
    before = fingerprint(desk.folder)
    assert "备份" in clear(desk("import", "enterprises", three, "--json"), 1)
    assert fingerprint(desk.folder) == before
    assert desk.rows("enterprises") == []


def test_halves_of_killed_backups_do_not_pile_up(desk: Desk, three: Path) -> None:
    old, fresh = (desk.folder / "backups" / f"{name}.making" for name in ("旧", "新"))
    for half in (old, fresh):
        half.write_bytes(b"half")
    os.utime(old, (0, 0))
    desk.done("import", "enterprises", three)
    assert not old.exists()
    assert fresh.exists()


# ---- held -----------------------------------------------------------------------------------------

HOLDER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from hazard_desk.store.office_file import OfficeFile
    with OfficeFile.open(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
    """
)


@pytest.fixture
def holder(desk: Desk) -> Iterator[int]:
    """Let another process hold the office; give its id."""
    words = [sys.executable, "-c", HOLDER, str(desk.folder)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held" + os.linesep.encode()
        yield process.pid
        process.communicate(timeout=30)
        assert process.returncode == 0


def test_who_writes_beside_another_is_told_whose_turn_it_is(
    desk: Desk, three: Path, holder: int, ledger: Ledger
) -> None:
    before = fingerprint(desk.folder)
    for words in writing(three):
        message = clear(desk(*words, "--json"), 3)
        assert "正在被使用" in message
        assert str(holder) in message
        assert fingerprint(desk.folder) == before
    ledger.survived("second start while the office is open", "another process holds the office", runs=3)


def test_who_reads_beside_another_is_served(desk: Desk, tmp_path: Path, three: Path, holder: int) -> None:
    before = fingerprint(desk.folder)
    served: list[list[object]] = [
        *READING,
        ["export", "weekly-statistics", tmp_path / "a.pdf"],
        ["import", "enterprises", three, "--dry-run"],
    ]
    for words in served:
        said = desk(*words, "--json")
        assert said.code == 0, said.err
    assert fingerprint(desk.folder) == before


def test_after_the_other_ends_it_goes_on(desk: Desk, three: Path) -> None:
    words = [sys.executable, "-c", HOLDER, str(desk.folder)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert desk("import", "enterprises", three).code == 3
        process.communicate(timeout=30)
    said = desk("import", "enterprises", three)
    assert (said.code, said.err) == (0, "")


def test_who_only_looks_the_file_over_is_waited_for(desk: Desk, three: Path) -> None:
    looking = OfficeLock(desk.folder)
    assert looking.try_acquire()
    soon = threading.Timer(0.4, looking.release)
    soon.start()
    said = desk("import", "enterprises", three)
    soon.join()
    assert said.code == 0, said.err


# ---- killed ---------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
@pytest.mark.parametrize("moment", ["office.db-journal", "backups/*.making"])
def test_a_killed_import_leaves_nothing_half_written(
    desk: Desk, tmp_path: Path, three: Path, moment: str, ledger: Ledger
) -> None:
    desk.done("import", "enterprises", three)
    names = [row["name"] for row in desk.rows("enterprises")]
    many = enterprises(
        tmp_path / "很多.xlsx",
        *({"单位名称": f"{n}号厂", "主要负责人": "王强", "单位所在地": "村" * 60} for n in range(8000)),
    )
    words = command("--office", desk.folder, "import", "enterprises", many)
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not list(desk.folder.glob(moment)):
            time.sleep(0.0005)
        process.kill()
    assert process.returncode == -signal.SIGKILL, "the import was over before it could be killed"

    said = desk("list", "enterprises", "--json")
    assert said.code == 0
    if moment == "office.db-journal":
        assert "没有正常退出" in said.err
    assert [row["name"] for row in said.data["rows"]] == names
    again = desk("check", "--json")
    assert (again.code, again.err) == (0, said.err)
    assert desk.done("import", "enterprises", many)["added"] == 8000
    again = desk("check", "--json")
    assert (again.code, again.err) == (0, "")
    assert not list(desk.folder.glob("*-journal"))
    ledger.survived("killed while importing 8,000 rows", "SIGKILL of the command's process")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
def test_a_killed_init_can_be_done_again(nowhere: Desk, ledger: Ledger) -> None:
    words = command("--office", nowhere.folder, "init", "--name", OFFICE_NAME)
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not (nowhere.folder / ".making" / "office.db").exists():
            time.sleep(0.0005)
        process.kill()
    assert process.returncode == -signal.SIGKILL, "the office was made before it could be killed"
    clear(nowhere("check", "--json"), 3)
    nowhere.done("init", "--name", OFFICE_NAME)
    assert not (nowhere.folder / ".making").exists()
    assert nowhere("check").err == ""
    ledger.survived("killed while making a new office", "SIGKILL of the command's process")


# ---- read-only ------------------------------------------------------------------------------------


@pytest.fixture
def read_only(desk: Desk) -> Iterator[Desk]:
    """Let nothing in the folder be written; undone at the end so that it can be removed."""
    modes = {path: path.stat().st_mode for path in [desk.folder, *desk.folder.rglob("*")]}
    for path in modes:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield desk
    for path, mode in modes.items():
        path.chmod(mode)


@LIMITED
def test_a_read_only_folder_is_read_but_not_written(
    read_only: Desk, three: Path, tmp_path: Path, ledger: Ledger
) -> None:
    before = fingerprint(read_only.folder)
    for words in writing(three):
        said = without_override(command("--office", read_only.folder, *words, "--json"))
        assert "不能写入" in clear(said, 3)
    for reading in (READING[0], ["export", "weekly-statistics", tmp_path / "a.xlsx"]):
        said = without_override(command("--office", read_only.folder, *reading, "--json"))
        assert said.code == 0, said.err
    assert fingerprint(read_only.folder) == before
    ledger.survived(
        "office folder that may not be written", "permissions of a real folder", runs=len(writing(three))
    )


@LIMITED
def test_a_read_only_file_in_a_folder_that_is_not(desk: Desk, three: Path) -> None:
    path = desk.folder / "office.db"
    path.chmod(0o444)
    before = fingerprint(desk.folder)
    said = without_override(command("--office", desk.folder, "import", "enterprises", three, "--json"))
    assert "只读" in clear(said, 3)
    assert fingerprint(desk.folder) == before


@LIMITED
def test_an_unreadable_file_is_told(desk: Desk) -> None:
    (desk.folder / "office.db").chmod(0)
    said = without_override(command("--office", desk.folder, "list", "enterprises", "--json"))
    assert "打不开" in clear(said, 3)


@LIMITED
def test_no_office_is_made_where_nothing_may_be_written(tmp_path: Path) -> None:
    shut = tmp_path / "关着"
    shut.mkdir(mode=0o555)
    said = without_override(command("--office", shut / "台账", "init", "--name", OFFICE_NAME, "--json"))
    clear(said, 3)
    said = without_override(command("--office", shut, "init", "--name", OFFICE_NAME, "--json"))
    clear(said, 3)
    assert list(shut.iterdir()) == []


@LIMITED
def test_an_export_into_a_read_only_folder_is_an_output_error(desk: Desk, tmp_path: Path) -> None:
    shut = tmp_path / "关着"
    shut.mkdir(mode=0o555)
    out = shut / "a.pdf"
    said = without_override(command("--office", desk.folder, "export", "weekly-statistics", out, "--json"))
    assert str(out) in clear(said, 1)
    said = without_override(command("template", "enterprises", shut / "a.xlsx", "--json"))
    clear(said, 1)
    assert list(shut.iterdir()) == []


# ---- full disk ------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount a small disk of so many bytes, where the system lets us."""
    folder = tmp_path / "小盘"

    def mount(size: int) -> Path:
        if not small_disk(folder, size):
            pytest.skip("no small disk can be mounted here; the limit of file sizes is tried instead")
        return folder

    yield mount
    if folder.is_mount():
        unmount(folder)


def big(path: Path) -> Path:
    rows = ({"单位名称": f"{n}号厂", "单位所在地": "村" * 300} for n in range(4000))
    return enterprises(path, *rows)


@LIMITED
def test_a_full_disk_during_an_import(
    disk: Callable[[int], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    three: Path,
    ledger: Ledger,
) -> None:
    desk = Desk(disk(2 * 2**20) / "台账", capsys)
    desk.done("init", "--name", OFFICE_NAME)
    desk.done("import", "enterprises", three)
    before = fingerprint(desk.folder)
    for _ in range(2):
        message = clear(desk("import", "enterprises", big(tmp_path / "a.xlsx"), "--json"), 1)
        assert "磁盘" in message
        assert fingerprint(desk.folder) == before
    assert desk.done("list", "enterprises")["total"] == 3
    assert desk("check").code == 0
    ledger.survived("disk full while importing", "a tmpfs of 2 MB", runs=2)


@LIMITED
def test_a_full_disk_during_the_backup_before_an_import(
    disk: Callable[[int], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], three: Path
) -> None:
    folder = disk(2 * 2**20)
    desk = Desk(folder / "台账", capsys)
    desk.done("init", "--name", OFFICE_NAME)
    (folder / "别的").write_bytes(b"\0" * (_free(folder) - 100_000))
    before = fingerprint(desk.folder)
    message = clear(desk("import", "enterprises", three, "--json"), 1)
    assert "磁盘" in message
    assert fingerprint(desk.folder) == before


@LIMITED
def test_on_a_disk_without_a_byte_left_it_still_reads(
    disk: Callable[[int], Path], capsys: pytest.CaptureFixture[str], three: Path, ledger: Ledger
) -> None:
    folder = disk(2 * 2**20)
    desk = Desk(folder / "台账", capsys)
    desk.done("init", "--name", OFFICE_NAME)
    desk.done("import", "enterprises", three)
    (folder / "别的").write_bytes(b"\0" * _free(folder))
    before = fingerprint(desk.folder)
    assert desk.done("list", "enterprises")["total"] == 3
    for words in (["undo"], ["import", "enterprises", three, "--update"]):
        clear(desk(*words, "--json"), 1)
    assert fingerprint(desk.folder) == before
    ledger.survived("disk without a byte left when the office is opened", "a tmpfs filled up", runs=2)


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


@LIMITED
def test_an_init_on_a_full_disk_leaves_nothing(
    disk: Callable[[int], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = disk(200_000)
    desk = Desk(folder / "台账", capsys)
    clear(desk("init", "--name", OFFICE_NAME, "--json"), 1)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@LIMITED
def test_an_export_on_a_full_disk_keeps_the_old_page(disk: Callable[[int], Path], desk: Desk) -> None:
    folder = disk(2**20)
    old = folder / "统计表.pdf"
    old.write_bytes(b"the page of last week")
    (folder / "别的").write_bytes(b"\0" * _free(folder))
    for out in (old, folder / "统计表.xlsx"):
        clear(desk("export", "weekly-statistics", out, "--json"), 1)
    assert old.read_bytes() == b"the page of last week"
    assert {path.name for path in folder.iterdir()} == {"统计表.pdf", "别的"}


@LIMITED
def test_a_template_on_a_full_disk_is_said(disk: Callable[[int], Path], nowhere: Desk) -> None:
    folder = disk(2**20)
    (folder / "别的").write_bytes(b"\0" * _free(folder))
    assert "模板.xlsx" in clear(nowhere("template", "inspections", folder / "模板.xlsx", "--json"), 1)
    assert [path.name for path in folder.iterdir()] == ["别的"], "no part of it"


@LIMITED
def test_a_file_that_may_not_grow(desk: Desk, three: Path, tmp_path: Path, ledger: Ledger) -> None:
    """What a full disk does where none can be mounted: every write past the limit fails."""
    desk.done("import", "enterprises", three)
    before = fingerprint(desk.folder)
    size = (desk.folder / "office.db").stat().st_size
    many = big(tmp_path / "a.xlsx")
    said = run_limited(
        command("--office", desk.folder, "import", "enterprises", many, "--json"), file_size=size + 4096
    )
    assert "写" in clear(said, 1)
    assert fingerprint(desk.folder) == before
    assert desk.done("list", "enterprises")["total"] == 3
    said = run_limited(
        command("--office", desk.folder, "import", "enterprises", many, "--json"), file_size=9000
    )
    assert "写" in clear(said, 1)
    assert fingerprint(desk.folder) == before
    out = tmp_path / "a.pdf"
    said = run_limited(
        command("--office", desk.folder, "export", "weekly-statistics", out, "--json"), file_size=9000
    )
    clear(said, 1)
    assert not out.exists()
    fresh = tmp_path / "新台账"
    said = run_limited(command("--office", fresh, "init", "--name", OFFICE_NAME, "--json"), file_size=40_000)
    clear(said, 1)
    assert not fresh.exists() or not any(fresh.iterdir())
    ledger.survived("office file that may not grow", "RLIMIT_FSIZE", runs=4)


def test_the_mark_of_a_clean_end_is_what_the_file_is(desk: Desk) -> None:
    mark = json.loads((desk.folder / "office.closed.json").read_text(encoding="utf-8"))
    assert mark["sha256"] == fingerprint(desk.folder)["office.db"]
