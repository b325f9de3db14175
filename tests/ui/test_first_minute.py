"""The first minute: from an empty folder to a first printed form, by keys alone in the real window."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import platformdirs
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from hazard_desk.services import new_places
from hazard_desk.services.journal import journal_rows
from hazard_desk.services.offices import office_row, set_up_office, villages
from hazard_desk.services.rosters import PersonFacts, roster_rows
from hazard_desk.store import places
from hazard_desk.store.drives import Drive
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.places import Place, PlaceKind
from tests.intake.sheets import xlsx
from tests.ui.import_desk import GOOD, HEAD
from tests.ui.keyboard import ALT, CTRL, KEY, Keyboard
from tests.ui.started import OFFICE, Started, is_shown
from ui.dialogs.import_wizard import ImportWizard
from ui.first_minute.done_page import Next
from ui.first_minute.draft import kept_draft
from ui.first_minute.wizard import DONE, ENTERPRISES, PEOPLE, PLACE, UNIT, VILLAGES, FirstMinute
from ui.help_key import close_manual
from ui.manual_window import ManualWindow
from ui.preferences import Preferences

PASTED_VILLAGES = "序号\t村名\t支书\n1\t东街村\t张三\n2\t马村\t李四\n3\t东街村\t张三\n"
PASTED_PEOPLE = "姓名\t联系电话\t职务\n张明\t13800000001\t党委书记\n李强\t13800000002\t乡长\n"


class Hands(Keyboard):
    """A new user in front of a program that was just started."""

    def __init__(self, started: Started) -> None:
        self.started = started

    @property
    def wizard(self) -> Any:
        return self.started.dialog(FirstMinute)

    def begin(self) -> Any:
        """Press 新建台账, and wait until the folders have been looked at."""
        self.press(KEY.Key_Return)
        wizard = self.wizard
        self.started.wait(lambda: not wizard.place_page.looking.isVisible())
        self.get_keyboard()
        return wizard

    def get_keyboard(self) -> None:
        """Without a window manager nobody gives it to a dialog, or back to it."""
        self.wizard.activateWindow()
        self.started.wait(lambda: QApplication.activeWindow() is self.wizard)

    def press(self, *keys: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(QApplication.activePopupWidget() or self.focus, key, with_)
            self.pause()

    def type(self, text: str) -> None:
        super().type(text)
        self.pause()

    def pause(self) -> None:
        """Let pass what passes between the keys of fingers."""
        QApplication.processEvents()
        active = QApplication.activeWindow()
        if active is not None and not active.isVisible():
            self.get_keyboard()  # a list of suggestions had it, and has gone

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.press(KEY.Key_V, with_=CTRL)

    def to(self, step: int) -> None:
        """Go on by Ctrl+Enter until this step."""
        while self.wizard.step < step:
            before = self.wizard.step
            self.press(KEY.Key_Return, with_=CTRL)
            self.started.wait(lambda: not self.wizard.making)
            assert self.wizard.step > before, self.wizard._why.text()

    def name(self, name: str = OFFICE) -> None:
        self.to(UNIT)
        self.wizard.unit_page.name.setFocus()
        self.type(name)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "文档").mkdir()
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: tmp_path / "文档")
    monkeypatch.setattr(new_places, "fixed_drives", lambda: [Drive(tmp_path, "", 2**40)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "文档" / "隐患台账"


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path, folder: Path) -> Iterator[Callable[[], Hands]]:
    begun: list[Started] = []

    def begin() -> Hands:
        begun.append(Started(qtbot, folder, Preferences(tmp_path / "window.json")))
        return Hands(begun[-1])

    yield begin
    for one in begun:
        one.end()


def test_from_an_empty_folder_to_a_printed_form_by_keys_alone(
    start: Callable[[], Hands], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    hands = start()
    wizard = hands.begin()
    assert wizard.place_page.folder == folder
    assert "推荐" in wizard.place_page.radios[0].accessibleDescription()
    hands.press(KEY.Key_Return)
    # 单位: 市 left out, 县 typed, 乡 chosen from the list, the names come of themselves
    assert wizard.step == UNIT
    hands.press(KEY.Key_Return)
    hands.type("文水县")
    hands.press(KEY.Key_Return, KEY.Key_Down)
    hands.press(*[KEY.Key_Down] * 12, KEY.Key_Return)
    unit = wizard.unit_page
    assert unit.township.text() == "西槽头乡"
    assert (unit.name.text(), unit.short_name.text()) == (OFFICE, "西槽头")
    hands.press(KEY.Key_Return, KEY.Key_Return)
    hands.type("0358-3022222")
    hands.press(KEY.Key_Return)
    hands.type("王干事")
    hands.press(KEY.Key_Return, KEY.Key_Return, KEY.Key_Return)
    # 村 and 人员: pasted
    assert wizard.step == VILLAGES
    hands.paste(PASTED_VILLAGES)
    assert "共 2 个" in wizard.villages_page.count.text()
    assert "东街村（2 次）" in wizard.villages_page.doubts.text()
    hands.press(KEY.Key_Return, with_=CTRL)
    assert wizard.step == PEOPLE
    hands.paste(PASTED_PEOPLE)
    assert wizard.people_page.principal.text() == "李强"
    hands.press(KEY.Key_N, with_=ALT)
    hands.started.wait(lambda: wizard.step == ENTERPRISES)
    hands.started.idle()
    # 企业: the import wizard over the office that was made
    hands.get_keyboard()
    sheet = tmp_path / "企业表.xlsx"
    xlsx(sheet, HEAD, *GOOD)  # type: ignore[no-untyped-call]
    hands.press(KEY.Key_Return)
    importing = hands.started.dialog(ImportWizard)
    importing.activateWindow()
    hands.started.wait(lambda: QApplication.activeWindow() is importing)
    importing.file_page.set_path(sheet)
    for step in (1, 2, 3):
        hands.press(KEY.Key_Return, with_=CTRL)
        hands.started.wait(lambda: not importing.busy.active)
        assert importing.step == step
    importing.close_button.click()
    hands.started.wait(lambda: "2 家" in wizard.enterprises_page.state.text())
    hands.get_keyboard()
    hands.press(KEY.Key_Return)
    hands.started.wait(lambda: wizard.step == DONE)
    assert "村（社区）2 个 · 人员 2 人 · 企业 2 家" in wizard.done_page.facts.text()
    # 完成 → F1 of the first enterprise, saved as PDF
    hands.press(KEY.Key_Return)
    hands.started.wait(lambda: not is_shown(wizard))
    hands.started.idle()
    page: Any = hands.started.window.page
    assert page.title == "报表导出"
    hands.started.wait(page.head.print_button.isEnabled)
    page.pdf_button.click()
    dialog = hands.started.dialog(QFileDialog)
    QTest.keyClick(dialog.findChild(QLineEdit, "fileNameEdit"), KEY.Key_Return)
    hands.started.quiet()
    (path,) = (folder / "out").glob("*.pdf")
    with pypdfium2.PdfDocument(path) as document:
        words = document[0].get_textpage().get_text_bounded()
    assert OFFICE in words
    assert "文水县鑫源铸造有限公司" in words
    # one operation made it all
    hands.started.end()
    with OfficeFile.open(folder) as office:
        assert office.ask(office_row).handler == "王干事"
        assert [one.name for one in office.ask(villages)] == ["东街村", "马村"]
        assert [row.about for row in office.ask(roster_rows, PersonFacts)] == [
            "党（工）委书记，党委书记，13800000001",
            "镇长（主任），乡长，13800000002",
        ]
        assert [row.summary for row in office.ask(journal_rows)][-1:] == [f"新建台账「{OFFICE}」"]


def test_only_the_name_is_needed_and_it_is_asked_for(start: Callable[[], Hands], folder: Path) -> None:
    hands = start()
    wizard = hands.begin()
    hands.to(UNIT)
    hands.press(KEY.Key_Return, with_=CTRL)
    assert wizard.step == UNIT
    assert "全称" in wizard.unit_page.name.error
    assert wizard.unit_page.name.editor.hasFocus()
    hands.type(OFFICE)
    hands.to(ENTERPRISES)
    assert (folder / "office.db").exists()
    hands.press(KEY.Key_Escape)
    hands.started.idle()
    page: Any = hands.started.window.page
    assert hands.started.window.office_name.text() == OFFICE
    assert page.title == "工作台"


def test_what_was_typed_outlives_esc_and_the_end_of_the_program(start: Callable[[], Hands]) -> None:
    hands = start()
    wizard = hands.begin()
    hands.name()
    hands.to(VILLAGES)
    hands.type("东街村、马村")
    hands.to(PEOPLE)
    hands.type("张明")
    hands.press(KEY.Key_B, with_=ALT)
    hands.started.wait(lambda: wizard.step == VILLAGES)
    assert wizard.villages_page.raw() == "东街村、马村", "going back keeps everything"
    hands.press(KEY.Key_Escape)
    hands.started.wait(lambda: not is_shown(wizard))
    welcome = hands.started.window.welcome
    assert welcome.draft.isVisible()
    hands.started.leave()
    again = start()
    assert again.started.window.welcome.draft.isVisible()
    wizard = again.begin()
    assert wizard.unit_page.name.text() == OFFICE
    assert wizard.villages_page.typed.names == ("东街村", "马村")
    assert wizard.people_page.raw()["rows"][0][0] == "张明"
    again.to(ENTERPRISES)
    again.press(KEY.Key_Escape)
    again.started.idle()
    assert not again.started.window.welcome.draft.isVisibleTo(again.started.window.welcome)


def test_a_refused_place_is_told_with_all_that_was_typed(
    start: Callable[[], Hands], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = start()
    wizard = hands.begin()
    hands.name()
    hands.to(PEOPLE)
    monkeypatch.setattr(
        places, "judge_place", lambda _folder: Place(PlaceKind.SYNCED, "由 OneDrive 自动同步")
    )
    hands.press(KEY.Key_Return, with_=CTRL)
    hands.started.wait(lambda: wizard.step == PLACE)
    assert "OneDrive" in wizard.strip._text.text()
    assert not hands.started.window.welcome.reason.isVisible(), "said once"
    monkeypatch.undo()
    hands.started.wait(lambda: not wizard.place_page.obstacle())
    assert wizard.unit_page.name.text() == OFFICE
    assert not (folder / "office.db").exists()


def test_an_office_that_lies_there_is_offered_to_be_opened(
    start: Callable[[], Hands], tmp_path: Path
) -> None:
    OfficeFile.create(tmp_path / "旧台账", set_up_office, OFFICE)
    hands = start()
    wizard = hands.begin()
    place = wizard.place_page
    place.take(tmp_path / "旧台账")
    hands.started.wait(lambda: place.open_button.isVisible())
    assert "已经有一个台账" in place.place.words
    assert not wizard.next_button.isEnabled()
    hands.press(KEY.Key_O, with_=ALT)
    hands.started.wait(lambda: not is_shown(wizard))
    hands.started.idle()
    assert hands.started.window.office_name.text() == OFFICE


def test_other_files_leave_the_office_a_folder_of_its_own(start: Callable[[], Hands], tmp_path: Path) -> None:
    (tmp_path / "安全").mkdir()
    (tmp_path / "安全" / "通知.docx").write_bytes(b"1")
    hands = start()
    place = hands.begin().place_page
    hands.press(KEY.Key_F, with_=ALT)
    hands.started.dialog(QFileDialog).fileSelected.emit(str(tmp_path / "安全"))
    hands.started.wait(lambda: place.folder == tmp_path / "安全" / "隐患台账")
    assert place.place.usable


def test_a_second_office_is_made_while_the_first_one_is_open(
    start: Callable[[], Hands], folder: Path, tmp_path: Path
) -> None:
    hands = start()
    hands.started.found(OFFICE, folder)
    hands.started.window.show_welcome()
    hands.started.window.welcome.create_button.setFocus()
    wizard = hands.begin()
    assert wizard.place_page.folder == folder.with_name("隐患台账2"), "the first one is left alone"
    hands.name("文水县东槽头乡人民政府")
    hands.to(PEOPLE)
    hands.press(KEY.Key_Return, with_=CTRL)
    hands.started.wait(lambda: wizard.step == ENTERPRISES)
    hands.started.idle()
    assert wizard.isVisible()
    assert hands.started.window.office_name.text() == "文水县东槽头乡人民政府"
    assert not (folder / "office.owner.json").exists()


def test_the_name_follows_the_choice_until_she_writes_her_own(start: Callable[[], Hands]) -> None:
    hands = start()
    unit = hands.begin().unit_page
    unit.county.set_value("忻府区")
    assert unit.city.text() == "忻州市", "known of the county"
    unit.township.set_value("西街街道办事处")
    assert unit.name.text() == "忻州市忻府区西街街道办事处"
    unit._change_form()
    assert unit.name.text() == "山西省忻州市忻府区西街街道办事处"
    unit.township.set_value("东镇")
    assert unit.name.text() == "山西省忻州市忻府区东镇人民政府"
    unit.name.set_value("忻府区东镇政府")
    unit.township.set_value("南镇")
    assert unit.name.text() == "忻府区东镇政府"
    assert unit.short_name.text() == "南"
    unit.township.set_value("南")
    assert "写全" in unit.township.hint
    unit.name.set_value("东镇")
    assert "请核对" in unit.name.hint, "it goes onto every form"
    unit.name.set_value("忻府区东镇人民政府")
    assert "请核对" not in unit.name.hint


def test_people_are_entered_by_keys_and_a_row_without_a_name_is_told(start: Callable[[], Hands]) -> None:
    hands = start()
    wizard = hands.begin()
    hands.name()
    hands.to(PEOPLE)
    page = wizard.people_page
    hands.type("张明")
    hands.press(KEY.Key_Return)
    hands.type("党委委员")
    hands.press(KEY.Key_Return)
    hands.type("1380000")
    hands.press(KEY.Key_Return)
    hands.type("消防、环保")
    hands.press(KEY.Key_Return, KEY.Key_Return)
    assert "张明 1380000" in page.doubts.text()
    assert "记在备注里：环保" in page.doubts.text()
    assert "领导班子成员 张明" in page.said.text()
    page.table.go_to(1, 1)  # as by a click into the second column
    hands.type("干事")
    hands.press(KEY.Key_Return, with_=CTRL)
    assert wizard.step == PEOPLE
    assert "第 2 行没有姓名" in page.doubts.text()
    assert [one.name for one in page.people()] == ["张明"]


def test_who_lingers_in_a_cell_loses_it_to_no_collection(start: Callable[[], Hands]) -> None:
    hands = start()
    wizard = hands.begin()
    hands.name()
    hands.to(PEOPLE)
    hands.type("钱七")
    hands.press(KEY.Key_Return)
    for letter in "fxz":
        gc.collect()
        hands.type(letter)
    gc.collect()
    hands.press(KEY.Key_Down, KEY.Key_Return)
    assert wizard.people_page.raw()["rows"][0][:2] == ["钱七", "副乡长"]


@pytest.mark.parametrize("step", list(Next))
def test_the_next_steps_are_done_by_their_buttons(
    start: Callable[[], Hands], folder: Path, step: Next
) -> None:
    hands = start()
    wizard = hands.begin()
    hands.name()
    hands.to(ENTERPRISES)
    hands.started.idle()
    hands.get_keyboard()
    hands.press(KEY.Key_Return, with_=CTRL)
    hands.started.wait(lambda: wizard.step == DONE)
    hands.press((KEY.Key_1, KEY.Key_2, KEY.Key_3)[list(Next).index(step)], with_=ALT)
    hands.started.wait(lambda: not is_shown(wizard))
    hands.started.idle()
    page: Any = hands.started.window.page
    if step is Next.PRINT:
        assert page.title == "报表导出"
        hands.started.wait(page.head.print_button.isEnabled)
        hands.started.idle()
        assert hands.started.window.focusWidget() is page.head.print_button, "Enter prints"
        assert "空白" in hands.started.window.status.text()
    elif step is Next.MANUAL:
        assert hands.started.dialog(ManualWindow).isVisible()
        close_manual()
    else:
        assert page.title == "检查记录"
        hands.started.wait(lambda: page._form is not None and page.stack.currentWidget() is page._form)


def test_an_office_opened_otherwise_is_not_taken_for_the_one_being_made(
    start: Callable[[], Hands], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    OfficeFile.create(tmp_path / "第三个", set_up_office, "第三镇人民政府")
    hands = start()
    hands.started.found(OFFICE, folder)
    window = hands.started.window
    window.show_welcome()
    window.welcome.create_button.setFocus()
    wizard = hands.begin()
    hands.name("文水县东槽头乡人民政府")
    hands.to(PEOPLE)
    monkeypatch.setattr(window, "may_leave", lambda: False)  # she stays with what she was typing
    hands.press(KEY.Key_Return, with_=CTRL)
    hands.started.idle()
    monkeypatch.undo()
    hands.started.program.open(tmp_path / "第三个")
    hands.started.idle()
    assert window.office_name.text() == "第三镇人民政府"
    assert not is_shown(wizard)
    draft = kept_draft(window.preferences)
    assert draft is not None
    assert "文水县东槽头乡人民政府" in str(draft["unit"]), "what she typed is there to go on with"


def test_the_refusal_of_another_office_is_told_where_it_belongs(
    start: Callable[[], Hands], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = start()
    hands.started.found(OFFICE, folder)
    window = hands.started.window
    window.show_welcome()
    window.welcome.create_button.setFocus()
    wizard = hands.begin()
    hands.name("文水县东槽头乡人民政府")
    hands.to(PEOPLE)
    monkeypatch.setattr(window, "may_leave", lambda: False)
    hands.press(KEY.Key_Return, with_=CTRL)
    hands.started.idle()
    monkeypatch.undo()
    hands.started.program.open(tmp_path / "没有")
    hands.started.wait(lambda: window.welcome.reason.isVisible())
    assert not is_shown(wizard)


def test_a_folder_that_cannot_be_looked_into_is_told_and_the_looking_ends(
    start: Callable[[], Hands], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = start()
    place = hands.begin().place_page

    def fails(_chosen: Path) -> Path:
        raise RuntimeError("nobody expects this")

    monkeypatch.setattr(new_places, "own_folder", fails)
    place.take(tmp_path / "选的")
    hands.started.wait(lambda: not place.looking.isVisible())
    assert place.folder == tmp_path / "选的"
