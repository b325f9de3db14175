"""结对帮扶, 四牌一卡两栏 and 八个一批 as samples: filled, blank, and what nobody has looked at yet."""

from __future__ import annotations

from datetime import date, timedelta

from hazard_desk.forms.labelled_batches import CountedBatch, CountedItem, labelled_batches
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.signs_and_cards import SignedEnterprise, signs_and_cards
from hazard_desk.forms.support_pairs import HelpedFound, PrintedPair, support_pairs
from hazard_desk.terms import SignState
from tests.forms.samples import UNIT

DAY = date(2025, 3, 7)
SIGNS = 7
CAMPAIGN = "冶金工贸行业隐患排查整治专项行动"
PAIRS, SIGNED, BATCHES = (load_texts(form) for form in ("support-pairs", "signs-and-cards", "batches"))


def pair(number: int) -> PrintedPair:
    """Return one pair; every second one has ended, the third has all that can be written."""
    full = number == 3
    return PrintedPair(
        f"泽州县第{number}铸造有限公司",
        "泽州县䶮盛𬱖氏精密铸造机械设备制造股份有限公司" if full else f"宏达第{number}机械加工厂",
        "南河湾村" if number % 3 else "社区居委会",
        "冶金工贸、有限空间、粉尘涉爆" if full else "冶金工贸",
        date(2024, 12, number),
        None if number % 2 else date(2025, 3, 31),
        "=每月入企一次，跟班学习四天，现场教学两次" if full else "每月入企一次",
        DAY if number % 4 else None,
        "已入企帮扶3次，跟班学习2人，帮助建立风险清单和岗位操作规程" if full else "",
        HelpedFound(number * 3, number * 2, number % 2, 0),
    )


def signed(number: int) -> SignedEnterprise:
    """Return one enterprise: all put up, some faulty, some missing, nothing known of every fifth."""
    states = [*SignState, None]
    return SignedEnterprise(
        f"泽州县第{number}铸造有限公司",
        "西槽头村" if number % 4 else "",
        tuple(
            None if number % 5 == 0 else states[(number + place) % 4] if number % 3 else SignState.PRESENT
            for place in range(SIGNS)
        ),
    )


def counts(enterprises: list[SignedEnterprise]) -> list[dict[SignState, int]]:
    """Return how many there are of each state."""
    return [
        {state: sum(one.states[place] is state for one in enterprises) for state in SignState}
        for place in range(SIGNS)
    ]


def batch(number: int) -> CountedBatch:
    """Return one 一批 with as many items as its number."""
    items = tuple(
        CountedItem(
            DAY - timedelta(days=at),
            ("隐患", "行政罚款", "", "企业")[at % 4],
            "@在主要路口开展宣传，发放资料三百份"
            if at % 4 == 2
            else f"泽州县第{at}铸造有限公司：高炉煤气区域未设置固定式一氧化碳监测报警装置",
        )
        for at in range(number)
    )
    return CountedBatch(f"第{number}个名称由本单位填写的一批", number // 2, number, items=items)


_MANY = [signed(number) for number in range(1, 13)]

BLANK_LISTS: dict[str, tuple[Sheet, ...]] = {
    "support-pairs": (support_pairs(PAIRS, unit_name=UNIT),),
    "signs-and-cards": (signs_and_cards(SIGNED, unit_name=UNIT),),
    "batches": tuple(labelled_batches(BATCHES, unit_name=UNIT)),
}
LISTS: dict[str, tuple[Sheet, ...]] = {
    "support-pairs": (
        support_pairs(
            PAIRS,
            unit_name=UNIT,
            filled_on=DAY,
            campaign=CAMPAIGN,
            pairs=[pair(number) for number in range(1, 7)],
            total=HelpedFound(60, 41, 3, 0),
            helpers=6,
            helped=6,
        ),
    ),
    "signs-and-cards": (
        signs_and_cards(
            SIGNED, unit_name=UNIT, filled_on=DAY, campaign=CAMPAIGN, enterprises=_MANY, counts=counts(_MANY)
        ),
    ),
    "batches": tuple(
        labelled_batches(
            BATCHES,
            unit_name=UNIT,
            filled_on=DAY,
            campaign=CAMPAIGN,
            counted=[batch(number) for number in range(8)],
        )
    ),
}
