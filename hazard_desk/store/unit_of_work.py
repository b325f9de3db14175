"""One operation's view of the office file: a session, a clock, a handler, and the way to add in bulk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from hazard_desk.model import Base, Office
from hazard_desk.store import capture
from hazard_desk.store.capture import RowChange
from hazard_desk.terms import ChangeKind

_IDS = 5000  # of one query; SQLite takes 32 766 values at most
_T = TypeVar("_T")


def in_chunks(ids: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Yield `ids` in runs of what one query can be asked for."""
    return (ids[start : start + _IDS] for start in range(0, len(ids), _IDS))


class Reading:
    """A consistent look at the office file; what queries take."""

    def __init__(self, session: Session, now: datetime, folder: Path) -> None:
        """Look through `session` at the moment `now` (local time); `folder` is the office's, absolute."""
        self.session = session
        self.now = now
        self.folder = folder

    @property
    def today(self) -> date:
        """The day of this look."""
        return self.now.date()


class UnitOfWork(Reading):
    """One transaction; what operations take. Commit and journal are the office file's business."""

    def __init__(self, session: Session, now: datetime, folder: Path) -> None:
        """Work through `session`; everything entered bears the time `now`, to the second."""
        super().__init__(session, now.replace(microsecond=0), folder)
        self.bulk_changes: list[RowChange] = []
        self.undoes_id: int | None = None

    @property
    def handler(self) -> str:
        """经办人 whom the journal names for this operation."""
        return self.session.scalar(select(Office.handler)) or ""

    def add_many(self, noun: type[Base], rows: Sequence[dict[str, Any]]) -> range:
        """Add many rows at database speed and return their ids, which run without a gap.

        Every row must have the same keys, without `id`. The journal keeps one line for the batch.
        """
        connection = self.session.connection()
        first = self._next_id(noun.__tablename__)
        ids = range(first, first + len(rows))
        if rows:
            for row_id, row in zip(ids, rows, strict=True):
                row["id"] = row_id
            self._insert(connection, noun, rows)
            span = json.dumps({"first": ids[0], "last": ids[-1]})
            self.bulk_changes.append(RowChange(noun.__tablename__, span, ChangeKind.ADDED, None, None))
        return ids

    def add_owned(self, table: type[Base] | Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add rows that belong to rows of `add_many` and go with them; the journal need not list them."""
        if rows:
            self._insert(self.session.connection(), table, rows)

    def _insert(
        self, connection: Connection, target: type[Base] | Table, rows: Sequence[dict[str, Any]]
    ) -> None:
        table = target if isinstance(target, Table) else Base.metadata.tables[target.__tablename__]
        given = list(rows[0])
        # What no row says stands at the noun's own default, as it would through the session.
        defaults: dict[str, Any] = {
            column.name: column.default.arg
            for column in table.columns
            if column.name not in rows[0] and isinstance(column.default, ScalarElementColumnDefault)
        }
        names = [*given, *defaults]
        # SQLAlchemy's own conversions without its work per row, which took as long as SQLite itself.
        convert = [
            table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
            for name in names
        ]
        plain = itemgetter(*given) if len(given) > 1 else lambda row: (row[given[0]],)
        standing = list(defaults.values())
        converted = [(index, how) for index, how in enumerate(convert) if how is not None]
        tuples = []
        for row in rows:
            values = [*plain(row), *standing]
            for index, how in converted:
                values[index] = how(values[index])
            tuples.append(tuple(values))
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" for _ in names)
        capture.switch(connection, on=False)
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', tuples)
        capture.switch(connection, on=True)

    def _next_id(self, table: str) -> int:
        query = text(
            "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = :name), 0),"
            f' coalesce((SELECT max(id) FROM "{table}"), 0)) + 1'
        )
        return int(self.session.scalar(query, {"name": table}) or 1)
