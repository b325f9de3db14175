"""The list of what was removed and is still away."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from hazard_desk.rules.search_text import search_words
from hazard_desk.services.journal.finding import has_words
from hazard_desk.services.journal.naming import noun_label
from hazard_desk.services.journal.telling import Teller
from hazard_desk.services.recycling.looking import Look
from hazard_desk.services.recycling.owners import is_record, name_of, owner_words
from hazard_desk.store import capture
from hazard_desk.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class BinQuery:
    """Which removed records are looked for."""

    noun: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class BinRow:
    """A removed record: what it is, when and by whom it was removed, and what went along (隐患 3).

    `owner` is what it belongs to in words, where its name doesn't say it: 检查「2026-11-20 晋源厂」.
    """

    noun: str
    key: str
    noun_label: str
    name: str
    removed_at: datetime | None
    handler: str
    along: tuple[str, ...]
    entry_id: int | None
    owner: str = ""


def bin_rows(reading: Reading, query: BinQuery = BinQuery()) -> list[BinRow]:
    """Return what was removed and is still away, the newest first; what went along with it is told there."""
    look = Look(reading.session.connection())
    teller = Teller(reading)
    words = search_words(query.text)
    rows = []
    for one in look.first_ones():
        if query.noun and one.noun != query.noun:
            continue
        at, handler = look.entry(one.entry_id)
        before = look.before(one)
        name = name_of(teller, before, one)
        label = noun_label(one.noun)
        owner = owner_words(look, teller, one.noun, before, name)
        if words and not has_words(words, f"{name}\n{label}\n{handler}\n{owner}"):
            continue
        along = Counter(noun_label(other.noun) for other in look.along(one) if is_record(other.noun))
        told = tuple(f"{what} {many}" for what, many in along.items())
        rows.append(BinRow(one.noun, one.key, label, name, at, handler, told, one.entry_id, owner))
    rows.sort(key=lambda row: (row.entry_id or 0, row.noun, json.loads(row.key)), reverse=True)
    return rows


def bin_nouns(reading: Reading) -> list[tuple[str, str]]:
    """Return the nouns of which something is away, with what they are called, for a filter."""
    found = {one.noun for one in Look(reading.session.connection()).first_ones()}
    return [
        (table.name, noun_label(table.name)) for table in capture.captured_tables() if table.name in found
    ]
