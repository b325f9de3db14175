"""A value that turned over on the disk: salvaged as it is read, but named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hazard_desk.model import Village
from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.offices import add_village, set_up_office
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.wrecks.salvage_words import note_path
from hazard_desk.store.safekeeping.wrecks.salvaging import salvage
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.store.raw_files import opened
from tests.store.safekeeping.wrecks.test_salvaging import NOW


def enter(work: UnitOfWork, name: str) -> Changes:
    return Changes(f"新增村「{name}」", add_village(work, name))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled office whose last operations entered two villages and renamed one."""
    folder = tmp_path_factory.mktemp("demo") / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村"])

    def rename(work: UnitOfWork, key: int) -> Changes:
        work.session.get_one(Village, key).note = "5412 户"
        return Changes("改")

    with OfficeFile.open(folder) as office:
        office.run(fill_demo, 4, 1)
        made = office.run(enter, "马村").record_id
        office.run(enter, "牛村")
        assert made is not None
        office.run(rename, made)
    return folder


@pytest.fixture
def folder(demo: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(demo, tmp_path / "台账"))


def test_a_value_that_the_journal_has_otherwise_is_kept_and_named(folder: Path) -> None:
    with opened(folder / "office.db") as connection:
        connection.execute("UPDATE village SET note = '9412 户' WHERE name = '马村'")
    done = salvage(folder / "office.db", folder / "backups", NOW)
    assert done.doubtful == {"村": ["马村"]}
    assert any("有 1 条记录与操作记录" in told and "村「马村」" in told for told in done.notices)
    assert "与操作记录不一致的村" in note_path(done.path).read_text("utf-8-sig")
    with opened(done.path) as connection:
        assert connection.execute("SELECT note FROM village WHERE name = '马村'").fetchone() == ("9412 户",)


def test_of_what_is_as_it_was_entered_nothing_is_in_doubt(folder: Path) -> None:
    assert salvage(folder / "office.db", folder / "backups", NOW).doubtful == {}


def test_where_the_journal_is_torn_afterwards_no_record_is_blamed_but_that_is_said(folder: Path) -> None:
    with opened(folder / "office.db") as connection:
        connection.execute(
            "UPDATE journal_change SET after = '{' WHERE entry_id = (SELECT max(id) FROM journal_entry)"
        )
    done = salvage(folder / "office.db", folder / "backups", NOW)
    assert done.lost == {"操作明细": 1}
    assert done.doubtful == {}
    assert any("没法逐条核对" in told for told in done.notices)


def test_a_row_that_a_damaged_one_shuts_out_is_not_lost_in_silence(folder: Path) -> None:
    """Its number has become that of another: both can't be, and the journal knows the right one."""
    query = "SELECT id, number FROM inspection ORDER BY id"
    with opened(folder / "office.db") as connection:
        truth = connection.execute(query).fetchall()
        connection.execute("DROP INDEX uq_inspection_number")
        connection.execute(
            "UPDATE inspection SET number = (SELECT number FROM inspection WHERE id = 1) WHERE id = 2"
        )
    done = salvage(folder / "office.db", folder / "backups", NOW)
    assert done.from_journal == {"检查": 1}
    with opened(done.path) as connection:
        assert connection.execute(query).fetchall() == truth
