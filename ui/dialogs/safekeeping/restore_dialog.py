"""恢复: shows what a file holds and what will happen, in three parts, and asks for the decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from hazard_desk.office_folder import holds_office
from hazard_desk.store.safekeeping.wrecks.salvage_words import PREFIX, note_of
from ui import theme
from ui.clock import moment
from ui.dialogs.rosters.desk_dialog import press_focused_button
from ui.dialogs.safekeeping.source_facts import SourceFacts, facts_of
from ui.messages import Message, message_of
from ui.safekeeping.kept_copies import Source, look_at, when_words
from ui.safekeeping.restore_words import WAIT, steps_words
from ui.widgets.caps_lock_hint import CapsLockHint
from ui.widgets.dialog import Dialog
from ui.widgets.field import ENTER_KEYS
from ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from hazard_desk.services.since_backup import StepsSince
    from ui.background import Background

_WIDTH = 600
_PART_WIDTH = 72
OFFICE_FOLDER = "隐患台账"


class Where(Enum):
    """What stands in the folder that is restored into."""

    OPEN = "open"  # the office that is open in the window
    DAMAGED = "damaged"
    GONE = "gone"  # only its backups and attachments
    NEW = "new"  # nothing yet: on another PC


@dataclass(frozen=True, slots=True)
class Target:
    """Where one restores to, and whose office stands there, as far as that is known."""

    where: Where
    folder: Path
    office: str = ""


class RestoreDialog(Dialog):
    """`background` looks into the file; `ask_steps` hears what was done since, where an office is open."""

    wanted = Signal(object, str, object)  # the file, its password, the folder

    def __init__(
        self,
        background: Background,
        path: Path,
        target: Target,
        parent: QWidget | None = None,
        *,
        ask_steps: Callable[[Source, Callable[[StepsSince], None]], object] | None = None,
        clock: Callable[[], datetime] = moment,
    ) -> None:
        """Build it and begin to look into the file."""
        super().__init__(parent)
        self.setWindowTitle("恢复")
        self.setMinimumWidth(min(_WIDTH, self.screen().availableGeometry().width() - 24))
        self._background = background
        self._path = path
        self._target = target
        self._ask_steps = ask_steps
        self._clock = clock
        self.source: Source | None = None
        self.heading = QLabel("正在查看这个文件…")
        self.heading.setWordWrap(True)
        theme.set_role(self.heading, "title")
        self.facts = SourceFacts()
        self.warning = QLabel()
        self.warning.setWordWrap(True)
        theme.set_role(self.warning, "error")
        self.warning.hide()
        self._make_password()
        self._make_folder()
        self._make_parts()
        self.restore_button = QPushButton("恢复")
        theme.set_role(self.restore_button, "primary")
        self.restore_button.clicked.connect(self._on_restore)
        self.restore_button.setEnabled(False)
        self.cancel_button = QPushButton("取消")
        self.cancel_button.clicked.connect(self.reject)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self._lay_out()
        self.finished.connect(self.deleteLater)
        self.cancel_button.setFocus()
        self._look()

    # ---- building ------------------------------------------------------------------------------------

    def _make_password(self) -> None:
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("台账包密码")
        self.password.setPlaceholderText("做这个台账包时设的密码")
        self.password_button = QPushButton("打开")
        self.password_button.clicked.connect(self._look)
        self.password_error = QLabel()
        self.password_error.setWordWrap(True)
        theme.set_role(self.password_error, "error")
        self.shown = QCheckBox("显示密码")
        self.shown.toggled.connect(
            lambda shown: self.password.setEchoMode(
                QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
            )
        )
        self._password_row = QWidget()
        row = QHBoxLayout()
        row.setSpacing(theme.LABEL_GAP)
        words = QLabel("台账包密码")
        words.setFixedWidth(_PART_WIDTH)
        words.setBuddy(self.password)
        row.addWidget(words)
        row.addWidget(self.password, 1)
        row.addWidget(self.shown)
        row.addWidget(self.password_button)
        column = QVBoxLayout(self._password_row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addLayout(row)
        column.addWidget(CapsLockHint(self.password))
        column.addWidget(self.password_error)
        self.password_error.hide()
        self._password_row.hide()

    def _make_folder(self) -> None:
        self.folder = QLabel()
        self.folder.setWordWrap(True)
        self.folder.setTextFormat(Qt.TextFormat.PlainText)
        self.folder_button = QPushButton("换一个文件夹…")
        theme.set_role(self.folder_button, "link")
        self.folder_button.clicked.connect(self._choose_folder)
        self.folder_error = QLabel()
        self.folder_error.setWordWrap(True)
        theme.set_role(self.folder_error, "error")
        self.folder_error.hide()
        self._folder_row = QWidget()
        row = QHBoxLayout()
        row.setSpacing(theme.LABEL_GAP)
        words = QLabel("恢复到")
        words.setFixedWidth(_PART_WIDTH)
        theme.set_role(words, "secondary")
        row.addWidget(words)
        row.addWidget(self.folder, 1)
        row.addWidget(self.folder_button)
        column = QVBoxLayout(self._folder_row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addLayout(row)
        column.addWidget(self.folder_error)
        self._folder_row.setVisible(self._target.where is Where.NEW)
        self._set_folder(self._target.folder)

    def _make_parts(self) -> None:
        self.parts = SourceFacts()
        self._parts_frame = QFrame()
        theme.set_role(self._parts_frame, "strip")
        theme.set_property(self._parts_frame, "tone", "warning")
        inside = QVBoxLayout(self._parts_frame)
        inside.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        inside.addWidget(self.parts)
        self._parts_frame.hide()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.LABEL_GAP)
        buttons.addStretch()
        buttons.addWidget(self.restore_button)
        buttons.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        gap = theme.GROUP_GAP
        layout.setContentsMargins(gap, gap, gap, gap)
        layout.setSpacing(theme.PAGE_MARGIN)
        layout.addWidget(self.heading)
        layout.addWidget(self.facts)
        layout.addWidget(self._password_row)
        layout.addWidget(self._folder_row)
        layout.addWidget(self.warning)
        layout.addWidget(self._parts_frame)
        layout.addStretch()
        layout.addLayout(buttons)

    # ---- looking -------------------------------------------------------------------------------------

    def _look(self) -> None:
        self.password_button.setEnabled(False)
        self._background.work(
            look_at,
            self._path,
            self.password.text(),
            done=self._on_source,
            failed=self._on_failure,
            owner=self,
        )

    def _on_failure(self, error: Exception) -> None:
        from hazard_desk.store.header import DamagedFile
        from hazard_desk.store.safekeeping.packages.refused import PasswordNeeded, PasswordWrong

        said = message_of(error)
        if isinstance(error, DamagedFile):  # its words are of an office; this is a file that was picked
            said = Message(
                f"这个文件不是台账包，也不是备份，或者已经损坏：{error.what}",
                "现有的台账没有动。",
                "请选 .hazdesk 文件，或 backups 文件夹里 office_ 开头的 .db 文件。",
            )
        self.password_button.setEnabled(True)
        if isinstance(error, PasswordNeeded | PasswordWrong):
            self._want_password("" if isinstance(error, PasswordNeeded) else said.text)
            return
        self.heading.setText("这个文件不能用来恢复")
        self.facts.show_lines({"文件": str(self._path)})
        self.parts.show_lines({"原因": said.what, "对数据": said.meaning, "怎么办": said.remedy})
        self._parts_frame.show()
        self._folder_row.hide()
        self.cancel_button.setText("关闭")

    def _want_password(self, error: str) -> None:
        self.heading.setText("这个台账包有密码")
        self._password_row.show()
        self.password_error.setText(error)
        self.password_error.setVisible(bool(error))
        theme.set_invalid(self.password, bool(error))
        self.password.setFocus()
        self.password.selectAll()

    def _on_source(self, source: Source) -> None:
        today = self._clock().date()
        self.source = source
        at_home = self._target.where is not Where.NEW
        lines = facts_of(source, today, with_path=True, at_home=at_home)
        note = note_of(self._path)
        if note is not None:  # where its records came from, which its counts don't tell
            lines = {**lines, "抢救情况": note.short}
        self.facts.show_lines(lines)
        self.password_button.setEnabled(True)
        if source.told is None:
            self._want_password("")
            return
        self.password_error.hide()
        theme.set_invalid(self.password, False)
        self.password.setReadOnly(True)
        self.shown.hide()
        self.password_button.hide()
        made = f"{when_words(source.made_at, today)} 的" if source.made_at is not None else "这个"
        self.heading.setText(
            "用抢救出的记录继续"
            if self._is_salvaged
            else f"用 {made}{'台账包' if source.archive else '备份'}恢复"
        )
        other = self._target.office
        if other and source.office and other != source.office:
            self.warning.setText(f"注意：这是“{source.office}”的台账，不是“{other}”的。")
            self.warning.show()
        self._show_parts("")
        if self._ask_steps is not None:
            self._ask_steps(source, self._on_steps)
        self.restore_button.setText("恢复到这里" if self._target.where is Where.NEW else "恢复")
        self._check_folder()

    @property
    def _is_salvaged(self) -> bool:
        return self._path.name.startswith(PREFIX)

    def _on_steps(self, steps: StepsSince) -> None:
        if isValid(self):  # it may have been cancelled meanwhile
            self._show_parts(steps_words(steps))

    def _show_parts(self, missing: str) -> None:
        if self._target.where is Where.NEW:
            parts = {
                "会怎样": "在这台电脑上放好这份台账，然后打开它。",
                "对数据": "选的文件只读取，不改动。",
            }
        elif self._target.where is Where.GONE:
            parts = {
                "会怎样": "把这一份放进台账文件夹，然后打开它。",
                "对数据": "文件夹里的备份和附件都不动。",
            }
        elif self._target.where is Where.DAMAGED:
            kept = (
                "读不出的记录里取自备份的，内容可能不是最新的。"
                if self._is_salvaged
                else "里面这份备份没有的，以后还可以再抢救。"
            )
            parts = {
                "会怎样": "损坏的台账移到 backups 文件夹里留着，换上这一份，然后打开它。",
                "对数据": f"损坏的文件原样保留，不删除；{kept}",
            }
        else:
            parts = {
                "会怎样": "先给现在的台账做一份备份，再换上这一份，然后重新打开。",
                "对数据": f"{missing}现在的台账移到 backups 文件夹里留着，不删除，"
                "以后在“备份与恢复”里还找得到。",
            }
        self.parts.show_lines({**parts, "请注意": WAIT})
        self._parts_frame.show()

    def event(self, event: QEvent) -> bool:
        """Be as high as the words need at this width, and no higher, whenever they change."""
        if event.type() != QEvent.Type.LayoutRequest:  # one of the others deletes the dialog
            return super().event(event)
        taken, layout = super().event(event), self.layout()
        if layout is not None:
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
        return taken

    # ---- where to ------------------------------------------------------------------------------------

    def _choose_folder(self) -> None:
        dialog = file_dialog(self, "恢复到哪个文件夹", self._target.folder.parent)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda chosen: self.set_folder(Path(chosen)))
        dialog.open()

    def set_folder(self, folder: Path) -> None:
        """Restore to this folder, or to one of its own within it: never straight among other files."""
        try:
            crowded = any(folder.iterdir())
        except OSError:
            crowded = False
        self._set_folder(folder / OFFICE_FOLDER if crowded else folder)
        self._check_folder()

    def _set_folder(self, folder: Path) -> None:
        self._target = Target(self._target.where, folder, self._target.office)
        self.folder.setText(str(folder))

    def _check_folder(self) -> None:
        problem = ""
        if self._target.where is Where.NEW and holds_office(self._target.folder):
            problem = (
                "这个文件夹里已经有台账了。请换一个文件夹；"
                "要换掉里面的台账，请先打开它，再用“文件 → 备份与恢复”。"
            )
        self.folder_error.setText(problem)
        self.folder_error.setVisible(bool(problem))
        ready = self.source is not None and self.source.told is not None
        self.restore_button.setEnabled(ready and not problem)
        if ready and not problem and self.password.isReadOnly() and self.password.isVisible():
            self.restore_button.setFocus()  # she has just typed its password; the field takes no more

    def _on_restore(self) -> None:
        password, folder = self.password.text(), self._target.folder
        self.accept()
        self.wanted.emit(self._path, password, folder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter open with the password that was typed, or press the button it is on."""
        if event.key() in ENTER_KEYS and self.password.hasFocus() and not self.password.isReadOnly():
            self._look()
            event.accept()
        elif not press_focused_button(event):
            super().keyPressEvent(event)
