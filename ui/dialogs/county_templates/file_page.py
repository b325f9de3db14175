"""Step 1 选文件: by button, by dropping it, or one of those filled before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.dialogs.import_wizard.file_page import Refusal
from ui.widgets.dropped import dropped_files
from ui.widgets.file_dialog import file_dialog
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.county_templates import RememberedRow
    from ui.tables.header_state import Settings

ENDING = ".xlsx"
_RECENT, _FOLDER = "county-templates/recent", "county-templates/folder"
_MOST_RECENT = 12
_ROW = QSize(0, theme.ROW_HEIGHT)
_VALUE = Qt.ItemDataRole.UserRole
_NO_RECENT = "还没有填过。填过的表样列在这里，下次一点就开。"
_NO_KNOWN = "还没有。填好一张就记住一张，下次不用再选。"


class _PathList(QListWidget):
    """Enter and a double click take the line."""

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemDoubleClicked.connect(lambda item: self._take(item))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            self._take(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_VALUE) is not None:
            self.chosen.emit(item.data(_VALUE))


class FilePage(QWidget):
    """The template to fill; those filled before, and the headers that are known."""

    file_chosen = Signal(object)  # a Path
    forget_wanted = Signal(int)

    def __init__(self, settings: Settings) -> None:
        """Offer what was filled before."""
        super().__init__()
        self._settings = settings
        self.setAcceptDrops(True)
        self.drop = self._make_drop()
        self.refusal = Refusal()
        self.recent = _PathList("最近填过的表样")
        self.recent.chosen.connect(lambda path: self.file_chosen.emit(Path(path)))
        self.known = QListWidget()
        self.known.setAccessibleName("记住的表")
        self.known.setUniformItemSizes(True)
        self.known.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.known.currentRowChanged.connect(lambda _row: self._show_forget())
        self.forget_button = push_button("不再记住", "选中的这张表，下次按表头重新认", self._forget, "delete")
        theme.set_role(self.forget_button, "link")
        self._lay_out()
        self.show_recent()
        self.show_known(())

    def _lay_out(self) -> None:
        lists = QHBoxLayout()
        lists.setSpacing(theme.GROUP_GAP)
        for heading, widget, beside in (
            ("最近填过的表样（回车或双击打开）", self.recent, None),
            ("记住了对应关系的表", self.known, self.forget_button),
        ):
            label = QLabel(heading)
            theme.set_role(label, "heading")
            head = QHBoxLayout()
            head.addWidget(label)
            label.setMinimumHeight(theme.FIELD_HEIGHT)
            head.addStretch()
            if beside is not None:
                head.addWidget(beside)
            column = QVBoxLayout()
            column.setSpacing(theme.SMALL_GAP)
            column.addLayout(head)
            column.addWidget(widget, 1)
            lists.addLayout(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE_GAP, theme.PAGE_MARGIN, theme.WIDE_GAP, theme.PAGE_MARGIN)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(self.drop)
        layout.addWidget(self.refusal)
        layout.addLayout(lists, 1)

    def _make_drop(self) -> QFrame:
        drop = QFrame()
        theme.set_role(drop, "card")
        drop.setMinimumHeight(132)
        self._name = QLabel("把上级发来的表样拖到这里，或点“选择文件”")
        theme.set_role(self._name, "heading")
        about = QLabel(
            "只认 .xlsx；.xls、.et 的请先在 WPS 或 Excel 里另存为 .xlsx。原来的表样不会改动，填好的另存一份。"
        )
        about.setWordWrap(True)
        about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.set_role(about, "secondary")
        for label in (self._name, about):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.choose_button = push_button("选择文件(&F)…", "选上级发来的 .xlsx 表样", self.choose, "folder")
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(self.choose_button)
        middle.addStretch()
        layout = QVBoxLayout(drop)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addStretch()
        layout.addWidget(self._name)
        layout.addWidget(about)
        layout.addLayout(middle)
        layout.addStretch()
        return drop

    # ---- what is offered ----------------------------------------------------------------------------

    def show_recent(self) -> None:
        """List the files filled before."""
        self.recent.clear()
        for path in self.recent_paths():
            item = QListWidgetItem(f"{path.name}　　{path.parent}")
            item.setSizeHint(_ROW)
            item.setData(_VALUE, str(path))
            item.setToolTip(str(path))
            self.recent.addItem(item)
        if not self.recent.count():
            self._say_none(self.recent, _NO_RECENT)
        else:
            self.recent.setCurrentRow(0)

    def recent_paths(self) -> list[Path]:
        """Return the files filled before that are still there."""
        kept = self._settings.value(_RECENT)
        paths = [Path(one) for one in kept if isinstance(one, str)] if isinstance(kept, list) else []
        return [path for path in paths if path.is_file()]

    def remember(self, path: Path) -> None:
        """Put this file first among those filled before."""
        others = [str(one) for one in self.recent_paths() if one != path]
        self._settings.setValue(_RECENT, [str(path), *others][:_MOST_RECENT])
        self.show_recent()

    def show_known(self, rows: Sequence[RememberedRow]) -> None:
        """List the sheets whose mapping is remembered."""
        self.known.clear()
        for row in rows:
            used = f"　　上次 {row.used_on:%Y-%m-%d}" if row.used_on else ""
            used = used if row.filled else "　　不填"
            item = QListWidgetItem(f"{row.name}{used}")
            item.setSizeHint(_ROW)
            item.setData(_VALUE, row.id)
            item.setToolTip(row.name)
            self.known.addItem(item)
        if not rows:
            self._say_none(self.known, _NO_KNOWN)
        self._show_forget()

    @staticmethod
    def _say_none(listed: QListWidget, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        listed.addItem(item)

    def _show_forget(self) -> None:
        item = self.known.currentItem()
        self.forget_button.setEnabled(item is not None and item.data(_VALUE) is not None)

    def _forget(self) -> None:
        item = self.known.currentItem()
        if item is not None and item.data(_VALUE) is not None:
            self.forget_wanted.emit(item.data(_VALUE))

    # ---- choosing -----------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for the file."""
        dialog = file_dialog(self, "选择上级发来的表样", self._folder())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(f"Excel 工作簿 (*{ENDING})")
        dialog.fileSelected.connect(lambda path: self.take(Path(path)))
        dialog.open()

    def take(self, path: Path) -> None:
        """Take this file."""
        self._settings.setValue(_FOLDER, str(path.parent))
        self.refusal.hide()
        self.file_chosen.emit(path)

    def _folder(self) -> Path:
        kept = self._settings.value(_FOLDER)
        return Path(kept) if isinstance(kept, str) and Path(kept).is_dir() else Path.home()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file; what it is worth is said when it is opened."""
        if len(dropped_files(event)) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped."""
        files = dropped_files(event)
        if len(files) == 1:
            event.acceptProposedAction()
            self.take(files[0])
