"""换人交接: what is open leads to its record, the list travels with the office, the handler changes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event
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
from hazard_desk.store.safekeeping.backups.settings import set_password
from hazard_desk.store.safekeeping.packages.archive import Written, look_into, unpack
from hazard_desk.terms import HazardLevel, Remedy
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import OFFICE, fill, wait_for
from ui.background import Background
from ui.dialogs.hand_over import HandOverDialog
from ui.dialogs.hand_over.archive_page import LIST_NAME
from ui.dialogs.hand_over.dialog import ARCHIVE, HANDLER, LIST, OPEN
from ui.dialogs.safekeeping.password_dialog import PasswordDialog
from ui.messages import Kind
from ui.office_dialogs import OFFICE_DIALOGS
from ui.office_door import OfficeDoor
from ui.safekeeping.safekeeper import Safekeeper

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
        door = background.office
        assert isinstance(door, OfficeDoor)
        self.keeper = Safekeeper(background, door)

    def settle(self) -> None:
        super().settle()
        if hasattr(self, "keeper"):
            self.qtbot.waitUntil(lambda: not self.keeper.busy, timeout=20_000)
            super().settle()

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
        hands.keeper.close()


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


def test_while_it_is_written_records_are_saved_and_no_second_one_is_begun(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, begun = Event(), []
    door = hands.keeper.door
    write = door.write_archive

    def slow(*args: Any) -> Any:
        begun.append(args)
        finish.wait(20)
        return write(*args)

    monkeypatch.setattr(door, "write_archive", slow)
    dialog = hands.open()
    page = dialog.archive_page
    dialog.show_step(ARCHIVE)
    page.write_to(tmp_path / "给小李.hazdesk")
    hands.qtbot.waitUntil(lambda: bool(begun))
    wait_for(hands.background, hands.background.write, set_handler, "小李")
    dialog.reload()
    hands.qtbot.waitUntil(lambda: not hands.background.under_way)
    assert not page.write_button.isEnabled(), "reading anew doesn't offer it again"
    page.write_to(tmp_path / "给小李.hazdesk")
    finish.set()
    hands.settle()
    assert len(begun) == 1
    assert page.written == tmp_path / "给小李.hazdesk"
    assert page.write_button.isEnabled()


def test_a_stick_pulled_when_it_was_done_and_what_was_left_out_are_told(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Written(tmp_path / "优盘" / "x.hazdesk", ("现场照片.jpg",))
    monkeypatch.setattr(hands.keeper.door, "write_archive", lambda *_all: gone)
    dialog = hands.open()
    dialog.show_step(ARCHIVE)
    dialog.archive_page.write_to(gone.path)
    hands.settle()
    said = dialog.archive_page.result.text()
    assert "已写出并核对" in said
    assert "现场照片.jpg" in said
    shown = dialog.own_messages.last_shown
    assert shown is not None
    assert shown.kind is Kind.WARNING


def test_with_a_password_it_is_locked_and_the_password_is_nowhere_told(hands: Hands, tmp_path: Path) -> None:
    set_password(tmp_path / "台账", "qwer-8642-uiop")
    dialog = hands.open()
    dialog.show_step(ARCHIVE)
    assert "加密" in dialog.archive_page.password.text()
    dialog.archive_page.write_to(tmp_path / "锁着.hazdesk")
    hands.settle()
    assert look_into(tmp_path / "锁着.hazdesk", "qwer-8642-uiop").encrypted
    assert dialog.archive_page.written == tmp_path / "锁着.hazdesk"


def marks(dialog: HandOverDialog) -> list[str]:
    return [label.text().split("  ", 1)[1] for label in dialog.steps._labels]


def test_only_what_was_done_is_ticked(hands: Hands, tmp_path: Path) -> None:
    dialog = hands.open()
    assert marks(dialog) == ["看清单 ✓", "打印交接清单", "台账包", "新的经办人"]
    for _ in range(HANDLER - OPEN):
        hands.press(KEY.Key_Return, with_=CTRL)
    assert marks(dialog) == ["看清单 ✓", "打印交接清单（跳过）", "台账包（跳过）", "新的经办人"]
    dialog.show_step(LIST)
    dialog.list_page.save_to(tmp_path / "清单.pdf")
    hands.settle()
    assert marks(dialog)[LIST:] == ["打印交接清单 ✓", "台账包", "新的经办人"]
    dialog.show_step(ARCHIVE)
    (tmp_path / "file").write_text("", encoding="utf-8")
    dialog.archive_page.write_to(tmp_path / "file" / "x.hazdesk")
    hands.settle()
    dialog.show_step(HANDLER)
    assert marks(dialog)[LIST:] == ["打印交接清单 ✓", "台账包（跳过）", "新的经办人"], (
        "it could not be written"
    )
    dialog.show_step(ARCHIVE)
    dialog.archive_page.write_to(tmp_path / "x.hazdesk")
    hands.settle()
    dialog.show_step(HANDLER)
    hands.type("小李")
    hands.press(KEY.Key_Return)
    assert marks(dialog) == ["看清单 ✓", "打印交接清单 ✓", "台账包 ✓", "新的经办人 ✓"]


def test_what_the_printer_took_is_ticked(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    def send(_printing: object, jobs: list[Any], _instead: object, printed: Any) -> None:
        assert len(jobs) == 1
        printed()

    monkeypatch.setattr("ui.printing.printing.Printing.start_all", send)
    dialog = hands.open()
    dialog.show_step(LIST)
    hands.settle()
    dialog.list_page.print_button.click()
    assert marks(dialog)[LIST] == "打印交接清单 ✓"


def test_a_password_is_set_within_the_hand_over(hands: Hands, tmp_path: Path) -> None:
    dialog = hands.open()
    dialog.show_step(LIST)
    dialog.list_page.save_to(tmp_path / "清单.pdf")
    hands.settle()
    before = dialog.archive_page.list_pdf
    dialog.show_step(ARCHIVE)
    page = dialog.archive_page
    assert "备份与恢复" not in page.password.text(), "nobody is sent elsewhere for it"
    page.password_button.click()
    (asked,) = dialog.findChildren(PasswordDialog)
    asked.first.setText("qwer-8642-uiop")
    asked.second.setText("qwer-8642-uiop")
    asked.save_button.click()
    hands.settle()
    assert "加密" in page.password.text()
    assert not page.password_button.isVisible()
    said = dialog.own_messages.last_shown
    assert said is not None
    assert "当面告知" in said.what
    assert "先前打印、存下的请换成新的" in said.meaning
    assert page.list_pdf != before, "the list tells that there is one"
    assert marks(dialog)[LIST] == "打印交接清单（跳过）", "the one given out before tells it wrong"
    page.write_to(tmp_path / "锁着.hazdesk")
    hands.settle()
    assert look_into(tmp_path / "锁着.hazdesk", "qwer-8642-uiop").encrypted
    assert "当面告知接收人" in page.result.text()


def test_a_package_that_stays_on_this_disk_is_not_yet_taken_along(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = hands.open()
    dialog.show_step(ARCHIVE)
    dialog.archive_page.write_to(tmp_path / "甲.hazdesk")
    hands.settle()
    assert "这份还在这台电脑里，请复制到U盘。" in dialog.archive_page.result.text()
    monkeypatch.setattr("hazard_desk.services.kept_safe.on_same_disk", lambda *_two: False)
    dialog.archive_page.write_to(tmp_path / "乙.hazdesk")
    hands.settle()
    assert "还在这台电脑里" not in dialog.archive_page.result.text()


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
