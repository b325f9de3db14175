"""The form of one 一批: its words, its campaign, and below them what counts in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ui.dialogs.batches.items_box import ItemsBox
from ui.dialogs.batches.record_field import Find
from ui.dialogs.rosters.entry_form import EntryForm
from ui.tables.header_state import Settings
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import LinesField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.labelled_batches import BatchRow
    from hazard_desk.services.offices import Choice


class BatchForm(EntryForm):
    """One 一批. Ctrl+S in the line of an item writes that item."""

    def __init__(self, drafts: Drafts, find: Find, settings: Settings | None) -> None:
        """Build the fields; `find` looks for records."""
        super().__init__(drafts)
        self.add_field(
            TextField("name", "名称", required=True, wide=True, longest=100, placeholder="按文件里的说法")
        )
        self.campaign = self.add_field(ChoiceField("campaign_id", "专项行动", [], wide=True))
        self.campaign.show_hint("选了的，累计从行动开始之日算起，印在这个行动的表里。")
        self.add_field(LinesField("note", "备注", lines=1, longest=500))
        self.items = ItemsBox(drafts, find, settings)
        self.add_widget(self.items)

    def offer(self, campaigns: Sequence[Choice]) -> None:
        """Offer the campaigns."""
        self.campaign.set_choices([(one.id, one.name) for one in campaigns])

    def show_batch(self, batch: BatchRow) -> None:
        """Show a stored 一批 with its items."""
        values = {name: getattr(batch.facts, name) for name in self.fields}
        self.show_stored(batch.name, values, key=f"batch/{batch.id}")
        self.items.show_batch(batch, _items_key(batch))
        self.items.show()

    def show_items(self, batch: BatchRow) -> None:
        """Show the items anew; what stands in the fields and in the line stays."""
        self.items.show_batch(batch, _items_key(batch))

    def begin_batch(self, values: dict[str, Any], previous: dict[str, Any]) -> None:
        """Begin a new 一批; it takes items once it is saved."""
        self.items.hide()
        self.begin_new("新增一批", values, key="batch/new", previous=previous)

    def leave(self) -> None:
        """Put aside what was typed, the line of an item too."""
        if not self.items.composing:
            self.items.keep_draft()
            super().leave()

    def _save(self, then_new: bool) -> None:
        line = self.items.isVisibleTo(self) and self.items.holds_something
        if line:
            self.items.submit()
        if self.is_changed or not line:
            super()._save(then_new)


def _items_key(batch: BatchRow) -> str:
    return f"batch/{batch.id}/item"
