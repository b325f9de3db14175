"""Puts the pages of a PDF on paper at their true size, whatever the printer's margins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from hazard_desk.errors import OutputError

if TYPE_CHECKING:
    from ui.background import Progress

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72
LEAST_DPI, MOST_DPI = 300, 600  # of the pictures; a printer's 1200 gains nothing on type and costs 400 MB


@dataclass(frozen=True, slots=True)
class Job:
    """Pages to be printed: a PDF, and the size of its pages as they lie, all alike."""

    pdf: bytes
    pages: int
    width_mm: float
    height_mm: float
    title: str

    @property
    def landscape(self) -> bool:
        """Tell whether the pages lie on their side."""
        return self.width_mm > self.height_mm


@dataclass(frozen=True, slots=True)
class Offset:
    """By how much this printer must print further right and down, in mm; found by 打印校准."""

    x_mm: float = 0.0
    y_mm: float = 0.0


def prepare(printer: QPrinter, job: Job) -> None:
    """Set the printer to the job's paper: A4, as the form lies, the whole sheet, no margins."""
    orientation = QPageLayout.Orientation.Landscape if job.landscape else QPageLayout.Orientation.Portrait
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(orientation)
    # Whole page alone is not enough on Windows: the driver's margins would shift the page.
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    printer.setDocName(job.title)


def page_rect(width_mm: float, height_mm: float, dpi: float, offset: Offset) -> QRectF:
    """Return where a page goes, in dots of the printer.

    Reckoned from the page itself: Qt rounds A4 to 595 × 842 points, a third of a millimetre short.
    """
    dots = dpi / MM_PER_INCH
    return QRectF(offset.x_mm * dots, offset.y_mm * dots, width_mm * dots, height_mm * dots)


def picture_dpi(printer_dpi: int) -> int:
    """Return how fine the pictures are made: as the printer, within reason."""
    return min(max(printer_dpi, LEAST_DPI), MOST_DPI)


def print_pages(printer: QPrinter, job: Job, offset: Offset, progress: Progress | None = None) -> None:
    """Print the pages that the dialog left chosen; OutputError where the printer won't take them.

    Runs off the GUI thread: nothing here touches a widget.
    """
    from hazard_desk.forms.pictures import page_picture

    first = printer.fromPage() or 1
    last = min(printer.toPage() or job.pages, job.pages)
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    numbers = [number for _ in range(copies) for number in range(first, last + 1)]
    painter = QPainter()
    if not painter.begin(printer):
        raise _refused(printer)
    try:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        target = page_rect(job.width_mm, job.height_mm, printer.resolution(), offset)
        for done, number in enumerate(numbers):
            if progress is not None:
                progress.report(done, len(numbers), f"第 {number} 页")
            if done and not printer.newPage():
                raise _refused(printer)
            picture = page_picture(job.pdf, number, dpi=picture_dpi(printer.resolution()))
            line = picture.width * 3
            image = QImage(picture.rgb, picture.width, picture.height, line, QImage.Format.Format_RGB888)
            painter.drawImage(target, image)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()


def _refused(printer: QPrinter) -> OutputError:
    return OutputError(
        f"打印机「{printer.printerName()}」没有接受打印任务。",
        "没有打印，台账数据没有变化。",
        "请检查打印机是否开机、联机、有纸；也可以另存为 PDF，拿到别的电脑打印。",
    )
