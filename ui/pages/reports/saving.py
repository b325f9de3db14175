"""Saving a report to a file: what it is called, and what is said when it can't be written."""

from __future__ import annotations

import contextlib
import errno
import re
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk.errors import OutputError
from hazard_desk.forms.catalogue import About
from hazard_desk.forms.contents import Content
from hazard_desk.services.report_reading import RANKED_FORMS, WEEKLY_STATISTICS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hazard_desk.forms.report import Report as Prose
    from hazard_desk.forms.sheet import Sheet
    from hazard_desk.services.attaching import AttachmentRow
    from hazard_desk.services.report_reading import Report, Wanted

WORD = ".docx"
FILES = {
    ".pdf": ("另存为 PDF", "PDF 文件 (*.pdf)"),
    ".xlsx": ("另存为 Excel", "Excel 工作簿 (*.xlsx)"),
    WORD: ("另存为 Word", "Word 文档 (*.docx)"),
}
"""What saving is called, and the kind of file in the file dialog, by the ending."""
_UNSAID = (Content.WEEK, Content.FILLED)  # the usual content needs no word in a name
_SAID = {Content.BLANK: "空白"}
_WITHOUT_NAME_WHEN_BLANK = ("registration", "visit-sheet")  # the others print the enterprise all the same
_LONGEST = 120  # Windows counts the folders too
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_IN_USE = 32  # Windows: the file is open in another program


def file_stem(report: Report) -> str:
    """Return what the file is called, without its ending.

    By form and subject: F4 …统计表（累计） 2026-11-20, F1 摸底登记表 长兴木业有限公司.
    """
    form, wanted = report.form, report.wanted
    content = Content.BLANK if report.blank else wanted.content
    title = form.title if wanted.form_id == WEEKLY_STATISTICS else form.short
    words = "" if content in _UNSAID else f"（{_SAID.get(content, content.value)}）"
    named = " ".join(filter(None, (form.number, f"{title}{words}", *_subject(report))))
    return _NOT_IN_FILE_NAMES.sub("", named)[:_LONGEST].rstrip(" .")


def _days(wanted: Wanted) -> str:
    """Return the days that were asked for in place of the week, "" where none were."""
    span = wanted.span
    if span is None or wanted.content is Content.BLANK:
        return ""
    return f"{span.start}至{span.end}" if span.start else str(span.end)


def _subject(report: Report) -> tuple[str, ...]:
    """Return what the form tells of, in words that tell its files apart."""
    wanted = report.wanted
    if report.form.about is About.ROUND:
        return (wanted.round_name or "",) if not report.blank else ()
    if report.form.about is About.PAIR:  # the pair stands in the head of a blank one, too
        whole = () if report.blank and not report.pair else (wanted.round_name or "",)
        return (*whole, report.pair)
    if report.form.about is About.WEEK:
        day = "" if report.blank else str(report.week_end)
        if wanted.form_id in RANKED_FORMS:
            day = " ".join(filter(None, (wanted.ranked.label, _days(wanted) or day)))
        paper = report.paper
        version = f"更正第{paper.version}版" if paper is not None and paper.version > 1 else ""
        return (wanted.campaign or "", wanted.round_name or "", report.pair, day, version)
    if report.form.about is About.PLAN:
        return () if report.blank else (str(report.week_end),)
    enterprise = report.enterprise.name if report.enterprise is not None else ""
    if report.blank and wanted.form_id in _WITHOUT_NAME_WHEN_BLANK:
        enterprise = ""
    visit = report.visit
    if visit is None or report.blank:
        return (enterprise,)
    return (enterprise, str(visit.inspected_on), visit.number)


def save_report(sheets: Sequence[Sheet], path: Path, prose: Prose | None = None) -> Path:
    """Write the file and return its path; OutputError says in plain words why it can't be written.

    A Word file is made of `prose`, which a form has that people go on writing.
    """
    from hazard_desk.services.form_filling import save_sheets
    from hazard_desk.services.form_filling.reports import save_report_word

    with explaining(path):
        if prose is not None and path.suffix.lower() == WORD:
            save_report_word(prose, path)
        else:
            save_sheets(sheets, path)
    return path


def save_filed(kept: AttachmentRow, path: Path) -> Path:
    """Write what was filed (定稿) once more, byte for byte, and return its path."""
    from hazard_desk.services.filing.kept_files import kept_bytes, save_kept

    content = kept_bytes(kept)
    with explaining(path):
        return save_kept(content, path)


@contextlib.contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Make the folder, and say in plain words why the file can't be written into it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OutputError as error:
        raise _explained(path, error.__cause__) from error
    except OSError as error:
        raise _explained(path, error) from error


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
