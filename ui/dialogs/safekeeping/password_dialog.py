"""台账包密码: two fields, the rule, and what the password does and does not do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.dialogs.rosters.desk_dialog import press_focused_button
from ui.widgets.caps_lock_hint import CapsLockHint
from ui.widgets.dialog import Dialog
from ui.widgets.field import ENTER_KEYS

_WIDTH = 460
_HONEST = (
    "加密的是带出这台电脑的文件：台账包（.hazdesk）和第二备份位置里的备份。",
    "这台电脑里的台账文件本身不加密，能用这台电脑的人就能打开。",
    "密码忘了找不回来，加密的文件谁也打不开。请写下来，放在单位的保险柜或档案柜里。",
)


class PasswordDialog(Dialog):
    """Asks for a new password; nobody asks for the former one, which this PC doesn't keep."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None, *, locked: bool) -> None:
        """Ask for the first password, or for another one where `locked`."""
        super().__init__(parent)
        self.setWindowTitle("更改台账包密码" if locked else "设置台账包密码")
        self.setMinimumWidth(_WIDTH)
        self.first, self.second = QLineEdit(), QLineEdit()
        self.error = QLabel()
        self.error.setWordWrap(True)
        theme.set_role(self.error, "error")
        self.shown = QCheckBox("显示密码")
        self.shown.toggled.connect(self._show_letters)
        self.save_button = QPushButton("设为密码")
        theme.set_role(self.save_button, "primary")
        self.save_button.clicked.connect(self._save)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        for button in (self.save_button, cancel):
            button.setAutoDefault(False)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.LABEL_GAP)
        grid.setVerticalSpacing(theme.LABEL_GAP)
        for at, (words, field) in enumerate((("新密码", self.first), ("再输一次", self.second))):
            label = QLabel(words)
            label.setBuddy(field)
            field.setAccessibleName(words)
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.textEdited.connect(lambda _text: self._say(""))
            grid.addWidget(label, at, 0)
            grid.addWidget(field, at, 1)
        self.first.setPlaceholderText("至少 8 个字符，不要用电话、生日")
        self.caps_lock = CapsLockHint(self.first, self.second)
        grid.addWidget(self.caps_lock, 2, 1)
        grid.addWidget(self.shown, 3, 1)
        grid.addWidget(self.error, 4, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.LABEL_GAP)
        buttons.addStretch()
        buttons.addWidget(self.save_button)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        gap = theme.GROUP_GAP
        layout.setContentsMargins(gap, gap, gap, gap)
        layout.setSpacing(theme.PAGE_MARGIN)
        for words in _HONEST:
            said = QLabel(words)
            said.setWordWrap(True)
            layout.addWidget(said)
        layout.addLayout(grid)
        layout.addLayout(buttons)
        self.error.hide()
        self.first.setFocus()
        self.finished.connect(self.deleteLater)

    def _show_letters(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self.first, self.second):
            field.setEchoMode(mode)

    def _say(self, problem: str, field: QLineEdit | None = None) -> None:
        self.error.setText(problem)
        self.error.setVisible(bool(problem))
        for one in (self.first, self.second):
            theme.set_invalid(one, one is field)
        if field is not None:
            field.setFocus()
            field.selectAll()

    def _save(self) -> None:
        from hazard_desk.store.safekeeping.packages.encryption import password_problem

        problem = password_problem(self.first.text())
        if problem:
            self._say(problem, self.first)
        elif self.second.text() != self.first.text():
            self._say("两次输入的不一样，请再输一次。", self.second)
        else:
            self.accept()
            self.chosen.emit(self.first.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go from field to field, and save from the last."""
        if event.key() in ENTER_KEYS and self.first.hasFocus():
            self.second.setFocus()
            event.accept()
        elif event.key() in ENTER_KEYS and self.second.hasFocus():
            self._save()
            event.accept()
        elif not press_focused_button(event):
            super().keyPressEvent(event)
