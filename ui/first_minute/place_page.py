"""Step 1 存放位置: the folders that are offered, what is to be said of each, and another of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.first_minute.step_page import StepPage
from ui.safekeeping.kept_copies import size_words
from ui.widgets.field import ENTER_KEYS
from ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hazard_desk.services.new_places import NewPlace
    from ui.background import Background

_INDENT = 24
_ABOUT = "所有记录、照片和备份都在这一个文件夹里，不上网。"
_OTHER_DISK = "放在文档里就可以；另一个盘更稳妥：重装系统一般只清 C 盘。"
_LOOKING = "正在查看这台电脑的磁盘…"


class _Radio(QRadioButton):
    """Enter goes on, as in a field."""

    passed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.passed.emit()
        else:
            super().keyPressEvent(event)


class PlacePage(StepPage):
    """One folder is chosen; each is judged off the window's thread, for a dead share takes its time."""

    open_wanted = Signal(object)  # a folder that holds an office already

    def __init__(self) -> None:
        """Build it with nothing looked at."""
        super().__init__(
            "台账放在哪里",
            _ABOUT,
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._bench: Background | None = None
        self._wished = Path()
        self._documents = Path()
        self._kept: Path | None = None  # chosen by the user, here or the last time
        self._places: list[NewPlace] = []
        self.radios: list[QRadioButton] = []
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(lambda _at, on: self._on_chosen() if on else None)
        self.looking = QLabel(_LOOKING)
        theme.set_role(self.looking, "secondary")
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.SMALL_GAP)
        self.other_button = QPushButton("换一个文件夹(&F)…")
        self.other_button.setIcon(theme.icon("folder", theme.SECONDARY))
        self.other_button.clicked.connect(self.choose)
        self.open_button = QPushButton("打开这个台账(&O)")
        self.open_button.clicked.connect(self._open)
        self.open_button.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.LABEL_GAP)
        row.addWidget(self.other_button)
        row.addWidget(self.open_button)
        row.addStretch()
        self.column.addSpacing(theme.SMALL_GAP)
        self.column.addWidget(self.looking)
        self.column.addLayout(self._list)
        self.column.addLayout(row)
        self.column.addStretch()

    # ---- looking ---------------------------------------------------------------------------------------

    def look(self, bench: Background, wished: Path, documents: Path) -> None:
        """Look which folders there are, `wished` the first of them."""
        self._bench, self._wished, self._documents = bench, wished, documents
        self.reload()

    def reload(self) -> None:
        """Judge all of them anew: a stick may have gone, an office been made."""
        from hazard_desk.services.new_places import offered_places

        if self._bench is None:
            return
        self.looking.show()
        self._bench.work(
            _look,
            offered_places,
            self._wished,
            self._documents,
            self._kept,
            done=self._show,
            failed=lambda _error: self._show([]),
            owner=self,
        )

    def _show(self, places: Sequence[NewPlace]) -> None:
        before = self.folder or self._kept
        # Asked of the window: it may not be the active one yet.
        had_focus = self.window().focusWidget() in (self, *self.radios)
        self.looking.hide()
        for radio in self.radios:
            self._group.removeButton(radio)
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self._places = list(places)
        drives = {place.folder.drive for place in places if place.usable}
        self.about.setText(_ABOUT + (_OTHER_DISK if len(drives) > 1 else ""))
        self.radios = []
        for at, place in enumerate(self._places):
            line = self._make_line(at, place)
            self._list.addWidget(line)
            line.show()  # now: it is to have the keyboard
        wanted = next((at for at, one in enumerate(places) if one.folder in (before, self._kept)), None)
        if wanted is None or not (places[wanted].usable or places[wanted].folder == self._kept):
            wanted = next((at for at, one in enumerate(places) if one.usable), None)
        if wanted is not None:
            self.radios[wanted].setChecked(True)
        if had_focus and self.isVisible():
            self.enter()
        self._on_chosen()

    def _make_line(self, at: int, place: NewPlace) -> QWidget:
        line = QWidget()
        radio = _Radio(str(place.folder))
        radio.passed.connect(self.passed_end)
        self._group.addButton(radio, at)
        self.radios.append(radio)
        said = _about(place, recommended=at == 0)
        words = QLabel(said)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setContentsMargins(_INDENT, 0, 0, 0)
        theme.set_role(words, "secondary" if place.usable and not place.words else "error")
        radio.setAccessibleDescription(said)
        radio.setEnabled(place.usable or place.folder == self._kept)
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(radio)
        column.addWidget(words)
        return line

    # ---- choosing --------------------------------------------------------------------------------------

    @property
    def place(self) -> NewPlace | None:
        """Return the place that is chosen, as it was judged."""
        at = self._group.checkedId()
        return self._places[at] if 0 <= at < len(self._places) else None

    @property
    def folder(self) -> Path | None:
        """Return the folder that is chosen."""
        return self.place.folder if self.place is not None else None

    def choose(self) -> None:
        """Ask for another folder."""
        begin = self.folder.parent if self.folder is not None else self._documents
        dialog = file_dialog(self, "新台账放在哪个文件夹里", begin)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self.take(Path(path)))
        dialog.open()

    def take(self, chosen: Path) -> None:
        """Take this folder, or one of the program's own in it where other files lie there."""
        from hazard_desk.services.new_places import own_folder

        if self._bench is None:
            return
        self.looking.show()
        self._bench.work(
            own_folder,
            chosen,
            done=self._on_own_folder,
            failed=lambda _error: self._on_own_folder(chosen),  # the judging says what is wrong with it
            owner=self,
        )

    def _on_own_folder(self, folder: Path) -> None:
        self._kept = folder
        chosen = self._group.checkedButton()
        if chosen is not None:  # or what was chosen before would stay chosen
            self._group.setExclusive(False)
            chosen.setChecked(False)
            self._group.setExclusive(True)
        self.reload()
        self.changed.emit()

    def _on_chosen(self) -> None:
        from hazard_desk.services.new_places import Fit

        place = self.place
        self.open_button.setVisible(place is not None and place.fit is Fit.OFFICE)
        self.changed.emit()

    def _open(self) -> None:
        if self.folder is not None:
            self.open_wanted.emit(self.folder)

    # ---- the wizard ------------------------------------------------------------------------------------

    def raw(self) -> Any:
        """Return the folder chosen."""
        return str(self.folder or self._kept or "")

    def set_raw(self, raw: Any) -> None:
        """Choose the folder that was chosen the last time."""
        self._kept = Path(raw) if isinstance(raw, str) and raw else None

    def obstacle(self) -> str:
        """Say why nothing can be made at the place chosen."""
        if self.looking.isVisibleTo(self):
            return _LOOKING
        place = self.place
        if place is None:
            return "请选一个能用的文件夹。"
        return "" if place.usable else "这个文件夹不能放新台账，请换一个。"

    def enter(self) -> None:
        """Go to the folder chosen; while they are being looked for, Enter does nothing yet."""
        chosen = self._group.checkedButton()
        if self.looking.isVisibleTo(self):
            self.setFocus()
        else:
            (chosen if chosen is not None else self.other_button).setFocus()


def _look(offered_places: Any, wished: Path, documents: Path, kept: Path | None) -> list[NewPlace]:
    """Judge the folders offered, and last the one that the user chose."""
    from hazard_desk.services.new_places import judge_new_place

    places: list[NewPlace] = offered_places(wished, documents)
    if kept is not None and all(place.folder != kept for place in places):
        places.append(judge_new_place(kept))
    return places


def _about(place: NewPlace, *, recommended: bool) -> str:
    """Say of a folder what its disk is called, the room it has and what is to be known."""
    drive = place.folder.drive
    disk = "、".join(part for part in (f"{drive[0]} 盘" if drive[1:] == ":" else "", place.disk) if part)
    room = f"还有 {size_words(place.free)}" if place.free is not None else ""
    first = " · ".join(part for part in (disk, room) if part)
    advice = "（推荐）" if recommended and place.usable and not place.words else ""
    return "　".join(part for part in (first + advice, place.words) if part)
