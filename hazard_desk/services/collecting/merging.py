"""The rows of all returned sheets, brought together by whom they tell of. Pure: nothing is chosen here.

Every text of every sheet stands in the outcome: as the cell's value, or as one side of a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from hazard_desk.rules.search_text import comparable
from hazard_desk.services.collecting.comparing import is_blank, names_village, row_keys, value_of
from hazard_desk.services.collecting.facts import ExpectedColumn

OURS = "台账"
TYPED = "手工填写"
"""Whose a decided text is, where it is no sheet's."""


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row of a returned sheet with where it comes from; `order` is greater for what came later.

    `among` is its worksheet, where the file has rows on several.
    """

    id: int
    sheet_id: int
    file: str
    party: str
    party_place: int  # of the party on the list; those without one come last
    sheet: str
    row: int
    returned_on: date
    order: int
    texts: Mapping[int, str]
    extras: tuple[tuple[str, str], ...] = ()
    among: str = ""

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"{self.file} {f'“{self.among}”' if self.among else ''}第{self.row}行"


@dataclass(frozen=True, slots=True)
class Source:
    """One place at which a text stands, as it stands there."""

    row: GivenRow
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things said of a cell: `text` as the first of its `sources` has it."""

    text: str
    value: Hashable
    sources: tuple[Source, ...]

    @property
    def order(self) -> int:
        """When it was said last."""
        return max(source.row.order for source in self.sources)

    @property
    def words(self) -> str:
        """Who says it."""
        return "；".join(dict.fromkeys(source.row.place for source in self.sources))


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided of a cell, and whose it is in words."""

    key: str
    position: int
    text: str
    source: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class MergedCell:
    """One cell of the 汇总表.

    `sides` are the different things said in sheets; `ours` is what the registry holds (None: no such row or
    field, "": nothing). `conflict`: two of them differ, nobody has decided. `text` is what stands: decided,
    or the only thing said; "" where nothing was said or it is undecided.
    """

    position: int
    text: str
    sides: tuple[Side, ...] = ()
    ours: str | None = None
    conflict: bool = False
    decided: Choice | None = None

    @property
    def contested(self) -> bool:
        """Whether sheets, or a sheet and the registry, differ, decided or not."""
        return self.conflict or self.decided is not None

    @property
    def sources(self) -> tuple[str, ...]:
        """The files that say anything of it."""
        return tuple(dict.fromkeys(source.row.file for side in self.sides for source in side.sources))

    @property
    def newest(self) -> Side | None:
        """What was said last; None where two differ that came at once."""
        if not self.sides:
            return None
        last = max(side.order for side in self.sides)
        newest = [side for side in self.sides if side.order == last]
        return newest[0] if len(newest) == 1 else None


@dataclass(frozen=True, slots=True)
class MergedRow:
    """One row of the 汇总表: `keys` are all that its rows are matched by, decisions are kept under `key`."""

    key: str
    keys: tuple[str, ...]
    label: str
    cells: tuple[MergedCell, ...]
    rows: tuple[GivenRow, ...]
    enterprise_id: int | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The files it comes from."""
        return tuple(dict.fromkeys(row.file for row in self.rows))

    @property
    def extras(self) -> tuple[tuple[str, str], ...]:
        """What sheets said in columns of their own: header and text, each once."""
        return tuple(dict.fromkeys(extra for row in self.rows for extra in row.extras))

    @property
    def conflicts(self) -> tuple[MergedCell, ...]:
        """The cells that wait for a decision."""
        return tuple(cell for cell in self.cells if cell.conflict)


Ours = Callable[[Sequence[str]], tuple[int | None, Mapping[int, str]]]
"""The keys of a row → the enterprise they mean (None of none), and its texts by position."""


def merge(
    columns: Sequence[ExpectedColumn],
    rows: Sequence[GivenRow],
    forms: Mapping[str, str],
    ours: Ours,
    choices: Sequence[Choice] = (),
) -> list[MergedRow]:
    """Return the merged rows in the order of the parties, then of the sheets.

    Rows without a key, and all rows of a table without key columns, are brought together only where
    everything in them is the same.
    """
    chosen: dict[tuple[str, int], Choice] = {}
    for choice in sorted(choices, key=lambda one: one.decided_at):
        chosen[choice.key, choice.position] = choice
    merged = []
    for keys, group in _grouped(columns, rows, forms):
        enterprise_id, held = ours(keys)
        cells = tuple(
            _cell(column, position, group, held.get(position), keys, chosen, forms)
            for position, column in enumerate(columns)
        )
        merged.append(MergedRow(keys[0], keys, _label(columns, group), cells, tuple(group), enterprise_id))
    return merged


def _grouped(
    columns: Sequence[ExpectedColumn], rows: Sequence[GivenRow], forms: Mapping[str, str]
) -> list[tuple[tuple[str, ...], list[GivenRow]]]:
    ordered = sorted(rows, key=lambda row: (row.party_place, row.order, row.sheet_id, row.row, row.id))
    place = {row.id: number for number, row in enumerate(ordered)}
    own_keys = {row.id: row_keys(row.texts, columns, forms) for row in ordered}
    own_keys |= _of_the_party_itself(columns, ordered, own_keys)
    own_keys |= _of_rows_alike(columns, [row for row in ordered if not own_keys[row.id]])
    group_of: dict[str, int] = {}
    groups: dict[int, tuple[dict[str, None], list[GivenRow]]] = {}
    for number, row in enumerate(ordered):
        keys = own_keys[row.id]
        met = dict.fromkeys(group_of[key] for key in keys if key in group_of)
        home = next(iter(met), number)
        names, members = groups.setdefault(home, ({}, []))
        for other in list(met)[1:]:  # its code means one, its name another: one row, with what differs
            more_names, more = groups.pop(other)
            names.update(more_names)
            members.extend(more)
            for key in more_names:
                group_of[key] = home
        names.update(dict.fromkeys(keys))
        members.append(row)
        for key in keys:
            group_of[key] = home
    return [
        (tuple(names), sorted(members, key=lambda row: place[row.id]) if len(members) > 1 else members)
        for names, members in groups.values()
    ]


def _of_the_party_itself(
    columns: Sequence[ExpectedColumn], rows: Sequence[GivenRow], keys: Mapping[int, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    """Return the key of the one row without any in a village's own sheet: it can only be the village's."""
    key_columns = [column for column in columns if column.key]
    if len(key_columns) != 1 or not names_village(key_columns[0].label):
        return {}
    by_sheet: dict[int, list[GivenRow]] = {}
    for row in rows:
        by_sheet.setdefault(row.sheet_id, []).append(row)
    found: dict[int, tuple[str, ...]] = {}
    for members in by_sheet.values():
        nameless = [row for row in members if not keys[row.id]]
        if len(nameless) != 1 or not nameless[0].party:
            continue
        key = f"key:{comparable(nameless[0].party)}"
        if all(key not in keys[row.id] for row in members):
            found[nameless[0].id] = (key,)
    return found


def _of_rows_alike(columns: Sequence[ExpectedColumn], rows: Sequence[GivenRow]) -> dict[int, tuple[str, ...]]:
    """Return for rows without a key one that rows of the same party share which say the same everywhere.

    The second of two alike within a sheet is another row: it may well be meant.
    """
    seen: dict[tuple[int, str], int] = {}
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        said = "|".join(
            f"{position}={value_of(text, columns[position])}"
            for position, text in sorted(row.texts.items())
            if not columns[position].counted and not is_blank(text)
        )
        key = f"row:{row.party or row.sheet_id}|{said}"
        seen[row.sheet_id, key] = seen.get((row.sheet_id, key), 0) + 1
        found[row.id] = (f"{key}#{seen[row.sheet_id, key]}",)
    return found


def _cell(
    column: ExpectedColumn,
    position: int,
    rows: Sequence[GivenRow],
    held: str | None,
    keys: Sequence[str],
    chosen: Mapping[tuple[str, int], Choice],
    forms: Mapping[str, str],
) -> MergedCell:
    if column.counted:
        return MergedCell(position, "")
    if len(rows) == 1:  # most rows: nobody else says anything of them
        text = rows[0].texts.get(position, "")
        if is_blank(text):
            return MergedCell(position, "", ours=held)
        if held is None or is_blank(held) or held == text:
            only = Side(text, value_of(text, column, forms), (Source(rows[0], text),))
            return MergedCell(position, text, (only,), held)
    said: dict[Hashable, list[Source]] = {}
    for row in rows:
        text = row.texts.get(position, "")
        if not is_blank(text):
            said.setdefault(value_of(text, column, forms), []).append(Source(row, text))
    sides = tuple(Side(sources[0].text, value, tuple(sources)) for value, sources in said.items())
    values = set(said)
    if held is not None and not is_blank(held) and values:
        values.add(value_of(held, column, forms))
    if len(values) < 2:
        return MergedCell(position, sides[0].text if sides else "", sides, held)
    decided = max(
        (chosen[key, position] for key in keys if (key, position) in chosen),
        key=lambda choice: choice.decided_at,
        default=None,
    )
    if decided is not None:
        text = decided.text
        if decided.source == OURS and held is not None and not is_blank(held):
            text = held  # ours was taken, and ours may have changed since
        return MergedCell(position, text, sides, held, decided=replace(decided, text=text))
    return MergedCell(position, "", sides, held, conflict=True)


def _label(columns: Sequence[ExpectedColumn], rows: Sequence[GivenRow]) -> str:
    """Return whom the row tells of, as people call it: a name rather than a code."""
    keys = [(position, column) for position, column in enumerate(columns) if column.key]
    for position, _ in sorted(keys, key=lambda one: _LABELLED_BY.get(one[1].field, 1)):
        for row in rows:
            if not is_blank(text := row.texts.get(position, "")):
                return " ".join(text.split())
    party = next((row.party for row in rows if row.party), "")
    return f"{party}（{rows[0].place}）" if party else rows[0].place


_LABELLED_BY = {"name": 0, "village": 2, "code": 3}
