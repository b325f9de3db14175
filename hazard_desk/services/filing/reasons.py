"""Why a filed fact is not what its record says any more: void, in the recycle bin, another day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from hazard_desk.model import (
    Accountability,
    Activity,
    Admonition,
    Hazard,
    IllegalAct,
    Inspection,
    Penalty,
    SupportPair,
    TypicalCase,
)
from hazard_desk.rules.fact_log import Fact, Family
from hazard_desk.rules.weekly_figures import is_supervisory
from hazard_desk.services.filing.log import FigureRow
from hazard_desk.services.filing.sources import SOURCES, Source
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import ActivityKind

_BIN = "已移入回收站"
_NOUNS: dict[str, Any] = {
    "illegal_act": IllegalAct,
    "penalty": Penalty,
    "accountability": Accountability,
    "admonition": Admonition,
    "typical_case": TypicalCase,
    "support_pair": SupportPair,
    "inspection": Inspection,
    "activity": Activity,
}


Gone = tuple[str, int, str]
"""A fact that is gone: its family, its record, and whose fact of that it was."""


def why_gone(reading: Reading, rows: Iterable[FigureRow]) -> dict[Gone, str]:
    """Return in words why these facts don't count in their week now."""
    facts: dict[str, list[Fact]] = {}
    for row in rows:
        if not row.opening:
            facts.setdefault(row.fact.family, []).append(row.fact)
    found: dict[Gone, str] = {}
    for source in SOURCES:
        for some in in_chunks(facts.get(source.family, [])):
            found |= _of_source(reading, source, some)
    return found


def _of_source(reading: Reading, source: Source, facts: Sequence[Fact]) -> dict[Gone, str]:
    """Return the reasons of one family's facts."""
    _, day, record, who, *_ = source.query.selected_columns
    ids = sorted({fact.record_id for fact in facts})
    told = source.query.with_only_columns(record, who, day, maintain_column_froms=True)
    moved = {
        (known, whose if source.for_each else ""): f"日期改为 {on}"
        for known, whose, on in reading.session.execute(told.where(record.in_(ids)))
    }
    now: dict[int, str] = {}
    if source.noun == "hazard":
        hazards = select(Hazard, Inspection).join(Inspection, Inspection.id == Hazard.inspection_id)
        for hazard, visit in reading.session.execute(hazards.where(Hazard.id.in_(ids))):
            now[hazard.id] = _of_hazard(source, hazard, visit)
    else:
        noun: Any = _NOUNS[source.noun]
        for entry in reading.session.scalars(select(noun).where(noun.id.in_(ids))):
            now[entry.id] = _of_other(source, entry)
    return {
        (source.family.value, fact.record_id, fact.whose): reason
        for fact in facts
        if (reason := moved.get((fact.record_id, fact.whose)) or now.get(fact.record_id))
    }


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
    if source.family is Family.SELF_PLANS and entry.kind is ActivityKind.SELF_PLAN:
        return "企业已从名单里去掉"
    return "检查层级或检查环节已改，不再计入" if source.noun == "inspection" else "种类已改，不再计入"
