"""A filled office of an older schema opens under this one: every row is kept, and every page reads it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.activities import activity_rows
from hazard_desk.services.attaching import Owner, attachments_of
from hazard_desk.services.campaigning import (
    CampaignFacts,
    ObligationFacts,
    OpeningFacts,
    PhaseFacts,
    campaign_facts,
    campaign_rows,
    opening_of,
    own_obligations,
    save_campaign,
    save_opening,
)
from hazard_desk.services.cross_inspecting.arranging import draw_round
from hazard_desk.services.cross_inspecting.board import read_board
from hazard_desk.services.cross_inspecting.rounds import round_facts, rounds, save_round
from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.documents import document_lines, draft_document, issue_document
from hazard_desk.services.following_up.dossier import dossier_of, save_dossier
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards, hazard_rows
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.holidays import holiday_years
from hazard_desk.services.inspecting.finding import InspectionQuery, find_inspections, inspection_rows
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import journal_rows, undo
from hazard_desk.services.offices import set_up_office, villages
from hazard_desk.services.planning import make_plan, read_plan
from hazard_desk.services.rosters import VillageFacts, roster_facts, roster_rows
from hazard_desk.services.settings import all_settings
from hazard_desk.services.week_visits import visits_proposed
from hazard_desk.services.workbench import workbench
from hazard_desk.store.migrating import SCRIPTS, migrate
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.schema import SCHEMA_VERSION
from hazard_desk.terms import DocumentKind, Move, PartySide
from tests.store.every_page import look_at_every_page
from tests.store.raw_files import opened

NOW = datetime(2026, 11, 22, 9, 0)
_NOT_DATA = ("sqlite_", "journal_", "schema_history")


def old_office(tmp_path: Path, version: int) -> Path:
    """Return the folder of an office as a program of that schema left it, full of records."""
    new = tmp_path / "new"
    OfficeFile.create(new, set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村"])
    with OfficeFile.open(new, clock=lambda: NOW) as office:
        office.run(fill_demo, 25, 3)
    return as_it_was(tmp_path, new, version)


def as_it_was(tmp_path: Path, new: Path, version: int) -> Path:
    """Return the folder of an office of that schema that holds what it can of the office in `new`."""
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


class Knew:
    """What an office of a schema can hold."""

    def __init__(self, version: int) -> None:
        self.rounds = 2 if version >= 2 else 0  # of the demo
        self.documents = self.modes_and_plans = self.grid_workers = version >= 3


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
        look_at_every_page(office, NOW.date())
        ids = ask(find_hazards, HazardQuery())
        assert ask(attachments_of, Owner("hazard", ids[0])) == []
        knew = Knew(version)
        assert bool(ask(document_lines)) is knew.documents
        visits = ask(find_inspections, InspectionQuery())
        modes = {row.mode for row in ask(inspection_rows, visits)}
        assert (modes != {None}) is knew.modes_and_plans
        assert ask(workbench).enterprises == 25
        assert bool(ask(read_plan, 2026).rows) is knew.modes_and_plans
        assert ask(visits_proposed, date(2026, 11, 27)).visits
        assert ask(all_settings).short_name == ("西槽头" if knew.documents else "")
        assert ask(holiday_years)
        village = ask(roster_rows, VillageFacts)[0]
        assert bool(ask(roster_facts, VillageFacts, village.id).grid_worker) is knew.grid_workers
        known_rounds = ask(rounds)
        assert len(known_rounds) == knew.rounds
        for row in known_rounds:
            board = ask(read_board, row.id)
            assert (board.square, board.faults, len(board.inspectors)) == (True, (), len(row.pairs))

        # and it can be worked with
        first_open = ask(find_hazards, HazardQuery(view="未整改"))[0]
        office.run(make_move, [first_open], Step(Move.PROGRESS, NOW.date(), "张三", "在改"))
        office.run(save_dossier, first_open, ask(dossier_of, first_open))
        visit = ask(hazard_rows, [first_open])[0].inspection_id
        office.run(save_inspection, ask(inspection_record, visit).facts, visit)
        office.run(issue_document, ask(draft_document, DocumentKind.ON_SITE_RECORD, visit).facts)
        office.run(make_plan, 2026)
        for row in known_rounds:
            office.run(draw_round, row.id, 1)
        for entry in ask(journal_rows):  # the old office's own journal was left behind
            office.run(undo, entry.id)
        assert rows(folder / "office.db", known) == before


def test_campaigns_of_schema_4_keep_everything_and_take_what_is_new(tmp_path: Path) -> None:
    new = tmp_path / "new"
    OfficeFile.create(new, set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村"])
    before = CampaignFacts(
        "大整治", "1号", "区安委会", date(2026, 3, 1), date(2026, 3, 31), "区安委办邮箱", "备注"
    )
    with OfficeFile.open(new, clock=lambda: NOW) as office:
        office.run(fill_demo, 6, 3)
        campaign = office.run(save_campaign, before).record_id
        used = {row.id: row.used for row in office.ask(campaign_rows)}
        # Activities, which schema 4 can't hold, all belong to the first campaign of the demo.
        used[1] -= len(office.ask(activity_rows))
    with OfficeFile.open(as_it_was(tmp_path, new, 4), clock=lambda: NOW) as office:
        assert campaign is not None
        assert office.ask(campaign_facts, campaign) == before
        assert {row.id: row.used for row in office.ask(campaign_rows)} == used
        assert max(used.values()) > 3
        assert office.ask(own_obligations) == ()
        assert office.ask(opening_of, campaign) is None

        # and it takes what schema 5 knows of a campaign
        whole = replace(
            before,
            scope="煤矿",
            industries=(1,),
            villages=(2,),
            phases=(PhaseFacts("部署", date(2026, 3, 1)),),
            obligations=(ObligationFacts("weekly-statistics", weekday=4),),
        )
        office.run(save_campaign, whole, campaign)
        assert office.ask(campaign_facts, campaign) == whole
        office.run(save_opening, OpeningFacts(campaign, date(2026, 3, 6), figures={"closed": 1}))
        for entry in office.ask(journal_rows):
            office.run(undo, entry.id)
        assert office.ask(campaign_facts, campaign) == before


def typed_office(tmp_path: Path, pairs: list[tuple[int, str, str]]) -> Path:
    """Return the folder of an office of schema 3 whose only rounds are these lines: round, 检查方, 受检方."""
    new = tmp_path / "new"
    OfficeFile.create(new, set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村", "石桥村", "石桥村 "])
    folder = as_it_was(tmp_path, new, 3)
    with opened(folder / "office.db") as connection:
        for number in dict.fromkeys(number for number, _, _ in pairs):
            connection.execute(
                "INSERT INTO cross_round (id, name, note, entered_at) VALUES (?, ?, '', '2026-01-01')",
                (number, f"第{number}轮"),
            )
        for position, (number, inspector, inspected) in enumerate(pairs):
            connection.execute(
                "INSERT INTO cross_pair (round_id, position, inspector, inspected, note)"
                " VALUES (?, ?, ?, ?, '')",
                (number, position, inspector, inspected),
            )
        connection.execute("UPDATE village SET deleted_at = '2026-01-01' WHERE name = '石桥村 '")
        connection.commit()
    return folder


def test_rounds_typed_by_hand_get_their_parties_and_the_villages_that_they_name(tmp_path: Path) -> None:
    typed = [
        (1, "马 村", "西槽头村村委会"),
        (1, "西槽头村村委会", "石桥村"),
        (1, "石桥村", "马村"),
        (2, "一组", "马村"),
        (2, "二组", "石桥村委会"),
        (2, "马村", "邻乡"),
    ]
    with OfficeFile.open(typed_office(tmp_path, typed), clock=lambda: NOW) as office:
        names = {choice.id: choice.name for choice in office.ask(villages)}
        found = {
            row.name: [
                (party.name, party.side, [names[known] for known in party.villages or ()])
                for party in office.ask(round_facts, row.id).parties
            ]
            for row in office.ask(rounds)
        }
        square, teams = PartySide.BOTH, PartySide.INSPECTS
        assert found["第1轮"] == [
            ("马 村", square, ["马村"]),
            ("西槽头村村委会", square, ["西槽头村"]),
            ("石桥村", square, ["石桥村"]),
        ]
        assert found["第2轮"] == [
            ("一组", teams, []),
            ("二组", teams, []),
            ("马村", teams, []),
            ("马村", PartySide.INSPECTED, ["马村"]),
            ("石桥村委会", PartySide.INSPECTED, ["石桥村"]),
            ("邻乡", PartySide.INSPECTED, []),
        ]
        for row in office.ask(rounds):
            board = office.ask(read_board, row.id)
            assert board.faults == ()
            assert board.square is (row.name == "第1轮")
            # and what is saved again is what it was, but for blanks inside the names
            facts = office.ask(round_facts, row.id)
            office.run(save_round, row.id, facts)
            saved = office.ask(round_facts, row.id)
            assert [party.villages for party in saved.parties] == [party.villages for party in facts.parties]
            assert len(office.ask(read_board, row.id).pairs) == 3
