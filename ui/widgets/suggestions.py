"""Suggestions while typing, found by their words or by pinyin initials."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QSortFilterProxyModel, QStringListModel, Qt
from PySide6.QtCore import QPersistentModelIndex as Persistent
from PySide6.QtWidgets import QCompleter


def found_by(text: str, typed: str) -> bool:
    """Tell whether `typed` stands in the text, or in the pinyin initials of the text."""
    from hazard_desk.rules.readings import initials
    from hazard_desk.rules.search_text import comparable

    wanted = comparable(typed)
    if not wanted or wanted in comparable(text):
        return True
    return wanted.isascii() and any(wanted in letters for letters in initials(text))


class _Found(QSortFilterProxyModel):
    """The texts that what was typed finds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.typed = ""

    def set_typed(self, typed: str) -> None:
        self.typed = typed
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: QModelIndex | Persistent) -> bool:
        return found_by(str(self.sourceModel().index(row, 0, parent).data()), self.typed)


class PinyinCompleter(QCompleter):
    """Offers texts by any part of them or by their initials; what is typed stays as it is."""

    def __init__(self, parent: QObject) -> None:
        """Start without texts."""
        super().__init__(parent)
        self._texts = QStringListModel(self)
        self._found = _Found(self)
        self._found.setSourceModel(self._texts)
        self.setModel(self._found)
        # The proxy has found what fits already.
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(10)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def set_texts(self, texts: Sequence[str]) -> None:
        """Offer these texts from now on."""
        self._texts.setStringList(list(texts))

    def found(self, typed: str) -> list[str]:
        """Return the texts that are offered for `typed`."""
        self._found.set_typed(typed)
        return [str(self._found.index(row, 0).data()) for row in range(self._found.rowCount())]

    def splitPath(self, path: str) -> list[str]:
        """Find anew for what is typed now; Qt asks this before each offer."""
        self._found.set_typed(path)
        return [""]
