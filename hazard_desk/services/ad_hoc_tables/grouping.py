"""Grouped tables: one row a group, with figures reckoned of its records."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Integer, String, cast, func, null, select, type_coerce

from hazard_desk.rules.money import FEN_PER_WAN, in_wan
from hazard_desk.rules.readings import sort_key
from hazard_desk.rules.table_question import (
    YES,
    ColumnKind,
    Measure,
    Reckoned,
    SortBy,
    split_step,
)
from hazard_desk.services.ad_hoc_tables.asking import Asked, Cell, shown
from hazard_desk.services.ad_hoc_tables.conditions import is_empty
from hazard_desk.services.vocabulary.column import Column

_CENT = Decimal("0.01")
_SUMMED = (Measure.COUNT, Measure.DISTINCT, Measure.SUM)
"""What a row 合计 tells: reckoned of all records, each once."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group: what its records have in common, what it is sorted by, its figures."""

    values: tuple[Cell, ...]
    places: tuple[Any, ...]
    figures: tuple[Cell, ...]


class _Group:
    """What records are grouped by: a column, the single values of one, or the months of a day."""

    def __init__(self, asked: Asked, key: str) -> None:
        self.key = key
        self.column = asked.column(key)
        self.step = split_step(key)[1]
        self.joined: list[tuple[Any, Any]] = []
        members = self.column.members
        if members is not None:
            # A record stands in each group that it has a value of.
            values = (
                members.chosen(members.owner.label("owner"), members.value.label("value"))
                .distinct()
                .subquery()
            )
            self.joined = [(values, values.c.owner == self.column.owner)]
            self.sql: Any = func.nullif(values.c.value, "")
        elif self.step:
            self.sql = _step_of(self.column.sql, self.step)
        elif self.column.spec.kind is ColumnKind.TEXT:
            self.sql = func.nullif(self.column.sql, "")
        elif self.column.spec.kind is ColumnKind.FLAG:
            self.sql = type_coerce(self.column.sql, Integer())
        else:
            self.sql = self.column.sql

    @cached_property
    def order(self) -> Any:
        """What the group is sorted by, where that isn't its value."""
        return self.sql if self.column.members is not None or self.column.order is None else self.column.order

    def shown(self, value: Any) -> Cell:
        """Return the value as it stands in the table."""
        return _step_words(value, self.step) if self.step else shown(self.column.spec.kind, value)

    def place(self, value: Any, order: Any) -> Any:
        """Return what the row is sorted by; None stands last."""
        if value is None:
            return None
        if self.column.terms is not None:
            return list(self.column.terms).index(value)
        if isinstance(order, str) and not self.step and self.column.order is None:
            return sort_key(order)  # people and the like by pinyin
        return order

    def is_of(self, value: Cell) -> Any:
        """Return the condition that a record is in the group that stands in the table as `value`."""
        if value is None:
            return self.sql.is_(None)
        if self.step:
            return self.sql == _step_key(str(value), self.step)
        if self.column.terms is not None:
            return self.sql == self.column.terms.from_label(str(value))
        match self.column.spec.kind:
            case ColumnKind.FLAG:
                return self.sql == int(value == YES)
            case ColumnKind.MONEY:
                assert isinstance(value, Decimal)
                return self.sql == int(value * FEN_PER_WAN)
            case _:
                return self.sql == value


def _step_of(day: Any, step: str) -> Any:
    year = func.strftime("%Y", day, type_=String())
    if step == "year":
        return year
    month = func.strftime("%m", day, type_=String())
    if step == "month":
        return year + "-" + month
    return year + "-" + cast((cast(month, Integer) + 2) // 3, String)


def _step_words(value: str | None, step: str) -> str | None:
    if value is None:
        return None
    year, _, part = value.partition("-")
    match step:
        case "month":
            return f"{year}年{int(part)}月"
        case "quarter":
            return f"{year}年第{part}季度"
        case _:
            return f"{year}年"


def _step_key(words: str, step: str) -> str:
    """Return what `_step_words` was made of."""
    year, *part = re.findall(r"\d+", words)
    return year if not part else f"{year}-{part[0].zfill(2 if step == 'month' else 1)}"


class _Figure:
    """A figure: what the database reckons, and how that is shown."""

    def __init__(self, asked: Asked, reckoned: Reckoned) -> None:
        self.reckoned = reckoned
        self.column = asked.column(reckoned.column) if reckoned.column else None
        kind = self.column.spec.kind if self.column else ColumnKind.NUMBER
        counts = reckoned.measure in (Measure.COUNT, Measure.DISTINCT)
        self.kind = ColumnKind.NUMBER if counts else kind

    @property
    def is_of_members(self) -> bool:
        """Whether the single values of a column are counted, which a query of its own does."""
        of = self.column
        return self.reckoned.measure is Measure.DISTINCT and of is not None and of.members is not None

    @property
    def told(self) -> Any:
        """What the figure reads of each record."""
        column = self.column
        if column is None:
            return None
        if self.reckoned.measure is Measure.COUNT:
            return ~is_empty(column)
        if column.spec.kind is ColumnKind.TEXT:
            return func.nullif(column.sql, "")
        if column.spec.kind is ColumnKind.FLAG:
            return type_coerce(column.sql, Integer())
        return column.sql

    def over(self, value: Any) -> tuple[Any, Any]:
        """Return two expressions over the records of a group, of which the figure is made."""
        match self.reckoned.measure:
            case Measure.COUNT:
                return (func.count() if self.column is None else func.total(value)), None
            case Measure.DISTINCT:
                return func.count(value.distinct()), None
            case Measure.SUM:
                return func.sum(value), None
            case Measure.AVERAGE:
                return func.sum(value), func.count(value)
            case Measure.LEAST:
                return func.min(value), None
            case Measure.MOST:
                return func.max(value), None

    def shown(self, first: Any, second: Any) -> Cell:
        """Return the figure as it stands in the table."""
        if self.reckoned.measure is Measure.COUNT:
            return int(first)
        if self.reckoned.measure is Measure.AVERAGE and second:
            average = Decimal(first) / Decimal(second)
            if self.kind is ColumnKind.MONEY:
                average /= FEN_PER_WAN
            return _plain(average.quantize(_CENT, ROUND_HALF_UP))
        if first is None or self.reckoned.measure is Measure.AVERAGE:
            return None
        return in_wan(first) if self.kind is ColumnKind.MONEY else first


def _plain(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


class Counted:
    """The groups and figures of a question."""

    def __init__(self, asked: Asked) -> None:
        """Take the question as it is asked."""
        self.asked = asked
        self.groups = [_Group(asked, key) for key in asked.question.groups]
        self.figures = [_Figure(asked, reckoned) for reckoned in asked.question.figures]

    def rows(self) -> list[GroupRow]:
        """Return one row a group, in the order asked for."""
        found = self._reckon(self.groups)
        rows = [
            GroupRow(
                tuple(group.shown(value) for group, value in zip(self.groups, values, strict=True)),
                tuple(
                    group.place(value, order)
                    for group, value, order in zip(self.groups, values, orders, strict=True)
                ),
                figures,
            )
            for values, orders, figures in found
        ]
        keys = [group.key for group in self.groups]
        for sort in reversed((*self.asked.question.sort, *map(SortBy, keys))):
            _sort(rows, _place_of(sort.column, keys), ascending=sort.ascending)
        return rows

    def sums(self) -> tuple[Cell, ...] | None:
        """Return the row 合计: counts and sums of all records, each once; nothing of other figures."""
        if all(figure.reckoned.measure not in _SUMMED for figure in self.figures):
            return None
        ((_, _, figures),) = self._reckon([])
        return (
            *[None] * len(self.groups),
            *(
                value if figure.reckoned.measure in _SUMMED else None
                for figure, value in zip(self.figures, figures, strict=True)
            ),
        )

    def ids_of(self, values: Sequence[Cell]) -> Any:
        """Return the query for the ids of the records of one group, the newest first."""
        query = self.asked.records(
            [self.asked.noun.id],
            [group.column for group in self.groups],
            [pair for group in self.groups for pair in group.joined],
        )
        query = query.where(*(group.is_of(value) for group, value in zip(self.groups, values, strict=True)))
        newest = [] if self.asked.noun.newest_first is None else [self.asked.noun.newest_first]
        return query.order_by(*newest, self.asked.noun.id.desc())

    def _reckon(
        self, groups: Sequence[_Group]
    ) -> list[tuple[tuple[Any, ...], tuple[Any, ...], tuple[Cell, ...]]]:
        together = [figure for figure in self.figures if not figure.is_of_members]
        found = self._query(groups, together)
        apart: list[dict[tuple[Any, ...], Any]] = [
            {values: pairs[0] for values, _, pairs in self._query(groups, [figure])}
            for figure in self.figures
            if figure.is_of_members
        ]
        rows = []
        for values, orders, pairs in found:
            beside, own = iter(apart), iter(pairs)
            figures = [
                figure.shown(*(next(beside)[values] if figure.is_of_members else next(own)))
                for figure in self.figures
            ]
            rows.append((values, orders, tuple(figures)))
        return rows

    def _query(
        self, groups: Sequence[_Group], figures: Sequence[_Figure]
    ) -> list[tuple[tuple[Any, ...], tuple[Any, ...], tuple[tuple[Any, Any], ...]]]:
        """Return of each group its values, what it is sorted by, and two numbers a figure.

        Every expression is worked out once a record within, and put together around it.
        """
        inner: list[Any] = [self.asked.noun.id.label("id")]
        joined = [pair for group in groups for pair in group.joined]
        columns: list[Column] = [group.column for group in groups]
        for place, group in enumerate(groups):
            inner += [group.sql.label(f"g{place}"), group.order.label(f"o{place}")]
        for place, figure in enumerate(figures):
            told = figure.told
            if figure.is_of_members:
                assert figure.column is not None
                members = _Group(self.asked, figure.reckoned.column)
                joined += members.joined
                told = members.sql
            if told is not None:
                inner.append(told.label(f"f{place}"))
            if figure.column is not None:
                columns.append(figure.column)
        each = self.asked.records(inner, columns, joined).subquery()
        values = [each.c[f"g{place}"] for place in range(len(groups))]
        chosen: list[Any] = [*values, *(func.min(each.c[f"o{place}"]) for place in range(len(groups)))]
        for place, figure in enumerate(figures):
            first, second = figure.over(each.c[f"f{place}"] if figure.column is not None else None)
            chosen += [first, null() if second is None else second]
        if not figures:  # all of them are counted apart
            chosen.append(func.count())
        query = select(*chosen).select_from(each).group_by(*values)
        size = len(groups)
        rows = []
        for row in self.asked.run(query):
            told = row[2 * size :]
            pairs = tuple((told[2 * place], told[2 * place + 1]) for place in range(len(figures)))
            rows.append((tuple(row[:size]), tuple(row[size : 2 * size]), pairs))
        return rows


def _place_of(key: str, groups: Sequence[str]) -> Callable[[GroupRow], Any]:
    if key.startswith("#"):
        at = int(key[1:])
        return lambda row: row.figures[at]
    of = groups.index(key)
    return lambda row: row.places[of]


def _sort(rows: list[GroupRow], place: Callable[[GroupRow], Any], *, ascending: bool) -> None:
    """Sort by one thing, keeping the order of what is alike; what is empty stands last."""
    filled = [row for row in rows if place(row) is not None]
    empty = [row for row in rows if place(row) is None]
    filled.sort(key=place, reverse=not ascending)
    rows[:] = [*filled, *empty]
