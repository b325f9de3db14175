"""The third step of 换人交接: the whole office in one file (台账包), for the other PC or the safe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hazard_desk.errors import Cancelled
from ui import theme
from ui.clock import moment
from ui.messages import Kind, Message, Messages
from ui.safekeeping.kept_copies import size_words
from ui.widgets.busy import Busy
from ui.widgets.file_dialog import file_dialog
from ui.widgets.push_button import push_button
from ui.widgets.task_bar import HowFar

if TYPE_CHECKING:
    from hazard_desk.services.kept_safe import KeptSafe
    from ui.background import Background
    from ui.safekeeping.safekeeper import Safekeeper, WrittenElsewhere

LIST_NAME = "交接清单.pdf"
_WORDS = (
    "台账包是一个文件，里面有全部台账、照片和附件，以及这张交接清单。接收人换一台电脑时，"
    "在那台电脑的开始页点“从备份或台账包恢复”就能接着用；就在这台电脑上接着用的，留一份备查。"
)
_LOCKED = "设有台账包密码：写出的文件是加密的，没有密码打不开。密码不在清单上，请当面告知接收人。"
_OPEN = "没有设台账包密码：拿到文件的人就能看到里面的内容。要带到别处的，请先设密码。"
_FIND_THEM = "请在原来的电脑、第二备份位置或手机里找回这些文件，再写一次。"
_UNKNOWN = "备份设置读不出，不知道设过密码没有。请先到“文件”菜单的“备份与恢复”里查明。"


class ArchivePage(QWidget):
    """What the file is, and the button that writes it."""

    written_changed = Signal()
    password_set = Signal(str)  # what she should know about what lies about from before

    def __init__(self, background: Background, messages: Messages, busy: Busy) -> None:
        """Build it; `show_kept` and `list_pdf` come before it is seen."""
        super().__init__()
        self._background = background
        self._messages = messages
        self._busy = busy
        self._office = ""
        self._possible = False
        self._locked = False
        self._writing = False
        self.list_pdf: bytes | None = None
        self.written: Path | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        words = QLabel(_WORDS)
        words.setWordWrap(True)
        self.password = QLabel()
        self.password.setWordWrap(True)
        self.password_button = push_button("设置密码…", "以后写出的台账包都加密", self.ask_password)
        self.password_button.hide()
        self.write_button = push_button("写出台账包…", "选优盘或别的文件夹  Ctrl+S", self.ask, "export")
        self.folder_button = push_button("打开所在文件夹", "", self._open_folder, "folder")
        self.folder_button.hide()
        self.result = QLabel()
        self.result.setWordWrap(True)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        bar.addWidget(self.write_button)
        bar.addWidget(self.folder_button)
        bar.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.WIDE_GAP, theme.GROUP_GAP, theme.WIDE_GAP, 0)
        column.setSpacing(theme.PAGE_MARGIN)
        for part in (words, self.password):
            column.addWidget(part)
        column.addWidget(self.password_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(bar)
        column.addWidget(self.result)
        column.addStretch()

    def show_kept(self, office: str, kept: KeptSafe) -> None:
        """Say whether the file will be locked."""
        self._office = office
        self._possible = kept.has_password is not None
        self._locked = bool(kept.has_password)
        self.password.setText({True: _LOCKED, False: _OPEN, None: _UNKNOWN}[kept.has_password])
        self.password_button.setVisible(kept.has_password is False)
        self.write_button.setEnabled(self._possible and not self._writing)

    @property
    def _keeper(self) -> Safekeeper:
        door: Any = self._background.office
        keeper: Safekeeper = door.keeper
        return keeper

    def ask_password(self) -> None:
        """Ask for the first password of this office's packages."""
        from ui.dialogs.safekeeping.password_dialog import PasswordDialog

        dialog = PasswordDialog(self.window(), locked=False)
        dialog.chosen.connect(self._set_password)
        dialog.open()

    def _set_password(self, password: str) -> None:
        def known(note: str) -> None:
            self.password_set.emit(note)
            self.write_button.setFocus()

        self._keeper.set_password(password, known, self._messages.show_error)

    def ask(self) -> None:
        """Ask where the file is to lie."""
        from hazard_desk.store.safekeeping.packages.archive import ENDING, proposed_name

        if not self.write_button.isEnabled():
            return
        standing = self._keeper.standing
        second = standing.second_place if standing is not None and standing.reachable else None
        dialog = file_dialog(self, "写出台账包", second, purpose="archive")
        dialog.setNameFilter(f"台账包 (*{ENDING})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ENDING[1:])
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten
        dialog.selectFile(proposed_name(self._office, moment()))
        dialog.fileSelected.connect(lambda path: self.write_to(Path(path)))
        dialog.open()

    def write_to(self, target: Path) -> None:
        """Write the file, the list within it."""
        if self._writing:
            return
        extra = {LIST_NAME: self.list_pdf} if self.list_pdf is not None else {}
        self._writing = True
        self.setFocus()  # the keyboard must not stay on a button that is off
        self.write_button.setEnabled(False)
        self.result.clear()
        task = self._keeper.write_archive(target, self._on_written, self._on_failed, "正在写出台账包", extra)
        self._busy.follow(task, "正在写出台账包，写完还要核对一遍", how=HowFar.SHARE)
        self.written_changed.emit()

    def _on_written(self, written: WrittenElsewhere) -> None:
        self._rest()
        self.written = written.path
        lost = written.lost_words
        size = f"（{size_words(written.size)}）" if written.size else ""
        inside = "里面有交接清单。" if self.list_pdf is not None else ""
        tell = "打开它要用台账包密码，请当面告知接收人。" if self._locked else ""
        self.result.setText(f"已写出并核对：{written.path}{size}。{inside}{tell}{written.place_words}")
        self.folder_button.show()
        if lost:
            message = Message(lost, "台账和其余的附件都在里面。", _FIND_THEM, Kind.WARNING)
            self.result.setText(f"{self.result.text()}\n{message.text}")
            self._messages.say(message)
        self.written_changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._rest()
        if not isinstance(error, Cancelled):
            self._messages.show_error(error)
        self.written_changed.emit()

    def _rest(self) -> None:
        self._writing = False
        self._busy.rest()
        self.write_button.setEnabled(self._possible)
        self.write_button.setFocus()

    def _open_folder(self) -> None:
        if self.written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.written.parent)))
