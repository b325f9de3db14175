"""F4 with a figure changed by hand: what prints, what stays counted, each scope and campaign on its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from hazard_desk.forms.weekly_statistics import FORM_ID, Scope
from hazard_desk.services.campaigning import CampaignFacts, save_campaign
from hazard_desk.services.form_entries import save_entry
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.reporting import statistics
from hazard_desk.store.office_file import OfficeFile

WEEK = date(2026, 3, 6)
CAMPAIGN = "大整治"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    OfficeFile.create(tmp_path / "台账", set_up_office, "文水县西槽头乡人民政府")
    with OfficeFile.open(tmp_path / "台账", clock=lambda: datetime(2026, 3, 6, 10)) as office:
        office.run(save_campaign, CampaignFacts(CAMPAIGN))
        yield office


def printed_in(office: OfficeFile, key: str, scope: Scope = Scope.WEEK, campaign: str | None = None) -> str:
    request = FormRequest(FORM_ID, week_end=WEEK, scope=scope, campaign=campaign)
    (sheet,) = office.ask(form_sheets, request)
    return sheet.cell(key).text


def test_it_prints_in_its_own_scope_and_campaign_only(office: OfficeFile) -> None:
    office.run(save_entry, FORM_ID, WEEK, None, "week:general_found", "3", "0", "县里交办")
    office.run(save_entry, FORM_ID, WEEK, 1, "cumulative:fines_wan", "1.50", "0", "处罚已下达")
    assert printed_in(office, "general_found") == "3"
    assert printed_in(office, "general_found", Scope.CUMULATIVE) == "0"
    assert printed_in(office, "general_found", campaign=CAMPAIGN) == "0"
    assert printed_in(office, "fines_wan", Scope.CUMULATIVE, CAMPAIGN) == "1.5"


def test_what_is_counted_stays_what_the_records_say(office: OfficeFile) -> None:
    office.run(save_entry, FORM_ID, WEEK, None, "week:general_found", "3", "0", "县里交办")
    counted = office.ask(statistics, WEEK)
    assert set(counted.week.values()) == {0}


def test_a_blank_form_prints_none_of_it(office: OfficeFile) -> None:
    office.run(save_entry, FORM_ID, WEEK, None, "week:general_found", "3", "0", "县里交办")
    (sheet,) = office.ask(form_sheets, FormRequest(FORM_ID, week_end=WEEK, blank=True))
    assert sheet.cell("general_found").text == ""
