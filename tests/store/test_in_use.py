"""A file that this process holds open is never read by hand: on Linux that would drop SQLite's locks."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from hazard_desk.errors import OfficeFileError
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.header import read_header
from hazard_desk.store.in_use import is_in_use
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.copies import is_behind, look
from hazard_desk.store.safekeeping.restoring import restore

_INTRUDER = textwrap.dedent(
    """
    import sqlite3, sys
    connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        sys.exit(5 if "locked" in str(error) else 6)
    """
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An office that is closed."""
    OfficeFile.create(tmp_path / "台账", set_up_office, "某乡人民政府", ["甲村"])
    return tmp_path / "台账"


@pytest.mark.skipif(os.name == "nt", reason="Windows locks by handle")
def test_a_look_at_the_open_office_leaves_its_locks_alone(folder: Path, tmp_path: Path) -> None:
    path = folder / "office.db"
    with OfficeFile.open(folder) as office, office._writing() as session:
        session.connection().exec_driver_sql("SELECT 1")  # BEGIN IMMEDIATE
        is_behind(path, folder / "backups")
        look(path)
        with pytest.raises(OfficeFileError, match="正在被使用"):  # a second opening, refused
            OfficeFile.open(folder)
        with pytest.raises(OfficeFileError, match="正打开着"):
            restore(tmp_path / "别处", path, office._clock())
        came = subprocess.run([sys.executable, "-c", _INTRUDER, str(path)], timeout=60, check=False)
        assert came.returncode == 5  # locked
        session.rollback()


def test_the_header_is_the_same_whoever_reads_it(folder: Path) -> None:
    path = folder / "office.db"
    closed = read_header(path)
    with OfficeFile.open(folder):
        assert is_in_use(path)
        assert read_header(path) == closed
    assert not is_in_use(path)
