"""Activities (活动) of the demo township: three months of meetings, training, drills and publicity."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from sqlalchemy import select

from hazard_desk.model import Enterprise
from hazard_desk.rules.activities import ActivityFacts
from hazard_desk.services.activities import save_activity
from hazard_desk.services.demonstrating.campaigns import CAMPAIGNS
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import ActivityKind, EnterpriseState

_DAYS = 84  # the campaigns of the demo have begun by then
_HALL, _OFFICE = "乡政府三楼会议室", "应急管理办公室"
# Kind, name, place, organiser, how many come (from, to), how often in the three months.
_HELD: tuple[tuple[ActivityKind, str, str, str, tuple[int, int], int], ...] = (
    (ActivityKind.MEETING, "全乡安全生产工作会议", _HALL, "乡党委、乡政府", (60, 95), 3),
    (ActivityKind.MEETING, "安委会全体（扩大）会议", _HALL, "乡安委办", (20, 30), 1),
    (ActivityKind.STUDY, "党委理论学习中心组学习", _HALL, "乡党委", (9, 14), 2),
    (ActivityKind.TRAINING, "企业主要负责人安全培训", _HALL, _OFFICE, (25, 60), 2),
    (ActivityKind.TRAINING, "有限空间作业培训", "乡文化站", _OFFICE, (15, 40), 1),
    (ActivityKind.DRILL, "粉尘涉爆企业应急演练", "", _OFFICE, (20, 45), 1),
    (ActivityKind.PUBLICITY, "“安全宣传进农村”集中宣传", "集市", _OFFICE, (100, 260), 3),
    (ActivityKind.SCHEDULING, "隐患整改调度会", _HALL, "乡安委办", (12, 20), 2),
)
_MEDIA = ("县融媒体中心", "乡微信公众号")


def add_activities(work: UnitOfWork, random: Random) -> None:
    """Hold them on days of the last three months, one meeting this week; some enterprises hand in plans."""
    query = select(Enterprise.id).where(Enterprise.state == EnterpriseState.IN_OPERATION)
    working = list(work.session.scalars(query.order_by(Enterprise.id)))
    first = work.today - timedelta(days=_DAYS)
    scheme = ActivityFacts(ActivityKind.SCHEME, first, f"《{CAMPAIGNS[0]}实施方案》", organiser="乡安委办")
    found = [scheme]
    for kind, name, place, organiser, (least, most), times in _HELD:
        for at in range(times):
            this_week = kind is ActivityKind.MEETING and at == 0
            ago = 0 if this_week else random.randint(1, _DAYS - 1)
            facts = ActivityFacts(
                kind,
                work.today - timedelta(days=ago),
                name,
                place,
                organiser,
                "",
                "",
                random.randint(least, most),
            )
            if kind in (ActivityKind.TRAINING, ActivityKind.DRILL):
                facts.enterprises = tuple(random.sample(working, min(len(working), random.randint(3, 12))))
            if kind is ActivityKind.PUBLICITY:
                facts.materials = random.randint(10, 60) * 10
                facts.media_reports, facts.media = random.randint(1, 3), random.choice(_MEDIA)
            found.append(facts)
    plans = random.sample(working, -(-len(working) // 3))
    for at, of_day in enumerate((plans[::2], plans[1::2])):
        if of_day:
            day = first + timedelta(days=20 + 14 * at)
            name = "企业制定自查自改工作方案"
            found.append(ActivityFacts(ActivityKind.SELF_PLAN, day, name, enterprises=tuple(sorted(of_day))))
    for facts in sorted(found, key=lambda one: (str(one.held_on), one.name)):
        facts.campaigns = (CAMPAIGNS[0],)
        save_activity(work, facts)
