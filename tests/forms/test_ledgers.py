"""The ledgers: their header on every page, their sums, whatever is typed into them, cases left open."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.forms import report_word, xlsx
from hazard_desk.forms.enforcement_ledger import EnforcementEntry, enforcement_ledger
from hazard_desk.forms.faces import FontSet
from hazard_desk.forms.hazard_ledger import LedgerHazard, hazard_ledger
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.problem_list import OpenProblem, problem_list
from hazard_desk.forms.quota_table import LeaderMonth, QuotaMonth, quota_table
from hazard_desk.forms.report import OpenParagraph, Paragraph
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.typical_case import CaseFacts, typical_case
from tests.forms.ledgers import (
    CASE_REPORTS,
    DAY,
    enforcement_sheet,
    entry,
    hazards_sheet,
    problems_sheet,
    quota_sheet,
)
from tests.forms.page_checks import faults
from tests.forms.samples import UNIT
from tests.forms.test_any_values import COUNT, FONTS, PERHAPS, SHORT, TEXT, check, examples
from tests.forms.test_any_values import DAY as ANY_DAY


def test_three_hundred_hazards_have_the_header_on_every_page(fonts: FontSet) -> None:
    sheet = hazards_sheet(300)
    layout = lay_out(sheet, fonts)
    assert faults(layout, fonts) == []
    assert len(layout.pages) > 20
    header = [cell.text for cell in sheet.cells if cell.row == 0]
    for page in layout.pages:
        assert [placed.cell.text for placed in page.cells if placed.cell.row == 0] == header
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx.draw(sheet, fonts=fonts))).worksheets[0]
    first = int(workbook.print_title_rows.split(":")[0].strip("$"))
    assert workbook.cell(first, 1).value == "序号"
    assert [workbook.cell(first + number, 1).value for number in (1, 300)] == [1, 300]


def test_a_name_a_line_and_no_formula(fonts: FontSet) -> None:
    sheet = hazards_sheet(5)
    assert [cell.text for cell in sheet.cells if cell.column == 4][1] == "王建国\n任㛃龙\n𬱖小龙"
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx.draw(sheet, fonts=fonts))).worksheets[0]
    (formula,) = [cell for row in workbook.iter_rows() for cell in row if cell.value == "=1+1 未上锁"]
    assert formula.data_type == "s"


def test_only_the_ledger_that_is_filled_says_as_of_which_day() -> None:
    assert "截至2025年3月7日" in hazards_sheet(1).notes[0]
    assert hazard_ledger(load_texts("hazard-ledger"), unit_name=UNIT).notes == ()


# ---- 执法台账 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 7, 60])
def test_the_fines_are_added_up_below(count: int, fonts: FontSet) -> None:
    sheet = enforcement_sheet(count)
    total = [cell for cell in sheet.cells if cell.row == len(sheet.rows) - 1]
    assert total[0].text == "合计"
    fines = sum(entry(number).amount_fen or 0 for number in range(1, count + 1))
    assert total[6].content == Decimal(fines) / 1_000_000
    assert sum(cell.text != "" for cell in total) == 2
    last = lay_out(sheet, fonts).pages[-1]
    bodies = {placed.cell.row for placed in last.cells} - {0}
    assert len(bodies) > 1, "the sum never stands alone on a page"
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx.draw(sheet, fonts=fonts))).worksheets[0]
    values = [cell.value for row in workbook.iter_rows() for cell in row if cell.value is not None]
    assert values[values.index("合计") + 1] == pytest.approx(fines / 1_000_000), "a number, not a text"


def test_a_sum_for_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        ledger_sheet(load_texts("enforcement-ledger"), [], title="", total={"nowhere": 1})


# ---- 企业问题隐患清单 ---------------------------------------------------------------------------------


def test_an_enterprise_without_open_hazards_is_told_so_and_a_blank_list_is_free() -> None:
    none = problems_sheet(0)
    assert [cell.text for cell in none.cells if cell.row == 1 and cell.text] == ["没有未销号的问题隐患"]
    assert len(none.rows) == 2
    blank = problem_list(load_texts("problem-list"))
    assert not [cell for cell in blank.cells if cell.row > 0 and cell.column > 0 and cell.text]
    assert len(blank.rows) == 9


# ---- 典型案例 ----------------------------------------------------------------------------------------


def test_parts_that_nobody_has_written_are_left_open_and_marked() -> None:
    written, left = CASE_REPORTS["typical-case"], CASE_REPORTS["typical-case-open"]
    assert not [part for part in written.parts if isinstance(part, OpenParagraph)]
    assert [part.label[:4] for part in left.parts if isinstance(part, OpenParagraph)] == ["此处撰写"] * 2
    document = Document(io.BytesIO(report_word.draw(left)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "一、案情" in texts
    assert any("此处撰写教训与启示" in text for text in texts)
    assert any("现场未检测气体" in text for text in texts)


def test_a_case_bears_the_day_it_was_reported_and_several_that_of_the_paper() -> None:
    texts = load_texts("typical-case")
    one, other = CaseFacts("甲案", date(2025, 3, 3)), CaseFacts("乙案", date(2025, 3, 4))
    alone = typical_case(texts, [one], unit_name=UNIT, filled_on=DAY)
    assert (alone.subtitle, alone.signature.date) == ("甲案", "2025年3月3日")
    both = typical_case(texts, [one, other], unit_name=UNIT, filled_on=DAY)
    assert (both.subtitle, both.signature.date) == ("", "2025年3月7日")
    none = typical_case(texts, [], unit_name=UNIT, filled_on=DAY)
    assert none.parts == (Paragraph("本期没有登记典型案例。"),)


# ---- 领导带队检查完成情况表 ----------------------------------------------------------------------------


def test_the_blank_table_asks_and_answers_nothing() -> None:
    sheet = quota_table(load_texts("quota-table"), unit_name=UNIT)
    numbers = [cell for cell in sheet.cells if isinstance(cell.content, int) and cell.column > 0]
    assert numbers == []
    assert "报送典型案例（个）" in [cell.text for cell in sheet.cells]


def test_the_header_of_the_leaders_returns_overleaf(fonts: FontSet) -> None:
    layout = lay_out(quota_sheet(40), fonts)
    assert len(layout.pages) > 1
    assert "已检查\n（家次）" in [placed.cell.text for placed in layout.pages[1].cells]


# ---- whatever is typed in ----------------------------------------------------------------------------

HAZARDS = st.builds(
    LedgerHazard,
    ANY_DAY,
    *(SHORT,) * 3,
    TEXT,
    *(SHORT,) * 2,
    TEXT,
    SHORT,
    PERHAPS,
    PERHAPS,
    SHORT,
    PERHAPS,
    *(SHORT,) * 2,
)
PROBLEMS = st.builds(OpenProblem, SHORT, ANY_DAY, TEXT, *(SHORT,) * 2, TEXT, PERHAPS, *(SHORT,) * 2)
ENTRIES = st.builds(
    EnforcementEntry, ANY_DAY, SHORT, TEXT, TEXT, SHORT, st.one_of(st.none(), COUNT), *(SHORT,) * 3
)
CASES = st.builds(CaseFacts, SHORT, ANY_DAY, SHORT, TEXT, TEXT, TEXT)
LEADERS = st.builds(LeaderMonth, SHORT, SHORT, SHORT, COUNT, COUNT, COUNT, COUNT)


def check_page(sheet: Sheet) -> None:
    """Check a page whose tables stand within it: nothing lost on paper, no formula in the workbook."""
    assert faults(lay_out(sheet, FONTS), FONTS) == []
    book = openpyxl.load_workbook(io.BytesIO(xlsx.draw(sheet, fonts=FONTS)))
    kinds = {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row}
    assert "f" not in kinds


@examples(10)
@given(st.lists(HAZARDS, max_size=4))
def test_hazard_ledger_takes_any_values(hazards: list[LedgerHazard]) -> None:
    check([hazard_ledger(load_texts("hazard-ledger"), unit_name=UNIT, end=DAY, hazards=hazards)])


@examples(10)
@given(SHORT, st.lists(PROBLEMS, max_size=4))
def test_problem_list_takes_any_values(name: str, problems: list[OpenProblem]) -> None:
    check([problem_list(load_texts("problem-list"), enterprise=name, problems=problems)])


@examples(10)
@given(st.lists(ENTRIES, max_size=4))
def test_enforcement_ledger_takes_any_values(entries: list[EnforcementEntry]) -> None:
    check([enforcement_ledger(load_texts("enforcement-ledger"), unit_name=UNIT, end=DAY, entries=entries)])


@examples(10)
@given(st.lists(CASES, max_size=3))
def test_typical_case_takes_any_values(cases: list[CaseFacts]) -> None:
    check_page(report_sheet(typical_case(load_texts("typical-case"), cases, unit_name=UNIT, filled_on=DAY)))


@examples(10)
@given(st.lists(LEADERS, max_size=4))
def test_quota_table_takes_any_values(leaders: list[LeaderMonth]) -> None:
    check_page(quota_table(load_texts("quota-table"), unit_name=UNIT, facts=QuotaMonth(DAY, DAY, leaders)))
