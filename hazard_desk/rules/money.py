"""Money: typed and printed in 万元, kept as integer 分; Decimal throughout, never float arithmetic."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from hazard_desk.rules.unreadable import Unreadable

FEN_PER_WAN = 1_000_000  # 1 万元 = 10,000 元 = 1,000,000 分
_FEN_PER_STATED = {
    "元": 100,
    "百元": 10**4,
    "千元": 10**5,
    "万元": FEN_PER_WAN,
    "十万元": 10**7,
    "百万元": 10**8,
    "千万元": 10**9,
    "亿元": 10**10,
}
MONEY_UNITS = frozenset(_FEN_PER_STATED)
"""The units of money that a table may count in."""
_FEN_PER_UNIT = {**_FEN_PER_STATED, "": FEN_PER_WAN, "万": FEN_PER_WAN, "亿": _FEN_PER_STATED["亿元"]}
_AMOUNT = re.compile(r"([+-]?[\d,]*\.?\d*)(?:人民币)?(万元|万|亿元|亿|元)?(?:整|人民币)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_MAX_FEN = 10**8 * FEN_PER_WAN  # a trillion 元: more is a slip of the unit
_NOTHING = frozenset({"", "无", "/", "-", "—", "——"})


def read_money(value: str | float | Decimal, unit: str = "万元") -> int | None:
    """Return integer 分 for an amount in 万元 (or in `unit`: 元, 千元, 亿元 …); None for an empty text.

    A text may name its own unit (500万, 300000元). What is finer than one 分 (a spreadsheet's 100/3) is
    rounded half up. Negative amounts and anything else raise `Unreadable`.
    """
    if isinstance(value, str):
        text = "".join(unicodedata.normalize("NFKC", value).split()).lstrip("¥￥")
        if text in _NOTHING:
            return None
        match = _AMOUNT.fullmatch(text)
        if match is None or not match[1].strip("+-,."):
            raise Unreadable("金额读不出来。", "请只填数字，单位为万元，例如 12.5。")
        number, own_unit = match[1], match[2]
        if "," in number and not _THOUSANDS.fullmatch(number):
            raise Unreadable("金额里的逗号位置不对。", "请只填数字，单位为万元，例如 1200.5。")
        factor = _FEN_PER_UNIT[own_unit or unit]
        amount = Decimal(number.replace(",", ""))
    else:
        try:
            # fifteen digits are what a spreadsheet shows; more would print 0.30000000000000004
            amount = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
        except InvalidOperation:
            raise Unreadable("金额读不出来。", "请只填数字，单位为万元，例如 12.5。") from None
        factor = _FEN_PER_UNIT[unit]
    if not amount.is_finite():
        raise Unreadable("金额读不出来。", "请只填数字，单位为万元，例如 12.5。")
    if amount < 0:
        raise Unreadable("金额不能是负数。", "请核对。")
    if amount * factor > _MAX_FEN:
        raise Unreadable("金额太大（超过一万亿元）。", "单位是万元，请核对是不是按元填的。")
    return int((amount * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def in_wan(fen: int) -> Decimal:
    """Return the amount in 万元, exactly, without trailing zeros."""
    amount = Decimal(fen) / FEN_PER_WAN
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()


def from_wan(wan: Decimal | int, unit: str) -> Decimal | None:
    """Return an amount in 万元 in what a table counts in ("" is 万元), exactly; None for an unknown unit."""
    fen = _FEN_PER_UNIT.get(unit)
    if fen is None:
        return None
    amount = Decimal(wan) * FEN_PER_WAN / fen
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()


def format_wan(fen: int | None) -> str:
    """Return the amount in 万元 as it is printed: "12.5", "0"; "" for None (not filled in)."""
    return "" if fen is None else format(in_wan(fen), "f")
