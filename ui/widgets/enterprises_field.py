"""Several enterprises of the registry: each found by name, code or pinyin initials, each taken away again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.enterprise_picker import EnterprisePicker, Find
from ui.widgets.flow_row import FlowRow

if TYPE_CHECKING:
    from hazard_desk.services.registry import EnterpriseRow

_LONGEST = 18  # characters of a name on its button; the tool tip has all
_UNKNOWN = "…"


class EnterprisesField(EnterprisePicker):
    """What is picked is added below the line; Backspace in the empty line takes the last one away.

    The values are ids, in the order in which they were picked; names come from whoever hears `names_wanted`.
    """

    names_wanted = Signal(tuple)  # ids whose names aren't known yet: please `show_names`

    def __init__(self, name: str, label: str, find: Find, *, wide: bool = True) -> None:
        """Ask `find` for what is typed."""
        self._ids: list[int] = []
        self._names: dict[int, str] = {}
        super().__init__(name, label, find, required=False, wide=wide)
        self._row = QWidget()
        self._flow = FlowRow(self._row)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._row.setSizePolicy(policy)
        self._row.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self._row)

    # ---- the protocol --------------------------------------------------------------------------------

    def value(self) -> tuple[int, ...]:  # type: ignore[override]
        """Return the ids of the enterprises."""
        return tuple(self._ids)

    def set_value(self, value: object) -> None:
        """Show these enterprises; names that aren't known are asked for."""
        self.choose(None)
        given = value if isinstance(value, tuple | list) else ()
        self._set_ids([one for one in given if isinstance(one, int)])

    def raw(self) -> object:
        """Return the ids, and what is typed in the line."""
        return [list(self._ids), self.editor.text()]

    def set_raw(self, raw: object) -> None:
        """Put both back."""
        ids, text = raw if isinstance(raw, list) and len(raw) == 2 else ([], "")
        self.set_value(ids)
        self.editor.setText(str(text))

    def is_empty(self) -> bool:
        """Tell whether no enterprise is chosen and nothing typed."""
        return not self._ids and super().is_empty()

    def choose(self, row: EnterpriseRow | None) -> None:
        """Add this enterprise, and be ready for the next one."""
        super().choose(None)
        if row is not None:
            self._names[row.id] = row.name
            self._set_ids([*self._ids, row.id])

    def take_away(self, enterprise_id: int) -> None:
        """Leave this enterprise out."""
        self._set_ids([known for known in self._ids if known != enterprise_id])
        self.setFocus()

    def show_names(self, names: Mapping[int, str]) -> None:
        """Show these names, by id."""
        self._names.update(names)
        self._show()

    # ---- inside ----------------------------------------------------------------------------------------

    def _take(self, row: EnterpriseRow) -> None:
        self.choose(row)  # the keyboard stays: often there is another one

    def _describe(self) -> None:
        """Leave the hint to the form: what is picked stands below by its name alone."""

    def _set_ids(self, ids: list[int]) -> None:
        ids = list(dict.fromkeys(ids))
        if ids == self._ids:
            return
        self._ids = ids
        self._show()
        unknown = tuple(known for known in ids if known not in self._names)
        if unknown:
            self.names_wanted.emit(unknown)
        self.changed.emit()

    def _show(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            button = item.widget()
            assert button is not None
            button.hide()
            button.deleteLater()
        for known in self._ids:
            name = self._names.get(known, _UNKNOWN)
            short = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
            button = QPushButton(short)
            button.setIcon(theme.icon("close", theme.SECONDARY))
            button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands behind the name
            button.setAutoDefault(False)
            button.setToolTip(f"{name}：点一下去掉")
            button.setAccessibleName(f"去掉{name}")
            theme.set_role(button, "link")
            button.clicked.connect(lambda _checked=False, known=known: self.take_away(known))
            self._flow.addWidget(button)
            button.show()
        self._row.setVisible(bool(self._ids))
        self._row.updateGeometry()

    def on_key(self, event: QKeyEvent) -> bool:
        """Take the last one away on Backspace in the empty line; else as a picker does."""
        if event.key() == Qt.Key.Key_Backspace and not self.editor.text() and self._ids:
            self.take_away(self._ids[-1])
            return True
        return super().on_key(event)
