"""Saving a report to a file: what it is called, and what is said when it can't be written."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk.errors import OutputError
from hazard_desk.services.report_reading import Content

if TYPE_CHECKING:
    from hazard_desk.forms.sheet import Sheet
    from hazard_desk.services.report_reading import Report

_CONTENT_WORDS = {Content.WEEK: "", Content.CUMULATIVE: "（累计）", Content.BLANK: "（空白）"}
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_IN_USE = 32  # Windows: the file is open in another program


def file_stem(report: Report, number: str, title: str) -> str:
    """Return what the file is called, without its ending: F4 …统计表（累计） 2026-11-20."""
    day = "" if report.wanted.content is Content.BLANK else f" {report.week_end}"
    campaign = f" {report.wanted.campaign}" if report.wanted.campaign else ""
    named = f"{number} {title}{_CONTENT_WORDS[report.wanted.content]}{campaign}{day}"
    return _NOT_IN_FILE_NAMES.sub("", named)


def save_report(sheet: Sheet, path: Path) -> Path:
    """Write the file and return its path; OutputError says in plain words why it can't be written."""
    from hazard_desk.services.form_filling import save_sheet

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_sheet(sheet, path)
    except OutputError as error:
        raise _explained(path, error.__cause__) from error
    except OSError as error:
        raise _explained(path, error) from error
    return path


def _explained(path: Path, cause: BaseException | None) -> OutputError:
    number = cause.errno if isinstance(cause, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT):
        why = "磁盘已满"
        remedy = "请清理磁盘，或换一个磁盘、U 盘再保存。"
    elif getattr(cause, "winerror", None) == _IN_USE or (number in _REFUSED and path.exists()):
        why = "同名文件正在别的程序里打开，或者不许改动"
        remedy = "请先关闭打开它的程序（如 WPS、Excel、PDF 阅读器），或换一个文件名再保存。"
    elif number in _REFUSED:
        why = "这个文件夹不许写入"
        remedy = "请换一个文件夹再保存。"
    else:
        why = "磁盘或 U 盘没有响应"
        remedy = "请检查磁盘、U 盘或共享文件夹是否还连着，或换一个位置再保存。"
    return OutputError(f"「{path.name}」没有保存：{why}。", "台账数据没有变化，原来的文件也没有动。", remedy)


_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY})
