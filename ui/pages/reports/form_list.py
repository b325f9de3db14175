"""The forms to choose from, grouped by what they are for, each by its number and what it is called."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from hazard_desk.forms.catalogue import FORMS, About, Form
from ui import theme

_ROW_HEIGHT = 24
_NUMBER_WIDTH = 44
_LEAST_ROWS = 8
_FORM_ID = Qt.ItemDataRole.UserRole
_OTHERS = "其他"

_GROUPS: dict[str, tuple[str, ...]] = {
    "周报": (
        "weekly-statistics",
        "illegal-acts",
        "weekly-dispatch",
        "major-hazards",
        "negative-list",
        "village-notice",
        "ranking",
        "ranking-notice",
    ),
    "台账": (
        "hazard-ledger",
        "enforcement-ledger",
        "industry-ledger",
        "typical-cases",
        "typical-case",
        "quota-table",
        "tip-off-ledger",
        "tip-off-public",
        "activity-ledger",
        "support-pairs",
        "signs-and-cards",
        "batches",
        "campaign-summary",
        "hand-over-list",
    ),
    "企业": ("registration", "self-check", "visit-sheet", "problem-list", "enterprise-file"),
    "检查": ("supervision", "hazard-list"),
    "交叉检查": (
        "cross-arrangement",
        "cross-summary",
        "cross-handover",
        "cross-report",
    ),
    "计划": ("visit-route", "supervision-plan", "task-plan", "task-progress"),
}
"""The forms of each group in their order; a form that stands in none of them comes last, under 其他."""


def grouped_forms() -> list[tuple[str, list[Form]]]:
    """Return the groups with the forms that there are; documents have a register of their own."""
    left = {form.id: form for form in FORMS.values() if form.about is not About.DOCUMENT}
    found = []
    for group, ids in _GROUPS.items():
        forms = [left.pop(form_id) for form_id in ids if form_id in left]
        if forms:
            found.append((group, forms))
    if left:
        found.append((_OTHERS, list(left.values())))
    return found


class FormList(QTreeWidget):
    """One line a form below the name of its group; it gives way to what stands below it, and scrolls then."""

    chosen = Signal(str)

    def __init__(self) -> None:
        """List every form of the catalogue."""
        super().__init__()
        self.setAccessibleName("报表")
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for group, forms in grouped_forms():
            self._add_heading(group)
            for form in forms:
                item = QTreeWidgetItem([form.number, form.short])
                item.setData(0, _FORM_ID, form.id)
                item.setSizeHint(0, QSize(_NUMBER_WIDTH, _ROW_HEIGHT))
                item.setToolTip(1, form.title)
                self.addTopLevelItem(item)
        for at in range(self.topLevelItemCount()):
            if not self._form_at(at):
                self.setFirstColumnSpanned(at, self.rootIndex(), True)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.header().resizeSection(0, _NUMBER_WIDTH)
        frame = 2 * self.frameWidth() + 2
        self.setMinimumHeight(_LEAST_ROWS * _ROW_HEIGHT + frame)
        self.setMaximumHeight(self.topLevelItemCount() * _ROW_HEIGHT + frame)
        self.currentItemChanged.connect(self._on_current)

    def _add_heading(self, group: str) -> None:
        item = QTreeWidgetItem([group])
        item.setFlags(Qt.ItemFlag.NoItemFlags)  # the arrow keys pass it by
        item.setSizeHint(0, QSize(_NUMBER_WIDTH, _ROW_HEIGHT))
        font = self.font()
        font.setBold(True)
        item.setFont(0, font)
        item.setForeground(0, QBrush(QColor(theme.SECONDARY)))
        self.addTopLevelItem(item)

    def sizeHint(self) -> QSize:
        """Ask for every line."""
        return QSize(super().sizeHint().width(), self.maximumHeight())

    @property
    def items(self) -> Iterator[QTreeWidgetItem]:
        """The lines of forms, without the names of groups."""
        for at in range(self.topLevelItemCount()):
            item = self.topLevelItem(at)
            if item is not None and item.data(0, _FORM_ID):
                yield item

    def _form_at(self, at: int) -> str:
        item = self.topLevelItem(at)
        return (item.data(0, _FORM_ID) or "") if item is not None else ""

    def show_form(self, form_id: str) -> None:
        """Stand on this form, telling nobody."""
        for item in self.items:
            if item.data(0, _FORM_ID) == form_id and item is not self.currentItem():
                blocked = self.blockSignals(True)
                self.setCurrentItem(item)
                self.blockSignals(blocked)
                self.scrollToItem(item)

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(0, _FORM_ID):
            self.chosen.emit(item.data(0, _FORM_ID))
