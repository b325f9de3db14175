"""F4 镇（街道）、部门大排查大整治行动统计表 (S001 附件4): one row of 18 figures, filed every Friday.

The scanned original has lost cells in its header; which figure stands in which column is settled by its
row of units, 4/7/2/3/1 columns a group after 检查组. All words are data (`resources/forms/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hazard_desk.forms.header_rows import header_cells
from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.sheet import Cell, Role, Sheet
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.terms import Term

FORM_ID = "weekly-statistics"

FIGURES = tuple(figure.value for figure in Figure)
"""The figures in the order of the columns; what each counts stands in `rules`."""

_UNIT_ROW_MM = 8.5
_FIGURE_ROW_MM = 24.0  # room to write by hand on the blank form


class Scope(Term):
    """Which figures a table carries. The official form carries the week's."""

    WEEK = "week", "本周"
    CUMULATIVE = "cumulative", "累计"


def weekly_statistics(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    figures: Mapping[str, int | Decimal | str | None] | None = None,
    scope: Scope = Scope.WEEK,
    recipient: str = "",
) -> Sheet:
    """Return F4, from the words in `texts`.

    `figures` by the names in FIGURES: 0 prints 0 (零报告), None prints blank; without any, the form is
    blank. Fines are in 万元. Names that are missing or unknown are refused with ValueError, so that no
    figure gets lost between the statistics and the paper. `recipient` is whom the campaign reports to, as
    the note says it; empty names the office without an address. The cumulative table says （累计）.
    """
    columns = texts["columns"]
    keys = tuple(column["key"] for column in columns)
    if keys != FIGURES:
        raise ValueError(f"the columns of {FORM_ID} must be {', '.join(FIGURES)}")
    if figures is not None and set(figures) != set(FIGURES):
        wrong = sorted(set(figures) ^ set(FIGURES))
        raise ValueError(f"figures missing or unknown: {', '.join(wrong)}")

    header = header_cells([column["labels"] for column in columns])
    depth = max(len(column["labels"]) for column in columns)
    units = [Cell(depth, number, column["unit"]) for number, column in enumerate(columns)]
    row = [
        Cell(depth + 1, number, figures[key] if figures else None, Role.NUMBER, key=key, size_pt=14.0)
        for number, key in enumerate(keys)
    ]
    scope_words = texts["scope"][scope.value]
    said = scope_words["head"]
    # Not str.format: the office may edit the words, and a stray brace is no reason to print nothing.
    note = texts["note"].replace("{scope}", scope_words["note"])
    note = note.replace("{recipient}", recipient or texts["recipient"])
    return Sheet(
        form_id=FORM_ID,
        annex=texts["annex"],
        title=texts["title"],
        head=unit_and_date(texts, unit_name, filled_on, seal=True, middle=said),
        columns=tuple(float(column["width_mm"]) for column in columns),
        rows=(*(float(height) for height in texts["header_heights_mm"]), _UNIT_ROW_MM, _FIGURE_ROW_MM),
        header_rows=depth + 1,
        cells=(*header, *units, *row),
        notes=(note,),
    )
