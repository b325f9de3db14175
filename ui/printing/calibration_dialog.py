"""The window of 打印校准: print the page, measure it, enter the two lengths."""

from __future__ import annotations

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.errors import OutputError
from ui import theme
from ui.messages import Messages
from ui.printing.calibration import (
    FARTHEST_MM,
    LINE_AT_MM,
    Settings,
    keep_offset,
    kept_offset,
    offset_from,
    print_calibration_page,
)
from ui.printing.paper import prepare
from ui.widgets.dialog import Dialog

_WORDS = (
    "有的打印机会把整页印偏一点。先打印校准页，用直尺量两条线到纸边的距离，填在下面；"
    "以后用这台打印机，程序会自动往回挪。横放的纸和竖放的纸要分别校准。"
)
_A4_MM = (210.0, 297.0)


class CalibrationDialog(Dialog):
    """For one printer and one way of lying at a time."""

    def __init__(
        self,
        printers: list[str],
        chosen: str,
        lying: bool,
        settings: Settings,
        messages: Messages,
        parent: QWidget,
    ) -> None:
        """Show what is kept for the chosen printer; `lying` is how the pages to be printed next lie."""
        super().__init__(parent)
        self.setWindowTitle("打印校准")
        self.setMinimumWidth(460)
        self._settings = settings
        self._messages = messages
        words = QLabel(_WORDS)
        words.setWordWrap(True)
        self.printer = QComboBox()
        self.printer.addItems(printers)
        self.printer.setCurrentText(chosen)
        self.printer.currentTextChanged.connect(self._show_kept)
        self.paper = QComboBox()
        self.paper.setAccessibleName("纸的方向")
        self.paper.addItems(["竖放", "横放"])
        self.paper.setCurrentIndex(int(lying))
        self.paper.currentIndexChanged.connect(self._show_kept)
        self.from_left = _length("竖线到纸左边")
        self.from_top = _length("横线到纸上边")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.LABEL_GAP)
        grid.setVerticalSpacing(theme.LABEL_GAP)
        rows: list[tuple[str, QWidget]] = [
            ("打印机", self.printer),
            ("纸的方向", self.paper),
            ("竖线到纸左边", self.from_left),
            ("横线到纸上边", self.from_top),
        ]
        for row, (label, field) in enumerate(rows):
            grid.addWidget(QLabel(label), row, 0)
            grid.addWidget(field, row, 1)
        grid.setColumnStretch(1, 1)
        self.print_button = QPushButton("打印校准页")
        self.print_button.setIcon(theme.icon("print", theme.SECONDARY))
        self.print_button.clicked.connect(self._print)
        self.save_button = QPushButton("保存")
        theme.set_role(self.save_button, "primary")
        self.save_button.clicked.connect(self._save)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.print_button)
        buttons.addStretch()
        buttons.addWidget(self.save_button)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.GROUP_GAP)
        layout.addWidget(words)
        layout.addLayout(grid)
        layout.addLayout(buttons)
        self._show_kept()
        self.finished.connect(self.deleteLater)

    @property
    def _lying(self) -> bool:
        return self.paper.currentIndex() == 1

    def _show_kept(self) -> None:
        offset = kept_offset(self._settings, self.printer.currentText(), self._lying)
        self.from_left.setValue(LINE_AT_MM - offset.x_mm)
        self.from_top.setValue(LINE_AT_MM - offset.y_mm)

    def _print(self) -> None:
        info = QPrinterInfo.printerInfo(self.printer.currentText())
        printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        prepare(printer, "打印校准页", lying=self._lying)
        width, height = reversed(_A4_MM) if self._lying else _A4_MM
        try:
            print_calibration_page(printer, width, height)
        except OutputError as error:
            self._messages.show_error(error)

    def _save(self) -> None:
        name, lying = self.printer.currentText(), self._lying
        offset = offset_from(self.from_left.value(), self.from_top.value())
        keep_offset(self._settings, name, lying, offset)
        self.accept()
        paper = "横放" if lying else "竖放"
        said = f"向右 {offset.x_mm:g} mm，向下 {offset.y_mm:g} mm"
        self._messages.say_done(f"已记住「{name}」{paper}的校准：{said}。")


def _length(name: str) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setAccessibleName(name)
    field.setRange(LINE_AT_MM - FARTHEST_MM, LINE_AT_MM + FARTHEST_MM)
    field.setDecimals(1)
    field.setSingleStep(0.5)
    field.setSuffix(" mm")
    return field
