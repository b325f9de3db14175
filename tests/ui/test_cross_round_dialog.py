"""新一轮, 轮次资料: a round typed by keys alone, pasted, loaded, refused at its line, kept as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.services.campaigning import CampaignFacts, save_campaign
from hazard_desk.services.cross_inspecting.facts import PairRow, RoundFacts
from hazard_desk.services.cross_inspecting.rounds import remove_round, round_facts, rounds
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.journal import undo_last
from hazard_desk.terms import Avoidance, PartySide
from tests.ui.board_desk import FOUR, Desk, opened_desk, ring, units
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import VILLAGES
from ui.dialogs.cross_round.text_lines import pasted_rows

HEADERS = ("检查方", "受检方")


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot) as desk:
        yield desk


def begin(desk: Desk) -> Any:
    """Open 新一轮 by its key and return the dialog."""
    desk.press(KEY.Key_N, with_=CTRL)
    return desk.dialog()


def save(desk: Desk) -> None:
    """Press Ctrl+S; where that closes the dialog, go back to the page."""
    desk.press(KEY.Key_S, with_=CTRL)
    if not desk.has_dialog:
        desk.activate()
        desk.settle()


def stored(desk: Desk) -> RoundFacts:
    """Return the newest round as it is stored."""
    found: RoundFacts = desk.ask(round_facts, desk.ask(rounds)[0].id)
    return found


def printed_pairs(desk: Desk, name: str) -> list[list[str]]:
    """Return the rows of F8 below its header, those with anything in them."""
    sheet = desk.ask(form_sheets, FormRequest("cross-arrangement", round_name=name))[0]
    rows: dict[int, list[str]] = {}
    for cell in sorted(sheet.cells, key=lambda cell: (cell.row, cell.column)):
        if cell.row:
            rows.setdefault(cell.row, []).append(cell.text)
    return [row for row in rows.values() if any(row[1:])]


def test_an_empty_page_begins_a_round_by_keys_alone_and_draws_it(desk: Desk) -> None:
    desk.do(save_campaign, CampaignFacts("大整治"))
    desk.show()
    assert desk.page.empty.isVisible()
    assert not desk.page.views.isVisible()
    dialog = begin(desk)
    form = dialog.form
    assert form.fields["name"].value() == "第一轮"
    assert form.save_button.text().startswith("保存并抽签")
    desk.type("2026年第一轮")
    desk.press(KEY.Key_Return)
    desk.type("20260301")
    desk.press(KEY.Key_Return)
    desk.type("20260331")
    desk.press(KEY.Key_Return)
    desk.type("dzz")
    desk.press(KEY.Key_Return, KEY.Key_Return)
    for name in FOUR:
        desk.type(name)
        desk.press(KEY.Key_Return, KEY.Key_Return)
    assert form.units.editor.filled_rows() == [[name, ""] for name in FOUR]
    desk.press(KEY.Key_Return)  # out of the waiting row
    assert form.fields["note"].editor.hasFocus()
    desk.type("两天一家")
    save(desk)
    (row,) = desk.ask(rounds)
    assert (row.name, row.starts_on, row.ends_on) == ("2026年第一轮", date(2026, 3, 1), date(2026, 3, 31))
    assert (row.note, row.campaign) == ("两天一家", "大整治")
    assert sorted(pair.inspected for pair in row.pairs) == sorted(FOUR), "drawn at once"
    assert row.seed is not None
    assert desk.page.round_box.currentText() == "2026年第一轮　2026-03-01 至 03-31"
    assert desk.shown("check") == ["√ 符合"] * 4
    assert desk.table.hasFocus()


def test_a_round_may_be_saved_without_a_draw(desk: Desk) -> None:
    desk.show()
    form = begin(desk).form
    form.units.set_raw([[name, "东片"] for name in FOUR])
    desk.press(KEY.Key_Return, with_=CTRL)
    desk.activate()
    assert stored(desk).pairs == ()
    assert [party.group for party in stored(desk).parties] == ["东片"] * 4
    assert desk.shown("inspector") == [f"{name}（东片）" for name in FOUR]


def test_units_are_pasted_from_a_spreadsheet(desk: Desk) -> None:
    desk.show()
    form = begin(desk).form
    form.units.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.clipboard().setText("序号\t单位\t片区\r\n1\t甲乡\t东片\r\n2\t乙乡\t东片\r\n3\t丙乡\t\r\n")
    desk.press(KEY.Key_V, with_=CTRL)
    save(desk)
    assert [(party.name, party.group) for party in stored(desk).parties] == [
        ("甲乡", "东片"),
        ("乙乡", "东片"),
        ("丙乡", ""),
    ]


def test_teams_inspect_the_villages_of_the_office(desk: Desk) -> None:
    desk.show()
    dialog = begin(desk)
    dialog.form.way.set_value("teams")
    assert dialog.form.units.isHidden()
    dialog.form.teams.set_raw([["第一组", ""], ["第二组", ""], ["第三组", ""]])
    dialog.villages_button.click()
    dialog.villages_button.click()  # no village twice
    assert [row[0] for row in dialog.form.targets.editor.filled_rows()] == VILLAGES
    save(desk)
    sides = [(party.name, party.side) for party in stored(desk).parties]
    assert sides == [
        *((name, PartySide.INSPECTS) for name in ("第一组", "第二组", "第三组")),
        *((name, PartySide.INSPECTED) for name in VILLAGES),
    ]
    assert [party.villages for party in stored(desk).parties[3:]] == [(1,), (2,)]
    assert len(stored(desk).pairs) == 3
    # The next round begins with the same ones.
    dialog = begin(desk)
    assert dialog.form.fields["name"].value() == "第二轮"
    dialog.previous_button.click()
    save(desk)
    assert [(party.name, party.side) for party in stored(desk).parties] == sides


def test_an_arrangement_that_is_there_is_typed_and_prints_in_f8(desk: Desk) -> None:
    desk.show()
    dialog = begin(desk)
    form = dialog.form
    assert form.pairs.isHidden()
    form.pairs_button.click()
    assert form.pairs.editor.isAncestorOf(desk.focus), "the first cell is open already"
    for text, leave in (
        ("甲县", KEY.Key_Return),
        ("乙县", KEY.Key_Tab),
        ("含开发区", KEY.Key_Return),
        ("乙县", KEY.Key_Tab),
        ("甲县", KEY.Key_Return),
        ("", KEY.Key_Return),
    ):
        if text:
            desk.type(text)
        desk.press(leave)
    assert form.pairs.editor.filled_rows() == [["甲县", "乙县", "含开发区"], ["乙县", "甲县", ""]]
    assert form.save_button.text().startswith("保存(")
    save(desk)
    assert printed_pairs(desk, "第一轮") == [["1", "甲县", "乙县", "含开发区"], ["2", "乙县", "甲县", ""]]
    assert [party.name for party in stored(desk).parties] == ["甲县", "乙县"]
    assert desk.ask(rounds)[0].seed is None, "nothing was drawn"
    assert "「甲县」和「乙县」互相检查" in desk.said()


def test_pairs_pasted_from_a_spreadsheet(desk: Desk) -> None:
    desk.show()
    form = begin(desk).form
    form.pairs_button.click()
    desk.press(KEY.Key_Escape)  # out of the cell, not out of the dialog
    QApplication.clipboard().setText(
        "序号\t检查方\t受检方\t备注\r\n1\t甲县\t乙县\t\r\n2\t乙县\t丙县\t含开发区\r\n"
    )
    desk.press(KEY.Key_V, with_=CTRL)
    assert form.pairs.editor.filled_rows() == [["甲县", "乙县", ""], ["乙县", "丙县", "含开发区"]]
    assert form.pairs.editor.currentRow() == 2
    QApplication.clipboard().setText("丙县\t甲县")
    desk.press(KEY.Key_V, with_=CTRL)
    save(desk)
    assert [row[1:] for row in printed_pairs(desk, "第一轮")] == [
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
    assert pasted_rows(text, HEADERS) == rows


def test_the_fourteen_counties_with_their_mutual_pair(desk: Desk) -> None:
    desk.show()
    desk.page.example_button.click()
    dialog = desk.dialog()
    assert len(dialog.form.units.editor.filled_rows()) == 14
    assert len(dialog.form.pairs.editor.filled_rows()) == 14
    save(desk)
    assert len(stored(desk).pairs) == 14
    assert "√ 全部硬性要求都满足" in desk.said()
    assert "「宁武县」和「神池县」互相检查" in desk.said()
    marked = [name for name, said in zip(desk.shown("inspector"), desk.shown("check"), strict=True)
              if said.startswith("！")]  # fmt: skip
    assert marked == ["宁武县", "神池县"]


def test_what_was_filled_in_can_be_put_back(desk: Desk) -> None:
    desk.show()
    dialog = begin(desk)
    dialog.form.units.set_raw([["甲乡", "东片"], ["乙乡", ""]])
    dialog.load_example()
    assert len(dialog.form.units.editor.filled_rows()) == 14
    dialog.form.strip._button.click()
    assert dialog.form.units.editor.filled_rows() == [["甲乡", "东片"], ["乙乡", ""]]
    assert dialog.form.pairs.isHidden()
    assert dialog.form.fields["name"].value() == "第一轮"


def test_a_workbook_brings_units_and_what_must_not_be(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "单位"
    for row in (("单位", "片区"), ("甲乡", "东片"), ("乙乡", "东片"), ("丙乡", "东片"), ("丁乡", "东片")):
        sheet.append(row)
    for title, pair in (("回避", ("甲乡", "乙乡")), ("指定", ("丙乡", "甲乡"))):
        other = book.create_sheet(title)
        other.append(("检查方", "受检方"))
        other.append(pair)
    book.save(tmp_path / "名单.xlsx")
    desk.show()
    dialog = begin(desk)
    dialog.load_file(tmp_path / "名单.xlsx")
    desk.settle()
    assert "锁定 1 组、不许 1 组" in dialog.form.way.hint
    save(desk)
    assert desk.pairs()["丙乡"] == "甲乡"
    assert desk.pairs()["甲乡"] != "乙乡"
    (bar,) = desk.board().bars
    assert (bar.inspector, bar.inspected, bar.kind) == ("甲乡", "乙乡", Avoidance.AVOIDED)
    assert [pair.inspector for pair in desk.board().pairs if pair.locked] == ["丙乡"]


def test_a_file_that_is_none_is_said_in_the_dialog(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "名单.xlsx").write_bytes(b"junk")
    desk.show()
    dialog = begin(desk)
    dialog.load_file(tmp_path / "名单.xlsx")
    desk.settle()
    assert dialog.form.strip.isVisible()
    assert "名单.xlsx" in dialog.form.strip._text.text()


def test_refusals_stand_at_their_lines(desk: Desk) -> None:
    desk.enter("第一轮", units(*FOUR))
    desk.show()
    form = begin(desk).form
    form.fields["name"].set_value("第一轮")
    form.units.set_raw([["甲乡", ""], ["", ""], ["乙乡", ""], ["甲乡", "东片"]])
    save(desk)
    assert "已经有「第一轮」" in form.fields["name"].error
    assert "第 3 个参加单位「甲乡」和第 1 个重复" in form.units.error
    form.fields["name"].set_value("第二轮")
    save(desk)
    assert form.units.editor.currentRow() == 2, "the empty row between them is gone"
    form.units.set_raw([[name, ""] for name in FOUR])
    form.pairs_button.click()
    form.pairs.set_raw([["甲乡", "乙乡", ""], ["", "", ""], ["丙乡", "丙乡", ""], ["丁乡", "", ""]])
    save(desk)
    assert "第 2 组「丙乡」检查自己" in form.pairs.error
    assert "第 3 组没有填受检方" in form.pairs.error
    assert form.pairs.editor.currentRow() == 1
    assert len(desk.ask(rounds)) == 1


def test_a_round_is_changed_and_what_it_asks_stays(desk: Desk) -> None:
    desk.enter("第一轮", units(*FOUR), ring(*FOUR), locked=(("甲乡", "乙乡"),))
    desk.show()
    desk.page.facts_button.click()
    dialog = desk.dialog()
    form = dialog.form
    assert form.fields["name"].value() == "第一轮"
    assert form.pairs.value() == ring(*FOUR)
    assert form.save_next_button.isHidden()
    form.fields["name"].set_value("春季互查")
    form.pairs.set_raw(
        [["甲乡", "乙乡", "含开发区"], *[[p.inspector, p.inspected, ""] for p in ring(*FOUR)[1:]]]
    )
    save(desk)
    facts = stored(desk)
    assert (facts.name, facts.locked) == ("春季互查", (("甲乡", "乙乡"),))
    assert facts.pairs[0] == PairRow("甲乡", "乙乡", "含开发区")
    assert desk.page.round_box.currentText() == "春季互查"


def test_what_was_typed_and_not_saved_stays_as_a_draft(desk: Desk) -> None:
    desk.show()
    form = begin(desk).form
    form.way.set_value("teams")
    form.teams.set_raw([["第一组", ""]])
    form.pairs_button.click()
    form.pairs.set_raw([["第一组", "东街村", ""]])
    form.fields["name"].setFocus()
    desk.press(KEY.Key_Escape)
    assert not desk.has_dialog
    assert desk.messages.last_shown is not None
    assert "已填的留作草稿" in desk.messages.last_shown.text
    desk.activate()
    form = begin(desk).form
    assert form.way.value() == "teams"
    assert form.teams.editor.filled_rows() == [["第一组", ""]]
    assert form.pairs.editor.filled_rows() == [["第一组", "东街村", ""]]
    assert not form.pairs.isHidden()
    assert desk.ask(rounds) == []


def test_lines_are_inserted_removed_and_emptied(desk: Desk) -> None:
    desk.enter("第一轮", units("甲县", "乙县", "丙县"), ring("甲县", "乙县", "丙县"))
    desk.show()
    desk.page.facts_button.click()
    form = desk.dialog().form
    table = form.pairs.editor
    table.go_to(1, 0)
    desk.press(KEY.Key_Escape)
    assert table.hasFocus()
    desk.press(KEY.Key_Delete, with_=CTRL)
    assert table.filled_rows() == [["甲县", "乙县", ""], ["丙县", "甲县", ""]]
    form.pairs.insert_button.click()
    desk.type("乙县")
    desk.press(KEY.Key_Tab)
    desk.type("丙县")
    assert table.filled_rows()[1] == ["乙县", "丙县", ""]
    table.setCurrentCell(0, 2)
    table.setFocus()
    desk.press(KEY.Key_F2)
    desk.type("abc")
    desk.press(KEY.Key_Escape)
    assert table.row_texts(0)[2] == "abc", "Esc only closes the cell"
    desk.press(KEY.Key_Delete)
    assert table.row_texts(0)[2] == ""
    save(desk)
    assert [row[1:3] for row in printed_pairs(desk, "第一轮")] == [
        ["甲县", "乙县"],
        ["乙县", "丙县"],
        ["丙县", "甲县"],
    ]


def test_the_form_has_room_at_150_percent(desk: Desk) -> None:
    desk.show()
    dialog = begin(desk)
    dialog.resize(886, 464)
    desk.settle()
    assert dialog.minimumSizeHint().width() <= 886
    assert all(field.width() >= 240 for field in dialog.form.fields.values() if field.isVisible())


def test_eight_teams_are_named_at_once_and_none_twice(desk: Desk) -> None:
    desk.show()
    form = begin(desk).form
    form.way.set_value("teams")
    form.teams.set_raw([["第二检查组", "东片"], ["安委办组", ""]])
    assert form.teams.many.value() == 8
    form.teams.many.setValue(3)
    form.teams.fill_button.click()
    assert form.teams.editor.filled_rows() == [
        ["第二检查组", "东片"],
        ["安委办组", ""],
        ["第一检查组", ""],
        ["第三检查组", ""],
    ]
    form.targets.set_raw([["东街村", ""]])
    desk.press(KEY.Key_Return, with_=CTRL)
    desk.activate()
    assert [party.side for party in stored(desk).parties] == [*[PartySide.INSPECTS] * 4, PartySide.INSPECTED]


def test_a_unit_is_renamed_in_the_form_and_what_was_typed_stays(desk: Desk) -> None:
    desk.enter("第一轮", units(*FOUR), ring(*FOUR))
    desk.show()
    desk.page.facts_button.click()
    dialog = desk.dialog()
    form = dialog.form
    form.fields["note"].set_raw("改到一半")
    form.units.editor.setCurrentCell(1, 0)
    form.units.rename_button.click()
    desk.qtbot.waitUntil(lambda: desk.dialog() is not dialog)
    desk.type("乙镇")
    desk.press(KEY.Key_S, with_=CTRL)
    dialog.activateWindow()
    desk.settle()
    assert [row[0] for row in form.units.editor.filled_rows()] == ["甲乡", "乙镇", "丙乡", "丁乡"]
    assert form.pairs.raw()[0] == ["甲乡", "乙镇", ""]
    assert [pair.inspected for pair in stored(desk).pairs] == ["乙镇", "丙乡", "丁乡", "甲乡"], "at once"
    assert stored(desk).note == ""
    assert form.is_changed
    form.fields["note"].set_raw("")
    assert not form.is_changed, "the name is no change that waits to be saved"
    # A row that isn't stored yet is simply written otherwise.
    form.units.editor.setCurrentCell(4, 0)
    form.units.set_raw([*form.units.raw(), ["戊乡", ""]])
    form.units.editor.setCurrentCell(4, 0)
    form.units.rename_button.click()
    desk.settle()
    assert desk.dialog() is dialog
    assert "直接改就行" in form.strip.accessibleName()


def test_nobody_to_draw_is_said_where_they_are_missing(desk: Desk) -> None:
    desk.show()
    form = begin(desk).form
    desk.press(KEY.Key_S, with_=CTRL)
    assert "还没有填参加单位" in form.units.error
    assert form.units.isAncestorOf(QApplication.focusWidget())
    form.way.set_value("teams")
    form.teams.set_raw([["第一组", ""]])
    desk.press(KEY.Key_S, with_=CTRL)
    assert "还没有填受检方" in form.targets.error
    desk.press(KEY.Key_Return, with_=CTRL)  # saved all the same, and not drawn
    desk.activate()
    assert [party.name for party in stored(desk).parties] == ["第一组"]


def test_a_round_that_went_meanwhile_is_said_in_the_dialog_and_what_was_typed_stays(desk: Desk) -> None:
    round_id = desk.enter("第一轮", units(*FOUR), ring(*FOUR))
    desk.show()
    desk.page.facts_button.click()
    form = desk.dialog().form
    form.fields["note"].set_raw("改到一半")
    desk.do(remove_round, round_id)
    desk.press(KEY.Key_S, with_=CTRL)
    assert "已不在台账里" in form.strip.accessibleName()
    assert desk.has_dialog
    assert form.save_button.isEnabled()
    desk.press(KEY.Key_Escape)
    desk.activate()
    desk.do(undo_last)
    desk.page.facts_button.click()
    assert desk.dialog().form.fields["note"].value() == "改到一半"
