"""What the windowed program has to say when it was called with words: it has no terminal to say it in."""

from __future__ import annotations

import ctypes
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_TITLE = "隐患台"
_MOST_LINES = 24  # a message box can't be scrolled
_MORE = "……\n完整的内容请在命令行里用同一文件夹的 hazard-desk.exe 查看。"
_INFORMATION, _TO_THE_FRONT = 0x40, 0x10000


@contextmanager
def said_in_a_box() -> Iterator[None]:
    """Gather what is said where there is no terminal, and show it in a message box at the end."""
    streams = sys.stdout, sys.stderr  # Windows gives a program without a console None for both
    if None not in streams:
        yield
        return
    said = io.StringIO()
    sys.stdout, sys.stderr = streams[0] or said, streams[1] or said
    try:
        yield
    finally:
        sys.stdout, sys.stderr = streams
        show_box(said.getvalue())


def show_box(text: str) -> None:
    """Show this by the system's own means, which need no Qt; nothing where it has none or nothing is said."""
    text = short_enough(text)
    if text and sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, text, _TITLE, _INFORMATION | _TO_THE_FRONT)


def short_enough(text: str) -> str:
    """Return what fits in a box, with a word about the rest."""
    lines = text.strip().splitlines()
    if len(lines) <= _MOST_LINES:
        return "\n".join(lines)
    return "\n".join([*lines[:_MOST_LINES], _MORE])
