"""What leaves the structure sound and still can't be read: found before the program lets itself in."""

from __future__ import annotations

import shutil
import sqlite3
import tracemalloc
from pathlib import Path

import pytest

from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.checking import demand_readable, full_check
from hazard_desk.store.clean_end import MARK
from hazard_desk.store.header import DamagedFile
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.wrecks.salvaging import salvage
from tests.store.raw_files import opened
from tests.store.safekeeping.wrecks.test_salvaging import NOW, PAGE


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled office, its office with a text that takes pages of its own, as the journal has it, too."""
    folder = tmp_path_factory.mktemp("demo") / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府" * 800, ["西槽头村"])
    with OfficeFile.open(folder) as office:
        office.run(fill_demo, 4, 1)
    return folder


@pytest.fixture
def filled(demo: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(demo, tmp_path / "台账"))


def overflow_pages(path: Path, table: str) -> list[int]:
    """The first overflow page, from 0, of each row of a table that has one: behind a leaf's cell."""
    data = path.read_bytes()
    text = ("文水县西槽头乡人民政府" * 800).encode()
    with opened(path) as connection:
        try:
            query = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'overflow'"
            return [row[0] - 1 for row in connection.execute(query, (table,))]
        except sqlite3.OperationalError:
            if table != "office":
                pytest.skip("this SQLite was built without dbstat, which tells the tables apart")
            pages = range(len(data) // PAGE)
            return [page for page in pages if data[page * PAGE + 4 : (page + 1) * PAGE] in text]


@pytest.mark.parametrize("table", ["journal_change", "office"])
def test_a_lost_sector_of_a_long_text_is_found(filled: Path, table: str) -> None:
    path = filled / "office.db"
    raw = bytearray(path.read_bytes())
    page = overflow_pages(path, table)[0]
    raw[page * PAGE + 4 : (page + 1) * PAGE] = bytes(PAGE - 4)  # the chain to the next page stands
    path.write_bytes(raw)
    (filled / MARK).unlink()
    full_check(path, writing=False)
    with pytest.raises(DamagedFile, match="有内容读不出来"):
        OfficeFile.open(filled)
    done = salvage(path, filled / "backups", NOW)
    if table == "journal_change":
        assert done.lost == {"操作明细": 1}
    demand_readable(done.path)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE journal_change SET after = substr(after, 2) WHERE after IS NOT NULL",
        "UPDATE journal_change SET noun = 'enterprisf' WHERE noun = 'enterprise'",
        "UPDATE document SET facts = '{' WHERE id = 1",
        "UPDATE enterprise SET name = CAST(name AS BLOB) WHERE id = 2",
        "UPDATE enterprise SET note = 'ab' || char(0, 0, 0, 0, 0) WHERE id = 2",
        "UPDATE enterprise SET state = 'in_ope=ation' WHERE id = 2",
        "UPDATE inspection SET inspected_on = '2026-13-01' WHERE id = 1",
    ],
)
def test_what_no_operation_could_have_entered_is_refused(filled: Path, damage: str) -> None:
    path = filled / "office.db"
    demand_readable(path)
    with opened(path) as connection:
        assert connection.execute(damage).rowcount > 0
    with pytest.raises(DamagedFile, match="有内容读不出来"):
        demand_readable(path)
    # And the salvaged file has none of it.
    demand_readable(salvage(path, filled / "backups", NOW).path)


def test_tables_that_contradict_each_other_by_a_changed_letter_are_refused(filled: Path) -> None:
    """A reference then names a column that isn't there: SQLite has no code for that kind of damage."""
    path = filled / "office.db"
    data = path.read_bytes()
    reference = b"REFERENCES typical_case (id)"
    assert reference in data
    path.write_bytes(data.replace(reference, b"REFERENCES typical_case (if)"))
    with pytest.raises(DamagedFile, match="内部结构校验不通过"):
        full_check(path, writing=True)


def test_a_value_that_fills_the_memory_is_found_without_taking_it_in(filled: Path) -> None:
    path = filled / "office.db"
    with opened(path) as connection:
        connection.execute("UPDATE office SET name = CAST(zeroblob(?) AS TEXT)", (65 * 2**20,))
        connection.commit()
    tracemalloc.start()
    try:
        with pytest.raises(DamagedFile, match="离谱"):
            demand_readable(path)
        assert tracemalloc.get_traced_memory()[1] < 32 * 2**20
    finally:
        tracemalloc.stop()
