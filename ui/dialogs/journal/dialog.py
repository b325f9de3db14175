"""操作记录: the operations at the left, newest first; what the chosen one changed at the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QWidget,
)

from ui import theme
from ui.dialogs.documents.preview import ask_file, say_saved
from ui.dialogs.journal.columns import SUMMARY, columns
from ui.dialogs.journal.entry_panel import MORE, EntryPanel, look_at
from ui.dialogs.journal.filters import JournalFilters
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Kind, Message, Messages, MessageStrip, message_of
from ui.pages.reports.saving import FILES
from ui.tables.ids_model import IdsTableModel, rows_through
from ui.tables.record_table import RecordTable
from ui.undo_actions import REDO_WORDS, UndoActions
from ui.undoing import UNDO_WORDS, say_undoable
from ui.widgets.dialog import Dialog
from ui.widgets.dialog_column import lay_out_column
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.journal import RowTold
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIZE = (1350, 680)
_LEFT, _RIGHT = 720, 606
_NARROWEST_LEFT, _NARROWEST_RIGHT = 380, 340
_NOTHING_YET = "还没有操作记录。"
_NOTHING_FOUND = "没有符合的操作。可以清除筛选，再看全部。"


class JournalDialog(Dialog):
    """Looks back on what was done, and takes any one step of it back."""

    keeps_size = True

    record_wanted = Signal(str, int)

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown. `messages` are the main window's."""
        from hazard_desk.services.journal import entry_rows

        super().__init__(parent)
        self.setWindowTitle("操作记录")
        self.background = background
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self.setMinimumSize(min(800, room.width() - 24), min(400, room.height() - 48))
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self.filters = JournalFilters()
        self.entries = IdsTableModel(columns(), rows_through(background, entry_rows, self), self)
        self.table = RecordTable(self.entries, "journal", preferences_of(parent))
        self.table.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        self.table.setAccessibleName("操作记录")
        self.table.horizontalHeader().setSectionResizeMode(SUMMARY, QHeaderView.ResizeMode.Stretch)
        self.panel = EntryPanel()
        self.count = QLabel()
        theme.set_role(self.count, "secondary")
        self.export_button = push_button(
            "导出 Excel(&X)…",
            "把左边列出的操作，连同每条记录的前后内容存成表格（Ctrl+E）",
            self.export,
            "export",
        )
        self.close_button = push_button("关闭", "Esc", self.reject)
        self.progress = ProgressStrip()
        self.undo_action, self.redo_action = QAction(self), QAction(self)
        self.undoing = UndoActions(self.messages, self.undo_action, self.redo_action, self)
        self._lay_out()
        self._connect()

    # ---- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        splitter = QSplitter()
        splitter.addWidget(self.table)
        splitter.addWidget(self.panel)
        self.table.setMinimumWidth(_NARROWEST_LEFT)
        self.panel.setMinimumWidth(_NARROWEST_RIGHT)
        splitter.setSizes([_LEFT, _RIGHT])
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.setSpacing(theme.LABEL_GAP)
        foot.addWidget(self.count)
        foot.addStretch()
        foot.addWidget(self.export_button)
        foot.addWidget(self.close_button)
        lay_out_column(self, self.strip, (self.filters, splitter, foot), splitter, below=(self.progress,))

    def _connect(self) -> None:
        self.filters.changed.connect(self.reload_list)
        self.filters.left_downwards.connect(self._enter_table)
        self.entries.fetch_failed.connect(self.messages.show_error)
        self.table.selection_changed.connect(lambda _ids: self._read_entry())
        self.table.opened.connect(lambda _id: self.panel.open_record())
        self.table.panel_wanted.connect(lambda _id: self.panel.table.setFocus())
        self.panel.undo_wanted.connect(self.undo_step)
        self.panel.rows_back_wanted.connect(self.put_rows_back)
        self.panel.record_wanted.connect(self._show_record)
        self.panel.more_wanted.connect(self._read_more)
        self.panel.nothing_to_open.connect(self._say_nothing_to_open)
        for action, keys, act in (
            (self.undo_action, "Ctrl+Z", self.undoing.undo),
            (self.redo_action, "Ctrl+Y", self.undoing.redo),
        ):
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False, act=act: act())
            self.addAction(action)
        for keys, do in (
            ("Ctrl+F", self.filters.focus_search),
            ("Ctrl+E", self.export),
            ("F5", self.reload),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(do)
        self.background.lingering.connect(self.progress.follow)
        self.background.changed.connect(self._on_changed)
        self.finished.connect(self.deleteLater)

    # ---- reading ---------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read the journal when it comes into sight."""
        super().showEvent(event)
        if not event.spontaneous():
            self.undoing.attach(self.background)
            self.reload()
            self.filters.focus_search()

    def reload(self) -> None:
        """Read what can be filtered by, and the list."""
        from hazard_desk.services.journal import journal_handlers, journal_nouns

        self.background.read(
            lambda reading: (journal_handlers(reading), journal_nouns(reading)),
            done=lambda offers: self.filters.offer(*offers),
            failed=self.messages.show_error,
            key="journal/offers",
            owner=self,
        )
        self.reload_list()

    def reload_list(self) -> None:
        """Read which operations match; while a day can't be read, what is shown stays."""
        from hazard_desk.services.journal import find_entries

        query = self.filters.query()
        if query is not None:
            self.background.read(
                find_entries,
                query,
                done=self._on_ids,
                failed=self.messages.show_error,
                key="journal/ids",
                owner=self,
            )

    def _on_ids(self, ids: Sequence[int]) -> None:
        narrowed = self.filters.is_narrowed
        self.table.set_empty_text(_NOTHING_FOUND if narrowed else _NOTHING_YET)
        self.entries.set_ids(ids)
        self.entries.refresh()  # those that were known may have been taken back meanwhile
        self.count.setText(f"找到 {len(ids):,} 步" if narrowed else f"共 {len(ids):,} 步")
        self.export_button.setEnabled(bool(ids))
        if ids and not self.table.selected_ids:
            self.table.go_to(ids[0])
        self._read_entry()

    def _read_entry(self) -> None:
        chosen = self.table.selected_ids
        if not chosen:
            self.panel.show_entry(None)
            return
        self.background.read(
            look_at,
            chosen[0],
            done=self.panel.show_entry,
            failed=self.messages.show_error,
            key="journal/entry",
            owner=self,
        )

    def _read_more(self, entry_id: int, start: int) -> None:
        from hazard_desk.services.journal import entry_changes

        def add(told: list[RowTold]) -> None:
            self.panel.add_changes(entry_id, told)

        self.background.read(
            entry_changes,
            entry_id,
            start,
            MORE,
            done=add,
            failed=self.messages.show_error,
            key="journal/entry",
            owner=self,
        )

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.entry_id is not None:
            self.reload()

    # ---- what is done ----------------------------------------------------------------------------------

    def undo_step(self, entry_id: int, redoes: bool = False) -> None:
        """Take back this one operation (of one that took back: do it again), or say in words why not."""
        from hazard_desk.services.journal import undo

        def say(changes: Changes) -> None:
            back = changes.entry_id
            if back is None:
                self.messages.say_done(f"{changes.summary}。")
            else:
                self.messages.say_done(
                    f"{changes.summary}。",
                    "",
                    UNDO_WORDS if redoes else REDO_WORDS,
                    lambda: self.undo_step(back, not redoes),
                )

        self.background.write(
            undo, entry_id, done=say, failed=self.messages.show_error, owner=self, what="正在撤销"
        )

    def put_rows_back(
        self, entry_id: int, rows: Sequence[tuple[str, str]], with_owners: bool = False
    ) -> None:
        """Put rows that this operation took out back, or say in words why not."""
        from hazard_desk.services.recycling import OwnerInBin, put_rows_back

        def refused(error: Exception) -> None:
            if isinstance(error, OwnerInBin):
                self.messages.say(
                    message_of(error),
                    f"连同{error.owner}一起放回",
                    lambda: self.put_rows_back(entry_id, rows, with_owners=True),
                )
            else:
                self.messages.show_error(error)

        self.background.write(
            put_rows_back,
            entry_id,
            rows,
            with_owners,
            done=lambda changes: say_undoable(self.background, self.messages, self, changes),
            failed=refused,
            owner=self,
            what="正在放回",
        )

    def _show_record(self, noun: str, record_id: int) -> None:
        self.close()
        self.record_wanted.emit(noun, record_id)

    def _say_nothing_to_open(self) -> None:
        self.messages.say(
            Message(
                "这一步里没有能单独打开的记录。", "可能已移入回收站，或者是一批导入的记录。", kind=Kind.INFO
            )
        )

    def export(self) -> None:
        """Ask for a workbook and put what is listed into it, with every record before and after."""
        if self.export_button.isEnabled():
            words, kind = FILES[".xlsx"]
            ask_file(self.background, self, words, kind, self._file_stem(), self.export_to)

    def export_to(self, path: Path) -> None:
        """Put what is listed into this workbook."""
        from hazard_desk.services.journal.export import export_journal

        self.background.read(
            export_journal,
            list(self.entries.ids),
            path,
            done=lambda _lines: say_saved(self.messages, path),
            failed=self.messages.show_error,
            owner=self,
            what="正在导出操作记录",
        )

    def _file_stem(self) -> str:
        query = self.filters.query()
        if query is None or (query.since is None and query.until is None):
            return f"操作记录 {date.today()}"
        return f"操作记录 {query.since or ''}至{query.until or date.today()}"

    # ---- going about -----------------------------------------------------------------------------------

    def _enter_table(self) -> None:
        if self.entries.rowCount() and not self.table.selected_ids:
            self.table.go_to(self.entries.ids[0])
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else; Esc closes."""
        if not press_focused_button(event):
            super().keyPressEvent(event)
