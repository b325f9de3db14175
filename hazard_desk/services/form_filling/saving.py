"""Writes filled forms to a file, with errors that the user understands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from hazard_desk.errors import OutputError, UsageError
from hazard_desk.forms.saving import save
from hazard_desk.forms.sheet import Sheet
from hazard_desk.store.os_errors import in_words
from hazard_desk.whole_files import write_whole

WORD = ".docx"


def save_sheets(
    sheets: Sequence[Sheet],
    path: Path,
    before_each: Callable[[int], None] = lambda _done: None,
    within: Callable[[int, int], None] = lambda _done, _total: None,
) -> None:
    """Write sheets to a .pdf or .xlsx file, whole or not at all.

    `before_each` hears how many are drawn, `within` how far one is.
    """
    if path.suffix.lower() not in (".pdf", ".xlsx"):
        raise UsageError(
            f"不能保存为「{path.suffix or path.name}」。", "没有写文件。", "请用 .pdf 或 .xlsx 结尾的文件名。"
        )
    try:
        save(sheets, path, before_each, within)
    except OSError as error:
        raise could_not_write(path, error) from error


def save_word(path: Path, data: Callable[[], bytes]) -> Path:
    """Write a Word file, whole or not at all, and return its path; another ending is refused beforehand."""
    if path.suffix.lower() != WORD:
        raise UsageError(
            f"不能保存为「{path.suffix or path.name}」。", "没有写文件。", f"请用 {WORD} 结尾的文件名。"
        )
    drawn = data()
    try:
        write_whole(path, drawn)
    except OSError as error:
        raise could_not_write(path, error) from error
    return path


def could_not_write(path: Path, error: OSError) -> OutputError:
    """Return what is said of a file that couldn't be written."""
    return OutputError(
        f"文件写不进 {path}：{in_words(error)}。",
        "台账数据没有变化，原来的文件也没有动。",
        "请检查磁盘空间、文件夹是否存在，或该文件是否正在别的程序里打开；也可以换个地方保存。",
    )
