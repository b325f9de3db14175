"""本版新内容: once after an upgrade, never at a first start, in the Help menu always."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk import __version__
from hazard_desk.resources import RESOURCES
from ui.dialogs import whats_new
from ui.dialogs.whats_new import WhatsNew, news, seen_version, tell_once
from ui.main_window import MainWindow
from ui.messages import Kind, Message
from ui.preferences import Preferences


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> MainWindow:
    window = MainWindow(Preferences())
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture(autouse=True)
def at_080(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whats_new, "__version__", "0.8.0")


def said(window: MainWindow) -> str:
    return window.messages.last_shown.what if window.messages.last_shown is not None else ""


def test_a_first_start_is_told_nothing_and_the_next_one_neither(window: MainWindow) -> None:
    tell_once(window)
    assert said(window) == ""
    assert seen_version(window.preferences) == "0.8.0"
    tell_once(window)
    assert said(window) == ""


@pytest.mark.parametrize("kept", [{"window/geometry": "AAAA"}, {"window/version": "0.7.0"}])
def test_after_an_upgrade_it_is_told_once_and_opens_beside_the_work(
    window: MainWindow, kept: dict[str, str]
) -> None:
    for key, value in kept.items():
        window.preferences.setValue(key, value)
    tell_once(window)
    assert said(window) == "隐患台已升级到 0.8.0。"
    assert QApplication.activeModalWidget() is None
    window.strip._button.click()
    dialog = next(one for one in window.findChildren(QWidget) if isinstance(one, WhatsNew))
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert ("0.7.0" in dialog.page.toPlainText()) == ("window/version" not in kept)
    assert "安装程序" in dialog.page.toPlainText()
    dialog.close()
    window.strip.dismiss()
    window.messages.last_shown = None
    tell_once(window)
    assert said(window) == ""


def test_another_message_is_not_covered_and_it_comes_at_the_next_start(window: MainWindow) -> None:
    window.preferences.setValue("window/version", "0.7.0")
    window.messages.say(Message("上次没有正常退出。", kind=Kind.WARNING))
    tell_once(window)
    assert said(window) == "上次没有正常退出。"
    window.strip.dismiss()
    tell_once(window)
    assert said(window) == "隐患台已升级到 0.8.0。"


def test_an_older_program_put_back_says_nothing(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window.preferences.setValue("window/version", "0.10.0")
    tell_once(window)
    assert said(window) == ""


def test_the_words_of_this_version_are_there() -> None:
    told = json.loads((Path(RESOURCES) / "whats-new.json").read_text(encoding="utf-8"))
    assert __version__ in told
    assert all(line.endswith("。") and len(line) < 80 for lines in told.values() for line in lines)
    assert list(news()) == ["0.8.0", "0.7.0"]
    assert list(news("0.7.0")) == ["0.8.0"]
    assert news("0.8.0") == {}
