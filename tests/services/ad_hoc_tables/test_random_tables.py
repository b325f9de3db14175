"""A hundred random tables of every kind are what SQL written by hand makes of the same file."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from hazard_desk.rules.table_question import (
    SPANS,
    STEPS,
    ColumnKind,
    Condition,
    Measure,
    Question,
    Reckoned,
    SortBy,
    Test,
    fitting_tests,
    measures_for,
    words_of,
)
from hazard_desk.services.ad_hoc_tables import answer, answer_ids, group_rows
from hazard_desk.services.vocabulary import noun_spec
from hazard_desk.store.office_file import OfficeFile
from tests.services.ad_hoc_tables.raw_tables import NOUNS, RawDesk

ROUNDS = 100
TYPED = ("%", "_", "村", "ａｂｃ", "ABC 有限公司", "1", "=", "无此字样")


def written(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


class Asker:
    """Makes random questions of what the hand-written table knows, with values that stand in the file."""

    def __init__(self, raw: RawDesk, seed: int) -> None:
        self.raw = raw
        self.random = Random(seed)
        # Each noun comes up, whatever the seed.
        nouns = sorted(NOUNS)
        self.noun = nouns[seed % len(nouns)]
        self.spec = noun_spec(self.noun)
        self.keys = sorted(NOUNS[self.noun].columns)

    def value(self, key: str, kind: ColumnKind, test: Test) -> str:
        standing = [one for one in self.raw.values(self.noun, key) if one is not None]
        if kind is ColumnKind.TEXT and (self.random.random() < 0.3 or not standing):
            return self.random.choice(TYPED)
        if not standing:
            spec = self.spec.column(key)
            assert spec is not None
            nothing = {
                ColumnKind.DATE: "2026-10-01",
                ColumnKind.TERM: (*spec.choices, "")[0],
                ColumnKind.FLAG: "是",
            }
            return nothing.get(kind, "1")
        text = written(self.random.choice(standing))
        if test in (Test.CONTAINS, Test.LACKS):
            start = self.random.randrange(len(text))
            return text[start : start + 2].strip() or text
        return text

    def condition(self) -> Condition:
        key = self.random.choice(self.keys)
        spec = self.spec.column(key)
        assert spec is not None, key
        test = self.random.choice(fitting_tests(spec.kind))
        if test in (Test.EMPTY, Test.FILLED):
            return Condition(key, test)
        if test is Test.SPAN:
            return Condition(key, test, (self.random.choice(SPANS),))
        many = {Test.BETWEEN: 2, Test.IN: self.random.randint(1, 4)}.get(test, 1)
        values = [self.value(key, spec.kind, test) for _ in range(many)]
        if test is Test.BETWEEN:
            values.sort(
                key=lambda text: date.fromisoformat(text) if spec.kind is ColumnKind.DATE else float(text)
            )
        return Condition(key, test, tuple(values))

    def figure(self) -> Reckoned:
        if self.random.random() < 0.3:
            return Reckoned(Measure.COUNT)
        key = self.random.choice(self.keys)
        measures = measures_for(self.spec.column(key))
        return Reckoned(self.random.choice(measures), key)

    def question(self, grouped: bool) -> Question:
        conditions = tuple(self.condition() for _ in range(self.random.choice([0, 1, 1, 2, 3])))
        any_of = self.random.random() < 0.4
        if not grouped:
            columns = tuple(self.random.sample(self.keys, min(len(self.keys), self.random.randint(1, 8))))
            sort = tuple(SortBy(key, self.random.random() < 0.5) for key in self.random.sample(self.keys, 2))
            return Question(self.noun, columns, conditions, any_of, sort=sort, total=True)
        groups = []
        for key in self.random.sample(self.keys, self.random.randint(0, 2)):
            spec = self.spec.column(key)
            assert spec is not None
            is_day = spec.kind is ColumnKind.DATE and self.random.random() < 0.7
            groups.append(f"{key}@{self.random.choice(sorted(STEPS))}" if is_day else key)
        figures = tuple(self.figure() for _ in range(self.random.randint(1, 4)))
        by_figure = SortBy(f"#{self.random.randrange(len(figures))}", self.random.random() < 0.5)
        return Question(self.noun, (), conditions, any_of, tuple(groups), figures, (by_figure,), total=True)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_random_table_is_what_sql_written_by_hand_makes_of_it(
    asked_office: OfficeFile, raw: RawDesk, seed: int
) -> None:
    asker = Asker(raw, seed)
    question = asker.question(grouped=seed // len(NOUNS) % 2 == 0)
    told = words_of(question, asker.spec)
    if question.is_counted:
        _check_groups(asked_office, raw, question, told)
    else:
        _check_records(asked_office, raw, question, told)


def _check_records(office: OfficeFile, raw: RawDesk, question: Question, told: str) -> None:
    found = office.ask(answer, question)
    expected = raw.records(question)
    assert dict(zip(found.ids, found.rows, strict=True)) == expected, told
    assert list(office.ask(answer_ids, question)) == list(found.ids)
    assert (found.total, len(found.ids)) == (len(expected), len(set(found.ids)))
    assert raw.sort_keys(question, found.ids) == raw.sorted_by(question), told
    part = office.ask(answer, question, first=3, most=4)
    assert (part.rows, part.ids, part.total) == (found.rows[3:7], found.ids[3:7], found.total)
    spec = noun_spec(question.noun)
    if found.sums is None:
        columns = [spec.column(key) for key in question.columns]
        assert not any(column is not None and column.summable for column in columns), told
        return
    for at, key in enumerate(question.columns):
        column = spec.column(key)
        assert column is not None
        filled = [row[at] for row in expected.values() if row[at] is not None]
        wanted = sum(filled) if column.summable and filled else None
        assert found.sums[at] == wanted, (told, key)


def _check_groups(office: OfficeFile, raw: RawDesk, question: Question, told: str) -> None:
    found = office.ask(answer, question)
    size = len(question.groups)
    expected = raw.groups(question)
    if not size and not expected:  # of no records at all there is one row of nothing
        assert [row[0] for row in found.rows] == [0] or question.figures[0].measure not in (
            Measure.COUNT,
            Measure.DISTINCT,
        )
        return
    assert {row[:size]: row[size:] for row in found.rows} == expected, told
    assert found.total == len(expected) == len(found.rows)
    order = question.sort[0]
    at = size + int(order.column[1:])
    figures = [row[at] for row in found.rows]
    filled = sorted((one for one in figures if one is not None), reverse=not order.ascending)
    assert figures == [*filled, *[None] * figures.count(None)], told
    if found.sums is None:
        measures = {figure.measure for figure in question.figures}
        assert measures <= {Measure.AVERAGE, Measure.LEAST, Measure.MOST}, told
    whole = raw.groups(
        Question(question.noun, (), question.conditions, question.any_of, (), question.figures)
    )
    for place, figure in enumerate(question.figures):
        summed = figure.measure in (Measure.COUNT, Measure.DISTINCT, Measure.SUM)
        wanted = whole[()][place] if whole and summed else None
        if whole and found.sums is not None:
            assert found.sums[size + place] == wanted, (told, figure)
    behind: Counter[int] = Counter()
    for row in found.rows:
        ids = office.ask(group_rows, question, row[:size])
        behind.update(ids)
        assert len(set(ids)) == len(ids)
        for place, figure in enumerate(question.figures):
            assert figure.column or row[size + place] == len(ids), told
    everything = office.ask(answer_ids, question)
    assert set(behind) == set(everything), told
    spec = noun_spec(question.noun)
    several = [column for key in question.groups if (column := spec.column(key)) and column.many]
    if not several:
        assert max(behind.values(), default=1) == 1, told
