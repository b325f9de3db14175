"""Which columns a table has, in which order: picked from the noun's, found by name or pinyin initials."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from ui import theme
from ui.dialogs.ad_hoc_tables.lines import Section, add_button
from ui.widgets.check_list import CheckListPopup, Option
from ui.widgets.push_button import push_button
from ui.widgets.suggestions import found_by

if TYPE_CHECKING:
    from hazard_desk.rules.table_question import ColumnSpec, NounSpec

_KEY = Qt.ItemDataRole.UserRole
_ROW = 22
_MOST_ROWS, _LEAST_ROWS = 7, 2


class ColumnPopup(CheckListPopup):
    """The columns of a noun to tick, below the headings of their groups.

    They are found by the other headers that mean them as well: 企业名称, 法人.
    """

    _specs: Sequence[ColumnSpec] = ()

    def fill_columns(self, columns: Sequence[ColumnSpec], chosen: Sequence[str]) -> None:
        """Show these columns in their order, a heading before each group."""
        ordered = self._specs = _by_group(columns)
        self.fill([Option(one.key, one.label) for one in ordered], ())
        blocked = self.list.blockSignals(True)
        for item in self._items():
            ticked = item.data(_KEY) in chosen
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        group = ""
        row = 0
        for one in ordered:
            if one.group != group:
                group = one.group
                self.list.insertItem(row, _heading(group))
                row += 1
            row += 1
        self.list.blockSignals(blocked)
        self.search.show()

    def _items(self) -> list[QListWidgetItem]:
        return [item for item in super()._items() if item.flags() & Qt.ItemFlag.ItemIsUserCheckable]

    def _find(self, typed: str) -> None:
        super()._find(typed)
        items = self._items()
        # Whole words also mean the columns that only other headers call so: 电话 the mobile numbers too.
        if not typed.isascii() or all(item.isHidden() for item in items):
            for item, one in zip(items, self._specs, strict=True):
                if item.isHidden():
                    item.setHidden(not any(found_by(word, typed) for word in one.words))
            self._nothing.setVisible(all(item.isHidden() for item in items))
        heading: QListWidgetItem | None = None
        for item in (self.list.item(row) for row in range(self.list.count())):
            if not item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                heading = item
                heading.setHidden(True)
            elif heading is not None and not item.isHidden():
                heading.setHidden(False)


def _by_group(columns: Sequence[ColumnSpec]) -> list[ColumnSpec]:
    """Return the columns with those of a group together, groups in the order of their first."""
    groups = {one.group: place for place, one in reversed(list(enumerate(columns)))}
    return sorted(columns, key=lambda one: groups[one.group])


def _heading(group: str) -> QListWidgetItem:
    item = QListWidgetItem(group)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setForeground(QColor(theme.SECONDARY))
    return item


class _ChosenList(QListWidget):
    """The columns in their order: dragged, or moved by Alt+↑/↓; Delete takes one away."""

    reordered = Signal()
    dropped = Signal()
    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("表里的列")
        self.setToolTip("拖动，或按 Alt+↑、Alt+↓ 换位置；Delete 去掉；回车加列")
        self.setUniformItemSizes(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.model().rowsMoved.connect(lambda *_of: self.reordered.emit())
        # Several rows dropped at once are copied; the ones they come from go only after that.
        self._dropped = QTimer(self, singleShot=True, interval=0)
        self._dropped.timeout.connect(self.reordered)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell of the new order."""
        super().dropEvent(event)
        self._dropped.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and remove by keys."""
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.drop_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.more_wanted.emit()
        else:
            super().keyPressEvent(event)

    def move_current(self, step: int) -> None:
        row = self.currentRow()
        if row < 0 or not 0 <= row + step < self.count():
            return
        self.insertItem(row + step, self.takeItem(row))
        self.setCurrentRow(row + step)
        self.reordered.emit()

    def drop_selected(self) -> None:
        row = self.currentRow()
        chosen = self.selectedItems()
        for item in chosen:
            self.takeItem(self.row(item))
        if chosen:
            self.setCurrentRow(min(row, self.count() - 1))
            self.dropped.emit()


class ColumnChoice(Section):
    """The chosen columns, and the list to pick more from."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without a noun."""
        self.usual_button = push_button("常用列", "换成这类记录常用的列", self.choose_usual)
        theme.set_role(self.usual_button, "link")
        self.add_button = add_button("加列(&L)…", "按名称或拼音首字母找，打勾的就进表", self.open)
        super().__init__("列", (self.usual_button, self.add_button))
        self._noun: NounSpec | None = None
        self._specs: dict[str, ColumnSpec] = {}
        self.list = _ChosenList()
        self.list.reordered.connect(self.changed)
        self.list.dropped.connect(self._on_dropped)
        self.list.more_wanted.connect(self.open)
        self.body.addWidget(self.list)
        self.popup = ColumnPopup(self, what="列")
        self.popup.ticked.connect(self._take)
        self.popup.closed.connect(self.list.setFocus)
        self._fit()

    def set_noun(self, noun: NounSpec | None) -> None:
        """Offer the columns of this noun; none is chosen."""
        self._noun = noun
        self._specs = {one.key: one for one in noun.columns} if noun else {}
        self._show(())

    def keys(self) -> tuple[str, ...]:
        """Return the columns chosen, in their order."""
        return tuple(str(self.list.item(row).data(_KEY)) for row in range(self.list.count()))

    def set_keys(self, keys: Sequence[str]) -> None:
        """Choose these; one that the noun has no longer is left out."""
        self._show([key for key in keys if key in self._specs])

    def choose_usual(self) -> None:
        """Choose what such a table usually has."""
        if self._noun is not None:
            self._show(self._noun.default_columns)
            self.changed.emit()

    def open(self) -> ColumnPopup:
        """Open the list to tick."""
        if self._noun is not None:
            self.popup.fill_columns(self._noun.columns, self.keys())
            self.popup.open_under(self._under())
        return self.popup

    def set_needed(self, needed: bool) -> None:
        """Put the list away where groups make the columns."""
        self.list.setVisible(needed)
        self.add_button.setVisible(needed)
        self.usual_button.setVisible(needed)
        self._say_count()

    def _under(self) -> QWidget:
        return self.heading

    def _take(self) -> None:
        ticked: list[Hashable] = self.popup.chosen()
        stayed = [key for key in self.keys() if key in ticked]
        self._show([*stayed, *(str(key) for key in ticked if key not in stayed)])
        self.changed.emit()

    def _on_dropped(self) -> None:
        self._fit()
        self.changed.emit()

    def _show(self, keys: Sequence[str]) -> None:
        self.list.clear()
        for key in keys:
            spec = self._specs[key]
            item = QListWidgetItem(spec.label)
            item.setData(_KEY, key)
            item.setSizeHint(QSize(0, _ROW))
            item.setToolTip(f"{spec.group}：{spec.label}" if spec.group else spec.label)
            self.list.addItem(item)
        self._fit()

    def _fit(self) -> None:
        rows = max(_LEAST_ROWS, min(self.list.count(), _MOST_ROWS))
        self.list.setFixedHeight(rows * _ROW + 2 * self.list.frameWidth() + 2)
        self._say_count()

    def _say_count(self) -> None:
        many = self.list.count()
        if self.list.isHidden():
            self.heading.setText("列：分组以后，就是分组的项目和统计的数")
        else:
            self.heading.setText(f"列（{many}）" if many else "列")
