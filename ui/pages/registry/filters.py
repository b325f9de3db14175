"""The filters of the registry: 村, 行业, 风险, 规模, 状态, with what each offers to tick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from hazard_desk.terms import NO_VILLAGE_LABEL, EnterpriseSize, EnterpriseState, RiskLevel
from ui.widgets.check_list import FilterButton, Option

if TYPE_CHECKING:
    from hazard_desk.services.offices import Choice

_NOT_FILLED = "未填"


def make_filters(
    villages: Callable[[], Sequence[Choice]], industries: Callable[[], Sequence[Choice]]
) -> dict[str, FilterButton]:
    """Return the buttons by the name that the query has for them; the office's lists are asked for late."""

    def village_options() -> list[Option]:
        from hazard_desk.services.registry import NO_VILLAGE

        return [*_options(villages()), Option(NO_VILLAGE, NO_VILLAGE_LABEL)]

    return {
        "villages": FilterButton("村", village_options),
        "industries": FilterButton("行业", lambda: _options(industries())),
        "risks": FilterButton("风险", lambda: _term_options(RiskLevel, with_none=True)),
        "sizes": FilterButton("规模", lambda: _term_options(EnterpriseSize, with_none=True)),
        "states": FilterButton("状态", lambda: _term_options(EnterpriseState)),
    }


def _options(choices: Sequence[Choice]) -> list[Option]:
    return [Option(choice.id, choice.name) for choice in choices]


def _term_options(terms: Any, *, with_none: bool = False) -> list[Option]:
    options = [Option(term, term.label) for term in terms]
    return [*options, Option(None, _NOT_FILLED)] if with_none else options
