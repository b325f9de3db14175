"""An office's name as part of a file's."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_LONGEST = 40


def named_after(office: str) -> str:
    """Return the office's name as any file system takes it."""
    return _FORBIDDEN.sub("", office).strip(" .")[:_LONGEST].strip(" .") or "隐患台"
