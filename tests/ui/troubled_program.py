"""The windowed program in trouble of every kind, each with the clerk's data in its words; then it crashes.

Run by test_incidents_privacy.py as a process with a home of its own.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

ENTERPRISE = "ZQX长兴䶮木业有限公司"
PERSON = "霍𬱖密"
PHONE = "13912345678"
CODE = "91350100M000100Y43"
OFFICE = "密云县霍家镇人民政府"
WORDS = "配电箱QWERTYUIOP未上锁"
VILLAGE = "石门霍村"
PICTURE = "霍家照片ASDFGH.jpg"
SECRETS = (ENTERPRISE, "ZQX", PERSON, PHONE, CODE, OFFICE, WORDS, "QWERTYUIOP", VILLAGE, PICTURE, "ASDFGH")
ALL = " ".join(SECRETS)


def sql_with_values(reading: Any) -> None:
    """Fail in the database with the values of the statement in the error's words."""
    reading.session.execute(text("select :a from nowhere where x = :b"), {"a": ENTERPRISE, "b": PHONE})


def twice_the_same(work: Any) -> None:
    """Fail at a rule of the database."""
    row = {"name": PERSON, "at": "2026-01-01"}
    statement = text("insert into village (id, name, entered_at) values (1, :name, :at)")
    work.session.execute(statement, row)
    work.session.execute(statement, row)


def wrong_value(work: Any) -> None:
    """Fail while a value is made fit for the database."""
    from hazard_desk.model import Village

    work.session.add(Village(name=VILLAGE, entered_at=ALL))
    work.session.flush()


def a_file(*_: Any) -> None:
    """Fail at a file whose name says something."""
    Path(f"/{OFFICE}/{PICTURE}").read_bytes()


def our_refusal(*_: Any) -> None:
    """Refuse as the program does, naming the cell."""
    from hazard_desk.errors import InputRefused, Problem

    raise InputRefused("没有导入。", "没有写入。", [Problem(WORDS, "请改正", row=3, value=ENTERPRISE)])


def refused_write(work: Any) -> None:
    """Refuse as an operation does."""
    from hazard_desk.rules.facts import EnterpriseFacts
    from hazard_desk.services.registry import save_enterprise

    save_enterprise(work, EnterpriseFacts(name=ENTERPRISE, code=CODE))
    save_enterprise(work, EnterpriseFacts(name=PERSON, code=CODE))


def a_key(*_: Any) -> None:
    """Fail with a value for the words."""
    {}[ALL]


def a_coding(*_: Any) -> None:
    """Fail with the text itself in the error."""
    ALL.encode("ascii")


def chained(*_: Any) -> None:
    """Fail because of a failure, with a note."""
    try:
        a_key()
    except KeyError as error:
        error.add_note(ALL)
        raise RuntimeError(ALL) from error


def several(*_: Any) -> None:
    """Fail in several ways at once."""
    raise ExceptionGroup(ALL, [ValueError(ALL), OSError(28, ALL, PICTURE)])


def named_after(*_: Any) -> None:
    """Fail in code that was made of text, in a file with a name."""
    exec(compile(f"value = {ALL!r}\nraise ValueError(value)", f"/home/{PERSON}/{PICTURE}.py", "exec"))


READS = (sql_with_values, a_file, our_refusal, a_key, a_coding, chained, several, named_after)
WRITES = (twice_the_same, wrong_value, refused_write, a_file, chained)


class _Ends:
    def __del__(self) -> None:
        raise ValueError(ALL)


def from_elsewhere() -> None:
    """Log as other packages do, and as ours must not."""
    for name in ("sqlalchemy.pool", "pypdf", "PIL.Image", f"odd.{PERSON}"):
        logging.getLogger(name).warning(f"can't read {ALL}")
        logging.getLogger(name).error("can't read %s of %s", PICTURE, {"name": PERSON})
    logging.getLogger("ui.messages").error("said %s", ALL)
    logging.getLogger("ui.messages").error("once more", exc_info=ValueError(ALL), stack_info=True)
    logging.getLogger("hazard_desk").error(ValueError(ALL))
    warnings.warn(ALL, UserWarning, stacklevel=1)
    qWarning(f"QFile::open: {ALL}")
    qWarning(ALL)


def main(folder: Path, logs: Path, crash: bool) -> None:
    """Open an office in a window and let everything go wrong; the logs go to `logs`."""
    from hazard_desk.services.offices import set_up_office
    from hazard_desk.store.office_file import OfficeFile
    from ui import app as program
    from ui import incidents
    from ui.background import Background
    from ui.main_window import MainWindow
    from ui.office_door import OfficeDoor
    from ui.preferences import Preferences

    app = QApplication([])
    window = MainWindow(Preferences())
    incidents.log_folder = lambda: logs  # a Windows does not take it from the environment
    program._keep_watch(window, 0.1)
    if not (folder / "office.db").exists():
        OfficeFile.create(folder, set_up_office, OFFICE, [VILLAGE])
    door = OfficeDoor(folder)
    background = Background(door)
    background.failed.connect(window.messages.show_error)
    background.between_writes(door.open)

    def settle() -> None:
        while background.under_way:
            app.processEvents()

    def in_page(_result: Any) -> None:
        raise ValueError(ALL)

    for broken in READS:
        background.read(broken, done=print)
        background.read(lambda reading: reading, done=in_page)
        settle()
    for broken in WRITES:
        background.write(broken)
        settle()
    background.work(several)
    settle()
    thread = threading.Thread(target=chained, name=PERSON)
    thread.start()
    thread.join()
    _Ends()
    gc.collect()
    from_elsewhere()
    calls: list[Callable[..., None]] = [chained, several]
    for call in calls:
        try:
            call()
        except Exception:
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    background.between_writes(door.close)
    background.close()
    if crash:
        ctypes.string_at(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), "crash" in sys.argv)
