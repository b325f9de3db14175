"""执法、追责、问责曝光、典型案例、文书、举报线索: what followed, and upon whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, Table, case, cast, func

from hazard_desk.model import (
    Accountability,
    Admonition,
    Campaign,
    Document,
    Enterprise,
    Hazard,
    IllegalAct,
    Inspection,
    Penalty,
    TipOff,
    TypicalCase,
    accountability_campaign,
    admonition_campaign,
    document_hazard,
    illegal_act_campaign,
    penalty_campaign,
    tip_off_campaign,
    typical_case_campaign,
)
from hazard_desk.rules.table_question import ColumnKind
from hazard_desk.rules.tip_offs import OVER
from hazard_desk.services.vocabulary.column import TODAY, Column, Group, Members, Noun, counted, noun
from hazard_desk.services.vocabulary.enterprises import fields_of, unit_columns
from hazard_desk.services.vocabulary.functions import state_of_tip_off

_COUNTED_IN = {
    "accountability": "人",
    "admonition": "次",
    "typical_case": "个",
    "document": "份",
    "tip_off": "条",
}
_WHOM = ("企业名称", "单位名称", "单位", "当事人")


def campaigns_of(group: Group, entity: Any, link: Table) -> Column:
    """Return 专项行动 of a record, through the table that links its noun to campaigns."""
    members = Members(
        link.join(Campaign.__table__),
        link.c[f"{entity.__tablename__}_id"],
        Campaign.name,
        (Campaign.deleted_at.is_(None),),
    )
    return group.several(
        "campaigns", "专项行动", entity.id, members, words=("所属专项行动", "专项"), within=entity
    )


def _about_unit(
    key: str,
    label: str,
    entity: Any,
    own: Sequence[Column],
    default: Sequence[str],
    *,
    day: Any,
    joins: dict[str, tuple[Any, Any]] | None = None,
    overlap: str = "",
) -> Noun:
    """Return a noun that may concern an enterprise of the registry, by its day."""
    return noun(
        key,
        label,
        _COUNTED_IN.get(key, "起"),
        [
            *own,
            *fields_of(Enterprise, prefix="enterprise.", heading="所属企业", needs=("enterprise",)),
        ],
        default=default,
        table=entity,
        joins={"enterprise": (Enterprise, Enterprise.id == entity.enterprise_id), **(joins or {})},
        newest_first=day.desc(),
        overlap=overlap,
    )


def illegal_act_noun() -> Noun:
    """Return 非法违法行为 (F5)."""
    own = Group("非法违法行为")
    return _about_unit(
        "illegal_act",
        "非法违法行为",
        IllegalAct,
        [
            own.own(IllegalAct.found_on, "发现日期", words=("查处日期", "时间")),
            unit_columns(own, IllegalAct.party, "违法单位（人）", "party", ("违法单位", *_WHOM)),
            own.own(IllegalAct.description, "非法违法行为", words=("违法行为", "违法事实", "内容")),
            own.own(IllegalAct.verifying_unit, "核查单位"),
            own.worked_out(
                "handled", "是否查处", ColumnKind.FLAG, case((IllegalAct.handled_on.is_not(None), 1), else_=0)
            ),
            own.own(IllegalAct.handled_on, "查处日期"),
            own.own(IllegalAct.handling, "处理措施", words=("处理情况", "查处情况")),
            campaigns_of(own, IllegalAct, illegal_act_campaign),
            own.own(IllegalAct.note, "备注"),
        ],
        ("found_on", "party", "description", "verifying_unit", "handled_on", "handling"),
        day=IllegalAct.found_on,
    )


def penalty_noun() -> Noun:
    """Return 行政处罚."""
    own = Group("行政处罚")
    return _about_unit(
        "penalty",
        "行政处罚",
        Penalty,
        [
            own.own(Penalty.decided_on, "处罚日期", words=("决定日期", "日期")),
            own.own(Penalty.kind, "处罚种类", words=("处罚类型", "种类")),
            unit_columns(own, Penalty.party, "受处罚单位（人）", "party", ("被处罚单位", *_WHOM)),
            own.own(Penalty.target, "处罚对象"),
            own.own(Penalty.amount_fen, "罚款金额（万元）", words=("罚款金额", "罚款（万元）", "金额")),
            own.own(Penalty.certificates, "暂扣吊销证照（个）", words=("暂扣吊销证照数",)),
            own.own(Penalty.decided_by, "处罚单位", words=("决定机关", "处罚机关")),
            own.own(Penalty.document_number, "文书编号", words=("处罚决定书文号", "文号")),
            campaigns_of(own, Penalty, penalty_campaign),
            own.own(Penalty.note, "备注"),
        ],
        ("decided_on", "party", "kind", "amount_fen", "decided_by", "document_number"),
        day=Penalty.decided_on,
    )


def admonition_noun() -> Noun:
    """Return 约谈通报、公开曝光、联合惩戒."""
    own = Group("问责曝光")
    return _about_unit(
        "admonition",
        "问责曝光",
        Admonition,
        [
            own.own(Admonition.decided_on, "日期"),
            own.own(Admonition.kind, "方式", words=("类型", "种类")),
            unit_columns(own, Admonition.unit, "单位", "unit", _WHOM),
            own.own(Admonition.reason, "事由", words=("原因",)),
            campaigns_of(own, Admonition, admonition_campaign),
            own.own(Admonition.note, "备注"),
        ],
        ("decided_on", "unit", "kind", "reason"),
        day=Admonition.decided_on,
    )


def accountability_noun() -> Noun:
    """Return 追责."""
    own = Group("追责")
    return _about_unit(
        "accountability",
        "追责",
        Accountability,
        [
            own.own(Accountability.decided_on, "追责日期", words=("日期", "决定日期")),
            own.own(Accountability.person, "被追责人", words=("姓名", "人员")),
            unit_columns(own, Accountability.unit, "所在单位", "unit", _WHOM),
            own.own(Accountability.kind, "追责方式", words=("处分种类", "种类")),
            own.own(Accountability.decided_by, "决定单位", words=("决定机关",)),
            own.own(Accountability.reason, "事由", words=("原因",)),
            campaigns_of(own, Accountability, accountability_campaign),
            own.own(Accountability.note, "备注"),
        ],
        ("decided_on", "person", "unit", "kind", "decided_by", "reason"),
        day=Accountability.decided_on,
    )


def typical_case_noun() -> Noun:
    """Return 典型案例."""
    own = Group("典型案例")
    return _about_unit(
        "typical_case",
        "典型案例",
        TypicalCase,
        [
            own.own(TypicalCase.reported_on, "上报日期", words=("报送日期", "日期")),
            own.own(TypicalCase.title, "案例名称", words=("标题", "名称")),
            own.own(TypicalCase.summary, "基本情况", words=("案情", "内容")),
            own.own(TypicalCase.handling, "处理结果"),
            own.own(TypicalCase.lesson, "教训与启示"),
            own.worked_out(
                "hazard.description", "所依据的隐患", ColumnKind.TEXT, Hazard.description, needs=("hazard",)
            ),
            campaigns_of(own, TypicalCase, typical_case_campaign),
            own.own(TypicalCase.note, "备注"),
        ],
        ("reported_on", "title", "enterprise.name", "summary", "handling"),
        day=TypicalCase.reported_on,
        joins={"hazard": (Hazard, Hazard.id == TypicalCase.hazard_id)},
    )


def document_noun() -> Noun:
    """Return 文书: the register of what was issued."""
    own = Group("文书")
    listed = Group("文书", overlap=True)
    hazards = (document_hazard.c.document_id == Document.id,)
    return _about_unit(
        "document",
        "文书",
        Document,
        [
            own.own(Document.issued_on, "制作日期", words=("日期", "下达日期")),
            own.own(Document.kind, "文书种类", words=("文书名称", "种类")),
            own.own(Document.number, "文书编号", words=("编号", "文号")),
            own.own(Document.family, "名义"),
            own.own(Document.signers, "签发检查人员", words=("检查人员",)),
            own.own(Document.refused_to_sign, "是否拒签"),
            own.own(Document.refusal_note, "拒签情况"),
            listed.count(
                "hazards",
                "列明隐患（条）",
                counted(Document, document_hazard.c.hazard_id, hazards, of_table=document_hazard),
            ),
            own.worked_out(
                "inspection.number", "检查编号", ColumnKind.TEXT, Inspection.number, needs=("inspection",)
            ),
            own.worked_out(
                "inspection.inspected_on",
                "检查日期",
                ColumnKind.DATE,
                Inspection.inspected_on,
                needs=("inspection",),
            ),
        ],
        ("issued_on", "kind", "number", "enterprise.name", "signers", "hazards"),
        day=Document.issued_on,
        joins={"inspection": (Inspection, Inspection.id == Document.inspection_id)},
        overlap="一条隐患可在几份文书里列明",
    )


def tip_off_noun() -> Noun:
    """Return 举报线索 without who reported: tables and templates go out, an informant's name never does."""
    own = Group("举报线索")
    steps = Group("办理")
    state = state_of_tip_off()
    overdue = TipOff.due_on.is_not(None) & (TipOff.due_on < TODAY) & state.not_in(sorted(OVER))
    return _about_unit(
        "tip_off",
        "举报线索",
        TipOff,
        [
            own.own(TipOff.number, "编号", words=("线索编号", "举报编号")),
            own.own(TipOff.received_on, "收到日期", words=("举报日期", "受理日期", "日期")),
            own.own(TipOff.channel, "举报方式", words=("来源", "举报渠道")),
            unit_columns(own, TipOff.unit, "被举报单位", "unit", _WHOM),
            own.own(TipOff.place, "地点"),
            own.own(TipOff.content, "举报内容", words=("内容", "线索内容")),
            steps.worked_out(
                "state", "办理状态", ColumnKind.TERM, state, terms=state.type.enum_class, words=("状态",)
            ),
            steps.worked_out("overdue", "是否逾期", ColumnKind.FLAG, case((overdue, 1), else_=0)),
            steps.worked_out(
                "overdue_days",
                "逾期天数",
                ColumnKind.NUMBER,
                case(
                    (overdue, cast(func.julianday(TODAY) - func.julianday(TipOff.due_on), Integer)), else_=0
                ),
            ),
            steps.own(TipOff.accepted_on, "受理日期"),
            steps.own(TipOff.refused_on, "不予受理日期"),
            steps.own(TipOff.refusal_reason, "不予受理的理由"),
            steps.own(TipOff.assigned_on, "交办日期"),
            steps.own(TipOff.assigned_to, "承办单位（人）", words=("承办单位", "承办人")),
            steps.own(TipOff.due_on, "办理期限"),
            steps.own(TipOff.verified_on, "核查日期"),
            steps.own(TipOff.verified_by, "核查人员"),
            steps.own(TipOff.result, "核查结果"),
            steps.own(TipOff.finding, "核查情况"),
            steps.own(TipOff.handling, "处理情况"),
            steps.own(TipOff.answered_on, "反馈日期"),
            steps.own(TipOff.answer, "反馈内容"),
            steps.own(TipOff.approved_on, "审核签字日期"),
            steps.own(TipOff.approved_by, "审核签字的领导"),
            steps.own(TipOff.published, "是否公开"),
            campaigns_of(own, TipOff, tip_off_campaign),
            own.own(TipOff.note, "备注"),
        ],
        ("number", "received_on", "unit", "content", "assigned_to", "due_on", "state"),
        day=TipOff.received_on,
    )
