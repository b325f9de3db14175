"""What a removed record is called, and what it belongs to."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hazard_desk.model import Base
from hazard_desk.services.journal.naming import noun_label, referred_to
from hazard_desk.services.journal.telling import Row, Teller
from hazard_desk.services.recycling.looking import Look, Removed

_OWNERS = frozenset({"enterprise_id", "inspection_id", "hazard_id"})
_DEEPEST = 2  # of a recheck: its hazard, and the visit that found it


def owners_of(noun: str, before: Row) -> Iterator[tuple[str, str]]:
    """Yield what a record can't be without: what it must name, and whose file or finding it is."""
    table = Base.metadata.tables[noun]
    for column in table.columns:
        named = referred_to(table, column.name)
        if named is None or before.get(column.name) is None:
            continue
        if not column.nullable or column.name in _OWNERS or noun == "attachment_link":
            yield named, json.dumps([before[column.name]])


def name_of(teller: Teller, before: Row, removed: Removed) -> str:
    """Return what a record was called before it went: in the bin some give their name away."""
    return teller.name_of(removed.noun, before) if before else teller.name(removed.noun, removed.key)


def is_record(noun: str) -> bool:
    """Whether it is more than a link between records."""
    return len(Base.metadata.tables[noun].primary_key.columns) == 1


def owner_words(look: Look, teller: Teller, noun: str, before: Row, name: str) -> str:
    """Return what a record belongs to, from the outermost inwards; "" where its name says so already."""
    told: list[str] = []
    while True:
        owner = next((one for one in owners_of(noun, before) if one[0] != "attachment"), None)
        if owner is None or len(told) == _DEEPEST:
            return "的".join(reversed(told))
        noun, key = owner
        away = look.removed(noun, key)
        before = look.before(away) if away is not None else teller.row(noun, key) or {}
        if not before:
            return "的".join(reversed(told))
        called = teller.name_of(noun, before)
        if called not in name and not any(called in one for one in told):
            told.append(f"{noun_label(noun)}「{called}」")
