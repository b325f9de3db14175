"""期初数: entered, refused, doubted, removed; the table they come from attached."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.services.attaching import Given, Owner, attach, attachments_of
from hazard_desk.services.campaigning import (
    CampaignFacts,
    OpeningFacts,
    opening_facts,
    opening_of,
    remove_opening,
    save_campaign,
    save_opening,
)
from hazard_desk.services.journal import undo
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import AttachmentKind

TODAY = date.today()
FIGURES = {"general_found": 40, "general_rectified": 38, "fines_wan": 1_250_000, "city_enterprises": 0}


def campaign(office: OfficeFile) -> int:
    record_id = office.run(save_campaign, CampaignFacts("大整治")).record_id
    assert record_id is not None
    return record_id


def test_figures_come_back_as_entered_for_a_campaign_and_for_all_records(office: OfficeFile) -> None:
    known = campaign(office)
    of_campaign = OpeningFacts(known, TODAY - timedelta(days=30), "第 3 周统计表", "注", FIGURES)
    of_all = OpeningFacts(None, TODAY, figures={"typical_cases": 2})
    saved = [office.run(save_opening, facts) for facts in (of_campaign, of_all)]
    for facts, changes in zip((of_campaign, of_all), saved, strict=True):
        assert changes.record_id is not None
        assert office.ask(opening_facts, changes.record_id) == facts
        found = office.ask(opening_of, facts.campaign_id)
        assert found is not None
        assert (found.id, found.facts) == (changes.record_id, facts)
    assert "期初数（大整治，截至" in saved[0].summary
    assert "期初数（全部记录，截至" in saved[1].summary
    later = OpeningFacts(known, TODAY, "改过", "", {"general_found": 41})
    changed = office.run(save_opening, later, saved[0].record_id)
    assert office.ask(opening_facts, saved[0].record_id) == later
    assert office.run(save_opening, later, saved[0].record_id).entry_id is None
    office.run(undo, changed.entry_id)
    assert office.ask(opening_facts, saved[0].record_id) == of_campaign


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (OpeningFacts(None, None), "as_of"),
        (OpeningFacts(None, TODAY + timedelta(days=1)), "as_of"),
        (OpeningFacts(None, TODAY, figures={"general_found": -1}), "general_found"),
        (OpeningFacts(None, TODAY, figures={"no_such": 1}), "no_such"),
    ],
    ids=str,
)
def test_figures_that_can_not_be_are_refused(office: OfficeFile, facts: OpeningFacts, field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        office.run(save_opening, facts)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert office.ask(opening_of, None) is None


@pytest.mark.parametrize("of_all", [True, False], ids=["all records", "a campaign"])
def test_a_second_statement_is_refused_until_the_first_is_gone(office: OfficeFile, of_all: bool) -> None:
    known = None if of_all else campaign(office)
    first = office.run(save_opening, OpeningFacts(known, TODAY, figures=FIGURES)).record_id
    with pytest.raises(InputRefused, match="已经有期初数"):
        office.run(save_opening, OpeningFacts(known, TODAY))
    removal = office.run(remove_opening, first)
    assert office.ask(opening_of, known) is None
    with pytest.raises(RecordMissing):
        office.run(save_opening, OpeningFacts(known, TODAY), first)
    office.run(undo, removal.entry_id)
    found = office.ask(opening_of, known)
    assert found is not None
    assert found.facts.figures == FIGURES


def test_a_campaign_that_is_gone_has_none(office: OfficeFile) -> None:
    with pytest.raises(RecordMissing):
        office.run(save_opening, OpeningFacts(99, TODAY))


def test_more_rectified_than_found_is_said_and_kept(office: OfficeFile) -> None:
    changes = office.run(
        save_opening, OpeningFacts(None, TODAY, figures={"major_found": 1, "major_rectified": 2})
    )
    assert changes.record_id is not None
    assert len(changes.notices) == 1
    assert "整改 2 大于排查 1" in changes.notices[0]


def test_the_scan_of_the_table_is_attached(office: OfficeFile) -> None:
    statement = office.run(save_opening, OpeningFacts(None, TODAY)).record_id
    assert statement is not None
    scan = BytesIO()
    Image.new("RGB", (8, 8)).save(scan, "PNG")
    owner = Owner("opening_statement", statement)
    changes = office.run(attach, owner, [Given("统计表.png", scan.getvalue())], AttachmentKind.SCAN)
    assert "期初数（截至" in changes.summary
    assert [row.name for row in office.ask(attachments_of, owner)] == ["统计表.png"]
    office.run(remove_opening, statement)
    with pytest.raises(RecordMissing):
        office.run(attach, owner, [Given("a.png", scan.getvalue())], AttachmentKind.SCAN)
