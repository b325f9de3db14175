"""交叉检查组 of a visit: which pair of which round it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ui.widgets.choice_fields import ChoiceField

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import PairChoice

_GONE = "（已移入回收站的轮次）"


class PairField(ChoiceField):
    """The pairs of every round; those that the day and the enterprise of the visit fit stand first.

    Its raw content is the id: words change with the name of a round.
    """

    def __init__(self, name: str, label: str) -> None:
        """Offer none yet."""
        self._pairs: tuple[PairChoice, ...] = ()
        self._day: date | None = None
        self._enterprise: int | None = None
        super().__init__(name, label, [])
        self.changed.connect(self._advise)

    def offer(self, pairs: Sequence[PairChoice]) -> None:
        """Offer these pairs from now on."""
        self._pairs = tuple(pairs)
        self._order()

    @property
    def has_choices(self) -> bool:
        """Whether there is anything to choose, or something chosen."""
        return bool(self._pairs) or self.value() is not None

    def suit(self, day: date | None, enterprise_id: int | None) -> None:
        """Put those first that hold this day and this enterprise."""
        if (day, enterprise_id) != (self._day, self._enterprise):
            self._day, self._enterprise = day, enterprise_id
            self._order()

    def set_value(self, value: object) -> None:
        """Choose this pair; one that is offered no more is kept all the same."""
        if isinstance(value, int) and value not in self._values:
            self._show_choices(value)
        super().set_value(value)

    def raw(self) -> object:
        """Return the id of the pair, "" for none."""
        value = self.value()
        return "" if value is None else value

    def set_raw(self, raw: object) -> None:
        """Choose the pair with this id."""
        self.set_value(raw if isinstance(raw, int) else None)

    def _order(self) -> None:
        self._show_choices(self.value())
        self._advise()

    def _show_choices(self, kept: object) -> None:
        ordered = sorted(
            self._pairs, key=lambda pair: (not self._holds_enterprise(pair), not self._holds_day(pair))
        )
        choices: list[tuple[int, str]] = [(pair.id, pair.words) for pair in ordered]
        if isinstance(kept, int) and kept not in {known for known, _words in choices}:
            choices.append((kept, _GONE))
        self.set_choices(choices)

    def _holds_day(self, pair: PairChoice) -> bool:
        day = self._day
        if day is None or (pair.starts_on is None and pair.ends_on is None):
            return False
        return (pair.starts_on is None or pair.starts_on <= day) and (
            pair.ends_on is None or day <= pair.ends_on
        )

    def _holds_enterprise(self, pair: PairChoice) -> bool:
        return (
            self._enterprise is not None
            and pair.enterprise_ids is not None
            and self._enterprise in pair.enterprise_ids
        )

    def _advise(self) -> None:
        """Offer the one pair that fits; say where the chosen one doesn't."""
        chosen = next((pair for pair in self._pairs if pair.id == self.value()), None)
        if chosen is not None:
            self.show_hint(self._misfit(chosen))
            return
        fitting = [pair for pair in self._pairs if self._holds_enterprise(pair) and self._holds_day(pair)]
        if self.value() is None and len(fitting) == 1:
            fit = fitting[0]
            self.show_hint(f"日期和企业都相符：{fit.words}", "选用", lambda: self.set_value(fit.id))
        else:
            self.show_hint("")

    def _misfit(self, pair: PairChoice) -> str:
        if (
            self._enterprise is not None
            and pair.enterprise_ids is not None
            and not self._holds_enterprise(pair)
        ):
            return "这家企业不在该组的受检方内，请核对。"
        dated = pair.starts_on is not None or pair.ends_on is not None
        if self._day is not None and dated and not self._holds_day(pair):
            return "检查日期不在该组的检查时间内，请核对。"
        return ""
