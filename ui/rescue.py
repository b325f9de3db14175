"""Helps where an office file is damaged: looks for the ways out, salvages, and asks for what was chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.background import Background
from ui.messages import message_of
from ui.office_door import OfficeDoor
from ui.widgets.source_choice import choose_source

if TYPE_CHECKING:
    from hazard_desk.store.safekeeping.damage import WaysOut
    from ui.widgets.progress_strip import ProgressStrip
    from ui.widgets.rescue_card import RescueCard


class Rescue(QObject):
    """Serves one damaged folder, with a background of its own, until `close`."""

    restore_wanted = Signal(object)  # the file to put in place of the damaged one

    def __init__(
        self,
        folder: Path,
        card: RescueCard,
        progress: ProgressStrip,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        """Look for the ways out and show them on the card."""
        super().__init__()
        self.folder = folder
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
        card.begin()
        self.background.work(
            _ways_out, folder, clock(), done=self._on_ways, failed=self._on_no_ways, owner=self
        )

    def _on_ways(self, ways: WaysOut) -> None:
        self._card.show_ways(ways, self._clock().date())

    def _on_no_ways(self, error: Exception) -> None:
        self._card.show_no_ways(message_of(error))

    def _on_not_salvaged(self, error: Exception) -> None:
        self._card.show_not_salvaged(message_of(error))

    def _salvage(self) -> None:
        self._card.show_salvaging()
        task = self.background.between_writes(
            self._door.salvage,
            done=self._card.show_salvaged,
            failed=self._on_not_salvaged,
            owner=self,
            what="正在抢救记录",
        )
        self._progress.follow(task)

    def _choose_file(self) -> None:
        choose_source(self._card, self.folder.parent, self.restore_wanted.emit)

    def close(self) -> None:
        """Help no more: an office is being opened, or the window is going."""
        for signal, slot in self._wires:
            signal.disconnect(slot)
        self._card.hide()
        self.background.close(stop=True)


def _ways_out(folder: Path, now: datetime) -> Any:
    from hazard_desk.store.safekeeping.damage import ways_out

    return ways_out(folder, now)
