"""A short list, searched as one types, and beside it the form of the line it is on.

Short means hundreds: the whole list is read at once, searched and sorted here. What differs from list to
list (what is read, which form, what is run) is said by the subclass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.errors import InputRefused
from ui import theme
from ui.dialogs.rosters.entry_form import EntryForm
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.tables.columns import Align, Column, value_of
from ui.tables.header_state import Settings
from ui.tables.ids_model import IdsTableModel
from ui.tables.record_table import RecordTable
from ui.widgets.field import ENTER_KEYS
from ui.widgets.search_box import SearchLine

if TYPE_CHECKING:
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_LIST_WIDTH, _FORM_WIDTH = 580, 770
_NARROWEST_LIST, _NARROWEST_FORM = 320, 480  # at 150 % a small screen has 886 for both


class ListBesideForm(QWidget):
    """The list at the left, the form at the right, a strip over both. Rows are plain, with an `id`."""

    escaped = Signal()

    what: str  # 村（社区）, 人员 …
    noun: str  # names the list in drafts and settings
    counted = "条"  # what its lines are counted in
    concerned_by: frozenset[str]  # tables whose change makes the list stale
    stretched: str  # the key of the column that takes the room left over
    search_hint = ""
    deed = "新增"  # what its primary button says
    removed_words = "已移入回收站"
    searched: tuple[str, ...]  # the columns' keys that are found by pinyin initials too

    def __init__(self, background: Background, columns: Sequence[Column], settings: Settings | None) -> None:
        """Build it empty; `reload` fills it."""
        super().__init__()
        self.background = background
        self.columns = tuple(columns)
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self._rows: dict[int, Any] = {}
        self._words: dict[int, tuple[str, ...]] = {}  # of each row that was searched, comparable
        self._row: Any = None  # the row that the form shows; None for a new record or none
        self._wanted: int | None = None  # the row to go to when the list has been read
        self._entered: int | None = None  # the row of a record just entered, until the list shows it
        self._awaited: int | None = None  # the row whose record is being read: the form shows another one
        self._removed: tuple[int, int] | None = None  # journal entry and row, while 撤销 is offered
        self._sort: tuple[str, bool] | None = None
        self.model = IdsTableModel(self.columns, self._fetch)
        self.table = RecordTable(self.model, self.noun, settings)
        self.table.setAccessibleName(self.what)
        self.table.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        place = next(at for at, column in enumerate(self.columns) if column.key == self.stretched)
        self.table.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self.forms = QStackedWidget()
        self.forms.setMinimumWidth(_NARROWEST_FORM)
        self._nothing = QLabel(f"在左边选一条，在这里查看和修改；\n或按 Ctrl+N {self.deed}。")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(self._nothing, "secondary")
        self.forms.addWidget(self._nothing)
        self._lay_out()
        self.table.selection_changed.connect(self._on_selection)
        self.table.opened.connect(lambda _id: self.enter_form())
        self.table.panel_wanted.connect(lambda _id: self.enter_form())
        self.table.sort_requested.connect(self._sort_by)
        delete = QShortcut(QKeySequence("Delete"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove)
        background.changed.connect(self._on_changed)

    # ---- what a subclass says --------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list and what the forms offer; ends in `show_rows`."""
        raise NotImplementedError

    def show_record(self, row: Any) -> None:
        """Read the record of this row; ends in `show_form`."""
        raise NotImplementedError

    def begin_new(self) -> None:
        """Begin a new record in its form; ends in `show_form`."""
        raise NotImplementedError

    def begin_next(self, form: EntryForm) -> None:
        """Begin the next record after the one just saved in this form."""
        self.new_record()

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Return the operation that saves what stands in the form, with its arguments."""
        raise NotImplementedError

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Return the operation that removes this row's record, with its arguments."""
        raise NotImplementedError

    def row_id(self, form: EntryForm, record_id: int) -> int:
        """Return the id in the list of a record just saved."""
        return record_id

    def name_of(self, row: Any) -> str:
        """Return what the row is called."""
        return str(row.name)

    def kept(self, _row: Any) -> bool:
        """Tell whether the list's filters let this row through."""
        return True

    def let_through(self, row: Any) -> None:
        """Take away the filters that hide this row, which has just been entered."""

    def count_words(self, rows: Sequence[Any]) -> str:
        """Return what is said under the list."""
        found = "" if len(rows) == len(self._rows) else f"，找到 {len(rows)} {self.counted}"
        return f"共 {len(self._rows)} {self.counted}{found}"

    # ---- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        hint = self.search_hint or f"查找{self.what}：名称或拼音首字母"
        self.search = SearchLine(f"查找{self.what}", hint)
        self.search.textChanged.connect(lambda _text: self._show_found())
        self.search.installEventFilter(self)
        self.new_button = QPushButton(self.deed)
        self.new_button.setIcon(theme.icon("add", theme.GROUND))
        self.new_button.setToolTip("Ctrl+N")
        theme.set_role(self.new_button, "primary")
        self.new_button.clicked.connect(self.new_record)
        self.close_button = QPushButton("关闭")
        self.close_button.setToolTip("Esc")
        self.close_button.clicked.connect(self.escaped)
        self.count = QLabel()
        theme.set_role(self.count, "secondary")
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.LABEL_GAP)
        self.head.addWidget(self.search, 1)
        self.head.addWidget(self.new_button)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.close_button)
        self.left = QWidget()
        self.left.setMinimumWidth(_NARROWEST_LIST)
        column = QVBoxLayout(self.left)
        margin = theme.PAGE_MARGIN
        column.setContentsMargins(margin, theme.LABEL_GAP, margin, theme.LABEL_GAP)
        column.setSpacing(theme.LABEL_GAP)
        column.addLayout(self.head)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        splitter = QSplitter()
        splitter.addWidget(self.left)
        splitter.addWidget(self._make_right())
        splitter.setSizes([_LIST_WIDTH, _FORM_WIDTH])
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(splitter, 1)

    def _make_right(self) -> QWidget:
        return self.forms

    def above_forms(self, tools: QWidget, show: Callable[[], None], below: QWidget | None = None) -> QWidget:
        """Return the right side with `tools` above the forms, or `below`; `show` hears of another form."""
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(tools)
        column.addWidget(below or self.forms, 1)
        self.forms.currentChanged.connect(lambda _at: show())
        return right

    def add_form(self, form: EntryForm) -> None:
        """Serve this form."""
        self.forms.addWidget(form)
        form.save_wanted.connect(partial(self._save, form))
        form.cancelled.connect(lambda: self._put_away(form))
        form.escaped.connect(self.escaped)
        form.removal_wanted.connect(self.remove)

    # ---- the list --------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows, and go to the one that is wanted."""
        self._rows = {row.id: row for row in rows}
        self._words.clear()
        if self._row is not None:
            self._row = self._rows.get(self._row.id)
            if self._row is None:
                self._show_nothing()
        self._show_found()
        wanted, self._wanted = self._wanted, None
        entered, self._entered = self._entered, None
        if wanted is None or self.table.go_to(wanted) or wanted not in self._rows:
            return
        self.search.clear()
        if wanted == entered:
            # Out of sight it would be saved once more as a new one.
            self.let_through(self._rows[wanted])
            self._show_found()
        self.table.go_to(wanted)

    def _fetch(self, ids: list[int], done: Callable[[Sequence[Any]], None], _failed: object) -> None:
        done([self._rows[row_id] for row_id in ids if row_id in self._rows])

    def _show_found(self) -> None:
        from hazard_desk.rules.search_text import comparable

        wanted = comparable(self.search.text())
        found = [row for row in self._rows.values() if self.kept(row) and self._is_found(row, wanted)]
        if self._sort is not None:
            key, ascending = self._sort
            found.sort(key=lambda row: self._sort_value(row, key), reverse=not ascending)
        self.table.set_empty_text(
            "没有符合的。" if self._rows else f"还没有{self.what}。按 Ctrl+N {self.deed}。"
        )
        self.model.set_ids(row.id for row in found)
        self.count.setText(self.count_words(found))

    def _is_found(self, row: Any, wanted: str) -> bool:
        if not wanted:
            return True
        words = self._words.get(row.id)
        if words is None:
            words = self._words[row.id] = self._words_of(row)
        return any(wanted in one for one in words)

    def _words_of(self, row: Any) -> tuple[str, ...]:
        """Return what a search finds a row by; kept, for a plan has 3000 rows and each key searches all."""
        from hazard_desk.rules.readings import initials
        from hazard_desk.rules.search_text import comparable

        named = [str(value_of(row, key)) for key in self.searched]
        shown = [comparable(text) for text in (*(column.shown(row) for column in self.columns), *named)]
        return (*shown, *(letters for name in named for letters in initials(name)))

    def _sort_value(self, row: Any, key: str) -> Any:
        from hazard_desk.rules.readings import sort_key

        value = value_of(row, key)
        return sort_key(value) if isinstance(value, str) else value

    def _sort_by(self, key: str, ascending: bool) -> None:
        self._sort = (key, ascending)
        self.table.show_sorted(key, ascending)
        self._show_found()

    def _on_selection(self, ids: Sequence[int]) -> None:
        row = self._rows.get(ids[0]) if ids else None
        if row is None:
            return
        if self._row is not None and self._row.id == row.id:
            self._row = row
            return
        self.put_aside()
        self._row = row
        self.show_record(row)

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and self.concerned_by & changes.nouns:
            self.reload()

    # ---- the form --------------------------------------------------------------------------------------

    @property
    def form(self) -> EntryForm | None:
        """Return the form in sight."""
        shown = self.forms.currentWidget()
        return shown if isinstance(shown, EntryForm) else None

    def show_form(self, form: EntryForm) -> None:
        """Bring this form into sight."""
        self.forms.setCurrentWidget(form)

    def read_record(self, row: Any, show: Callable[[Any], object], query: Any, *args: Any) -> None:
        """Read the record of a row and show it, unless another one is in sight when it comes."""

        def done(record: Any) -> None:
            if self._row is not None and self._row.id == row.id:
                self._awaited = None
                show(record)

        self._awaited = row.id
        self.background.read(
            query,
            *args,
            done=done,
            failed=self.messages.show_error,
            key=f"{self.noun}/shown",
            owner=self,
        )

    def new_record(self) -> None:
        """Begin a new record."""
        self.put_aside()
        self._row = None
        self.table.clearSelection()
        self.begin_new()

    def enter_form(self) -> None:
        """Put the cursor into the form of the line that the list is on."""
        if self.form is not None:
            self.form.focus_first()

    def keep_drafts(self) -> bool:
        """Keep what was typed and not saved as a draft; tell whether there was something."""
        form = self.form
        if form is None or not form.is_changed:
            return False
        form.keep_draft()
        return True

    def put_aside(self) -> None:
        """Leave the record in sight for another one: what was typed stays as a draft, and that is said."""
        row, changed = self._row, self.keep_drafts()
        if changed:
            self._say_draft(row)

    def _put_away(self, form: EntryForm) -> None:
        row, changed = self._row, form.is_changed
        self._show_nothing()
        self.table.setFocus()
        if changed:
            self._say_draft(row)

    def _say_draft(self, row: Any) -> None:
        whose = f"「{self.name_of(row)}」" if row is not None else f"新增的{self.what}"
        self._say(
            Message(f"{whose}没有保存，内容已留作草稿。", "还没有写入台账。", kind=Kind.INFO),
            "继续填写",
            lambda: self._go_back(row),
        )

    def _go_back(self, row: Any) -> None:
        if row is None:
            self.new_record()
        elif self.table.go_to(row.id):
            self.table.setFocus()

    def _show_nothing(self) -> None:
        self._row = None
        self.table.clearSelection()
        self.forms.setCurrentWidget(self._nothing)

    # ---- saving and removing ---------------------------------------------------------------------------

    def _save(self, form: EntryForm, then_new: bool) -> None:
        row = self._row
        if self._entered is not None if row is None else row.id == self._awaited:
            return  # what stands in the form has just been entered, or is another record's
        form.set_busy(True)
        self.left.setEnabled(False)  # until it's known what became of it
        operation, *arguments = self.saving(form, row)
        self.background.write(
            operation,
            *arguments,
            done=lambda changes: self._saved(form, changes, then_new),
            failed=lambda error: self._refused(form, error),
            owner=self,
        )

    def _saved(self, form: EntryForm, changes: Changes, then_new: bool) -> None:
        self._free(form)
        form.saved(stays=self._row is not None)
        said = f"已保存：{changes.summary}。" if changes.nouns else "没有改动，不用保存。"
        self._say(Message(said, kind=Kind.SUCCESS))
        if then_new:
            self.begin_next(form)
        elif changes.record_id is not None:
            self._wanted = self.row_id(form, changes.record_id)
            self._entered = self._wanted if self._row is None else None
        self.reload()

    def _refused(self, form: EntryForm, error: Exception) -> None:
        self._free(form)
        if not isinstance(error, InputRefused):
            self._forget_removed()
            self.messages.show_error(error)
            return
        homeless = form.show_problems(error.problems)
        if homeless:
            self._forget_removed()
            self.messages.show_error(InputRefused(homeless, error.what))

    def _free(self, form: EntryForm) -> None:
        form.set_busy(False)
        self.left.setEnabled(True)

    def remove(self) -> None:
        """Move the record in sight to the recycle bin at once, with a way back."""
        row = self._row
        if row is None:
            return
        operation, *arguments = self.removing(row)
        self.background.write(
            operation,
            *arguments,
            done=lambda changes: self._on_removed(row, changes),
            failed=self._not_removed,
            owner=self,
        )

    def _on_removed(self, row: Any, changes: Changes) -> None:
        place = self.model.row_of(row.id)
        if self._row is not None and self._row.id == row.id:
            self.keep_drafts()
            self._show_nothing()
        ids = [one for one in self.model.ids if one != row.id]
        if place is not None and ids and self.form is None:
            self._wanted = ids[min(place, len(ids) - 1)]
        self.table.setFocus()
        self._say(
            Message(f"{self.removed_words}：{self.name_of(row)}。", kind=Kind.SUCCESS),
            "撤销（Ctrl+Z）",
            self.undo_removal,
        )
        if changes.entry_id is not None:
            self._removed = (changes.entry_id, row.id)
        self.reload()

    def _not_removed(self, error: Exception) -> None:
        self._forget_removed()
        self.messages.show_error(error)

    def undo_removal(self) -> None:
        """Take the last removal back."""
        from hazard_desk.services.journal import undo

        if self._removed is None:
            return
        entry_id, row_id = self._removed
        self._removed = None
        self.background.write(
            undo,
            entry_id,
            done=lambda _changes: self._on_undone(row_id),
            failed=self.messages.show_error,
            owner=self,
        )

    def _on_undone(self, row_id: int) -> None:
        self._say(Message("已撤销，这一条又回到列表里。", kind=Kind.SUCCESS))
        if self.form is None or not self.form.is_changed:
            self._wanted = row_id
        self.reload()

    def _say(
        self, message: Message, action_text: str = "", action: Callable[[], object] | None = None
    ) -> None:
        # The strip says one thing: with its words, the way back goes too.
        self._forget_removed()
        self.messages.say(message, action_text, action)

    def _forget_removed(self) -> None:
        self._removed = None

    # ---- keys ------------------------------------------------------------------------------------------

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self.search.setFocus()
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search to the list with Enter or Down."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (*ENTER_KEYS, Qt.Key.Key_Down)
        ):
            if self.model.rowCount():
                self.table.setFocus()
                if not self.table.selected_ids:
                    self.table.go_to(self.model.id_at(0))
            return True
        return super().eventFilter(watched, event)


__all__ = ["Align", "Column", "ListBesideForm"]
