"""What the entry form of a visit offers: names, lists, the visit before, enterprises to pick from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from hazard_desk.errors import RecordMissing
from hazard_desk.model import Person
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.inspecting.offering import enterprise_glance, enterprises_to_pick, entry_choices
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.offices import add_campaign, set_up_office
from hazard_desk.services.registry import remove_enterprise, save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import InspectionLevel, LeaderPost, SourceStage

NOW = datetime(2026, 5, 20, 10, 30)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    folder = tmp_path / "office"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["东街村"])
    with OfficeFile.open(folder, clock=lambda: NOW) as opened:
        yield opened


def enter(office: OfficeFile, name: str, **facts: str) -> int:
    changes = office.run(save_enterprise, EnterpriseFacts(name=name, **facts))  # type: ignore[arg-type]
    assert changes.record_id is not None
    return changes.record_id


def test_a_new_office_offers_nothing_but_its_own_name(office: OfficeFile) -> None:
    choices = office.ask(entry_choices)
    assert (choices.leaders, choices.campaigns, choices.inspectors, choices.previous) == ([], [], [], None)
    assert choices.office == "文水县西槽头乡人民政府"


def test_names_used_before_come_first_then_persons_and_each_once(office: OfficeFile) -> None:
    def add(work: UnitOfWork) -> Changes:
        work.session.add(Person(name="刘书记", post=LeaderPost.SECRETARY, entered_at=work.now))
        work.session.add(Person(name="张三", entered_at=work.now))
        add_campaign(work, "大排查大整治")
        return Changes("准备")

    office.run(add)
    enterprise = enter(office, "兴隆铸造厂")
    for team in (("赵六",), ("单雄信", "张三")):
        office.run(
            save_inspection,
            InspectionFacts(enterprise_id=enterprise, inspected_on=date(2026, 5, 1), inspectors=team),
        )
    choices = office.ask(entry_choices)
    assert set(choices.inspectors[:2]) == {"单雄信", "张三"}
    assert choices.inspectors[2:] == ["赵六", "刘书记"]
    assert [leader.name for leader in choices.leaders] == ["刘书记"]
    assert [campaign.name for campaign in choices.campaigns] == ["大排查大整治"]


def test_the_previous_visit_is_the_one_entered_last_and_still_there(office: OfficeFile) -> None:
    enterprise = enter(office, "兴隆铸造厂")
    hazard = HazardFacts("灭火器过期")
    kept = InspectionFacts(
        enterprise_id=enterprise,
        inspected_on=date(2026, 5, 1),
        level=InspectionLevel.VILLAGE,
        inspectors=("李四", "张三"),
        content="消防",
        hazards=[hazard],
    )
    office.run(save_inspection, kept)
    gone = office.run(
        save_inspection, InspectionFacts(enterprise_id=enterprise, inspected_on=date(2026, 5, 2))
    )
    assert gone.record_id is not None
    office.run(remove_inspection, gone.record_id)
    previous = office.ask(entry_choices).previous
    assert previous is not None
    assert (previous.inspectors, previous.content, previous.level) == (
        ("李四", "张三"),
        "消防",
        InspectionLevel.VILLAGE,
    )
    assert (previous.stage, previous.hazards) == (SourceStage.CITY_COUNTY, [])


@pytest.mark.parametrize("text", ["兴隆", "xlzz", "13835800001", "91140000MA0K12345", "兴隆 东街"])
def test_an_enterprise_is_picked_by(office: OfficeFile, text: str) -> None:
    enter(office, "永和超市")
    wanted = enter(
        office,
        "兴隆铸造厂",
        no_code_reason="正在办理",
        office_phone="13835800001",
        products="91140000MA0K12345",
        address="东街12号",
    )
    assert [row.id for row in office.ask(enterprises_to_pick, text)] == [wanted]


def test_those_that_begin_with_what_was_typed_come_first(office: OfficeFile) -> None:
    inside = enter(office, "安泰兴隆机械厂")
    begins = enter(office, "兴隆铸造厂")
    gone = enter(office, "兴隆旧厂")
    office.run(remove_enterprise, gone)
    assert [row.id for row in office.ask(enterprises_to_pick, "兴隆")] == [begins, inside]
    assert [row.id for row in office.ask(enterprises_to_pick, "xl")] == [begins, inside]
    assert len(office.ask(enterprises_to_pick, "", 1)) == 1


def test_a_glance_at_the_enterprise(office: OfficeFile) -> None:
    enterprise = enter(office, "兴隆铸造厂", principal="王建国", safety_head="孙安全")
    for day, person in ((date(2026, 4, 1), "钱车间"), (date(2026, 5, 2), "周班长")):
        office.run(
            save_inspection,
            InspectionFacts(
                enterprise_id=enterprise,
                inspected_on=day,
                hazards=[HazardFacts("隐患", responsible=person), HazardFacts("隐患", responsible="王建国")],
            ),
        )
    glance = office.ask(enterprise_glance, enterprise)
    assert glance.enterprise.last_inspected_on == date(2026, 5, 2)
    assert glance.enterprise.open_hazards == 4
    assert glance.responsible == ["王建国", "周班长", "钱车间", "孙安全"]
    with pytest.raises(RecordMissing):
        office.ask(enterprise_glance, 999)
