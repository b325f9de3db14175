"""Steps beside 整改 and 回查, and documents (文书) issued for the gravest hazards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from hazard_desk.model import (
    Hazard,
    Inspection,
)
from hazard_desk.rules.hazard_life import UNFINISHED_STATES, Step
from hazard_desk.services.documents import draft_document, issue_document
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import (
    DocumentKind,
    HazardLevel,
    HazardState,
    Move,
)

_DOCUMENTED = 2  # hazards
_DOCUMENTS = (
    DocumentKind.ON_SITE_RECORD,
    DocumentKind.RECTIFICATION_NOTICE,
    DocumentKind.SUPERVISION_NOTICE,
)


def add_steps(work: UnitOfWork) -> None:
    """Extend, hand over, report and void one open hazard each; hang the plate over the major ones."""
    today, handler = work.today, "王海"
    authority = "文水县应急管理局"
    reply_due = today + timedelta(days=14)
    of_state = select(Hazard.id).where(Hazard.state == HazardState.RECTIFYING).order_by(Hazard.id)
    general = work.session.scalars(
        of_state.where(Hazard.level == HazardLevel.GENERAL, Hazard.deadline < today).limit(4)
    ).all()
    for hazard_id, step in zip(
        general,
        (
            Step(Move.REFER, today, handler, "逾期未整改，移送查处", unit=authority, reply_due=reply_due),
            Step(Move.VOID, today, handler, "与同次检查的另一条重复"),
            Step(Move.EXTEND, today, handler, "配件未到货", new_deadline=today + timedelta(days=10)),
            Step(Move.REPORT, today, handler, "企业拒不整改", unit=authority, reply_due=reply_due),
        ),
        strict=False,
    ):
        make_move(work, [hazard_id], step)
    major = (
        select(Hazard.id, Inspection.inspected_on)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(Hazard.level == HazardLevel.MAJOR, Hazard.state.in_(UNFINISHED_STATES))
        .order_by(Hazard.id)
    )
    for hazard_id, day in work.session.execute(major).all():
        ends = day + timedelta(days=30)
        hung = Step(
            Move.SUPERVISE,
            day,
            handler,
            "下达挂牌督办通知书",
            ends,
            "西槽头乡人民政府",
            second_unit="企业主管部门",
        )
        make_move(work, [hazard_id], hung)
        make_move(work, [hazard_id], Step(Move.SUSPEND, day, handler, "涉事工段停产"))
        if (today - day).days > 10:
            halfway = day + timedelta(days=10)
            make_move(work, [hazard_id], Step(Move.PROGRESS, halfway, handler, "设备已采购，正在安装"))


def issue_documents(work: UnitOfWork) -> None:
    """Issue what a hung plate brings with it: the record of the visit, the notice, the plate's own notice."""
    hung = (
        select(Hazard.id, Inspection.inspected_on)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(Hazard.supervised_on.is_not(None))
        .order_by(Inspection.inspected_on, Hazard.id)
        .limit(_DOCUMENTED)
    )
    for hazard_id, day in work.session.execute(hung).all():
        for kind in _DOCUMENTS:
            draft = draft_document(work, kind, hazard_ids=(hazard_id,))
            issue_document(work, replace(draft.facts, issued_on=day))
