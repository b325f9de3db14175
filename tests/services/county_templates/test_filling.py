"""What is written into a template, beside which name, and which cells it names instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError, OutputError, UsageError
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.table_question import Condition, Question, SortBy, Test
from hazard_desk.services.ad_hoc_tables import save_table
from hazard_desk.services.county_templates import (
    BLANK,
    ColumnFill,
    ColumnSource,
    SheetMapping,
    fill_file,
    mark_choices,
    notes_of,
    prepare,
    tells_of_a_week,
    week_words,
)
from hazard_desk.services.county_templates.pairing import pair
from hazard_desk.services.offices import change_office, office_row
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.office_file import OfficeFile
from tests.county_tables import cells, enterprise_table, plain_table, several_sheets, village_table
from tests.services.county_templates.template_desk import (
    OFFICE,
    TODAY,
    filled,
    opened,
    pairs,
)


def test_rows_are_filled_below_the_header_and_the_template_stays(office: OfficeFile, tmp_path: Path) -> None:
    path = enterprise_table(tmp_path / "县表.xlsx")
    before = path.read_bytes()
    sheets = pairs(opened(office, path))
    layout, mapping = sheets[0]
    mapping = replace(mapping, question=replace(mapping.question, sort=(SortBy("name"),)))
    out = tmp_path / "县表（已填）.xlsx"
    report = filled(office, path, [(layout, mapping)], out)
    assert report.rows_written == 3
    assert path.read_bytes() == before
    rows = cells(out)
    assert "".join(rows[1][0].split()).endswith(OFFICE)
    assert "2026年3月6日" in "".join(str(value) for value in rows[1] if value)
    by_name = {row[1]: row for row in rows[4:7]}
    assert sorted(row[0] for row in by_name.values()) == [1, 2, 3]
    assert by_name["甲厂"][4:8] == ("张建国", None, 30, 12_345_600)  # 万元 in 元, as the header counts
    assert by_name["丙厂"][5] == "13800000003"
    assert rows[7][6] == "=SUM(G5:G7)"


def test_conditions_order_and_fixed_words(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("序号", "企业名称", "所属村", "所属县"))
    ((layout, mapping),) = pairs(opened(office, path))
    question = Question(
        "enterprise",
        conditions=(Condition("village", Test.IS, ("东街村",)),),
        sort=(SortBy("name", ascending=False),),
    )
    mapping = replace(
        mapping,
        question=question,
        columns={**mapping.columns, 3: ColumnFill(ColumnSource.TEXT, "文水县", "文水县")},
    )
    out = tmp_path / "b.xlsx"
    filled(office, path, [(layout, mapping)], out)
    written = [row for row in cells(out)[1:] if row]
    assert [row[0] for row in written] == [1, 2]
    assert [row[1] for row in written] == ["甲厂", "丙厂"]
    assert {row[2:4] for row in written} == {("东街村", "文水县")}


def test_texts_never_become_formulas(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("企业名称", "隐患描述", "整改期限"))
    out = tmp_path / "b.xlsx"
    filled(office, path, pairs(opened(office, path)), out)
    import openpyxl

    page: Any = openpyxl.load_workbook(out).active
    found = {page.cell(row, 2).value: page.cell(row, 2).data_type for row in (2, 3)}
    assert found == {"灭火器失效": "s", "=1+1 通道堵塞": "s"}
    assert {page.cell(row, 3).value.date() for row in (2, 3)} == {date(2026, 3, 10), date(2026, 3, 20)}


def test_rows_beside_names_and_who_is_missing(office: OfficeFile, tmp_path: Path) -> None:
    path = village_table(tmp_path / "各村.xlsx", ["西街村民委员会", "东街村", "南沟村"])
    (found,) = opened(office, path)
    assert found.mapping.beside
    (prepared,) = office.ask(prepare, pairs([found]))
    assert prepared.nobody == ("南沟村",)
    assert prepared.left_over == ("马村",)
    assert prepared.row_at == (3, 4)
    out = tmp_path / "b.xlsx"
    assert fill_file(path, [prepared], out).kept == ()
    rows = cells(out)
    assert [row[:3] for row in rows[2:5]] == [(1, "西街村民委员会", 1), (2, "东街村", 2), (3, "南沟村")]


@pytest.mark.parametrize(
    ("names", "ours", "same", "several"),
    [
        (("东街村", "东街社区"), ("东街村",), {"东街村": "东街村"}, ()),  # another place
        (("东街社区",), ("东街村",), {}, ()),
        (
            ("东街村村民委员会", "马村"),
            ("东街村", "马村"),
            {"东街村村民委员会": "东街村", "马村": "马村"},
            (),
        ),
        (("东街村委会",), ("东街村", "东街社区"), {"东街村委会": "东街村"}, ()),
        (("东街社区居委会",), ("东街村", "东街社区"), {"东街社区居委会": "东街社区"}, ()),
        (("东街",), ("东街村", "西街村"), {"东街": "东街村"}, ()),
        (("东街",), ("东街村", "东街社区"), {}, ("东街",)),
        (("东街村", "东街村委会"), ("东街村",), {"东街村": "东街村"}, ()),  # it has its row already
        (("东街村委会", "东街村民委员会"), ("东街村",), {}, ()),  # which of the two?
        (("村",), ("马村",), {}, ()),
    ],
)
def test_which_name_is_which(
    names: tuple[str, ...], ours: tuple[str, ...], same: dict[str, str], several: tuple[str, ...]
) -> None:
    found = pair(names, ours)
    assert (found.same, found.several) == (same, set(several))


def test_what_the_rows_leave_out_is_said_before_they_are_written(office: OfficeFile, tmp_path: Path) -> None:
    office.run(save_enterprise, EnterpriseFacts(name="无村厂"))
    path = village_table(tmp_path / "各村.xlsx", ["东街村"])
    (prepared,) = office.ask(prepare, pairs(opened(office, path)))
    told = [name for note in notes_of(prepared) for name in note.names]
    assert any("没有填所属村（社区），不在各村的数里" in name for name in told)


def test_a_place_that_we_do_not_have_gets_no_figures(office: OfficeFile, tmp_path: Path) -> None:
    path = village_table(tmp_path / "各村.xlsx", ["东街村", "东街社区", "马村民委员会"])
    (prepared,) = office.ask(prepare, pairs(opened(office, path)))
    assert prepared.row_at == (3, 5)
    assert prepared.nobody == ("东街社区",)
    assert prepared.taken_for == (("马村民委员会", "马村"),)  # said before it is written
    assert any("马村民委员会 → 马村" in note.names for note in notes_of(prepared))


def test_rows_beside_names_without_a_naming_column_are_refused_in_words(
    office: OfficeFile, tmp_path: Path
) -> None:
    path = village_table(tmp_path / "各村.xlsx", ["东街村"])
    ((layout, mapping),) = pairs(opened(office, path))
    with pytest.raises(HazardDeskError, match="写着名称的那一列"):
        office.ask(prepare, [(layout, replace(mapping, columns={**mapping.columns, 1: BLANK}))])


def test_a_name_that_several_of_ours_have_is_not_filled(office: OfficeFile, tmp_path: Path) -> None:
    path = village_table(tmp_path / "各村.xlsx", ["东街村", "西街村"])
    ((layout, mapping),) = pairs(opened(office, path))
    mapping = SheetMapping(
        Question("enterprise"),
        {1: ColumnFill(ColumnSource.COLUMN, "village"), 2: ColumnFill(ColumnSource.COLUMN, "name")},
        beside=True,
    )
    (prepared,) = office.ask(prepare, [(layout, mapping)])
    assert prepared.doubled == ("东街村",)
    assert [dict(row) for row in prepared.rows] == [{2: "乙厂"}]


def test_nobody_beside_leaves_every_row(office: OfficeFile, tmp_path: Path) -> None:
    path = village_table(tmp_path / "各村.xlsx", ["甲村", "乙村"])
    out = tmp_path / "b.xlsx"
    assert filled(office, path, pairs(opened(office, path)), out).rows_written == 0
    assert [row[:2] for row in cells(out)[2:4]] == [(1, "甲村"), (2, "乙村")]


def test_several_sheets_and_single_cells(office: OfficeFile, tmp_path: Path) -> None:
    path = several_sheets(tmp_path / "附件.xlsx")
    proposals = opened(office, path)
    assert [(one.layout.sheet, one.mapping.filled) for one in proposals] == [
        ("填表说明", False),
        ("附件1", True),
        ("附件2", True),
    ]
    assert tells_of_a_week(proposals[2].mapping.marked.values())
    out = tmp_path / "b.xlsx"
    filled(office, path, pairs(proposals), out)
    assert [row[1] for row in cells(out, "附件2")[1:5]] == [OFFICE, 2, 3, "2026年3月6日"]
    # What it doesn't know stays for the clerk.
    assert cells(out, "附件2")[5][1] == "{{挂钩情况}}"
    assert cells(out, "填表说明") == [("本表由乡镇填报。",)]


def test_figures_are_of_the_week_that_is_asked_for(office: OfficeFile, tmp_path: Path) -> None:
    path = several_sheets(tmp_path / "附件.xlsx")
    sheets = pairs(opened(office, path))[2:]
    for week_end, found in ((date(2026, 2, 27), 0), (TODAY, 2), (None, 2)):
        (prepared,) = office.ask(prepare, sheets, week_end)
        assert prepared.marks[sheets[0][0].marked[1]] == found
        assert prepared.week is not None
        assert str(week_end or TODAY) in week_words(prepared)


def test_what_the_office_has_not_entered_is_named(office: OfficeFile, tmp_path: Path) -> None:
    path = enterprise_table(tmp_path / "a.xlsx")
    sheets = pairs(opened(office, path))
    (prepared,) = office.ask(prepare, sheets)
    assert prepared.unset == ("填报人",)
    office.run(change_office, replace(office.ask(office_row), handler="赵敏"))
    (prepared,) = office.ask(prepare, sheets)
    assert (prepared.unset, "赵敏" in prepared.marks.values()) == ((), True)


def test_every_choice_for_a_single_cell_has_a_value(office: OfficeFile, tmp_path: Path) -> None:
    office.run(
        save_table,
        "东街的厂",
        Question("enterprise", conditions=(Condition("village", Test.IS, ("东街村",)),)),
    )
    choices = {one.label: one.fill for one in office.ask(mark_choices)}
    path = several_sheets(tmp_path / "a.xlsx")
    layout, mapping = pairs(opened(office, path))[2]
    place = next(iter(mapping.marked))
    told = {}
    for label, fill in choices.items():
        one = replace(mapping, marked={place: fill})
        (prepared,) = office.ask(prepare, [(layout, one)])
        told[label] = next(iter(prepared.marks.values()), None)
    assert told["临时报表“东街的厂”的行数"] == 2
    assert told["企业共几家"] == 3
    assert told["一般隐患·排查（累计）"] == 2
    assert told["行政罚款（本周）"] == Decimal(0)
    assert {label for label, value in told.items() if value is None} <= {"主要负责人", "经办人", "单位电话"}


def test_the_template_itself_is_no_place_to_write(office: OfficeFile, tmp_path: Path) -> None:
    path = enterprise_table(tmp_path / "a.xlsx")
    before = path.read_bytes()
    with pytest.raises(UsageError):
        filled(office, path, pairs(opened(office, path)), path)
    assert path.read_bytes() == before


def test_a_folder_that_takes_nothing_is_said(office: OfficeFile, tmp_path: Path) -> None:
    path = enterprise_table(tmp_path / "a.xlsx")
    with pytest.raises(OutputError) as refused:
        filled(office, path, pairs(opened(office, path)), tmp_path / "没有" / "b.xlsx")
    assert "b.xlsx" in refused.value.what
    with pytest.raises(UsageError):
        fill_file(path, [], tmp_path / "b.xlsx")
