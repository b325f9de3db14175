"""The rows and cells that a template is filled with, to look at first; then the filled file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from hazard_desk.errors import HazardDeskError, UsageError
from hazard_desk.issued_tables.filling import Content, FillReport, SheetFill, fill_workbook
from hazard_desk.issued_tables.layout import MarkedCell, SheetLayout
from hazard_desk.issued_tables.units import money_unit
from hazard_desk.rules.money import from_wan
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.search_text import comparable
from hazard_desk.rules.table_question import ColumnKind, Question
from hazard_desk.services.ad_hoc_tables import answer
from hazard_desk.services.county_templates.mapping import (
    BLANK,
    NO_MARK,
    ColumnSource,
    MarkSource,
    SheetMapping,
    places,
)
from hazard_desk.services.county_templates.marks import MarkValues, tells_of_a_week
from hazard_desk.services.county_templates.matching import odd_unit
from hazard_desk.services.county_templates.pairing import pair
from hazard_desk.services.form_filling.saving import could_not_write
from hazard_desk.services.vocabulary import noun_spec
from hazard_desk.store.unit_of_work import Reading

Row = Mapping[int, Content]


@dataclass(frozen=True, slots=True)
class PreparedSheet:
    """What would be written into one sheet.

    `row_at` are the sheet's rows of rows beside names; `nobody` names of the template that none of ours has,
    `left_over` ours that the template doesn't name, `doubled` names that several of ours have: no row is
    filled for those. `taken_for` are names written otherwise, each with ours that it was taken for.
    `found` is how many records the question finds, `unset` the labels of single cells whose value the office
    hasn't entered (单位设置), `empty` of those that nothing is chosen for. `odd_units` are columns of money
    in a unit that can't be reckoned, `week` is the one that the figures are of. `remarks` say what a reader
    of the rows must know: the void ones among them, what they leave out.
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
    taken_for: tuple[tuple[str, str], ...] = ()
    empty: tuple[str, ...] = ()
    odd_units: tuple[str, ...] = ()
    week: Period | None = None
    remarks: tuple[str, ...] = ()

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
    empty: list[str] = []
    told = []
    for cell, place in places(layout).items():
        fill = mapping.marked.get(place, NO_MARK)
        value = values.value(fill)
        told.append(fill)
        if value is not None:
            marks[cell] = value
        else:
            (unset if fill.source is MarkSource.OFFICE else empty).append(cell.label)
    prepared = PreparedSheet(
        layout,
        mapping,
        marks=marks,
        unset=_each_once(unset),
        empty=_each_once(empty),
        week=values.week if tells_of_a_week(told) else None,
    )
    if not mapping.asks_for_rows or not layout.columns:
        return prepared
    odd = _odd_units(layout, mapping)
    told_rows, remarks = _rows(reading, layout, mapping)
    prepared = replace(prepared, odd_units=tuple(odd.values()), remarks=remarks)
    rows = [{position: value for position, value in row.items() if position not in odd} for row in told_rows]
    if not mapping.beside:
        return replace(prepared, rows=tuple(rows), found=len(rows))
    return _beside(prepared, rows)


def _odd_units(layout: SheetLayout, mapping: SheetMapping) -> dict[int, str]:
    """Return the columns of money whose header counts in something else than we can reckon."""
    spec = noun_spec(mapping.question.noun)
    fills = {column.position: mapping.columns.get(column.position, BLANK) for column in layout.columns}
    return {
        column.position: column.label if unit in column.label else f"{column.label}（{unit}）"
        for column in layout.columns
        if fills[column.position].source is ColumnSource.COLUMN
        and (unit := odd_unit(column, spec.column(fills[column.position].what)))
    }


def _rows(reading: Reading, layout: SheetLayout, mapping: SheetMapping) -> tuple[list[Row], tuple[str, ...]]:
    question = mapping.question
    keys = mapping.keys or noun_spec(question.noun).default_columns[:1]
    asked = Question(question.noun, keys, question.conditions, question.any_of, sort=question.sort)
    found = answer(reading, asked)
    at = {column.key: place for place, column in enumerate(found.columns)}
    units = {column.position: money_unit(column.unit) for column in layout.columns}
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
    return rows, found.notes


def _in_unit(value: Content, unit: str) -> Content:
    """Return 万元 in what the header counts in."""
    if not unit or not isinstance(value, (int, Decimal)):
        return value
    shown = from_wan(value, unit)
    return int(shown) if shown is not None and shown == shown.to_integral_value() else shown


def _beside(prepared: PreparedSheet, rows: Sequence[Row]) -> PreparedSheet:
    """Put each record beside the name that stands in the template already."""
    layout = prepared.layout
    at = layout.naming_column
    if at is None or prepared.mapping.columns.get(at, BLANK).source is not ColumnSource.COLUMN:
        raise HazardDeskError(
            f"工作表“{layout.sheet}”要填到已写好名称的行，可是写着名称的那一列没有选定是哪一项。",
            "没有写文件。",
            "请在窗口的“报送 → 填上级表格”里给这一列选定，或改成从表头下面往下填。",
        )
    ours: dict[str, list[Row]] = {}
    for row in rows:
        ours.setdefault(comparable(str(row.get(at) or "")), []).append(row)
    paired = pair({comparable(text) for _line, text in layout.keys}, ours)
    written: list[Row] = []
    row_at: list[int] = []
    nobody: list[str] = []
    doubled: list[str] = []
    taken_for: dict[str, str] = {}
    used: set[str] = set()
    for line, text in layout.keys:
        key = paired.same.get(comparable(text), "")
        records = ours.get(key, []) if key else []
        if len(records) == 1:
            written.append({place: value for place, value in records[0].items() if place != at})
            row_at.append(line)
            if key != comparable(text):
                taken_for[text] = str(records[0].get(at))
        elif records or comparable(text) in paired.several:
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
        taken_for=tuple(taken_for.items()),
    )


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
