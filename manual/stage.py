"""Where the pictures of 使用手册 are taken: the real program on a demo office, on a day that never changes.

A scene brings the window to what a picture is to show:

    @scene("hazards-steps")
    def steps(stage: Stage) -> QWidget | None:
        stage.tab("隐患台账")
        …
        return stage.front()

It returns the dialog or part of the window to be shown, None for the whole window. Each scene has a program
and an office of its own, so it may enter whatever it likes.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from ui.app import Program
    from ui.background import Background
    from ui.main_window import MainWindow
    from ui.messages import Messages
    from ui.walk import Walk

MOMENT = datetime(2026, 6, 10, 9, 30)
"""Wednesday: a week under way, its report due on Friday."""
SIZE = (1366, 728)  # of a screen of 1366×768, less the task bar
OFFICE = "文水县西槽头乡人民政府"
FOLDER = Path("D:\\隐患台账")
"""Where the office lies, as the pictures say; here a folder of this name in a room of its own."""
_ENTERPRISES = 60
_PATIENCE_S = 60.0
_QUIET_LOOKS = 4
_LONGEST_PAUSE_MS = 300  # what the window holds back for more typing; messages stay longer
_SEED = 1


class Office(Enum):
    """What a scene finds in the office folder."""

    DEMO = "demo"  # records of three months
    EMPTY = "empty"  # villages only
    NONE = "none"  # no office: the first minute


Scene = Callable[["Stage"], "QWidget | None"]


@dataclass(frozen=True)
class Picture:
    """A picture by its id, the scene that leads to it, and what office it plays in."""

    id: str
    play: Scene
    office: Office = Office.DEMO


PICTURES: dict[str, Picture] = {}
"""All that the scenes imported so far have announced."""


def scene(picture_id: str, office: Office = Office.DEMO) -> Callable[[Scene], Scene]:
    """Announce a scene; its picture is `pictures/ID.png`."""

    def announce(play: Scene) -> Scene:
        if picture_id in PICTURES:
            raise ValueError(f"two scenes make the picture {picture_id}")
        PICTURES[picture_id] = Picture(picture_id, play, office)
        return play

    return announce


@dataclass
class Stage:
    """The program in front of a scene: where it is, and hands to lead it."""

    app: QApplication
    folder: Path
    window: MainWindow
    program: Program
    walk: Walk
    framed: list[QWidget] = field(default_factory=list)

    @property
    def today(self) -> date:
        """Return the day on which all pictures are taken."""
        return MOMENT.date()

    @property
    def background(self) -> Background:
        """Return what reads and writes the office."""
        assert self.window.background is not None, "no office is open"
        return self.window.background

    @property
    def messages(self) -> Messages:
        """Return what says things in the window."""
        return self.window.messages

    # ---- waiting ---------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Wait until nothing is being read, drawn or written, nor about to be when typing pauses."""
        quiet = 0
        until = time.monotonic() + _PATIENCE_S
        while quiet < _QUIET_LOOKS:
            if time.monotonic() > until:
                raise TimeoutError("the window never came to rest")
            self.walk.pause(0.02)
            quiet = 0 if self._is_busy() else quiet + 1

    def _is_busy(self) -> bool:
        from PySide6.QtCore import QTimer

        background = self.window.background
        if background is not None and background.under_way:
            return True
        return any(
            timer.isActive() and timer.isSingleShot() and timer.interval() <= _LONGEST_PAUSE_MS
            for top in self.app.topLevelWidgets()
            if top.isVisible()
            for timer in top.findChildren(QTimer)
        )

    def wait_for(self, what: str, condition: Callable[[], object]) -> None:
        """Wait until it holds; where it never does, the scene fails with `what` in its words."""
        self.walk.wait_for(what, condition)

    # ---- going about -----------------------------------------------------------------------------------

    def tab(self, title: str) -> Any:
        """Show a tab by its title and return its page, filled."""
        from ui.pages import TABS

        at = [tab.title for tab in TABS].index(title)
        self.window.show_page(at)
        self.settle()
        return self.window.page

    def dialog(self, words: str) -> Any:
        """Open the menu's dialog whose entry begins with these words (重点任务) and return it, filled."""
        from ui.office_dialogs import OFFICE_DIALOGS

        entry = next(entry for entry in OFFICE_DIALOGS if entry.words.startswith(words))
        self.window.open_dialog(entry)
        return self.front()

    def front(self) -> Any:
        """Return the dialog in front, once it is there and filled."""
        self.wait_for("窗口打开", lambda: self.app.activeModalWidget() is not None)
        self.settle()
        return self.app.activeModalWidget()

    def press(self, key: Any, modifiers: Any = None) -> None:
        """Press a key where the keyboard is, and wait until all is quiet."""
        self.walk.press(key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        """Type where the keyboard is."""
        self.walk.type(text)
        self.settle()

    def click(self, widget: QWidget) -> None:
        """Click a widget in its middle."""
        self.walk.click(widget)
        self.settle()

    def frame(self, widget: QWidget) -> None:
        """Draw a red frame round this widget in the picture, so that the eye finds it."""
        self.framed.append(widget)

    # ---- the office's records --------------------------------------------------------------------------

    def ask(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a query of services/ and return its answer."""
        return self._run(self.background.read, query, *args, **kwargs)

    def do(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run an operation of services/ and return its `Changes`."""
        return self._run(self.background.write, operation, *args, **kwargs)

    def _run(self, way: Callable[..., Any], function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        came: list[Any] = []
        way(lambda work: function(work, *args, **kwargs), done=came.append)
        self.wait_for("数据", lambda: came)
        self.settle()
        return came[0]


# ---- the theatre ---------------------------------------------------------------------------------------


def hold_time_still() -> None:
    """Make it `MOMENT` for all of this process; `date.today` and ui/clock.py ask `time.time`."""
    held = MOMENT.timestamp()
    time.time = lambda: held


def set_screen(room: Path) -> None:
    """Have Qt draw on a screen of 1366×768 that nobody sees, at one scale; before Qt is imported."""
    if "PySide6.QtGui" in sys.modules:
        raise RuntimeError("Qt is loaded already: its platform can't be chosen any more")
    measures = {"name": "manual", "x": 0, "y": 0, "width": 1366, "height": 768}
    screen = {**measures, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    (room / "screen.json").write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={room / 'screen.json'}"
    os.environ["QT_SCALE_FACTOR"] = "1"
    os.environ.pop("QT_STYLE_OVERRIDE", None)
    os.environ.pop("HAZARD_DESK_OFFICE", None)


@contextmanager
def theatre() -> Iterator[Theatre]:
    """Hold time still and give a theatre with an application; all it made is taken away afterwards."""
    hold_time_still()
    with tempfile.TemporaryDirectory(prefix="hazard-desk-manual-", ignore_cleanup_errors=True) as made:
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"):
            os.environ[name] = str(Path(made) / "home")
        set_screen(Path(made))
        yield Theatre(Path(made))


class Theatre:
    """Plays scenes, one after the other, each on a fresh copy of its office."""

    def __init__(self, room: Path) -> None:
        """Start the application; offices lie below `room`."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication

        from ui import theme

        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
        made = QApplication.instance() or QApplication(["HazardDesk"])
        assert isinstance(made, QApplication)
        self.app = made
        self.app.setApplicationName("HazardDesk")
        theme.apply(self.app)
        self.app.setCursorFlashTime(0)  # a caret that blinks is there by chance
        self._room = room
        self._templates: dict[Office, Path] = {}
        self._played = 0

    @contextmanager
    def stage(self, office: Office) -> Iterator[Stage]:
        """Give the program on a fresh copy of this office, shown and filled."""
        from ui.app import Program
        from ui.main_window import MainWindow
        from ui.preferences import Preferences
        from ui.walk import Walk

        self._played += 1
        place = self._room / f"scene-{self._played}"
        place.mkdir()
        if office is not Office.NONE:
            shutil.copytree(self._template(office), place / FOLDER)
        before = Path.cwd()
        os.chdir(place)
        window = MainWindow(Preferences())
        program = Program(FOLDER, window.preferences, window)
        window.resize(*SIZE)
        window.show()
        window.activateWindow()
        walk = Walk(self.app, window, place)
        stage = Stage(self.app, FOLDER, window, program, walk)
        try:
            if office is Office.NONE:
                walk.wait_for("开始页面", lambda: window.stack.currentWidget() is window.welcome)
            else:
                walk.wait_for("页面", lambda: window.page is not None)
            stage.settle()
            yield stage
        finally:
            while (front := self.app.activeModalWidget()) is not None:
                front.hide()
                front.deleteLater()
                walk.pause(0)
            with contextlib.suppress(TimeoutError):  # work begun while the program ends would be refused
                stage.settle()
            program.end()
            window.deleteLater()
            walk.pause(0)
            os.chdir(before)
            shutil.rmtree(place, ignore_errors=True)

    def _template(self, office: Office) -> Path:
        """Return an office to copy, made at its first use."""
        from hazard_desk.services.demonstrating import demo_villages, fill_demo
        from hazard_desk.services.offices import set_up_office
        from hazard_desk.store.office_file import OfficeFile
        from ui.clock import moment

        class HeldOffice(OfficeFile):
            """An office that is made at the held moment, too."""

            def __init__(self, folder: Path, clock: Callable[[], datetime] = moment) -> None:
                super().__init__(folder, clock)

        if office not in self._templates:
            folder = self._room / office.value
            HeldOffice.create(folder, set_up_office, OFFICE, demo_villages())
            if office is Office.DEMO:
                with HeldOffice.open(folder, clock=moment) as opened:
                    opened.run(fill_demo, _ENTERPRISES, _SEED)
            self._templates[office] = folder
        return self._templates[office]
