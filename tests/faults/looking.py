"""Looks at what a fault left, with nothing of the program where it can be helped."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import tempfile
from pathlib import Path

from tests.faults.jobs import Home

NO_OFFICE = "no office"

# The bytes of a page depend on what the process has drawn before (the fonts' subsets): not compared. That the
# files are what the office says of them is looked at apart.
_BY_THE_DRAWING = {(b"attachment", b"size")}
# What the first opening after a restore enters is no step of a job, and may be there already or not.
_BY_A_RESTORE = {
    b"journal_entry": "WHERE operation != 'restored'",
    b"sqlite_sequence": "WHERE name != 'journal_entry'",
}
_OF_A_FILE = re.compile(r'[0-9a-f]{64}|"size": ?\d+')

_NAMED = re.compile(
    r"(台账/(office\.(db|lock|(owner|closed|restored)\.json)"
    r"|attachments/[0-9a-f]{2}/[0-9a-f]{64}\.\w+"
    r"|backups/office_[^/]*\.db(\.sha256)?|backups/[\w-]+\.json|backups/(恢复前|损坏|残留)_[^/]*/[^/]*))"
    r"|known\.json|资料/.*"
    r"|别处/([^/]*\.hazdesk|attachments/[0-9a-f]{2}/[^/]*"
    r"|隐患台备份_[^/]*/([^/.][^/]*\.hazdesk|attachments/[0-9a-f]{2}/[0-9a-f]{64}\.\w+|[^/]*\.txt))"
)


def state_of(database: Path) -> str:
    """Return a digest of every row of every table, read from a copy on which SQLite may roll back."""
    if not database.exists():
        return NO_OFFICE
    with tempfile.TemporaryDirectory(prefix="faults-") as aside:
        copy = Path(aside) / database.name
        for ending in ("", "-journal"):
            part = database.with_name(database.name + ending)
            if part.exists():
                shutil.copyfile(part, copy.with_name(copy.name + ending))
        return _state(sqlite3.connect(copy))


def state_within(database: Path) -> str:
    """Return the same digest in the process that has the file open: no copy, which would drop its locks."""
    return _state(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True))


def _state(connection: sqlite3.Connection) -> str:
    try:
        connection.text_factory = bytes
        assert connection.execute("PRAGMA integrity_check").fetchall() == [(b"ok",)]
        digest = hashlib.sha256()
        query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for (name,) in connection.execute(query).fetchall():
            table = name.decode()
            columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
            named = ", ".join(
                f'"{row[1].decode()}"' for row in columns if (name, row[1]) not in _BY_THE_DRAWING
            )
            ordered = ", ".join(f'"{row[1].decode()}"' for row in columns if row[5]) or "rowid"
            query = f'SELECT {named} FROM "{table}" {_BY_A_RESTORE.get(name, "")} ORDER BY {ordered}'
            rows = connection.execute(query).fetchall()
            digest.update(_OF_A_FILE.sub("", repr((name, rows))).encode())
        return digest.hexdigest()[:16]
    finally:
        connection.close()


def unsound_attachments(office: Path) -> list[str]:
    """Return what lies under the name of a kept file and isn't it."""
    return [
        path.name
        for path in (office / "attachments").glob("??/*")
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem
    ]


def backups(home: Home) -> list[Path]:
    """Return every file with a backup's name."""
    return sorted(home.path.rglob("office_*.db"))


def kept_files(home: Home) -> list[str]:
    """Return what was made for good: attachments, backups, packages, papers."""
    found = [*(home.office / "attachments").glob("??/*"), *backups(home), *home.office.glob("out/*")]
    found += [*home.elsewhere.rglob("*.hazdesk"), *home.elsewhere.rglob("attachments/??/*")]
    return sorted(path.relative_to(home.path).as_posix() for path in found if path.is_file())


def strays(home: Home) -> list[str]:
    """Return files that have no name of the office's: halves, journals, marks of work under way."""
    found = (path for path in home.path.rglob("*") if path.is_file())
    names = (path.relative_to(home.path).as_posix() for path in found)
    return sorted(name for name in names if not _NAMED.fullmatch(name))
