"""Taking back: exactly what was before, and never over what was entered later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError
from hazard_desk.model import Base
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.campaigning import CampaignFacts, remove_campaign, save_campaign
from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import entry_changes, journal_rows, undo, undo_last
from hazard_desk.services.offices import set_handler
from hazard_desk.services.registry import enterprise_record, save_enterprise
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardLevel, Remedy


def everything(reading: Reading) -> dict[str, list[Any]]:
    """Every row of every table but the journal's."""
    return {
        table.name: [
            tuple(row) for row in reading.session.execute(table.select().order_by(*table.primary_key))
        ]
        for table in Base.metadata.sorted_tables
        if not table.name.startswith("journal")
    }


def visit(office: OfficeFile) -> tuple[int, int]:
    enterprise = office.run(save_enterprise, EnterpriseFacts(name="晋源厂", no_code_reason="无")).record_id
    facts = InspectionFacts(
        enterprise_id=enterprise,
        inspected_on=date.today(),
        inspectors=("张三", "李四"),
        hazards=[HazardFacts(description="通道堵塞", level=HazardLevel.GENERAL, remedy=Remedy.ON_SITE)],
    )
    inspection = office.run(save_inspection, facts).record_id
    assert enterprise is not None
    assert inspection is not None
    return enterprise, inspection


def test_each_step_back_restores_the_state_before(office: OfficeFile) -> None:
    states = [office.ask(everything)]
    _, inspection = visit(office)
    facts = office.ask(inspection_record, inspection).facts
    states.append(office.ask(everything))
    facts.inspectors = ("王五",)
    facts.hazards.append(HazardFacts(description="灭火器过期"))
    office.run(save_inspection, facts, inspection)
    states.append(office.ask(everything))
    office.run(remove_inspection, inspection)
    office.run(undo_last)
    assert office.ask(everything) == states[2]
    office.run(undo_last)
    assert office.ask(everything) == states[1]
    office.run(undo_last)
    office.run(undo_last)
    assert office.ask(everything) == states[0]
    with pytest.raises(HazardDeskError, match="没有可以撤销"):
        office.run(undo_last)


def test_a_whole_demo_is_taken_back_in_one_step(office: OfficeFile) -> None:
    before = office.ask(everything)
    office.run(fill_demo, 30, 7)
    office.run(undo_last)
    assert office.ask(everything) == before


def test_what_was_changed_later_is_not_overwritten(office: OfficeFile) -> None:
    enterprise, _ = visit(office)
    facts = office.ask(enterprise_record, enterprise).facts
    facts.principal = "张三"
    first = office.run(save_enterprise, facts, enterprise).entry_id
    facts.principal = "李四"
    office.run(save_enterprise, facts, enterprise)
    before = office.ask(everything)
    assert first is not None
    with pytest.raises(HazardDeskError, match="又改动过"):
        office.run(undo, first)
    assert office.ask(everything) == before


def test_an_enterprise_with_a_later_visit_is_not_pulled_away(office: OfficeFile) -> None:
    visit(office)
    before = office.ask(everything)
    entry = next(row.id for row in office.ask(journal_rows) if row.operation == "registry.save_enterprise")
    with pytest.raises(HazardDeskError):
        office.run(undo, entry)
    assert office.ask(everything) == before


def test_nothing_is_taken_back_twice(office: OfficeFile) -> None:
    visit(office)
    undone = office.ask(journal_rows)[0].id
    office.run(undo, undone)
    with pytest.raises(HazardDeskError, match="已经撤销"):
        office.run(undo, undone)
    assert office.ask(journal_rows)[0].undoes_id == undone


def test_the_journal_names_who_did_it(office: OfficeFile) -> None:
    office.run(set_handler, "王干事")
    visit(office)
    assert [row.handler for row in office.ask(journal_rows)][:2] == ["王干事", "王干事"]


def test_a_name_that_another_has_taken_meanwhile_is_not_taken_back(office: OfficeFile) -> None:
    entered = office.run(save_campaign, CampaignFacts("大整治")).record_id
    assert entered is not None
    removed = office.run(remove_campaign, entered).entry_id
    office.run(save_campaign, CampaignFacts("大整治"))
    before = office.ask(everything)
    assert removed is not None
    with pytest.raises(HazardDeskError, match="又改动过"):
        office.run(undo, removed)
    assert office.ask(everything) == before


def test_rows_that_are_written_anew_in_the_place_of_others_are_told_as_changed(office: OfficeFile) -> None:
    """Who made a visit is deleted and inserted as a whole, by place: the second becomes the first."""
    where = office.run(save_enterprise, EnterpriseFacts(name="晋源厂")).record_id
    facts = InspectionFacts(
        enterprise_id=where, inspected_on=date.today(), inspectors=("张三", "李四", "王五")
    )
    known = office.run(save_inspection, facts).record_id
    facts.inspectors = ("李四", "王五", "赵六")
    entry = office.run(save_inspection, facts, known).entry_id
    assert entry is not None
    rows = [row for row in office.ask(entry_changes, entry) if row.noun == "inspector"]
    told = [(field.label, field.before, field.after) for row in rows for field in row.fields]
    assert told == [("姓名", "张三", "李四"), ("姓名", "李四", "王五"), ("姓名", "王五", "赵六")]
    facts.inspectors = ("张三", "王五", "赵六")
    entry = office.run(save_inspection, facts, known).entry_id
    assert entry is not None
    rows = [row for row in office.ask(entry_changes, entry) if row.noun == "inspector"]
    assert [row.name for row in rows] == ["张三"]  # those that stay in their places are no change
