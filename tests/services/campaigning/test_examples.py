"""The campaigns of the documents: what they say, nothing else, and ready to be entered."""

from __future__ import annotations

from datetime import date

from hazard_desk.resources import RESOURCES, load_json
from hazard_desk.services.campaigning import CampaignFacts, campaign_facts, examples, save_campaign
from hazard_desk.services.campaigning.examples import KEYS
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import ReportScope


def by_key(office: OfficeFile) -> dict[str, CampaignFacts]:
    return dict(office.ask(examples))


def test_every_example_can_be_entered_as_it_is(office: OfficeFile) -> None:
    assert [path.stem for path in sorted((RESOURCES / "campaigns").iterdir())] == list(KEYS)
    for key, facts in by_key(office).items():
        campaign = office.run(save_campaign, facts).record_id
        assert campaign is not None
        assert office.ask(campaign_facts, campaign) == facts
        texts = load_json(f"campaigns/{key}.json")
        assert len(facts.industries) == len(texts["industries"]), "an industry that the office doesn't know"


def test_the_friday_report_of_the_big_check(office: OfficeFile) -> None:
    facts = by_key(office)["S001"]
    assert (facts.document_number, facts.issuer) == ("城发改字〔2023〕15号", "晋城市城区发展和改革局")
    assert [(one.starts_on, one.ends_on) for one in facts.phases] == [
        (date(2023, 2, 28), date(2023, 3, 5)),
        (date(2023, 3, 6), date(2023, 3, 15)),
        (date(2023, 3, 16), date(2023, 3, 25)),
        (date(2023, 3, 26), date(2023, 3, 31)),
    ]
    (weekly,) = facts.obligations
    assert (weekly.form_id, weekly.scope) == ("weekly-statistics", ReportScope.WEEK)
    assert (weekly.weekday, weekly.due_time, weekly.signer) == (4, "15:00", "主要负责人")
    assert "@" not in str(facts), "a mailbox of another city"


def test_the_two_tables_of_metallurgy_and_trade(office: OfficeFile) -> None:
    facts = by_key(office)["S003"]
    assert [
        (one.form_id, one.scope, one.weekday) for one in facts.obligations if one.weekday is not None
    ] == [
        ("weekly-dispatch", ReportScope.CUMULATIVE, 4),
        ("major-hazards", ReportScope.CUMULATIVE, 4),
    ]
    # F6 is titled with the campaign's name: it has to come out as the document's annex prints it.
    assert facts.name == load_json("forms/weekly-dispatch.json")["campaign"]
    assert by_key(office)["S004"].obligations == ()


def test_the_eight_batches_are_due_twice_and_a_summary_after_the_end(office: OfficeFile) -> None:
    facts = by_key(office)["S000"]
    assert len(facts.industries) == 18
    assert [(one.form_id, one.due_on) for one in facts.obligations] == [
        ("batches", date(2022, 11, 30)),
        ("batches", date(2022, 12, 31)),
        ("campaign-summary", date(2023, 1, 7)),
    ]
