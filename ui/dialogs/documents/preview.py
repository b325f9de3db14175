"""A document as it will print: looked at, printed, saved as PDF or workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.pages.reports.drawing import draw_report
from ui.pages.reports.page_area import PageArea
from ui.pages.reports.saving import save_report
from ui.preferences import Preferences
from ui.printing.paper import Job
from ui.widgets.dialog import Dialog
from ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from hazard_desk.forms.report import Report
    from hazard_desk.forms.sheet import Sheet
    from hazard_desk.services.form_filling import FormRequest
    from ui.background import Background
    from ui.pages.reports.drawing import Drawn
    from ui.printing.printing import Printing

_SIZE = (820, 940)
_KINDS = {".pdf": ("存为 PDF", "PDF 文件 (*.pdf)"), ".xlsx": ("存为 Excel", "Excel 工作簿 (*.xlsx)")}


class DocumentPreview(Dialog):
    """Shows the pages of one document, issued or blank."""

    def __init__(
        self, background: Background, preferences: Preferences, title: str, parent: QWidget | None = None
    ) -> None:
        """Build it empty; `open_request` fills and shows it. `title` is also what files are called."""
        super().__init__(parent)
        self.setWindowTitle(title)
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self._background = background
        self._preferences = preferences
        self._title = title
        self._sheets: Sequence[Sheet] = ()
        self._printing: Printing | None = None
        self.drawn: Drawn | None = None
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self.area = PageArea(background, self.messages.show_error, preferences)
        self.print_button = QPushButton("打印(&P)…")
        self.print_button.setToolTip("Ctrl+P")
        theme.set_role(self.print_button, "primary")
        self.print_button.clicked.connect(self.print)
        self.pdf_button = QPushButton("存为 PDF…")
        self.pdf_button.clicked.connect(lambda: self.save(".pdf"))
        self.xlsx_button = QPushButton("存为 Excel…")
        self.xlsx_button.clicked.connect(lambda: self.save(".xlsx"))
        close = QPushButton("关闭")
        close.setToolTip("Esc")
        close.clicked.connect(self.reject)
        self.paper = QLabel()
        theme.set_role(self.paper, "secondary")
        row = QHBoxLayout()
        row.setSpacing(theme.LABEL_GAP)
        row.addWidget(self.paper, 1)
        for button in (self.xlsx_button, self.pdf_button, self.print_button, close):
            button.setAutoDefault(False)
            row.addWidget(button)
        inner = QVBoxLayout()
        inner.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        inner.setSpacing(theme.LABEL_GAP)
        inner.addWidget(self.area, 1)
        inner.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addLayout(inner, 1)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print)
        self._set_ready(False)
        self.finished.connect(self.deleteLater)

    def open_request(self, request: FormRequest) -> None:
        """Fill the form, draw it and show it."""
        from hazard_desk.services.form_filling import form_sheets

        self._background.read(
            form_sheets, request, done=self._draw, failed=self.messages.show_error, owner=self
        )
        self.open()

    def _draw(self, sheets: Sequence[Sheet]) -> None:
        self._sheets = sheets
        self._background.work(
            draw_report, sheets, done=self._show, failed=self.messages.show_error, owner=self
        )

    def _show(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.area.show_drawn(drawn, {}, "")
        self.paper.setText(drawn.paper)
        self._set_ready(True)
        if drawn.unprintable:
            found = "、".join(dict.fromkeys(one.character for one in drawn.unprintable))
            self.messages.say(
                Message(
                    f"「{found}」没有字体能印，会印成〓。",
                    "台账数据没有变化。",
                    "打印后请手写补上。",
                    Kind.WARNING,
                )
            )

    def _set_ready(self, ready: bool) -> None:
        for button in (self.print_button, self.pdf_button, self.xlsx_button):
            button.setEnabled(ready)

    def print(self) -> None:
        """Print the pages that are shown."""
        if self.drawn is None:
            return
        if self._printing is None:
            from ui.printing.printing import DOCUMENTS, Printing

            self._printing = Printing(self._background, self.messages, self._preferences, self, DOCUMENTS)
        self._printing.start(Job(self.drawn.pdf, self.drawn.sizes, self._title), lambda: self.save(".pdf"))

    def save(self, ending: str) -> None:
        """Ask where to save, and save there."""
        if self.drawn is not None:
            words, kind = _KINDS[ending]
            ask_file(self._background, self, words, kind, self._title, self._save_to)

    def _save_to(self, path: Path) -> None:
        self._background.work(
            save_report,
            self._sheets,
            path,
            done=lambda saved: say_saved(self.messages, saved),
            failed=self.messages.show_error,
            owner=self,
            what="正在保存",
        )


def ask_file(
    background: Background, over: QWidget, words: str, kind: str, stem: str, chosen: Callable[[Path], object]
) -> None:
    """Ask for a file of one kind in the office's folder for output; `chosen` hears its path."""
    from hazard_desk.services.form_filling.file_names import safe_stem
    from hazard_desk.services.reporting import output_folder

    ending = kind.rpartition("*.")[2].rstrip(")")

    def show(folder: Path) -> None:
        dialog = file_dialog(over, words, folder if folder.is_dir() else folder.parent)
        dialog.setNameFilter(kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"{safe_stem(stem)}.{ending}")
        dialog.fileSelected.connect(lambda path: chosen(Path(path)))
        dialog.open()

    background.read(output_folder, done=show, owner=over)


def save_prose(
    background: Background,
    messages: Messages,
    over: QWidget,
    report: Report,
    saved: Callable[[], object] = lambda: None,
) -> None:
    """Ask for a Word file and put a report in prose into it; `saved` hears when it is there."""
    from hazard_desk.services.form_filling.reports import report_stem, save_report_word

    def told(path: Path) -> None:
        say_saved(messages, path)
        saved()

    def save(path: Path) -> None:
        background.work(
            save_report_word,
            report,
            path,
            done=told,
            failed=messages.show_error,
            owner=over,
            what="正在保存",
        )

    ask_file(background, over, "存为 Word", "Word 文档 (*.docx)", report_stem(report), save)


def say_saved(messages: Messages, path: Path) -> None:
    """Say what was saved, with a way to it."""
    messages.say_done(
        f"已保存「{path.name}」。",
        "",
        "打开文件夹",
        lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))),
    )
