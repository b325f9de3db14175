"""What was agreed on, written into the registry in one step: shown beforehand, new enterprises offered.

Only columns that are ours are written, only what is decided or was never contested; a blank clears nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Some
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, InputRefused, Problem
from hazard_desk.intake.enterprises import intake_of
from hazard_desk.intake.headers import ColumnMap
from hazard_desk.intake.reading import Cell
from hazard_desk.intake.rows import SheetRows, Source
from hazard_desk.model import ReturnedChoice
from hazard_desk.services.collecting.comparing import is_blank
from hazard_desk.services.collecting.facts import FIELDS, IDENTIFYING, ExpectedColumn
from hazard_desk.services.collecting.merged_table import Merged, field_text, merged
from hazard_desk.services.collecting.merging import OURS, MergedRow
from hazard_desk.services.importing.batch import ImportOptions, ImportPlan, no_progress
from hazard_desk.services.importing.enterprises import EnterpriseImport
from hazard_desk.services.registry import enterprise_facts
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import PartyKind

_SHEET = "汇总表"


@dataclass(frozen=True, slots=True)
class RegistryChange:
    """One field of one enterprise that would be written: what it holds, what it'd hold, and whose that is."""

    key: str
    enterprise: str
    field: str
    label: str
    before: str
    after: str
    source: str


@dataclass(frozen=True, slots=True)
class NewEnterprise:
    """A row of an enterprise that the registry hasn't: offered, never made by itself."""

    key: str
    name: str
    texts: Mapping[str, str]  # field → text
    source: str


@dataclass(frozen=True, slots=True)
class RegistryPlan:
    """What writing would do; nothing is written while there are `problems`. `waiting` cells are undecided."""

    changes: tuple[RegistryChange, ...]
    new: tuple[NewEnterprise, ...]
    problems: tuple[Problem, ...]
    waiting: int
    notices: tuple[str, ...] = ()


def registry_plan(
    reading: Reading, collection_id: int, new_keys: Some[str] = (), table: Merged | None = None
) -> RegistryPlan:
    """Return what `apply_to_registry` would do with these new enterprises; nothing is written.

    `table` is the 汇总表 as it stands, where it's at hand.
    """
    table = table or merged(reading, collection_id)
    changes, new = _planned(reading, table)
    importer = _importer(reading, table, changes, [one for one in new if one.key in new_keys])
    return RegistryPlan(
        tuple(changes),
        tuple(new),
        tuple(_at_its_row(problem, table) for problem in importer.plan.problems) if importer else (),
        sum(1 for one in table.conflicts if table.columns[one.cell.position].field),
        tuple(importer.plan.notices) if importer else (),
    )


def apply_to_registry(work: UnitOfWork, collection_id: int, new_keys: Some[str] = ()) -> Changes:
    """Write what was agreed on, and the new enterprises of `new_keys`, as one operation that can be undone.

    Refused with every problem, and nothing written, where a value can't be stored. What is undecided is left.
    """
    table = merged(work, collection_id)
    changes, offered = _planned(work, table)
    new = [one for one in offered if one.key in new_keys]
    importer = _importer(work, table, changes, new)
    if importer is None:
        raise HazardDeskError(
            "没有要写入企业档案的内容。",
            "没有改动任何数据。",
            "对应台账的栏里，还没有与台账不同且已经定下来的；请先处理冲突，或核对各栏对应的台账内容。",
        )
    if importer.plan.problems:
        raise InputRefused([_at_its_row(problem, table) for problem in importer.plan.problems])
    importer.write(work, no_progress)
    _follow_the_registry(work, table)
    touched = len({change.key for change in changes})
    said = "，".join(
        part
        for part in (
            f"更新 {touched} 家企业 {len(changes)} 处" if changes else "",
            f"新增企业 {len(new)} 家" if new else "",
        )
        if part
    )
    return Changes(
        f"收表「{table.name}」写入企业档案：{said}",
        collection_id,
        list(importer.plan.notices),
        counts={"enterprises": touched, "values": len(changes), "added": len(new)},
    )


def _follow_the_registry(work: UnitOfWork, table: Merged) -> None:
    """Let what was written be ours from now on: what is changed in the registry later isn't written over."""
    written = {
        (cell.decided.key, cell.position)
        for row in table.rows
        for cell in row.cells
        if row.enterprise_id is not None
        and cell.decided is not None
        and table.columns[cell.position].field
        and not is_blank(cell.text)
    }
    choices = select(ReturnedChoice).where(ReturnedChoice.collection_id == table.collection_id)
    for choice in work.session.scalars(choices):
        if (choice.key, choice.position) in written:
            choice.source = OURS


def _planned(reading: Reading, table: Merged) -> tuple[list[RegistryChange], list[NewEnterprise]]:
    changes: list[RegistryChange] = []
    new: list[NewEnterprise] = []
    for row in table.rows:
        if row.enterprise_id is None:
            offered = _offered(table, row)
            if offered is not None:
                new.append(offered)
            continue
        for cell in row.cells:
            column = table.columns[cell.position]
            if not column.field or cell.conflict or is_blank(cell.text):
                continue
            held = cell.ours or ""
            if not is_blank(held) and table.value(held, cell.position) == table.value(
                cell.text, cell.position
            ):
                continue
            changes.append(
                RegistryChange(
                    row.key,
                    row.label,
                    column.field,
                    column.label,
                    held,
                    cell.text,
                    cell.decided.source if cell.decided else cell.sides[0].words,
                )
            )
    return changes, new


def _offered(table: Merged, row: MergedRow) -> NewEnterprise | None:
    """Return the new enterprise that a row tells of; none where it names none, or is still undecided."""
    texts: dict[str, str] = {}
    for cell in row.cells:
        field = table.columns[cell.position].field
        if field and cell.conflict:
            return None
        if field and not is_blank(cell.text):
            texts[field] = cell.text
    if "name" not in texts:
        return None
    parties = {given.party for given in row.rows if given.party}
    if table.asked is PartyKind.VILLAGE and len(parties) == 1:
        texts.setdefault("village", parties.pop())  # whose sheet it stands in
    return NewEnterprise(row.key, texts["name"], texts, "、".join(row.files))


def _importer(
    reading: Reading, table: Merged, changes: Sequence[RegistryChange], new: Sequence[NewEnterprise]
) -> EnterpriseImport | None:
    """Return the import that writes these: the registry's own checks and its own writing."""
    units = {column.field: column.unit for column in table.columns if column.field}
    number = {row.key: at + 1 for at, row in enumerate(table.rows)}
    wanted: dict[str, dict[str, str]] = {}
    for change in changes:
        wanted.setdefault(change.key, {})[change.field] = change.after
    who = {row.key: row.enterprise_id for row in table.rows if row.enterprise_id is not None}
    known: dict[int, dict[str, str]] = {}
    ids = sorted({who[key] for key in wanted})
    for some in in_chunks(ids):
        for enterprise_id, facts in enterprise_facts(reading, some).items():
            known[enterprise_id] = {field: field_text(facts, field) for field in IDENTIFYING}
    rows = [(key, {**known[who[key]], **texts}) for key, texts in wanted.items()]
    rows += [(one.key, dict(one.texts)) for one in new]
    if not rows:
        return None
    fields = [field for field in FIELDS if any(field in texts for _, texts in rows)]
    columns = ColumnMap(
        _SHEET,
        0,
        dict(enumerate(fields)),
        {at: _label(table.columns, field) for at, field in enumerate(fields)},
        {at: units.get(field, "") for at, field in enumerate(fields)},
    )
    cells: list[list[Cell]] = [[texts.get(field, "") for field in fields] for _, texts in rows]
    sheet = SheetRows(columns, [number[key] for key, _ in rows], cells)
    intake = intake_of(Source([sheet]), reading.today)
    plan = ImportPlan("enterprises", list(intake.problems), list(intake.warnings), Counter(), [])
    return EnterpriseImport(reading, intake, ImportOptions(update=True), plan)


def _label(columns: Sequence[ExpectedColumn], field: str) -> str:
    return next((column.label for column in columns if column.field == field), FIELDS[field])


def _at_its_row(problem: Problem, table: Merged) -> Problem:
    """Return the problem with whom it is about in place of a row number that nobody sees."""
    if problem.row is None or not 0 < problem.row <= len(table.rows):
        return problem
    row = table.rows[problem.row - 1]
    return replace(problem, sheet=row.label, row=None)
