"""名册: entered, changed, refused, kept while used, removed and brought back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.model import Campaign, Industry, Village
from hazard_desk.rules.facts import EnterpriseFacts, InspectionFacts
from hazard_desk.services.campaigning import CampaignFacts, remove_campaign, save_campaign
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import undo
from hazard_desk.services.offices import add_campaign, add_industry, add_village
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.rosters import (
    PersonFacts,
    RosterFacts,
    VillageFacts,
    duty_choices,
    remove_roster_entry,
    roster_facts,
    roster_rows,
    save_roster_entry,
)
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import LeaderPost

TODAY = date.today()


def entered(office: OfficeFile, facts: RosterFacts) -> int:
    record_id = office.run(save_roster_entry, facts).record_id
    assert record_id is not None
    return record_id


def used(office: OfficeFile, facts_class: type[RosterFacts]) -> dict[str, int]:
    return {row.name: row.used for row in office.ask(roster_rows, facts_class)}


@pytest.mark.parametrize(
    ("facts", "changed"),
    [
        (
            VillageFacts("田家沟村", "2021 年由两村合并", "侯梅", "13800000007"),
            VillageFacts("田家沟社区", ""),
        ),
        (
            PersonFacts(
                "刘志强",
                "刘志彊",
                LeaderPost.TEAM_MEMBER,
                "副乡长",
                "13800000000",
                "K1",
                1,
                (2, 1),
                (3,),
                "注",
            ),
            PersonFacts("刘志强", post=LeaderPost.HEAD, home_village_id=2, duty_industries=(5, 3)),
        ),
    ],
    ids=["village", "person"],
)
def test_an_entry_comes_back_as_it_was_entered_and_changed(
    office: OfficeFile, facts: RosterFacts, changed: RosterFacts
) -> None:
    entry = entered(office, facts)
    assert office.ask(roster_facts, type(facts), entry) == facts
    office.run(save_roster_entry, changed, entry)
    assert office.ask(roster_facts, type(facts), entry) == changed
    assert office.ask(roster_rows, type(facts))[-1].name == changed.name


def test_the_list_says_what_an_entry_is(office: OfficeFile) -> None:
    entered(office, PersonFacts("张丽", post=LeaderPost.HEAD, title="乡长", phone="13800000001"))
    entered(office, PersonFacts("王强"))
    assert [row.about for row in office.ask(roster_rows, PersonFacts)] == [
        "镇长（主任），乡长，13800000001",
        "",
    ]
    entered(office, VillageFacts("田家沟村", "新村", "侯梅", "13800000007"))
    assert office.ask(roster_rows, VillageFacts)[-1].about == "侯梅，13800000007，新村"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (VillageFacts("  "), "name"),
        (VillageFacts("马 村"), "name"),
        (PersonFacts(), "name"),
    ],
    ids=str,
)
def test_half_an_entry_or_a_second_one_is_refused(office: OfficeFile, facts: RosterFacts, field: str) -> None:
    before = [row.name for row in office.ask(roster_rows, type(facts))]
    with pytest.raises(InputRefused) as refused:
        office.run(save_roster_entry, facts)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert [row.name for row in office.ask(roster_rows, type(facts))] == before


def test_two_people_may_bear_one_name_and_an_entry_keeps_its_own(office: OfficeFile) -> None:
    entered(office, PersonFacts("张伟"))
    entered(office, PersonFacts("张伟", title="安监员"))
    village = entered(office, VillageFacts("田家沟村"))
    office.run(save_roster_entry, VillageFacts("田家沟村", "改了备注"), village)
    assert len(office.ask(roster_rows, PersonFacts)) == 2
    assert office.ask(roster_facts, VillageFacts, village) == VillageFacts("田家沟村", "改了备注")


def test_every_use_of_a_village_counts(office: OfficeFile) -> None:
    office.run(save_enterprise, EnterpriseFacts(name="晋源厂", village="马村"))
    entered(office, PersonFacts("家在马村", home_village_id=2))
    both = entered(office, PersonFacts("包联马村", home_village_id=2, duty_villages=(2,)))
    assert used(office, VillageFacts) == {"西槽头村": 0, "马村": 3}
    office.run(remove_roster_entry, PersonFacts, both)
    assert used(office, VillageFacts) == {"西槽头村": 0, "马村": 2}


def test_a_village_is_kept_while_a_campaign_is_about_it(office: OfficeFile) -> None:
    campaign = office.run(save_campaign, CampaignFacts("大整治", villages=(2,))).record_id
    assert used(office, VillageFacts) == {"西槽头村": 0, "马村": 1}
    with pytest.raises(HazardDeskError, match="「马村」还有 1 条记录用着"):
        office.run(remove_roster_entry, VillageFacts, 2)
    office.run(remove_campaign, campaign)
    assert used(office, VillageFacts) == {"西槽头村": 0, "马村": 0}


def test_visits_led_or_joined_count_for_a_person_once_each(office: OfficeFile) -> None:
    leader, inspector = entered(office, PersonFacts("刘志强")), entered(office, PersonFacts("孙七"))
    entered(office, PersonFacts("别人"))
    factory = office.run(save_enterprise, EnterpriseFacts(name="晋源厂")).record_id
    visits = [
        office.run(
            save_inspection,
            InspectionFacts(enterprise_id=factory, inspected_on=TODAY, inspectors=team, leader_ids=(leader,)),
        ).record_id
        for team in (("孙七", "刘志强"), ("孙七",))
    ]
    assert used(office, PersonFacts) == {"刘志强": 2, "孙七": 2, "别人": 0}
    office.run(remove_inspection, visits[0])
    assert used(office, PersonFacts) == {"刘志强": 1, "孙七": 1, "别人": 0}
    with pytest.raises(HazardDeskError, match="「孙七」还有 1 条记录用着"):
        office.run(remove_roster_entry, PersonFacts, inspector)


@pytest.mark.parametrize("facts", [VillageFacts("田家沟村"), PersonFacts("张伟")])
def test_what_was_removed_comes_back_with_its_name(office: OfficeFile, facts: RosterFacts) -> None:
    entry = entered(office, facts)
    removal = office.run(remove_roster_entry, type(facts), entry)
    assert facts.name not in used(office, type(facts))
    with pytest.raises(RecordMissing):
        office.ask(roster_facts, type(facts), entry)
    office.run(undo, removal.entry_id)
    assert office.ask(roster_facts, type(facts), entry) == facts


def test_the_name_of_what_was_removed_is_free(office: OfficeFile) -> None:
    office.run(remove_roster_entry, VillageFacts, entered(office, VillageFacts("田家沟村")))
    entered(office, VillageFacts("田家沟村"))
    assert used(office, VillageFacts) == {"西槽头村": 0, "马村": 0, "田家沟村": 0}


@pytest.mark.parametrize("noun", [Campaign, Village, Industry])
def test_a_name_that_lies_in_the_recycle_bin_is_free(office: OfficeFile, noun: Any) -> None:
    """Even where the binned entry still bears it, as older files have it."""

    def bin_it(work: UnitOfWork) -> Changes:
        add: Any = {Campaign: add_campaign, Village: add_village, Industry: add_industry}[noun]
        work.session.get_one(noun, add(work, "大整治")).deleted_at = work.now
        return Changes("移入回收站")

    def add_again(work: UnitOfWork) -> Changes:
        add: Any = {Campaign: add_campaign, Village: add_village, Industry: add_industry}[noun]
        return Changes("新增", add(work, "大整治"))

    office.run(bin_it)
    again = office.run(add_again).record_id
    query = select(noun.id).where(noun.name == "大整治")
    assert office.ask(lambda reading: list(reading.session.scalars(query))) == [again]


def test_what_was_binned_under_its_name_may_be_entered_anew(office: OfficeFile) -> None:
    facts = VillageFacts("田家沟村")
    first = entered(office, facts)

    def bin_it(work: UnitOfWork) -> Changes:
        work.session.get_one(Village, first).deleted_at = work.now
        return Changes("移入回收站")

    office.run(bin_it)
    assert office.ask(roster_facts, VillageFacts, entered(office, facts)) == facts


def test_duties_name_living_villages_and_industries(office: OfficeFile) -> None:
    office.run(remove_roster_entry, VillageFacts, 1)
    villages, industries = office.ask(duty_choices)
    assert villages == [(2, "马村")]
    assert industries[0][0] == 1
    assert all(name for _id, name in industries)


def test_changing_only_the_note_leaves_the_duties_alone(office: OfficeFile) -> None:
    facts = PersonFacts("刘志强", duty_villages=(1, 2), duty_industries=(3,))
    entry = entered(office, facts)
    facts.note = "新备注"
    assert office.run(save_roster_entry, facts, entry).nouns == {"person"}
    assert office.ask(roster_facts, PersonFacts, entry) == facts


def test_enterprises_to_keep_away_from_are_kept_and_taken_back(office: OfficeFile) -> None:
    firms = [office.run(save_enterprise, EnterpriseFacts(name=f"{n}厂")).record_id for n in "甲乙丙"]
    assert all(firms)
    first, second, third = (known or 0 for known in firms)
    facts = PersonFacts("张三", former_employers=(first, second), relatives=(third,))
    entry = entered(office, facts)
    assert office.ask(roster_facts, PersonFacts, entry) == facts
    changed = office.run(
        save_roster_entry, PersonFacts("张三", former_employers=(second,), relatives=(third, first)), entry
    )
    assert changed.nouns == {"conflict"}
    assert office.ask(roster_facts, PersonFacts, entry) == PersonFacts(
        "张三", former_employers=(second,), relatives=(third, first)
    )
    office.run(undo, changed.entry_id)
    assert office.ask(roster_facts, PersonFacts, entry) == facts


def test_only_enterprises_of_the_registry_are_kept_away_from(office: OfficeFile) -> None:
    with pytest.raises(InputRefused) as refused:
        office.run(save_roster_entry, PersonFacts("张三", relatives=(99,)))
    assert [problem.field for problem in refused.value.problems] == ["relatives"]
    assert used(office, PersonFacts) == {}
