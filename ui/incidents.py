"""What must not happen: written to a log without any of the clerk's data, and said calmly."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

_LARGEST = 512 * 1024
_KEPT = 3

log = logging.getLogger(__name__)
_crash_file: IO[str] | None = None


def log_folder() -> Path:
    """Return the folder of the log files."""
    from platformdirs import user_log_path

    return user_log_path("HazardDesk", appauthor=False)


class _WithoutData(logging.Formatter):
    """Writes where an exception came from and its kind, not its words: those may name a person."""

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have put the exception's words into the record already.
        own = logging.makeLogRecord({**record.__dict__, "exc_text": None})
        return super().format(own)

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            lines += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
            lines.append(type(error).__name__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
            if error is not None:
                lines.append("because of:")
        return "\n".join(lines)


def keep_log(folder: Path) -> None:
    """Write warnings and worse to `folder`; where that can't be written, go on without."""
    from logging.handlers import RotatingFileHandler

    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "hazard-desk.log", maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8"
        )
    except OSError:
        return
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_WithoutData("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)


def watch_crashes(folder: Path) -> None:
    """Let a crash of the interpreter itself leave a trace."""
    global _crash_file
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _crash_file = (folder / "crash.log").open("a", encoding="utf-8")
    except OSError:
        return
    faulthandler.enable(_crash_file)


def catch_the_rest(say: Callable[[BaseException], object]) -> None:
    """Log what nobody caught, and have it said on the window's thread."""

    def on_window_thread(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("nobody caught this", exc_info=(kind, error, trace))
        say(error)

    def on_another_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.error(
                "nobody caught this in a thread", exc_info=(args.exc_type, args.exc_value, args.exc_traceback)
            )

    sys.excepthook = on_window_thread
    threading.excepthook = on_another_thread
