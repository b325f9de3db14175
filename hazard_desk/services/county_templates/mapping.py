"""What stands in which column and marked cell of one sheet of a template, and how it is kept as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hazard_desk.intake.headers import header_key
from hazard_desk.issued_tables.layout import MarkedCell, SheetLayout
from hazard_desk.rules.table_question import Question, from_json, to_json
from hazard_desk.rules.unreadable import Unreadable


class ColumnSource(StrEnum):
    """Where the values of a template's column come from."""

    COLUMN = "column"  # one of our columns, by its key
    TEXT = "text"  # the same words in every row
    NUMBER = "number"  # 序号
    BLANK = "blank"  # left as it is


class MarkSource(StrEnum):
    """Where the value of a single cell comes from."""

    OFFICE = "office"
    TEXT = "text"
    FIGURE = "figure"  # of F4, in a week or cumulative
    COUNT = "count"  # how many records a question finds
    TABLE = "table"  # how many rows a saved table has, by its id: as it asks on the day
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class ColumnFill:
    """What a column is filled with: `what` is a column's key or the fixed words; `label` says it in words."""

    source: ColumnSource
    what: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class MarkFill:
    """What a single cell is filled with: `what` is a key, the words, a question as JSON, or an id."""

    source: MarkSource
    what: str = ""
    cumulative: bool = False
    label: str = ""


BLANK = ColumnFill(ColumnSource.BLANK)
NUMBER = ColumnFill(ColumnSource.NUMBER)
NO_MARK = MarkFill(MarkSource.BLANK)
Place = tuple[str, int]
"""Of a marked cell: the words that say what belongs there, and which of those with these words it is."""


def places(layout: SheetLayout) -> dict[MarkedCell, Place]:
    """Return the place of every marked cell; a blank row more above them changes none."""
    seen: Counter[str] = Counter()
    found: dict[MarkedCell, Place] = {}
    for cell in sorted(layout.marked, key=lambda one: (one.row, one.column)):
        key = header_key(cell.label)
        found[cell] = (key, seen[key])
        seen[key] += 1
    return found


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How one sheet of a template is filled.

    `question` says which records, under which conditions, in which order; its columns are those used here.
    `beside` puts each record into the row that names it already; else they go below one another. `filled`
    is False for a sheet that is left alone, `header` the rows of a header that was set by hand, `named` says
    that rows of the sheet named somebody when this was set.
    """

    question: Question
    columns: Mapping[int, ColumnFill] = field(default_factory=dict)
    marked: Mapping[Place, MarkFill] = field(default_factory=dict)
    beside: bool = False
    filled: bool = True
    header: tuple[int, int] | None = None
    named: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Return our columns that are used, each once, from the left."""
        return tuple(
            dict.fromkeys(
                fill.what
                for _position, fill in sorted(self.columns.items())
                if fill.source is ColumnSource.COLUMN
            )
        )

    @property
    def asks_for_rows(self) -> bool:
        """Tell whether any column is filled from the records; numbers and fixed words alone make no row."""
        return any(fill.source is ColumnSource.COLUMN for fill in self.columns.values())

    @property
    def says_something(self) -> bool:
        """Tell whether anything at all would be written."""
        marks = any(fill.source is not MarkSource.BLANK for fill in self.marked.values())
        return self.asks_for_rows or marks


def mapping_json(mapping: SheetMapping) -> str:
    """Return the mapping as it is kept."""
    return json.dumps(
        {
            "question": json.loads(to_json(mapping.question)),
            "columns": [
                [position, fill.source.value, fill.what, fill.label]
                for position, fill in sorted(mapping.columns.items())
            ],
            "marked": [
                [*place, fill.source.value, fill.what, fill.cumulative, fill.label]
                for place, fill in sorted(mapping.marked.items())
            ],
            "beside": mapping.beside,
            "filled": mapping.filled,
            "header": list(mapping.header) if mapping.header else None,
            "named": mapping.named,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def mapping_of(text: str) -> SheetMapping | None:
    """Return a mapping from its JSON; None where it is spoilt: then the header is recognised anew."""
    try:
        kept: dict[str, Any] = json.loads(text)
        return SheetMapping(
            from_json(json.dumps(kept["question"])),
            {
                int(position): ColumnFill(ColumnSource(source), str(what), str(label))
                for position, source, what, label in kept["columns"]
            },
            {
                (str(words), int(ordinal)): MarkFill(
                    MarkSource(source), str(what), bool(cumulative), str(label)
                )
                for words, ordinal, source, what, cumulative, label in kept["marked"]
            },
            bool(kept["beside"]),
            bool(kept["filled"]),
            (int(kept["header"][0]), int(kept["header"][1])) if kept["header"] else None,
            bool(kept["named"]),
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, Unreadable):
        return None
