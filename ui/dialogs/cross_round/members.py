"""组员: who goes with each 检查方, and at once whom that keeps from whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.dialogs.rosters.desk_dialog import press_focused_button
from ui.messages import Messages, MessageStrip
from ui.widgets.dialog import Dialog
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.people_field import PeopleField

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.board import Board, BoardParty
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_CONCERNED_BY = frozenset(
    {"cross_member", "cross_party", "cross_party_village", "person", "duty", "conflict", "village"}
)
_SIZE = (900, 620)
_NAME_WIDTH, _BARS_WIDTH = 150, 300
_ABOUT = (
    "每行填一个检查方的组员，离开这一行就保存。组员家在哪个村、包联哪个村，右边随即写明，"
    "抽签时不会排到那里；家在哪里、包联哪里，在“工具”菜单的“名册”里填。"
)


class _Line:
    """One 检查方: its people, and what they keep it from."""

    def __init__(self, party: BoardParty) -> None:
        self.party = party
        self.stored = tuple(party.members)
        self.name = ElidedLabel(party.name)
        self.name.setFixedWidth(_NAME_WIDTH)
        self.name.setMinimumHeight(theme.FIELD_HEIGHT)
        self.people = PeopleField("members", f"{party.name}的组员")
        self.bars = QLabel()
        self.bars.setWordWrap(True)
        self.bars.setTextFormat(Qt.TextFormat.PlainText)
        self.bars.setMinimumHeight(theme.FIELD_HEIGHT)
        self.bars.setFixedWidth(_BARS_WIDTH)
        theme.set_role(self.bars, "secondary")


class MembersDialog(Dialog):
    """The 组员 of all 检查方 of one round, saved line by line."""

    def __init__(
        self, background: Background, messages: Messages, round_id: int, parent: QWidget | None = None
    ) -> None:
        """Build it empty; `open_read` reads the round and opens it."""
        super().__init__(parent)
        self.background = background
        self._round_id = round_id
        self.setWindowTitle("组员")
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self._outside = messages
        self.lines: dict[int, _Line] = {}
        self._start = ""
        self._names: tuple[str, ...] = ()
        about = QLabel(_ABOUT)
        about.setWordWrap(True)
        theme.set_role(about, "secondary")
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, 0, theme.LABEL_GAP, 0)
        self._grid.setHorizontalSpacing(theme.LABEL_GAP)
        self._grid.setVerticalSpacing(theme.LABEL_GAP)
        self._grid.setColumnStretch(1, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        self.area = area
        self.close_button = QPushButton("完成(&S)")
        self.close_button.setToolTip("Ctrl+S")
        self.close_button.setAutoDefault(False)
        theme.set_role(self.close_button, "primary")
        self.close_button.clicked.connect(self._finish)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        margin = theme.PAGE_MARGIN
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(self.strip)
        layout.addWidget(about)
        layout.addWidget(area, 1)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._finish)
        background.changed.connect(self._on_changed)
        self.finished.connect(self.deleteLater)

    def open_read(self, start: str = "") -> None:
        """Read the round and open the dialog, the cursor at the 检查方 called `start`."""
        from hazard_desk.services.offices import people

        self._start = start
        self.background.read(
            people, done=self._offer, failed=self._outside.show_error, key="cross/people", owner=self
        )
        self._read(self._outside)

    def _read(self, messages: Messages) -> None:
        from hazard_desk.services.cross_inspecting.board import read_board

        self.background.read(
            read_board,
            self._round_id,
            done=self._show,
            failed=messages.show_error,
            key="cross/members",
            owner=self,
        )

    def _offer(self, found: Any) -> None:
        self._names = tuple(one.name for one in found)
        for line in self.lines.values():
            line.people.suggest(self._names)

    # ---- what is shown ---------------------------------------------------------------------------------

    def _show(self, board: Board) -> None:
        first = not self.lines
        for party in board.inspectors:
            line = self.lines.get(party.id)
            if line is None:
                line = self._add_line(party)
            elif not line.people.editor.hasFocus() and tuple(line.people.value()) == line.stored:
                line.people.set_value(party.members)  # changed elsewhere
            line.stored = tuple(party.members)
            said = [
                f"不查{bar.inspected}：{bar.reason}"
                for bar in board.bars
                if bar.inspector == party.name and bar.id is None
            ]
            line.bars.setText("\n".join(filter(None, [*said, party.few, *self._strangers(party.members)])))
        if first and self.lines:
            self.setWindowTitle(f"组员：{board.round.name}")
            self.open()
            wanted = next((one for one in self.lines.values() if one.party.name == self._start), None)
            (wanted or next(iter(self.lines.values()))).people.setFocus(Qt.FocusReason.TabFocusReason)

    def _strangers(self, members: Iterable[str]) -> Iterator[str]:
        """Yield whose 回避 can't be worked out: who isn't in 人员名册, or bears another one's name."""
        from hazard_desk.rules.search_text import comparable

        known = Counter(map(comparable, self._names))
        unknown = [name for name in members if not known[comparable(name)]]
        if unknown:
            yield f"{'、'.join(unknown)}不在人员名册里，回避无从核对"
        for name in members:
            if known[comparable(name)] > 1:
                yield f"人员名册里有 {known[comparable(name)]} 个{name}，回避无从核对"

    def _add_line(self, party: BoardParty) -> _Line:
        line = self.lines[party.id] = _Line(party)
        line.people.set_value(party.members)
        line.people.suggest(self._names)
        line.people.entered.connect(partial(self._go_on, party.id))
        line.people.editor.editingFinished.connect(partial(self._save, party.id))
        row = len(self.lines) - 1
        top = Qt.AlignmentFlag.AlignTop
        self._grid.setRowStretch(row, 0)
        self._grid.addWidget(line.name, row, 0, top)
        self._grid.addWidget(line.people, row, 1, top)
        self._grid.addWidget(line.bars, row, 2, top)
        self._grid.setRowStretch(row + 1, 1)
        return line

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and _CONCERNED_BY & changes.nouns:
            self._read(self.messages)

    # ---- saving ----------------------------------------------------------------------------------------

    def _save(self, party_id: int) -> None:
        from hazard_desk.services.cross_inspecting.arranging import set_members

        line = self.lines[party_id]
        names = line.people.value()
        if tuple(names) == line.stored:
            return
        line.stored = tuple(names)
        self.background.write(
            set_members, party_id, names, done=None, failed=partial(self._refused, party_id), owner=self
        )

    def _refused(self, party_id: int, error: Exception) -> None:
        self.lines[party_id].stored = ()
        self.messages.show_error(error)

    def _go_on(self, party_id: int) -> None:
        self._save(party_id)
        ids = list(self.lines)
        at = ids.index(party_id) + 1
        if at < len(ids):
            following = self.lines[ids[at]].people
            following.setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(following)
        else:
            self.close_button.setFocus()

    def _finish(self) -> None:
        self._save_all()
        self.accept()

    def _save_all(self) -> None:
        for party_id, line in self.lines.items():
            if line.people.composing:
                continue
            self._save(party_id)

    def reject(self) -> None:
        """Close; what was typed is saved."""
        self._save_all()
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)
