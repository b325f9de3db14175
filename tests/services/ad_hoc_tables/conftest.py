"""A demo office with odd records among its own: deleted, void, empty, with letters that LIKE reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from hazard_desk.services.demonstrating.filling import demo_villages, fill_demo
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile
from tests.services.ad_hoc_tables.raw_tables import TODAY, RawDesk

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9)
ODD_TEXTS = ("", "100%_合格", "50％", "a_b", "ＡＢＣ　有限公司", "abc有限公司", "=1+1", "未\n整改", "村%")


def _make(folder: Path) -> None:
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", demo_villages())
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        office.run(fill_demo, 60, 3)
    random = Random(7)
    db = sqlite3.connect(folder / "office.db")
    with db:
        for table, column in (("enterprise", "note"), ("enterprise", "address"), ("hazard", "measures")):
            for (row_id,) in db.execute(f"SELECT id FROM {table}").fetchall():
                if random.random() < 0.4:
                    db.execute(
                        f"UPDATE {table} SET {column} = ? WHERE id = ?", (random.choice(ODD_TEXTS), row_id)
                    )
        for table, share in (("enterprise", 0.05), ("hazard", 0.1), ("inspection", 0.05), ("recheck", 0.1)):
            for (row_id,) in db.execute(f"SELECT id FROM {table}").fetchall():
                if random.random() < share:
                    db.execute(
                        f"UPDATE {table} SET deleted_at = '2026-11-20 08:00:00' WHERE id = ?", (row_id,)
                    )
        db.execute("UPDATE village SET deleted_at = '2026-11-20 08:00:00' WHERE id = 3")
        db.execute("UPDATE campaign SET deleted_at = '2026-11-20 08:00:00' WHERE id = 2")
        enterprises = [row_id for (row_id,) in db.execute("SELECT id FROM enterprise")]
        for number in range(40):
            day = (TODAY - timedelta(days=random.randrange(500))).isoformat()
            whose = random.choice([None, *enterprises[:15]])
            party = "" if whose else random.choice(ODD_TEXTS)
            gone = "2026-11-20 08:00:00" if number % 9 == 0 else None
            db.execute(
                "INSERT INTO penalty (kind, enterprise_id, party, target, decided_on, decided_by,"
                " document_number, amount_fen, certificates, note, entered_at, deleted_at)"
                " VALUES (?, ?, ?, 'enterprise', ?, ?, '', ?, ?, '', '2026-11-01 08:00:00', ?)",
                (
                    random.choice(["fine", "suspension", "licence", "closure"]), whose, party, day,
                    random.choice(ODD_TEXTS), random.choice([0, 1, 50_000, 1_500_000, 33_333_333]),
                    random.randrange(3), gone,
                ),
            )  # fmt: skip
            db.execute(
                "INSERT INTO illegal_act (enterprise_id, party, found_on, description, verifying_unit,"
                " handled_on, handling, note, entered_at, deleted_at)"
                " VALUES (?, ?, ?, ?, '', ?, '', '', '2026-11-01 08:00:00', ?)",
                (whose, party, day, random.choice(ODD_TEXTS), random.choice([None, day]), gone),
            )
    db.close()


@pytest.fixture(scope="session")
def asked_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the office, made once."""
    folder = tmp_path_factory.mktemp("asked") / "台账"
    _make(folder)
    return folder


@pytest.fixture(scope="session")
def asked_office(asked_folder: Path) -> Iterator[OfficeFile]:
    """The office, to be read only."""
    with OfficeFile.open(asked_folder, to_write=False, clock=lambda: NOW) as office:
        yield office


@pytest.fixture(scope="session")
def raw(asked_folder: Path) -> Iterator[RawDesk]:
    """The same file asked in SQL written by hand."""
    desk = RawDesk(asked_folder / "office.db")
    yield desk
    desk.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    """An office without enterprises, to write into."""
    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村"])
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        yield office
