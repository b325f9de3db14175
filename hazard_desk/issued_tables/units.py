"""What a column counts in, as tables say it: in a row of its own, in brackets, or once for all."""

from __future__ import annotations

import re

from hazard_desk.issued_tables.faces import squeezed

MONEY_UNITS = frozenset({"元", "万元", "亿元"})
_COUNTED = (
    "人 家 个 条 次 处 项 件 起 名 户 座 台 套 辆 米 公里 千米 平方米 亩 公顷 吨 万吨 千克 公斤",
    "天 日 年 月 小时 份 场 期 艘 口 栋 间 立方米 只 头 人次 家次 班 组 页 张 部 支 分 % ㎡ m2 km kg t",
    "村 所 类 级 岁 号",
)
_UNITS = MONEY_UNITS.union(*(words.split() for words in _COUNTED))
_MONEY = re.compile(r"金|额|款|费|产值|收入|税|价|投入|投资|资产|利润")
_EDGES = re.compile(r"^[(\[【]|[)\]】]$")
_BRACKETS = re.compile(r"\(([^()]{1,8})\)|\[([^\[\]]{1,8})\]|【([^【】]{1,8})】")
_OF_SHEET = re.compile(r"(?:计量|金额)?单位:\(?(亿元|万元|元)\)?(?:$|[^\w])")


def is_unit(text: str) -> bool:
    """Say whether a cell holds nothing but a unit: 万元, (人), 单位：家, 家/次."""
    plain = _EDGES.sub("", squeezed(text)).removeprefix("单位:").lower()
    return bool(plain) and all(part in _UNITS for part in re.split(r"[/、,]", plain))


def unit_of(text: str) -> str:
    """Return the unit without brackets."""
    return _EDGES.sub("", squeezed(text)).removeprefix("单位:")


def unit_in(label: str) -> str:
    """Return the unit that a header says in brackets, "" where it says none."""
    for found in reversed(_BRACKETS.findall(squeezed(label))):
        inner = next(part for part in found if part)
        if is_unit(inner):
            return unit_of(inner)
    return ""


def counts_money(label: str) -> bool:
    """Say whether a column is about money, so that the unit of the whole sheet holds for it."""
    return _MONEY.search(label) is not None


def money_unit_of_sheet(text: str) -> str:
    """Return the unit of money that a line above the table states for all of it (单位：万元)."""
    found = _OF_SHEET.search(squeezed(text))
    return found[1] if found else ""
