"""The whole library of 判定标准 in force, to find the item that a hazard falls under."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.pages.inspections.pick_dialog import PickDialog

if TYPE_CHECKING:
    from hazard_desk.services.criteria import CriterionRow

_YOURS = "这里只填写判定依据；是不是重大隐患，由您判定。"


class CriterionPicker(PickDialog):
    """Items at the left, the text of the current one at the right."""

    chosen = Signal(object)  # the item taken, a CriterionRow

    def __init__(self, rows: Sequence[CriterionRow], definitions: Sequence[str], parent: QWidget) -> None:
        """List these items; `definitions` tell 一般 and 重大 apart."""
        hint = "查找判定标准：条、内容、行业、关键词或拼音首字母"
        super().__init__("判定标准", "判定标准", hint, "填入判定依据", parent)
        self._definitions = "".join(f"<br>{escape(line)}" for line in definitions)
        for row in rows:
            self.add(row, f"{row.place}　{row.words}", row.citation)
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        self.nothing.setVisible(not rows)
        self.list.setCurrentRow(0)
        self.foot.setText(_YOURS)

    def searched(self, value: Any) -> Sequence[str]:
        """Find an item by its place, its words, its key words and its standard."""
        return value.place, value.heading, value.text, value.keywords, value.citation

    def in_full(self, value: Any) -> str:
        """Show the text of an item under its place and standard."""
        numbered = f"（{value.document_number}）" if value.document_number else ""
        keywords = (
            f"<p style='color:{theme.SECONDARY}'>关键词：{escape(value.keywords)}</p>"
            if value.keywords
            else ""
        )
        return (
            f"<p style='font-weight:600;margin:0 0 2px 0'>{escape(value.place)}　{escape(value.heading)}</p>"
            f"<p style='color:{theme.SECONDARY};margin:0 0 8px 0'>《{escape(value.standard)}》"
            f"{escape(numbered)}</p>"
            f"<p style='margin:0 0 12px 0'>{escape(value.words)}</p>{keywords}"
            f"<p style='color:{theme.SECONDARY}'>一般、重大怎样分（总局令16号）：{self._definitions}</p>"
        )

    def accept(self) -> None:
        """Take the item that the keyboard is on."""
        row = self.current()
        if row is None:
            return
        super().accept()
        self.chosen.emit(row)
