"""Can a row read from a damaged file be one of ours: every value is such as the program itself reads."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column
from sqlalchemy.dialects import sqlite

from hazard_desk.model import Base, JournalChange
from hazard_desk.store.checking import BLANK

_TYPES = {"INTEGER": (int,), "BOOLEAN": (int,), "VARCHAR": (str,), "DATE": (str,), "DATETIME": (str,)}
_FORMS = {
    "DATE": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "DATETIME": re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d+)?"),
}

Kinds = dict[str, tuple[str, bool]]
"""Of a table's columns, by name: the type that the file says, and whether it must not be empty."""


def is_plausible(row: Mapping[str, object], table: str, kinds: Kinds) -> bool:
    """Say whether the program could read this row of `table`."""
    readers = _readers(table)
    for name, value in row.items():
        kind, needed = kinds.get(name, ("", False))
        if value is None:
            if needed:
                return False
            continue
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            return False
        allowed = _TYPES.get(kind)
        if allowed is not None and not isinstance(value, allowed):
            return False
        form = _FORMS.get(kind)
        if form is not None and not form.fullmatch(str(value)):
            return False
        if not _is_read(value, readers.get(name)):
            return False
    return True


def _is_read(value: object, reader: Callable[[Any], object] | None) -> bool:
    try:
        if isinstance(value, str):
            value.encode()
        if reader is not None:
            reader(value)
    except (ValueError, LookupError, TypeError, ArithmeticError, AttributeError, RecursionError):
        return False
    return True


@functools.cache
def _readers(table: str) -> dict[str, Callable[[Any], object]]:
    """Return what the program makes of the values of a table's columns (terms, days, JSON, texts)."""
    mapped = Base.metadata.tables.get(table)
    columns = mapped.columns if mapped is not None else ()
    return {column.name: reader for column in columns if (reader := _reader(column)) is not None}


def _reader(column: Column[Any]) -> Callable[[Any], object] | None:
    if column.info.get("json"):
        return _read_json
    if column is JournalChange.__table__.columns.noun:
        return Base.metadata.tables.__getitem__
    dialect = sqlite.dialect()
    made: Callable[[Any], object] | None = column.type.dialect_impl(dialect).result_processor(dialect, None)
    return made or _read_text


def _read_json(value: str) -> object:
    return json.loads(value) if value else None


def _read_text(value: object) -> None:
    if isinstance(value, str) and BLANK in value:
        raise ValueError(value)
