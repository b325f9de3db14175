"""改名: calls a unit of a round otherwise; its pairs, 组员 and records go along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.dialogs.hazard_step.dialog_form import DialogForm
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Messages
from ui.widgets.drafts import Drafts
from ui.widgets.fields import TextField

if TYPE_CHECKING:
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_WIDTH = 620


class RenameForm(DialogForm):
    """The new name."""

    def __init__(self, drafts: Drafts | None) -> None:
        """Build the field."""
        super().__init__(drafts, "改名")
        self.name = self.add_field(TextField("name", "新名称", required=True, wide=True, longest=100))
        self.about.setText("这一轮里排好的组、组员、抽检名单和记录都跟着改；别的轮次不变。")

    def focus_first(self) -> None:
        """Begin with the whole name chosen."""
        super().focus_first()
        self.name.editor.selectAll()


class RenameDialog(QDialog):
    """Renames one party of a round."""

    renamed = Signal(object, str)  # Changes, and the name as it was typed

    def __init__(
        self,
        background: Background,
        messages: Messages,
        party_id: int,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        """Ask what the party called `name` is to be called."""
        super().__init__(parent)
        self.background = background
        self.messages = messages
        self._party_id = party_id
        self.setWindowTitle("改名")
        self.form = RenameForm(preferences_of(parent).drafts)
        self.form.save_wanted.connect(lambda _then_new: self._save())
        self.form.cancelled.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        room = self.screen().availableGeometry()
        self.resize(min(_WIDTH, room.width() - 24), 0)
        layout.activate()
        self.form.begin(f"改名：{name}", {"name": name}, key=f"cross-rename/{party_id}")
        self.resize(self.width(), min(self.form.wanted_height(), room.height() - 48))
        self.finished.connect(self.deleteLater)

    def _save(self) -> None:
        from hazard_desk.services.cross_inspecting.rounds import rename_party

        self.form.set_busy(True)
        name = str(self.form.name.value())
        self.background.write(
            rename_party,
            self._party_id,
            name,
            done=lambda changes: self._saved(changes, name),
            failed=lambda error: self.form.show_refusal(error, self.messages),
            owner=self,
        )

    def _saved(self, changes: Changes, name: str) -> None:
        self.form.set_busy(False)
        self.form.saved()
        self.accept()
        self.renamed.emit(changes, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; what was typed stays as a draft."""
        self.form.keep_draft()
        super().reject()
