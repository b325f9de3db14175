"""A spreadsheet of enterprises → `EnterpriseFacts`, each with the row it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Set
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import Any

from hazard_desk.errors import Problem
from hazard_desk.intake import cells
from hazard_desk.intake.cells import Reader
from hazard_desk.intake.headers import ENTERPRISE_HEADERS, INSPECTION_HEADERS, ColumnMap
from hazard_desk.intake.reading import Progress
from hazard_desk.intake.rows import (
    Fixes,
    SheetRows,
    Source,
    cell_problem,
    in_reading_order,
    no_progress,
    read_fields,
    read_source,
    share,
)
from hazard_desk.intake.term_variants import PLACE_KINDS, RISK_LEVELS, SIZE_SECTORS, SIZES
from hazard_desk.rules.credit_codes import means_no_code
from hazard_desk.rules.enterprise_checks import check_enterprise, warn_enterprise
from hazard_desk.rules.facts import EnterpriseFacts, labels
from hazard_desk.rules.names import normalise_name
from hazard_desk.rules.refusal import Refusal
from hazard_desk.terms import EnterpriseSize, PlaceKind, RiskLevel, SizeSector

_LABELS = labels(EnterpriseFacts)
_MONEY = frozenset({"registered_capital_fen", "assets_fen"})
_COUNTS = (
    "staff_total",
    "staff_regular",
    "staff_temporary",
    "staff_trained",
    "staff_insured",
    "safety_officer_count",
    "safety_body_count",
)
_PHONES = (
    "office_phone",
    "principal_phone",
    "safety_head_phone",
    "safety_body_phone",
    "duty_phone",
    "safety_body_head_phone",
)
_READERS: dict[str, Any] = {
    **dict.fromkeys(_LABELS, cells.read_line),
    **dict.fromkeys(("products", "illegal_conduct", "safety_officers", "note"), cells.read_lines),
    **dict.fromkeys(_COUNTS, cells.read_count),
    **dict.fromkeys(_PHONES, cells.read_phone_cell),
    **dict.fromkeys(_MONEY, cells.money_reader),
    "code": cells.read_code_cell,
    "established": cells.read_partial_date_cell,
    "industries": cells.read_words_cell,
    "has_major_hazard_source": cells.read_yes_no,
    "kind": cells.term_reader(PlaceKind, PLACE_KINDS),
    "size": cells.term_reader(EnterpriseSize, SIZES),
    "size_sector": cells.term_reader(SizeSector, SIZE_SECTORS),
    "risk_level": cells.term_reader(RiskLevel, RISK_LEVELS),
}
_DEFAULTS = {f.name: None if f.default is MISSING else f.default for f in fields(EnterpriseFacts)}


@dataclass(slots=True)
class EnterpriseRow:
    """One enterprise as read, with its place: sheet and row (from 1)."""

    sheet: str
    row: int
    facts: EnterpriseFacts
    _rows: SheetRows
    _index: int

    def problem(self, refusal: Refusal) -> Problem:
        """Return a refusal of these facts as a problem that points to its cell."""
        label = _LABELS.get(refusal.field, refusal.field)
        return cell_problem(self._rows, self._index, refusal.field, label, refusal.message, refusal.remedy)

    def given(self, name: str) -> bool:
        """Say whether the sheet has a column for the field and this row holds something in it."""
        column = self._rows.columns.column_of(name)
        return column is not None and self._rows.cells[self._index][column] != ""


@dataclass(slots=True)
class EnterpriseIntake:
    """All that a file of enterprises holds; nothing may be stored while there are `problems`."""

    rows: list[EnterpriseRow]
    problems: list[Problem]
    warnings: list[Problem]
    skipped: Counter[str]
    unknown_columns: list[tuple[str, str]]
    columns: dict[str, ColumnMap] = field(default_factory=dict)


def read_enterprises(
    path: Path,
    mapping: Mapping[str, ColumnMap] | None = None,
    *,
    today: date | None = None,
    skip: Set[tuple[str, int]] = frozenset(),
    fixes: Fixes | None = None,
    progress: Progress = no_progress,
) -> EnterpriseIntake:
    """Read every visible sheet whose header is one of enterprises; list everything that is refused.

    With `today` the rules of entry are applied too (`check_enterprise`, `warn_enterprise`). A sheet without
    a village column that is named after a village (…村, …社区) gives its rows that village. `skip` leaves
    rows out, `fixes` puts other texts in; both name sheet and row. What needs the registry isn't done here.
    """
    source = read_source(
        path, ENTERPRISE_HEADERS, ("检查记录表", INSPECTION_HEADERS), mapping, skip, fixes or {}
    )
    return intake_of(source, today, progress)


def field_reader(name: str, unit: str = "") -> Reader:
    """Return what reads a cell of this field; money in `unit` where the header says one."""
    reader: Any = _READERS[name]
    return reader(unit) if name in _MONEY else reader  # type: ignore[no-any-return]


def intake_of(source: Source, today: date | None, progress: Progress = no_progress) -> EnterpriseIntake:
    """Read the facts of rows that were found, in a file or elsewhere; otherwise as `read_enterprises`."""
    intake = EnterpriseIntake(
        [], source.problems, source.warnings, source.skipped, source.unknown_columns,
        {sheet.columns.sheet: sheet.columns for sheet in source.sheets},
    )  # fmt: skip
    total, before = source.total, 0
    progress(0, total)
    for sheet in source.sheets:
        intake.rows += _read_sheet(sheet, intake.problems, share(progress, before, total))
        before += len(sheet.numbers)
    _find_duplicates(intake)
    for i, row in enumerate(intake.rows):
        if not row.facts.name:
            refusal = Refusal("name", "没有填写单位名称。", "请填写全称；不是企业的行请删除或跳过。")
            intake.problems.append(row.problem(refusal))
        if today is not None:
            refused = check_enterprise(row.facts, today)
            intake.problems += [row.problem(r) for r in refused if r.field != "name"]
            intake.warnings += map(row.problem, warn_enterprise(row.facts))
            if i % 5000 == 0:
                progress(total, total)  # may be cancelled here too
    intake.problems = in_reading_order(intake.problems, source.sheets)
    return intake


def _read_sheet(
    sheet: SheetRows, problems: list[Problem], progress: Callable[[int], None]
) -> list[EnterpriseRow]:
    found = read_fields(sheet, _READERS, _MONEY, problems, progress)
    if "kind" in found:
        found["kind"] = [kind or PlaceKind.ENTERPRISE for kind in found["kind"]]
    if sheet.village:
        own = found.get("village") or [""] * len(sheet.numbers)  # typed in the preview
        found["village"] = [village or sheet.village for village in own]
    columns = (found.get(name) or repeat(default, len(sheet.numbers)) for name, default in _DEFAULTS.items())
    facts = list(map(EnterpriseFacts, *columns))
    code = sheet.columns.column_of("code")
    if code is not None:
        for fact, row in zip(facts, sheet.cells, strict=True):
            if not fact.code and not fact.no_code_reason:
                text = row[code]
                if isinstance(text, str) and means_no_code(text):
                    fact.no_code_reason = text.strip()
    name = sheet.columns.sheet
    return [
        EnterpriseRow(name, number, fact, sheet, i)
        for i, (number, fact) in enumerate(zip(sheet.numbers, facts, strict=True))
    ]


def _find_duplicates(intake: EnterpriseIntake) -> None:
    """Refuse a code that stands twice, or a name that stands twice unless both have codes of their own."""
    codes: dict[str, EnterpriseRow] = {}
    names: dict[str, EnterpriseRow] = {}
    for row in intake.rows:
        code = row.facts.code
        if code:
            first = codes.setdefault(code, row)
            if first is not row:
                message = f"代码与{_place(first)}重复。"
                intake.problems.append(row.problem(Refusal("code", message, "请核对，同一家只留一行。")))
                continue
        name = normalise_name(row.facts.name)
        first = names.setdefault(name, row) if name else row
        if first is row:
            continue
        if code and first.facts.code:
            message = f"名称与{_place(first)}相同，但代码不同。"
            intake.warnings.append(row.problem(Refusal("name", message, "请核对是不是同一家。")))
        else:
            message = f"名称与{_place(first)}重复。"
            intake.problems.append(row.problem(Refusal("name", message, "请核对，同一家只留一行。")))


def _place(row: EnterpriseRow) -> str:
    return f"工作表“{row.sheet}”第{row.row}行"
