"""Helps where an office file is damaged: looks for the ways out, salvages, and asks for what was chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.background import Background
from ui.clock import moment
from ui.messages import message_of
from ui.office_door import OfficeDoor
from ui.safekeeping.source_choice import choose_source
from ui.widgets.task_bar import HowFar

if TYPE_CHECKING:
    from hazard_desk.store.safekeeping.wrecks.damage import WaysOut
    from hazard_desk.store.safekeeping.wrecks.salvaging import Salvaged
    from ui.safekeeping.rescue_card import RescueCard
    from ui.widgets.progress_strip import ProgressStrip


class Rescue(QObject):
    """Serves one damaged folder, with a background of its own, until `close`."""

    restore_wanted = Signal(object)  # the file to put in place of the damaged one

    def __init__(
        self,
        folder: Path,
        card: RescueCard,
        progress: ProgressStrip,
        clock: Callable[[], datetime] = moment,
        *,
        gone: bool = False,
    ) -> None:
        """Look for the ways out and show them on the card."""
        super().__init__()
        self.folder = folder
        self.gone = gone  # there is no file: nothing to salvage, nothing to keep aside
        self.office = ""  # whose it is, as far as that is known
        self._closed = False
        self._card = card
        self._progress = progress
        self._clock = clock
        self._door = OfficeDoor(folder, clock)
        self.background = Background(self._door, self)
        self._wires = [
            (card.backup_wanted, self.restore_wanted.emit),
            (card.salvaged_wanted, self.restore_wanted.emit),
            (card.salvage_wanted, self._salvage),
            (card.file_wanted, self._choose_file),
        ]
        for signal, slot in self._wires:
            signal.connect(slot)
        card.begin(gone=gone)
        self.background.work(
            _ways_out, folder, clock(), done=self._on_ways, failed=self._on_no_ways, owner=self
        )

    def _on_ways(self, ways: WaysOut) -> None:
        if self._closed:
            return
        if ways.told is not None:
            self.office = ways.told.office
        self._card.show_ways(ways, self._clock().date())

    def _on_no_ways(self, error: Exception) -> None:
        if not self._closed:
            self._card.show_no_ways(message_of(error))

    def _on_salvaged(self, salvaged: Salvaged) -> None:
        self.office = self.office or salvaged.told.office
        self._card.show_salvaged(salvaged)

    def _on_not_salvaged(self, error: Exception) -> None:
        self._card.show_not_salvaged(message_of(error))

    def _salvage(self) -> None:
        self._card.show_salvaging()
        task = self.background.between_writes(
            self._door.salvage,
            done=self._on_salvaged,
            failed=self._on_not_salvaged,
            owner=self,
            what="正在抢救记录",
        )
        self._progress.follow(task, HowFar.MOVING)

    def _choose_file(self) -> None:
        choose_source(self._card, None, self.restore_wanted.emit)

    def close(self) -> None:
        """Help no more: an office is being opened, or the window is going.

        Looking at a large damaged file takes minutes; nobody waits for that.
        """
        self._closed = True
        for signal, slot in self._wires:
            signal.disconnect(slot)
        self._card.hide()
        self.background.retire()


def _ways_out(folder: Path, now: datetime) -> Any:
    from hazard_desk.store.safekeeping.wrecks.damage import ways_out

    return ways_out(folder, now)
