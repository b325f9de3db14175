"""Writes a drawn sheet to a file, whole or not at all."""

from __future__ import annotations

import os
import tempfile
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
            from hazard_desk.forms import pdf

            data = pdf.draw(sheets)
        case ".xlsx":
            from hazard_desk.forms import xlsx

            data = xlsx.draw(sheets)
        case other:
            raise ValueError(f"only .pdf and .xlsx can be written, not {other or path.name}")
    write_whole(path, data)


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path` by way of a temporary file beside it; OSError leaves `path` as it was."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _give_usual_rights(name)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _give_usual_rights(name: str) -> None:
    """Undo the owner-only rights of a temporary file, as if it had been opened plainly."""
    mask = os.umask(0)
    os.umask(mask)
    Path(name).chmod(0o666 & ~mask)
