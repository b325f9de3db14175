"""Attachments as tiles: a small picture, what it shows as a chip, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from hazard_desk.terms import AttachmentKind
from ui import theme
from ui.theme import Meaning
from ui.widgets.field import ENTER_KEYS

if TYPE_CHECKING:
    from hazard_desk.services.attaching import AttachmentRow

_ROW = Qt.ItemDataRole.UserRole
_PICTURE = _ROW + 1
_FAULT = _ROW + 2
_TILE = QSize(176, 180)
_PICTURE_HEIGHT = 116
_LINE = 20
_CHIP_PADDING = 6
_MEANINGS = {
    AttachmentKind.PROBLEM: Meaning.DUE_SOON,
    AttachmentKind.RECTIFIED: Meaning.CLOSED,
    AttachmentKind.RECHECK: Meaning.CLOSED,
}
_FILE_WORDS = {
    ".pdf": "PDF",
    ".doc": "Word",
    ".docx": "Word",
    ".xls": "Excel",
    ".xlsx": "Excel",
    ".ppt": "PPT",
    ".pptx": "PPT",
}


def file_word(suffix: str) -> str:
    """Return what a kind of file is called: PDF, Word, Excel, 图片."""
    return _FILE_WORDS.get(suffix, "图片")


class _TileDelegate(QStyledItemDelegate):
    """Paints picture, chip and words; a file that is gone or can't be shown says so instead."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Any) -> QSize:
        return _TILE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        row: AttachmentRow | None = index.data(_ROW)
        if row is None:
            return
        tile = option.rect.adjusted(4, 4, -4, -4)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QColor(theme.ACCENT if current or chosen else theme.LINE))
        painter.setBrush(QColor(theme.SELECTION if chosen else theme.GROUND))
        painter.drawRect(tile.adjusted(0, 0, -1, -1))
        if current:
            painter.drawRect(tile.adjusted(1, 1, -2, -2))
        room = QRect(tile.left() + 4, tile.top() + 4, tile.width() - 8, _PICTURE_HEIGHT)
        self._paint_picture(painter, room, row, index.data(_PICTURE), index.data(_FAULT))
        line = QRect(room.left() + 2, room.bottom() + 5, room.width() - 4, _LINE)
        self._paint_chip(painter, line, row)
        painter.setPen(QColor(theme.SECONDARY))
        below = line.translated(0, _LINE)
        painter.drawText(below, _LEFT, _elided(painter, self._facts(row), below.width()))
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, room: QRect, row: AttachmentRow, picture: QPixmap | None, fault: str | None
    ) -> None:
        if picture is not None and not picture.isNull():
            ratio = painter.device().devicePixelRatioF()
            size = picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(QPoint(0, 0), size)
            place.moveCenter(room.center())
            scaled = picture.scaled(
                size * ratio,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            painter.drawPixmap(place, scaled)
            return
        painter.fillRect(room, QColor(theme.BAND))
        ink = Meaning.OVERDUE.ink if fault else QColor(theme.SECONDARY)
        painter.setPen(ink)
        words = fault or ("" if row.is_picture else file_word(row.suffix))
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(room.adjusted(8, 0, -8, 0), flags, words)

    def _paint_chip(self, painter: QPainter, line: QRect, row: AttachmentRow) -> None:
        tone = _MEANINGS.get(row.kind, Meaning.VOID)
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(row.kind.label) + 2 * _CHIP_PADDING
        chip = QRect(line.left(), line.top() + 1, width, _LINE - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone.ground)
        painter.drawRect(chip)
        painter.setPen(tone.ink)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, row.kind.label)
        words = line.adjusted(width + _CHIP_PADDING, 0, 0, 0)
        painter.setPen(QColor(theme.INK))
        painter.drawText(words, _LEFT, _elided(painter, row.title, words.width()))

    def _facts(self, row: AttachmentRow) -> str:
        if row.taken_at is not None:
            return f"拍摄 {row.taken_at:%Y-%m-%d %H:%M}"
        return f"加入 {row.entered_at:%Y-%m-%d %H:%M}"


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def _elided(painter: QPainter, words: str, width: int) -> str:
    return painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, width)


class AttachmentTiles(QListWidget):
    """The tiles of one record's attachments; several may be selected."""

    opened = Signal()  # Enter or double click
    remove_wanted = Signal()
    move_wanted = Signal(int)  # by so many places
    caption_wanted = Signal()

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__()
        self.setAccessibleName("附件")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setGridSize(_TILE)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setItemDelegate(_TileDelegate(self))
        self.itemDoubleClicked.connect(lambda _item: self.opened.emit())

    def show_rows(self, rows: Sequence[AttachmentRow]) -> None:
        """Show these attachments; the selection stays on those that are still there."""
        chosen = set(self.selected_ids())
        current = self.current_row()
        at = self.currentRow()
        blocked = self.blockSignals(True)
        self.clear()
        for row in rows:
            item = QListWidgetItem()
            item.setData(_ROW, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.kind.label}：{row.title}")
            item.setToolTip(_tip(row))
            self.addItem(item)
            item.setSelected(row.id in chosen)
        ids = [row.id for row in rows]
        if current is not None and current.id in ids:
            self.setCurrentRow(ids.index(current.id), QItemSelectionModel.SelectionFlag.NoUpdate)
        elif ids:
            self.go_to(min(max(at, 0), len(ids) - 1))
        self.blockSignals(blocked)
        self.itemSelectionChanged.emit()

    def show_picture(self, link_id: int, picture: QPixmap | None, fault: str = "") -> None:
        """Show the small picture of an attachment, or what is wrong with its file."""
        for at in range(self.count()):
            item = self.item(at)
            if item.data(_ROW).id == link_id:
                item.setData(_PICTURE, picture)
                item.setData(_FAULT, fault)

    def go_to(self, at: int) -> None:
        """Select the tile at this place, and no other."""
        self.setCurrentRow(at, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def rows(self) -> list[AttachmentRow]:
        """Return what is shown, in its order."""
        return [self.item(at).data(_ROW) for at in range(self.count())]

    def current_row(self) -> AttachmentRow | None:
        """Return the attachment that the keyboard is on."""
        item = self.currentItem()
        row: AttachmentRow | None = None if item is None else item.data(_ROW)
        return row

    def selected_ids(self) -> list[int]:
        """Return the links selected, in their order."""
        chosen = {id(item) for item in self.selectedItems()}
        items = (self.item(at) for at in range(self.count()))
        return [item.data(_ROW).id for item in items if id(item) in chosen]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete removes, F2 goes to the words, Alt with an arrow moves a tile."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.key() in ENTER_KEYS:
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.caption_wanted.emit()
        elif alt and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.move_wanted.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()


def _tip(row: AttachmentRow) -> str:
    size = f"{row.size / 2**20:.1f} MB" if row.size >= 2**20 else f"{max(row.size // 1024, 1)} KB"
    pixels = f" · {row.width} × {row.height}" if row.width else ""
    taken = f"\n拍摄于 {row.taken_at:%Y-%m-%d %H:%M}" if row.taken_at else ""
    caption = f"{row.caption}\n" if row.caption else ""
    return f"{caption}{row.name}\n{file_word(row.suffix)}{pixels} · {size}{taken}"
