"""单位设置: what the office's row holds, the faces of its tables among it, and nothing typed is lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.forms import faces
from hazard_desk.forms.faces import PC_FACES, SERIF, Face
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.offices import change_office, office_row
from hazard_desk.terms import Authority
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from ui.dialogs.office_settings import OfficeSettings


class Hands(DialogDesk):
    """Opens the settings as the menu does, with what is stored."""

    dialog: OfficeSettings

    def open(self) -> OfficeSettings:
        dialog = OfficeSettings(self.background, self.messages, self.window)
        dialog.open_read()
        return self.take_over(dialog)

    def offered(self, name: str) -> list[str]:
        editor = self.dialog.faces[name].editor
        return [editor.itemText(at) for at in range(editor.count())]


@pytest.fixture
def hands(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hands]:
    """Give an office on a PC that has 仿宋 and 黑体."""
    there = tuple(Face(PC_FACES[key][1], SERIF.path) for key in ("fangsong", "simhei"))
    monkeypatch.setattr(faces, "pc_faces", lambda: there)
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_the_county_and_the_faces_are_kept_and_used(hands: Hands) -> None:
    dialog = hands.open()
    assert dialog.fields["county"].value() == "文水县"
    dialog.fields["county"].set_value("交城县")
    assert hands.offered("body_face") == ["随程序提供（宋体类）", "仿宋", "黑体"]
    assert hands.offered("heading_face") == ["随程序提供（黑体类）", "仿宋", "黑体"]
    dialog.faces["body_face"].setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "fs")
    hands.press(KEY.Key_S, with_=CTRL)
    assert not is_open(dialog)
    row = hands.ask(office_row)
    assert (row.county, row.body_face, row.heading_face) == ("交城县", "fangsong", "")
    (sheet,) = hands.ask(form_sheets, FormRequest("weekly-statistics", blank=True))
    assert (sheet.body_face, sheet.heading_face) == ("fangsong", "")
    dialog = hands.open()
    assert dialog.faces["body_face"].editor.currentText() == "仿宋"


def test_a_face_of_another_pc_stays_chosen_and_is_said_to_be_absent(hands: Hands) -> None:
    chosen = dataclasses.replace(hands.ask(office_row), heading_face="kaiti")
    hands.do(change_office, chosen)
    dialog = hands.open()
    absent = "楷体（本机没有，用随程序提供的）"
    assert hands.offered("heading_face") == ["随程序提供（黑体类）", "仿宋", absent, "黑体"]
    assert absent not in hands.offered("body_face")
    assert dialog.faces["heading_face"].editor.currentText() == absent
    dialog.fields["phone"].set_value("0358-3030000")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.ask(office_row) == dataclasses.replace(chosen, phone="0358-3030000")


def test_enter_goes_from_field_to_field_to_the_button(hands: Hands) -> None:
    dialog = hands.open()
    for field in dialog.fields.values():
        if not field.isVisible():  # another family's
            continue
        assert QApplication.focusWidget() is field.editor, field.label
        hands.press(KEY.Key_Return)
    assert QApplication.focusWidget() is dialog.save_button


def test_what_documents_say_of_the_office_is_kept_and_asked_for_by_family(hands: Hands) -> None:
    dialog = hands.open()
    of_families = {
        Authority.SUPERVISION: set(),
        Authority.COMMISSIONED: {"commissioned_by"},
        Authority.DELEGATED: {"review_government", "review_authority", "court"},
    }
    asked = set().union(*of_families.values())
    for family, wanted in of_families.items():
        dialog.fields["authority"].set_value(family)
        assert {name for name in asked if dialog.fields[name].isVisible()} == wanted
    dialog.fields["court"].set_value("文水县人民法院")
    dialog.fields["short_name"].set_value("西槽头")
    dialog.fields["agency"].setFocus()
    hands.press(KEY.Key_S, with_=CTRL)
    row = hands.ask(office_row)
    assert (row.authority, row.court, row.short_name) == (Authority.DELEGATED, "文水县人民法院", "西槽头")
    (sheet,) = hands.ask(form_sheets, FormRequest("rectification-notice", blank=True))
    assert sheet.title == "责令限期整改指令书"
    assert any("依法向文水县人民法院提起行政诉讼" in cell.text for cell in sheet.cells)
    assert "（西槽头）应急责改" in sheet.head.fields[0].text


def test_no_name_is_refused_under_its_field(hands: Hands) -> None:
    dialog = hands.open()
    dialog.fields["name"].set_value(" ")
    hands.press(KEY.Key_S, with_=CTRL)
    assert dialog.isVisible()
    assert dialog.fields["name"].error == "请写出印章上的单位全称。"
    dialog.fields["name"].set_value("文水县西槽头乡人民政府")
    hands.press(KEY.Key_S, with_=CTRL)
    assert not is_open(dialog)


def test_escape_keeps_what_was_typed(hands: Hands) -> None:
    dialog = hands.open()
    dialog.fields["principal"].set_value("张建国")
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)
    assert hands.messages.last_shown is not None
    assert "已留作草稿" in hands.messages.last_shown.text
    dialog = hands.open()
    assert dialog.fields["principal"].value() == "张建国"
    assert "已恢复上次没有保存的内容" in dialog.strip._text.text()
    dialog.strip._button.click()
    assert dialog.fields["principal"].value() == ""
    hands.press(KEY.Key_Escape)
    dialog = hands.open()
    assert dialog.fields["principal"].value() == ""
    assert hands.ask(office_row).principal == ""
