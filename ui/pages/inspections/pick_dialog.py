"""A list to find in at the left, what the current line says in full at the right, and one button to take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.dialogs.rosters.desk_dialog import press_focused_button
from ui.widgets.dialog import Dialog
from ui.widgets.field import ENTER_KEYS
from ui.widgets.search_box import SearchLine
from ui.widgets.suggestions import found_by

VALUE = Qt.ItemDataRole.UserRole
_SIZE = (920, 560)
_LIST_WIDTH = 360


class PickDialog(Dialog):
    """What is listed, found and shown of it is the subclass's; Enter in the list or an empty search takes."""

    def __init__(self, title: str, what: str, hint: str, take: str, parent: QWidget) -> None:
        """Build it empty; `what` names the entries, `take` stands on the button."""
        super().__init__(parent)
        self.setWindowTitle(title)
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self.setSizeGripEnabled(False)
        self.search = SearchLine(f"查找{what}", hint)
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(what)
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda _now, _before: self._preview())
        self.list.installEventFilter(self)
        self.shown = QLabel()
        self.shown.setTextFormat(Qt.TextFormat.RichText)
        self.shown.setWordWrap(True)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.shown.setMargin(theme.LABEL_GAP)
        self.nothing = QLabel(f"没有符合的{what}。")
        theme.set_role(self.nothing, "secondary")
        self.nothing.hide()
        self.foot = QLabel()
        theme.set_role(self.foot, "secondary")
        self.take_button = QPushButton(take)
        theme.set_role(self.take_button, "primary")
        self.take_button.clicked.connect(self.accept)
        self._lay_out()
        self.finished.connect(self.deleteLater)
        self.search.setFocus()

    def _lay_out(self) -> None:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.shown)
        left = QVBoxLayout()
        left.setSpacing(theme.LABEL_GAP)
        left.addWidget(self.search)
        left.addWidget(self.nothing)
        left.addWidget(self.list, 1)
        middle = QHBoxLayout()
        middle.setSpacing(theme.PAGE_MARGIN)
        middle.addLayout(left)
        middle.addWidget(area, 1)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        below = QHBoxLayout()
        below.setSpacing(theme.LABEL_GAP)
        below.addWidget(self.foot, 1)
        below.addWidget(self.take_button)
        below.addWidget(cancel)
        for button in (self.take_button, cancel):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        margin = theme.PAGE_MARGIN
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(middle, 1)
        layout.addLayout(below)

    # ---- what a subclass says --------------------------------------------------------------------------

    def searched(self, value: Any) -> Sequence[str]:
        """Return the texts of an entry by which it's found."""
        raise NotImplementedError

    def in_full(self, value: Any) -> str:
        """Return what is shown of an entry at the right, as rich text."""
        raise NotImplementedError

    def enter_found(self, item: QListWidgetItem) -> None:
        """Do what Enter in the search means for the entry that it found first."""
        self.accept()

    # ---- the list --------------------------------------------------------------------------------------

    def add(self, value: Any, words: str, tip: str) -> QListWidgetItem:
        """List one entry."""
        item = QListWidgetItem(words)
        item.setData(VALUE, value)
        item.setToolTip(tip)
        self.list.addItem(item)
        return item

    def items(self) -> list[QListWidgetItem]:
        """Return every line."""
        return [self.list.item(row) for row in range(self.list.count())]

    def current(self) -> Any:
        """Return the entry that the keyboard is on and that can be seen, or None."""
        if self.list.currentRow() < 0 or self.list.currentItem().isHidden():
            return None
        return self.list.currentItem().data(VALUE)

    def _find(self, typed: str) -> None:
        for item in self.items():
            item.setHidden(not any(found_by(text, typed) for text in self.searched(item.data(VALUE))))
        found = [item for item in self.items() if not item.isHidden()]
        self.nothing.setVisible(not found)
        if found:
            self.list.setCurrentItem(found[0])
        self._preview()

    def _preview(self) -> None:
        value = self.current()
        self.shown.setText(self.in_full(value) if value is not None else "")

    # ---- keys ------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search to the list with Down; Enter takes."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or self.search.composing:
            return super().eventFilter(watched, event)
        if watched is self.search and event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
            return True
        if event.key() in ENTER_KEYS:
            if watched is self.search and self.search.text().strip():
                if self.current() is not None:
                    self.enter_found(self.list.currentItem())
            else:
                self.accept()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)
