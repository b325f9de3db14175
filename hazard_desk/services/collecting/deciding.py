"""What stands where sheets, or a sheet and the registry, differ: the clerk's word, and whose text it is."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import delete, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import ReturnedChoice
from hazard_desk.services.collecting.merged_table import Merged, merged
from hazard_desk.services.collecting.merging import OURS, TYPED, MergedCell, MergedRow
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork

Place = tuple[str, int]
"""The key of a merged row, and the position of a column."""


class Taking(StrEnum):
    """Whose text is taken for many cells at once."""

    RETURNED = "returned"  # 都用交回的
    OURS = "ours"  # 都用台账的
    NEWEST = "newest"  # 都用最新的: of what came back


def decide(
    work: UnitOfWork, collection_id: int, key: str, position: int, text: str, source: str = TYPED
) -> Changes:
    """Decide what stands in one cell; `source` says whose text it is, in words."""
    table = merged(work, collection_id)
    row, cell = _contested(table, key, position)
    _write(work, table, [(row, cell, text, source)])
    label = table.columns[position].label
    return Changes(f"收表「{table.name}」：{row.label}的{label}用{source}的", collection_id)


def decide_many(work: UnitOfWork, collection_id: int, places: Sequence[Place], taking: Taking) -> Changes:
    """Decide many cells alike; where what is to be taken isn't one text, the cell stays open and is counted.

    都用交回的 leaves out what several sheets say differently, 都用台账的 what the registry doesn't hold.
    """
    table = merged(work, collection_id)
    decided = []
    left = 0
    for key, position in dict.fromkeys(places):
        row, cell = _contested(table, key, position)
        if taking is Taking.OURS:
            found = (cell.ours, OURS) if cell.ours else None
        else:
            side = cell.newest if taking is Taking.NEWEST else None
            if side is None and len(cell.sides) == 1:
                side = cell.sides[0]
            found = (side.text, side.words) if side is not None else None
        if found is None or found[0] is None:
            left += 1
        else:
            decided.append((row, cell, found[0], found[1]))
    _write(work, table, decided)
    words = {Taking.RETURNED: "用交回的", Taking.OURS: "用台账的", Taking.NEWEST: "用最新的"}[taking]
    why = {
        Taking.RETURNED: "几份表互不相同",
        Taking.OURS: "台账里没有",
        Taking.NEWEST: "同时交来的几份表互不相同",
    }[taking]
    return Changes(
        f"收表「{table.name}」：{len(decided)} 处冲突{words}",
        collection_id,
        [f"{left} 处{why}，没有定，请逐处选。"] if left else [],
        counts={"decided": len(decided), "left": left},
    )


def undecide(work: UnitOfWork, collection_id: int, places: Sequence[Place]) -> Changes:
    """Take decisions back: the cells are conflicts again."""
    table = merged(work, collection_id)
    taken = 0
    for key, position in dict.fromkeys(places):
        row, cell = _contested(table, key, position)
        if cell.decided is not None:
            taken += 1
            _forget(work, table, row, position)
    return Changes(f"收表「{table.name}」：{taken} 处决定撤回", collection_id)


def _contested(table: Merged, key: str, position: int) -> tuple[MergedRow, MergedCell]:
    for row in table.rows:
        if key in row.keys and 0 <= position < len(row.cells) and row.cells[position].contested:
            return row, row.cells[position]
    raise RecordMissing(
        "这一处已经没有冲突了（可能有表移出或改过）。", "没有改动任何数据。", "请刷新后再看。"
    )


def _write(
    work: UnitOfWork, table: Merged, decided: Sequence[tuple[MergedRow, MergedCell, str, str]]
) -> None:
    handler = work.handler
    known = {
        (choice.key, choice.position): choice
        for choice in work.session.scalars(
            select(ReturnedChoice).where(ReturnedChoice.collection_id == table.collection_id)
        )
    }
    for row, cell, text, source in decided:
        # One decision a cell: an older one may stand under another of the row's keys.
        there = [known[key, cell.position] for key in row.keys if (key, cell.position) in known]
        for other in there[1:]:
            work.session.delete(other)
        choice = (
            there[0]
            if there
            else ReturnedChoice(collection_id=table.collection_id, key=row.key, position=cell.position)
        )
        choice.text, choice.source = text, source
        choice.handler, choice.decided_at = handler, work.now
        work.session.add(choice)
    work.session.flush()


def _forget(work: UnitOfWork, table: Merged, row: MergedRow, position: int) -> None:
    work.session.execute(
        delete(ReturnedChoice).where(
            ReturnedChoice.collection_id == table.collection_id,
            ReturnedChoice.key.in_(row.keys),
            ReturnedChoice.position == position,
        )
    )
    work.session.flush()
