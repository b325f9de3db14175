"""办公电话 and 手机号码: cleaned, checked, never thrown away."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from hazard_desk.rules.credit_codes import is_scientific
from hazard_desk.rules.unreadable import Unreadable

_MOBILE = re.compile(r"1[3-9]\d{9}")
# 0356-2286336, 03503087871, 3142113, also with an extension; service numbers 400/800, 110, 12350
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?[2-8]\d{6,7}(?:-\d{1,6})?|[48]00-?\d{3}-?\d{4}|1[12]\d|123\d\d")
_SEPARATORS = re.compile(r"[、，,；;/|\n]+|或|和")
_DASHES = re.compile(r"[‐-―−—_~]+")
_EXTENSION = re.compile(r"(?<=\d)\s*(?:转|分机)\s*(?=\d)")
_COUNTRY = re.compile(r"^(?:\+|00)86-?")
_NOTHING = frozenset({"", "无", "没有", "/", "-", "—", "——", "无电话"})
_MAX_EXACT = 10**15


class PhoneReading(NamedTuple):
    """Numbers as they are kept, several joined by 、; `warning` is Chinese, "" when all look right."""

    text: str
    warning: str = ""


def read_phone(value: str | float) -> PhoneReading:
    """Return the phone numbers in a cell, cleaned.

    A number stored as a number (13800138000.0) is taken while exact; 1.38E+10 raises `Unreadable`.
    What doesn't look like a phone number is kept as it stands, with a warning: she may know better.
    """
    if isinstance(value, int | float):
        if not 0 <= value < _MAX_EXACT or value != int(value):
            raise Unreadable(
                "电话号码被表格软件变成了小数或科学计数。", "请把这一列设为“文本”格式后重新填写。"
            )
        value = str(int(value))
    if value.isascii() and (_MOBILE.fullmatch(value) or _LANDLINE.fullmatch(value)):
        return PhoneReading(value)
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", value)).strip()
    text = _EXTENSION.sub("-", text)
    if text in _NOTHING:
        return PhoneReading("")
    if is_scientific(text):
        raise Unreadable(f"电话号码变成了科学计数（{text}），后面几位已经丢失。", "请重新填写完整的号码。")
    numbers: list[str] = []
    doubtful: list[str] = []
    for part in _SEPARATORS.split(text):
        for number in _numbers_of(part):
            if number in numbers:
                continue
            numbers.append(number)
            if not _MOBILE.fullmatch(number) and not _LANDLINE.fullmatch(number):
                doubtful.append(number)
    warning = f"“{'、'.join(doubtful)}”不像电话号码，请核对位数。" if doubtful else ""
    return PhoneReading("、".join(numbers), warning)


def is_mobile(text: str) -> bool:
    """Say whether the text is one mobile number of eleven digits."""
    return text.isascii() and _MOBILE.fullmatch(text) is not None


def _numbers_of(part: str) -> list[str]:
    """Split at blanks unless they only group one number's digits (138 0013 8000, 0356 2286336)."""
    part = part.strip()
    if not part:
        return []
    joined = _tidied(re.sub(r"\s+", "", part))
    if _MOBILE.fullmatch(joined) or _LANDLINE.fullmatch(joined):
        return [joined]
    return [_tidied(word) for word in part.split()]


def _tidied(number: str) -> str:
    number = _COUNTRY.sub("", number.strip())
    number = re.sub(r"^\((\d{3,4})\)-?", r"\1-", number)
    whole, point, rest = number.partition(".")
    return whole if point and whole.isdigit() and not rest.strip("0") else number
