"""What an attachment shows and in which words: a choice, a line, and the name that its file had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from hazard_desk.terms import AttachmentKind
from ui import theme
from ui.widgets.field import ENTER_KEYS

if TYPE_CHECKING:
    from hazard_desk.services.attaching import AttachmentRow

_HINT = "把照片、扫描件或文件夹拖到这里；截图和复制的文件按 Ctrl+V"
_LET_GO = "松开鼠标就加进来"
_LONGEST = 200
FILTERS = (
    "照片、扫描件和文档 (*.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff *.pdf"
    " *.docx *.xlsx *.pptx *.doc *.xls *.ppt)",
    "全部文件 (*)",
)
"""Of a dialog that asks for files to attach."""

LAST_FOLDER = "attachments/folder"
"""The preference where files were last taken from."""


def kind_combo(name: str) -> QComboBox:
    """Return a choice of what an attachment shows."""
    combo = QComboBox()
    combo.setAccessibleName(name)
    for kind in AttachmentKind:
        combo.addItem(kind.label, kind)
    return combo


def chosen_kind(combo: QComboBox) -> AttachmentKind:
    """Return what is chosen; Qt keeps of a term only its value."""
    return AttachmentKind(combo.currentData())


class _Line(QLineEdit):
    """Enter and Esc leave it; what was typed is kept either way, and Ctrl+Z at the tiles takes it back."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the line."""
        if event.key() in ENTER_KEYS or event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class AttachmentWords(QWidget):
    """Of the attachment that the keyboard is on; several selected get the same kind at once."""

    kind_chosen = Signal(object)  # AttachmentKind
    worded = Signal(object, str)  # AttachmentRow, its new words
    left = Signal()  # the keyboard may go back to the tiles

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._row: AttachmentRow | None = None
        self.kind = kind_combo("类型")
        self.kind.activated.connect(lambda _at: self.kind_chosen.emit(chosen_kind(self.kind)))
        self.line = _Line()
        self.line.setAccessibleName("说明")
        self.line.setPlaceholderText("说明：在哪里、拍的是什么（F2）")
        self.line.setMaxLength(_LONGEST)
        self.line.editingFinished.connect(self.keep)
        self.line.left.connect(self.keep)
        self.line.left.connect(self.left)
        self.facts = QLabel()
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self.facts, "secondary")
        self.hint = QLabel(_HINT)
        theme.set_role(self.hint, "secondary")
        above, below = QHBoxLayout(), QHBoxLayout()
        above.setSpacing(theme.LABEL_GAP)
        above.addWidget(self.kind)
        above.addWidget(self.line, 1)
        below.addWidget(self.facts, 1)
        below.addWidget(self.hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addLayout(above)
        column.addLayout(below)

    def show_row(self, row: AttachmentRow | None, chosen: int) -> None:
        """Show this attachment, one of so many selected; what was typed for another is kept."""
        same = row is not None and self._row is not None and row.id == self._row.id
        if not same:
            self.keep()
        self._row = row
        self.setEnabled(row is not None)
        if row is None:
            self.line.clear()
            self.facts.clear()
            return
        if not (same and self.line.isModified()):
            self.line.setText(row.caption)
        self.kind.setCurrentIndex(self.kind.findData(row.kind))
        several = f"已选 {chosen} 个 · " if chosen > 1 else ""
        self.facts.setText(f"{several}{row.name}")

    def edit(self) -> None:
        """Put the keyboard into the line."""
        if self._row is not None:
            self.line.setFocus()
            self.line.selectAll()

    def keep(self) -> None:
        """Tell of words that were typed and not kept yet."""
        words = self.line.text().strip()
        if self._row is not None and self.line.isModified():
            self.line.setModified(False)
            if words != self._row.caption:
                self.worded.emit(self._row, words)

    def ask_to_let_go(self, ask: bool) -> None:
        """Say what happens when the mouse lets go, or again what can be done."""
        self.hint.setText(_LET_GO if ask else _HINT)
