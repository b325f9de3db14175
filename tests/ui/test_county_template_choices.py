"""填上级表格: nothing that was set goes astray, and nothing is written that she can't see before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Side
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.services.county_templates import ColumnSource
from hazard_desk.services.filing.weeks import current_week_end, week_end_of
from tests.county_tables import enterprise_table, plain_table, several_sheets, village_table
from tests.ui.keyboard import KEY
from tests.ui.real_office import fill, open_office
from tests.ui.template_hands import Hands, hands_on
from ui.dialogs.county_templates.dialog import FILE, PREVIEW


@pytest.fixture(scope="module")
def made(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the office once; each test takes a copy."""
    folder = tmp_path_factory.mktemp("made") / "台账"
    with open_office(folder) as background:
        fill(background)
    return folder


@pytest.fixture
def hands(made: Path, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with hands_on(made, tmp_path / "台账", qtbot) as hands:
        yield hands


def test_a_table_of_which_nothing_is_recognised_is_mapped_by_hand(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    dialog = hands.take(plain_table(tmp_path / "a.xlsx", ("甲乙", "丙丁")))
    assert dialog.mapping_page.form.isVisible()
    assert "还没有选填什么" in dialog.why.text()
    assert hands.focus is hands.head("甲乙").editor
    hands.type("dwmc")
    hands.press(KEY.Key_Return)
    hands.go_on()
    assert dialog.preview_page.about.text() == "写入 4 行。"


def test_the_preview_says_of_which_week_and_the_next_template_begins_anew(
    hands: Hands, tmp_path: Path
) -> None:
    path = several_sheets(tmp_path / "附件.xlsx")
    hands.open()
    dialog = hands.take(path)
    form = dialog.mapping_page.form
    dialog.mapping_page.sheets.setCurrentRow(2)
    end = hands.ask(week_end_of, date(2025, 1, 3))
    form.week.set_value(end)
    hands.go_on()
    dialog.preview_page.choice.setCurrentIndex(1)
    assert f"至 {end} 那一周" in dialog.preview_page.about.text()
    hands.save_as(tmp_path / "b.xlsx")
    hands.alt(KEY.Key_N, lambda: dialog.step == FILE)
    hands.take(path)
    assert dialog.step == PREVIEW  # remembered: she doesn't come by the week again
    dialog.preview_page.choice.setCurrentIndex(1)
    assert f"至 {hands.ask(current_week_end)} 那一周" in dialog.preview_page.about.text()
    assert form.week.value() is None


def test_the_preview_of_each_sheet_is_its_own(hands: Hands, tmp_path: Path) -> None:
    path = village_table(tmp_path / "a.xlsx", ["东街村"])
    book = openpyxl.load_workbook(path)
    page = book.create_sheet("企业")
    for at, head in enumerate(("序号", "企业名称", "地址"), 1):
        page.cell(1, at, head)
    book.save(path)
    hands.open()
    dialog = hands.take(path)
    hands.go_on()
    preview = dialog.preview_page
    assert preview.rows.index(0, 1).data() == "东街村"
    preview.choice.setCurrentIndex(1)
    assert preview.rows.rowCount() == 4
    names = {preview.rows.index(row, 1).data() for row in range(4)}
    assert "长兴木业有限公司" in names
    assert "东街村" not in names


def test_cells_that_stay_empty_are_named_in_the_preview(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    dialog = hands.take(several_sheets(tmp_path / "附件.xlsx"))
    hands.go_on()
    dialog.preview_page.choice.setCurrentIndex(1)
    assert "原样留着：\n  挂钩情况" in dialog.preview_page.notes.toPlainText()


def test_a_short_word_is_left_as_it_is_by_tab(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    dialog = hands.take(plain_table(tmp_path / "a.xlsx", ("企业名称", "备注甲", "备注乙")))
    for head, typed, source, what in (
        ("备注甲", "无", ColumnSource.TEXT, "无"),  # no 无代码原因
        ("备注乙", "所属村", ColumnSource.COLUMN, "village"),
    ):
        hands.head(head).setFocus()
        hands.type(typed)
        hands.press(KEY.Key_Tab)
        assert (hands.head(head).value().source, hands.head(head).value().what) == (source, what)
    hands.go_on()
    assert dialog.preview_page.rows.index(0, 1).data() == "无"


def test_words_still_being_typed_are_kept_when_the_window_is_closed(hands: Hands, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("企业名称", "所属县"))
    hands.open()
    dialog = hands.take(path)
    hands.type("文水县")
    dialog.close()
    hands.settle()
    hands.open()
    hands.take(path)
    assert hands.head("所属县").value().what == "文水县"


def test_what_was_set_outlives_another_header_and_another_noun(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    dialog = hands.take(enterprise_table(tmp_path / "县表.xlsx"))
    page = dialog.mapping_page
    hands.head("企业等级").setFocus()
    hands.type("规上")
    hands.press(KEY.Key_Return)
    hands.alt(KEY.Key_T, lambda: bool(page.form.conditions.box.lines))
    line = page.form.conditions.box.lines[0]
    line.column.set_value("village")
    line.values[0].setFocus()
    hands.type("东街村")
    hands.press(KEY.Key_Return)
    before = page.works[0].mapping
    assert before.question.conditions
    for row in (4, 3):
        page.first_row.setFocus()
        page.first_row.setValue(row)
        hands.settle()
        assert page.works[0].layout.header_first == row
        assert page.works[0].mapping.question == before.question
    assert page.works[0].mapping.columns == before.columns
    assert hands.head("企业等级").value().what == "规上"
    for noun in ("village", "enterprise"):
        page.form.noun.set_value(noun)
        hands.settle()
        assert page.works[0].mapping.question.noun == noun
    assert page.works[0].mapping.question == before.question
    assert page.works[0].mapping.columns == before.columns
    assert len(page.form.conditions.box.lines) == 1


def test_reading_the_header_anew_can_be_taken_back(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    dialog = hands.take(enterprise_table(tmp_path / "县表.xlsx"))
    page = dialog.mapping_page
    page.first_row.setValue(4)
    hands.settle()
    hands.head("企业全称").setFocus()
    hands.press(KEY.Key_Delete)
    hands.press(KEY.Key_Return)
    before = page.works[0].mapping
    page.anew_button.click()
    hands.settle()
    assert hands.head("企业全称").value().what == "name"
    assert page.works[0].mapping.header is None
    dialog.strip._button.click()
    hands.settle()
    assert page.works[0].mapping == before
    assert page.first_row.value() == 4
    assert hands.head("企业全称").is_blank


def test_money_in_a_unit_that_cannot_be_reckoned_is_said_where_it_is_chosen(
    hands: Hands, tmp_path: Path
) -> None:
    hands.open()
    dialog = hands.take(plain_table(tmp_path / "a.xlsx", ("企业名称", "资产总额（美元）")))
    assert hands.head("资产总额").is_blank
    hands.head("资产总额").setFocus()
    hands.type("资产总额")
    hands.press(KEY.Key_Return)
    assert hands.state("资产总额") == "不填"
    assert "美元" in hands.head("资产总额").hint
    hands.go_on()
    assert "不会换算" in dialog.preview_page.notes.toPlainText()


def test_a_template_that_changes_while_the_place_is_chosen_is_not_filled(
    hands: Hands, tmp_path: Path
) -> None:
    path, out = plain_table(tmp_path / "a.xlsx", ("企业名称", "地址")), tmp_path / "b.xlsx"
    hands.open()
    dialog = hands.take(path)
    hands.go_on()
    plain_table(path, ("企业名称", "所属县", "地址"))
    dialog.save_to(out)
    hands.settle()
    assert "改动过" in hands.said
    assert not out.exists()


def boxed_form(path: Path, *rows: tuple[str | None, ...]) -> Path:
    """A form of boxes below its title."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"] = "快报"
    side = Side(style="thin")
    for at, row in enumerate(rows, 2):
        for column, text in enumerate(row, 1):
            page.cell(at, column, text).border = Border(left=side, right=side, top=side, bottom=side)
            page.cell(at, column).alignment = Alignment(wrap_text=True)
    book.save(path)
    return path


def test_a_cell_that_may_mean_several_offers_them_first_and_other_words_find_them(
    hands: Hands, tmp_path: Path
) -> None:
    path = boxed_form(
        tmp_path / "快报.xlsx",
        ("填报时间", None, "未整改隐患（条）", None),
        ("行政处罚（万元）", None, "已检查企业数", None),
        ("挂牌情况", None, "联系人", None),
    )
    hands.open()
    dialog = hands.take(path)
    assert (hands.state("未整改隐患"), hands.state("行政处罚")) == ("认出", "拿不准")
    assert hands.head("行政处罚").hint == "是行政罚款（本周），还是行政罚款（累计），请选定"
    hands.head("已检查企业数").setFocus()
    hands.press(KEY.Key_Down)
    offered = [hands.head("已检查企业数").list.item(row).text() for row in (0, 1)]
    assert offered == ["检查过的企业共几家", "本年检查过的企业共几家"]
    hands.press(KEY.Key_Escape)
    hands.head("挂牌情况").setFocus()
    hands.type("本年已检查企业数")
    hands.press(KEY.Key_Tab)
    assert hands.head("挂牌情况").value().label == "本年检查过的企业共几家"
    hands.go_on()
    today: date = hands.ask(lambda reading: reading.today)
    said = f"填报时间：{today.year}年{today.month}月{today.day}日"
    assert said in dialog.preview_page.notes.toPlainText()
