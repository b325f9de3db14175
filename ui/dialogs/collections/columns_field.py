"""The columns of the table that is sent out: what each is in the registry, which say whom a row tells of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from ui import theme
from ui.widgets.field import Field

if TYPE_CHECKING:
    from hazard_desk.services.collecting.facts import ExpectedColumn

_HINT = (
    "“认行”勾的是用来认出是同一家、同一村的栏。“对应台账”的栏会和企业档案比，定下来以后可以写进档案；"
    "档案里没有的内容不用选。"
)
_NOT_OURS = "（档案里没有）"
_COUNTED = "（序号，不比较）"
_MOST_ROWS = 9


class _FieldCombo(QComboBox):
    """Which field of the registry; the wheel is the form's."""

    def __init__(self) -> None:
        from hazard_desk.services.collecting.facts import FIELDS

        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(16)
        self.addItem(_NOT_OURS, "")
        for field, label in FIELDS.items():
            self.addItem(label, field)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ColumnsField(Field):
    """The columns in their order; only a template sets which there are."""

    editor: QTableWidget

    def __init__(self, name: str, label: str) -> None:
        """Build it empty."""
        super().__init__(name, label, QTableWidget(0, 3), wide=True)
        self._columns: tuple[ExpectedColumn, ...] = ()
        self._filling = False
        table = self.editor
        table.setHorizontalHeaderLabels(["表头", "认行", "对应台账"])
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT + 6)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(1, 56)
        table.setColumnWidth(2, 250)
        table.itemChanged.connect(lambda _item: self._take())
        self.show_hint(_HINT)
        self._fit()

    def _fit(self) -> None:
        rows = max(2, min(len(self._columns), _MOST_ROWS))
        self.editor.setFixedHeight(theme.HEADER_HEIGHT + rows * (theme.ROW_HEIGHT + 6) + 4)

    def _fill(self, columns: Sequence[ExpectedColumn]) -> None:
        self._filling = True
        self._columns = tuple(columns)
        self.editor.setRowCount(len(columns))
        for at, column in enumerate(columns):
            label = QTableWidgetItem(column.label + (f"（{column.unit}）" if _says_unit(column) else ""))
            label.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            label.setToolTip(" › ".join(column.path))
            self.editor.setItem(at, 0, label)
            key = QTableWidgetItem()
            self.editor.setItem(at, 1, key)
            self.editor.removeCellWidget(at, 2)
            if column.counted:
                key.setFlags(Qt.ItemFlag.NoItemFlags)
                words = QTableWidgetItem(_COUNTED)
                words.setFlags(Qt.ItemFlag.NoItemFlags)
                self.editor.setItem(at, 2, words)
                continue
            key.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            )
            key.setCheckState(Qt.CheckState.Checked if column.key else Qt.CheckState.Unchecked)
            combo = _FieldCombo()
            combo.setStyleSheet(f"QComboBox {{ border: 1px solid {theme.BORDER}; }}")
            combo.setAccessibleName(f"{column.label}对应台账的内容")
            combo.setCurrentIndex(max(0, combo.findData(column.field)))
            combo.currentIndexChanged.connect(lambda _index: self._take())
            self.editor.setCellWidget(at, 2, combo)
        self._filling = False
        self._fit()

    def _take(self) -> None:
        if self._filling:
            return
        columns = []
        for at, column in enumerate(self._columns):
            combo, key = self.editor.cellWidget(at, 2), self.editor.item(at, 1)
            if isinstance(combo, QComboBox) and key is not None:
                column = replace(
                    column, field=combo.currentData(), key=key.checkState() == Qt.CheckState.Checked
                )
            columns.append(column)
        self._columns = tuple(columns)
        self.show_error("")
        self.changed.emit()

    # ---- the protocol ------------------------------------------------------------------------------------

    def value(self) -> tuple[ExpectedColumn, ...]:
        """Return the columns."""
        return self._columns

    def set_value(self, value: Any) -> None:
        """Show these columns."""
        self._fill(value or ())
        self.changed.emit()

    def raw(self) -> object:
        """Return them as JSON can hold them."""
        return [{**asdict(column), "path": list(column.path)} for column in self._columns]

    def set_raw(self, raw: Any) -> None:
        """Put back what `raw` returned."""
        from hazard_desk.services.collecting.facts import ExpectedColumn

        self._fill([ExpectedColumn(**{**column, "path": tuple(column["path"])}) for column in raw or ()])
        self.changed.emit()

    def is_empty(self) -> bool:
        """Tell whether there is no column."""
        return not self._columns


def _says_unit(column: ExpectedColumn) -> bool:
    return bool(column.unit) and column.unit not in column.label
