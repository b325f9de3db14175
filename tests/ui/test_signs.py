"""四牌一卡两栏: the matrix is set, cleared and filtered by keys; visits fill it in; 2,000 lines scroll."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import CheckPoint, EnterpriseFacts, InspectionFacts
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import enterprise_columns
from hazard_desk.services.signs import LIST_TITLE, set_signs, sign_items, sign_rows
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import CheckMark, SignState
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY, SHIFT
from tests.ui.real_office import fill
from ui.background import Background
from ui.dialogs.signs import SignsDialog
from ui.dialogs.signs.table import FIRST_SIGN

TODAY = date.today()
FACTORY, TIMBER, FUEL, BRICKS = "宏达铸造厂", "长兴木业有限公司", "利民加油站", "北山砖厂"
PRESENT, FAULTY, MISSING = SignState


class Hands(DialogDesk):
    """Opens the matrix over an office with four enterprises."""

    dialog: SignsDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.ids = fill(background)

    def open(self) -> SignsDialog:
        dialog = SignsDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog)

    def states(self, name: str) -> list[SignState | None]:
        (row,) = self.ask(sign_rows, [self.ids[name]])
        return [one.state if one is not None else None for one in row.seen]

    def shown(self, column: int = 0) -> list[str]:
        model = self.dialog.table.signs
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def line(self, name: str) -> int:
        return self.shown().index(name)

    def go_to(self, name: str, place: int) -> None:
        self.dialog.table.setFocus()
        self.dialog.table.go_to_cell(self.line(name), place)

    def sign(self, name: str, item: int, state: SignState, day: date = TODAY) -> None:
        self.do(set_signs, [(self.ids[name], sign_items()[item])], state, day)

    def visit(self, name: str, mark: CheckMark, day: date = TODAY, item: int = 0) -> int:
        point = CheckPoint(sign_items()[item], LIST_TITLE, "方案", mark)
        facts = InspectionFacts(
            enterprise_id=self.ids[name], inspected_on=day, inspectors=("王五",), checks=[point]
        )
        record_id = self.do(save_inspection, facts).record_id
        assert record_id is not None
        return record_id


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_keys_set_a_cell_and_delete_clears_it(hands: Hands) -> None:
    dialog = hands.open()
    assert hands.shown() == [FUEL, TIMBER, FACTORY, BRICKS]  # by village, those of none last
    hands.press(KEY.Key_Down)  # from the search into the matrix
    assert dialog.table.seen is not None
    hands.press(KEY.Key_1)
    assert hands.states(FUEL) == [PRESENT, *[None] * 6]
    assert dialog.table.signs.index(0, FIRST_SIGN).data() == "√ 已设置"
    hands.press(KEY.Key_2, KEY.Key_3)  # each goes on to the next
    assert hands.states(FUEL)[:3] == [PRESENT, FAULTY, MISSING]
    hands.press(KEY.Key_Left)
    assert dialog.said.text() == f"{FUEL} · {sign_items()[2]}：未设置，{TODAY}，在这里登记"
    hands.press(KEY.Key_Delete)
    assert hands.states(FUEL)[:3] == [PRESENT, FAULTY, None]
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.states(FUEL)[:3] == [PRESENT, FAULTY, MISSING]
    hands.press(KEY.Key_Z, with_=CTRL)
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.states(FUEL)[:3] == [PRESENT, None, None]


def test_after_the_last_of_the_seven_comes_the_next_enterprise(hands: Hands) -> None:
    hands.open()
    hands.press(KEY.Key_Down, *[KEY.Key_1] * 7, KEY.Key_3)
    assert hands.states(FUEL) == [PRESENT] * 7
    assert hands.states(TIMBER) == [MISSING, *[None] * 6]


def test_several_cells_are_set_at_once(hands: Hands) -> None:
    dialog = hands.open()
    hands.go_to(TIMBER, 1)
    hands.press(KEY.Key_Down, KEY.Key_Right, with_=SHIFT)
    hands.press(KEY.Key_1)
    assert hands.states(TIMBER) == hands.states(FACTORY) == [None, PRESENT, PRESENT, *[None] * 4]
    assert dialog.deed.text() == "2 家 4 项已设置，" + f"{TODAY}。Ctrl+Z 撤销"
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.states(FACTORY) == [None] * 7
    # A whole line is all seven; what isn't one of the seven is left alone.
    click_name(dialog, hands.line(BRICKS))
    hands.press(KEY.Key_1)
    assert hands.states(BRICKS) == [PRESENT] * 7
    dialog.table.setCurrentIndex(dialog.table.signs.index(hands.line(TIMBER), 1))
    hands.press(KEY.Key_1)
    assert hands.states(TIMBER) == [None] * 7


def click_name(dialog: SignsDialog, row: int) -> None:
    """Click the name of an enterprise: it stands still at the left, whatever is scrolled."""
    frozen = dialog.table._frozen
    assert frozen is not None
    place = frozen.visualRect(dialog.table.signs.index(row, 0)).center()
    QTest.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_visit_fills_it_in_and_enter_leads_there(hands: Hands, qtbot: QtBot) -> None:
    visit = hands.visit(FACTORY, CheckMark.FAILS)
    dialog = hands.open()
    hands.go_to(FACTORY, 0)
    assert "未设置" in dialog.said.text()
    assert "检查 " in dialog.said.text()
    with qtbot.waitSignal(dialog.record_wanted) as wanted:
        hands.press(KEY.Key_Return)
    assert wanted.args == ["inspection", visit]
    assert not is_open(dialog)


def test_what_a_later_visit_found_stands_and_that_is_said(hands: Hands) -> None:
    hands.visit(FACTORY, CheckMark.FAILS)
    dialog = hands.open()
    dialog.seen_on.set_value(TODAY - timedelta(days=1))
    hands.go_to(FACTORY, 0)
    hands.press(KEY.Key_1)
    assert hands.states(FACTORY)[0] is MISSING
    assert dialog.messages.last_shown is not None
    assert "仍以检查为准" in str(dialog.messages.last_shown.details)
    hands.press(KEY.Key_Delete)
    hands.press(KEY.Key_Delete)
    assert "要到检查记录里改" in str(dialog.messages.last_shown.details)


def test_without_a_day_nothing_is_set(hands: Hands) -> None:
    dialog = hands.open()
    for typed in ("", "31日"):
        dialog.seen_on.editor.setText(typed)
        hands.go_to(FACTORY, 0)
        hands.press(KEY.Key_1)
        assert dialog.seen_on.error
        assert hands.focus is dialog.seen_on.editor
    assert hands.states(FACTORY) == [None] * 7


def test_it_is_filtered_by_view_village_and_initials(hands: Hands) -> None:
    for item in range(7):
        hands.sign(TIMBER, item, PRESENT)
    hands.sign(FUEL, 0, MISSING)
    dialog = hands.open()
    assert dialog.views.button("all").text() == "全部 4"
    assert dialog.views.button("missing").text() == "有未设置的 1"
    for view, names in (
        ("missing", [FUEL]),
        ("incomplete", [FUEL, FACTORY, BRICKS]),
        ("unknown", [FACTORY, BRICKS]),
        ("all", [FUEL, TIMBER, FACTORY, BRICKS]),
    ):
        dialog.views.button(view).click()
        hands.settle()
        assert hands.shown() == names
    dialog.village.set_chosen([1])
    hands.settle()
    assert hands.shown() == [FUEL, TIMBER]
    dialog.village.set_chosen([])
    dialog.search.setFocus()
    hands.type("bszc")
    hands.settle()
    assert hands.shown() == [BRICKS]
    hands.press(KEY.Key_Escape)  # empties the search, and leaves the dialog where it is
    assert is_open(dialog)
    assert len(hands.shown()) == 4


def test_a_line_set_here_stays_in_its_view_until_it_is_read_anew(hands: Hands) -> None:
    hands.sign(FUEL, 0, MISSING)
    dialog = hands.open()
    dialog.views.button("missing").click()
    hands.settle()
    hands.go_to(FUEL, 0)
    hands.press(KEY.Key_1)
    assert hands.shown() == [FUEL]  # or the next cell of it couldn't be set
    assert dialog.views.button("missing").text() == "有未设置的 0"
    assert dialog.table.seen is not None
    hands.press(KEY.Key_F5)
    assert hands.shown() == []
    hands.sign(FACTORY, 3, MISSING)  # on another page
    assert hands.shown() == [FACTORY]


def test_the_keyboard_stays_in_its_cell_when_the_list_is_read_anew(hands: Hands) -> None:
    dialog = hands.open()
    hands.go_to(FACTORY, 4)
    hands.visit(TIMBER, CheckMark.FAILS)
    assert dialog.table.seen is not None
    row, place = dialog.table.seen
    assert (row.name, place) == (FACTORY, 4)
    assert dialog.table.chosen_cells() == [(hands.ids[FACTORY], 4)]


def test_colours_stand_beside_words(hands: Hands) -> None:
    for item, state in enumerate(SignState):
        hands.sign(FACTORY, item, state)
    dialog = hands.open()
    model, row = dialog.table.signs, hands.line(FACTORY)
    cells = [model.index(row, FIRST_SIGN + item) for item in range(4)]
    assert [cell.data() for cell in cells] == ["√ 已设置", "○ 不规范", "× 未设置", ""]
    inks = [cell.data(Qt.ItemDataRole.ForegroundRole) for cell in cells]
    assert len({ink.color().name() for ink in inks[:3]}) == 3
    assert inks[3] is None
    assert sign_items()[0] in cells[0].data(Qt.ItemDataRole.AccessibleTextRole)


def test_two_thousand_lines_hold_only_what_is_looked_at(hands: Hands) -> None:
    def enter(work: UnitOfWork) -> Changes:
        from hazard_desk.model import Enterprise

        rows = [
            {**enterprise_columns(EnterpriseFacts(name=f"第{at}厂")), "entered_at": work.now}
            for at in range(2000)
        ]
        work.add_many(Enterprise, rows)
        return Changes("many")

    hands.do(enter)
    dialog = hands.open()
    assert dialog.table.signs.rowCount() == 2004
    assert dialog.table.signs.record(0) is not None
    hands.press(KEY.Key_Down)
    hands.press(KEY.Key_End, with_=CTRL)
    assert dialog.table.signs.record(2003) is not None
    assert len(dialog.table.signs._chunks) < 5
