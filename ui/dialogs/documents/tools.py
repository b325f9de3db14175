"""What can be done with an issued document, above its form."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from hazard_desk.terms import DocumentKind
from ui import theme


class DocumentTools(QWidget):
    """预览和打印 · 存为 Word · 记录拒签 · 更多."""

    preview_wanted = Signal()
    word_wanted = Signal()
    refusal_wanted = Signal()
    renewal_wanted = Signal()
    wording_wanted = Signal()
    template_wanted = Signal()

    def __init__(self) -> None:
        """Build the row."""
        super().__init__()
        self.preview_button = QPushButton("预览和打印…")
        self.preview_button.setIcon(theme.icon("print", theme.SECONDARY))
        self.preview_button.setToolTip("看样、打印，存为 PDF 或 Excel（Ctrl+P）")
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.preview_wanted)
        self.preview_button.clicked.connect(self.preview_wanted)
        self.word_button = QPushButton("存为 Word…")
        self.word_button.setIcon(theme.icon("document", theme.SECONDARY))
        self.word_button.clicked.connect(self.word_wanted)
        self.refusal_button = QPushButton()
        self.refusal_button.clicked.connect(self.refusal_wanted)
        self.more_button = QPushButton("更多")
        menu = QMenu(self.more_button)
        menu.setToolTipsVisible(True)
        for words, tip, wanted in (
            (
                "按台账更新内容",
                "文书印的是开具时的隐患和整改期限；要改成台账现在的内容，点这里",
                self.renewal_wanted,
            ),
            ("修改文书文字…", "这类文书固定的文字", self.wording_wanted),
            ("修改 Word 模板…", "只影响存为 Word 的样子", self.template_wanted),
        ):
            action = menu.addAction(words, wanted.emit)
            action.setToolTip(tip)
        self.more_button.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, 0)
        row.setSpacing(theme.LABEL_GAP)
        for button in (self.preview_button, self.word_button, self.refusal_button, self.more_button):
            row.addWidget(button)
        row.addStretch()

    def show_for(self, kind: DocumentKind, refused: bool) -> None:
        """Show what goes with this kind; nobody signs a letter, so nobody refuses to."""
        from hazard_desk.services.documents.facts import WITHOUT_SIGNATURE

        self.refusal_button.setVisible(kind not in WITHOUT_SIGNATURE)
        self.refusal_button.setText("拒签情况…" if refused else "记录拒签…")
