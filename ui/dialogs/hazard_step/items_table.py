"""The list of 逐条回查: a line a hazard, decided by one key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from hazard_desk.terms import HazardLevel, RecheckResult
from ui import theme
from ui.tables.record_table import RecordDelegate
from ui.theme import Meaning
from ui.widgets.field import ENTER_KEYS

if TYPE_CHECKING:
    from ui.dialogs.hazard_step.recheck import Item

DESCRIPTION, LEVEL, RESULT, NOTE = 1, 2, 5, 6
_TITLES = (
    "企业名称",
    "隐患描述",
    "类型",
    "整改责任人",
    "整改完成",
    "回查结果",
    "未整改到位的内容",
    "新的期限",
)
_WIDTHS = (130, 230, 56, 84, 96, 76, 180, 96)
_MEANINGS = {
    RecheckResult.PASSED: Meaning.CLOSED,
    RecheckResult.FAILED: Meaning.OVERDUE,
    None: Meaning.VOID,
}
_KEYS = {
    "1": RecheckResult.PASSED,
    "h": RecheckResult.PASSED,  # 合格
    "2": RecheckResult.FAILED,
    "b": RecheckResult.FAILED,  # 不合格
    "0": None,
}


class ItemsTable(QTableWidget):
    """Shows the items as they stand; 1, 2 and 0 decide the one that the keyboard is on."""

    decided = Signal(object)  # RecheckResult or None
    entered_row = Signal()

    def __init__(self, items: Sequence[Item]) -> None:
        """Show these items; they are changed by the dialog, and shown again by `show_items`."""
        super().__init__(len(items), len(_TITLES))
        self._items = items
        self.setAccessibleName("待回查的隐患")
        self.setHorizontalHeaderLabels(list(_TITLES))
        self.setItemDelegate(RecordDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.horizontalHeader().setFixedHeight(theme.HEADER_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter  # as what stands below
        self.horizontalHeader().setDefaultAlignment(left)
        for place, width in enumerate(_WIDTHS):
            self.setColumnWidth(place, width)
        for words in (DESCRIPTION, NOTE):  # alike: at 150 % there is little room for both
            self.horizontalHeader().setSectionResizeMode(words, QHeaderView.ResizeMode.Stretch)
        self.setColumnHidden(0, len({item.row.enterprise for item in items}) == 1)
        for row in range(len(items)):
            for place in range(len(_TITLES)):
                self.setItem(row, place, QTableWidgetItem())

    def show_items(self) -> None:
        """Show what the items hold now."""
        for row, item in enumerate(self._items):
            result = item.result.label if item.result is not None else "未定"
            failed = item.result is RecheckResult.FAILED
            level = item.row.level
            texts = (
                item.row.enterprise,
                " ".join(item.row.description.split()),
                level.label if level is not None else "未定",
                item.row.responsible,
                item.row.rectified_on.isoformat() if item.row.rectified_on is not None else "",
                result,
                item.note if failed else "",
                item.deadline if failed else "",
            )
            for place, text in enumerate(texts):
                cell = self._cell(row, place)
                cell.setText(text)
                cell.setToolTip(text)
            self._cell(row, RESULT).setForeground(QBrush(_MEANINGS[item.result].ink))
            if level is HazardLevel.MAJOR:
                self._cell(row, LEVEL).setForeground(QBrush(Meaning.MAJOR.ink))

    def _cell(self, row: int, place: int) -> QTableWidgetItem:
        cell = self.item(row, place)
        assert cell is not None
        return cell

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide on 1, 2, 0; go on with Enter."""
        text = event.text().lower()
        if text in _KEYS and not event.modifiers() & _COMMANDS:
            self.decided.emit(_KEYS[text])
        elif event.key() in ENTER_KEYS and not event.modifiers() & _COMMANDS:
            self.entered_row.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.decided.emit(None)
        else:
            super().keyPressEvent(event)


_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
