"""The marks of 自查表 and of check lists: their signs, their colours and the keys that set them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from unicodedata import normalize

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget

from hazard_desk.terms import CheckMark
from ui import theme
from ui.theme import Meaning

SIGNS = {CheckMark.COMPLIES: "√", CheckMark.RECTIFYING: "○", CheckMark.FAILS: "×"}
MEANINGS = {
    CheckMark.COMPLIES: Meaning.CLOSED,
    CheckMark.RECTIFYING: Meaning.DUE_SOON,
    CheckMark.FAILS: Meaning.OVERDUE,
}
_KEYS: dict[str, CheckMark | None] = {
    **dict.fromkeys(("1", "v", "√", "✓"), CheckMark.COMPLIES),
    **dict.fromkeys(("2", "o", "○"), CheckMark.RECTIFYING),
    **dict.fromkeys(("3", "x", "×"), CheckMark.FAILS),
    **dict.fromkeys(("0", " "), None),
}
# What the next click gives: each mark in its turn, then none.
NEXT: dict[CheckMark | None, CheckMark | None] = {
    None: CheckMark.COMPLIES,
    CheckMark.COMPLIES: CheckMark.RECTIFYING,
    CheckMark.RECTIFYING: CheckMark.FAILS,
    CheckMark.FAILS: None,
}
KEYS_LEGEND = "1 √ 符合要求 · 2 ○ 正在整改 · 3 × 不符合 · 0 不填（无该项）"


def words_of(mark: CheckMark | None) -> str:
    """Return a mark as it is shown: √ 符合要求."""
    return f"{SIGNS[mark]} {mark.label}" if mark else ""


def marks_by_key(event: QKeyEvent) -> tuple[CheckMark | None] | None:
    """Return the mark that a key sets, in a tuple as it may be none; None where the key sets no mark."""
    if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        return (None,)
    typed = normalize("NFKC", event.text()).lower() if event.text() != " " else " "
    return (_KEYS[typed],) if typed in _KEYS else None


def dress_marks_table(table: QTableWidget, name: str, stretched: int, widths: Mapping[int, int]) -> None:
    """Let a table of points look and move like a form: one row at a time, marks by keys."""
    table.setAccessibleName(name)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setWordWrap(True)
    table.setCornerButtonEnabled(False)
    table.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.verticalHeader().hide()
    table.verticalHeader().setMinimumSectionSize(theme.ROW_HEIGHT)
    header = table.horizontalHeader()
    header.setFixedHeight(theme.HEADER_HEIGHT)
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    for column, width in widths.items():
        header.resizeSection(column, width)


def counted(marks: Iterable[CheckMark | None]) -> str:
    """Return how many of each mark there are: √ 20 · ○ 3 · × 1."""
    numbers = Counter(marks)
    return " · ".join(f"{sign} {numbers[mark]}" for mark, sign in SIGNS.items())
