"""What SQLite can't even say: its own message is no text where the name that it complains of is damaged."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from hazard_desk.store.header import DamagedFile
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.restoring import restore
from hazard_desk.store.safekeeping.wrecks.damage import ways_out
from hazard_desk.store.safekeeping.wrecks.salvaging import salvage
from hazard_desk.store.sqlite_errors import explained

NOW = datetime(2026, 11, 26, 15, 30)
NO_LETTER = 0x9C


@pytest.fixture
def unsayable(folder: Path) -> tuple[Path, Path]:
    """An office with an index whose name in the list of tables is no text any more, and its backup."""
    with OfficeFile.open(folder) as office:
        backup = office.back_up("手动")
    raw = bytearray((folder / "office.db").read_bytes())
    for at in [at for at in range(len(raw)) if raw.startswith(b"ix_", at)]:
        damaged = bytearray(raw)
        damaged[at] = NO_LETTER
        (folder / "office.db").write_bytes(damaged)
        with contextlib.closing(sqlite3.connect(folder / "office.db")) as connection:
            try:
                connection.execute("PRAGMA integrity_check(1)").fetchone()
            except UnicodeDecodeError:
                return folder, backup
            except sqlite3.Error:
                continue
    pytest.fail("SQLite said it of every name")


def test_a_damaged_name_is_damage_like_any_other(unsayable: tuple[Path, Path]) -> None:
    folder, backup = unsayable
    with pytest.raises(DamagedFile):
        OfficeFile.open(folder)
    found = ways_out(folder, NOW)
    assert found.newest_good is not None
    assert found.newest_good.path == backup
    assert found.can_salvage


@pytest.mark.parametrize("source", ["backup", "salvaged"])
def test_a_good_file_can_be_put_in_its_place(unsayable: tuple[Path, Path], source: str) -> None:
    folder, backup = unsayable
    restore(folder, backup if source == "backup" else salvage(folder / "office.db", folder, NOW).path, NOW)
    with OfficeFile.open(folder) as office:
        office.check()


def test_what_an_operation_reads_elsewhere_is_no_damage_of_the_office(folder: Path) -> None:
    with pytest.raises(UnicodeDecodeError), explained(folder / "office.db"):
        bytes([NO_LETTER]).decode()
