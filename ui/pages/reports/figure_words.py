"""The 18 figures in words: long as on the form, short for a narrow list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hazard_desk.forms.sheet import printed
from hazard_desk.forms.shipped import load_texts
from hazard_desk.rules.weekly_figures import Counting, Figure, Value

if TYPE_CHECKING:
    from hazard_desk.services.reporting import FigureRow

_STANDS_ALONE = 4  # characters from which a leaf's label says enough without its parent
_LONG = 8
_KEPT = 4

_ONCE_EACH = {
    Figure.INSPECTION_TEAMS: "检查人员相同的算一个组，只计一次",
    Figure.ADMONISHED: "同一单位只计一次",
    Figure.EXPOSED: "同一单位只计一次",
    Figure.SANCTIONED: "同一单位只计一次",
}


@dataclass(frozen=True, slots=True)
class FigureWords:
    """How a figure is called: `label` as on the form, `short` in a list, and its unit (项)."""

    label: str
    short: str
    unit: str


@cache
def figure_words() -> Mapping[Figure, FigureWords]:
    """Return the words of every figure, as the form's texts have them."""
    found = {}
    for column in load_texts("weekly-statistics")["columns"]:
        path = [re.sub(r"（.*）", "", "".join(label.split())) for label in column["labels"]]
        leaf = path[-1]
        if len(leaf) >= _STANDS_ALONE or len(path) < 3:
            label = short = leaf
        else:
            parent = path[-2]
            label = f"{parent}·{leaf}"
            short = f"{parent[:_KEPT]}…·{leaf}" if len(parent) > _LONG else label
        found[Figure(column["key"])] = FigureWords(label, short, column["unit"].strip("（）"))
    return found


def amount_words(figure: Figure, value: Value) -> str:
    """Return a value with its unit: 39 项, 1.5 万元."""
    unit = "万元" if figure.counting is Counting.MONEY else figure_words()[figure].unit
    return f"{printed(value)} {unit}"


def made_of(figure: Figure, rows: list[FigureRow], value: Value) -> str:
    """Say how the rows behind a figure make its value."""
    if figure.counting is Counting.ONCE_EACH and len(rows) != value:
        return f"共 {len(rows)} 条记录，{_ONCE_EACH.get(figure, '同一企业只计一次')}"
    return f"共 {len(rows)} 条记录"
