"""The first operation: all that the wizard asks for is entered by it, or nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from hazard_desk.errors import UsageError
from hazard_desk.services.first_steps import FirstSteps, first_steps
from hazard_desk.services.journal import what_can_be_taken_back
from hazard_desk.services.offices import (
    FirstFacts,
    FirstPerson,
    industries,
    office_row,
    set_up_office,
    villages,
)
from hazard_desk.services.rosters import PersonFacts, roster_facts, roster_rows
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import LeaderPost

NAME = "文水县西槽头乡人民政府"
FIRST = FirstFacts(
    short_name="西槽头",
    phone="0358-3022222",
    principal="李强",
    handler="王干事",
    reporting_weekday=3,
    people=(
        FirstPerson("李强", "乡长", LeaderPost.HEAD, "13800000002"),
        FirstPerson(" 王五 ", "副乡长", LeaderPost.TEAM_MEMBER, answers_for=("消防安全", "西街村", "环保")),
        FirstPerson("  "),
    ),
)


def test_all_of_it_is_one_operation_that_nothing_takes_back(tmp_path: Path) -> None:
    OfficeFile.create(tmp_path, set_up_office, NAME, ["东街村", "西街村", " 东 街村"], FIRST)
    with OfficeFile.open(tmp_path) as office:
        row = office.ask(office_row)
        assert (row.name, row.township, row.county) == (NAME, "西槽头乡", "文水县")
        assert (row.short_name, row.principal, row.handler, row.reporting_weekday) == (
            "西槽头",
            "李强",
            "王干事",
            3,
        )
        assert [one.name for one in office.ask(villages)] == ["东街村", "西街村"]
        assert [one.name for one in office.ask(roster_rows, PersonFacts)] == ["李强", "王五"]
        assert office.ask(first_steps) == FirstSteps(2, 2, 0, 0, 0)
        assert office.ask(what_can_be_taken_back) == ""


def test_what_one_answers_for_is_found_by_name_and_the_rest_is_kept_as_a_note(tmp_path: Path) -> None:
    OfficeFile.create(tmp_path, set_up_office, NAME, ["东街村", "西街村"], FIRST)
    with OfficeFile.open(tmp_path) as office:
        second = office.ask(roster_rows, PersonFacts)[1].id
        facts = office.ask(roster_facts, PersonFacts, second)
        named = {one.id: one.name for one in office.ask(industries)}
        assert isinstance(facts, PersonFacts)
        assert facts.post is LeaderPost.TEAM_MEMBER
        assert [named[one] for one in facts.duty_industries] == ["消防"]
        assert [one.name for one in office.ask(villages) if one.id in facts.duty_villages] == ["西街村"]
        assert facts.note == "分管：环保"


def test_a_name_alone_is_enough_and_without_one_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        OfficeFile.create(tmp_path / "无名", set_up_office, " ", ["东街村"], FIRST)
    assert not (tmp_path / "无名" / "office.db").exists()
    OfficeFile.create(tmp_path / "有名", set_up_office, NAME)
    with OfficeFile.open(tmp_path / "有名") as office:
        assert office.ask(office_row).reporting_weekday == 4
        assert office.ask(first_steps) == FirstSteps(0, 0, 0, 0, 0)


def test_the_township_and_county_that_were_chosen_stand_before_those_of_the_name(tmp_path: Path) -> None:
    facts = FirstFacts(township="西槽头乡", county="文水县")
    OfficeFile.create(tmp_path, set_up_office, "西槽头乡应急管理站", (), facts)
    with OfficeFile.open(tmp_path) as office:
        assert (office.ask(office_row).township, office.ask(office_row).county) == ("西槽头乡", "文水县")
