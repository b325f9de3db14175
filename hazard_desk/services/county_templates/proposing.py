"""How a sheet is to be filled: as the last time, else as its header reads; what isn't clear is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from hazard_desk.issued_tables.layout import SheetLayout
from hazard_desk.rules.table_question import NounSpec, Question, problems
from hazard_desk.services.county_templates.looking import TemplateLook, with_header
from hazard_desk.services.county_templates.mapping import (
    BLANK,
    NO_MARK,
    NUMBER,
    ColumnFill,
    ColumnSource,
    MarkFill,
    Place,
    SheetMapping,
    places,
)
from hazard_desk.services.county_templates.marks import propose_mark, still_told
from hazard_desk.services.county_templates.matching import best_match, is_number, match
from hazard_desk.services.county_templates.remembering import mappings_of
from hazard_desk.services.vocabulary import noun_spec, nouns
from hazard_desk.store.unit_of_work import Reading


class Origin(StrEnum):
    """Where what is proposed for a column comes from."""

    RECOGNISED = "recognised"  # 认出
    REMEMBERED = "remembered"  # 上次


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a sheet is to be filled, and what the clerk should look at.

    `doubtful` are columns with the keys of ours that they may be, `gone` the headers of columns that stood
    for something the program has no more, `changed` says what of the sheet is otherwise than the last time.
    `remembered` says that it was filled so before.
    """

    layout: SheetLayout
    mapping: SheetMapping
    origins: Mapping[int, Origin] = field(default_factory=dict)
    doubtful: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    remembered: bool = False

    @property
    def is_clear(self) -> bool:
        """Tell whether it can be filled as the last time, with nothing to look at."""
        return self.remembered and not self.gone and not self.changed


def propose(
    reading: Reading,
    layout: SheetLayout,
    *,
    noun: str = "",
    known: SheetMapping | None = None,
) -> Proposal:
    """Return how this sheet is to be filled: as is `known` of it, unless another noun is wanted."""
    if known is None:
        return read_header(layout, noun)
    if noun in ("", known.question.noun):
        return _as_before(reading, layout, known)
    found = read_header(layout, noun)
    filled = known.filled and found.mapping.filled
    return replace(found, mapping=replace(found.mapping, header=known.header, filled=filled))


def read_header(layout: SheetLayout, noun: str = "") -> Proposal:
    """Return what the header of a sheet says by itself, for this noun or for the one that fits best."""
    found = match(layout.columns, noun_spec(noun)) if noun else best_match(layout.columns, nouns())
    marked = {place: propose_mark(cell.label) for cell, place in places(layout).items()}
    # Names that are formulas still say beside whom to write.
    worked_out = set(layout.formula_columns) - ({layout.naming_column} if layout.keys else set())
    columns: dict[int, ColumnFill] = {}
    for column in layout.columns:
        numbered = column.position == layout.number_column or is_number(column)
        columns[column.position] = NUMBER if numbered and column.position not in worked_out else BLANK
    named = bool(layout.keys)
    if found is None:
        mapping = SheetMapping(Question(nouns()[0].key), columns, marked, named=named)
        return Proposal(layout, replace(mapping, filled=mapping.says_something))
    spec = noun_spec(found.noun)
    for position, key in found.columns.items():
        columns[position] = column_fill(spec, key)
    for position in worked_out:
        columns[position] = BLANK
    beside = can_be_beside(layout, columns)
    mapping = SheetMapping(Question(found.noun), columns, marked, beside=beside, named=named)
    mapping = replace(mapping, filled=mapping.says_something)
    origins = {position: Origin.RECOGNISED for position in found.columns if position not in worked_out}
    doubtful = {position: keys for position, keys in found.doubtful.items() if position not in worked_out}
    return Proposal(layout, mapping, origins, doubtful)


def column_fill(spec: NounSpec, key: str) -> ColumnFill:
    """Return the filling of a column with one of ours."""
    column = spec.column(key)
    return ColumnFill(ColumnSource.COLUMN, key, column.label if column is not None else key)


def can_be_beside(layout: SheetLayout, columns: Mapping[int, ColumnFill]) -> bool:
    """Tell whether rows name somebody already, in a column that stands for one of ours."""
    at = layout.naming_column
    return bool(layout.keys) and at is not None and columns.get(at, BLANK).source is ColumnSource.COLUMN


def _as_before(reading: Reading, layout: SheetLayout, known: SheetMapping) -> Proposal:
    """Return what is remembered, without what has gone since: of ours, or of the template."""
    spec = next((one for one in nouns() if one.key == known.question.noun), None)
    if spec is None:
        anew = read_header(layout)
        return replace(anew, gone=(f"要填的记录（{known.question.noun}）",))
    columns: dict[int, ColumnFill] = {}
    gone: list[str] = []
    for column in layout.columns:
        fill = known.columns.get(column.position, BLANK)
        if fill.source is ColumnSource.COLUMN and spec.column(fill.what) is None:
            gone.append(f"“{'·'.join(column.path)}”原来填的是“{fill.label or fill.what}”")
            fill = BLANK
        columns[column.position] = fill
    question, lost = _still_asked(known.question, spec)
    gone += lost
    changed: list[str] = []
    marked: dict[Place, MarkFill] = {}
    for cell, place in places(layout).items():
        wanted = known.marked.get(place) or propose_mark(cell.label)
        told = still_told(reading, wanted)
        if told is None:
            gone.append(f"“{cell.label}”原来填的是“{wanted.label or wanted.what}”")
        elif told == NO_MARK and place not in known.marked:
            changed.append(f"多了要填的格子“{cell.label}”，还没有选填什么")
        marked[place] = told or NO_MARK
    beside = known.beside
    if known.named != bool(layout.keys):
        beside = can_be_beside(layout, columns)
        changed.append(_rows_changed(layout, beside))
    mapping = replace(
        known,
        question=question,
        columns=columns,
        marked=marked,
        beside=beside,
        named=bool(layout.keys),
    )
    origins = {
        position: Origin.REMEMBERED
        for position, fill in columns.items()
        if fill.source is not ColumnSource.BLANK
    }
    return Proposal(layout, mapping, origins, {}, tuple(gone), tuple(changed), remembered=True)


def _rows_changed(layout: SheetLayout, beside: bool) -> str:
    """Say that the rows under the header are of another kind than the last time, and what follows."""
    if not layout.keys:
        return "上次的行里写好了名称，这次是空行，改为从表头下面往下填"
    named = f"上次是空行，这次的行里写好了 {len(layout.keys)} 个名称"
    return f"{named}，改为填到这些行" if beside else f"{named}，它们下面再往下填"


def _still_asked(question: Question, spec: NounSpec) -> tuple[Question, list[str]]:
    """Return the question without the conditions and orders that can't be asked any more, and their words."""
    lost = []
    conditions = []
    for condition in question.conditions:
        if found := problems(Question(question.noun, conditions=(condition,)), spec):
            lost += [refusal.message.rstrip("。") for refusal in found]
        else:
            conditions.append(condition)
    sort = tuple(order for order in question.sort if spec.column(order.column) is not None)
    if len(sort) < len(question.sort):
        lost.append("排序用的项目现在没有了")
    return replace(question, conditions=tuple(conditions), sort=sort), lost


def sheet_keys(layouts: Sequence[SheetLayout]) -> tuple[str, ...]:
    """Return under which key each sheet is remembered: its fingerprint, a repeated one with a number."""
    seen: Counter[str] = Counter()
    keys = []
    for layout in layouts:
        seen[layout.fingerprint] += 1
        number = seen[layout.fingerprint]
        keys.append(layout.fingerprint if number == 1 else f"{layout.fingerprint}#{number}")
    return tuple(keys)


def propose_all(
    reading: Reading,
    look: TemplateLook,
    drafts: Mapping[str, SheetMapping] | None = None,
    *,
    noun: str = "",
) -> tuple[Proposal, ...]:
    """Return how each sheet of a template is to be filled; headers that were set by hand are found again.

    What is in `drafts` (by the key of its sheet) comes before what is remembered, another `noun` before both.
    """
    keys = sheet_keys(look.layout.sheets)
    known = {**mappings_of(reading, keys), **(drafts or {})}
    proposals = []
    for key, layout in zip(keys, look.layout.sheets, strict=True):
        mapping = known.get(key)
        if mapping is not None and mapping.header is not None:
            layout = with_header(look.path, layout.sheet, *mapping.header)
        proposals.append(propose(reading, layout, noun=noun, known=mapping))
    return tuple(proposals)


def header_by_hand(path: Path, sheet: str, first: int, last: int, noun: str = "") -> Proposal:
    """Return what a sheet says with its header in these rows; (0, 0) is a sheet without a table."""
    found = read_header(with_header(path, sheet, first, last), noun)
    return replace(found, mapping=replace(found.mapping, header=(first, last)))
