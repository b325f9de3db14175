"""上级表样 that were filled before: how, by the fingerprint of their header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import TemplateMapping
from hazard_desk.services.county_templates.mapping import SheetMapping, mapping_json, mapping_of
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

_NAMED = 3


@dataclass(frozen=True, slots=True)
class RememberedRow:
    """One sheet that is known: what it is called, when it was last filled, or that it is left alone."""

    id: int
    name: str
    fingerprint: str
    used_on: date | None
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Filled:
    """One sheet that was filled, or left out by hand: its fingerprint, its name, its mapping."""

    fingerprint: str
    name: str
    mapping: SheetMapping


def remember(work: UnitOfWork, sheets: Sequence[Filled]) -> Changes:
    """Keep how these sheets were filled, or that they weren't; what was known of them is replaced."""
    known = {row.fingerprint: row for row in _alive(work)}
    for sheet in {one.fingerprint: one for one in sheets}.values():
        record = known.get(sheet.fingerprint)
        if record is None:
            record = TemplateMapping(fingerprint=sheet.fingerprint, entered_at=work.now)
            work.session.add(record)
        record.name = sheet.name
        if sheet.mapping.filled:
            record.used_on = work.today
        record.mapping = mapping_json(sheet.mapping)
    work.session.flush()
    names = list(dict.fromkeys(sheet.name for sheet in sheets if sheet.mapping.filled))
    more = f"等 {len(names)} 张表" if len(names) > _NAMED else ""
    return Changes(f"填上级表格「{'、'.join(names[:_NAMED])}」{more}，记住对应关系")


def forget(work: UnitOfWork, mapping_id: int) -> Changes:
    """Forget how a sheet was filled; next time its header is recognised anew."""
    record = work.session.get(TemplateMapping, mapping_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing("这张表的对应关系已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    record.deleted_at = work.now
    return Changes(f"不再记住上级表格「{record.name}」的对应关系", mapping_id)


def remembered(reading: Reading) -> list[RememberedRow]:
    """Return the sheets that are known, the one filled last first."""
    rows = sorted(_alive(reading), key=lambda row: (row.used_on or date.min, row.id), reverse=True)
    return [
        RememberedRow(row.id, row.name, row.fingerprint, row.used_on, _is_filled(row.mapping)) for row in rows
    ]


def _is_filled(kept: str) -> bool:
    mapping = mapping_of(kept)
    return mapping is None or mapping.filled


def mappings_of(reading: Reading, fingerprints: Sequence[str]) -> dict[str, SheetMapping]:
    """Return what is remembered of these headers; what can't be read any more is left out."""
    wanted = set(fingerprints)
    return {
        row.fingerprint: mapping
        for row in _alive(reading)
        if row.fingerprint in wanted and (mapping := mapping_of(row.mapping)) is not None
    }


def _alive(reading: Reading) -> list[TemplateMapping]:
    query = select(TemplateMapping).where(TemplateMapping.deleted_at.is_(None)).order_by(TemplateMapping.id)
    return list(reading.session.scalars(query))
