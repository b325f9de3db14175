"""执法台账 and 典型案例: what stands in them is what F4 counts, and the fines add up to its column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hazard_desk.errors import RecordMissing
from hazard_desk.forms.report import OpenParagraph, Paragraph
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.attaching import Given, Owner, attach, attachments_of, owner_name
from hazard_desk.services.campaigning.opening import OpeningFacts, save_opening
from hazard_desk.services.enforcing import (
    AccountabilityFacts,
    AdmonitionFacts,
    EnforcementFacts,
    IllegalActFacts,
    PenaltyFacts,
    TypicalCaseFacts,
    enforcement_facts,
    remove_enforcement,
    save_enforcement,
)
from hazard_desk.services.filing.freezing import freeze_week
from hazard_desk.services.form_filling import FormRequest
from hazard_desk.services.form_filling.enforcement import case_report, typical_case_report
from hazard_desk.services.form_filling.reports import report_stem, requested_report
from hazard_desk.services.reporting import statistics
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import (
    AccountabilityKind,
    AdmonitionKind,
    AttachmentKind,
    PenaltyKind,
    PenaltyTarget,
)
from tests.photo_samples import jpeg
from tests.services import form_desk as desk
from tests.services.form_desk import LAST_WEEK, THIS_WEEK, column, listed
from tests.services.township import CAMPAIGNS, enter, random_township

LEDGER, LIST, CASE = "enforcement-ledger", "typical-cases", "typical-case"
BEFORE, WITHIN = date(2026, 11, 10), date(2026, 11, 17)  # of the weeks that end on the 13th and the 20th


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with desk.make_office(tmp_path) as opened:
        yield opened


def add(office: OfficeFile, facts: EnforcementFacts) -> int:
    return desk.saved(office.run(save_enforcement, facts))


def total_of(sheet: Sheet) -> object:
    amount = next(cell.column for cell in sheet.cells if cell.row == 0 and "金额" in cell.text)
    return next(c.content for c in sheet.cells if c.row == len(sheet.rows) - 1 and c.column == amount)


def entries(sheet: Sheet) -> list[dict[str, str]]:
    *rows, total = listed(sheet)
    assert total["序号"] == "合计"
    return rows


def test_every_kind_stands_in_the_order_of_the_days(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂")
    act = add(
        office,
        IllegalActFacts(
            date(2026, 11, 14),
            "无证充装",
            party="黑气点",
            verifying_unit="乡应急站",
            handled_on=date(2026, 11, 16),
            handling="取缔",
        ),
    )
    add(
        office,
        PenaltyFacts(
            PenaltyKind.FINE,
            date(2026, 11, 20),
            where,
            target=PenaltyTarget.PRINCIPAL,
            illegal_act_id=act,
            decided_by="县应急局",
            document_number="罚1号",
            amount_fen=1_250_000,
            note="=已缴",
        ),
    )
    add(office, PenaltyFacts(PenaltyKind.LICENCE, date(2026, 11, 18), where, certificates=2))
    add(office, PenaltyFacts(PenaltyKind.SUSPENSION, date(2026, 11, 18), where))
    add(office, PenaltyFacts(PenaltyKind.CLOSURE, date(2026, 11, 19), party="黑气点"))
    add(
        office,
        AccountabilityFacts(
            AccountabilityKind.DISCIPLINE, "任㛃龙", "某村委会", None, WITHIN, "县纪委", "失职"
        ),
    )
    add(office, AdmonitionFacts(AdmonitionKind.EXPOSED, date(2026, 11, 15), unit="某村委会", reason="瞒报"))
    add(office, PenaltyFacts(PenaltyKind.FINE, BEFORE, where, amount_fen=99))
    gone = add(office, PenaltyFacts(PenaltyKind.FINE, WITHIN, where, amount_fen=77))
    office.run(remove_enforcement, PenaltyFacts, gone)
    add(office, TypicalCaseFacts("某案", WITHIN))
    sheet = desk.one(office, LEDGER, week_end=LAST_WEEK)
    rows = entries(sheet)
    told = [tuple(row[name] for name in ("日期", "类别", "单位（人员）", "处理、处罚")) for row in rows]
    assert told == [
        ("2026.11.14", "非法违法行为", "黑气点", "取缔\n2026.11.16查处"),
        ("2026.11.15", "公开曝光", "某村委会", "公开曝光"),
        ("2026.11.17", "党纪政纪处分", "任㛃龙（某村委会）", "党纪政纪处分"),
        ("2026.11.18", "停产整顿", "甲厂", "停产整顿"),
        ("2026.11.18", "暂扣吊销证照", "甲厂", "暂扣吊销证照2个"),
        ("2026.11.19", "关闭取缔", "黑气点", "关闭取缔"),
        ("2026.11.20", "行政罚款", "甲厂", "行政罚款（主要负责人）"),
    ]
    assert rows[0]["决定机关"] == "乡应急站"
    assert rows[2]["事由"] == "失职"
    fine = rows[-1]
    assert (fine["事由"], fine["金额（万元）"], fine["文号"]) == ("无证充装", "1.25", "罚1号")
    assert fine["备注"] == "=已缴"
    assert total_of(sheet) == Decimal("1.25")


def test_an_act_is_told_as_handled_only_from_that_day_on(office: OfficeFile) -> None:
    add(
        office,
        IllegalActFacts(WITHIN, "无证", party="某摊", handled_on=date(2026, 11, 22), handling="取缔"),
    )
    (found,) = entries(desk.one(office, LEDGER, week_end=LAST_WEEK))
    assert found["处理、处罚"] == ""
    (handled,) = entries(desk.one(office, LEDGER, week_end=THIS_WEEK))
    assert (handled["日期"], handled["处理、处罚"]) == ("2026.11.22", "取缔\n2026.11.22查处")
    (both,) = entries(desk.one(office, LEDGER, week_end=THIS_WEEK, scope=Scope.CUMULATIVE))
    assert both["日期"] == "2026.11.17"


def test_a_late_fine_is_added_up_where_f4_counts_it_and_marked(office: OfficeFile) -> None:
    def file(work: UnitOfWork) -> Changes:
        freeze_week(work, LAST_WEEK)
        return Changes("定稿")

    add(office, PenaltyFacts(PenaltyKind.FINE, WITHIN, party="甲", amount_fen=1_000_000))
    office.run(file)
    add(office, PenaltyFacts(PenaltyKind.FINE, WITHIN, party="乙", amount_fen=2_000_000))
    filed, present = (desk.one(office, LEDGER, week_end=week) for week in (LAST_WEEK, THIS_WEEK))
    assert (column(filed, "单位（人员）")[0], total_of(filed)) == ("甲", 1)
    (late,) = entries(present)
    assert (late["单位（人员）"], late["备注"], total_of(present)) == ("乙", "补录", 2)


def test_opening_figures_are_part_of_the_cumulative_ledger(office: OfficeFile) -> None:
    figures = {Figure.FINES_WAN.value: 5_000_000, Figure.CLOSED.value: 3}
    office.run(save_opening, OpeningFacts(None, date(2026, 11, 13), "上报表", figures=figures))
    add(office, PenaltyFacts(PenaltyKind.FINE, WITHIN, party="甲", amount_fen=1_000_000))
    sheet = desk.one(office, LEDGER, week_end=LAST_WEEK, scope=Scope.CUMULATIVE)
    assert total_of(sheet) == 6
    first, second, third = entries(sheet)
    assert "期初数" in first["事由"]
    assert (first["金额（万元）"], second["处理、处罚"]) == ("5", "3家")
    assert third["单位（人员）"] == "甲"
    assert total_of(desk.one(office, LEDGER, week_end=LAST_WEEK)) == 1


@pytest.mark.parametrize("seed", range(2))
def test_the_fines_of_any_township_add_up_to_f4(office: OfficeFile, seed: int) -> None:
    office.run(enter, random_township(seed))
    for week in (date(2026, 10, 16), LAST_WEEK):
        for campaign in (None, *CAMPAIGNS):
            counted = office.ask(statistics, week, campaign)
            for scope, figures in ((Scope.WEEK, counted.week), (Scope.CUMULATIVE, counted.cumulative)):
                sheet = desk.one(office, LEDGER, week_end=week, campaign=campaign, scope=scope)
                assert total_of(sheet) == figures[Figure.FINES_WAN]
                acts = column(sheet, "类别").count("非法违法行为")
                assert figures[Figure.ILLEGAL_FOUND] <= acts
                cases = desk.one(office, LIST, week_end=week, campaign=campaign, scope=scope)
                assert len(listed(cases)) == figures[Figure.TYPICAL_CASES]


def test_the_blank_ledger_has_a_free_sum(office: OfficeFile) -> None:
    add(office, PenaltyFacts(PenaltyKind.FINE, WITHIN, party="甲", amount_fen=1_000_000))
    sheet = desk.one(office, LEDGER, week_end=LAST_WEEK, blank=True)
    assert listed(sheet) == []
    assert total_of(sheet) is None


# ---- 典型案例 ----------------------------------------------------------------------------------------


def written(office: OfficeFile, title: str = "动火案", on: date = WITHIN, **more: str) -> int:
    parts = {"summary": "经过", "handling": "罚款", "lesson": "教训"} | more
    return add(office, TypicalCaseFacts(title, on, desk.enterprise(office, f"{title}厂"), **parts))


def test_a_case_is_listed_with_all_its_parts(office: OfficeFile) -> None:
    written(office)
    written(office, "上周的", BEFORE)
    (row,) = listed(desk.one(office, LIST, week_end=LAST_WEEK))
    assert list(row.values()) == ["1", "2026.11.17", "动火案", "动火案厂", "经过", "罚款", "教训"]
    both = desk.one(office, LIST, week_end=LAST_WEEK, scope=Scope.CUMULATIVE)
    assert column(both, "案例名称") == ["上周的", "动火案"]


def test_the_paper_of_a_case_leaves_open_what_nobody_wrote(office: OfficeFile) -> None:
    case = written(office, handling="第一段\n\n第二段", lesson="")
    for report in (
        office.ask(typical_case_report, FormRequest(CASE, week_end=LAST_WEEK)),
        office.ask(requested_report, FormRequest(CASE, week_end=LAST_WEEK)),
        office.ask(case_report, case),
    ):
        paragraphs = [part.text for part in report.parts if isinstance(part, Paragraph)]
        assert paragraphs == ["涉及企业：动火案厂。", "经过", "第一段", "第二段"]
        assert [part.label for part in report.parts if isinstance(part, OpenParagraph)] == [
            "此处撰写教训与启示"
        ]
        assert (report.signature.name, report.signature.date) == (desk.OFFICE, "2026年11月17日")
        assert report_stem(report) == "典型案例 动火案"
    office.run(remove_enforcement, TypicalCaseFacts, case)
    with pytest.raises(RecordMissing):
        office.ask(case_report, case)


def test_a_week_without_cases_says_so(office: OfficeFile) -> None:
    written(office, on=BEFORE)
    report = office.ask(typical_case_report, FormRequest(CASE, week_end=LAST_WEEK))
    assert [part.text for part in report.parts if isinstance(part, Paragraph)] == ["本期没有登记典型案例。"]


def test_a_case_keeps_its_parts_and_takes_attachments(office: OfficeFile) -> None:
    case = written(office)
    facts = office.ask(enforcement_facts, TypicalCaseFacts, case)
    assert isinstance(facts, TypicalCaseFacts)
    assert (facts.summary, facts.handling, facts.lesson) == ("经过", "罚款", "教训")
    owner = Owner("typical_case", case)
    office.run(attach, owner, [Given("现场.jpg", jpeg())], AttachmentKind.SCENE)
    assert [row.name for row in office.ask(attachments_of, owner)] == ["现场.jpg"]
    assert office.ask(owner_name, owner) == "典型案例「动火案」"
    office.run(remove_enforcement, TypicalCaseFacts, case)
    with pytest.raises(RecordMissing):
        office.run(attach, owner, [Given("现场2.jpg", jpeg())], AttachmentKind.SCENE)
