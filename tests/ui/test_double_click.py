"""A double click on an archive or a backup: asked about in the window, here or in the one that is open."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from hazard_desk.command_line.words import file_to_open
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.office_file import OfficeFile
from tests.ui.started import OFFICE, Started, is_shown
from ui import single_instance
from ui.app import named_file, named_office
from ui.dialogs.safekeeping import RestoreDialog, SafekeepingDialog
from ui.preferences import Preferences
from ui.single_instance import Listener

ROOT = Path(__file__).resolve().parents[2]
_SECOND_START = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.single_instance import raise_other
app = QCoreApplication([])
sys.exit(0 if raise_other(*map(Path, sys.argv[1:])) else 7)
"""


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an office with one enterprise."""
    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, OFFICE, ["东街村"])
    with OfficeFile.open(folder) as office:
        office.run(save_enterprise, EnterpriseFacts(name="永和超市"))
    return folder


@pytest.fixture
def archive(folder: Path, tmp_path: Path) -> Path:
    """Give the office as one file, on a stick."""
    path = tmp_path / "U盘 一" / "台账 张三.hazdesk"
    path.parent.mkdir()
    with OfficeFile.open(folder) as office:
        return Path(office.write_archive(path).path)


@pytest.fixture
def starts(qtbot: QtBot) -> Iterator[list[Started]]:
    made: list[Started] = []
    yield made
    for one in made:
        one.end()


def second_start(qtbot: QtBot, folder: Path, file: Path | None = None) -> bool:
    """Start once more, apart: Windows keeps nothing for this window, which has to hear it meanwhile."""
    words = [str(folder), *([str(file)] if file is not None else [])]
    process = subprocess.Popen([sys.executable, "-c", _SECOND_START, *words], cwd=ROOT)
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
    return process.returncode == 0


def start(starts: list[Started], qtbot: QtBot, folder: Path) -> Started:
    started = Started(qtbot, folder, Preferences())
    starts.append(started)
    return started


# ---- the call ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (["C:\\台账\\a b.hazdesk"], "C:\\台账\\a b.hazdesk"),
        (["--office", "d", "x.HAZDESK"], "x.HAZDESK"),
        (["office_1.db", "--office=d"], "office_1.db"),
        (["backup"], None),
        (["restore", "a.hazdesk"], None),
        (["--office", "a.db"], None),
        (["a.hazdesk", "b.hazdesk"], None),
        ([], None),
    ],
    ids=str,
)
def test_a_path_alone_is_what_a_double_click_calls_with(words: list[str], file: str | None) -> None:
    assert file_to_open(words) == file
    named = named_file(words)
    assert named == (None if file is None else Path(file).absolute())


def test_the_office_is_still_read_beside_it() -> None:
    assert named_office(["--office", "d", "x.hazdesk"]) == Path("d")


# ---- the window that it opens ------------------------------------------------------------------------------


def test_it_is_asked_about_once_the_office_is_open(
    starts: list[Started], qtbot: QtBot, folder: Path, archive: Path
) -> None:
    started = start(starts, qtbot, folder)
    started.quiet()
    before = (folder / "office.db").read_bytes()
    started.program.offer(archive)
    dialog = started.dialog(RestoreDialog)
    started.wait(dialog.restore_button.isEnabled)
    assert "台账包" in dialog.heading.text()
    dialog.cancel_button.click()
    started.quiet()
    assert (folder / "office.db").read_bytes() == before, "without her yes nothing happens"


def test_it_waits_while_the_office_is_being_opened(
    starts: list[Started], qtbot: QtBot, folder: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.app import Program

    begin = Program.begin

    def begin_with_a_file(program: Program) -> None:
        begin(program)
        program.offer(archive)
        assert program._keeper is None, "it is still being opened"

    monkeypatch.setattr(Program, "begin", begin_with_a_file)
    started = start(starts, qtbot, folder)
    assert started.dialog(RestoreDialog)._path == archive


def test_with_no_office_yet_it_makes_one(
    starts: list[Started], qtbot: QtBot, tmp_path: Path, archive: Path
) -> None:
    started = start(starts, qtbot, tmp_path / "新电脑" / "隐患台")
    started.program.offer(archive)
    dialog = started.dialog(RestoreDialog)
    started.wait(dialog.restore_button.isEnabled)
    assert dialog.restore_button.text() == "恢复到这里"
    dialog.restore_button.click()
    box = started.dialog(QMessageBox)
    started.quiet()
    assert "企业 1" in box.text()
    box.accept()


def test_a_damaged_office_is_replaced_by_it(
    starts: list[Started], qtbot: QtBot, folder: Path, archive: Path
) -> None:
    with (folder / "office.db").open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 300)
    started = start(starts, qtbot, folder)
    started.program.offer(archive)
    dialog = started.dialog(RestoreDialog)
    started.wait(dialog.restore_button.isEnabled)
    assert dialog._target.folder == folder
    dialog.reject()


def test_a_file_that_is_gone_is_said_in_three_parts(
    starts: list[Started], qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    started = start(starts, qtbot, folder)
    started.program.offer(tmp_path / "没有.hazdesk")
    box = started.dialog(QMessageBox)
    assert "找不到文件" in box.text()
    assert "没有改动任何数据" in box.informativeText()
    assert "再双击一次" in box.informativeText()
    box.accept()


def test_a_file_that_is_none_of_ours_is_refused_in_words(
    starts: list[Started], qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "别的程序.db"
    other.write_bytes(b"SQLite format 3\x00" + b"x" * 4096)
    started = start(starts, qtbot, folder)
    started.program.offer(other)
    dialog = started.dialog(RestoreDialog)
    started.wait(lambda: dialog.heading.text() == "这个文件不能用来恢复")
    assert not dialog.restore_button.isEnabled()
    dialog.reject()


def test_what_is_open_over_the_window_comes_first(
    starts: list[Started], qtbot: QtBot, folder: Path, archive: Path
) -> None:
    started = start(starts, qtbot, folder)
    started.quiet()
    started.program.show_safekeeping()
    open_one: QDialog = started.dialog(SafekeepingDialog)
    started.quiet()
    started.program.offer(archive)
    assert "关上以后" in started.window.messages.last_shown.text
    assert is_shown(open_one)
    QTest.keyClick(open_one, Qt.Key.Key_Escape)
    assert started.dialog(RestoreDialog)._path == archive


# ---- a second start ------------------------------------------------------------------------------------


def test_a_second_start_hands_the_file_over(
    starts: list[Started], qtbot: QtBot, folder: Path, archive: Path
) -> None:
    started = start(starts, qtbot, folder)
    started.quiet()
    raised: list[bool] = []
    started.program._listener.raised.connect(lambda: raised.append(True))
    assert second_start(qtbot, folder, archive)
    assert started.dialog(RestoreDialog)._path == archive
    assert raised == [True], "and the window comes to the front"


def test_a_second_start_without_a_file_only_raises(qtbot: QtBot, tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    handed: list[Path] = []
    listener.handed_over.connect(handed.append)
    try:
        with qtbot.waitSignal(listener.raised, timeout=20_000):
            assert second_start(qtbot, tmp_path)
        QTest.qWait(50)
        assert handed == []
    finally:
        listener.close()


def test_a_path_with_rare_characters_arrives_as_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    path = tmp_path / "䶮𬱖 100% a;b" / "台账.hazdesk"
    try:
        with qtbot.waitSignal(listener.handed_over, timeout=20_000) as heard:
            assert second_start(qtbot, tmp_path, path)
        assert heard.args == [path]
    finally:
        listener.close()


def test_whoever_talks_without_end_is_not_read_any_more(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "_LONGEST", 1000)
    listener = Listener(tmp_path)
    handed: list[Path] = []
    listener.handed_over.connect(handed.append)
    socket = QLocalSocket()
    try:
        with qtbot.waitSignal(listener.raised, timeout=20_000):
            socket.connectToServer(single_instance._name(tmp_path))
            assert socket.waitForConnected(1000)
            socket.write(b"open " + b"x" * 5000)
            socket.flush()
        QTest.qWait(50)
        socket.write(b"\n")
        socket.flush()
        QTest.qWait(50)
        assert handed == []
        socket.disconnectFromServer()
        with qtbot.waitSignal(listener.handed_over, timeout=20_000):
            assert second_start(qtbot, tmp_path, tmp_path / "b.hazdesk")
    finally:
        listener.close()
