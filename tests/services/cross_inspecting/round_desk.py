"""Tools for tests of rounds: entering, looking into the office file, taking back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import event, select

from hazard_desk.model import Base, CrossPair, CrossParty, Inspection
from hazard_desk.rules.facts import EnterpriseFacts, InspectionFacts
from hazard_desk.services.cross_inspecting.facts import RoundFacts
from hazard_desk.services.cross_inspecting.rounds import save_round
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

Dump = dict[str, list[tuple[Any, ...]]]


def entered(office: OfficeFile, facts: RoundFacts) -> int:
    """Enter a round and return its id."""
    record_id = office.run(save_round, None, facts).record_id
    assert record_id is not None
    return record_id


def dump(office: OfficeFile) -> Dump:
    """Return every row of every table but the journal's."""

    def read(reading: Reading) -> Dump:
        return {
            table.name: sorted(map(tuple, reading.session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if not table.name.startswith("journal")
        }

    return office.ask(read)


def pair_ids(office: OfficeFile, round_id: int) -> dict[tuple[str, str], int]:
    """Return the ids of a round's pairs by their sides."""
    query = select(CrossPair).where(CrossPair.round_id == round_id)

    def read(reading: Reading) -> dict[tuple[str, str], int]:
        return {(row.inspector, row.inspected): row.id for row in reading.session.scalars(query)}

    return office.ask(read)


def party_ids(office: OfficeFile, round_id: int) -> dict[str, int]:
    """Return the ids of a round's parties by name; of namesakes the last one's."""
    query = select(CrossParty).where(CrossParty.round_id == round_id)
    return office.ask(lambda reading: {row.name: row.id for row in reading.session.scalars(query)})


def noted(work: UnitOfWork, pair_id: int, **facts: object) -> Changes:
    """Write into a pair's own row what following it would."""
    row = work.session.get_one(CrossPair, pair_id)
    for name, value in facts.items():
        setattr(row, name, value)
    return Changes("记下")


def visited(office: OfficeFile, pair_id: int, day: date) -> int:
    """Enter a visit and tie it to a pair; return its id."""
    enterprise = office.run(save_enterprise, EnterpriseFacts(name=f"企业{pair_id}")).record_id
    facts = InspectionFacts(enterprise_id=enterprise, inspected_on=day, inspectors=("张三", "李四"))
    record_id = office.run(save_inspection, facts).record_id
    assert record_id is not None

    def tie(work: UnitOfWork) -> Changes:
        work.session.get_one(Inspection, record_id).cross_pair_id = pair_id
        return Changes("记下")

    office.run(tie)
    return record_id


def taken_back(office: OfficeFile, operation: Any, *args: Any) -> Changes:
    """Run an operation that changes something; see that undoing it leaves no trace, and redo it."""
    before = dump(office)
    changes = office.run(operation, *args)
    after = dump(office)
    assert after != before, changes.summary
    undone = office.run(undo, changes.entry_id)
    assert dump(office) == before, changes.summary
    office.run(undo, undone.entry_id)
    assert dump(office) == after, changes.summary
    return changes


def statements(office: OfficeFile, question: Callable[..., Any], *args: Any) -> int:
    """Return how many statements a question sends to the database."""
    count = 0

    def one_more(*_: object) -> None:
        nonlocal count
        count += 1

    def read(reading: Reading) -> None:
        engine = reading.session.get_bind()
        event.listen(engine, "before_cursor_execute", one_more)
        try:
            question(reading, *args)
        finally:
            event.remove(engine, "before_cursor_execute", one_more)

    office.ask(read)
    return count
