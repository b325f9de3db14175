"""填写内容: one text a place, figures overridden only with a reason, who and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing, UsageError
from hazard_desk.model import FormEntry
from hazard_desk.services.campaigning import CampaignFacts, remove_campaign, save_campaign
from hazard_desk.services.form_entries import Entry, entries, save_entry
from hazard_desk.services.journal import undo_last
from hazard_desk.services.offices import set_handler, set_up_office
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork

F4, F6 = "weekly-statistics", "weekly-dispatch"
WEEK = date(2026, 3, 6)
NOW = datetime(2026, 3, 6, 10, 30)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    """An office at a fixed moment, with a 经办人 and a campaign (id 1)."""
    OfficeFile.create(tmp_path / "台账", set_up_office, "文水县西槽头乡人民政府")
    with OfficeFile.open(tmp_path / "台账", clock=lambda: NOW) as office:
        office.run(set_handler, "王干事")
        office.run(save_campaign, CampaignFacts("大整治"))
        yield office


def typed(office: OfficeFile, campaign: int | None = None, week_end: date = WEEK) -> dict[str, str]:
    return {slot: entry.text for slot, entry in office.ask(entries, F4, week_end, campaign).items()}


def test_a_narrative_comes_back_as_typed_with_who_and_when(office: OfficeFile) -> None:
    text = "　　一是召开部署会；\n　　二是印发方案。"
    assert office.run(save_entry, F4, WEEK, None, "progress", text).nouns == {"form_entry"}
    assert office.ask(entries, F4, WEEK) == {"progress": Entry("progress", text, "", "", "王干事", NOW)}


def test_a_figure_overridden_keeps_the_computed_one_and_the_reason(office: OfficeFile) -> None:
    office.run(save_entry, F4, WEEK, 1, "general_found", "12", "10", " 县局口径 ")
    (entry,) = office.ask(entries, F4, WEEK, 1).values()
    assert (entry.text, entry.computed, entry.reason, entry.handler) == ("12", "10", "县局口径", "王干事")


@pytest.mark.parametrize("reason", ["", " 　"])
def test_a_figure_is_not_overridden_without_a_reason(office: OfficeFile, reason: str) -> None:
    office.run(save_entry, F4, WEEK, None, "general_found", "11", "10", "漏登一条")
    with pytest.raises(HazardDeskError, match="改动统计数字要写明原因。") as refused:
        office.run(save_entry, F4, WEEK, None, "general_found", "12", "10", reason)
    assert refused.value.meaning
    assert refused.value.remedy
    assert typed(office) == {"general_found": "11"}


def test_a_zero_is_a_figure_to_be_overridden(office: OfficeFile) -> None:
    with pytest.raises(HazardDeskError, match="原因"):
        office.run(save_entry, F4, WEEK, None, "fines_wan", "3", "0")
    office.run(save_entry, F4, WEEK, None, "fines_wan", "0", "3", "处罚撤销")
    assert typed(office) == {"fines_wan": "0"}


@pytest.mark.parametrize("text", ["12条", "-1", "1.5", "1e3", "NaN", "9" * 30, "1,2"])
@pytest.mark.parametrize(
    ("form_id", "slot"),
    [(F4, "week:general_found"), (F6, "county_general_found"), (F6, "self_plans"), (F6, "ordered")],
)
def test_a_figure_is_a_number_or_is_not_kept(office: OfficeFile, form_id: str, slot: str, text: str) -> None:
    with pytest.raises(InputRefused) as refused:
        office.run(save_entry, form_id, WEEK, None, slot, text, "3", "县局口径")
    (problem,) = refused.value.problems
    assert (problem.field, bool(problem.remedy)) == ("text", True)
    assert office.ask(entries, form_id, WEEK) == {}


@pytest.mark.parametrize(
    ("form_id", "slot", "text", "kept"),
    [
        (F4, "cumulative:general_found", " １，２００ ", "1200"),
        (F4, "week:fines_wan", "1.50", "1.5"),
        (F6, "fined_enterprises_wan", "30000元", "3"),
        (F6, "self_plans", "0", "0"),
        (F6, "cross_counties", "忻府区、马村", "忻府区、马村"),
        (F6, "problems", "12条", "12条"),
    ],
)
def test_a_figure_is_kept_as_the_number_that_it_is_and_words_as_they_are(
    office: OfficeFile, form_id: str, slot: str, text: str, kept: str
) -> None:
    office.run(save_entry, form_id, WEEK, None, slot, text, "3", "县局口径")
    assert office.ask(entries, form_id, WEEK)[slot].text == kept


@pytest.mark.parametrize("text", ["-0.5", "许多", "无"])
def test_a_fine_is_an_amount(office: OfficeFile, text: str) -> None:
    with pytest.raises(InputRefused):
        office.run(save_entry, F4, WEEK, None, "week:fines_wan", text, "3", "县局口径")


@pytest.mark.parametrize("campaign", [None, 1])
def test_a_second_text_takes_the_place_of_the_first_and_an_empty_one_clears_it(
    office: OfficeFile, campaign: int | None
) -> None:
    save: Any = (save_entry, F4, WEEK, campaign, "general_found")
    first = office.run(*save, "11", "10", "漏登一条").record_id
    assert office.run(*save, "12", "10", "漏登两条").record_id == first
    assert typed(office, campaign) == {"general_found": "12"}
    office.run(*save, " ", "10")
    assert typed(office, campaign) == {}
    assert office.run(*save, "").entry_id is None
    office.run(undo_last)
    assert typed(office, campaign) == {"general_found": "12"}
    office.run(undo_last)
    assert office.ask(entries, F4, WEEK, campaign)["general_found"].reason == "漏登一条"
    office.run(undo_last)
    assert typed(office, campaign) == {}


def test_each_week_campaign_form_and_place_has_its_own(office: OfficeFile) -> None:
    later = date(2026, 3, 13)
    for week_end, campaign, slot, text in (
        (WEEK, None, "a", "全部"),
        (WEEK, None, "b", "另一处"),
        (WEEK, 1, "a", "专项"),
        (later, None, "a", "下周"),
    ):
        office.run(save_entry, F4, week_end, campaign, slot, text)
    assert typed(office) == {"a": "全部", "b": "另一处"}
    assert typed(office, 1) == {"a": "专项"}
    assert typed(office, None, later) == {"a": "下周"}
    assert typed(office, 1, later) == {}
    assert office.ask(entries, "self-check", WEEK) == {}


@pytest.mark.parametrize("campaign", [None, 1])
def test_the_file_itself_holds_one_entry_a_place(office: OfficeFile, campaign: int | None) -> None:
    def twice(work: UnitOfWork) -> Changes:
        for _ in range(2):
            entry = FormEntry(form_id=F4, week_end=WEEK, campaign_id=campaign, slot="a", text="甲")
            entry.entered_at = work.now
            work.session.add(entry)
        work.session.flush()
        return Changes("两条")

    with pytest.raises(IntegrityError, match="uq_form_entry_slot"):
        office.run(twice)
    assert office.ask(lambda reading: reading.session.scalar(select(FormEntry.id))) is None


def test_saving_the_same_again_leaves_the_one_who_entered_it(office: OfficeFile) -> None:
    office.run(save_entry, F4, WEEK, None, "a", "甲")
    office.run(set_handler, "李干事")
    assert office.run(save_entry, F4, WEEK, None, "a", "甲").entry_id is None
    assert office.ask(entries, F4, WEEK)["a"].handler == "王干事"
    office.run(save_entry, F4, WEEK, None, "a", "乙")
    assert office.ask(entries, F4, WEEK)["a"].handler == "李干事"


def test_an_unknown_campaign_or_form_is_refused(office: OfficeFile) -> None:
    with pytest.raises(RecordMissing, match="专项行动"):
        office.run(save_entry, F4, WEEK, 99, "a", "甲")
    with pytest.raises(UsageError):
        office.run(save_entry, "f99", WEEK, None, "a", "甲")
    office.run(remove_campaign, 1)
    with pytest.raises(RecordMissing, match="专项行动"):
        office.run(save_entry, F4, WEEK, 1, "a", "甲")
