"""Salvaging: what is read is true, what is lost is counted, and the new file is sound."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from hazard_desk.errors import OfficeFileError
from hazard_desk.model import Village
from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.offices import add_village, set_up_office, villages
from hazard_desk.store.changes import Changes
from hazard_desk.store.new_file import make_file
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.copies import make_backup
from hazard_desk.store.safekeeping.restoring import restore
from hazard_desk.store.safekeeping.wrecks.salvage_words import is_partial, note_of, note_path
from hazard_desk.store.safekeeping.wrecks.salvaging import Salvaged, salvage
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.store.raw_files import opened

NOW = datetime(2026, 11, 26, 15, 30)
PAGE = 4096

Rows = dict[str, set[tuple[object, ...]]]


def enter(work: UnitOfWork, name: str) -> Changes:
    return Changes(f"新增村「{name}」", add_village(work, name))


def rows_of(path: Path) -> Rows:
    with opened(path) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: set(connection.execute(f'SELECT * FROM "{name}"')) for name in names if "sqlite" not in name
        }


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Rows]:
    """A filled office file and its rows."""
    folder = tmp_path_factory.mktemp("demo") / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村"])
    with OfficeFile.open(folder) as office:
        office.run(fill_demo, 4, 1)
    return (folder / "office.db").read_bytes(), rows_of(folder / "office.db")


def salvaged(folder: Path, data: bytes) -> Salvaged:
    folder.mkdir(exist_ok=True)
    path = folder / "office.db"
    path.write_bytes(data)
    done = salvage(path, folder / "out", NOW)
    assert path.read_bytes() == data
    beside = [done.path.name, note_path(done.path).name]
    assert sorted(one.name for one in (folder / "out").iterdir()) == beside
    with opened(done.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchone() is None
    return done


def not_true(found: Rows, truth: Rows) -> dict[str, set[tuple[object, ...]]]:
    """Rows that the salvaged file has and the office never had."""
    return {name: rows - truth[name] for name, rows in found.items() if rows - truth[name]}


LOST: dict[str, Callable[[Random], bytes]] = {
    "ee": lambda rng: b"\xee" * PAGE,
    "blank": lambda rng: bytes(PAGE),
    "noise": lambda rng: rng.randbytes(PAGE),
    "half": lambda rng: b"",
}


@pytest.mark.parametrize("kind", LOST)
def test_with_any_page_lost_nothing_is_invented(
    demo: tuple[bytes, Rows], tmp_path: Path, kind: str, share
) -> None:
    data, truth = demo
    rng = Random(f"{share.seed} {kind}")
    pages = len(data) // PAGE
    for page in sorted({0, *rng.sample(range(pages), max(4, share.of(pages // 4)))}):
        junk = LOST[kind](rng)
        at = page * PAGE
        if junk:
            damaged = data[:at] + junk + data[at + PAGE :]
        else:  # the second half of the page, as a disk loses sectors
            damaged = data[: at + PAGE // 2] + bytes(PAGE // 2) + data[at + PAGE :]
        done = salvaged(tmp_path / str(page), damaged)
        found = rows_of(done.path)
        found.pop("schema_history")  # the program writes it anew where it is lost
        assert not_true(found, truth) == {}, page + 1
        shutil.rmtree(tmp_path / str(page))


def test_a_whole_file_is_salvaged_whole(demo: tuple[bytes, Rows], tmp_path: Path) -> None:
    data, truth = demo
    done = salvaged(tmp_path, data)
    assert rows_of(done.path) == truth
    assert (done.lost, done.from_journal, done.from_backup, done.let_go, done.notices) == ({}, {}, {}, 0, [])
    assert done.read["企业"] == 4
    note = note_of(done.path)
    assert note is not None
    assert not note.partial
    assert note.words.startswith("抢救出：企业 4（全部读出） · 检查 ")
    with opened(done.path) as new, opened(tmp_path / "office.db") as old:
        query = "SELECT name, seq FROM sqlite_sequence WHERE seq > 0 ORDER BY name"
        assert new.execute(query).fetchall() == old.execute(query).fetchall()


@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a_file_cut_off_gives_what_is_before_the_cut(
    demo: tuple[bytes, Rows], tmp_path: Path, part: float
) -> None:
    data, truth = demo
    cut = data[: int(len(data) * part)]
    done = salvaged(tmp_path, cut)
    found = rows_of(done.path)
    found.pop("schema_history")
    assert not_true(found, truth) == {}
    assert found["village"] == truth["village"]


def test_without_the_list_of_tables_everything_is_still_read(
    demo: tuple[bytes, Rows], tmp_path: Path
) -> None:
    data, truth = demo
    done = salvaged(tmp_path, b"\xee" * PAGE + data[PAGE:])
    assert rows_of(done.path) == truth


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """An office with 3,000 villages, entered one batch after another."""
    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村"])

    def add(work: UnitOfWork, first: int) -> Changes:
        names = [f"第{number:04d}号村" for number in range(first, first + 600)]
        work.add_many(Village, [{"name": name, "note": "", "entered_at": work.now} for name in names])
        return Changes("批量")

    with OfficeFile.open(folder) as office:
        for first in range(0, 3000, 600):
            office.run(add, first)
    return folder


def leaves(data: bytes, root: int) -> list[int]:
    """The leaf pages of a table of two levels, from 1."""
    page = data[(root - 1) * PAGE : root * PAGE]
    assert page[0] == 5
    count = int.from_bytes(page[3:5], "big")
    cells = [int.from_bytes(page[12 + 2 * i : 14 + 2 * i], "big") for i in range(count)]
    return [int.from_bytes(page[at : at + 4], "big") for at in cells] + [int.from_bytes(page[8:12], "big")]


def test_every_row_on_a_page_that_is_there_is_read(many: Path, tmp_path: Path) -> None:
    data = (many / "office.db").read_bytes()
    with opened(many / "office.db") as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'village'").fetchone()[0]
    pages = leaves(data, root)
    assert len(pages) > 12
    lost = [pages[0], pages[4], pages[5], pages[9], pages[-1]]
    torn = bytearray(data)
    for page in lost:
        torn[(page - 1) * PAGE : page * PAGE] = b"\xee" * PAGE
    (many / "office.db").write_bytes(torn)
    names = {f"第{number:04d}号村" for number in range(3000)}
    on_lost = {
        name for name in names for page in lost if name.encode() in data[(page - 1) * PAGE : page * PAGE]
    }
    done = salvage(many / "office.db", tmp_path, NOW)
    found = {row[1] for row in rows_of(done.path)["village"]}
    assert names - found == on_lost
    assert done.lost == {"村": len(on_lost)}
    assert done.from_journal == {"村": 1}  # the very first, which was no part of a batch


def test_what_can_not_be_read_comes_from_the_journal_and_then_the_backup(many: Path, tmp_path: Path) -> None:
    make_backup(many / "office.db", many / "backups", NOW, "手动")

    def rename(work: UnitOfWork) -> Changes:
        work.session.get_one(Village, 5).name = "改了名的村"
        return Changes("改名")

    def remove(work: UnitOfWork) -> Changes:
        work.session.delete(work.session.get_one(Village, 6))
        return Changes("删")

    with OfficeFile.open(many) as office:
        office.run(rename)
        office.run(remove)
        office.run(enter, "最后的村")
    truth = rows_of(many / "office.db")
    data = (many / "office.db").read_bytes()
    with opened(many / "office.db") as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'village'").fetchone()[0]
    (many / "office.db").write_bytes(data[: (root - 1) * PAGE] + b"\xee" * PAGE + data[root * PAGE :])
    done = salvage(many / "office.db", tmp_path, NOW)
    assert rows_of(done.path)["village"] == truth["village"]
    assert done.read.get("村", 0) == 0
    assert done.from_journal["村"] == 3  # the first of all, the renamed one, the last one
    assert done.from_backup["村"] == len(truth["village"]) - 3
    assert done.lost == {}
    assert any("不是最新" in told for told in done.notices)
    # What is of an older state can be looked up by name afterwards.
    note = note_of(done.path)
    assert note is not None
    assert note.partial
    assert f"村 3001（按操作记录补 3，取自备份 {len(truth['village']) - 3}）" in note.words
    text = note.path.read_text(encoding="utf-8-sig")
    assert "取自备份的村：\n第" in text
    assert "第2999号村\n" in text
    assert "改了名的村" not in text, "that one is as it was last"
    # And it can take the damaged file's place.
    restore(many, done.path, NOW)
    with OfficeFile.open(many) as office:
        assert len(office.ask(villages)) == 3001
        assert office.run(enter, "又一个村").record_id == 3003


def test_what_hangs_on_a_lost_record_is_left_out_and_counted(
    demo: tuple[bytes, Rows], tmp_path: Path
) -> None:
    data, truth = demo
    path = tmp_path / "office.db"
    path.write_bytes(data)
    with opened(path) as connection:  # neither journal nor backup knows of them
        connection.execute("DELETE FROM journal_change")
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'hazard'").fetchone()[0]
    data = path.read_bytes()
    done = salvaged(tmp_path, data[: (root - 1) * PAGE] + b"\xee" * PAGE + data[root * PAGE :])
    found = rows_of(done.path)
    assert found["hazard"] == set()
    assert found["recheck"] == set()
    assert found["enterprise"] == truth["enterprise"]
    assert done.lost["隐患"] == len(truth["hazard"])
    assert done.lost["回查"] == len(truth["recheck"])
    assert any("没有收进来" in told for told in done.notices)
    count = len(truth["recheck"])
    note = note_of(done.path)
    assert note is not None
    assert f"回查 0（读出 {count}，没有收进来 {count}）" in note.words
    assert f"找不回：隐患 {len(truth['hazard'])}；" in note.words


@pytest.mark.parametrize("head", [True, False])
def test_an_older_office_is_salvaged_in_its_own_schema(tmp_path: Path, head: bool) -> None:
    path = tmp_path / "office.db"
    make_file(path, NOW, 3)
    with opened(path) as connection:
        connection.execute(
            "INSERT INTO village (name, note, entered_at) VALUES ('旧村', '', '2026-01-01 00:00:00.000000')"
        )
    data = path.read_bytes()
    done = salvaged(tmp_path, data if head else b"\xee" * PAGE + data[PAGE:])
    assert done.told.schema == 3
    assert done.told.office == "（单位名称已丢失）"
    assert [row[1] for row in rows_of(done.path)["village"]] == ["旧村"]


@pytest.mark.parametrize("data", [b"", b"text" * 5000, bytes(PAGE * 20), b"\xee" * PAGE * 20])
def test_where_nothing_is_left_that_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "office.db"
    path.write_bytes(data)
    with pytest.raises(OfficeFileError, match="读不出任何记录"):
        salvage(path, tmp_path / "out", NOW)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_row_that_is_no_row_of_ours_is_not_taken(demo: tuple[bytes, Rows], tmp_path: Path) -> None:
    data, truth = demo
    path = tmp_path / "office.db"
    path.write_bytes(data)
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA ignore_check_constraints=ON")
    raw.execute("UPDATE enterprise SET entered_at = 'yesterday' WHERE id = 2")
    raw.execute("UPDATE enterprise SET name = CAST(x'fffe' AS TEXT) WHERE id = 3")
    raw.commit()
    raw.close()
    done = salvaged(tmp_path, path.read_bytes())
    assert rows_of(done.path)["enterprise"] == truth["enterprise"]  # the journal knows both
    assert done.from_journal["企业"] == 2


@pytest.mark.parametrize("table", ["cross_member", "campaign_village"])
def test_of_a_link_table_only_what_may_be_lost_is_called_lost(
    demo: tuple[bytes, Rows], tmp_path: Path, table: str
) -> None:
    """No index counts its rows; the journal knows each of them, or that there never was one."""
    data, truth = demo
    path = tmp_path / "office.db"
    path.write_bytes(data)
    with opened(path) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        root = connection.execute(query, (table,)).fetchone()[0]
    done = salvaged(tmp_path / "x", data[: (root - 1) * PAGE] + b"\xee" * PAGE + data[root * PAGE :])
    assert rows_of(done.path)[table] == truth[table]
    assert done.from_journal == ({"其他记录": len(truth[table])} if truth[table] else {})
    assert done.lost == {}


def test_of_a_link_table_with_the_journal_torn_nobody_knows(demo: tuple[bytes, Rows], tmp_path: Path) -> None:
    data, _truth = demo
    path = tmp_path / "office.db"
    path.write_bytes(data)
    torn = bytearray(data)
    with opened(path) as connection:
        for table in ("cross_member", "journal_change"):
            query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
            root = connection.execute(query, (table,)).fetchone()[0]
            torn[(root - 1) * PAGE : root * PAGE] = b"\xee" * PAGE
    assert salvaged(tmp_path / "x", bytes(torn)).lost["其他记录"] is None


def test_the_records_of_an_older_state_are_named_as_she_knows_them(tmp_path: Path) -> None:
    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村"])
    with OfficeFile.open(folder) as office:
        office.run(fill_demo, 4, 1)
        office.back_up("手动")
    path = folder / "office.db"
    truth = rows_of(path)
    with opened(path) as connection:
        connection.execute("DELETE FROM journal_change")
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        roots = [connection.execute(query, (name,)).fetchone()[0] for name in ("hazard", "inspection")]
        ((on, name),) = connection.execute(
            "SELECT inspected_on, name FROM inspection"
            " JOIN enterprise ON enterprise.id = enterprise_id LIMIT 1"
        )
        ((words,),) = connection.execute("SELECT description FROM hazard LIMIT 1")
    torn = bytearray(path.read_bytes())
    for root in roots:
        torn[(root - 1) * PAGE : root * PAGE] = b"\xee" * PAGE
    path.write_bytes(torn)
    done = salvage(path, folder / "backups", NOW)
    text = note_path(done.path).read_text(encoding="utf-8-sig")
    assert f"{on} {name}" in text
    assert f"：{' '.join(words.split())}" in text
    assert f"隐患 {len(truth['hazard'])}（取自备份 {len(truth['hazard'])}）" in text
    assert is_partial(done)


def test_another_file_has_no_such_note(tmp_path: Path) -> None:
    (tmp_path / "office_2026-11-26_153000_手动.txt").write_text("a\n\nb", encoding="utf-8")
    assert note_of(tmp_path / "office_2026-11-26_153000_手动.db") is None
    assert note_of(tmp_path / "抢救_2026-11-26_153000.db") is None
    (tmp_path / "抢救_2026-11-26_153000.txt").write_bytes(b"\xff\xfe")
    assert note_of(tmp_path / "抢救_2026-11-26_153000.db") is None
