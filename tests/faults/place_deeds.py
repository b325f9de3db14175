"""Deeds about where the office lies and when: pulled out, moved, on a share, under a clock set back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from hazard_desk.errors import HazardDeskError, OfficeFileError
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile
from tests.cli.desk import OFFICE_NAME
from tests.faults import shim
from tests.faults.deeds import demand_words
from tests.faults.jobs import JOBS, NOW, Home
from tests.faults.looking import state_of, state_within

Tell = Callable[..., None]


def opened(tell: Tell, pipe: int, home: str, kept: str) -> None:
    """Open the office: its state is what it has to be; tell the notices."""
    there = Home(Path(home))
    shim.set_clock(NOW)
    with there.open() as office:
        office.check()
        assert state_within(there.office / "office.db") == kept
        tell("notices", *office.notices)
    assert state_of(there.office / "office.db") == kept
    with there.open() as office:
        assert office.notices == []


def pulled(
    tell: Tell, pipe: int, job: str, home: str, states: list[str], after: int, way: str, goes_on: bool
) -> None:
    """Pull the folder away after so many steps of a job, plug it back, and go on."""
    there, the_job = Home(Path(home)), JOBS[job]
    office_folder, gone = there.office, there.path / "拔掉"
    shim.set_clock(NOW)

    def pull() -> None:
        if way == "unmounted":
            subprocess.run(["umount", "-l", str(office_folder)], check=True)
        else:
            office_folder.rename(gone)

    def plug_in() -> None:
        if way == "unmounted":
            subprocess.run(["mount", "--bind", str(there.path / "盘"), str(office_folder)], check=True)
        else:
            gone.rename(office_folder)

    with there.open() as office:
        for step in the_job.steps[:after]:
            step(office, there)
        pull()
        try:
            the_job.steps[after](office, there)
        except HazardDeskError as error:
            demand_words(error)
            tell("refused", str(error))
        else:
            raise AssertionError("it was told as done where there is no folder")
        try:
            office.ask(lambda reading: reading.session.connection().exec_driver_sql("SELECT 1"))
        except HazardDeskError as error:
            tell("unread", str(error))
        if goes_on:
            plug_in()
            for step in the_job.steps[after:]:
                step(office, there)
    if not goes_on:
        assert not (office_folder / "office.db").exists(), "made anew where nothing is"
        plug_in()
        assert state_of(office_folder / "office.db") == states[after]
        with there.open() as office:
            for step in the_job.steps[after:]:
                step(office, there)
    assert state_of(office_folder / "office.db") == states[-1]
    with there.open() as office:
        office.check()


def clock_set_back(tell: Tell, pipe: int, home: str, moves: list[int]) -> None:
    """Make a backup under each of these clocks (minutes from now): every name is new."""
    there = Home(Path(home))
    made: dict[Path, bytes] = {}
    for minutes in moves:
        at = NOW + timedelta(minutes=minutes)
        of_the_day = [path for path in made if f"_{at:%Y-%m-%d}_" in path.name and path.exists()]
        shim.set_clock(at)
        assert datetime.now() == at
        with OfficeFile.open(there.office) as office:
            path = office.back_up("手动")
        assert path not in made, "a name was given twice"
        assert path.exists(), "the newest was thinned away"
        made[path] = path.read_bytes()
        for older, data in made.items():
            assert not older.exists() or older.read_bytes() == data, "an older backup was overwritten"
        assert all(older.exists() for older in of_the_day), "a backup of the day was thinned away"
    tell("made", len(made), sum(path.exists() for path in made))


def on_a_share(tell: Tell, pipe: int, home: str, number: int) -> None:
    """Let the disk be one of a network: nothing is made there and nothing written, reading goes on."""
    there = Home(Path(home))
    before = state_of(there.office / "office.db")
    shim.fake_type(number)
    for refused in (
        lambda: OfficeFile.open(there.office),
        lambda: OfficeFile.create(there.path / "新台账", set_up_office, OFFICE_NAME),
    ):
        try:
            refused()
        except OfficeFileError as error:
            demand_words(error)
            said = str(error)
        else:
            raise AssertionError("not refused on a network drive")
        assert "网络" in said, said
    assert not (there.path / "新台账" / "office.db").exists()
    with OfficeFile.open(there.office, to_write=False) as office:
        office.check()
    assert state_of(there.office / "office.db") == before
    assert os.listdir(there.office)
