"""An openpyxl workbook as the bytes of its file."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from openpyxl import Workbook


def workbook_bytes(workbook: Workbook) -> bytes:
    """Return the bytes; OSError where the system's temporary folder, through which sheets pass, is full.

    openpyxl's own `save` then leaves its archive open, to fail a second time whenever it is collected.
    """
    from openpyxl.writer.excel import ExcelWriter

    target = io.BytesIO()
    workbook.properties.modified = datetime.now(tz=UTC).replace(tzinfo=None)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).write_data()
    return target.getvalue()
