"""名册: the four rosters entered, changed, refused, removed and brought back in their window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from hazard_desk.services.cross_inspecting import PairRow, RoundFacts, rounds, save_round
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.rosters import (
    CampaignFacts,
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
from ui.dialogs.rosters.forms import CampaignForm, PersonForm
from ui.dialogs.rosters.pairs_field import PairsTable, pasted_rows
from ui.dialogs.rosters.rounds import RoundForm


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
    hands.do(save_roster_entry, CampaignFacts("大整治"))
    dialog = hands.open("campaigns")
    hands.press(KEY.Key_N, with_=CTRL)
    form = dialog.desk.form
    assert isinstance(form, CampaignForm)
    hands.press(KEY.Key_S, with_=CTRL)
    assert form.fields["name"].error == "这一项必须填写。"
    form.fields["name"].set_value("大整治")
    hands.press(KEY.Key_S, with_=CTRL)
    assert "已经有「大整治」" in form.fields["name"].error
    form.fields["name"].set_value("新行动")
    form.fields["starts_on"].set_raw("2026-03-02")
    form.ends.set_raw("2026-03-01")
    hands.press(KEY.Key_S, with_=CTRL)
    assert "结束日期早于开始日期" in form.ends.error
    assert QApplication.focusWidget() is form.ends.editor
    assert hands.names(CampaignFacts) == ["大整治"]
    form.ends.set_raw("2026-03-02")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.names(CampaignFacts) == ["大整治", "新行动"]


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
    dialog = hands.open("campaigns")
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


@pytest.mark.parametrize("start", ["villages", "people", "campaigns", "rounds"])
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


# ---- 交叉检查轮次 -----------------------------------------------------------------------------------------


def round_form(hands: Hands) -> tuple[RoundForm, PairsTable]:
    form = hands.dialog.desk.form
    assert isinstance(form, RoundForm)
    return form, form.pairs.editor


def printed_pairs(hands: Hands, name: str) -> list[list[str]]:
    """Return the rows of F8 below its header, those with anything in them."""
    sheet = hands.ask(form_sheets, FormRequest("cross-arrangement", round_name=name))[0]
    rows: dict[int, list[str]] = {}
    for cell in sorted(sheet.cells, key=lambda cell: (cell.row, cell.column)):
        if cell.row:
            rows.setdefault(cell.row, []).append(cell.text)
    return [row for row in rows.values() if any(row[1:])]


def test_a_round_typed_by_keys_alone_prints_in_f8(hands: Hands) -> None:
    hands.open("rounds")
    hands.press(KEY.Key_N, with_=CTRL)
    form, table = round_form(hands)
    hands.type("2026年第一轮")
    hands.press(KEY.Key_Return)
    hands.type("20260301")
    hands.press(KEY.Key_Return)
    hands.type("20260331")
    hands.press(KEY.Key_Return)
    hands.type("两天一家")
    hands.press(KEY.Key_Tab)
    # The first cell is open already: an input method may begin in it at once.
    for text, leave in (
        ("甲县", KEY.Key_Return),
        ("乙县", KEY.Key_Tab),
        ("含开发区", KEY.Key_Return),
        ("乙县", KEY.Key_Tab),
        ("甲县", KEY.Key_Return),
        ("", KEY.Key_Return),
    ):
        if text:
            hands.type(text)
        hands.press(leave)
    assert table.filled_rows() == [["甲县", "乙县", "含开发区"], ["乙县", "甲县", ""]]
    hands.press(KEY.Key_Return)
    assert QApplication.focusWidget() is form.save_button, "Enter in the waiting row leaves the table"
    hands.press(KEY.Key_Return)
    assert printed_pairs(hands, "2026年第一轮") == [
        ["1", "甲县", "乙县", "含开发区"],
        ["2", "乙县", "甲县", ""],
    ]
    sheet = hands.ask(form_sheets, FormRequest("cross-arrangement", round_name="2026年第一轮"))[0]
    assert "2026年3月" in sheet.notes[0]
    (row,) = hands.ask(rounds)
    assert (str(row.starts_on), str(row.ends_on), row.note) == ("2026-03-01", "2026-03-31", "两天一家")
    assert not form.is_changed


def test_rows_pasted_from_a_spreadsheet(hands: Hands) -> None:
    hands.open("rounds")
    hands.press(KEY.Key_N, with_=CTRL)
    form, table = round_form(hands)
    form.fields["name"].set_value("第一轮")
    form.pairs.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.clipboard().setText(
        "序号\t检查方\t受检方\t备注\r\n1\t甲县\t乙县\t\r\n2\t乙县\t丙县\t含开发区\r\n"
    )
    hands.press(KEY.Key_V, with_=CTRL)
    assert table.filled_rows() == [["甲县", "乙县", ""], ["乙县", "丙县", "含开发区"]]
    assert table.currentRow() == 2
    QApplication.clipboard().setText("丙县\t甲县")
    hands.press(KEY.Key_V, with_=CTRL)
    hands.press(KEY.Key_S, with_=CTRL)
    assert [row[1:] for row in printed_pairs(hands, "第一轮")] == [
        ["甲县", "乙县", ""],
        ["乙县", "丙县", "含开发区"],
        ["丙县", "甲县", ""],
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("甲县\t乙县", [["甲县", "乙县"]]),
        ("1\t甲县\t乙县\n2\t乙县\t甲县\n", [["甲县", "乙县"], ["乙县", "甲县"]]),
        ("1\t2", [["1", "2"]]),
        ('"甲县\n开发区"\t乙县', [["甲县\n开发区", "乙县"]]),
        ("检查方\t受检方\n甲县\t乙县", [["甲县", "乙县"]]),
        ("\n\t\n", []),
        ("", []),
    ],
)
def test_what_a_spreadsheet_copies_is_read(text: str, rows: list[list[str]]) -> None:
    assert pasted_rows(text) == rows


def test_pairs_are_added_removed_and_emptied(hands: Hands) -> None:
    facts = RoundFacts(
        "第一轮", pairs=(PairRow("甲县", "乙县"), PairRow("乙县", "丙县"), PairRow("丙县", "甲县"))
    )
    hands.do(save_round, None, facts)
    hands.open("rounds")
    hands.press(KEY.Key_Down, KEY.Key_Return)
    form, table = round_form(hands)
    assert hands.listed() == ["第一轮"]
    table.go_to(1, 0)
    hands.press(KEY.Key_Escape)
    assert table.hasFocus()
    hands.press(KEY.Key_Delete, with_=CTRL)
    assert table.filled_rows() == [["甲县", "乙县", ""], ["丙县", "甲县", ""]]
    form.pairs.insert_button.click()
    hands.type("丁县")
    hands.press(KEY.Key_Tab)
    hands.type("丙县")
    hands.press(KEY.Key_S, with_=CTRL)
    assert [row[1:3] for row in printed_pairs(hands, "第一轮")] == [
        ["甲县", "乙县"],
        ["丁县", "丙县"],
        ["丙县", "甲县"],
    ]
    table.setCurrentCell(0, 2)
    table.setFocus()
    hands.press(KEY.Key_F2)
    hands.type("abc")
    hands.press(KEY.Key_Escape)
    assert table.row_texts(0)[2] == "abc", "Esc only closes the cell"
    hands.press(KEY.Key_Delete)
    assert table.row_texts(0)[2] == ""


def test_a_pair_that_is_refused_is_shown(hands: Hands) -> None:
    hands.open("rounds")
    hands.press(KEY.Key_N, with_=CTRL)
    form, table = round_form(hands)
    form.fields["name"].set_value("第一轮")
    form.pairs.set_raw([["甲县", "乙县", ""], ["", "", ""], ["丙县", "丙县", ""], ["丁县", "", ""]])
    hands.press(KEY.Key_S, with_=CTRL)
    assert "第 2 组「丙县」检查自己" in form.pairs.error
    assert "第 3 组没有填受检方" in form.pairs.error
    assert table.row_texts(1)[0] == "丙县", "the empty row between them is gone"
    assert table.currentRow() == 1
    assert hands.ask(rounds) == []


def test_a_round_is_removed_and_brought_back(hands: Hands) -> None:
    hands.do(save_round, None, RoundFacts("第一轮", pairs=(PairRow("甲县", "乙县"),)))
    dialog = hands.open("rounds")
    hands.press(KEY.Key_Down)
    hands.press(KEY.Key_Delete)
    assert hands.strip_text() == "已移入回收站：第一轮。"
    assert hands.ask(rounds) == []
    hands.press(KEY.Key_Z, with_=CTRL)
    assert [row.pairs for row in hands.ask(rounds)] == [(PairRow("甲县", "乙县"),)]
    assert dialog.desk.table.selected_ids


def test_pairs_typed_and_not_saved_stay_as_a_draft(hands: Hands) -> None:
    hands.open("rounds")
    hands.press(KEY.Key_N, with_=CTRL)
    form, table = round_form(hands)
    table.go_to(0, 0)
    hands.type("甲县")
    hands.dialog.close()
    hands.open("rounds")
    hands.press(KEY.Key_N, with_=CTRL)
    form, table = round_form(hands)
    assert table.filled_rows() == [["甲县", "", ""]]
    assert form.is_changed
