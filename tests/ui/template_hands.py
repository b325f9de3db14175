"""Hands on 填上级表格: its dialog over an office with four enterprises."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.dialog_desk import DialogDesk
from tests.ui.keyboard import ALT, CTRL, KEY
from ui.background import Background
from ui.dialogs.county_templates import CountyTemplatesDialog
from ui.office_door import OfficeDoor


class Hands(DialogDesk):
    """Opens the dialog over an office with four enterprises, and chooses files in its file dialogs."""

    dialog: CountyTemplatesDialog

    def open(self) -> CountyTemplatesDialog:
        dialog = CountyTemplatesDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog)

    def file_dialog(self) -> QFileDialog:
        """Wait for the file dialog: a button presses itself for a moment."""
        shown: list[QFileDialog] = []

        def is_shown() -> bool:
            shown[:] = [one for one in self.dialog.findChildren(QFileDialog) if one.isVisible()]
            return len(shown) == 1

        self.qtbot.waitUntil(is_shown)
        return shown[0]

    def alt(self, key: Qt.Key, until: Callable[[], bool]) -> None:
        """Press a button by its letter, and wait for what it does."""
        self.press(key, with_=ALT)
        self.qtbot.waitUntil(until)
        self.settle()

    def type_path(self, path: Path) -> None:
        """Type a path into the open file dialog and accept it."""
        dialog = self.file_dialog()
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(line, QLineEdit)
        line.setText(str(path))
        dialog.accept()
        self.dialog.activateWindow()  # as a real window system does of itself
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is self.dialog)
        self.settle()

    def take(self, path: Path) -> CountyTemplatesDialog:
        """Choose a template by the key of its button."""
        self.press(KEY.Key_F, with_=ALT)
        self.type_path(path)
        return self.dialog

    def go_on(self) -> None:
        self.press(KEY.Key_Return, with_=CTRL)

    def save_as(self, path: Path) -> None:
        """Ctrl+S on the preview, and the path."""
        self.press(KEY.Key_S, with_=CTRL)
        self.type_path(path)

    def head(self, words: str) -> Any:
        """The field beside this header or single cell."""
        form = self.dialog.mapping_page.form
        for rows in (form.columns, form.marks):
            for field in rows.fields:
                if field.label.startswith(words):
                    return field
        raise AssertionError(words)

    def state(self, words: str) -> str:
        """What is said of this header."""
        form = self.dialog.mapping_page.form
        for rows in (form.columns, form.marks):
            for at, field in enumerate(rows.fields):
                if field.label.startswith(words):
                    return rows.state(at)
        raise AssertionError(words)

    @property
    def said(self) -> str:
        """What stands in the dialog's strip."""
        return self.dialog.strip._text.text() if self.dialog.strip.isVisible() else ""


@contextmanager
def hands_on(made: Path, folder: Path, qtbot: QtBot) -> Iterator[Hands]:
    """Open a copy of an office, and close all in the end."""
    shutil.copytree(made, folder)
    door = OfficeDoor(folder)
    background = Background(door)
    try:
        background.between_writes(door.open)
        hands = Hands(background, qtbot)
        yield hands
        hands.close()
    finally:
        background.between_writes(door.close)
        background.close(stop=True)
