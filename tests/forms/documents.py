"""The documents (文书) of each family, filled and blank."""

from __future__ import annotations

from datetime import date
from typing import Any

from hazard_desk.forms.documents import Contents, Wording, document_sheet, document_wording
from hazard_desk.forms.documents.contents import Problem, Signer
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.terms import Authority, DocumentKind, HazardLevel, RecheckResult
from tests.forms.samples import UNIT

DAY = date(2025, 3, 7)

NUMBERS = {
    DocumentKind.ON_SITE_RECORD: "（西槽头）安监现记〔2025〕12号",
    DocumentKind.RECTIFICATION_NOTICE: "（西槽头）安监整改〔2025〕12号",
    DocumentKind.RECHECK_OPINION: "（西槽头）安监复查〔2025〕12号",
    DocumentKind.REFERRAL_LETTER: "（西槽头）安监移送〔2025〕3号",
    DocumentKind.SUPERVISION_NOTICE: "（西槽头）安监督办〔2025〕1号",
}
BLANK_NUMBER = "（西槽头）安监〔　　　　〕　　　　号"

PROBLEMS = (
    Problem(
        "1号配电箱未张贴安全警示标识，箱门未跨接接地",
        HazardLevel.GENERAL,
        date(2025, 3, 20),
        result=RecheckResult.PASSED,
    ),
    Problem(
        "高炉煤气区域未设置固定式一氧化碳监测报警装置，值班室无人值守",
        HazardLevel.MAJOR,
        date(2025, 4, 30),
        result=RecheckResult.FAILED,
        new_deadline=date(2025, 5, 20),
    ),
    Problem("灭火器失效", HazardLevel.GENERAL, date(2025, 3, 20), overdue=True, result=RecheckResult.PASSED),
)

SAID = {
    "place": "铸造车间、煤气区域",
    "started_at": "9:30",
    "ended_at": "11时5分",
    "post": "总经理",
    "findings": "检查了安全生产责任制、教育培训、现场管理和消防设施",
    "recipient": "泽州县应急管理局",
    "reason": "逾期未整改",
    "basis": "检查记录和限期整改意见书",
    "enclosed": "现场照片3张",
    "contact": "王建国",
    "contact_phone": "0356-3026691",
    "supervision_level": "区级",
    "supervision_unit": "泽州县应急管理局",
    "recheck_on": "2025-05-06",
}


def contents(kind: DocumentKind, family: Authority, **facts: Any) -> Contents:
    """Return a document of the enterprise that the other samples tell of."""
    known: dict[str, Any] = {
        "family": family,
        "number": NUMBERS[kind],
        "issued_on": DAY,
        "agency": UNIT,
        "commissioned_by": "泽州县应急管理局",
        "reports_to": "泽州县应急管理局",
        "review_government": "泽州县人民政府",
        "review_authority": "",
        "court": "泽州县人民法院",
        "reply": "10个工作日",
        "progress": "3个月",
        "enterprise": "泽州县䶮盛铸造有限公司",
        "address": "西槽头乡南河湾村村东24号",
        "principal": "任㛃龙",
        "phone": "17608613150",
        "visited_on": DAY,
        "parent_number": NUMBERS[DocumentKind.RECTIFICATION_NOTICE],
        "parent_on": DAY,
        "signers": (Signer("王建国", "14052500123"), Signer("𬱖小龙", "14052500124")),
        "problems": PROBLEMS,
        "said": SAID,
    }
    return Contents(**(known | facts))


def blank_contents(family: Authority) -> Contents:
    """Return what the office's settings alone put on a document."""
    return Contents(family=family, number=BLANK_NUMBER, agency=UNIT, reply="10个工作日", progress="3个月")


def wording(kind: DocumentKind, family: Authority, **facts: Any) -> Wording:
    return document_wording(kind, load_texts(kind.value), contents(kind, family, **facts))


def blank_wording(kind: DocumentKind, family: Authority) -> Wording:
    return document_wording(kind, load_texts(kind.value), blank_contents(family))


LONG = tuple(
    Problem(f"第{number}处：{PROBLEMS[1].description}，{PROBLEMS[0].description}", deadline=date(2025, 3, 20))
    for number in range(1, 13)
)

DOCUMENTS: dict[str, tuple[Sheet, ...]] = {
    f"{kind.value}-{family.value}.{how}": (document_sheet(words(kind, family)),)
    for kind in DocumentKind
    for family in Authority
    for how, words in (("filled", wording), ("blank", blank_wording))
} | {
    "rectification-notice-refused.filled": (
        document_sheet(
            wording(
                DocumentKind.RECTIFICATION_NOTICE,
                Authority.SUPERVISION,
                refused=True,
                refusal_note="现场负责人说明理由后拒绝签名，已于当日向泽州县应急管理局报告",
            )
        ),
    ),
    "rectification-notice-long.filled": (
        document_sheet(wording(DocumentKind.RECTIFICATION_NOTICE, Authority.SUPERVISION, problems=LONG)),
    ),
}
