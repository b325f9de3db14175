"""发现和整改 by week: two bars a week with their figures; each week opens its hazards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import theme
from ui.pages.workbench.words import week_words

if TYPE_CHECKING:
    from hazard_desk.services.workbench import WeekCount

_LEGEND = (("发现", theme.Meaning.IN_PROGRESS), ("整改", theme.Meaning.CLOSED))
_SMALL = theme.BODY_PIXELS - 2
_LINE = 16
_SIZE = QSize(300, 168)


class WeekChart(QWidget):
    """Left and right choose a week, Enter or a click opens it."""

    wanted = Signal(object)  # the week's last day

    def __init__(self) -> None:
        """Start without weeks."""
        super().__init__()
        self._weeks: Sequence[WeekCount] = ()
        self._at = -1
        self.setAccessibleName("每周发现和整改的隐患")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumSize(_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for its least height, in any width."""
        return _SIZE

    def show_weeks(self, weeks: Sequence[WeekCount]) -> None:
        """Show these weeks, the oldest at the left."""
        self._weeks = weeks
        if not 0 <= self._at < len(weeks):
            self._at = len(weeks) - 1
        self._tell()
        self.update()

    @property
    def current(self) -> WeekCount | None:
        """Return the week that the keyboard is at."""
        return self._weeks[self._at] if 0 <= self._at < len(self._weeks) else None

    def _tell(self) -> None:
        current = self.current
        if current is not None:
            self.setAccessibleDescription(week_words(current))

    def week_rect(self, at: int) -> QRect:
        """Return where a week stands, its bars and words."""
        count = max(1, len(self._weeks))
        left, right = self.width() * at // count, self.width() * (at + 1) // count
        return QRect(left, _LINE + theme.SMALL_GAP, right - left, self.height() - _LINE - theme.SMALL_GAP)

    def _week_at(self, x: int) -> int:
        return next((at for at in range(len(self._weeks)) if x <= self.week_rect(at).right()), -1)

    # ---- hands -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose and open weeks."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self._at = min(max(0, self._at + step), len(self._weeks) - 1)
            self._tell()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.wanted.emit(self.current.end)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the week that is clicked."""
        at = self._week_at(event.position().toPoint().x())
        if event.button() is Qt.MouseButton.LeftButton and at >= 0:
            self._at = at
            self._tell()
            self.update()
            self.wanted.emit(self._weeks[at].end)

    def event(self, event: QEvent) -> bool:
        """Say a week's figures as a tool tip."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = self._week_at(event.pos().x())
            QToolTip.showText(event.globalPos(), week_words(self._weeks[at]) if at >= 0 else "", self)
            return True
        return super().event(event)

    def focusInEvent(self, event: Any) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: Any) -> None:
        """Show that it is gone."""
        super().focusOutEvent(event)
        self.update()

    # ---- drawing ---------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the legend, the bars and their words."""
        painter = QPainter(self)
        small = QFont(self.font())
        small.setPixelSize(_SMALL)
        painter.setFont(small)
        self._draw_legend(painter, QFontMetrics(small))
        most = max((max(week.found, week.rectified) for week in self._weeks), default=0)
        for at, week in enumerate(self._weeks):
            self._draw_week(painter, at, week, most)
        painter.end()

    def _draw_legend(self, painter: QPainter, metrics: QFontMetrics) -> None:
        x = 0
        for words, meaning in _LEGEND:
            painter.fillRect(x, (_LINE - 8) // 2, 8, 8, meaning.ink)
            x += 8 + theme.SMALL_GAP
            painter.setPen(theme.SECONDARY)
            width = metrics.horizontalAdvance(words)
            painter.drawText(QRect(x, 0, width + 2, _LINE), Qt.AlignmentFlag.AlignVCenter, words)
            x += width + theme.PAGE_MARGIN

    def _draw_week(self, painter: QPainter, at: int, week: WeekCount, most: int) -> None:
        box = self.week_rect(at)
        if at == self._at and self.hasFocus():
            painter.fillRect(box, theme.Meaning.IN_PROGRESS.ground)
            painter.setPen(QPen(theme.ACCENT))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        floor = box.bottom() - _LINE
        painter.setPen(QPen(theme.BORDER))
        painter.drawLine(box.left(), floor, box.right(), floor)
        height = floor - box.top() - _LINE
        centre = box.center().x()
        width = max(3, min(16, (box.width() - 6) // 2))
        figures = ((week.found, _LEGEND[0][1], centre - width), (week.rectified, _LEGEND[1][1], centre + 1))
        for count, meaning, left in figures:
            tall = round(height * count / most) if most else 0
            painter.fillRect(left, floor - tall, width - 1, tall, meaning.ink)
            painter.setPen(meaning.ink)
            figure = QRect(left - 6, floor - tall - _LINE, width + 11, _LINE)
            painter.drawText(
                figure, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, str(count)
            )
        day = f"{week.end:%m-%d}"
        wide = painter.fontMetrics().horizontalAdvance(day) + theme.SMALL_GAP
        every = -(-wide // max(1, box.width()))  # where weeks are narrow, not each has its day
        if (len(self._weeks) - 1 - at) % every == 0:
            painter.setPen(theme.SECONDARY)
            under = QRect(centre - wide // 2, floor + 1, wide, _LINE)
            under.moveRight(min(under.right(), self.width() - 1))
            painter.drawText(under, Qt.AlignmentFlag.AlignCenter, day)
