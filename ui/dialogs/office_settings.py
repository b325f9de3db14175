"""单位设置: the office's name as on the seal, who reports, when, to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hazard_desk.terms import WEEKDAY_LABELS
from ui import theme
from ui.messages import Messages
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.field import Field
from ui.widgets.fields import TextField

if TYPE_CHECKING:
    from hazard_desk.services.offices import OfficeRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background


class OfficeSettings(QDialog):
    """Shows the office's row and changes it."""

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; `open_read` fills and shows it."""
        super().__init__(parent)
        self.setWindowTitle("单位设置")
        self.setMinimumWidth(520)
        self._background = background
        self._messages = messages
        self._row: OfficeRow | None = None
        self.fields: dict[str, Field] = {
            field.name: field
            for field in (
                TextField("name", "单位名称", required=True, placeholder="印章上的全称", longest=60),
                TextField("township", "所属镇（街道）", longest=40),
                TextField("principal", "主要领导", longest=40),
                TextField("handler", "经办人", placeholder="操作记录里写这个名字", longest=40),
                TextField("phone", "联系电话", longest=40),
                ChoiceField(
                    "reporting_weekday", "每周报送日", list(enumerate(WEEKDAY_LABELS)), optional=False
                ),
                TextField("recipient", "报送对象", placeholder="如 区安委办，或报送邮箱", longest=200),
            )
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.LABEL_GAP)
        grid.setVerticalSpacing(theme.LABEL_GAP)
        fields = list(self.fields.values())
        for row, field in enumerate(fields):
            label = QLabel(field.label)
            label.setBuddy(field.editor)
            label.setFixedHeight(theme.FIELD_HEIGHT)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            following: QWidget = fields[row + 1] if row + 1 < len(fields) else self
            field.entered.connect(following.setFocus)
        self.save_button = QPushButton("保存")
        theme.set_role(self.save_button, "primary")
        self.save_button.clicked.connect(self._save)
        fields[-1].entered.disconnect()
        fields[-1].entered.connect(self.save_button.setFocus)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.save_button)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.GROUP_GAP)
        layout.addLayout(grid)
        layout.addLayout(buttons)
        self.finished.connect(self.deleteLater)

    def open_read(self) -> None:
        """Read the office's row and show it."""
        from hazard_desk.services.offices import office_row

        self._background.read(office_row, done=self._show, failed=self._messages.show_error, owner=self)

    def _show(self, row: OfficeRow) -> None:
        self._row = row
        for name, field in self.fields.items():
            field.set_value(getattr(row, name))
        self.open()
        self.fields["name"].setFocus()

    def _save(self) -> None:
        from hazard_desk.services.offices import change_office

        name: Any = self.fields["name"]
        problems = [field for field in self.fields.values() if field.problem()]
        for field in problems:
            field.show_error(field.problem())
        if not name.text():
            name.show_error("请写出印章上的单位全称。")
            name.setFocus()
        elif not problems and self._row is not None:
            import dataclasses

            row = dataclasses.replace(self._row, **{key: field.value() for key, field in self.fields.items()})
            self.save_button.setEnabled(False)
            self._background.write(change_office, row, done=self._saved, failed=self._refused, owner=self)

    def _saved(self, _changes: Changes) -> None:
        self.accept()
        self._messages.say_done("已保存单位设置。")

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        name = self.fields["name"]
        name.show_error(str(error))
