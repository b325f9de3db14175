"""Pages: what stands on each, and that nothing is lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hazard_desk.forms.faces import FontSet, font_set
from hazard_desk.forms.geometry import Box, Circle
from hazard_desk.forms.layout import LayoutError, lay_out
from hazard_desk.forms.sheet import Cell, HeadField, HeadLine, Role, Sheet
from tests.forms.samples import long_list, week

FONTS = font_set()


def words(page_lines: object) -> str:
    return "".join(line.text for line in page_lines)  # type: ignore[attr-defined]


def test_one_page_has_no_page_number(fonts: FontSet) -> None:
    layout = lay_out(long_list(5), fonts)
    assert len(layout.pages) == 1
    assert "页" not in words(layout.pages[0].lines)


def test_header_and_page_number_stand_on_every_page(fonts: FontSet) -> None:
    layout = lay_out(long_list(60), fonts)
    count = len(layout.pages)
    assert count == 3
    for page in layout.pages:
        labels = [placed.cell.content for placed in page.cells[:4]]
        assert labels == ["序号", "隐患", "隐患描述", "整改措施"]
        assert f"第 {page.number} 页 共 {count} 页" in words(page.texts)
        assert ("张&李木业" in words(page.texts)) == (page.number > 1), "running head from the second page on"
    assert [bool(page.fields) for page in layout.pages] == [True, False, False]
    numbers = [p.cell.content for page in layout.pages for p in page.cells if p.cell.role is Role.NUMBER]
    assert numbers == list(range(1, 61)), "every row once, in order"
    assert "注：" in words(layout.pages[-1].texts)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(min_value=0, max_value=2000), min_size=1, max_size=14),
    st.integers(min_value=0, max_value=3),
)
def test_no_text_is_lost_and_nothing_leaves_the_paper(lengths: list[int], notes: int) -> None:
    cells = [Cell(0, 0, "序号"), Cell(0, 1, "内容")]
    texts = []
    for row, length in enumerate(lengths, start=1):
        texts.append(("隐患描述，" * length)[:length] + f"终{row}")
        cells += [Cell(row, 0, row, Role.NUMBER), Cell(row, 1, texts[-1], Role.VALUE)]
    sheet = Sheet(
        form_id="x",
        title="表",
        columns=(15.0, 120.0),
        rows=(10.0, *[9.0] * len(lengths)),
        cells=tuple(cells),
        header_rows=1,
        notes=("注：说明。",) * notes,
    )
    layout = lay_out(sheet, FONTS)
    found: dict[int, str] = {}
    for page in layout.pages:
        table_end = 0.0
        for placed in page.cells:
            table_end = max(table_end, placed.box.bottom)
            if placed.cell.role is Role.VALUE:
                found[placed.cell.row] = found.get(placed.cell.row, "") + words(placed.lines)
            for line in placed.lines:
                assert placed.box.y <= line.baseline <= placed.box.bottom
        assert table_end <= sheet.height_mm - sheet.margins.bottom + 0.01
        for line in page.texts:
            assert line.baseline < sheet.height_mm - 5
            assert line.x + FONTS.text.width_mm(line.text, line.size_pt) <= sheet.width_mm - 5
        if any("注：" in line.text for line in page.texts) and len(lengths) > 1 and max(lengths) < 800:
            assert any(p.cell.row > 0 for p in page.cells), "notes alone on a page"
    assert [found[row] for row in range(1, len(lengths) + 1)] == texts


def test_a_row_goes_whole_to_the_next_page_if_it_can(fonts: FontSet) -> None:
    layout = lay_out(long_list(30, "很长的描述，" * 40), fonts)
    seen: dict[object, int] = {}
    for page in layout.pages:
        for placed in page.cells:
            if placed.cell.key:
                assert placed.cell.key not in seen
                seen[placed.cell.key] = page.number
    assert len(seen) == 30


def test_label_of_a_group_stands_on_each_page_of_its_rows(fonts: FontSet) -> None:
    rows = 60
    cells = [Cell(0, 0, "项目"), Cell(0, 1, "内容"), Cell(1, 0, "消防安全", rowspan=rows)]
    cells += [Cell(row, 1, f"第{row}项", Role.VALUE) for row in range(1, rows + 1)]
    sheet = Sheet("x", "表", (30.0, 120.0), (10.0, *[9.0] * rows), tuple(cells), header_rows=1)
    layout = lay_out(sheet, fonts)
    assert len(layout.pages) > 2
    for page in layout.pages:
        assert any(line.text == "消防安全" for line in page.lines)


def test_figures_get_smaller_instead_of_being_torn(fonts: FontSet) -> None:
    cells = (Cell(0, 0, 123456789, Role.NUMBER, key="n"),)
    layout = lay_out(Sheet("x", "表", (14.0,), (10.0,), cells), fonts)
    (placed,) = layout.pages[0].cells
    (line,) = placed.lines
    assert line.text == "123456789"
    assert line.size_pt < 10.5
    assert line.x >= placed.box.x


def test_the_figure_under_a_point_is_found(fonts: FontSet) -> None:
    layout = lay_out(week(), fonts)
    number, box = layout.box_of("major_found")
    assert layout.cell_at(number, box.x + box.width / 2, box.y + 1) == "major_found"
    assert layout.cell_at(number, box.x + box.width / 2, box.y - 1) is None, "the row of units is no figure"
    assert layout.cell_at(2, box.x, box.y) is None
    listed = lay_out(long_list(60), fonts)
    number, box = listed.box_of("row-55")
    assert number == 3
    assert listed.cell_at(3, box.x + 1, box.y + 1) == "row-55"
    assert listed.cell_at(1, box.x + 1, box.y + 1) != "row-55"


def test_a_header_without_room_for_rows_is_refused(fonts: FontSet) -> None:
    tall = Sheet("x", "表", (20.0,), (170.0, 10.0), (Cell(0, 0, "头"), Cell(1, 0, "")), header_rows=1)
    with pytest.raises(LayoutError):
        lay_out(tall, fonts)


def test_date_stays_at_the_right_edge_and_a_long_name_wraps(fonts: FontSet) -> None:
    head = HeadLine(
        HeadField("填报单位：", "很长的单位名称" * 12), right=HeadField("填表日期：", "2025年3月7日")
    )
    sheet = Sheet("x", "表", (100.0,), (10.0,), (Cell(0, 0, ""),), head=head)
    left, right = lay_out(sheet, fonts).pages[0].fields
    assert right.value.right == pytest.approx(15 + (267 + 100) / 2)
    assert left.value.right < right.label.x
    assert len(left.lines) > 3


def test_what_a_seal_touches() -> None:
    circle = Circle(100, 100, 21)
    assert circle.touches(Box(90, 90, 5, 5)), "inside"
    assert circle.touches(Box(0, 0, 300, 200)), "round it"
    assert circle.touches(Box(120.9, 50, 10, 100)), "from the side"
    assert not circle.touches(Box(121.1, 50, 10, 100))
    assert circle.touches(Box(114.7, 114.7, 9, 9)), "a corner, 20.8 mm from the middle"
    assert not circle.touches(Box(115, 115, 9, 9)), "a corner, 21.2 mm from the middle"


def test_a_seal_can_have_a_cell_of_its_own(fonts: FontSet) -> None:
    cells = (Cell(0, 0, "说明", Role.VALUE), Cell(0, 1, "（盖章）", Role.SEAL))
    layout = lay_out(Sheet("x", "表", (50.0, 60.0), (60.0,), cells), fonts)
    circle = layout.seal_circle()
    (_, spot) = layout.pages[0].cells
    assert circle is not None
    assert (circle.x, circle.y) == pytest.approx((spot.box.x + 30, spot.box.y + 30))
    assert layout.under_seal() == []
    assert lay_out(long_list(3), fonts).seal_circle() is None
