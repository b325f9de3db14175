"""Which office folder is meant when none is named (DESIGN §8)."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_config_path, user_documents_path

ENVIRONMENT_VARIABLE = "HAZARD_DESK_OFFICE"


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


def remember_folder(folder: Path) -> None:
    """Keep `folder` as the one used last; where that can't be written, nothing is lost but comfort."""
    note = _note()
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(str(folder.resolve()), encoding="utf-8")
    except OSError:
        return
