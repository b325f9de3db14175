"""Why a filed fact is not what its record says any more: void, in the recycle bin, another day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from hazard_desk.model import (
    Accountability,
    Admonition,
    Hazard,
    IllegalAct,
    Inspection,
    Penalty,
    SupportPair,
    TypicalCase,
)
from hazard_desk.rules.fact_log import Family
from hazard_desk.rules.weekly_figures import is_supervisory
from hazard_desk.services.filing.log import FigureRow
from hazard_desk.services.filing.sources import SOURCES, Source
from hazard_desk.store.unit_of_work import Reading, in_chunks

_BIN = "已移入回收站"
_NOUNS: dict[str, Any] = {
    "illegal_act": IllegalAct,
    "penalty": Penalty,
    "accountability": Accountability,
    "admonition": Admonition,
    "typical_case": TypicalCase,
    "support_pair": SupportPair,
    "inspection": Inspection,
}


def why_gone(reading: Reading, rows: Iterable[FigureRow]) -> dict[tuple[str, int], str]:
    """Return in words why these facts don't count in their week now, by family and record."""
    ids: dict[str, list[int]] = {}
    for row in rows:
        if not row.opening:
            ids.setdefault(row.fact.family, []).append(row.fact.record_id)
    found: dict[tuple[str, int], str] = {}
    for source in SOURCES:
        for some in in_chunks(ids.get(source.family, [])):
            found |= _of_source(reading, source, list(some))
    return found


def _of_source(reading: Reading, source: Source, ids: list[int]) -> dict[tuple[str, int], str]:
    """Return the reasons of one family's facts."""
    _, day, record, *_ = source.query.selected_columns
    still = source.query.with_only_columns(record, day, maintain_column_froms=True).where(record.in_(ids))
    moved = {row[0]: row[1] for row in reading.session.execute(still)}
    now: dict[int, str] = {}
    if source.noun == "hazard":
        hazards = select(Hazard, Inspection).join(Inspection, Inspection.id == Hazard.inspection_id)
        for hazard, visit in reading.session.execute(hazards.where(Hazard.id.in_(ids))):
            now[hazard.id] = _of_hazard(source, hazard, visit)
    else:
        noun: Any = _NOUNS[source.noun]
        for entry in reading.session.scalars(select(noun).where(noun.id.in_(ids))):
            now[entry.id] = _of_other(source, entry)
    now |= {known: f"日期改为 {day}" for known, day in moved.items()}
    return {(source.family.value, known): reason for known, reason in now.items()}


def _of_hazard(source: Source, hazard: Hazard, visit: Inspection) -> str:
    checks = (
        (visit.deleted_at is not None, f"检查记录{_BIN}"),
        (hazard.deleted_at is not None, _BIN),
        (hazard.voided_on is not None, "已作废"),
        (source.family.event == "rectified" and hazard.rectified_on is None, "整改完成时间已撤回"),
        (source.family in (Family.HELPED_FOUND, Family.HELPED_RECTIFIED), "不再是结对帮扶中发现的"),
        (source.family is Family.ORDERED and is_supervisory(visit.level, visit.stage), "整改方式已改"),
    )
    return next((words for applies, words in checks if applies), "检查层级或检查环节已改，不再计入")


def _of_other(source: Source, entry: Any) -> str:
    if entry.deleted_at is not None:
        return _BIN
    if source.family is Family.ILLEGAL_HANDLED:
        return "查处日期已撤回"
    if source.family is Family.TEAMS and not entry.team_key:
        return "没有检查人员"
    return "检查层级或检查环节已改，不再计入" if source.noun == "inspection" else "种类已改，不再计入"
