"""What can be done with a 举报线索 that is stored, above its form."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui import theme
from ui.widgets.push_button import push_button


class TipOffTools(QWidget):
    """据此录入检查 · 打开检查 · 附件."""

    visit_wanted = Signal()
    inspection_wanted = Signal()
    attachments_wanted = Signal()

    def __init__(self) -> None:
        """Build the row."""
        super().__init__()
        self.begin_button = push_button(
            "据此录入检查",
            "到这家企业核查：新增一次检查环节为群众举报的检查（Alt+L）",
            self.visit_wanted.emit,
            "inspection",
        )
        self.open_button = push_button(
            "打开检查", "看核查的那次检查（Alt+K）", self.inspection_wanted.emit, "document"
        )
        self.attachments_button = push_button(
            "附件…", "来信、照片、反馈材料（Alt+J）", self.attachments_wanted.emit, "attach"
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, 0)
        row.setSpacing(theme.LABEL_GAP)
        for button in (self.begin_button, self.open_button, self.attachments_button):
            row.addWidget(button)
        for keys, button in (
            ("Alt+L", self.begin_button),
            ("Alt+K", self.open_button),
            ("Alt+J", self.attachments_button),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(_press, button))
        row.addStretch()

    def show_for(self, inspection_id: int | None, attachments: int) -> None:
        """Show what goes with a record: with a visit that verified it, that one can be opened."""
        self.begin_button.setVisible(inspection_id is None)
        self.open_button.setVisible(inspection_id is not None)
        self.attachments_button.setText(f"附件 {attachments}…" if attachments else "附件…")


def _press(button: QPushButton) -> None:
    """Do what a button in sight does: a shortcut doesn't know that its button is hidden."""
    if button.isVisible():
        button.click()
