"""检查时间: the same days for many pairs of a round at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.dialogs.hazard_step.dialog_form import DialogForm
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Messages
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import PairLine
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_WIDTH = 720
OPEN, CHOSEN, ALL = "open", "chosen", "all"


class DaysForm(DialogForm):
    """Which pairs, from when to when."""

    def __init__(self, drafts: Drafts | None, today: Callable[[], date]) -> None:
        """Build the fields."""
        super().__init__(drafts, "保存")
        self.which = self.add_field(ChoiceField("which", "哪些组", (), optional=False, wide=True))
        self.starts_on = self.add_field(DateField("starts_on", "检查开始", today=today))
        self.ends_on = self.add_field(DateField("ends_on", "检查结束", today=today))
        self.about.setText(
            "所选的组都定为这个时间，各组以后还可以另改。定了时间的组算已开展，重新抽签时不动。"
            "两个日期都空着，就是取消已定的时间。"
        )

    def focus_first(self) -> None:
        """Begin with the days: which pairs is mostly right as it is."""
        self.go_to(self.starts_on)


class DaysDialog(QDialog):
    """Plans the days of the pairs that have none, of those selected, or of all."""

    planned = Signal(object)  # Changes

    def __init__(
        self,
        background: Background,
        messages: Messages,
        lines: Sequence[PairLine],
        selected: Sequence[int],
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Offer these pairs; several that are selected are meant, else those without days."""
        super().__init__(parent)
        self.background = background
        self.messages = messages
        self.setWindowTitle("各组检查时间")
        self.form = DaysForm(preferences_of(parent).drafts, today)
        self.form.save_wanted.connect(lambda _then_new: self._save())
        self.form.cancelled.connect(self.reject)
        without = [line.pair_id for line in lines if not line.starts_on or not line.ends_on]
        everybody = [line.pair_id for line in lines]
        self._ids = {OPEN: without, CHOSEN: list(selected), ALL: everybody}
        offered = [(ALL, f"全部 {len(everybody)} 组")]
        if 0 < len(without) < len(everybody):
            offered.insert(0, (OPEN, f"还没有定时间的 {len(without)} 组"))
        if 0 < len(selected) < len(everybody):
            offered.insert(0 if len(selected) > 1 else 1, (CHOSEN, f"选中的 {len(selected)} 组"))
        self._usual = offered[0][0]
        self.form.which.set_choices(offered)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        self.finished.connect(self.deleteLater)

    def open_read(self, round_id: int) -> None:
        """Open with the days of the round."""
        from hazard_desk.services.cross_inspecting.rounds import RoundFacts, round_facts

        def show(facts: RoundFacts) -> None:
            room = self.screen().availableGeometry()
            self.resize(min(_WIDTH, room.width() - 24), 0)
            values = {"which": self._usual, "starts_on": facts.starts_on, "ends_on": facts.ends_on}
            self.form.begin("各组检查时间", values, key=f"cross-days/{round_id}", subtitle=facts.name)
            self.resize(self.width(), min(self.form.wanted_height(), room.height() - 48))
            self.open()
            self.form.focus_first()

        self.background.read(
            round_facts, round_id, done=show, failed=self.messages.show_error, owner=self, key="cross/days"
        )

    def _save(self) -> None:
        from hazard_desk.services.cross_inspecting.following import set_days

        self.form.set_busy(True)
        values = self.form.values()
        self.background.write(
            set_days,
            self._ids[values["which"]],
            values["starts_on"],
            values["ends_on"],
            done=self._saved,
            failed=lambda error: self.form.show_refusal(error, self.messages),
            owner=self,
        )

    def _saved(self, changes: Changes) -> None:
        self.form.set_busy(False)
        self.form.saved()
        self.accept()
        self.planned.emit(changes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; what was typed stays as a draft."""
        self.form.keep_draft()
        super().reject()
