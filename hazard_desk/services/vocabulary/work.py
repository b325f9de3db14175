"""重点任务, 活动, 结对帮扶, 交叉检查: what was ordered, held and agreed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import aliased

from hazard_desk.model import (
    Activity,
    Campaign,
    CrossPair,
    CrossRound,
    CrossSample,
    Enterprise,
    Hazard,
    Inspection,
    Person,
    SupportPair,
    Task,
    TaskStep,
    Village,
    activity_campaign,
    activity_enterprise,
    support_pair_campaign,
)
from hazard_desk.rules.table_question import ColumnKind
from hazard_desk.rules.task_states import OVER
from hazard_desk.services.cross_inspecting.round_look import CROSS_VISIT
from hazard_desk.services.supervisory import STANDING_HAZARD
from hazard_desk.services.tasks.standing import has_begun, times_this_year
from hazard_desk.services.vocabulary.column import TODAY, Group, Members, Noun, counted, noun
from hazard_desk.services.vocabulary.enforcement import campaigns_of
from hazard_desk.services.vocabulary.enterprises import fields_of
from hazard_desk.services.vocabulary.functions import state_of_task


def task_noun() -> Noun:
    """Return 重点任务."""
    own, standing = Group("重点任务"), Group("进展")
    state = state_of_task(Task.not_ours, Task.done_on, has_begun(TODAY))
    overdue = Task.due_on.is_not(None) & (Task.due_on < TODAY) & state.not_in(sorted(OVER))
    steps = (TaskStep.task_id == Task.id, TaskStep.deleted_at.is_(None))
    newest = (
        select(TaskStep.text)
        .where(*steps)
        .order_by(TaskStep.stepped_on.desc(), TaskStep.id.desc())
        .limit(1)
        .correlate(Task)
        .scalar_subquery()
    )
    person = func.coalesce(
        func.nullif(
            select(Person.name).where(Person.id == Task.person_id).correlate(Task).scalar_subquery(), ""
        ),
        Task.responsible,
    )
    return noun(
        "task",
        "重点任务",
        "项",
        [
            own.own(Task.document, "文号"),
            own.own(Task.chapter, "主要内容"),
            own.own(Task.item, "具体事项", words=("事项",)),
            own.own(Task.content, "工作任务", words=("任务", "重点任务", "任务内容")),
            own.own(Task.units, "责任单位"),
            own.worked_out("responsible", "责任人", ColumnKind.TEXT, person),
            own.worked_out(
                "campaign",
                "专项行动",
                ColumnKind.TEXT,
                select(Campaign.name)
                .where(Campaign.id == Task.campaign_id)
                .correlate(Task)
                .scalar_subquery(),
            ),
            own.own(Task.times_a_year, "每年次数", summable=False),
            own.own(Task.due_on, "完成时限", words=("时限", "完成期限")),
            own.own(Task.not_ours, "是否不涉及本单位"),
            standing.worked_out(
                "state",
                "进展状态",
                ColumnKind.TERM,
                state,
                terms=state.type.enum_class,
                words=("状态", "完成状态"),
            ),
            standing.own(Task.done_on, "完成日期", words=("完成时间",)),
            standing.own(Task.result, "完成情况", words=("落实情况",)),
            standing.worked_out("overdue", "是否逾期", ColumnKind.FLAG, case((overdue, 1), else_=0)),
            standing.worked_out(
                "overdue_days",
                "逾期天数",
                ColumnKind.NUMBER,
                case((overdue, cast(func.julianday(TODAY) - func.julianday(Task.due_on), Integer)), else_=0),
            ),
            standing.count("steps", "推进情况（条）", counted(Task, TaskStep.id, steps, of_table=TaskStep)),
            standing.worked_out(
                "newest_step", "最近推进情况", ColumnKind.TEXT, newest, words=("推进情况", "进展情况")
            ),
            Group("进展", overlap=True).count(
                "times", "本年次数（次）", times_this_year(TODAY), ("本年次数", "已开展次数")
            ),
            own.own(Task.note, "备注"),
        ],
        default=("chapter", "item", "content", "responsible", "due_on", "state"),
        table=Task,
        newest_first=Task.position,
        overlap="一次活动可计入几项任务",
    )


def activity_noun() -> Noun:
    """Return 活动: meetings, training, drills, publicity."""
    own = Group("活动")
    enterprises = Members(
        activity_enterprise.join(Enterprise.__table__), activity_enterprise.c.activity_id, Enterprise.name
    )
    return noun(
        "activity",
        "活动",
        "次",
        [
            own.own(Activity.held_on, "日期", words=("活动日期", "时间", "举办日期", "开展日期")),
            own.own(Activity.kind, "活动类型", words=("类型", "类别")),
            own.own(Activity.name, "活动名称", words=("名称", "主题", "活动主题", "会议名称", "培训名称")),
            own.own(Activity.place, "地点", words=("活动地点", "会议地点")),
            own.own(Activity.organiser, "组织单位（人）", words=("组织单位", "主办单位", "举办单位")),
            own.own(Activity.chair, "主持（授课）人", words=("主持人", "授课人")),
            own.own(Activity.attendees, "参加人员", words=("参会人员",)),
            own.own(
                Activity.participants, "参加人数", words=("人数", "参会人数", "培训人数", "参加人数（人）")
            ),
            own.own(Activity.enterprise_count, "参加企业数", words=("企业数", "参加企业（家）")),
            own.own(Activity.materials, "发放资料（份）", words=("发放资料", "发放资料数")),
            own.own(Activity.media_reports, "媒体报道（篇/条）", words=("媒体报道", "媒体报道数")),
            own.own(Activity.media, "报道媒体"),
            own.own(Activity.content, "活动内容", words=("内容", "主要内容")),
            own.several(
                "enterprises",
                "参加企业",
                Activity.id,
                enterprises,
                position=Enterprise.name_key,
                within=Activity,
            ),
            own.worked_out(
                "village",
                "村（社区）",
                ColumnKind.TEXT,
                select(Village.name)
                .where(Village.id == Activity.village_id)
                .correlate(Activity)
                .scalar_subquery(),
                words=("所属村（社区）", "村"),
            ),
            own.worked_out(
                "task",
                "所属重点任务",
                ColumnKind.TEXT,
                select(Task.content)
                .where(Task.id == Activity.task_id, Task.deleted_at.is_(None))
                .correlate(Activity)
                .scalar_subquery(),
                words=("重点任务",),
            ),
            campaigns_of(own, Activity, activity_campaign),
            own.own(Activity.note, "备注"),
        ],
        default=("held_on", "kind", "name", "place", "participants", "content"),
        table=Activity,
        newest_first=Activity.held_on.desc(),
    )


def support_pair_noun() -> Noun:
    """Return 结对帮扶: two enterprises, each with its own columns."""
    own = Group("结对帮扶")
    helper, helped = aliased(Enterprise), aliased(Enterprise)
    running = (SupportPair.starts_on <= TODAY) & (
        SupportPair.ends_on.is_(None) | (SupportPair.ends_on >= TODAY)
    )
    return noun(
        "support_pair",
        "结对帮扶",
        "对",
        [
            own.own(SupportPair.starts_on, "开始日期", words=("结对日期", "结对时间")),
            own.own(SupportPair.ends_on, "结束日期"),
            own.worked_out("running", "是否正在帮扶", ColumnKind.FLAG, case((running, 1), else_=0)),
            own.own(SupportPair.plan, "结对帮扶计划", words=("帮扶计划",)),
            own.own(SupportPair.meeting_on, "座谈会日期"),
            own.own(SupportPair.progress, "帮扶进展", words=("进展情况", "帮扶情况")),
            campaigns_of(own, SupportPair, support_pair_campaign),
            own.own(SupportPair.note, "备注"),
            *fields_of(helper, prefix="helper.", heading="标杆企业", needs=("helper",), called="标杆企业："),
            *fields_of(
                helped, prefix="helped.", heading="被帮扶企业", needs=("helped",), called="被帮扶企业："
            ),
        ],
        default=("helper.name", "helped.name", "starts_on", "meeting_on", "progress"),
        table=SupportPair,
        joins={
            "helper": (helper, helper.id == SupportPair.helper_id),
            "helped": (helped, helped.id == SupportPair.helped_id),
        },
        inner=("helper", "helped"),
        newest_first=SupportPair.starts_on.desc(),
    )


def cross_pair_noun() -> Noun:
    """Return 交叉检查: each pair of a round, with the hazards that its visits found."""
    own, done = Group("交叉检查"), Group("开展情况")
    visits = (Inspection.cross_pair_id == CrossPair.id, CROSS_VISIT)  # as in F9
    found = (*visits, STANDING_HAZARD)
    hazards: Any = Hazard.__table__.join(Inspection.__table__)
    samples = Members(CrossSample.__table__.join(Enterprise.__table__), CrossSample.pair_id, Enterprise.name)
    return noun(
        "cross_pair",
        "交叉检查",
        "组",
        [
            own.worked_out(
                "round", "轮次", ColumnKind.TEXT, CrossRound.name, needs=("round",), words=("交叉检查轮次",)
            ),
            own.own(CrossPair.inspector, "检查方", words=("检查单位", "检查组")),
            own.own(CrossPair.inspected, "受检方", words=("受检单位", "被检查单位")),
            own.own(CrossPair.starts_on, "检查开始日期"),
            own.own(CrossPair.ends_on, "检查结束日期"),
            own.several(
                "samples", "抽检企业", CrossPair.id, samples, position=CrossSample.position, within=CrossPair
            ),
            own.own(CrossPair.locked, "是否指定"),
            own.own(CrossPair.note, "备注"),
            done.count(
                "inspections",
                "检查次数（次）",
                counted(CrossPair, Inspection.id, visits, of_table=Inspection),
            ),
            done.count(
                "enterprises_inspected",
                "检查企业（家）",
                counted(CrossPair, Inspection.enterprise_id.distinct(), visits, of_table=Inspection),
            ),
            done.count(
                "hazards_found",
                "排查隐患（条）",
                counted(CrossPair, Hazard.id, found, of_table=hazards),
            ),
            done.count(
                "hazards_rectified",
                "已整改隐患（条）",
                counted(CrossPair, Hazard.id, (*found, Hazard.rectified_on.is_not(None)), of_table=hazards),
            ),
            done.own(CrossPair.handed_over_on, "移交日期"),
            done.own(CrossPair.handed_over_by, "移交人"),
            done.own(CrossPair.received_by, "接收人"),
            done.own(CrossPair.evidence, "印证资料"),
            done.own(CrossPair.feedback_due_on, "反馈期限"),
            done.own(CrossPair.feedback_on, "反馈日期"),
            done.own(CrossPair.feedback_note, "反馈情况"),
            done.own(CrossPair.reported_on, "专题报告日期"),
        ],
        default=("round", "inspector", "inspected", "enterprises_inspected", "hazards_found", "feedback_on"),
        table=CrossPair,
        where=(CrossRound.deleted_at.is_(None),),
        joins={"round": (CrossRound, CrossRound.id == CrossPair.round_id)},
        inner=("round",),
        always=("round",),
        newest_first=CrossPair.id,
    )
