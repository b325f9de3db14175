"""自检 (`--self-test FILE.json`): walks the main job in a temporary folder and writes down what came of it.

For IT staff and for the tests of the installed program. What lies beside FILE.json afterwards: a picture of
the window, FILE.png, and the folder FILE-files with all that was made. Nothing of the user's is touched.
"""

from __future__ import annotations

import faulthandler
import json
import os
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from hazard_desk import __version__
from hazard_desk.errors import OutputError
from hazard_desk.notes import read_note
from hazard_desk.resources import RESOURCES
from hazard_desk.whole_files import digest, write_whole

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.walk import Walk

STEP_S = 120.0
"""How long a step may take before the program ends itself."""

_GRACE_S = (
    30.0  # until the interpreter is ended from outside, where not even the watchman's thread gets its turn
)
_NOT_DONE = "没有做完：程序在这一步中断了"
_SHEET = "企业名单（村里报来）.xlsx"
_IMPORTED = "文水县自检㛃玉铸造有限公司"
_COUNT = 2  # of the enterprises in the sheet


class Report:
    """What FILE.json says; written anew at each step, so that it stands there however the program ends."""

    def __init__(self, target: Path) -> None:
        """Begin it; OSError or OutputError where it can't be written or others' files are there."""
        self.target = target
        self.files = target.with_name(f"{target.stem}-files")
        self.picture = target.with_suffix(".png")
        self.facts: dict[str, Any] = {
            "program": "隐患台",
            "version": __version__,
            "ok": False,
            "environment": {},
            "steps": [],
            "files": [],
            "screenshot": None,
        }
        self._guard = threading.Lock()
        target.parent.mkdir(parents=True, exist_ok=True)
        self._clear_away()
        self.files.mkdir()
        self.write()

    def _clear_away(self) -> None:
        """Remove what an earlier self-test left; browsers call the folder of a saved page FILE-files, too."""
        there = [path for path in (self.target, self.picture, self.files) if os.path.lexists(path)]
        if not there:
            return
        left = read_note(self.target)
        if left is None or left.get("program") != self.facts["program"]:
            names = "、".join(path.name for path in there)
            raise OutputError(
                f"{self.target.parent} 里已经有 {names}，不是以前的自检留下的。",
                "没有开始自检，什么都没有动，台账不受影响。",
                "请换一个文件名再试。",
            )
        self.picture.unlink(missing_ok=True)
        shutil.rmtree(self.files, ignore_errors=True)
        self.target.unlink()  # last: as long as anything is left, it says whose it is

    def write(self) -> None:
        """Bring it to the disk."""
        with self._guard:
            text = json.dumps(self.facts, ensure_ascii=False, indent=1, default=str)
            write_whole(self.target, (text + "\n").encode("utf-8", "replace"))

    @property
    def steps(self) -> list[dict[str, Any]]:
        """What is said of each step."""
        steps: list[dict[str, Any]] = self.facts["steps"]
        return steps

    def finish(self) -> bool:
        """Say what was made and whether all went well; return that."""
        self.facts["files"] = [
            {"name": path.name, "size": path.stat().st_size, "sha256": digest(path)}
            for path in sorted(self.files.iterdir())
            if path.is_file()
        ]
        if self.picture.is_file():
            self.facts["screenshot"] = str(self.picture)
        self.facts["ok"] = bool(self.steps) and all(step["ok"] for step in self.steps)
        self.write()
        return bool(self.facts["ok"])


class Watchman:
    """Ends the program where a step takes too long, and says so in the report before."""

    def __init__(self, report: Report) -> None:
        """Watch over nothing yet."""
        self._report = report
        self._timer: threading.Timer | None = None
        self._traces: IO[str] | None = None

    def watch(self, step: dict[str, Any]) -> None:
        """Give this step its time, from now on."""
        self.rest()
        self._timer = threading.Timer(STEP_S, self._end, (step, threading.get_ident()))
        self._timer.daemon = True
        self._timer.start()

    def _end_from_outside(self) -> None:
        # Where C code keeps the interpreter to itself, no thread of Python's can end it.
        if self._traces is None:
            path = self._report.files / "hang.txt"
            self._traces = path.open("w", encoding="utf-8")  # it stays open as long as it may be written to
        faulthandler.dump_traceback_later(STEP_S + _GRACE_S, exit=True, file=self._traces)

    def rest(self) -> None:
        """Stop watching the step; what comes between two of them is to come to an end, too."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._end_from_outside()

    def let_go(self) -> None:
        """Watch only over the end of the program."""
        self.rest()
        faulthandler.cancel_dump_traceback_later()
        if self._traces is not None:
            self._traces.close()
            (self._report.files / "hang.txt").unlink(missing_ok=True)
            self._traces = None
        if sys.__stderr__ is not None:
            with suppress(OSError, ValueError, AttributeError):  # whatever stands for it may be no file
                faulthandler.dump_traceback_later(STEP_S, exit=True, file=sys.__stderr__)

    def _end(self, step: dict[str, Any], thread: int) -> None:
        frame = sys._current_frames().get(thread)
        where = "".join(traceback.format_stack(frame)[-6:]) if frame is not None else ""
        step["error"] = f"超过 {STEP_S:.0f} 秒还没有做完\n{where}"
        step["seconds"] = STEP_S
        with suppress(OSError):
            self._report.write()
        os._exit(1)


class Failed(Exception):
    """A step didn't succeed; the rest is not tried."""


class SelfTest:
    """The steps, one after the other, each with its time and what went wrong in it."""

    def __init__(self, report: Report) -> None:
        """Write to this report."""
        self.report = report
        self.watchman = Watchman(report)
        self.folder = Path()
        self.app: QApplication | None = None
        self.walk: Walk | None = None
        self.end: Callable[[], None] = lambda: None
        self.broken: list[BaseException] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Do a step; what it raises is written down and ends the test."""
        said: dict[str, Any] = {"name": name, "ok": False, "seconds": None, "error": _NOT_DONE}
        self.report.steps.append(said)
        self.report.write()
        self.watchman.watch(said)
        began = time.monotonic()
        try:
            yield
            if self.broken:
                raise self.broken[0]
        except Exception as error:
            said["error"] = _words(error)
            raise Failed(name) from error
        else:
            said.update(ok=True, error="")
        finally:
            said["seconds"] = round(time.monotonic() - began, 2)
            self.watchman.rest()
            self.report.write()

    def carry_out(self) -> None:
        """Do all of it; raises `Failed` at the first step that doesn't succeed."""
        from ui.walk import WalkFailed

        with ExitStack() as stack:
            with self.step("运行环境"):
                self.report.facts["environment"] = _environment()
            with self.step("程序组件：记录和表格"):
                _load_all("hazard_desk")
            with self.step("程序组件：窗口"):
                _load_all("ui")
            with self.step("演示台账"):
                self._make_office(stack)
            with self.step("打开窗口"):
                self._open_window(stack)
            with self.step("导入电子表格"):
                self._import()
            with self.step("录入检查和隐患"):
                self._enter_a_visit()
            with self.step("统计表导出PDF和XLSX"):
                self._save_the_form()
            with self.step("备份并校验"):
                self._back_up()
            with self.step("关闭后重新打开"):
                self._reopen()
            with self.step("关闭"):
                self._close()
                if self.broken:
                    raise WalkFailed("程序里出了错")

    # ---- the steps ---------------------------------------------------------------------------------------

    def _make_office(self, stack: ExitStack) -> None:
        from ui.walk import demo_office

        self.folder = stack.enter_context(demo_office())

    def _open_window(self, stack: ExitStack) -> None:
        from PySide6.QtWidgets import QApplication

        from ui.walk import Walk, application, open_window

        self.app = application() if QApplication.instance() is None else self._running()
        self.report.facts["environment"].update(_environment_of_qt(self.app))
        stack.enter_context(_habits_of_qt_kept())
        window, self.end = open_window(self.folder)
        self.walk = Walk(self.app, window, self.report.files, tell=lambda _line: None)
        walk = self.walk
        stack.callback(self._leave)
        walk.wait_for("窗口和页面", lambda: walk.window.page is not None)
        walk.settle()

    def _running(self) -> QApplication:
        from PySide6.QtWidgets import QApplication

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        return app

    def _import(self) -> None:
        from ui.walk_keeping import import_enterprises

        sheet = self.folder.parent / _SHEET
        shutil.copyfile(RESOURCES / "self-test" / "enterprises.xlsx", sheet)
        import_enterprises(self._at_work, sheet, _COUNT)

    def _enter_a_visit(self) -> None:
        from ui.walk import enter_a_visit, find_an_enterprise

        walk = self._at_work
        enter_a_visit(walk, find_an_enterprise(walk))

    def _save_the_form(self) -> None:
        from ui.walk import open_a_figure, save_the_form

        walk = self._at_work
        save_the_form(walk, open_a_figure(walk))
        walk.window.grab().save(str(self.report.picture))

    def _back_up(self) -> None:
        from ui.walk_keeping import back_up, write_archive

        made = back_up(self._at_work, self.folder)
        shutil.copyfile(made, self.report.files / "备份.db")
        write_archive(self._at_work, "台账包.hazdesk")

    def _reopen(self) -> None:
        from ui.walk import HAZARD, Walk, open_window
        from ui.walk_keeping import find_again

        self._close()
        assert self.app is not None
        window, self.end = open_window(self.folder)
        self.walk = Walk(self.app, window, self.report.files, tell=lambda _line: None)
        find_again(self.walk, _IMPORTED, HAZARD)

    def _close(self) -> None:
        """Close the window as its user does, who waits for the backup at the end."""
        walk = self._at_work
        walk.window.close()
        walk.wait_for("窗口关上", lambda: not walk.window.isVisible())
        self.end()

    @property
    def _at_work(self) -> Walk:
        assert self.walk is not None
        return self.walk

    def _leave(self) -> None:
        """End the program, whatever became of it; where it failed, with a picture of how it stood."""
        walk = self.walk
        if walk is not None and walk.window.isVisible():
            with suppress(Exception):
                shown = walk.app.activeModalWidget() or walk.window
                shown.grab().save(str(self.report.picture))
            for dialog in iter(walk.app.activeModalWidget, None):
                dialog.hide()
        self.end()


def _words(error: BaseException) -> str:
    """Return what went wrong: in the program's own words, and where for what nobody expected."""
    from hazard_desk.errors import HazardDeskError
    from ui.walk import WalkFailed

    if isinstance(error, WalkFailed | HazardDeskError):
        return str(error)
    return "".join(traceback.format_exception(error)[-8:])


# ---- what the program runs on --------------------------------------------------------------------------


def _environment() -> dict[str, Any]:
    import locale
    import platform

    from hazard_desk.office_folder import default_folder

    facts: dict[str, Any] = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "machine": platform.machine(),
        "executable": sys.executable,
        "frozen": bool(getattr(sys, "frozen", False)),
        "encoding": locale.getpreferredencoding(False),
        "file_system_encoding": sys.getfilesystemencoding(),
        "code_page": None,
        "user_folder": str(Path.home()),
        "office_folder": str(default_folder()),
        "temporary_folder": tempfile.gettempdir(),
        "time_zone": time.strftime("%z"),
    }
    if sys.platform == "win32":
        import ctypes

        facts["code_page"] = ctypes.windll.kernel32.GetACP()
    return facts


def _environment_of_qt(app: QApplication) -> dict[str, Any]:
    from PySide6 import __version__ as pyside
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QFontDatabase, QFontInfo

    from ui import theme

    families = QFontDatabase.families()
    screen = app.primaryScreen()
    return {
        "qt": qVersion(),
        "pyside": pyside,
        "platform_plugin": app.platformName(),
        "screen": [screen.size().width(), screen.size().height()],
        "scale": screen.devicePixelRatio(),
        "fonts": {
            "asked_for": app.font().families(),
            "used": QFontInfo(app.font()).family(),
            "found": [name for name in (theme.WINDOWS_FACE, theme.SHIPPED_FACE) if name in families],
            "families": len(families),
        },
    }


def _load_all(name: str) -> None:
    """Import every part of a package: a frozen program may lack what is only loaded at its first use."""
    import importlib
    import pkgutil

    from ui.walk import WalkFailed

    lacking = []
    for found in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
        # The scripts of the migrations are read as files, by alembic.
        if ".migrations" in found.name or found.name.endswith("__main__"):
            continue
        try:
            importlib.import_module(found.name)
        except Exception as error:
            lacking.append(f"{found.name}：{type(error).__name__}: {error}")
    if lacking:
        raise WalkFailed("载入不了：" + "；".join(lacking))


@contextmanager
def _habits_of_qt_kept() -> Iterator[None]:
    """Leave as it was what Qt's own file dialog remembers of the user's folders."""
    from PySide6.QtCore import QSettings

    kept = QSettings(QSettings.Scope.UserScope, "QtProject")
    before = {key: kept.value(key) for key in kept.allKeys()}
    try:
        yield
    finally:
        kept.sync()
        for key in kept.allKeys():
            if key not in before:
                kept.remove(key)
            elif kept.value(key) != before[key]:
                kept.setValue(key, before[key])
        kept.sync()


# ---- round it ------------------------------------------------------------------------------------------


def run(target: Path) -> int:
    """Carry out the self-test, write `target`; 0 where every step succeeded, else 1."""
    try:
        report = Report(target.absolute())
    except (OSError, OutputError) as error:
        _tell_refused(target, error)
        return 1
    test = SelfTest(report)
    hook = sys.excepthook

    def note(_kind: Any, error: BaseException, _trace: Any) -> None:
        test.broken.append(error)

    sys.excepthook = note
    try:
        test.carry_out()
    except Failed:
        pass
    finally:
        sys.excepthook = hook
        test.watchman.let_go()
    return 0 if report.finish() else 1


def _tell_refused(target: Path, error: OSError | OutputError) -> None:
    """Say why there will be no report: it is the one place where all else is said."""
    from hazard_desk.command_line.without_terminal import said_in_a_box
    from hazard_desk.store.os_errors import in_words

    if isinstance(error, OSError):
        error = OutputError(
            f"自检结果写不进 {target}：{in_words(error)}。",
            "没有开始自检，台账不受影响。",
            "请换一个能写的文件夹再试。",
        )
    with said_in_a_box():
        print(error, file=sys.stderr)
