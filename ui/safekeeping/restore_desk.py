"""Where restoring begins: in the office that is open, in a damaged one, and on a PC that has none yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.background import Background
from ui.clock import moment

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hazard_desk.services.since_backup import StepsSince
    from ui.dialogs.safekeeping.restore_dialog import RestoreDialog, Target
    from ui.main_window import MainWindow
    from ui.safekeeping.kept_copies import Source
    from ui.safekeeping.rescue import Rescue
    from ui.safekeeping.safekeeper import Safekeeper


class RestoreDesk(QObject):
    """Shows the dialog that asks for the decision; what was decided is the program's to do."""

    restore_wanted = Signal(object, str, object)  # the file, its password, the folder

    def __init__(self, window: MainWindow, clock: Callable[[], datetime] = moment) -> None:
        """Serve this window."""
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._rescue: Rescue | None = None
        self._bench: Background | None = None
        window.restore_wanted.connect(self.restore_anew)

    def rescue(self, folder: Path, *, gone: bool = False) -> None:
        """Show the ways out of the damaged office in `folder`, or of one whose file is gone."""
        from ui.safekeeping.rescue import Rescue

        self.close()
        card = self._window.welcome.rescue
        rescue = self._rescue = Rescue(folder, card, self._window.progress, self._clock, gone=gone)
        self._window.welcome.show_ways_out()
        rescue.restore_wanted.connect(self._restore_damaged)

    def restore_open(self, keeper: Safekeeper, path: Path, parent: QWidget | None = None) -> RestoreDialog:
        """Ask whether this file is to take the place of the office that is open."""
        from ui.dialogs.safekeeping.restore_dialog import Target, Where

        return self._ask(
            keeper.files,
            path,
            Target(Where.OPEN, keeper.door.folder, self._window.office_name.text()),
            parent,
            ask_steps=partial(_ask_steps, keeper.background, self._window),
        )

    def restore_anew(self, path: Path) -> RestoreDialog:
        """Ask where this file is to become an office."""
        from ui.dialogs.safekeeping.restore_dialog import Target, Where
        from ui.office_door import OfficeDoor

        folder = self._window.welcome.proposed
        if self._bench is None:
            self._bench = Background(OfficeDoor(folder), self)
        return self._ask(self._bench, path, Target(Where.NEW, folder))

    def restore_here(self, keeper: Safekeeper | None, path: Path) -> RestoreDialog:
        """Ask about this file wherever the program stands: an office open, a damaged one, or none yet."""
        if keeper is not None:
            return self.restore_open(keeper, path)
        return self.restore_anew(path) if self._rescue is None else self._restore_damaged(path)

    def _restore_damaged(self, path: Path) -> RestoreDialog:
        from ui.dialogs.safekeeping.restore_dialog import Target, Where

        assert self._rescue is not None
        where = Where.GONE if self._rescue.gone else Where.DAMAGED
        target = Target(where, self._rescue.folder, self._rescue.office)
        return self._ask(self._rescue.background, path, target)

    def _ask(
        self,
        background: Background,
        path: Path,
        target: Target,
        parent: QWidget | None = None,
        ask_steps: Callable[[Source, Callable[[StepsSince], None]], object] | None = None,
    ) -> RestoreDialog:
        from ui.dialogs.safekeeping.restore_dialog import RestoreDialog

        dialog = RestoreDialog(
            background,
            path,
            target,
            parent or self._window,
            ask_steps=ask_steps,
            clock=self._clock,
        )
        dialog.wanted.connect(self.restore_wanted)
        dialog.open()
        return dialog

    def close(self) -> None:
        """Look into files no more: an office is being opened, or the window is going."""
        if self._rescue is not None:
            self._rescue.close()
            self._rescue = None
        if self._bench is not None:
            self._bench.retire()
            self._bench = None


def _ask_steps(
    background: Background, owner: QObject, source: Source, done: Callable[[StepsSince], None]
) -> None:
    from hazard_desk.services.since_backup import steps_since

    told = source.told
    if told is not None:
        background.read(
            steps_since,
            told.last_entry_id,
            told.last_entry_at,
            told.last_summary,
            done=done,
            key="safekeeping/since",
            owner=owner,
        )
