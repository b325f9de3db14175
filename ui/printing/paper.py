"""Puts the pages of a PDF on paper at their true size, whatever the printer's margins."""

from __future__ import annotations

from collections.abc import Sequence
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
_LONGER_THAN_A4_MM = 300
_TRUE = 0.98
_PATIENCE = 30.0  # seconds for a page: fine pictures take long on an old PC, and nobody waits at the window
LEAST_DPI, MOST_DPI = 300, 600  # of the pictures; a printer's 1200 gains nothing on type and costs 400 MB


@dataclass(frozen=True, slots=True)
class Job:
    """Pages to be printed: a PDF, and width and height in mm of each of its pages as it lies."""

    pdf: bytes
    pages: tuple[tuple[float, float], ...]
    title: str

    def lies(self, number: int) -> bool:
        """Tell whether a page, counted from 1, lies on its side."""
        width, height = self.pages[number - 1]
        return width > height

    @property
    def paper(self) -> QPageSize.PageSizeId:
        """Return the paper it is made for: A4, or A3 for a wide table."""
        large = max(self.pages[0]) > _LONGER_THAN_A4_MM
        return QPageSize.PageSizeId.A3 if large else QPageSize.PageSizeId.A4


@dataclass(frozen=True, slots=True)
class Offset:
    """By how much this printer must print further right and down, in mm; found by 打印校准."""

    x_mm: float = 0.0
    y_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Offsets:
    """The offsets of one printer: paper that lies on its side goes another way through it."""

    upright: Offset = Offset()
    lying: Offset = Offset()


def prepare(
    printer: QPrinter,
    title: str,
    *,
    lying: bool,
    paper: QPageSize.PageSizeId = QPageSize.PageSizeId.A4,
) -> None:
    """Set the printer to this paper, lying as the first page does, the whole sheet, no margins."""
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(paper))
    printer.setPageOrientation(_orientation(lying))
    # Whole page alone is not enough on Windows: the driver's margins would shift the page.
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    printer.setDocName(title)


def _orientation(lying: bool) -> QPageLayout.Orientation:
    return QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait


def page_rect(width_mm: float, height_mm: float, dpi: float, offset: Offset) -> QRectF:
    """Return where a page goes, in dots of the printer.

    Reckoned from the page itself: Qt rounds A4 to 595 × 842 points, a third of a millimetre short.
    """
    dots = dpi / MM_PER_INCH
    return QRectF(offset.x_mm * dots, offset.y_mm * dots, width_mm * dots, height_mm * dots)


def fitting(page: tuple[float, float], printer: QPrinter) -> tuple[float, float]:
    """Return the size to print a page at: its own, or smaller where the printer has no A3."""
    sheet = printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    shrunk = min(
        max(sheet.width(), sheet.height()) / max(page), min(sheet.width(), sheet.height()) / min(page)
    )
    if shrunk > _TRUE:  # Qt's own A4 is a third of a millimetre short
        return page
    return page[0] * shrunk, page[1] * shrunk


def picture_dpi(printer_dpi: int) -> int:
    """Return how fine the pictures are made: as the printer, within reason."""
    return min(max(printer_dpi, LEAST_DPI), MOST_DPI)


def print_jobs(
    printer: QPrinter, jobs: Sequence[Job], offsets: Offsets, progress: Progress | None = None
) -> None:
    """Print each job as one of its own, so that it lies as it lies and can be told apart in the queue."""
    for job in jobs:
        # Whatever was changed in the dialog, a form lies as it lies.
        prepare(printer, job.title, lying=job.lies(1), paper=job.paper)
        print_pages(printer, job, offsets, progress)


def print_pages(printer: QPrinter, job: Job, offsets: Offsets, progress: Progress | None = None) -> None:
    """Print the pages that the dialog left chosen; OutputError where the printer won't take them.

    Runs off the GUI thread: nothing here touches a widget.
    """
    from hazard_desk.forms.pictures import page_picture

    first = min(printer.fromPage() or 1, len(job.pages))
    last = min(printer.toPage() or len(job.pages), len(job.pages))
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    numbers = [number for _ in range(copies) for number in range(first, last + 1)]
    printer.setPageOrientation(_orientation(job.lies(first)))
    painter = QPainter()
    if not painter.begin(printer):
        raise _refused(printer)
    try:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for done, number in enumerate(numbers):
            if progress is not None:
                progress.report(done, len(numbers), f"第 {number} 页")
            lying = job.lies(number)
            if done:
                # Before the page is begun: the one under way keeps how it lies.
                printer.setPageOrientation(_orientation(lying))
                if not printer.newPage():
                    raise _refused(printer)
            picture = page_picture(job.pdf, number, dpi=picture_dpi(printer.resolution()), patience=_PATIENCE)
            line = picture.width * 3
            image = QImage(picture.rgb, picture.width, picture.height, line, QImage.Format.Format_RGB888)
            offset = offsets.lying if lying else offsets.upright
            size = fitting(job.pages[number - 1], printer)
            painter.drawImage(page_rect(*size, printer.resolution(), offset), image)
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
