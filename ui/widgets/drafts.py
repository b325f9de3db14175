"""What was typed and not saved: kept in the office folder, so that it outlives a crash."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from hazard_desk.notes import NoteUnreadable, demand_note

log = logging.getLogger(__name__)

FILE_NAME = "drafts.json"


class Drafts:
    """Raw contents of entry forms by a key (enterprise/new, enterprise/12); written through at once."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep them in `folder`, or only in memory without one; a spoilt file counts as empty."""
        self._path = folder / FILE_NAME if folder is not None else None
        self._kept: dict[str, Any] = {}
        if self._path is None:
            return
        try:
            self._kept = demand_note(self._path)
        except FileNotFoundError:
            return
        except (OSError, NoteUnreadable):
            log.warning("the drafts can't be read; starting without")

    @property
    def forms(self) -> int:
        """How many forms were filled in and not saved; single values (which table was open) are no forms."""
        return sum(isinstance(raw, dict) for raw in self._kept.values())

    def get(self, key: str) -> Any:
        """Return the draft under this key, or None."""
        return self._kept.get(key)

    def keep(self, key: str, raw: Any) -> None:
        """Keep this draft."""
        if self._kept.get(key) != raw:
            self._kept[key] = raw
            self._write()

    def forget(self, key: str) -> None:
        """Drop this draft."""
        if self._kept.pop(key, None) is not None:
            self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        making = self._path.with_suffix(".making")
        try:
            said = json.dumps(self._kept, ensure_ascii=False)
            making.write_text(said, encoding="utf-8", errors="replace")  # half a character may be pasted
            making.replace(self._path)
        except OSError:
            # A full disk must not stop the typing; it's said when the record is saved.
            log.warning("a draft could not be written")
