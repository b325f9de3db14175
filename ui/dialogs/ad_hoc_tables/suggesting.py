"""Which values stand in a column of the records, to be offered where a condition is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hazard_desk.rules.table_question import Measure, Question, Reckoned

if TYPE_CHECKING:
    from hazard_desk.services.ad_hoc_tables import Answer
    from ui.background import Background

_MOST = 300


def suggest_values(
    background: Background, owner: QObject, noun: str, column: str, done: Callable[[Sequence[str]], None]
) -> None:
    """Ask which values stand in a column, the commonest first: as a table of groups."""
    from hazard_desk.services.ad_hoc_tables import answer

    question = Question(noun, groups=(column,), reckoned=(Reckoned(Measure.COUNT),))

    def got(found: Answer) -> None:
        ordered = sorted(found.rows, key=lambda row: -int(str(row[1])))
        done([str(row[0]) for row in ordered if row[0]])

    background.read(
        partial(answer, first=0, most=_MOST),
        question,
        done=got,
        failed=lambda _error: None,
        owner=owner,
    )
