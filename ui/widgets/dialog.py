"""What every dialog of the program is: whole in reach on any screen, and as large as it was left."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QSplitter, QVBoxLayout, QWidget

from ui.widgets.whole_in_reach import WholeInReach

_ROOM_ENOUGH = QSize(1000, 600)
"""What the dialogs are made for, in points: 1366×768 at 125 % and all that is larger."""
_FRAME = QSize(16, 40)  # of a window: its title bar and edges
_CONTENT = "whole content"


class Dialog(QDialog):
    """On a screen that is too small for it, it takes what there is and scrolls.

    One that `keeps_size` is opened as large, and divided, as its user left it last.
    """

    keeps_size: ClassVar[bool] = False
    _opened_at: QSize | None = None  # its size when it was shown: only what the user made of it is kept

    def setVisible(self, visible: bool) -> None:
        """Fit into the screen before it's shown; keep its size before it's gone."""
        if visible and not self.isVisible():
            if self._opened_at is None:
                self._take_kept_size()
                # Ctrl+W, on Windows Ctrl+F4 too: as Esc, what was typed is kept or asked about.
                QShortcut(QKeySequence.StandardKey.Close, self).activated.connect(self.close)
            self._fit_into_screen()
            self._opened_at = self.size()
        elif not visible and self.isVisible():
            self._keep_size()
        super().setVisible(visible)

    # ---- the screen ----------------------------------------------------------------------------------

    def _fit_into_screen(self) -> None:
        room = self.screen().availableSize() - _FRAME
        if room.width() >= _ROOM_ENOUGH.width() and room.height() >= _ROOM_ENOUGH.height():
            return
        layout = self.layout()
        if layout is None or self.findChild(QWidget, _CONTENT) is not None:
            return
        wanted = self.size().expandedTo(layout.totalMinimumSize())
        typing = self.focusWidget()
        content = QWidget()
        content.setObjectName(_CONTENT)
        content.setLayout(layout)  # takes the widgets along
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(WholeInReach(content))
        if typing is not None:
            typing.setFocus()
        self.setMinimumSize(self.minimumSize().boundedTo(room))
        self.resize(wanted.boundedTo(room))

    # ---- the user's habit ----------------------------------------------------------------------------

    def _habits(self) -> Any:
        owner = self.parentWidget()
        return getattr(owner.window(), "preferences", None) if owner is not None else None

    def _key(self, what: str) -> str:
        return f"dialogs/{type(self).__name__}/{what}"

    def _take_kept_size(self) -> None:
        habits = self._habits()
        if not self.keeps_size or habits is None:
            return
        kept = habits.value(self._key("size"))
        if _are_numbers(kept, 2):
            self.resize(QSize(*kept).boundedTo(self.screen().availableSize() - _FRAME))
        for at, splitter in enumerate(self.findChildren(QSplitter)):
            sizes = habits.value(self._key(f"divided {at}"))
            if _are_numbers(sizes, splitter.count()):
                splitter.setSizes(sizes)
            splitter.splitterMoved.connect(
                lambda _at, _index, at=at, splitter=splitter: habits.setValue(
                    self._key(f"divided {at}"), splitter.sizes()
                )
            )

    def _keep_size(self) -> None:
        habits = self._habits()
        if self.keeps_size and habits is not None and self.size() != self._opened_at:
            habits.setValue(self._key("size"), [self.width(), self.height()])


def _are_numbers(kept: object, count: int) -> bool:
    if not isinstance(kept, list) or len(kept) != count:
        return False
    return all(type(one) is int and one >= 0 for one in kept)
