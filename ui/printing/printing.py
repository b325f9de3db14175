"""Printing as the user meets it: choose a printer, print at true size, hear of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from ui.help_topics import NO_PRINTER
from ui.messages import Kind, Message, Messages
from ui.printing.calibration import Settings, kept_offsets
from ui.printing.calibration_dialog import CalibrationDialog
from ui.printing.duplex import keep_duplex, kept_duplex
from ui.printing.paper import Job, prepare, print_jobs

if TYPE_CHECKING:
    from ui.background import Background

_KEPT = "printing/printer"
DOCUMENTS = "documents"  # 文书: signed and stamped, often on a printer of their own


def printer_names() -> list[str]:
    """Return the printers of this PC."""
    return list(QPrinterInfo.availablePrinterNames())


class Printing(QObject):
    """Prints for one window."""

    def __init__(
        self, background: Background, messages: Messages, settings: Settings, parent: QWidget, kind: str = ""
    ) -> None:
        """Print over this widget's window; which printer `kind` goes to, and A3, is remembered apart."""
        super().__init__(parent)
        self._kind = kind
        self._background = background
        self._messages = messages
        self._settings = settings
        self._over = parent

    def start(self, job: Job, save_instead: Callable[[], object]) -> None:
        """Let the user choose a printer and print; without one, say what else can be done."""
        self.start_all([job], save_instead)

    def start_all(
        self,
        jobs: Sequence[Job],
        save_instead: Callable[[], object],
        printed: Callable[[], object] = lambda: None,
    ) -> None:
        """Let the user choose a printer once, and print each job on it as one of its own.

        `printed` hears that the printer has taken them all.
        """
        if not printer_names():
            self._say_no_printer(save_instead)
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        first = jobs[0]
        offered = self._offered_printer(first)
        if offered:
            printer.setPrinterName(offered)
            duplex = kept_duplex(self._settings, offered)
            if duplex is not None:  # else as the printer itself is set
                printer.setDuplex(duplex)
        ranged = len(jobs) == 1 and len(first.pages) > 1  # of several papers each is printed whole
        prepare(printer, first.title, lying=first.lies(1), paper=first.paper)
        dialog = QPrintDialog(printer, self._over.window())
        dialog.setWindowTitle("打印" if len(jobs) == 1 else f"打印（{len(jobs)} 张报表）")
        option = QAbstractPrintDialog.PrintDialogOption
        dialog.setOption(option.PrintPageRange, ranged)
        dialog.setOption(option.PrintSelection, False)
        dialog.setOption(option.PrintToFile, False)
        dialog.setOption(option.PrintCurrentPage, False)
        if ranged:
            dialog.setMinMax(1, len(first.pages))
        dialog.accepted.connect(lambda: self.send_all(printer, jobs, printed))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)  # its own `open` wants a receiver

    def send(self, printer: QPrinter, job: Job) -> None:
        """Print on this printer, off the GUI thread, with what its calibration asks for."""
        self.send_all(printer, [job])

    def send_all(
        self, printer: QPrinter, jobs: Sequence[Job], printed: Callable[[], object] = lambda: None
    ) -> None:
        """Print all of these one after the other."""
        name = printer.printerName()
        # Where she takes the system's own printer, she means whichever that is, next year too.
        self._settings.setValue(self._key(jobs[0]), "" if name == QPrinterInfo.defaultPrinterName() else name)
        keep_duplex(self._settings, name, printer.duplex())

        def done(_none: None) -> None:
            said = "、".join(job.title for job in jobs)
            many = f"（{len(jobs)} 张）" if len(jobs) > 1 else ""
            self._messages.say_done(f"已送到打印机「{name}」{many}：{said}。")
            printed()

        self._background.work(
            print_jobs,
            printer,
            jobs,
            kept_offsets(self._settings, name),
            done=done,
            failed=self._messages.show_error,
            owner=self,
            what="正在打印",
        )

    def calibrate(self, job: Job, save_instead: Callable[[], object]) -> CalibrationDialog | None:
        """Open 打印校准, at first for pages that lie as this job's first one does."""
        names = printer_names()
        if not names:
            self._say_no_printer(save_instead)
            return None
        dialog = CalibrationDialog(
            names,
            self._offered_printer(job) or names[0],
            job.lies(1),
            self._settings,
            self._messages,
            self._over.window(),
        )
        dialog.open()
        return dialog

    def _key(self, job: Job) -> str:
        """Return what the printer for a job like this is remembered under."""
        kind = self._kind or ("A3" if job.paper is QPageSize.PageSizeId.A3 else "")
        return f"{_KEPT}/{kind}" if kind else _KEPT

    def _offered_printer(self, job: Job) -> str:
        """Return the printer chosen last for this kind, if it's still there, else the system's default."""
        kept = self._settings.value(self._key(job))
        if isinstance(kept, str) and kept in printer_names():
            return kept
        return QPrinterInfo.defaultPrinterName()

    def _say_no_printer(self, save_instead: Callable[[], object]) -> None:
        self._messages.say(
            Message(
                "这台电脑上没有安装打印机。",
                "没有打印，台账数据没有变化。",
                "请先在系统设置里添加打印机；也可以另存为 PDF，拿到别的电脑打印。",
                Kind.WARNING,
                topic=NO_PRINTER,
            ),
            "另存为 PDF",
            save_instead,
        )
