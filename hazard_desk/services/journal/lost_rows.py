"""Which rows an operation took away, and whether what stood in them is still lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, UniqueConstraint

from hazard_desk.model import Base
from hazard_desk.services.journal.naming import referred_to
from hazard_desk.store import capture
from hazard_desk.store.capture import RowChange
from hazard_desk.terms import ChangeKind

REWRITTEN: dict[str, tuple[str, ...]] = {
    "campaign_phase": ("campaign_id", "name"),
    "cross_member": ("party_id", "name"),
    "duty": ("person_id", "village_id", "industry_id"),
    "inspection_check": ("inspection_id", "title", "text"),
    "inspector": ("inspection_id", "name"),
    "opening_figure": ("statement_id", "key"),
    "report_obligation": ("campaign_id", "form_id", "scope", "recipient"),
}
"""Lists that are saved as a whole: a line taken out leaves the last row, and the others move into each
other's rows. What a line tells of, by which it is known again in whichever row it stands."""

_KNOWN_AGAIN = {
    **REWRITTEN,
    "conflict": ("person_id", "enterprise_id", "kind"),
    "cross_forbidden": ("round_id", "inspector", "inspected", "kind"),
    "cross_pair": ("round_id", "inspector", "inspected"),
    "cross_party": ("round_id", "name", "side"),
}
_OF_A_FILING = frozenset({"filed_fact", "filed_paper", "filing"})
_NEVER_ALONE = _OF_A_FILING | {"attachment", "office"}
"""The figures of a 定稿 come and go with it; a file goes with its link."""


def is_lost(connection: Connection, change: RowChange) -> bool:
    """Whether an operation took a row away, and what it told is to be found nowhere today."""
    before = change.before
    if before is None or change.noun in _NEVER_ALONE or _belongs_to_a_filing(change.noun, before):
        return False
    there = capture.current_row(connection, change.noun, change.row_key)
    if change.kind is ChangeKind.EDITED and took_away(change):
        return there is not None and there.get("deleted_at") is not None
    known = _KNOWN_AGAIN.get(change.noun, ())
    if change.kind is ChangeKind.EDITED:
        after = change.after or {}
        if change.noun not in REWRITTEN or all(before.get(name) == after.get(name) for name in known):
            return False
    elif change.kind is not ChangeKind.REMOVED or (there is not None and change.noun not in REWRITTEN):
        return False
    places = [*places_of(change.noun), list(known)] if known else places_of(change.noun)
    return not any(_is_taken(connection, change.noun, columns, before) for columns in places)


def _belongs_to_a_filing(noun: str, before: dict[str, Any]) -> bool:
    table = Base.metadata.tables[noun]
    named = (name for name, value in before.items() if value is not None and name in table.c)
    return any(referred_to(table, name) in _OF_A_FILING for name in named)


def _is_taken(connection: Connection, noun: str, columns: list[str], before: dict[str, Any]) -> bool:
    same = " AND ".join(f'"{column}" IS ?' for column in columns)
    values = tuple(before.get(column) for column in columns)
    return (
        connection.exec_driver_sql(f'SELECT 1 FROM "{noun}" WHERE {same} LIMIT 1', values).first() is not None
    )


def took_away(change: RowChange) -> bool:
    """Whether a row left its table or was moved to the recycle bin."""
    if change.kind is ChangeKind.REMOVED:
        return True
    before, after = change.before or {}, change.after or {}
    return (
        change.kind is ChangeKind.EDITED
        and before.get("deleted_at") is None
        and after.get("deleted_at") is not None
    )


def let_go(change: RowChange) -> Iterator[tuple[str, str]]:
    """Yield what a row named and, unless it went itself, names no longer."""
    if change.before is None:
        return
    table = Base.metadata.tables[change.noun]
    went = took_away(change)
    for column, value in change.before.items():
        if value is None or column not in table.c:
            continue
        named = referred_to(table, column)
        if named is not None and (went or value != (change.after or {}).get(column)):
            yield named, json.dumps([value])


def places_of(noun: str) -> list[list[str]]:
    """Return the sets of columns of which a table holds each set of values once."""
    table = Base.metadata.tables[noun]
    found = [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    if noun == "form_entry":  # its index is over an expression
        found.append(["form_id", "week_end", "campaign_id", "slot"])
    return found
