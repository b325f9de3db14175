"""Columns as the user left them: order, widths and which are hidden, kept by key.

Kept by key and not as Qt's own bytes, so that a column added in a later version spoils nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QHeaderView

from ui.tables.columns import Column

_NARROWEST, _WIDEST = 32, 1200


class Settings(Protocol):
    """Where the window keeps what the user set; QSettings is one."""

    def value(self, key: str, /) -> Any:
        """Return what is kept under this key, or None."""

    def setValue(self, key: str, value: Any, /) -> None:
        """Keep this value."""


class HeaderState(QObject):
    """Restores a header's columns and keeps every change of the user's."""

    def __init__(
        self, header: QHeaderView, columns: Sequence[Column], settings: Settings | None, name: str
    ) -> None:
        """Serve this header; `name` tells the tables apart."""
        super().__init__(header)
        self._header = header
        self._columns = tuple(columns)
        self._settings = settings
        self._key = f"tables/{name}"
        # Dragging an edge sends a signal a pixel; one write when it's over is enough.
        self._later = QTimer(self, singleShot=True, interval=300)
        self._later.timeout.connect(self.save)

    def restore(self) -> None:
        """Lay the columns out as they were left, new ones at the end; then keep watch."""
        kept = self._kept()
        widths = kept.get("widths", {})
        hidden = kept.get("hidden", [])
        for place, column in enumerate(self._columns):
            width = widths.get(column.key)
            fits = isinstance(width, int) and _NARROWEST <= width <= _WIDEST
            self._header.resizeSection(place, width if fits else column.width)
            known = column.key in kept.get("order", [])
            self._header.setSectionHidden(place, column.key in hidden if known else column.hidden)
        places = {column.key: place for place, column in enumerate(self._columns)}
        order = [key for key in kept.get("order", []) if key in places]
        for target, key in enumerate(order):
            self._header.moveSection(self._header.visualIndex(places[key]), target)
        self._header.sectionResized.connect(self._later.start)
        self._header.sectionMoved.connect(self._later.start)

    def show_column(self, place: int, shown: bool) -> None:
        """Show or hide a column; the last one in sight stays."""
        if not shown and self._header.hiddenSectionCount() >= len(self._columns) - 1:
            return
        self._header.setSectionHidden(place, not shown)
        self._later.start()

    def reset(self) -> None:
        """Lay the columns out as the program has them."""
        for place, column in enumerate(self._columns):
            self._header.moveSection(self._header.visualIndex(place), place)
            self._header.setSectionHidden(place, column.hidden)
            self._header.resizeSection(place, column.width)
        self.save()

    def save(self) -> None:
        """Keep what is on the screen now."""
        self._later.stop()
        if self._settings is None:
            return
        shown = [self._columns[self._header.logicalIndex(at)] for at in range(len(self._columns))]
        state = {
            "order": [column.key for column in shown],
            "widths": {
                column.key: self._header.sectionSize(place)
                for place, column in enumerate(self._columns)
                if not self._header.isSectionHidden(place)
            },
            "hidden": [
                column.key
                for place, column in enumerate(self._columns)
                if self._header.isSectionHidden(place)
            ],
        }
        self._settings.setValue(self._key, json.dumps(state, ensure_ascii=False))

    def save_if_changed(self) -> None:
        """Keep a change that is still waiting to be kept."""
        if self._later.isActive():
            self.save()

    def _kept(self) -> dict[str, Any]:
        text = self._settings.value(self._key) if self._settings is not None else None
        try:
            kept = json.loads(text) if isinstance(text, str) else {}
        except (ValueError, RecursionError):
            kept = {}  # a spoilt setting costs the widths, never the start
        return kept if isinstance(kept, dict) else {}
