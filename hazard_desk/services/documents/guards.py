"""When a document may be issued: what each kind needs before it says anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from hazard_desk.forms.documents import document_name
from hazard_desk.model import Document, Enterprise, Inspection, document_hazard
from hazard_desk.rules.clock_times import read_clock_time
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.services.documents.facts import PARENTS, DocumentFacts
from hazard_desk.services.documents.gathering import Found, found_hazards, is_overdue
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import Authority, DocumentKind, HazardLevel, HazardState, Remedy

_WHEN = {"started_at": "检查开始时间", "ended_at": "检查结束时间"}


def why_not(kind: DocumentKind, found: Found, named: frozenset[int] | None = None) -> str:
    """Return why a document of this kind can't name a hazard, in Chinese; "" where it can.

    `named` are the hazards of the notice that a recheck follows.
    """
    hazard = found.hazard
    if hazard.state is HazardState.VOID:
        return "隐患已作废"
    match kind:
        case DocumentKind.RECTIFICATION_NOTICE:
            fits = hazard.remedy in (Remedy.BY_DEADLINE, Remedy.SUPERVISED) or hazard.deadline is not None
            return "" if fits else "整改方式不是限期整改或挂牌督办，也没有整改期限"
        case DocumentKind.RECHECK_OPINION:
            if named is not None and hazard.id not in named:
                return "不在所复查的文书里"
            return "" if found.recheck is not None else "还没有回查结果"
        case DocumentKind.SUPERVISION_NOTICE:
            fits = hazard.remedy is Remedy.SUPERVISED or hazard.level is HazardLevel.MAJOR
            return "" if fits else "整改方式不是挂牌督办，也不是重大隐患"
        case _:
            return ""


def refusals_of(
    reading: Reading, facts: DocumentFacts, family: Authority, before: frozenset[int] = frozenset()
) -> list[Refusal]:
    """Return every reason not to issue this; `before` are hazards that the document names already."""
    found = found_hazards(reading, facts.hazard_ids)
    return [
        *_of_subject(reading, facts, found),
        *_of_hazards(reading, facts, found, before),
        *_of_parent(reading, facts, family),
        *_of_date(reading, facts, found),
        *_of_said(facts),
    ]


def warnings_of(reading: Reading, facts: DocumentFacts) -> list[str]:
    """Return what isn't refused but should be thought of."""
    warnings = []
    if facts.kind is DocumentKind.REFERRAL_LETTER and facts.issued_on is not None:
        weighty = [
            one
            for one in found_hazards(reading, facts.hazard_ids)
            if one.hazard.level is HazardLevel.MAJOR or is_overdue(one.hazard, facts.issued_on)
        ]
        if not weighty:
            warnings.append("所选隐患没有逾期的，也没有重大隐患，请核对是否需要移送（上报）。")
    return warnings


def _of_subject(reading: Reading, facts: DocumentFacts, found: Sequence[Found]) -> list[Refusal]:
    refusals = []
    enterprise = reading.session.get(Enterprise, facts.enterprise_id) if facts.enterprise_id else None
    if enterprise is None or enterprise.deleted_at is not None:
        refusals.append(Refusal("enterprise_id", "没有选定企业", "请从检查记录或隐患台账里开具文书。"))
    visit = reading.session.get(Inspection, facts.inspection_id) if facts.inspection_id else None
    if facts.inspection_id is not None and (visit is None or visit.deleted_at is not None):
        refusals.append(Refusal("inspection_id", "这次检查已不在台账里", "请刷新列表。"))
    elif visit is not None and visit.enterprise_id != facts.enterprise_id:
        refusals.append(Refusal("inspection_id", "这次检查查的是另一家企业", "请从这次检查开具文书。"))
    elif visit is None and facts.kind is DocumentKind.ON_SITE_RECORD:
        refusals.append(Refusal("inspection_id", "现场检查记录要有一次检查", "请从检查记录里开具。"))
    if any(one.inspection.enterprise_id != facts.enterprise_id for one in found):
        refusals.append(
            Refusal("hazard_ids", "所选隐患不是同一家企业的", "一份文书只写一家企业的隐患，请分开开具。")
        )
    return refusals


def _of_hazards(
    reading: Reading, facts: DocumentFacts, found: Sequence[Found], before: frozenset[int]
) -> list[Refusal]:
    if set(facts.hazard_ids) - {one.hazard.id for one in found} - before:
        return [Refusal("hazard_ids", "有的隐患已不在台账里", "请刷新列表，再选一次。")]
    if not facts.hazard_ids and facts.kind is not DocumentKind.ON_SITE_RECORD:
        return [Refusal("hazard_ids", "没有选隐患", "请至少勾选一条隐患。")]
    named = hazards_of(reading, facts.parent_id) if facts.kind in PARENTS and facts.parent_id else None
    refusals = []
    for one in found:
        if facts.kind is DocumentKind.ON_SITE_RECORD and one.hazard.inspection_id != facts.inspection_id:
            why = "不是这次检查发现的"
        else:
            why = "" if one.hazard.id in before else why_not(facts.kind, one, named)
        if why:
            what = f"隐患「{one.hazard.description[:20]}」不能写进这份文书：{why}"
            refusals.append(Refusal("hazard_ids", what, "请取消勾选，或先在台账里改好这条隐患。"))
    return refusals


def _of_parent(reading: Reading, facts: DocumentFacts, family: Authority) -> list[Refusal]:
    wanted = PARENTS.get(facts.kind)
    if wanted is None:
        return []
    parent = reading.session.get(Document, facts.parent_id) if facts.parent_id else None
    if (
        parent is not None
        and parent.deleted_at is None
        and parent.kind is wanted
        and parent.enterprise_id == facts.enterprise_id
    ):
        return []
    name = document_name(wanted, family)
    return [Refusal("parent_id", f"没有选定所复查的{name}", f"请先开具{name}，复查意见书要写明它的编号。")]


def _of_date(reading: Reading, facts: DocumentFacts, found: Sequence[Found]) -> list[Refusal]:
    day = facts.issued_on
    if day is None:
        return [Refusal("issued_on", "没有填文书日期", "请填写日期。")]
    if day > reading.today:
        return [Refusal("issued_on", f"文书日期 {day} 晚于今天", "请填写已经到了的日期。")]
    earliest: list[tuple[date, str]] = [(one.inspection.inspected_on, "检查日期") for one in found]
    visit = reading.session.get(Inspection, facts.inspection_id) if facts.inspection_id else None
    if visit is not None:
        earliest.append((visit.inspected_on, "检查日期"))
    parent = reading.session.get(Document, facts.parent_id) if facts.parent_id else None
    if parent is not None:
        earliest.append((parent.issued_on, f"{document_name(parent.kind, parent.family)}的日期"))
    if facts.kind is DocumentKind.RECHECK_OPINION:
        rechecks = [one.recheck.rechecked_on for one in found if one.recheck is not None]
        earliest += [(on, "回查日期") for on in rechecks if on is not None]
    after, what = max(earliest, default=(day, ""))
    if day < after:
        return [Refusal("issued_on", f"文书日期 {day} 早于{what} {after}", "请核对日期。")]
    return []


def _of_said(facts: DocumentFacts) -> list[Refusal]:
    refusals = []
    for name, label in _WHEN.items():
        try:
            read_clock_time(facts.said.get(name, ""))
        except Unreadable as error:
            refusals.append(Refusal(name, f"{label}：{error.message}", error.remedy))
    if facts.kind is DocumentKind.REFERRAL_LETTER and not facts.said.get("recipient", "").strip():
        refusals.append(Refusal("recipient", "没有写移送（上报）给哪个单位", "请填写移送（上报）单位。"))
    return refusals


def hazards_of(reading: Reading, document_id: int) -> frozenset[int]:
    """Return the hazards that a document names."""
    link = document_hazard.c
    return frozenset(reading.session.scalars(select(link.hazard_id).where(link.document_id == document_id)))
