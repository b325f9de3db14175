"""Every operation is taken back without a trace and done again to the letter; what it removes comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.journal import (
    entry_changes,
    redo_last,
    undo,
    undo_last,
    what_can_be_redone,
    what_can_be_taken_back,
)
from hazard_desk.services.recycling import bin_rows, put_back_many, put_rows_back
from tests.services.journal import list_samples, record_samples, table_samples
from tests.services.journal.operation_desk import OperationDesk, dump, operations

SAMPLES = {**record_samples.SAMPLES, **list_samples.SAMPLES, **table_samples.SAMPLES}
WITHOUT = {
    "offices.set_up_office": "the founding of the office itself; nothing stood before it",
    "demonstrating.filling.fill_demo": "only into an empty office: has a test of its own below",
    "ad_hoc_tables.saved.mark_used": "a habit, which the journal doesn't follow (model.base.HABIT)",
    "importing.batch.back_up_first": "makes a backup and leaves the office file as it is",
    "journal.undoing.undo": "what this test runs on every other operation",
    "journal.undoing.undo_last": "what this test runs on every other operation",
    "journal.undoing.redo_last": "what this test runs on every other operation",
    "recycling.putting_back.put_back": "run below on what every removal leaves in the bin",
    "recycling.putting_back.put_back_many": "run below on what every removal leaves in the bin",
    "recycling.rows_back.put_rows_back": "run in tests/services/test_rows_back.py on what edits take out",
}
REMOVALS = sorted(
    name for name in SAMPLES if re.search(r"\.(remove|drop|detach|clear|undecide|allow|forget)\w*$", name)
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OperationDesk]:
    """One set of offices for all samples; each makes what it needs."""
    desk = OperationDesk(tmp_path_factory.mktemp("every"))
    yield desk
    desk.close()


def test_every_operation_has_a_sample_or_a_reason() -> None:
    assert set(operations()) == {*SAMPLES, *WITHOUT}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_it_is_taken_back_and_done_again(desk: OperationDesk, name: str) -> None:
    call = SAMPLES[name](desk)
    office = call.office
    before = dump(office)
    changes = call.run()
    after = dump(office)
    assert after != before
    assert office.ask(what_can_be_taken_back) == changes.summary
    office.run(undo_last)
    assert dump(office) == before
    assert office.ask(what_can_be_redone) == changes.summary
    office.run(redo_last)
    assert dump(office) == after
    assert office.ask(what_can_be_taken_back) == changes.summary
    assert changes.entry_id is not None
    lost = [row for row in office.ask(entry_changes, changes.entry_id, 0, 20) if row.lost]
    if lost:  # each row that it took out can be put back by itself, whatever the operation was
        rows = [(row.noun, row.key) for row in lost]
        office.run(put_rows_back, changes.entry_id, rows, True)
        told = office.ask(entry_changes, changes.entry_id, 0, 20)
        assert not {(row.noun, row.key) for row in told if row.lost} & set(rows)
        office.run(undo_last)
        assert dump(office) == after
    office.run(undo, changes.entry_id)  # the operation itself stands again, as if nothing had been
    assert dump(office) == before


@pytest.mark.parametrize("name", REMOVALS)
def test_what_it_removed_comes_back_from_the_bin(desk: OperationDesk, name: str) -> None:
    call = SAMPLES[name](desk)
    office = call.office
    before, there = dump(office), {(row.noun, row.key) for row in office.ask(bin_rows)}
    call.run()
    after = dump(office)
    rows = [row for row in office.ask(bin_rows) if (row.noun, row.key) not in there]
    assert rows
    assert all(row.name and row.removed_at for row in rows)
    office.run(put_back_many, [(row.noun, row.key) for row in rows])
    assert dump(office) == before
    assert {(row.noun, row.key) for row in office.ask(bin_rows)} == there
    office.run(undo_last)
    assert dump(office) == after


def test_a_whole_demo_is_taken_back_and_done_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    desk = OperationDesk(tmp_path_factory.mktemp("demo"))
    before = dump(desk.office)
    desk.office.run(fill_demo, 30, 7)
    after = dump(desk.office)
    desk.office.run(undo_last)
    assert dump(desk.office) == before
    desk.office.run(redo_last)
    assert dump(desk.office) == after
    desk.close()
