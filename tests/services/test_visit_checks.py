"""The points of a visit's check lists are a snapshot, saved with the visit and tied to their hazards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hazard_desk.model import InspectionCheck
from hazard_desk.rules.facts import CheckPoint, EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.checklists import check_lists, lists_for_visit
from hazard_desk.services.importing.batch import ImportOptions, import_records, read_file
from hazard_desk.services.inspecting.finding import InspectionQuery, find_inspections
from hazard_desk.services.inspecting.offering import entry_choices
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.wording import save_wordings
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import CheckMark, InspectionMode
from tests.intake.sheets import xlsx

DAY = date(2026, 5, 20)
POINTS = [
    CheckPoint("消防栓是否被埋压", "消防", "某文件", CheckMark.FAILS, "门口两个", hazard=1),
    CheckPoint("出口是否通畅", "消防", "某文件", CheckMark.COMPLIES),
    CheckPoint("门口有没有停放电动车", "补充的要点"),
]
HAZARDS = [HazardFacts("配电箱未上锁"), HazardFacts("消防栓被埋压")]


@pytest.fixture
def enterprise(office: OfficeFile) -> int:
    facts = EnterpriseFacts(name="甲厂", village="马村", industries=("燃气", "钢铁"))
    return saved(office.run(save_enterprise, facts))


def saved(changes: Changes) -> int:
    assert changes.record_id is not None
    return changes.record_id


def entered(office: OfficeFile, enterprise: int) -> int:
    facts = InspectionFacts(
        enterprise_id=enterprise, inspected_on=DAY, hazards=list(HAZARDS), checks=list(POINTS)
    )
    return saved(office.run(save_inspection, facts))


def facts_of(office: OfficeFile, visit: int) -> InspectionFacts:
    facts: InspectionFacts = office.ask(inspection_record, visit).facts
    return facts


def count(reading: Reading) -> int:
    return reading.session.scalar(select(func.count(InspectionCheck.id))) or 0


def test_points_are_kept_as_they_read_with_their_hazards(office: OfficeFile, enterprise: int) -> None:
    visit = entered(office, enterprise)
    assert facts_of(office, visit).checks == POINTS
    assert office.ask(entry_choices).previous.checks == []  # the next visit begins without


def test_saving_again_touches_nothing(office: OfficeFile, enterprise: int) -> None:
    visit = entered(office, enterprise)
    facts = facts_of(office, visit)
    assert "inspection_check" not in office.run(save_inspection, facts, visit).nouns


def test_the_link_follows_its_hazard_and_goes_with_it(office: OfficeFile, enterprise: int) -> None:
    visit = entered(office, enterprise)
    facts = facts_of(office, visit)
    facts.hazards.reverse()
    facts.checks[0] = replace(facts.checks[0], hazard=0)
    office.run(save_inspection, facts, visit)
    facts = facts_of(office, visit)
    linked = facts.checks[0].hazard
    assert linked == 0
    assert facts.hazards[linked].description == "消防栓被埋压"
    del facts.hazards[0]
    facts.checks[0] = replace(facts.checks[0], hazard=None)
    office.run(save_inspection, facts, visit)
    assert [point.hazard for point in facts_of(office, visit).checks] == [None, None, None]
    office.run(undo_last)
    assert facts_of(office, visit).checks[0].hazard == 0


def test_fewer_points_leave_no_others_behind_and_undo_brings_them_back(
    office: OfficeFile, enterprise: int
) -> None:
    visit = entered(office, enterprise)
    facts = facts_of(office, visit)
    office.run(save_inspection, replace(facts, checks=facts.checks[1:]), visit)
    assert facts_of(office, visit).checks == POINTS[1:]
    assert office.ask(count) == 2
    office.run(undo_last)
    assert facts_of(office, visit).checks == POINTS
    office.run(undo_last)  # the visit itself
    assert list(office.ask(find_inspections, InspectionQuery())) == []
    assert office.ask(count) == 0


def test_an_import_that_updates_a_visit_keeps_its_points(
    office: OfficeFile, enterprise: int, tmp_path: Path
) -> None:
    visit = entered(office, enterprise)
    number = facts_of(office, visit).number
    head = ("检查编号", "企业名称", "检查日期", "检查方式", "参加专家", "隐患描述")
    path = xlsx(tmp_path / "检查.xlsx", head, (number, "甲厂", DAY, "暗访", "赵工", "新的隐患"))
    intake = read_file("inspections", path, DAY)
    office.run(import_records, "inspections", intake, ImportOptions(update=True))
    facts = facts_of(office, visit)
    assert (facts.mode, facts.experts) == (InspectionMode.UNANNOUNCED, "赵工")
    assert len(facts.hazards) == 3
    assert facts.checks == POINTS


def test_mode_and_experts_are_imported_and_a_contradiction_refused(
    office: OfficeFile, enterprise: int, tmp_path: Path
) -> None:
    head = ("企业名称", "检查日期", "检查形式", "专家", "隐患描述")
    rows = [("甲厂", DAY, "联合执法", "赵工、钱工", "甲"), ("甲厂", DAY, None, None, "乙")]
    intake = read_file("inspections", xlsx(tmp_path / "a.xlsx", head, *rows), DAY)
    office.run(import_records, "inspections", intake, ImportOptions())
    (visit,) = office.ask(find_inspections, InspectionQuery(modes=(InspectionMode.JOINT,)))
    assert facts_of(office, visit).experts == "赵工、钱工"
    rows[1] = ("甲厂", DAY, "现场检查", None, "乙")
    path = xlsx(tmp_path / "b.xlsx", head, *rows, ("甲厂", DAY, "隔空", None, "丙"))
    problems = read_file("inspections", path, DAY).problems
    assert [(p.row, p.column, p.value) for p in problems] == [
        (3, "检查形式", "现场检查"),
        (4, "检查形式", "隔空"),
    ]


def test_another_basis_from_a_sheet_quotes_no_longer_what_was_quoted(
    office: OfficeFile, enterprise: int, tmp_path: Path
) -> None:
    hazard = HazardFacts("电焊工无证", basis="《某标准》第三条", criterion_id=2)
    facts = InspectionFacts(enterprise_id=enterprise, inspected_on=DAY, number="7", hazards=[hazard])
    visit = saved(office.run(save_inspection, facts))
    head = ("检查编号", "企业名称", "检查日期", "隐患描述", "判定依据", "整改措施")

    def imported(basis: str, measures: str) -> HazardFacts:
        path = xlsx(tmp_path / f"{measures}.xlsx", head, ("7", "甲厂", DAY, "电焊工无证", basis, measures))
        intake = read_file("inspections", path, DAY)
        office.run(import_records, "inspections", intake, ImportOptions(update=True))
        return facts_of(office, visit).hazards[0]

    assert imported("《某标准》第三条", "取证").criterion_id == 2
    assert imported("《某标准》第四条", "培训").criterion_id is None


def test_lists_to_choose_from(office: OfficeFile, enterprise: int) -> None:
    offers = office.ask(lists_for_visit, enterprise)
    assert len(offers) == len(check_lists()) + 1 == 37
    assert len({(offer.checklist.source, offer.checklist.name) for offer in offers}) == 37
    proposed = [offer.checklist.industry for offer in offers if offer.proposed]
    assert set(proposed) == {"燃气", "钢铁"}
    assert [offer.proposed for offer in offers] == sorted((o.proposed for o in offers), reverse=True)
    own = offers[len(proposed)].checklist
    assert (own.name, len(own.items)) == ("自查表", 28)
    assert not any(offer.proposed for offer in office.ask(lists_for_visit, None))


def test_the_self_check_is_in_the_words_of_the_offices_own_form(office: OfficeFile, enterprise: int) -> None:
    office.run(save_wordings, "self-check", {"groups.0.items.0": "有没有安全主任"})
    own = next(o.checklist for o in office.ask(lists_for_visit, enterprise) if o.checklist.name == "自查表")
    assert own.items[0] == "有没有安全主任"
