"""Numbers as headings, articles and names write them: 一, 十, 二十一."""

from __future__ import annotations

_FIGURES = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Return a number from 0 to 99 in Chinese figures, any other in digits."""
    tens, ones = divmod(number, 10)
    if not 0 <= tens <= 9:
        return str(number)
    if not tens:
        return _FIGURES[ones]
    return (_FIGURES[tens] if tens > 1 else "") + "十" + (_FIGURES[ones] if ones else "")
