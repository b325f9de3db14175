"""企业自查: a self-check entered by keys alone prints its marks in F2; changed, removed, kept as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.forms.sheet import Mark
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.self_checking import SelfCheckFacts, save_self_check, self_checks
from hazard_desk.services.wording import save_wordings
from hazard_desk.terms import CheckMark
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import fill
from ui.background import Background
from ui.dialogs.self_check import SelfCheckDialog
from ui.dialogs.self_check.form import SelfCheckForm
from ui.pages.registry import RegistryPage

NAME = "宏达铸造厂"
COMPLIES, RECTIFYING, FAILS = CheckMark.COMPLIES, CheckMark.RECTIFYING, CheckMark.FAILS
OWN, OFFICE = 2, 3  # columns of the table


class Hands(DialogDesk):
    """Opens the self-checks of an enterprise."""

    dialog: SelfCheckDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.ids = fill(background)

    @property
    def id(self) -> int:
        return self.ids[NAME]

    def open(self) -> SelfCheckDialog:
        dialog = SelfCheckDialog(self.background, self.messages, self.id, NAME, self.window)
        dialog.open()
        return self.take_over(dialog)

    def stored(self) -> list[SelfCheckFacts]:
        return [row.facts for row in self.ask(self_checks, self.id)]

    @property
    def form(self) -> SelfCheckForm:
        form = self.dialog.desk.form
        assert isinstance(form, SelfCheckForm)
        return form

    def begin(self) -> SelfCheckForm:
        """Begin a new self-check and go through its fields into the answers, by keys alone."""
        self.press(KEY.Key_N, with_=CTRL)
        self.type("20260105")
        self.press(KEY.Key_Return)
        self.type("李四")
        self.press(KEY.Key_Return, KEY.Key_Return, KEY.Key_Return)
        assert self.form.marks.hasFocus()
        return self.form

    def printed(self) -> tuple[dict[int, Mark], dict[int, Mark]]:
        """Return the marks that F2 prints, by item, in its two columns."""
        (sheet,) = self.ask(form_sheets, FormRequest("self-check", enterprises=(self.id,)))
        numbers = {
            cell.row: int(cell.text.partition(".")[0])
            for cell in sheet.cells
            if cell.column == 1 and cell.text.partition(".")[0].isdigit()
        }
        own, office = (
            {
                numbers[cell.row]: cell.content
                for cell in sheet.cells
                if cell.column == column and cell.row in numbers and isinstance(cell.content, Mark)
            }
            for column in (3, 4)
        )
        return own, office


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_a_self_check_by_keys_alone_prints_its_marks(hands: Hands) -> None:
    hands.open()
    form = hands.begin()
    for key in ("1", "2", "3", "", "v", "o", "x", "V"):
        hands.type(key)
        hands.press(KEY.Key_Return)
    hands.press(KEY.Key_End)
    hands.type("1")
    hands.press(KEY.Key_Right, KEY.Key_Home)
    hands.type("3")
    hands.press(KEY.Key_Down, KEY.Key_Down)
    hands.type("1")
    assert form.subtitle.text() == "自查结果：√ 4 · ○ 2 · × 2 · 未填 20"
    hands.press(KEY.Key_S, with_=CTRL)
    own = {1: Mark.TICK, 2: Mark.RING, 3: Mark.CROSS, 5: Mark.TICK, 6: Mark.RING, 7: Mark.CROSS}
    own |= {8: Mark.TICK, 28: Mark.TICK}
    assert hands.printed() == (own, {1: Mark.CROSS, 3: Mark.TICK})
    (facts,) = hands.stored()
    assert (facts.checked_on, facts.checked_by, facts.office_checked_on) == (date(2026, 1, 5), "李四", None)
    model = hands.dialog.desk.model
    assert [model.index(0, column).data() for column in range(5)] == ["2026-01-05", "李四", "4", "2", "2"]
    assert not form.is_changed


def test_every_key_of_an_answer_and_the_ways_back_to_blank(hands: Hands) -> None:
    hands.open()
    table = hands.begin().marks
    for key, mark in (("1", COMPLIES), ("2", RECTIFYING), ("3", FAILS), ("o", RECTIFYING), ("x", FAILS)):
        hands.type(key)
        assert table.marks() == {1: (mark, None)}, key
    for sign, mark in (("√", COMPLIES), ("○", RECTIFYING), ("×", FAILS), ("１", COMPLIES)):
        press_sign(table, sign)
        assert table.marks() == {1: (mark, None)}, sign
    for blank in (KEY.Key_Delete, KEY.Key_Backspace, KEY.Key_Space, KEY.Key_0):
        hands.type("1")
        hands.press(blank)
        assert table.marks() == {}, blank
    hands.type("q")
    assert table.marks() == {}
    assert (table.currentRow(), table.currentColumn()) == (0, OWN)
    for _ in range(27):
        hands.press(KEY.Key_Return)
    assert table.currentRow() == 27
    hands.press(KEY.Key_Return)
    assert QApplication.focusWidget() is hands.form.save_button


def press_sign(table: Any, sign: str) -> None:
    """Send a key that has no code of its own, as a keyboard with such signs does."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
    QApplication.sendEvent(table, event)


def test_a_click_goes_round_the_answers(hands: Hands) -> None:
    hands.open()
    table = hands.begin().marks

    def click(row: int, column: int) -> None:
        at = table.visualRect(table.model().index(row, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))

    for mark in (COMPLIES, RECTIFYING, FAILS):
        click(2, OFFICE)
        assert table.marks() == {3: (None, mark)}
    click(2, OFFICE)
    assert table.marks() == {}
    click(4, 1)
    assert table.marks() == {}
    assert (table.currentRow(), table.currentColumn()) == (4, OWN)


def test_nothing_is_answered_unasked(hands: Hands) -> None:
    hands.open()
    form = hands.begin()
    hands.press(KEY.Key_S, with_=CTRL)
    assert [facts.marks for facts in hands.stored()] == [{}]
    words = [button.text() for button in form.findChildren(type(form.save_button))]
    assert not [text for text in words if "其余" in text]


def test_the_items_stand_as_the_office_words_them(hands: Hands) -> None:
    own = {"groups.0.items.0": "是否配备安全员", "columns.3": "镇里检查"}
    hands.do(save_wordings, "self-check", own)
    hands.open()
    table = hands.begin().marks
    cell = table.item(0, 1)
    assert cell is not None
    assert cell.text() == "1. 是否配备安全员"
    title = table.horizontalHeaderItem(OFFICE)
    assert title is not None
    assert title.text() == "镇里检查"
    for item in (20, 22):
        cell = table.item(item - 1, 1)
        assert cell is not None
        assert cell.text().endswith("（没有这种现象，填“√ 符合要求”）")


def test_a_date_after_today_and_none_are_refused_under_the_field(hands: Hands) -> None:
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.form.fields["checked_on"].error == "这一项必须填写。"
    hands.form.fields["checked_on"].set_raw("+7")
    hands.press(KEY.Key_S, with_=CTRL)
    assert "晚于今天" in hands.form.fields["checked_on"].error
    assert hands.stored() == []


def test_changed_removed_and_brought_back(hands: Hands) -> None:
    facts = SelfCheckFacts(hands.id, date(2026, 1, 5), "李四", {1: (COMPLIES, None), 2: (None, FAILS)})
    hands.do(save_self_check, None, facts)
    hands.open()
    hands.press(KEY.Key_Down)
    assert hands.form.marks.marks() == facts.marks
    hands.form.marks.take_focus()
    hands.type("3")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.stored()[0].marks == {1: (FAILS, None), 2: (None, FAILS)}
    hands.form.remove_button.click()
    hands.settle()
    assert hands.stored() == []
    shown = hands.dialog.desk.messages.last_shown
    assert shown is not None
    assert shown.text == "已移入回收站：2026-01-05 的自查。"
    hands.press(KEY.Key_Z, with_=CTRL)
    assert len(hands.stored()) == 1


def test_answers_not_saved_stay_as_a_draft(hands: Hands) -> None:
    hands.open()
    hands.begin()
    hands.type("2")
    hands.press(KEY.Key_Escape)
    assert hands.dialog.isVisible()
    hands.press(KEY.Key_Escape)
    assert not is_open(hands.dialog)
    assert hands.stored() == []
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    assert hands.form.marks.marks() == {1: (RECTIFYING, None)}
    assert hands.form.subtitle.text().startswith("自查结果：√ 0 · ○ 1")
    assert hands.form.fields["checked_by"].value() == "李四"


def test_the_side_panel_opens_the_self_checks_of_its_enterprise(hands: Hands) -> None:
    page = RegistryPage(hands.background, hands.messages, hands.window.preferences)
    hands.window.setCentralWidget(page)
    hands.window.resize(1366, 700)
    hands.window.show()
    page.activate()
    hands.settle()
    assert not page.panel.self_check_button.isEnabled()
    page._show_panel(True)
    page.table.go_to(hands.id)
    hands.settle()
    page.panel.self_check_button.click()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, SelfCheckDialog))
    hands.take_over(dialog)
    assert dialog.windowTitle() == f"企业自查：{NAME}"
    hands.begin()
    hands.type("1")
    hands.press(KEY.Key_S, with_=CTRL)
    assert [facts.marks for facts in hands.stored()] == [{1: (COMPLIES, None)}]
