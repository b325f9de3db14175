"""An office on a fixed day, what is entered into it, and its forms read as a clerk reads the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hazard_desk.forms.sheet import Cell, Sheet
from hazard_desk.model import Enterprise, Hazard
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import add_campaign, set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import HazardLevel, HazardState, InspectionLevel, Remedy

OFFICE = "文水县西槽头乡人民政府"
NOW = datetime(2026, 11, 22, 9, 0)  # a Sunday
LAST_WEEK, THIS_WEEK = date(2026, 11, 20), date(2026, 11, 27)  # the reporting days


def make_office(at: Path) -> OfficeFile:
    OfficeFile.create(at / "office", set_up_office, OFFICE, ["东街村", "西街村"])
    return OfficeFile.open(at / "office", clock=lambda: NOW)


def saved(changes: Changes) -> int:
    assert changes.record_id is not None
    return changes.record_id


def enterprise(office: OfficeFile, name: str = "兴隆铸造厂", **facts: Any) -> int:
    return saved(office.run(save_enterprise, EnterpriseFacts(name=name, **facts)))


def visited(office: OfficeFile, where: int, on: date, *hazards: HazardFacts, **facts: Any) -> int:
    given: dict[str, Any] = {"inspectors": ("张三", "李四"), "level": InspectionLevel.TOWNSHIP, **facts}
    return saved(
        office.run(
            save_inspection,
            InspectionFacts(enterprise_id=where, inspected_on=on, hazards=list(hazards), **given),
        )
    )


def change_hazard(office: OfficeFile, visit_id: int, at: int = 0, **facts: Any) -> None:
    """Edit a hazard of a visit as the entry form does."""
    stored = office.ask(inspection_record, visit_id).facts
    stored.hazards[at] = replace(stored.hazards[at], **facts)
    office.run(save_inspection, stored, visit_id)


def hazard_ids(office: OfficeFile, visit_id: int) -> list[int]:
    return [found.id or 0 for found in office.ask(inspection_record, visit_id).facts.hazards]


def void(office: OfficeFile, hazard_id: int) -> None:
    def write(work: UnitOfWork) -> Changes:
        hazard = work.session.get_one(Hazard, hazard_id)
        hazard.voided_on, hazard.state = work.today, HazardState.VOID
        return Changes("作废")

    office.run(write)


def rename(office: OfficeFile, enterprise_id: int, name: str) -> None:
    """Give an enterprise a name that another one has, which the program itself never lets happen."""

    def write(work: UnitOfWork) -> Changes:
        work.session.get_one(Enterprise, enterprise_id).name = name
        return Changes("改名")

    office.run(write)


def campaign(office: OfficeFile, name: str, starts_on: date | None = None) -> int:
    made: list[int] = []

    def write(work: UnitOfWork) -> Changes:
        made.append(add_campaign(work, name, starts_on=starts_on))
        return Changes("专项行动")

    office.run(write)
    return made[0]


def general(description: str, **facts: Any) -> HazardFacts:
    return HazardFacts(description, HazardLevel.GENERAL, **facts)


def major(description: str, **facts: Any) -> HazardFacts:
    """A major hazard under 挂牌督办 with all that this asks for."""
    given: dict[str, Any] = {
        "remedy": Remedy.SUPERVISED,
        "measures": "停用并更换",
        "responsible": "赵六",
        "deadline": date(2026, 12, 1),
        "funds_fen": 2_500_000,
        "contingency_plan": "撤人断电",
        "supervision_unit": "县应急局",
    }
    return HazardFacts(description, HazardLevel.MAJOR, **{**given, **facts})


# ---- the sheets --------------------------------------------------------------------------------------


def fill(office: OfficeFile, form_id: str, **wanted: Any) -> tuple[Sheet, ...]:
    return tuple(office.ask(form_sheets, FormRequest(form_id, **wanted)))


def one(office: OfficeFile, form_id: str, **wanted: Any) -> Sheet:
    (sheet,) = fill(office, form_id, **wanted)
    return sheet


def plain(label: str) -> str:
    return label.replace("\n", "")


def listed(sheet: Sheet) -> list[dict[str, str]]:
    """Return the rows of a list that say anything beside their number, each by the words of its header."""
    header = {cell.column: plain(cell.text) for cell in sheet.cells if cell.row == 0}
    rows: dict[int, dict[str, str]] = {}
    for cell in sheet.cells:
        if cell.row > 0:
            rows.setdefault(cell.row, {})[header[cell.column]] = cell.text
    return [row for _, row in sorted(rows.items()) if any(row[name] for name in row if name != "序号")]


def column(sheet: Sheet, label: str) -> list[str]:
    return [row[label] for row in listed(sheet)]


def beside(sheet: Sheet, label: str) -> str:
    """Return what stands right of a label; the label must stand on the sheet once."""
    (found,) = rows_from(sheet, label)
    return found[0]


def rows_from(sheet: Sheet, label: str) -> list[list[str]]:
    """Return what stands right of a label to the end of its row, for each place where the label stands."""
    return [
        [cell.text for cell in in_order(sheet) if cell.row == at.row and cell.column > at.column]
        for at in in_order(sheet)
        if plain(at.text) == label
    ]


def in_order(sheet: Sheet) -> list[Cell]:
    return sorted(sheet.cells, key=lambda cell: (cell.row, cell.column))


def words(sheet: Sheet) -> list[str]:
    """Return every text in the cells, in reading order."""
    return [cell.text for cell in in_order(sheet) if cell.text]


def head(sheet: Sheet) -> tuple[str, str]:
    """Return what is filled in left and right above the table."""
    left, right = sheet.head.left, sheet.head.right
    return (left.text if left else "", right.text if right else "")
