"""换人交接清单 as samples: with much that is open, with nothing, and blank."""

from __future__ import annotations

from datetime import date

from hazard_desk.forms.hand_over_list import HandOverFacts, OpenKind, OpenLine, hand_over_list
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from tests.forms.samples import UNIT

DAY = date(2025, 3, 7)
TEXTS = load_texts("hand-over-list")


def _hazard(number: int) -> OpenLine:
    return OpenLine(
        "泽州县䶮盛𬱖氏精密铸造机械设备制造股份有限公司南河湾村分公司"
        if number == 2
        else f"泽州县第{number}铸造有限公司",
        f"一般，整改中：{number}号配电箱未张贴安全警示标识，箱门未跨接接地",
        date(2025, 3, number) if number < 29 else None,
        "宋瑞芳" if number % 3 else "任㛃龙、𠅤喜顺",
    )


def facts(hazards: int) -> HandOverFacts:
    """Return an office with so many open hazards and something of everything else."""
    return HandOverFacts(
        UNIT,
        "高秀英",
        DAY,
        kinds=(
            OpenKind("hazards", tuple(_hazard(number) for number in range(1, hazards + 1)), 6, hazards - 6),
            OpenKind("rechecks", (_hazard(1),), 0, 1),
            OpenKind(
                "papers",
                (OpenLine("大排查大整治行动统计表", "2025-03-07 一周，草稿，县安委办", DAY, "王建国"),),
                0,
                1,
            ),
            OpenKind("tip_offs", (OpenLine("2025-003", "待核查", date(2025, 3, 20), ""),), 0, 1),
            OpenKind("tasks", (OpenLine("=燃气安全排查", "推进中：逐户排查餐饮场所", None, "𬱖小龙"),)),
        ),
        lists=(("not_inspected", 23), ("incomplete", 9)),
        leaders=(("王建国", "党委书记", 2, 1, 1), ("𬱖小龙", "班子成员", 4, 4, 0)),
        own=(
            ("major_found", 1, 0, 1),
            ("major_solved", 1, 1, 0),
            ("typical_cases", 1, 1, 0),
            ("expert_checks", 2, 0, 2),
        ),
        templates=(("全县工贸企业隐患排查情况统计表（样表）", date(2025, 2, 28)), ("+清查表", None)),
        settings=(("回查期限", "5个工作日", "3个工作日"),),
        folder="D:\\台账\\西槽头乡 隐患台账",
        backups="D:\\台账\\西槽头乡 隐患台账\\backups",
        backup_count=41,
        last_backup="2025-03-07 10:32",
        second_place="E:\\隐患台备份_西槽头乡人民政府",
        second_last="2025-03-06 17:01",
        has_password=True,
        since=date(2025, 2, 5),
        operations=186,
        done=(("企业", 12, 7, 0), ("检查", 30, 4, 0), ("隐患", 66, 41, 1)),
    )


NOTHING = HandOverFacts(UNIT, "", DAY, folder="D:\\台账", backups="D:\\台账\\backups", since=date(2025, 2, 5))
BLANK: dict[str, tuple[Sheet, ...]] = {"hand-over-list": (report_sheet(hand_over_list(TEXTS)),)}
FILLED: dict[str, tuple[Sheet, ...]] = {
    "hand-over-list": (report_sheet(hand_over_list(TEXTS, facts(30), filled_on=DAY)),),
    "hand-over-list-nothing": (report_sheet(hand_over_list(TEXTS, NOTHING, filled_on=DAY)),),
}
