"""The form of one pair: the two enterprises, their days, what is planned and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from ui.dialogs.rosters.entry_form import EntryForm
from ui.widgets.choice_fields import MultiChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.enterprise_picker import EnterprisePicker, Find
from ui.widgets.fields import DateField, LinesField

if TYPE_CHECKING:
    from hazard_desk.services.support_pairs import Found, SupportPairRecord

HELPER, HELPED = "helper_id", "helped_id"
_ROWS = {HELPER: "helper_row", HELPED: "helped_row"}


class SupportPairForm(EntryForm):
    """One pair; a draft that is put back asks for its enterprises by `enterprise_wanted`."""

    enterprise_wanted = Signal(str, int)  # which of the two, and its id

    def __init__(self, drafts: Drafts, find: Find) -> None:
        """Build the fields; `find` looks for enterprises."""
        super().__init__(drafts)
        self.pickers: dict[str, EnterprisePicker] = {}
        for name, label in ((HELPER, "标杆企业"), (HELPED, "帮扶企业")):
            picker = self.add_field(EnterprisePicker(name, label, find))
            picker.row_wanted.connect(lambda wanted, name=name: self.enterprise_wanted.emit(name, wanted))
            self.pickers[name] = picker
        self.add_field(DateField("starts_on", "结对日期", required=True))
        ends = self.add_field(DateField("ends_on", "结束日期"))
        ends.show_hint("还在帮扶的不填。")
        self.add_field(DateField("meeting_on", "座谈会日期"))
        self.add_field(LinesField("plan", "结对帮扶计划", lines=3, longest=1000))
        self.add_field(
            LinesField(
                "progress", "帮扶进展", lines=3, longest=2000, placeholder="如 入企帮扶、跟班学习、现场教学"
            )
        )
        self.campaigns = self.add_field(MultiChoiceField("campaigns", "专项行动", wide=True))
        self.add_field(LinesField("note", "备注", lines=2, longest=1000))

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values, the enterprises by their rows."""
        super().set_values({**values, HELPER: None, HELPED: None})
        for name, picker in self.pickers.items():
            picker.choose(values.get(_ROWS[name]))

    def show_pair(self, record: SupportPairRecord, found: Found, *, key: str) -> None:
        """Show a stored pair, with what the helped enterprise found itself."""
        values = {name: getattr(record.facts, name) for name in self.fields}
        values |= {_ROWS[HELPER]: record.helper, _ROWS[HELPED]: record.helped}
        self.show_stored("结对帮扶", values, key=key, subtitle=_found_words(found))

    def begin_pair(self, campaigns: tuple[str, ...], previous: dict[str, Any], *, key: str) -> None:
        """Begin a new pair."""
        self.begin_new("新增结对", {"campaigns": campaigns}, key=key, previous=previous)


def _found_words(found: Found) -> str:
    general = f"一般 {found.general} 条（已整改 {found.general_rectified}）"
    major = f"重大 {found.major} 条（已整改 {found.major_rectified}）"
    return f"结对以来自查发现：{general}，{major}"
