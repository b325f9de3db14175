"""专题报告 as samples: of a pair, of many enterprises, of a whole round, of a pair that has nothing yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hazard_desk.forms.cross_report import (
    CrossReportFacts,
    ReportedEnterprise,
    ReportedHazard,
    ReportedPair,
    Requirement,
    cross_report,
)
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.terms import HazardState

TEXTS = load_texts("cross-report")
CAMPAIGN = "冶金工贸行业隐患排查整治专项行动"
TEAM = "泽州县西槽头乡人民政府检查组"
BASIS = "《工贸企业重大事故隐患判定标准》第十三条"


def enterprise(number: int) -> ReportedEnterprise:
    """Return one enterprise out of many; every fourth has a major hazard, some belong to two industries."""
    name = f"泽州县第{number}铸造有限公司"
    return ReportedEnterprise(
        f"泽州县䶮盛𬱖氏精密铸造机械设备制造股份有限公司南河湾村分公司（{number}）" if number == 3 else name,
        "小型" if number % 5 else "",
        ("冶金工贸", "有限空间") if number % 2 else ("粉尘涉爆",) if number % 4 else (),
        date(2025, 3, 10 + number % 3),
        number % 5,
        int(number % 4 == 0),
        min(number % 3, number % 5),
    )


def hazards_of(one: ReportedEnterprise) -> list[ReportedHazard]:
    """Return its hazards: general ones first, as many rectified as it says."""
    return [
        ReportedHazard(
            one.name,
            f"{at}号高炉煤气区域未设置固定式一氧化碳监测报警装置"
            if at >= one.general
            else f"{at}号配电箱未上锁",
            major=at >= one.general,
            state=HazardState.CLOSED if at < one.rectified else HazardState.RECTIFYING,
            rectified=at < one.rectified,
            basis=BASIS if at >= one.general else "",
            measures="=停产整改，制定专项方案" if at >= one.general else "",
            deadline=date(2025, 4, 30) if at >= one.general else None,
        )
        for at in range(one.general + one.major)
    ]


def pair_facts(enterprises: int) -> CrossReportFacts:
    """Return the facts of a pair that visited so many enterprises."""
    several = [enterprise(number) for number in range(1, enterprises + 1)]
    pair = ReportedPair(
        TEAM,
        "南河湾村",
        ("王建国", "任㛃龙", "𬱖小龙"),
        date(2025, 3, 10) if enterprises else None,
        date(2025, 3, 12) if enterprises else None,
        3 if enterprises else 0,
        enterprises,
        sum(one.general for one in several),
        sum(one.major for one in several),
        sum(one.rectified for one in several),
        "待反馈",
        requirements=(
            Requirement("检查时间不少于 3 天", "已检查 3 天", "符合"),
            Requirement("抽检企业不少于 5 家", f"已检查 {enterprises} 家", "符合"),
            Requirement(
                "涵盖重点企业：钢铁、铝加工（深井铸造）、粉尘涉爆、有限空间", "受检方没有钢铁企业", "符合"
            ),
        )
        if enterprises
        else (),
        handed_over_on=date(2025, 3, 14) if enterprises else None,
        received_by="𠅤喜顺" if enterprises else "",
        evidence="照片12张、台账复印件" if enterprises else "",
        reported_on=date(2025, 3, 20) if enterprises else None,
    )
    hazards = [hazard for one in several for hazard in hazards_of(one)]
    return CrossReportFacts(
        "2025年第一轮",
        (pair,),
        tuple(several),
        tuple(hazards),
        campaign=CAMPAIGN,
        document_number="忻应急发〔2024〕216号",
        signed_by=TEAM,
    )


def round_facts() -> CrossReportFacts:
    """Return the facts of a round of three pairs, two of one team; each visited the same enterprises."""
    one = pair_facts(6)
    sides = (("第一检查组", "马村"), ("第二检查组", "东堡村"), ("第一检查组", "西街社区"))
    pairs = tuple(
        replace(
            one.pairs[0], inspector=team, inspected=target, gaps=("只检查 2 天",) if team[1] == "二" else ()
        )
        for team, target in sides
    )
    return replace(
        one,
        pairs=pairs,
        hazards=one.hazards * 3,
        enterprises=tuple(
            replace(row, name=f"{target}{row.name}") for _, target in sides for row in one.enterprises
        ),
        whole=True,
        signed_by="泽州县西槽头乡人民政府",
    )


REPORTS = {
    "cross-report": cross_report(TEXTS, pair_facts(7)),
    "cross-report-round": cross_report(TEXTS, round_facts()),
    "cross-report-empty": cross_report(TEXTS, pair_facts(0)),
}
BLANK_REPORT = cross_report(TEXTS)


def long_report() -> Sheet:
    """Return the page of a report of forty enterprises."""
    return report_sheet(cross_report(TEXTS, pair_facts(40)))
