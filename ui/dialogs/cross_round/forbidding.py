"""禁止: says that one must not inspect another in a round, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hazard_desk.terms import Avoidance
from ui.dialogs.form_dialog import DialogForm, FormDialog
from ui.messages import Messages
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import TextField

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.board import Board
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
        self.keys_label.setText("Ctrl+S 禁止 · Esc 取消，已填的留作草稿")
        return bar

    def focus_first(self) -> None:
        """Begin at what is still to be said."""
        fields = (self.inspector, self.inspected)
        self.go_to(next((field for field in fields if field.is_empty()), self.reason))


class ForbidDialog(FormDialog):
    """不许这样排."""

    form: ForbidForm
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
        super().__init__(background, messages, parent)
        self._round_id = board.round.id
        self.setWindowTitle("不许这样排")
        inspectors, targets = ([one.name for one in some] for some in (board.inspectors, board.targets))
        self.form = self.hold(ForbidForm(self.preferences.drafts, inspectors, targets))
        self.form.save_wanted.connect(lambda _then_new: self._save())
        named = json.dumps(sides, ensure_ascii=False)  # a name may hold any sign
        values = {"inspector": sides[0] or None, "inspected": sides[1] or None, "kind": Avoidance.AVOIDED}
        key = f"cross-forbid/{board.round.id}/{named}"
        self.show_form(_WIDTH, lambda: self.form.begin("不许这样排", values, key=key))

    def _save(self) -> None:
        from hazard_desk.services.cross_inspecting.arranging import forbid_pair

        values = self.form.values()
        typed = (values[name] for name in ("inspector", "inspected", "kind", "reason"))
        self.write(forbid_pair, self._round_id, *typed, done=self.forbidden.emit)
