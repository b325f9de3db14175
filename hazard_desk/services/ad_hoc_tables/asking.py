"""A question made ready for the database: checked, its columns found, its records restricted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, or_, select

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.rules.money import in_wan
from hazard_desk.rules.table_question import NO, YES, ColumnKind, Question, SortBy, problems, split_step
from hazard_desk.services.ad_hoc_tables.conditions import met
from hazard_desk.services.vocabulary.column import TODAY, Column, Noun
from hazard_desk.services.vocabulary.functions import lend_functions
from hazard_desk.services.vocabulary.words import noun_known
from hazard_desk.store.unit_of_work import Reading

Cell = str | int | Decimal | date | None
"""What stands in a cell of an answer; money is in 万元."""


class Asked:
    """A question that can be asked, with the expressions of what it names."""

    def __init__(self, reading: Reading, question: Question) -> None:
        """Take the question; one that names what isn't there is refused in words."""
        self.reading = reading
        self.question = question
        self.noun: Noun = noun_known(question.noun)
        refuse_wrong(question)
        lend_functions(reading)
        self.keys = question.columns or self.noun.spec.default_columns
        tests = [
            met(reading, self.noun.columns[condition.column], condition) for condition in question.conditions
        ]
        self._where = (
            *self.noun.where,
            *([or_(*tests) if question.any_of else and_(*tests)] if tests else []),
        )
        self._needs = [
            need for condition in question.conditions for need in self.noun.columns[condition.column].needs
        ]

    def column(self, key: str) -> Column:
        """Return a column by its key, a step behind it or not."""
        return self.noun.columns[split_step(key)[0]]

    def records(self, chosen: Sequence[Any], columns: Iterable[Column], joined: Sequence[Any] = ()) -> Any:
        """Return a selection from the records asked for; it may read from `columns`.

        `joined` are tables of single values: each (table, on what), left out nowhere.
        """
        needs = [*self._needs, *(need for column in columns for need in column.needs)]
        return self._from(chosen, needs, joined).where(*self._where)

    def rows(self, chosen: Sequence[Any], columns: Iterable[Column], ids: Sequence[int]) -> Any:
        """Return a selection of records by their ids."""
        needs = [need for column in columns for need in column.needs]
        return self._from(chosen, needs, ()).where(self.noun.id.in_(ids))

    def _from(self, chosen: Sequence[Any], needs: Iterable[str], joined: Sequence[Any]) -> Any:
        query = select(*chosen).select_from(self.noun.table)
        wanted = {*needs, *self.noun.always}
        for name, (table, on) in self.noun.joins.items():
            if name in wanted:
                query = query.join(table, on, isouter=name not in self.noun.inner)
        for table, on in joined:
            query = query.outerjoin(table, on)
        return query

    def run(self, query: Any) -> Any:
        """Return the rows of a query."""
        return self.reading.session.execute(query, {TODAY.key: self.reading.today})

    def order(self, *, sorted_too: bool) -> list[Any]:
        """Return the order of the records: as asked, then the newest first; what is empty stands last."""
        said: list[Any] = []
        for sort in self.question.sort if sorted_too else ():
            said += _ordered(self.column(sort.column), sort)
        if self.noun.newest_first is not None:
            said.append(self.noun.newest_first)
        return [*said, self.noun.id.desc()]


def refuse_wrong(question: Question) -> None:
    """Refuse a question that can't be asked, naming all that is wrong with it."""
    wrong = problems(question, noun_known(question.noun).spec)
    if wrong:
        raise InputRefused(
            [Problem(refusal.message, refusal.remedy, field=refusal.field) for refusal in wrong],
            what="这张表列不出来：" + "；".join(refusal.message.rstrip("。") for refusal in wrong) + "。",
            meaning="台账数据不受影响。",
        )


def _ordered(column: Column, sort: SortBy) -> list[Any]:
    key = column.sorted_by
    if column.spec.kind is ColumnKind.TEXT:
        return [func.coalesce(key, "") == "", key.asc() if sort.ascending else key.desc()]
    return [(key.asc() if sort.ascending else key.desc()).nulls_last()]


def shown(kind: ColumnKind, value: Any) -> Cell:
    """Return what the database gave as it is shown: a label, 是 or 否, 万元; None where nothing stands."""
    if value is None or value == "":
        return None
    match kind:
        case ColumnKind.TERM:
            label: str = value.label
            return label
        case ColumnKind.FLAG:
            return YES if value else NO
        case ColumnKind.MONEY:
            return in_wan(value)
        case _:
            plain: Cell = value
            return plain
