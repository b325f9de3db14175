"""Step 4 完成: backing up and writing, then what was done, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.import_wizard.problems_model import place_of

if TYPE_CHECKING:
    from hazard_desk.errors import Problem
    from hazard_desk.store.changes import Changes

_WARNINGS_SHOWN = 20


class DonePage(QWidget):
    """Says what is being done, then what was done."""

    undo_wanted = Signal(int)

    def __init__(self) -> None:
        """Start with nothing done."""
        super().__init__()
        self._entry_id: int | None = None
        self._icon = QLabel()
        self.title = QLabel()
        theme.set_role(self.title, "title")
        self.summary = QLabel()
        self.backup = QLabel()
        theme.set_role(self.backup, "secondary")
        for label in (self.summary, self.backup):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details_title = QLabel("导入后请留意")
        theme.set_role(self.details_title, "heading")
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName("导入后请留意")
        self.undo_button = QPushButton("撤销这次导入")
        self.undo_button.setIcon(theme.icon("undo", theme.SECONDARY))
        self.undo_button.setAutoDefault(False)
        self.undo_button.clicked.connect(self._undo)
        heading = QHBoxLayout()
        heading.setSpacing(theme.LABEL_GAP)
        heading.addWidget(self._icon)
        heading.addWidget(self.title)
        heading.addStretch()
        heading.addWidget(self.undo_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE_GAP, theme.WIDE_GAP, theme.WIDE_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.PAGE_MARGIN)
        layout.addLayout(heading)
        layout.addWidget(self.summary)
        layout.addWidget(self.backup)
        layout.addWidget(self.details_title)
        layout.addWidget(self.details, 1)
        layout.addStretch(1)

    def show_working(self, what: str) -> None:
        """Say what is being done; nothing is done yet."""
        self._entry_id = None
        self._icon.hide()
        self.title.setText(what)
        self.summary.setText("正在写入时请不要关机。取消的话，什么都不会写入。")
        self.backup.clear()
        self._show_details([])
        self.undo_button.hide()

    def show_backup(self, name: str) -> None:
        """Say which backup was made."""
        self.backup.setText(f"导入前的备份：{name}（已校验）")

    def show_done(self, changes: Changes, warnings: Sequence[Problem], *, with_sheet: bool) -> None:
        """Say what was imported and what the user should know about it."""
        self._entry_id = changes.entry_id
        wrote = changes.entry_id is not None
        self._say("check", theme.Meaning.CLOSED.value.ink, "导入完成" if wrote else "没有需要写入的")
        self.summary.setText(
            f"{changes.summary}。" if wrote else "表中的内容和台账里的完全一样，台账没有变化。"
        )
        lines = list(changes.notices)
        for warning in warnings[:_WARNINGS_SHOWN]:
            place = place_of(warning, with_sheet=with_sheet)
            lines.append(f"{place}：{warning.message}{warning.remedy}" if place else warning.message)
        if len(warnings) > _WARNINGS_SHOWN:
            lines.append(f"……另有 {len(warnings) - _WARNINGS_SHOWN} 处提示（共 {len(warnings)} 处）。")
        self._show_details(lines)
        self.undo_button.setVisible(wrote)
        self.undo_button.setEnabled(True)

    def show_undone(self, changes: Changes) -> None:
        """Say that the import was taken back."""
        self._entry_id = None
        self._say("undo", theme.ACCENT, "已撤销这次导入")
        self.summary.setText(f"{changes.summary}。台账和导入前一样。")
        self._show_details([])
        self.undo_button.hide()

    def _say(self, icon: str, colour: str, title: str) -> None:
        self._icon.show()
        self._icon.setPixmap(theme.icon(icon, colour).pixmap(theme.ICON_PIXELS))
        self.title.setText(title)

    def _show_details(self, lines: Sequence[str]) -> None:
        self.details.setPlainText("\n".join(lines))
        self.details.setMaximumHeight((len(lines) + 2) * self.details.fontMetrics().lineSpacing())
        self.details.setVisible(bool(lines))
        self.details_title.setVisible(bool(lines))

    def _undo(self) -> None:
        if self._entry_id is not None:
            self.undo_button.setEnabled(False)
            self.undo_wanted.emit(self._entry_id)
