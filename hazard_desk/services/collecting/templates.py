"""The table that is sent out, read from its file: its header, what of it is ours, whom its rows tell of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.intake.headers import ENTERPRISE_HEADERS, find_columns
from hazard_desk.intake.reading import Grid
from hazard_desk.issued_tables.layout import HeadColumn, SheetLayout, read_layout
from hazard_desk.issued_tables.units import money_unit
from hazard_desk.rules.money import MONEY_UNITS
from hazard_desk.services.collecting.comparing import names_village
from hazard_desk.services.collecting.facts import IDENTIFYING, MONEY, CollectionFacts, ExpectedColumn


def begin_from(path: Path, sheet: str = "") -> CollectionFacts:
    """Return the 收表 that this table (.xlsx) is the beginning of; without `sheet`, of its widest sheet.

    Its name is the table's title, else the file's. What is ours is proposed by the headers; all of it can be
    changed before it's kept. Refused: a file without a table.
    """
    layouts = [layout for layout in read_layout(path).sheets if layout.columns]
    layouts = [layout for layout in layouts if not sheet or layout.sheet == sheet]
    if not layouts:
        raise InputRefused(
            [Problem("没有找到表头。", "请选发下去的那张表，表头要有两栏以上。", value=path.name)],
            what=f"从「{path.name}」里看不出是一张什么表。",
            meaning="没有新建收表。",
        )
    layout = max(layouts, key=lambda one: len(one.columns))
    return CollectionFacts(
        name="".join(layout.title.split()) or path.stem,
        columns=expected_columns(layout),
        fingerprint=layout.fingerprint,
    )


def expected_columns(layout: SheetLayout) -> tuple[ExpectedColumn, ...]:
    """Return the columns of a table; those of the registry and those that name somebody are proposed."""
    fields, units = _fields(layout.columns)
    named = {field for field in fields if field in IDENTIFYING}
    villages = [at for at, column in enumerate(layout.columns) if names_village(column.label)]
    naming = layout.naming_column if layout.keys else None
    columns = []
    for at, head in enumerate(layout.columns):
        counted = head.position == layout.number_column
        field, unit = fields[at], head.unit
        if field in MONEY:
            unit = money_unit(head.unit) or units[at]
            if unit and unit not in MONEY_UNITS:
                field = ""  # amounts in another money: none of ours
        if named:
            key = fields[at] in named
        else:
            key = head.position == naming or (naming is None and at in villages[:1])
        columns.append(
            ExpectedColumn(
                head.path,
                " ".join("".join(level.split()) for level in head.path) or head.label,
                "" if counted else field,
                key and not counted,
                unit,
                counted,
            )
        )
    if not named:  # a column of the registry means nothing where no row names an enterprise
        columns = [replace(column, field="") for column in columns]
    return tuple(columns)


def expected_layout(facts: CollectionFacts) -> SheetLayout:
    """Return the table that is expected, as `read_rows` compares what came back with it."""
    depth = max((len(column.path) for column in facts.columns), default=1)
    number = next((at for at, column in enumerate(facts.columns) if column.counted), None)
    return SheetLayout(
        sheet="",
        title=facts.name,
        header_first=1,
        header_last=depth,
        columns=tuple(
            HeadColumn(at, column.path, column.path[-1] if column.path else column.label, column.unit)
            for at, column in enumerate(facts.columns)
        ),
        first_row=depth + 1,
        last_row=depth,
        keys=(),
        total_row=None,
        footer_first=None,
        number_column=number,
        marked=(),
        fingerprint=facts.fingerprint,
    )


def _fields(heads: Sequence[HeadColumn]) -> tuple[list[str], list[str]]:
    """Return of each column the field of the registry that its header means, "" of none, and its unit."""
    depth = max(len(head.path) for head in heads)
    levels = [
        [head.path[min(level, len(head.path) - 1)] if head.path else "" for head in heads]
        for level in range(depth)
    ]
    found = find_columns(Grid("表", [list(level) for level in levels]), ENTERPRISE_HEADERS)
    if found is None:
        return [""] * len(heads), [""] * len(heads)
    return (
        [found.columns.get(at, "") for at in range(len(heads))],
        [found.units.get(at, "") for at in range(len(heads))],
    )
