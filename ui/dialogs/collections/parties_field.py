"""应交单位 as a list to tick: all, those found, or one by one."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from hazard_desk.terms import PartyKind
from ui import theme
from ui.widgets.check_list import BOXES
from ui.widgets.field import ENTER_KEYS, Field
from ui.widgets.push_button import push_button
from ui.widgets.search_box import SearchLine

if TYPE_CHECKING:
    from hazard_desk.services.collecting.record import PartyChoice, PartyChoices

_ID = Qt.ItemDataRole.UserRole
_HEIGHT = 168
_LEFT = "已停业或移出台账"


class PartiesField(Field):
    """Ids of villages or of enterprises; which of them, `show_kind` says."""

    editor: QListWidget

    def __init__(self, name: str, label: str) -> None:
        """Build it empty."""
        self.search = SearchLine("查找应交单位", "查找单位、所在村，或拼音首字母")
        super().__init__(name, label, QListWidget(), required=True, wide=True)
        self._choices: dict[PartyKind, tuple[PartyChoice, ...]] = {}
        self._kind = PartyKind.VILLAGE
        self._ids: dict[PartyKind, set[int]] = {kind: set() for kind in PartyKind}
        self._asked: dict[PartyKind, dict[int, str]] = {}  # names of those on the list, offered or not
        self._words: dict[int, tuple[str, ...]] = {}
        self.editor.setFixedHeight(_HEIGHT)
        self.editor.setStyleSheet(BOXES)
        self.editor.setUniformItemSizes(True)
        self.editor.itemChanged.connect(self._on_ticked)
        self.search.textChanged.connect(lambda _text: self._find())
        self.search.installEventFilter(self)
        self.all_button = push_button("全选", "勾选看得见的单位", lambda: self._tick_found(True))
        self.none_button = push_button("全不选", "取消看得见的单位", lambda: self._tick_found(False))
        self.count = QLabel()
        theme.set_role(self.count, "secondary")
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.search, 1)
        head.addWidget(self.all_button)
        head.addWidget(self.none_button)
        head.addWidget(self.count)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(0, head)

    def showEvent(self, event: QShowEvent) -> None:
        """Let Tab go down: the form that took the field in has put its list first."""
        super().showEvent(event)
        for one, other in pairwise((self.search, self.all_button, self.none_button, self.editor)):
            QWidget.setTabOrder(one, other)

    def offer(self, choices: PartyChoices) -> None:
        """Offer these villages and enterprises."""
        offered = {PartyKind.VILLAGE: choices.villages, PartyKind.ENTERPRISE: choices.enterprises}
        if offered == self._choices:
            return
        self._choices = offered
        self._words.clear()
        self._fill()

    def name_asked(self, kind: PartyKind, names: Mapping[int, str]) -> None:
        """Know what those that were asked are called: one that isn't offered any more can be taken off."""
        self._asked = {kind: dict(names)}

    def all_of(self, kind: PartyKind) -> tuple[int, ...]:
        """Return the ids of all that are offered."""
        return tuple(choice.id for choice in self._choices.get(kind, ()))

    def show_kind(self, kind: PartyKind) -> None:
        """Offer villages, or enterprises; what was ticked of the others stays theirs."""
        if kind is not self._kind:
            self._kind = kind
            self.search.clear()
            self._fill()
            self.changed.emit()

    def _fill(self) -> None:
        from hazard_desk.services.collecting.record import PartyChoice

        blocked = self.editor.blockSignals(True)
        self.editor.clear()
        chosen = self._ids[self._kind]
        offered = self._choices.get(self._kind, ())
        known = {choice.id for choice in offered}
        names = self._asked.get(self._kind, {})
        left = [PartyChoice(one, names[one], _LEFT) for one in chosen if one not in known and one in names]
        for choice in (*left, *offered):
            item = QListWidgetItem(f"{choice.name}　{choice.group}" if choice.group else choice.name)
            item.setData(_ID, choice.id)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            )
            item.setCheckState(Qt.CheckState.Checked if choice.id in chosen else Qt.CheckState.Unchecked)
            self.editor.addItem(item)
        self.editor.blockSignals(blocked)
        self._find()

    def _items(self) -> list[QListWidgetItem]:
        return [self.editor.item(row) for row in range(self.editor.count())]

    def _find(self) -> None:
        from hazard_desk.rules.readings import initials
        from hazard_desk.rules.search_text import comparable

        wanted = comparable(self.search.text())
        for item in self._items():
            known = item.data(_ID)
            if wanted and known not in self._words:
                text = item.text()
                self._words[known] = (comparable(text), *initials(text.partition("　")[0]))
            item.setHidden(bool(wanted) and not any(wanted in word for word in self._words[known]))
        self._say_count()

    def _say_count(self) -> None:
        words = "个村" if self._kind is PartyKind.VILLAGE else "家企业"
        self.count.setText(f"已选 {len(self._ids[self._kind])} {words}")

    def _tick_found(self, ticked: bool) -> None:
        state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        blocked = self.editor.blockSignals(True)
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(state)
                (self._ids[self._kind].add if ticked else self._ids[self._kind].discard)(item.data(_ID))
        self.editor.blockSignals(blocked)
        self._say_count()
        self.show_error("")
        self.changed.emit()

    def _on_ticked(self, item: QListWidgetItem) -> None:
        ticked = item.checkState() == Qt.CheckState.Checked
        (self._ids[self._kind].add if ticked else self._ids[self._kind].discard)(item.data(_ID))
        self._say_count()
        self.show_error("")
        self.changed.emit()

    # ---- the protocol ------------------------------------------------------------------------------------

    def value(self) -> tuple[int, ...]:
        """Return the ids that are ticked, in the order of the list."""
        chosen = self._ids[self._kind]
        known = [choice.id for choice in self._choices.get(self._kind, ())]
        # One that isn't offered any more (gone out of business) stays asked until it's taken off.
        return (*(one for one in known if one in chosen), *sorted(chosen.difference(known)))

    def set_value(self, value: Any) -> None:
        """Tick these."""
        self._ids[self._kind] = set(value or ())
        self._fill()
        self.changed.emit()

    def raw(self) -> object:
        """Return the ids ticked of both kinds."""
        return {kind.value: sorted(self._ids[kind]) for kind in PartyKind}

    def set_raw(self, raw: Any) -> None:
        """Put back what `raw` returned."""
        if isinstance(raw, dict):
            self._ids = {kind: set(raw.get(kind.value, ())) for kind in PartyKind}
        self._fill()
        self.changed.emit()

    def is_empty(self) -> bool:
        """Tell whether nobody is asked."""
        return not self._ids[self._kind]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search to the list with Enter or Down."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (*ENTER_KEYS, Qt.Key.Key_Down)
        ):
            first = next((item for item in self._items() if not item.isHidden()), None)
            if first is not None:
                self.editor.setCurrentItem(first)
                self.editor.setFocus()
            return True
        return super().eventFilter(watched, event)
