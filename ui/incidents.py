"""What must not happen: written to a log without any of the clerk's data, and said calmly.

A log holds times, places in the program and kinds of errors, never words of an error: they may name a person.
"""

from __future__ import annotations

import contextlib
import errno
import faulthandler
import logging
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Any, TextIO

from ui.scrubbing import scrub, short_path

_LARGEST = 512 * 1024
_KEPT = 3
_OWN = ("ui", "hazard_desk")
_NAME = re.compile(r"[A-Za-z_][\w.]{0,80}", re.ASCII)  # of a logger
_QT_FUNCTION = re.compile(r"Q\w*(?:::\w+)+", re.ASCII)
_MOST_CAUSES = 20  # errors can be chained in a ring

LOG_NAME, CRASH_NAME = "hazard-desk.log", "crash.log"

log = logging.getLogger(__name__)
_crash_file: IO[str] | None = None


def log_folder() -> Path:
    """Return the folder of the log files."""
    from platformdirs import user_log_path

    return user_log_path("HazardDesk", appauthor=False)


# ---- what a line of the log says ------------------------------------------------------------------------


class WithoutData(logging.Formatter):
    """Writes where an exception came from and its kind, and of a message the part that the program wrote."""

    def __init__(self) -> None:
        """Begin each line with time, weight and the part of the program."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; neither the record's own values nor words put into it by others appear."""
        own = logging.makeLogRecord(
            {
                **record.__dict__,
                "name": record.name if _NAME.fullmatch(record.name) else "?",
                "msg": _safe_message(record),
                "args": None,
                "exc_text": None,  # another handler may have put the exception's words there already
                "stack_info": None,
            }
        )
        return super().format(own)

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Return the places and kinds of an error and of what caused it."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        for _ in range(_MOST_CAUSES):
            if error is None:
                break
            if lines:
                lines.append("because of:")
            lines += _places(error.__traceback__)
            lines.append(kind_of(error))
            if isinstance(error, BaseExceptionGroup):
                lines += [f"  with {kind_of(one)}" for one in error.exceptions]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def kind_of(error: BaseException) -> str:
    """Return what kind of error it is, with the system's own number for it: OSError ENOSPC."""
    said = [type(error).__name__]
    if isinstance(error, OSError) and error.errno is not None:
        said.append(errno.errorcode.get(error.errno, str(error.errno)))
        windows = getattr(error, "winerror", None)
        said += [f"winerror {windows}"] if isinstance(windows, int) else []
    name = getattr(error, "sqlite_errorname", None) or getattr(
        getattr(error, "orig", None), "sqlite_errorname", None
    )
    said += [name] if isinstance(name, str) and name.isascii() else []
    return " ".join(said)


def _places(trace: TracebackType | None) -> list[str]:
    lines = []
    for frame in traceback.extract_tb(trace):
        lines.append(f'  File "{short_path(frame.filename)}", line {frame.lineno}, in {frame.name}')
        lines += [f"    {frame.line}"] if frame.line and not frame.filename.startswith("<") else []
    return lines


def _safe_message(record: logging.LogRecord) -> str:
    """Return a message of ours as it stands in the code, of another package's only where it came from."""
    if record.name.partition(".")[0] in _OWN and isinstance(record.msg, str):
        return record.msg
    return f"(words left out) {short_path(record.pathname)}:{record.lineno}"


class _Quiet(RotatingFileHandler):
    """Goes on without a word where the disk is full, or the file was taken away."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Lose the line: it must neither stop the work nor be printed with all that it was made of."""

    def close(self) -> None:
        """Close the file, whatever is left of it."""
        with contextlib.suppress(OSError, ValueError):
            super().close()


def keep_log(folder: Path) -> None:
    """Write warnings and worse to `folder`; where that can't be written, go on without."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _Quiet(folder / LOG_NAME, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8")
    except (OSError, ValueError):
        return
    handler.setLevel(logging.WARNING)
    handler.setFormatter(WithoutData())
    logging.getLogger().addHandler(handler)


def note_end(error: BaseException) -> None:
    """Log the error that ends the program, which may not have come so far as to keep a log."""
    if not any(isinstance(one, _Quiet) for one in logging.getLogger().handlers):
        keep_log(log_folder())
    log.error("this ended the program", exc_info=error)


# ---- crashes of the interpreter itself --------------------------------------------------------------------


def watch_crashes(folder: Path) -> None:
    """Let a crash of the interpreter itself leave a trace; that of the last one loses its folders first."""
    global _crash_file
    path = folder / CRASH_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _tidy(path)
        _crash_file = path.open("a", encoding="utf-8")
        faulthandler.enable(_crash_file)
    except (OSError, ValueError):
        return


def _tidy(path: Path) -> None:
    """Take the user's folders out of an old trace: the dying interpreter wrote it as it could."""
    try:
        with path.open("rb") as old:
            old.seek(max(path.stat().st_size - _LARGEST, 0))
            text = old.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return
    cleaned = scrub(text)
    if cleaned != text:
        path.write_text(cleaned, encoding="utf-8", newline="")


# ---- what nobody caught ---------------------------------------------------------------------------------


def catch_the_rest(say: Callable[[BaseException], object]) -> None:
    """Log what nobody caught, and have it said on the window's thread; nothing of it goes to a terminal."""

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

    def on_nothing_to_raise_to(unraisable: Any) -> None:
        error = unraisable.exc_value
        if error is not None:
            log.error("this could not be raised", exc_info=(type(error), error, unraisable.exc_traceback))

    sys.excepthook = on_window_thread
    threading.excepthook = on_another_thread
    sys.unraisablehook = on_nothing_to_raise_to


def quieten() -> None:
    """Let warnings of Python and of Qt go to the log, as places without their words, not to a terminal."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    def on_warning(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        _note(f"{category.__name__} at {short_path(filename)}:{lineno}")

    def on_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            _note(_said_by_qt(context, message))

    warnings.showwarning = on_warning
    qInstallMessageHandler(on_qt)


def _note(words: str) -> None:
    log.handle(log.makeRecord(log.name, logging.WARNING, "", 0, words, (), None))


def _said_by_qt(context: Any, message: str) -> str:
    """Return which function of Qt's complains (QPainter::begin), not about what: that may be a file."""
    head = message.partition(":  ")[0].partition(": ")[0]
    function = head if _QT_FUNCTION.fullmatch(head) else "?"
    category = context.category if context is not None and context.category else "default"
    return f"Qt ({category}): {function}"
