"""Step 2 对列: which column of each sheet holds what; recognised by the program, put right by the user."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.dialogs.import_wizard.sheets import FileLook, SheetLook, labels_of, letters
from ui.theme import Meaning
from ui.widgets.elided_label import ElidedLabel

_NOT_READ = "不导入"
_SHEETS_WIDTH = 220
# The shared sheet draws no empty box in a list.
SHEET_BOXES = """
QListView::item { height: 28px; border: none; }
QListView::item:selected { background-color: #E1ECFA; color: #1F2933; }
QListView::indicator { width: 18px; height: 18px; margin-left: 4px; }
QListView::indicator:unchecked { image: url(icon:/primary/checkbox_unchecked.svg); }
QListView::indicator:checked, QListView::indicator:checked:selected,
QListView::indicator:checked:selected:active { image: url(icon:/checkbox-checked.svg); }
"""
_COMBO_WIDTH = 250
_HEAD_WIDTH = 250
_STATE_WIDTH = 64


class _FieldCombo(QComboBox):
    """Leaves the wheel to the page round it, and goes with the keyboard into sight."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(_COMBO_WIDTH)
        self.setMaxVisibleItems(18)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _elided(text: str, role: str = "") -> ElidedLabel:
    """Return one line that is as wide as its column and no wider."""
    label = ElidedLabel(text)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    label.setMinimumHeight(theme.FIELD_HEIGHT)
    label.setToolTip(text)
    if role:
        theme.set_role(label, role)
    return label


class ColumnsPage(QWidget):
    """The sheets at the left where there are several; the columns of the chosen one."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without a file."""
        super().__init__()
        self.look: FileLook | None = None
        self.sheet: SheetLook | None = None
        self.combos: dict[int, QComboBox] = {}
        self.states: dict[int, QLabel] = {}
        self._fields = QStandardItemModel(self)
        self.sheets = QListWidget()
        self.sheets.setFixedWidth(_SHEETS_WIDTH)
        self.sheets.setAccessibleName("工作表")
        self.sheets.setStyleSheet(SHEET_BOXES)
        self.sheets.currentRowChanged.connect(self._show_sheet)
        self.sheets.itemChanged.connect(self._on_tick)
        self._about = QLabel()
        self._about.setWordWrap(True)
        self.header_row = QSpinBox()
        self.header_row.setFixedWidth(80)
        self.header_row.setKeyboardTracking(False)
        self.header_row.valueChanged.connect(self._on_header_row)
        words, behind = QLabel("表头到第"), QLabel("行为止")
        words.setBuddy(self.header_row)
        self._header_words = (words, behind)
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self._about, 1)
        head.addWidget(words)
        head.addWidget(self.header_row)
        head.addWidget(behind)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.verticalScrollBar().rangeChanged.connect(self._align_band)
        self.excluded = QLabel("这张工作表不导入。要导入请在左边打勾。")
        self.excluded.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(self.excluded, "secondary")
        right = QVBoxLayout()
        right.setSpacing(theme.LABEL_GAP)
        right.addLayout(head)
        right.addWidget(self._make_band())
        right.addWidget(self.area, 1)
        right.addWidget(self.excluded, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.WIDE_GAP, theme.PAGE_MARGIN, theme.WIDE_GAP, theme.PAGE_MARGIN)
        layout.setSpacing(theme.GROUP_GAP)
        layout.addWidget(self.sheets)
        layout.addLayout(right, 1)

    def _make_band(self) -> QFrame:
        self._band = QFrame()
        theme.set_role(self._band, "band")
        grid = QGridLayout(self._band)
        grid.setContentsMargins(theme.LABEL_GAP, theme.SMALL_GAP, theme.LABEL_GAP, theme.SMALL_GAP)
        _set_widths(grid)
        for column, text in (
            (0, "列"),
            (1, "表里的表头"),
            (2, "表里的内容（前几个）"),
            (3, "导入为"),
            (4, "情况"),
        ):
            label = QLabel(text)
            theme.set_role(label, "heading")
            grid.addWidget(label, 0, column)
        return self._band

    def _align_band(self, _lowest: int, highest: int) -> None:
        """Keep the headings over their columns when the scroll bar takes room."""
        taken = self.area.verticalScrollBar().sizeHint().width() if highest > 0 else 0
        layout = self._band.layout()
        if layout is not None:
            layout.setContentsMargins(
                theme.LABEL_GAP, theme.SMALL_GAP, theme.LABEL_GAP + taken, theme.SMALL_GAP
            )

    # ---- showing ------------------------------------------------------------------------------------

    def show_file(self, look: FileLook) -> None:
        """Show the sheets of this file."""
        self.look = look
        self._fields.clear()
        for name, label in (("", _NOT_READ), *labels_of(look.kind).items()):
            item = QStandardItem(label)
            item.setData(name, Qt.ItemDataRole.UserRole)
            self._fields.appendRow(item)
        self.sheets.blockSignals(True)
        self.sheets.clear()
        for sheet in look.sheets:
            item_of_sheet = QListWidgetItem(f"{sheet.name}（{sheet.row_count} 行）")
            item_of_sheet.setFlags(item_of_sheet.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item_of_sheet.setCheckState(Qt.CheckState.Checked if sheet.included else Qt.CheckState.Unchecked)
            item_of_sheet.setToolTip(sheet.name)
            self.sheets.addItem(item_of_sheet)
        self.sheets.blockSignals(False)
        self.sheets.setVisible(len(look.sheets) > 1)
        first = next((at for at, sheet in enumerate(look.sheets) if sheet.included), 0)
        self.sheets.setCurrentRow(first)
        self._show_sheet(first)

    def _show_sheet(self, at: int) -> None:
        if self.look is None or not 0 <= at < len(self.look.sheets):
            return
        self.sheet = sheet = self.look.sheets[at]
        self.header_row.blockSignals(True)
        self.header_row.setRange(1, max(1, len(sheet.grid.rows)))
        self.header_row.setValue(sheet.columns.header_rows)
        self.header_row.blockSignals(False)
        self._build_rows(sheet)
        self._show_states()

    def _build_rows(self, sheet: SheetLook) -> None:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(theme.LABEL_GAP, 0, theme.LABEL_GAP, 0)
        grid.setVerticalSpacing(theme.SMALL_GAP)
        _set_widths(grid)
        self.combos.clear()
        self.states.clear()
        for row, column in enumerate(sheet.shown_columns()):
            letter = QLabel(letters(column))
            theme.set_role(letter, "secondary")
            head = sheet.columns.labels.get(column, "")
            combo = _FieldCombo()
            combo.setModel(self._fields)
            combo.setAccessibleName(f"{head or letters(column) + ' 列'} 导入为")
            combo.activated.connect(lambda _at, column=column: self._on_choice(column))
            self.combos[column] = combo
            self.states[column] = QLabel()
            grid.addWidget(letter, row, 0)
            grid.addWidget(_elided(head or "（没有表头）", "" if head else "secondary"), row, 1)
            grid.addWidget(_elided("  ·  ".join(sheet.samples(column)), "secondary"), row, 2)
            grid.addWidget(combo, row, 3)
            grid.addWidget(self.states[column], row, 4)
        grid.setRowStretch(len(self.combos), 1)
        self.area.setWidget(body)

    def _show_states(self) -> None:
        """Say of each column what becomes of it."""
        sheet = self.sheet
        if sheet is None:
            return
        doubled = sheet.doubled()
        doubtful = {at: name for name, places in sheet.columns.ambiguous.items() for at in places}
        for column, combo in self.combos.items():
            name = sheet.columns.columns.get(column) or doubtful.get(column, "")
            combo.setCurrentIndex(max(0, combo.findData(name)))
            theme.set_invalid(combo, column in doubled)
            if column in doubled:
                words, meaning = "重复", Meaning.OVERDUE
            elif name:
                found = sheet.found is not None and sheet.found.columns.get(column) == name
                words, meaning = ("已识别", Meaning.CLOSED) if found else ("已指定", Meaning.IN_PROGRESS)
            else:
                words, meaning = "未用到", Meaning.VOID
            self.states[column].setText(words)
            self.states[column].setStyleSheet(f"color: {meaning.value.ink};")
        for widget in (self._band, self.area, self.header_row, *self._header_words):
            widget.setVisible(sheet.included)
        self.excluded.setVisible(not sheet.included)
        self._about.setText(self._about_sheet(sheet))

    def _about_sheet(self, sheet: SheetLook) -> str:
        used = len(sheet.columns.columns)
        start = f"工作表“{sheet.name}”" if self.look is not None and len(self.look.sheets) > 1 else "表头"
        if not sheet.included:
            return f"工作表“{sheet.name}”不导入。"
        if sheet.found is None:
            return f"{start}没有认出来。请填表头到第几行为止，再给每一列选“导入为”。"
        return (
            f"{start}：认出 {used} 列，{len(self.combos) - used} 列没有用到，表头下面 {sheet.row_count} 行。"
        )

    # ---- changing -----------------------------------------------------------------------------------

    def _on_choice(self, column: int) -> None:
        if self.sheet is not None:
            self.sheet.assign(column, self.combos[column].currentData() or "")
            self._show_states()
            self.changed.emit()

    def _on_header_row(self, number: int) -> None:
        if self.sheet is not None:
            self.sheet.set_header_row(number)
            self._build_rows(self.sheet)
            self._show_states()
            self.changed.emit()

    def _on_tick(self, item: QListWidgetItem) -> None:
        if self.look is None:
            return
        at = self.sheets.row(item)
        self.look.sheets[at].included = item.checkState() is Qt.CheckState.Checked
        if self.sheets.currentRow() == at:
            self._show_states()
        else:
            self.sheets.setCurrentRow(at)
        self.changed.emit()


def _set_widths(grid: QGridLayout) -> None:
    grid.setHorizontalSpacing(theme.PAGE_MARGIN)
    grid.setColumnMinimumWidth(0, 28)
    grid.setColumnMinimumWidth(1, _HEAD_WIDTH)
    grid.setColumnMinimumWidth(3, _COMBO_WIDTH)
    grid.setColumnMinimumWidth(4, _STATE_WIDTH)
    grid.setColumnStretch(2, 1)
