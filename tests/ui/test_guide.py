"""使用说明 tells of every page, every dialog of the menus, and the keys of the hazards."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ui.background import Background
from ui.dialogs.guide import Guide
from ui.main_window import MainWindow
from ui.pages import TABS
from ui.pages.cross.board import BoardView
from ui.pages.hazards.steps import CALENDAR_KEY, ITEMS_KEY, KEYS, MENU_KEY
from ui.preferences import Preferences


def test_it_tells_of_everything_that_can_be_opened(qtbot: QtBot) -> None:
    window = MainWindow(Preferences())
    qtbot.addWidget(window)
    guide = Guide(window)
    told = guide.page.toPlainText()
    opened = [
        action.text()
        for menu in window.findChildren(QMenu)
        for action in menu.actions()
        if menu.title() in ("编辑(&E)", "记录(&R)", "工具(&T)") and action.text().endswith("…")
    ]
    assert len(opened) >= 9
    names = [re.sub(r"（.*）|…", "", words) for words in opened] + [tab.title for tab in TABS]
    assert [name for name in names if name not in told] == []


def test_it_names_the_keys_of_the_hazards(qtbot: QtBot) -> None:
    guide = Guide()
    qtbot.addWidget(guide)
    told = guide.page.toPlainText()
    assert [keys for keys in (*KEYS.values(), CALENDAR_KEY, ITEMS_KEY, MENU_KEY) if keys not in told] == []


def test_it_tells_what_a_round_of_cross_inspections_is_done_with(qtbot: QtBot) -> None:
    guide = Guide()
    qtbot.addWidget(guide)
    told = guide.page.toPlainText()
    board = BoardView(Background(None), None, None)  # type: ignore[arg-type]  # nothing is read for no round
    qtbot.addWidget(board)
    keys = [action.shortcut().toString() for action in board.actions() if action.shortcut().toString()]
    assert len(keys) == 2
    words = (
        *keys,
        "F6",
        "F7",
        "Alt+A",
        "Alt+L",
        "组员",
        "跟踪",
        "提出抽检名单",
        "移交清单",
        "反馈逾期",
        "历次",
    )
    assert [one for one in words if one not in told] == []
