"""Which office folder is meant when none is named (DESIGN §8), and whether a folder is one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_config_path, user_documents_path

ENVIRONMENT_VARIABLE = "HAZARD_DESK_OFFICE"
_SIGNS = ("office.db", "office.restoring.json")


def _note() -> Path:
    return user_config_path("HazardDesk", appauthor=False) / "last-office.txt"


def default_folder() -> Path:
    """Return the folder of HAZARD_DESK_OFFICE, else the one used last, else 隐患台账 in the documents."""
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        return Path(named)
    try:
        last = _note().read_text(encoding="utf-8").strip()
    except OSError:
        last = ""
    return Path(last) if last else user_documents_path() / "隐患台账"


def holds_office(folder: Path) -> bool:
    """Tell whether an office lies in `folder`: its file, or a restore (恢复) cut off before it was there."""
    return any((folder / name).exists() for name in _SIGNS)


def lost_office(folder: Path) -> bool:
    """Tell whether an office lay in `folder` whose file is gone: its backups or attachments are there."""
    if holds_office(folder):
        return False
    return any(
        next((folder / home).glob(pattern), None) is not None
        for home, pattern in (("backups", "office_*.db"), ("attachments", "??/*"))
    )


_untouched = False


@contextmanager
def note_untouched() -> Iterator[None]:
    """Remember no folder meanwhile: what is done is a trial (自检) in an office that goes again."""
    global _untouched
    before, _untouched = _untouched, True
    try:
        yield
    finally:
        _untouched = before


def remember_folder(folder: Path) -> None:
    """Keep `folder` as the one used last; where that can't be written, nothing is lost but comfort."""
    if _untouched:
        return
    note = _note()
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(str(folder.resolve()), encoding="utf-8")
    except OSError:
        return
