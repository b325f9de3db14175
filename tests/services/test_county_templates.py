"""填上级表格: headers are recognised or named, never guessed; the mapping is remembered; what is written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import OutputError, RecordMissing, UsageError
from hazard_desk.issued_tables.layout import HeadColumn
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.table_question import Condition, Question, SortBy, Test
from hazard_desk.services.ad_hoc_tables import save_table
from hazard_desk.services.county_templates import (
    BLANK,
    NO_MARK,
    NUMBER,
    ColumnFill,
    ColumnSource,
    Filled,
    MarkFill,
    MarkSource,
    Origin,
    Proposal,
    SheetMapping,
    fill_file,
    fill_template,
    forget,
    header_by_hand,
    look_into,
    mapping_json,
    mapping_of,
    mark_choices,
    prepare,
    propose,
    propose_all,
    remember,
    remembered,
    sheet_keys,
    tells_of_a_week,
)
from hazard_desk.services.county_templates.matching import best_match, match
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.offices import change_office, office_row, set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.vocabulary import noun_spec, nouns
from hazard_desk.store.office_file import OfficeFile
from tests.county_tables import cells, enterprise_table, plain_table, several_sheets, village_table

NOW = datetime(2026, 3, 6, 10, 0)  # a Friday: the reporting day itself
TODAY = NOW.date()
OFFICE = "文水县西槽头乡人民政府"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three villages, three enterprises, and a visit with two hazards this week."""
    folder = tmp_path_factory.mktemp("made") / "台账"
    OfficeFile.create(folder, set_up_office, OFFICE, ["东街村", "西街村", "马村"])
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        for name, village, more in (
            ("乙厂", "西街村", {"staff_total": 7}),
            ("甲厂", "东街村", {"staff_total": 30, "assets_fen": 1_234_560_000, "principal": "张建国"}),
            ("丙厂", "东街村", {"principal_phone": "13800000003"}),
        ):
            office.run(save_enterprise, EnterpriseFacts(name=name, village=village, **more))
        visit = InspectionFacts(
            enterprise_id=2,
            inspected_on=date(2026, 3, 5),
            inspectors=("孙七",),
            hazards=(
                HazardFacts(description="灭火器失效", deadline=date(2026, 3, 20)),
                HazardFacts(description="=1+1 通道堵塞", deadline=date(2026, 3, 10)),
            ),
        )
        office.run(save_inspection, visit)
    return folder


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Iterator[OfficeFile]:
    """A copy of that office, open."""
    shutil.copytree(made, tmp_path / "台账")
    with OfficeFile.open(tmp_path / "台账", clock=lambda: NOW) as office:
        yield office


def heads(*paths: str) -> list[HeadColumn]:
    """Return columns of headers, the levels of one parted by /."""
    return [HeadColumn(at, tuple(path.split("/")), path.split("/")[-1]) for at, path in enumerate(paths)]


def matched(*paths: str) -> dict[str, str]:
    """Return the headers that are recognised, with the noun under ""."""
    found = best_match(heads(*paths), nouns())
    if found is None:
        return {}
    return {"": found.noun, **{paths[at]: key for at, key in found.columns.items()}}


def opened(office: OfficeFile, path: Path) -> tuple[Proposal, ...]:
    return office.ask(propose_all, look_into(path))


def pairs(proposals: Sequence[Proposal]) -> list[tuple[Any, SheetMapping]]:
    return [(one.layout, one.mapping) for one in proposals]


# ---- headers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "noun", "wanted"),
    [
        (
            ("序号", "企业全称", "信用代码", "详细地址", "法人代表", "手机", "所属行业", "从业人数"),
            "enterprise",
            ("name", "code", "address", "principal", "principal_phone", "industries", "staff_total"),
        ),
        (
            ("序号", "基本情况/单位名称", "基本情况/负责人", "基本情况/联系电话", "所在村"),
            "enterprise",
            ("name", "principal", "principal_phone", "village"),
        ),
        (
            ("企业（单位）名称", "问题隐患", "整改措施", "责任人", "完成时限"),
            "hazard",
            ("enterprise.name", "description", "measures", "responsible", "deadline"),
        ),
        (
            ("序号", "村名", "企业数（家）", "网格员", "联系电话"),
            "village",
            ("name", "enterprises", "grid_worker", "grid_phone"),
        ),
        (("姓名", "职务", "联系电话"), "person", ("name", "title", "phone")),
    ],
)
def test_headers_in_other_words_are_recognised(
    paths: tuple[str, ...], noun: str, wanted: tuple[str, ...]
) -> None:
    found = matched(*paths)
    assert found.pop("") == noun
    assert tuple(found.values()) == wanted


def test_a_phone_belongs_to_the_person_before_it_and_to_nobody_else() -> None:
    spec = noun_spec("enterprise")
    found = match(heads("企业名称", "分管安全负责人", "联系电话", "地址", "联系电话"), spec)
    assert found.columns[2] == "safety_head_phone"
    assert 4 not in found.columns
    assert {"principal_phone", "office_phone"} <= set(found.doubtful[4])


def test_two_headers_for_one_column_of_ours_are_not_guessed() -> None:
    spec = noun_spec("enterprise")
    found = match(heads("企业名称", "法定代表人", "企业负责人"), spec)
    assert set(found.columns) == {0}
    assert found.doubtful == {1: ("principal",), 2: ("principal",)}
    # Our own word leaves no doubt about itself.
    found = match(heads("企业名称", "法定代表人", "主要负责人"), spec)
    assert (found.columns, found.doubtful) == ({0: "name", 2: "principal"}, {1: ("principal",)})


def test_a_word_below_another_header_means_what_both_say() -> None:
    found = match(heads("企业名称", "施工单位/负责人", "施工单位/地址"), noun_spec("enterprise"))
    assert found.columns == {0: "name"}
    assert found.unknown == (1, 2)


def test_unknown_headers_are_named_and_blank(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("序号", "企业名称", "企业等级", "主要负责人"))
    (found,) = opened(office, path)
    assert found.mapping.columns == {
        0: NUMBER,
        1: ColumnFill(ColumnSource.COLUMN, "name", "单位名称"),
        2: BLANK,
        3: ColumnFill(ColumnSource.COLUMN, "principal", "主要负责人"),
    }
    assert found.origins == {1: Origin.RECOGNISED, 3: Origin.RECOGNISED}
    assert not found.remembered


def test_a_wanted_noun_is_taken_though_another_knows_more(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("企业名称", "隐患描述", "整改措施", "整改期限"))
    (layout,) = look_into(path).layout.sheets
    assert office.ask(propose, layout).mapping.question.noun == "hazard"
    wanted = office.ask(lambda reading: propose(reading, layout, noun="enterprise"))
    assert wanted.mapping.keys == ("name",)


# ---- what is written -------------------------------------------------------------------------------------


def test_rows_are_filled_below_the_header_and_the_template_stays(office: OfficeFile, tmp_path: Path) -> None:
    path = enterprise_table(tmp_path / "县表.xlsx")
    before = path.read_bytes()
    sheets = pairs(opened(office, path))
    layout, mapping = sheets[0]
    mapping = replace(mapping, question=replace(mapping.question, sort=(SortBy("name"),)))
    out = tmp_path / "县表（已填）.xlsx"
    report = office.ask(fill_template, path, [(layout, mapping)], out)
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
    office.ask(fill_template, path, [(layout, mapping)], out)
    written = [row for row in cells(out)[1:] if row]
    assert [row[0] for row in written] == [1, 2]
    assert [row[1] for row in written] == ["甲厂", "丙厂"]
    assert {row[2:4] for row in written} == {("东街村", "文水县")}


def test_texts_never_become_formulas(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("企业名称", "隐患描述", "整改期限"))
    out = tmp_path / "b.xlsx"
    office.ask(fill_template, path, pairs(opened(office, path)), out)
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
    assert office.ask(fill_template, path, pairs(opened(office, path)), out).rows_written == 0
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
    office.ask(fill_template, path, pairs(proposals), out)
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
        office.ask(fill_template, path, pairs(opened(office, path)), path)
    assert path.read_bytes() == before


def test_a_folder_that_takes_nothing_is_said(office: OfficeFile, tmp_path: Path) -> None:
    path = enterprise_table(tmp_path / "a.xlsx")
    with pytest.raises(OutputError) as refused:
        office.ask(fill_template, path, pairs(opened(office, path)), tmp_path / "没有" / "b.xlsx")
    assert "b.xlsx" in refused.value.what
    with pytest.raises(UsageError):
        fill_file(path, [], tmp_path / "b.xlsx")


# ---- remembering -----------------------------------------------------------------------------------------


def remembered_so(office: OfficeFile, path: Path, change: Any) -> Proposal:
    """Remember the first sheet with a changed mapping, and return what is proposed then."""
    look = look_into(path)
    found = office.ask(propose_all, look)[0]
    key = sheet_keys(look.layout.sheets)[0]
    office.run(remember, [Filled(key, "县表", change(found.mapping))])
    return opened(office, path)[0]


def test_what_is_remembered_comes_first(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("序号", "企业名称", "企业等级"))
    fixed = ColumnFill(ColumnSource.TEXT, "规上", "规上")
    question = Question("enterprise", conditions=(Condition("village", Test.IS, ("东街村",)),))
    found = remembered_so(
        office, path, lambda one: replace(one, question=question, columns={**one.columns, 2: fixed})
    )
    assert found.is_clear
    assert found.mapping.columns[2] == fixed
    assert found.mapping.question == question
    assert found.origins[2] is Origin.REMEMBERED
    # The same header in another file, lower down and with other rows, is the same table.
    other = plain_table(tmp_path / "下周.xlsx", ("序号", "企业名称", "企业等级"), sheet="另一张")
    assert opened(office, other)[0].mapping.columns[2] == fixed
    strange = plain_table(tmp_path / "别的.xlsx", ("序号", "企业名称", "备注"))
    assert not opened(office, strange)[0].remembered


def test_a_column_that_is_no_more_is_named_and_blank(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("序号", "企业名称", "企业等级"))
    gone = ColumnFill(ColumnSource.COLUMN, "old_grade", "旧等级")
    question = Question(
        "enterprise",
        conditions=(Condition("old_grade", Test.IS, ("A",)), Condition("village", Test.FILLED)),
        sort=(SortBy("old_grade"), SortBy("name")),
    )
    found = remembered_so(
        office, path, lambda one: replace(one, question=question, columns={**one.columns, 2: gone})
    )
    assert found.remembered
    assert not found.is_clear
    assert found.mapping.columns[2] == BLANK
    assert found.mapping.question.conditions == (Condition("village", Test.FILLED),)
    assert found.mapping.question.sort == (SortBy("name"),)
    assert "企业等级" in found.gone[0]
    assert "旧等级" in found.gone[0]
    assert len(found.gone) == 3
    office.ask(fill_template, path, pairs([found]), tmp_path / "b.xlsx")


def test_a_noun_or_a_figure_that_is_no_more(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("序号", "企业名称", "主要负责人"))
    found = remembered_so(office, path, lambda one: replace(one, question=Question("ghost")))
    assert found.mapping.question.noun == "enterprise"
    assert not found.is_clear
    boxes = several_sheets(tmp_path / "附件.xlsx")
    look = look_into(boxes)
    mapping = office.ask(propose_all, look)[2].mapping
    place = next(iter(mapping.marked))
    old = replace(mapping, marked={place: MarkFill(MarkSource.FIGURE, "old_figure", label="旧指标")})
    office.run(remember, [Filled(sheet_keys(look.layout.sheets)[2], "统计表", old)])
    found = opened(office, boxes)[2]
    assert found.mapping.marked[place] == NO_MARK
    assert any("旧指标" in words for words in found.gone)


def test_remembering_is_one_step_that_can_be_undone(office: OfficeFile, tmp_path: Path) -> None:
    path = several_sheets(tmp_path / "附件.xlsx")
    look = look_into(path)
    keys = sheet_keys(look.layout.sheets)
    proposals = office.ask(propose_all, look)
    changes = office.run(
        remember, [Filled(keys[at], proposals[at].layout.title, proposals[at].mapping) for at in (1, 2)]
    )
    assert "隐患清单" in changes.summary
    assert {row.name for row in office.ask(remembered)} == {"隐患清单", "周统计表"}
    assert {row.used_on for row in office.ask(remembered)} == {TODAY}
    office.run(undo_last)
    assert office.ask(remembered) == []
    assert not opened(office, path)[1].remembered


def test_the_same_header_is_kept_once_and_can_be_forgotten(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("序号", "企业名称"))
    for words in ("一", "二"):
        remembered_so(
            office, path, lambda one, words=words: replace(one, question=Question("village", title=words))
        )
    (row,) = office.ask(remembered)
    assert opened(office, path)[0].mapping.question.title == "二"
    office.run(forget, row.id)
    assert office.ask(remembered) == []
    assert opened(office, path)[0].mapping.question.noun == "enterprise"
    with pytest.raises(RecordMissing):
        office.run(forget, row.id)


def test_sheets_of_one_header_are_told_apart(office: OfficeFile, tmp_path: Path) -> None:
    import openpyxl

    path = plain_table(tmp_path / "a.xlsx", ("序号", "企业名称", "主要负责人"))
    book = openpyxl.load_workbook(path)
    second = book.copy_worksheet(book["表"])
    second.title = "表二"
    book.save(path)
    look = look_into(path)
    keys = sheet_keys(look.layout.sheets)
    assert len(set(keys)) == 2
    for key, village in zip(keys, ("东街村", "西街村"), strict=True):
        mapping = replace(
            office.ask(propose_all, look)[0].mapping,
            question=Question("enterprise", conditions=(Condition("village", Test.IS, (village,)),)),
        )
        office.run(remember, [Filled(key, village, mapping)])
    out = tmp_path / "b.xlsx"
    office.ask(fill_template, path, pairs(opened(office, path)), out)
    assert {row[1] for row in cells(out, "表")[1:] if len(row) > 1} == {"甲厂", "丙厂"}
    assert {row[1] for row in cells(out, "表二")[1:] if len(row) > 1} == {"乙厂"}


def test_a_header_set_by_hand_is_found_again(office: OfficeFile, tmp_path: Path) -> None:
    path = enterprise_table(tmp_path / "a.xlsx")
    by_hand = header_by_hand(path, "企业清单", 4, 4)
    assert by_hand.layout.header_first == 4
    key = sheet_keys(look_into(path).layout.sheets)[0]
    office.run(remember, [Filled(key, "县表", by_hand.mapping)])
    (found,) = opened(office, path)
    assert (found.layout.header_first, found.layout.header_last) == (4, 4)
    assert found.remembered


def test_a_spoilt_mapping_counts_as_none() -> None:
    mapping = SheetMapping(
        Question("hazard", sort=(SortBy("deadline"),)),
        {0: NUMBER, 2: ColumnFill(ColumnSource.TEXT, "无", "无")},
        {("填报单位", 0): MarkFill(MarkSource.OFFICE, "name", label="单位名称")},
        beside=True,
        header=(2, 3),
    )
    kept = mapping_json(mapping)
    assert mapping_of(kept) == mapping
    for spoilt in ("", "{}", kept.replace("text", "song"), kept[:-2], "[]"):
        assert mapping_of(spoilt) is None


def test_a_draft_comes_before_what_is_remembered(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("序号", "企业名称", "企业等级"))
    look = look_into(path)
    key = sheet_keys(look.layout.sheets)[0]
    (found,) = office.ask(propose_all, look)
    office.run(remember, [Filled(key, "县表", found.mapping)])
    typed = ColumnFill(ColumnSource.TEXT, "规上", "规上")
    draft = replace(found.mapping, columns={**found.mapping.columns, 2: typed})
    (again,) = office.ask(propose_all, look, {key: draft})
    assert again.mapping.columns[2] == typed
