"""The forms to choose from, each by its number and what it is called."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from hazard_desk.forms.catalogue import FORMS, About

_ROW_HEIGHT = 24
_NUMBER_WIDTH = 44
_LEAST_ROWS = 5
_FORM_ID = Qt.ItemDataRole.UserRole
_OWN = "自用"  # a form without a number is the office's own


class FormList(QTreeWidget):
    """One line a form; it gives way to what stands below it, and scrolls then."""

    chosen = Signal(str)

    def __init__(self) -> None:
        """List every form of the catalogue but the documents, which have a register of their own."""
        super().__init__()
        self.setAccessibleName("报表")
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for form in FORMS.values():
            if form.about is About.DOCUMENT:
                continue
            item = QTreeWidgetItem([form.number or _OWN, form.short])
            item.setData(0, _FORM_ID, form.id)
            item.setSizeHint(0, QSize(_NUMBER_WIDTH, _ROW_HEIGHT))
            item.setToolTip(1, form.title)
            self.addTopLevelItem(item)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.header().resizeSection(0, _NUMBER_WIDTH)
        frame = 2 * self.frameWidth() + 2
        self.setMinimumHeight(_LEAST_ROWS * _ROW_HEIGHT + frame)
        self.setMaximumHeight(self.topLevelItemCount() * _ROW_HEIGHT + frame)
        self.currentItemChanged.connect(self._on_current)

    def sizeHint(self) -> QSize:
        """Ask for every line."""
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def show_form(self, form_id: str) -> None:
        """Stand on this form, telling nobody."""
        for at in range(self.topLevelItemCount()):
            item = self.topLevelItem(at)
            if item is not None and item.data(0, _FORM_ID) == form_id and item is not self.currentItem():
                blocked = self.blockSignals(True)
                self.setCurrentItem(item)
                self.blockSignals(blocked)
                self.scrollToItem(item)

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(0, _FORM_ID))
