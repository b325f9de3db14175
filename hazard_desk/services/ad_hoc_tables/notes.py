"""What a reader of the figures must know: what is counted several times, left out, or not everywhere."""

from __future__ import annotations

from sqlalchemy import func, select

from hazard_desk.model import Enterprise, Hazard, Inspection
from hazard_desk.rules.table_question import ColumnKind, Question
from hazard_desk.services.ad_hoc_tables.asking import Asked
from hazard_desk.services.supervisory import OWN_VISIT, STANDING_HAZARD
from hazard_desk.store.unit_of_work import Reading

_FOUND = frozenset(
    {
        "hazards_found",
        "hazards_rectified",
        "hazards_general",
        "hazards_major",
        "general_rectified",
        "major_rectified",
    }
)
_FOLLOWED = frozenset({"hazards_open", "hazards_overdue", "hazards_unclosed", "major_open"})


def notes_of(reading: Reading, question: Question, *, has_total: bool) -> tuple[str, ...]:
    """Return the sentences to stand below a table; `has_total` says that it has a row 合计."""
    asked = Asked(reading, question)
    told = (*_of_groups(asked, has_total=has_total), *_of_columns(asked), *_among(asked))
    return tuple(told)


def _of_groups(asked: Asked, *, has_total: bool) -> list[str]:
    """Tell the groups in several of which one record may stand."""
    noun, question = asked.noun.spec, asked.question
    several = [asked.column(key).spec.label for key in question.groups if asked.column(key).spec.many]
    if not several:
        return []
    total = "，合计里只计一次" if has_total else ""
    return [f"一{noun.counted}{noun.label}有几个{'、'.join(several)}的，在每一个里都计{total}。"]


def _of_columns(asked: Asked) -> list[str]:
    """Tell how what is counted beside each row was counted."""
    noun, question = asked.noun.spec, asked.question
    keys = [one.column for one in question.figures if one.column] if question.is_counted else asked.keys
    specs = [asked.column(key).spec for key in keys]
    counted = [one for one in specs if one.kind is ColumnKind.NUMBER and "." not in one.key]
    shown = {one.key for one in counted}
    notes = []
    if noun.overlap and not all(one.summable for one in counted):
        why = "，所以没有合计" if question.total else ""
        notes.append(f"{noun.overlap}，各行相加有重复{why}。")
    if noun.key == "village" and counted and (without := _without_village(asked.reading)):
        notes.append(f"另有 {without} 家企业没有填所属村（社区），不在各村的数里。")
    if noun.key != "inspection" and shown & _FOUND and shown & _FOLLOWED and _self_found(asked.reading):
        notes.append("排查、已整改的隐患按监督检查计（同每周报表），未整改、逾期、未销号的含企业自查发现的。")
    return notes


def _among(asked: Asked) -> list[str]:
    """Tell how many of the records other tables leave out."""
    notes = []
    if asked.noun.spec.key == "hazard" and (void := _count(asked, "void", 1)):
        notes.append(f"其中已作废的隐患 {void} 条。")
    if asked.noun.spec.key == "inspection" and (own := _count(asked, "supervisory", 0)):
        notes.append(f"其中企业全面查、企业自查 {own} 次，每周报表不计。")
    return notes


def _count(asked: Asked, flag: str, value: int) -> int:
    column = asked.column(flag)
    query = asked.records([func.count()], [column]).where(column.sql == value)
    return int(next(iter(asked.run(query)))[0])


def _without_village(reading: Reading) -> int:
    query = select(func.count(Enterprise.id)).where(
        Enterprise.deleted_at.is_(None), Enterprise.village_id.is_(None)
    )
    return reading.session.scalar(query) or 0


def _self_found(reading: Reading) -> bool:
    query = (
        select(Hazard.id)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(OWN_VISIT, STANDING_HAZARD)
        .limit(1)
    )
    return reading.session.scalar(query) is not None
