"""Where a workbook may be written: an .xlsx that is not the template itself, by whatever name."""

from __future__ import annotations

import os
from pathlib import Path

from hazard_desk.errors import UsageError


def demand_other_file(template: Path, out: Path) -> None:
    """Raise `UsageError` where `out` is the template (also through a link or in other case) or no .xlsx."""
    if out.suffix.lower() != ".xlsx":
        raise UsageError(
            f"不能保存为「{out.suffix or out.name}」。", "没有写文件。", "请用 .xlsx 结尾的文件名。"
        )
    if _is_same(template, out):
        raise UsageError(
            "不能写进模板本身：原表要保持不动。", "没有写文件，模板没有变化。", "请换一个文件名或文件夹保存。"
        )


def _is_same(template: Path, out: Path) -> bool:
    try:
        if os.path.samefile(template, out):
            return True
    except OSError:
        pass  # `out` isn't there yet, as usual
    one, other = (os.path.realpath(path) for path in (template, out))
    return os.path.normcase(one).casefold() == os.path.normcase(other).casefold()
