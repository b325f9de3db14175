"""结对帮扶: pairs entered and refused, and what the helped ones found themselves while being helped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.model import Hazard
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.filing.freezing import freeze_week
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.offices import add_campaign, set_up_office
from hazard_desk.services.registry import enterprise_record, remove_enterprise, save_enterprise
from hazard_desk.services.reporting import statistics
from hazard_desk.services.support_pairs import (
    Found,
    SupportPairFacts,
    remove_support_pair,
    save_support_pair,
    support_pair_record,
    support_pairs,
    support_pairs_of_week,
)
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import HazardLevel, InspectionLevel, SourceStage

NOW = datetime(2026, 3, 6, 10, 0)  # a Friday, the reporting day
TODAY = NOW.date()
BEGIN = date(2026, 2, 2)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    """An office at a fixed moment with five enterprises (ids 1–5)."""
    OfficeFile.create(tmp_path / "台账", set_up_office, "文水县西槽头乡人民政府", ["东街村"])
    with OfficeFile.open(tmp_path / "台账", clock=lambda: NOW) as office:
        for name in ("晋源厂", "恒泰厂", "宏达厂", "利民厂", "北山厂"):
            office.run(
                save_enterprise, EnterpriseFacts(name=name, village="东街村", industries=("冶金工贸",))
            )
        yield office


def pair(helper: int = 1, helped: int = 2, starts_on: date | None = BEGIN, **more: Any) -> SupportPairFacts:
    return SupportPairFacts(helper, helped, starts_on, **more)


def entered(office: OfficeFile, facts: SupportPairFacts) -> int:
    record_id = office.run(save_support_pair, facts).record_id
    assert record_id is not None
    return record_id


def add_visit(
    work: UnitOfWork, enterprise: int, day: date, hazards: list[HazardFacts], **more: Any
) -> Changes:
    facts = InspectionFacts(
        enterprise_id=enterprise, inspected_on=day, inspectors=("王五",), hazards=hazards, **more
    )
    return save_inspection(work, facts)


SELF = {"level": InspectionLevel.ENTERPRISE, "stage": SourceStage.SELF_CHECK}
GENERAL = HazardFacts("配电箱未上锁", HazardLevel.GENERAL)
MAJOR = HazardFacts("炉口开裂", HazardLevel.MAJOR)


def rectify(work: UnitOfWork, hazard_id: int, day: date) -> Changes:
    work.session.get_one(Hazard, hazard_id).rectified_on = day
    return Changes("整改")


def test_a_pair_comes_back_as_entered_changed_and_taken_back(office: OfficeFile) -> None:
    office.run(lambda work: Changes("行动", add_campaign(work, "冬季行动")))
    facts = pair(
        ends_on=date(2026, 12, 31),
        meeting_on=BEGIN,
        plan="每月入企一次",
        progress="跟班学习两人",
        campaigns=("冬季行动",),
        note="注",
    )
    entry = entered(office, facts)
    record = office.ask(support_pair_record, entry)
    assert record.facts == facts
    assert record.helper is not None
    assert record.helped is not None
    assert (record.helper.name, record.helped.name) == ("晋源厂", "恒泰厂")
    changed = replace(facts, helped_id=3, ends_on=None, campaigns=())
    office.run(save_support_pair, changed, entry)
    assert office.ask(support_pair_record, entry).facts == changed
    office.run(remove_support_pair, entry)
    assert office.ask(support_pairs) == []
    with pytest.raises(RecordMissing):
        office.ask(support_pair_record, entry)
    office.run(undo_last)
    office.run(undo_last)
    assert office.ask(support_pair_record, entry).facts == facts


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        (pair(1, 1), "helped_id", "是同一家"),
        (SupportPairFacts(None, 2, BEGIN), "helper_id", "没有选定标杆企业"),
        (SupportPairFacts(1, None, BEGIN), "helped_id", "没有选定帮扶企业"),
        (pair(5, 2), "helper_id", "已不在企业档案里"),
        (pair(1, 5), "helped_id", "已不在企业档案里"),
        (pair(1, 99), "helped_id", "已不在企业档案里"),
        (pair(starts_on=None), "starts_on", "没有填结对日期"),
        (pair(ends_on=date(2026, 2, 1)), "ends_on", "早于开始日期"),
        (pair(meeting_on=TODAY + timedelta(days=1)), "meeting_on", "晚于今天"),
    ],
)
def test_what_makes_no_pair_is_refused(
    office: OfficeFile, facts: SupportPairFacts, field: str, words: str
) -> None:
    office.run(remove_enterprise, 5)
    with pytest.raises(InputRefused) as refused:
        office.run(save_support_pair, facts)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert words in refused.value.problems[0].message
    assert office.ask(support_pairs) == []


def test_the_same_pair_twice_at_the_same_time_is_refused(office: OfficeFile) -> None:
    first = entered(office, pair(ends_on=date(2026, 2, 20)))
    for facts in (
        pair(),
        pair(starts_on=date(2026, 1, 1), ends_on=BEGIN),
        pair(starts_on=date(2026, 2, 20)),
        pair(starts_on=date(2026, 1, 1)),
        pair(starts_on=date(2026, 2, 5), ends_on=date(2026, 2, 6)),
    ):
        with pytest.raises(InputRefused, match="同一时间已经结对"):
            office.run(save_support_pair, facts)
    # Before it, after it, with others, the other way round; and itself may be changed.
    entered(office, pair(starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1)))
    entered(office, pair(starts_on=date(2026, 2, 21)))
    entered(office, pair(1, 3))
    entered(office, pair(2, 1))
    office.run(save_support_pair, pair(ends_on=date(2026, 2, 19)), first)
    with pytest.raises(InputRefused, match="同一时间已经结对"):
        office.run(save_support_pair, pair(), first)
    office.run(remove_support_pair, first)
    entered(office, pair(ends_on=date(2026, 2, 20)))


def test_the_registry_says_whom_an_enterprise_helps_today_and_who_helps_it(office: OfficeFile) -> None:
    entered(office, pair(1, 2))
    entered(office, pair(3, 2, ends_on=TODAY))
    entered(office, pair(1, 4, ends_on=TODAY - timedelta(days=1)))
    entered(office, pair(2, 5, starts_on=TODAY + timedelta(days=1)))
    assert office.ask(enterprise_record, 1).support == ["标杆企业，帮扶恒泰厂"]
    assert office.ask(enterprise_record, 2).support == [
        "帮扶企业，标杆企业是晋源厂",
        "帮扶企业，标杆企业是宏达厂",
    ]
    assert office.ask(enterprise_record, 4).support == []


def test_an_unknown_campaign_is_refused(office: OfficeFile) -> None:
    with pytest.raises(HazardDeskError, match="没有名为「春季行动」"):
        office.run(save_support_pair, pair(campaigns=("春季行动",)))
    assert office.ask(support_pairs) == []


def test_only_what_the_helped_one_found_itself_while_helped_counts(office: OfficeFile) -> None:
    entered(office, pair(ends_on=date(2026, 2, 27)))
    before, within, after = date(2026, 2, 1), date(2026, 2, 10), date(2026, 2, 28)
    for day in (before, within, after):
        office.run(add_visit, 2, day, [GENERAL, MAJOR], **SELF)
    office.run(add_visit, 2, within, [GENERAL])  # the government's look
    office.run(add_visit, 1, within, [GENERAL], **SELF)  # the helper itself
    office.run(add_visit, 3, within, [GENERAL], **SELF)  # nobody helps it
    first_of_within = 3
    office.run(rectify, first_of_within, date(2026, 3, 2))
    (row,) = office.ask(support_pairs)
    assert (row.helper, row.helped, row.village, row.industries) == ("晋源厂", "恒泰厂", "东街村", "冶金工贸")
    assert row.found == Found(1, 1, 1, 0)
    # A week earlier it hadn't been rectified; before the start there was no pair.
    assert office.ask(support_pairs_of_week, date(2026, 2, 27)).rows[0].found == Found(1, 0, 1, 0)
    assert office.ask(support_pairs_of_week, date(2026, 1, 30)).rows == ()


def test_a_hazard_counts_once_in_the_total_and_in_the_row_of_each_helper(office: OfficeFile) -> None:
    entered(office, pair(1, 2))
    entered(office, pair(3, 2))
    entered(office, pair(1, 4))
    office.run(add_visit, 2, date(2026, 2, 10), [GENERAL, MAJOR], **SELF)
    pairs = office.ask(support_pairs_of_week, TODAY)
    assert [row.found for row in pairs.rows] == [Found(1, 0, 1, 0), Found(1, 0, 1, 0), Found()]
    assert (pairs.helpers, pairs.helped, pairs.found) == (2, 2, Found(1, 0, 1, 0))


def test_of_a_campaign_are_its_pairs_and_its_hazards_from_its_first_day(office: OfficeFile) -> None:
    office.run(lambda work: Changes("行动", add_campaign(work, "冬季行动", starts_on=date(2026, 2, 9))))
    entered(office, pair(1, 2, campaigns=("冬季行动",)))
    entered(office, pair(1, 3))
    for day, campaigns in (
        (date(2026, 2, 8), ("冬季行动",)),
        (date(2026, 2, 9), ("冬季行动",)),
        (date(2026, 2, 10), ()),
    ):
        office.run(add_visit, 2, day, [GENERAL], campaigns=campaigns, **SELF)
    office.run(add_visit, 3, date(2026, 2, 10), [GENERAL], campaigns=("冬季行动",), **SELF)
    pairs = office.ask(support_pairs_of_week, TODAY, "冬季行动")
    assert [(row.helped, row.found) for row in pairs.rows] == [("恒泰厂", Found(1))]
    assert pairs.found == Found(1)
    assert office.ask(support_pairs_of_week, TODAY).found == Found(4)


def test_a_filed_week_keeps_its_figures_in_the_form_too(office: OfficeFile) -> None:
    entered(office, pair(1, 2))
    office.run(add_visit, 2, date(2026, 2, 10), [GENERAL], **SELF)
    office.run(freeze, date(2026, 2, 13))
    office.run(add_visit, 2, date(2026, 2, 11), [GENERAL], **SELF)  # entered late
    filed, now = (office.ask(support_pairs_of_week, day) for day in (date(2026, 2, 13), date(2026, 2, 20)))
    assert (filed.rows[0].found, filed.found) == (Found(1), Found(1))
    assert (now.rows[0].found, now.found) == (Found(2), Found(2))


def freeze(work: UnitOfWork, week_end: date) -> Changes:
    freeze_week(work, week_end)
    return Changes("定稿")


@pytest.mark.parametrize("seed", range(8))
def test_random_pairs_agree_with_a_count_by_hand(office: OfficeFile, seed: int) -> None:
    random = Random(seed)
    pairs: list[tuple[int, int, date, date | None]] = []
    for _ in range(6):
        helper, helped = random.sample(range(1, 6), 2)
        start = BEGIN + timedelta(days=random.randint(0, 20))
        end = random.choice([None, start + timedelta(days=random.randint(0, 15))])
        try:
            entered(office, pair(helper, helped, start, ends_on=end))
        except InputRefused:
            continue
        pairs.append((helper, helped, start, end))
    hazards: list[tuple[int, date, bool, bool, date | None]] = []
    for _ in range(15):
        enterprise, own = random.randint(1, 5), random.random() < 0.7
        day = BEGIN + timedelta(days=random.randint(-5, 30))
        found = random.choices([GENERAL, MAJOR, HazardFacts("没有定级")], k=random.randint(0, 3))
        office.run(add_visit, enterprise, day, found, **(SELF if own else {}))
        for one in found:
            done = random.choice([None, min(TODAY, day + timedelta(days=random.randint(0, 9)))])
            hazards.append((enterprise, day, own, one is MAJOR, done))
            if done is not None:
                office.run(rectify, len(hazards), done)
    for week_end in (date(2026, 2, 13), TODAY):
        told = office.ask(support_pairs_of_week, week_end)
        counted: set[int] = set()
        for (_, helped, start, end), row in zip(
            sorted((one for one in pairs if one[2] <= week_end), key=lambda one: one[2]),
            told.rows,
            strict=True,
        ):
            own = {
                at
                for at, (enterprise, day, self_found, _, _) in enumerate(hazards)
                if self_found and enterprise == helped and start <= day and (end is None or day <= end)
            }
            assert (row.starts_on, row.found) == (start, by_hand(hazards, own, week_end))
            counted |= own
        assert told.found == by_hand(hazards, counted, week_end)


def by_hand(hazards: list[tuple[int, date, bool, bool, date | None]], which: set[int], until: date) -> Found:
    figures = [0, 0, 0, 0]
    for at in which:
        _, day, _, major, done = hazards[at]
        figures[2 * major] += day <= until
        figures[2 * major + 1] += done is not None and done <= until
    return Found(*figures)


def test_the_form_tells_the_pairs_and_their_totals(office: OfficeFile) -> None:
    entered(office, pair(1, 2, plan="每月入企一次", ends_on=date(2026, 12, 31)))
    entered(office, pair(1, 3))
    office.run(add_visit, 2, date(2026, 2, 10), [GENERAL, MAJOR], **SELF)
    (sheet,) = office.ask(form_sheets, FormRequest("support-pairs", week_end=TODAY))
    texts = [cell.text for cell in sheet.cells]
    assert {"晋源厂", "恒泰厂", "宏达厂", "每月入企一次", "2026.2.2至2026.12.31", "2026.2.2起"} <= set(texts)
    figures = office.ask(statistics, TODAY).dispatch
    assert [figures[f"helped_{level}_found"] for level in ("general", "major")] == [1, 1]
    last = [cell.text for cell in sheet.cells if cell.row == len(sheet.rows) - 1]
    assert last == ["合计", "1家", "2家", *[""] * 6, "1", "0", "1", "0"]
    (blank,) = office.ask(form_sheets, FormRequest("support-pairs", blank=True))
    assert "晋源厂" not in {cell.text for cell in blank.cells}
