"""The process in which migrations of old offices are killed or find no room: forked for every run.

Run as `python -m tests.faults.migration_runs SCHEMA FOLDER SHARE`; tells one JSON object at the end.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from hazard_desk.errors import HazardDeskError
from hazard_desk.store import migrating
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.schema import SCHEMA_VERSION
from tests.store.offices.kept import lay_out

NOW = datetime(2026, 11, 22, 9, 0)
_STARVED = 20  # sizes that the file may not grow beyond, of each schema


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def forked(deed: Callable[[], int]) -> int:
    """Do it in a child and return how that ended: its code, or minus the signal."""
    child = os.fork()
    if child == 0:
        try:
            code = deed()
        except BaseException:
            import traceback

            traceback.print_exc()
            code = 70
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def opened(folder: Path) -> int:
    """Open the office, which migrates it; 3 where that was refused in words."""
    try:
        OfficeFile.open(folder, clock=lambda: NOW).close()
    except HazardDeskError:
        return 3
    return 0


def dying(folder: Path, nth: int, counted: Path | None = None) -> int:
    """Open the office and die before the n-th statement of its migration; count them for `counted`."""
    seen = 0

    def see(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    migrate = migrating.migrate

    def watched(*given: Any) -> int:
        event.listen(Engine, "before_cursor_execute", see)
        event.listen(Engine, "commit", see)
        return migrate(*given)

    migrating.migrate = watched
    code = opened(folder)
    if counted is not None:
        counted.write_text(str(seen), encoding="ascii")
    return code


def starved(folder: Path, size: int) -> int:
    """Open the office where no file may grow beyond `size`."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return opened(folder)


def rolled_back(database: Path) -> str:
    """Let SQLite roll back what was begun, and return the digest of what there is then."""
    connection = sqlite3.connect(database)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.close()
    return digest(database)


def main() -> None:
    """Kill the migration at statement after statement, then starve it, and tell how often what came of it."""
    schema, home, share = int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    random = Random(f"migrations {schema}")
    pattern = home / "pattern"
    before = digest(lay_out(schema, pattern))
    folder = home / "台账"
    database = folder / "office.db"

    def anew() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(pattern, folder)

    def goes_on() -> None:
        assert forked(lambda: opened(folder)) == 0, "the fault is gone, and it doesn't open"
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()

    anew()
    assert forked(lambda: dying(folder, 0, home / "count")) == 0
    statements = int((home / "count").read_text(encoding="ascii"))
    grown = database.stat().st_size
    killed = sorted(random.sample(range(1, statements + 1), max(1, round(statements * share))))
    for run, nth in enumerate(killed):
        anew()
        assert forked(lambda nth=nth: dying(folder, nth)) == -signal.SIGKILL, nth  # type: ignore[misc]
        assert rolled_back(database) == before, f"killed at statement {nth}"
        if run % 10 == 0:
            goes_on()
    size = (pattern / "office.db").stat().st_size
    starving = range(size - 4096, grown, max(4096, (grown - size) // max(1, round(_STARVED * share))))
    for most in starving:
        anew()
        assert forked(lambda most=most: starved(folder, most)) == 3, most  # type: ignore[misc]
        assert digest(database) == before, f"no room beyond {most} bytes"
    goes_on()
    print(json.dumps({"statements": statements, "killed": len(killed), "starved": len(starving)}))


if __name__ == "__main__":
    main()
