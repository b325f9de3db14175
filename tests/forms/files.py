"""一企一档, 一行业一台账 and 专项行动工作总结 as samples: of many, of one, of nothing yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from hazard_desk.forms.campaign_summary import (
    Group,
    LeaderLine,
    MajorLine,
    RoundLine,
    SummaryFacts,
    WeekSums,
    campaign_summary,
)
from hazard_desk.forms.enterprise_file import Cover, Piece, blank_file, bound_file, section_sheet
from hazard_desk.forms.file_attachments import Attached
from hazard_desk.forms.industry_ledger import (
    IndustryList,
    LedgerFacts,
    ListedEnterprise,
    Sums,
    industry_ledger,
)
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.sheet import Photo, Sheet
from hazard_desk.forms.shipped import load_texts
from tests.forms.samples import UNIT

DAY = date(2025, 3, 7)
NAME = "泽州县䶮盛铸造有限公司"
_PHOTOS = Path(__file__).resolve().parent / "photos"
FILE = load_texts("enterprise-file")
LEDGER = load_texts("industry-ledger")
SUMMARY = load_texts("campaign-summary")


def hazard_row(number: int) -> dict[str, object]:
    """Return one hazard's life; every fourth is long."""
    steps = ["2025.3.7 检查发现（王建国、王喜顺）", "2025.3.12 整改完成（𬱖小龙）：=已更换"]
    return {
        "found": f"2025.3.7\n2025-{number:04}",
        "description": f"{number}号配电箱未张贴安全警示标识，箱门未跨接接地",
        "level": "一般",
        "demand": "限期整改\n宋瑞芳\n2025.3.20",
        "life": "\n".join(steps * (4 if number % 4 == 0 else 1)),
        "state": "整改中，逾期3天" if number % 3 else "已销号",
    }


def piece(chapter: str, number: int = 1, rows: int = 3) -> Piece:
    """Return a list of the file as a piece of a chapter."""
    sheet = section_sheet(FILE, "hazards", [hazard_row(at) for at in range(1, rows + 1)], enterprise=NAME)  # type: ignore[misc]
    if chapter == "hazards":
        return Piece(chapter, sheet.title, (sheet,))
    return Piece(chapter, f"督导检查表 2025-{number:04}", (sheet,), date(2025, 1, 1 + number % 28))


def attached() -> list[Attached]:
    """Return photos, a picture on a page of its own, and what can't be shown."""
    upright = Photo(_PHOTOS / "upright.jpg", 400, 300)
    return [
        Attached("营业执照.png", "企业", "扫描件", DAY, "", Photo(_PHOTOS / "large.png", 1600, 1200)),
        *(Attached(f"现场{n}.jpg", "检查 2025-0046", "现场", DAY, "配电箱", upright) for n in range(3)),
        Attached("坏了的.pdf", "隐患：配电箱未上锁", "扫描件", DAY, why_not="文件已损坏，打不开"),
    ]


COVER = Cover(
    NAME,
    UNIT,
    DAY,
    {
        "name": NAME,
        "code": "91350100M000100Y43",
        "village": "南河湾村",
        "address": "西槽头乡南河湾村村东24号",
        "industries": "冶金工贸、有限空间",
        "principal": "任㛃龙",
        "principal_phone": "17608613150",
        "risk": "黄",
        "state": "正常经营",
        "visits": 3,
        "self_checks": 0,
        "found": 12,
        "major": 1,
        "rectified": 9,
        "open": 3,
    },
)


def enterprise_file(visits: int = 3) -> tuple[Sheet, ...]:
    """Return a file with so many visits."""
    pieces = [piece("visits", number, rows=1) for number in range(1, visits + 1)]
    return bound_file(FILE, COVER, [piece("hazards", rows=5), *pieces], attached())


def listed(number: int) -> ListedEnterprise:
    """Return one enterprise of an industry; every fifth is closed, every seventh never visited."""
    return ListedEnterprise(
        f"泽州县第{number}铸造有限公司",
        "任㛃龙",
        "17608613150",
        "南河湾村",
        "黄" if number % 2 else "",
        None if number % 7 == 0 else DAY,
        Sums(number % 4, number % 2, number % 3, 1, number % 2),
        "" if number % 5 else "停业",
        number % 7 != 0,
    )


def ledger(enterprises: int) -> tuple[Sheet, ...]:
    """Return the ledger of two industries and of those without, the first with so many enterprises."""
    several = tuple(listed(number) for number in range(1, enterprises + 1))
    facts = LedgerFacts(
        (
            IndustryList("冶金工贸", several, Sums(40, 4, 30, 10, 2)),
            IndustryList("铝加工（深井铸造）", several[:1], Sums(1, 1, 1, 1, 1)),
            IndustryList("", several[1:2], Sums(0, 0, 0, 0, 0)),
        ),
        enterprises,
        enterprises - 1,
        Sums(40, 4, 30, 10, 2),
        date(2025, 2, 28),
        DAY,
        unplaced=7,
        several=True,
    )
    return industry_ledger(LEDGER, unit_name=UNIT, filled_on=DAY, campaign="冬季行动", facts=facts)


FIGURES: dict[str, int] = {
    "inspection_teams": 4,
    "general_found": 120,
    "general_rectified": 98,
    "major_found": 5,
    "major_rectified": 2,
    "illegal_found": 3,
    "illegal_handled": 2,
    "enterprises_ordered": 60,
    "fines_wan": 6,
    "suspended": 1,
    "licences_revoked": 0,
    "closed": 1,
    "disciplined": 0,
    "prosecuted": 0,
    "admonished": 2,
    "exposed": 1,
    "sanctioned": 0,
    "typical_cases": 1,
}
NOTHING = SummaryFacts(UNIT, DAY, dict.fromkeys(FIGURES, 0), 0, 0, 0, 0, None)
ACTIVITIES = {
    "schemes": 1,
    "meetings": 6,
    "meeting_people": 412,
    "studies": 3,
    "study_people": 96,
    "trainings": 4,
    "training_people": 233,
    "training_enterprises": 87,
    "drills": 2,
    "drill_people": 75,
    "publicities": 5,
    "materials": 3200,
    "media_reports": 7,
}
FACTS = SummaryFacts(
    unit_name=UNIT,
    end=DAY,
    figures=FIGURES,
    open_general=22,
    open_major=3,
    in_operation=116,
    inspected=100,
    rate=100 / 116,
    campaign="冶金工贸行业隐患排查整治专项行动",
    document_number="泽安发〔2025〕2号",
    recipient="县安委会办公室",
    start=date(2025, 1, 3),
    opening_as_of=date(2025, 1, 10),
    opening=Group("", 20, 1, 15, 6),
    weeks=tuple(WeekSums(date(2025, 1, 3 + 7 * at), 10 + at, 8 + at) for at in range(4)),
    weeks_cut=True,
    villages=(Group("南河湾村", 60, 3, 50, 13), Group("", 40, 1, 35, 6)),
    industries=(Group("冶金工贸", 90, 4, 80, 14), Group("有限空间", 30, 1, 20, 11), Group("", 5, 0, 5, 0)),
    several_industries=True,
    majors=tuple(
        MajorLine(
            NAME, f"{at}号高炉煤气区域未设置固定式一氧化碳监测报警装置", date(2025, 4, 30), None, "整改中"
        )
        for at in range(1, 4)
    ),
    sectors={
        "self": (None, 3, 2, 1, 0),
        "helped": (1, 0, 0, 0, 0),
        "city": (0, 0, 0, 0, 0),
        "county": (92, 100, 90, 4, 2),
        "cross": ("17", 20, 8, 0, 0),
    },
    rounds=(RoundLine("第一轮", 12, 17, 20, 0, 12, 1),),
    tip_offs={
        "received": 4,
        "accepted": 3,
        "refused": 1,
        "verified": 2,
        "true": 1,
        "partly": 0,
        "untrue": 1,
        "answered": 2,
        "closed_tips": 1,
    },
    leaders=(
        LeaderLine("任㛃龙", "党（工）委书记", 6, 5, 9, 1),
        LeaderLine("王建国", "领导班子成员", 24, 24, 30, 0),
    ),
    first_month=date(2025, 1, 1),
    last_month=date(2025, 3, 1),
    deployment=("乡党委会专题研究，{印发}方案。\n召开动员会。",),
    activities=ACTIVITIES,
    publicity=((date(2025, 2, 7), "县电视台报道一次。"), (DAY, "曝光典型案例1起。")),
)

REPORT = campaign_summary(SUMMARY, FACTS, filled_on=DAY, campaign="冶金工贸行业隐患排查整治专项行动")


def _apart(name: str, sheets: tuple[Sheet, ...], *parts: str) -> dict[str, tuple[Sheet, ...]]:
    """Return sheets of one file as samples of their own."""
    return {f"{name}{part}": (sheet,) for part, sheet in zip(parts, sheets, strict=True)}


_FILE = enterprise_file()
_BLANK_FILE = blank_file(FILE, unit_name=UNIT)
BLANK: dict[str, tuple[Sheet, ...]] = {
    "enterprise-file": _BLANK_FILE[:1],
    "industry-ledger": industry_ledger(LEDGER, unit_name=UNIT),
    "campaign-summary": (report_sheet(campaign_summary(SUMMARY)),),
}
FILLED: dict[str, tuple[Sheet, ...]] = {
    **_apart(
        "enterprise-file", (*_FILE[:2], *_FILE[-3:]), "", "-contents", "-hazards", "-attachments", "-photos"
    ),
    "enterprise-file-contents-blank": _BLANK_FILE[1:],
    **_apart("industry-ledger", ledger(9)[:2], "", "-industry"),
    "campaign-summary": (report_sheet(REPORT),),
    "campaign-summary-nothing": (report_sheet(campaign_summary(SUMMARY, NOTHING, filled_on=DAY)),),
}
LONG = {
    "enterprise-file-contents": replace(enterprise_file(120)[1], folio=0),
    "industry-ledger": ledger(60)[1],
    "campaign-summary": report_sheet(
        campaign_summary(SUMMARY, replace(FACTS, majors=FACTS.majors * 15), filled_on=DAY)
    ),
}
"""Those that have more than a page holds."""
