"""八个一批: the office's own labels, what is put into each, found by initials, and what counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services import enforcing
from hazard_desk.services.enforcing import (
    AccountabilityFacts,
    AdmonitionFacts,
    EnforcementFacts,
    IllegalActFacts,
    PenaltyFacts,
    TypicalCaseFacts,
    remove_enforcement,
    save_enforcement,
)
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.labelled_batches import (
    NOUNS,
    BatchFacts,
    BatchItemFacts,
    BatchRow,
    batches,
    move_batch,
    records_to_add,
    remove_batch,
    remove_batch_item,
    save_batch,
    save_batch_item,
)
from hazard_desk.services.offices import add_campaign, set_up_office
from hazard_desk.services.registry import remove_enterprise, save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import HazardLevel

NOW = datetime(2026, 3, 6, 10, 0)  # a Friday, the reporting day
TODAY = NOW.date()
LAST_WEEK = TODAY - timedelta(days=7)
WRITTEN = BatchItemFacts(TODAY, "在路口发放资料三百份")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    """An office with two enterprises, a visit with two hazards, and a record of each kind."""
    OfficeFile.create(tmp_path / "台账", set_up_office, "文水县西槽头乡人民政府")
    with OfficeFile.open(tmp_path / "台账", clock=lambda: NOW) as office:
        for name in ("宏达铸造厂", "利民加油站"):
            office.run(save_enterprise, EnterpriseFacts(name=name))
        visit = InspectionFacts(
            enterprise_id=1,
            inspected_on=LAST_WEEK,
            inspectors=("王五",),
            hazards=[
                HazardFacts("配电箱未上锁", HazardLevel.GENERAL),
                HazardFacts("炉口开裂", HazardLevel.MAJOR),
            ],
        )
        office.run(save_inspection, visit)
        for facts in RECORDS:
            office.run(save_enforcement, facts)
        yield office


RECORDS: tuple[EnforcementFacts, ...] = (
    IllegalActFacts(TODAY, "无证充装", party="黑气点"),
    PenaltyFacts(decided_on=TODAY, enterprise_id=1, amount_fen=1_000_000, document_number="罚1号"),
    AdmonitionFacts(decided_on=TODAY, unit="某村委会", reason="督促不力"),
    TypicalCaseFacts("违规动火案", TODAY),
    AccountabilityFacts(person="李四", decided_on=TODAY),
)


def labelled(office: OfficeFile, name: str = "曝光一批", campaign: int | None = None) -> int:
    record_id = office.run(save_batch, BatchFacts(name, campaign)).record_id
    assert record_id is not None
    return record_id


def only(office: OfficeFile) -> BatchRow:
    (row,) = office.ask(batches)
    return row


def put(office: OfficeFile, batch: int, noun: str, record: int, day: date = TODAY) -> int:
    item = office.run(save_batch_item, batch, BatchItemFacts(day, "", noun, record)).record_id
    assert item is not None
    return item


def test_none_is_shipped_and_the_office_names_its_own(office: OfficeFile) -> None:
    assert office.ask(batches) == []
    first, second, third = (labelled(office, name) for name in ("查处一批", " 曝光  一批 ", "约谈一批"))
    assert [row.name for row in office.ask(batches)] == ["查处一批", "曝光 一批", "约谈一批"]
    office.run(move_batch, third, -1)
    office.run(move_batch, first, 5)
    assert [row.id for row in office.ask(batches)] == [third, second, first]
    assert office.run(move_batch, first, 1).nouns == frozenset()
    office.run(undo_last)
    assert [row.id for row in office.ask(batches)] == [first, third, second]
    office.run(save_batch, BatchFacts("公开曝光一批", note="注"), second)
    assert office.ask(batches)[2].facts == BatchFacts("公开曝光一批", None, "注")


def test_a_label_without_a_name_of_its_own_is_refused(office: OfficeFile) -> None:
    campaign = office.run(lambda work: Changes("行动", add_campaign(work, "冬季行动"))).record_id
    labelled(office)
    for facts, words in (
        (BatchFacts("  "), "没有写是哪一批"),
        (BatchFacts(" 曝光一批"), "已经有一批叫"),
        (BatchFacts("查处一批", 99), "专项行动已不在名册里"),
    ):
        with pytest.raises(InputRefused, match=words):
            office.run(save_batch, facts)
    # Another campaign may have one of the same name, and the name of a removed one is free.
    own = labelled(office, campaign=campaign)
    office.run(remove_batch, own)
    labelled(office, campaign=campaign)


@pytest.mark.parametrize(
    ("noun", "record", "kind", "line"),
    [
        ("enterprise", 2, "企业", "利民加油站"),
        ("hazard", 2, "隐患", "宏达铸造厂：炉口开裂"),
        ("illegal_act", 1, "非法违法行为", "黑气点：无证充装"),
        ("penalty", 1, "行政罚款", "宏达铸造厂：罚1号"),
        ("admonition", 1, "约谈通报", "某村委会：督促不力"),
        ("typical_case", 1, "典型案例", "违规动火案"),
    ],
)
def test_every_kind_of_record_can_be_put_in_once(
    office: OfficeFile, noun: str, record: int, kind: str, line: str
) -> None:
    batch = labelled(office)
    item = put(office, batch, noun, record)
    (row,) = only(office).items
    assert (row.id, row.noun, row.record_id, row.line) == (item, noun, record, line)
    assert row.record is not None
    assert row.record.kind == kind
    assert (only(office).week, only(office).cumulative) == (1, 1)
    with pytest.raises(InputRefused, match="已经有这一条"):
        put(office, batch, noun, record)
    put(office, labelled(office, "查处一批"), noun, record)
    office.run(save_batch_item, batch, BatchItemFacts(LAST_WEEK, "", noun, record), item)
    changed = office.ask(batches)[0].items[0]
    assert (changed.line, changed.counted_on) == (line, LAST_WEEK)
    office.run(remove_batch_item, item)
    assert office.ask(batches)[0].items == ()
    put(office, batch, noun, record)
    office.run(undo_last)
    office.run(undo_last)
    assert office.ask(batches)[0].items[0].counted_on == LAST_WEEK


def test_all_nouns_were_tried() -> None:
    kinds = test_every_kind_of_record_can_be_put_in_once.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {kind[0] for kind in kinds} == set(NOUNS)


def test_what_makes_no_item_is_refused(office: OfficeFile) -> None:
    batch = labelled(office)
    for facts, field in (
        (BatchItemFacts(TODAY), "text"),
        (BatchItemFacts(TODAY, "  "), "text"),
        (BatchItemFacts(None, "发放资料"), "counted_on"),
        (BatchItemFacts(TODAY + timedelta(days=1), "发放资料"), "counted_on"),
        (BatchItemFacts(TODAY, "", "hazard", 99), "text"),
        (BatchItemFacts(TODAY, "", "hazard"), "text"),  # of a kind, but none chosen
    ):
        with pytest.raises(InputRefused) as refused:
            office.run(save_batch_item, batch, facts)
        assert [problem.field for problem in refused.value.problems] == [field]
    office.run(remove_batch, batch)
    with pytest.raises(RecordMissing):
        office.run(save_batch_item, batch, WRITTEN)


def test_the_week_and_all_up_to_it_are_counted(office: OfficeFile) -> None:
    batch = labelled(office)
    for day in (TODAY, TODAY - timedelta(days=6), LAST_WEEK, LAST_WEEK - timedelta(days=30)):
        office.run(save_batch_item, batch, BatchItemFacts(day, f"第 {day} 条"))
    assert (only(office).week, only(office).cumulative, len(only(office).items)) == (2, 4, 4)
    (then,) = office.ask(batches, LAST_WEEK)
    assert (then.week, then.cumulative, len(then.items), len(then.counted)) == (1, 2, 4, 2)


def test_of_a_campaign_are_its_labels_from_its_first_day(office: OfficeFile) -> None:
    campaign = office.run(
        lambda work: Changes("行动", add_campaign(work, "冬季行动", starts_on=TODAY - timedelta(days=2)))
    ).record_id
    own, general = labelled(office, campaign=campaign), labelled(office)
    for batch in (own, general):
        for day in (TODAY, TODAY - timedelta(days=3)):
            office.run(save_batch_item, batch, BatchItemFacts(day, f"第 {day} 条"))
    (row,) = office.ask(batches, TODAY, "冬季行动")
    assert (row.id, row.campaign, row.week, row.cumulative) == (own, "冬季行动", 1, 1)
    assert [(row.id, row.cumulative) for row in office.ask(batches)] == [(own, 1), (general, 2)]


def test_a_record_in_the_recycle_bin_no_longer_counts(office: OfficeFile) -> None:
    batch = labelled(office)
    put(office, batch, "hazard", 1)
    put(office, batch, "penalty", 1)
    put(office, batch, "enterprise", 2)
    office.run(save_batch_item, batch, WRITTEN)
    office.run(remove_inspection, 1)
    office.run(remove_enforcement, PenaltyFacts, 1)
    office.run(remove_enterprise, 2)
    row = only(office)
    assert (row.week, row.cumulative) == (1, 1)
    assert [item.gone for item in row.items] == [True, True, True, False]
    office.run(undo_last)
    assert only(office).week == 2


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hdzz", {("enterprise", 1), ("hazard", 1), ("hazard", 2), ("penalty", 1)}),
        ("宏达 开裂", {("hazard", 2)}),
        ("hqd", {("illegal_act", 1)}),
        ("罚1", {("penalty", 1)}),
        ("某村", {("admonition", 1)}),
        ("wgdh", {("typical_case", 1)}),
        ("李四", set()),
        ("", set()),
    ],
)
def test_records_are_found_by_words_and_initials(
    office: OfficeFile, typed: str, found: set[tuple[str, int]]
) -> None:
    offered = office.ask(records_to_add, typed)
    assert {(one.noun, one.record_id) for one in offered} == found
    nouns = [list(NOUNS).index(one.noun) for one in offered]
    assert nouns == sorted(nouns)


def test_old_records_are_found_without_reading_them_all(
    office: OfficeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enforcing, "_LOOKED_THROUGH", 2)
    for day in range(1, 4):
        office.run(save_enforcement, IllegalActFacts(TODAY, f"第{day}次", party="黑气点"))
    newest = [4, 3]  # by initials of what isn't stored with them: among the newest alone
    for typed, found in (("黑气", [4, 3, 2, 1]), ("无证", [1]), ("hqd", newest)):
        offered = office.ask(records_to_add, typed)
        assert [one.record_id for one in offered if one.noun == "illegal_act"] == found
    office.run(save_enforcement, PenaltyFacts(decided_on=LAST_WEEK, enterprise_id=2, amount_fen=100))
    for _ in range(2):
        office.run(save_enforcement, PenaltyFacts(decided_on=TODAY, party="某厂", amount_fen=100))
    assert [(one.noun, one.who) for one in office.ask(records_to_add, "lmjyz")][-1] == (
        "penalty",
        "利民加油站",
    )


def test_the_form_has_the_figures_and_behind_them_the_list(office: OfficeFile) -> None:
    batch = labelled(office)
    labelled(office, "约谈一批")
    put(office, batch, "hazard", 2, LAST_WEEK)
    office.run(save_batch_item, batch, WRITTEN)
    table, listed = office.ask(form_sheets, FormRequest("batches", week_end=TODAY))
    assert [cell.text for cell in table.cells][5:] == [
        *("1", "曝光一批", "1", "2", ""),
        *("2", "约谈一批", "0", "0", ""),
    ]
    assert [cell.text for cell in listed.cells][5:] == [
        *("1", "曝光一批", "2026.2.27", "隐患", "宏达铸造厂：炉口开裂"),
        *("2", "曝光一批", "2026.3.6", "", "在路口发放资料三百份"),
    ]
    (blank,) = office.ask(form_sheets, FormRequest("batches", blank=True))
    assert "曝光一批" not in {cell.text for cell in blank.cells}
