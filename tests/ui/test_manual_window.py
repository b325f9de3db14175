"""使用手册 in the program: F1 wherever the keyboard is, finding, following, printing; links of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk import office_folder
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile
from tests.ui.started import Started, is_shown
from ui import help_key, help_topics
from ui.help_key import close_manual, open_manual
from ui.manual_pages import BOOK, FOLDER, Hit, Manual, Section, read_manual
from ui.manual_window import ManualWindow, PictureView
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.office_dialogs import OFFICE_DIALOGS
from ui.pages import TABS
from ui.preferences import Preferences
from ui.printing import printing

OFFICE = "文水县西槽头乡人民政府"


@pytest.fixture
def started(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Started]:
    monkeypatch.setattr(office_folder, "remember_folder", lambda _folder: None)
    OfficeFile.create(tmp_path / "台账", set_up_office, OFFICE)
    started = Started(qtbot, tmp_path / "台账", Preferences())
    yield started
    close_manual()
    started.end()


@pytest.fixture
def manual(qapp: QApplication, qtbot: QtBot) -> Iterator[ManualWindow]:
    window = open_manual()
    qtbot.waitExposed(window)
    yield window
    close_manual()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key as the system gives it: to the window in front, unless a dialog holds that up."""
    window = QApplication.activeWindow()
    assert window is not None
    QTest.keyClick(window.windowHandle(), key, modifiers)


def front(kind: type[QWidget]) -> Any:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def is_manual(widget: QWidget) -> bool:
    return isinstance(widget, ManualWindow) and widget.isVisible()


def test_f1_opens_the_page_of_each_tab(started: Started) -> None:
    for number, tab in enumerate(TABS):
        started.window.activateWindow()
        press(Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.ControlModifier)
        started.idle()
        press(Qt.Key.Key_F1)
        assert front(ManualWindow).page.place == help_topics.TABS[tab.title]


def test_f1_works_in_a_dialog_and_the_manual_can_be_read_beside_it(started: Started) -> None:
    entry = next(one for one in OFFICE_DIALOGS if one.dialog == "RecycleBinDialog")
    started.window.open_dialog(entry)
    started.wait(lambda: QApplication.activeModalWidget() is not None)
    started.idle()
    dialog = QApplication.activeModalWidget()
    dialog.activateWindow()
    press(Qt.Key.Key_F1)
    window = front(ManualWindow)
    assert window.page.place == help_topics.WIDGETS["RecycleBinDialog"]
    assert QApplication.activeModalWidget() is dialog
    started.wait(window.isActiveWindow)
    press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)  # of a window that is held up no key would come
    assert window.search.hasFocus()
    window.close()
    dialog.close()


def test_the_manual_goes_with_the_main_window(started: Started) -> None:
    press(Qt.Key.Key_F1)
    assert front(ManualWindow).isVisible()
    started.window.close()
    started.wait(lambda: not started.window.isVisible())
    assert [one for one in QApplication.topLevelWidgets() if is_manual(one)] == []


def test_it_is_found_by_words_and_by_initials(manual: ManualWindow, qtbot: QtBot) -> None:
    title = next(
        one
        for one in read_manual().sections
        if len(one.title) > 3 and one.title != one.chapter and one.initials
    )
    press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    for wanted in (title.title, title.initials[0][0]):
        manual.search.clear()
        QTest.keyClicks(manual.search, wanted) if wanted.isascii() else manual.search.setText(wanted)
        press(Qt.Key.Key_Down)
        assert manual.hits.hasFocus()
        places = [manual.hits.item(at).data(Qt.ItemDataRole.UserRole) for at in range(manual.hits.count())]
        assert title.place in places
        assert manual.page.place == places[0]
        press(Qt.Key.Key_Return)
        assert manual.page.hasFocus()
        press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Escape)
    assert manual.side.currentWidget() is manual.contents
    assert manual.isVisible()
    manual.search.setText("没有这样的词语在手册里")
    assert manual.side.currentWidget() is manual.nothing


def test_titles_come_before_texts_and_every_word_counts() -> None:
    def section(title: str, text: str, *initials: str) -> Section:
        return Section(title, "章", title, text, (initials,))

    one, two, three = (
        section("移送", "延期的不移送。", "ys"),
        section("延期", "写明原因。", "yq"),
        section("空", ""),
    )
    found = Manual((), (one, two, three)).find
    assert [hit.section for hit in found("延期")] == [two, one]
    assert found("延期 移送") == [Hit(one, "延期的不移送。")]
    assert [hit.section for hit in found("YQ")] == [two]
    assert found("  ") == []
    assert found("延期 空") == []


def test_what_a_title_begins_with_comes_first() -> None:
    found = read_manual().find
    assert found("bf")[0].section.place == "backup"
    assert "filing#scan" not in [hit.section.place for hit in found("bf")], "第四步：放回扫描件 has no 步放"
    places = [hit.section.place for hit in found("hf")]
    assert places.index("backup#restore") < places.index("inspections#photos")
    places = [hit.section.place for hit in found("换电脑")]
    assert places[0] == "backup#new-pc", "its own title before that of the chapter"
    assert places[1] == "backup"
    assert "backup#password" in places[2:]
    assert found("备份恢复")[0].section.place == "backup"


def test_the_light_in_the_corner_is_explained(started: Started) -> None:
    light = started.window.backup_light
    assert help_topics.of_widget(light) == "backup#light"
    found = read_manual().find
    for words in ("还没有备份", "只有本机备份", "第二备份该做了", "备份没有做成"):
        assert "backup#light" in [hit.section.place for hit in found(words)]


def test_links_lead_on_and_alt_arrows_lead_back(manual: ManualWindow) -> None:
    first, second = (chapter.place for chapter in read_manual().chapters[:2])
    manual.go_to(first)
    manual._follow(manual.page.source().resolved(f"{second}.html"))
    assert manual.page.place == second
    assert manual.contents.currentItem().text(0) == read_manual().chapters[1].title
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert manual.page.place == first
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert manual.page.place == second


def with_picture() -> tuple[str, str]:
    """Return the slug of a chapter that shows a picture, and the picture's address."""
    for chapter in read_manual().chapters:
        page = (FOLDER / f"{chapter.place}.html").read_text(encoding="utf-8")
        if shown := re.search(r'<a href="(pictures/[^"]+)"', page):
            return chapter.place, shown[1]
    raise AssertionError("no chapter has a picture")


def test_pictures_fit_the_page_and_open_at_full_size(manual: ManualWindow, qtbot: QtBot) -> None:
    slug, picture = with_picture()
    manual.go_to(slug)
    for width in (1000, 760):
        manual.resize(width, 500)
        qtbot.waitUntil(lambda: manual.page._wide == manual.page.viewport().width())
        assert manual.page.horizontalScrollBar().maximum() == 0
    manual._follow(manual.page.source().resolved(picture))
    view = front(PictureView)
    qtbot.waitUntil(view.isActiveWindow)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not is_shown(view))


def test_without_a_printer_the_book_can_be_saved(
    manual: ManualWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "printer_names", lambda: [])
    press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(manual.strip.isVisible)
    assert "没有安装打印机" in manual.messages.last_shown.text
    button(manual.strip, "另存为 PDF").click()
    dialog = manual.findChild(QFileDialog)
    target = tmp_path / "手册.pdf"
    dialog.fileSelected.emit(str(target))
    qtbot.waitUntil(lambda: "已存为" in manual.messages.last_shown.text)
    assert target.read_bytes() == (FOLDER / BOOK).read_bytes()
    dialog.close()


def test_its_size_is_remembered(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    habits = Preferences()
    monkeypatch.setattr(help_key, "_habits", [habits])
    open_manual().resize(700, 420)
    close_manual()
    assert open_manual().size().toTuple() == (700, 420)
    close_manual()


def test_it_fits_a_small_screen_at_150_percent(manual: ManualWindow) -> None:
    least = manual.minimumSizeHint()
    assert least.width() <= 890
    assert least.height() <= 440


# ---- messages ------------------------------------------------------------------------------------------


def button(widget: QWidget, words: str) -> QPushButton:
    return next(one for one in widget.findChildren(QPushButton) if one.isVisible() and one.text() == words)


def test_a_message_leads_to_its_place(qtbot: QtBot) -> None:
    strip = MessageStrip()
    qtbot.addWidget(strip)
    strip.show_message(Message("打不开。", kind=Kind.ERROR, topic=help_topics.UNEXPECTED))
    button(strip, "查看手册").click()
    assert front(ManualWindow).page.place == help_topics.UNEXPECTED
    close_manual()
    strip.show_message(Message("保存好了。"))
    assert not any(one.isVisible() for one in strip.findChildren(QPushButton) if one.text() == "查看手册")


def test_reading_the_manual_answers_no_question(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    answers: list[bool] = []
    box = Messages(window).ask(Message("要停吗？", topic=help_topics.UNEXPECTED), "停止", answers.append)
    qtbot.waitExposed(box)
    button(box, "查看手册").click()
    assert front(ManualWindow).page.place == help_topics.UNEXPECTED
    assert box.isVisible()
    assert answers == []
    close_manual()

    button(box, "停止").click()
    assert answers == [True]
