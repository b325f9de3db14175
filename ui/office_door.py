"""The way to the office file: opened, used and closed by the same thread, and imported by none before.

SQLAlchemy takes longer to import than the window to paint, so both the import and the opening are work for
the background's writing thread. Until the door is open it refuses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hazard_desk.errors import OfficeFileError
from ui.clock import moment

if TYPE_CHECKING:
    from hazard_desk.services.offices import FirstFacts
    from hazard_desk.store.office_file import OfficeFile
    from hazard_desk.store.safekeeping.packages.archive import Written
    from hazard_desk.store.safekeeping.restoring import Restored
    from hazard_desk.store.safekeeping.wrecks.salvage_words import SalvageNote
    from hazard_desk.store.safekeeping.wrecks.salvaging import Salvaged
    from ui.background import Progress
    from ui.safekeeping.safekeeper import Safekeeper


@dataclass(frozen=True, slots=True)
class Reopened:
    """What became of a restore: what is to be told, what was restored, and what went wrong.

    With `restored` the error is of the opening that followed: the office isn't open, though it is restored.
    Without it the office is open; `finished`: as it was wanted after all, the last step done by the opening.
    """

    notices: list[str]
    restored: Restored | None = None
    error: Exception | None = None
    finished: bool = False
    salvaged: SalvageNote | None = None  # what is told of the file restored from, where it was salvaged


class OfficeDoor:
    """Stands for one office folder towards the background."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = moment) -> None:
        """Stand before `folder`; nothing is touched yet."""
        self.folder = folder
        self.clock = clock
        self.keeper: Safekeeper | None = None  # who keeps it safe on behalf of the window, once it is open
        self._office: OfficeFile | None = None
        self._reading = threading.Lock()

    # ---- in and out --------------------------------------------------------------------------------

    def create(self, name: str, villages: Sequence[str], first: FirstFacts | None = None) -> list[str]:
        """Make a new office in the folder and open it; return the notices."""
        from hazard_desk.services.offices import set_up_office
        from hazard_desk.store.office_file import OfficeFile

        OfficeFile.create(self.folder, set_up_office, name, villages, first)
        return self.open()

    def open(self) -> list[str]:
        """Open the folder's office file and return what the user should know about it."""
        from hazard_desk.office_folder import remember_folder
        from hazard_desk.services import registry  # noqa: F401 (for the first page, while nothing waits)
        from hazard_desk.store.office_file import OfficeFile

        self._office = OfficeFile.open(self.folder, clock=self.clock)
        remember_folder(self.folder)
        return list(self._office.notices)

    def will_close(self) -> None:
        """Have a second start wait for `close`, which comes when the work under way has ended."""
        if self._office is not None:
            self._office.will_close()

    def close(self) -> None:
        """Close the office file, once the query under way has been answered; harmless when closed."""
        office, self._office = self._office, None
        if office is not None:
            with self._reading:
                office.close()

    # ---- work --------------------------------------------------------------------------------------

    def run(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run one operation in one transaction."""
        return self._open_office().run(operation, *args, **kwargs)

    def ask(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Answer one query."""
        with self._reading:
            return self._open_office().ask(query, *args, **kwargs)

    # ---- what keeps it alive ------------------------------------------------------------------------

    def back_up(self, reason: str) -> Path:
        """Make a verified backup (备份) now."""
        return self._open_office().back_up(reason)

    def back_up_if_changed(self, reason: str) -> Path | None:
        """Make a verified backup where the newest one lacks something; None where it doesn't."""
        return self._open_office().back_up_if_changed(reason)

    def current_copy(self, reason: str) -> Path:
        """Return a verified backup of what the office holds now, made where there is none."""
        return self._open_office().current_copy(reason)

    def copy_to_second_place(self, copy: Path, progress: Progress | None = None) -> Written | None:
        """Copy this backup to the second place (第二备份位置); None where none is set."""
        return self._open_office().copy_to_second_place(copy=copy, progress=progress)

    def write_archive(
        self,
        target: Path,
        extra: Mapping[str, bytes] | None,
        copy: Path,
        progress: Progress | None = None,
    ) -> Written:
        """Write this backup of the office with its attachments into one file (台账包).

        `extra` are files by name that go into it as well: the list of a hand-over.
        """
        return self._open_office().write_archive(target, extra=extra or {}, copy=copy, progress=progress)

    # ---- putting something in its place --------------------------------------------------------------

    def restore_and_open(
        self, source: Path, password: str = "", progress: Progress | None = None
    ) -> Reopened:
        """Put a backup or an archive into this folder and open it.

        Where either fails that is handed back with what was done; the office is opened as it stands, if
        there is one.
        """
        from hazard_desk.office_folder import holds_office
        from hazard_desk.store.safekeeping.restoring import is_interrupted, restore
        from hazard_desk.store.safekeeping.wrecks.salvage_words import note_of

        self.close()
        note = note_of(source)
        restored: Restored | None = None
        try:
            restored = restore(self.folder, source, self.clock(), password=password, progress=progress)
        except Exception as error:
            if not holds_office(self.folder):
                raise
            decided = is_interrupted(self.folder)
            try:
                return Reopened(self.open(), error=error, finished=decided)
            except OfficeFileError as closed:  # as it couldn't before: the restore is what was wanted
                raise error from closed
        try:
            return Reopened([*restored.notices, *self.open()], restored, salvaged=note)
        except Exception as closed:
            return Reopened(restored.notices, restored, closed, salvaged=note)

    def salvage(self, progress: Progress | None = None) -> Salvaged:
        """Read what can still be read of the damaged file (抢救) into a new one among the backups."""
        from hazard_desk.store.office_file import DATABASE
        from hazard_desk.store.safekeeping.wrecks.salvaging import salvage

        backups = self.folder / "backups"
        return salvage(self.folder / DATABASE, backups, self.clock(), progress)

    def _open_office(self) -> OfficeFile:
        if self._office is None:
            raise OfficeFileError("台账没有打开。", "没有改动任何数据。", "请从“文件”菜单打开台账。")
        return self._office
