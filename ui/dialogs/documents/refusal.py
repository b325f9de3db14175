"""拒签: recorded with what was done about it (安全生产法 art. 68: record it and report it)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.dialog import Dialog
from ui.widgets.fields import LinesField


class RefusalDialog(Dialog):
    """Asks what happened and to whom it was reported."""

    decided = Signal(bool, str)  # refused or not, the note

    def __init__(self, name: str, refused: bool, note: str, parent: QWidget | None = None) -> None:
        """Show what is recorded of the document `name`."""
        super().__init__(parent)
        self.setWindowTitle("记录拒签")
        self.setMinimumWidth(480)
        heading = QLabel(name)
        heading.setWordWrap(True)
        theme.set_role(heading, "heading")
        words = QLabel("被检查单位负责人拒绝签名的，要写明情况，并向有关部门报告。打印时印在签名处。")
        words.setWordWrap(True)
        theme.set_role(words, "secondary")
        self.note = LinesField(
            "note",
            "拒签情况和报告",
            lines=3,
            longest=200,
            placeholder="如 现场负责人说明理由后拒绝签名，已于当日向县应急管理局报告",
        )
        self.note.set_value(note)
        self.save_button = QPushButton("记录拒签(&S)")
        self.save_button.setToolTip("Ctrl+S")
        theme.set_role(self.save_button, "primary")
        self.save_button.clicked.connect(lambda: self._decide(True))
        self.take_back_button = QPushButton("没有拒签，取消记录")
        self.take_back_button.clicked.connect(lambda: self._decide(False))
        self.take_back_button.setVisible(refused)
        cancel = QPushButton("关闭")
        cancel.clicked.connect(self.reject)
        label = QLabel(self.note.label)
        label.setBuddy(self.note.editor)
        row = QHBoxLayout()
        row.addWidget(self.take_back_button)
        row.addStretch()
        row.addWidget(self.save_button)
        row.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.LABEL_GAP)
        for widget in (heading, words, label, self.note):
            layout.addWidget(widget)
        layout.addLayout(row)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(lambda: self._decide(True))
        self.finished.connect(self.deleteLater)

    def _decide(self, refused: bool) -> None:
        if self.note.composing:
            return
        problem = self.note.problem() if refused else ""
        self.note.show_error(problem)
        if not problem:
            self.decided.emit(refused, self.note.value())
            self.accept()
