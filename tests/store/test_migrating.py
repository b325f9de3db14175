"""A migrated file is the same as a new one; a failed migration leaves the file as it was."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Integer

from hazard_desk.errors import OfficeFileError
from hazard_desk.model import Base
from hazard_desk.services.journal import undo
from hazard_desk.services.offices import county_of, office_row, set_up_office
from hazard_desk.store import office_file, schema
from hazard_desk.store.migrating import SCRIPTS, migrate, scripts
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.schema import APPLICATION_ID, SCHEMA_VERSION
from tests.store.raw_files import opened

NOW = datetime(2026, 3, 6, 15, 0)


def schema_of(path: Path) -> dict[str, str]:
    with opened(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in rows}


def clauses(sql: str) -> list[str]:
    """The parts of a CREATE statement; create_all and a migration order a table's constraints differently."""
    parts = sql.replace(") WITHOUT ROWID", ", WITHOUT ROWID").split(", ")
    return sorted(part.strip(" )") for part in parts)


def test_a_migrated_file_has_the_schema_of_a_new_one(folder: Path, tmp_path: Path) -> None:
    migrated = tmp_path / "migrated.db"
    sqlite3.connect(migrated).close()
    assert migrate(migrated, 0, NOW) == SCHEMA_VERSION
    new, old = schema_of(folder / "office.db"), schema_of(migrated)
    assert set(new) == set(old)
    for name in new:
        assert clauses(new[name]) == clauses(old[name]), name


def test_there_is_a_script_for_every_schema_version() -> None:
    assert [int(script.revision) for script in scripts()] == list(range(1, SCHEMA_VERSION + 1))
    assert set(schema.PROGRAM_FOR_SCHEMA) == set(range(1, SCHEMA_VERSION + 1))


@pytest.fixture
def next_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scripts of a program one schema ahead, whose last one a test writes."""
    location = tmp_path / "scripts"
    (location / "versions").mkdir(parents=True)
    for script in (SCRIPTS / "versions").glob("v*.py"):
        (location / "versions" / script.name).write_bytes(script.read_bytes())
    monkeypatch.setattr("hazard_desk.store.migrating.SCRIPTS", location)
    monkeypatch.setattr(migrate, "__defaults__", (location,))
    monkeypatch.setattr(office_file, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    return location / "versions" / f"v{SCHEMA_VERSION + 1:04d}_next.py"


def script(body: str) -> str:
    return f"""
import sqlalchemy as sa
from alembic import op
revision = "{SCHEMA_VERSION + 1:04d}"
down_revision = "{SCHEMA_VERSION:04d}"

def upgrade():
{body}
"""


def test_a_file_that_is_behind_is_backed_up_and_brought_forward(folder: Path, next_schema: Path) -> None:
    next_schema.write_text(
        script(
            "    with op.batch_alter_table('village', recreate='always') as table:\n"
            "        table.add_column(sa.Column('grid', sa.String(), server_default='', nullable=False))\n"
        )
    )
    with OfficeFile.open(folder) as office:
        assert "升级" in office.notices[-1]
        assert office.ask(
            lambda reading: (
                reading.session.connection().exec_driver_sql("SELECT name, grid FROM village").all()
            )
        ) == [("西槽头村", "")]
    with opened(folder / "office.db") as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION + 1,)
        assert connection.execute("SELECT max(version) FROM schema_history").fetchone() == (
            SCHEMA_VERSION + 1,
        )
    (backup,) = (folder / "backups").glob("*.db")
    with opened(backup) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert connection.execute("SELECT name FROM village").fetchall() == [("西槽头村",)]


def test_rebuilding_a_parent_table_keeps_its_children(folder: Path, next_schema: Path) -> None:
    with opened(folder / "office.db") as connection:
        connection.execute(
            "INSERT INTO person (name, alternative_name, title, phone, certificate, note, entered_at)"
            " VALUES ('张三', '', '', '', '', '', '2026-01-01')"
        )
        connection.execute("INSERT INTO duty (person_id, village_id) VALUES (1, 1)")
    next_schema.write_text(
        script(
            "    with op.batch_alter_table('person', recreate='always') as table:\n"
            "        table.add_column(sa.Column('rank', sa.String()))\n"
        )
    )
    OfficeFile.open(folder).close()
    with opened(folder / "office.db") as connection:
        assert connection.execute("SELECT count(*) FROM duty").fetchone() == (1,)


def test_a_migration_that_fails_leaves_the_file_byte_for_byte(folder: Path, next_schema: Path) -> None:
    next_schema.write_text(
        script(
            "    op.drop_table('typical_case_campaign')\n    op.execute('DELETE FROM village')\n    1 / 0\n"
        )
    )
    before = hashlib.sha256((folder / "office.db").read_bytes()).digest()
    with pytest.raises(ZeroDivisionError):
        OfficeFile.open(folder)
    assert hashlib.sha256((folder / "office.db").read_bytes()).digest() == before


def test_a_migration_that_breaks_a_reference_is_refused(folder: Path, next_schema: Path) -> None:
    next_schema.write_text(
        script("    op.execute('INSERT INTO duty (person_id, village_id) VALUES (99, 1)')\n")
    )
    with pytest.raises(OfficeFileError, match="升级后记录之间的关系对不上"):
        OfficeFile.open(folder)
    with opened(folder / "office.db") as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert connection.execute("SELECT count(*) FROM duty").fetchone() == (0,)


def test_a_new_file_is_stamped(tmp_path: Path) -> None:
    OfficeFile.create(tmp_path / "新", set_up_office, "某乡人民政府")
    with opened(tmp_path / "新" / "office.db") as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert set(Base.metadata.tables) <= names


# ---- from schema 1 to 2 ------------------------------------------------------------------------------


def office_of_schema_1(folder: Path, name: str) -> Path:
    """A folder as program 0.1.0 left it: an office whose 经办人 was changed once."""
    scripts_then = folder.with_name("scripts of 0.1.0")
    (scripts_then / "versions").mkdir(parents=True, exist_ok=True)
    (first,) = (SCRIPTS / "versions").glob("v0001_*.py")
    (scripts_then / "versions" / first.name).write_bytes(first.read_bytes())
    folder.mkdir()
    path = folder / "office.db"
    sqlite3.connect(path).close()
    assert migrate(path, 0, NOW, scripts_then) == 1
    columns = "id, name, township, phone, principal, handler, reporting_weekday, recipient, authority"
    row = [1, name, "西槽头乡", "", "", "王干事", 4, "区安委办", "supervision"]
    after = dict(zip(columns.split(", "), row, strict=True))
    with opened(path) as connection:
        connection.execute(f"INSERT INTO office ({columns}) VALUES (?,?,?,?,?,?,?,?,?)", row)
        for entry_id in (1, 2):
            connection.execute(
                "INSERT INTO journal_entry (id, at, handler, operation, summary)"
                " VALUES (?, '2026-01-01', '', 'offices.set_handler', '经办人改为「王干事」')",
                (entry_id,),
            )
        connection.execute(
            "INSERT INTO journal_change VALUES (2, 0, 'office', '[1]', 'edited', ?, ?)",
            (json.dumps({**after, "handler": "李干事"}), json.dumps(after)),
        )
    return folder


@pytest.mark.parametrize(
    ("name", "county"),
    [
        ("文水县西槽头乡人民政府", "文水县"),
        ("泽州县巴公镇人民政府", "泽州县"),
        ("晋城市城区西街街道办事处", "城区"),
        ("山西省吕梁市文水县城区街道办事处", "文水县"),
        ("临汾市尧都区县底镇人民政府", "尧都区"),
        ("孝义市梧桐镇人民政府", "孝义市"),
        ("鄂尔多斯市准格尔旗薛家湾镇人民政府", "准格尔旗"),
        ("文水县红旗营乡人民政府", "文水县"),
        ("西槽头乡人民政府", ""),
        ("文水县人民政府", ""),
        ("西槽头乡应急管理站", ""),
    ],
)
def test_an_office_of_schema_1_learns_its_county(tmp_path: Path, name: str, county: str) -> None:
    assert county_of(name) == county
    with OfficeFile.open(office_of_schema_1(tmp_path / "旧", name)) as office:
        row = office.ask(office_row)
    assert (row.name, row.county, row.body_face, row.heading_face) == (name, county, "", "")
    assert (row.township, row.handler, row.recipient) == ("西槽头乡", "王干事", "区安委办")


def test_what_was_done_before_the_upgrade_can_still_be_taken_back(tmp_path: Path) -> None:
    with OfficeFile.open(office_of_schema_1(tmp_path / "旧", "文水县西槽头乡人民政府")) as office:
        office.run(undo, 2)
        row = office.ask(office_row)
    assert (row.handler, row.county) == ("李干事", "文水县")


def test_a_new_office_knows_its_county(folder: Path) -> None:
    with OfficeFile.open(folder) as office:
        assert office.ask(office_row).county == "文水县"


def test_every_column_of_ids_says_whose_they_are() -> None:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            holds_ids = column.name.endswith("_id") and isinstance(column.type, Integer)
            if holds_ids and not table.name.startswith("journal_"):
                assert column.foreign_keys or column.info.get("names") in Base.metadata.tables, column
