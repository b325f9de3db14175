"""一行业一台账: every enterprise in each of its industries, sums that are those of F4, names Excel takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from hazard_desk.forms.sheet import Sheet
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.campaigning.opening import OpeningFacts, save_opening
from hazard_desk.services.form_filling import FormRequest, form_sheets, save_sheets
from hazard_desk.services.offices import add_industry
from hazard_desk.services.registry import change_state, remove_enterprise
from hazard_desk.services.reporting import statistics
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import EnterpriseState, HazardLevel, InspectionLevel, RiskLevel
from tests.services.form_desk import LAST_WEEK, THIS_WEEK, enterprise, hazard_ids, make_office, visited, void

FORM = "industry-ledger"
METAL, SPACE = "冶金工贸", "有限空间"
GENERAL, MAJOR = HazardLevel.GENERAL, HazardLevel.MAJOR


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    office = make_office(tmp_path)
    yield office
    office.close()


def ledger(office: OfficeFile, week_end: date = THIS_WEEK, **asked: str) -> dict[str, Sheet]:
    sheets = office.ask(form_sheets, FormRequest(FORM, week_end=week_end, **asked))  # type: ignore[arg-type]
    return {sheet.outline[-1]: sheet for sheet in sheets}


def lines(sheet: Sheet) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in sorted(sheet.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(cell.text)
    return list(rows.values())[1:]


def filled(office: OfficeFile) -> None:
    """Enter a foundry of two industries, a shop of none, one that is closed, and visits to them."""
    foundry = enterprise(
        office,
        "兴隆铸造厂",
        industries=(METAL, SPACE),
        principal="王五",
        principal_phone="13800000000",
        village="东街村",
        risk_level=RiskLevel.RED,
    )
    shop = enterprise(office, "永和超市")
    closed = enterprise(office, "旧砖厂", industries=(METAL,))
    office.run(change_state, closed, EnterpriseState.OUT_OF_BUSINESS, date(2026, 11, 1))
    visited(
        office,
        foundry,
        date(2026, 11, 3),
        HazardFacts("配电箱未上锁", GENERAL, rectified_on=date(2026, 11, 21)),
        HazardFacts("通道堵塞", GENERAL),
        HazardFacts("煤气报警装置失效", MAJOR),
    )
    visited(office, shop, date(2026, 11, 4), HazardFacts("灭火器过期", GENERAL))
    visited(office, shop, date(2026, 11, 5), HazardFacts("自查的"), level=InspectionLevel.ENTERPRISE)


def test_each_industry_lists_its_enterprises_those_without_one_last(office: OfficeFile) -> None:
    filled(office)
    sheets = ledger(office)
    assert list(sheets) == ["汇总", METAL, SPACE, "未分行业"]
    assert lines(sheets[METAL]) == [
        ["1", "旧砖厂", *[""] * 5, "0", "0", "0", "0", "0", "注销关闭"],
        ["2", "兴隆铸造厂", "王五", "13800000000", "东街村", "红", "2026.11.3", "3", "1", "2", "1", "1", ""],
        ["", "合计", *[""] * 5, "3", "1", "2", "1", "1", ""],
    ]
    assert [row[1] for row in lines(sheets[SPACE])] == ["兴隆铸造厂", "合计"]
    assert lines(sheets["未分行业"])[0][1:9] == ["永和超市", "", "", "", "", "2026.11.4", "1", "0"]
    assert "一家企业属于几个行业的" in "".join(sheets["汇总"].notes)


def test_the_sums_count_each_enterprise_once_and_are_those_of_f4(office: OfficeFile) -> None:
    filled(office)
    total = lines(ledger(office)["汇总"])[-1]
    figures = office.ask(statistics, THIS_WEEK).cumulative
    found = figures[Figure.GENERAL_FOUND], figures[Figure.MAJOR_FOUND]
    done = figures[Figure.GENERAL_RECTIFIED] + figures[Figure.MAJOR_RECTIFIED]
    assert total == ["", "合计", "3", "2", *map(str, found), str(done), str(sum(found) - done), "1"]


def test_a_past_week_is_told_as_it_was(office: OfficeFile) -> None:
    filled(office)
    assert lines(ledger(office, LAST_WEEK)["汇总"])[-1][6] == "0", "rectified after that week"
    assert lines(ledger(office)["汇总"])[-1][6] == "1"


def test_void_hazards_and_removed_enterprises_are_left_out(office: OfficeFile) -> None:
    known = enterprise(office, industries=(METAL,))
    gone = enterprise(office, "搬走的", industries=(METAL,))
    visit = visited(office, known, date(2026, 11, 3), HazardFacts("误录的", GENERAL))
    void(office, hazard_ids(office, visit)[0])
    office.run(remove_enterprise, gone)
    assert lines(ledger(office)[METAL]) == [
        ["1", "兴隆铸造厂", *[""] * 4, "2026.11.3", "0", "0", "0", "0", "0", ""],
        ["", "合计", *[""] * 5, "0", "0", "0", "0", "0", ""],
    ]


def test_worksheets_have_names_that_excel_takes(office: OfficeFile, tmp_path: Path) -> None:
    long = "一二三四五六七八九十" * 3
    names = [f"{long}甲业", f"{long}乙业", "民爆/危废:[处置]*?", "民爆危废处置", "=1+1"]

    def add(work: UnitOfWork) -> Changes:
        for name in names:
            add_industry(work, name)
        return Changes("加行业")

    office.run(add)
    for number, name in enumerate(names):
        enterprise(office, f"第{number}厂", industries=(name,))
    path = tmp_path / "台账.xlsx"
    save_sheets(list(ledger(office).values()), path)
    made = openpyxl.load_workbook(path).sheetnames
    assert len(made) == len(names) + 1
    assert len({name.casefold() for name in made}) == len(made)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in made)


def test_opening_figures_stand_at_no_enterprise_and_it_says_so(office: OfficeFile) -> None:
    filled(office)
    figures = {"general_found": 20, "general_rectified": 15, "major_found": 2}
    office.run(save_opening, OpeningFacts(as_of=date(2026, 10, 31), source="移交表", figures=figures))
    sheet = ledger(office)["汇总"]
    assert lines(sheet)[-1][4] == "3", "what the records tell"
    assert "另有22条隐患" in "".join(sheet.notes)


def test_blank_and_empty(office: OfficeFile) -> None:
    (blank,) = office.ask(form_sheets, FormRequest(FORM, blank=True))
    assert all(row[1] == "" for row in lines(blank))
    assert lines(ledger(office)["汇总"]) == [["", "合计", *["0"] * 7]]
