"""问题报告: what was being done, in her words, and the program's own text, which she may cut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import incidents, theme
from ui.clock import moment
from ui.dialogs.problem_report.gathering import Screen, report_text
from ui.dialogs.rosters.desk_dialog import preferences_of
from ui.messages import Messages, MessageStrip
from ui.pages.reports.saving import explaining
from ui.widgets.dialog import Dialog
from ui.widgets.file_dialog import file_dialog
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.problem_numbers import OfficeNumbers
    from ui.background import Background

_SIZE = (860, 690)
_DRAFT_KEY = "problem-report/words"
_TOLD = (
    "程序出了问题，可以把这份报告交给维护人员。里面没有企业、人员、电话、代码和台账内容，也没有单位名称；"
    "程序不联网，什么也不会发出去。下面就是全部内容，不想给的行可以删掉。"
)
_HEAD = "【当时在做什么，出了什么情况】"
_PLACEHOLDER = "例如：在报表导出里点“定稿”，窗口没有反应。请不要写企业和人员的名字、电话。"
_WORDS_HEIGHT = 76


class ProblemReportDialog(Dialog):
    """Shows the whole report; nothing is written before 存为文件 or 复制."""

    def __init__(self, background: Background | None, parent: QWidget | None = None) -> None:
        """Build it; without a background there is no office to count."""
        super().__init__(parent)
        self.setWindowTitle("问题报告")
        self._background = background
        self._drafts = preferences_of(parent).drafts
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        told = QLabel(_TOLD)
        told.setWordWrap(True)
        self.words = QPlainTextEdit()
        self.words.setAccessibleName("当时在做什么，出了什么情况")
        self.words.setPlaceholderText(_PLACEHOLDER)
        self.words.setFixedHeight(_WORDS_HEIGHT)
        self.words.setTabChangesFocus(True)
        self.words.setPlainText(str(self._drafts.get(_DRAFT_KEY) or ""))
        self.words.textChanged.connect(lambda: self._drafts.keep(_DRAFT_KEY, self.words.toPlainText()))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("报告的内容")
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.save_button = push_button("存为文件…", "Ctrl+S", self.ask)
        self.copy_button = push_button("复制", "复制全部内容，可以贴到别处", self.copy)
        close = push_button("关闭", "Esc", self.reject)
        theme.set_role(self.save_button, "primary")
        self._lay_out(told, close)
        QShortcut(QKeySequence("Ctrl+S"), self, self.ask)
        self._set_ready(False)
        self.finished.connect(self.deleteLater)

    def _lay_out(self, told: QLabel, close: QPushButton) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        bar.addStretch()
        for button in (self.copy_button, self.save_button, close):
            button.setAutoDefault(False)
            bar.addWidget(button)
        inner = QVBoxLayout()
        gap = theme.PAGE_MARGIN
        inner.setContentsMargins(gap, gap, gap, gap)
        inner.setSpacing(theme.LABEL_GAP)
        inner.addWidget(told)
        inner.addWidget(QLabel("当时在做什么，出了什么情况（可以不填）："))
        inner.addWidget(self.words)
        inner.addWidget(QLabel("报告的内容（可以删改）："))
        inner.addWidget(self.text, 1)
        inner.addLayout(bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addLayout(inner, 1)
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))

    # ---- gathering ----------------------------------------------------------------------------------

    def open(self) -> None:
        """Show it, and gather the text."""
        super().open()
        self.words.setFocus()
        if self._background is None:
            self._show(report_text(None, *self._around()))
            return
        from hazard_desk.services.problem_numbers import office_numbers

        self._background.read(office_numbers, done=self._gather, failed=self._on_unread, owner=self)

    def _gather(self, office: OfficeNumbers) -> None:
        assert self._background is not None
        self._background.work(
            report_text,
            office,
            *self._around(),
            done=self._show,
            failed=self.messages.show_error,
            owner=self,
        )

    def _on_unread(self, error: Exception) -> None:
        self._show(report_text(None, *self._around(), f"台账读不出来：{incidents.kind_of(error)}"))

    def _around(self) -> tuple[list[Screen], str, Path, datetime]:
        """Return what the report tells beside the office: screens, Qt, where the logs are, when."""
        screens = [
            Screen(one.size().width(), one.size().height(), one.devicePixelRatio())
            for one in QGuiApplication.screens()
        ]
        return screens, qVersion(), incidents.log_folder(), moment()

    def _show(self, text: str) -> None:
        self.text.setPlainText(text)
        self._set_ready(True)

    def _set_ready(self, ready: bool) -> None:
        self.save_button.setEnabled(ready)
        self.copy_button.setEnabled(ready)

    # ---- what leaves --------------------------------------------------------------------------------

    @property
    def whole(self) -> str:
        """What is saved and copied: her words, then the text as she left it."""
        words = self.words.toPlainText().strip()
        return (f"{_HEAD}\n{words}\n\n" if words else "") + self.text.toPlainText()

    def copy(self) -> None:
        """Put it on the clipboard."""
        QGuiApplication.clipboard().setText(self.whole)
        self.messages.say_done("已复制全部内容。")

    def ask(self) -> None:
        """Ask where to save it."""
        if not self.save_button.isEnabled():
            return
        dialog = file_dialog(self, "存为文件", purpose="problem-report")
        dialog.setNameFilter("文本文件 (*.txt)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(f"问题报告_{moment():%Y-%m-%d_%H%M}.txt")
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write it there, in UTF-8."""
        from hazard_desk.whole_files import write_whole

        try:
            with explaining(path):
                write_whole(path, self.whole.encode("utf-8-sig"))
        except Exception as error:
            self.messages.show_error(error)
            return
        self._drafts.forget(_DRAFT_KEY)
        self.messages.say_done(
            f"已保存「{path.name}」。",
            "",
            "打开文件夹",
            _shower(path.parent),
        )


def _shower(folder: Path) -> Callable[[], object]:
    return lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
