"""导入: rows read from a spreadsheet into the office file, all of them or none (DESIGN §8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.intake.criteria import CriteriaIntake, read_criteria
from hazard_desk.intake.enterprises import EnterpriseIntake, read_enterprises
from hazard_desk.intake.headers import ColumnMap
from hazard_desk.intake.inspections import InspectionIntake, read_inspections
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

Intake = EnterpriseIntake | InspectionIntake | CriteriaIntake
Progress = Callable[[int, int], None]
KINDS = {"enterprises": "企业", "inspections": "检查", "criteria": "判定标准"}
_UNITS = {"enterprises": "家", "inspections": "次", "criteria": "条"}
_READERS: dict[str, Callable[..., Intake]] = {
    "enterprises": read_enterprises,
    "inspections": read_inspections,
    "criteria": read_criteria,
}


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`update` merges what is already in the registry; `campaign` takes in all inspections read."""

    update: bool = False
    campaign: str | None = None


@dataclass(slots=True)
class ImportPlan:
    """What an import would do; nothing is done while there are `problems`."""

    kind: str
    problems: list[Problem]
    warnings: list[Problem]
    skipped: Counter[str]
    unknown_columns: list[tuple[str, str]]
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    hazards: int = 0
    notices: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What is done, in one sentence."""
        unit = _UNITS[self.kind]
        parts = [f"新增{KINDS[self.kind]} {self.added} {unit}"]
        if self.hazards:
            parts.append(f"隐患 {self.hazards} 条")
        if self.updated:
            parts.append(f"更新 {self.updated} {unit}")
        if self.unchanged:
            parts.append(f"无变化 {self.unchanged} {unit}")
        skipped = sum(self.skipped.values())
        if skipped:
            kinds = "、".join(f"{what} {count}" for what, count in self.skipped.items())
            parts.append(f"跳过 {skipped} 行（{kinds}）")
        return "，".join(parts)


def read_file(
    kind: str,
    path: Path,
    today: date,
    mapping: Mapping[str, ColumnMap] | None = None,
    skip: Set[tuple[str, int]] = frozenset(),
    fixes: Mapping[tuple[str, int, str], str] | None = None,
    progress: Progress = no_progress,
) -> Intake:
    """Read a spreadsheet of `kind` into facts; a file that is none is refused (InputRefused)."""
    return _READERS[kind](path, mapping, today=today, skip=skip, fixes=fixes, progress=progress)


def plan_import(reading: Reading, kind: str, intake: Intake, options: ImportOptions) -> ImportPlan:
    """Return what importing `intake` would do to this office file; nothing is written."""
    plan: ImportPlan = _importer(reading, kind, intake, options).plan
    return plan


def back_up_first(work: UnitOfWork) -> Changes:
    """Make the verified copy that precedes every import and name it; the file itself isn't touched."""
    from hazard_desk.store.safekeeping.backups.copies import make_backup

    files = work.session.connection().exec_driver_sql("PRAGMA database_list")
    database = next(Path(file) for _, name, file in files if name == "main")
    return Changes(make_backup(database, database.parent / "backups", work.now, "导入前").name)


def import_records(
    work: UnitOfWork,
    kind: str,
    intake: Intake,
    options: ImportOptions,
    source: str = "",
    progress: Progress = no_progress,
) -> Changes:
    """Import what was read: one transaction, one entry of the journal, one step to undo.

    Refused with every problem listed, and nothing written, while there is one. `source` is the name of
    the file, for the journal; `progress` may raise Cancelled.
    """
    importer = _importer(work, kind, intake, options)
    plan = importer.plan
    if plan.problems:
        raise InputRefused(plan.problems)
    importer.write(work, progress)
    changes = Changes(f"导入{f'「{source}」' if source else ''}：{plan.summary}", notices=list(plan.notices))
    changes.counts = {
        "added": plan.added,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "hazards": plan.hazards,
        "skipped": sum(plan.skipped.values()),
    }
    return changes


def _importer(reading: Reading, kind: str, intake: Intake, options: ImportOptions) -> Any:
    from hazard_desk.services.importing.criteria import CriteriaImport
    from hazard_desk.services.importing.enterprises import EnterpriseImport
    from hazard_desk.services.importing.inspections import InspectionImport

    plan = ImportPlan(
        kind, list(intake.problems), list(intake.warnings), intake.skipped, list(intake.unknown_columns)
    )
    if isinstance(intake, CriteriaIntake):
        return CriteriaImport(reading, intake, options, plan)
    if isinstance(intake, EnterpriseIntake):
        return EnterpriseImport(reading, intake, options, plan)
    return InspectionImport(reading, intake, options, plan)
