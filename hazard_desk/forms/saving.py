"""Writes a drawn sheet to a file, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from hazard_desk.forms.sheet import Sheet
from hazard_desk.whole_files import write_whole


def save(
    sheet: Sheet | Iterable[Sheet],
    path: Path,
    before_each: Callable[[int], None] = lambda _done: None,
    within: Callable[[int, int], None] = lambda _done, _total: None,
) -> None:
    """Draw a sheet (or several) into `path`; .pdf or .xlsx by its suffix, else ValueError.

    `before_each` hears how many sheets are drawn, `within` how far one is; what they raise ends the work and
    no file is written.

    A full disk, a read-only folder or a file held open by another program raises OSError, and what stood
    at `path` before is untouched.
    """
    sheets = [sheet] if isinstance(sheet, Sheet) else list(sheet)
    # Each library is heavy and only one is needed.
    match path.suffix.lower():
        case ".pdf":
            from hazard_desk.forms.pdf import draw as draw_pdf

            data = draw_pdf(sheets, before_each=before_each, within=within)
        case ".xlsx":
            from hazard_desk.forms.xlsx import draw as draw_xlsx

            data = draw_xlsx(sheets, before_each=before_each, within=within)
        case other:
            raise ValueError(f"only .pdf and .xlsx can be written, not {other or path.name}")
    write_whole(path, data)
