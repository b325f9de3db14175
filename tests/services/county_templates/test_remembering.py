"""How a template was filled is remembered; what is otherwise than the last time is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hazard_desk.errors import RecordMissing
from hazard_desk.rules.table_question import Condition, Question, SortBy, Test, to_json
from hazard_desk.services.ad_hoc_tables import remove_table, save_table
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
    SheetMapping,
    forget,
    header_by_hand,
    look_into,
    mapping_json,
    mapping_of,
    mark_choices,
    possible_marks,
    prepare,
    propose_all,
    remember,
    remembered,
    sheet_keys,
)
from hazard_desk.services.journal import undo_last
from hazard_desk.store.office_file import OfficeFile
from tests.county_tables import cells, enterprise_table, plain_table, several_sheets, village_table
from tests.services.county_templates.template_desk import (
    TODAY,
    filled,
    form,
    opened,
    pairs,
    remembered_so,
)


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
    filled(office, path, pairs([found]), tmp_path / "b.xlsx")


def test_rows_that_have_names_now_are_not_entered_twice(office: OfficeFile, tmp_path: Path) -> None:
    blank = village_table(tmp_path / "上月.xlsx", ["", "", ""])
    named = village_table(tmp_path / "本月.xlsx", ["东街村", "马村"])
    assert not remembered_so(office, blank, lambda one: one).mapping.beside
    (found,) = opened(office, named)
    assert (found.remembered, found.is_clear, found.mapping.beside) == (True, False, True)
    assert "写好了 2 个名称" in found.changed[0]
    (prepared,) = office.ask(prepare, pairs([found]))
    assert prepared.row_at == (3, 4)
    # The other way round: names were remembered, this month's rows are empty.
    assert remembered_so(office, named, lambda one: one).is_clear
    (found,) = opened(office, blank)
    assert (found.is_clear, found.mapping.beside) == (False, False)
    (prepared,) = office.ask(prepare, pairs([found]))
    assert len(prepared.rows) == 3


def test_a_single_cell_that_is_new_is_recognised_or_named(office: OfficeFile, tmp_path: Path) -> None:
    old = form(tmp_path / "a.xlsx", "填报单位：")
    assert remembered_so(office, old, lambda one: one).is_clear
    (found,) = opened(office, form(tmp_path / "b.xlsx", "填报单位：", "填报日期："))
    assert found.remembered
    assert found.is_clear
    assert TODAY in office.ask(prepare, pairs([found]))[0].marks.values()
    (found,) = opened(office, form(tmp_path / "c.xlsx", "填报单位：", "{{总产值}}"))
    assert not found.is_clear
    assert "总产值" in found.changed[0]
    (prepared,) = office.ask(prepare, pairs([found]))
    assert [label.strip("{}") for label in prepared.empty] == ["总产值"]


def test_the_rows_of_a_saved_table_are_counted_as_it_asks_now(office: OfficeFile, tmp_path: Path) -> None:
    table = office.run(save_table, "名单", Question("enterprise", ("name",))).record_id
    assert table is not None
    (fill,) = (one.fill for one in office.ask(mark_choices) if "名单" in one.label)
    path = form(tmp_path / "a.xlsx", "{{名单数}}")
    change = lambda one: replace(one, marked=dict.fromkeys(one.marked, fill))  # noqa: E731
    found = remembered_so(office, path, change)
    assert list(office.ask(prepare, pairs([found]))[0].marks.values()) == [3]
    less = Question("enterprise", ("name",), (Condition("village", Test.IS, ("西街村",)),))
    office.run(save_table, "西街名单", less, "", table)
    (found,) = opened(office, path)
    assert found.is_clear
    assert [one.label for one in found.mapping.marked.values()] == ["临时报表“西街名单”的行数"]
    assert list(office.ask(prepare, pairs([found]))[0].marks.values()) == [1]
    office.run(remove_table, table)
    (found,) = opened(office, path)
    assert not found.is_clear
    assert "名单" in found.gone[0]
    assert office.ask(prepare, pairs([found]))[0].marks == {}


def test_a_count_that_cannot_be_asked_any_more_is_named(office: OfficeFile, tmp_path: Path) -> None:
    path = form(tmp_path / "a.xlsx", "{{总数}}")
    for question in (Question("ghost"), Question("enterprise", conditions=(Condition("old", Test.FILLED),))):
        fill = MarkFill(MarkSource.COUNT, to_json(question), label="旧的数")
        change = lambda one, fill=fill: replace(one, marked=dict.fromkeys(one.marked, fill))  # noqa: E731
        found = remembered_so(office, path, change)
        assert "旧的数" in found.gone[0]
        assert office.ask(prepare, pairs([found]))[0].marks == {}


def test_a_sheet_left_out_by_hand_stays_out(office: OfficeFile, tmp_path: Path) -> None:
    path = several_sheets(tmp_path / "附件.xlsx")
    look = look_into(path)
    keys = sheet_keys(look.layout.sheets)
    found = office.ask(propose_all, look)
    kept = [Filled(keys[at], f"附件{at}", replace(found[at].mapping, filled=at == 1)) for at in (1, 2)]
    assert "附件2" not in office.run(remember, kept).summary
    for noun in ("", "hazard"):
        again = office.ask(lambda reading, noun=noun: propose_all(reading, look, noun=noun))
        assert [one.mapping.filled for one in again] == [False, True, False]
    assert {row.name: (row.filled, row.used_on) for row in office.ask(remembered)} == {
        "附件1": (True, TODAY),
        "附件2": (False, None),
    }


def test_a_figure_without_its_scope_is_not_guessed(office: OfficeFile, tmp_path: Path) -> None:
    path = form(tmp_path / "a.xlsx", "{{一般隐患排查}}")
    (found,) = opened(office, path)
    assert list(found.mapping.marked.values()) == [NO_MARK]
    assert [one.label for one in possible_marks("{{一般隐患排查}}")] == [
        "一般隐患·排查（本周）",
        "一般隐患·排查（累计）",
    ]
    assert possible_marks("{{本周一般隐患排查}}") == ()


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
    filled(office, path, pairs(opened(office, path)), out)
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
    # A header that was set by hand holds for another noun, too.
    (found,) = office.ask(lambda reading: propose_all(reading, look_into(path), noun="village"))
    assert (found.layout.header_first, found.mapping.question.noun) == (4, "village")


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
