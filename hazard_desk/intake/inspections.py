"""A spreadsheet of inspections, one row a hazard → `InspectionFacts`, each with the rows it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hazard_desk.errors import Problem
from hazard_desk.intake import cells
from hazard_desk.intake.headers import ENTERPRISE_HEADERS, INSPECTION_HEADERS, ColumnMap
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
from hazard_desk.intake.term_variants import (
    HAZARD_LEVELS,
    INSPECTION_LEVELS,
    INSPECTION_MODES,
    RECHECK_RESULTS,
    REMEDIES,
    SOURCE_STAGES,
    SUPERVISION_LEVELS,
)
from hazard_desk.rules.facts import HazardFacts, InspectionFacts, labels
from hazard_desk.rules.inspection_checks import check_inspection
from hazard_desk.rules.names import normalise_name
from hazard_desk.rules.refusal import Refusal
from hazard_desk.terms import (
    HazardLevel,
    InspectionLevel,
    InspectionMode,
    RecheckResult,
    Remedy,
    SourceStage,
    SupervisionLevel,
)

_HAZARD = "hazard."
_LABELS = {
    **labels(InspectionFacts),
    **{_HAZARD + name: label for name, label in labels(HazardFacts).items()},
    "enterprise": "企业名称",
    "code": "统一社会信用代码",
}
_MONEY = frozenset({"hazard.funds_fen"})
_READERS: dict[str, Any] = {
    **dict.fromkeys(_LABELS, cells.read_line),
    **dict.fromkeys(
        (
            "content",
            "note",
            *(_HAZARD + name for name in ("description", "evidence", "basis", "measures")),
            *(_HAZARD + name for name in ("contingency_plan", "rectification_note", "note")),
        ),
        cells.read_lines,
    ),
    **dict.fromkeys(
        (
            "inspected_on",
            *(_HAZARD + name for name in ("deadline", "rectified_on", "rechecked_on")),
            *(_HAZARD + name for name in ("reported_to_authority_on", "reported_to_staff_on")),
        ),
        cells.read_date_cell,
    ),
    "code": cells.read_code_cell,
    "inspectors": cells.read_persons_cell,
    "campaigns": cells.read_words_cell,
    "level": cells.term_reader(InspectionLevel, INSPECTION_LEVELS),
    "stage": cells.term_reader(SourceStage, SOURCE_STAGES),
    "mode": cells.term_reader(InspectionMode, INSPECTION_MODES),
    "hazard.level": cells.term_reader(HazardLevel, HAZARD_LEVELS),
    "hazard.remedy": cells.term_reader(Remedy, REMEDIES),
    "hazard.supervision_level": cells.term_reader(SupervisionLevel, SUPERVISION_LEVELS),
    "hazard.recheck_result": cells.term_reader(RecheckResult, RECHECK_RESULTS),
    "hazard.funds_fen": cells.money_reader,
}
_ONE_VALUE = ("level", "stage", "mode", "experts", "inspecting_unit")
_NO_HAZARD = frozenset(
    {
        "无",
        "没有",
        "未发现",
        "无隐患",
        "无问题",
        "未发现隐患",
        "未发现问题",
        "未发现问题隐患",
        "未发现安全隐患",
    }
    | {"没有隐患", "没有问题", "未发现隐患问题", "未发现异常", "无异常", "未见异常", "/", "-", "—", "——"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hazard or inspection stood: a row of a sheet."""

    rows: SheetRows
    index: int

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.rows.columns.sheet

    @property
    def row(self) -> int:
        """The row, from 1."""
        return self.rows.numbers[self.index]


@dataclass(slots=True)
class InspectionEntry:
    """One inspection as read; `enterprise` and `code` as the sheet has them, for the registry to resolve.

    `places` are all its rows, `hazard_places` those of `facts.hazards`, one each.
    """

    facts: InspectionFacts
    enterprise: str
    code: str
    places: list[Place]
    hazard_places: list[Place] = field(default_factory=list)

    @property
    def sheet(self) -> str:
        """The sheet of the first row."""
        return self.places[0].sheet

    @property
    def row(self) -> int:
        """The first row, from 1."""
        return self.places[0].row

    def problem(self, refusal: Refusal) -> Problem:
        """Return a refusal (of `hazards.2.deadline`, `inspected_on` …) as a problem with its cell."""
        place, name = self.places[0], refusal.field
        if name.startswith("hazards."):
            _, number, last = name.split(".", 2)
            place, name = self.hazard_places[int(number)], _HAZARD + last
        label = _LABELS.get(name, name)
        return cell_problem(place.rows, place.index, name, label, refusal.message, refusal.remedy)


@dataclass(slots=True)
class InspectionIntake:
    """All that a file of inspections holds; nothing may be stored while there are `problems`."""

    inspections: list[InspectionEntry]
    problems: list[Problem]
    warnings: list[Problem]
    skipped: Counter[str]
    unknown_columns: list[tuple[str, str]]
    columns: dict[str, ColumnMap] = field(default_factory=dict)


def read_inspections(
    path: Path,
    mapping: Mapping[str, ColumnMap] | None = None,
    *,
    today: date | None = None,
    skip: Set[tuple[str, int]] = frozenset(),
    fixes: Fixes | None = None,
    progress: Progress = no_progress,
) -> InspectionIntake:
    """Read every visible sheet whose header is one of inspections; list everything that is refused.

    Rows with the same 检查编号 are one inspection, else those of one enterprise, day and team. With `today`
    the refusals of DESIGN §5 are applied too. What needs the registry (is the enterprise in it, is the
    number used) isn't done here. `skip` and `fixes` as in `read_enterprises`.
    """
    source = read_source(
        path, INSPECTION_HEADERS, ("企业信息表", ENTERPRISE_HEADERS), mapping, skip, fixes or {}
    )
    intake = InspectionIntake(
        [], source.problems, source.warnings, source.skipped, source.unknown_columns,
        {sheet.columns.sheet: sheet.columns for sheet in source.sheets},
    )  # fmt: skip
    total, before = source.total, 0
    progress(0, total)
    groups: dict[tuple[Any, ...], InspectionEntry] = {}
    for sheet in source.sheets:
        found = read_fields(sheet, _READERS, _MONEY, intake.problems, share(progress, before, total))
        bad = {(p.row, p.field) for p in intake.problems if p.sheet == sheet.columns.sheet}
        names = list(found)
        for index, values in enumerate(zip(*found.values(), strict=True)):
            _take_row(dict(zip(names, values, strict=True)), Place(sheet, index), groups, intake, bad)
        before += len(sheet.numbers)
    intake.inspections = list(groups.values())
    if today is not None:
        said = {(p.sheet, p.row, p.column) for p in intake.problems}
        for entry in intake.inspections:
            for refusal in check_inspection(entry.facts, today):
                problem = entry.problem(refusal)
                if (problem.sheet, problem.row, problem.column) not in said:  # said already why it is empty
                    intake.problems.append(problem)
    intake.problems = in_reading_order(intake.problems, source.sheets)
    return intake


def _take_row(
    row: dict[str, Any],
    place: Place,
    groups: dict[tuple[Any, ...], InspectionEntry],
    intake: InspectionIntake,
    bad: set[tuple[int | None, str]],
) -> None:
    """Put one row into the inspection it belongs to; a row that contradicts its inspection is a problem."""
    number = row.get("number", "")
    enterprise, code, day = row.get("enterprise", ""), row.get("code", ""), row.get("inspected_on")
    team = row.get("inspectors", ())
    key: tuple[Any, ...]
    key = (number,) if number else (code or normalise_name(enterprise), day, frozenset(team))
    entry = groups.get(key)
    if entry is None:
        _require(row, place, intake, bad)
        facts = InspectionFacts(
            number=number,
            inspected_on=day,
            level=row.get("level"),
            stage=row.get("stage"),
            inspectors=team,
            mode=row.get("mode"),
            experts=row.get("experts", ""),
            content=row.get("content", ""),
            inspecting_unit=row.get("inspecting_unit", ""),
            campaigns=row.get("campaigns", ()),
        )
        entry = groups[key] = InspectionEntry(facts, enterprise, code, [place])
    else:
        _compare(entry, row, place, intake)
        entry.places.append(place)
    hazard = _hazard_of(row)
    if hazard is not None:
        entry.facts.hazards.append(hazard)
        entry.hazard_places.append(place)
    elif row.get("note"):
        entry.facts.note = _joined(entry.facts.note, row["note"])


def _require(
    row: dict[str, Any], place: Place, intake: InspectionIntake, bad: set[tuple[int | None, str]]
) -> None:
    if not row.get("enterprise") and not row.get("code") and (place.row, "code") not in bad:
        name = "enterprise" if place.rows.columns.column_of("enterprise") is not None else "code"
        _refuse(
            intake, place, name, "没有填写企业名称（或统一社会信用代码）。", "请填写，合并的行请每行都填。"
        )
    if row.get("inspected_on") is None and (place.row, "inspected_on") not in bad:
        _refuse(intake, place, "inspected_on", "没有填写检查日期。", "请填写检查日期。")


def _compare(entry: InspectionEntry, row: dict[str, Any], place: Place, intake: InspectionIntake) -> None:
    """Fill what the first row left empty; refuse what says otherwise than the first row."""
    facts = entry.facts
    first = f"与第{entry.row}行不同，它们是同一次检查" + (f"（{facts.number}）。" if facts.number else "。")
    remedy = (
        "请改成一样，或改正检查编号。" if facts.number else "请改成一样；不是同一次检查的，请写上检查编号。"
    )

    def differs(name: str) -> None:
        _refuse(intake, place, name, f"{_LABELS[name]}{first}", remedy)

    enterprise, code, day = row.get("enterprise", ""), row.get("code", ""), row.get("inspected_on")
    if enterprise and entry.enterprise and normalise_name(enterprise) != normalise_name(entry.enterprise):
        differs("enterprise")
    if code and entry.code and code != entry.code:
        differs("code")
    if day and facts.inspected_on and day != facts.inspected_on:
        differs("inspected_on")
    team = row.get("inspectors", ())
    if team and facts.inspectors and set(team) != set(facts.inspectors):
        differs("inspectors")
    for name in _ONE_VALUE:
        value = row.get(name)
        if value and getattr(facts, name) and value != getattr(facts, name):
            differs(name)
        elif value and not getattr(facts, name):
            setattr(facts, name, value)
    entry.enterprise = entry.enterprise or enterprise
    entry.code = entry.code or code
    facts.inspected_on = facts.inspected_on or day
    facts.inspectors = facts.inspectors or team
    facts.campaigns = tuple(dict.fromkeys((*facts.campaigns, *row.get("campaigns", ()))))
    facts.content = _joined(facts.content, row.get("content", ""))


def _hazard_of(row: dict[str, Any]) -> HazardFacts | None:
    """Return the row's hazard; None where all its cells are empty, or only say 无隐患."""
    values = {name.removeprefix(_HAZARD): v for name, v in row.items() if name.startswith(_HAZARD)}
    rest = [value for name, value in values.items() if name != "description" and value not in (None, "")]
    description = values.get("description", "")
    if not rest and (not description or description.rstrip("。.") in _NO_HAZARD):
        return None
    return HazardFacts(**values, note=row.get("note", ""))


def _joined(text: str, more: str) -> str:
    if not more or more in text.split("\n"):
        return text
    return f"{text}\n{more}" if text else more


def _refuse(intake: InspectionIntake, place: Place, name: str, message: str, remedy: str) -> None:
    intake.problems.append(
        cell_problem(place.rows, place.index, name, _LABELS.get(name, name), message, remedy)
    )
