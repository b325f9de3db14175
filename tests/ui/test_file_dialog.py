"""Where the dialog for a file begins: where one was last for this, never where the program lies."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ui.preferences import Preferences
from ui.widgets.file_dialog import file_dialog, for_leaving


class Window(QWidget):
    """Has the habits that dialogs over it go by."""

    def __init__(self) -> None:
        super().__init__()
        self.preferences = Preferences()


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    return window


def begins(dialog: QFileDialog) -> Path:
    return Path(dialog.directory().absolutePath())


def test_it_begins_where_one_was_last_for_this(window: Window, tmp_path: Path) -> None:
    second, used, target = tmp_path / "U盘", tmp_path / "移动硬盘", tmp_path / "移动硬盘" / "a.hazdesk"
    for folder in (second, used):
        folder.mkdir()
    over = QDialog(QDialog(window))  # a dialog over a dialog, as 恢复 is over 备份与恢复
    first = file_dialog(over, "", second, purpose="archive")
    assert begins(first) == second
    first.fileSelected.emit(str(target))
    assert begins(file_dialog(over, "", second, purpose="archive")) == used
    assert begins(file_dialog(over, "", second, purpose="restore")) == second, "another purpose"
    used.rmdir()
    assert begins(file_dialog(over, "", second, purpose="archive")) == second, "the stick is away"
    second.rmdir()
    assert begins(file_dialog(over, "", second, purpose="archive")) == for_leaving()


def test_it_never_begins_where_the_program_was_started(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "隐患台"
    program.mkdir()
    monkeypatch.chdir(program)
    for folder in (None, Path(), Path("..")):
        assert begins(file_dialog(window, "", folder)) not in (program, tmp_path)
    desktop = tmp_path / "桌面"
    desktop.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(desktop))
    assert begins(file_dialog(window, "")) == desktop


def test_every_dialog_of_the_window_is_made_there() -> None:
    """One place decides."""
    own = {"ui/widgets/file_dialog.py"}
    root = Path(__file__).resolve().parents[2]
    for path in (root / "ui").rglob("*.py"):
        name = path.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            made = called == "QFileDialog" or called.startswith("QFileDialog.get")
            assert not made or name in own, name
            if called == "file_dialog":
                assert "Path()" not in [ast.unparse(one) for one in node.args], name
