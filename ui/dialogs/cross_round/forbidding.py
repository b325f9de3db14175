"""禁止: says that one must not inspect another in a round, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from hazard_desk.terms import Avoidance
from ui.dialogs.hazard_step.dialog_form import DialogForm
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Messages
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import TextField

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.board import Board
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_WIDTH = 620


class ForbidForm(DialogForm):
    """Who must not inspect whom, of what kind, for what reason."""

    def __init__(self, drafts: Drafts | None, inspectors: Sequence[str], targets: Sequence[str]) -> None:
        """Offer these names."""
        super().__init__(drafts, "禁止")
        self.inspector = self.add_field(
            ChoiceField(
                "inspector", "检查方", [(name, name) for name in inspectors], required=True, wide=True
            )
        )
        self.inspected = self.add_field(
            ChoiceField("inspected", "受检方", [(name, name) for name in targets], required=True, wide=True)
        )
        self.kind = self.add_field(ChoiceField("kind", "性质", Avoidance, optional=False, wide=True))
        self.reason = self.add_field(
            TextField("reason", "原因", wide=True, longest=100, placeholder="可不填，如 上次互查有争议")
        )
        self.about.setText("排组时不会再把这两个排在一起；现在已经排着的，标出来，重新抽签后换开。")

    def _make_bar(self) -> QWidget:
        bar = super()._make_bar()
        for words in bar.findChildren(QLabel):
            words.setText("Ctrl+S 禁止 · Esc 取消，已填的留作草稿")
        return bar

    def focus_first(self) -> None:
        """Begin at what is still to be said."""
        fields = (self.inspector, self.inspected)
        self.go_to(next((field for field in fields if field.is_empty()), self.reason))


class ForbidDialog(QDialog):
    """不许这样排."""

    forbidden = Signal(object)  # Changes

    def __init__(
        self,
        background: Background,
        messages: Messages,
        board: Board,
        sides: tuple[str, str] = ("", ""),
        parent: QWidget | None = None,
    ) -> None:
        """Ask about these two sides of the round on the board."""
        super().__init__(parent)
        self.background = background
        self.messages = messages
        self._round_id = board.round.id
        self.setWindowTitle("不许这样排")
        self.form = ForbidForm(
            preferences_of(parent).drafts,
            [party.name for party in board.inspectors],
            [party.name for party in board.targets],
        )
        self.form.save_wanted.connect(lambda _then_new: self._save())
        self.form.cancelled.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        room = self.screen().availableGeometry()
        self.resize(min(_WIDTH, room.width() - 24), 0)
        layout.activate()
        values = {"inspector": sides[0] or None, "inspected": sides[1] or None, "kind": Avoidance.AVOIDED}
        self.form.begin("不许这样排", values, key=f"cross-forbid/{board.round.id}/{'/'.join(sides)}")
        self.resize(self.width(), min(self.form.wanted_height(), room.height() - 48))
        self.finished.connect(self.deleteLater)

    def _save(self) -> None:
        from hazard_desk.services.cross_inspecting.board import forbid_pair

        self.form.set_busy(True)
        values = self.form.values()
        self.background.write(
            forbid_pair,
            self._round_id,
            values["inspector"],
            values["inspected"],
            values["kind"],
            values["reason"],
            done=self._saved,
            failed=lambda error: self.form.show_refusal(error, self.messages),
            owner=self,
        )

    def _saved(self, changes: Changes) -> None:
        self.form.set_busy(False)
        self.form.saved()
        self.accept()
        self.forbidden.emit(changes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; what was typed stays as a draft."""
        self.form.keep_draft()
        super().reject()
