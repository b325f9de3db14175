"""活动台账 as samples: filled, with every kind and long texts; and blank."""

from __future__ import annotations

from datetime import date, timedelta

from hazard_desk.forms.activity_ledger import PrintedActivity, activity_ledger
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.terms import ActivityKind
from tests.forms.samples import UNIT

DAY = date(2025, 3, 7)
LEDGER = load_texts("activity-ledger")
KIND = ActivityKind

ACTIVITIES = (
    PrintedActivity(
        KIND.SCHEME, date(2025, 3, 1), "《南河镇工贸行业专项行动实施方案》", organiser="镇安委办"
    ),
    PrintedActivity(
        KIND.MEETING,
        date(2025, 3, 3),
        "全镇安全生产工作会议",
        "镇政府三楼会议室",
        "镇党委、镇政府",
        86,
        32,
        None,
        2,
        "传达上级会议精神，安排部署重大事故隐患排查整治，各村（社区）、重点企业主要负责人参加。",
        evidence=4,
    ),
    PrintedActivity(
        KIND.TRAINING, date(2025, 3, 4), "=有限空间作业", "䶮盛公司", "应急管理办公室", 45, 32, 120
    ),
    PrintedActivity(
        KIND.DRILL, date(2025, 3, 5), "粉尘涉爆企业应急演练", "", "", 30, None, None, None, "", (), 12
    ),
    PrintedActivity(
        KIND.PUBLICITY, DAY, "“安全宣传五进”集中宣传", "集市", "镇应急办", None, None, 500, 3, "+悬挂横幅12条"
    ),
    PrintedActivity(
        KIND.SELF_PLAN,
        DAY,
        "企业制定自查自改工作方案",
        enterprises=3,
        named=("泽州县䶮盛铸造有限公司", "永顺加油站", "泽州县南河湾𬱖氏精密机械制造股份有限公司"),
    ),
    *(
        PrintedActivity(
            KIND.STUDY, DAY - timedelta(days=at), f"第{at}期理论学习中心组学习", participants=at * 7
        )
        for at in range(1, 2)
    ),
)

BLANK: dict[str, tuple[Sheet, ...]] = {"activity-ledger": (activity_ledger(LEDGER, unit_name=UNIT),)}
FILLED: dict[str, tuple[Sheet, ...]] = {
    "activity-ledger": (
        activity_ledger(
            LEDGER,
            unit_name=UNIT,
            filled_on=DAY,
            campaign="冶金工贸行业隐患排查整治专项行动",
            activities=ACTIVITIES,
        ),
    ),
}
