"""The office file: real transactions, one holder, refusals in words, unclean ends told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlalchemy import select, text

from hazard_desk.errors import OfficeFileError, OutputError
from hazard_desk.model import JournalChange, Village
from hazard_desk.services.offices import add_village, set_up_office, villages
from hazard_desk.store.changes import Changes
from hazard_desk.store.header import DamagedFile
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import ChangeKind
from tests.store.raw_files import opened


def names(office: OfficeFile) -> list[str]:
    return [village.name for village in office.ask(villages)]


def enter(work: UnitOfWork, name: str) -> Changes:
    return Changes(f"新增村「{name}」", add_village(work, name))


def test_what_is_entered_is_there_after_closing(folder: Path) -> None:
    with OfficeFile.open(folder) as office:
        office.run(enter, "东槽头村")
    with OfficeFile.open(folder) as office:
        assert names(office) == ["西槽头村", "东槽头村"]
        assert office.notices == []


def test_an_operation_that_fails_leaves_nothing(office: OfficeFile) -> None:
    def half(work: UnitOfWork) -> Changes:
        add_village(work, "半个村")
        work.session.execute(text("CREATE TABLE half (x)"))
        raise RuntimeError("mid-way")

    with pytest.raises(RuntimeError):
        office.run(half)
    assert names(office) == ["西槽头村"]
    assert (
        office.ask(lambda r: r.session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'half'")))
        == 0
    )
    office.run(enter, "东槽头村")
    assert names(office) == ["西槽头村", "东槽头村"]


def test_every_write_is_journalled_with_before_and_after(office: OfficeFile) -> None:
    def rename(work: UnitOfWork, name: str) -> Changes:
        work.session.get_one(Village, 1).name = name
        return Changes("改名")

    changes = office.run(rename, "新村")
    assert changes.nouns == {"village"}
    columns = (
        JournalChange.noun,
        JournalChange.row_key,
        JournalChange.kind,
        JournalChange.before,
        JournalChange.after,
    )
    (row,) = office.ask(
        lambda r: r.session.execute(select(*columns).where(JournalChange.entry_id == changes.entry_id)).all()
    )
    assert (row.noun, row.row_key, row.kind) == ("village", "[1]", ChangeKind.EDITED)
    assert json.loads(row.before)["name"] == "西槽头村"
    assert json.loads(row.after)["name"] == "新村"


def test_an_operation_that_changes_nothing_leaves_no_entry(office: OfficeFile) -> None:
    changes = office.run(lambda work: Changes("什么也没做"))
    assert changes.entry_id is None
    assert changes.nouns == frozenset()


def test_a_bulk_addition_is_one_line_of_the_journal(office: OfficeFile) -> None:
    def add(work: UnitOfWork) -> Changes:
        rows = [{"name": f"{i}村", "note": "", "entered_at": work.now} for i in range(2000)]
        ids = work.add_many(Village, rows)
        assert list(ids) == list(range(2, 2002))
        return Changes("批量")

    entry = office.run(add).entry_id
    rows = office.ask(
        lambda r: r.session.scalars(
            select(JournalChange.row_key).where(JournalChange.entry_id == entry)
        ).all()
    )
    assert rows == ['{"first": 2, "last": 2001}']


def test_a_second_holder_is_told_who_holds_it(folder: Path) -> None:
    with OfficeFile.open(folder):
        with pytest.raises(OfficeFileError, match="正在被使用") as refused:
            OfficeFile.open(folder)
        assert str(os.getpid()) in str(refused.value)
        with OfficeFile.open(folder, to_write=False) as reader:
            assert names(reader) == ["西槽头村"]
            with pytest.raises(OfficeFileError):
                reader.run(enter, "东槽头村")


def test_a_reader_leaves_the_lock_to_writers(folder: Path) -> None:
    with OfficeFile.open(folder, to_write=False), OfficeFile.open(folder) as writer:
        writer.run(enter, "东槽头村")


def test_a_newer_file_is_refused_by_the_version_it_needs(folder: Path) -> None:
    with opened(folder / "office.db") as connection:
        connection.execute("INSERT INTO schema_history VALUES (99, '7.3.0', '2030-01-01')")
        connection.execute("PRAGMA user_version=99")
    before = (folder / "office.db").read_bytes(), sorted(path.name for path in folder.iterdir())
    with pytest.raises(OfficeFileError, match="7\\.3\\.0"):
        OfficeFile.open(folder)
    assert before == ((folder / "office.db").read_bytes(), sorted(path.name for path in folder.iterdir()))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: b"", "文件头"),
        (lambda data: data[:5000], "截断"),
        (lambda data: b"garbage!" * 2000, "文件头"),
        (lambda data: data[:100] + b"\xee" * 3996 + data[4096:], "损坏"),
        (lambda data: data[: len(data) // 2] + b"\xaa" * (len(data) - len(data) // 2), "损坏"),
    ],
    ids=["empty", "cut", "not ours", "first page", "second half"],
)
def test_a_damaged_file_is_told_and_not_touched(folder: Path, damage, said: str) -> None:
    path = folder / "office.db"
    path.write_bytes(damage(path.read_bytes()))
    before = path.read_bytes()
    for to_write in (True, False):
        with pytest.raises(OfficeFileError, match=said) as refused:
            OfficeFile.open(folder, to_write=to_write)
        assert refused.value.exit_code == 3
    assert path.read_bytes() == before
    assert not (folder / "office.owner.json").exists()


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "office.db") as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(OfficeFileError, match="不是隐患台的台账文件"):
        OfficeFile.open(tmp_path)


def test_a_folder_without_office_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OfficeFileError, match="没有台账"):
        OfficeFile.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_second_office_in_one_folder_is_refused(folder: Path) -> None:
    before = (folder / "office.db").read_bytes()
    with pytest.raises(OfficeFileError, match="已经有台账"):
        OfficeFile.create(folder, set_up_office, "别的乡")
    assert (folder / "office.db").read_bytes() == before


def test_an_interrupted_creation_leaves_no_half(tmp_path: Path) -> None:
    def fails(work: UnitOfWork) -> Changes:
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        OfficeFile.create(tmp_path / "新", fails)
    assert list((tmp_path / "新").iterdir()) == []


def test_a_file_changed_from_outside_is_told(folder: Path) -> None:
    with opened(folder / "office.db") as connection:
        connection.execute("UPDATE village SET name = '改过'")
    for _ in range(2):  # a nightly command has told nobody who could do something about it
        with OfficeFile.open(folder, to_write=False) as office:
            assert "程序之外" in office.notices[0]
    with OfficeFile.open(folder) as office:
        assert "程序之外" in office.notices[0]
    with OfficeFile.open(folder) as office:
        assert office.notices == []


def test_where_nothing_can_be_written_the_mark_is_compared_all_the_same(folder: Path) -> None:
    (folder / "office.lock").unlink(missing_ok=True)
    (folder / "office.lock").mkdir()  # no lock can be taken here, as on a stick that is write-protected
    with OfficeFile.open(folder, to_write=False) as office:
        assert office.notices == []
    with opened(folder / "office.db") as connection:
        connection.execute("UPDATE village SET name = '改过'")
    with OfficeFile.open(folder, to_write=False) as office:
        assert "程序之外" in office.notices[0]
        assert names(office) == ["改过"]
    with opened(folder / "office.db") as connection:
        connection.execute("UPDATE village SET entered_at = '2026-13-45 00:00:00.000000'")
    with pytest.raises(DamagedFile, match="读不出来"):
        OfficeFile.open(folder, to_write=False)
    (folder / "office.closed.json").unlink()
    (folder / "office.owner.json").write_text("{}")  # another PC has it open, in that share
    with OfficeFile.open(folder, to_write=False) as office:
        assert office.notices == []


KILLED = textwrap.dedent(
    """
    import os, sys
    from pathlib import Path
    from hazard_desk.services.offices import add_village
    from hazard_desk.store.changes import Changes
    from hazard_desk.store.office_file import OfficeFile

    def enter(work, name):
        return Changes(name, add_village(work, name))

    def killed(work):
        for i in range(3000):
            add_village(work, f"没存下 {i}")
        # Push the half transaction into the file, as a full cache or a commit under way would.
        work.session.connection().exec_driver_sql("PRAGMA cache_spill=1")
        work.session.connection().exec_driver_sql("PRAGMA cache_size=5")
        for i in range(3000):
            add_village(work, f"没存下 {i}")
        os._exit(9)

    office = OfficeFile.open(Path(sys.argv[1]))
    office.run(enter, "存下的村")
    office.run(killed)
    """
)


def test_a_killed_process_loses_only_what_was_not_saved(folder: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=Path.cwd(), timeout=60)
    assert ended.returncode == 9
    assert (folder / "office.db-journal").exists()
    with OfficeFile.open(folder) as office:
        assert "没有正常退出" in office.notices[0]
        assert names(office) == ["西槽头村", "存下的村"]


def test_a_killed_process_is_noticed_by_a_reader_too(folder: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=Path.cwd(), timeout=60)
    with OfficeFile.open(folder, to_write=False) as office:
        assert "没有正常退出" in office.notices[0]
        assert names(office) == ["西槽头村", "存下的村"]


def test_a_full_disk_is_said_and_nothing_is_half_written(office: OfficeFile) -> None:
    assert office._writer is None
    office.run(enter, "东槽头村")
    assert office._writer is not None
    pages = office._writer.raw_connection().driver_connection.execute("PRAGMA page_count").fetchone()[0]
    office._writer.raw_connection().driver_connection.execute(f"PRAGMA max_page_count={pages + 1}")

    def many(work: UnitOfWork) -> Changes:
        for i in range(5000):
            add_village(work, f"{i}村")
        return Changes("很多")

    with pytest.raises(OutputError, match="磁盘已满"):
        office.run(many)
    assert names(office) == ["西槽头村", "东槽头村"]


def test_corruption_met_while_reading_is_said(folder: Path) -> None:
    with OfficeFile.open(folder) as office:
        path = folder / "office.db"
        data = path.read_bytes()
        path.write_bytes(data[:4096] + b"\xee" * (len(data) - 4096))
        with pytest.raises(OfficeFileError, match="损坏"):
            office.ask(villages)
        path.write_bytes(data)


def test_readers_go_on_during_a_long_write(folder: Path) -> None:
    seen: list[int] = []

    def long(work: UnitOfWork) -> Changes:
        work.add_many(
            Village, [{"name": f"{i}村", "note": "字" * 200, "entered_at": work.now} for i in range(20000)]
        )
        seen.append(len(office.ask(villages)))
        return Changes("导入")

    with OfficeFile.open(folder) as office:
        office.run(long)
        assert seen == [1]
        assert len(office.ask(villages)) == 20001


def test_a_backup_is_whole_and_named_after_its_reason(office: OfficeFile) -> None:
    office.run(enter, "东槽头村")
    backup = office.back_up("导入前")
    assert backup.name.endswith("_导入前.db")
    with opened(backup) as connection:
        assert [row[0] for row in connection.execute("SELECT name FROM village ORDER BY id")] == [
            "西槽头村",
            "东槽头村",
        ]
    assert [path.suffix for path in sorted(backup.parent.iterdir())] == [".db", ".sha256"]
    assert office.back_up("导入前") != backup


def test_an_id_is_never_given_out_twice(office: OfficeFile) -> None:
    def add_and_drop(work: UnitOfWork) -> Changes:
        village = work.session.get_one(Village, add_village(work, "短命村"))
        work.session.delete(village)
        return Changes("删")

    def add(work: UnitOfWork) -> Changes:
        return Changes("加", add_village(work, "新村"))

    office.run(add_and_drop)
    assert office.run(add).record_id == 3
