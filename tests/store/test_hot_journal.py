"""A journal is played back into the file it belongs to, and into no other."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import time
from pathlib import Path
from random import Random

import pytest

from hazard_desk.errors import OfficeFileError
from hazard_desk.services.offices import villages
from hazard_desk.store.engine import writer_engine
from hazard_desk.store.hot_journal import belongs, give_own_counter, is_hot, set_stale_aside
from hazard_desk.store.office_file import OfficeFile
from tests.store.raw_files import opened

KILLS = pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")


ENTERED = "'2026-01-01 00:00:00.000000'"


def killed_committing(folder: Path, rng: Random, *, spill: bool = False) -> None:
    """Let a process commit a few times, and kill it while a flushed journal lies there, if it can be."""
    child = os.fork()
    if child == 0:
        try:
            raw = writer_engine(folder / "office.db", with_capture=False).raw_connection().driver_connection
            assert raw is not None
            if spill:
                raw.execute("PRAGMA cache_spill=1")
                raw.execute("PRAGMA cache_size=5")
            number = 0
            while True:
                number += 1
                raw.execute("BEGIN IMMEDIATE")
                raw.execute("UPDATE village SET note = ? WHERE id = 1", (str(number),))
                raw.executemany(
                    f"INSERT INTO village (name, note, entered_at) VALUES (?, ?, {ENTERED})",
                    [(f"{number}-{i}", "字" * 300) for i in range(60)],
                )
                raw.execute("UPDATE village SET note = note || '。' WHERE id % 3 = 0")
                raw.execute("COMMIT")
                (folder / "committing").write_text(str(number))
                os.replace(folder / "committing", folder / "committed")  # never read half written
        finally:
            os._exit(1)
    journal, deadline = folder / "office.db-journal", time.monotonic() + 20
    after = 12 + rng.randint(0, 12)
    while time.monotonic() < deadline:
        if is_hot(journal) and (after < 12 or committed(folder) > 1):
            after -= 1
            if after <= 0:
                break
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def committed(folder: Path) -> int:
    try:
        return int((folder / "committed").read_text() or 0)
    except FileNotFoundError:
        return 0


def standing(path: Path) -> tuple[int, int]:
    """The number of the last transaction, by its first statement and by its rows; SQLite recovers first."""
    with opened(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        note = connection.execute("SELECT note FROM village WHERE id = 1").fetchone()[0]
        rows = connection.execute("SELECT count(*) FROM village WHERE id > 1").fetchone()[0]
    assert rows % 60 == 0
    return int(note or 0), rows // 60


@KILLS
def test_the_journal_of_a_kill_in_a_commit_always_belongs(folder: Path, tmp_path: Path) -> None:
    hot = 0
    for turn in range(12):
        copy = Path(shutil.copytree(folder, tmp_path / f"台账{turn}"))
        killed_committing(copy, Random(turn))
        journal = copy / "office.db-journal"
        if is_hot(journal):
            hot += 1
            assert belongs(copy / "office.db", journal)
        assert set_stale_aside(copy) is None
        number, rows = standing(copy / "office.db")
        assert number == rows
        assert number - committed(copy) in (0, 1)  # it may die between the commit and the note of it
        shutil.rmtree(copy)
    assert hot >= 3, "no kill hit a commit"


@KILLS
def test_a_stale_journal_beside_a_file_copied_back_is_never_played(folder: Path, tmp_path: Path) -> None:
    with OfficeFile.open(folder) as office:
        backup = office.back_up("手动")
    older = tmp_path / "older.db"
    shutil.copy(folder / "office.db", older)
    played = 0
    for turn in range(8):
        copy = Path(shutil.copytree(folder, tmp_path / f"台账{turn}"))
        killed_committing(copy, Random(turn))
        journal = copy / "office.db-journal"
        if not is_hot(journal) or committed(copy) < 1:
            continue
        for source in (backup, older):
            shutil.copy(source, copy / "office.db")
            unlucky = Path(shutil.copytree(copy, tmp_path / "plain"))
            before = standing(source)
            try:
                played += standing(unlucky / "office.db") != before
            except (AssertionError, sqlite3.DatabaseError):
                played += 1
            shutil.rmtree(unlucky)
            saved = journal.read_bytes()
            with OfficeFile.open(copy) as office:
                assert any("另一份台账的临时文件" in told for told in office.notices)
                assert [village.name for village in office.ask(villages)] == ["西槽头村"]
            (aside,) = (copy / "backups").glob("残留_*")
            assert (aside / journal.name).read_bytes() == saved
            (aside / journal.name).replace(journal)
            aside.rmdir()
            (copy / "office.closed.json").unlink()
        shutil.rmtree(copy)
    assert played, "SQLite alone would have come to no harm: the test shows nothing"


@KILLS
def test_with_spilled_pages_it_still_says_which(folder: Path, tmp_path: Path) -> None:
    """Another program's transaction that was pushed into the file before its commit."""
    hot = 0
    for turn in range(6):
        copy = Path(shutil.copytree(folder, tmp_path / f"台账{turn}"))
        killed_committing(copy, Random(turn), spill=True)
        if is_hot(copy / "office.db-journal"):
            hot += 1
            assert belongs(copy / "office.db", copy / "office.db-journal")
        number, rows = standing(copy / "office.db")
        assert number == rows
        shutil.rmtree(copy)
    assert hot


@pytest.fixture
def interrupted(folder: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The file and the journal of a transaction about to be written, page 1 saved, put together by hand."""
    database, journal = folder / "office.db", tmp_path / "journal"
    raw = sqlite3.connect(database, isolation_level=None)
    raw.execute("PRAGMA journal_mode=PERSIST")
    before = database.read_bytes()
    raw.execute(f"INSERT INTO village (name, note, entered_at) VALUES ('x', '', {ENTERED})")
    raw.close()
    left = (folder / "office.db-journal").read_bytes()
    (folder / "office.db-journal").unlink()
    record = left[512 : 512 + 4096 + 8]
    nonce = (int.from_bytes(record[-4:], "big") - sum(record[4:-4][4096 - 200 : 0 : -200])) & 0xFFFFFFFF
    numbers = (len(left) // (4096 + 8), nonce, len(before) // 4096, 512, 4096)
    header = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"".join(one.to_bytes(4, "big") for one in numbers)
    journal.write_bytes(header.ljust(512, b"\0") + left[512:])
    database.write_bytes(before)
    return database, journal


def test_what_makes_a_journal_another_files(interrupted: tuple[Path, Path]) -> None:
    database, journal = interrupted
    before = database.read_bytes()
    assert belongs(database, journal)
    counter = int.from_bytes(before[24:28], "big")
    database.write_bytes(before[:24] + (counter + 1).to_bytes(4, "big") + before[28:])
    assert belongs(database, journal)
    sha256 = hashlib.sha256(database.read_bytes()).hexdigest()
    mark = database.with_name("office.closed.json")
    mark.write_text(json.dumps({"sha256": sha256}))
    assert not belongs(database, journal), "closed after that commit: another PC's file, one commit further"
    mark.unlink()
    for other in (counter - 1, counter + 2):
        database.write_bytes(before[:24] + other.to_bytes(4, "big") + before[28:])
        assert not belongs(database, journal)
    database.write_bytes(before[:40] + b"\x7f\x7f\x7f\x7f" + before[44:])
    assert not belongs(database, journal), "the same count, but not the same page"
    database.write_bytes(before)
    give_own_counter(database)
    assert not belongs(database, journal)


@pytest.mark.parametrize(
    "junk", [b"\xd9", b"junk" * 2000, b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(500), b"\xff" * 40]
)
def test_junk_is_set_aside_and_told(folder: Path, junk: bytes) -> None:
    journal = folder / "office.db-journal"
    journal.write_bytes(junk)
    with OfficeFile.open(folder) as office:
        assert "没写完的临时文件" in office.notices[0]
    (aside,) = (folder / "backups").glob("残留_*/office.db-journal")
    assert aside.read_bytes() == junk


def test_an_empty_or_unflushed_journal_is_nothing_to_tell(folder: Path) -> None:
    for idle in (b"", bytes(512), bytes(512) + b"page" * 1000):
        (folder / "office.db-journal").write_bytes(idle)
        with OfficeFile.open(folder) as office:
            assert office.notices == []
            assert [village.name for village in office.ask(villages)] == ["西槽头村"]


def test_a_file_with_its_own_counter_is_as_good_as_before(folder: Path) -> None:
    path = folder / "office.db"
    before = path.read_bytes()
    give_own_counter(path)
    after = path.read_bytes()
    assert before[28:92] == after[28:92]
    assert before[24:28] != after[24:28]
    with opened(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.execute("UPDATE village SET note = 'x'")
    assert int.from_bytes(path.read_bytes()[24:28], "big") == int.from_bytes(after[24:28], "big") + 1


# ---- another program's write-ahead log -------------------------------------------------------------------


def test_a_log_that_the_file_is_not_in_the_mode_for_is_set_aside(folder: Path, tmp_path: Path) -> None:
    """Left behind by another program from a file that is no longer here."""
    other = tmp_path / "other.db"
    shutil.copy(folder / "office.db", other)
    connection = sqlite3.connect(other, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("UPDATE village SET name = '别处的村'")
    shutil.copy(tmp_path / "other.db-wal", folder / "office.db-wal")
    connection.close()
    with OfficeFile.open(folder) as office:
        assert "另一份台账的临时文件" in office.notices[0]
        assert [village.name for village in office.ask(villages)] == ["西槽头村"]
    assert not (folder / "office.db-wal").exists()


def test_a_log_with_entries_that_are_not_in_the_file_is_never_passed_over(folder: Path) -> None:
    connection = sqlite3.connect(folder / "office.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("UPDATE village SET name = '另一个程序改的'")
    for to_write in (True, False):
        with pytest.raises(OfficeFileError, match="别的软件打开过台账文件"):
            OfficeFile.open(folder, to_write=to_write)
    connection.close()  # which brings its entries into the file
    with OfficeFile.open(folder) as office:
        assert "程序之外" in office.notices[0]
        assert [village.name for village in office.ask(villages)] == ["另一个程序改的"]
