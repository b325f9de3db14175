"""Every sample as a page: on the paper, in its cells, clear of the seal, whole, numbered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from hazard_desk.forms import pdf
from hazard_desk.forms.cross_handover import cross_handover
from hazard_desk.forms.cross_summary import cross_summary
from hazard_desk.forms.faces import MM_PER_PT, FontSet
from hazard_desk.forms.geometry import Box, Layout, PlacedCell, PlacedField
from hazard_desk.forms.hazard_list import hazard_list
from hazard_desk.forms.illegal_acts import illegal_acts
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.major_hazards import major_hazards
from hazard_desk.forms.sheet import Orientation, Role, Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.terms import DocumentKind
from tests.forms.files import LONG as LONG_FILES
from tests.forms.filled import (
    DAY,
    ENTERPRISE,
    SAMPLES,
    cross_inspected,
    handover,
    major_hazard,
    reported_case,
    visit,
)
from tests.forms.ledgers import LONG_LEDGERS
from tests.forms.page_checks import faults, ink, inside, white_edge
from tests.forms.rankings import LONG as LONG_RANKINGS
from tests.forms.reports import long_report
from tests.forms.samples import UNIT

LONG: dict[str, Sheet] = {
    "illegal-acts": illegal_acts(
        load_texts("illegal-acts"), unit_name=UNIT, filled_on=DAY, cases=[reported_case(n) for n in range(40)]
    ),
    "major-hazards": major_hazards(
        load_texts("major-hazards"),
        unit_name=UNIT,
        filled_on=DAY,
        hazards=[major_hazard(n) for n in range(40)],
    ),
    "cross-summary": cross_summary(
        load_texts("cross-summary"),
        unit_name=UNIT,
        filled_on=DAY,
        visits=[cross_inspected(n) for n in range(40)],
    ),
    "hazard-list": hazard_list(load_texts("hazard-list"), enterprise=ENTERPRISE.name, visit=visit(40)),
    "cross-handover": cross_handover(load_texts("cross-handover"), handover=handover(40)),
    "cross-report": long_report(),
    **LONG_FILES,
    **LONG_RANKINGS,
    **LONG_LEDGERS,
}
"""The lists with more rows than a page has."""

SHEETS: dict[str, tuple[Sheet, ...]] = SAMPLES | {f"{name}.long": (sheet,) for name, sheet in LONG.items()}

SEALED = {"registration", "supervision", "weekly-statistics", "illegal-acts"}
"""The forms that say （盖章）: S001 附件 1, 3, 4, 5."""

STAMPED = {kind.value for kind in DocumentKind} - {DocumentKind.ON_SITE_RECORD.value}
STAMPED |= {"cross-report", "typical-case", "campaign-summary", "ranking-notice", "hand-over-list"}
"""What ends in the agency's name: the reports, and every document but the record, which is only signed."""


LEFT_OPEN = {("typical-case", "blank"), ("typical-case-open", "filled"), ("typical-case-several", "filled")}

EXCHANGED = {"cross-handover"}
"""What two units stamp: who gives, and below who takes."""


def layouts(name: str, fonts: FontSet) -> list[Layout]:
    return [lay_out(sheet, fonts) for sheet in SHEETS[name]]


def drawn_letters(data: bytes) -> Iterator[tuple[int, str, Box]]:
    """Yield page, letter and the box of its ink in mm, as another program finds them in the PDF."""
    with pypdfium2.PdfDocument(data) as document:
        for number, page in enumerate(document, start=1):
            height = page.get_height()
            letters = page.get_textpage()
            for at in range(letters.count_chars()):
                left, bottom, right, top = letters.get_charbox(at)
                letter = chr(pdfium.FPDFText_GetUnicode(letters, at))
                # A space has no ink, and of a rare character's two halves the first stands for it.
                if letter.strip() and right > left and not "\udc00" <= letter <= "\udfff":
                    yield (
                        number,
                        letter,
                        Box(
                            left * MM_PER_PT,
                            (height - top) * MM_PER_PT,
                            (right - left) * MM_PER_PT,
                            (top - bottom) * MM_PER_PT,
                        ),
                    )


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_is_off_the_paper_out_of_its_cell_on_another_text_lost_or_torn(
    name: str, fonts: FontSet
) -> None:
    for layout in layouts(name, fonts):
        assert faults(layout, fonts) == []


@pytest.mark.parametrize("name", SHEETS)
def test_the_drawn_letters_lie_inside_the_cells_and_the_paper(name: str, fonts: FontSet) -> None:
    for layout in layouts(name, fonts):
        edge = white_edge(layout)
        seen = 0
        for number, letter, box in drawn_letters(pdf.draw(layout.sheet, fonts=fonts)):
            seen += 1
            assert inside(box, edge), f"{letter} leaves the paper on page {number}"
            x, y = box.x + box.width / 2, box.y + box.height / 2
            cell = next((p for p in layout.pages[number - 1].cells if p.box.contains(x, y)), None)
            if cell is not None:
                assert letter in cell.cell.text or "\ud800" <= letter <= "\udbff"
                assert inside(box, cell.box), f"{letter} leaves the cell of {cell.cell.text!r}"
        assert seen == sum(len("".join(line.text.split())) for page in layout.pages for line in page.lines), (
            "every letter is drawn once"
        )


def test_a_fault_is_seen(fonts: FontSet) -> None:
    """The checks above can fail: text moved, page number gone, row torn."""
    sound = lay_out(LONG["hazard-list"], fonts)
    first, *others = sound.pages
    cell = first.cells[7]
    line = cell.lines[0]

    def with_first(**changes: object) -> list[str]:
        return faults(replace(sound, pages=(replace(first, **changes), *others)), fonts)  # type: ignore[arg-type]

    def with_line(**changes: object) -> list[str]:
        moved = replace(cell, lines=(replace(line, **changes), *cell.lines[1:]))  # type: ignore[arg-type]
        return with_first(cells=(*first.cells[:7], moved, *first.cells[8:]))

    assert faults(sound, fonts) == []
    assert "leaves its cell" in with_line(x=line.x - 3)[0]
    assert "leaves its cell" in with_line(baseline=line.baseline + 60)[0]
    assert any("lies on" in fault for fault in with_line(baseline=line.baseline + 1.5))
    assert any("lost in row 1" in fault for fault in with_line(text="别的"))
    assert any("is numbered []" in fault for fault in with_first(texts=first.texts[:-1]))
    assert any("has no header" in fault for fault in with_first(cells=first.cells[6:]))
    assert any("leaves the paper" in fault for fault in with_first(rules=(replace(first.rules[0], x1=5.0),)))
    twice = replace(others[0], cells=(*others[0].cells, *first.cells[6:12]))
    assert any(
        "is torn" in fault for fault in faults(replace(sound, pages=(first, twice, *others[1:])), fonts)
    )


@pytest.mark.parametrize("name", SHEETS)
def test_the_binding_edge_stays_white(name: str, fonts: FontSet) -> None:
    for layout in layouts(name, fonts):
        upright = layout.sheet.orientation is Orientation.PORTRAIT
        for page in layout.pages:
            boxes = [ink(line, fonts) for line in page.lines if line.text.strip()]
            boxes += [placed.box for placed in page.cells]
            assert min(box.x if upright else box.y for box in boxes) >= 15


@pytest.mark.parametrize("name", SHEETS)
def test_the_seal_covers_labels_only(name: str, fonts: FontSet) -> None:
    layout, *annexes = layouts(name, fonts)
    assert all(annex.seal_circle() is None for annex in annexes)
    circle = layout.seal_circle()
    assert (circle is not None) == (layout.sheet.form_id in SEALED | STAMPED | EXCHANGED)
    if circle is None or layout.sheet.form_id in STAMPED | EXCHANGED:
        return
    page = layout.pages[0]
    unit = page.fields[0]
    assert unit.field.label == "填报单位（盖章）："
    assert circle.radius == 21
    assert circle.x == pytest.approx(unit.value.x + unit.value.width / 2)
    assert circle.y == pytest.approx(unit.value.y + unit.value.height / 2)
    assert layout.under_seal() == []
    for line in page.texts:
        assert not circle.touches(ink(line, fonts)), f"{line.text} lies under the seal"
    for placed in free_places(page.cells, page.fields[1:]):
        assert not circle.touches(placed), "figures, dates and what is written by hand stay clear"
    edge = white_edge(layout)
    whole = Box(circle.x - 21, circle.y - 21, 42, 42)
    assert whole.x >= 8
    assert whole.y >= 8
    assert whole.right <= edge.right
    assert whole.bottom <= edge.bottom


@pytest.mark.parametrize("name", [name for name, (sheet, *_) in SHEETS.items() if sheet.form_id in STAMPED])
def test_the_seal_of_a_document_covers_the_agency_and_the_date_alone(name: str, fonts: FontSet) -> None:
    (layout,) = layouts(name, fonts)
    circle = layout.seal_circle()
    assert circle is not None
    assert circle.page == len(layout.pages), "under the text, on its last page"
    page = layout.pages[circle.page - 1]
    whole = Box(circle.x - 21, circle.y - 21, 42, 42)
    assert inside(whole, white_edge(layout))
    (ending,) = [placed for placed in page.cells if placed.cell.role is Role.SEAL]
    assert UNIT in ending.cell.text or "（盖章）：\n" in ending.cell.text
    assert all(circle.touches(ink(line, fonts)) for line in ending.lines), "name and date are under it"
    others = [line for line in page.lines if line not in ending.lines and line.text.strip()]
    assert not [line.text for line in others if circle.touches(ink(line, fonts))]
    assert page.cells[0].cell.role is not Role.SEAL, "never on a page that says nothing"


@pytest.mark.parametrize("name", [name for name, (sheet, *_) in SHEETS.items() if sheet.form_id in EXCHANGED])
def test_the_seals_of_two_units_cover_their_names_and_nothing_that_is_filled_in(
    name: str, fonts: FontSet
) -> None:
    (layout,) = layouts(name, fonts)
    circles = layout.seal_circles()
    assert [circle.page for circle in circles] == [1, len(layout.pages)]
    assert layout.under_seal() == []
    for circle, label in zip(circles, ("检查方（盖章）：", "接收单位（盖章）："), strict=True):
        page = layout.pages[circle.page - 1]
        assert inside(Box(circle.x - 21, circle.y - 21, 42, 42), white_edge(layout))
        (name_of,) = [
            placed for placed in page.cells if placed.cell.role is Role.SEAL and label in placed.cell.text
        ]
        assert all(circle.touches(ink(line, fonts)) for line in name_of.lines)
        headings = {line.text for p in page.cells if layout.sheet.is_header(p.cell.row) for line in p.lines}
        others = [line for line in page.lines if line not in name_of.lines and line.text.strip()]
        covered = [line.text for line in others if circle.touches(ink(line, fonts))]
        assert set(covered) <= headings, "of the form's own words, those above the columns at most"


def test_the_receipt_is_never_torn_from_the_sum_that_it_confirms(fonts: FontSet) -> None:
    for count in range(1, 31):
        layout = lay_out(cross_handover(load_texts("cross-handover"), handover=handover(count)), fonts)
        said = "".join("".join(line.text for line in cell.lines) for cell in layout.pages[-1].cells)
        assert f"{count}家企业" in said.partition("回　执")[0]
        assert "接收日期：" in said
        assert "印证资料说明" in said


def free_places(cells: Sequence[PlacedCell], fields: Sequence[PlacedField]) -> Iterator[Box]:
    yield from (placed.box for placed in cells if placed.cell.role is not Role.LABEL)
    yield from (placed.value for placed in fields if placed.field.role is not Role.LABEL)


@pytest.mark.parametrize("name", SHEETS)
def test_a_form_has_the_pages_it_has_on_paper(name: str, fonts: FontSet) -> None:
    form, _, kind = name.partition(".")
    counts = [len(layout.pages) for layout in layouts(name, fonts)]
    if kind == "long":
        assert counts[0] > 1
    elif form == "self-check":
        assert counts == [2]
    elif form == "hazard-list-photos":
        assert counts == [1, 2], "the photos stand on sheets of their own"
    elif form == "supervision-overflow":
        assert counts[0] == 1, "what has no room stands on the continuation sheet"
        assert len(counts) == 2
    elif form.startswith(("cross-report", "campaign-summary", "ranking-notice", "hand-over-list")):
        assert counts[0] > 1
    elif form.startswith(("enterprise-file", "industry-ledger")):
        assert counts == [1]
    elif (form, kind) == ("batches", "filled"):
        assert counts == [1, 2], "the list of what was counted stands behind the table"
    elif (form, kind) in LEFT_OPEN:
        assert counts == [2], "with room to write"
    elif form == "rectification-notice-long":
        assert counts == [2]
    elif form != "major-hazards" or kind == "blank":
        assert counts == [1]


@pytest.mark.parametrize("rows", range(9))
def test_as_many_cases_as_the_form_has_rows_fit_on_its_page(rows: int, fonts: FontSet) -> None:
    cases = [reported_case(number) for number in range(rows)]
    sheet = illegal_acts(
        load_texts("illegal-acts"), unit_name=UNIT, filled_on=date(2025, 12, 31), cases=cases
    )
    assert len(lay_out(sheet, fonts).pages) == 1


@pytest.mark.parametrize("name", [name for name in SHEETS if name.endswith(".blank")])
def test_a_blank_form_leaves_room_to_write(name: str, fonts: FontSet) -> None:
    for layout in layouts(name, fonts):
        rooms = [
            placed.box
            for page in layout.pages
            for placed in page.cells
            if placed.cell.role is Role.VALUE and not placed.cell.text
        ]
        assert min((box.height for box in rooms), default=8) >= 7, "a line of handwriting needs 7 mm"
