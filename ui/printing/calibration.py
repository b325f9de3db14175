"""打印校准: a page with two lines to be measured, and what was measured, kept for each printer."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter

from hazard_desk.errors import OutputError
from ui import theme
from ui.printing.paper import MM_PER_INCH, Offset, Offsets

LINE_AT_MM = 50.0  # from the left and from the upper edge, where nothing is out of place
RULER_MM = 100.0
FARTHEST_MM = 15.0  # what is out of place by more is a wrong setting, not a margin


class Settings(Protocol):
    """Where the offsets are kept."""

    def value(self, key: str, /) -> Any:
        """Return what is kept, or None."""

    def setValue(self, key: str, value: Any, /) -> None:
        """Keep this."""


def _key(printer_name: str, landscape: bool) -> str:
    return f"printing/offset/{printer_name}/{'landscape' if landscape else 'portrait'}"


def kept_offset(settings: Settings, printer_name: str, landscape: bool) -> Offset:
    """Return the offset kept for this printer and this way of lying; none where nothing sound is kept."""
    kept = settings.value(_key(printer_name, landscape))
    if isinstance(kept, list | tuple) and len(kept) == 2:
        try:
            offset = Offset(float(kept[0]), float(kept[1]))
        except (TypeError, ValueError):
            return Offset()
        if abs(offset.x_mm) <= FARTHEST_MM and abs(offset.y_mm) <= FARTHEST_MM:
            return offset
    return Offset()


def kept_offsets(settings: Settings, printer_name: str) -> Offsets:
    """Return the offsets kept for this printer, of both ways of lying."""
    return Offsets(
        upright=kept_offset(settings, printer_name, False), lying=kept_offset(settings, printer_name, True)
    )


def keep_offset(settings: Settings, printer_name: str, landscape: bool, offset: Offset) -> None:
    """Keep the offset for this printer and this way of lying."""
    settings.setValue(_key(printer_name, landscape), [offset.x_mm, offset.y_mm])


def offset_from(measured_x_mm: float, measured_y_mm: float) -> Offset:
    """Return the offset that puts right what was measured on a page printed without one."""
    return Offset(round(LINE_AT_MM - measured_x_mm, 2), round(LINE_AT_MM - measured_y_mm, 2))


def print_calibration_page(printer: QPrinter, width_mm: float, height_mm: float) -> None:
    """Print the page, without any offset: a line at 50 mm from two edges, a ruler of 100 mm on each."""
    painter = QPainter()
    if not painter.begin(printer):
        raise OutputError(
            f"打印机「{printer.printerName()}」没有接受打印任务。",
            "没有打印，台账数据没有变化。",
            "请检查打印机是否开机、联机、有纸。",
        )
    try:
        dots = printer.resolution() / MM_PER_INCH
        painter.scale(dots, dots)  # millimetres from here on
        painter.setPen(QPen(QColor(Qt.GlobalColor.black), 0.2))
        painter.drawLine(QPointF(LINE_AT_MM, 15), QPointF(LINE_AT_MM, height_mm - 15))
        painter.drawLine(QPointF(15, LINE_AT_MM), QPointF(width_mm - 15, LINE_AT_MM))
        _draw_rulers(painter)
        _draw_words(painter)
    finally:
        painter.end()


def _draw_rulers(painter: QPainter) -> None:
    for mm in range(0, int(RULER_MM) + 1, 5):
        tick = 4.0 if mm % 50 == 0 else 2.0
        along = LINE_AT_MM + mm
        painter.drawLine(QPointF(along, LINE_AT_MM), QPointF(along, LINE_AT_MM + tick))
        painter.drawLine(QPointF(LINE_AT_MM, along), QPointF(LINE_AT_MM + tick, along))


def _draw_words(painter: QPainter) -> None:
    font = QFont(theme.body_font())
    font.setPixelSize(4)  # of the scaled painter: 4 mm
    painter.setFont(font)
    words = (
        "打印校准页",
        "1. 用直尺量竖线到纸左边的距离，再量横线到纸上边的距离（准的话都是 50 mm）。",
        "2. 把量到的两个数填进“打印校准”窗口。",
        "3. 两把尺从 0 到最后一格都应是 100 mm；不是的话，请关掉打印机的“缩放”“适合纸张”。",
    )
    for row, line in enumerate(words):
        painter.drawText(QRectF(62, 62 + row * 9, 200, 8), Qt.AlignmentFlag.AlignLeft, line)
