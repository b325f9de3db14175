"""村（社区）、人员、行业分类、专项行动: the township's own lists, with what happened in each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from hazard_desk.model import (
    Campaign,
    CampaignPhase,
    Conflict,
    Duty,
    Enterprise,
    IllegalAct,
    Industry,
    Inspection,
    Penalty,
    Person,
    Village,
    campaign_industry,
    campaign_village,
    enterprise_industry,
    illegal_act_campaign,
    inspection_campaign,
    inspection_leader,
    penalty_campaign,
)
from hazard_desk.rules.table_question import ColumnKind
from hazard_desk.services.supervisory import IN_OPERATION, SUPERVISORY, was_there
from hazard_desk.services.vocabulary.column import Column, Group, Members, Noun, counted, noun
from hazard_desk.services.vocabulary.tallies import hazard_tallies, visit_tallies

_HERE = Enterprise.deleted_at.is_(None)


def _enterprises(group: Group, owner: Any, tied: Any) -> list[Column]:
    """Return how many enterprises there are, work, and were inspected, of those that `tied` names."""
    inspected = select(Inspection.id).where(Inspection.enterprise_id == Enterprise.id, SUPERVISORY).exists()

    def number(*conditions: Any) -> Any:
        return counted(owner, Enterprise.id, (tied, *conditions), of_table=Enterprise)

    return [
        group.count("enterprises", "企业（家）", number(_HERE), ("企业数", "企业总数", "企业家数")),
        group.count(
            "enterprises_in_operation",
            "正常经营企业（家）",
            number(IN_OPERATION),
            ("正常经营企业数", "在营企业", "在营企业数"),
        ),
        group.count(
            "enterprises_inspected",
            "已检查企业（家）",
            number(IN_OPERATION, inspected),
            ("检查企业数", "已检查企业数", "检查企业", "检查企业（家）"),
        ),
        group.count(
            "enterprises_not_inspected",
            "未检查企业（家）",
            number(IN_OPERATION, ~inspected),
            ("未检查企业数",),
        ),
    ]


def village_noun() -> Noun:
    """Return 村（社区）: the list of villages with what was done in each."""
    own = Group("基本信息")
    of_village = Enterprise.village_id == Village.id
    visits = Inspection.enterprise_id.in_(
        select(Enterprise.id).where(of_village).correlate(Village).scalar_subquery()
    )
    names = (
        "村（社区）", "村（社区）名称", "村名", "村", "社区", "所属村（社区）", "单位名称", "村居", "行政村",
        "所属村", "所在村",
    )  # fmt: skip
    people = Members(
        Duty.__table__.join(Person.__table__), Duty.village_id, Person.name, (Person.deleted_at.is_(None),)
    )
    return noun(
        "village",
        "村（社区）",
        "个",
        [
            own.own(Village.name, "村（社区）名称", words=names, order=Village.id),
            own.own(Village.grid_worker, "网格员", words=("网格员姓名", "负责人", "填报人")),
            own.own(Village.grid_phone, "网格员电话", words=("联系电话", "电话", "手机", "手机号码")),
            own.several("leaders", "包联领导", Village.id, people, words=("包村领导",), within=Village),
            own.own(Village.note, "备注"),
            *_enterprises(Group("企业"), Village, of_village),
            *visit_tallies(Group("检查"), Village, visits),
            *hazard_tallies(Group("隐患"), Village, visits),
        ],
        default=(
            "name", "enterprises_in_operation", "enterprises_inspected", "hazards_found", "hazards_rectified",
            "hazards_open", "hazards_overdue",
        ),
        table=Village,
        newest_first=Village.id,
    )  # fmt: skip


def industry_noun() -> Noun:
    """Return 行业分类."""
    own = Group("基本信息")
    link = enterprise_industry.c
    members = (
        select(link.enterprise_id)
        .where(link.industry_id == Industry.id)
        .correlate(Industry)
        .scalar_subquery()
    )
    visits = Inspection.enterprise_id.in_(members)
    return noun(
        "industry",
        "行业分类",
        "类",
        [
            own.own(
                Industry.name, "行业分类", words=("行业", "行业领域", "行业名称"), order=Industry.position
            ),
            own.own(Industry.group, "类别"),
            own.own(Industry.aliases, "别名"),
            *_enterprises(Group("企业", overlap=True), Industry, Enterprise.id.in_(members)),
            *visit_tallies(Group("检查", overlap=True), Industry, visits),
            *hazard_tallies(Group("隐患", overlap=True), Industry, visits),
        ],
        default=("name", "enterprises", "enterprises_inspected", "hazards_found", "hazards_open"),
        table=Industry,
        newest_first=Industry.position,
        overlap="一家企业可属几个行业",
    )


def campaign_noun() -> Noun:
    """Return 专项行动 with what was done in each."""
    own = Group("基本信息")
    link = inspection_campaign.c
    visits = Inspection.id.in_(
        select(link.inspection_id)
        .where(link.campaign_id == Campaign.id)
        .correlate(Campaign)
        .scalar_subquery()
    )
    phases = Members(CampaignPhase.__table__, CampaignPhase.campaign_id, CampaignPhase.name)
    industries = Members(
        campaign_industry.join(Industry.__table__), campaign_industry.c.campaign_id, Industry.name
    )
    villages = Members(campaign_village.join(Village.__table__), campaign_village.c.campaign_id, Village.name)
    acts = illegal_act_campaign.join(IllegalAct.__table__)
    penalties = penalty_campaign.join(Penalty.__table__)
    return noun(
        "campaign",
        "专项行动",
        "个",
        [
            own.own(Campaign.name, "专项行动", words=("专项行动名称", "行动名称", "名称")),
            own.own(Campaign.document_number, "文号"),
            own.own(Campaign.issuer, "发文机关"),
            own.own(Campaign.starts_on, "开始日期"),
            own.own(Campaign.ends_on, "结束日期"),
            own.own(Campaign.recipient, "报送单位"),
            own.own(Campaign.scope, "适用范围"),
            own.several(
                "industries", "涉及行业", Campaign.id, industries, position=Industry.position, within=Campaign
            ),
            own.several("villages", "涉及村（社区）", Campaign.id, villages, within=Campaign),
            own.several(
                "phases", "阶段", Campaign.id, phases, position=CampaignPhase.position, within=Campaign
            ),
            own.own(Campaign.note, "备注"),
            *visit_tallies(Group("检查", overlap=True), Campaign, visits),
            *hazard_tallies(Group("隐患", overlap=True), Campaign, visits),
            Group("执法", overlap=True).count(
                "illegal_acts",
                "非法违法行为（起）",
                counted(
                    Campaign,
                    IllegalAct.id,
                    (illegal_act_campaign.c.campaign_id == Campaign.id, IllegalAct.deleted_at.is_(None)),
                    of_table=acts,
                ),
            ),
            Group("执法", overlap=True).count(
                "penalties",
                "行政处罚（起）",
                counted(
                    Campaign,
                    Penalty.id,
                    (penalty_campaign.c.campaign_id == Campaign.id, Penalty.deleted_at.is_(None)),
                    of_table=penalties,
                ),
            ),
        ],
        default=("name", "starts_on", "ends_on", "inspections", "hazards_found", "hazards_rectified"),
        table=Campaign,
        newest_first=Campaign.id,
        overlap="一次检查可属几个专项行动",
    )


def person_noun() -> Noun:
    """Return 人员: leaders and inspectors, what they answer for and what they did."""
    own, tied = Group("基本信息"), Group("包联与回避")
    home = aliased(Village)
    led = inspection_leader.c
    led_visits = Inspection.id.in_(
        select(led.inspection_id).where(led.person_id == Person.id).correlate(Person).scalar_subquery()
    )
    # As quotas count: who led a visit took part in it, whether or not among its 检查人员.
    went = was_there(Person.id)
    villages = Members(Duty.__table__.join(Village.__table__), Duty.person_id, Village.name)
    industries = Members(Duty.__table__.join(Industry.__table__), Duty.person_id, Industry.name)
    avoided = Members(
        Conflict.__table__.join(Enterprise.__table__), Conflict.person_id, Enterprise.name, (_HERE,)
    )
    return noun(
        "person",
        "人员",
        "人",
        [
            own.own(Person.name, "姓名", words=("人员姓名", "人员", "领导姓名")),
            own.own(Person.alternative_name, "替代写法"),
            own.own(Person.post, "领导职务"),
            own.own(Person.title, "职务", words=("职务（职称）",)),
            own.own(Person.phone, "联系电话", words=("电话", "手机", "手机号码", "联系方式")),
            own.own(Person.certificate, "执法证号", words=("证号", "执法证件号")),
            own.worked_out(
                "home_village",
                "户籍（居住）村",
                ColumnKind.TEXT,
                select(home.name)
                .where(home.id == Person.home_village_id)
                .correlate(Person)
                .scalar_subquery(),
            ),
            own.own(Person.note, "备注"),
            tied.several("duty_villages", "包联村（社区）", Person.id, villages, within=Person),
            tied.several(
                "duty_industries",
                "包联行业",
                Person.id,
                industries,
                position=Industry.position,
                within=Person,
            ),
            tied.several("avoided", "回避企业", Person.id, avoided, within=Person),
            *visit_tallies(Group("参加检查", overlap=True), Person, went),
            *hazard_tallies(Group("参加检查", overlap=True), Person, went),
            Group("带队检查", overlap=True).count(
                "led",
                "带队检查（次）",
                select(func.count(Inspection.id))
                .where(led_visits, SUPERVISORY)
                .correlate(Person)
                .scalar_subquery(),
                ("带队检查次数",),
            ),
        ],
        default=("name", "post", "title", "phone", "duty_villages", "inspections"),
        table=Person,
        newest_first=Person.id,
        overlap="一次检查有几个人参加",
    )
