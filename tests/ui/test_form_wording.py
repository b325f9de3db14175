"""表格文字: a form worded as the county wants it, by keys; printed so, kept, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from hazard_desk.forms.catalogue import FORMS
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.services.form_filling import FormRequest, form_sheets, save_sheets
from hazard_desk.services.form_places import form_lines, in_slots, in_words, placed_texts, slots_lost
from hazard_desk.services.wording import form_setting, text_places, wordings
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import wait_for
from ui.background import Background
from ui.dialogs.form_wording import FormWordingDialog
from ui.dialogs.form_wording.model import Part
from ui.office_door import OfficeDoor

F4 = "weekly-statistics"


class Hands(DialogDesk):
    """Opens the words of a form, and writes in their table."""

    dialog: FormWordingDialog

    def open(self, form_id: str = F4) -> FormWordingDialog:
        dialog = FormWordingDialog(self.background, self.messages, form_id, self.window)
        dialog.open()
        return self.take_over(dialog)

    def row(self, where: str) -> int:
        return next(at for at, line in enumerate(self.dialog.model.lines) if line.where == where)

    def go(self, where: str) -> int:
        row = self.row(where)
        self.dialog.table.go_to(row)
        return row

    def write(self, where: str, text: str) -> int:
        """Go to a row, open it with F2, write over all of it, leave with Tab."""
        row = self.go(where)
        self.press(KEY.Key_F2)
        editor = QApplication.focusWidget()
        assert isinstance(editor, QPlainTextEdit)
        editor.selectAll()
        editor.insertPlainText(text)
        self.press(KEY.Key_Tab)
        return row

    def cell(self, row: int, part: Part) -> str:
        return str(self.dialog.model.index(row, part).data())

    def printed(self, form_id: str = F4) -> Sheet:
        return self.ask(form_sheets, FormRequest(form_id, blank=True))[0]  # type: ignore[no-any-return]


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def texts_of(sheet: Sheet) -> list[str]:
    return [cell.content for cell in sheet.cells if isinstance(cell.content, str)]


# ---- the places in words --------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
def test_every_place_of_every_form_is_named_in_chinese(form_id: str) -> None:
    shipped = load_texts(form_id)
    placed = placed_texts(shipped)
    assert sorted(place for places, _, _ in placed for place in places) == sorted(
        place for place, _ in text_places(shipped)
    )
    for _places, where, text in placed:
        assert where
        assert not re.search("[A-Za-z_]", where), where
        assert "其他文字" not in where
        assert not re.search(r"\{[a-z_]+\}", in_words(text)), text
        assert in_slots(in_words(text)) == text


def test_places_are_counted_as_on_paper() -> None:
    named = {places[0]: where for places, where, _ in placed_texts(load_texts(F4))}
    assert named["columns.7.unit"] == "第 8 列单位"
    assert named["columns.0.labels.0"] == "第 1 列表头"
    assert named["columns.1.labels.0"] == "第 2–5 列表头，第 1 层"
    assert named["note"] == "表下说明"
    named = {places[0]: where for places, where, _ in placed_texts(load_texts("self-check"))}
    assert named["groups.1.name"] == "第 2 组名称"
    assert named["groups.3.items.3"] == "自查内容第 20 项"


def test_a_place_without_words_is_named_by_its_text() -> None:
    assert placed_texts({"unheard_of": "某处文字\n第二行"})[0][1] == "“某处文字”"


def test_slots_in_full_width_braces_are_understood() -> None:
    assert in_slots("报送｛报送对象｝，{ 数据范围 }，{别的}") == "报送{recipient}，{scope}，{别的}"
    assert slots_lost("{数据范围}前报送{报送对象}", "报送｛报送对象｝") == ["数据范围"]


# ---- the dialog -----------------------------------------------------------------------------------------


def test_a_changed_wording_is_printed_and_survives_reopening(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        hands.open()
        row = hands.write("第 8 列单位", "（家）")
        assert hands.cell(row, Part.STATE) == "已改"
        assert hands.dialog.table.currentIndex().row() == row + 1
        hands.press(KEY.Key_S, with_=CTRL)
        assert not is_open(hands.dialog)
        assert hands.messages.last_shown is not None
        assert "修改《大排查大整治行动统计表》的文字 1 处" in hands.messages.last_shown.text
        save_sheets([hands.printed()], tmp_path / "F4.xlsx")
        sheet = openpyxl.load_workbook(tmp_path / "F4.xlsx").worksheets[0]
        assert [cell.value for row in sheet.iter_rows() for cell in row].count("（家）") == 6
    door = OfficeDoor(tmp_path / "office")
    background = Background(door)
    try:
        wait_for(background, background.between_writes, door.open)
        again = Hands(background, qtbot)
        assert texts_of(again.printed()).count("（家）") == 6
        again.open()
        assert again.cell(again.row("第 8 列单位"), Part.OWN) == "（家）"
        assert again.dialog.count.text() == "共 58 处文字，改过 1 处"
        again.close()
    finally:
        background.between_writes(door.close)
        background.close(stop=True)


def test_the_shipped_text_comes_back(hands: Hands) -> None:
    hands.open()
    hands.write("第 8 列单位", "（家）")
    hands.press(KEY.Key_S, with_=CTRL)
    hands.open()
    assert not hands.dialog.reset_button.isEnabled()
    row = hands.go("第 8 列单位")
    assert hands.dialog.reset_button.isEnabled()
    hands.press(KEY.Key_R, with_=CTRL)
    assert (hands.cell(row, Part.OWN), hands.cell(row, Part.STATE)) == ("（项）", "")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.ask(wordings, F4) == {}
    assert texts_of(hands.printed()).count("（家）") == 5


def test_a_header_over_several_columns_is_one_text(hands: Hands) -> None:
    hands.open()
    hands.write("第 6–12 列表头，第 1 层", "执法检查情况")
    hands.press(KEY.Key_S, with_=CTRL)
    assert len(hands.ask(wordings, F4)) == 7
    texts = texts_of(hands.printed())
    assert texts.count("执法检查情况") == 1
    assert "执法情况" not in texts


def test_the_signature_line_is_asked_for_once(hands: Hands) -> None:
    dialog = hands.open()
    assert dialog.signatures.text() == "表下加签字栏（单位负责人、填表人、联系电话）"
    dialog.signatures.setFocus()
    hands.press(KEY.Key_Space)
    hands.write("第 8 列单位", "（家）")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.ask(form_setting, F4) is True
    assert [field.label for field in hands.printed().footer] == load_texts(F4)["signatures"]
    dialog = hands.open()
    assert dialog.signatures.isChecked()
    dialog.signatures.setChecked(False)
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.printed().footer == ()
    assert hands.ask(wordings, F4) == {"columns.7.unit": "（家）"}


def test_a_form_without_a_signature_line_offers_none(hands: Hands) -> None:
    dialog = hands.open("cross-arrangement")
    assert not dialog.signatures.isVisible()
    assert not dialog.search.isVisible(), "ten rows need no search"


def test_a_lost_slot_is_named_but_allowed(hands: Hands) -> None:
    dialog = hands.open()
    assert not dialog.warning.isVisible()
    hands.write("表下说明", "注：每周五前报送｛报送对象｝。\n盖章后报。\n\n")
    assert "这句少了一处由程序填写的内容“{数据范围}”" in dialog.warning.text()
    assert "报送对象" not in dialog.warning.text()
    hands.write("标题", "{单位}统计表")
    assert "程序不认识“{单位}”" in dialog.warning.text()
    hands.go("标题")
    hands.press(KEY.Key_R, with_=CTRL)
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.ask(wordings, F4) == {"note": "注：每周五前报送{recipient}。\n盖章后报。"}
    assert hands.printed().notes == ("注：每周五前报送区安委办邮箱。\n盖章后报。",)


def test_a_text_may_be_emptied(hands: Hands) -> None:
    hands.open()
    row = hands.write("附件号", "")
    assert hands.cell(row, Part.OWN) == "（空）"
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.ask(wordings, F4) == {"annex": ""}


def test_escape_loses_nothing(hands: Hands) -> None:
    dialog = hands.open()
    row = hands.go("第 8 列单位")
    hands.press(KEY.Key_Return)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QPlainTextEdit)
    editor.setPlainText("（家）")
    hands.press(KEY.Key_Escape)
    assert dialog.isVisible(), "the first Esc only leaves the cell"
    assert hands.cell(row, Part.OWN) == "（家）"
    dialog.signatures.setChecked(True)
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)
    assert hands.messages.last_shown is not None
    assert "已留作草稿" in hands.messages.last_shown.text
    assert hands.ask(wordings, F4) == {}
    dialog = hands.open()
    assert hands.cell(row, Part.OWN) == "（家）"
    assert dialog.table.rows_chosen() == [row], "it opens at what was being changed"
    assert dialog.signatures.isChecked()
    assert "已恢复上次没有保存的内容" in dialog.strip._text.text()
    dialog.strip._button.click()
    assert hands.cell(row, Part.STATE) == ""
    assert not dialog.signatures.isChecked()
    hands.press(KEY.Key_Escape)
    hands.open()
    assert hands.cell(row, Part.STATE) == ""
    assert not hands.dialog.strip.isVisible()


def test_enter_is_a_new_line_and_ctrl_enter_goes_on(hands: Hands) -> None:
    hands.open()
    row = hands.go("附件号")
    hands.press(KEY.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), "4")
    hands.press(KEY.Key_Return)
    QTest.keyClicks(QApplication.focusWidget(), "5")
    hands.press(KEY.Key_Return, with_=CTRL)
    assert hands.cell(row, Part.OWN) == "4\n5"
    assert hands.dialog.table.rows_chosen() == [row + 1]


def test_rows_are_found_by_words_place_and_initials(hands: Hands) -> None:
    dialog = hands.open()
    dialog.table.setFocus()
    hands.press(KEY.Key_F, with_=CTRL)
    assert QApplication.focusWidget() is dialog.search
    for typed, first in (
        ("行政罚款", "第 9 列表头，第 2 层"),
        ("第 8 列单位", "第 8 列单位"),
        ("xzfk", "第 9 列表头，第 2 层"),
    ):
        dialog.search.setText(typed)
        rows = dialog.table.shown_rows()
        assert [dialog.model.lines[row].where for row in rows] == [first], typed
    hands.press(KEY.Key_Return)
    assert dialog.table.hasFocus()
    assert dialog.table.rows_chosen() == rows
    dialog.search.setFocus()
    hands.press(KEY.Key_Escape)
    assert dialog.isVisible()
    assert len(dialog.table.shown_rows()) == dialog.model.rowCount()


def test_the_bar_in_a_title_is_explained(hands: Hands) -> None:
    dialog = hands.open("weekly-dispatch")
    tip = str(dialog.model.index(hands.row("标题"), Part.OWN).data(Qt.ItemDataRole.ToolTipRole))
    assert "竖线“|”不会印出来" in tip
    assert "{报送对象}" in tip
    assert "竖线" not in str(dialog.model.index(0, Part.OWN).data(Qt.ItemDataRole.ToolTipRole))


def test_an_unknown_form_is_refused(hands: Hands) -> None:
    dialog = FormWordingDialog(hands.background, hands.messages, "no-such-form", hands.window)
    hands.dialog = dialog
    dialog.open()
    hands.settle()
    assert not isValid(dialog)
    assert hands.messages.last_shown is not None
    assert "没有编号为" in hands.messages.last_shown.text


def test_the_query_tells_what_is_stored(hands: Hands) -> None:
    hands.open()
    hands.write("第 8 列单位", "（家）")
    hands.press(KEY.Key_S, with_=CTRL)
    found = hands.ask(form_lines, F4)
    assert [line.places for line in found.lines if line.own != line.shipped] == [("columns.7.unit",)]
