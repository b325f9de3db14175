"""All of one 收表 at once, as its window shows it; and whom a table can be asked of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from hazard_desk.model import Enterprise, Village
from hazard_desk.services.collecting.applying import RegistryPlan, registry_plan
from hazard_desk.services.collecting.collections import collection_facts
from hazard_desk.services.collecting.facts import CollectionFacts
from hazard_desk.services.collecting.merged_table import Merged, merged
from hazard_desk.services.collecting.parties import Claims
from hazard_desk.services.collecting.standing import Standing, standing
from hazard_desk.services.supervisory import IN_OPERATION
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PartyKind


@dataclass(frozen=True, slots=True)
class CollectionRecord:
    """What is expected, who has returned it, what was said, and what would be written to the registry."""

    id: int
    facts: CollectionFacts
    standing: Standing
    table: Merged
    plan: RegistryPlan
    likely: Mapping[int, int]  # a file that is nobody's → the place on the list whose it may be


@dataclass(frozen=True, slots=True)
class PartyChoice:
    """A village or an enterprise that a table can be asked of; `group` is the enterprise's village."""

    id: int
    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class PartyChoices:
    """Whom a table can be asked of: villages, and enterprises in operation."""

    villages: tuple[PartyChoice, ...]
    enterprises: tuple[PartyChoice, ...]


def collection_record(reading: Reading, collection_id: int) -> CollectionRecord:
    """Return all of one 收表."""
    stands, table = standing(reading, collection_id), merged(reading, collection_id)
    return CollectionRecord(
        collection_id,
        collection_facts(reading, collection_id),
        stands,
        table,
        registry_plan(reading, collection_id, table=table),
        _likely(reading, stands, table),
    )


def _likely(reading: Reading, stands: Standing, table: Merged) -> dict[int, int]:
    """Return whose files without an owner may be: it's offered, never taken.

    Of the one village that all its enterprises lie in, else of the party that its name almost names.
    """
    if not stands.unclaimed:
        return {}
    nobodys = {file.id for file in stands.unclaimed}
    told = {
        (given.sheet_id, row.enterprise_id)
        for row in table.rows
        if row.enterprise_id is not None
        for given in row.rows
        if given.sheet_id in nobodys
    }
    home: dict[int, int | None] = {known: known for _, known in told}
    if table.asked is PartyKind.VILLAGE:
        query = select(Enterprise.id, Enterprise.village_id).where(Enterprise.id.in_(home))
        for known, village in reading.session.execute(query):
            home[known] = village
    place: dict[int | None, int] = {row.party.record_id: row.party.id for row in stands.rows}
    homes: dict[int, set[int | None]] = {}
    for sheet_id, known in told:
        homes.setdefault(sheet_id, set()).add(home[known])
    found = {
        sheet_id: place[some.pop()]
        for sheet_id, some in homes.items()
        if len(some) == 1 and some <= place.keys()
    }
    claims = Claims(table.asked, [row.party for row in stands.rows], table.columns)
    for file in stands.unclaimed:
        likely = claims.likely_by_name(file.file) if file.id not in found else None
        if likely is not None:
            found[file.id] = likely
    return found


def party_choices(reading: Reading) -> PartyChoices:
    """Return whom a table can be asked of."""
    villages = select(Village.id, Village.name).where(Village.deleted_at.is_(None)).order_by(Village.id)
    enterprises = (
        select(Enterprise.id, Enterprise.name, Village.name)
        .outerjoin(Village, Village.id == Enterprise.village_id)
        .where(Enterprise.deleted_at.is_(None), IN_OPERATION)
        .order_by(Enterprise.village_id, Enterprise.name_key, Enterprise.id)
    )
    return PartyChoices(
        tuple(PartyChoice(known, name) for known, name in reading.session.execute(villages)),
        tuple(
            PartyChoice(known, name, village or "未分村")
            for known, name, village in reading.session.execute(enterprises)
        ),
    )
