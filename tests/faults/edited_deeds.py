"""Opens files whose bytes were edited: refused as damaged or told as changed, never taken silently."""

from __future__ import annotations

import hashlib
import io
import shutil
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from hazard_desk.errors import HazardDeskError, OfficeFileError
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.attachment_files import check_attachments
from hazard_desk.services.listing import list_records
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.workbench import workbench
from hazard_desk.store.office_file import OfficeFile
from tests.faults import shim
from tests.faults.byte_edits import edited
from tests.faults.deeds import demand_words
from tests.faults.jobs import NOW, Home
from tests.faults.looking import state_of, state_within

Tell = Callable[..., None]
_OUTSIDE = "程序之外被改动过"


def _edited_copy(template: str, home: str, target: str, edit: str, seed: str) -> tuple[Home, Path]:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template, home)
    shim.set_clock(NOW)
    (path,) = Path(home).glob(target)
    path.write_bytes(edited(path.read_bytes(), edit, Random(seed)))
    return Home(Path(home)), path


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def open_edited(tell: Tell, pipe: int, template: str, home: str, edit: str, seed: str, how: str) -> None:
    """Edit the office file after its clean close and open it to write, to read, or by a command."""
    there, path = _edited_copy(template, home, "台账/office.db", edit, seed)
    before = _sum(path)
    if how == "command":
        tell(_by_command(there))
        assert _sum(path) == before, "a reading command wrote to it"
        return
    try:
        with OfficeFile.open(there.office, to_write=how == "write", clock=lambda: NOW) as office:
            assert any(_OUTSIDE in notice for notice in office.notices), "taken silently"
            assert _sum(path) == before, "opening it wrote to it"
            tell("told")
            for query in (workbench, check_attachments):
                _or_said(lambda query=query: office.ask(query))
            for kind in ("enterprises", "inspections", "hazards"):
                _or_said(lambda kind=kind: office.ask(list_records, kind, "", "", None))
            if how == "write":
                _or_said(lambda: office.run(save_enterprise, EnterpriseFacts(name="新厂")))
    except OfficeFileError as error:
        tell("refused", str(error))
        assert _sum(path) == before, "refused and written to"


def _or_said(asked: Callable[[], object]) -> None:
    """Let it work, or say what is wrong in her words; anything else ends the child."""
    try:
        asked()
    except HazardDeskError as error:
        demand_words(error)


def _by_command(home: Home) -> str:
    from hazard_desk.__main__ import main

    out, err, sys.stdout, sys.stderr = sys.stdout, sys.stderr, io.StringIO(), io.StringIO()
    try:
        code = main(["--office", str(home.office), "list", "hazards", "--json"])
        said, noticed = sys.stdout.getvalue(), sys.stderr.getvalue()
    finally:
        sys.stdout, sys.stderr = out, err
    assert "Traceback" not in said + noticed
    if code == 3:
        return "refused"
    assert code == 0, f"{code}: {said}{noticed}"
    assert _OUTSIDE in noticed, "taken silently"
    return "told"


def open_beside_edited(
    tell: Tell, pipe: int, template: str, home: str, target: str, edit: str, seed: str, state: str
) -> None:
    """Edit a small file beside a good office file: it opens, and is what it was."""
    there, _ = _edited_copy(template, home, target, edit, seed)
    with there.open() as office:
        office.check()
        tell("told" if office.notices else "as before")
    assert state_of(there.office / "office.db") == state
    with there.open() as office:
        assert office.notices == []


def open_with_edited_journal(
    tell: Tell, pipe: int, home: str, edit: str, seed: str, before: str, after: str
) -> None:
    """Edit the journal of a transaction that was cut off, and open the office."""
    there = Home(Path(home))
    shim.set_clock(NOW)
    journal = there.office / "office.db-journal"
    written = journal.read_bytes()
    journal.write_bytes(edited(written, edit, Random(seed)))
    unseen = _sums_look_elsewhere(written, journal.read_bytes())
    try:
        with there.open() as office:
            office.check()
            for query in (workbench, check_attachments):
                _or_said(lambda query=query: office.ask(query))
            now = state_within(there.office / "office.db")
            known = {before: "before", after: "after"}
            tell("opened", known.get(now, "altered unseen" if unseen else "another"), *office.notices)
    except OfficeFileError as error:
        demand_words(error)
        tell("refused", str(error))


def _sums_look_elsewhere(written: bytes, changed: bytes) -> bool:
    """Tell whether only bytes of saved pages were altered that SQLite's sums, one in 200, leave out."""
    sector, page = struct.unpack_from(">II", written, 20)
    places = [at for at, (old, new) in enumerate(zip(written, changed, strict=False)) if old != new]
    within = [((at - sector) % (page + 8)) - 4 for at in places if at >= sector]
    summed = range(page - 200, 0, -200)
    return (
        len(written) == len(changed)
        and len(within) == len(places)
        and all(0 <= at < page and at not in summed for at in within)
    )


def restore_edited(
    tell: Tell, pipe: int, template: str, home: str, target: str, edit: str, seed: str, kept: str, given: str
) -> None:
    """Edit a backup or an archive and restore it: refused, or told, or the edit meant nothing."""
    from hazard_desk.store.safekeeping.restoring import restore

    there, path = _edited_copy(template, home, target, edit, seed)
    before = _sum(path)
    try:
        restored = restore(there.office, path, NOW)
    except HazardDeskError as error:
        demand_words(error)
        tell("refused", str(error))
        assert state_of(there.office / "office.db") == kept
    else:
        now = state_of(there.office / "office.db")
        assert now == given or restored.notices, f"another state was restored silently ({now})"
        tell("as before" if now == given else "told", *restored.notices)
    assert _sum(path) == before
    with there.open() as office:
        office.check()
        _or_said(lambda: office.ask(check_attachments))
