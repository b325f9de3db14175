"""The pages of a report on the screen: pictures of the PDF, and over them what only the screen shows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from ui import theme

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from hazard_desk.forms.geometry import Circle, Layout
    from hazard_desk.forms.pictures import Picture
    from ui.pages.reports.kept import KeptLayout

GAP = theme.PAGE_MARGIN  # round the pages and between them
_SEAL_INK = "#C62828"
_CHANGED_PIXELS = 10
_DESK = "#E4E9EF"  # what the paper lies on
_NEXT_KEYS = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_PREVIOUS_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PageView(QWidget):
    """The pages one under the other, each in its own size, `scale` pixels a millimetre.

    Pages are counted from 1 through all sheets, as in the PDF. Figures can be pointed at and opened.
    """

    figure_wanted = Signal(str)
    reached = Signal(str)  # the keyboard is on this figure now

    def __init__(self) -> None:
        """Start without a page."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("表格预览")
        self.layouts: tuple[Layout | KeptLayout, ...] = ()
        self.seal_shown = True
        self.selected: str | None = None
        self._pages: list[
            tuple[Layout | KeptLayout, int]
        ] = []  # of each page its sheet, and its number in the sheet
        self._tops: list[float] = [GAP]  # of each page, and where one more would begin
        self._names: Mapping[str, str] = {}
        self._tip = ""
        self._changed: Mapping[str, str] = {}
        self._keys: list[str] = []
        self._pictures: dict[int, tuple[QImage, float]] = {}
        self._old: set[int] = set()  # pages whose picture is that of the report before
        self._outdated = False
        self._scale = 1.0
        self._hovered: str | None = None
        self._current: str | None = None

    # ---- what is shown ---------------------------------------------------------------------------------

    def show_pages(self, layouts: Sequence[Layout | KeptLayout], names: Mapping[str, str], tip: str) -> None:
        """Show these sheets; `names` are the figures that can be opened, by their keys, `tip` what for."""
        before = [_size(layout) for layout, _ in self._pages]
        self.layouts = tuple(layouts)
        self._pages = [(layout, page.number) for layout in layouts for page in layout.pages]
        if before == [_size(layout) for layout, _ in self._pages]:
            self._old = set(self._pictures)  # pale until the new ones are there, instead of white
        else:
            self._pictures, self._old = {}, set()
        self._outdated = False
        self._names, self._tip = names, tip
        keys = (key for layout in layouts for key in _keys_of(layout))
        self._keys = [key for key in dict.fromkeys(keys) if key is not None and key in names]
        if self._current not in self._keys:
            self._current = None
        self._hover(None)
        self._resize()

    def mark_changed(self, changed: Mapping[str, str]) -> None:
        """Mark these figures as changed by hand, with what is said of each; only the screen shows it."""
        self._changed = changed
        self.update()

    def show_picture(self, page: int, picture: Picture, dpi: float, ratio: float) -> None:
        """Show this picture of a page, made at `dpi` for a screen with `ratio` dots a pixel."""
        line = picture.width * 3
        image = QImage(picture.rgb, picture.width, picture.height, line, QImage.Format.Format_RGB888).copy()
        image.setDevicePixelRatio(ratio)
        self._pictures[page] = (image, dpi)
        self._old.discard(page)
        self.update()

    def keep_pictures(self, pages: Collection[int]) -> None:
        """Drop the pictures of all other pages."""
        self._pictures = {page: kept for page, kept in self._pictures.items() if page in pages}
        self._old &= set(self._pictures)

    def without_picture(self, pages: Iterable[int], dpi: float) -> list[int]:
        """Return those of these pages that have no picture of their own at `dpi` yet."""
        return [
            page
            for page in pages
            if page not in self._pictures or page in self._old or self._pictures[page][1] != dpi
        ]

    def picture_of(self, page: int) -> QImage | None:
        """Return the picture that is kept of a page, or None."""
        return self._pictures[page][0] if page in self._pictures else None

    def set_outdated(self) -> None:
        """Fade the pages: others have been asked for, and the figures of these no longer hold."""
        self._outdated = True
        self._keys = []
        self._hover(None)
        self.update()

    @property
    def has_pictures(self) -> bool:
        """Tell whether pages of the present report can be seen."""
        return bool(self._pictures.keys() - self._old)

    @property
    def kept_pictures(self) -> set[int]:
        """Return the pages of which a picture is kept."""
        return set(self._pictures)

    @property
    def page_count(self) -> int:
        """Return how many pages there are."""
        return len(self._pages)

    @property
    def keys(self) -> list[str]:
        """Return the figures that can be opened, in the order in which Tab reaches them."""
        return self._keys

    @property
    def scale(self) -> float:
        """Return how many pixels a millimetre takes."""
        return self._scale

    @property
    def widest_mm(self) -> float:
        """Return the width of the widest page."""
        return max((_size(layout)[0] for layout, _ in self._pages), default=0.0)

    @property
    def is_upright(self) -> bool:
        """Tell whether no page lies on its side."""
        return all(_size(layout)[0] <= _size(layout)[1] for layout, _ in self._pages)

    def set_scale(self, scale: float) -> None:
        """Show the pages so large."""
        self._scale = scale
        self._resize()

    def show_seal(self, shown: bool) -> None:
        """Show or hide where the seal goes."""
        self.seal_shown = shown
        self.update()

    @property
    def has_seal(self) -> bool:
        """Tell whether any of the sheets is to be stamped."""
        return any(layout.seal_circles() for layout in self.layouts)

    def select(self, key: str | None) -> None:
        """Mark the figure whose rows are shown."""
        self.selected = key
        self.update()

    # ---- where it is -----------------------------------------------------------------------------------

    def page_rect(self, page: int) -> QRectF:
        """Return where a page lies in this widget."""
        width, height = (round(side * self._scale) for side in _size(self._pages[page - 1][0]))
        return QRectF((self.width() - width) // 2, self._tops[page - 1], width, height)

    def pages_between(self, top: float, bottom: float) -> list[int]:
        """Return the pages of which something lies between two heights of this widget."""
        return [
            page
            for page, (begins, next_begins) in enumerate(pairwise(self._tops), start=1)
            if begins < bottom and next_begins - GAP > top
        ]

    def figure_rect(self, key: str) -> QRectF:
        """Return where a figure's cell lies in this widget; KeyError where there is none."""
        first = 0
        for layout in self.layouts:
            try:
                number, box = layout.box_of(key)
            except KeyError:
                first += len(layout.pages)
                continue
            page = self.page_rect(first + number)
            return QRectF(
                page.x() + box.x * self._scale,
                page.y() + box.y * self._scale,
                box.width * self._scale,
                box.height * self._scale,
            )
        raise KeyError(key)

    def figure_at(self, point: QPointF) -> str | None:
        """Return the key of the figure at a point of this widget, or None."""
        for page in self.pages_between(point.y(), point.y() + 1):
            rect = self.page_rect(page)
            if rect.contains(point):
                at = (point - rect.topLeft()) / self._scale
                layout, number = self._pages[page - 1]
                key = layout.cell_at(number, at.x(), at.y())
                return key if key in self._keys else None
        return None

    def sizeHint(self) -> QSize:
        """Ask for the pages and the ground round them."""
        if not self._pages:
            return QSize(0, 0)
        return QSize(round(self.widest_mm * self._scale) + 2 * GAP, round(self._tops[-1]))

    def _resize(self) -> None:
        self._tops = [GAP]
        for layout, _ in self._pages:
            self._tops.append(self._tops[-1] + round(_size(layout)[1] * self._scale) + GAP)
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()

    # ---- painting --------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages, then the marks of the screen."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(_DESK))
        for page in self.pages_between(event.rect().top(), event.rect().bottom() + 1):
            self._paint_page(painter, page)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._outdated:
            self._paint_changed(painter)
            self._paint_marks(painter)
            if self.seal_shown:
                self._paint_seals(painter)
        painter.end()

    def _paint_page(self, painter: QPainter, page: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect = self.page_rect(page)
        painter.fillRect(rect, QColor(theme.GROUND))
        image = self.picture_of(page)
        if image is not None:
            if abs(image.deviceIndependentSize().width() - rect.width()) < 2:
                painter.save()
                painter.setClipRect(rect)
                painter.drawImage(rect.topLeft(), image)  # dot for dot: stretched by one it blurs
                painter.restore()
            else:
                painter.drawImage(rect, image)
        if self._outdated or page in self._old:
            painter.fillRect(rect, QColor(255, 255, 255, 200))
        painter.setPen(QColor(theme.BORDER))
        painter.setBrush(Qt.BrushStyle.NoBrush)
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

    def _paint_changed(self, painter: QPainter) -> None:
        ink = theme.Meaning.DUE_SOON.ink
        font = self.font()
        font.setPixelSize(_CHANGED_PIXELS)
        painter.setFont(font)
        for key in self._changed:
            try:
                rect = self.figure_rect(key).adjusted(1.5, 1.5, -1.5, -1.5)
            except KeyError:
                continue  # of a place within a sentence, which has no box of its own
            painter.setPen(QPen(ink, 1.2, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 2, 2)
            if rect.height() > 4 * _CHANGED_PIXELS:  # else it would lie on the figure; the tip says it
                painter.drawText(rect.topRight() + QPointF(-_CHANGED_PIXELS - 1, _CHANGED_PIXELS), "改")

    def _paint_seals(self, painter: QPainter) -> None:
        first = 1
        for layout in self.layouts:
            for circle in layout.seal_circles():
                self._paint_seal(painter, self.page_rect(first + circle.page - 1), circle)
            first += len(layout.pages)

    def _paint_seal(self, painter: QPainter, page: QRectF, circle: Circle) -> None:
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
        if room < 1.5 * radius:  # what the circle is wide where they stand
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
            changed = f"\n手工改动：{self._changed[key]}" if key in self._changed else ""
            self.setToolTip(f"{self._names[key]}：{self._tip}{changed}")
        self.update()


def _keys_of(layout: Layout | KeptLayout) -> Iterable[str | None]:
    from hazard_desk.forms.geometry import Layout

    if isinstance(layout, Layout):
        return (placed.cell.key for page in layout.pages for placed in page.cells)
    return layout.keys


def _size(layout: Layout | KeptLayout) -> tuple[float, float]:
    return layout.sheet.width_mm, layout.sheet.height_mm
