"""The head of a page with a list: title, search, filters that may have lines of their own, actions."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui import theme
from ui.widgets.flow_row import FlowRow
from ui.widgets.item_layout import ItemLayout


class PageHead(ItemLayout):
    """One line of everything; the filters stand below it where they don't fit beside the shortest search."""

    def __init__(
        self,
        heading: QLabel,
        search: QWidget,
        filters: Iterable[QWidget],
        actions: Iterable[QWidget],
    ) -> None:
        """Lay these out in this order; a hidden one takes no room."""
        super().__init__(None, theme.LABEL_GAP)
        theme.set_role(heading, "title")
        self._heading, self._search, self._actions = heading, search, tuple(actions)
        self.addWidget(heading)
        self.addWidget(search)
        self._between = QWidget()
        self._filters = FlowRow(self._between, theme.LABEL_GAP)
        for widget in filters:
            self._filters.addWidget(widget)
        self.addWidget(self._between)
        for widget in self._actions:
            self.addWidget(widget)

    # ---- what Qt asks of a layout ----------------------------------------------------------------------

    def expandingDirections(self) -> Qt.Orientation:
        """Take the width there is, and no more height than the lines need."""
        return Qt.Orientation.Horizontal

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines at this width."""
        height = theme.FIELD_HEIGHT
        return (
            height + self.spacing() + self._filters.heightForWidth(width) if self._breaks(width) else height
        )

    def sizeHint(self) -> QSize:
        """Return the size of one line of all."""
        return QSize(self._around() + self._search.sizeHint().width() + self._beside(), theme.FIELD_HEIGHT)

    def minimumSize(self) -> QSize:
        """Return the narrowest: the filters below, the search at its shortest."""
        width = max(self._around() + self._shortest_search(), self._filters.minimumSize().width())
        return QSize(width, theme.FIELD_HEIGHT)

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets in this room."""
        super().setGeometry(rect)
        gap, height = self.spacing(), theme.FIELD_HEIGHT
        left, right = rect.left(), rect.right() + 1
        # Level with the fields beside it, whatever the filters need below.
        self._heading.setGeometry(QRect(left, rect.top(), self._heading.sizeHint().width(), height))
        left += self._heading.width() + 2 * gap
        for widget in reversed(self._shown_actions()):
            width = widget.sizeHint().width()
            widget.setGeometry(QRect(right - width, rect.top(), width, height))
            right -= width + gap
        breaks = self._breaks(rect.width())
        room = right - left - (0 if breaks else self._beside())
        self._search.setGeometry(QRect(left, rect.top(), min(room, self._search.maximumWidth()), height))
        if breaks:
            top = rect.top() + height + gap
            self._between.setGeometry(QRect(rect.left(), top, rect.width(), rect.bottom() + 1 - top))
        else:
            left = self._search.geometry().right() + 1 + gap
            self._between.setGeometry(QRect(left, rect.top(), self._filters.sizeHint().width(), height))

    # ---- what fits -------------------------------------------------------------------------------------

    def _shown_actions(self) -> list[QWidget]:
        return [widget for widget in self._actions if not widget.isHidden()]

    def _around(self) -> int:
        """Return the width of everything in the first line but the search and the filters."""
        actions = [widget.sizeHint().width() + self.spacing() for widget in self._shown_actions()]
        return self._heading.sizeHint().width() + 2 * self.spacing() + sum(actions)

    def _beside(self) -> int:
        """Return what the filters take of the first line where they stand in it; 0 if there are none."""
        width = self._filters.sizeHint().width()
        return width + self.spacing() if width else 0

    def _shortest_search(self) -> int:
        return max(self._search.minimumWidth(), self._search.minimumSizeHint().width())

    def _breaks(self, width: int) -> bool:
        """Tell whether the filters have lines of their own."""
        beside = self._beside()
        return bool(beside) and self._around() + self._shortest_search() + beside > width
