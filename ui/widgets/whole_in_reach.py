"""A page or dialog on a screen that is too small for it: scrolled, never squashed.

At 200 % a screen of 1366×768 has 683×384 points. Where there is room enough, nothing of this is seen.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget


class WholeInReach(QScrollArea):
    """Gives its content the room there is, but never less than it needs: then it has scroll bars.

    Qt's own way to fit a content asks for the height it would like, which is more than it needs.
    """

    def __init__(self, content: QWidget) -> None:
        """Hold this."""
        super().__init__()
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to what stands in it
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setWidget(content)
        content.installEventFilter(self)
        if isinstance(content, QStackedWidget):
            content.currentChanged.connect(lambda _at: self._fit())

    def sizeHint(self) -> QSize:
        """Return what the content would like."""
        return self._content.sizeHint()

    def heightForWidth(self, width: int) -> int:
        """Return the height that the content would like at this width."""
        layout = self._content.layout()
        wanted = layout.totalHeightForWidth(width) if layout is not None else -1
        return wanted if wanted >= 0 else self.sizeHint().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the content into the new size."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the content anew when it needs more or less."""
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room = self.maximumViewportSize()
        least = _least(self._content, room.width())
        if least.width() > room.width():
            room.setHeight(room.height() - self.horizontalScrollBar().sizeHint().height())
        if least.height() > room.height():
            room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
            least = _least(self._content, room.width())
        self._content.resize(room.expandedTo(least))


def _least(content: QWidget, width: int) -> QSize:
    """Return the least size at which nothing is squashed; of a stack, what is in sight counts."""
    if isinstance(content, QStackedWidget):
        shown = content.currentWidget()
        return _least(shown, width) if shown is not None else QSize()
    least = content.minimumSizeHint().expandedTo(content.minimumSize())
    layout = content.layout()
    if layout is not None and layout.hasHeightForWidth():
        least.setHeight(max(least.height(), layout.totalMinimumHeightForWidth(max(width, least.width()))))
    return least
