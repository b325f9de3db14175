"""A list to tick in a popup, searchable by words or pinyin initials."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.widgets.field import ENTER_KEYS
from ui.widgets.suggestions import found_by

_VALUE = Qt.ItemDataRole.UserRole
_SEARCH_FROM = 8  # a shorter list is seen at a glance
_ROWS_SHOWN = 12
# The shared sheet draws no empty box in a list.
BOXES = """
QListView { border: none; }
QListView::item { height: 24px; border: none; }
QListView::item:selected { background-color: #E1ECFA; color: #1F2933; }
QListView::indicator { width: 18px; height: 18px; margin-left: 4px; }
QListView::indicator:unchecked { image: url(icon:/primary/checkbox_unchecked.svg); }
QListView::indicator:checked { image: url(icon:/primary/checklist.svg); }
"""


@dataclass(frozen=True, slots=True)
class Option:
    """One entry to tick: what it stands for, its words, and how many records it would show."""

    value: Hashable
    text: str
    count: int | None = None


class CheckListPopup(QFrame):
    """Opens under a button or field; every tick is told at once. Enter in the search ticks the first hit.

    `free` lets the user add what the list lacks; its value is then its text.
    """

    ticked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget, *, free: bool = False, what: str = "") -> None:
        """Make it empty; it belongs to one button or field and is filled at each opening."""
        super().__init__(parent, Qt.WindowType.Popup)
        theme.set_role(self, "card")
        self._free = free
        self.search = QLineEdit()
        self.search.setPlaceholderText("输入名称或拼音首字母" + ("，没有的按回车加上" if free else ""))
        self.search.setAccessibleName(f"查找{what}")
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(what)
        self.list.setUniformItemSizes(True)
        self.list.setStyleSheet(BOXES)
        self.list.installEventFilter(self)
        self.list.itemChanged.connect(lambda _item: self.ticked.emit())
        self.list.itemClicked.connect(self._on_click)
        self._nothing = QLabel("没有符合的。" + ("按回车加上。" if free else ""))
        theme.set_role(self._nothing, "secondary")
        self._nothing.hide()
        clear = QPushButton("全不选")
        theme.set_role(clear, "link")
        clear.clicked.connect(self._clear)
        done = QPushButton("完成")
        theme.set_role(done, "link")
        done.clicked.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SMALL_GAP, theme.SMALL_GAP, theme.SMALL_GAP, theme.SMALL_GAP)
        layout.setSpacing(theme.SMALL_GAP)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        layout.addWidget(self._nothing)
        buttons = QHBoxLayout()
        buttons.addWidget(clear)
        buttons.addStretch()
        buttons.addWidget(done)
        layout.addLayout(buttons)

    def fill(self, options: Sequence[Option], chosen: Sequence[Hashable]) -> None:
        """Show these, those in `chosen` ticked and in front."""
        blocked = self.list.blockSignals(True)
        self.list.clear()
        front = [option for option in options if option.value in chosen]
        for option in [*front, *(option for option in options if option.value not in chosen)]:
            self._add(option, option.value in chosen)
        self.list.blockSignals(blocked)
        self.search.clear()
        self.search.setVisible(self._free or len(options) >= _SEARCH_FROM)

    def set_counts(self, counts: Mapping[Hashable, int]) -> None:
        """Put these counts behind the words."""
        blocked = self.list.blockSignals(True)
        for item in self._items():
            if item.data(_VALUE) in counts:
                item.setText(f"{item.data(_VALUE + 1)}（{counts[item.data(_VALUE)]}）")
        self.list.blockSignals(blocked)

    def open_under(self, widget: QWidget, typed: str = "") -> None:
        """Show it under `widget`, as wide as that or as its longest line, within the screen.

        Where it is opened by typing, the search begins with that, however short the list is.
        """
        if typed:
            self.search.show()
        rows = max(3, min(self.list.count(), _ROWS_SHOWN))
        row_height = max(self.list.sizeHintForRow(0), theme.ROW_HEIGHT - 4)
        self.list.setFixedHeight(rows * row_height + 4)
        width = max(widget.width(), self.list.sizeHintForColumn(0) + 48, 200)
        self.setFixedWidth(min(width, 480))
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(0, widget.height()))
        screen = widget.screen() or QGuiApplication.primaryScreen()
        room: QRect = screen.availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        if corner.y() + self.height() > room.bottom():
            corner.setY(max(room.top(), widget.mapToGlobal(QPoint(0, 0)).y() - self.height()))
        self.move(corner)
        self.show()
        if self.search.isVisibleTo(self):
            self.search.setFocus()
            self.search.setText(typed)
        else:
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def chosen(self) -> list[Hashable]:
        """Return the values that are ticked, in the list's order."""
        return [item.data(_VALUE) for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def values(self) -> list[Hashable]:
        """Return the values of every entry."""
        return [item.data(_VALUE) for item in self._items()]

    def tick(self, text: str, ticked: bool = True) -> None:
        """Tick the entry with these words, or add it where that is allowed."""
        for item in self._items():
            if item.data(_VALUE + 1) == text:
                item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
                return
        if self._free and text.strip():
            self._add(Option(text.strip(), text.strip()), True)
            self.ticked.emit()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _add(self, option: Option, ticked: bool) -> None:
        words = option.text if option.count is None else f"{option.text}（{option.count}）"
        item = QListWidgetItem(words)
        item.setData(_VALUE, option.value)
        item.setData(_VALUE + 1, option.text)
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        )
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.addItem(item)

    def _find(self, typed: str) -> None:
        shown = 0
        for item in self._items():
            hit = found_by(str(item.data(_VALUE + 1)), typed)
            item.setHidden(not hit)
            shown += hit
        self._nothing.setVisible(shown == 0)

    def _clear(self) -> None:
        for item in self._items():
            item.setCheckState(Qt.CheckState.Unchecked)

    def _on_click(self, item: QListWidgetItem) -> None:
        # A click on the words ticks as well; one on the box has done so already.
        box = self.list.visualItemRect(item).left() + 28
        if self.list.viewport().mapFromGlobal(self.cursor().pos()).x() > box:
            _toggle(item)

    def _enter(self) -> None:
        visible = [item for item in self._items() if not item.isHidden()]
        typed = self.search.text().strip()
        exact = [item for item in visible if item.data(_VALUE + 1) == typed]
        if not typed:
            self.close()
            return
        if exact or (visible and (typed.isascii() or not self._free)):
            _toggle((exact or visible)[0])
        elif self._free:
            self.tick(typed)
        else:
            return
        self.search.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter ticks, Down goes from the search to the list, letters in the list go to the search."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if watched is self.search:
            if event.key() in ENTER_KEYS:
                self._enter()
                return True
            if event.key() == Qt.Key.Key_Down:
                first = next((item for item in self._items() if not item.isHidden()), None)
                if first is not None:
                    self.list.setCurrentItem(first)
                    self.list.setFocus()
                return True
        elif watched is self.list and event.key() in ENTER_KEYS:
            self.close()
            return True
        elif watched is self.list and event.text().isalnum():
            self.search.show()
            self.search.setFocus()
            self.search.setText(self.search.text() + event.text())
            return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the choice is made."""
        super().closeEvent(event)
        self.closed.emit()


def _toggle(item: QListWidgetItem) -> None:
    unticked = item.checkState() == Qt.CheckState.Unchecked
    item.setCheckState(Qt.CheckState.Checked if unticked else Qt.CheckState.Unchecked)


def labelled(label: str, chosen: int) -> str:
    """Return a filter button's words: 村, or 村：2 where some are chosen."""
    return f"{label}：{chosen}" if chosen else label


class FilterButton(QPushButton):
    """A filter of a list: says how many are chosen, opens the list to tick with how many each would show."""

    changed = Signal()
    opened = Signal()  # the list is open: its counts are wanted

    def __init__(self, label: str, options: Callable[[], Sequence[Option]]) -> None:
        """`options` is asked at each opening."""
        super().__init__(label)
        self.setToolTip(f"按{label}筛选，可以选几个")
        self.label = label
        self._options = options
        self._chosen: list[Hashable] = []
        self.popup = CheckListPopup(self, what=label)
        self.popup.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.popup.ticked.connect(self._take)
        self.setIcon(theme.icon("chevron-down", theme.SECONDARY))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the word
        self.clicked.connect(self.open)

    def chosen(self) -> tuple[Hashable, ...]:
        """Return the values to filter by; none means all."""
        return tuple(self._chosen)

    def set_chosen(self, values: Sequence[Hashable]) -> None:
        """Filter by these values."""
        if list(values) == self._chosen:
            return
        self._chosen = list(values)
        self.setText(labelled(self.label, len(self._chosen)))
        theme.set_property(self, "chosen", bool(self._chosen))
        self.changed.emit()

    def open(self) -> CheckListPopup:
        """Open the list."""
        self.popup.fill(self._options(), self._chosen)
        self.popup.open_under(self)
        self.opened.emit()
        return self.popup

    def show_counts(self, counts: Mapping[Hashable, int]) -> None:
        """Say in the open list how many records each entry would show."""
        self.popup.set_counts(counts)

    def _take(self) -> None:
        self.set_chosen(self.popup.chosen())
