"""Whatever an office types in: every form is laid out, drawn twice, and nothing of it is lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from hazard_desk.forms import xlsx
from hazard_desk.forms.cross_summary import CrossInspected, cross_summary
from hazard_desk.forms.faces import font_set
from hazard_desk.forms.geometry import Layout
from hazard_desk.forms.hazard_list import hazard_list
from hazard_desk.forms.illegal_acts import ReportedCase, illegal_acts
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.major_hazards import FiveCommitments, MajorHazard, major_hazards
from hazard_desk.forms.registration import registration
from hazard_desk.forms.sheet import Mark, Role, Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.supervision import Mood, supervision_sheets
from hazard_desk.forms.supervision_plan import PlannedEnterprise, supervision_plan
from hazard_desk.forms.visit_route import RouteStop, visit_route
from hazard_desk.forms.visit_sheet import LastVisit, OpenHazard, VisitFacts, visit_sheet
from hazard_desk.forms.weekly_dispatch import slots, weekly_dispatch
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.terms import EnterpriseSize, HazardLevel, RecheckResult, RiskLevel
from tests.forms.page_checks import faults, squeezed

FONTS = font_set()
TEXTS = {
    form: load_texts(form)
    for form in (
        "registration",
        "supervision",
        "illegal-acts",
        "weekly-dispatch",
        "major-hazards",
        "cross-summary",
        "hazard-list",
        "visit-sheet",
        "visit-route",
        "supervision-plan",
    )
}

PIECES = [
    *("䶮", "㛃", "𠅤", "𬱖", "\U0002ebf5", "王堃", "安全生产隐患", "《工贸企业重大事故隐患判定标准》"),
    *("=1+1", "+86 356", "-3", "@SUM(A1)", "\t=1", "0356-3026691", "91350100M000100Y43"),
    *("，", "。", "（", "）", "——", "……", "、", "%", " ", "　", "\n", "\r\n", "\n\n"),
    *("\x00", "\x07", "\x0b", "\x1f", "\x7f", "\u200b", "\ufeff", "\ufe0f"),
    *("https://example.gov.cn/a/very/long/address/without/any/space", "W" * 50, "i" * 90),
]
"""Rare characters, marks that may not begin or end a line, what looks like a formula, damage."""

SHORT = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
LONG = st.builds(
    lambda text, length: (text * length)[:length],
    st.sampled_from(["配电箱未上锁，且无警示标志。", "隐患——（一）\n", "abc defg, ", "𠅤䶮"]),
    st.integers(min_value=100, max_value=4000),
)
TEXT = st.one_of(SHORT, SHORT, SHORT, SHORT, LONG)
NAME = SHORT.map(lambda text: text[:60])
COUNT = st.integers(min_value=0, max_value=10**9)
MONEY = st.one_of(st.none(), st.integers(min_value=0, max_value=10**15))
DAY = st.dates(date(1990, 1, 1), date(2099, 12, 31))
PERHAPS = st.one_of(st.none(), DAY)

HAZARD = st.builds(
    HazardFacts,
    description=TEXT,
    level=st.one_of(st.none(), st.sampled_from(HazardLevel)),
    evidence=SHORT,
    basis=SHORT,
    measures=TEXT,
    responsible=SHORT,
    deadline=PERHAPS,
    rectified_on=PERHAPS,
    rectification_note=SHORT,
    rechecked_by=SHORT,
    rechecked_on=PERHAPS,
    recheck_result=st.one_of(st.none(), st.sampled_from(RecheckResult)),
    note=SHORT,
)
VISIT = st.builds(
    InspectionFacts,
    inspected_on=PERHAPS,
    inspectors=st.lists(SHORT, max_size=4).map(tuple),
    content=TEXT,
    hazards=st.lists(HAZARD, max_size=5),
)
ENTERPRISE = st.builds(
    EnterpriseFacts,
    **dict.fromkeys(
        (
            *("name", "code", "no_code_reason", "village", "township", "office_phone", "safety_licence"),
            *("other_licences", "principal", "principal_phone", "safety_head", "safety_head_phone"),
            *("regulator", "economic_type", "illegal_conduct", "safety_body", "safety_body_phone"),
            *("duty_phone", "safety_body_head", "safety_body_head_phone"),
        ),
        SHORT,
    ),
    **dict.fromkeys(("address", "products", "safety_officers"), TEXT),
    **dict.fromkeys(("registered_capital_fen", "assets_fen"), MONEY),
    **dict.fromkeys(
        (
            *("staff_total", "staff_regular", "staff_temporary", "staff_trained", "staff_insured"),
            *("safety_officer_count", "safety_body_count"),
        ),
        st.one_of(st.none(), COUNT),
    ),
    established=st.sampled_from(["", "2015", "2015-08", "2015-08-09"]),
    industries=st.lists(SHORT, max_size=3).map(tuple),
    size=st.one_of(st.none(), st.sampled_from(EnterpriseSize)),
    has_major_hazard_source=st.one_of(st.none(), st.booleans()),
    risk_level=st.one_of(st.none(), st.sampled_from(RiskLevel)),
)
examples: Callable[[int], Any] = lambda count: settings(max_examples=count, deadline=None)  # noqa: E731


def check(sheets: Iterable[Sheet]) -> None:
    """Nothing off the paper, clipped, torn or lost on the page; the same facts in the workbook."""
    several = list(sheets)
    layouts = [lay_out(sheet, FONTS) for sheet in several]
    for layout in layouts:
        assert faults(layout, FONTS) == []
    data = xlsx.draw(several, fonts=FONTS)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for number in range(1, len(several) + 1):
            assert b"<f>" not in parts.read(f"xl/worksheets/sheet{number}.xml")
    book = openpyxl.load_workbook(io.BytesIO(data))
    for layout, page in zip(layouts, book.worksheets, strict=True):
        check_workbook(layout, page)


def check_workbook(layout: Layout, page: Any) -> None:
    areas = {str(area).split(":")[0]: area for area in page.merged_cells.ranges}
    framed = [
        cell
        for row in page.iter_rows()
        for cell in row
        if type(cell).__name__ != "MergedCell" and cell.border.left.style
    ]
    cells = sorted(layout.sheet.cells, key=lambda cell: (cell.row, cell.column))
    lines: dict[tuple[int, int], tuple[int, float]] = {}
    for placed in (placed for page_ in layout.pages for placed in page_.cells):
        at = (placed.cell.row, placed.cell.column)
        before = 0 if layout.sheet.is_header(placed.cell.row) else lines.get(at, (0, 0.0))[0]
        size = placed.lines[0].size_pt if placed.lines else 0.0
        lines[at] = (before + len(placed.lines), size or lines.get(at, (0, 0.0))[1])
    for cell, found in zip(cells, framed, strict=True):
        if isinstance(cell.content, str):
            text = cell.content.value if isinstance(cell.content, Mark) else cell.content
            assert in_a_workbook(found.value or "") == in_a_workbook(text)
            assert found.data_type == ("s" if text else "n")
            assert found.value is None or type(found.value) is str
        elif isinstance(cell.content, date):
            assert found.value.date() == cell.content
            assert found.is_date
        else:
            assert found.value == (None if cell.content is None else float(cell.content))
        area = areas.get(found.coordinate)
        last = area.max_row if area else found.row
        height = sum(page.row_dimensions[row].height for row in range(found.row, last + 1))
        count, size = lines[cell.row, cell.column]
        assert height >= count * size * 1.2 - 0.1, f"{cell.text[:20]!r} is cut in the workbook"
        assert cell.role is Role.NUMBER or found.alignment.wrap_text


def in_a_workbook(text: str) -> str:
    """Return a text as a workbook holds it: what no XML can hold as 〓, one kind of line break."""
    held = "".join("〓" if character < " " and character not in "\t\n\r" else character for character in text)
    return held.replace("\r\n", "\n").replace("\r", "\n")


@examples(30)
@given(NAME, PERHAPS, ENTERPRISE, NAME)
def test_registration_takes_any_values(
    unit: str, day: date | None, facts: EnterpriseFacts, township: str
) -> None:
    check(
        [
            registration(
                TEXTS["registration"], unit_name=unit, filled_on=day, enterprise=facts, township=township
            )
        ]
    )


@examples(30)
@given(NAME, PERHAPS, NAME, VISIT, st.sampled_from(Mood))
def test_supervision_takes_any_values(
    unit: str, day: date | None, name: str, visit: InspectionFacts, mood: Mood
) -> None:
    sheets = supervision_sheets(
        TEXTS["supervision"],
        TEXTS["hazard-list"],
        unit_name=unit,
        filled_on=day,
        enterprise=name,
        visit=visit,
        mood=mood,
    )
    check(sheets)
    if len(sheets) == 2:
        printed = squeezed("".join(cell.text for cell in sheets[1].cells))
        for hazard in visit.hazards:
            assert squeezed(hazard.description) in printed


@examples(20)
@given(NAME, st.lists(st.builds(ReportedCase, SHORT, SHORT, SHORT, SHORT, TEXT, TEXT), max_size=12))
def test_illegal_acts_takes_any_values(unit: str, cases: list[ReportedCase]) -> None:
    check([illegal_acts(TEXTS["illegal-acts"], unit_name=unit, cases=cases)])


@examples(20)
@given(
    NAME, st.dictionaries(st.sampled_from(sorted(slots(TEXTS["weekly-dispatch"]))), st.one_of(COUNT, TEXT))
)
def test_weekly_dispatch_takes_any_values(unit: str, values: dict[str, int | str]) -> None:
    sheet = weekly_dispatch(TEXTS["weekly-dispatch"], unit_name=unit, values=dict(values))
    check([sheet])
    printed = squeezed("".join(cell.text for cell in sheet.cells))
    for value in values.values():
        assert squeezed(str(value)) in printed


@examples(20)
@given(
    NAME,
    st.lists(
        st.builds(
            MajorHazard,
            *(SHORT,) * 5,
            DAY,
            TEXT,
            st.builds(FiveCommitments, SHORT, TEXT, MONEY, PERHAPS, SHORT),
            SHORT,
            TEXT,
            PERHAPS,
            SHORT,
            SHORT,
        ),
        max_size=7,
    ),
)
def test_major_hazards_takes_any_values(unit: str, hazards: list[MajorHazard]) -> None:
    check([major_hazards(TEXTS["major-hazards"], unit_name=unit, hazards=hazards)])


@examples(20)
@given(
    NAME,
    st.lists(
        st.builds(CrossInspected, *(SHORT,) * 4, DAY, COUNT, COUNT, TEXT, SHORT, COUNT, SHORT), max_size=7
    ),
)
def test_cross_summary_takes_any_values(unit: str, visits: list[CrossInspected]) -> None:
    check([cross_summary(TEXTS["cross-summary"], unit_name=unit, visits=visits)])


@examples(20)
@given(NAME, VISIT, st.booleans())
def test_hazard_list_takes_any_values(name: str, visit: InspectionFacts, continues: bool) -> None:
    check([hazard_list(TEXTS["hazard-list"], enterprise=name, visit=visit, continues=continues)])


@examples(20)
@given(
    NAME,
    ENTERPRISE,
    st.lists(st.builds(OpenHazard, DAY, TEXT, SHORT, PERHAPS, SHORT, SHORT), max_size=6),
    st.one_of(st.none(), st.builds(LastVisit, DAY, SHORT, COUNT, COUNT)),
    st.lists(st.tuples(SHORT, st.lists(SHORT, max_size=4)), max_size=3),
)
def test_visit_sheet_takes_any_values(
    unit: str,
    enterprise: EnterpriseFacts,
    hazards: list[OpenHazard],
    last: LastVisit | None,
    prompts: list[tuple[str, list[str]]],
) -> None:
    facts = VisitFacts(enterprise, hazards, last, prompts)
    check([visit_sheet(TEXTS["visit-sheet"], unit_name=unit, facts=facts)])


@examples(20)
@given(
    NAME,
    st.lists(
        st.builds(
            RouteStop,
            SHORT,
            SHORT,
            SHORT,
            SHORT,
            st.sampled_from(["", "红"]),
            SHORT,
            SHORT,
            SHORT,
            st.lists(SHORT, max_size=3),
        ),
        max_size=12,
    ),
)
def test_visit_route_takes_any_values(unit: str, stops: list[RouteStop]) -> None:
    check([visit_route(TEXTS["visit-route"], unit_name=unit, stops=stops)])


@examples(20)
@given(
    NAME,
    st.lists(
        st.builds(PlannedEnterprise, TEXT, SHORT, SHORT, SHORT, SHORT, st.integers(0, 365), TEXT, SHORT),
        max_size=30,
    ),
)
def test_supervision_plan_takes_any_values(unit: str, planned: list[PlannedEnterprise]) -> None:
    check([supervision_plan(TEXTS["supervision-plan"], unit_name=unit, year=2026, planned=planned)])


def test_a_description_of_4000_characters_is_whole_on_paper_and_in_the_workbook() -> None:
    text = ("配电箱未上锁，且无警示标志。" * 300)[:4000]
    visit = InspectionFacts(hazards=[HazardFacts(description=text)])
    sheet = hazard_list(TEXTS["hazard-list"], enterprise="甲", visit=visit)
    assert len(lay_out(sheet, FONTS).pages) > 3
    check([sheet])
    page = openpyxl.load_workbook(io.BytesIO(xlsx.draw(sheet, fonts=FONTS))).worksheets[0]
    assert max(row.height for row in page.row_dimensions.values()) <= 409
    assert [cell.value for row in page.iter_rows() for cell in row].count(text) == 1
