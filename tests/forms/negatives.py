"""负面清单 and 村（社区）提醒单, filled with long texts and rare names, and blank."""

from __future__ import annotations

from datetime import date

from hazard_desk.forms.negative_list import Lacking, negative_list
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.village_notice import NoticeLine, village_notice
from tests.forms.samples import UNIT

DAY = date(2025, 3, 7)
LONG = "配电箱无门、无漏电保护，电缆拖地无防护，临时用电无审批手续，现场无专人监护"
ROWS = (
    Lacking(
        "南河湾村",
        "泽州县䶮盛铸造有限公司",
        f"逾期 12 天：{LONG}",
        date(2025, 2, 23),
        "任㛃龙",
        "17608613150",
    ),
    Lacking("南河湾村", "永顺加油站", "今天到期：灭火器过期", DAY, "𠅤喜顺", "0356-3026691"),
    Lacking("未分村", "=1+1 记饭店", "还有 2 天：燃气报警器未接电", date(2025, 3, 9), "𬱖建国", ""),
)
LINES = (
    NoticeLine("逾期未整改", ROWS[0].enterprise, ROWS[0].text, ROWS[0].day, "任㛃龙\n17608613150"),
    NoticeLine("本月未自查", "永顺加油站", "本月自查次数不够", None, "𠅤喜顺\n0356-3026691"),
    NoticeLine("资料不全", "=1+1 记饭店", "缺工商注册号、主要负责人、手机号码", None, ""),
)

_LIST, _NOTICE = load_texts("negative-list"), load_texts("village-notice")
BLANK: dict[str, tuple[Sheet, ...]] = {
    "negative-list": (negative_list(_LIST, unit_name=UNIT, kind="未检查"),),
    "village-notice": (village_notice(_NOTICE, office=UNIT),),
}
FILLED: dict[str, tuple[Sheet, ...]] = {
    "negative-list": (negative_list(_LIST, unit_name=UNIT, kind="逾期未整改", filled_on=DAY, rows=ROWS),),
    "negative-list-none": (negative_list(_LIST, unit_name=UNIT, kind="未回查", filled_on=DAY, rows=()),),
    "village-notice": (village_notice(_NOTICE, office=UNIT, village="南河湾村", filled_on=DAY, lines=LINES),),
}
