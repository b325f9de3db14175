"""The program: with a command it does that and ends, without one it opens the window."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run the program and return its exit code (DESIGN §8)."""
    arguments = sys.argv[1:] if argv is None else argv
    # The usual call opens the window, and the window is not to wait for the reading of commands.
    if arguments:
        from hazard_desk.cli import parse, run

        request = parse(arguments)
        if request.command is not None:
            return run(request)
    import importlib

    # By name: nothing in this package imports Qt, and a command must work where Qt can't start.
    window = importlib.import_module("ui.app")
    return int(window.main(arguments))


if __name__ == "__main__":
    sys.exit(main())
