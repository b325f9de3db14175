"""What a problem report (问题报告) says of an office: numbers and kinds, never a name, a text or a path."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from hazard_desk.model import Base, Enterprise, Office, Person, Village
from hazard_desk.services.kept_safe import KeptSafe, kept_safe
from hazard_desk.store.office_file import DATABASE
from hazard_desk.store.schema import SCHEMA_VERSION
from hazard_desk.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class OfficeNumbers:
    """An office in numbers: `rows` by table, sizes in bytes. `names` are for taking out of what is said."""

    schema: int
    sqlite: str
    file_size: int
    free: int
    attachments: int
    attachment_size: int
    rows: dict[str, int]
    place: str
    backup_count: int
    last_backup: datetime | None
    second_place: str  # what kind of place, "" where none is set
    second_last_good: datetime | None
    has_password: bool | None
    names: frozenset[str]


def office_numbers(reading: Reading) -> OfficeNumbers:
    """Return what a problem report tells of the open office, and the names that must not be in it."""
    kept = kept_safe(reading)
    files = list(_sizes(reading.folder / "attachments"))
    counts = {
        name: reading.session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in sorted(Base.metadata.tables.items())
    }
    free = 0
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(reading.folder).free
    return OfficeNumbers(
        SCHEMA_VERSION,
        sqlite3.sqlite_version,
        _size(reading.folder / DATABASE),
        free,
        len(files),
        sum(files),
        {name: count for name, count in counts.items() if count},
        kept.place.value,
        len(kept.here),
        kept.newest,
        _kind_of_second(kept),
        kept.last_good,
        kept.has_password,
        frozenset(_names(reading)),
    )


def _kind_of_second(kept: KeptSafe) -> str:
    from hazard_desk.store.places import judge_place

    if kept.second_place is None:
        return ""
    there = kept.second_place.exists()
    return judge_place(kept.second_place).kind.value + ("" if there else " (not there)")


def _names(reading: Reading) -> Iterable[str]:
    """Yield what the office, its folder, villages, people, enterprises are called, with phones and codes."""
    yield str(reading.folder)
    yield reading.folder.name
    office = reading.session.get_one(Office, 1)
    yield from (office.name, office.township, office.county, office.principal, office.handler, office.phone)
    columns: tuple[Any, ...] = (
        Village.name,
        Person.name,
        Person.phone,
        Enterprise.name,
        Enterprise.code,
        Enterprise.principal,
        Enterprise.principal_phone,
    )
    for column in columns:
        yield from (str(value) for value in reading.session.scalars(select(column).distinct()) if value)


def _sizes(folder: Path) -> Iterable[int]:
    for where, _folders, names in os.walk(folder):
        for name in names:
            yield _size(Path(where) / name)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
