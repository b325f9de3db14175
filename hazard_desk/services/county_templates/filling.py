"""The rows and cells that a template is filled with, to look at first; then the filled file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from hazard_desk.errors import UsageError
from hazard_desk.issued_tables.filling import Content, FillReport, SheetFill, fill_workbook
from hazard_desk.issued_tables.layout import MarkedCell, SheetLayout
from hazard_desk.rules.search_text import comparable
from hazard_desk.rules.table_question import ColumnKind, Question
from hazard_desk.services.ad_hoc_tables import answer
from hazard_desk.services.county_templates.mapping import (
    NO_MARK,
    ColumnSource,
    MarkSource,
    SheetMapping,
    places,
)
from hazard_desk.services.county_templates.marks import MarkValues
from hazard_desk.services.form_filling.saving import could_not_write
from hazard_desk.services.vocabulary import noun_spec
from hazard_desk.store.unit_of_work import Reading

_IN_UNIT = {"元": Decimal(10_000), "亿元": Decimal("0.0001")}  # of 万元
_ENDINGS = ("村民委员会", "居民委员会", "村委会", "居委会", "社区", "村", "居")
Row = Mapping[int, Content]


@dataclass(frozen=True, slots=True)
class PreparedSheet:
    """What would be written into one sheet.

    `row_at` are the sheet's rows of rows beside names; `nobody` names of the template that none of ours has,
    `left_over` ours that the template doesn't name, `doubled` names that several of ours have: no row is
    filled for those. `found` is how many records the question finds, `unset` the labels of single cells whose
    value the office hasn't entered (单位设置).
    """

    layout: SheetLayout
    mapping: SheetMapping
    rows: tuple[Row, ...] = ()
    row_at: tuple[int, ...] = ()
    marks: Mapping[MarkedCell, Content] = field(default_factory=dict)
    found: int = 0
    nobody: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.layout.sheet

    @property
    def fill(self) -> SheetFill:
        """The sheet as it is handed to what writes the file."""
        return SheetFill(
            self.sheet,
            self.layout,
            self.rows,
            beside=bool(self.row_at),
            row_at=self.row_at,
            marks=self.marks,
        )


def prepare(
    reading: Reading,
    sheets: Sequence[tuple[SheetLayout, SheetMapping]],
    week_end: date | None = None,
) -> tuple[PreparedSheet, ...]:
    """Return what would be written into the sheets that are filled; figures are of the week ending then."""
    values = MarkValues(reading, week_end)
    return tuple(_prepare(reading, layout, mapping, values) for layout, mapping in sheets if mapping.filled)


def _prepare(
    reading: Reading, layout: SheetLayout, mapping: SheetMapping, values: MarkValues
) -> PreparedSheet:
    marks: dict[MarkedCell, Content] = {}
    unset: list[str] = []
    for cell, place in places(layout).items():
        fill = mapping.marked.get(place, NO_MARK)
        value = values.value(fill)
        if value is not None:
            marks[cell] = value
        elif fill.source is not MarkSource.BLANK:
            unset.append(cell.label)
    prepared = PreparedSheet(layout, mapping, marks=marks, unset=_each_once(unset))
    if not mapping.asks_for_rows or not layout.columns:
        return prepared
    rows = _rows(reading, layout, mapping)
    if not mapping.beside:
        return replace(prepared, rows=tuple(rows), found=len(rows))
    return _beside(prepared, rows)


def _rows(reading: Reading, layout: SheetLayout, mapping: SheetMapping) -> list[Row]:
    question = mapping.question
    keys = mapping.keys or noun_spec(question.noun).default_columns[:1]
    asked = Question(question.noun, keys, question.conditions, question.any_of, sort=question.sort)
    found = answer(reading, asked)
    at = {column.key: place for place, column in enumerate(found.columns)}
    units = {column.position: column.unit for column in layout.columns}
    kinds = {column.key: column.kind for column in found.columns}
    rows: list[Row] = []
    first = 1 if mapping.beside else len(layout.keys) + 1  # rows that stand there are numbered already
    for number, told in enumerate(found.rows, first):
        row: dict[int, Content] = {}
        for position, fill in mapping.columns.items():
            if fill.source is ColumnSource.COLUMN:
                value = told[at[fill.what]]
                if kinds[fill.what] is ColumnKind.MONEY:
                    value = _in_unit(value, units.get(position, ""))
                row[position] = value
            elif fill.source is ColumnSource.TEXT:
                row[position] = fill.what
            elif fill.source is ColumnSource.NUMBER:
                row[position] = number
        rows.append(row)
    return rows


def _in_unit(value: Content, unit: str) -> Content:
    """Return 万元 in what the header counts in."""
    if isinstance(value, (int, Decimal)) and unit in _IN_UNIT:
        shown = (Decimal(value) * _IN_UNIT[unit]).normalize()
        return int(shown) if shown == shown.to_integral_value() else shown
    return value


def _beside(prepared: PreparedSheet, rows: Sequence[Row]) -> PreparedSheet:
    """Put each record beside the name that stands in the template already."""
    layout = prepared.layout
    at = layout.naming_column
    assert at is not None, "no column of the sheet names anybody"
    ours: dict[str, list[Row]] = {}
    for row in rows:
        ours.setdefault(comparable(str(row.get(at) or "")), []).append(row)
    shorter = _by_stem(ours)
    written: list[Row] = []
    row_at: list[int] = []
    nobody: list[str] = []
    doubled: list[str] = []
    used: set[str] = set()
    for line, text in layout.keys:
        key = comparable(text)
        if key not in ours:
            key = shorter.get(_stem(key), "")
        records = ours.get(key, []) if key else []
        if len(records) == 1:
            written.append({place: value for place, value in records[0].items() if place != at})
            row_at.append(line)
        elif records:
            doubled.append(text)
        else:
            nobody.append(text)
        used.add(key)
    left = [str(found[0].get(at)) for key, found in ours.items() if key and key not in used]
    numbered = {
        position for position, fill in prepared.mapping.columns.items() if fill.source is ColumnSource.NUMBER
    }
    return replace(
        prepared,
        rows=tuple(
            {place: value for place, value in row.items() if place not in numbered} for row in written
        ),
        row_at=tuple(row_at),
        found=len(rows),
        nobody=_each_once(nobody),
        left_over=_each_once(left),
        doubled=_each_once(doubled),
    )


def _stem(key: str) -> str:
    """Return a name without what kind of place it is: 东街村民委员会 and 东街村 are 东街."""
    return next((key.removesuffix(ending) for ending in _ENDINGS if key.endswith(ending)), key)


def _by_stem(names: Iterable[str]) -> dict[str, str]:
    """Return the names by their stems, those of one name only."""
    stems = Counter(map(_stem, names))
    return {_stem(name): name for name in names if name and stems[_stem(name)] == 1}


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def fill_file(template: Path, sheets: Sequence[PreparedSheet], out: Path) -> FillReport:
    """Write the filled copy of the template.

    UsageError where no sheet is to be filled or `out` is the template, OutputError where it can't be written.
    """
    if not sheets:
        raise UsageError(
            "没有选定要填的工作表。", "没有写文件。", "请选定至少一张工作表，并给它的列选好填什么。"
        )
    try:
        return fill_workbook(template, [sheet.fill for sheet in sheets], out)
    except OSError as error:
        raise could_not_write(out, error) from error


def fill_template(
    reading: Reading,
    template: Path,
    sheets: Sequence[tuple[SheetLayout, SheetMapping]],
    out: Path,
    week_end: date | None = None,
) -> FillReport:
    """Ask for the rows and write the filled copy."""
    return fill_file(template, prepare(reading, sheets, week_end), out)
