"""How a 收表 stands: who has returned what, who hasn't and whom to ring, what is undecided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hazard_desk.services.collecting.collections import (
    CollectionName,
    collection_facts,
    collection_names,
    existing_collection,
)
from hazard_desk.services.collecting.comparing import is_blank
from hazard_desk.services.collecting.merged_table import conflict_count, given_rows
from hazard_desk.services.collecting.parties import Claims, Party, parties_of
from hazard_desk.services.collecting.returning import ReturnedFile, returned_files_of
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PartyKind


@dataclass(frozen=True, slots=True)
class PartyRow:
    """How one of the 应交单位 stands: its files, the day of the first, and whether that was too late.

    `hint` says of one that hasn't returned where its rows were found all the same.
    """

    party: Party
    files: tuple[ReturnedFile, ...]
    returned_on: date | None
    late: bool
    overdue: int  # days past the deadline, of one that hasn't returned
    hint: str = ""

    @property
    def words(self) -> str:
        """How it stands, in a word of the list."""
        if self.files:
            return "迟交" if self.late else "已交"
        if self.party.gone:
            return "已移出台账"
        if self.party.exempt_reason:
            return "免报"
        return f"未交，逾期 {self.overdue} 天" if self.overdue else "未交"


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it: those that are asked, and the files that are nobody's yet."""

    rows: tuple[PartyRow, ...]
    unclaimed: tuple[ReturnedFile, ...]

    @property
    def returned(self) -> list[PartyRow]:
        """Those that have returned something."""
        return [row for row in self.rows if row.files]

    @property
    def missing(self) -> list[PartyRow]:
        """Those that haven't, and have to."""
        return [row for row in self.rows if not row.files and not row.party.excused]

    @property
    def late(self) -> list[PartyRow]:
        """Those that returned it after the deadline."""
        return [row for row in self.rows if row.late]

    @property
    def exempt(self) -> list[PartyRow]:
        """Those of whom nothing is expected (免报, or no more) and nothing came."""
        return [row for row in self.rows if not row.files and row.party.excused]


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """One line of the list: 已交 27/30, 冲突 5. `expected` leaves out those that are 免报."""

    id: int
    name: str
    asked: PartyKind
    asked_on: date | None
    due_on: date | None
    closed_on: date | None
    expected: int
    returned: int
    missing: int
    unclaimed: int
    conflicts: int
    overdue: int  # days past the deadline while somebody is missing


def standing(reading: Reading, collection_id: int) -> Standing:
    """Return who has returned and who hasn't, in the order of the list."""
    record = existing_collection(reading, collection_id)
    files = returned_files_of(reading, collection_id)
    by_party: dict[int, list[ReturnedFile]] = {}
    for file in files:
        if file.party_id is not None:
            by_party.setdefault(file.party_id, []).append(file)
    overdue = 0
    if record.due_on is not None and record.closed_on is None:
        overdue = max(0, (reading.today - record.due_on).days)
    parties = parties_of(reading, collection_id)
    absent = {party.name for party in parties if party.id not in by_party}
    hints = _hints(reading, collection_id, absent) if files and absent else {}
    rows = []
    for party in parties:
        own = tuple(by_party.get(party.id, ()))
        first = min((file.returned_on for file in own), default=None)
        late = first is not None and record.due_on is not None and first > record.due_on
        waits = not own and not party.excused
        rows.append(PartyRow(party, own, first, late, overdue if waits else 0, hints.get(party.name, "")))
    return Standing(tuple(rows), tuple(file for file in files if file.party_id is None))


def _hints(reading: Reading, collection_id: int, absent: set[str]) -> dict[str, str]:
    """Return for parties without a file the files of others in which something is said of them."""
    facts = collection_facts(reading, collection_id)
    claims = Claims(facts.asked, parties_of(reading, collection_id), facts.columns)
    found: dict[str, dict[str, None]] = {}
    for row in given_rows(reading, collection_id):
        if not any(not is_blank(text) for text in row.texts.values()):
            continue
        for name in claims.named_in(row.texts):
            if name in absent:
                found.setdefault(name, {})[row.file] = None
    return {name: f"{'、'.join(files)}里有它的行" for name, files in found.items()}


def collection_rows(reading: Reading, text: str = "") -> list[CollectionRow]:
    """Return the 收表 with how each stands, the open ones first, the soonest due first."""
    return [_row(reading, one) for one in collection_names(reading, text)]


def overdue_collections(reading: Reading) -> list[CollectionRow]:
    """Return the open 收表 past their deadline that somebody hasn't returned, the longest overdue first.

    Their conflicts aren't counted.
    """
    rows = [
        _row(reading, one, count_conflicts=False)
        for one in collection_names(reading)
        if one.closed_on is None and one.due_on is not None and one.due_on < reading.today
    ]
    return sorted((row for row in rows if row.missing), key=lambda row: -row.overdue)


def _row(reading: Reading, one: CollectionName, *, count_conflicts: bool = True) -> CollectionRow:
    found = standing(reading, one.id)
    missing = len(found.missing)
    return CollectionRow(
        one.id,
        one.name,
        one.asked,
        one.asked_on,
        one.due_on,
        one.closed_on,
        len(found.rows) - len(found.exempt),
        len(found.returned),
        missing,
        len(found.unclaimed),
        conflict_count(reading, one.id) if count_conflicts and one.closed_on is None else 0,
        max((row.overdue for row in found.missing), default=0),
    )
