"""The picture viewer: one attachment as large as the screen lets it, the others by the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTemporaryDir, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QPixmap, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.widgets.attachment_tiles import file_word
from ui.widgets.dialog import Dialog
from ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from hazard_desk.services.attaching import AttachmentRow
    from hazard_desk.services.attachment_files import Shown
    from ui.background import Background

_LARGEST = 8192  # pixels of the longer side at 100 %: more takes a quarter of a gigabyte
_copies: list[QTemporaryDir] = []
"""Where files for other programs lie until this one ends: they may be changed there, but not what is kept."""


class AttachmentViewer(Dialog):
    """Shows the attachments of a record one at a time."""

    keeps_size = True

    looked_at = Signal(int)  # the link of the attachment that is shown

    def __init__(
        self, background: Background, rows: Sequence[AttachmentRow], at: int, parent: QWidget
    ) -> None:
        """Begin with the row at this place."""
        super().__init__(parent)
        self._background = background
        self._rows = list(rows)
        self._at = at
        self._pixmap = QPixmap()
        self._whole = False  # the pixmap has every pixel of the picture
        self._reading = False  # one at a time: a key held down must not queue up every picture
        self._longest = 0  # pixels of the longer side wanted last
        self.fits = True
        self.strip = MessageStrip()
        self._messages = Messages(self, self.strip)
        room = self.screen().availableGeometry()
        self.resize(min(1280, room.width() - 24), min(860, room.height() - 48))
        self.setMinimumSize(min(640, room.width() - 24), min(420, room.height() - 48))
        self._make()
        self._lay_out()
        self.finished.connect(self.deleteLater)

    # ---- building --------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setWordWrap(True)
        self.area = QScrollArea()
        self.area.setWidget(self.picture)
        self.area.setWidgetResizable(True)
        self.area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area.setStyleSheet(f"QScrollArea {{ background-color: {theme.BAND}; }}")
        self.title = QLabel()
        theme.set_role(self.title, "heading")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.facts = QLabel()
        theme.set_role(self.facts, "secondary")
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.previous_button = QPushButton("上一张 ←")
        self.next_button = QPushButton("下一张 →")
        self.fit_button = QPushButton("适合窗口")
        self.fit_button.setCheckable(True)
        self.full_button = QPushButton("原大 100 %")
        self.full_button.setCheckable(True)
        self.save_button = QPushButton("另存为…")
        self.system_button = QPushButton("用系统程序打开")
        self.close_button = QPushButton("关闭")
        self.fit_button.setToolTip("0")
        self.full_button.setToolTip("1")
        self.save_button.setToolTip("Ctrl+S")
        self.system_button.setToolTip("打开的是一份副本，改动不会影响台账里的附件（Ctrl+O）")
        for button, deed in (
            (self.previous_button, lambda: self.go(-1)),
            (self.next_button, lambda: self.go(1)),
            (self.fit_button, lambda: self.show_fitting(True)),
            (self.full_button, lambda: self.show_fitting(False)),
            (self.save_button, self.save_as),
            (self.system_button, self.open_with_system),
            (self.close_button, self.reject),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, deed=deed: deed())
        for keys, act in (
            ("Left", lambda: self.go(-1)),
            ("Right", lambda: self.go(1)),
            ("PgUp", lambda: self.go(-1)),
            ("PgDown", lambda: self.go(1)),
            ("Home", lambda: self.go(-len(self._rows))),
            ("End", lambda: self.go(len(self._rows))),
            ("0", lambda: self.show_fitting(True)),
            ("1", lambda: self.show_fitting(False)),
            ("Ctrl+S", self.save_as),
            ("Ctrl+O", self.open_with_system),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        for button in (self.previous_button, self.next_button, self.fit_button, self.full_button):
            bar.addWidget(button)
        bar.addStretch()
        for button in (self.save_button, self.system_button, self.close_button):
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.PAGE_MARGIN] * 4)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(words)
        layout.addWidget(self.strip)
        layout.addWidget(self.area, 1)
        layout.addLayout(bar)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the first one."""
        super().showEvent(event)
        if not event.spontaneous():
            self.area.setFocus()
            self.go(0)

    # ---- which -----------------------------------------------------------------------------------------

    @property
    def row(self) -> AttachmentRow:
        """The attachment that is shown."""
        return self._rows[self._at]

    def go(self, by: int) -> None:
        """Go on by so many; at the ends it stays."""
        self._at = min(max(self._at + by, 0), len(self._rows) - 1)
        row = self.row
        self.setWindowTitle(f"附件 {self._at + 1} / {len(self._rows)}：{row.name}")
        self.title.setText(row.title)
        parts = [row.kind.label, row.name if row.caption else "", file_word(row.suffix)]
        parts += [f"{row.width} × {row.height}" if row.width else ""]
        parts += [f"拍摄于 {row.taken_at:%Y-%m-%d %H:%M}" if row.taken_at else ""]
        self.facts.setText(" · ".join(filter(None, parts)))
        self.previous_button.setEnabled(self._at > 0)
        self.next_button.setEnabled(self._at < len(self._rows) - 1)
        self.strip.dismiss()
        self._pixmap, self._whole = QPixmap(), False
        self.picture.setPixmap(self._pixmap)
        self.picture.setText("正在打开…")
        self.fits = True
        self._mark_fitting()
        self._read(self._screen_pixels())
        self.looked_at.emit(row.id)

    def _screen_pixels(self) -> int:
        size = self.screen().size() * self.devicePixelRatioF()
        return int(max(size.width(), size.height()))

    def _read(self, longest: int) -> None:
        from hazard_desk.services.attachment_files import picture_of

        self._longest = longest
        if self._reading:
            return
        row = self.row
        self._reading = True

        def read(shown: Shown) -> None:
            self._reading = False
            if row.id != self.row.id or longest != self._longest:
                self._read(self._longest)
            else:
                self._on_picture(row, shown, longest)

        def failed(error: Exception) -> None:
            self._reading = False
            self._messages.show_error(error)

        self._background.work(picture_of, row.path, row.sha256, longest, done=read, failed=failed, owner=self)

    def _on_picture(self, row: AttachmentRow, shown: Shown, longest: int) -> None:
        if shown.fault:
            from hazard_desk.services.attachment_files import FIND_AGAIN

            self._messages.say(
                Message(
                    f"「{row.name}」：{shown.fault}。",
                    "台账里的其他内容不受影响。",
                    FIND_AGAIN,
                    Kind.ERROR,
                )
            )
        if not shown.rgb:
            self.picture.setText(
                shown.fault or f"这是 {file_word(row.suffix)} 文件，请用系统程序打开（Ctrl+O）。"
            )
            return
        image = QImage(shown.rgb, shown.width, shown.height, shown.width * 3, QImage.Format.Format_RGB888)
        self._pixmap = QPixmap.fromImage(image)  # copies: the bytes are gone with `shown`
        self._whole = max(row.width or 0, row.height or 0) <= longest or longest >= _LARGEST
        self._show()

    # ---- how large -------------------------------------------------------------------------------------

    def show_fitting(self, fits: bool) -> None:
        """Show all of the picture, or each of its pixels."""
        self.fits = fits
        self._mark_fitting()
        if self._pixmap.isNull():
            return
        if not fits and not self._whole:
            self._read(_LARGEST)
        else:
            self._show()

    def _mark_fitting(self) -> None:
        self.fit_button.setChecked(self.fits)
        self.full_button.setChecked(not self.fits)

    def _show(self) -> None:
        if self._pixmap.isNull():
            return
        ratio = self.devicePixelRatioF()
        shown = self._pixmap
        room = self.area.viewport().size() * ratio
        if self.fits and (shown.width() > room.width() or shown.height() > room.height()):
            shown = shown.scaled(
                room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        shown.setDevicePixelRatio(ratio)
        self.picture.setText("")
        self.picture.setPixmap(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture to the window."""
        super().resizeEvent(event)
        if self.fits:
            self._show()

    # ---- out -------------------------------------------------------------------------------------------

    def save_as(self) -> None:
        """Ask where a copy is to go."""
        from hazard_desk.services.attachment_files import plain_stem

        row = self.row
        dialog = file_dialog(self, "另存附件", purpose="attachment-copy")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{file_word(row.suffix)} (*{row.suffix})")
        dialog.setDefaultSuffix(row.suffix[1:])
        dialog.selectFile(plain_stem(row.name) + row.suffix)
        dialog.fileSelected.connect(lambda name: self._save(row, Path(name)))
        dialog.open()

    def _save(self, row: AttachmentRow, to: Path) -> None:
        from hazard_desk.services.attachment_files import copy_out

        self._background.work(
            copy_out,
            row.path,
            to,
            done=lambda path: self._messages.say_done(f"已存到 {path}。"),
            failed=self._messages.show_error,
            owner=self,
        )

    def open_with_system(self) -> None:
        """Open a copy in the program that the PC has for such files."""
        from hazard_desk.services.attachment_files import working_copy

        folder = QTemporaryDir()
        _copies.append(folder)
        row = self.row
        self._background.work(
            working_copy,
            row.path,
            row.name,
            Path(folder.path()),
            done=self._open,
            failed=self._messages.show_error,
            owner=self,
        )

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._messages.say(
                Message(
                    "这台电脑没有能打开这种文件的程序。",
                    "台账数据没有变化。",
                    "请另存到别处，在装有 Office 或 WPS 的电脑上打开。",
                    Kind.WARNING,
                )
            )
