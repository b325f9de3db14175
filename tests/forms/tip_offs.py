"""举报线索 as samples: one at each step, one anonymous, long texts, who reported named in the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.tip_off_ledger import TipOffEntry, tip_off_ledger
from hazard_desk.forms.tip_off_public import tip_off_public
from hazard_desk.rules.tip_offs import TipOffFacts, tip_state
from hazard_desk.terms import TipChannel, TipResult
from tests.forms.samples import UNIT

DAY = date(2025, 3, 7)
INFORMANT, PHONE = "王小明", "13800138000"
RECEIVED = TipOffFacts(
    received_on=date(2025, 3, 1),
    number="2025-001",
    informant=INFORMANT,
    informant_phone=PHONE,
    content="西街村口一处院内夜间充装液化石油气，没有任何手续，气瓶堆放在居民楼下",
)
ASSIGNED = replace(
    RECEIVED,
    number="2025-002",
    channel=TipChannel.VISIT,
    content=f"{INFORMANT}（{PHONE}）反映：=cmd|'/c calc'!A1 车间安全通道长期锁闭，王 小 明还说灭火器过期",
    accepted_on=date(2025, 3, 2),
    assigned_on=date(2025, 3, 3),
    assigned_to="应急站 𬱖小龙",
    due_on=date(2025, 3, 10),
)
VERIFIED = replace(
    ASSIGNED,
    number="2025-003",
    informant="",
    informant_phone="",
    content="铸造车间浇注区有积水，工人从积水上走过；" * 3,
    verified_on=date(2025, 3, 4),
    verified_by="王建国、𬱖小龙",
    result=TipResult.PARTLY,
    finding="浇注区确有积水，深约2厘米；其余反映的情况现场没有发现",
    handling="责令立即停止浇注，清理积水后复工",
)
CLOSED = replace(
    VERIFIED,
    number="2025-004",
    channel=TipChannel.ASSIGNED,
    content="加油站卸油口没有静电接地",
    result=TipResult.TRUE,
    answered_on=date(2025, 3, 5),
    answer="已电话告知县应急局",
    approved_on=date(2025, 3, 6),
    approved_by="任㛃龙",
)
REFUSED = replace(
    RECEIVED,
    number="2025-005",
    channel=TipChannel.LETTER,
    content="反映欠薪",
    refused_on=date(2025, 3, 2),
    refusal_reason="不属于安全生产问题，已告知向劳动监察反映",
)


def entry(facts: TipOffFacts, about: str = "", visit: tuple[str, int, int] | None = None) -> TipOffEntry:
    """Return a row of either list."""
    return TipOffEntry(facts, tip_state(facts), about, visit)


ENTRIES = (
    entry(RECEIVED, "西街村口东侧院落"),
    entry(ASSIGNED, "泽州县䶮盛铸造有限公司\n二车间"),
    entry(VERIFIED, "泽州县䶮盛铸造有限公司", ("2025-0046", 3, 1)),
    entry(CLOSED, "永顺加油站", ("2025-0047", 0, 0)),
    entry(REFUSED, "某工地"),
)

BLANK: dict[str, tuple[Sheet, ...]] = {
    "tip-off-ledger": (tip_off_ledger(load_texts("tip-off-ledger"), unit_name=UNIT),),
    "tip-off-public": (tip_off_public(load_texts("tip-off-public"), unit_name=UNIT),),
}
FILLED: dict[str, tuple[Sheet, ...]] = {
    "tip-off-ledger": (
        tip_off_ledger(load_texts("tip-off-ledger"), unit_name=UNIT, filled_on=DAY, entries=ENTRIES),
    ),
    "tip-off-public": (
        tip_off_public(load_texts("tip-off-public"), unit_name=UNIT, filled_on=DAY, entries=ENTRIES),
    ),
}
