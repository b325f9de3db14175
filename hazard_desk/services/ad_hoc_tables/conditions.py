"""A condition of a question as a condition of the database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Integer, and_, func, or_, type_coerce

from hazard_desk.rules.search_text import comparable
from hazard_desk.rules.table_question import ColumnKind, Condition, Test, read_value, span_days
from hazard_desk.services.filing.weeks import current_week_end
from hazard_desk.services.vocabulary.column import Column
from hazard_desk.services.vocabulary.functions import as_compared
from hazard_desk.store.unit_of_work import Reading


def met(reading: Reading, column: Column, condition: Condition) -> Any:
    """Return the condition; what isn't filled in is not another value, and contains nothing."""
    kind, test = column.spec.kind, condition.test
    if column.members is not None:
        return _of_any_member(column, condition)
    if test is Test.EMPTY:
        return is_empty(column)
    if test is Test.FILLED:
        return ~is_empty(column)
    if kind is ColumnKind.TEXT:
        return _of_text(column.sql, condition)
    if test is Test.SPAN:
        first, last = span_days(condition.values[0], reading.today, current_week_end(reading))
        return column.sql.between(first, last)
    sql = type_coerce(column.sql, Integer()) if kind is ColumnKind.FLAG else column.sql
    return _compared(sql, test, [_value(column, text) for text in condition.values])


def is_empty(column: Column) -> Any:
    """Return the condition that nothing is filled in: an empty text is the same as none."""
    if column.spec.kind is ColumnKind.TEXT:
        return func.coalesce(column.sql, "") == ""
    return column.sql.is_(None)


def _of_any_member(column: Column, condition: Condition) -> Any:
    """Return the condition on a column of several values: one is enough, for the contrary none may."""
    members = column.members
    assert members is not None
    of_record = members.chosen(members.value).where(members.owner == column.owner)
    positive = {Test.IS_NOT: Test.IS, Test.LACKS: Test.CONTAINS, Test.EMPTY: Test.FILLED}
    test = positive.get(condition.test, condition.test)
    if test is not Test.FILLED:
        of_record = of_record.where(
            _of_text(members.value, Condition(condition.column, test, condition.values))
        )
    return of_record.exists() if test is condition.test else ~of_record.exists()


def _of_text(sql: Any, condition: Condition) -> Any:
    said = as_compared(sql)
    values = [comparable(text) for text in condition.values]
    match condition.test:
        case Test.IS:
            return said == values[0]
        case Test.IS_NOT:
            return said != values[0]
        case Test.CONTAINS:  # not LIKE: % and _ are letters like any other
            return func.instr(said, values[0]) > 0
        case Test.LACKS:
            return func.instr(said, values[0]) == 0
        case Test.IN:
            return said.in_(values)
    raise AssertionError(condition.test)


def _value(column: Column, text: str) -> Any:
    if column.terms is not None:
        return column.terms.from_label(text)
    value = read_value(text, column.spec.kind)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _compared(sql: Any, test: Test, values: list[Any]) -> Any:
    match test:
        case Test.IS:
            return sql == values[0]
        case Test.IS_NOT:
            return or_(sql != values[0], sql.is_(None))
        case Test.LESS:
            return sql < values[0]
        case Test.AT_MOST:
            return sql <= values[0]
        case Test.MORE:
            return sql > values[0]
        case Test.AT_LEAST:
            return sql >= values[0]
        case Test.BETWEEN:
            return and_(sql >= values[0], sql <= values[1])
        case Test.IN:
            return sql.in_(values)
    raise AssertionError(test)
