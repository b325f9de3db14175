"""临时报表 answered: ids first, rows for what is visible, groups with the records behind each figure."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func

from hazard_desk.rules.table_question import ColumnKind, Question, figure_label, label_of, split_step
from hazard_desk.services.ad_hoc_tables.asking import Asked, Cell, shown
from hazard_desk.services.ad_hoc_tables.grouping import Counted
from hazard_desk.services.ad_hoc_tables.notes import notes_of
from hazard_desk.store.unit_of_work import Reading, in_chunks


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """What stands above a column of an answer, and of what kind its cells are."""

    key: str
    label: str
    kind: ColumnKind


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One record as the table shows it."""

    id: int
    values: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A table: some of its rows, how many there are in all, the row 合计 where it was asked for.

    `ids` are those of the records in the rows; a grouped table has none. `sums` is None as well where nothing
    can be summed. `notes` are sentences that a reader of the figures must know.
    """

    columns: tuple[AnswerColumn, ...]
    total: int
    rows: tuple[tuple[Cell, ...], ...]
    ids: tuple[int, ...]
    sums: tuple[Cell, ...] | None
    notes: tuple[str, ...] = ()


def answer_columns(reading: Reading, question: Question) -> tuple[AnswerColumn, ...]:
    """Return what stands above the columns of the answer."""
    return _columns(Asked(reading, question))


def answer(
    reading: Reading,
    question: Question,
    *,
    first: int = 0,
    most: int | None = None,
    before_each: Callable[[int], None] = lambda _done: None,
) -> Answer:
    """Return the table, or `most` of its rows from `first` on.

    `before_each` hears now and then how many records are read; what it raises ends the work.
    """
    asked = Asked(reading, question)
    last = None if most is None else first + most
    if question.is_counted:
        counted = Counted(asked)
        groups = counted.rows()
        rows = tuple((*row.values, *row.figures) for row in groups[first:last])
        sums = counted.sums() if question.total else None
        notes = notes_of(reading, question, has_total=sums is not None)
        return Answer(_columns(asked), len(groups), rows, (), sums, notes)
    ids = _ids(asked)
    found = _rows(asked, ids[first:last], before_each)
    sums = _sums(asked) if question.total else None
    return Answer(
        _columns(asked),
        len(ids),
        tuple(row.values for row in found),
        tuple(row.id for row in found),
        sums,
        notes_of(reading, question, has_total=sums is not None),
    )


def answer_ids(reading: Reading, question: Question) -> array[int]:
    """Return the ids of the records in the order asked for; of a grouped table, of all that it counts."""
    return _ids(Asked(reading, question))


def answer_rows(
    reading: Reading,
    question: Question,
    ids: Sequence[int],
    before_each: Callable[[int], None] = lambda _done: None,
) -> list[AnswerRow]:
    """Return the rows of `ids` in that order; ids that are gone are left out.

    `before_each` hears now and then how many are read; what it raises ends the work.
    """
    return _rows(Asked(reading, question), ids, before_each)


def group_rows(reading: Reading, question: Question, group_values: Sequence[Cell]) -> array[int]:
    """Return the ids behind the figures of one group, named as its row shows it; all without groups."""
    asked = Asked(reading, question)
    return array("q", (row[0] for row in asked.run(Counted(asked).ids_of(group_values))))


def _columns(asked: Asked) -> tuple[AnswerColumn, ...]:
    spec, question = asked.noun.spec, asked.question
    if not question.is_counted:
        return tuple(
            AnswerColumn(key, label_of(key, spec), asked.column(key).spec.kind) for key in asked.keys
        )
    counted = Counted(asked)
    groups = [
        AnswerColumn(
            key,
            label_of(key, spec),
            ColumnKind.TEXT if split_step(key)[1] else asked.column(key).spec.kind,
        )
        for key in question.groups
    ]
    figures = [
        AnswerColumn(f"#{place}", figure_label(figure.reckoned, spec), figure.kind)
        for place, figure in enumerate(counted.figures)
    ]
    return (*groups, *figures)


def _ids(asked: Asked) -> array[int]:
    order = [] if asked.question.is_counted else asked.question.sort
    columns = [asked.column(sort.column) for sort in order]
    query = asked.records([asked.noun.id], columns).order_by(*asked.order(sorted_too=bool(order)))
    return array("q", (row[0] for row in asked.run(query)))


def _rows(
    asked: Asked, ids: Sequence[int], before_each: Callable[[int], None] = lambda _done: None
) -> list[AnswerRow]:
    columns = [asked.column(key) for key in asked.keys]
    kinds = [column.spec.kind for column in columns]
    rows: dict[int, AnswerRow] = {}
    chosen: list[Any] = [asked.noun.id, *(column.sql for column in columns)]
    for some in in_chunks(ids):
        before_each(len(rows))
        for row_id, *values in asked.run(asked.rows(chosen, columns, some)):
            cells = tuple(shown(kind, value) for kind, value in zip(kinds, values, strict=True))
            rows[row_id] = AnswerRow(row_id, cells)
    return [rows[row_id] for row_id in ids if row_id in rows]


def _sums(asked: Asked) -> tuple[Cell, ...] | None:
    columns = [asked.column(key) for key in asked.keys]
    summed = [column for column in columns if column.spec.summable]
    if not summed:
        return None
    query = asked.records([func.sum(column.sql) for column in summed], summed)
    found = iter(next(iter(asked.run(query))))
    return tuple(shown(column.spec.kind, next(found)) if column.spec.summable else None for column in columns)
