"""安排: pairs drawn, carried by mouse and by keys, locked, forbidden, drawn again; what is said of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCompleter, QMenu
from pytestqt.qtbot import QtBot

from hazard_desk.services.cross_inspecting.arranging import draw_round, forbid_pair, lock_pairs
from hazard_desk.services.cross_inspecting.facts import ForbiddenFacts
from hazard_desk.services.cross_inspecting.following import PairFacts, save_pair
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from hazard_desk.terms import Avoidance
from tests.ui.board_desk import FOUR, Desk, opened_desk, ring, teams_and_targets, units
from tests.ui.keyboard import CTRL, KEY, SHIFT

TEAMS = ("第一组", "第二组", "第三组")


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot) as desk:
        yield desk


@pytest.fixture
def four(desk: Desk) -> Desk:
    """Give four units that inspect one another in a ring, on the board."""
    desk.enter("第一轮", units(*FOUR), ring(*FOUR))
    desk.show()
    return desk


def test_a_round_is_drawn_and_the_draw_taken_back(desk: Desk) -> None:
    desk.enter("第一轮", units(*FOUR))
    desk.show()
    board = desk.page.board
    assert board.draw_button.text() == "抽签排组"
    assert desk.shown("inspected") == ["未排"] * 4
    assert "还没有安排" in desk.said()
    QTest.mouseClick(board.draw_button, Qt.MouseButton.LeftButton)
    desk.settle()
    pairs = desk.pairs()
    assert sorted(pairs) == sorted(pairs.values()) == sorted(FOUR)
    assert all(pairs[pairs[name]] != name for name in FOUR), "no two inspect each other"
    assert desk.shown("inspected") == [pairs[name] for name in desk.shown("inspector")]
    assert desk.shown("check") == ["√ 符合"] * 4
    seed = desk.board().round.seed
    assert f"抽签种子 {seed}；没有手工调整" in desk.said()
    assert "√ 全部硬性要求都满足" in desk.said()
    assert board.draw_button.text() == "重新抽签"
    desk.press(KEY.Key_Z, with_=CTRL)
    assert desk.pairs() == {}
    assert desk.shown("inspected") == ["未排"] * 4


def test_a_chip_is_carried_to_another_line_and_the_two_change(four: Desk) -> None:
    four.carry("甲乡", "丙乡", let_go=False)
    table = four.table
    assert (table.drop_row, table.drop_fits) == (four.row("丙乡"), True)
    assert "「丙乡」检查「乙乡」，「甲乡」检查「丁乡」" in table.ghost.text()
    assert table.ghost.isVisible()
    four.release(four.chip("丙乡"))
    assert four.pairs() == {"甲乡": "丁乡", "乙乡": "丙乡", "丙乡": "乙乡", "丁乡": "甲乡"}
    assert four.shown("inspected") == ["丁乡", "丙乡", "乙乡", "甲乡"]
    assert not table.ghost.isVisible()
    # What that broke is said at once, at the lines and beside them.
    assert all(said.startswith("！") and "互相检查" in said for said in four.shown("check"))
    assert "「甲乡」和「丁乡」互相检查" in four.said()
    four.press(KEY.Key_Z, with_=CTRL)
    assert four.pairs() == dict(zip(FOUR, (*FOUR[1:], FOUR[0]), strict=True))
    assert four.shown("check") == ["√ 符合"] * 4


def test_a_line_that_cannot_take_the_chip_says_why_and_nothing_changes(four: Desk) -> None:
    before = four.pairs()
    four.carry("甲乡", "乙乡", let_go=False)  # 乙乡 would inspect itself
    assert not four.table.drop_fits
    assert "「乙乡」不能检查自己" in four.table.ghost.text()
    four.release(four.chip("乙乡"))
    (locked,) = (pair.id for pair in four.board().pairs if pair.inspector == "丙乡")
    four.do(lock_pairs, [locked], True)
    four.carry("甲乡", "丙乡", let_go=False)
    assert "已锁定" in four.table.ghost.text()
    four.release(four.chip("丙乡"))
    four.carry("丙乡", "甲乡")  # nor can it be carried off
    assert four.pairs() == before
    # Esc lets go where it was, and so does the room below the lines.
    four.carry("甲乡", "丁乡", let_go=False)
    four.press(KEY.Key_Escape)
    assert not four.table.ghost.isVisible()
    four.release(four.chip("丁乡"))
    four.carry("甲乡", "丁乡", let_go=False)
    four.move(QPoint(300, 400))
    four.release(QPoint(300, 400))
    assert four.pairs() == before


def test_what_a_drop_would_break_is_said_while_it_is_carried(four: Desk) -> None:
    four.do(forbid_pair, 1, "丙乡", "乙乡", Avoidance.AVOIDED, "上次有争议")
    four.carry("甲乡", "丙乡", let_go=False)
    assert "会违反：上次有争议" in four.table.ghost.text()
    assert four.table.drop_fits, "she decides"
    four.release(four.chip("丙乡"))
    assert four.pairs()["丙乡"] == "乙乡"
    assert [said[:1] for said in four.shown("check")] == ["！", "！", "×", "！"]
    assert "上次有争议" in four.shown("check")[2]
    assert "全部硬性要求都满足" not in four.said()


def test_the_same_by_keys_alone(four: Desk) -> None:
    four.press(KEY.Key_Home, KEY.Key_Up, KEY.Key_Return)
    picker = four.table.picker
    assert picker.hasFocus()
    four.type("dx")  # 丁乡 by its initials
    assert [picker.list.item(row).text() for row in range(picker.list.count())] == ["丁乡"]
    four.press(KEY.Key_Return)
    assert four.pairs() == {"甲乡": "丁乡", "乙乡": "丙乡", "丙乡": "乙乡", "丁乡": "甲乡"}
    assert four.table.hasFocus()
    assert four.table.current_line.inspector == "甲乡"
    # F2 opens the same list, the present one current; Esc leaves all as it is.
    four.press(KEY.Key_F2)
    assert picker.list.current() == "丁乡"
    four.press(KEY.Key_Up, KEY.Key_Escape)
    assert not picker.isVisible()
    assert four.pairs()["甲乡"] == "丁乡"
    four.press(KEY.Key_F2)
    four.type("丙")
    four.press(KEY.Key_Return)
    assert four.pairs()["甲乡"] == "丙乡"
    four.press(KEY.Key_F2)
    four.type("甲")
    assert picker.list.current() is None, "itself is never offered"


def test_locked_pairs_stay_when_the_others_are_drawn_again(four: Desk) -> None:
    four.go_to("甲乡", "丙乡")
    assert four.page.board.lock_button.text() == "锁定"
    four.press(KEY.Key_L, with_=CTRL)
    assert four.shown("lock") == ["锁定", "", "锁定", ""]
    assert four.page.board.lock_button.text() == "解锁"
    for seed in range(6):
        four.do(draw_round, 1, seed)
        assert (four.pairs()["甲乡"], four.pairs()["丙乡"]) == ("乙乡", "丁乡")
    four.press(KEY.Key_L, with_=CTRL)
    assert four.shown("lock") == [""] * 4
    assert not any(pair.locked for pair in four.board().pairs)
    # One of two locked: both are locked then.
    four.go_to("甲乡")
    four.press(KEY.Key_L, with_=CTRL)
    four.go_to("甲乡", "乙乡")
    four.press(KEY.Key_L, with_=CTRL)
    assert four.shown("lock") == ["锁定", "锁定", "", ""]


def test_a_locked_pair_is_not_offered_another(four: Desk) -> None:
    four.go_to("甲乡")
    four.press(KEY.Key_L, with_=CTRL)
    four.press(KEY.Key_Return)
    assert not four.table.picker.isVisible()
    assert four.messages.last_shown is not None
    assert "已锁定，先解锁" in four.messages.last_shown.text


def test_a_pair_that_is_followed_is_shown_and_stays(four: Desk) -> None:
    pair = four.board().pairs[1]
    facts = PairFacts()
    facts.evidence = "会议记录"
    four.do(save_pair, pair.id, facts)
    assert four.shown("lock") == ["", "已开展", "", ""]
    four.carry("甲乡", "乙乡", let_go=False)
    assert not four.table.drop_fits
    four.release(four.chip("乙乡"))
    for seed in range(4):
        four.do(draw_round, 1, seed)
        assert four.pairs()["乙乡"] == "丙乡"


def test_a_pair_is_forbidden_drawn_otherwise_and_allowed_again(four: Desk) -> None:
    four.go_to("甲乡")
    four.press(KEY.Key_B, with_=CTRL)
    form = four.dialog().form
    assert (form.inspector.value(), form.inspected.value()) == ("甲乡", "乙乡")
    assert form.reason.editor.hasFocus()
    four.type("上次互查有争议")
    four.press(KEY.Key_S, with_=CTRL)
    four.activate()
    (bar,) = four.board().bars
    assert (bar.inspector, bar.inspected, bar.reason) == ("甲乡", "乙乡", "上次互查有争议")
    assert four.shown("check")[0].startswith("×")
    assert "甲乡 不查 乙乡（回避：上次互查有争议）" in four.said()
    for seed in range(4):
        four.do(draw_round, 1, seed)
        assert four.pairs()["甲乡"] != "乙乡"
    assert four.shown("check") == ["√ 符合"] * 4
    four.page.board.panel.anchorClicked.emit(QUrl(f"allow:{bar.id}"))
    four.settle()
    assert four.board().bars == ()
    assert "不许的组合" not in four.said()


def test_a_fault_leads_to_its_line_by_keys(four: Desk) -> None:
    four.do(forbid_pair, 1, "丙乡", "丁乡", Avoidance.TIED, "")
    panel = four.page.board.panel
    panel.setFocus()
    four.press(KEY.Key_Tab, KEY.Key_Return)
    assert four.table.hasFocus()
    assert four.table.current_line.inspector == "丙乡"


def test_what_cannot_be_drawn_is_said_with_its_conditions_and_nothing_changes(desk: Desk) -> None:
    desk.enter(
        "第一轮",
        teams_and_targets(TEAMS[:2], ("东街村", "西街村")),
        forbidden=(ForbiddenFacts("第一组", "东街村"), ForbiddenFacts("第一组", "西街村")),
    )
    desk.show()
    desk.page.board.draw_button.click()
    desk.settle()
    message = desk.messages.last_shown
    assert message is not None
    assert message.what.startswith("排不出来：")
    assert message.text.endswith("下面 2 条不能同时满足。安排没有改动。去掉任何一条，其余的就能满足。")
    assert message.details == (
        "回避：「第一组」不能检查「东街村」。可以取消禁止。",
        "回避：「第一组」不能检查「西街村」。可以取消禁止。",
    )
    assert desk.pairs() == {}
    assert desk.page.board.draw_button.isEnabled()


def test_three_villages_have_two_rounds_and_that_is_said(desk: Desk) -> None:
    desk.enter("第一轮", units("东街村", "西街村", "马村"))
    desk.show()
    assert "3 个单位：不重复、不互查的安排只有 2 轮" in desk.said()


def test_teams_and_villages_of_another_number(desk: Desk) -> None:
    desk.enter("第一轮", teams_and_targets(TEAMS, ("东街村", "西街村")))
    desk.show()
    assert desk.shown("inspector") == [*TEAMS, "未排", "未排"]
    # By hand: a team's target, then the team of a target that is left.
    desk.go_to("第一组")
    desk.press(KEY.Key_Return)
    desk.type("xjc")
    desk.press(KEY.Key_Return)
    assert desk.pairs() == {"第一组": "西街村"}
    assert desk.shown("inspector") == ["第一组", "第二组", "第三组", "未排"]
    desk.go_to("")
    desk.press(KEY.Key_Return)
    desk.type("dez")
    desk.press(KEY.Key_Return)
    assert desk.pairs() == {"第一组": "西街村", "第二组": "东街村"}
    # A village that is inspected already may be given to the third team as well.
    desk.go_to("第三组")
    desk.press(KEY.Key_Return, KEY.Key_Return)
    assert len(desk.pairs()) == 3
    assert "√ 全部硬性要求都满足" in desk.said()
    desk.go_to("第一组")
    desk.page.board.drop_action.trigger()
    desk.settle()
    assert "第一组" not in desk.pairs()


def test_a_village_without_a_team_is_carried_to_one(desk: Desk) -> None:
    desk.enter("第一轮", teams_and_targets(TEAMS[:2], ("东街村", "西街村")))
    desk.show()
    desk.carry("", "第一组", let_go=False)
    assert "「第一组」检查「东街村」" in desk.table.ghost.text()
    desk.release(desk.chip("第一组"))
    assert desk.pairs() == {"第一组": "东街村"}


def test_a_note_is_written_in_its_cell_and_kept_on_escape(four: Desk) -> None:
    four.go_to("乙乡")
    four.press(*[KEY.Key_Right] * 5)
    four.press(KEY.Key_F2)
    four.type("含开发区")
    four.press(KEY.Key_Return)
    assert four.board().pairs[1].note == "含开发区"
    assert four.shown("note") == ["", "含开发区", "", ""]
    four.press(KEY.Key_F2)
    four.type("、工业园")
    four.press(KEY.Key_Escape)
    assert "工业园" in four.board().pairs[1].note
    four.press(KEY.Key_Z, with_=CTRL)
    assert four.board().pairs[1].note == "含开发区"


def test_who_lingers_in_a_note_loses_it_to_no_collection(four: Desk) -> None:
    four.go_to("乙乡")
    four.press(*[KEY.Key_Right] * 5)
    four.press(KEY.Key_F2)
    completer = QCompleter(four.focus)
    completer.setWidget(four.focus)
    popup = completer.popup()
    assert popup is not None
    assert popup.focusProxy() is four.focus  # from here on PySide takes the editor for the popup's child
    del completer, popup
    for text in ("含", "开发区"):
        gc.collect()
        four.type(text)
    gc.collect()
    four.press(KEY.Key_Return)
    assert four.board().pairs[1].note == "含开发区"


def test_members_bring_their_conflicts_to_the_board(desk: Desk) -> None:
    desk.do(save_roster_entry, PersonFacts("王志强", home_village_id=1, duty_villages=(2,)))
    desk.enter("第一轮", teams_and_targets(TEAMS, ("东街村", "西街村", "马村")))
    desk.show()
    desk.page.board.members_button.click()
    dialog = desk.dialog()
    line = next(iter(dialog.lines.values()))
    assert line.people.editor.hasFocus()
    desk.type("wzq")
    desk.press(KEY.Key_Return, KEY.Key_Return)
    assert "不查东街村" in line.bars.text()
    assert "不查西街村" in line.bars.text()
    assert [one.people for one in dialog.lines.values()][1].editor.hasFocus()
    desk.type("李四")
    desk.press(KEY.Key_Escape)  # typed text is never lost
    assert not desk.has_dialog
    desk.activate()
    assert [party.members for party in desk.board().inspectors] == [("王志强",), ("李四",), ()]
    assert desk.shown("inspector")[:3] == ["第一组（1 人）", "第二组（1 人）", "第三组"]
    assert "按组员自动算出" in desk.said()
    assert "「第一组」只有 1 名组员" in desk.said()
    for seed in range(4):
        desk.do(draw_round, 1, seed)
        assert desk.pairs()["第一组"] == "马村"


def test_a_unit_is_searched_by_its_initials(four: Desk) -> None:
    four.press(KEY.Key_F, with_=CTRL)
    four.type("yx")
    four.settle()
    assert four.shown("number") == ["1", "2"], "who inspects it, and whom it inspects"
    four.press(KEY.Key_Return)
    assert four.table.hasFocus()


def test_several_lines_are_selected_with_the_keyboard_and_copied(four: Desk) -> None:
    four.press(KEY.Key_Home)
    four.press(KEY.Key_Down, with_=SHIFT)
    four.press(KEY.Key_C, with_=CTRL)
    lines = QApplication.clipboard().text().splitlines()
    assert [line.split("\t")[1:4] for line in lines] == [["甲乡", "→", "乙乡"], ["乙乡", "→", "丙乡"]]
    four.press(KEY.Key_Space)
    assert four.page.board.panel.isHidden()
    four.press(KEY.Key_Space)
    assert not four.page.board.panel.isHidden()


def test_a_chip_carried_to_the_rim_scrolls_the_list(desk: Desk) -> None:
    names = [f"第{number}乡" for number in range(1, 41)]
    desk.enter("第一轮", units(*names), ring(*names))
    desk.show()
    bar = desk.table.verticalScrollBar()
    bar.setValue(0)
    viewport = desk.table.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=desk.chip("第1乡"))
    rim = QPoint(desk.chip("第1乡").x(), viewport.height() - 4)
    desk.move(rim)
    desk.qtbot.waitUntil(lambda: bar.value() > 40, timeout=3000)
    row = desk.table.drop_row
    assert row == desk.table.rowAt(rim.y())
    other = desk.page.board.model.line_at(row)
    assert other is not None
    desk.release(rim)
    assert desk.pairs()["第1乡"] == other.inspected


def test_the_menu_of_a_line_has_everything(four: Desk) -> None:
    four.go_to("丙乡")
    four.table.menu_wanted.emit(QPoint(200, 200))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    deeds = ["换受检方…", "锁定", "不许这样排…", "写备注", "去掉这一组"]
    assert words == [*deeds, "组员…", "「丙乡」改名…", "「丁乡」改名…", "复制"]
    assert all(action.isEnabled() for action in menu.actions())
    menu.actions()[1].trigger()
    menu.close()
    four.settle()
    assert four.shown("lock") == ["", "", "锁定", ""]


def test_where_everything_is_fixed_there_is_nothing_to_draw(four: Desk) -> None:
    board = four.page.board
    assert board.draw_button.isEnabled()
    four.press(KEY.Key_A, with_=CTRL)
    four.press(KEY.Key_L, with_=CTRL)
    assert four.shown("lock") == ["锁定"] * 4
    assert not board.draw_button.isEnabled()
    assert "重新抽签没有可换的" in board.hint.text()
    four.go_to("丙乡")
    four.press(KEY.Key_L, with_=CTRL)
    assert board.draw_button.isEnabled()


def test_a_unit_is_renamed_with_its_pairs_and_back(four: Desk) -> None:
    four.do(forbid_pair, 1, "甲乡", "丙乡")
    four.go_to("甲乡")
    inspector, inspected = four.page.board.rename_actions
    assert (inspector.text(), inspected.text()) == ("「甲乡」改名…", "「乙乡」改名…")
    inspected.trigger()
    form = four.dialog().form
    assert form.name.editor.selectedText() == "乙乡"
    four.type("丙乡")
    four.press(KEY.Key_S, with_=CTRL)
    assert "已经有「丙乡」" in form.name.error, "its neighbour's"
    form.name.set_raw("乙镇")
    four.press(KEY.Key_S, with_=CTRL)
    four.activate()
    assert four.pairs() == {"甲乡": "乙镇", "乙镇": "丙乡", "丙乡": "丁乡", "丁乡": "甲乡"}
    assert four.table.hasFocus()
    four.press(KEY.Key_Z, with_=CTRL)
    assert four.pairs()["甲乡"] == "乙乡"
    four.go_to("甲乡", "乙乡")
    assert not any(action.isVisible() for action in four.page.board.rename_actions), "one at a time"


def test_members_whose_conflicts_are_unknown_are_named(desk: Desk) -> None:
    for _ in range(2):
        desk.do(save_roster_entry, PersonFacts("王志强"))
    desk.do(save_roster_entry, PersonFacts("李四"))
    desk.enter("第一轮", teams_and_targets(TEAMS[:2], ("东街村", "西街村")))
    desk.show()
    desk.page.board.members_button.click()
    line = next(iter(desk.dialog().lines.values()))
    desk.type("王志强、李四、赵六")
    desk.press(KEY.Key_Return)
    assert line.bars.text().splitlines() == [
        "赵六不在人员名册里，回避无从核对",
        "人员名册里有 2 个王志强，回避无从核对",
    ]


def test_what_was_done_last_is_said_until_it_is_taken_back(four: Desk) -> None:
    four.go_to("甲乡")
    four.press(KEY.Key_L, with_=CTRL)
    assert "刚才：锁定「甲乡」检查「乙乡」（Ctrl+Z 撤销）" in four.status
    four.page.board.draw_button.click()
    four.settle()
    assert "刚才：「第一轮」抽签排出" in four.status
    four.press(KEY.Key_Z, with_=CTRL)
    assert "刚才" not in four.status, "Ctrl+Z would take back another one now"


def test_a_choice_that_would_let_another_inspect_itself_says_so(desk: Desk) -> None:
    desk.enter("第一轮", units(*FOUR[:3]), ring(*FOUR[:3]))
    desk.show()
    desk.go_to("甲乡")
    desk.press(KEY.Key_Return)
    picker = desk.table.picker
    offers = {offer.value: offer.aside for offer in picker._offers}
    assert offers == {"乙乡": "现在的", "丙乡": "不行：乙乡 会检查自己"}
    desk.type("bx")
    desk.press(KEY.Key_Return)
    message = desk.messages.last_shown
    assert message is not None
    assert message.text == "没有保存：「乙乡」会变成检查自己。没有写入任何数据。请换一个受检方。"
    assert message.details == (), "said once"
    assert desk.pairs()["甲乡"] == "乙乡"
