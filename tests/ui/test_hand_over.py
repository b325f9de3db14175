"""换人交接: what is open leads to its record, the list travels with the office, the handler changes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.rules.tip_offs import TipOffFacts
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards
from hazard_desk.services.handing_over import Open, hand_over
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import journal_rows
from hazard_desk.services.offices import office_row, set_handler
from hazard_desk.services.tip_offs import save_tip_off
from hazard_desk.store.safekeeping.archive import look_into, unpack
from hazard_desk.store.safekeeping.settings import set_password
from hazard_desk.terms import HazardLevel, Remedy
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import OFFICE, fill
from ui.background import Background
from ui.dialogs.hand_over import HandOverDialog
from ui.dialogs.hand_over.archive_page import LIST_NAME
from ui.dialogs.hand_over.dialog import ARCHIVE, HANDLER, LIST, OPEN
from ui.office_dialogs import OFFICE_DIALOGS

TODAY = date.today()


class Hands(DialogDesk):
    """Opens the hand-over of an office with an overdue hazard and a tip-off."""

    dialog: HandOverDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        ids = fill(background)
        hazard = HazardFacts(
            description="配电箱未上锁",
            level=HazardLevel.GENERAL,
            remedy=Remedy.BY_DEADLINE,
            responsible="郑九",
            deadline=TODAY - timedelta(days=3),
        )
        visit = InspectionFacts(
            enterprise_id=ids["宏达铸造厂"],
            inspected_on=TODAY - timedelta(days=10),
            inspectors=("孙七",),
            hazards=[hazard, replace(hazard, description="通道堵塞", deadline=TODAY + timedelta(days=400))],
        )
        self.do(save_inspection, visit)
        self.do(save_tip_off, TipOffFacts(received_on=TODAY, content="夜间充装", informant="不可说"))
        self.do(set_handler, "老张")

    def open(self) -> HandOverDialog:
        dialog = HandOverDialog(self.background, self.messages, self.window)
        self.wanted: list[Any] = []
        dialog.record_wanted.connect(lambda *record: self.wanted.append(record))
        dialog.list_wanted.connect(lambda *view: self.wanted.append(view))
        dialog.report_wanted.connect(self.wanted.append)
        dialog.open()
        return self.take_over(dialog)

    def lines(self) -> list[tuple[str, ...]]:
        return [line.texts for line in self.dialog.open_page.table.lines]


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "台账", qtbot) as hands:
        yield hands


def test_what_is_open_stands_by_kind_the_most_pressing_first(hands: Hands) -> None:
    dialog = hands.open()
    kinds = [dialog.open_page.kinds.item(at).text() for at in range(dialog.open_page.kinds.count())]
    assert len(kinds) == len(Open)
    assert kinds[0] == "没有整改完的隐患　2（逾期 1）"
    assert dialog.open_page.kinds.hasFocus()
    first, second = hands.lines()
    assert first[0] == "宏达铸造厂"
    assert "配电箱未上锁" in first[1]
    assert first[2:] == (str(TODAY - timedelta(days=3)), "逾期 3 天", "郑九")
    assert "通道堵塞" in second[1]
    found = hands.ask(hand_over)
    for at, kind in enumerate(Open):
        dialog.open_page.kinds.setCurrentRow(at)
        assert len(hands.lines()) == len(found.group(kind).rows)
    assert "未检查的企业" in dialog.open_page.more.text()
    assert hands.ask(office_row).handler == "老张", "looking changes nothing"


def test_a_row_leads_to_its_record_and_a_kind_to_its_list(hands: Hands) -> None:
    dialog = hands.open()
    dialog.open_page.table.setFocus()
    hands.press(KEY.Key_Return)
    (first, *_) = hands.ask(find_hazards, HazardQuery(view="逾期"))
    assert hands.wanted == [("hazard", first)]
    assert not is_open(dialog)
    hands.open().open_page.list_button.click()
    assert hands.wanted == [("hazard", "未整改")]
    dialog = hands.open()
    dialog.open_page.kinds.setCurrentRow(list(Open).index(Open.PAPERS))
    assert not dialog.open_page.list_button.isVisible()
    dialog.open_page._open(0)
    assert hands.wanted[0].form_id == "weekly-statistics"


def test_the_list_is_made_and_saved_as_it_is_looked_at(hands: Hands, tmp_path: Path) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_Return, with_=CTRL)
    assert dialog.step == LIST
    assert dialog.list_page.print_button.hasFocus()
    assert dialog.list_page.drawn is not None
    dialog.list_page.save_to(tmp_path / "清单.pdf")
    hands.settle()
    assert (tmp_path / "清单.pdf").read_bytes()[:5] == b"%PDF-"
    dialog.list_page.page_button.click()
    assert hands.wanted[0].form_id == "hand-over-list"
    assert not is_open(dialog)


def test_the_package_holds_the_office_and_the_list(hands: Hands, tmp_path: Path) -> None:
    dialog = hands.open()
    dialog.show_step(ARCHIVE)
    assert "没有设台账包密码" in dialog.archive_page.password.text()
    assert "直接到下一步" in dialog.words.text()
    target = tmp_path / "优盘" / "给小李.hazdesk"
    target.parent.mkdir()
    dialog.archive_page.write_to(target)
    QTest.keyClick(hands.focus, KEY.Key_Escape)
    assert is_open(dialog), "not while it is being written"
    hands.settle()
    assert dialog.archive_page.written == target
    assert "交接清单" in dialog.archive_page.result.text()
    contents = look_into(target)
    assert (contents.office, contents.encrypted) == (OFFICE, False)
    assert unpack(target, tmp_path / "另一台电脑").database.exists()
    with zipfile.ZipFile(target) as package:
        assert package.read(LIST_NAME)[:5] == b"%PDF-"


def test_with_a_password_it_is_locked_and_the_password_is_nowhere_told(hands: Hands, tmp_path: Path) -> None:
    set_password(tmp_path / "台账", "qwer-8642-uiop")
    dialog = hands.open()
    dialog.show_step(ARCHIVE)
    assert "加密" in dialog.archive_page.password.text()
    dialog.archive_page.write_to(tmp_path / "锁着.hazdesk")
    hands.settle()
    assert look_into(tmp_path / "锁着.hazdesk", "qwer-8642-uiop").encrypted
    assert dialog.archive_page.written == tmp_path / "锁着.hazdesk"


def test_where_it_can_not_be_written_it_says_so_and_goes_on(hands: Hands, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    dialog = hands.open()
    dialog.show_step(ARCHIVE)
    dialog.archive_page.write_to(tmp_path / "file" / "x.hazdesk")
    hands.settle()
    assert dialog.own_messages.last_shown is not None
    assert dialog.archive_page.written is None
    assert dialog.archive_page.write_button.isEnabled()
    hands.press(KEY.Key_Return, with_=CTRL)
    assert dialog.step == HANDLER


def test_the_new_handler_is_named_from_then_on(hands: Hands) -> None:
    dialog = hands.open()
    for _ in range(HANDLER - OPEN):
        hands.press(KEY.Key_Return, with_=CTRL)
    page = dialog.handler_page
    assert page.present.text() == "老张"
    assert page.name.hasFocus()
    assert not page.change_button.isEnabled()
    hands.type("小李")
    hands.press(KEY.Key_Return)
    assert hands.ask(office_row).handler == "小李"
    assert page.present.text() == "小李"
    assert "原来的经办人是老张" in page.result.text()
    newest, *_ = hands.ask(journal_rows)
    assert newest.summary == "经办人改为「小李」"
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)


def test_a_name_typed_and_left_is_there_the_next_time(hands: Hands) -> None:
    hands.open().show_step(HANDLER)
    hands.type("小李")
    hands.press(KEY.Key_Escape)
    dialog = hands.open()
    assert dialog.handler_page.name.text() == "小李"
    assert hands.ask(office_row).handler == "老张"


def test_it_stands_in_the_menu() -> None:
    (entry,) = [entry for entry in OFFICE_DIALOGS if entry.words == "换人交接…"]
    assert entry.load() is HandOverDialog
