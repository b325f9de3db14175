"""What counts in one 一批: the items, and the line that adds or changes one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.batches.record_field import Find, RecordField
from ui.office_dialogs import SHOWN_NOUNS
from ui.tables.columns import Align
from ui.tables.header_state import Settings
from ui.tables.short_list import Line, ShortList
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.errors import Problem
    from hazard_desk.services.labelled_batches import BatchItemFacts, BatchItemRow, BatchRow

_COLUMNS = [("日期", 92, Align.LEFT), ("类别", 104, Align.LEFT), ("内容", 300, Align.LEFT)]
_DATE_WIDTH = 176
_LIST_HEIGHT = 250
_DRAFT_AFTER_MS = 2_000
_GONE = "不计：记录已移入回收站或作废"


class ItemsBox(QWidget):
    """The items of the 一批 that the form shows; each change is written at once, by whoever hears of it."""

    item_wanted = Signal(object, object)  # BatchItemFacts to be written; the item's id, or None for a new one
    removal_wanted = Signal(int)
    record_wanted = Signal(str, int)

    def __init__(self, drafts: Drafts, find: Find, settings: Settings | None) -> None:
        """Build it empty; `find` looks for records, `drafts` keeps a line that isn't added yet."""
        super().__init__()
        self._drafts = drafts
        self._key = ""
        self._rows: tuple[BatchItemRow, ...] = ()
        self._editing: int | None = None
        self._busy = False
        self.heading = QLabel("这一批里的记录")
        theme.set_role(self.heading, "heading")
        self.counts = QLabel()
        theme.set_role(self.counts, "secondary")
        self.record = RecordField(find)
        self.day = DateField("counted_on", "日期")
        self.day.setFixedWidth(_DATE_WIDTH)
        self.add_button = push_button("加入", "回车", self.submit, "add")
        self.cancel_button = push_button("不改了", "不改这一条，另加一条", self.begin)
        self.table = ShortList(_COLUMNS, "batches/items", settings)
        self.table.setSelectionMode(ShortList.SelectionMode.SingleSelection)
        self.table.setAccessibleName("这一批里的记录")
        self.table.setMinimumHeight(_LIST_HEIGHT)
        self.table.set_empty_text("还没有加入记录。在上面查找一条，按回车加入。")
        self.open_button = push_button("看这条记录", "到企业档案、隐患台账里看", self._open, "open")
        self.change_button = push_button("改", "回车或双击", self._change_current, "edit")
        self.remove_button = push_button("移出", "Delete；记录本身不动，可以撤销", self._remove, "delete")
        self._later = QTimer(self, singleShot=True, interval=_DRAFT_AFTER_MS)
        self._later.timeout.connect(self.keep_draft)
        self._lay_out()
        self._connect()
        self.begin()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.heading)
        head.addWidget(self.counts)
        head.addStretch()
        top = Qt.AlignmentFlag.AlignTop
        line = QHBoxLayout()
        line.setSpacing(theme.SMALL_GAP)
        line.addWidget(self.record, 1, top)
        line.addWidget(self.day, 0, top)
        line.addWidget(self.add_button, 0, top)
        line.addWidget(self.cancel_button, 0, top)
        tools = QHBoxLayout()
        tools.setSpacing(theme.SMALL_GAP)
        tools.addStretch()
        for button in (self.open_button, self.change_button, self.remove_button):
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.LABEL_GAP)
        column.addLayout(head)
        column.addLayout(line)
        column.addWidget(self.table, 1)
        column.addLayout(tools)

    def _connect(self) -> None:
        self.record.taken.connect(self._propose_day)
        self.record.entered.connect(self._after_record)
        self.day.entered.connect(self.submit)
        for field in (self.record, self.day):
            field.changed.connect(self._later.start)
        self.table.opened.connect(self._change)
        self.table.selection_changed.connect(lambda _ids: self._tell_buttons())
        delete = QShortcut(QKeySequence("Delete"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)

    # ---- a batch ---------------------------------------------------------------------------------------

    def show_batch(self, batch: BatchRow, key: str) -> None:
        """Show the items of this 一批; a line that was begun for it and not added comes back."""
        another = key != self._key
        if another:
            self.keep_draft()
            self._clear()
        self._key = key
        self._rows = tuple(reversed(batch.items))  # the newest first
        self.counts.setText(f"本周 {batch.week} · 累计 {batch.cumulative}")
        self.table.show_lines(
            [
                Line(
                    at,
                    (
                        f"{item.counted_on:%Y-%m-%d}",
                        item.record.kind if item.record else "" if not item.gone else "不计",
                        item.line if not item.gone else _GONE,
                    ),
                )
                for at, item in enumerate(self._rows)
            ]
        )
        self._tell_buttons()
        if another:
            self._put_back(self._drafts.get(key))

    def begin(self) -> None:
        """Empty the line for another item."""
        self._clear()
        self.keep_draft()

    def _clear(self) -> None:
        self._editing = None
        self.record.choose(None)
        self.day.set_value(date.today())
        self.day.show_error("")
        self.add_button.setText("加入")
        self.cancel_button.hide()
        self._later.stop()

    # ---- the line --------------------------------------------------------------------------------------

    @property
    def holds_something(self) -> bool:
        """Tell whether something stands in the line that isn't in the list."""
        return not self.record.is_empty()

    @property
    def composing(self) -> bool:
        """Tell whether an input method is in the middle of a word."""
        return self.record.composing or self.day.composing

    def keep_draft(self) -> None:
        """Keep what stands in the line, so that neither Esc nor a power cut loses it."""
        self._later.stop()
        if not self._key:
            return
        if self.holds_something:
            kept = {"record": self.record.raw(), "day": self.day.raw(), "item": self._editing}
            self._drafts.keep(self._key, kept)
        else:
            self._drafts.forget(self._key)

    def _put_back(self, kept: Any) -> None:
        if not isinstance(kept, dict):
            return
        self.record.set_raw(kept.get("record"))
        self.day.set_raw(kept.get("day"))
        item = kept.get("item")
        if isinstance(item, int) and any(row.id == item for row in self._rows):
            self._mark_editing(item)

    def _propose_day(self) -> None:
        """Take over the record's own day; of what is written, today stands."""
        chosen = self.record.chosen
        if chosen is not None and chosen.on is not None and self._editing is None:
            self.day.set_value(chosen.on)

    def _after_record(self) -> None:
        if self.holds_something:
            self.day.setFocus()
            self.day.editor.selectAll()

    def submit(self) -> None:
        """Ask for what stands in the line to be written."""
        from hazard_desk.services.labelled_batches import BatchItemFacts

        if self._busy or self.composing:
            return
        self.day.on_left()
        day: Any = self.day.value()
        problem = self.day.problem() or ("" if day else "请填写日期。")
        self.day.show_error(problem)
        if not self.holds_something:
            self.record.show_error("请选一条记录，或写一行文字。")
            self.record.setFocus()
            return
        if problem:
            self.day.setFocus()
            return
        chosen = self.record.chosen
        facts: BatchItemFacts
        if chosen is not None:
            facts = BatchItemFacts(day, "", chosen.noun, chosen.record_id)
        else:
            facts = BatchItemFacts(day, self.record.text)
        self._busy = True
        self.item_wanted.emit(facts, self._editing)

    def written(self) -> None:
        """Take the line for written: on with the next one."""
        self._busy = False
        self.begin()
        self.record.setFocus()

    def refused(self, problems: Sequence[Problem]) -> None:
        """Say why the line wasn't written; what stands in it stays."""
        self._busy = False
        said = [(self.day if one.field == self.day.name else self.record, one) for one in problems]
        for field, _problem in said[:1]:
            field.setFocus()  # first of all: a field that is left takes its error back
        for field, problem in said:
            field.show_error("".join(part for part in (problem.message, problem.remedy) if part))

    # ---- the list --------------------------------------------------------------------------------------

    @property
    def _current(self) -> BatchItemRow | None:
        at = self.table.current_id
        return self._rows[at] if at is not None and at < len(self._rows) and self.table.selected_ids else None

    def _change_current(self) -> None:
        if self._current is not None:
            self._change(self._rows.index(self._current))

    def _change(self, at: int) -> None:
        item = self._rows[at]
        if item.gone:
            return
        self.begin()
        self.record.choose(item.record, item.text)
        self.day.set_value(item.counted_on)
        self._mark_editing(item.id)
        self.record.setFocus()
        self.record.editor.selectAll()

    def _mark_editing(self, item_id: int) -> None:
        self._editing = item_id
        self.add_button.setText("改好")
        self.cancel_button.show()

    def _remove(self) -> None:
        if self._current is not None:
            self.removal_wanted.emit(self._current.id)

    def _open(self) -> None:
        item = self._current
        if item is not None and item.record is not None:
            self.record_wanted.emit(item.record.noun, item.record.record_id)

    def _tell_buttons(self) -> None:
        item = self._current
        self.remove_button.setEnabled(item is not None)
        self.change_button.setEnabled(item is not None and not item.gone)
        self.open_button.setEnabled(
            item is not None and item.record is not None and item.record.noun in SHOWN_NOUNS
        )
