"""The list of a hand-over on paper: what is signed has something above it, and no column is all noughts."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from hazard_desk.forms import pdf
from hazard_desk.forms.faces import font_set
from hazard_desk.forms.hand_over_list import hand_over_list
from hazard_desk.forms.report import Table
from hazard_desk.forms.report_sheet import report_sheet
from tests.forms.hand_over import DAY, TEXTS, facts

LAST = TEXTS["headings"]["others"]


@pytest.mark.parametrize("hazards", [26, 30, 35])
def test_what_is_signed_stands_with_what_was_written_by_hand(hazards: int) -> None:
    sheet = report_sheet(hand_over_list(TEXTS, facts(hazards), filled_on=DAY))
    document = pypdfium2.PdfDocument(pdf.draw(sheet, invariant=True, fonts=font_set()))
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    *before, last = pages
    for words in (LAST, "移交人（签字）", "接收人（签字）", "监交人（签字）", TEXTS["words"]["signed_by"]):
        assert words in last, words
        assert not any(words in page for page in before), words


def done_table(done: tuple[tuple[str, int, int, int], ...]) -> Table:
    report = hand_over_list(TEXTS, replace(facts(1), done=done))
    caption = TEXTS["tables"]["done"]["caption"]
    (table,) = [part for part in report.parts if isinstance(part, Table) and part.caption == caption]
    return table


def test_a_column_of_noughts_is_left_out() -> None:
    table = done_table((("企业", 12, 0, 0), ("隐患", 0, 0, 1)))
    assert [column.label for column in table.columns] == ["记录", "新增", "删除"]
    assert table.rows == (("企业", 12, 0), ("隐患", 0, 1))
    assert len(done_table((("企业", 1, 2, 3),)).columns) == 4
    blank = hand_over_list(TEXTS)
    assert [len(part.columns) for part in blank.parts if isinstance(part, Table)][-1] == 4
