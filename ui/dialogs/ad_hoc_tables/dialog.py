"""临时报表: the question and the saved ones at the left, the answer at the right, and out it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from hazard_desk.rules.table_question import words_of
from ui import theme
from ui.dialogs.ad_hoc_tables.answer_view import AnswerView
from ui.dialogs.ad_hoc_tables.drafts import TableDrafts
from ui.dialogs.ad_hoc_tables.examples import StartPage
from ui.dialogs.ad_hoc_tables.output import Output
from ui.dialogs.ad_hoc_tables.question_panel import QuestionPanel
from ui.dialogs.ad_hoc_tables.saved_list import SavedList
from ui.dialogs.ad_hoc_tables.suggesting import suggest_values
from ui.dialogs.ad_hoc_tables.table_in_sight import TableInSight
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.widgets.dialog import Dialog
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.rules.table_question import Question
    from hazard_desk.services.ad_hoc_tables import SavedTableRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIZE = (1350, 690)
_LEFT, _RIGHT = 460, 880
_NARROWEST_LEFT, _NARROWEST_RIGHT = 380, 440
_PAUSE_MS = 200
_PLACES = {
    "village": "“工具”菜单的“名册”",
    "person": "“工具”菜单的“名册”",
    "industry": "“企业档案”（按行业筛选）",
    "campaign": "“报送”菜单的“专项行动”",
    "document": "“记录”菜单的“文书登记簿”",
    "recheck": "“隐患台账”",
    "self_check": "“企业档案”",
}
"""Where the records are that nobody shows by their ids."""
_OWN = frozenset({"saved_table"})
_QUESTION, _SAVED = 0, 1


class AdHocTablesDialog(Dialog):
    """Shows the answer as it is being asked; Esc keeps what was not saved."""

    keeps_size = True

    record_wanted = Signal(str, int)

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown. `messages` are the main window's."""
        super().__init__(parent)
        self.setWindowTitle("临时报表")
        self.background = background
        self.window_messages = messages
        self.preferences = preferences_of(parent)
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self._removed: tuple[int, int] | None = None  # journal entry and table, while 撤销 is offered
        self._shown_once = False
        self._after_reading: list[Callable[[], object]] = []
        self._had_keyboard: QWidget | None = None
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self.setMinimumSize(min(860, room.width() - 24), min(420, room.height() - 48))
        self.panel = QuestionPanel(self._suggest)
        self.saved = SavedList(self.preferences)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.panel, "怎么查")
        self.tabs.addTab(self.saved, "已存的表")
        self.drafts = TableDrafts(self.preferences)
        self.table = TableInSight(
            background, self.panel, self.drafts, self._say, self.messages.show_error, self
        )
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.start = StartPage()
        self.view = AnswerView(background, self.messages.show_error, self.start)
        self.output = Output(background, self.messages, self.preferences, self, self._given_out)
        self.progress = ProgressStrip()
        background.lingering.connect(self.progress.follow)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self._ask)
        self._make_buttons()
        self._lay_out()
        self._connect()

    def _make_buttons(self) -> None:
        self.new_button = push_button("新表(&N)", "Ctrl+N", self.begin_new, "add")
        self.save_button = push_button("保存(&S)", "Ctrl+S", self.save)
        theme.set_role(self.save_button, "primary")
        self.save_as_button = push_button("另存为(&A)", "存成另一张，原来的不变", self.save_as)
        self.print_button = push_button("打印(&P)…", "Ctrl+P", self.print, "print")
        self.xlsx_button = push_button("导出 Excel(&X)…", "Ctrl+E", partial(self.export, ".xlsx"), "export")
        self.pdf_button = push_button("导出 PDF(&D)…", "", partial(self.export, ".pdf"), "export")
        self.close_button = push_button("关闭", "Esc", self.reject)
        self._out = (self.print_button, self.xlsx_button, self.pdf_button)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        for field, stretch in ((self.table.name, 3), (self.table.note, 2)):
            label = QLabel(field.label)
            label.setBuddy(field.editor)
            head.addWidget(label)
            head.addWidget(field, stretch)
        theme.set_role(self.words, "secondary")
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        for button in (self.new_button, self.save_button, self.save_as_button):
            bar.addWidget(button)
        bar.addStretch()
        for button in (*self._out, self.close_button):
            bar.addWidget(button)
        right = QWidget()
        right.setMinimumWidth(_NARROWEST_RIGHT)
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.LABEL_GAP, 0, 0, 0)
        column.setSpacing(theme.LABEL_GAP)
        column.addLayout(head)
        column.addWidget(self.words)
        column.addWidget(self.view, 1)
        self.tabs.setMinimumWidth(_NARROWEST_LEFT)
        splitter = QSplitter()
        splitter.addWidget(self.tabs)
        splitter.addWidget(right)
        splitter.setSizes([_LEFT, _RIGHT])
        splitter.setStretchFactor(0, 0)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        inner = QVBoxLayout()
        margin = theme.PAGE_MARGIN
        inner.setContentsMargins(margin, theme.LABEL_GAP, margin, theme.LABEL_GAP)
        inner.setSpacing(theme.LABEL_GAP)
        inner.addWidget(splitter, 1)
        inner.addLayout(bar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.strip)
        outer.addLayout(inner, 1)
        outer.addWidget(self.progress)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # or Enter in any line would press the first one

    def _connect(self) -> None:
        self.panel.changed.connect(self._on_question)
        self.table.name.entered.connect(self.table.note.setFocus)
        self.table.note.entered.connect(self.save_button.setFocus)
        self.table.loaded.connect(self._ask)
        self.table.saved.connect(self._on_saved)
        self.table.busy.connect(self._set_busy)
        self.start.chosen.connect(self.begin_example)
        self.saved.chosen.connect(self.show_table)
        self.saved.opened.connect(self._edit)
        self.saved.rename_wanted.connect(self._rename)
        self.saved.removal_wanted.connect(self.remove)
        self.view.sort_wanted.connect(self.panel.sort_by)
        self.view.columns_moved.connect(self._reorder)
        self.view.record_wanted.connect(self._leave_for)
        self.view.answered.connect(self._show_buttons)
        self.background.changed.connect(self._on_changed)
        self.finished.connect(self.deleteLater)
        for keys, act in (
            ("Ctrl+N", self.begin_new),
            ("Ctrl+S", self.save),
            ("Ctrl+P", self.print),
            ("Ctrl+E", lambda: self.export(".xlsx")),
            ("Ctrl+F", self.find_saved),
            ("Ctrl+Z", self.undo_removal),
            ("Ctrl+-", self._drop_line),
            ("F5", self.reload),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # ---- reading -------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Offer what can be asked, and come back to where the user left."""
        super().showEvent(event)
        if event.spontaneous() or self._shown_once:
            return
        self._shown_once = True
        from hazard_desk.services.vocabulary import nouns

        self.panel.offer_nouns(nouns())
        self._on_question()
        self.panel.noun_choice.setFocus()
        self._read_saved(self._come_back)

    def reload(self) -> None:
        """Ask again, and read the saved tables again."""
        self._read_saved()
        self._ask()

    def _read_saved(self, then: Callable[[], object] | None = None) -> None:
        """Read the saved tables; what waits for them still waits where they are read once more meanwhile."""
        from hazard_desk.services.ad_hoc_tables import saved_tables

        if then is not None:
            self._after_reading.append(then)

        def show(rows: Sequence[SavedTableRow]) -> None:
            self.saved.show_rows(rows, self.table.id)
            self.table.know(self._row(self.table.id))
            self.tabs.setTabText(_SAVED, f"已存的表（{len(rows)}）" if rows else "已存的表")
            waiting, self._after_reading = self._after_reading, []
            for go_on in waiting:
                go_on()

        self.background.read(
            saved_tables, done=show, failed=self.messages.show_error, key="ad_hoc/saved", owner=self
        )

    def _come_back(self) -> None:
        if self.panel.noun is not None:  # quicker than the list
            return
        row = self._row(self.drafts.last)
        self.table.load(row)
        self.saved.go_to(row.id if row is not None else None)
        if self.saved.rows and self.panel.noun is None:
            self.find_saved()

    def _row(self, table_id: int | None) -> SavedTableRow | None:
        return self.saved.rows.get(table_id) if table_id is not None else None

    def _on_changed(self, changes: Changes) -> None:
        if not self.isVisible():
            return
        if changes.nouns & _OWN:
            self._read_saved()
        if changes.nouns - _OWN:
            self._later.start()

    def _suggest(self, noun: str, column: str, done: Callable[[Sequence[str]], None]) -> None:
        suggest_values(self.background, self.panel, noun, column, done)

    # ---- the question in sight -------------------------------------------------------------------------

    def _on_question(self) -> None:
        self.table.name.editor.setPlaceholderText(self.table.title or "给这张表起个名字")
        self._later.start()
        self._show_words()

    def _show_words(self) -> None:
        question, noun = self.panel.question(), self.panel.noun
        refusals = self.panel.problems()
        if question is None or noun is None:
            words = ""
        elif refusals:
            words = f"{refusals[0].message}{refusals[0].remedy}"
        else:
            words = words_of(question, noun)
        theme.set_role(self.words, "error" if refusals else "secondary")
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def _ask(self) -> None:
        self._later.stop()
        question, noun = self.panel.question(), self.panel.noun
        refused = bool(self.panel.problems())
        self.view.room.setEnabled(not refused)  # what stands there answers another question
        if question is None or noun is None:
            self.view.clear()
        elif not refused:
            self.view.ask(question, noun)
        self._show_buttons()

    def _show_buttons(self) -> None:
        whole = self.table.question is not None
        for button in (*self._out, self.save_button, self.save_as_button):
            button.setEnabled(whole)
        self.save_as_button.setVisible(self.table.id is not None)

    def _reorder(self, keys: Sequence[str]) -> None:
        question = self.panel.question()
        if question is not None and not question.is_counted and set(keys) == set(self.panel.columns.keys()):
            self.panel.columns.set_keys(keys)
            self._on_question()

    def _drop_line(self) -> None:
        for box in (
            self.panel.conditions.box,
            self.panel.grouping.groups,
            self.panel.grouping.figures,
            self.panel.sorting.box,
        ):
            line: Any = box.line_with_keyboard()
            if line is not None:
                line.removed.emit()

    # ---- one table after another -----------------------------------------------------------------------

    def begin_new(self) -> None:
        """Begin a new table."""
        self.table.begin_new()
        self.saved.go_to(None)
        self.tabs.setCurrentIndex(_QUESTION)
        self.panel.noun_choice.setFocus()

    def begin_example(self, question: Question) -> None:
        """Begin a new table as this one."""
        self.table.begin_with(question)
        self.saved.go_to(None)
        self.tabs.setCurrentIndex(_QUESTION)
        self.panel.columns.add_button.setFocus()

    def show_table(self, table_id: int) -> None:
        """Show this saved table; what was put together and not saved stays as a draft."""
        row = self._row(table_id)
        if row is not None and table_id != self.table.id:
            self.table.put_aside()
            self.table.load(row)
            self.saved.go_to(table_id)

    def find_saved(self) -> None:
        """Look for a saved table."""
        self.tabs.setCurrentIndex(_SAVED)
        self.saved.focus_search()

    def _edit(self, table_id: int) -> None:
        self.show_table(table_id)
        self.tabs.setCurrentIndex(_QUESTION)
        self.panel.noun_choice.setFocus()

    def _rename(self, table_id: int) -> None:
        self.show_table(table_id)
        self.table.name.setFocus()
        self.table.name.editor.selectAll()

    def save(self) -> None:
        """Save the table in sight."""
        if self._is_whole("没有保存。"):
            self.table.save()

    def save_as(self) -> None:
        """Save the table in sight as another one."""
        if self._is_whole("没有保存。"):
            self.table.save_as()

    def _is_whole(self, not_done: str) -> bool:
        """Tell whether every condition counts; else say so: what leaves must be what stands in sight."""
        missing = self.panel.conditions.missing()
        if missing is None:
            return True
        self._say(
            Message(f"第 {missing + 1} 个条件没填完。", not_done, "请填好，或去掉这个条件。", Kind.WARNING)
        )
        self.tabs.setCurrentIndex(_QUESTION)
        self.panel.conditions.take_up(missing)
        return False

    def _on_saved(self) -> None:
        self._read_saved()
        self._show_buttons()

    def _set_busy(self, busy: bool) -> None:
        if busy:
            self._had_keyboard = self.focusWidget()
        for widget in (self.tabs, self.table.name, self.table.note, self.save_button):
            widget.setEnabled(not busy)
        if not busy and self._had_keyboard is not None and isValid(self._had_keyboard):
            self._had_keyboard.setFocus()

    # ---- removing ------------------------------------------------------------------------------------

    def remove(self, table_id: int) -> None:
        """Move a saved table to the recycle bin at once, with a way back."""
        from hazard_desk.services.ad_hoc_tables import remove_table

        row = self.saved.rows[table_id]
        self.background.write(
            remove_table,
            table_id,
            done=lambda changes: self._on_removed(row, changes),
            failed=self.messages.show_error,
            owner=self,
        )

    def _on_removed(self, row: SavedTableRow, changes: Changes) -> None:
        if self.table.id == row.id:
            self.table.keep()
            self.table.load(None)
        self._say(
            Message(f"已移入回收站：{row.name}。", kind=Kind.SUCCESS), "撤销（Ctrl+Z）", self.undo_removal
        )
        if changes.entry_id is not None:
            self._removed = (changes.entry_id, row.id)
        self._read_saved(self.saved.table.setFocus)

    def undo_removal(self) -> None:
        """Take the last removal back."""
        from hazard_desk.services.journal import undo

        if self._removed is None:
            return
        entry_id, table_id = self._removed
        self._removed = None
        self.background.write(
            undo,
            entry_id,
            done=lambda _changes: self._on_undone(table_id),
            failed=self.messages.show_error,
            owner=self,
        )

    def _on_undone(self, table_id: int) -> None:
        self._say(Message("已撤销，这张表又回到列表里。", kind=Kind.SUCCESS))
        self._read_saved(lambda: None if self.table.is_changed else self.show_table(table_id))

    def _say(
        self, message: Message, action_text: str = "", action: Callable[[], object] | None = None
    ) -> None:
        # The strip says one thing: with its words, the way back goes too.
        self._removed = None
        self.messages.say(message, action_text, action)

    # ---- out -------------------------------------------------------------------------------------------

    def print(self) -> None:
        """Print the table in sight."""
        if self.table.question is not None and self._is_whole("没有打印。"):
            self.output.print(self.table.question, self._many)

    def export(self, ending: str) -> None:
        """Save the table in sight as a file of this kind."""
        if self.table.question is not None and self._is_whole("没有导出。"):
            self.output.save(self.table.question, self._many, ending)

    @property
    def _many(self) -> int:
        return self.view.answer.total if self.view.answer is not None else 0

    def _given_out(self) -> None:
        """Note of a saved table that it was given out today."""
        from hazard_desk.services.ad_hoc_tables import mark_used

        if self.table.id is not None:
            self.background.write(
                mark_used,
                self.table.id,
                done=lambda _changes: self._read_saved(),  # no journal entry, so no page hears of it
                failed=self.messages.show_error,
                owner=self,
            )

    def _leave_for(self, noun: str, record_id: int) -> None:
        from ui.office_dialogs import SHOWN_NOUNS

        if noun not in SHOWN_NOUNS:
            place = _PLACES.get(noun, "各自的登记处")
            self._say(Message(f"这类记录不能从这里打开，请到{place}里看。", kind=Kind.INFO))
            return
        self.table.keep()
        self.accept()
        self.record_wanted.emit(noun, record_id)

    # ---- keys and closing --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Go back from the records behind a figure, else close; what isn't saved stays as a draft."""
        if self.view.is_behind:
            self.view.go_back()
            return
        kept = self.table.keep()
        super().reject()
        if kept:
            self.window_messages.say(
                Message("临时报表里有没有保存的内容，已留作草稿。", "", "再次打开时可以接着做。")
            )
