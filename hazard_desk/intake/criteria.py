"""A spreadsheet of 判定标准, one row an item → the standards with their items, each with its cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

from hazard_desk.errors import Problem
from hazard_desk.intake import cells
from hazard_desk.intake.headers import CRITERIA_HEADERS, INSPECTION_HEADERS, ColumnMap
from hazard_desk.intake.reading import Progress
from hazard_desk.intake.rows import (
    Fixes,
    SheetRows,
    cell_problem,
    in_reading_order,
    no_progress,
    read_fields,
    read_source,
    share,
)
from hazard_desk.rules.facts import CriterionFacts, StandardFacts, labels
from hazard_desk.rules.names import normalise_name
from hazard_desk.rules.numerals import chinese_number
from hazard_desk.rules.refusal import Refusal

_LABELS = {**labels(StandardFacts), **labels(CriterionFacts)}
_READERS: dict[str, Any] = {
    **dict.fromkeys(_LABELS, cells.read_line),
    "text": cells.read_lines,
    "effective_from": cells.read_date_cell,
    "effective_to": cells.read_date_cell,
}
_OF_STANDARD = ("name", "document_number", "effective_from", "effective_to")
_NUMBER = re.compile(r"第?[(（]?(\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?([条款项]?)")


@dataclass(slots=True)
class CriterionEntry:
    """One item as read, with the row it stood in."""

    facts: CriterionFacts
    _rows: SheetRows
    _index: int

    @property
    def row(self) -> int:
        """The row, from 1."""
        return self._rows.numbers[self._index]

    def problem(self, refusal: Refusal) -> Problem:
        """Return a refusal of the item, or of its standard, as a problem with its cell."""
        label = _LABELS.get(refusal.field, refusal.field)
        return cell_problem(self._rows, self._index, refusal.field, label, refusal.message, refusal.remedy)


@dataclass(slots=True)
class StandardEntry:
    """One standard as read: what its rows say of it, and its items."""

    facts: StandardFacts
    items: list[CriterionEntry]


@dataclass(slots=True)
class CriteriaIntake:
    """All that a file of 判定标准 holds; nothing may be stored while there are `problems`."""

    standards: list[StandardEntry]
    problems: list[Problem]
    warnings: list[Problem]
    skipped: Counter[str]
    unknown_columns: list[tuple[str, str]]
    columns: dict[str, ColumnMap] = field(default_factory=dict)


def read_criteria(
    path: Path,
    mapping: Mapping[str, ColumnMap] | None = None,
    *,
    today: date | None = None,
    skip: Set[tuple[str, int]] = frozenset(),
    fixes: Fixes | None = None,
    progress: Progress = no_progress,
) -> CriteriaIntake:
    """Read every visible sheet whose header is one of 判定标准; list everything that is refused.

    Rows with the same 文号, or without one the same 标准名称, are one standard. `today` forbids nothing here:
    a standard may well take force later.
    """
    source = read_source(
        path, CRITERIA_HEADERS, ("检查记录表", INSPECTION_HEADERS), mapping, skip, fixes or {}
    )
    intake = CriteriaIntake(
        [], source.problems, source.warnings, source.skipped, source.unknown_columns,
        {sheet.columns.sheet: sheet.columns for sheet in source.sheets},
    )  # fmt: skip
    total, before = source.total, 0
    progress(0, total)
    standards: dict[str, StandardEntry] = {}
    for sheet in source.sheets:
        found = read_fields(sheet, _READERS, frozenset(), intake.problems, share(progress, before, total))
        names = list(found)
        for index, values in enumerate(zip(*found.values(), strict=True)):
            _take_row(dict(zip(names, values, strict=True)), sheet, index, standards, intake)
        before += len(sheet.numbers)
    intake.standards = list(standards.values())
    intake.problems = in_reading_order(intake.problems, source.sheets)
    return intake


def _take_row(
    row: dict[str, Any],
    sheet: SheetRows,
    index: int,
    standards: dict[str, StandardEntry],
    intake: CriteriaIntake,
) -> None:
    """Put one row into the standard it belongs to."""
    facts = CriterionFacts(
        None,
        numbered(row.get("article", ""), "条"),
        numbered(row.get("item", ""), "项"),
        row.get("heading", ""),
        row.get("text", ""),
        row.get("keywords", ""),
    )
    entry = CriterionEntry(facts, sheet, index)

    def refuse(name: str, message: str, remedy: str) -> None:
        intake.problems.append(entry.problem(Refusal(name, message, remedy)))

    key = row.get("document_number", "") or normalise_name(row.get("name", ""))
    if not facts.article:
        refuse("article", "没有填写条。", "请填写，如“第三条”。")
    if not key:
        refuse("name", "没有填写标准名称（或文号）。", "请填写，合并的行请每行都填。")
        return
    standard = standards.get(key)
    if standard is None:
        given = {name: row[name] for name in _OF_STANDARD if row.get(name)}
        standards[key] = StandardEntry(StandardFacts(**given), [entry])
        return
    for name in _OF_STANDARD:
        value, known = row.get(name), getattr(standard.facts, name)
        if value and known and value != known:
            refuse(
                name, f"{_LABELS[name]}与第{standard.items[0].row}行不同，它们是同一部标准。", "请改成一样。"
            )
        elif value and not known:
            setattr(standard.facts, name, value)
    for other in standard.items:
        same = (other.facts.article, other.facts.item) == (facts.article, facts.item)
        if same and facts.article:
            refuse("item", f"{facts.article}{facts.item}与第{other.row}行重复。", "请核对，同一项只留一行。")
            break
    standard.items.append(entry)


def numbered(text: str, unit: str) -> str:
    """Return the number of an article or item as the standards write it: 3 → 第三条, (一) → 第（一）项.

    What is no plain number stays as it is.
    """
    plain = "".join(normalize("NFKC", text).split())
    found = _NUMBER.fullmatch(plain)
    if found is None or found[2] not in ("", unit):
        return text
    number = chinese_number(int(found[1])) if found[1].isdigit() else found[1]
    return f"第{number}条" if unit == "条" else f"第（{number}）{unit}"
