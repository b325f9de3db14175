"""Forms of a round and its pairs: 移交清单 with its receipt, F8 of a draw, F9 and F6 of tied visits, F10."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError, UsageError
from hazard_desk.forms.sheet import Role, Sheet
from hazard_desk.model import CrossPair, CrossRound, Inspection
from hazard_desk.services.attaching import Given, Owner, attach
from hazard_desk.services.cross_inspecting.facts import PairRow, RoundFacts
from hazard_desk.services.cross_inspecting.rounds import remove_round, save_round
from hazard_desk.services.form_entries import save_entry
from hazard_desk.services.form_filling.batches import BatchRequest, batch_sheets
from hazard_desk.services.form_filling.choosing_pairs import pair_called, tied_visits
from hazard_desk.services.form_filling.dispatch import Slot, dispatch_slots, slot_rows
from hazard_desk.services.form_filling.filling import sheets_of_each
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.services.wording import save_wordings
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import AttachmentKind, SourceStage
from tests.photo_samples import jpeg
from tests.services import form_desk as desk
from tests.services.form_desk import LAST_WEEK, THIS_WEEK, column, general, listed, major

HANDOVER, F6, F8, F9, F10 = (
    "cross-handover",
    "weekly-dispatch",
    "cross-arrangement",
    "cross-summary",
    "hazard-list",
)
DAY = date(2026, 11, 17)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with desk.make_office(tmp_path) as opened:
        yield opened


def a_round(office: OfficeFile, name: str, *pairs: tuple[str, str], **facts: Any) -> list[int]:
    """Enter a round and return the ids of its pairs in their order."""
    rows = tuple(PairRow(*pair) for pair in pairs)
    round_id = desk.saved(office.run(save_round, None, RoundFacts(name, pairs=rows, **facts)))

    def ids(reading: Reading) -> list[int]:
        found = [reading.session.get_one(CrossRound, round_id).id]
        rows = reading.session.query(CrossPair).filter_by(round_id=found[0]).order_by(CrossPair.position)
        return [row.id for row in rows]

    return office.ask(ids)


def tie(office: OfficeFile, pair_id: int, *visits: int) -> None:
    def write(work: UnitOfWork) -> Changes:
        for visit in visits:
            work.session.get_one(Inspection, visit).cross_pair_id = pair_id
        return Changes("归入")

    office.run(write)


def inspected(
    office: OfficeFile, pair_id: int | None, where: int, on: date, *found: Any, **facts: Any
) -> int:
    visit = desk.visited(office, where, on, *found, stage=SourceStage.CROSS, **facts)
    if pair_id is not None:
        tie(office, pair_id, visit)
    return visit


def note_pair(office: OfficeFile, pair_id: int, **facts: Any) -> None:
    def write(work: UnitOfWork) -> Changes:
        pair = work.session.get_one(CrossPair, pair_id)
        for name, value in facts.items():
            setattr(pair, name, value)
        return Changes("登记")

    office.run(write)


def note_round(office: OfficeFile, name: str, **facts: Any) -> None:
    def write(work: UnitOfWork) -> Changes:
        record = work.session.query(CrossRound).filter_by(name=name).one()
        for field, value in facts.items():
            setattr(record, field, value)
        return Changes("登记")

    office.run(write)


def told(sheet: Sheet) -> str:
    return "".join(cell.text for cell in desk.in_order(sheet))


def rows_of(sheet: Sheet) -> list[list[str]]:
    """Return the rows of the list: from the header's next row to 合计, without the columns' numbers."""
    rows: dict[int, list[str]] = {}
    for cell in desk.in_order(sheet):
        if sheet.body_starts <= cell.row and cell.column > 0:
            rows.setdefault(cell.row, []).append(cell.text)
    total = next(cell.row for cell in sheet.cells if cell.text == "合计")
    return [row for at, row in sorted(rows.items()) if at <= total]


# ---- 移交清单 ------------------------------------------------------------------------------------------


def test_the_handover_lists_the_visits_of_the_pair_and_the_receipt_confirms_their_sums(
    office: OfficeFile,
) -> None:
    pair, other = a_round(office, "第一轮", ("甲组", "东街村"), ("乙组", "西街村"))
    foundry, station = desk.enterprise(office), desk.enterprise(office, "永顺加油站")
    many = [general(f"第{number}处漏电，配电箱门没有跨接接地") for number in range(40)]
    inspected(office, pair, foundry, DAY, *many, major("炉口开裂"), note="停产")
    inspected(office, pair, station, date(2026, 11, 19))
    inspected(office, pair, foundry, date(2026, 11, 20), general("通道堵塞"))
    inspected(office, other, station, DAY, general("别组查的"))
    note_pair(
        office,
        pair,
        evidence="光盘1张",
        handed_over_on=date(2026, 11, 20),
        feedback_due_on=date(2026, 12, 4),
        handed_over_by="张三",
    )
    sheet = desk.one(office, HANDOVER, pair_id=pair)
    first, second, third, total = rows_of(sheet)
    pages = int(first[4].partition("/")[2])
    assert pages > 1
    assert first == ["兴隆铸造厂", "2026.11.17", "40", "1", f"1/{pages}", "0", "停产"]
    assert second == ["永顺加油站", "2026.11.19", "0", "0", "0/0", "0", ""]
    assert third == ["兴隆铸造厂", "2026.11.20", "1", "0", "1/1", "0", ""]
    assert total == ["2家企业", "", "41", "1", f"2/{pages + 1}", "0", ""]
    text = told(sheet)
    assert (
        "今收到甲组移交的交叉检查问题隐患清单及印证资料：共2家企业、2份清单，"
        "隐患42条（其中重大事故隐患1条），印证资料0件。" in text
    )
    for words in ("检查方（盖章）：\n甲组", "接收单位（盖章）：\n东街村", "2026年11月17日至2026年11月20日"):
        assert words in text
    assert "移交日期：2026年11月20日" in text
    assert "反馈时限：2026年12月4日。" in text
    assert "光盘1张" in text
    assert "张三" not in text, "a name in print is no signature"
    assert "别组查的" not in text
    assert sheet.subject == "甲组→东街村"


def test_evidence_is_each_file_of_the_visit_and_its_hazards_once_and_none_of_the_rectification(
    office: OfficeFile,
) -> None:
    (pair,) = a_round(office, "第一轮", ("甲组", "东街村"))
    visit = inspected(office, pair, desk.enterprise(office), DAY, general("漏电"), general("误报"))
    counted, void = desk.hazard_ids(office, visit)
    scene, flaw, after = (Given(f"{n}.jpg", jpeg(40 + n, 30)) for n in range(3))
    office.run(attach, Owner("inspection", visit), [scene, flaw], AttachmentKind.SCENE)
    office.run(attach, Owner("hazard", counted), [flaw], AttachmentKind.PROBLEM)
    office.run(attach, Owner("hazard", counted), [after], AttachmentKind.RECTIFIED)
    office.run(attach, Owner("hazard", void), [Given("4.jpg", jpeg(50, 60))], AttachmentKind.PROBLEM)
    desk.void(office, void)
    (row, _total) = rows_of(desk.one(office, HANDOVER, pair_id=pair))
    assert row[2:6] == ["1", "0", "1/1", "2"]


def test_without_a_pair_every_pair_with_visits_has_its_own_in_the_order_of_the_arrangement(
    office: OfficeFile,
) -> None:
    first, second, third = a_round(office, "第一轮", ("甲组", "东街村"), ("乙组", "西街村"), ("丙组", "北街"))
    where = desk.enterprise(office)
    gone = inspected(office, second, where, DAY, general("漏电"))
    inspected(office, third, where, DAY, general("漏电"))
    inspected(office, first, where, date(2026, 11, 18), general("漏电"))
    assert [sheet.subject for sheet in desk.fill(office, HANDOVER)] == [
        "甲组→东街村", "乙组→西街村", "丙组→北街",
    ]  # fmt: skip
    office.run(remove_inspection, gone)
    assert [known for known, _ in office.ask(sheets_of_each, FormRequest(HANDOVER))] == [first, third]


def test_a_pair_before_its_first_visit_has_the_head_and_rows_to_write_in(office: OfficeFile) -> None:
    (pair,) = a_round(office, "第一轮", ("甲组", "外县"))
    note_pair(office, pair, starts_on=DAY, ends_on=date(2026, 11, 19))
    for wanted in ({}, {"blank": True}):
        sheet = desk.one(office, HANDOVER, pair_id=pair, **wanted)
        assert len(rows_of(sheet)) == 6
        assert not any(any(row) for row in rows_of(sheet))
        assert ("2026年11月17日至2026年11月19日" in told(sheet)) is (not wanted)
        assert "今收到甲组移交的" in told(sheet)
        assert "＿＿＿家企业" in told(sheet)
    nobodys = desk.one(office, HANDOVER)
    assert nobodys.subject == ""
    assert "甲组" not in told(nobodys)
    assert told(desk.one(office, HANDOVER, blank=True)) == told(nobodys)


def test_without_any_round_the_handover_is_blank_and_a_pair_that_is_gone_is_refused(
    office: OfficeFile,
) -> None:
    assert desk.one(office, HANDOVER).subject == ""
    (pair,) = a_round(office, "第一轮", ("甲组", "东街村"))
    office.run(remove_round, _round_of(office, pair))
    with pytest.raises(UsageError, match="已不在台账里"):
        desk.fill(office, HANDOVER, pair_id=pair)
    with pytest.raises(HazardDeskError, match="第九轮"):
        desk.fill(office, HANDOVER, round_name="第九轮")
    with pytest.raises(HazardDeskError, match="打错了"):
        desk.fill(office, HANDOVER, campaign="打错了", blank=True)


def _round_of(office: OfficeFile, pair_id: int) -> int:
    return office.ask(lambda reading: reading.session.get_one(CrossPair, pair_id).round_id)


def test_a_pair_is_called_by_both_sides_or_by_one_that_inspects_one_only(office: OfficeFile) -> None:
    a_round(office, "旧的", ("甲组", "北街"), starts_on=date(2026, 1, 1))
    one, two, three = a_round(
        office, "新的", ("甲组", "东街村"), ("乙组", "西街村"), ("乙组", "北街"), starts_on=date(2026, 11, 1)
    )
    assert office.ask(pair_called, "甲组") == one
    assert office.ask(pair_called, " 乙组 -> 西街村 ", "新的") == two
    assert office.ask(pair_called, "乙组→北街") == three
    for words, what in (
        ("丁组", "没有「丁组」"),
        ("甲组→北街", "没有"),
        ("乙组", "2 个受检方"),
        ("", "没有"),
    ):
        with pytest.raises(HazardDeskError, match=what) as refused:
            office.ask(pair_called, words)
        assert refused.value.exit_code == 1
        assert "甲组→东街村、乙组→西街村、乙组→北街" in refused.value.remedy


# ---- F8 ------------------------------------------------------------------------------------------------


def test_f8_is_titled_with_the_campaign_of_its_round_unless_another_is_asked_for(office: OfficeFile) -> None:
    campaign = desk.campaign(office, "冬季行动")
    desk.campaign(office, "春季行动")
    (pair,) = a_round(office, "第一轮", ("甲", "乙"), campaign_id=campaign)
    inspected(office, pair, desk.enterprise(office), DAY)
    for form_id in (F8, F9, HANDOVER):
        assert desk.one(office, form_id, round_name="第一轮").title.startswith("冬季行动")
        assert desk.one(office, form_id, round_name="第一轮", campaign="春季行动").title.startswith(
            "春季行动"
        )
    a_round(office, "第二轮", ("甲", "乙"))
    assert desk.one(office, F8).title.startswith("冶金工贸行业隐患排查整治专项行动"), "as the form words it"


def test_f8_tells_the_seed_of_a_draw_and_whether_pairs_were_changed_since(office: OfficeFile) -> None:
    a_round(office, "第一轮", ("甲", "乙"), starts_on=date(2025, 3, 1))
    assert len(desk.one(office, F8).notes) == 1
    assert "各县交叉检查应包含开发区" in desk.one(office, F8).notes[0]
    note_round(office, "第一轮", seed=4711)
    assert desk.one(office, F8).notes[1].startswith("抽签种子：4711（")
    note_round(office, "第一轮", changed_by_hand=True)
    assert desk.one(office, F8).notes[1] == "抽签种子：4711；抽签后有人工调整。"
    office.run(save_wordings, F8, {"changed_note": "种子 {seed}，另有调整"})
    assert desk.one(office, F8).notes[1] == "种子 4711，另有调整"


def test_f8_of_villages_says_nothing_of_counties(office: OfficeFile) -> None:
    a_round(office, "第一轮", ("东街村", "西街村"), ("西街村", "东街村"), starts_on=date(2025, 3, 1))
    (note,) = desk.one(office, F8).notes
    assert "2025年3月开展，具体时间由检查方和受检方协商确定" in note
    assert "县" not in note
    assert desk.one(office, F8).title == "冶金工贸行业隐患排查整治专项行动\n交叉检查工作安排表"
    office.run(save_wordings, F8, {"village_title": "{campaign}\n村级交叉检查工作安排表"})
    assert desk.one(office, F8).title.endswith("\n村级交叉检查工作安排表")
    assert desk.one(office, F8, blank=True).title.endswith("\n县级交叉检查工作安排表"), "the official form"
    a_round(office, "第二轮", ("甲县", "乙县"), ("乙县", "甲县"))
    assert desk.one(office, F8).title.endswith("\n县级交叉检查工作安排表")


def test_f9_of_villages_says_nothing_of_counties(office: OfficeFile) -> None:
    (pair,) = a_round(office, "第一轮", ("甲组", "东街村"), starts_on=date(2026, 11, 10))
    inspected(office, pair, desk.enterprise(office, village="东街村"), date(2026, 11, 10))
    for wanted in ({"round_name": "第一轮"}, {"pair_id": pair}):
        sheet = desk.one(office, F9, week_end=LAST_WEEK, **wanted)
        assert sheet.title == "冶金工贸行业隐患排查整治专项行动交叉检查隐患情况汇总表"
        assert sheet.notes == ("说明：本表由受检方填报。",)
    for wanted in ({"week_end": LAST_WEEK}, {"blank": True}):
        sheet = desk.one(office, F9, **wanted)
        assert "县级交叉检查隐患情况汇总表" in sheet.title, "as the form words it"
        assert sheet.notes == ("说明：本表由受检县填报。",)


# ---- F9 ------------------------------------------------------------------------------------------------


def test_f9_of_a_round_has_its_tied_visits_and_those_of_its_days_that_are_tied_to_none(
    office: OfficeFile,
) -> None:
    pair, other = a_round(
        office, "第一轮", ("甲组", "东街村"), ("乙组", "西街村"),
        starts_on=date(2026, 11, 10), ends_on=date(2026, 11, 12),
    )  # fmt: skip
    (elsewhere,) = a_round(office, "第二轮", ("丙组", "东街村"), starts_on=date(2026, 11, 15))
    where = desk.enterprise(office, village="东街村")
    elsewhere_too = desk.enterprise(office, "外村的厂")
    inspected(office, None, elsewhere_too, date(2026, 11, 11))  # at none that takes part
    inspected(office, pair, where, date(2026, 11, 9), inspecting_unit="甲组派的")  # before its days
    inspected(office, other, where, date(2026, 11, 14))  # after them
    inspected(office, None, where, date(2026, 11, 11))
    inspected(office, elsewhere, where, date(2026, 11, 12))
    inspected(office, None, where, date(2026, 11, 16))
    inspected(office, pair, where, date(2026, 11, 21))  # after the week

    def days(**wanted: Any) -> list[str]:
        return [day.removeprefix("2026.11.") for day in column(desk.one(office, F9, **wanted), "检查时间")]

    assert days(round_name="第一轮", week_end=LAST_WEEK) == ["9", "11", "14"]
    assert days(pair_id=pair, week_end=LAST_WEEK) == ["9"]
    assert days(pair_id=pair, week_end=THIS_WEEK) == ["9", "21"]
    assert days(pair_id=other) == ["14"]
    assert days(round_name="第二轮", week_end=LAST_WEEK) == ["12", "16"]
    sheet = desk.one(office, F9, round_name="第一轮", week_end=LAST_WEEK)
    assert [row["检查单位"] for row in listed(sheet)] == ["甲组派的", "", "乙组"]
    assert sheet.head.left is not None
    assert sheet.head.left.text == desk.OFFICE
    office.run(remove_round, _round_of(office, elsewhere))
    assert days(round_name="第一轮", week_end=LAST_WEEK) == ["9", "11", "12", "14"], "tied to nothing now"


# ---- F6 ------------------------------------------------------------------------------------------------


def slots(office: OfficeFile, week_end: date = LAST_WEEK, campaign: str | None = None) -> dict[str, Slot]:
    return {slot.name: slot for slot in office.ask(dispatch_slots, week_end, campaign)}


def said(office: OfficeFile, **wanted: Any) -> str:
    return desk.one(office, F6, week_end=LAST_WEEK, **wanted).cell("row-4").text


def put(office: OfficeFile, slot: str, text: str, computed: str = "", week: date = LAST_WEEK) -> None:
    office.run(save_entry, F6, week, None, slot, text, computed, "上级要求" if computed else "")


def test_f6_names_those_inspected_each_once_with_no_word_too_many(office: OfficeFile) -> None:
    city, village, later = a_round(office, "第一轮", ("甲组", "原平市"), ("乙组", "马村"), ("丙组", "忻府区"))
    assert said(office).startswith("对＿＿县开展了交叉检查，＿＿县的0家企业")
    where = desk.enterprise(office)
    inspected(office, village, where, DAY, general("漏电"))
    inspected(office, city, where, date(2026, 11, 12))
    inspected(office, village, where, date(2026, 11, 18))
    inspected(office, later, where, date(2026, 11, 21))  # after the week
    assert said(office).startswith("对原平市、马村开展了交叉检查，原平市、马村的1家企业，发现一般问题隐患1条")
    rows = office.ask(slot_rows, "cross_of", LAST_WEEK)
    assert [row.on.day for row in rows] == [12, 17, 18]
    assert slots(office, THIS_WEEK)["cross_of"].computed == "原平市、马村、忻府区"
    assert said(office, blank=True).startswith("对＿＿县开展了交叉检查，＿＿县的＿＿家企业")


def test_a_team_that_bears_no_place_in_its_name_gets_no_county_either(office: OfficeFile) -> None:
    (pair,) = a_round(office, "第一轮", ("甲组", "河西片"))
    inspected(office, pair, desk.enterprise(office), DAY)
    assert said(office).startswith("对河西片开展了交叉检查，河西片的1家企业")


def test_what_is_written_by_hand_wins_and_gets_the_word_that_it_lacks(office: OfficeFile) -> None:
    put(office, "cross_counties", "平遥", week=date(2026, 11, 13))
    put(office, "cross_of", "平遥县", week=date(2026, 11, 13))
    assert said(office).startswith("对平遥县开展了交叉检查，平遥县的"), "as it stood in the weeks before"
    (pair,) = a_round(office, "第一轮", ("甲组", "马村"))
    inspected(office, pair, desk.enterprise(office), DAY)
    assert said(office).startswith("对马村开展了交叉检查，马村的")
    put(office, "cross_counties", "马村、东街村", computed="马村")
    assert said(office).startswith("对马村、东街村开展了交叉检查，马村的")
    put(office, "cross_counties", "")
    assert slots(office)["cross_counties"].value == "马村"


def test_f6_of_a_campaign_names_those_that_its_visits_inspected(office: OfficeFile) -> None:
    desk.campaign(office, "冬季行动", date(2026, 11, 15))
    one, two = a_round(office, "第一轮", ("甲组", "东街村"), ("乙组", "西街村"))
    where = desk.enterprise(office)
    inspected(office, one, where, DAY, campaigns=("冬季行动",))
    inspected(office, two, where, DAY)
    assert slots(office, campaign="冬季行动")["cross_of"].computed == "东街村"
    office.run(remove_round, _round_of(office, one))
    assert slots(office)["cross_of"].computed is None


# ---- F10 -----------------------------------------------------------------------------------------------


def test_blank_lists_of_hazards_are_headed_with_the_enterprises_to_be_visited(office: OfficeFile) -> None:
    sampled = [desk.enterprise(office, name) for name in ("永顺加油站", "兴隆铸造厂", "北山砖厂")]
    batch = office.ask(batch_sheets, BatchRequest((F10,), enterprises=tuple(sampled), blank=True))
    assert [entry.name for entry in batch.entries] == ["永顺加油站", "兴隆铸造厂", "北山砖厂"]
    for entry in batch.entries:
        (sheet,) = entry.sheets
        assert sheet.head.left is not None
        assert sheet.head.left.text == entry.name
        assert not any(cell.text for cell in sheet.cells if cell.role is Role.VALUE)


def test_the_lists_of_all_visits_of_a_pair_are_filled_as_one_batch(office: OfficeFile) -> None:
    (pair,) = a_round(office, "第一轮", ("甲组", "东街村"))
    foundry, station = desk.enterprise(office), desk.enterprise(office, "永顺加油站")
    inspected(office, pair, station, date(2026, 11, 18), general("油罐区有杂草"))
    inspected(office, pair, foundry, DAY, general("漏电"))
    inspected(office, None, foundry, DAY, general("别的检查"))

    def visits(reading: Reading) -> tuple[int, ...]:
        return tuple(visit.id for visit in tied_visits(reading, [pair])[pair])

    batch = office.ask(batch_sheets, BatchRequest((F10,), inspections=office.ask(visits)))
    assert [column(sheet, "隐患描述") for sheet in batch.sheets] == [["漏电"], ["油罐区有杂草"]]
