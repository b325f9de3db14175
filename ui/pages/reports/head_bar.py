"""The upper edge of the reports page: its title, whether every character prints, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ui import theme

if TYPE_CHECKING:
    from ui.pages.reports.drawing import Drawn


class HeadBar(QWidget):
    """Buttons only: the page says what they do."""

    def __init__(self, title: str) -> None:
        """Build it with nothing checked."""
        super().__init__()
        words = QLabel(title)
        theme.set_role(words, "title")
        self.fine = QLabel()
        theme.set_role(self.fine, "secondary")
        self.check = QPushButton()
        theme.set_role(self.check, "link")
        self.check.hide()
        self.wording_button = QPushButton("表格文字…")
        self.wording_button.setToolTip("标题、表头、说明和签字栏，按上级发的表改")
        self.calibrate_button = QPushButton("打印校准…")
        self.calibrate_button.setToolTip("打印机印偏了，量一次就能校正")
        for button in (self.wording_button, self.calibrate_button):
            theme.set_role(button, "link")
        self.xlsx_button = QPushButton("另存为 Excel")
        self.pdf_button = QPushButton("另存为 PDF")
        self.word_button = QPushButton("另存为 Word")
        self.word_button.setToolTip("在 Word、WPS 里接着写")
        self.word_button.hide()  # until there is a report that people go on writing
        for button in (self.word_button, self.xlsx_button, self.pdf_button):
            button.setIcon(theme.icon("export", theme.SECONDARY))
        self.print_button = QPushButton("打印")
        self.set_primary(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.LABEL_GAP)
        row.addWidget(words)
        row.addSpacing(theme.LABEL_GAP)
        row.addWidget(self.fine)
        row.addWidget(self.check)
        row.addStretch()
        row.addWidget(self.wording_button)
        for button in self._needing_pages:
            row.addWidget(button)

    @property
    def _needing_pages(self) -> tuple[QPushButton, ...]:
        return (
            self.calibrate_button,
            self.word_button,
            self.xlsx_button,
            self.pdf_button,
            self.print_button,
        )

    def set_primary(self, primary: bool) -> None:
        """Let printing be the one primary button, or one of several where the page has another step first."""
        ink = theme.GROUND if primary else theme.SECONDARY
        self.print_button.setIcon(theme.icon("print", ink))
        self.print_button.setToolTip("打印这一页（Ctrl+P）" if primary else "打印这一页")
        theme.set_property(self.print_button, "role", "primary" if primary else "")

    def set_ready(self, ready: bool) -> None:
        """Let the pages be printed and saved, or not while others are being drawn."""
        for button in self._needing_pages:
            button.setEnabled(ready)

    def show_check(self, drawn: Drawn) -> None:
        """Say whether every character of the report can be printed."""
        found = len(drawn.unprintable)
        self.check.setVisible(found > 0)
        self.check.setText(f"有 {found} 个字打印不出来，点这里看")
        self.check.setIcon(theme.icon("warning", theme.Meaning.DUE_SOON.value.ink))
        self.fine.setText("" if found else f"{drawn.paper}，每个字都能打印")
