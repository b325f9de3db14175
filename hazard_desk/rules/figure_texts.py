"""Figures of F4 and F6 that somebody writes by hand: read as numbers, never guessed at."""

from __future__ import annotations

import re
from unicodedata import normalize

from hazard_desk.rules.money import in_wan, read_money
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.rules.weekly_figures import Value

_WHOLE = re.compile(r"[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3}")
_IN_WAN = "_wan"
"""How the keys of figures in 万元 end."""


def read_figure(key: str, text: str) -> Value:
    """Return the number that is written in the place of a figure: 万元 of a fine, else a whole one.

    What is not a number, or less than none, raises Unreadable.
    """
    plain = normalize("NFKC", text).strip()
    if not key.endswith(_IN_WAN):
        if not _WHOLE.fullmatch(plain):
            raise _no_number(plain, "请只填数字，不写单位，如 12。")
        return int(plain.replace(",", ""))
    fen = read_money(plain)
    if fen is None:
        raise _no_number(plain, "请只填数字，单位为万元，如 3.5。")
    amount = in_wan(fen)
    return int(amount) if amount == amount.to_integral_value() else amount


def _no_number(text: str, remedy: str) -> Unreadable:
    return Unreadable(f"“{text}”不是一个数" if text else "没有填数", remedy)
