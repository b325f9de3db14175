"""The sheets of the chosen file: how their columns were recognised and what the user has set by hand."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk.intake.cells import shown
from hazard_desk.intake.headers import (
    ENTERPRISE_HEADERS,
    INSPECTION_HEADERS,
    ColumnMap,
    Words,
    find_columns,
    header_key,
)
from hazard_desk.intake.rows import GUIDE_SHEET
from hazard_desk.intake.template import ENTERPRISE_LABELS, INSPECTION_LABELS

if TYPE_CHECKING:
    from hazard_desk.intake.reading import Cell, Grid
    from ui.background import Progress

ENTERPRISES, INSPECTIONS = "enterprises", "inspections"
KINDS = {ENTERPRISES: "企业", INSPECTIONS: "检查记录"}
_SAMPLES = 3
_SAMPLED_ROWS = 200
_MONEY_UNIT = re.compile(r"亿元|万元|元")


def labels_of(kind: str) -> dict[str, str]:
    """Return field → printed label of everything that this kind of sheet can hold."""
    return ENTERPRISE_LABELS if kind == ENTERPRISES else INSPECTION_LABELS


def words_of(kind: str) -> Words:
    """Return the header words of this kind of sheet."""
    return ENTERPRISE_HEADERS if kind == ENTERPRISES else INSPECTION_HEADERS


def other_kind(kind: str) -> str:
    """Return the kind that this one may be mistaken for."""
    return INSPECTIONS if kind == ENTERPRISES else ENTERPRISES


@dataclass(slots=True)
class SheetLook:
    """One visible sheet with its header; `columns` is what is read, `found` what was recognised."""

    kind: str
    grid: Grid
    found: ColumnMap | None
    columns: ColumnMap
    included: bool
    mistaken: bool = False  # its header is rather that of the other kind

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self.grid.name

    @property
    def width(self) -> int:
        """How many columns the sheet has."""
        return max(map(len, self.grid.rows), default=0)

    @property
    def row_count(self) -> int:
        """How many filled rows stand below the header."""
        return sum(any(cell != "" for cell in row) for row in self.grid.rows[self.columns.header_rows :])

    def shown_columns(self) -> list[int]:
        """Return the columns that have a header or hold anything."""
        rows = self.grid.rows[self.columns.header_rows : self.columns.header_rows + _SAMPLED_ROWS]
        return [
            column
            for column in range(self.width)
            if self.columns.labels.get(column) or any(row[column] != "" for row in rows)
        ]

    def samples(self, column: int) -> list[str]:
        """Return the first different values below a column's header."""
        found: dict[str, None] = {}
        for row in self.grid.rows[self.columns.header_rows : self.columns.header_rows + _SAMPLED_ROWS]:
            text = " ".join(shown(row[column]).split())
            if text:
                found[text] = None
            if len(found) == _SAMPLES:
                break
        return list(found)

    def assign(self, column: int, name: str) -> None:
        """Say by hand what a column holds; "" for nothing. Doubts about it are settled thereby."""
        columns = self.columns
        columns.columns.pop(column, None)
        for doubted, places in list(columns.ambiguous.items()):
            if column in places:
                left = [at for at in places if at != column]
                columns.ambiguous[doubted] = left
                if len(left) == 1 or name == doubted:
                    columns.ambiguous.pop(doubted)
                if len(left) == 1 and name != doubted:
                    columns.columns[left[0]] = doubted
        if name:
            columns.columns[column] = name
            columns.ambiguous.pop(name, None)
            if name.endswith(
                "_fen"
            ):  # a heading that the program doesn't know may still say what it counts in
                unit = _MONEY_UNIT.search(columns.labels.get(column, ""))
                columns.units[column] = columns.units.get(column) or (unit.group() if unit else "")
        columns.columns = dict(sorted(columns.columns.items()))
        columns.unknown = [at for at in columns.unknown if at not in columns.columns]

    def set_header_row(self, number: int) -> None:
        """Take row `number` (from 1) as the last row of the header."""
        if self.found is not None and number == self.found.header_rows:
            self.columns = deepcopy(self.found)
            return
        self.columns = _by_hand(self.grid, number, words_of(self.kind))

    def doubled(self) -> set[int]:
        """Return the columns that claim the same field as another one."""
        counts = Counter(self.columns.columns.values())
        return {at for at, name in self.columns.columns.items() if counts[name] > 1} | {
            at for places in self.columns.ambiguous.values() for at in places
        }

    def obstacle(self) -> str:
        """Say in a sentence why this sheet can't be read yet, "" where it can."""
        if not self.included:
            return ""
        held = set(self.columns.columns.values())
        labels = labels_of(self.kind)
        for group in words_of(self.kind).required:
            if not held.intersection(group) and not any(name in self.columns.ambiguous for name in group):
                wanted = "或".join(labels[name] for name in group)
                return f"工作表“{self.name}”还没有指定哪一列是{wanted}。"
        doubled = self.doubled()
        if doubled:
            heads = "、".join(f"“{self.columns.labels.get(at) or letters(at)}”" for at in sorted(doubled))
            return f"工作表“{self.name}”里有几列对着同一项（{heads}），请只留一列，其余选“不导入”。"
        return ""


@dataclass(slots=True)
class FileLook:
    """What was found in the chosen file, before anything is read into facts."""

    kind: str
    path: Path
    sheets: list[SheetLook]
    hidden: list[str] = field(default_factory=list)

    @property
    def mistaken(self) -> bool:
        """Tell whether the file is rather one of the other kind."""
        return any(sheet.mistaken for sheet in self.sheets) and not any(
            sheet.found is not None and not sheet.mistaken for sheet in self.sheets
        )

    def obstacle(self) -> str:
        """Say why the file can't be read yet, "" where it can."""
        if not any(sheet.included for sheet in self.sheets):
            return "没有选中任何工作表。"
        return next((said for sheet in self.sheets if (said := sheet.obstacle())), "")

    def mapping(self) -> dict[str, ColumnMap]:
        """Return the map of every sheet; one without columns for those set aside. Reading may change it."""
        return {
            sheet.name: deepcopy(sheet.columns)
            if sheet.included
            else ColumnMap(sheet.name, sheet.columns.header_rows)
            for sheet in self.sheets
        }


def look_into(kind: str, path: Path, progress: Progress) -> FileLook:
    """Open the file and recognise the headers of its sheets; InputRefused where it can't be read."""
    from hazard_desk.intake.containers import refuse
    from hazard_desk.intake.reading import open_workbook

    progress.report(0, 0)
    workbook = open_workbook(path)
    look = FileLook(kind, path, [], workbook.hidden)
    for done, grid in enumerate(workbook.grids):
        progress.report(done, len(workbook.grids))
        if not any(cell != "" for row in grid.rows for cell in row):
            continue
        found = find_columns(grid, words_of(kind))
        if found is None and grid.name == GUIDE_SHEET:
            continue
        rival = find_columns(grid, words_of(other_kind(kind)))
        mistaken = rival is not None and (found is None or len(rival.columns) > len(found.columns))
        columns = deepcopy(found) or _by_hand(grid, _first_row(grid), words_of(kind))
        look.sheets.append(
            SheetLook(kind, grid, found, columns, found is not None and not mistaken, mistaken)
        )
    if not look.sheets:
        raise refuse(path, "里面没有内容。", "请检查是不是选错了文件。")
    if not any(sheet.included for sheet in look.sheets):
        look.sheets[0].included = True  # for the user to map by hand
    return look


def letters(column: int) -> str:
    """Return the letters by which spreadsheet programs name a column."""
    from hazard_desk.intake.defects import column_letters

    return column_letters(column)


def _first_row(grid: Grid) -> int:
    return next(i for i, row in enumerate(grid.rows, 1) if any(cell != "" for cell in row))


def _by_hand(grid: Grid, header_row: int, words: Words) -> ColumnMap:
    """Return a map with this row as header; what its words say by themselves is taken over."""
    row: list[Cell] = grid.rows[header_row - 1]
    columns = ColumnMap(grid.name, header_row)
    columns.labels = {i: text for i, cell in enumerate(row) if (text := "".join(shown(cell).split()))}
    for at in columns.labels:
        known = words.keys.get(header_key(columns.labels[at]))
        if known is not None and known[0] not in columns.columns.values():
            columns.columns[at] = known[0]
            unit = _MONEY_UNIT.search(columns.labels[at])
            columns.units[at] = unit.group() if unit else ""
    return columns
