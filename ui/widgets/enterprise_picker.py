"""The field that picks one enterprise by name, code, phone or pinyin initials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from hazard_desk.terms import NO_VILLAGE_LABEL
from ui.widgets.drop_field import DropField
from ui.widgets.drop_list import DropList, Offer
from ui.widgets.field import ENTER_KEYS

if TYPE_CHECKING:
    from hazard_desk.services.registry import EnterpriseRow

# Asks for the enterprises that a text finds; the answer comes soon, unless a newer question overtakes it.
Find = Callable[[str, "Callable[[Sequence[EnterpriseRow]], None]"], object]

_PAUSE_MS = 80
_NOTHING = "没有找到。请换个写法，或先到“企业档案”里新增。"
_UNPICKED = "请从列表里选定一家；档案里没有的，先到“企业档案”里新增。"


class EnterprisePicker(DropField):
    """One enterprise out of the registry; Enter takes the line that the list is on."""

    picked = Signal(object)  # the EnterpriseRow, or None when what is typed is no choice any more
    row_wanted = Signal(int)  # only its id is known (a draft, Ctrl+D): please `choose` this enterprise

    editor: QLineEdit

    def __init__(
        self, name: str, label: str, find: Find, *, required: bool = True, wide: bool = True
    ) -> None:
        """Ask `find` for what is typed."""
        super().__init__(name, label, QLineEdit(), required=required, wide=wide)
        self._find = find
        self._chosen: EnterpriseRow | None = None
        self._searched: str | None = None  # what the list on the screen was found by
        self._enter_waits = False
        self.editor.setPlaceholderText("名称、代码、电话或拼音首字母")
        self.list = DropList(self.editor)
        self.list.taken.connect(self._take)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.editor.textEdited.connect(lambda _text: self._on_typed())

    # ---- the protocol --------------------------------------------------------------------------------

    @property
    def chosen(self) -> EnterpriseRow | None:
        """Return the enterprise that is picked."""
        return self._chosen

    def choose(self, row: EnterpriseRow | None) -> None:
        """Show this enterprise as picked."""
        self._stop_looking()
        self._chosen = row
        self.editor.setText(row.name if row is not None else "")
        self.editor.setCursorPosition(0)
        self.show_error("")
        self._describe()
        self.picked.emit(row)
        self.changed.emit()

    def value(self) -> int | None:
        """Return the id of the enterprise."""
        return self._chosen.id if self._chosen is not None else None

    def set_value(self, value: object) -> None:
        """Empty the field, or ask for the enterprise with this id: `choose` shows it by its name."""
        if value is not None and value == self.value():
            return
        self.choose(None)
        if isinstance(value, int):
            self.row_wanted.emit(value)

    def raw(self) -> object:
        """Return the id and the text."""
        return [self.value(), self.editor.text()]

    def set_raw(self, raw: object) -> None:
        """Put the text back, and ask for the enterprise of the id."""
        enterprise_id, text = raw if isinstance(raw, list) and len(raw) == 2 else (None, "")
        self._stop_looking()
        self._chosen = None
        self.editor.setText(str(text))
        self._describe()
        self.picked.emit(None)
        if isinstance(enterprise_id, int):
            self.row_wanted.emit(enterprise_id)

    def is_empty(self) -> bool:
        """Tell whether nothing is picked and nothing typed."""
        return self._chosen is None and not self.editor.text().strip()

    def problem(self) -> str:
        """Say that what is typed picks no enterprise."""
        return _UNPICKED if self._chosen is None and self.editor.text().strip() else ""

    def on_left(self) -> None:
        """Close the list; what was typed but not picked is said."""
        if self._enter_waits:
            return
        self._stop_looking()
        self.show_error(self.problem())

    # ---- looking -------------------------------------------------------------------------------------

    def _on_typed(self) -> None:
        if self._chosen is not None:
            self._chosen = None
            self._describe()
            self.picked.emit(None)
        self.show_error("")
        self._enter_waits = False
        self._pause.start()
        self.changed.emit()

    def _search(self) -> None:
        text = self.editor.text().strip()
        if not text:
            self.list.hide()
            return
        self._find(text, lambda rows: self._on_found(text, rows))

    def _on_found(self, text: str, rows: Sequence[EnterpriseRow]) -> None:
        if text != self.editor.text().strip() or self._chosen is not None or not self.editor.hasFocus():
            return
        self._searched = text
        self.list.offer([Offer(row, row.name, _aside(row)) for row in rows], nothing=_NOTHING)
        waited, self._enter_waits = self._enter_waits, False
        # Typed and Enter before the list was there: only what leaves no doubt is taken.
        sure = [row for row in rows if row.name == text] or list(rows)
        if waited and len(sure) == 1:
            self._take(sure[0])

    def _take(self, row: EnterpriseRow) -> None:
        self.choose(row)
        self.entered.emit()

    def _stop_looking(self) -> None:
        self._pause.stop()
        self._enter_waits = False
        self._searched = None
        self.list.hide()

    def _describe(self) -> None:
        row = self._chosen
        if row is None:
            self.show_hint("")
            return
        last = f"上次检查 {row.last_inspected_on:%Y-%m-%d}" if row.last_inspected_on else "还没有检查过"
        hazards = f"未整改 {row.open_hazards} 条" if row.open_hazards else "没有未整改隐患"
        who = " ".join(part for part in (row.principal, row.principal_phone) if part)
        parts = [f"{last}，{hazards}", row.village or NO_VILLAGE_LABEL, who, row.state.label]
        self.show_hint(" · ".join(part for part in parts if part))

    # ---- keys ----------------------------------------------------------------------------------------

    def takes_enter(self, event: QKeyEvent) -> bool:
        """Leave on Enter only with an enterprise picked, or with nothing typed."""
        return super().takes_enter(event) and (self._chosen is not None or not self.editor.text().strip())

    def on_key(self, event: QKeyEvent) -> bool:
        """Move in the list, take from it, close it."""
        key = event.key()
        if key in ENTER_KEYS and super().takes_enter(event):
            self._enter()
            return True
        if (
            key in (Qt.Key.Key_Down, Qt.Key.Key_Up)
            and not event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            if self.list.is_open:
                self.list.move_by(1 if key == Qt.Key.Key_Down else -1)
            else:
                self._search_all()
            return True
        if key == Qt.Key.Key_Escape and self.list.is_open:
            self._stop_looking()
            return True
        if key == Qt.Key.Key_Tab and self._chosen is None and self.list.current() is not None:
            self.choose(self.list.current())
        return False

    def _enter(self) -> None:
        current = self.list.current()
        if current is not None and self._searched == self.editor.text().strip():
            self._take(current)
        else:
            self._enter_waits = True
            self._pause.stop()
            self._search()

    def _search_all(self) -> None:
        if self._chosen is None:
            text = self.editor.text().strip()
            self._find(text, lambda rows: self._on_found(text, rows))


def _aside(row: EnterpriseRow) -> str:
    """Return what tells enterprises of like names apart: village, code, and the open hazards."""
    hazards = f"未整改 {row.open_hazards} 条" if row.open_hazards else ""
    return " · ".join(part for part in (row.village, row.code, hazards) if part)
