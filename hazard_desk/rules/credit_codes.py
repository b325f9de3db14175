"""统一社会信用代码 (GB 32100-2015) and the old 工商注册号 (GS 15-2006) that stand in the same field.

The check sums are our own: an import checks 50,000 codes, and python-stdnum takes ten times as long for the
same answer. A test compares every answer with python-stdnum.
"""

from __future__ import annotations

import re
import unicodedata
from operator import mul
from typing import NamedTuple

from hazard_desk.rules.unreadable import Unreadable

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_CODE_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
# 9–17 are the organisation's own code (GB 11714), with a check character of its own in place 17.
_BODY_VALUES = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_STRIPPED = re.compile(r"[\s\-‐-―−_.·'\"`\u200b-\u200f\ufeff]+")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d*)?[eE]\+?\d{1,3}")
_LOOKALIKES = {"I": "1", "O": "0", "Z": "2", "S": "5"}
_DOUBTFUL_BODY = "代码第17位（组织机构代码校验位）对不上，请对照营业执照核对。"
_MAX_EXACT = 10**15  # beyond fifteen digits a spreadsheet has already lost the last ones
_NO_CODE = frozenset(
    {"无", "没有", "暂无", "无代码", "无证", "未办理", "未办", "无照", "无营业执照", "办理中", "正在办理"}
)


class CodeReading(NamedTuple):
    """A code as it may be kept, "" for none; `warning` is Chinese, "" when nothing is in doubt."""

    code: str
    warning: str = ""


def is_scientific(text: str) -> bool:
    """Say whether a spreadsheet has turned a long number into 9.1E+17; its last digits are lost."""
    return _SCIENTIFIC.fullmatch(text.strip()) is not None


def means_no_code(text: str) -> bool:
    """Say whether the text states that the enterprise has no code (无, 未办理 …): a reason, not a code."""
    return text.strip() in _NO_CODE


def clean_code(value: str | float) -> str:
    """Return the code in half-width capitals without blanks and hyphens.

    A number is taken only while it is exact (a whole one of at most 15 digits); 9.1E+17 and longer numbers
    raise `Unreadable`: the digits are gone and never guessed (DESIGN §8).
    """
    if isinstance(value, int | float):
        if not 0 <= value < _MAX_EXACT or value != int(value):
            raise _lost_digits()
        return str(int(value))
    if value.isascii() and value.isalnum():
        return value.upper()
    text = unicodedata.normalize("NFKC", value).strip().lstrip("'")
    if is_scientific(text):
        raise _lost_digits()
    whole, point, rest = text.partition(".")
    if point and whole.isdigit() and not rest.strip("0"):
        text = whole  # "110108000000016.0": a number that was turned into text
    return _STRIPPED.sub("", text).upper()


def read_code(value: str | float) -> CodeReading:
    """Return the checked code; raise `Unreadable` where it can't be one, with what it may have been.

    Accepted: 18 characters with the check character right (a warning where the
    inner one, place 17, is not: such codes have been issued); 15 digits (old 工商注册号) with theirs;
    13 digits (before 2007, no check digit) with a warning. "" gives "".
    """
    code = clean_code(value)
    if not code:
        return CodeReading("")
    if len(code) == 18 and is_credit_code(code):
        return CodeReading(code, "" if _body_is_right(code) else _DOUBTFUL_BODY)
    if len(code) == 15 and code.isdigit():
        if is_registration_number(code):
            return CodeReading(code)
        raise Unreadable("15位工商注册号的校验位不对。", "请对照营业执照核对，可能有一位数字抄错。")
    if len(code) == 13 and code.isdigit():
        return CodeReading(code, "13位是2007年以前的旧注册号，没有校验位，请尽量换成18位统一社会信用代码。")
    raise _refused_code(code)


def is_credit_code(code: str) -> bool:
    """Check the alphabet and the check character (place 18) of a cleaned 18-character code."""
    if len(code) != 18:
        return False
    try:
        values = list(map(_VALUES.__getitem__, code))
    except KeyError:
        return False
    if (sum(map(mul, values, _CODE_WEIGHTS)) + values[17]) % 31:
        return False
    # places 3–8 are the administrative division of the registration office
    return code[2:8].isdigit()


def _body_is_right(code: str) -> bool:
    check = -sum(map(mul, map(_BODY_VALUES.__getitem__, code[8:16]), _BODY_WEIGHTS)) % 11
    return code[16] == "0123456789X"[check]


def is_registration_number(digits: str) -> bool:
    """Check an old 15-digit 工商注册号 (GS 15-2006): ISO 7064 MOD 11,10."""
    if len(digits) != 15 or not (digits.isascii() and digits.isdigit()):
        return False
    product_ = 10
    for digit in digits[:-1]:
        product_ = ((product_ + int(digit)) % 10 or 10) * 2 % 11
    return (11 - product_) % 10 == int(digits[-1])


def propose_code(code: str) -> str:
    """Return the one valid code that mends letters never used in codes (I→1 O→0 Z→2 S→5), or "".

    A proposal only: the caller shows it, and the person who has the licence before her decides.
    """
    if len(code) not in (15, 18) or not any(letter in code for letter in _LOOKALIKES):
        return ""
    choices = [_LOOKALIKES.get(character, character) for character in code]
    mended = "".join(choices)
    return mended if is_credit_code(mended) or is_registration_number(mended) else ""


def _refused_code(code: str) -> Unreadable:
    proposal = propose_code(code)
    if proposal:
        return Unreadable(
            "统一社会信用代码里不会出现字母 I、O、Z、S、V。", f"可能是 {proposal}，请对照营业执照确认后改正。"
        )
    if len(code) != 18:
        return Unreadable(
            f"统一社会信用代码应为18位（旧注册号为15位或13位），现在是{len(code)}位。",
            "请对照营业执照填写；没有代码的填“无”并写明原因。",
        )
    strange = "".join(dict.fromkeys(c for c in code if c not in _VALUES))
    if strange:
        return Unreadable(f"统一社会信用代码里有不该出现的字符“{strange}”。", "请对照营业执照填写。")
    return Unreadable("统一社会信用代码的校验位不对。", "可能有一位抄错，请对照营业执照核对。")


def _lost_digits() -> Unreadable:
    return Unreadable(
        "代码被表格软件变成了数字（科学计数），后面几位已经丢失。",
        "请在表格里把这一列设为“文本”格式，对照营业执照重新填写。",
    )
