"""The windowed program called with words: it has no terminal, and what it says is shown in a box."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hazard_desk import __main__, __version__
from hazard_desk.__main__ import main
from hazard_desk.command_line import without_terminal
from tests.cli.desk import Desk


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What boxes would show."""
    shown: list[str] = []
    short_enough = without_terminal.short_enough
    monkeypatch.setattr(without_terminal, "show_box", lambda text: text and shown.append(short_enough(text)))
    return shown


@pytest.fixture
def log_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the log is kept that an error begins."""
    monkeypatch.setattr("ui.incidents.log_folder", lambda: tmp_path)
    root = logging.getLogger()
    before = list(root.handlers)
    yield tmp_path
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()


def call(*words: object) -> int:
    """Call the program as Windows does one without a console: without streams."""
    streams = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = None
    try:
        return main([str(word) for word in words])
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        assert sys.stdout is None
        assert sys.stderr is None
        sys.stdout, sys.stderr = streams


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--version"], 0, f"隐患台 {__version__}"),
        (["--help"], 0, "hazard-desk.exe"),
        (["-h"], 0, "用法："),
        (["nope"], 2, "命令写得不对"),
        (["forms"], 0, "F4"),
        (["--self-test", "a.json", "forms"], 2, "--self-test"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else "",
)
def test_words_are_answered_in_a_box(boxes: list[str], words: list[str], code: int, said: str) -> None:
    assert call(*words) == code
    (shown,) = boxes
    assert said in shown
    assert len(shown.splitlines()) < 28, "a box can't be scrolled"


def test_a_command_that_refuses_says_so_in_a_box(nowhere: Desk, boxes: list[str]) -> None:
    assert call("--office", nowhere.folder, "check") == 3
    assert str(nowhere.folder) in boxes[0]


def test_the_window_that_cannot_start_says_so_in_a_box(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_name: str) -> None:
        raise ImportError("DLL load failed while importing QtWidgets")

    monkeypatch.setattr(__main__.importlib, "import_module", broken)
    assert call() == 1
    (shown,) = boxes
    assert "已经保存的数据不受影响" in shown
    assert "安装程序" in shown
    assert "QtWidgets" in shown


def test_what_nobody_expected_of_a_command_is_said_in_a_box_and_logged_without_its_words(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch, log_folder: Path
) -> None:
    name = "西槽头乡的张三"

    def broken(_request: object) -> int:
        raise KeyError(name)

    monkeypatch.setattr("hazard_desk.cli.run", broken)
    assert call("forms") == 1
    (shown,) = boxes
    assert "已经保存的数据不受影响" in shown
    assert "KeyError" in shown
    logged = (log_folder / "hazard-desk.log").read_text(encoding="utf-8")
    assert "KeyError" in logged
    assert "in broken" in logged
    assert "张三" not in logged


def test_a_self_test_that_cannot_even_begin_says_so_in_a_box(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch, log_folder: Path
) -> None:
    def broken(_target: Path) -> int:
        raise ImportError("DLL load failed")

    monkeypatch.setattr("ui.self_test.run", broken)
    assert call("--self-test", log_folder / "a.json") == 1
    assert "DLL load failed" in boxes[0]


def test_a_self_test_whose_report_cannot_be_written_says_so_in_a_box(
    boxes: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("a file", encoding="utf-8")
    assert call("--self-test", tmp_path / "a" / "b.json") == 1
    (shown,) = boxes
    assert "b.json" in shown
    assert "台账不受影响" in shown


def test_with_a_terminal_nothing_is_shown_in_a_box(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(without_terminal, "show_box", lambda text: pytest.fail(text))
    assert main(["forms"]) == 0
    assert "F4" in capsys.readouterr().out
