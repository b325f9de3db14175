"""名册: the two rosters entered, changed, refused, removed and brought back in their window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from hazard_desk.services.rosters import (
    PersonFacts,
    VillageFacts,
    roster_facts,
    roster_rows,
    save_roster_entry,
)
from hazard_desk.terms import LeaderPost
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import VILLAGES, fill
from ui.dialogs.rosters import RostersDialog
from ui.dialogs.rosters.forms import PersonForm


class Hands(DialogDesk):
    """Opens 名册 at one of its lists."""

    dialog: RostersDialog

    def open(self, start: Any = "villages") -> RostersDialog:
        dialog = RostersDialog(self.background, self.messages, self.window, start)
        dialog.open()
        return self.take_over(dialog)

    def names(self, facts_class: type) -> list[str]:
        return [row.name for row in self.ask(roster_rows, facts_class)]

    def listed(self) -> list[str]:
        model = self.dialog.desk.model
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def strip_text(self) -> str:
        shown = self.dialog.desk.messages.last_shown
        return shown.text if shown is not None else ""


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_a_village_by_keys_alone(hands: Hands) -> None:
    dialog = hands.open()
    assert hands.listed() == VILLAGES
    hands.press(KEY.Key_N, with_=CTRL)
    form = dialog.desk.form
    assert form is not None
    form.fields["name"].set_value("田家沟村")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.names(VillageFacts) == [*VILLAGES, "田家沟村"]
    assert hands.listed() == [*VILLAGES, "田家沟村"]
    assert "新增村（社区）「田家沟村」" in hands.strip_text()
    # It's shown as stored now: changing it makes no second one.
    form.fields["name"].set_value("田家沟社区")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.names(VillageFacts) == [*VILLAGES, "田家沟社区"]


def test_saving_and_beginning_the_next(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    for name in ("甲村", "乙村"):
        form = dialog.desk.form
        assert form is not None
        assert QApplication.focusWidget() is form.fields["name"].editor
        assert form.fields["name"].value() == ""
        form.fields["name"].set_value(name)
        hands.press(KEY.Key_Return, with_=CTRL)
    assert hands.names(VillageFacts) == [*VILLAGES, "甲村", "乙村"]


def test_a_person_with_duties(hands: Hands) -> None:
    dialog = hands.open("people")
    hands.press(KEY.Key_N, with_=CTRL)
    form = dialog.desk.form
    assert isinstance(form, PersonForm)
    form.set_values({"name": "张丽", "post": LeaderPost.TEAM_MEMBER, "title": "副乡长", "phone": "138"})
    assert "8 次" in form.post.hint
    assert "不像电话号码" in form.phone.hint
    form.home.set_value(2)
    form.villages.set_value((1, 2))
    form.industries.set_value((3,))
    assert form.villages.joined() == "、".join(VILLAGES)
    hands.press(KEY.Key_S, with_=CTRL)
    wanted = PersonFacts("张丽", "", LeaderPost.TEAM_MEMBER, "副乡长", "138", "", 2, (1, 2), (3,))
    assert hands.ask(roster_facts, PersonFacts, 1) == wanted
    # Looked at again, nothing has changed by itself.
    dialog.desk.new_record()
    dialog.desk.table.go_to(1)
    hands.settle()
    assert not form.is_changed
    assert form.values() == {name: getattr(wanted, name) for name in form.fields}


def test_refusals_stand_under_their_fields(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    form = dialog.desk.form
    assert form is not None
    hands.press(KEY.Key_S, with_=CTRL)
    assert form.fields["name"].error == "这一项必须填写。"
    form.fields["name"].set_value(VILLAGES[0])
    hands.press(KEY.Key_S, with_=CTRL)
    assert f"已经有「{VILLAGES[0]}」" in form.fields["name"].error
    assert QApplication.focusWidget() is form.fields["name"].editor
    assert hands.names(VillageFacts) == VILLAGES


def test_removed_at_once_and_brought_back_by_a_key(hands: Hands) -> None:
    dialog = hands.open()
    dialog.desk.table.setFocus()
    dialog.desk.table.go_to(1)
    hands.settle()
    hands.press(KEY.Key_Delete)
    assert hands.names(VillageFacts) == ["西街村"]
    assert hands.strip_text() == "已移入回收站：东街村。"
    # The list goes on to the next one, and the way back is open still.
    assert dialog.desk.table.selected_ids == [2]
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.names(VillageFacts) == VILLAGES
    assert dialog.desk.table.selected_ids == [1]
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.names(VillageFacts) == VILLAGES


def test_what_is_used_is_kept(hands: Hands) -> None:
    fill(hands.background)
    dialog = hands.open()
    dialog.desk.table.go_to(1)
    hands.settle()
    form = dialog.desk.form
    assert form is not None
    form.remove_button.click()
    hands.settle()
    assert hands.names(VillageFacts) == VILLAGES
    assert "「东街村」还有 2 条记录用着，不能移入回收站" in hands.strip_text()
    assert dialog.desk.form is form


def test_the_list_is_searched_by_words_and_initials(hands: Hands) -> None:
    hands.do(save_roster_entry, VillageFacts("田家沟村", "并入东街村"))
    dialog = hands.open()
    for typed, found in (
        ("西街", ["西街村"]),
        ("tjg", ["田家沟村"]),
        ("东街", ["东街村", "田家沟村"]),
        ("无此村", []),
        ("", [*VILLAGES, "田家沟村"]),
    ):
        dialog.desk.search.setText(typed)
        assert hands.listed() == found, typed


def test_looking_through_the_list_leaves_the_keyboard_in_it(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_Down)
    form = dialog.desk.form
    assert form is not None
    assert form.fields["name"].value() == "东街村"
    hands.press(KEY.Key_Down)
    assert form.fields["name"].value() == "西街村"
    assert QApplication.focusWidget() is dialog.desk.table
    hands.press(KEY.Key_Return)
    assert QApplication.focusWidget() is form.fields["name"].editor


def test_typed_text_is_never_lost(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    form = dialog.desk.form
    assert form is not None
    form.fields["name"].set_value("没写完的村")
    # Going to another line puts it aside, and says so.
    dialog.desk.table.go_to(1)
    hands.settle()
    assert form.fields["name"].value() == "东街村"
    assert "留作草稿" in hands.strip_text()
    form.fields["note"].set_value("改到一半")
    form.focus_first()
    hands.press(KEY.Key_Escape)
    assert is_open(dialog), "Esc with something typed only leaves the form"
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)
    dialog = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    form = dialog.desk.form
    assert form is not None
    assert form.fields["name"].value() == "没写完的村"
    # The cross of the window keeps it as well.
    dialog.close()
    assert hands.messages.last_shown is not None
    assert "已留作草稿" in hands.messages.last_shown.text
    dialog = hands.open()
    dialog.desk.table.go_to(1)
    hands.settle()
    form = dialog.desk.form
    assert form is not None
    assert form.fields["note"].value() == "改到一半"
    assert hands.names(VillageFacts) == VILLAGES


def test_escape_closes_where_nothing_was_typed(hands: Hands) -> None:
    dialog = hands.open("people")
    hands.press(KEY.Key_N, with_=CTRL)
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)


def test_enter_presses_no_button_but_the_one_it_is_on(hands: Hands) -> None:
    dialog = hands.open()
    dialog.desk.search.setFocus()
    hands.press(KEY.Key_Return)
    assert is_open(dialog)
    assert dialog.desk.form is not None  # the first line is shown
    form = dialog.desk.form
    form.fields["name"].set_value("东街社区")
    form.save_button.setFocus()
    hands.press(KEY.Key_Return)
    assert hands.names(VillageFacts) == ["东街社区", "西街村"]
    assert not [button for button in dialog.findChildren(QPushButton) if button.autoDefault()]


def test_a_change_made_elsewhere_is_seen(hands: Hands) -> None:
    hands.open()
    hands.do(save_roster_entry, VillageFacts("别处新增的村"))
    assert hands.listed() == [*VILLAGES, "别处新增的村"]


def test_a_changed_name_is_found_by_its_new_words(hands: Hands) -> None:
    dialog = hands.open()
    hands.type("lh")
    hands.settle()
    assert hands.listed() == []
    hands.do(save_roster_entry, VillageFacts("柳河村"))
    assert hands.listed() == ["柳河村"]
    row = hands.ask(roster_rows, VillageFacts)[-1]
    hands.do(save_roster_entry, VillageFacts("榆树村"), row.id)
    assert hands.listed() == []
    dialog.desk.search.setText("ys")
    hands.settle()
    assert hands.listed() == ["榆树村"]


@pytest.mark.parametrize("start", ["villages", "people"])
def test_lists_and_forms_have_room_at_150_percent(hands: Hands, start: str) -> None:
    dialog = hands.open(start)
    dialog.desk.new_record()
    dialog.resize(886, 464)
    hands.settle()
    assert dialog.minimumSizeHint().width() <= 886
    assert dialog.desk.form is not None
    assert all(field.width() >= 240 for field in dialog.desk.form.fields.values())
    # Each column is wide enough for a few letters, and none is out of sight.
    header = dialog.desk.table.horizontalHeader()
    assert all(header.sectionSize(place) >= 48 for place in range(header.count()))
    assert header.length() <= dialog.desk.table.viewport().width()


def test_every_tab_offers_what_the_others_entered(hands: Hands) -> None:
    dialog = hands.open("villages")
    hands.do(save_roster_entry, VillageFacts("新村"))
    dialog.tabs.setCurrentIndex(1)
    hands.settle()
    hands.press(KEY.Key_N, with_=CTRL)
    form = dialog.desk.form
    assert isinstance(form, PersonForm)
    form.villages.set_raw(["新村"])
    assert form.villages.value() == (3,)
