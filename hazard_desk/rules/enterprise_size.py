"""单位规模 by 统计上大中小微型企业划分办法（2017）, as far as the number of staff can tell.

F1 asks for no 营业收入, so staff can only bound the size: who has 15 workers is 微型 in industry whatever
it earns; who has 500 may still be anything but 大型. The person decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from hazard_desk.terms import EnterpriseSize, SizeSector

# The least staff of 大型, 中型, 小型; None where the rule counts no staff for that line of business.
_LEAST_STAFF: dict[SizeSector, tuple[int, int, int] | None] = {
    SizeSector.AGRICULTURE: None,
    SizeSector.INDUSTRY: (1000, 300, 20),
    SizeSector.CONSTRUCTION: None,
    SizeSector.WHOLESALE: (200, 20, 5),
    SizeSector.RETAIL: (300, 50, 10),
    SizeSector.TRANSPORT: (1000, 300, 20),
    SizeSector.STORAGE: (200, 100, 20),
    SizeSector.LODGING_CATERING: (300, 100, 10),
    SizeSector.PROPERTY: (1000, 300, 100),
    SizeSector.LEASING_BUSINESS: (300, 100, 10),
    SizeSector.OTHER: (300, 100, 10),
}
_LARGE_TO_SMALL = (EnterpriseSize.LARGE, EnterpriseSize.MEDIUM, EnterpriseSize.SMALL, EnterpriseSize.MICRO)


@dataclass(frozen=True, slots=True)
class SizeBounds:
    """The sizes still `possible`, largest first, and the one to propose if staff gives any ground."""

    possible: tuple[EnterpriseSize, ...]
    proposal: EnterpriseSize | None


def size_bounds(sector: SizeSector | None, staff: int | None) -> SizeBounds:
    """Bound the size by staff (persons); unknown sector or staff leaves every size possible.

    Where staff is the only measure (其他未列明行业) the size is decided. Elsewhere the largest size that
    staff allows is proposed, as the rule asks income too and a smaller one stays possible.
    """
    least = _LEAST_STAFF[sector] if sector is not None else None
    if least is None or staff is None or staff < 0:
        return SizeBounds(_LARGE_TO_SMALL, None)
    rank = next((i for i, limit in enumerate(least) if staff >= limit), len(least))
    possible = _LARGE_TO_SMALL[rank:]
    if sector is SizeSector.OTHER:
        possible = possible[:1]
    return SizeBounds(possible, possible[0])
