"""临时报表 given out: as a page and workbook like any form, with progress where there are many rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hazard_desk.forms.ad_hoc_table import Kind, TableColumn, ad_hoc_table
from hazard_desk.forms.sheet import Sheet
from hazard_desk.model import Office
from hazard_desk.rules.table_question import ColumnKind, Question
from hazard_desk.services.ad_hoc_tables.answering import Answer, answer
from hazard_desk.services.ad_hoc_tables.asking import Cell
from hazard_desk.services.vocabulary import noun_spec
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import NO_VILLAGE_LABEL

_KINDS = {
    ColumnKind.TEXT: Kind.TEXT,
    ColumnKind.TERM: Kind.SHORT,
    ColumnKind.FLAG: Kind.SHORT,
    ColumnKind.NUMBER: Kind.FIGURE,
    ColumnKind.MONEY: Kind.FIGURE,
    ColumnKind.DATE: Kind.DAY,
}


def answer_sheet(
    reading: Reading,
    question: Question,
    *,
    unit: bool = True,
    before_each: Callable[[int], None] = lambda _done: None,
) -> Sheet:
    """Return the table as a page, with 填报单位 and today's date unless `unit` is False.

    `before_each` hears now and then how many records are read; what it raises ends the work.
    """
    noun = noun_spec(question.noun)
    found = answer(reading, question, before_each=before_each)
    office = reading.session.get_one(Office, 1)
    counted = "" if question.is_counted else f"共 {found.total} {noun.counted}"
    return ad_hoc_table(
        title_of(question),
        [TableColumn(column.label, _KINDS[column.kind]) for column in found.columns],
        _named_groups(question, found),
        unit_name=office.name if unit else "",
        filled_on=reading.today if unit else None,
        counted=counted,
        sums=found.sums,
        notes=_numbered(found.notes),
        faces=(office.body_face, office.heading_face),
    )


def title_of(question: Question) -> str:
    """Return the printed title: the question's own, else 企业一览表 or 隐患统计表."""
    noun = noun_spec(question.noun)
    return question.title.strip() or f"{noun.label}{'统计表' if question.is_counted else '一览表'}"


_UNNAMED = "（未填）"


def unnamed(group: str) -> str:
    """Return what stands for the records that have nothing filled in of what they are grouped by."""
    return NO_VILLAGE_LABEL if group.rpartition(".")[2] == "village" else _UNNAMED


def _named_groups(question: Question, found: Answer) -> list[tuple[Cell, ...]]:
    groups = question.groups if question.is_counted else ()
    if not groups:
        return list(found.rows)
    named = [unnamed(group) for group in groups]
    return [
        (
            *(name if value is None else value for name, value in zip(named, row, strict=False)),
            *row[len(groups) :],
        )
        for row in found.rows
    ]


def _numbered(notes: Sequence[str]) -> list[str]:
    return [f"注：{note}" if len(notes) == 1 else f"注{at}：{note}" for at, note in enumerate(notes, 1)]
