"""Which salvaged records are in doubt: they differ from what the journal says of them last.

Which of the two was damaged nobody can tell. The record stays as it was read, and is named.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from hazard_desk.model import Base
from hazard_desk.store.safekeeping.wrecks.journal_memory import JournalMemory


def doubted(new: sqlite3.Connection, memory: JournalMemory) -> dict[str, list[tuple[object, ...]]]:
    """Return the keys of the rows in `new` that the journal knows otherwise, by table."""
    found = {}
    there = {row[0] for row in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in sorted(there.intersection(memory.tables())):
        known = memory.certain(table)
        mapped = Base.metadata.tables.get(table)
        if mapped is None or not known:
            continue
        keys = [column.name for column in mapped.primary_key.columns]
        habits = {column.name for column in mapped.columns if column.info.get("habit")}
        rows = new.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in rows.description]
        differing = []
        for values in rows:
            row = dict(zip(names, values, strict=True))
            key = tuple(row[name] for name in keys)
            said = known.get(key)
            if said is not None and _differ(row, said, habits):
                differing.append(key)
        if differing:
            found[table] = differing
    return found


def _differ(row: Mapping[str, object], said: Mapping[str, object], habits: set[str]) -> bool:
    """Compare the columns that both know: an older schema's journal knows fewer."""
    return any(row[name] != value for name, value in said.items() if name in row and name not in habits)
