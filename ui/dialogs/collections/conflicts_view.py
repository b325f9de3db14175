"""冲突: what sheets and the registry say differently, side by side; decided by key or mouse, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.collections.rows_table import RowsTable, StableIds
from ui.tables.columns import Column
from ui.theme import Meaning
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.flow_row import FlowRow
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.collecting.merged_table import Conflict
    from hazard_desk.services.collecting.merging import Side
    from hazard_desk.services.collecting.record import CollectionRecord

_MOST_KEYS = 9
_LONGEST = 26
_NO_CONFLICT = "没有冲突：交回的表之间、和台账都对得上。"
_ALL_DECIDED = "冲突都定了。去掉“只看没定的”可以看定了什么。"


@dataclass(frozen=True, slots=True)
class _Row:
    """A line: one cell of which different things are said."""

    id: int
    conflict: Conflict

    def side(self, at: int) -> str:
        """Return what the sheet at this place says, and which sheet."""
        sides = self.conflict.cell.sides
        return _words(sides[at]) if at < len(sides) else ""

    @property
    def others(self) -> str:
        """What further sheets say."""
        return "；".join(_words(side) for side in self.conflict.cell.sides[2:])

    @property
    def ours(self) -> str:
        """What the registry holds."""
        ours = self.conflict.cell.ours
        return "（档案里没有）" if ours is None else ours or "（空）"

    @property
    def stands(self) -> str:
        """What was decided."""
        decided = self.conflict.cell.decided
        return "未定" if decided is None else f"{decided.text or '（空）'}（{decided.source}）"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _words(side: Side) -> str:
    return f"{side.text}（{side.words}）"


_COLUMNS = (
    Column("row", "谁", width=138, text=lambda one: one.conflict.row.label, sortable=False),
    Column("label", "栏目", width=124, text=lambda one: one.conflict.label, sortable=False),
    Column("ours", "台账", width=104, sortable=False),
    Column("first", "交回的表一", width=164, text=lambda one: one.side(0), sortable=False),
    Column("second", "交回的表二", width=164, text=lambda one: one.side(1), sortable=False),
    Column("others", "其他", width=62, sortable=False),
    Column(
        "stands",
        "定为",
        width=130,
        meaning=lambda one: Meaning.DUE_SOON if one.conflict.cell.decided is None else Meaning.CLOSED,
        sortable=False,
    ),
)


class ConflictsView(QWidget):
    """The conflicts, and what can be chosen for the one in sight: 1, 2, 3 … a sheet, 0 the registry."""

    decided = Signal(str, int, str, str)  # the row's key, position, text, whose it is
    many_wanted = Signal(list, str)  # places (key, position), and a `Taking`
    undecide_wanted = Signal(list)

    def __init__(self, settings: Any) -> None:
        """Build it empty."""
        super().__init__()
        self._all: list[_Row] = []
        self._ids = StableIds()
        self.only_open = QCheckBox("只看没定的")
        self.only_open.setChecked(True)
        self.only_open.toggled.connect(lambda _on: self._show())
        self.words = QLabel()
        theme.set_role(self.words, "secondary")
        self.table = RowsTable(_COLUMNS, "collections/conflicts", settings, "stands")
        self.table.setAccessibleName("冲突")
        self.table.installEventFilter(self)
        self.table.selection_changed.connect(lambda _ids: self._show_options())
        self.returned_button = push_button(
            "都用交回的", "选中的各处，用交回的；几份表互不相同的不动", lambda: self._many("returned")
        )
        self.ours_button = push_button("都用台账的", "选中的各处，保留台账现在的", lambda: self._many("ours"))
        self.newest_button = push_button(
            "都用最新的", "选中的各处，用最后交来的", lambda: self._many("newest")
        )
        self.undecide_button = push_button("撤回决定", "选中的各处，重新列为没定", self._undecide, "undo")
        self.about = ElidedLabel()
        theme.set_role(self.about, "heading")
        self.options = QWidget()
        flow = FlowRow(self.options, spacing=theme.LABEL_GAP)
        self._buttons: dict[int, QPushButton] = {}
        for number in (*range(1, _MOST_KEYS + 1), 0):
            button = push_button("", "", partial(self._take, number))
            button.hide()
            self._buttons[number] = button
            flow.addWidget(button)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("都不对？在这里填")
        self.typed.setAccessibleName("手工填写")
        self.typed.setMaximumWidth(260)
        self.typed.returnPressed.connect(self._take_typed)
        self.typed_button = push_button("用填的", "回车", self._take_typed)
        self._lay_out()
        self._show_options()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.only_open)
        head.addWidget(self.words, 1)
        many = QWidget()
        buttons = FlowRow(many, spacing=theme.LABEL_GAP)
        for button in (self.returned_button, self.ours_button, self.newest_button, self.undecide_button):
            buttons.addWidget(button)
        typed = QHBoxLayout()
        typed.setSpacing(theme.LABEL_GAP)
        typed.addWidget(self.typed)
        typed.addWidget(self.typed_button)
        typed.addStretch()
        self.hint = QLabel(
            "在表里按 1、2、3 用那一份，按 0 用台账的；按住 Shift 或 Ctrl 选几处，可以一起定。"
        )
        self.hint.setWordWrap(True)
        theme.set_role(self.hint, "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        column.setSpacing(theme.LABEL_GAP)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(many)
        column.addWidget(self.about)
        column.addWidget(self.options)
        column.addLayout(typed)
        column.addWidget(self.hint)

    # ---- what is shown -----------------------------------------------------------------------------------

    def show_record(self, record: CollectionRecord) -> None:
        """Show what contradicts in this 收表."""
        self._all = [
            _Row(self._ids.id_of((record.id, one.row.key, one.cell.position)), one)
            for one in record.table.contested
        ]
        self._show()

    def _show(self) -> None:
        open_ = [one for one in self._all if one.conflict.cell.conflict]
        rows = open_ if self.only_open.isChecked() else self._all
        place = self.table.currentIndex().row()
        self.table.set_empty_text(_ALL_DECIDED if self._all else _NO_CONFLICT)
        # What was decided goes; the next one comes to its place.
        self.table.show_rows(rows)
        if rows and not self.table.chosen():
            self.table.go_to(rows[min(max(place, 0), len(rows) - 1)].id)
        self.words.setText(
            f"没定 {len(open_)} 处，已定 {len(self._all) - len(open_)} 处" if self._all else ""
        )
        self._show_options()

    def _show_options(self) -> None:
        chosen = self.table.chosen()
        for button in (self.returned_button, self.ours_button, self.newest_button):
            button.setEnabled(bool(chosen))
        self.undecide_button.setEnabled(any(one.conflict.cell.decided for one in chosen))
        one = chosen[0] if len(chosen) == 1 else None
        self.typed.setEnabled(one is not None)
        self.typed_button.setEnabled(one is not None)
        choices = self._choices(one) if one is not None else {}
        for number, button in self._buttons.items():
            button.setVisible(number in choices)
            if number in choices:
                text, whose = choices[number]
                button.setText(f"{number}　{_cut(text)}　（{_cut(whose)}）")
                button.setToolTip(f"{text}\n{whose}")
        if one is not None:
            self.about.setText(f"{one.conflict.row.label} · {one.conflict.label}")
        else:
            self.about.setText(f"选了 {len(chosen)} 处" if chosen else "")

    def _choices(self, one: _Row) -> dict[int, tuple[str, str]]:
        """Return key → text and whose it is."""
        found = {
            number: (side.text, side.words)
            for number, side in enumerate(one.conflict.cell.sides[:_MOST_KEYS], start=1)
        }
        ours = one.conflict.cell.ours
        return {**found, 0: (ours, "台账")} if ours else found

    # ---- deciding ----------------------------------------------------------------------------------------

    def _take(self, number: int) -> None:
        chosen = self.table.chosen()
        if len(chosen) == 1 and number in (choices := self._choices(chosen[0])):
            self._decide(chosen[0], *choices[number])

    def _take_typed(self) -> None:
        chosen = self.table.chosen()
        text = self.typed.text().strip()
        if len(chosen) == 1 and text:
            self.typed.clear()
            self._decide(chosen[0], text, "手工填写")
            self.table.setFocus()

    def _decide(self, one: _Row, text: str, whose: str) -> None:
        self.decided.emit(one.conflict.row.key, one.conflict.cell.position, text, whose)

    def _places(self, rows: Sequence[_Row]) -> list[tuple[str, int]]:
        return [(one.conflict.row.key, one.conflict.cell.position) for one in rows]

    def _many(self, taking: str) -> None:
        if chosen := self.table.chosen():
            self.many_wanted.emit(self._places(chosen), taking)

    def _undecide(self) -> None:
        if chosen := [one for one in self.table.chosen() if one.conflict.cell.decided]:
            self.undecide_wanted.emit(self._places(chosen))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the digits decide the conflict that the table is on."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            digit = event.key() - Qt.Key.Key_0
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and 0 <= digit <= _MOST_KEYS:
                self._take(digit)
                return True
        return super().eventFilter(watched, event)
