"""Keeps the open office safe on behalf of the window: backs up, copies, and knows how it stands with that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.background import Background, Task
from ui.kept_copies import Standing, read_standing

if TYPE_CHECKING:
    from hazard_desk.store.changes import Changes
    from ui.office_door import OfficeDoor

Done = Callable[[Any], object]
Failed = Callable[[Exception], object]


class Safekeeper(QObject):
    """A backup is made between two writes; what only moves files about has a background of its own.

    A first copy of all photos onto a stick takes minutes: neither saving nor drawing waits for it.
    """

    changed = Signal()  # `standing` or `failure` is another one
    warned = Signal(object)  # what a backup by itself failed of, once until one succeeds

    def __init__(
        self,
        background: Background,
        door: OfficeDoor,
        clock: Callable[[], datetime] = datetime.now,
        parent: QObject | None = None,
    ) -> None:
        """Serve the office behind `door`; nothing is known until `refresh`."""
        super().__init__(parent)
        self.background = background
        self.door = door
        self.clock = clock
        self.files = Background(door, self)
        self.standing: Standing | None = None
        self.failure: Exception | None = None
        self._stale = False
        self._closed = False
        background.changed.connect(self._on_changes)

    # ---- knowing -------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Tell whether files are being copied, or looked at."""
        return bool(self.files.under_way)

    def refresh(self, then: Callable[[], object] = lambda: None) -> None:
        """Look how it stands; nothing once it is closed, when a last backup may still come to its end."""
        if self._closed:
            return
        self._stale = False

        def known(standing: Standing) -> None:
            # What was done while it looked is not in what it saw.
            self.standing = standing.changed() if self._stale else standing
            self.changed.emit()
            then()

        def unknown(error: Exception) -> None:
            self._on_failure(error)
            then()

        self.files.work(read_standing, self.door.folder, self.clock(), done=known, failed=unknown, owner=self)

    def _on_changes(self, _changes: Changes) -> None:
        self._stale = True
        if self.standing is not None and not self.standing.behind:
            self.standing = self.standing.changed()
            self.changed.emit()

    # ---- doing ---------------------------------------------------------------------------------------

    def back_up(self, reason: str, done: Done, failed: Failed) -> Task:
        """Make a backup now."""
        return self._between_writes(self.door.back_up, reason, done, failed)

    def back_up_if_changed(self, reason: str, done: Done, failed: Failed) -> Task:
        """Make a backup where something was done since the last one."""
        return self._between_writes(self.door.back_up_if_changed, reason, done, failed)

    def _between_writes(self, function: Callable[..., Any], reason: str, done: Done, failed: Failed) -> Task:
        def made(path: Path | None) -> None:
            self.failure = None
            self.refresh()
            done(path)

        def refused(error: Exception) -> None:
            self._on_failure(error)
            failed(error)

        return self.background.between_writes(function, reason, done=made, failed=refused, owner=self)

    def copy_to_second_place(self, done: Done, failed: Failed, what: str = "") -> Task:
        """Copy to the second place."""
        long = self.files.between_writes  # not where files are looked at: that goes on meanwhile
        return self._with_files(long, self.door.copy_to_second_place, done=done, failed=failed, what=what)

    def write_archive(self, target: Path, done: Done, failed: Failed, what: str = "") -> Task:
        """Write the whole office into one file."""
        long = self.files.between_writes
        return self._with_files(long, self.door.write_archive, target, done=done, failed=failed, what=what)

    def set_second_place(self, place: Path | None, done: Done, failed: Failed) -> Task:
        """Copy to this folder from now on, or nowhere."""
        from hazard_desk.store.safekeeping.settings import set_second_place

        work = self.files.work
        return self._with_files(work, set_second_place, self.door.folder, place, done=done, failed=failed)

    def set_password(self, password: str | None, done: Done, failed: Failed) -> Task:
        """Lock the archives with this password from now on, or not any more."""
        from hazard_desk.store.safekeeping.settings import set_password

        work = self.files.work
        return self._with_files(work, set_password, self.door.folder, password, done=done, failed=failed)

    def _with_files(
        self,
        way: Callable[..., Task],
        function: Callable[..., Any],
        *args: Any,
        done: Done,
        failed: Failed,
        what: str = "",
    ) -> Task:
        def finished(result: Any) -> None:
            self.refresh()
            done(result)

        def refused(error: Exception) -> None:
            self.refresh()
            failed(error)

        return way(function, *args, done=finished, failed=refused, owner=self, what=what)

    def _on_failure(self, error: Exception) -> None:
        first, self.failure = self.failure is None, error
        self.changed.emit()
        if first:
            self.warned.emit(error)

    def close(self) -> None:
        """Stop copying and let nothing follow; before the office is closed."""
        self._closed = True
        self.files.close(stop=True)
