"""How a moment is said in the office's messages."""

from __future__ import annotations

from datetime import datetime


def moment_words(moment: datetime) -> str:
    """Say a moment as 2026年11月26日 10:32.

    By parts: a format with 年 in it goes to C's strftime, which takes it or not by the code page of the PC.
    """
    return f"{moment:%Y}年{moment:%m}月{moment:%d}日 {moment:%H:%M}"
