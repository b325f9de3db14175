"""附件 of one record: added by drag, paste, file or folder; looked at, described, removed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QStandardPaths, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QPixmap,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.terms import AttachmentKind
from ui import theme
from ui.clock import moment
from ui.messages import Kind, Message, Messages
from ui.widgets.attachment_tiles import AttachmentTiles
from ui.widgets.attachment_words import FILTERS, LAST_FOLDER, AttachmentWords, chosen_kind, kind_combo
from ui.widgets.file_dialog import file_dialog
from ui.widgets.progress_strip import ProgressStrip

if TYPE_CHECKING:
    from hazard_desk.services.attaching import AttachmentRow, Owner
    from hazard_desk.store.changes import Changes
    from ui.background import Background, Task

CONCERNED_BY = frozenset({"attachment", "attachment_link"})
_EMPTY = "还没有附件。\n把照片、扫描件或整个文件夹拖到这里，\n或按 Ctrl+V 粘贴截图和复制的文件。"
_NO_OWNER = "先选一条记录，再看它的附件。"
_REMEMBERED_PICTURES = 400


class AttachmentStrip(QWidget):
    """The attachments of one record; says everything through the messages it is given."""

    counted = Signal(int)  # how many there are, whenever they have been read

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it for no record; `show_of` gives it one."""
        super().__init__(parent)
        self._background = background
        self._messages = messages
        self._owner: Owner | None = None
        self._pictures: OrderedDict[str, QPixmap] = OrderedDict()
        self._without_picture: list[AttachmentRow] = []
        self._drawing = False  # one small picture at a time, so that other work comes between
        self._last_entry: int | None = None  # in the journal: Ctrl+Z takes back what was last done here
        self._task: Task | None = None
        self.setAcceptDrops(True)
        self._make_bar()
        self._make_words()
        self._lay_out()
        self._listen()
        self.show_of(None)

    # ---- building --------------------------------------------------------------------------------------

    def _make_bar(self) -> None:
        self.files_button = QPushButton("选择文件…")
        self.files_button.setIcon(theme.icon("attach", theme.SECONDARY))
        self.files_button.clicked.connect(self.choose_files)
        self.folder_button = QPushButton("选择文件夹…")
        self.folder_button.setIcon(theme.icon("folder", theme.SECONDARY))
        self.folder_button.setToolTip("加入文件夹里的全部照片、PDF 和 Office 文件")
        self.folder_button.clicked.connect(self.choose_folder)
        self.paste_button = QPushButton("粘贴")
        self.paste_button.setToolTip("粘贴截图，或在别处复制的文件（Ctrl+V）")
        self.paste_button.clicked.connect(self.paste)
        self.new_kind = kind_combo("新加的附件是")
        self.new_kind.setToolTip("新加的照片是什么；PDF 和 Office 文件记为扫描件")
        self.open_button = QPushButton("查看")
        self.open_button.setToolTip("回车或双击")
        self.open_button.clicked.connect(self.open_viewer)
        self.remove_button = QPushButton("移入回收站")
        self.remove_button.setToolTip("Delete")
        self.remove_button.clicked.connect(self.remove_selected)

    def _make_words(self) -> None:
        self.words = AttachmentWords()
        self.nothing = QLabel()
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(self.nothing, "secondary")
        self.nothing.setMinimumHeight(120)
        self.nothing.setStyleSheet(
            f"QLabel {{ border: 1px dashed {theme.BORDER}; }}"
            f"QLabel:focus {{ border: 2px solid {theme.ACCENT}; }}"
        )
        self.nothing.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that Ctrl+V has a place to go

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        for button in (self.files_button, self.folder_button, self.paste_button):
            bar.addWidget(button)
        bar.addSpacing(theme.LABEL_GAP)
        bar.addWidget(QLabel("记为"))
        bar.addWidget(self.new_kind)
        bar.addStretch()
        bar.addWidget(self.open_button)
        bar.addWidget(self.remove_button)
        self.tiles = AttachmentTiles()
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.tiles)
        self.progress = ProgressStrip()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(bar)
        layout.addWidget(holder, 1)
        layout.addWidget(self.words)
        layout.addWidget(self.progress)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # or Enter in the line would press one

    def _listen(self) -> None:
        self.tiles.opened.connect(self.open_viewer)
        self.tiles.remove_wanted.connect(self.remove_selected)
        self.tiles.move_wanted.connect(self.move_current)
        self.tiles.caption_wanted.connect(self.words.edit)
        self.tiles.itemSelectionChanged.connect(self._on_selection)
        self.tiles.currentItemChanged.connect(lambda *_: self._on_selection())
        self.words.kind_chosen.connect(self._keep_kind)
        self.words.worded.connect(self._keep_words)
        self.words.left.connect(self.take_focus)
        for keys, deed in (("Ctrl+V", self.paste), ("Ctrl+Z", self.undo_last)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(deed)
        self._background.changed.connect(self._on_changed)
        self._background.lingering.connect(self._on_lingering)

    # ---- whose -----------------------------------------------------------------------------------------

    @property
    def owner(self) -> Owner | None:
        """The record whose attachments are shown."""
        return self._owner

    def show_of(self, owner: Owner | None) -> None:
        """Show the attachments of this record; None shows none."""
        self.words.keep()
        self._owner = owner
        self._last_entry = None
        self.tiles.show_rows([])
        self.nothing.setText(_NO_OWNER if owner is None else "")
        self._stack.setCurrentWidget(self.nothing)
        self.words.hide()
        for widget in (self.files_button, self.folder_button, self.paste_button, self.new_kind):
            widget.setEnabled(owner is not None)
        if owner is not None:
            self.reload()
            self._read_usual_kind(owner)

    @property
    def is_adding(self) -> bool:
        """Whether files are still being attached."""
        return self._task is not None and not self._task.ended

    def reload(self) -> None:
        """Read the attachments again."""
        from hazard_desk.services.attaching import attachments_of

        owner = self._owner
        if owner is not None:
            self._background.read(
                attachments_of,
                owner,
                done=lambda rows: self._on_rows(owner, rows),
                failed=self._messages.show_error,
                key=f"attachments/{id(self)}",
                owner=self,
            )

    def _read_usual_kind(self, owner: Owner) -> None:
        from hazard_desk.services.attaching import usual_kind

        def show(kind: AttachmentKind) -> None:
            if owner == self._owner:
                self.new_kind.setCurrentIndex(self.new_kind.findData(kind))

        self._background.read(usual_kind, owner, done=show, owner=self)

    def _on_rows(self, owner: Owner, rows: Sequence[AttachmentRow]) -> None:
        if owner != self._owner:
            return
        had_focus = self.nothing.hasFocus() or self.tiles.hasFocus()
        self.tiles.show_rows(rows)
        self.nothing.setText(_EMPTY)
        self._stack.setCurrentWidget(self.tiles if rows else self.nothing)
        self.words.setVisible(bool(rows))
        if had_focus:
            self.take_focus()
        self._without_picture = []
        for row in rows:
            known = self._pictures.get(row.sha256)
            if known is not None:
                self.tiles.show_picture(row.id, known)
            else:
                self._without_picture.append(row)
        self._draw_next()
        self.counted.emit(len(rows))

    def take_focus(self) -> None:
        """Put the keyboard on the attachments, or where they would be."""
        (self.tiles if self.tiles.count() else self.nothing).setFocus()

    def _on_changed(self, changes: Changes) -> None:
        if changes.nouns & CONCERNED_BY:
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on with the small pictures."""
        super().showEvent(event)
        self._draw_next()

    # ---- small pictures --------------------------------------------------------------------------------

    def _draw_next(self) -> None:
        from hazard_desk.services.attachment_files import thumbnail

        if self._drawing or not self._without_picture or not self.isVisible():
            return
        row = self._without_picture.pop(0)
        self._drawing = True
        self._background.work(
            thumbnail,
            row.path,
            done=lambda data: self._on_picture(row, data),
            failed=lambda _error: self._on_picture(row, b""),
            owner=self,
        )

    def _on_picture(self, row: AttachmentRow, data: bytes | None) -> None:
        self._drawing = False
        picture = QPixmap()
        if data is None:
            self.tiles.show_picture(row.id, None, "文件不见了")
        elif data and picture.loadFromData(data):
            self._pictures[row.sha256] = picture
            while len(self._pictures) > _REMEMBERED_PICTURES:
                self._pictures.popitem(last=False)
            self.tiles.show_picture(row.id, picture)
        elif row.is_picture:
            self.tiles.show_picture(row.id, None, "文件已损坏，打不开")
        self._draw_next()

    # ---- adding ----------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask for files to attach."""
        dialog = file_dialog(self, "选择照片、扫描件或文档", self._last_folder())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(list(FILTERS))
        dialog.filesSelected.connect(lambda names: self._add_chosen([Path(name) for name in names]))
        dialog.open()

    def choose_folder(self) -> None:
        """Ask for a folder whose photos and scans are to be attached."""
        dialog = file_dialog(self, "选择放照片的文件夹", self._last_folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self._add_chosen([Path(name)]))
        dialog.open()

    def _last_folder(self) -> Path:
        kept = self._preferences().value(LAST_FOLDER)
        if isinstance(kept, str) and Path(kept).is_dir():
            return Path(kept)
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation))

    def _preferences(self) -> Any:
        from ui.dialogs.rosters.desk_dialog import preferences_of

        # A dialog is its own window; the habits are those of the window behind it.
        window = self.window()
        return preferences_of(window.parentWidget() or window)

    def _add_chosen(self, paths: list[Path]) -> None:
        if paths:
            self._preferences().setValue(LAST_FOLDER, str(paths[0].parent))
            self.add_paths(paths)

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Attach these files, and what lies in these folders."""
        from hazard_desk.services.attachment_files import files_among

        owner, kind = self._owner, chosen_kind(self.new_kind)
        if owner is not None and paths:
            self._background.work(
                files_among,
                list(paths),
                done=lambda files: self._attach(owner, kind, files),
                failed=self._messages.show_error,
                owner=self,
                what="正在查看文件夹",
            )

    def paste(self) -> None:
        """Attach what the clipboard holds: files copied elsewhere, or a picture."""
        if self._owner is not None and not self._take(QGuiApplication.clipboard().mimeData()):
            self._messages.say(
                Message(
                    "剪贴板里没有图片，也没有文件。",
                    "没有加附件。",
                    "请先截图，或在文件夹里复制照片，再按 Ctrl+V。",
                    Kind.WARNING,
                )
            )

    def _take(self, mime: QMimeData | None) -> bool:
        """Attach what was dropped or pasted; tell whether there was anything."""
        if mime is None:
            return False
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if paths:
            self.add_paths(paths)
            return True
        image = mime.imageData() if mime.hasImage() else None
        if isinstance(image, QPixmap):
            image = image.toImage()
        if not isinstance(image, QImage) or image.isNull():
            return False
        self._add_image(image)
        return True

    def _add_image(self, image: QImage) -> None:
        from hazard_desk.services.attaching import Given

        owner, kind = self._owner, chosen_kind(self.new_kind)
        assert owner is not None
        name = f"截图 {moment():%Y-%m-%d %H%M%S}.png"
        self._background.work(
            _png_of,
            image,
            done=lambda data: self._attach(owner, kind, [Given(name, data)]),
            failed=self._messages.show_error,
            owner=self,
        )

    def _attach(self, owner: Owner, kind: AttachmentKind, files: Sequence[Any]) -> None:
        from hazard_desk.services.attaching import attach

        self._task = self._background.write(
            attach,
            owner,
            files,
            kind,
            done=self._attached,
            failed=self._messages.show_error,
            owner=self,
            what="正在加附件",
        )

    def _on_lingering(self, task: Task) -> None:
        if task is self._task:
            self.progress.follow(task)

    def _attached(self, changes: Changes) -> None:
        added = changes.counts["added"]
        said = f"已加 {added} 个附件。" if added else "没有加附件。"
        message = Message(said, kind=Kind.SUCCESS if added else Kind.INFO, details=tuple(changes.notices))
        if added:
            entry_id = changes.entry_id
            self._last_entry = entry_id
            self._messages.say(message, "撤销（Ctrl+Z）", lambda: self._undo(entry_id))
        else:
            self._messages.say(message)

    # ---- drag and drop ---------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, folders and pictures."""
        mime = event.mimeData()
        # Never a move: the photo would be gone from the telephone.
        copies = event.possibleActions() & Qt.DropAction.CopyAction
        known = mime.hasImage() or any(url.isLocalFile() for url in mime.urls())
        if self._owner is not None and copies and known:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.words.ask_to_let_go(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Say again what can be done."""
        super().dragLeaveEvent(event)
        self.words.ask_to_let_go(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped."""
        self.words.ask_to_let_go(False)
        if self._owner is not None and self._take(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    # ---- one or several --------------------------------------------------------------------------------

    def _on_selection(self) -> None:
        row = self.tiles.current_row()
        chosen = self.tiles.selected_ids()
        self.open_button.setEnabled(row is not None)
        self.remove_button.setEnabled(bool(chosen))
        self.words.show_row(row, len(chosen))

    def _keep_words(self, row: AttachmentRow, words: str) -> None:
        from hazard_desk.services.attaching import describe_attachment

        self._write(describe_attachment, row.id, row.kind, words)

    def _keep_kind(self, kind: AttachmentKind) -> None:
        from hazard_desk.services.attaching import set_kind

        chosen = self.tiles.selected_ids() or [
            row.id for row in [self.tiles.current_row()] if row is not None
        ]
        if any(row.kind is not kind for row in self.tiles.rows() if row.id in chosen):
            self._write(set_kind, chosen, kind)

    def move_current(self, by: int) -> None:
        """Move the current attachment by so many places."""
        from hazard_desk.services.attaching import reorder

        ids = [row.id for row in self.tiles.rows()]
        row = self.tiles.current_row()
        if row is None or self._owner is None:
            return
        at = ids.index(row.id)
        to = min(max(at + by, 0), len(ids) - 1)
        if to != at:
            ids.insert(to, ids.pop(at))
            self._write(reorder, self._owner, ids)

    def _write(self, operation: Any, *args: Any) -> None:
        def done(changes: Changes) -> None:
            self._last_entry = changes.entry_id

        self._background.write(operation, *args, done=done, failed=self._messages.show_error, owner=self)

    def remove_selected(self) -> None:
        """Move the selected attachments to the recycle bin at once, with the way back in the strip."""
        from hazard_desk.services.attaching import detach

        chosen = self.tiles.selected_ids()
        if chosen:
            self._background.write(
                detach, chosen, done=self._on_removed, failed=self._messages.show_error, owner=self
            )

    def _on_removed(self, changes: Changes) -> None:
        self._last_entry = changes.entry_id
        self._messages.say_done(
            "已移入回收站。", action_text="撤销（Ctrl+Z）", action=lambda: self._undo(changes.entry_id)
        )

    def undo_last(self) -> None:
        """Take back what was last done here."""
        if self._last_entry is not None:
            self._undo(self._last_entry)

    def _undo(self, entry_id: int | None) -> None:
        from hazard_desk.services.journal import undo

        self._last_entry = None
        self._background.write(
            undo,
            entry_id,
            done=lambda changes: self._messages.say_done(f"{changes.summary}。"),
            failed=self._messages.show_error,
            owner=self,
        )

    def open_viewer(self) -> None:
        """Look at the current attachment, and from there at the others."""
        from ui.dialogs.attachment_viewer import AttachmentViewer

        row = self.tiles.current_row()
        if row is not None:
            rows = self.tiles.rows()
            viewer = AttachmentViewer(self._background, rows, rows.index(row), self)
            viewer.looked_at.connect(self._go_to)
            viewer.open()

    def _go_to(self, link_id: int) -> None:
        ids = [row.id for row in self.tiles.rows()]
        if link_id in ids:
            self.tiles.go_to(ids.index(link_id))

    # ---- the menu --------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """Return what the right mouse button offers."""
        menu = QMenu("附件", self)
        row = self.tiles.current_row()
        deeds: tuple[tuple[str, Any, bool], ...] = (
            ("查看", self.open_viewer, row is not None),
            ("写说明", self.words.edit, row is not None),
            ("前移", partial(self.move_current, -1), row is not None),
            ("后移", partial(self.move_current, 1), row is not None),
            ("移入回收站", self.remove_selected, bool(self.tiles.selected_ids())),
            ("粘贴", self.paste, self._owner is not None),
        )
        for words, deed, possible in deeds:
            action = menu.addAction(words)
            action.setEnabled(possible)
            action.triggered.connect(deed)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())


def _png_of(image: QImage) -> bytes:
    """Return a picture from the clipboard as a file; on another thread, a large screen takes a while."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # PySide's own types have the name of the kind as bytes, but take a text.
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
