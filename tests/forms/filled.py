"""Every form filled with plausible facts, rare names and long texts included; and every form blank."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hazard_desk.forms.cross_arrangement import Pair, cross_arrangement
from hazard_desk.forms.cross_handover import HandedOver, Handover, cross_handover
from hazard_desk.forms.cross_summary import CrossInspected, cross_summary
from hazard_desk.forms.hazard_list import hazard_list
from hazard_desk.forms.hazard_photos import Photographed, Shot, hazard_photos
from hazard_desk.forms.illegal_acts import ReportedCase, illegal_acts
from hazard_desk.forms.major_hazards import FiveCommitments, MajorHazard, major_hazards
from hazard_desk.forms.registration import registration
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.self_check import Answers, self_check
from hazard_desk.forms.sheet import Photo, Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.supervision import Mood, supervision_sheets
from hazard_desk.forms.supervision_plan import PlannedEnterprise, supervision_plan
from hazard_desk.forms.visit_route import RouteStop, visit_route
from hazard_desk.forms.visit_sheet import LastVisit, OpenHazard, VisitFacts, visit_sheet
from hazard_desk.forms.weekly_dispatch import slots, weekly_dispatch
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.reporting_week import week_ending
from hazard_desk.terms import (
    CheckMark,
    EnterpriseSize,
    HazardLevel,
    RecheckResult,
    Remedy,
    RiskLevel,
)
from tests.forms.activities import BLANK as BLANK_ACTIVITIES
from tests.forms.activities import FILLED as ACTIVITIES
from tests.forms.documents import DOCUMENTS
from tests.forms.files import BLANK as BLANK_FILES
from tests.forms.files import FILLED as FILES
from tests.forms.hand_over import BLANK as BLANK_HAND_OVER
from tests.forms.hand_over import FILLED as HAND_OVER
from tests.forms.ledgers import BLANK_LEDGERS, FILLED_LEDGERS
from tests.forms.negatives import BLANK as BLANK_NEGATIVES
from tests.forms.negatives import FILLED as NEGATIVES
from tests.forms.rankings import BLANK as BLANK_RANKINGS
from tests.forms.rankings import FILLED as RANKINGS
from tests.forms.reports import BLANK_REPORT, REPORTS
from tests.forms.samples import UNIT, blank, cumulative, week
from tests.forms.tasks import BLANK as BLANK_TASKS
from tests.forms.tasks import FILLED as TASKS
from tests.forms.tip_offs import BLANK as BLANK_TIP_OFFS
from tests.forms.tip_offs import FILLED as TIP_OFFS
from tests.forms.township_lists import BLANK_LISTS, LISTS

DAY = date(2025, 3, 7)
CAMPAIGN = "冶金工贸行业隐患排查整治专项行动"

ENTERPRISE = EnterpriseFacts(
    name="泽州县䶮盛铸造有限公司",
    code="91350100M000100Y43",
    registered_capital_fen=1_250_000_000,
    established="2015-08",
    address="西槽头乡南河湾村村东24号",
    office_phone="0356-3026691",
    safety_licence="（晋）FM安许证字〔2024〕001号",
    principal="任㛃龙",
    principal_phone="17608613150",
    safety_head="𠅤喜顺",
    safety_head_phone="15179240752",
    industries=("冶金工贸", "有限空间"),
    regulator="应急管理局",
    economic_type="有限责任公司",
    size=EnterpriseSize.MICRO,
    assets_fen=2_651_000_000,
    has_major_hazard_source=False,
    products="铸铁件、球墨铸铁管",
    illegal_conduct="否",
    staff_total=16,
    staff_regular=9,
    staff_temporary=7,
    staff_trained=0,
    staff_insured=16,
    safety_officer_count=2,
    safety_body="安全生产办公室",
    safety_body_count=2,
    duty_phone="13800000000",
    safety_body_head="高秀英",
    safety_body_head_phone="17252789292",
    safety_officers="高秀英、𬱖建国",
    risk_level=RiskLevel.YELLOW,
    village="南河湾村",
)

ANSWERS = Answers(
    DAY,
    own=dict.fromkeys(range(1, 25), CheckMark.COMPLIES)
    | {3: CheckMark.RECTIFYING, 20: CheckMark.FAILS, 22: CheckMark.COMPLIES},
    office={1: CheckMark.COMPLIES, 3: CheckMark.COMPLIES, 20: CheckMark.RECTIFYING},
)


def hazard(number: int, **facts: object) -> HazardFacts:
    """Return one hazard out of many, so that each can be told from the others."""
    known: dict[str, object] = {
        "description": f"{number}号配电箱未张贴安全警示标识，箱门未跨接接地",
        "level": HazardLevel.GENERAL,
        "evidence": f"照片{number}",
        "remedy": Remedy.BY_DEADLINE,
        "measures": "停用设备，由专业单位维修合格后使用",
        "responsible": "宋瑞芳",
        "deadline": date(2025, 3, 20),
    }
    return HazardFacts(**(known | facts))  # type: ignore[arg-type]


def visit(hazards: int) -> InspectionFacts:
    """Return a visit with so many hazards; the last of several is a major one, two are rectified."""
    found = [hazard(number) for number in range(1, hazards + 1)]
    if hazards > 1:
        found[-1].level = HazardLevel.MAJOR
        found[-1].basis = "《工贸企业重大事故隐患判定标准》第十三条"
        found[-1].deadline = date(2025, 4, 30)
    for done in found[:2]:
        done.rectified_on = date(2025, 3, 12)
        done.rechecked_on = date(2025, 3, 14)
        done.rechecked_by = "王建国、𬱖小龙"
        done.recheck_result = RecheckResult.PASSED
    return InspectionFacts(
        number="2025-0046",
        inspected_on=DAY,
        inspectors=("王建国", "王喜顺", "𬱖小龙"),
        content="安全生产责任制、教育培训、现场管理、消防设施",
        campaigns=(CAMPAIGN,),
        hazards=found,
    )


def major_hazard(number: int) -> MajorHazard:
    """Return one row of F7; every second hazard is rectified."""
    return MajorHazard(
        enterprise=f"泽州县第{number}铸造有限公司",
        county="泽州县",
        industry="冶金工贸、有限空间",
        stage="市县检查",
        inspecting_unit="西槽头乡应急管理站",
        inspected_on=DAY,
        description=f"{number}号高炉煤气区域未设置固定式一氧化碳监测报警装置",
        commitments=FiveCommitments(
            "任㛃龙", "停产整改，制定专项方案，验收合格后恢复生产", 5_000_000, date(2025, 4, 30), ""
        ),
        supervision_unit="西槽头乡人民政府",
        penalties="行政罚款2万元，2025年3月10日" if number == 1 else "",
        rectified_on=date(2025, 3, 12) if number % 2 == 0 else None,
        rectification_note="",
        note="",
    )


def reported_case(number: int) -> ReportedCase:
    """Return one row of F5."""
    return ReportedCase(
        unit=f"永丰东{number}号饭店",
        verifying_unit="西槽头乡应急管理站",
        township="西槽头乡",
        category="燃气、消防",
        conduct="用餐区使用五十公斤双阀门气瓶且未安装切断阀",
        handling="挂牌督办：停产整改，制定专项方案",
    )


def cross_inspected(number: int) -> CrossInspected:
    """Return one row of F9."""
    return CrossInspected(
        enterprise=f"泽州县第{number}食品有限公司",
        county="泽州县",
        industry="有限空间",
        inspecting_unit="高平市检查组",
        inspected_on=DAY,
        general=number,
        major=0,
        measures="行政罚款1.5万元",
        penalties="2025年3月10日，泽州县应急管理局",
        rectified=1,
        note="",
    )


def handover(visits: int) -> Handover:
    """Return what a pair hands over after so many visits; the last of them found nothing."""
    return Handover(
        "西槽头乡第一检查组",
        "南河湾村",
        "2025年第一轮",
        visits=[
            HandedOver(
                "泽州县䶮盛𬱖氏铸造股份有限公司南河湾分公司"
                if number == 2
                else f"泽州县第{number}铸造有限公司",
                date(2025, 3, 3 + number % 3),
                number if number < visits else 0,
                number % 2 if number < visits else 0,
                1 + number // 4 if number < visits else 0,
                number,
                "停产" if number == visits else "",
            )
            for number in range(1, visits + 1)
        ],
        evidence_note="现场照片、制度复印件，另附光盘1张。",
        handed_over_on=date(2025, 3, 7),
        feedback_due_on=date(2025, 3, 21),
    )


VISIT_FACTS = VisitFacts(
    ENTERPRISE,
    [OpenHazard(DAY, "岗位操作规程未上墙", "一般", date(2025, 3, 20), "侯俊杰", "整改中")],
    LastVisit(DAY, "王建国、王喜顺", 4, 1),
    [("有限空间", ["是否进行有限空间辨识", "是否配备监护人员和监护人员按规定履行岗位职责"])],
    "侯㛃梅　13800000007",
)

ROUTE = [
    RouteStop(
        "南河湾村" if number < 8 else "",
        "侯㛃梅" if number < 8 else "",
        "13800000007" if number < 8 else "",
        f"泽州县第{number}铸造有限公司",
        "红" if number == 1 else "",
        f"西槽头乡南河湾村村东{number}号，机砖厂对面",
        "任㛃龙",
        "17608613150",
        ("逾期隐患2条", "待回查1条", "超期未查（应于2月20日前）") if number == 1 else ("从未检查",),
    )
    for number in range(1, 13)
]


def planned_enterprise(number: int) -> PlannedEnterprise:
    """Return one row of 年度监督检查计划表."""
    return PlannedEnterprise(
        f"泽州县第{number}铸造有限公司",
        "南河湾村",
        "冶金工贸、有限空间",
        "橙" if number % 3 == 0 else "蓝",
        "王建国、𬱖小龙",
        4 if number % 3 == 0 else 1,
        "冶金工贸、有限空间作业",
        "",
    )


_DISPATCH = load_texts("weekly-dispatch")
DISPATCH_VALUES: dict[str, int | str | None] = {
    name: "本周召开动员部署会1次。" if prompt else number
    for number, (name, prompt) in enumerate(slots(_DISPATCH).items())
}


_PHOTOS = Path(__file__).resolve().parent / "photos"
UPRIGHT = Photo(_PHOTOS / "upright.jpg", 240, 180)
TURNED = Photo(_PHOTOS / "turned.jpg", 150, 200)
LARGE = Photo(_PHOTOS / "large.png", 1600, 1000)


def photographed() -> list[Photographed]:
    """Return three of four hazards with photos: a pair, one not yet rectified, and more before than after."""
    found = visit(4).hazards
    return [
        Photographed(1, found[0], (Shot("1.jpg", UPRIGHT, "箱门未跨接", DAY),), (Shot("2.jpg", TURNED),)),
        Photographed(3, found[2], (Shot("3.jpg", LARGE, "一段很长的说明，写明在哪里、拍的是什么" * 3, DAY),)),
        Photographed(
            4,
            found[3],
            (Shot("4.jpg", TURNED), Shot("5.jpg", LARGE)),
            (Shot("车间东侧.jpg", None, "已设围栏", DAY),),
        ),
    ]


def _supervision(mood: Mood, hazards: int) -> tuple[Sheet, ...]:
    return supervision_sheets(
        load_texts("supervision"),
        load_texts("hazard-list"),
        unit_name=UNIT,
        filled_on=DAY,
        enterprise=ENTERPRISE.name,
        visit=visit(hazards),
        mood=mood,
        campaign=CAMPAIGN,
    )


BLANK: dict[str, tuple[Sheet, ...]] = {
    "registration": (registration(load_texts("registration"), unit_name=UNIT),),
    "self-check": (self_check(load_texts("self-check")),),
    "supervision": supervision_sheets(load_texts("supervision"), load_texts("hazard-list"), unit_name=UNIT),
    "weekly-statistics": (blank(),),
    "illegal-acts": (illegal_acts(load_texts("illegal-acts"), unit_name=UNIT),),
    "weekly-dispatch": (weekly_dispatch(_DISPATCH, unit_name=UNIT),),
    "major-hazards": (major_hazards(load_texts("major-hazards"), unit_name=UNIT),),
    "cross-arrangement": (cross_arrangement(load_texts("cross-arrangement")),),
    "cross-summary": (cross_summary(load_texts("cross-summary"), unit_name=UNIT),),
    "hazard-list": (hazard_list(load_texts("hazard-list")),),
    "cross-handover": (cross_handover(load_texts("cross-handover")),),
    "cross-report": (report_sheet(BLANK_REPORT),),
    "visit-sheet": (visit_sheet(load_texts("visit-sheet"), unit_name=UNIT),),
    "visit-route": (visit_route(load_texts("visit-route"), unit_name=UNIT),),
    "supervision-plan": (supervision_plan(load_texts("supervision-plan"), unit_name=UNIT),),
    **BLANK_FILES,
    **BLANK_LEDGERS,
    **BLANK_TASKS,
    **BLANK_TIP_OFFS,
    **BLANK_ACTIVITIES,
    **BLANK_LISTS,
    **BLANK_NEGATIVES,
    **BLANK_RANKINGS,
    **BLANK_HAND_OVER,
}

FILLED: dict[str, tuple[Sheet, ...]] = {
    "registration": (
        registration(load_texts("registration"), unit_name=UNIT, filled_on=DAY, enterprise=ENTERPRISE),
    ),
    "self-check": (self_check(load_texts("self-check"), enterprise=ENTERPRISE, answers=ANSWERS),),
    "supervision": _supervision(Mood.INSPECTION, 3),
    "supervision-closed": _supervision(Mood.CLOSED_LOOP, 3),
    "supervision-overflow": _supervision(Mood.CLOSED_LOOP, 24),
    "weekly-statistics": (week(),),
    "weekly-statistics-cumulative": (cumulative(),),
    "illegal-acts": (
        illegal_acts(
            load_texts("illegal-acts"),
            unit_name=UNIT,
            filled_on=DAY,
            cases=[reported_case(number) for number in range(1, 4)],
        ),
    ),
    "weekly-dispatch": (
        weekly_dispatch(_DISPATCH, unit_name=UNIT, filled_on=DAY, campaign=CAMPAIGN, values=DISPATCH_VALUES),
    ),
    "major-hazards": (
        major_hazards(
            load_texts("major-hazards"),
            unit_name=UNIT,
            filled_on=DAY,
            campaign=CAMPAIGN,
            hazards=[major_hazard(number) for number in range(1, 8)],
        ),
    ),
    "cross-arrangement": (
        cross_arrangement(
            load_texts("cross-arrangement"),
            campaign=CAMPAIGN,
            pairs=[Pair("忻府区", "原平市"), Pair("原平市", "定襄县"), Pair("定襄县", "忻府区", "含开发区")],
            month=DAY,
            name="第一轮",
        ),
    ),
    "cross-summary": (
        cross_summary(
            load_texts("cross-summary"),
            unit_name=UNIT,
            filled_on=DAY,
            campaign=CAMPAIGN,
            visits=[cross_inspected(number) for number in range(1, 4)],
        ),
    ),
    "hazard-list": (
        hazard_list(load_texts("hazard-list"), enterprise=ENTERPRISE.name, visit=visit(4), campaign=CAMPAIGN),
    ),
    "hazard-list-photos": (
        hazard_list(load_texts("hazard-list"), enterprise=ENTERPRISE.name, visit=visit(4), campaign=CAMPAIGN),
        hazard_photos(
            load_texts("hazard-list"), photographed(), enterprise=ENTERPRISE.name, inspected_on=DAY
        ),
    ),
    "cross-handover": (
        cross_handover(load_texts("cross-handover"), campaign=CAMPAIGN, handover=handover(6)),
    ),
    **{name: (report_sheet(report),) for name, report in REPORTS.items()},
    "visit-sheet": (
        visit_sheet(load_texts("visit-sheet"), unit_name=UNIT, printed_on=DAY, facts=VISIT_FACTS),
    ),
    "visit-route": (
        visit_route(load_texts("visit-route"), unit_name=UNIT, week=week_ending(DAY), stops=ROUTE),
    ),
    "supervision-plan": (
        supervision_plan(
            load_texts("supervision-plan"),
            unit_name=UNIT,
            year=2025,
            printed_on=DAY,
            planned=[planned_enterprise(number) for number in range(1, 11)],
        ),
    ),
    **FILES,
    **FILLED_LEDGERS,
    **TASKS,
    **TIP_OFFS,
    **ACTIVITIES,
    **LISTS,
    **NEGATIVES,
    **RANKINGS,
    **HAND_OVER,
}

TABLES: dict[str, tuple[Sheet, ...]] = {
    **{f"{name}.blank": sheets for name, sheets in BLANK.items()},
    **{f"{name}.filled": sheets for name, sheets in FILLED.items()},
}
SAMPLES = {**TABLES, **DOCUMENTS}
"""What the golden files are made of."""
