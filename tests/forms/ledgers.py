"""The ledgers of hazards and of 执法, 典型案例 and the month's quotas as samples, also of many rows."""

from __future__ import annotations

from datetime import date, timedelta

from hazard_desk.forms.enforcement_ledger import EnforcementEntry, enforcement_ledger
from hazard_desk.forms.hazard_ledger import LedgerHazard, hazard_ledger
from hazard_desk.forms.problem_list import OpenProblem, problem_list
from hazard_desk.forms.quota_table import (
    EnterprisesMonth,
    LeaderMonth,
    QuotaMonth,
    TownshipMonth,
    quota_table,
)
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.typical_case import CaseFacts, typical_case
from hazard_desk.forms.typical_cases import typical_cases
from tests.forms.samples import UNIT

DAY = date(2025, 3, 7)
FROM = DAY - timedelta(days=6)
CAMPAIGN = "冶金工贸行业隐患排查整治专项行动"
LONG_NAME = "泽州县䶮盛𬱖氏精密铸造机械设备制造股份有限公司南河湾村分公司"


def ledger_hazard(number: int) -> LedgerHazard:
    """Return one hazard out of many: closed, failed at the recheck, waiting, or not rectified yet."""
    stage = number % 4
    done = DAY - timedelta(days=2) if stage in (0, 2) else None
    checked = DAY - timedelta(days=1) if stage in (0, 1) else None
    return LedgerHazard(
        inspected_on=DAY - timedelta(days=number % 7),
        enterprise=LONG_NAME if number == 3 else f"泽州县第{number}铸造有限公司",
        source=("镇（街道）定期查", "企业全面查", "监管部门重点查\n交叉检查", "村（社区）巡回查")[number % 4],
        inspectors="王建国、任㛃龙、𬱖小龙",
        description="=1+1 未上锁" if number == 5 else f"{number}号配电箱未张贴安全警示标识，箱门未跨接接地",
        level="重大" if number % 6 == 0 else "一般",
        remedy=("限期整改", "现场整改", "挂牌督办")[number % 3],
        measures="停用设备，由专业单位维修合格后使用" * (3 if number == 4 else 1),
        responsible="宋瑞芳",
        deadline=DAY + timedelta(days=number),
        rectified_on=done,
        rechecked_by="王建国" if checked else "",
        rechecked_on=checked,
        result=("合格" if stage == 0 else "不合格") if checked else "",
        state=("已销号", "整改中", "待复查", "整改中")[stage],
    )


def open_problem(number: int) -> OpenProblem:
    """Return one hazard that an enterprise has still to put right."""
    return OpenProblem(
        source="企业全面查" if number % 2 else "镇（街道）定期查",
        inspected_on=DAY - timedelta(days=number % 20),
        description=f"{number}号高炉煤气区域未设置固定式一氧化碳监测报警装置",
        level="重大" if number == 2 else "一般",
        remedy="限期整改" if number % 2 else "",
        measures="-安装报警装置并经检定合格" if number % 2 else "",
        deadline=DAY + timedelta(days=10) if number % 2 else None,
        responsible="任㛃龙" if number % 2 else "",
        state="整改中，逾期" if number == 3 else "整改中",
    )


def entry(number: int) -> EnforcementEntry:
    """Return one fact out of many; every second one is a fine."""
    fine = number % 2 == 0
    return EnforcementEntry(
        on=FROM + timedelta(days=number % 7),
        kind="行政罚款" if fine else ("非法违法行为", "约谈通报")[number % 4 // 2],
        who="𠅤喜顺（西槽头乡某村委会）"
        if number == 7
        else LONG_NAME
        if number == 3
        else f"第{number}铸造厂",
        reason="未经批准擅自动火作业，且未安排专人监护",
        handling="行政罚款（主要负责人）" if number == 4 else "行政罚款" if fine else "责令立即停止",
        amount_fen=1_500_000 + number * 100 if fine else None,
        decided_by="泽州县应急管理局",
        document_number=f"（泽）应急罚〔2025〕{number}号" if fine else "",
        note="补录" if number == 5 else "",
    )


def case_facts(number: int, *, written: bool = True) -> CaseFacts:
    """Return one 典型案例, its parts written or still open."""
    return CaseFacts(
        f"{LONG_NAME}违规动火案" if number == 2 else f"泽州县第{number}铸造有限公司有限空间违规作业案",
        DAY,
        f"泽州县第{number}铸造有限公司",
        "2025年3月3日，检查组在该公司检查时发现，3名从业人员未经审批进入污水池清淤。\n现场未检测气体，未安排监护人员。",
        "责令立即停止作业，行政罚款2万元，主要负责人被约谈。" if written else "",
        "@有限空间作业必须先通风、再检测、后作业。" if written else "",
    )


def quota_month(leaders: int) -> QuotaMonth:
    """Return a month with so many leaders."""
    posts = ("党（工）委书记", "镇长（主任）", "领导班子成员")
    return QuotaMonth(
        date(2025, 3, 1),
        DAY,
        [
            LeaderMonth(
                ("任㛃龙", "王建国", "𬱖小龙")[number % 3],
                posts[min(number, 2)],
                "" if number < 2 else "南河湾村、东堡村、冶金工贸、有限空间",
                (2, 4, 8)[min(number, 2)],
                number % 5,
                number % 5 + number % 2,
                max(0, (2, 4, 8)[min(number, 2)] - number % 5),
            )
            for number in range(leaders)
        ],
        [
            TownshipMonth("major_found", 1, 2, 0),
            TownshipMonth("major_solved", 1, 0, 1),
            TownshipMonth("typical_cases", 1, 0, 1),
            TownshipMonth("expert_checks", 1, 1, 0),
        ],
        [
            EnterprisesMonth("principal_short", 4, 92, 13),
            EnterprisesMonth("safety_head_short", 8, 92, 2),
            EnterprisesMonth("not_self_checked", 1, 92, 40),
        ],
    )


def hazards_sheet(count: int) -> Sheet:
    """Return 隐患排查治理台账 of so many hazards."""
    return hazard_ledger(
        load_texts("hazard-ledger"),
        unit_name=UNIT,
        filled_on=DAY,
        campaign=CAMPAIGN,
        start=FROM,
        end=DAY,
        hazards=[ledger_hazard(number) for number in range(1, count + 1)],
    )


def problems_sheet(count: int) -> Sheet:
    """Return 企业问题隐患清单 of so many hazards."""
    return problem_list(
        load_texts("problem-list"),
        enterprise=LONG_NAME,
        filled_on=DAY,
        problems=[open_problem(number) for number in range(1, count + 1)],
    )


def enforcement_sheet(count: int) -> Sheet:
    """Return 执法台账 of so many facts since the beginning."""
    return enforcement_ledger(
        load_texts("enforcement-ledger"),
        unit_name=UNIT,
        filled_on=DAY,
        end=DAY,
        entries=[entry(number) for number in range(1, count + 1)],
    )


def cases_sheet(count: int) -> Sheet:
    """Return 典型案例清单 of so many cases."""
    return typical_cases(
        load_texts("typical-cases"),
        unit_name=UNIT,
        filled_on=DAY,
        start=FROM,
        end=DAY,
        cases=[case_facts(number, written=number != 2) for number in range(1, count + 1)],
    )


def quota_sheet(leaders: int) -> Sheet:
    """Return 领导带队检查完成情况表 with so many leaders."""
    return quota_table(load_texts("quota-table"), unit_name=UNIT, filled_on=DAY, facts=quota_month(leaders))


_CASE = load_texts("typical-case")
CASE_REPORTS = {
    "typical-case": typical_case(_CASE, [case_facts(1)], unit_name=UNIT, filled_on=DAY),
    "typical-case-open": typical_case(_CASE, [case_facts(2, written=False)], unit_name=UNIT, filled_on=DAY),
    "typical-case-several": typical_case(
        _CASE, [case_facts(1), case_facts(2)], unit_name=UNIT, filled_on=DAY, campaign=CAMPAIGN
    ),
    "typical-case-none": typical_case(_CASE, [], unit_name=UNIT, filled_on=DAY),
}
BLANK_CASE = typical_case(_CASE)

BLANK_LEDGERS: dict[str, tuple[Sheet, ...]] = {
    "hazard-ledger": (hazard_ledger(load_texts("hazard-ledger"), unit_name=UNIT),),
    "problem-list": (problem_list(load_texts("problem-list")),),
    "enforcement-ledger": (enforcement_ledger(load_texts("enforcement-ledger"), unit_name=UNIT),),
    "typical-cases": (typical_cases(load_texts("typical-cases"), unit_name=UNIT),),
    "typical-case": (report_sheet(BLANK_CASE),),
    "quota-table": (quota_table(load_texts("quota-table"), unit_name=UNIT),),
}
FILLED_LEDGERS: dict[str, tuple[Sheet, ...]] = {
    "hazard-ledger": (hazards_sheet(6),),
    "problem-list": (problems_sheet(5),),
    "problem-list-none": (problems_sheet(0),),
    "enforcement-ledger": (enforcement_sheet(7),),
    "typical-cases": (cases_sheet(2),),
    **{name: (report_sheet(report),) for name, report in CASE_REPORTS.items()},
    "quota-table": (quota_sheet(7),),
    "quota-table-nobody": (quota_sheet(0),),
}
LONG_LEDGERS: dict[str, Sheet] = {
    "hazard-ledger": hazards_sheet(60),
    "problem-list": problems_sheet(40),
    "enforcement-ledger": enforcement_sheet(60),
    "typical-cases": cases_sheet(12),
    "quota-table": quota_sheet(40),
}
