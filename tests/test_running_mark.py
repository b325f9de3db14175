"""The mark by which the installer knows that the program runs."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import pytest

from hazard_desk import __main__, running_mark

ROOT = Path(__file__).resolve().parents[1]


def is_held() -> bool:
    """Look for the mark as the installer does."""
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    found = kernel.OpenMutexW(0x00100000, False, running_mark.NAME)  # SYNCHRONIZE
    if found:
        kernel.CloseHandle(found)
    return bool(found)


@pytest.mark.skipif(sys.platform != "win32", reason="the mark is Windows' own")
def test_the_mark_is_there_as_long_as_anyone_holds_it() -> None:
    assert not is_held()
    with running_mark.held():
        assert is_held()
        with running_mark.held():  # a second window, or a command beside it
            assert is_held()
        assert is_held()
    assert not is_held()


def test_it_is_held_while_the_program_does_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []

    class Mark:
        def __enter__(self) -> None:
            held.append(True)

        def __exit__(self, *_: object) -> None:
            held.append(False)

    monkeypatch.setattr(running_mark, "held", Mark)
    monkeypatch.setattr(__main__, "_window", lambda _words: len(held))
    assert __main__.main([]) == 1
    assert held == [True, False]
    assert __main__.main(["forms"]) == 0
    with pytest.raises(SystemExit):
        __main__.main(["--version"])
    assert held == [True, False] * 3


def test_the_installer_looks_for_the_same_mark() -> None:
    script = (ROOT / "installer" / "hazard_desk.nsi").read_text(encoding="utf-8")
    assert running_mark.NAME in script
