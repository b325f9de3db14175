"""A table written to a file; a long one tells how far it is, and can be stopped."""

from __future__ import annotations

from pathlib import Path

from hazard_desk.errors import Cancelled
from hazard_desk.forms.sheet import Sheet
from hazard_desk.progress import Progress
from hazard_desk.services.form_filling.saving import save_sheets


def save_answer_sheet(sheet: Sheet, path: Path, progress: Progress | None = None) -> Path:
    """Write the page of a table to a .pdf or .xlsx file, whole or not at all; return its path.

    `progress` hears how far it is drawn and may stop the work (Cancelled).
    """

    def within(done: int, total: int) -> None:
        if progress is not None:
            progress.report(done, total, "正在排版")

    try:
        save_sheets([sheet], path, within=within)
    except Cancelled as error:
        raise Cancelled("已取消。", "没有写文件，台账数据没有变化。") from error
    return path
