"""Offices that programs of every released schema really left: each opens, keeps every row, goes on."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from hazard_desk.errors import HazardDeskError
from hazard_desk.services.journal import journal_rows, undo
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.schema import SCHEMA_VERSION
from tests.store.every_page import look_at_every_page
from tests.store.offices.kept import HERE, kept, lay_out
from tests.store.raw_files import opened
from tests.store.test_migrating import clauses, schema_of
from tests.store.test_old_offices import rows, tables

NOW = datetime(2026, 11, 22, 9, 30)
BEHIND = range(1, SCHEMA_VERSION)
_LARGEST = 150_000  # bytes of a kept file


def test_every_released_schema_is_kept() -> None:
    """Whoever raises SCHEMA_VERSION keeps an office of the former one first: see offices/make.py."""
    for schema in range(1, SCHEMA_VERSION + 1):
        assert kept(schema).exists(), f"no office of schema {schema} is kept; make it by offices/make.py"
        assert kept(schema).stat().st_size < _LARGEST
    assert len(list(HERE.glob("*.gz"))) == SCHEMA_VERSION


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION + 1))
def test_the_kept_office_is_of_its_schema_and_tells_of_everything_it_can(tmp_path: Path, schema: int) -> None:
    database = lay_out(schema, tmp_path / "台账")
    with opened(database) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (schema,)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in [*tables(connection), "journal_entry", "journal_change", "schema_history"]:
            assert connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0], table


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION + 1))
def test_a_released_office_opens_and_keeps_every_row(tmp_path: Path, schema: int) -> None:
    database = lay_out(schema, tmp_path / "台账")
    with opened(database) as connection:
        known = {table: column_names(connection, table) for table in all_tables(connection)}
    before = rows(database, known)
    digest = hashlib.sha256(database.read_bytes()).hexdigest()

    with OfficeFile.open(tmp_path / "台账", clock=lambda: NOW) as office:
        if schema < SCHEMA_VERSION:
            assert f"从数据版本 {schema} 升级到 {SCHEMA_VERSION}" in "".join(office.notices)
        else:
            assert hashlib.sha256(database.read_bytes()).hexdigest() == digest
        office.check()
        assert look_at_every_page(office, NOW.date()) > 200

    after = rows(database, known)
    for table, lines in before.items():
        if table == "schema_history":
            assert after[table][: len(lines)] == lines
            assert [line[0] for line in after[table]] == list(range(1, SCHEMA_VERSION + 1))
        else:
            assert after[table] == lines, table
    with opened(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    OfficeFile.create(tmp_path / "new", set_up_office, "文水县西槽头乡人民政府", ["西槽头村"])
    new, old = schema_of(tmp_path / "new" / "office.db"), schema_of(database)
    assert set(new) == set(old)
    assert all(clauses(new[name]) == clauses(old[name]) for name in new)


@pytest.mark.parametrize("schema", BEHIND)
def test_the_backup_of_an_upgrade_is_the_office_as_it_was(tmp_path: Path, schema: int) -> None:
    database = lay_out(schema, tmp_path / "台账")
    with opened(database) as connection:
        known = {table: column_names(connection, table) for table in all_tables(connection)}
    before = rows(database, known)
    OfficeFile.open(tmp_path / "台账", clock=lambda: NOW).close()
    (backup,) = (tmp_path / "台账" / "backups").glob(f"office_2026-11-22_093000_升级前_v{schema}.db")
    with opened(backup) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (schema,)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert rows(backup, known) == before


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION + 1))
def test_what_the_old_program_did_is_taken_back_or_refused_in_words(tmp_path: Path, schema: int) -> None:
    database = lay_out(schema, tmp_path / "台账")
    with OfficeFile.open(tmp_path / "台账", clock=lambda: NOW) as office:
        done = [
            entry
            for entry in office.ask(journal_rows)
            if entry.undone_by_id is None and entry.undoes_id is None
        ]
        (filling,) = (entry for entry in done if entry.summary.startswith("填入演示数据"))
        before = rows(database)
        with pytest.raises(HazardDeskError) as refused:  # what came later stands on it
            office.run(undo, filling.id)
        assert refused.value.what
        assert refused.value.remedy
        assert rows(database) == before
        kept = []
        for entry in done:  # the newest first
            before = rows(database)
            try:
                office.run(undo, entry.id)
            except HazardDeskError:
                kept.append(entry.summary)
                assert rows(database) == before
            else:
                assert rows(database) != before, entry.summary
        left = rows(database, {noun: ["id", "entered_at"] for noun in ("enterprise", "inspection", "hazard")})
        if schema in (2, 3):  # schema 4 gave their rounds parties, which no step of hers can take back
            assert [summary[:4] for summary in kept] == ["填入演示", "新建台账"]
        else:
            assert not kept
            assert not any(left.values())
        office.check()


def all_tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found if not name.startswith("sqlite_")]


def column_names(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
