"""临时报表: a table nobody foresaw, put together by keys and mouse, and every figure opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.table_question import Condition, Measure, Reckoned, SortBy, Test, problems
from hazard_desk.services.vocabulary import nouns
from tests.ui.ad_hoc_desk import Hands
from tests.ui.dialog_desk import is_open
from tests.ui.keyboard import ALT, CTRL, KEY
from ui.dialogs.ad_hoc_tables.examples import EXAMPLES


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        hands.fill()
        yield hands


def test_a_kind_of_record_answers_at_once_in_its_usual_columns(hands: Hands) -> None:
    hands.open()
    hands.choose_noun("qy")
    assert hands.heads()[:2] == ["单位名称", "统一社会信用代码"]
    assert {row[0] for row in hands.rows()} == {"长兴木业有限公司", "宏达铸造厂", "利民加油站", "北山砖厂"}
    assert hands.dialog.view.words.text() == "共 4 家"
    assert hands.dialog.words.text().startswith("全部企业，列出单位名称")


def test_columns_are_found_by_initials_moved_and_dropped_by_keys(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("qy")
    dialog.panel.columns.set_keys(["name"])
    hands.tick_columns("zyfzr", "sscs")
    assert hands.heads() == ["单位名称", "主要负责人", "所属村（社区）"]
    dialog.panel.columns.list.setFocus()
    dialog.panel.columns.list.setCurrentRow(2)
    hands.press(KEY.Key_Up, with_=ALT)
    assert hands.heads() == ["单位名称", "所属村（社区）", "主要负责人"]
    hands.press(KEY.Key_Delete)
    assert hands.heads() == ["单位名称", "主要负责人"]
    dialog.panel.columns.list.model().moveRow(QModelIndex(), 1, QModelIndex(), 0)  # as a drag does
    hands.settle()
    assert hands.heads() == ["主要负责人", "单位名称"]


def test_a_search_among_the_columns_leaves_only_the_headings_of_what_it_found(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("yh")
    popup = dialog.panel.columns.open()
    hands.type("sscs")
    shown = [
        popup.list.item(row).text()
        for row in range(popup.list.count())
        if not popup.list.item(row).isHidden()
    ]
    assert shown == ["所属企业", "所属村（社区）"]
    popup.search.setText("qymc")  # 企业名称: another header of it
    assert "单位名称" in [item.text() for item in popup._items() if not item.isHidden()]
    popup.close()


def test_a_word_finds_the_columns_that_only_other_headers_call_so(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("qy")
    popup = dialog.panel.columns.open()
    popup.search.setText("电话")
    found = [item.text() for item in popup._items() if not item.isHidden()]
    assert {"办公电话", "主要负责人手机号码"} <= set(found)
    popup.close()


def test_conditions_narrow_the_answer_and_count_only_when_they_are_whole(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("qy")
    hands.press_letter(KEY.Key_T, lambda: dialog.panel.conditions.box.lines)
    line = dialog.panel.conditions.box.lines[0]
    assert "没填完" in dialog.panel.conditions.heading.text()
    assert len(hands.rows()) == 4
    hands.type("sscs")  # the column, found by its initials
    assert line.column.value() == "village"
    hands.press(KEY.Key_Return, KEY.Key_Return)
    hands.type("东街村")
    hands.settle()
    assert dialog.panel.conditions.conditions() == (Condition("village", Test.CONTAINS, ("东街村",)),)
    assert {row[0] for row in hands.rows()} == {"长兴木业有限公司", "利民加油站"}
    assert "“东街村”" in dialog.words.text()
    line.test.set_value(Test.LACKS)  # what was typed stays
    hands.settle()
    assert line.condition() == Condition("village", Test.LACKS, ("东街村",))
    line.focus_first()
    hands.press(KEY.Key_Minus, with_=CTRL)
    assert dialog.panel.conditions.box.lines == []
    assert len(hands.rows()) == 4


def test_a_line_added_below_the_fold_comes_into_sight(hands: Hands) -> None:
    dialog = hands.open()
    dialog.resize(dialog.width(), 420)
    hands.choose_noun("yh")
    for _ in range(6):
        dialog.panel.conditions.begin_line()
        hands.settle()
    line = dialog.panel.conditions.box.lines[-1]
    assert not line.column.visibleRegion().isEmpty()
    assert line.column.visibleRegion().boundingRect().height() == line.column.height()


def test_one_condition_is_enough_where_that_is_asked(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("qy")
    for name in ("宏达", "北山"):
        line = dialog.panel.conditions.add_line()
        assert line is not None
        line.set_raw({"column": "name", "test": "contains", "values": [name]})
    dialog.panel.conditions.set_any_of(True)
    hands.settle()
    assert {row[0] for row in hands.rows()} == {"宏达铸造厂", "北山砖厂"}
    dialog.panel.conditions.joint.setCurrentIndex(0)
    hands.settle()
    assert hands.rows() == []


def test_the_field_fits_the_kind_of_the_column(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("jc")
    line = dialog.panel.conditions.add_line()
    assert line is not None
    line.column.set_value("inspected_on")
    assert line.test.value() is Test.SPAN
    assert line.condition() == Condition("inspected_on", Test.SPAN, ("今天",))
    line.test.set_value(Test.BETWEEN)
    first, last = line.values
    first.editor.setText("20260101")
    last.editor.setText("20260131")
    hands.settle()
    assert line.condition() == Condition("inspected_on", Test.BETWEEN, ("2026-01-01", "2026-01-31"))
    assert [row[2] for row in hands.rows()] == ["宏达铸造厂"]
    line.column.set_value("level")
    assert line.test.value() is Test.IN
    line.values[0].set_value(("乡镇",))
    assert line.condition() == Condition("level", Test.IN, ("乡镇",))
    line.column.set_value("hazards_found")
    line.test.set_value(Test.AT_LEAST)
    line.values[0].set_raw("两个")
    assert line.condition() is None
    line.values[0].set_raw("2")
    hands.settle()
    assert [row[2] for row in hands.rows()] == ["长兴木业有限公司"]


def test_values_that_stand_in_a_column_are_offered(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("qy")
    line = dialog.panel.conditions.add_line({"column": "village", "test": "in", "values": []})
    assert line is not None
    hands.settle()
    popup = line.values[0].open()  # type: ignore[attr-defined]
    assert popup.values() == ["东街村", "西街村"]  # the commonest first
    popup.tick("西街村")
    popup.close()
    hands.settle()
    assert [row[0] for row in hands.rows()] == ["宏达铸造厂"]


def test_groups_are_counted_sorted_and_each_opened_down_to_the_record(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("qy")
    hands.press_letter(KEY.Key_G, lambda: dialog.panel.grouping.groups.lines)
    assert dialog.panel.grouping.keys() == ("village",)
    hands.press_letter(KEY.Key_U, lambda: dialog.panel.grouping.figures.lines)
    hands.press_letter(KEY.Key_U, lambda: len(dialog.panel.grouping.figures.lines) == 2)
    line = dialog.panel.grouping.figures.lines[1]
    line.column.set_value("hazards_open")
    line.label.set_value("未整改")
    dialog.panel.sorting.total.setChecked(True)
    hands.settle()
    question = dialog.panel.question()
    assert question is not None
    assert question.reckoned == (Reckoned(Measure.COUNT), Reckoned(Measure.SUM, "hazards_open", "未整改"))
    assert hands.heads() == ["所属村（社区）", "企业数（家）", "未整改"]
    assert set(hands.rows()) == {("东街村", "2", "2"), ("西街村", "1", "0"), ("未分村", "1", "0")}
    assert dialog.view.sums.text() == "合计：企业数（家） 4　未整改 2"

    table = dialog.view.room.table
    assert table is not None
    table.horizontalHeader().setSortIndicator(2, Qt.SortOrder.AscendingOrder)
    hands.settle()
    assert dialog.panel.sorting.sort()[0].column == "#1"
    dialog.panel.sort_by("#1", False)
    hands.settle()
    assert hands.rows()[0] == ("东街村", "2", "2")

    dialog.view.focus_table()
    hands.press(KEY.Key_Return)
    assert dialog.view.is_behind
    assert dialog.view.behind_words.text() == "东街村：2 家"
    assert {row[0] for row in hands.rows_behind()} == {"长兴木业有限公司", "利民加油站"}
    hands.press(KEY.Key_Escape)
    assert is_open(dialog)
    assert not dialog.view.is_behind
    hands.press(KEY.Key_Return)
    opened: list[tuple[str, int]] = []
    dialog.record_wanted.connect(lambda noun, known: opened.append((noun, known)))
    hands.press(KEY.Key_Return)
    assert opened in (
        [("enterprise", hands.ids["长兴木业有限公司"])],
        [("enterprise", hands.ids["利民加油站"])],
    )
    assert not is_open(dialog)


def test_the_answer_follows_the_office(hands: Hands) -> None:
    from hazard_desk.rules.facts import EnterpriseFacts
    from hazard_desk.services.registry import save_enterprise

    hands.open()
    hands.choose_noun("qy")
    hands.do(save_enterprise, EnterpriseFacts(name="新来的厂"))
    assert hands.dialog.view.words.text() == "共 5 家"


def test_what_is_written_elsewhere_leaves_the_records_behind_a_figure_in_sight(hands: Hands) -> None:
    from hazard_desk.rules.facts import EnterpriseFacts
    from hazard_desk.services.registry import save_enterprise

    dialog = hands.open()
    hands.choose_noun("qy")
    dialog.panel.grouping.add_group("village")
    dialog.panel.changed.emit()
    hands.settle()
    dialog.view.focus_table()
    hands.press(KEY.Key_Return)
    assert dialog.view.behind_words.text() == "东街村：2 家"
    hands.do(save_enterprise, EnterpriseFacts(name="新来的厂", village="东街村"))
    hands.settle()
    assert dialog.view.is_behind
    assert dialog.view.behind_words.text() == "东街村：3 家"
    hands.press(KEY.Key_Escape)
    assert ("东街村", "3") in hands.rows()
    assert "双击看后面的记录" in dialog.view.words.text()


def test_void_hazards_are_said_on_the_screen_as_on_paper(hands: Hands) -> None:
    from hazard_desk.rules.hazard_life import Step
    from hazard_desk.services.following_up.moving import make_move
    from hazard_desk.terms import Move

    hands.open()
    hands.choose_noun("yh")
    assert hands.dialog.view.words.text() == "共 2 条"
    hands.do(make_move, [1], Step(Move.VOID, date.today(), "张三", "重复登记"))
    assert hands.dialog.view.words.text() == "共 2 条\n注：其中已作废的隐患 1 条。"


def test_a_total_of_nothing_is_said(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("qy")
    dialog.panel.columns.set_keys(["name", "village"])
    dialog.panel.sorting.total.setChecked(True)
    dialog.panel.changed.emit()
    hands.settle()
    assert dialog.view.sums.text() == "没有能合计的列，不出合计行。"
    dialog.panel.columns.set_keys(["name", "hazards_found"])
    dialog.panel.changed.emit()
    hands.settle()
    assert dialog.view.sums.text() == "合计：排查隐患（条） 2"


def test_a_click_on_the_head_sorts_and_a_dragged_column_moves(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("qy")
    dialog.panel.columns.set_keys(["name", "village"])
    dialog.panel.changed.emit()
    hands.settle()
    table = dialog.view.room.table
    assert table is not None
    table.sort_requested.emit("name", True)
    hands.settle()
    assert dialog.panel.sorting.sort() == (SortBy("name"),)
    assert hands.rows()[0][0] == "北山砖厂"
    table.horizontalHeader().moveSection(1, 0)
    hands.settle()
    assert dialog.panel.columns.keys() == ("village", "name")
    assert hands.heads() == ["所属村（社区）", "单位名称"]


def test_the_sort_mark_covers_no_letter_of_a_head_at_the_right(hands: Hands) -> None:
    dialog = hands.open()
    dialog.start.buttons[0].click()
    hands.settle()
    table = dialog.view.room.table
    assert table is not None
    heads = [
        str(table.model().headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole))
        for at in range(4)
    ]
    assert [head.rstrip("\N{NO-BREAK SPACE}") for head in heads] == [
        "所属村（社区）",
        "企业数",
        "查出隐患数",
        "未整改隐患数",
    ]
    assert [head.endswith("\N{NO-BREAK SPACE}") for head in heads] == [False, False, False, True]
    header = table.horizontalHeader()
    assert header.sectionSize(3) >= header.fontMetrics().horizontalAdvance(heads[3]) + 16


def test_every_example_can_be_asked() -> None:
    specs = {noun.key: noun for noun in nouns()}
    assert [(one.title, problems(one, specs[one.noun])) for one in EXAMPLES] == [
        (one.title, []) for one in EXAMPLES
    ]


def test_an_example_is_a_beginning(hands: Hands) -> None:
    dialog = hands.open()
    dialog.start.buttons[0].click()
    hands.settle()
    assert dialog.table.name.text() == "各村企业数和未整改隐患数"
    assert hands.rows()[0] == ("东街村", "2", "2", "2")
    assert dialog.panel.question() is not None
    assert not dialog.table.is_changed
