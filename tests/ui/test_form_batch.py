"""打印表格: asked by button, key and menu, of the selection or the list; carried out behind the window."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from hazard_desk.forms import saving as form_saving
from hazard_desk.forms.supervision import Mood
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.attaching import Given, Owner, attach
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import save_enterprise
from hazard_desk.terms import AttachmentKind
from tests.photo_samples import jpeg
from tests.ui.real_office import fill, open_office, wait_for
from ui.dialogs.form_batch import run
from ui.dialogs.form_batch.choice import Choice, Scope, kept_choice
from ui.dialogs.form_batch.dialog import MOST, FormBatchDialog
from ui.dialogs.form_batch.words import batch_stem, some_names
from ui.messages import Kind, Messages, MessageStrip
from ui.pages.inspections import InspectionsPage
from ui.pages.page import Page
from ui.pages.registry import RegistryPage
from ui.preferences import Preferences
from ui.printing import printing
from ui.printing.paper import Job
from ui.widgets.progress_strip import ProgressStrip

F1, F2, F3, F10, TAKE_ALONG = "registration", "self-check", "supervision", "hazard-list", "visit-sheet"
VISITED = "宏达铸造厂"
PROBLEM = AttachmentKind.PROBLEM


class Desk:
    """A page in a window with the strip that says things and the one of work under way."""

    def __init__(self, qtbot: QtBot, background: Any, preferences: Preferences, kind: type[Page]) -> None:
        self.qtbot = qtbot
        self.background = background
        self.preferences = preferences
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.strip = MessageStrip()
        self.progress = ProgressStrip()
        background.lingering.connect(self.progress.follow)
        self.messages = Messages(self.window, self.strip)
        self.page: Any = kind(background, self.messages, preferences)
        layout = QVBoxLayout(self.window)
        for widget in (self.strip, self.page, self.progress):
            layout.addWidget(widget)
        self.window.resize(1366, 720)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.page.activate()
        self.idle()
        self.page.table.setFocus()

    def idle(self) -> None:
        """Wait until what was asked for has come, and what it led to."""
        for _ in range(3):
            self.qtbot.waitUntil(lambda: not self.background.under_way, timeout=20_000)
            QApplication.processEvents()

    def select(self, *names: str) -> None:
        self.page.table.select_ids([self.background.ids[name] for name in names])

    def ask(self) -> FormBatchDialog:
        """Press Ctrl+P in the list and return the dialog."""
        self.window.activateWindow()
        self.page.table.setFocus()
        self.qtbot.waitUntil(self.page.table.hasFocus)
        QTest.keyClick(self.page.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        self.idle()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormBatchDialog)
        return dialog

    def tick(self, dialog: FormBatchDialog, *forms: str) -> None:
        for form_id, box in dialog.forms.items():
            if box.isChecked() is not (form_id in forms):
                box.click()
        self.idle()

    def choose_file(self, path: Path, *, wait: bool = True) -> None:
        """Type the file or folder into the open file dialog and accept it."""
        self.idle()
        dialog = self.window.findChild(QFileDialog)
        assert dialog is not None
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(line, QLineEdit)
        line.setText(str(path))
        dialog.accept()
        if wait:
            self.idle()

    def answer(self, words: str) -> str:
        """Click the button with these words on the question that is open; return what was asked."""
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked = box.text() + box.informativeText()
        next(button for button in box.buttons() if button.text() == words).click()
        self.idle()
        return asked

    @property
    def said(self) -> Any:
        assert self.messages.last_shown is not None
        return self.messages.last_shown


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Any]:
    with open_office(tmp_path / "office") as background:
        background.ids = fill(background)  # type: ignore[attr-defined]
        yield background


@pytest.fixture
def desk(qtbot: QtBot, office: Any) -> Desk:
    return Desk(qtbot, office, Preferences(), RegistryPage)


@pytest.fixture
def visits(qtbot: QtBot, office: Any) -> Desk:
    """The list of visits: a second one to the same enterprise, with a hazard."""
    facts = InspectionFacts(
        enterprise_id=office.ids[VISITED],
        inspected_on=date(2026, 1, 9),
        inspectors=("孙七",),
        hazards=[HazardFacts("配电箱未上锁")],
    )
    wait_for(office, office.write, save_inspection, facts)
    return Desk(qtbot, office, Preferences(), InspectionsPage)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """What is sent to the printer, which is never asked."""
    jobs: list[Job] = []
    monkeypatch.setattr(printing.Printing, "start", lambda _self, job, _instead: jobs.append(job))
    return jobs


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "表"
    folder.mkdir()
    return folder


# ---- what is asked -----------------------------------------------------------------------------------


def test_the_dialog_says_which_of_how_many(desk: Desk) -> None:
    desk.select("北山砖厂", "利民加油站")
    dialog = desk.ask()
    assert (dialog.of_selected.text(), dialog.of_list.text()) == ("已选 2 家", "当前列表 4 家")
    assert dialog.of_selected.isChecked()
    assert sorted(dialog.ids()) == sorted(desk.background.ids[name] for name in ("北山砖厂", "利民加油站"))
    dialog.of_list.click()
    assert dialog.ids() == list(desk.page.model.ids)
    dialog.reject()


def test_without_a_selection_it_is_the_list_as_it_is_searched(desk: Desk) -> None:
    desk.page.views.button("not_inspected").click()
    desk.idle()
    desk.page.table.clearSelection()
    desk.page.printing.button.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormBatchDialog)
    assert not dialog.of_selected.isVisible()
    assert dialog.of_list.text() == "当前列表 3 家"
    assert desk.background.ids[VISITED] not in dialog.ids()
    dialog.reject()


def test_an_empty_list_says_so_and_asks_nothing(desk: Desk) -> None:
    desk.page.search.setText("没有这家")
    desk.page.reload_list()
    desk.idle()
    assert desk.page.printing.open() is None
    assert desk.said.kind is Kind.WARNING
    assert desk.said.remedy


@pytest.mark.parametrize("column", [0, 2])
def test_the_right_mouse_button_offers_it_too(desk: Desk, column: int) -> None:
    table = desk.page.table
    view = table._frozen if column == 0 else table
    place = view.viewport().mapToGlobal(view.visualRect(desk.page.model.index(1, column)).center())
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, view.viewport().mapFromGlobal(place), place)
    QApplication.sendEvent(view.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert menu.pos().y() == pytest.approx(place.y(), abs=4)
    actions = {action.text(): action for action in menu.actions()}
    actions["打印表格…"].trigger()
    menu.close()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormBatchDialog)
    dialog.reject()


def test_keys_alone_choose_and_decide(desk: Desk, printed: list[Job]) -> None:
    desk.select(VISITED)
    dialog = desk.ask()
    assert dialog.forms[F1].hasFocus()
    QTest.keyClick(dialog.forms[F1], Qt.Key.Key_Space)
    QTest.keyClick(dialog.forms[F1], Qt.Key.Key_Tab)
    assert dialog.forms[F2].hasFocus()
    QTest.keyClick(dialog.forms[F2], Qt.Key.Key_Space)
    QTest.keyClick(dialog.forms[F2], Qt.Key.Key_Return)
    desk.idle()
    assert [job.title for job in printed] == [f"自查表 1 家 {date.today()}"]
    dialog = desk.ask()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


def test_no_form_or_too_many_records_can_not_be_printed(desk: Desk) -> None:
    dialog = desk.ask()
    desk.tick(dialog)
    assert "至少选一张" in dialog.notice.text()
    buttons: tuple[QPushButton, ...] = (dialog.print_button, dialog.one_button, dialog.each_button)
    assert not any(button.isEnabled() for button in buttons)
    desk.tick(dialog, F2)
    assert all(button.isEnabled() for button in buttons)
    dialog.reject()
    many = FormBatchDialog(desk.background, Scope([], range(1, MOST + 2), False), Choice((F3,)), desk.window)
    assert str(MOST) in many.notice.text()
    assert not many.print_button.isEnabled()
    many.reject()


def test_enterprises_without_a_visit_are_named_before_anything_is_printed(desk: Desk) -> None:
    dialog = desk.ask()
    dialog.of_list.click()
    desk.tick(dialog, F1, F3, F10)
    names, _, rest = dialog.notice.text().partition("还没有检查记录")
    assert sorted(names.split("、")) == sorted({*desk.background.ids} - {VISITED})
    assert rest == "，不出督导检查表、检查问题隐患清单。"
    dialog.blank.click()
    assert "没有检查记录" not in dialog.notice.text()
    assert not any(button.isEnabled() for button in dialog.moods.values())
    dialog.filled.click()
    desk.tick(dialog, F1)
    assert dialog.notice.text() == ""
    dialog.reject()


def test_the_last_choice_is_offered_again_for_each_list(desk: Desk, printed: list[Job]) -> None:
    desk.select(VISITED)
    dialog = desk.ask()
    desk.tick(dialog, F3, TAKE_ALONG)
    dialog.moods[Mood.INSPECTION].click()
    dialog.endings[".xlsx"].click()
    dialog.print_button.click()
    desk.idle()
    chosen = Choice((F3, TAKE_ALONG), False, Mood.INSPECTION, ".xlsx")
    assert desk.ask().choice() == chosen
    QApplication.activeModalWidget().reject()  # type: ignore[union-attr]
    assert kept_choice(desk.preferences, visits=False) == chosen
    assert kept_choice(desk.preferences, visits=True) == Choice((F3,))


@pytest.mark.parametrize("kept", ["spoilt", {"forms": ["gone"], "mood": 7, "ending": ".doc"}, {"forms": 3}])
def test_a_spoilt_choice_is_the_first_one(settings: Any, kept: object) -> None:
    settings.setValue("form-batch/registry", kept)
    assert kept_choice(settings, visits=False) == Choice((F1,))


def test_words_name_a_few_and_count_the_rest() -> None:
    assert some_names(["甲", "乙"]) == "甲、乙"
    assert some_names(["甲", "乙", "丙", "丁"]) == "甲、乙、丙等 4 家"
    day = date(2026, 3, 6)
    assert batch_stem([F1, F2], 12, "家", day) == "摸底登记表、自查表 12 家 2026-03-06"
    assert batch_stem([F1, F2, F3], 3, "次检查", day) == "摸底登记表、自查表等 3 种表 3 次检查 2026-03-06"


# ---- printing ----------------------------------------------------------------------------------------


def test_printing_gives_the_pages_collated_with_their_sizes(desk: Desk, printed: list[Job]) -> None:
    dialog = desk.ask()
    dialog.of_list.click()
    desk.tick(dialog, F1, F3)
    dialog.print_button.click()
    desk.idle()
    (job,) = printed
    assert job.title.startswith("摸底登记表、督导检查表 4 家")
    assert [tuple(round(side) for side in page) for page in job.pages] == [(210, 297)] * 5
    assert job.pdf.startswith(b"%PDF")
    assert desk.said.kind is Kind.WARNING
    assert "北山砖厂" in desk.said.what
    assert "没有出督导检查表" in desk.said.what


def test_visits_print_their_own_forms_and_those_of_their_enterprises(
    visits: Desk, printed: list[Job]
) -> None:
    QTest.keyClick(visits.page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    dialog = visits.ask()
    assert (dialog.of_selected.text(), dialog.each_button.text()) == ("已选 2 次检查", "每次检查一个文件…")
    assert dialog.choice().form_ids == (F3,)
    visits.tick(dialog, F1, F3, F10)
    dialog.print_button.click()
    visits.idle()
    assert len(printed[0].pages) == 5  # F1 once, F3 and F10 of either visit
    assert visits.messages.last_shown is None


def test_photos_are_counted_and_stand_behind_the_list_of_hazards(visits: Desk, printed: list[Job]) -> None:
    QTest.keyClick(visits.page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    dialog = visits.ask()
    visits.tick(dialog, F10)
    assert dialog.photos.text() == "附整改前后照片（还没有照片）"
    assert not dialog.photos.isEnabled()
    dialog.reject()
    photos = [Given("一.jpg", jpeg(40, 30)), Given("二.jpg", jpeg(30, 40))]
    wait_for(visits.background, visits.background.write, attach, Owner("hazard", 1), photos, PROBLEM)
    visits.idle()
    dialog = visits.ask()
    visits.tick(dialog, F10)
    assert dialog.photos.text() == "附整改前后照片（2 张）"
    dialog.photos.click()
    visits.tick(dialog)
    assert not dialog.photos.isEnabled()
    visits.tick(dialog, F10)
    dialog.print_button.click()
    visits.idle()
    assert len(printed[0].pages) == 3, "the list of either visit, and one page of photos"
    assert visits.ask().photos.isChecked(), "as the last time"
    QApplication.activeModalWidget().reject()  # type: ignore[union-attr]


def test_without_a_visit_there_is_nothing_to_print_and_it_is_said(desk: Desk, printed: list[Job]) -> None:
    desk.select("北山砖厂")
    dialog = desk.ask()
    desk.tick(dialog, F10)
    dialog.print_button.click()
    desk.idle()
    assert printed == []
    assert "还没有检查记录" in desk.said.what
    assert desk.said.remedy


def test_an_unprintable_character_is_named_before_it_goes_on(desk: Desk, printed: list[Job]) -> None:
    facts = EnterpriseFacts(name="丙厂", principal="王\ue123")
    record_id = wait_for(desk.background, desk.background.write, save_enterprise, facts).record_id
    desk.idle()
    for words, times in (("取消", 0), ("仍然打印", 1)):
        desk.page.table.select_ids([record_id])
        desk.ask().print_button.click()
        desk.idle()
        asked = desk.answer(words)
        assert "〓" in asked
        assert "丙厂，摸底登记表，" in asked
        assert "\ue123" in asked
        assert len(printed) == times


def test_without_a_printer_the_same_sheets_can_be_saved(
    desk: Desk, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "printer_names", lambda: [])
    desk.select(VISITED)
    desk.ask().print_button.click()
    desk.idle()
    assert "没有安装打印机" in desk.said.what
    desk.strip._button.click()
    desk.choose_file(out / "一家.pdf")
    assert len(PdfReader(out / "一家.pdf").pages) == 1


# ---- saving ------------------------------------------------------------------------------------------


def test_one_pdf_is_saved_with_bookmarks_and_the_way_to_it(desk: Desk, out: Path) -> None:
    dialog = desk.ask()
    dialog.of_list.click()
    desk.tick(dialog, F1, F2)
    dialog.one_button.click()
    desk.choose_file(out / "全部.pdf")
    reader = PdfReader(out / "全部.pdf")
    assert len(reader.outline) == 8
    assert desk.said.text == "已保存「全部.pdf」：4 家，8 份表。"
    assert desk.said.kind is Kind.SUCCESS
    assert desk.strip._button.text() == "打开文件夹"
    assert desk.preferences.value("form-batch/folder") == str(out)


def test_a_file_each_asks_before_it_replaces(desk: Desk, out: Path) -> None:
    (out / f"{VISITED}.pdf").write_bytes(b"old")
    for words in ("取消", "替换"):
        dialog = desk.ask()
        dialog.of_list.click()
        desk.tick(dialog, F1, F3)
        dialog.each_button.click()
        desk.choose_file(out)
        assert (out / f"{VISITED}.pdf").read_bytes() == b"old"
        desk.answer(words)
    assert len(list(out.iterdir())) == 4
    assert len(PdfReader(out / f"{VISITED}.pdf").pages) == 2
    assert desk.said.what == "已保存 4 个文件：4 家，5 份表。"
    assert "北山砖厂" in desk.said.meaning


def test_a_full_disk_is_said_in_three_parts(desk: Desk, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(form_saving, "write_whole", refuse)
    desk.ask().one_button.click()
    desk.choose_file(out / "全部.pdf")
    assert desk.said.kind is Kind.ERROR
    assert "磁盘已满" in desk.said.what
    assert desk.said.meaning
    assert desk.said.remedy
    assert list(out.iterdir()) == []


def test_stopped_half_way_it_keeps_whole_files_and_says_how_many(
    desk: Desk, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = form_saving.write_whole

    def write_then_stop(path: Path, data: bytes) -> None:
        write(path, data)
        if len(list(out.iterdir())) == 2:
            for task in desk.background.under_way:  # as 取消 in the strip does
                task.cancel()

    monkeypatch.setattr(form_saving, "write_whole", write_then_stop)
    dialog = desk.ask()
    dialog.of_list.click()
    dialog.each_button.click()
    desk.choose_file(out)
    assert "2 个文件已经存好，还有 2 个没有存" in desk.said.what
    assert desk.said.kind is Kind.INFO
    assert len(list(out.iterdir())) == 2


def test_work_that_takes_long_stands_in_the_strip_and_can_be_stopped(
    desk: Desk, out: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = threading.Event()

    def slow(batch: Any, target: Path, one_file: bool, ending: str, progress: Any) -> None:
        for number in range(10_000):
            progress.report(number, 10_000, batch.entries[0].name)
            never.wait(0.01)  # a sheet takes its time
        raise AssertionError("nobody stopped it")

    monkeypatch.setattr(run, "save_batch", slow)
    desk.select(VISITED)
    desk.ask().one_button.click()
    desk.choose_file(out / "慢.pdf", wait=False)
    qtbot.waitUntil(lambda: VISITED in desk.progress.words.text(), timeout=5000)
    assert desk.progress.words.text().startswith("正在保存")
    assert desk.page.isEnabled()
    desk.page.table.go_to(desk.background.ids["北山砖厂"])
    desk.progress.cancel.click()
    desk.idle()
    assert not desk.progress.isVisible()
    assert desk.said.what == "已取消。"
