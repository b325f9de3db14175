"""The weights of the parts, to be changed on the spot: the ranking follows, saving is a step of its own."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QWidget

from hazard_desk.rules.ranking import FULL, PARTS, weights_problem
from hazard_desk.rules.settings import MOST_WEIGHT
from hazard_desk.terms import PartyKind
from ui import theme
from ui.widgets.fields import NumberField
from ui.widgets.push_button import push_button

_FIELD_WIDTH = 92


class WeightsBar(QFrame):
    """A field for each part, what they add up to, and whether they are those that are saved."""

    changed = Signal()  # other weights that can be reckoned with
    save_wanted = Signal(dict)

    def __init__(self, of: PartyKind) -> None:
        """Show the shipped weights until `show_stored` says what is set."""
        super().__init__()
        theme.set_role(self, "band")
        self._of = of
        self._shipped = {part.key: part.weight for part in PARTS[of]}
        self._stored = dict(self._shipped)
        self.fields = {
            part.key: NumberField(part.key, f"权重：{part.label}", required=True, unit="")
            for part in PARTS[of]
        }
        self.total = QLabel()
        theme.set_role(self.total, "secondary")
        self.save_button = push_button(
            "保存权重(&W)", "以后排名、报表都用这些权重；可以撤销", self.save, "check"
        )
        self.restore_button = push_button(
            "恢复出厂权重", "填回程序自带的权重，还要按“保存权重”", self.restore
        )
        theme.set_role(self.restore_button, "link")
        self._lay_out()
        fields = list(self.fields.values())
        for field, following in pairwise(fields):
            field.entered.connect(following.setFocus)
            QWidget.setTabOrder(field, following)
        fields[-1].entered.connect(self.save_button.setFocus)
        for field in fields:
            field.changed.connect(self._on_changed)
        self._show(self._stored)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        grid.setHorizontalSpacing(theme.PAGE_MARGIN)
        grid.setVerticalSpacing(theme.SMALL_GAP)
        heading = QLabel("权重")
        theme.set_role(heading, "heading")
        grid.addWidget(heading, 1, 0)
        for column, part in enumerate(PARTS[self._of], start=1):
            field = self.fields[part.key]
            label = QLabel(part.label)
            label.setBuddy(field.editor)
            field.setFixedWidth(_FIELD_WIDTH)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
        last = len(self.fields) + 1
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.LABEL_GAP)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.restore_button)
        buttons.addStretch()
        grid.addWidget(self.total, 0, last)
        grid.addLayout(buttons, 1, last)
        grid.setColumnStretch(last, 1)

    # ---- what stands here ------------------------------------------------------------------------------

    def weights(self) -> dict[str, int] | None:
        """Return the weights as they stand; None where they can't be reckoned with."""
        found = {key: field.value() for key, field in self.fields.items()}
        known = {key: value for key, value in found.items() if isinstance(value, int)}
        if len(known) < len(found) or weights_problem(known) or max(known.values()) > MOST_WEIGHT:
            return None
        return known

    @property
    def is_saved(self) -> bool:
        """Whether what stands here is what is set."""
        return self.weights() == self._stored

    def show_stored(self, weights: Mapping[str, int]) -> None:
        """Take what is set; weights that were typed and not saved stay."""
        untouched = self.is_saved
        self._stored = dict(weights)
        if untouched:
            self._show(weights)
        self._show_state()

    def typed(self) -> dict[str, Any] | None:
        """Return what stands here, readable or not; None where nothing differs from what is set."""
        return None if self.is_saved else {key: field.raw() for key, field in self.fields.items()}

    def put_back(self, typed: Mapping[str, Any]) -> None:
        """Show again what `typed` returned; parts that it doesn't name stay."""
        for key, field in self.fields.items():
            if key in typed:
                field.set_raw(typed[key])
        self._on_changed()

    def drop_typed(self) -> None:
        """Show what is set again."""
        self._show(self._stored)
        self._on_changed()

    def restore(self) -> None:
        """Show the shipped weights."""
        self._show(self._shipped)
        self._on_changed()

    def save(self) -> None:
        """Ask for the weights to be saved; where they can't be reckoned with, say so."""
        weights = self.weights()
        if weights is not None:
            self.save_wanted.emit(weights)

    # ---- how it looks ----------------------------------------------------------------------------------

    def _show(self, weights: Mapping[str, int]) -> None:
        for key, field in self.fields.items():
            blocked = field.blockSignals(True)
            field.set_value(weights[key])
            field.show_error("")
            field.blockSignals(blocked)
        self._show_state()

    def _on_changed(self) -> None:
        self._show_state()
        if self.weights() is not None:
            self.changed.emit()

    def _show_state(self) -> None:
        weights = self.weights()
        self.save_button.setEnabled(weights is not None and not self.is_saved)
        self.restore_button.setEnabled(weights != self._shipped)
        self.total.setText(self._words(weights))

    def _words(self, weights: Mapping[str, int] | None) -> str:
        if weights is None:
            return f"请填 0 到 {MOST_WEIGHT} 的整数，不能全是 0"
        whole = sum(weights.values())
        total = f"合计 {whole}" if whole == FULL else f"合计 {whole}，按 {FULL} 折算"
        return total if self.is_saved else f"{total} · 还没有保存"
