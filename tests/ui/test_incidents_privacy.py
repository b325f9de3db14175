"""Neither the logs nor what the program prints hold anything of the clerk's data, whatever goes wrong."""

from __future__ import annotations

import ast
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.troubled_program import ALL, SECRETS
from ui import incidents
from ui.scrubbing import scrub, short_path

ROOT = Path(__file__).resolve().parents[2]
USER, COMPUTER_HOME = "huojiamishu", "霍家的电脑"
_TOOLS = ("walk.py", "walk_cross.py", "walk_keeping.py")  # run by hand, never by the clerk


def sources() -> Iterator[Path]:
    for room in ("ui", "hazard_desk"):
        yield from sorted((ROOT / room).rglob("*.py"))


def test_what_is_logged_is_written_in_the_code_and_nothing_else() -> None:
    wrong, found = [], 0
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            logs = node.func.attr in ("debug", "info", "warning", "error", "exception", "critical")
            if not (
                logs and isinstance(node.func.value, ast.Name) and node.func.value.id in ("log", "logger")
            ):
                continue
            found += 1
            said = node.args[0]
            plain = isinstance(said, ast.Constant) and isinstance(said.value, str) and said.value.isascii()
            if not plain or len(node.args) > 1 or {word.arg for word in node.keywords} - {"exc_info"}:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found > 5
    assert wrong == []


def test_the_window_prints_nothing() -> None:
    wrong = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path in sources()
        if path.is_relative_to(ROOT / "ui") and path.name not in _TOOLS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "print")
            or (
                isinstance(node.func, ast.Attribute)
                and node.func.attr.startswith(("print_exc", "print_exception"))
            )
        )
    ]
    places = [one.partition(":")[0] for one in wrong]
    assert places == ["ui/app.py", "ui/self_test.py"], (
        "only that Qt and Python don't fit; that no report was kept"
    )


class Ran:
    """A run of the program in trouble: what it printed, and its logs."""

    def __init__(self, home: Path, office: Path, crash: bool) -> None:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("XDG_")},
            "HOME": str(home),
            "USERPROFILE": str(home),
            "LOCALAPPDATA": str(home / "AppData"),
            "USER": USER,
            "USERNAME": USER,
            "LOGNAME": USER,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONUTF8": "1",
        }
        self.folder = home / "logs"
        done = subprocess.run(
            [
                sys.executable, "-m", "tests.ui.troubled_program",
                str(office), str(self.folder), *["crash"] * crash,
            ],
            cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        self.code = done.returncode
        self.said = done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")
        self.logs = {path.name: path.read_text(encoding="utf-8") for path in self.folder.iterdir()}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Ran]:
    """The program in trouble twice: it crashes, and is started once more."""
    home = tmp_path_factory.mktemp("home") / COMPUTER_HOME / USER
    office = home / "台账 密云"
    home.mkdir(parents=True)
    return Ran(home, office, True), Ran(home, office, False)


def test_trouble_of_every_kind_leaves_no_data_in_the_logs(runs: tuple[Ran, Ran]) -> None:
    crashed, again = runs
    assert crashed.code != 0
    assert again.code == 0
    log = again.logs[incidents.LOG_NAME]
    for kind in (
        "StatementError", "IntegrityError SQLITE_CONSTRAINT", "KeyError", "UnicodeEncodeError",
        "FileNotFoundError ENOENT", "because of:", "with OSError ENOSPC", "nobody caught this in a thread",
        "this could not be raised", "UserWarning at", "Qt (default): QFile::open", "pypdf: (words left out)",
    ):  # fmt: skip
        assert kind in log, kind
    for name, text in {**crashed.logs, **again.logs}.items():
        for secret in SECRETS:
            assert secret not in text, f"{secret} in {name}"
        assert USER not in text, name
        assert COMPUTER_HOME not in text, name


def test_nothing_of_it_is_printed(runs: tuple[Ran, Ran]) -> None:
    for run in runs:
        for secret in (*SECRETS, USER):
            assert secret not in run.said, run.said[-2000:]
    assert runs[1].said == ""


def test_a_crash_of_the_interpreter_leaves_its_place_and_no_folder(runs: tuple[Ran, Ran]) -> None:
    crash = runs[1].logs[incidents.CRASH_NAME]
    assert "Segmentation fault" in crash or "access violation" in crash
    assert "in main" in crash
    assert 'File "tests/ui/troubled_program.py"' in crash, "told from the program's own folder"


def test_a_report_of_those_logs_tells_what_went_wrong_and_nothing_else(runs: tuple[Ran, Ran]) -> None:
    from datetime import datetime

    from ui.dialogs.problem_report.gathering import report_text

    text = report_text(None, [], "6", runs[1].folder, datetime(2026, 1, 1))
    assert "IntegrityError" in text
    assert "troubled_program.py" in text
    for secret in (*SECRETS, USER, COMPUTER_HOME, "台账 密云"):
        assert secret not in text


# ---- old logs, odd paths --------------------------------------------------------------------------------


def test_a_log_of_an_older_program_is_scrubbed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "wang.xm"))
    monkeypatch.setenv("LOGNAME", "wang.xm")
    old = (
        f"2026-11-26 10:00:01,123 ERROR ui.x: said to the user: {ALL} tel 139 1234 5678\n"
        f'  File "{tmp_path}/wang.xm/程序/ui/x.py", line 2500000, in save\n'
        f"    at {tmp_path}/wang.xm/notes by WANG.XM at 0x00007f1234567890\n"
    )
    told = scrub(old)
    for secret in (*SECRETS, "139 1234 5678", "wang.xm", "WANG.XM", "程序"):
        assert (secret.isascii() and secret.isalpha()) or secret not in told
    assert told.startswith("2026-11-26 10:00:01,123 ERROR ui.x: said to the user: ")
    assert 'File "x.py", line <号码>, in save' in told
    assert "0x00007f1234567890" in told
    assert "<用户文件夹>" in told
    told = scrub(old, SECRETS)  # what the office itself calls somebody
    for secret in SECRETS:
        assert secret not in told


def test_windows_paths_lose_their_folders() -> None:
    assert short_path("C:\\Users\\王小明\\AppData\\hd\\Lib\\site-packages\\openpyxl\\a.py") == "openpyxl/a.py"
    assert short_path("C:\\Users\\王小明\\x.py") == "x.py"
    assert short_path("<string>") == "<string>"
    assert short_path(f"/home/{USER}/霍家照片.py") == "?"
    assert short_path("ui/dialogs/about.py") == "ui/dialogs/about.py"
    assert short_path(str(ROOT / "ui" / "app.py")) == "ui/app.py"


# ---- faults of the logs themselves ----------------------------------------------------------------------


@pytest.fixture
def root_log() -> Iterator[logging.Logger]:
    """The root logger, as it was before in the end."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield root
    for handler in root.handlers[:]:
        if handler not in before:
            root.removeHandler(handler)
            handler.close()


def test_a_folder_that_cannot_be_made_is_gone_without(root_log: logging.Logger, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    handlers = len(root_log.handlers)
    incidents.keep_log(tmp_path / "file" / "logs")
    incidents.watch_crashes(tmp_path / "file" / "logs")
    (tmp_path / "logs" / incidents.LOG_NAME).mkdir(parents=True)
    (tmp_path / "logs" / incidents.CRASH_NAME).mkdir()
    incidents.keep_log(tmp_path / "logs")
    incidents.watch_crashes(tmp_path / "logs")
    assert len(root_log.handlers) == handlers


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_stops_nothing_and_prints_nothing(
    root_log: logging.Logger, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / incidents.LOG_NAME).symlink_to("/dev/full")
    incidents.keep_log(tmp_path)
    for _ in range(3):
        root_log.error("nobody hears this", exc_info=ValueError(ALL))
    (mine,) = [handler for handler in root_log.handlers if isinstance(handler, incidents._Quiet)]
    mine.flush = lambda: None  # type: ignore[method-assign]
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can take a file away that is open there")
def test_a_log_taken_away_stops_nothing(root_log: logging.Logger, tmp_path: Path) -> None:
    incidents.keep_log(tmp_path / "logs")
    root_log.error("first")
    (tmp_path / "logs" / incidents.LOG_NAME).unlink()
    (tmp_path / "logs").rmdir()
    root_log.error("second")
