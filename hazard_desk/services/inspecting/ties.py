"""What hangs on a visit: issued documents and the steps of its hazards; no change may contradict them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from hazard_desk.errors import HazardDeskError
from hazard_desk.forms.documents import document_name
from hazard_desk.model import Document, Hazard, HazardMove, Inspection, Recheck, document_hazard
from hazard_desk.rules.facts import InspectionFacts
from hazard_desk.rules.refusal import Refusal
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import Move, RecheckResult


def refuse_removal(reading: Reading, inspection_id: int) -> None:
    """Refuse to remove a visit of which documents were issued: they would tell of nothing."""
    hazards = select(Hazard.id).where(Hazard.inspection_id == inspection_id)
    told = _documents(reading, inspection_id, reading.session.scalars(hazards).all())
    if told:
        raise HazardDeskError(
            f"这次检查已开具{_named(told)}，不能移入回收站。",
            "没有改动任何数据。",
            "请先在文书登记簿里处理这些文书；登记错了的隐患，可以作废。",
        )


def refusals_of_change(reading: Reading, inspection: Inspection, facts: InspectionFacts) -> list[Refusal]:
    """Return what stands against these facts of a stored visit: its documents, the days of its steps."""
    kept = {hazard.id for hazard in facts.hazards}
    present = reading.session.scalars(
        select(Hazard.id).where(Hazard.inspection_id == inspection.id, Hazard.deleted_at.is_(None))
    ).all()
    refused = []
    told = _documents(reading, None, [known for known in present if known not in kept])
    if told:
        refused.append(
            Refusal(
                "hazards",
                f"去掉的隐患写在{_named(told)}里",
                "登记错了的，请保留这条隐患并作废；或先在文书登记簿里处理文书。",
            )
        )
    told = _documents(reading, inspection.id, present)
    if told and facts.enterprise_id != inspection.enterprise_id:
        refused.append(
            Refusal("enterprise_id", f"这次检查已给原来的企业开具{_named(told)}", "请先处理那些文书。")
        )
    if facts.inspected_on is not None and facts.inspected_on != inspection.inspected_on:
        steps = [*_steps(reading, [known for known in present if known in kept])]
        steps += [(one.issued_on, document_name(one.kind, one.family)) for one in told]
        day, what = min(steps, default=(facts.inspected_on, ""))
        if day < facts.inspected_on:
            refused.append(Refusal("inspected_on", f"检查日期晚于已登记的{what}（{day}）", "请核对日期。"))
    return refused


def _documents(reading: Reading, inspection_id: int | None, hazard_ids: Sequence[int]) -> Sequence[Document]:
    link = document_hazard.c
    naming = select(link.document_id).where(link.hazard_id.in_(hazard_ids))
    query = (
        select(Document)
        .where(
            Document.deleted_at.is_(None),
            or_(Document.id.in_(naming), Document.inspection_id == inspection_id)
            if inspection_id is not None
            else Document.id.in_(naming),
        )
        .order_by(Document.id)
    )
    return reading.session.scalars(query).all()


def _named(documents: Sequence[Document]) -> str:
    first = f"{document_name(documents[0].kind, documents[0].family)} {documents[0].number}"
    return first if len(documents) == 1 else f"{first}等 {len(documents)} 份文书"


def _steps(reading: Reading, hazard_ids: Sequence[int]) -> Iterable[tuple[date, str]]:
    """Return the days of the steps that aren't fields of the visit, each in its word."""
    moves: Any = select(HazardMove.moved_on, HazardMove.kind).where(
        HazardMove.hazard_id.in_(hazard_ids), HazardMove.deleted_at.is_(None)
    )
    for day, kind in reading.session.execute(moves):
        yield day, kind.label
    failed: Any = select(Recheck.rechecked_on, Recheck.rectified_on).where(
        Recheck.hazard_id.in_(hazard_ids),
        Recheck.deleted_at.is_(None),
        Recheck.result == RecheckResult.FAILED,
    )
    for rechecked_on, rectified_on in reading.session.execute(failed):
        if rechecked_on is not None:
            yield rechecked_on, Move.FAIL.label
        if rectified_on is not None:
            yield rectified_on, Move.RECTIFY.label
