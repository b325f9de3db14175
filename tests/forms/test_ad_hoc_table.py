"""Any table on paper: never cut off, upright where it fits; text stays text, days are days."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hazard_desk.errors import Cancelled
from hazard_desk.forms import pdf, xlsx
from hazard_desk.forms.ad_hoc_table import A3, NOTHING, Kind, TableColumn, ad_hoc_table
from hazard_desk.forms.faces import font_set
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.sheet import A4, Content, Orientation, Sheet
from tests.forms.page_checks import faults, squeezed

FONTS = font_set()
DAY = date(2026, 11, 26)
NAME = TableColumn("单位名称", Kind.TEXT)
CODE = TableColumn("统一社会信用代码", Kind.TEXT)
MANY = (
    NAME, CODE, TableColumn("主要负责人手机号码", Kind.TEXT), TableColumn("隐患描述", Kind.TEXT),
    TableColumn("隐患类型", Kind.SHORT), TableColumn("限期整改时间", Kind.DAY),
    TableColumn("整改资金（万元）", Kind.FIGURE),
)  # fmt: skip
ROW: tuple[Content, ...] = (
    "文水县长兴铸造有限公司", "91141121MAD8G3A4XA", "13827080696",
    "配电箱未张贴安全警示标识，箱门未跨接接地，线路老化破损", "一般", DAY, Decimal("12.5"),
)  # fmt: skip


def wide(columns: int, rows: int = 3) -> Sheet:
    chosen = [MANY[at % len(MANY)] for at in range(columns)]
    contents = [[ROW[at % len(ROW)] for at in range(columns)]] * rows
    return ad_hoc_table("各村隐患整改情况一览表", chosen, contents, unit_name="西槽头乡", filled_on=DAY)


@pytest.mark.parametrize("columns", [1, 2, 3, 5, 8, 14, 20, 30, 45, 70])
def test_however_many_columns_nothing_is_cut_off_or_torn(columns: int) -> None:
    sheet = wide(columns)
    layout = lay_out(sheet, FONTS)
    assert faults(layout, FONTS) == []
    told = squeezed("".join(line.text for page in layout.pages for line in page.lines))
    assert told.count("13827080696") == 3 * len([at for at in range(columns) if at % len(MANY) == 2])
    codes = [placed.lines for page in layout.pages for placed in page.cells if placed.cell.content == ROW[1]]
    assert all(len(lines) == 1 for lines in codes)  # a code in two lines is misread


def test_paper_and_letters_follow_the_columns() -> None:
    assert (wide(4).paper, wide(4).orientation) == (A4, Orientation.PORTRAIT)
    narrow = ad_hoc_table("表", [NAME, CODE], [ROW[:2]], unit_name="西槽头乡", filled_on=DAY)
    assert (narrow.paper, narrow.orientation, narrow.table_pt) == (A4, Orientation.PORTRAIT, 10.5)
    assert (wide(14).paper, wide(14).orientation) == (A4, Orientation.LANDSCAPE)
    sizes = [wide(columns).table_pt for columns in (7, 14, 20)]
    assert sizes == sorted(sizes, reverse=True)
    assert wide(21).paper == A3


def test_without_rows_one_sentence_says_so() -> None:
    sheet = ad_hoc_table(
        "表", MANY, [], unit_name="西槽头乡", filled_on=DAY, sums=[None] * 7, counted="共 0 条"
    )
    assert [cell.text for cell in sheet.cells if cell.row == 1] == [NOTHING]
    assert len(sheet.rows) == 2
    assert faults(lay_out(sheet, FONTS), FONTS) == []


def test_the_total_stands_under_its_columns_and_never_alone_on_a_page() -> None:
    sums: list[Content] = [None, None, None, None, None, None, Decimal(25)]
    for rows in range(1, 60, 3):
        sheet = ad_hoc_table("表", MANY, [ROW] * rows, sums=sums)
        label, figure = [cell for cell in sheet.cells if cell.row == rows + 1]
        assert (label.text, label.colspan, figure.content, figure.column) == ("合计", 7, Decimal(25), 7)
        last = lay_out(sheet, FONTS).pages[-1]
        assert {placed.cell.row for placed in last.cells} >= {rows, rows + 1}
    first_summed = ad_hoc_table("表", MANY[-1:], [ROW[-1:]] * 2, sums=sums[-1:])
    assert [cell.text for cell in first_summed.cells if cell.row == 3] == ["合计", "25"]


def page_of(sheet: Sheet) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.draw(sheet, FONTS)))
    page = book.active
    assert page is not None
    return [list(row) for row in page.iter_rows()]


def test_in_the_workbook_text_stays_text_and_days_and_figures_are_themselves() -> None:
    odd = ("=1+1", "+86", "-", "@x", "0123", "13827080696", "91141121MAD8G3A4XA")
    rows = [(text, DAY, 3, Decimal("0.25")) for text in (*odd, *odd)]
    columns = [
        NAME,
        TableColumn("日期", Kind.DAY),
        TableColumn("数", Kind.FIGURE),
        TableColumn("万元", Kind.FIGURE),
    ]
    cells = page_of(ad_hoc_table("=表", columns, rows, unit_name="西槽头乡", filled_on=DAY))
    table = cells[3:]
    assert [row[1].value for row in table] == [*odd, *odd]  # type: ignore[attr-defined]
    for number, row in enumerate(table, 1):
        no, name, day, count, money = row[:5]
        assert (no.value, no.data_type) == (number, "n")  # type: ignore[attr-defined]
        assert (name.data_type, name.number_format) == ("s", "@")  # type: ignore[attr-defined]
        assert name.quotePrefix == (name.value[0] in "=+-@")  # type: ignore[attr-defined]
        assert (day.is_date, day.value.date()) == (True, DAY)  # type: ignore[attr-defined]
        assert (count.value, money.value, money.data_type) == (3, 0.25, "n")  # type: ignore[attr-defined]
    assert cells[0][0].data_type == "s"  # type: ignore[attr-defined]


def test_cells_that_look_alike_keep_the_frame_of_the_table() -> None:
    cells = page_of(ad_hoc_table("表", [NAME, CODE], [ROW[:2]] * 4))[1:]
    for at, row in enumerate(cells):
        sides = [(c.border.left.style, c.border.right.style) for c in row]  # type: ignore[attr-defined]
        assert sides == [("medium", "thin"), ("thin", "thin"), ("thin", "medium")]
        edges = {(c.border.top.style, c.border.bottom.style) for c in row}  # type: ignore[attr-defined]
        assert edges == {("medium" if at == 0 else "thin", "medium" if at == 4 else "thin")}


def test_a_long_table_tells_how_far_it_is_and_can_be_stopped() -> None:
    sheet = ad_hoc_table("表", [NAME, CODE], [ROW[:2]] * 1700)
    heard: list[tuple[int, int]] = []
    xlsx.draw(sheet, FONTS, within=lambda done, total: heard.append((done, total)))
    pdf.draw(sheet, fonts=FONTS, within=lambda done, total: heard.append((done, total)))
    assert heard[0] == (0, 5103)
    assert (5000, 5103) in heard
    pages = [total for _, total in heard if total != 5103]
    assert len(pages) == pages[0] > 25

    def stop(done: int, _total: int) -> None:
        if done:
            raise Cancelled("已取消。")

    for draw in (xlsx.draw, pdf.draw):
        with pytest.raises(Cancelled):
            draw(sheet, fonts=FONTS, within=stop)


LABELS = st.text(st.sampled_from("隐患整改时间（万元）企业aB1"), min_size=1, max_size=18)
CONTENTS = (
    st.none() | st.integers(-9, 10**9) | st.dates(date(1990, 1, 1), date(2090, 1, 1)) | st.text(max_size=40)
)


@settings(max_examples=40)
@given(st.data())
def test_whatever_is_asked_for_can_be_laid_out_and_drawn(data: st.DataObject) -> None:
    columns = data.draw(
        st.lists(st.builds(TableColumn, LABELS, st.sampled_from(Kind)), min_size=1, max_size=9)
    )
    rows = data.draw(st.lists(st.lists(CONTENTS, min_size=len(columns), max_size=len(columns)), max_size=5))
    sheet = ad_hoc_table(
        data.draw(LABELS), columns, rows, unit_name="西槽头乡", filled_on=DAY, counted="共 5 条"
    )
    lay_out(sheet, FONTS)
    assert xlsx.draw(sheet, FONTS)
