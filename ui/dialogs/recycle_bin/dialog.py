"""回收站: removed records of every kind, found by kind and words, and put back, several at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QWidget

from ui import theme
from ui.dialogs.recycle_bin.table import BinTable
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Message, Messages, MessageStrip, message_of
from ui.undoing import say_undoable
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.dialog import Dialog
from ui.widgets.dialog_column import lay_out_column
from ui.widgets.empty_list import EmptyList
from ui.widgets.push_button import push_button
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from hazard_desk.services.recycling import BinRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIZE = (1100, 640)
_SEARCH_AFTER_MS = 200
_NOUN_WIDTH = 180
_ALL_NOUNS = ("", "全部种类")
_EMPTY = (
    "回收站是空的。\n"
    "各个清单里“移入回收站”的企业、检查、隐患、文书等都留在这里，随时可以放回；程序不会彻底删除它们。"
)
_NOTHING_FOUND = "没有符合的。可以清除筛选，再看全部。"


class RecycleBinDialog(Dialog):
    """A list to put things back from; what is put back is written at once and can be taken back."""

    keeps_size = True

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown. `messages` are the main window's."""
        super().__init__(parent)
        self.setWindowTitle("回收站")
        self.background = background
        self._done: list[int] = []  # journal entries made here: Ctrl+Z takes them back, newest first
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self.setMinimumSize(min(700, room.width() - 24), min(360, room.height() - 48))
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self.search = SearchBox("查找回收站", "查找：名称、拼音首字母")
        self.noun = ChoiceField("noun", "种类", [_ALL_NOUNS], optional=False)
        self.noun.setFixedWidth(_NOUN_WIDTH)
        self.clear_button = QPushButton("清除筛选")
        theme.set_role(self.clear_button, "link")
        self.clear_button.hide()
        self.table = BinTable(preferences_of(parent))
        self.clear_list_button = QPushButton("清除筛选")
        self.empty = EmptyList([self.clear_list_button])
        self.count = QLabel()
        theme.set_role(self.count, "secondary")
        self.back_button = push_button(
            "放回(&R)", "回车或双击；按住 Ctrl、Shift 可以选几条一起放回", self.put_back
        )
        self.back_button.setIcon(theme.icon("undo", theme.GROUND))
        theme.set_role(self.back_button, "primary")
        self.close_button = push_button("关闭", "Esc", self.reject)
        self._pause = QTimer(self, singleShot=True, interval=_SEARCH_AFTER_MS)
        self._lay_out()
        self._connect()

    # ---- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.search, 1)
        head.addWidget(self.noun)
        head.addWidget(self.clear_button)
        head.addStretch()
        foot = QHBoxLayout()
        foot.setSpacing(theme.LABEL_GAP)
        foot.addWidget(self.count)
        foot.addStretch()
        foot.addWidget(self.back_button)
        foot.addWidget(self.close_button)
        self._body = QStackedLayout()
        self._body.addWidget(self.table)
        self._body.addWidget(self.empty)
        lay_out_column(self, self.strip, (head, self._body, foot), self._body)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.left_downwards.connect(self._enter_table)
        self._pause.timeout.connect(self.reload_list)
        self.noun.changed.connect(self.reload_list)
        self.noun.entered.connect(self._enter_table)
        for button in (self.clear_button, self.clear_list_button):
            button.clicked.connect(self.clear_filters)
        self.table.opened.connect(lambda _id: self.put_back())
        self.table.selection_changed.connect(lambda _ids: self._show_chosen())
        self.background.changed.connect(self._on_changed)
        for keys, act in (("Ctrl+F", self._focus_search), ("Ctrl+Z", self.take_back), ("F5", self.reload)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.finished.connect(self.deleteLater)

    # ---- reading ---------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read the bin when it comes into sight."""
        super().showEvent(event)
        if not event.spontaneous():
            self.reload()
            self.search.setFocus()

    def reload(self) -> None:
        """Read which kinds lie in the bin, and the list."""
        from hazard_desk.services.recycling import bin_nouns

        self.background.read(
            bin_nouns,
            done=lambda nouns: self.noun.set_choices(
                [_ALL_NOUNS, *((str(noun), words) for noun, words in nouns)]
            ),
            failed=self.messages.show_error,
            key="recycle_bin/nouns",
            owner=self,
        )
        self.reload_list()

    def reload_list(self) -> None:
        """Read what lies in the bin and matches."""
        from hazard_desk.services.recycling import BinQuery, bin_rows

        self._pause.stop()
        self.clear_button.setVisible(self.is_narrowed)
        self.background.read(
            bin_rows,
            BinQuery(self.noun.value() or "", self.search.text().strip()),
            done=self._show_rows,
            failed=self.messages.show_error,
            key="recycle_bin/rows",
            owner=self,
        )

    def _show_rows(self, rows: Sequence[BinRow]) -> None:
        self.table.show_rows(rows)
        self.clear_list_button.setVisible(self.is_narrowed)
        self.empty.words.setText(_NOTHING_FOUND if self.is_narrowed else _EMPTY)
        had_keyboard = self.table.hasFocus()
        self._body.setCurrentWidget(self.table if rows else self.empty)
        if had_keyboard and not rows:
            self.search.setFocus()
        self._show_chosen()

    def _show_chosen(self) -> None:
        listed, chosen = self.table.records.rowCount(), len(self.table.selected_ids)
        words = f"找到 {listed:,} 条" if self.is_narrowed else f"共 {listed:,} 条"
        self.count.setText(f"已选 {chosen:,} 条 · {words}" if chosen > 1 else words)
        self.back_button.setText(f"放回这 {chosen:,} 条(&R)" if chosen > 1 else "放回(&R)")
        self.back_button.setEnabled(chosen > 0)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether the search or the kind hides something."""
        return bool(self.search.text().strip() or self.noun.value())

    def clear_filters(self) -> None:
        """Show everything again."""
        blocked = self.noun.blockSignals(True)
        self.noun.set_value("")
        self.noun.blockSignals(blocked)
        self.search.clear()
        self.search.setFocus()
        self.reload_list()

    def _on_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.reload()

    # ---- what is done ----------------------------------------------------------------------------------

    def put_back(self) -> None:
        """Put back what is chosen."""
        rows = [(row.noun, row.key) for row in self.table.chosen]
        if rows:
            self._put_back(rows)

    def _put_back(self, rows: Sequence[tuple[str, str]], with_owners: bool = False) -> None:
        from hazard_desk.services.recycling import put_back_many

        self.background.write(
            put_back_many,
            rows,
            with_owners,
            done=self._was_put_back,
            failed=partial(self._refused, rows),
            owner=self,
            what="正在放回",
        )

    def _was_put_back(self, changes: Changes) -> None:
        entry_id = changes.entry_id
        if entry_id is not None:
            self._done.append(entry_id)

        def forget() -> None:
            if entry_id in self._done:
                self._done.remove(entry_id)

        say_undoable(self.background, self.messages, self, changes, notices=changes.notices, first=forget)

    def _refused(self, rows: Sequence[tuple[str, str]], error: Exception) -> None:
        from hazard_desk.services.recycling import OwnerInBin

        if isinstance(error, OwnerInBin):
            self.messages.say(
                message_of(error),
                f"连同{error.owner}一起放回",
                lambda: self._put_back(rows, with_owners=True),
            )
        else:
            self.messages.show_error(error)

    def take_back(self) -> None:
        """Take back what was put back here last."""
        from hazard_desk.services.journal import undo

        if not self._done:
            self.messages.say(Message("在这里还没有放回过什么。", "没有改动任何数据。"))
            return
        self.background.write(
            undo,
            self._done.pop(),
            done=lambda changes: self.messages.say_done(f"{changes.summary}。"),
            failed=self.messages.show_error,
            owner=self,
        )

    # ---- going about -----------------------------------------------------------------------------------

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _enter_table(self) -> None:
        if self.table.records.rowCount():
            self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else; Esc closes."""
        if not press_focused_button(event):
            super().keyPressEvent(event)
