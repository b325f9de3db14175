"""Keeps the open office safe on behalf of the window: backs up, copies, and knows how it stands with that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from hazard_desk.errors import Cancelled
from ui.background import Background, Progress, Task
from ui.clock import moment

if TYPE_CHECKING:
    from hazard_desk.services.kept_safe import KeptSafe
    from hazard_desk.store.changes import Changes
    from ui.office_door import OfficeDoor

Done = Callable[[Any], object]
Failed = Callable[[Exception], object]
_ROUND = 0.1  # seconds; how long a wish to cancel may wait for an answer


@dataclass(frozen=True, slots=True)
class WrittenElsewhere:
    """What was written elsewhere: where it lies, how large it is, and which attachments it lacks."""

    path: Path
    size: int = 0  # 0: by now it can't be asked any more
    lost: tuple[str, ...] = ()
    same_disk: bool = False  # it lies where the office itself lies
    mended: int = 0  # attachments that had rotted there and are good again

    @property
    def lost_words(self) -> str:
        """Say what it lacks; "" where it lacks nothing."""
        from hazard_desk.store.safekeeping.packages.archive import lost_words

        return lost_words(self.lost)

    @property
    def mended_words(self) -> str:
        """Say that the stick lost something and has it again; "" where it didn't."""
        from hazard_desk.store.safekeeping.packages.archive_words import mended_words

        return mended_words(self.mended)

    @property
    def place_words(self) -> str:
        """Say that it isn't anywhere else yet; "" where it is."""
        return "这份还在这台电脑里，请复制到U盘。" if self.same_disk else ""


class Safekeeper(QObject):
    """A backup is made between two writes; what only moves files about has a background of its own.

    A first copy of all photos onto a stick takes minutes: neither saving nor drawing waits for it. What it
    copies of the office file is a backup, and that is made between two writes, too.
    """

    changed = Signal()  # `standing` or `failure` is another one
    warned = Signal(object)  # what a backup by itself failed of, once until one succeeds

    def __init__(
        self,
        background: Background,
        door: OfficeDoor,
        clock: Callable[[], datetime] = moment,
        parent: QObject | None = None,
    ) -> None:
        """Serve the office behind `door`; nothing is known until `refresh`."""
        super().__init__(parent)
        door.keeper = self
        self.background = background
        self.door = door
        self.clock = clock
        self.files = Background(door, self)
        self.standing: KeptSafe | None = None
        self.failure: Exception | None = None
        self.failed_files = 0  # packages and copies that could not be written
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

        def known(standing: KeptSafe) -> None:
            # What was done while it looked is not in what it saw.
            self.standing = standing.changed() if self._stale else standing
            self.changed.emit()
            then()

        def unknown(error: Exception) -> None:
            self._on_failure(error)
            then()

        self.files.work(_how_kept, self.door.folder, self.clock(), done=known, failed=unknown, owner=self)

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
        """Copy to the second place; `done` hears the `WrittenElsewhere`, or None where none is set."""

        def copy(backup: Path, progress: Progress) -> WrittenElsewhere | None:
            made = self.door.copy_to_second_place(backup, progress)
            return replace(_measured(made.path, made.lost), mended=made.mended) if made is not None else None

        return self._of_backup("退出时", copy, done, failed, what)

    def write_archive(
        self,
        target: Path,
        done: Done,
        failed: Failed,
        what: str = "",
        extra: Mapping[str, bytes] | None = None,
    ) -> Task:
        """Write the whole office into one file, with `extra` papers; `done` hears the `WrittenElsewhere`."""

        def write(backup: Path, progress: Progress) -> WrittenElsewhere:
            made = self.door.write_archive(target, extra, backup, progress)
            from hazard_desk.services.kept_safe import on_same_disk

            measured = _measured(made.path, made.lost)
            return replace(measured, same_disk=on_same_disk(self.door.folder, made.path))

        return self._of_backup("交接" if extra else "手动", write, done, failed, what)

    def _of_backup(
        self,
        reason: str,
        function: Callable[[Path, Progress], Any],
        done: Done,
        failed: Failed,
        what: str,
    ) -> Task:
        """Run something long on a backup of what the office holds now."""
        backup: Future[Path] = Future()

        def make() -> None:
            # Not by way of this thread: who closes the office waits here for both of the others.
            try:
                backup.set_result(self.door.current_copy(reason))
            except Exception as error:
                backup.set_exception(error)

        def carry_out(progress: Progress) -> Any:
            while True:
                try:
                    return function(backup.result(_ROUND), progress)
                except TimeoutError:
                    if backup.done():
                        raise
                    progress.report(0, 0)

        def refused(error: Exception) -> None:
            if not isinstance(error, Cancelled):
                self.failed_files += 1
            failed(error)

        self.background.between_writes(make, owner=self)
        long = self.files.between_writes  # not where files are looked at: that goes on meanwhile
        return self._with_files(long, carry_out, done=done, failed=refused, what=what)

    def set_second_place(self, place: Path | None, done: Done, failed: Failed) -> Task:
        """Copy to this folder from now on, or nowhere."""
        from hazard_desk.store.safekeeping.backups.settings import set_second_place

        work = self.files.work
        return self._with_files(work, set_second_place, self.door.folder, place, done=done, failed=failed)

    def set_password(self, password: str | None, done: Done, failed: Failed) -> Task:
        """Lock the archives with this password from now on, or not any more."""
        from hazard_desk.store.safekeeping.backups.settings import set_password

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


def _measured(path: Path, lost: tuple[str, ...]) -> WrittenElsewhere:
    try:
        return WrittenElsewhere(path, path.stat().st_size, lost)
    except OSError:  # a stick that was pulled the moment it was done
        return WrittenElsewhere(path, lost=lost)


def _how_kept(folder: Path, now: datetime) -> KeptSafe:
    from hazard_desk.services.kept_safe import how_kept

    return how_kept(folder, now)
