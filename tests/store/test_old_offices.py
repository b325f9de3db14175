"""A filled office of an older schema opens under this one: every row is kept, and every page reads it."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.attaching import Owner, attachments_of, photos_of_hazards
from hazard_desk.services.criteria import criteria_on
from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.documents import document_lines, draft_document, issue_document
from hazard_desk.services.following_up.dossier import dossier_of, save_dossier
from hazard_desk.services.following_up.finding import VIEWS, HazardQuery, find_hazards, hazard_rows
from hazard_desk.services.following_up.history import hazard_record
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.holidays import holiday_years
from hazard_desk.services.inspecting.finding import InspectionQuery, find_inspections, inspection_rows
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import journal_rows, undo
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.planning import make_plan, read_plan
from hazard_desk.services.rosters import VillageFacts, roster_facts, roster_rows
from hazard_desk.services.settings import all_settings
from hazard_desk.services.week_visits import visits_proposed
from hazard_desk.services.workbench import Task, task_rows, workbench
from hazard_desk.store.migrating import SCRIPTS, migrate
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.schema import SCHEMA_VERSION
from hazard_desk.terms import DocumentKind, Move
from tests.store.raw_files import opened

NOW = datetime(2026, 11, 22, 9, 0)
_NOT_DATA = ("sqlite_", "journal_", "schema_history")


def old_office(tmp_path: Path, version: int) -> Path:
    """Return the folder of an office as a program of that schema left it, full of records."""
    new = tmp_path / "new"
    OfficeFile.create(new, set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村"])
    with OfficeFile.open(new, clock=lambda: NOW) as office:
        office.run(fill_demo, 25, 3)
    then = tmp_path / "scripts"
    (then / "versions").mkdir(parents=True)
    for number in range(1, version + 1):
        (script,) = (SCRIPTS / "versions").glob(f"v{number:04d}_*.py")
        (then / "versions" / script.name).write_bytes(script.read_bytes())
    folder = tmp_path / "old"
    folder.mkdir()
    path = folder / "office.db"
    sqlite3.connect(path).close()
    assert migrate(path, 0, NOW, then) == version
    with opened(path) as connection:
        connection.execute("ATTACH ? AS full", (str(new / "office.db"),))
        connection.execute("PRAGMA foreign_keys=OFF")
        for table in tables(connection):
            names = ", ".join(f'"{name}"' for name in columns(connection, table))
            connection.execute(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM full."{table}"')
        connection.commit()
        assert connection.execute("PRAGMA main.foreign_key_check").fetchall() == []
    return folder


def tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found if not name.startswith(_NOT_DATA)]


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA main.table_info("{table}")')]


def rows(path: Path, of: dict[str, list[str]] | None = None) -> dict[str, list[Any]]:
    with opened(path) as connection:
        wanted = of or {table: columns(connection, table) for table in tables(connection)}
        return {
            table: connection.execute(
                f'SELECT {", ".join(chr(34) + name + chr(34) for name in names)} FROM "{table}" ORDER BY 1, 2'
            ).fetchall()
            for table, names in wanted.items()
        }


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_old_office_keeps_every_row_and_every_page_reads_it(tmp_path: Path, version: int) -> None:
    folder = old_office(tmp_path, version)
    with opened(folder / "office.db") as connection:
        known = {table: columns(connection, table) for table in tables(connection)}
    before = rows(folder / "office.db", known)
    assert len(before["hazard"]) > 20
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        assert rows(folder / "office.db", known) == before
        ask = office.ask
        for view in VIEWS:
            ids = ask(find_hazards, HazardQuery(view=view))
            assert len(ask(hazard_rows, ids)) == len(ids)
        ids = ask(find_hazards, HazardQuery())
        for known_id in ids:
            ask(hazard_record, known_id)
        ask(photos_of_hazards, list(ids))
        assert ask(attachments_of, Owner("hazard", ids[0])) == []
        if version < 3:  # before there were documents
            assert ask(document_lines) == []
        visits = ask(find_inspections, InspectionQuery())
        assert version > 2 or {row.mode for row in ask(inspection_rows, visits)} == {None}
        for task in (Task.PROGRESS, Task.MAJOR_GAPS):
            ask(task_rows, task)
        assert ask(workbench).enterprises == 25
        assert ask(read_plan, 2026).rows == ()
        assert ask(visits_proposed, date(2026, 11, 27)).visits
        assert ask(all_settings).short_name == ""
        assert ask(holiday_years)
        ask(criteria_on, date(2026, 11, 1))
        village = ask(roster_rows, VillageFacts)[0]
        assert ask(roster_facts, VillageFacts, village.id).grid_worker == ""

        # and it can be worked with
        first_open = ask(find_hazards, HazardQuery(view="未整改"))[0]
        office.run(make_move, [first_open], Step(Move.PROGRESS, NOW.date(), "张三", "在改"))
        office.run(save_dossier, first_open, ask(dossier_of, first_open))
        visit = ask(hazard_rows, [first_open])[0].inspection_id
        office.run(save_inspection, ask(inspection_record, visit).facts, visit)
        office.run(issue_document, ask(draft_document, DocumentKind.ON_SITE_RECORD, visit).facts)
        office.run(make_plan, 2026)
        for entry in ask(journal_rows):
            if entry.id > 1:
                office.run(undo, entry.id)
        assert rows(folder / "office.db", known) == before
