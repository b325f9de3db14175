"""The hazards that a document names, ticked one by one; what can't be named says why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from hazard_desk.terms import HazardLevel
from ui import theme
from ui.widgets.check_list import BOXES
from ui.widgets.field import Field

if TYPE_CHECKING:
    from hazard_desk.services.documents import HazardChoice

_ID = Qt.ItemDataRole.UserRole
_ROW = 26
_FEWEST, _MOST = 2, 7
_NONE = "这次没有隐患可写。"


class HazardsField(Field):
    """A list with boxes: Space ticks, Enter goes on."""

    editor: QListWidget

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__("hazard_ids", "隐患", QListWidget(), wide=True)
        self.editor.setStyleSheet(BOXES + f"QListView {{ border: 1px solid {theme.LINE}; }}")
        self.editor.setUniformItemSizes(True)
        self.editor.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.editor.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.editor.itemChanged.connect(lambda _item: self._on_ticked())

    def offer(self, choices: Sequence[HazardChoice]) -> None:
        """Show these hazards, none ticked; those that can't be named are grey and say why."""
        blocked = self.editor.blockSignals(True)
        self.editor.clear()
        for choice in choices:
            item = QListWidgetItem(_words(choice))
            item.setData(_ID, choice.id)
            item.setToolTip(choice.why_not or choice.description)
            able = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            item.setFlags(
                able | Qt.ItemFlag.ItemIsUserCheckable if not choice.why_not else Qt.ItemFlag.NoItemFlags
            )
            item.setCheckState(Qt.CheckState.Unchecked)
            self.editor.addItem(item)
        self.editor.blockSignals(blocked)
        self.editor.setFixedHeight(min(max(len(choices), _FEWEST), _MOST) * _ROW + 6)
        self.show_hint("" if choices else _NONE)

    @property
    def _items(self) -> list[QListWidgetItem]:
        return [self.editor.item(row) for row in range(self.editor.count())]

    def value(self) -> tuple[int, ...]:
        """Return the ids of those that are ticked."""
        return tuple(item.data(_ID) for item in self._items if item.checkState() == Qt.CheckState.Checked)

    def set_value(self, value: Any) -> None:
        """Tick these."""
        wanted = set(value or ())
        blocked = self.editor.blockSignals(True)
        for item in self._items:
            ticked = item.data(_ID) in wanted and bool(item.flags() & Qt.ItemFlag.ItemIsEnabled)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.editor.blockSignals(blocked)
        self._on_ticked()

    def raw(self) -> object:
        """Return the ids that are ticked, as JSON can hold them."""
        return list(self.value())

    def set_raw(self, raw: Any) -> None:
        """Tick what was ticked."""
        self.set_value(raw)

    def _on_ticked(self) -> None:
        self.show_error("")
        self.changed.emit()


def _words(choice: HazardChoice) -> str:
    description = " ".join(choice.description.split("\n"))
    about = [
        choice.level.label if choice.level is HazardLevel.MAJOR else "",
        f"期限 {choice.deadline}" if choice.deadline else "",
        choice.state.label,
    ]
    if choice.why_not:
        return f"{description}（不能写：{choice.why_not}）"
    return f"{description}（{'，'.join(filter(None, about))}）"
