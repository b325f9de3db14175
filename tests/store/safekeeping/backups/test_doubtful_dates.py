"""A backup that was made under a wrong clock is known by what it holds, and by today's date."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.kept_safe import how_kept
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.doubtful_dates import AHEAD, BEHIND

TODAY = datetime.now().replace(microsecond=0)  # the office itself is made now
FALLEN = datetime(2010, 1, 1, 0, 5)  # what a PC says whose battery is empty


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    OfficeFile.create(tmp_path / "台账", set_up_office, "西槽头乡人民政府", ["东街村"])
    return tmp_path / "台账"


def work(folder: Path, name: str, entered: datetime, backed_up: datetime) -> None:
    with OfficeFile.open(folder, clock=lambda: entered) as office:
        office.run(save_enterprise, EnterpriseFacts(name=name))
        office._clock = lambda: backed_up
        office.back_up("手动")


def doubts(folder: Path, now: datetime) -> dict[datetime, str]:
    return {one.made_at: one.doubt for one in how_kept(folder, now).here}


def test_a_clock_that_fell_back_or_ran_ahead_is_seen_and_the_others_stay_clear(folder: Path) -> None:
    ahead, tomorrow = TODAY + timedelta(days=400), TODAY + timedelta(days=1)
    work(folder, "甲厂", TODAY, TODAY)
    work(folder, "乙厂", FALLEN, FALLEN)
    work(folder, "丙厂", ahead, ahead)
    work(folder, "丁厂", tomorrow, tomorrow)
    assert doubts(folder, TODAY + timedelta(days=2)) == {
        TODAY: "",
        FALLEN: BEHIND,
        ahead: AHEAD,
        tomorrow: "",  # what was entered under the clock that ran ahead says nothing of it
    }


def test_a_clock_out_by_hours_is_nothing_to_be_told_of(folder: Path) -> None:
    work(folder, "甲厂", TODAY, TODAY - timedelta(hours=8))
    assert set(doubts(folder, TODAY).values()) == {""}


def test_a_backup_that_cannot_be_read_is_listed_all_the_same(folder: Path) -> None:
    work(folder, "甲厂", TODAY, TODAY)
    next((folder / "backups").glob("*.db")).write_bytes(b"junk" * 100)
    assert doubts(folder, TODAY) == {TODAY: ""}
