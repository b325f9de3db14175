"""八个一批: the labels at the left, what counts in the chosen one at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hazard_desk.errors import InputRefused
from ui import theme
from ui.dialogs.batches.form import BatchForm
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.messages import Kind, Message, Messages
from ui.preferences import Preferences
from ui.tables.columns import Align, Column
from ui.undoing import UNDO_WORDS
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.labelled_batches import BatchItemFacts, BatchRow, RecordWords
    from hazard_desk.services.offices import Choice
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_FORM_ID = "batches"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the list."""

    id: int
    name: str
    campaign: str
    week: int
    cumulative: int
    batch: BatchRow


_COLUMNS = (
    Column("name", "一批", width=180, sortable=False),
    Column("campaign", "专项行动", width=90, sortable=False),
    Column("week", "本周", width=56, align=Align.RIGHT, sortable=False),
    Column("cumulative", "累计", width=56, align=Align.RIGHT, sortable=False),
)


class BatchesDesk(ListBesideForm):
    """The office's labels in the order of the form, and the form of one."""

    what, noun = "一批", "batches"
    concerned_by = frozenset(
        {
            "batch",
            "batch_item",
            "campaign",
            "enterprise",
            "inspection",
            "hazard",
            "illegal_act",
            "penalty",
            "admonition",
            "typical_case",
        }
    )
    stretched = "name"
    searched = ("name", "campaign")
    search_hint = "查找一批：名称或拼音首字母"

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        self._campaign: int | None = None  # what a new label begins with
        self._previous: dict[str, Any] = {}
        super().__init__(background, _COLUMNS, preferences)
        self.entry = BatchForm(preferences.drafts, self._find_records, preferences)
        self.entry.items.item_wanted.connect(self._save_item)
        self.entry.items.removal_wanted.connect(self._remove_item)
        self.add_form(self.entry)
        self.up_button = push_button("上移", "Alt+↑", lambda: self.move_label(-1))
        self.down_button = push_button("下移", "Alt+↓", lambda: self.move_label(1))
        self.tools = QHBoxLayout()
        self.tools.setSpacing(theme.SMALL_GAP)
        for button in (self.up_button, self.down_button):
            self.tools.addWidget(button)
        self.tools.addStretch()
        column: Any = self.left.layout()
        column.insertLayout(1, self.tools)

    # ---- the labels ------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the campaigns, then the labels with their items."""
        from hazard_desk.services.labelled_batches import batches
        from hazard_desk.services.offices import campaigns

        read = self.background.read
        failed = self.messages.show_error
        read(campaigns, done=self._offer, failed=failed, key="batches/campaigns", owner=self)
        read(batches, done=self._on_rows, failed=failed, key="batches/list", owner=self)

    def _offer(self, choices: Sequence[Choice]) -> None:
        self.entry.offer(choices)

    def _on_rows(self, rows: Sequence[BatchRow]) -> None:
        lines = [_Line(row.id, row.name, row.campaign, row.week, row.cumulative, row) for row in rows]
        self.show_rows(lines)
        shown = self._rows.get(self._row.id) if self._row is not None else None
        if shown is not None:
            self._row = shown
            self.entry.show_items(shown.batch)

    def _show_found(self) -> None:
        super()._show_found()
        if not self._rows:
            self.table.set_empty_text(
                "还没有。文件没有写明是哪八个，\n请按上级的说法逐个填写名称（Ctrl+N）。"
            )

    def show_record(self, row: Any) -> None:
        """Show a label; the list holds all of it."""
        self.entry.show_batch(row.batch)
        self.show_form(self.entry)

    def begin_new(self) -> None:
        """Begin an empty label."""
        self.show_form(self.entry)
        self.entry.begin_batch({"campaign_id": self._campaign}, self._previous)

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the label."""
        from hazard_desk.services.labelled_batches import BatchFacts, save_batch

        self._previous = form.values()
        facts = BatchFacts(**self._previous)
        self._campaign = facts.campaign_id
        return save_batch, facts, row.id if row is not None else None

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the label."""
        from hazard_desk.services.labelled_batches import remove_batch

        return remove_batch, row.id

    def keep_drafts(self) -> bool:
        """Keep what was typed and not saved, in the fields and in the line of an item."""
        kept = super().keep_drafts()
        if self.form is None or not self.entry.items.isVisibleTo(self.entry):
            return kept
        self.entry.items.keep_draft()
        return kept or self.entry.items.holds_something

    def move_label(self, step: int) -> None:
        """Move the label in sight up or down in the order of the form."""
        from hazard_desk.services.labelled_batches import move_batch

        if self._row is not None:
            self.background.write(move_batch, self._row.id, step, failed=self.messages.show_error, owner=self)

    # ---- the items -------------------------------------------------------------------------------------

    def _save_item(self, facts: BatchItemFacts, item_id: int | None) -> None:
        from hazard_desk.services.labelled_batches import save_batch_item

        if self._row is not None:
            self.background.write(
                save_batch_item,
                self._row.id,
                facts,
                item_id,
                done=self._item_saved,
                failed=self._item_refused,
                owner=self,
            )

    def _item_saved(self, changes: Changes) -> None:
        self.entry.items.written()
        self._say(Message(f"{changes.summary}。", kind=Kind.SUCCESS))

    def _item_refused(self, error: Exception) -> None:
        self._forget_removed()
        if isinstance(error, InputRefused):
            self.entry.items.refused(error.problems)
        else:
            self.entry.items.refused(())
            self.messages.show_error(error)

    def _remove_item(self, item_id: int) -> None:
        from hazard_desk.services.labelled_batches import remove_batch_item

        batch_id = self._row.id

        def removed(changes: Changes) -> None:
            self._say(Message(f"{changes.summary}。", kind=Kind.SUCCESS), UNDO_WORDS, self.undo_removal)
            if changes.entry_id is not None:
                self._removed = (changes.entry_id, batch_id)

        self.background.write(
            remove_batch_item, item_id, done=removed, failed=self.messages.show_error, owner=self
        )

    def _find_records(self, text: str, done: Callable[[Sequence[RecordWords]], None]) -> object:
        from hazard_desk.services.labelled_batches import records_to_add

        return self.background.read(records_to_add, text, done=done, key="batches/records", owner=self)


class BatchesDialog(DeskDialog):
    """八个一批."""

    record_wanted = Signal(str, int)
    report_wanted = Signal(object)  # report_reading.Wanted

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent)
        self.setWindowTitle("八个一批")
        self.labels = BatchesDesk(background, self.preferences)
        self.report_button = push_button("统计表", "到报表导出里看、打印这张表", self._show_report, "report")
        self.labels.tools.addWidget(self.report_button)
        self.add_desk(self.labels)
        self.labels.entry.items.record_wanted.connect(self._show_record)
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda step=step: self.labels.move_label(step))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.labels)

    def _show_record(self, noun: str, record_id: int) -> None:
        self.close()
        self.record_wanted.emit(noun, record_id)

    def _show_report(self) -> None:
        from hazard_desk.forms.contents import Content
        from hazard_desk.services.report_reading import Wanted

        self.close()
        self.report_wanted.emit(Wanted(_FORM_ID, Content.FILLED))
