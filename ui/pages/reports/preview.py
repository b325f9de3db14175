"""The pages exactly as they will print, with room to scroll and zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea

from ui.pages.reports.page_view import GAP, PageView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hazard_desk.forms.geometry import Layout
    from hazard_desk.forms.pictures import Picture
    from ui.pages.reports.kept import KeptLayout

MM_PER_INCH = 25.4
LEAST_ZOOM, MOST_ZOOM = 0.25, 3.0
_MOST_UPRIGHT = 1.0  # while following the width: an upright page as wide as a screen shows its head only
_STEP = 1.15
_PICTURES_AFTER_MS = 80  # while the window or the zoom is being changed, or the pages go by


class PagePreview(QScrollArea):
    """The pages with room to scroll and zoom; asks for pictures of those in sight, at the screen's dots."""

    figure_wanted = Signal(str)
    pictures_wanted = Signal(object, float)  # pages, counted from 1, the first one first; dots an inch
    zoomed = Signal(float, bool)  # 1.0 is as large as on paper; whether it follows the width
    page_reached = Signal(int, int)  # the page in sight, and how many there are

    def __init__(self) -> None:
        """Start without a page, following the width."""
        super().__init__()
        self.view = PageView()
        self.setWidget(self.view)
        self.setWidgetResizable(True)
        self.setFocusProxy(self.view)
        self.view.figure_wanted.connect(self.figure_wanted)
        self.view.reached.connect(self.bring_into_sight)
        self._fits_width = True
        self._zoom = 1.0
        self._pictures_soon = QTimer(self, singleShot=True, interval=_PICTURES_AFTER_MS)
        self._pictures_soon.timeout.connect(self._want_pictures)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def zoom(self) -> float:
        """Return how large the page is; 1.0 is as large as on paper."""
        return self._zoom

    @property
    def fits_width(self) -> bool:
        """Tell whether the page follows the width of the window."""
        return self._fits_width

    @property
    def dpi(self) -> float:
        """Return how many dots of the screen an inch of the paper takes."""
        return self.view.scale * MM_PER_INCH * self.devicePixelRatioF()

    def show_pages(self, layouts: Sequence[Layout | KeptLayout], names: Mapping[str, str], tip: str) -> None:
        """Show these sheets and ask for the pictures that are looked at."""
        self.view.show_pages(layouts, names, tip)
        self._apply_zoom()
        self._want_pictures()

    def show_picture(self, page: int, picture: Picture, dpi: float) -> None:
        """Show this picture of a page, unless it has gone out of sight or changed its size meanwhile."""
        if dpi == self.dpi and page in self._pages_near():
            self.view.show_picture(page, picture, dpi, self.devicePixelRatioF())

    def to_top(self) -> None:
        """Go to the beginning: another form is shown."""
        self.verticalScrollBar().setValue(0)

    def fit_width(self) -> None:
        """Follow the width from now on."""
        self._fits_width = True
        self._apply_zoom()

    def set_zoom(self, zoom: float, around: QPointF | None = None) -> None:
        """Show the page so large, keeping the point `around` of the viewport (its middle) where it is."""
        self._fits_width = False
        before = self._zoom
        self._zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        at = around or QPointF(self.viewport().rect().center())
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        kept = [bar.value() + place for bar, place in zip(bars, (at.x(), at.y()), strict=True)]
        self._apply_zoom()
        self.view.resize(self.view.sizeHint().expandedTo(self.viewport().size()))
        for bar, value, place in zip(bars, kept, (at.x(), at.y()), strict=True):
            bar.setValue(round(value * self._zoom / before - place))

    def zoom_in(self) -> None:
        """Show the page larger."""
        self.set_zoom(self._zoom * _STEP)

    def zoom_out(self) -> None:
        """Show the page smaller."""
        self.set_zoom(self._zoom / _STEP)

    def _apply_zoom(self) -> None:
        if not self.view.page_count:
            return
        paper = self.logicalDpiX() / MM_PER_INCH  # pixels a millimetre at 100 %
        if self._fits_width:
            # The room with the scroll bar there: else it would come and go for ever.
            room = self.width() - 2 * GAP - self.verticalScrollBar().sizeHint().width() - 2
            fitting = room / self.view.widest_mm / paper
            most = _MOST_UPRIGHT if self.view.is_upright else MOST_ZOOM
            self._zoom = min(max(fitting, LEAST_ZOOM), most)
        self.view.set_scale(self._zoom * paper)
        self.zoomed.emit(self._zoom, self._fits_width)
        self._pictures_soon.start()

    def _on_scrolled(self) -> None:
        # Not begun anew by each step: while the bar is dragged, pages are to be seen going by.
        if not self._pictures_soon.isActive():
            self._pictures_soon.start()
        self._tell_page()

    def _tell_page(self) -> None:
        in_sight = self._pages_in_sight()
        if in_sight:
            self.page_reached.emit(in_sight[0], self.view.page_count)

    def _pages_in_sight(self) -> list[int]:
        top = self.verticalScrollBar().value()
        return self.view.pages_between(top, top + self.viewport().height())

    def _pages_near(self) -> list[int]:
        """Return the pages in sight, then the next one below and above."""
        found = self._pages_in_sight()
        if not found:
            return []
        beside = (found[-1] + 1, found[0] - 1)
        return found + [page for page in beside if 1 <= page <= self.view.page_count]

    def _want_pictures(self) -> None:
        self._pictures_soon.stop()
        near = self._pages_near()
        self.view.keep_pictures(near)
        self.pictures_wanted.emit(self.view.without_picture(near, self.dpi), self.dpi)
        self._tell_page()

    def bring_into_sight(self, key: str) -> None:
        """Scroll to a figure, where the page has it."""
        if key not in self.view.keys:
            return
        rect = self.view.figure_rect(key).toRect()
        middle = rect.center()
        self.ensureVisible(middle.x(), middle.y(), rect.width() // 2 + 8, rect.height() // 2 + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width; a higher window shows more pages."""
        super().resizeEvent(event)
        if self._fits_width and event.size().width() != event.oldSize().width():
            self._apply_zoom()
        else:
            self._on_scrolled()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turn = event.angleDelta().y() / 120
            if turn:
                self.set_zoom(self._zoom * _STEP**turn, event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Ask for other pictures when the window goes to a screen with other dots."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._pictures_soon.start()
