"""The windowed program called with words: it has no terminal, and what it says is shown in a box."""

from __future__ import annotations

import sys

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
    monkeypatch.setattr(without_terminal, "show_box", lambda text: shown.append(short_enough(text)))
    return shown


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


def test_with_a_terminal_nothing_is_shown_in_a_box(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(without_terminal, "show_box", lambda text: pytest.fail(text))
    assert main(["forms"]) == 0
    assert "F4" in capsys.readouterr().out
