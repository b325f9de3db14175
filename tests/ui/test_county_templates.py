"""填上级表格 by keys: chosen, mapped, looked at, saved elsewhere; the second time straight to the preview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Side
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from hazard_desk.errors import InputRefused, OutputError, Problem
from hazard_desk.rules.table_question import Condition, Question, Test
from hazard_desk.services import county_templates as service
from hazard_desk.services.ad_hoc_tables import save_table
from hazard_desk.services.county_templates import ColumnSource, remembered
from hazard_desk.services.journal import undo_last
from tests.county_tables import cells, enterprise_table, plain_table, several_sheets, village_table
from tests.ui.dialog_desk import is_open
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import fill, open_office
from tests.ui.template_hands import Hands, hands_on
from ui.dialogs.county_templates import CountyTemplatesDialog
from ui.dialogs.county_templates.dialog import DONE, FILE, MAPPING, PREVIEW
from ui.dialogs.county_templates.words import refused_file
from ui.office_dialogs import OFFICE_DIALOGS, Menu


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


def test_the_whole_job_by_keys_and_the_second_time(hands: Hands, tmp_path: Path) -> None:
    path, out = enterprise_table(tmp_path / "县表.xlsx"), tmp_path / "县表（已填）.xlsx"
    before = path.read_bytes()
    dialog = hands.open()
    assert dialog.step == FILE
    hands.take(path)
    assert dialog.step == MAPPING
    assert hands.state("企业全称") == "认出"
    assert hands.state("企业等级") == "没认出"
    # The keyboard is where something is to be decided: 企业等级, found by initials.
    assert hands.focus is hands.head("企业等级").editor
    hands.type("dwgm")
    hands.press(KEY.Key_Return)
    assert hands.head("企业等级").value().what == "size"
    assert hands.state("企业等级") == "已指定"
    hands.go_on()
    assert dialog.step == PREVIEW
    assert dialog.preview_page.about.text() == "写入 4 行。"
    names = {
        dialog.preview_page.rows.index(row, 1).data() for row in range(dialog.preview_page.rows.rowCount())
    }
    assert "长兴木业有限公司" in names
    hands.press(KEY.Key_S, with_=CTRL)
    chosen = hands.file_dialog().findChild(QLineEdit, "fileNameEdit")
    assert isinstance(chosen, QLineEdit)
    assert chosen.text() == "县表（已填）.xlsx"
    hands.type_path(out)
    assert dialog.step == DONE
    assert dialog.done_page.path == out
    assert "写入 4 行" in dialog.done_page.summary.text()
    assert path.read_bytes() == before
    by_name = {row[1]: row for row in cells(out)[4:8]}
    assert by_name["长兴木业有限公司"][8] == "小型"
    assert [row.name for row in hands.ask(remembered)] == ["工贸企业安全生产基本情况统计表"]

    hands.alt(KEY.Key_N, lambda: dialog.step == FILE)  # 再填一张: it is at the top of the recent ones
    hands.press(KEY.Key_Return)
    assert dialog.step == PREVIEW
    hands.save_as(tmp_path / "第二次.xlsx")
    assert {row[1:9] for row in cells(tmp_path / "第二次.xlsx")[4:8]} == {row[1:9] for row in cells(out)[4:8]}
    # One step in the journal, and it can be taken back.
    hands.do(undo_last)
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)


def test_enter_goes_through_the_columns_to_the_preview(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    dialog = hands.take(plain_table(tmp_path / "a.xlsx", ("序号", "企业名称", "所属县")))
    assert hands.focus is hands.head("所属县").editor
    hands.type("文水县")
    hands.press(KEY.Key_Return)
    value = hands.head("所属县").value()
    assert (value.source, value.what) == (ColumnSource.TEXT, "文水县")
    assert hands.focus is dialog.next_button
    hands.press(KEY.Key_Return)
    assert dialog.step == PREVIEW
    assert dialog.preview_page.rows.index(0, 2).data() == "文水县"
    assert dialog.preview_page.rows.index(3, 0).data() == "4"


def test_a_field_lists_all_and_is_emptied(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    hands.take(plain_table(tmp_path / "a.xlsx", ("企业名称", "所属县")))
    field = hands.head("企业名称")
    field.setFocus()
    hands.press(KEY.Key_Down)
    assert field.list.is_open
    assert field.list.count() > 40
    hands.press(KEY.Key_Escape)
    assert not field.list.is_open
    assert is_open(hands.dialog)  # Esc closed the list only
    hands.press(KEY.Key_Delete)
    hands.press(KEY.Key_Return)
    assert field.is_blank
    assert hands.state("企业名称") == "空着"
    assert not hands.dialog.next_button.isEnabled()
    assert "还没有选填什么" in hands.dialog.why.text()


def test_what_may_be_several_is_not_guessed(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    hands.take(plain_table(tmp_path / "a.xlsx", ("企业名称", "地址", "联系电话")))
    field = hands.head("联系电话")
    assert hands.focus is field.editor
    assert field.is_blank
    assert hands.state("联系电话") == "拿不准"
    assert "主要负责人手机号码" in field.hint
    hands.press(KEY.Key_Down)  # those it may be are offered first
    assert "电话" in field.list.item(0).text() or "手机" in field.list.item(0).text()


def test_only_some_records_in_another_order(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    dialog = hands.take(plain_table(tmp_path / "a.xlsx", ("序号", "企业名称", "所属村")))
    form = dialog.mapping_page.form
    hands.alt(KEY.Key_T, lambda: bool(form.conditions.box.lines))
    line = form.conditions.box.lines[0]
    line.column.set_value("village")
    line.values[0].setFocus()
    hands.type("东街村")
    hands.press(KEY.Key_Return)
    hands.go_on()
    assert dialog.preview_page.about.text() == "写入 2 行。"
    hands.alt(KEY.Key_B, lambda: dialog.step == MAPPING)
    assert len(form.conditions.conditions()) == 1


def test_the_conditions_of_a_saved_table(hands: Hands, tmp_path: Path) -> None:
    question = Question("enterprise", conditions=(Condition("village", Test.IS, ("西街村",)),))
    hands.do(save_table, "西街的企业", question)
    hands.open()
    dialog = hands.take(plain_table(tmp_path / "a.xlsx", ("序号", "企业名称")))
    form = dialog.mapping_page.form
    form.saved.setFocus()
    hands.press(KEY.Key_Down)
    assert len(form.conditions.conditions()) == 1
    hands.go_on()
    assert dialog.preview_page.about.text() == "写入 1 行。"
    assert dialog.preview_page.rows.index(0, 1).data() == "宏达铸造厂"


def test_another_noun_and_another_header(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    dialog = hands.take(enterprise_table(tmp_path / "县表.xlsx"))
    page = dialog.mapping_page
    assert (page.first_row.value(), page.last_row.value()) == (3, 4)
    page.first_row.setFocus()
    page.first_row.setValue(4)
    hands.settle()
    assert page.works[0].layout.header_first == 4
    assert page.works[0].mapping.header == (4, 4)
    assert hands.head("企业全称").value().what == "name"
    page.form.noun.set_value("village")
    hands.settle()
    assert page.works[0].mapping.question.noun == "village"
    assert hands.state("企业全称") == "没认出"


def test_the_rows_of_a_header_are_counted_on_by_keys_and_found_again(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    dialog = hands.take(enterprise_table(tmp_path / "县表.xlsx"))
    page = dialog.mapping_page
    assert not page.anew_button.isVisible()
    page.last_row.setFocus()
    hands.press(KEY.Key_Up)
    assert hands.focus is page.last_row, "reading it again must not take the keyboard away"
    hands.press(KEY.Key_Up)
    assert (page.first_row.value(), page.last_row.value()) == (3, 6)
    hands.alt(KEY.Key_R, lambda: page.last_row.value() == 4)
    assert page.works[0].mapping.header is None
    assert hands.head("企业全称").value().what == "name"


def test_what_the_table_works_out_itself_is_not_asked_for(hands: Hands, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("企业名称", "地址", "合格率"))
    book = load_workbook(path)
    for row in (2, 3):
        book.active.cell(row, 3, f"=B{row}*2")
    book.save(path)
    hands.open()
    dialog = hands.take(path)
    assert hands.state("合格率") == "公式"
    assert "表里自己算的：合格率" in dialog.mapping_page.form.about.text()
    assert hands.focus is dialog.next_button


def test_letters_that_find_nothing_are_said_to_be_written(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    hands.take(plain_table(tmp_path / "a.xlsx", ("企业名称", "所属县")))
    hands.type("xqz")
    hands.press(KEY.Key_Return)
    assert hands.state("所属县") == "固定"
    assert hands.head("所属县").hint == "没有这一项，表里会照写“xqz”"


def test_the_last_box_of_a_form_is_in_sight(hands: Hands, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["快报"], ["填报单位", None, "填报时间"], ["企业总数", None, "联系人"]):
        book.active.append(row)
    side = Side(style="thin")
    for row in book.active["A2:D3"]:
        for cell in row:
            cell.border = Border(left=side, right=side, top=side, bottom=side)
    book.save(tmp_path / "快报.xlsx")
    hands.open()
    dialog = hands.take(tmp_path / "快报.xlsx")
    assert hands.state("填报时间") == "认出"
    assert dialog.mapping_page.top.top.columnCount() == 4


def test_sheets_are_filled_or_left_each_for_itself(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    path, out = several_sheets(tmp_path / "附件.xlsx"), tmp_path / "已填.xlsx"
    dialog = hands.take(path)
    page = dialog.mapping_page
    assert [work.mapping.filled for work in page.works] == [False, True, True]
    assert page.work is page.works[1]
    page.sheets.setFocus()
    hands.press(KEY.Key_Space)  # the list of hazards is left alone
    assert not page.works[1].mapping.filled
    assert page.excluded.isVisible()
    hands.press(KEY.Key_Down)
    assert hands.state("填报单位") == "认出"
    assert hands.state("挂钩情况") == "空着"
    hands.head("挂钩情况").setFocus()
    hands.type("无")
    hands.press(KEY.Key_Return)
    assert page.form.week.isVisible()
    hands.go_on()
    assert "填 5 个格子" in dialog.preview_page.about.text()
    hands.save_as(out)
    assert [row[1] for row in cells(out, "附件2")[1:4]] == ["文水县西槽头乡人民政府", 0, 4]
    assert cells(out, "附件2")[5][1] == "无"
    assert not any(cells(out, "附件1")[2:])
    known = {row.name: row.filled for row in hands.ask(remembered)}
    assert known == {"周统计表": True, "隐患清单": False}
    # What was left alone stays so: the next time it goes straight to the preview of the other one.
    hands.alt(KEY.Key_N, lambda: dialog.step == FILE)
    hands.take(path)
    assert dialog.step == PREVIEW
    assert [sheet.sheet for sheet in dialog.preview_page.sheets] == ["附件2"]


def test_names_that_do_not_match_are_listed(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    dialog = hands.take(village_table(tmp_path / "各村.xlsx", ["东街村", "南沟村"]))
    assert dialog.mapping_page.form.beside.isChecked()
    hands.go_on()
    assert dialog.preview_page.about.text() == "表里写好 2 个名称，填 1 行。"
    assert dialog.preview_page.rows.index(0, 1).data() == "东街村"
    told = dialog.preview_page.notes.toPlainText()
    assert "台账里没有，这些行空着：\n  南沟村" in told
    assert "表里没有写：\n  西街村" in told


def test_nothing_that_was_set_is_lost_on_escape(hands: Hands, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("企业名称", "所属县"))
    hands.open()
    dialog = hands.take(path)
    hands.type("文水县")
    hands.press(KEY.Key_Return)
    lines = dialog.mapping_page.form.conditions.box
    hands.alt(KEY.Key_T, lambda: bool(lines.lines))  # a condition that isn't whole yet
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)
    assert "草稿" in hands.strip._text.text()
    dialog = hands.open()
    hands.take(path)
    assert dialog.step == MAPPING
    assert hands.head("所属县").value().what == "文水县"
    assert hands.state("所属县") == "草稿"
    (line,) = dialog.mapping_page.form.conditions.box.lines
    # It never counts as none: she fills it in or takes it away.
    assert not dialog.next_button.isEnabled()
    assert "有条件没填完" in dialog.why.text()
    line.column.set_value("village")
    line.values[0].setFocus()
    hands.type("东街村")
    hands.press(KEY.Key_Return)
    hands.go_on()
    assert dialog.preview_page.about.text() == "写入 2 行。"
    hands.save_as(tmp_path / "b.xlsx")
    hands.press(KEY.Key_Escape)
    dialog = hands.open()
    hands.take(path)
    assert dialog.step == PREVIEW  # remembered now, no draft any more


def test_each_template_has_its_own_draft(hands: Hands, tmp_path: Path) -> None:
    first = plain_table(tmp_path / "a.xlsx", ("企业名称", "所属县"))
    second = plain_table(tmp_path / "b.xlsx", ("企业名称", "所属市"))
    for path, words in ((first, "文水县"), (second, "吕梁市")):
        hands.open()
        hands.take(path)
        hands.type(words)
        hands.press(KEY.Key_Return, KEY.Key_Escape)
    hands.open()
    hands.take(first)
    assert hands.head("所属县").value().what == "文水县"
    hands.go_on()
    hands.save_as(tmp_path / "c.xlsx")
    hands.alt(KEY.Key_N, lambda: hands.dialog.step == FILE)
    hands.take(second)
    assert hands.head("所属市").value().what == "吕梁市"


def test_a_dropped_file_is_taken(hands: Hands, tmp_path: Path) -> None:
    dialog = hands.open()
    path = plain_table(tmp_path / "a.xlsx", ("企业名称", "地址"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    dialog.file_page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys))
    hands.settle()
    assert dialog.step == MAPPING
    assert dialog.focusWidget() is dialog.next_button  # everything is recognised


def test_what_saving_loses_is_said_at_once_and_stays(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = service.look_into

    def signed(path: Path) -> service.TemplateLook:
        look = real(path)
        return replace(look, layout=replace(look.layout, losses=("图片 2 张（工作表“表”）",)))

    monkeypatch.setattr(service, "look_into", signed)
    hands.open()
    dialog = hands.take(plain_table(tmp_path / "a.xlsx", ("企业名称", "地址")))
    for _step in (MAPPING, PREVIEW):
        assert dialog.losses.isVisible()
        assert "图片 2 张" in dialog.losses.text()
        hands.go_on() if dialog.step == MAPPING else None


def test_the_template_itself_is_refused(hands: Hands, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("企业名称", "地址"))
    before = path.read_bytes()
    hands.open()
    dialog = hands.take(path)
    hands.go_on()
    dialog.save_to(path)
    hands.settle()
    assert dialog.step == PREVIEW
    assert "不能写进模板本身" in hands.said
    assert path.read_bytes() == before
    assert hands.ask(remembered) == []
    assert dialog.next_button.isEnabled()


def test_a_disk_that_takes_nothing_is_a_message(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.open()
    dialog = hands.take(plain_table(tmp_path / "a.xlsx", ("企业名称", "地址")))
    hands.go_on()

    def full(*_of: object) -> None:
        raise OutputError("文件写不进 b.xlsx：磁盘已满。", "台账数据没有变化。", "请换个地方保存。")

    with monkeypatch.context() as patch:
        patch.setattr(service, "fill_file", full)
        dialog.save_to(tmp_path / "b.xlsx")
        hands.settle()
    assert (dialog.step, "磁盘已满" in hands.said) == (PREVIEW, True)
    dialog.save_to(tmp_path / "b.xlsx")
    hands.settle()
    assert dialog.step == DONE


def test_a_file_that_is_no_template_is_refused_in_place(hands: Hands, tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    dialog = hands.open()
    hands.take(broken)
    assert dialog.step == FILE
    assert dialog.file_page.refusal.isVisible()
    assert "坏.xlsx" in dialog.file_page.refusal.text
    assert "没有动" in dialog.file_page.refusal.text


def test_a_template_that_changed_meanwhile_is_read_again(hands: Hands, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("企业名称", "所属县"))
    hands.open()
    dialog = hands.take(path)
    hands.type("文水县")
    hands.press(KEY.Key_Return)
    hands.go_on()
    plain_table(path, ("企业名称", "所属县", "地址"))
    hands.press(KEY.Key_S, with_=CTRL)
    assert "改动过" in hands.said
    dialog.strip._button.click()
    hands.settle()
    assert dialog.step == MAPPING
    assert len(dialog.mapping_page.works[0].layout.columns) == 3


def test_what_is_remembered_can_be_forgotten(hands: Hands, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("企业名称", "地址"))
    dialog = hands.open()
    hands.take(path)
    hands.go_on()
    hands.save_as(tmp_path / "b.xlsx")
    hands.alt(KEY.Key_N, lambda: dialog.step == FILE)
    dialog.file_page.known.setCurrentRow(0)
    dialog.file_page.forget_button.click()
    hands.settle()
    assert hands.ask(remembered) == []
    assert not dialog.file_page.forget_button.isEnabled()
    dialog.strip._button.click()  # 撤销
    hands.settle()
    assert len(hands.ask(remembered)) == 1


def test_the_menu_opens_it() -> None:
    (entry,) = (one for one in OFFICE_DIALOGS if one.words == "填上级表格…")
    assert entry.menu is Menu.REPORT
    assert entry.load() is CountyTemplatesDialog


def test_a_problem_says_which_file() -> None:
    said = refused_file(InputRefused([Problem("打不开。", "请另存为 .xlsx。", value="县表.et")]))
    assert said.what == "“县表.et”：打不开。"
    assert said.remedy == "请另存为 .xlsx。"
