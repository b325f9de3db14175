"""Step 2 对应: the sheets and the top of the chosen one at the left, how it is filled at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.dialogs.county_templates.sheet_form import SheetForm
from ui.dialogs.county_templates.sheet_work import SheetWork
from ui.dialogs.county_templates.top_view import TopView
from ui.dialogs.import_wizard.columns_page import SHEET_BOXES

if TYPE_CHECKING:
    from hazard_desk.services.county_templates import Offered, SheetTop

_SHEET_ROW = 28
_MOST_SHEETS = 5
_LEFT, _RIGHT = 560, 640


class MappingPage(QWidget):
    """One sheet at a time; `header_wanted` tells a sheet and the rows of its header as set by hand."""

    changed = Signal()
    header_wanted = Signal(object, int, int)  # a SheetWork
    read_anew = Signal(object)  # a SheetWork: forget what was remembered, read the header again
    noun_wanted = Signal(object, str)
    left = Signal()

    def __init__(
        self,
        suggest: Callable[[str, str, Callable[[Sequence[str]], None]], None],
        today: Callable[[], date] = date.today,
    ) -> None:
        """Start without a template."""
        super().__init__()
        self.works: list[SheetWork] = []
        self._tops: Mapping[str, SheetTop] = {}
        self._showing = False
        self.sheets = QListWidget()
        self.sheets.setAccessibleName("工作表（打勾的才填）")
        self.sheets.setStyleSheet(SHEET_BOXES)
        self.sheets.currentRowChanged.connect(self._show_sheet)
        self.sheets.itemChanged.connect(self._on_tick)
        self.first_row, self.last_row = QSpinBox(), QSpinBox()
        self.top = TopView()
        self.form = SheetForm(suggest, today)
        self.form.changed.connect(self._on_changed)
        self.form.noun_wanted.connect(self._on_noun)
        self.form.looked_at.connect(self.top.mark_column)
        self.form.left.connect(self.left)
        self.top.column_chosen.connect(self.form.focus_column)
        self.excluded = QLabel("这张工作表不填，原样留着。要填请在左边打勾。")
        self.excluded.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(self.excluded, "secondary")
        self.anew_button = QPushButton("按表头重新认(&R)")
        self.anew_button.setToolTip("不管上次是怎样对应的，按表头的字再认一次")
        self.anew_button.setAutoDefault(False)
        theme.set_role(self.anew_button, "link")
        self.anew_button.clicked.connect(self._on_anew)
        self._lay_out()

    def _lay_out(self) -> None:
        rows = QHBoxLayout()
        rows.setSpacing(theme.SMALL_GAP)
        words = QLabel("表头从第(&H)")
        words.setBuddy(self.first_row)
        rows.addWidget(words)
        for box, behind in ((self.first_row, "行到第"), (self.last_row, "行")):
            box.setFixedWidth(64)
            box.setKeyboardTracking(False)
            box.setRange(0, 60)
            box.setSpecialValueText("无")
            box.valueChanged.connect(lambda _row: self._on_header())
            rows.addWidget(box)
            rows.addWidget(QLabel(behind))
        self.first_row.setAccessibleName("表头从第几行")
        self.last_row.setAccessibleName("表头到第几行")
        rows.addStretch()
        rows.addWidget(self.anew_button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(self.sheets)
        column.addLayout(rows)
        column.addWidget(self.top, 1)
        right = QWidget()
        fill = QVBoxLayout(right)
        fill.setContentsMargins(theme.LABEL_GAP, 0, 0, 0)
        fill.addWidget(self.form, 1)
        fill.addWidget(self.excluded, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([_LEFT, _RIGHT])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE_GAP, theme.LABEL_GAP, theme.WIDE_GAP, theme.LABEL_GAP)
        layout.addWidget(splitter)

    # ---- showing ------------------------------------------------------------------------------------

    @property
    def work(self) -> SheetWork | None:
        """The sheet in sight."""
        at = self.sheets.currentRow()
        return self.works[at] if 0 <= at < len(self.works) else None

    def show_template(self, works: list[SheetWork], tops: Mapping[str, SheetTop], offered: Offered) -> None:
        """Show the sheets of a template, the first one that is to be filled in sight."""
        self.works, self._tops = works, tops
        self.form.offer(offered)
        self.form.week.set_value(None)  # of the template before
        self._showing = True
        self.sheets.clear()
        for work in works:
            item = QListWidgetItem(work.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Checked if work.mapping.filled else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
            self.sheets.addItem(item)
        self._showing = False
        rows = min(len(works), _MOST_SHEETS)
        self.sheets.setFixedHeight(rows * _SHEET_ROW + 2 * self.sheets.frameWidth() + 2)
        self.sheets.setVisible(len(works) > 1)
        filled = next((at for at, work in enumerate(works) if work.mapping.filled), 0)
        self.sheets.setCurrentRow(filled)
        self.show_again()

    def show_again(self) -> None:
        """Show the sheet in sight as it is set now."""
        self._show_sheet(self.sheets.currentRow())

    def _show_sheet(self, at: int) -> None:
        if self._showing or not 0 <= at < len(self.works):
            return
        work = self.works[at]
        self._showing = True
        self.first_row.setValue(work.layout.header_first)
        self.last_row.setValue(work.layout.header_last)
        self._showing = False
        self.top.show_top(self._tops[work.name], work.layout)
        self.anew_button.setVisible(work.proposal.remembered or work.mapping.header is not None)
        self.form.setVisible(work.mapping.filled)
        self.excluded.setVisible(not work.mapping.filled)
        self.form.show_work(work)

    def focus_open(self) -> bool:
        """Put the keyboard where something is to be decided; tell whether anything is."""
        return self.form.isVisible() and self.form.focus_open()

    def obstacle(self) -> str:
        """Say why it doesn't go on, "" where it does."""
        if not any(work.mapping.filled for work in self.works):
            return "没有选中要填的工作表。"
        return next((said for work in self.works if (said := work.obstacle())), "")

    # ---- changing -----------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self.changed.emit()

    def _on_tick(self, item: QListWidgetItem) -> None:
        if self._showing:
            return
        at = self.sheets.row(item)
        self.works[at].set_filled(item.checkState() is Qt.CheckState.Checked)
        if self.sheets.currentRow() == at:
            self._show_sheet(at)
        else:
            self.sheets.setCurrentRow(at)
        self.changed.emit()

    def _on_header(self) -> None:
        work = self.work
        first, last = self.first_row.value(), self.last_row.value()
        if self._showing or work is None:
            return
        if first and last < first:  # one box is being changed before the other
            self._showing = True
            (self.last_row if self.first_row.hasFocus() else self.first_row).setValue(
                first if self.first_row.hasFocus() else last
            )
            self._showing = False
            first, last = self.first_row.value(), self.last_row.value()
        if bool(first) == bool(last) and (first, last) != (work.layout.header_first, work.layout.header_last):
            self.header_wanted.emit(work, first, last)

    def _on_noun(self, noun: str) -> None:
        if self.work is not None:
            self.noun_wanted.emit(self.work, noun)

    def _on_anew(self) -> None:
        if self.work is not None:
            self.read_anew.emit(self.work)
