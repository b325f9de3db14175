"""Dates as people write them: in spreadsheets, on paper, and typed in a hurry.

Nothing is guessed: two-digit years, 3/5/2023 and days that don't exist raise `Unreadable` with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, timedelta

from hazard_desk.rules.unreadable import Unreadable

FIRST_YEAR, LAST_YEAR = 1900, 2100
_REMEDY = "请按 2026-03-05 的样子填写。"
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(18264, 73051)  # 1950-01-01 … 2100-01-01 as Excel counts days
_COMPACT = range(19000101, 21010101)

_NUMBERED = r"(\d{1,2})"
_FULL = re.compile(rf"(\d{{4}})(?:年|[-./。·])0*{_NUMBERED}(?:月|[-./。·])0*{_NUMBERED}[日号]?\.?")
_MONTH = re.compile(rf"(\d{{4}})(?:年|[-./。·])0*{_NUMBERED}月?份?\.?")
_YEAR = re.compile(r"(\d{4})年?\.?")
_YEARLESS = re.compile(rf"0*{_NUMBERED}(?:月|[-./])0*{_NUMBERED}[日号]?")
_AFTERWARDS = re.compile(
    r"(?:T|\s*)(?:上午|下午)?\d{1,2}[:时]\d{1,2}(?:[:分]\d{0,2}(?:\.\d+)?秒?)?(?:AM|PM|Z)?$"
    r"|\(?(?:星期|周)[一二三四五六日天]\)?$"
)
_AMERICAN = re.compile(r"\d{1,2}[-./月]\d{1,2}[-./日]\d{4}")
_SHORT_YEAR = re.compile(r"'?\d{2}(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2}[日号]?")
_NOTHING = frozenset({"", "无", "/", "-", "—", "——", "年 月 日", "年月日"})
_NEAR = {
    "今天": 0,
    "今日": 0,
    "今": 0,
    "T": 0,
    "昨天": -1,
    "昨日": -1,
    "前天": -2,
    "明天": 1,
    "明日": 1,
    "后天": 2,
}


def parse_date(value: str | float | date) -> date | None:
    """Return the day that a cell means; None for an empty one.

    Understood: real dates, Excel's day numbers (1950–2100, as numbers only), 20230305, 2023.3.5, 2023/3/5,
    2023-03-05, 2023年3月5日, full-width digits, stray blanks, a time of day or weekday behind.
    """
    if isinstance(value, datetime):
        return _checked(value.year, value.month, value.day)
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day)
    if isinstance(value, int | float):
        return _from_number(value)
    text = _plain(value)
    if text in _NOTHING:
        return None
    if text.isdigit() and len(text) == 8:
        return _checked(int(text[:4]), int(text[4:6]), int(text[6:]))
    match = _FULL.fullmatch(text)
    if match is not None:
        return _checked(int(match[1]), int(match[2]), int(match[3]))
    raise _why_not(text)


def parse_partial_date(value: str | float | date) -> str:
    """Return 成立时间 as exactly as it is known: "2015", "2015-03" or "2015-03-05"; "" for an empty one.

    The number 2015.1 is refused: a spreadsheet shows October (2015.10) as the same number.
    """
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day).isoformat()
    if isinstance(value, int | float):
        if value == int(value):
            if FIRST_YEAR <= value <= LAST_YEAR:
                return str(int(value))
            return _from_number(value).isoformat()
        text = format(value, ".10g")
        if text.endswith(".1"):
            raise Unreadable(
                f"{text} 可能是1月，也可能是10月。", "请写成 2015-01 或 2015-10，并设为文本格式。"
            )
        value = text
    text = _plain(value)
    if text in _NOTHING:
        return ""
    match = _YEAR.fullmatch(text)
    if match is not None:
        return f"{_checked_year(int(match[1])):04d}"
    match = _MONTH.fullmatch(text)
    if match is not None:
        day = _checked(int(match[1]), int(match[2]), 1)
        return f"{day.year:04d}-{day.month:02d}"
    if len(text) == 6 and text.isdigit() and 1 <= int(text[4:]) <= 12:
        return f"{_checked_year(int(text[:4])):04d}-{text[4:]}"
    day_or_none = parse_date(text)
    return day_or_none.isoformat() if day_or_none else ""


def partial_date_words(partial: str) -> str:
    """Return what `parse_partial_date` gave as a form prints it: 2015年3月, 2015年; "" for none."""
    parts = [int(part) for part in partial.split("-") if part]
    return "".join(f"{number}{unit}" for number, unit in zip(parts, "年月日", strict=False))


def day_words(day: date) -> str:
    """Return a day as sentences say it: 2026年3月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


def parse_typed_date(text: str, today: date) -> date | None:
    """Return the day typed in the window, short forms read from `today`; None for an empty text.

    Beside all that `parse_date` reads: 31 (this month), 0131, 1-31, 1.31, 1月31日 (this year), +7, -3, 今天,
    昨天, 明天. Only what has one meaning: 131 and 26-1-31 are refused.
    """
    plain = _plain(text)
    if plain in _NOTHING:
        return None
    near = _NEAR.get(plain.upper())
    if near is not None:
        return today + timedelta(days=near)
    if re.fullmatch(r"[+-]\d{1,4}天?", plain):
        try:
            day = today + timedelta(days=int(plain.rstrip("天")))
        except OverflowError:
            raise Unreadable("日期超出范围。", _REMEDY) from None
        return _checked(day.year, day.month, day.day)
    if plain.rstrip("日号").isdigit() and len(plain.rstrip("日号")) <= 2:
        return _checked(today.year, today.month, int(plain.rstrip("日号")))
    if plain.isdigit() and len(plain) == 4:
        return _checked(today.year, int(plain[:2]), int(plain[2:]))
    match = _YEARLESS.fullmatch(plain)
    if match is not None:
        return _checked(today.year, int(match[1]), int(match[2]))
    return parse_date(plain)


def _plain(text: str) -> str:
    if text.isascii() and text.isdigit():
        return text
    plain = "".join(unicodedata.normalize("NFKC", text).strip().lstrip("'").split(" "))
    plain = _AFTERWARDS.sub("", _AFTERWARDS.sub("", plain)).strip()
    return "".join(plain.split()).replace("--", "-").replace("..", ".") if plain not in _NOTHING else plain


def _from_number(number: float) -> date:
    if number != number or number in (float("inf"), float("-inf")):
        raise Unreadable("日期读不出来。", _REMEDY)
    whole = int(number)
    if number == whole and whole in _COMPACT:
        return _checked(whole // 10000, whole // 100 % 100, whole % 100)
    if whole in _SERIALS:
        return _EXCEL_EPOCH + timedelta(days=whole)
    raise Unreadable(f"数字 {format(number, '.15g')} 不是日期。", _REMEDY)


def _checked_year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"年份 {year} 不对。", _REMEDY)
    return year


def _checked(year: int, month: int, day: int) -> date:
    _checked_year(year)
    if not 1 <= month <= 12:
        raise Unreadable(f"没有{month}月。", _REMEDY)
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise Unreadable(f"{year}年{month}月没有{day}日（只有{last}天）。", _REMEDY)
    return date(year, month, day)


def _why_not(text: str) -> Unreadable:
    if _SHORT_YEAR.fullmatch(text):
        return Unreadable("年份只有两位，分不清是哪一年。", "请写四位年份，例如 2023-03-05。")
    if _AMERICAN.fullmatch(text):
        return Unreadable("分不清哪个是月、哪个是日。", "请把年份写在前面，例如 2023-03-05。")
    if _MONTH.fullmatch(text) or _YEAR.fullmatch(text):
        return Unreadable("日期不完整，缺少月或日。", _REMEDY)
    if _YEARLESS.fullmatch(text):
        return Unreadable("日期没有写年份。", _REMEDY)
    return Unreadable("日期读不出来。", _REMEDY)
