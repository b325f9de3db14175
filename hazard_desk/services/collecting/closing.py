"""收齐归档: nothing more is expected of a 收表; what is left undone is said, and doesn't hinder."""

from __future__ import annotations

from datetime import date

from hazard_desk.services.collecting.collections import existing_collection
from hazard_desk.services.collecting.merged_table import conflict_count
from hazard_desk.services.collecting.standing import standing
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork


def close_collection(work: UnitOfWork, collection_id: int, closed_on: date | None) -> Changes:
    """Say that nothing more is expected (收齐归档), or with None that it goes on."""
    record = existing_collection(work, collection_id)
    left = _left_open(work, collection_id) if closed_on else ""
    record.closed_on = closed_on
    return Changes(
        f"收表「{record.name}」{'收齐归档' if closed_on else '重新打开'}",
        collection_id,
        [f"还有 {left}，不再列为待办；要接着办，请点“重新打开”。"] if left else [],
    )


def _left_open(reading: Reading, collection_id: int) -> str:
    """Return in words what isn't done: who is missing, what is undecided; "" where all is."""
    stands = standing(reading, collection_id)
    waiting = conflict_count(reading, collection_id)
    said = [
        f"{len(stands.missing)} 个单位未交" if stands.missing else "",
        f"{len(stands.unclaimed)} 个文件待认领" if stands.unclaimed else "",
        f"{waiting} 处冲突没定" if waiting else "",
    ]
    return "、".join(filter(None, said))
