"""The ids-first table model: it holds every id that matches, and rows only for what is looked at.

A million ids are eight megabytes; rows come in chunks through the background, newest wish first.
What a cell shows is worked out once, when its row arrives: painting asks seven roles a cell, hundreds
of cells a frame.
"""

from __future__ import annotations

import logging
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QBrush

from ui.background import Background
from ui.tables.columns import Align, Column, Row, value_of
from ui.theme import Meaning

log = logging.getLogger(__name__)

CHUNK = 200
CHUNKS_KEPT = 50
ID_ROLE = int(Qt.ItemDataRole.UserRole)
ROW_ROLE = ID_ROLE + 1

LOADING = "…"
UNREADABLE = "读取失败"

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_BACKGROUND = int(Qt.ItemDataRole.BackgroundRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_NO_INDEX = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_ROOM_FOR_MARK = "\N{NO-BREAK SPACE}" * 6  # plain spaces at the end of a line take no room
_LONG = 8  # characters from which a text may be cut off, so that its tool tip repeats it

Index = QModelIndex | QPersistentModelIndex
FetchRows = Callable[[list[int], Callable[[Sequence[Row]], None], Callable[[Exception], None]], object]


def rows_through(
    background: Background, query: Callable[..., Sequence[Row]], owner: QObject | None = None
) -> FetchRows:
    """Return a `fetch_rows` that asks this query for the rows of some ids, off the GUI thread."""

    def fetch(
        ids: list[int], done: Callable[[Sequence[Row]], None], failed: Callable[[Exception], None]
    ) -> object:
        return background.read(query, ids, done=done, failed=failed, owner=owner)

    return fetch


class _Cells:
    """A row made ready to be painted."""

    __slots__ = ("roles", "row", "texts")

    def __init__(self, row: Row, texts: list[str], roles: dict[tuple[int, int], Any]) -> None:
        self.row = row
        self.texts = texts
        self.roles = roles


class IdsTableModel(QAbstractTableModel):
    """A table over ids; `fetch_rows(ids, done, failed)` brings the rows of a chunk, soon or late."""

    fetch_failed = Signal(object)

    def __init__(
        self, columns: Sequence[Column], fetch_rows: FetchRows, parent: QObject | None = None
    ) -> None:
        """Start without ids."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch_rows = fetch_rows
        self._ids = array("q")
        self._chunks: OrderedDict[int, dict[int, _Cells]] = OrderedDict()
        self._stale: dict[int, _Cells] = {}
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._in_flight: int | None = None
        self._used_last: int | None = None
        self._unreadable: set[int] = set()
        self._generation = 0
        self._alignments = [column.align.value for column in self.columns]
        self._titles = [column.title for column in self.columns]
        self._sorted = -1
        self._placeholder = [LOADING] * len(self.columns)
        self._start_fetch = QTimer(self, singleShot=True, interval=0)
        self._start_fetch.timeout.connect(self._fetch_next)

    # ---- ids -----------------------------------------------------------------------------------------

    @property
    def ids(self) -> Sequence[int]:
        """Return the ids in the order in which they are shown."""
        return self._ids

    def set_ids(self, ids: Iterable[int]) -> None:
        """Show these records; rows known by id stay visible until they have been read again."""
        self.beginResetModel()
        self._ids = ids if isinstance(ids, array) else array("q", ids)
        self._forget_chunks()
        self.endResetModel()

    def refresh(self) -> None:
        """Read the rows again that are looked at; the ids stay."""
        self._forget_chunks()
        self._rows_changed(0, len(self._ids) - 1)

    def id_at(self, row: int) -> int:
        """Return the id in this row of the table."""
        return self._ids[row]

    def row_of(self, record_id: int) -> int | None:
        """Return the row of the table that shows this id."""
        try:
            return self._ids.index(record_id)
        except ValueError:
            return None

    def record(self, row: int) -> Row | None:
        """Return the plain row shown here, or None while it's being read."""
        cells = self._cells(row)
        return None if cells is None else cells.row

    def texts_of(self, ids: Sequence[int], done: Callable[[list[list[str]]], None]) -> None:
        """Give the shown texts of these ids, reading what isn't in memory."""
        known = dict(self._stale)
        for chunk in self._chunks.values():
            known.update(chunk)
        missing = [record_id for record_id in ids if record_id not in known]

        def complete(rows: Sequence[Row]) -> None:
            known.update(self._prepare(rows))
            done([known[record_id].texts for record_id in ids if record_id in known])

        if missing:
            self._fetch_rows(missing, complete, self.fetch_failed.emit)
        else:
            complete([])

    # ---- what Qt asks ----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Return the number of ids."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Return the number of columns, hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every cell be selected, read or not: asked for thousands of cells at once."""
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Return what was made ready when the row arrived."""
        if not index.isValid():
            return None
        if role == _DISPLAY:
            row = index.row()
            cells = self._cells(row)
            if cells is not None:
                return cells.texts[index.column()]
            return UNREADABLE if row // CHUNK in self._unreadable else LOADING
        if role == _ALIGNMENT:
            return self._alignments[index.column()]
        if role == _SPOKEN:
            return self._spoken(index)
        if role in (_FOREGROUND, _BACKGROUND, _TOOLTIP):
            cells = self._cells(index.row())
            return None if cells is None else cells.roles.get((role, index.column()))
        if role == ID_ROLE:
            return self._ids[index.row()]
        if role == ROW_ROLE:
            return self.record(index.row())
        return None

    def _spoken(self, index: Index) -> str:
        """Return what a screen reader says of a cell: its column and what stands there, as words."""
        cells, place = self._cells(index.row()), index.column()
        if cells is not None and (_SPOKEN, place) in cells.roles:
            return str(cells.roles[_SPOKEN, place])
        said = LOADING if cells is None else cells.texts[place] or "空"
        return f"{self._titles[place]}：{said}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return the columns' titles, over figures at the right as well."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == _DISPLAY else None
        if not 0 <= section < len(self.columns):
            return None
        if role == _DISPLAY and section == self._sorted and self.columns[section].align is Align.RIGHT:
            return self._titles[section] + _ROOM_FOR_MARK
        if role in (_DISPLAY, _TOOLTIP):
            return self._titles[section]
        return self._alignments[section] if role == _ALIGNMENT else None

    def mark_sorted(self, section: int) -> None:
        """Leave room for the sort mark in this header: it is drawn over words that end at the right."""
        before, self._sorted = self._sorted, section
        for changed in {before, section} - {-1}:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, changed, changed)

    # ---- chunks ----------------------------------------------------------------------------------------

    def _cells(self, row: int) -> _Cells | None:
        number = row // CHUNK
        chunk = self._chunks.get(number)
        if chunk is None:
            self._want(number)
            return self._stale.get(self._ids[row])
        if number != self._used_last:
            self._used_last = number
            self._chunks.move_to_end(number)
        return chunk.get(self._ids[row])

    def _want(self, number: int) -> None:
        if number == self._in_flight or number in self._unreadable:
            return
        self._wanted[number] = None
        self._wanted.move_to_end(number)
        # Never from within a paint: what comes at once would change the model under the painter.
        if self._in_flight is None and not self._start_fetch.isActive():
            self._start_fetch.start()

    def _fetch_next(self) -> None:
        if self._in_flight is not None or not self._wanted:
            return
        number, _ = self._wanted.popitem()
        # Dragging the scroll bar leaves wishes behind; what is still in sight is asked for at the next paint.
        while len(self._wanted) > 2:
            self._wanted.popitem(last=False)
        self._in_flight = number
        generation = self._generation
        ids = self._ids[number * CHUNK : (number + 1) * CHUNK].tolist()

        def arrived(rows: Sequence[Row]) -> None:
            if generation != self._generation:
                return
            try:
                cells = self._prepare(rows)
            except Exception as error:
                # A column that stumbles over a row must not leave the table waiting for ever.
                failed(error)
                return
            self._keep(number, cells)

        def failed(error: Exception) -> None:
            log.error("rows could not be shown", exc_info=error)
            if generation == self._generation:
                self._unreadable.add(number)
                self._keep(number, None)
            self.fetch_failed.emit(error)

        self._fetch_rows(ids, arrived, failed)

    def _keep(self, number: int, cells: dict[int, _Cells] | None) -> None:
        self._in_flight = None
        if cells is not None:
            self._chunks[number] = cells
            while len(self._chunks) > CHUNKS_KEPT:
                self._chunks.popitem(last=False)
        first = number * CHUNK
        self._rows_changed(first, min(first + CHUNK, len(self._ids)) - 1)
        if self._wanted:
            self._start_fetch.start()

    def _forget_chunks(self) -> None:
        self._generation += 1
        for chunk in self._chunks.values():
            self._stale.update(chunk)
        excess = len(self._stale) - CHUNK * CHUNKS_KEPT
        for record_id in list(self._stale)[: max(excess, 0)]:
            del self._stale[record_id]
        self._chunks.clear()
        self._used_last = None
        self._wanted.clear()
        self._unreadable.clear()
        self._in_flight = None

    def _rows_changed(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _prepare(self, rows: Sequence[Row]) -> dict[int, _Cells]:
        return {value_of(row, "id"): self._make_ready(row) for row in rows}

    def _make_ready(self, row: Row) -> _Cells:
        texts: list[str] = []
        roles: dict[tuple[int, int], Any] = {}
        for place, column in enumerate(self.columns):
            text = column.shown(row)
            texts.append(text)
            meaning = column.meaning(row) if column.meaning else None
            if meaning is not None:
                roles[_FOREGROUND, place] = _BRUSHES[meaning][0]
                if column.ground:
                    roles[_BACKGROUND, place] = _BRUSHES[meaning][1]
            if column.spoken is not None:
                roles[_SPOKEN, place] = column.spoken(row)
            if column.tooltip is not None:
                roles[_TOOLTIP, place] = column.tooltip(row)
            elif len(text) >= _LONG:
                roles[_TOOLTIP, place] = text
        return _Cells(row, texts, roles)


_BRUSHES: Mapping[Meaning, tuple[QBrush, QBrush]] = {
    meaning: (QBrush(meaning.ink), QBrush(meaning.ground)) for meaning in Meaning
}
