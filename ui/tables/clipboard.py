"""Rows to the clipboard, so that a spreadsheet takes them as they stand."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

from ui.tables.columns import Align, Column

# Excel and WPS would make 9.1E+17 of a credit code; this style tells them that it's text.
_TEXT_CELL = "mso-number-format:'\\@'"


def rows_as_mime(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> QMimeData:
    """Return the rows as tab-separated text and, for spreadsheets, as a table whose codes stay text."""
    mime = QMimeData()
    mime.setText("\n".join("\t".join(_quoted(text) for text in row) for row in rows))
    styles = ["" if column.align is Align.RIGHT else f' style="{_TEXT_CELL}"' for column in columns]
    lines = (
        "".join(f"<td{style}>{html.escape(text)}</td>" for style, text in zip(styles, row, strict=True))
        for row in rows
    )
    mime.setHtml('<meta charset="utf-8"><table>' + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>")
    return mime


def _quoted(text: str) -> str:
    if any(mark in text for mark in '\t\n\r"'):
        return '"' + text.replace('"', '""') + '"'
    return text
