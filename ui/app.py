"""The program with a window: start, open the office, end cleanly."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.background import Background
    from ui.main_window import MainWindow
    from ui.office_door import OfficeDoor
    from ui.preferences import Preferences
    from ui.single_instance import Listener

BROKEN_QT = (6, 12)  # drops a reference to None at each call on a Python before 3.12, and dies of it
BROKEN_PYTHONS = ((3, 10), (3, 11))


def unsound(qt: Sequence[object], python: Sequence[object]) -> bool:
    """Tell whether this pair of PySide6 and Python corrupts the interpreter."""
    return tuple(qt[:2]) == BROKEN_QT and tuple(python[:2]) in BROKEN_PYTHONS


def refuse_unsound_pair() -> bool:
    """Say so and return True where this Qt must not run on this Python."""
    import PySide6

    if not unsound(PySide6.__version_info__, sys.version_info):
        return False
    said = (
        f"PySide6 {PySide6.__version__} 不能与 Python {sys.version_info[0]}.{sys.version_info[1]} 一起使用，"
        "会损坏运行中的程序。没有打开台账。请安装 PySide6-Essentials 6.11.3，或改用 Python 3.12 及以上。"
    )
    print(said, file=sys.stderr)
    return True


def named_office(arguments: Sequence[str]) -> Path | None:
    """Return the folder after --office; the command line has checked the words already."""
    for at, word in enumerate(arguments):
        if word == "--office" and at + 1 < len(arguments):
            return Path(arguments[at + 1])
        if word.startswith("--office="):
            return Path(word.partition("=")[2])
    return None


class Program:
    """Holds the window and the office that is open in it, one at a time."""

    def __init__(self, folder: Path, preferences: Preferences, window: MainWindow) -> None:
        """Wire the window; `begin` does the rest once it has been painted."""
        self.folder = folder
        self.preferences = preferences
        self.window = window
        self._door: OfficeDoor | None = None
        self._background: Background | None = None
        self._listener: Listener | None = None
        window.painted.connect(self.begin)
        window.open_wanted.connect(self.open)
        window.create_wanted.connect(self.create)
        window.closing.connect(self.end)

    def begin(self) -> None:
        """Open the folder, or offer to make one where there is no office in it."""
        self.window.welcome.set_folder(self.folder)
        if (self.folder / "office.db").exists():
            self.open(self.folder)
        else:
            self.window.show_welcome()

    def open(self, folder: Path) -> None:
        """Open the office of this folder in place of the one that is open."""
        from ui.single_instance import raise_other

        if self._door is not None and folder == self._door.folder:
            self.window.show_page(0)
            return
        if raise_other(folder):
            self.window.messages.say_done("这个台账已经在另一个窗口里打开，已切换到那个窗口。")
            return
        self._enter(folder, "正在打开台账…", lambda door: door.open)

    def create(self, folder: Path, name: str, villages: list[str]) -> None:
        """Make an office in this folder and open it."""
        self._enter(folder, "正在新建台账…", lambda door: door.create, name, villages)

    def _enter(self, folder: Path, words: str, way_in: object, *args: object) -> None:
        from ui.background import Background
        from ui.office_door import OfficeDoor

        self._leave()
        self.window.show_waiting(words)
        self.folder = folder
        door = self._door = OfficeDoor(folder)
        background = self._background = Background(door)
        function = way_in(door)  # type: ignore[operator]
        background.between_writes(function, *args, done=self._opened, failed=self._refused)

    def _opened(self, notices: list[str]) -> None:
        from ui.messages import Kind, Message
        from ui.pages import TABS
        from ui.single_instance import Listener
        from ui.widgets.drafts import Drafts

        assert self._background is not None
        self.preferences.drafts = Drafts(self.folder)
        self._listener = Listener(self.folder)
        self._listener.raised.connect(self.window.raise_up)
        self.window.welcome.set_folder(self.folder)
        self.window.attach(self._background, TABS)
        if notices:
            self.window.messages.say(Message("".join(notices), kind=Kind.WARNING))
        self._background.work(_warm_up)

    def _refused(self, error: Exception) -> None:
        from ui.messages import message_of

        self._leave()
        self.window.show_welcome(message_of(error))

    def _leave(self) -> None:
        """Close what is open, in order: pages, listening, the file on its own thread, the threads."""
        self.window.detach()
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        if self._background is not None and self._door is not None:
            self._background.between_writes(self._door.close)
            self._background.close(stop=True)
        self._background = self._door = None

    def end(self) -> None:
        """Close the office and keep the habits: the window is going."""
        self.window.hide()
        self._leave()
        self.preferences.write()


def _warm_up() -> None:
    """Load what the first writing and the other tabs need, off the window's thread, when all is shown."""
    from hazard_desk.rules.readings import initials
    from hazard_desk.services import ad_hoc_tables, journal, reporting  # noqa: F401
    from hazard_desk.services.inspecting import finding, offering, saving  # noqa: F401
    from hazard_desk.services.vocabulary import nouns

    initials("隐患台")
    nouns()


def _application() -> QApplication:
    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv[:1])
    app.setApplicationName("HazardDesk")
    app.setApplicationDisplayName("")
    app.setQuitOnLastWindowClosed(True)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window and return the program's exit code when it has been closed."""
    started = time.perf_counter()
    if refuse_unsound_pair():
        return 1
    from hazard_desk.office_folder import default_folder

    folder = named_office(sys.argv[1:] if argv is None else argv) or default_folder()
    app = _application()
    if (folder / "office.owner.json").exists():
        from ui.single_instance import raise_other

        if raise_other(folder):
            return 0
    from ui import theme
    from ui.garbage import GarbageKeeper
    from ui.main_window import MainWindow
    from ui.preferences import Preferences, preferences_path

    theme.apply(app)
    preferences = Preferences(preferences_path())
    window = MainWindow(preferences)
    program = Program(folder, preferences, window)
    GarbageKeeper(window)
    window.painted.connect(lambda: _keep_watch(window, time.perf_counter() - started))
    window.show()
    code = app.exec()
    program.end()
    return code


def _keep_watch(window: MainWindow, seconds: float) -> None:
    """Begin the log and catch what nobody else does; the window is on the screen already."""
    import logging

    from ui import incidents
    from ui.messages import message_of

    folder = incidents.log_folder()
    incidents.watch_crashes(folder)
    incidents.keep_log(folder)
    incidents.catch_the_rest(
        lambda error: window.messages.show_dialog(
            message_of(error if isinstance(error, Exception) else RuntimeError())
        )
    )
    logging.getLogger(__name__).info("window painted after %.2f s", seconds)
