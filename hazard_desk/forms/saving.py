"""Writes a drawn sheet to a file, whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from hazard_desk.forms.sheet import Sheet


def save(sheet: Sheet | Iterable[Sheet], path: Path) -> None:
    """Draw a sheet (or several) into `path`; .pdf or .xlsx by its suffix, else ValueError.

    A full disk, a read-only folder or a file held open by another program raises OSError, and what stood
    at `path` before is untouched.
    """
    sheets = [sheet] if isinstance(sheet, Sheet) else list(sheet)
    # Each library is heavy and only one is needed.
    match path.suffix.lower():
        case ".pdf":
            from hazard_desk.forms.pdf import draw as draw_pdf

            data = draw_pdf(sheets)
        case ".xlsx":
            from hazard_desk.forms.xlsx import draw as draw_xlsx

            data = draw_xlsx(sheets)
        case other:
            raise ValueError(f"only .pdf and .xlsx can be written, not {other or path.name}")
    write_whole(path, data)


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path` by way of a temporary file beside it; OSError leaves `path` as it was."""
    # Not tempfile: its files are for their owner alone, and a shared folder is meant to be shared.
    beside = path.with_name(f".{path.stem[:40]}-{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
