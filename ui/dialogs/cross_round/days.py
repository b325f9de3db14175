"""检查时间: the same days for many pairs of a round at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.form_dialog import DialogForm, FormDialog
from ui.messages import Messages
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import PairLine
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


class DaysDialog(FormDialog):
    """Plans the days of the pairs that have none, of those selected, or of all."""

    form: DaysForm
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
        super().__init__(background, messages, parent)
        self.setWindowTitle("各组检查时间")
        self.form = self.hold(DaysForm(self.preferences.drafts, today))
        self.form.save_wanted.connect(lambda _then_new: self._save())
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

    def open_read(self, round_id: int) -> None:
        """Open with the days of the round."""
        from hazard_desk.services.cross_inspecting.facts import RoundFacts
        from hazard_desk.services.cross_inspecting.rounds import round_facts

        def show(facts: RoundFacts) -> None:
            values = {"which": self._usual, "starts_on": facts.starts_on, "ends_on": facts.ends_on}
            begin = partial(self.form.begin, "各组检查时间", values, key=f"cross-days/{round_id}")
            self.show_form(_WIDTH, partial(begin, subtitle=facts.name))
            self.open()
            self.form.focus_first()

        self.background.read(
            round_facts, round_id, done=show, failed=self.messages.show_error, owner=self, key="cross/days"
        )

    def _save(self) -> None:
        from hazard_desk.services.cross_inspecting.following import set_days

        values = self.form.values()
        ids = self._ids[values["which"]]
        self.write(set_days, ids, values["starts_on"], values["ends_on"], done=self.planned.emit)
