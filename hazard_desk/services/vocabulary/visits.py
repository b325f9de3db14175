"""检查, 隐患, 回查 and 自查: what was found where, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Integer, and_, case, cast, func, select

from hazard_desk.intake.header_words import INSPECTION_WORDS
from hazard_desk.model import (
    Campaign,
    Enterprise,
    Hazard,
    Inspection,
    Inspector,
    Person,
    Recheck,
    SelfCheck,
    SelfCheckMark,
    inspection_campaign,
    inspection_leader,
)
from hazard_desk.rules.facts import HazardFacts, InspectionFacts, labels
from hazard_desk.rules.hazard_life import UNCLOSED_STATES
from hazard_desk.rules.table_question import ColumnKind
from hazard_desk.services.following_up.finding import AWAITS_REPLY, UNDER_SUPERVISION
from hazard_desk.services.supervisory import SUPERVISORY
from hazard_desk.services.vocabulary.column import TODAY, Column, Group, Members, Noun, counted, noun
from hazard_desk.services.vocabulary.enterprises import fields_of
from hazard_desk.services.vocabulary.tallies import IS_OPEN, IS_OVERDUE, tallies_of_visit
from hazard_desk.terms import CheckMark, HazardState

_VISIT = labels(InspectionFacts)
_HAZARD = labels(HazardFacts)
_TO_VISIT = (Inspection, Inspection.id == Hazard.inspection_id)
_TO_ENTERPRISE = (Enterprise, Enterprise.id == Inspection.enterprise_id)

_INSPECTORS = Members(Inspector.__table__, Inspector.inspection_id, Inspector.name)
_CAMPAIGNS = Members(
    inspection_campaign.join(Campaign.__table__),
    inspection_campaign.c.inspection_id,
    Campaign.name,
    (Campaign.deleted_at.is_(None),),
)
_LEADERS = Members(inspection_leader.join(Person.__table__), inspection_leader.c.inspection_id, Person.name)


def visit_columns(prefix: str = "", heading: str = "检查", needs: tuple[str, ...] = ()) -> Iterator[Column]:
    """Yield the columns of a visit: the noun's own, or those of the visit that found a hazard."""
    group = Group(heading, needs, prefix)
    for name in ("number", "inspected_on", "level", "stage"):
        yield group.own(getattr(Inspection, name), _VISIT[name], words=INSPECTION_WORDS[name])
    yield group.several(
        "inspectors",
        _VISIT["inspectors"],
        Inspection.id,
        _INSPECTORS,
        sql=Inspection.inspectors,
        words=INSPECTION_WORDS["inspectors"],
        within=Inspection,
    )
    for name in ("mode", "experts", "content", "inspecting_unit"):
        yield group.own(getattr(Inspection, name), _VISIT[name], words=INSPECTION_WORDS[name])
    yield group.several(
        "leaders", _VISIT["leader_ids"], Inspection.id, _LEADERS, words=("带队人", "领导"), within=Inspection
    )
    yield group.several(
        "campaigns",
        _VISIT["campaigns"],
        Inspection.id,
        _CAMPAIGNS,
        words=INSPECTION_WORDS["campaigns"],
        within=Inspection,
    )
    yield group.worked_out(
        "supervisory", "是否监督检查（企业自查以外）", ColumnKind.FLAG, case((SUPERVISORY, 1), else_=0)
    )


def inspection_noun() -> Noun:
    """Return 检查: every visit."""
    enterprise = ("enterprise",)
    columns = [
        *visit_columns(),
        Group("检查").own(Inspection.note, _VISIT["note"], words=INSPECTION_WORDS["note"]),
        *tallies_of_visit(Group("隐患")),
        *fields_of(Enterprise, prefix="enterprise.", heading="所属企业", needs=enterprise),
    ]
    return noun(
        "inspection",
        "检查",
        "次",
        columns,
        default=("number", "inspected_on", "enterprise.name", "level", "inspectors", "hazards_found"),
        table=Inspection,
        joins={"enterprise": _TO_ENTERPRISE},
        inner=enterprise,
        newest_first=Inspection.inspected_on.desc(),
    )


_RECHECKED = {
    name: (
        select(getattr(Recheck, name))
        .where(Recheck.hazard_id == Hazard.id, Recheck.deleted_at.is_(None))
        .order_by(Recheck.rechecked_on.desc(), Recheck.id.desc())
        .limit(1)
        .correlate(Hazard)
        .scalar_subquery()
    )
    for name in ("rechecked_by", "rechecked_on", "result")
}
"""The last recheck of a hazard, failed or not, as 隐患台账 shows it."""


def hazard_columns(prefix: str = "", heading: str = "隐患", needs: tuple[str, ...] = ()) -> Iterator[Column]:
    """Yield the columns of a hazard: the noun's own, or those of the hazard that was rechecked."""
    group = Group(heading, needs, prefix)
    words = {name: INSPECTION_WORDS.get(f"hazard.{name}", ()) for name in _HAZARD}
    for name, label in _HAZARD.items():
        if name == "note":
            yield group.own(Hazard.note, label, words=() if prefix else INSPECTION_WORDS["note"])
        elif name == "recheck_result":
            yield group.own_expression(Recheck.result, _RECHECKED["result"], name, label, words[name])
        elif name in _RECHECKED:
            yield group.own_expression(getattr(Recheck, name), _RECHECKED[name], name, label, words[name])
        else:
            yield group.own(getattr(Hazard, name), label, words=words[name])


def hazard_noun() -> Noun:
    """Return 隐患: every one that isn't in the recycle bin, void ones too, as the list of all shows them."""
    visit, enterprise = ("inspection",), ("inspection", "enterprise")
    standing = Group("办理情况")

    def flag(key: str, label: str, condition: Any, words: tuple[str, ...] = ()) -> Column:
        return standing.worked_out(key, label, ColumnKind.FLAG, case((condition, 1), else_=0), words=words)

    overdue_days = case(
        (IS_OVERDUE, cast(func.julianday(TODAY) - func.julianday(Hazard.deadline), Integer)), else_=0
    )
    columns = [
        *hazard_columns(),
        standing.own(Hazard.state, "办理状态", words=("状态", "隐患状态", "整改状态")),
        flag("open", "是否未整改", IS_OPEN),
        flag("unclosed", "是否未销号", Hazard.state.in_(UNCLOSED_STATES)),
        flag("overdue", "是否逾期", IS_OVERDUE, ("逾期",)),
        standing.worked_out("overdue_days", "逾期天数", ColumnKind.NUMBER, overdue_days),
        flag("plated", "是否挂牌督办中", UNDER_SUPERVISION),
        flag("awaits_reply", "是否待答复", and_(AWAITS_REPLY, Hazard.state != HazardState.VOID)),
        flag("void", "是否已作废", Hazard.state == HazardState.VOID),
        standing.own(Hazard.failed_rechecks, "回查不合格次数"),
        standing.own(Hazard.rectified_by, "报告整改的人"),
        standing.own(Hazard.closed_on, "销号日期", words=("销号时间",)),
        standing.own(Hazard.supervised_on, "挂牌日期", words=("挂牌时间",)),
        standing.own(Hazard.supervision_due, "督办期限"),
        standing.own(Hazard.second_supervision_unit, "双挂牌督办单位"),
        standing.own(Hazard.lifted_on, "摘牌日期", words=("摘牌时间",)),
        standing.own(Hazard.suspended_on, "停产整改日期"),
        standing.own(Hazard.resumed_on, "恢复生产日期"),
        standing.own(Hazard.accepted_on, "验收通过日期"),
        standing.own(Hazard.referred_on, "移送日期", words=("移送时间",)),
        standing.own(Hazard.referred_to, "移送单位"),
        standing.own(Hazard.voided_on, "作废日期"),
        standing.own(Hazard.void_reason, "作废理由"),
        *visit_columns("inspection.", "所属检查", visit),
        *fields_of(Enterprise, prefix="enterprise.", heading="所属企业", needs=enterprise),
    ]
    return noun(
        "hazard",
        "隐患",
        "条",
        columns,
        default=(
            "inspection.inspected_on", "enterprise.name", "description", "level", "measures", "responsible",
            "deadline", "rectified_on", "state",
        ),
        table=Hazard,
        joins={"inspection": _TO_VISIT, "enterprise": _TO_ENTERPRISE},
        inner=enterprise,
        always=visit,  # the newest visit stands first
        newest_first=Inspection.inspected_on.desc(),
    )  # fmt: skip


def recheck_noun() -> Noun:
    """Return 回查: every look back, failed ones too."""
    own = Group("回查")
    hazard, visit = ("hazard",), ("hazard", "inspection")
    enterprise = ("hazard", "inspection", "enterprise")
    columns = [
        own.own(Recheck.rechecked_on, "回查日期", words=INSPECTION_WORDS["hazard.rechecked_on"]),
        own.own(Recheck.rechecked_by, "回查人员", words=INSPECTION_WORDS["hazard.rechecked_by"]),
        own.own(Recheck.result, "回查结果", words=INSPECTION_WORDS["hazard.recheck_result"]),
        own.own(Recheck.rectified_on, "所查的整改完成时间"),
        own.own(Recheck.rectified_by, "报告整改的人"),
        own.own(Recheck.new_deadline, "新的限期整改时间"),
        own.own(Recheck.old_deadline, "原限期整改时间"),
        own.own(Recheck.note, "回查说明", words=("备注", "未整改到位的内容")),
        *(
            column
            for column in hazard_columns("hazard.", "所查隐患", hazard)
            if column.spec.key.removeprefix("hazard.")
            in ("description", "level", "measures", "responsible", "deadline", "remedy", "basis")
        ),
        *visit_columns("inspection.", "所属检查", visit),
        *fields_of(Enterprise, prefix="enterprise.", heading="所属企业", needs=enterprise),
    ]
    return noun(
        "recheck",
        "回查",
        "次",
        columns,
        default=("rechecked_on", "enterprise.name", "hazard.description", "rechecked_by", "result"),
        table=Recheck,
        where=(Recheck.deleted_at.is_(None), Hazard.deleted_at.is_(None)),
        joins={
            "hazard": (Hazard, Hazard.id == Recheck.hazard_id),
            "inspection": _TO_VISIT,
            "enterprise": _TO_ENTERPRISE,
        },
        inner=enterprise,
        always=hazard,  # the condition above
        newest_first=Recheck.rechecked_on.desc(),
    )


def self_check_noun() -> Noun:
    """Return 自查: every one that an enterprise made of itself by 自查表."""
    own, marks = Group("自查"), Group("自查结果")
    enterprise = ("enterprise",)

    def items(of: Any, *wanted: CheckMark) -> Any:
        where = (SelfCheckMark.self_check_id == SelfCheck.id, of.in_(wanted))
        return counted(SelfCheck, SelfCheckMark.item, where, of_table=SelfCheckMark)

    columns = [
        own.own(SelfCheck.checked_on, "自查日期", words=("日期", "检查日期")),
        own.own(SelfCheck.checked_by, "自查人员", words=("检查人员", "自查人")),
        own.own(SelfCheck.office_checked_on, "政府检查日期"),
        own.own(SelfCheck.note, "备注"),
        *(
            marks.count(f"{key}_{mark.value}", f"{label}{mark.label}（项）", items(of, mark))
            for key, label, of in (
                ("own", "自查", SelfCheckMark.own),
                ("office", "检查", SelfCheckMark.office),
            )
            for mark in CheckMark
        ),
        *fields_of(Enterprise, prefix="enterprise.", heading="所属企业", needs=enterprise),
    ]
    return noun(
        "self_check",
        "自查",
        "次",
        columns,
        default=("checked_on", "enterprise.name", "enterprise.village", "checked_by", "own_fails"),
        table=SelfCheck,
        joins={"enterprise": (Enterprise, Enterprise.id == SelfCheck.enterprise_id)},
        inner=enterprise,
        newest_first=SelfCheck.checked_on.desc(),
    )
