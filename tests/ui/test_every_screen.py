"""Every page and dialog at 100, 150 and 200 % of 1366×768: whole, named, and usable by keys.

Each scale is a process of its own, as Qt reads it once; `python -m tests.ui.every_screen` keeps pictures.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk.services.demonstrating import demo_villages, fill_demo
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile
from tests.ui.every_screen.looking import FocusSeen, faults
from tests.ui.real_office import OFFICE
from ui.office_dialogs import OFFICE_DIALOGS
from ui.pages import TABS

ROOT = Path(__file__).resolve().parents[2]
SCALES = ("1", "1.5", "2")
_LONGEST_S = 280  # on a machine that does much other work besides

Looked = dict[str, list[str]]


@pytest.fixture(scope="module")
def looking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, subprocess.Popen[str]]]:
    """Begin to look at all three scales at once."""
    made = tmp_path_factory.mktemp("screens")
    office = made / "office"  # Qt reads the name of a screen's file as Latin
    OfficeFile.create(office, set_up_office, OFFICE, demo_villages())
    with OfficeFile.open(office) as opened:
        opened.run(fill_demo, 40, 1)
    running = {}
    for scale in SCALES:
        copy = made / f"office-at-{scale}"
        shutil.copytree(office, copy)
        words = ["-m", "tests.ui.every_screen", "--office", str(copy), *(["--focus"] if scale == "1" else [])]
        running[scale] = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env={**os.environ, "QT_SCALE_FACTOR": scale, "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
    yield running
    for process in running.values():
        process.kill()
        process.communicate()


@pytest.mark.timeout(2 * _LONGEST_S)
@pytest.mark.parametrize("scale", SCALES)
def test_nothing_is_cut_off_out_of_reach_or_without_a_name(
    looking: dict[str, subprocess.Popen[str]], scale: str
) -> None:
    said, trouble = looking[scale].communicate(timeout=_LONGEST_S)
    assert looking[scale].returncode == 0, trouble
    looked: Looked = json.loads(said)
    wanted = {tab.title for tab in TABS} | {entry.words.rstrip("…") for entry in OFFICE_DIALOGS}
    assert wanted <= looked.keys()
    assert {screen: found for screen, found in looked.items() if found} == {}


def test_the_looking_sees_what_is_wrong(qapp: object, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column, row = QVBoxLayout(window), QHBoxLayout()
    long_label = QLabel("一句很长的话，放不下的时候就看不全了")
    long_label.setFixedWidth(60)
    field = QLineEdit()
    buttons = [QPushButton("保存(&S)"), QPushButton("删除(&S)"), QPushButton("只能用鼠标")]
    buttons[2].setFocusPolicy(Qt.FocusPolicy.NoFocus)
    unseen = QPushButton("看不出焦点")
    plain = "{ border: none; outline: 0; background: white; padding: 0; }"
    unseen.setStyleSheet(f"QPushButton {plain} QPushButton:focus {plain}")
    row.addWidget(long_label)
    column.addLayout(row)
    for widget in (field, *buttons, unseen):
        column.addWidget(widget)
    above = QPushButton("最后做的在最上面", window)
    column.insertWidget(0, above)
    beyond = QPushButton("在窗口外面", window)
    beyond.setGeometry(5_000, 0, 100, 28)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    said = "\n".join([*faults(window), *FocusSeen().faults(window)])
    for part in (
        "一句很长的话，放不下的时候就看不全了” shows 60 of",
        "QLineEdit “” in QWidget has no name",
        "Alt+S means 2 things",
        "只能用鼠标” can't be reached by keys",
        "Tab runs upwards from QPushButton “看不出焦点” to QPushButton “最后做的在最上面”",
        "在窗口外面” is at (5000",
    ):
        assert part in said
    seen = FocusSeen()
    seen._looked_at.add(("QPushButton", ""))  # of a kind one is looked at
    assert "looks the same" not in "".join(seen.faults(window))
    for widget in (*buttons, above, beyond):
        widget.hide()
    assert "看不出焦点” ('QPushButton', '') looks the same" in "".join(FocusSeen().faults(window))
