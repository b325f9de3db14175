"""The choice of check lists for a visit: those of the enterprise's industries first, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QWidget

from ui import theme
from ui.pages.inspections.pick_dialog import VALUE, PickDialog
from ui.widgets.check_list import BOXES

if TYPE_CHECKING:
    from hazard_desk.services.checklists import CheckList, ListOffer


class ListPicker(PickDialog):
    """Lists to tick at the left, the points of the current one at the right."""

    chosen = Signal(list)  # the lists ticked

    def __init__(
        self, offers: Sequence[ListOffer], present: Sequence[tuple[str, str]], parent: QWidget
    ) -> None:
        """Tick the lists in `present`, named by source and name."""
        hint = "查找检查表：名称、行业或拼音首字母"
        super().__init__("选检查表", "检查表", hint, "用这些检查表", parent)
        self.list.setStyleSheet(BOXES)
        for offer in offers:
            one = offer.checklist
            words = ("〔本企业行业〕" if offer.proposed else "") + one.name
            item = self.add(one, words, f"{one.name}\n{one.source}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = (one.source, one.name) in present
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.itemChanged.connect(lambda _item: self._count())
        self.list.setCurrentRow(0)
        self._count()

    def ticked(self) -> list[CheckList]:
        """Return the lists that are ticked."""
        return [item.data(VALUE) for item in self.items() if item.checkState() == Qt.CheckState.Checked]

    def searched(self, value: Any) -> Sequence[str]:
        """Find a list by its name, its industry and its source."""
        return value.name, value.industry, value.source

    def in_full(self, value: Any) -> str:
        """Show the points of a list under its name and source."""
        rows = "".join(
            f"<p style='margin:0 0 6px 0'>{number}. {escape(text)}</p>"
            for number, text in enumerate(value.items, 1)
        )
        return (
            f"<p style='font-weight:600;margin:0 0 2px 0'>{escape(value.name)}</p>"
            f"<p style='color:{theme.SECONDARY};margin:0 0 8px 0'>来源：{escape(value.source)}</p>{rows}"
        )

    def enter_found(self, item: QListWidgetItem) -> None:
        """Tick what the search found, and be ready for the next search."""
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        self.search.clear()
        self.list.setCurrentItem(item)

    def accept(self) -> None:
        """Take the lists that are ticked."""
        lists = self.ticked()
        super().accept()
        self.chosen.emit(lists)

    def _count(self) -> None:
        lists = self.ticked()
        points = sum(len(one.items) for one in lists)
        chosen = f"已选 {len(lists)} 张表，{points} 项。" if lists else "还没有选。"
        self.foot.setText(chosen + "空格勾选，回车确定。")
