"""改名: calls a unit of a round otherwise; its pairs, 组员 and records go along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.form_dialog import DialogForm, FormDialog
from ui.messages import Messages
from ui.widgets.drafts import Drafts
from ui.widgets.fields import TextField

if TYPE_CHECKING:
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


class RenameDialog(FormDialog):
    """Renames one party of a round."""

    form: RenameForm
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
        super().__init__(background, messages, parent)
        self._party_id = party_id
        self.setWindowTitle("改名")
        self.form = self.hold(RenameForm(self.preferences.drafts))
        self.form.save_wanted.connect(lambda _then_new: self._save())
        title, key = f"改名：{name}", f"cross-rename/{party_id}"
        self.show_form(_WIDTH, lambda: self.form.begin(title, {"name": name}, key=key))

    def _save(self) -> None:
        from hazard_desk.services.cross_inspecting.rounds import rename_party

        name = str(self.form.name.value())
        self.write(rename_party, self._party_id, name, done=lambda changes: self.renamed.emit(changes, name))
