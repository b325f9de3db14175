"""The right side of the page: where the paper stands, above what stands beside the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.pages.reports.figures_panel import FiguresPanel
from ui.pages.reports.filing_panel import FilingPanel
from ui.pages.reports.slot_panel import SlotPanel

_LEAST_BELOW = 140  # of the figures: their header and three rows
_LEAST_ABOVE = 108  # the stages, by when, and the button
_LEAST_WIDTH = 240


class SideColumn(QWidget):
    """Shares its height: the checks give way first; the panel, with its button, while a figure is written."""

    def __init__(self, panel: FilingPanel, figures: FiguresPanel, slots: SlotPanel) -> None:
        """Put the panel above the figures of F4 or the places of F6, whose editors take room."""
        super().__init__()
        self.panel = panel
        self._editors = (figures.editor, slots.editor)
        self._has_panel = False
        self.below = QStackedWidget()
        self.below.addWidget(figures)
        self.below.addWidget(slots)
        self._rest = QWidget()  # below the panel of a paper that has nothing else
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        # Scrolled where a small screen has no room for it: squeezed, its words would lie on each other.
        self._above = QScrollArea()
        self._above.setFrameShape(QFrame.Shape.NoFrame)
        self._above.setWidgetResizable(True)
        self._above.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._above.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._above.setWidget(panel)
        column.addWidget(self._above)
        column.addWidget(self.below, 1)
        column.addWidget(self._rest, 1)
        self.setMinimumWidth(_LEAST_WIDTH)
        self._above.hide()
        for watched in (*self._editors, panel):
            watched.installEventFilter(self)

    def show_parts(self, *, panel: bool, below: bool) -> None:
        """Show these parts of it."""
        self._has_panel = panel
        self.below.setVisible(below)
        self._rest.setVisible(not below)
        self._share()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share the height anew when the editor opens or closes, or the panel says something else."""
        turned = event.type() in (QEvent.Type.Show, QEvent.Type.Hide) and watched in self._editors
        if turned or (event.type() == QEvent.Type.LayoutRequest and watched is self.panel):
            self._share()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height anew."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        writing = any(editor.isVisibleTo(self) for editor in self._editors)
        self._above.setVisible(self._has_panel and not writing)
        least = 0 if self.below.isHidden() else _LEAST_BELOW
        room = max(self.height() - least - theme.SMALL_GAP, _LEAST_ABOVE)
        layout = self.panel.layout()
        assert layout is not None
        width = max(self.width(), _LEAST_WIDTH)
        checks = self.panel.checks
        rest = layout.heightForWidth(width) - (checks.list.height() if checks.isVisibleTo(self.panel) else 0)
        checks.limit(room - rest)
        self._above.setFixedHeight(min(layout.heightForWidth(width), room))
