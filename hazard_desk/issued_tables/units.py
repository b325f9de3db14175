"""What a column counts in, as tables say it: in a row of its own, in brackets, or once for all."""

from __future__ import annotations

import re
import unicodedata

from hazard_desk.issued_tables.faces import squeezed
from hazard_desk.rules.money import MONEY_UNITS

_COUNTED = (
    "人 家 个 条 次 处 项 件 起 名 户 座 台 套 辆 米 公里 千米 平方米 亩 公顷 吨 万吨 千克 公斤",
    "天 日 年 月 小时 份 场 期 艘 口 栋 间 立方米 只 头 人次 家次 班 组 页 张 部 支 分 % ㎡ m2 km kg t",
    "村 所 类 级 岁 号",
)
_UNITS = MONEY_UNITS.union(*(words.split() for words in _COUNTED))
_MONEY = re.compile(r"金|额|款|费|产值|收入|税|价|投入|投资|资产|资本|利润")
# Units of money that a table may name, ours to reckon in or not (美元): an amount is never put under another.
_MONEY_UNIT = re.compile(r"(?:人民币)?([十百千万亿]*(?:元|圆|美元|美金|欧元|英镑|港元|港币|日元))(?:人民币)?")
_BARE_POWER = re.compile(r"[十百千万亿]+")  # 资产总额（万）
_AT_END = re.compile(r"[十百千万亿]+元$")  # 资产总额千元
_EDGES = re.compile(r"^[(\[【]|[)\]】]$")
_BRACKETS = re.compile(r"\(([^()]{1,8})\)|\[([^\[\]]{1,8})\]|【([^【】]{1,8})】")
_OF_SHEET = re.compile(r"单\s*位:\(?([^\s:()]+)")


def is_unit(text: str) -> bool:
    """Say whether a cell holds nothing but a unit: 万元, (人), 单位：家, 家/次."""
    plain = _EDGES.sub("", squeezed(text)).removeprefix("单位:").lower()
    return bool(plain) and all(
        part in _UNITS or _MONEY_UNIT.fullmatch(part) for part in re.split(r"[/、,]", plain)
    )


def unit_of(text: str) -> str:
    """Return the unit without brackets."""
    return _EDGES.sub("", squeezed(text)).removeprefix("单位:")


def unit_in(label: str) -> str:
    """Return the unit that a header says in brackets, "" where it says none."""
    for found in reversed(_BRACKETS.findall(squeezed(label))):
        inner = next(part for part in found if part)
        if is_unit(inner):
            return unit_of(inner)
        if _BARE_POWER.fullmatch(inner) and counts_money(label):
            return f"{inner}元"
    behind = _AT_END.search(squeezed(label))
    return behind[0] if behind else ""


def counts_money(label: str) -> bool:
    """Say whether a column is about money, so that the unit of the whole sheet holds for it."""
    return _MONEY.search(label) is not None


def money_unit_of_sheet(text: str) -> str:
    """Return the unit of money that a line above the table states for all of it (单位：万元)."""
    plain = re.sub(r"\s*([:、,/(])\s*", r"\1", unicodedata.normalize("NFKC", text))
    return next((unit for said in _OF_SHEET.findall(plain) if (unit := money_unit(said))), "")


def money_unit(unit: str) -> str:
    """Return the unit of money within a unit (千元 of 人民币千元, of 家、千元); "" for none."""
    parts = map(_MONEY_UNIT.fullmatch, re.split(r"[/、,;。]", squeezed(unit)))
    found = dict.fromkeys(part[1].replace("圆", "元") for part in parts if part)
    return "、".join(found)
