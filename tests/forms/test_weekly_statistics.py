"""F4 as it comes out, against golden files and against the official form."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hazard_desk.forms import pdf, xlsx
from hazard_desk.forms.faces import FontSet, font_set
from hazard_desk.forms.geometry import Box, PlacedCell
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.sheet import Cell, Role, Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.weekly_statistics import FIGURES, Scope, weekly_statistics
from tests.forms.samples import FIGURES_OF_WEEK, UNIT, blank, cumulative, week

TEXTS = load_texts("weekly-statistics")

# The row of units of the original, the one row of its header that the scan left whole (S001 附件4).
UNITS = "个项项项项项项项万家个家人人家家家个"


def labels_above(sheet: Sheet, column: int) -> list[str]:
    return [
        cell.text.replace("\n", "")
        for cell in sheet.cells
        if cell.role is Role.LABEL and cell.column <= column < cell.column + cell.colspan
    ]


def test_header_is_that_of_the_official_form() -> None:
    sheet = week()
    assert sheet.header_rows == 4
    paths = [labels_above(sheet, column) for column in range(18)]
    assert [path[-1] for path in paths] == [f"（{unit}）" for unit in UNITS]
    groups = ["集中行动开展情况"] * 4 + ["执法情况"] * 7 + ["追责情况"] * 2 + ["问责曝光工作不力情况"] * 3
    assert [path[0] for path in paths] == ["检查组", *groups, "典型案例（详情另报）"]
    assert [path[1:-1] for path in paths[1:17]] == [
        ["一般隐患", "排查"],
        ["一般隐患", "整改"],
        ["重大隐患", "排查"],
        ["重大隐患", "整改"],
        ["非法违法生产经营建设行为查处情况", "排查"],
        ["非法违法生产经营建设行为查处情况", "查处"],
        ["责令限期整改企业"],
        ["行政罚款"],
        ["停产整顿"],
        ["暂扣吊销证照"],
        ["关闭取缔"],
        ["追究", "党纪政纪处分"],
        ["追究", "刑事责任"],
        ["约谈通报"],
        ["公开曝光"],
        ["联合惩戒"],
    ]
    spans = {cell.text: cell.colspan for cell in sheet.cells if cell.row == 0}
    assert list(spans.values()) == [1, 4, 7, 2, 3, 1]


def test_figures_stand_under_their_own_columns() -> None:
    row = {cell.column: cell for cell in week().cells if cell.key}
    assert [row[column].key for column in range(18)] == list(FIGURES)
    assert [row[column].content for column in range(18)] == list(FIGURES_OF_WEEK.values())
    assert row[8].text == "12.5", "money without trailing zeros"


def test_zero_prints_as_zero_and_missing_as_blank() -> None:
    assert {cell.text for cell in cumulative().cells if cell.key} == {"0"}
    assert {cell.text for cell in blank().cells if cell.key} == {""}
    some = weekly_statistics(TEXTS, unit_name=UNIT, figures=dict.fromkeys(FIGURES) | {"major_found": 0})
    assert [cell.text for cell in some.cells if cell.key] == [""] * 3 + ["0"] + [""] * 14


def test_blank_form_leaves_room_to_write(fonts: FontSet) -> None:
    layout = lay_out(blank(), fonts)
    assert all(layout.box_of(key)[1].height >= 15 for key in FIGURES)
    left, right = layout.pages[0].fields
    assert left.value.width >= 42
    assert "年" in right.field.text
    assert "20" not in right.field.text


def test_cumulative_says_so_and_the_week_does_not() -> None:
    assert cumulative().head.middle is not None
    assert cumulative().head.middle.label == "（累计）"  # type: ignore[union-attr]
    assert "本周" not in "".join(cumulative().notes)
    assert week().head.middle is None
    assert "（本周数据）" in week().notes[0]
    assert week().columns == cumulative().columns


def test_note_names_the_recipient_of_the_campaign_and_nobody_elses() -> None:
    assert week().notes[0].endswith("报送区安委办邮箱 awb@example.gov.cn。")
    assert blank().notes[0].endswith("报送区安委办邮箱。")
    assert "163.com" not in str(TEXTS)
    braces = weekly_statistics(TEXTS | {"note": "注：{报送{recipient}"}, unit_name="{x}", recipient="{y} {0}")
    assert braces.notes == ("注：{报送{y} {0}",)


@pytest.mark.parametrize(
    "figures", [{}, {"general_found": 1}, dict.fromkeys(FIGURES, 0) | {"general_fuond": 1}]
)
def test_missing_and_unknown_figures_are_refused(figures: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="missing or unknown"):
        weekly_statistics(TEXTS, unit_name=UNIT, figures=figures)


def test_texts_with_columns_astray_are_refused() -> None:
    swapped = TEXTS | {"columns": [TEXTS["columns"][1], TEXTS["columns"][0], *TEXTS["columns"][2:]]}
    with pytest.raises(ValueError, match="must be inspection_teams, general_found"):
        weekly_statistics(swapped, unit_name=UNIT)


def test_signatures_only_where_asked_for(fonts: FontSet, poppler) -> None:  # type: ignore[no-untyped-def]
    assert week().footer == ()
    signed = weekly_statistics(TEXTS, unit_name=UNIT).with_footer(*TEXTS["signatures"])
    text = poppler("pdftotext", pdf.draw(signed, fonts=fonts), "-layout").split("注：")[1]
    assert text.split()[1:] == ["单位负责人（签字）：", "填表人（签字）：", "联系电话："]
    assert len(lay_out(signed, fonts).pages) == 1


def test_date_has_no_leading_zeros() -> None:
    right = weekly_statistics(TEXTS, unit_name=UNIT, filled_on=date(2025, 3, 7)).head.right
    assert right is not None
    assert right.text == "2025年3月7日"


@settings(max_examples=60, deadline=None)
@given(
    st.integers(min_value=0, max_value=45),
    st.sampled_from(list(Scope)),
    st.one_of(st.none(), st.dates()),
)
def test_seal_covers_labels_only(length: int, scope: Scope, filled_on: date | None) -> None:
    """Whatever the unit is called: no figure, no room for handwriting, no title, nothing off the paper."""
    sheet = weekly_statistics(
        TEXTS,
        unit_name="乡" * length,
        scope=scope,
        filled_on=filled_on,
        figures=dict.fromkeys(FIGURES, Decimal(8888)),
    )
    layout = lay_out(sheet, font_set())
    circle = layout.seal_circle()
    assert circle is not None
    (page,) = layout.pages
    unit = page.fields[0]
    assert unit.field is sheet.head.left
    assert circle.radius == 21, "a township's seal measures 42 mm"
    assert circle.x == pytest.approx(unit.value.x + unit.value.width / 2)
    assert circle.y == pytest.approx(unit.value.y + unit.value.height / 2)
    assert layout.under_seal() == []
    figures = [placed for placed in page.cells if placed.cell.role is Role.NUMBER]
    assert min(placed.box.y for placed in figures) > circle.y + 22, "a clear millimetre below the seal"
    title = next(line for line in page.texts if line.size_pt == sheet.title_pt)
    em = title.size_pt * 25.4 / 72
    ink = Box(title.x, title.baseline - 0.88 * em, sheet.width_mm - 2 * title.x, em)
    assert not circle.touches(ink)
    assert circle.x - 21 > 8
    assert circle.y - 21 > 8
    assert circle.x + 21 < 289
    assert circle.y + 21 < 202


def test_a_table_makes_room_for_the_seal(fonts: FontSet, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = week()
    shallow = Sheet(
        form_id="x",
        title=sheet.title,
        head=sheet.head,
        columns=(267.0,),
        rows=(10.0,),
        cells=(Cell(0, 0, 7, Role.NUMBER, key="seven"),),
    )
    layout = lay_out(shallow, fonts)
    assert layout.under_seal() == []
    circle = layout.seal_circle()
    assert circle is not None
    assert layout.box_of("seven")[1].y == pytest.approx(circle.y + 22), "a clear millimetre below the seal"
    monkeypatch.setattr("hazard_desk.forms.layout._Setter._table_clear_of_seal", lambda *_: 0.0)
    (covered,) = lay_out(shallow, fonts).under_seal()
    assert isinstance(covered, PlacedCell)
    assert covered.cell.key == "seven"


def test_rare_characters_in_the_units_name_survive(fonts: FontSet, poppler) -> None:  # type: ignore[no-untyped-def]
    name = "泽州县䶮㛃𠅤𬱖乡人民政府"
    text = poppler("pdftotext", pdf.draw(week(name), fonts=fonts), "-layout")
    assert f"填报单位（盖章）：{name}" in text.replace(" ", "")
    book = openpyxl.load_workbook(io.BytesIO(xlsx.draw(week(name), fonts=fonts)))
    assert book.worksheets[0]["A3"].value == f"填报单位（盖章）：{name}"


def test_numbers_of_the_workbook_are_numbers(fonts: FontSet) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.draw(week(), fonts=fonts))).worksheets[0]
    values = [cell.value for cell in sheet[8]]
    assert values == [float(figure) if figure is not None else None for figure in FIGURES_OF_WEEK.values()]
