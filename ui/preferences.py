"""What the window remembers of the user's habits: sizes, columns, sorting, the last folders.

Kept beside the program's other settings of this user, never in the office folder: the next clerk has habits
of her own. Nothing here is data; a spoilt file costs the habits only.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from hazard_desk.notes import NoteUnreadable, demand_note
from ui.widgets.drafts import Drafts

log = logging.getLogger(__name__)

_WRITE_AFTER_MS = 1_000


def preferences_path() -> Path:
    """Return where this user's habits are kept."""
    from platformdirs import user_config_path

    return user_config_path("HazardDesk", appauthor=False) / "window.json"


class Preferences(QObject):
    """Values by key, as JSON can hold them. `drafts` are those of the office that is open."""

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        """Read what was kept at `path`; without one, remember only while the program runs."""
        super().__init__(parent)
        self.drafts = Drafts()
        self._path = path
        self._kept: dict[str, Any] = {}
        self._later = QTimer(self, singleShot=True, interval=_WRITE_AFTER_MS)
        self._later.timeout.connect(self.write)
        if path is None:
            return
        try:
            self._kept = demand_note(path)
        except FileNotFoundError:
            return
        except (OSError, NoteUnreadable):
            log.warning("the preferences can't be read; starting with none")

    def value(self, key: str, /) -> Any:
        """Return what is kept under this key, or None."""
        return self._kept.get(key)

    def number(self, key: str, default: int) -> int:
        """Return the whole number kept under this key, or the default."""
        kept = self._kept.get(key)
        return kept if isinstance(kept, int) else default

    def setValue(self, key: str, value: Any, /) -> None:
        """Keep this value; it's written soon, and when the program ends."""
        if self._kept.get(key) != value:
            self._kept[key] = value
            self._later.start()

    def write(self) -> None:
        """Write what is kept."""
        self._later.stop()
        if self._path is None:
            return
        making = self._path.with_suffix(".making")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            making.write_text(
                json.dumps(self._kept, ensure_ascii=False, indent=1), encoding="utf-8", errors="replace"
            )
            making.replace(self._path)
        except OSError:
            log.warning("the preferences could not be written")
