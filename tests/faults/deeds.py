"""What a child of the zygote does: prepares an office, does a job under a fault, looks at what is left."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from hazard_desk.errors import HazardDeskError, OfficeFileError
from hazard_desk.services.attaching import Owner, attach
from hazard_desk.services.attachment_files import check_attachments
from hazard_desk.services.registry import enterprise_facts
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import AttachmentKind
from tests.faults import shim
from tests.faults.jobs import JOBS, NOW, Home, Job, read_material
from tests.faults.looking import (
    NO_OFFICE,
    backups,
    kept_files,
    state_of,
    state_within,
    strays,
    unsound_attachments,
)
from tests.faults.shim import Order

Tell = Callable[..., None]
_STRANGE = re.compile(r"Traceback|Errno|sqlite|SQL\b|No such|denied|No space|Read-only|Input/output", re.I)


# ---- preparing -------------------------------------------------------------------------------------------


def prepare(tell: Tell, pipe: int, job: str, template: str) -> None:
    """Make the office of a job, and read what its steps import: in the zygote, for all its children."""
    home = Home(Path(template))
    if not home.path.exists():
        JOBS[job].prepare(home)
    read_material(home)
    known = [state_of(path) for path in sorted(home.path.rglob("*.db"))]
    (home.path / "known.json").write_text(json.dumps(known))


def rehearse(tell: Tell, pipe: int, job: str, template: str, home: str, **order: Any) -> None:
    """Do a job with nothing in its way: tell its states before and after each step, and its calls."""
    there = _fresh(template, home)
    shim.set_clock(NOW)
    shim.arm(there.path, _order(order))
    states = [state_of(there.office / "office.db")]
    for _ in _performed(JOBS[job], there):
        states.append(_state(JOBS[job], there))
    tell("calls", shim.counted())
    tell("states", states)
    assert strays(there) == [], strays(there)


def _fresh(template: str, home: str) -> Home:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template, home)
    settings = Path(home) / "台账" / "backups" / "safekeeping.json"
    if settings.exists():  # the second place is the copy's, not the template's
        settings.write_text(settings.read_text("utf-8").replace(template, home), "utf-8")
    return Home(Path(home))


def _order(given: dict[str, Any]) -> Order:
    return Order(
        shim.Action(given.get("action", 0)),
        given.get("nth", 0),
        given.get("error", 0),
        given.get("lasting", False),
        shim.Kind(given.get("kinds", shim.CHANGING)),
    )


def _performed(job: Job, home: Home, start: int = 0) -> Iterator[int]:
    """Do the steps from `start`, giving the number done after each."""
    if job.steps:
        with home.open() as office:
            for number, step in enumerate(job.steps[start:], start + 1):
                _clock_of(number)
                step(office, home)
                yield number
    for number, alone in enumerate(job.alone[start:], start + 1):
        alone(home)
        yield number


def _clock_of(step: int) -> None:
    """Give each step its second: a page drawn in another one has other bytes, and is a file of its own."""
    shim.set_clock(NOW + timedelta(seconds=2 * step))


def _state(job: Job, home: Home) -> str:
    database = home.office / "office.db"
    return state_within(database) if job.steps else state_of(database)


# ---- killed ----------------------------------------------------------------------------------------------


def work(tell: Tell, pipe: int, job: str, template: str, home: str, **order: Any) -> None:
    """Do a job under an order to kill, telling every step that the program says it has done."""
    there = _fresh(template, home)
    shim.set_clock(NOW)
    shim.arm(there.path, _order(order), pipe)
    for number in _performed(JOBS[job], there):
        tell("done", number)
    tell("calls", shim.counted())


def reopen(tell: Tell, pipe: int, home: str, **order: Any) -> None:
    """Open what a killed job left, under an order to kill again."""
    there = Home(Path(home))
    shim.set_clock(NOW)
    shim.arm(there.path, _order(order), pipe)
    with contextlib.suppress(OfficeFileError):  # there is none yet, and it says so
        there.open().close()


# ---- without power ---------------------------------------------------------------------------------------


def lose_power(
    tell: Tell,
    pipe: int,
    job: str,
    template: str,
    home: str,
    graveyard: str,
    seed: int,
    some: bool,
    **order: Any,
) -> None:
    """Do a job until the plug is pulled, at the latest after its end; tell steps and files that are done."""
    there = _fresh(template, home)
    shutil.rmtree(graveyard, ignore_errors=True)
    Path(graveyard).mkdir()
    shim.set_clock(NOW)
    shim.keep_for_power_loss(Path(graveyard), seed, some=some)
    shim.arm(there.path, _order(order), pipe)
    for number in _performed(JOBS[job], there):
        tell("kept", kept_files(there))
        tell("done", number)
    shim.pull_plug()


def commit_and_lose_power(tell: Tell, pipe: int, home: str, graveyard: str, synchronous: str) -> None:
    """Commit a row under SQLite's setting and pull the plug."""
    folder = Path(home)
    for path in (folder, Path(graveyard)):
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
    shim.keep_for_power_loss(Path(graveyard), 0, some=False)
    connection = sqlite3.connect(folder / "office.db", isolation_level=None)
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("CREATE TABLE kept (word)")
    shim.arm(folder, Order())
    connection.execute("INSERT INTO kept VALUES ('committed')")
    shim.pull_plug()


# ---- starved ---------------------------------------------------------------------------------------------


def suffer(
    tell: Tell, pipe: int, job: str, template: str, home: str, mended: bool = False, **order: Any
) -> None:
    """Do a job while calls fail, as a clerk would who tries once more; tell what the program says.

    What is no error in her words ends the child. `mended`: the fault goes away after the first refusal and
    the session goes on to the end; else the rest is left, and the office closed under the fault.
    """
    there, the_job = _fresh(template, home), JOBS[job]
    given = _order(order)
    shim.set_clock(NOW)
    shim.arm(there.path, given, pipe)
    try:
        if the_job.steps:
            with there.open() as office:
                if shim.fired() and mended:
                    shim.disarm()
                _suffer_steps(tell, the_job, there, office, mended)
        for number, alone in enumerate(the_job.alone, 1):
            alone(there)
            tell("done", number)
    except HazardDeskError as error:
        _say(tell, 0, error)
    tell("fired", shim.fired())
    shim.disarm()


def _suffer_steps(tell: Tell, job: Job, home: Home, office: OfficeFile, mended: bool) -> None:
    for number, step in enumerate(job.steps, 1):
        _clock_of(number)
        try:
            step(office, home)
        except HazardDeskError as error:
            _say(tell, number, error)
            if not mended or "可能已经保存" in str(error):
                tell("reads", _reads(office))
                return
            shim.disarm()
            try:
                step(office, home)
            except OfficeFileError as again:
                demand_words(again)
                if "重新打开" in again.remedy:
                    return
                raise
        tell("done", number)


def _say(tell: Tell, number: int, error: HazardDeskError) -> None:
    said = str(error)
    demand_words(error)
    tell("refused", number, type(error).__name__, said)


def demand_words(error: HazardDeskError) -> None:
    """Demand a message that the clerk can read and act on."""
    said = str(error)
    assert re.search("[\u4e00-\u9fff]{4}", said), said
    assert not _STRANGE.search(said), said
    assert error.meaning, said
    assert error.remedy, said


def _reads(office: OfficeFile) -> bool:
    """Say whether records can be read on; where not, it has to be said in words."""
    try:
        return bool(office.ask(enterprise_facts, [1]))
    except HazardDeskError:
        return False


# ---- what is left ----------------------------------------------------------------------------------------


def look(
    tell: Tell,
    pipe: int,
    job: str,
    home: str,
    states: list[str],
    done: int,
    refused: bool = False,
    kept: list[str] | None = None,
    finish: bool = True,
) -> None:
    """Look at what a fault left, as the program does and past it; `finish` then does the rest of the job.

    `done` steps were told as done; the next one may stand or not, but for one that was refused. The files
    `kept` were there after those steps.
    """
    there, the_job = Home(Path(home)), JOBS[job]
    gone = set(kept or ()) - set(kept_files(there))
    assert not gone, f"gone though told as done: {sorted(gone)}"
    shim.set_clock(NOW)
    allowed = states[done : done + (1 if refused else 2)]
    database = there.office / "office.db"
    left = state_of(database)
    under_way = (there.office / "office.restoring.json").exists()
    assert left in allowed or (left == NO_OFFICE and under_way), f"{left} is none of {allowed}"
    assert unsound_attachments(there.office) == []
    known = {*states, *json.loads((there.path / "known.json").read_text())}
    for copy in backups(there):
        assert state_of(copy) in known, f"{copy.name} is no backup of any state"
    _check_archives(there, known)
    found = 0
    if left != NO_OFFICE or under_way:
        with there.open() as office:
            tell("notices", *office.notices)
            office.check()
            assert [(fault.name, fault.words) for fault in office.ask(check_attachments)] == []
            now = state_within(database)
            assert now in allowed, f"opened, it is {now} and none of {allowed}"
        found = len(states) - 1 - states[::-1].index(now) if the_job.alone else states.index(now)
    if finish:
        _finish(there, the_job, states, found)


def _finish(home: Home, job: Job, states: list[str], found: int) -> None:
    """Do what is left of the job; the end is the same as without a fault, and no half lies about."""
    for name in strays(home):
        os.utime(home.path / name, (0, 0))  # nobody is at work on what is that old
    for _ in _performed(job, home, found):
        pass
    assert state_of(home.office / "office.db") == states[-1], "done again, it ends otherwise"
    with home.open() as office:
        office.back_up("手动")
        photo = home.material("照片5.jpg")
        if not job.alone or job is not JOBS["create"]:
            office.run(attach, Owner("enterprise", 2), [photo], AttachmentKind.SCENE)
        if hasattr(office, "copy_to_second_place"):
            office.copy_to_second_place()
    assert strays(home) == [], strays(home)
    with home.open() as office:
        assert office.notices == [], office.notices


def _check_archives(home: Home, known: set[str]) -> None:
    """Every file with an archive's name unpacks, each entry as its manifest says."""
    found = sorted(home.elsewhere.rglob("*.hazdesk"))
    if not found:
        return
    from hazard_desk.store.safekeeping.packages.archive import unpack

    for archive in found:
        into = home.path / "unpacked"
        into.mkdir()
        unpacked = unpack(archive, into)
        assert state_of(unpacked.database) in known
        shutil.rmtree(into)
    for folder in home.elsewhere.rglob("attachments"):
        assert unsound_attachments(folder.parent) == []
