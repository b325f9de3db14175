"""交回的表: files and folders dropped in, whose each is, what couldn't be read and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.collections.rows_table import RowsTable
from ui.tables.columns import Align, Column
from ui.theme import Meaning
from ui.widgets.fields import DateField
from ui.widgets.file_dialog import file_dialog
from ui.widgets.flow_row import FlowRow
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.collecting.reading import Unread
    from hazard_desk.services.collecting.record import CollectionRecord
    from hazard_desk.services.collecting.returning import ReturnedFile
    from ui.preferences import Preferences

_LAST_FOLDER = "collections/folder"
_KINDS = ["表格 (*.xlsx *.xls)", "所有文件 (*)"]
_EMPTY = "还没有收到表。把交回的文件或整个文件夹拖到这里，或点“选文件夹…”。"
_UNREAD_HEIGHT, _UNREAD_LEAST = 150, 84  # at 150 % a small screen has 380 for all of it
_TABLE_LEAST = 116


def _whose(file: ReturnedFile) -> str:
    return file.party or "待认领"


_COLUMNS = (
    Column("file", "文件", width=200, sortable=False),
    Column(
        "party",
        "单位",
        width=130,
        text=_whose,
        meaning=lambda file: None if file.party else Meaning.DUE_SOON,
        sortable=False,
    ),
    Column("returned_on", "交回", width=92, text=lambda file: str(file.returned_on), sortable=False),
    Column(
        "late",
        "按时",
        width=54,
        text=lambda file: "迟交" if file.late else "",
        meaning=lambda file: Meaning.DUE_SOON if file.late else None,
        sortable=False,
    ),
    Column("rows", "行数", width=48, align=Align.RIGHT, sortable=False),
    Column(
        "note",
        "读表时发现",
        width=180,
        text=lambda file: file.note.replace("\n", "；"),
        tooltip=lambda file: file.note,
        sortable=False,
    ),
)
_UNREAD = (
    Column("file", "没有收的文件", width=160, sortable=False),
    Column("why", "原因", width=240, sortable=False),
    Column("remedy", "怎么办", width=260, sortable=False),
)


@dataclass(frozen=True, slots=True)
class _Unread:
    id: int
    file: str
    why: str
    remedy: str


class FilesView(QWidget):
    """The files that came back, and those that couldn't be taken in the last time."""

    files_dropped = Signal(list)  # paths of files and folders
    assign_wanted = Signal(list, object)  # ids of files, and the place on the list or None
    removal_wanted = Signal(list)
    day_wanted = Signal(list, object)  # ids of files, and the day on which they came
    original_wanted = Signal(object)  # the path of the kept file

    def __init__(self, preferences: Preferences) -> None:
        """Build it empty."""
        super().__init__()
        self._preferences = preferences
        self._unread: list[Unread] = []
        self._likely: Mapping[int, int] = {}
        self.setAcceptDrops(True)
        self.folder_button = push_button(
            "选文件夹…", "收一个文件夹里的全部表格", self.choose_folder, "folder"
        )
        theme.set_role(self.folder_button, "primary")
        self.folder_button.setIcon(theme.icon("folder", theme.GROUND))
        self.files_button = push_button("选文件…", "收一个或几个文件", self.choose_files, "open")
        self.words = QLabel("也可以把文件、文件夹拖到这里。")
        theme.set_role(self.words, "secondary")
        self.progress = ProgressStrip()
        self.table = RowsTable(_COLUMNS, "collections/files", preferences, "file")
        self.table.setAccessibleName("交回的表")
        self.table.set_empty_text(_EMPTY)
        self.table.opened.connect(lambda _id: self._open())
        self.unread_words = QLabel()
        theme.set_role(self.unread_words, "heading")
        self.unread_table = RowsTable(_UNREAD, "collections/unread", preferences, "why")
        self.unread_table.setAccessibleName("没有收的文件")
        self.unread_table.setMaximumHeight(_UNREAD_HEIGHT)
        self.unread_table.setMinimumHeight(_UNREAD_LEAST)
        self.seen_button = push_button("收起", "看过了，不再显示这张清单", lambda: self.show_unread(()))
        theme.set_role(self.seen_button, "link")
        self.party = QComboBox()
        self.party.setAccessibleName("归哪个单位")
        self.party.setMinimumWidth(190)
        self.party.setMaxVisibleItems(16)
        self.assign_button = push_button("归这个单位", "选中的文件是这个单位交的", self._assign)
        self.open_button = push_button("打开原件", "回车或双击：看交来的文件", self._open, "open")
        self.remove_button = push_button("移出收表", "不算它，可以撤销（Ctrl+Z）", self._remove, "delete")
        self.day = DateField("returned_on", "交回日期")
        self.day.editor.setAccessibleName("交回日期")
        self.day.editor.setPlaceholderText("交回日期")
        self.day.setMaximumWidth(190)
        self.day_button = push_button("改为这天交的", "选中的文件其实是这一天交来的", self._set_day)
        self.day.changed.connect(self._enable)
        self.table.selection_changed.connect(lambda _ids: self._on_selection())
        self.party.currentIndexChanged.connect(lambda _at: self._enable())
        self._lay_out()
        self.show_unread(())
        self._enable()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.folder_button)
        head.addWidget(self.files_button)
        head.addWidget(self.words, 1)
        holder = QWidget()
        foot = FlowRow(holder, spacing=theme.LABEL_GAP)
        for widget in (
            self.party,
            self.assign_button,
            self.day,
            self.day_button,
            self.open_button,
            self.remove_button,
        ):
            foot.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        column.setSpacing(theme.LABEL_GAP)
        column.addLayout(head)
        column.addWidget(self.progress)
        self.table.setMinimumHeight(_TABLE_LEAST)
        column.addWidget(self.table, 2)
        column.addWidget(holder)
        about = QHBoxLayout()
        about.addWidget(self.unread_words, 1)
        about.addWidget(self.seen_button)
        column.addLayout(about)
        column.addWidget(self.unread_table, 1)

    # ---- what is shown -----------------------------------------------------------------------------------

    def show_record(self, record: CollectionRecord) -> None:
        """Show the files of this 收表, those that nobody has claimed first."""
        files = [*record.standing.unclaimed, *(file for row in record.standing.rows for file in row.files)]
        self._likely = record.likely
        self.table.show_rows(files)
        chosen = self.party.currentData()
        self.party.blockSignals(True)
        self.party.clear()
        self.party.addItem("选单位…", None)
        for row in record.standing.rows:
            self.party.addItem(row.party.name, row.party.id)
        self.party.setCurrentIndex(max(0, self.party.findData(chosen)))
        self.party.blockSignals(False)
        self._enable()

    def show_unread(self, unread: Sequence[Unread]) -> None:
        """Show which files weren't taken in, and why."""
        self._unread = list(unread)
        lines = [(one.place, problem.message, problem.remedy) for one in unread for problem in one.problems]
        self.unread_table.show_rows([_Unread(at, *line) for at, line in enumerate(lines)])
        self.unread_words.setText(f"有 {len(unread)} 个文件没有收，改好后再收一次：")
        self.unread_words.setVisible(bool(unread))
        self.unread_table.setVisible(bool(unread))
        self.seen_button.setVisible(bool(unread))

    def _on_selection(self) -> None:
        chosen = self.table.chosen()
        if len(chosen) == 1:  # whose it is, or may be: she still has to say so
            known = chosen[0].party_id or self._likely.get(chosen[0].id)
            self.party.setCurrentIndex(max(0, self.party.findData(known)))
            self.day.set_value(chosen[0].returned_on)
        self._enable()

    def _enable(self) -> None:
        chosen = self.table.chosen()
        self.assign_button.setEnabled(bool(chosen) and self.party.currentData() is not None)
        self.day_button.setEnabled(bool(chosen) and self.day.value() is not None)
        self.remove_button.setEnabled(bool(chosen))
        self.open_button.setEnabled(len(chosen) == 1 and chosen[0].path is not None)

    def set_busy(self, busy: bool) -> None:
        """Take nothing more while files are being read."""
        self.folder_button.setEnabled(not busy)
        self.files_button.setEnabled(not busy)
        self.setAcceptDrops(not busy)

    # ---- what is done ------------------------------------------------------------------------------------

    def _assign(self) -> None:
        self.assign_wanted.emit([file.id for file in self.table.chosen()], self.party.currentData())

    def _set_day(self) -> None:
        if (day := self.day.value()) is not None:
            self.day_wanted.emit([file.id for file in self.table.chosen()], day)

    def _remove(self) -> None:
        if chosen := self.table.chosen():
            self.removal_wanted.emit([file.id for file in chosen])

    def _open(self) -> None:
        chosen = self.table.chosen()
        if len(chosen) == 1 and chosen[0].path is not None:
            self.original_wanted.emit(chosen[0].path)

    def choose_folder(self) -> None:
        """Ask for a folder of returned tables."""
        dialog = file_dialog(self, "选交回的表所在的文件夹", self._last_folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, False)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def choose_files(self) -> None:
        """Ask for returned tables."""
        dialog = file_dialog(self, "选交回的表", self._last_folder())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(_KINDS)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def _last_folder(self) -> Path:
        kept = self._preferences.value(_LAST_FOLDER)
        return Path(kept) if isinstance(kept, str) and Path(kept).is_dir() else Path.home()

    def _chosen(self, names: list[str]) -> None:
        self.take([Path(name) for name in names])

    def take(self, paths: Sequence[Path]) -> None:
        """Wish for these to be read and taken in."""
        if paths:
            first = paths[0]
            self._preferences.setValue(_LAST_FOLDER, str(first if first.is_dir() else first.parent))
            self.files_dropped.emit(list(paths))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if _dropped(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in what was dropped; the originals stay."""
        if paths := _dropped(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.take(paths)


def _dropped(event: Any) -> list[Path]:
    """Return the files and folders that are dragged; what lies on no disk is left out."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.exists()]
