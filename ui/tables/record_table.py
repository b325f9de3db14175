"""The table view of every list: the habits of a record table in one place."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme
from ui.tables.clipboard import rows_as_mime
from ui.tables.frozen_column import FrozenColumn
from ui.tables.header_state import HeaderState, Settings
from ui.tables.ids_model import IdsTableModel

_EDGE = "\u00a0\u00a0"


class RecordDelegate(QStyledItemDelegate):
    """Paints a cell as the style does, with room at its edges and a meaning's colour in a selected row."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Keep the text off the column's edges, and its own colour in the selection."""
        super().initStyleOption(option, index)
        # Fusion's margin is 3 px and an ::item rule with padding would cost the model's colours.
        option.text = f"{_EDGE}{option.text}{_EDGE}"
        if option.state & QStyle.StateFlag.State_Selected:
            ink = index.data(Qt.ItemDataRole.ForegroundRole)
            if ink is not None:
                option.palette.setBrush(QPalette.ColorRole.HighlightedText, ink)


class RecordTable(QTableView):
    """Shows an `IdsTableModel`: whole rows, fixed height, columns remembered, selection kept by id."""

    sort_requested = Signal(str, bool)  # a column's key; whether ascending
    selection_changed = Signal(list)  # ids, in the order of the table
    opened = Signal(int)  # Enter or a double click
    panel_wanted = Signal(int)  # Space

    def __init__(
        self,
        model: IdsTableModel,
        name: str,
        settings: Settings | None = None,
        *,
        freeze_first: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Show this model; `name` is what the columns' state is remembered under."""
        super().__init__(parent)
        self._empty_text = ""
        self._kept_selection: set[int] = set()
        self._kept_current: int | None = None
        self._told: list[int] = []
        self._records = model
        self.setModel(model)
        self.setItemDelegate(RecordDelegate(self))
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        # Any other resize mode measures every row: 40 s at 50,000.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(theme.ROW_HEIGHT)
        rows.setDefaultSectionSize(theme.ROW_HEIGHT)
        self._set_up_header(name, settings)
        self._frozen: FrozenColumn | None = None
        model.modelAboutToBeReset.connect(self._keep_selection)
        self.selectionModel().selectionChanged.connect(self._tell_selection)
        if freeze_first:
            self._frozen = FrozenColumn(self)
            self._frozen.doubleClicked.connect(lambda index: self._open(index.row()))
            self._frozen.horizontalHeader().sectionClicked.connect(self._sort_by_frozen)
            self.horizontalHeader().setFirstSectionMovable(False)
        # Last of all: a view forgets the selection when its model begins anew, the frozen one too.
        model.modelReset.connect(self._restore_selection)
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def _set_up_header(self, name: str, settings: Settings | None) -> None:
        header = self.horizontalHeader()
        # Shared, the header would ask every cell of a selection whether a column is selected in full:
        # three seconds after Ctrl+A on 100,000 rows.
        header.setSelectionModel(QItemSelectionModel(self._records, header))
        header.setFixedHeight(theme.HEADER_HEIGHT)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(32)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._sorted_by: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._sort_clicked)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_column_menu)
        self.header_state = HeaderState(header, self._records.columns, settings, name)
        self.header_state.restore()

    # ---- ids -----------------------------------------------------------------------------------------

    @property
    def selected_ids(self) -> list[int]:
        """Return the ids of the selected rows, in the order of the table."""
        ids = self._records.ids
        found: list[int] = []
        # By ranges: a list of a million indexes costs a second, a few slices nothing.
        for first, last in self._selected_ranges():
            found.extend(ids[first : last + 1])
        return found

    @property
    def current_id(self) -> int | None:
        """Return the id of the row that the keyboard is on."""
        index = self.currentIndex()
        return self._records.id_at(index.row()) if index.isValid() else None

    def select_ids(self, ids: Iterable[int]) -> None:
        """Select the rows of these ids, where they are in the table."""
        wanted = set(ids)
        rows = (
            [row for row, record_id in enumerate(self._records.ids) if record_id in wanted] if wanted else []
        )
        selection = QItemSelection()
        last_column = len(self._records.columns) - 1
        for first, last in _runs(rows):
            selection.select(self._records.index(first, 0), self._records.index(last, last_column))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def go_to(self, record_id: int) -> bool:
        """Select this record alone and bring it into sight; tell whether it's in the table."""
        row = self._records.row_of(record_id)
        if row is None:
            return False
        index = self._records.index(row, self._first_shown_column())
        # Told what to select: the view would look at the keyboard, where Ctrl may still be held after Ctrl+S.
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, alone)
        self.scrollTo(index)
        return True

    def show_sorted(self, key: str, ascending: bool) -> None:
        """Draw the sort mark as the list is sorted, without asking for it."""
        place = next((at for at, column in enumerate(self._records.columns) if column.key == key), -1)
        order = Qt.SortOrder.AscendingOrder if ascending else Qt.SortOrder.DescendingOrder
        self._mark_sorted(place, order)

    def set_empty_text(self, text: str) -> None:
        """Say this where there are no rows (还没有企业。)."""
        self._empty_text = text
        self.viewport().update()

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard, as soon as they have been read."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(at) for at in range(len(self._records.columns))]
        places = [place for place in order if not header.isSectionHidden(place)]
        columns = [self._records.columns[place] for place in places]

        def put(rows: list[list[str]]) -> None:
            shown = [[texts[place] for place in places] for texts in rows]
            QGuiApplication.clipboard().setMimeData(rows_as_mime(columns, shown))

        ids = self.selected_ids
        if ids:
            self._records.texts_of(ids, put)

    # ---- events ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Ctrl+C, Enter, F2, Space, Ctrl+Home and Ctrl+End; leave the rest to the view."""
        row = self.currentIndex().row()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.key() in _OPENS and not event.modifiers() & _COMMANDS:
            self._open(row)
        elif event.key() == Qt.Key.Key_Space and not event.modifiers() & _COMMANDS:
            if row >= 0:
                self.panel_wanted.emit(self._records.id_at(row))
        elif event.matches(QKeySequence.StandardKey.MoveToStartOfDocument):
            self._go_to_row(0)
        elif event.matches(QKeySequence.StandardKey.MoveToEndOfDocument):
            self._go_to_row(self._records.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what every list can do, by the right mouse button or the menu key, where none offers more."""
        menu = self.row_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            row = self.visualRect(self.currentIndex())
            menu.popup(self.viewport().mapToGlobal(row.bottomLeft()))
        else:
            menu.popup(event.globalPos())

    def row_menu(self) -> QMenu:
        """Return 打开, 复制 and 全选."""
        menu = QMenu("操作", self)
        row = self.currentIndex().row()
        for words, act, possible in (
            ("打开\t回车", lambda: self._open(row), row >= 0),
            ("复制\tCtrl+C", self.copy_selection, bool(self.selected_ids)),
            ("全选\tCtrl+A", self.selectAll, self.selectionMode() == self.SelectionMode.ExtendedSelection),
        ):
            action = menu.addAction(words)
            action.setEnabled(possible)
            action.triggered.connect(lambda _checked=False, act=act: act())
        return menu

    def _go_to_row(self, row: int) -> None:
        # The view would move the keyboard and leave the selection: F6 would mean another row than Enter.
        if self._records.rowCount():
            self.go_to(self._records.id_at(row))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or the words for none."""
        super().paintEvent(event)
        if self._empty_text and not self._records.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(theme.SECONDARY)
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._empty_text)
            painter.end()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the columns before the table goes out of sight."""
        self.header_state.save_if_changed()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Let the frozen column follow a change of style or font."""
        super().changeEvent(event)
        if getattr(self, "_frozen", None) is not None:
            self._frozen.lay_over()  # type: ignore[union-attr]

    # ---- selection kept by id --------------------------------------------------------------------------

    def _keep_selection(self) -> None:
        self._kept_selection = set(self.selected_ids)
        self._kept_current = self.current_id
        self._kept_scroll = self.verticalScrollBar().value()

    def _restore_selection(self) -> None:
        if self._kept_current is not None:
            row = self._records.row_of(self._kept_current)
            if row is not None:
                index = self._records.index(row, self._first_shown_column())
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if self._kept_selection:
            self.select_ids(self._kept_selection)
        self.updateGeometries()
        self.verticalScrollBar().setValue(self._kept_scroll)
        self._tell_selection()

    def _tell_selection(self) -> None:
        ids = self.selected_ids
        if ids != self._told:
            self._told = ids
            self.selection_changed.emit(ids)

    def _selected_ranges(self) -> list[tuple[int, int]]:
        ranges = sorted((found.top(), found.bottom()) for found in self.selectionModel().selection().toList())
        merged: list[tuple[int, int]] = []
        for first, last in ranges:
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        return merged

    # ---- header ------------------------------------------------------------------------------------------

    def _sort_clicked(self, place: int, order: Qt.SortOrder) -> None:
        if not 0 <= place < len(self._records.columns):
            return
        column = self._records.columns[place]
        if not column.sortable:
            self._mark_sorted(*self._sorted_by)
            return
        self._sorted_by = (place, order)
        self._records.mark_sorted(place)
        self.sort_requested.emit(column.key, order == Qt.SortOrder.AscendingOrder)

    def _sort_by_frozen(self, place: int) -> None:
        # The real header lies under the frozen one and never gets the click.
        was_by, order = self._sorted_by
        flipped = was_by == place and order == Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(
            place, Qt.SortOrder.DescendingOrder if flipped else Qt.SortOrder.AscendingOrder
        )
        self._mark_frozen()

    def _mark_sorted(self, place: int, order: Qt.SortOrder) -> None:
        header = self.horizontalHeader()
        blocked = header.blockSignals(True)
        header.setSortIndicator(place, order)
        header.blockSignals(blocked)
        self._sorted_by = (place, order)
        self._records.mark_sorted(place)
        self._mark_frozen()

    def _mark_frozen(self) -> None:
        if self._frozen is not None:
            place, order = self._sorted_by
            self._frozen.horizontalHeader().setSortIndicatorShown(place == 0)
            self._frozen.horizontalHeader().setSortIndicator(place, order)

    def _show_column_menu(self, at: QPoint) -> None:
        menu = self.column_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(at))

    def column_menu(self) -> QMenu:
        """Return a menu that shows and hides columns."""
        menu = QMenu("显示的列", self)
        for place, column in enumerate(self._records.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.horizontalHeader().isSectionHidden(place))
            action.toggled.connect(lambda shown, place=place: self._show_column(place, shown))
        menu.addSeparator()
        menu.addAction("恢复默认列").triggered.connect(lambda: self._reset_columns())
        return menu

    def _show_column(self, place: int, shown: bool) -> None:
        self.header_state.show_column(place, shown)
        if self._frozen is not None:
            self._frozen.lay_over()

    def _reset_columns(self) -> None:
        self.header_state.reset()
        if self._frozen is not None:
            self._frozen.lay_over()

    def _first_shown_column(self) -> int:
        header = self.horizontalHeader()
        shown = (header.logicalIndex(at) for at in range(header.count()))
        return next((place for place in shown if not header.isSectionHidden(place)), 0)

    def _open(self, row: int) -> None:
        if row >= 0:
            self.opened.emit(self._records.id_at(row))


_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)  # F2 is what Windows calls "edit this"
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Return ascending rows as first and last of each unbroken run."""
    if not rows:
        return []
    breaks = [(before, after) for before, after in pairwise(rows) if after != before + 1]
    return list(
        zip([rows[0], *(after for _, after in breaks)], [*(b for b, _ in breaks), rows[-1]], strict=True)
    )
