"""The program: with a command it does that and ends, without one it opens the window."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from contextlib import suppress

from hazard_desk import running_mark


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code (DESIGN §8)."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        with running_mark.held():
            # The usual call opens the window, and the window is not to wait for the reading of commands.
            code = _ordered(arguments) if arguments else None
            return _window(arguments) if code is None else code
    except Exception as error:
        if sys.stderr is not None:
            raise
        _tell_unexpected(error)
        return 1


def _ordered(arguments: Sequence[str]) -> int | None:
    """Do what the words of the call order; None where that is the window."""
    from hazard_desk.cli import parse, run
    from hazard_desk.command_line.without_terminal import said_in_a_box

    with said_in_a_box():
        request = parse(arguments)
        if request.command is not None:
            return run(request)
    if request.self_test is not None:
        return int(importlib.import_module("ui.self_test").run(request.self_test))
    return None


def _window(arguments: Sequence[str]) -> int:
    # By name: nothing in this package imports Qt, and a command must work where Qt can't start.
    return int(importlib.import_module("ui.app").main(arguments))


def _tell_unexpected(error: Exception) -> None:
    """Say it where nobody reads a trace, and keep the trace for those who can."""
    from hazard_desk.command_line.without_terminal import show_box

    with suppress(Exception):  # what is broken may be the window's half as a whole
        importlib.import_module("ui.incidents").note_end(error)
    show_box(
        "隐患台遇到没有料到的问题，已经停下。\n"
        "已经保存的数据不受影响。\n"
        "请重新打开；仍打不开时，可能有程序文件被杀毒软件隔离了，请把安装程序再运行一次（不会动台账）。\n\n"
        f"交给维护人员：{type(error).__name__}: {error}"
    )


if __name__ == "__main__":
    sys.exit(main())
