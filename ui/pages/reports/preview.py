"""The page exactly as it will print: pictures of the PDF, and over them what only the screen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from hazard_desk.forms.sheet import Role
from ui import theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hazard_desk.forms.geometry import Layout
    from hazard_desk.forms.pictures import Picture

MM_PER_INCH = 25.4
LEAST_ZOOM, MOST_ZOOM = 0.25, 3.0
_STEP = 1.15
_GAP = theme.PAGE_MARGIN  # round the pages and between them
_PICTURES_AFTER_MS = 80  # while the window or the zoom is being changed
_SEAL_INK = "#C62828"
_DESK = "#E4E9EF"  # what the paper lies on
_NEXT_KEYS = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_PREVIOUS_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PageView(QWidget):
    """The pages one under the other, `scale` pixels a millimetre; figures can be pointed at and opened."""

    figure_wanted = Signal(str)
    reached = Signal(str)  # the keyboard is on this figure now

    def __init__(self) -> None:
        """Start without a page."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("表格预览")
        self.layout_: Layout | None = None
        self.seal_shown = True
        self.selected: str | None = None
        self._names: Mapping[str, str] = {}
        self._keys: list[str] = []
        self._images: list[QImage] = []
        self._outdated = False
        self._scale = 1.0
        self._hovered: str | None = None
        self._current: str | None = None

    # ---- what is shown ---------------------------------------------------------------------------------

    def show_layout(self, layout: Layout, names: Mapping[str, str]) -> None:
        """Show these pages; `names` are the figures that can be opened, by their keys."""
        self.layout_ = layout
        self._outdated = False
        self._names = names
        cells = [placed.cell for page in layout.pages for placed in page.cells]
        numbers = [cell.key for cell in cells if cell.role is Role.NUMBER and cell.key in names]
        self._keys = [key for key in dict.fromkeys(numbers) if key is not None]
        if self._current not in self._keys:
            self._current = None
        self._hovered = None
        self._resize()

    def show_pictures(self, pictures: Sequence[Picture], ratio: float) -> None:
        """Show these pictures of the pages, made for a screen with `ratio` dots a pixel."""
        self._images = []
        for picture in pictures:
            line = picture.width * 3
            whole = QImage(
                picture.rgb, picture.width, picture.height, line, QImage.Format.Format_RGB888
            ).copy()
            whole.setDevicePixelRatio(ratio)
            self._images.append(whole)
        self.update()

    def set_outdated(self) -> None:
        """Fade the page: another one has been asked for, and this one's figures no longer hold."""
        self._outdated = True
        self._keys = []
        self._hover(None)
        self.update()

    @property
    def has_pictures(self) -> bool:
        """Tell whether the pages can be seen."""
        return bool(self._images)

    @property
    def keys(self) -> list[str]:
        """Return the figures that can be opened, in the order in which Tab reaches them."""
        return self._keys

    @property
    def scale(self) -> float:
        """Return how many pixels a millimetre takes."""
        return self._scale

    def set_scale(self, scale: float) -> None:
        """Show the pages so large."""
        self._scale = scale
        self._resize()

    def show_seal(self, shown: bool) -> None:
        """Show or hide where the seal goes."""
        self.seal_shown = shown
        self.update()

    def select(self, key: str | None) -> None:
        """Mark the figure whose rows are shown."""
        self.selected = key
        self.update()

    def page_rect(self, number: int) -> QRectF:
        """Return where a page (counted from 1) lies in this widget."""
        assert self.layout_ is not None
        sheet = self.layout_.sheet
        width, height = round(sheet.width_mm * self._scale), round(sheet.height_mm * self._scale)
        return QRectF((self.width() - width) // 2, _GAP + (number - 1) * (height + _GAP), width, height)

    def figure_rect(self, key: str) -> QRectF:
        """Return where a figure's cell lies in this widget; KeyError where there is none."""
        assert self.layout_ is not None
        number, box = self.layout_.box_of(key)
        page = self.page_rect(number)
        return QRectF(
            page.x() + box.x * self._scale,
            page.y() + box.y * self._scale,
            box.width * self._scale,
            box.height * self._scale,
        )

    def figure_at(self, point: QPointF) -> str | None:
        """Return the key of the figure at a point of this widget, or None."""
        if self.layout_ is None:
            return None
        for page in self.layout_.pages:
            rect = self.page_rect(page.number)
            if rect.contains(point):
                at = (point - rect.topLeft()) / self._scale
                key = self.layout_.cell_at(page.number, at.x(), at.y())
                return key if key in self._keys else None
        return None

    def sizeHint(self) -> QSize:
        """Ask for the pages and the ground round them."""
        if self.layout_ is None:
            return QSize(0, 0)
        sheet, pages = self.layout_.sheet, len(self.layout_.pages)
        width, height = round(sheet.width_mm * self._scale), round(sheet.height_mm * self._scale)
        return QSize(width + 2 * _GAP, pages * (height + _GAP) + _GAP)

    def _resize(self) -> None:
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()

    # ---- painting --------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages, then the marks of the screen."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(_DESK))
        if self.layout_ is not None:
            self._paint_pages(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self._outdated:
                self._paint_marks(painter)
                if self.seal_shown:
                    self._paint_seal(painter)
        painter.end()

    def _paint_pages(self, painter: QPainter) -> None:
        assert self.layout_ is not None
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page in self.layout_.pages:
            rect = self.page_rect(page.number)
            painter.fillRect(rect, QColor(theme.GROUND))
            if page.number <= len(self._images):
                image = self._images[page.number - 1]
                if abs(image.deviceIndependentSize().width() - rect.width()) < 2:
                    painter.save()
                    painter.setClipRect(rect)
                    painter.drawImage(rect.topLeft(), image)  # dot for dot: stretched by one it blurs
                    painter.restore()
                else:
                    painter.drawImage(rect, image)
            if self._outdated:
                painter.fillRect(rect, QColor(255, 255, 255, 200))
            painter.setPen(QColor(theme.BORDER))
            painter.drawRect(rect.adjusted(-1, -1, 0, 0))

    def _paint_marks(self, painter: QPainter) -> None:
        marks = [(self.selected, 1.5, 40), (self._hovered, 1.0, 24)]
        if self.hasFocus():
            marks.append((self._current, 2.0, 0))
        for key, width, ground in marks:
            if key is None or key not in self._keys:
                continue
            rect = self.figure_rect(key).adjusted(1.5, 1.5, -1.5, -1.5)
            colour = QColor(theme.ACCENT)
            painter.setPen(QPen(colour, width))
            colour.setAlpha(ground)
            painter.setBrush(colour)
            painter.drawRoundedRect(rect, 2, 2)

    def _paint_seal(self, painter: QPainter) -> None:
        assert self.layout_ is not None
        circle = self.layout_.seal_circle()
        if circle is None:
            return
        page = self.page_rect(1)
        middle = page.topLeft() + QPointF(circle.x, circle.y) * self._scale
        radius = circle.radius * self._scale
        ink = QColor(_SEAL_INK)
        ink.setAlpha(170)
        pen = QPen(ink, 1.2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius, radius)
        font = self.font()
        font.setPixelSize(12)
        painter.setFont(font)
        words = f"印章 {2 * circle.radius:g} mm"
        room = painter.fontMetrics().horizontalAdvance(words)
        if room < 2 * radius:
            at = middle + QPointF(-room / 2, -radius * 0.62)
            painter.drawText(at, words)

    # ---- mouse and keyboard ----------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that the figure under the pointer can be opened."""
        self._hover(self.figure_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the figure under the pointer."""
        key = self.figure_at(event.position())
        if key is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go_to(key)
            self.figure_wanted.emit(key)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from figure to figure by the arrows, open one by Enter or Space."""
        if event.key() in _NEXT_KEYS and self._step(1):
            return
        if event.key() in _PREVIOUS_KEYS and self._step(-1):
            return
        if event.key() in _OPEN_KEYS and self._current in self._keys:
            self.figure_wanted.emit(self._current)
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go through the figures before it leaves the page."""
        return self._step(1 if forward else -1) or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the figure next to where the keyboard came from."""
        super().focusInEvent(event)
        if self._keys and event.reason() == Qt.FocusReason.TabFocusReason:
            self._go_to(self._keys[0])
        elif self._keys and event.reason() == Qt.FocusReason.BacktabFocusReason:
            self._go_to(self._keys[-1])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def _step(self, by: int) -> bool:
        if not self._keys:
            return False
        if self._current in self._keys:
            at = self._keys.index(self._current) + by
        else:
            at = 0 if by > 0 else len(self._keys) - 1
        if not 0 <= at < len(self._keys):
            self._current = None
            self.update()
            return False
        self._go_to(self._keys[at])
        return True

    def _go_to(self, key: str) -> None:
        self._current = key
        self.setAccessibleDescription(self._names[key])
        self.reached.emit(key)
        self.update()

    def _hover(self, key: str | None) -> None:
        if key == self._hovered:
            return
        self._hovered = key
        if key is None:
            self.unsetCursor()
            self.setToolTip("")
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip(f"{self._names[key]}：点一下看是哪些记录")
        self.update()


class PagePreview(QScrollArea):
    """The pages with room to scroll and zoom; asks for pictures that fit the screen's dots."""

    figure_wanted = Signal(str)
    pictures_wanted = Signal(float, float)  # dots an inch, dots a pixel
    zoomed = Signal(float, bool)  # 1.0 is as large as on paper; whether it follows the width

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

    def show_layout(self, layout: Layout, names: Mapping[str, str]) -> None:
        """Show these pages and ask for their pictures."""
        self.view.show_layout(layout, names)
        self._apply_zoom()
        self._want_pictures()

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
        if self.view.layout_ is None:
            return
        paper = self.logicalDpiX() / MM_PER_INCH  # pixels a millimetre at 100 %
        if self._fits_width:
            # The room with the scroll bar there: else it would come and go for ever.
            room = self.width() - 2 * _GAP - self.verticalScrollBar().sizeHint().width() - 2
            fitting = room / self.view.layout_.sheet.width_mm / paper
            self._zoom = min(max(fitting, LEAST_ZOOM), MOST_ZOOM)
        self.view.set_scale(self._zoom * paper)
        self.zoomed.emit(self._zoom, self._fits_width)
        self._pictures_soon.start()

    def _want_pictures(self) -> None:
        self._pictures_soon.stop()
        if self.view.layout_ is not None:
            self.pictures_wanted.emit(self.dpi, self.devicePixelRatioF())

    def bring_into_sight(self, key: str) -> None:
        """Scroll to a figure, where the page has it."""
        if key not in self.view.keys:
            return
        rect = self.view.figure_rect(key).toRect()
        middle: QPoint = rect.center()
        self.ensureVisible(middle.x(), middle.y(), rect.width() // 2 + 8, rect.height() // 2 + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        if self._fits_width and event.size().width() != event.oldSize().width():
            self._apply_zoom()

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
