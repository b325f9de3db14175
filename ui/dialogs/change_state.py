"""停业、复业、注销: a decision with a day and a reason."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.terms import EnterpriseState
from ui import theme
from ui.widgets.dialog import Dialog
from ui.widgets.fields import DateField, TextField

_DEEDS = {
    EnterpriseState.SUSPENDED: "停业",
    EnterpriseState.IN_OPERATION: "复业（恢复正常经营）",
    EnterpriseState.OUT_OF_BUSINESS: "注销关闭",
}


class ChangeState(Dialog):
    """Asks which state, since when and why."""

    decided = Signal(object, object, str)  # EnterpriseState, date, note

    def __init__(self, name: str, state: EnterpriseState, parent: QWidget | None = None) -> None:
        """Offer the states other than the present one."""
        super().__init__(parent)
        self.setWindowTitle("变更经营状态")
        self.setMinimumWidth(420)
        heading = QLabel(name)
        heading.setWordWrap(True)
        theme.set_role(heading, "heading")
        now = QLabel(f"现在：{state.label}。停业和注销的企业不计入检查覆盖率。")
        now.setWordWrap(True)
        theme.set_role(now, "secondary")
        self.choices: dict[EnterpriseState, QRadioButton] = {}
        group = QButtonGroup(self)
        for offered, words in _DEEDS.items():
            if offered is not state:
                button = QRadioButton(words)
                group.addButton(button)
                self.choices[offered] = button
        next(iter(self.choices.values())).setChecked(True)
        self.since = DateField("since", "自哪一天起", required=True)
        self.since.set_value(date.today())
        self.note = TextField("note", "原因", placeholder="如 季节性停产、设备检修、已迁出", longest=200)
        self.save_button = QPushButton("保存")
        theme.set_role(self.save_button, "primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._decide)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        self.since.entered.connect(self.note.setFocus)
        self.note.entered.connect(self._decide)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(heading)
        layout.addWidget(now)
        for button in self.choices.values():
            layout.addWidget(button)
        for field in (self.since, self.note):
            words_of_field = QLabel(field.label)
            words_of_field.setBuddy(field.editor)
            layout.addWidget(words_of_field)
            layout.addWidget(field)
        layout.addSpacing(theme.LABEL_GAP)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.save_button)
        row.addWidget(cancel)
        layout.addLayout(row)
        self.finished.connect(self.deleteLater)

    def _decide(self) -> None:
        self.since.on_left()
        since = self.since.value()
        if self.since.error:
            return
        if not isinstance(since, date):
            self.since.show_error("请填写日期。")
        elif since > date.today():
            self.since.show_error("日期晚于今天，请填写已经发生的日期。")
        else:
            chosen = next(state for state, button in self.choices.items() if button.isChecked())
            self.decided.emit(chosen, since, self.note.text())
            self.accept()
