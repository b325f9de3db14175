"""Reads the chosen sheets with all that the user has mended, for the table and for the import."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ui.dialogs.import_wizard.sheets import other_kind, words_of

if TYPE_CHECKING:
    from hazard_desk.intake.headers import ColumnMap
    from hazard_desk.intake.rows import SheetRows
    from hazard_desk.services.importing.batch import Intake
    from ui.background import Progress

RowKey = tuple[str, int]
"""(sheet, row from 1)."""
CellKey = tuple[str, int, str]
"""(sheet, row from 1, field)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read: the file, its columns, and what the user has put right or left out."""

    kind: str
    path: Path
    mapping: Mapping[str, ColumnMap]
    skip: Set[RowKey]
    fixes: Mapping[CellKey, str]


def read_rows(wanted: Wanted, progress: Progress) -> list[SheetRows]:
    """Return the rows that hold facts, as the file has them: nothing skipped, nothing put right."""
    from hazard_desk.intake.rows import read_source

    progress.report(0, 0)
    other = (other_kind(wanted.kind), words_of(other_kind(wanted.kind)))
    source = read_source(wanted.path, words_of(wanted.kind), other, dict(wanted.mapping), frozenset(), {})
    return [sheet for sheet in source.sheets if sheet.numbers]


def read_intake(wanted: Wanted, progress: Progress) -> Intake:
    """Return the facts of the rows, with the user's texts in place of the file's."""
    from hazard_desk.services.importing.batch import read_file

    progress.report(0, 0)
    return read_file(
        wanted.kind,
        wanted.path,
        date.today(),
        dict(wanted.mapping),
        wanted.skip,
        dict(wanted.fixes),
        progress.report,
    )
