"""备份与恢复: the backups in a list, what the chosen one holds beside it, the second place, the password."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui import theme
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.dialogs.safekeeping.cards import ChosenCard, PasswordCard, SecondPlaceCard
from ui.dialogs.safekeeping.password_dialog import PasswordDialog
from ui.messages import Kind, Message, Messages, MessageStrip, message_of
from ui.safekeeping.kept_copies import Source, look_at, size_words, when_words
from ui.safekeeping.restore_words import steps_words
from ui.safekeeping.source_choice import choose_source
from ui.tables.columns import Align
from ui.tables.short_list import Line, ShortList
from ui.widgets.busy import Busy
from ui.widgets.dialog import Dialog
from ui.widgets.file_dialog import file_dialog
from ui.widgets.push_button import push_button
from ui.widgets.task_bar import HowFar

if TYPE_CHECKING:
    from hazard_desk.services.kept_safe import KeptCopy
    from hazard_desk.services.since_backup import StepsSince
    from ui.background import Task
    from ui.safekeeping.safekeeper import Safekeeper, WrittenElsewhere

_SIZE = (1120, 640)
_RIGHT_WIDTH = 400
_RIGHT_SHARE = 0.38  # of a narrow screen
_REASON = "手动"
_PAUSE_MS = 150  # while the arrows go through the list, nothing is read
_COLUMNS = [
    ("时间", 208, Align.LEFT),
    ("原因", 96, Align.LEFT),
    ("大小", 70, Align.RIGHT),
    ("存放在", 96, Align.LEFT),
]


class SafekeepingDialog(Dialog):
    """Everything of backing up and restoring; what is restored is decided in a dialog of its own."""

    keeps_size = True

    restore_wanted = Signal(object, object)  # the path of a backup or an archive; the dialog it is asked over

    def __init__(
        self, keeper: Safekeeper, messages: Messages, parent: QWidget | None = None, office: str = ""
    ) -> None:
        """Build it; it shows what the keeper knows of `office`, and has it look once more."""
        super().__init__(parent)
        self.setWindowTitle("备份与恢复")
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self._keeper = keeper
        self._messages = messages
        self._office = office
        self._copies: list[KeptCopy] = []
        self._pressed: QWidget | None = None
        self.strip = MessageStrip()
        self.said = Messages(self, self.strip)
        self.table = ShortList(_COLUMNS, "safekeeping/copies", preferences_of(parent))
        self.table.setAccessibleName("备份")
        self.table.set_empty_text("还没有备份。退出时自动备份，也可以点“立即备份”。")
        self.table.selection_changed.connect(lambda _ids: self._on_selection())
        self.table.opened.connect(lambda _id: self._restore_chosen())
        self.chosen = ChosenCard(self._restore_chosen)
        self.second = SecondPlaceCard(self._choose_place, self._copy_now, self._ask_to_drop)
        self.password = PasswordCard(self._ask_password, self._ask_to_unlock)
        self.busy = Busy()
        self.back_up_button = push_button("立即备份", "备份到这台电脑", self._back_up, "backup")
        self.file_button = push_button(
            "从文件恢复…", "用U盘上的台账包（.hazdesk）或备份（.db）", self._choose_file, "open"
        )
        self.archive_button = push_button(
            "另存台账包…",
            "整份台账连同照片、附件存成一个文件，带到别的电脑上用",
            self._choose_target,
            "export",
        )
        self.close_button = push_button("关闭", "Esc", self.reject)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look_at_chosen)
        self._lay_out()
        QShortcut(QKeySequence("F5"), self).activated.connect(keeper.refresh)
        keeper.changed.connect(self._show_standing)
        self.finished.connect(self._on_finished)

    def _lay_out(self) -> None:
        room = self.screen().availableGeometry()
        actions = QHBoxLayout()
        actions.setSpacing(theme.LABEL_GAP)
        actions.addWidget(self.back_up_button)
        actions.addWidget(self.archive_button)
        actions.addWidget(self.file_button)
        actions.addStretch()
        left = QVBoxLayout()
        left.setSpacing(theme.LABEL_GAP)
        left.addLayout(actions)
        left.addWidget(self.table, 1)
        cards = QWidget()
        column = QVBoxLayout(cards)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.PAGE_MARGIN)
        for card in (self.chosen, self.second, self.password):
            column.addWidget(card)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedWidth(min(_RIGHT_WIDTH, int(room.width() * _RIGHT_SHARE)))
        area.setWidget(cards)
        middle = QHBoxLayout()
        middle.setSpacing(theme.PAGE_MARGIN)
        middle.addLayout(left, 1)
        middle.addWidget(area)
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        bar.addWidget(self.busy)
        bar.addStretch()
        bar.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        gap = theme.PAGE_MARGIN
        layout.setContentsMargins(gap, gap, gap, gap)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(self.strip)
        layout.addLayout(middle, 1)
        layout.addLayout(bar)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is known, and look once more."""
        super().showEvent(event)
        if not event.spontaneous():
            self._show_standing()
            self._keeper.refresh()
            self.table.setFocus()

    def _on_finished(self) -> None:
        self._pause.stop()
        self.busy.rest()  # what is under way goes on; the window shows it
        self._keeper.changed.disconnect(self._show_standing)
        self.deleteLater()

    # ---- the list ------------------------------------------------------------------------------------

    def _show_standing(self) -> None:
        standing = self._keeper.standing
        if standing is None:
            return
        today = self._keeper.clock().date()
        chosen = self._chosen_copy
        if list(standing.copies) != self._copies:
            self._copies = list(standing.copies)
            newest = next(iter(standing.here), None)
            minutes = Counter(_minute(copy) for copy in self._copies)
            self.table.show_lines(
                [
                    Line(
                        at,
                        (
                            when_words(copy.made_at, today, seconds=minutes[_minute(copy)] > 1)
                            + ("（日期可疑）" if copy.doubt else "（最新）" if copy is newest else ""),
                            _reason_words(copy),
                            size_words(copy.size),
                            "第二备份位置" if copy.elsewhere else "本机",
                        ),
                        tip=f"{_doubt_words(copy)}{copy.path}",
                    )
                    for at, copy in enumerate(self._copies)
                ]
            )
            paths = [copy.path for copy in self._copies]
            if self._copies:
                at = paths.index(chosen.path) if chosen is not None and chosen.path in paths else 0
                self.table.go_to(at)
            self._on_selection()
        self.second.show_standing(standing, today)
        self.password.show_standing(standing)

    @property
    def _chosen_copy(self) -> KeptCopy | None:
        at = self.table.current_id
        return self._copies[at] if at is not None and at < len(self._copies) else None

    def _on_selection(self) -> None:
        if self._chosen_copy is None:
            self._pause.stop()
            self.chosen.show_none()
        else:
            self.chosen.show_looking()
            self._pause.start()

    def _look_at_chosen(self) -> None:
        copy = self._chosen_copy
        if copy is None:
            return

        def is_chosen() -> bool:
            current = self._chosen_copy
            return current is not None and current.path == copy.path

        def show(source: Source) -> None:
            if is_chosen():
                self.chosen.show_source(source, self._keeper.clock().date())
                self._ask_missing(source, is_chosen)

        def refuse(error: Exception) -> None:
            if is_chosen():
                self.chosen.show_problem(message_of(error).text)

        self._keeper.files.work(look_at, copy.path, done=show, failed=refuse, owner=self)

    def _ask_missing(self, source: Source, is_chosen: Callable[[], bool]) -> None:
        from hazard_desk.services.since_backup import steps_since

        told = source.told
        if told is None:
            return

        def show(steps: StepsSince) -> None:
            if is_chosen():
                self.chosen.show_missing(steps_words(steps))

        self._keeper.background.read(
            steps_since,
            told.last_entry_id,
            told.last_entry_at,
            told.last_summary,
            done=show,
            failed=lambda _error: (
                None
            ),  # the office itself can't be read: what is there is shown all the same
            key="safekeeping/chosen",
            owner=self,
        )

    # ---- backing up ----------------------------------------------------------------------------------

    def _back_up(self) -> None:
        def made(path: Path) -> None:
            self._tell(Message(f"已备份：{path.name}。", kind=Kind.SUCCESS))
            self._rest()

        self._follow(self._keeper.back_up(_REASON, made, self._failed), "正在备份")

    def _copy_now(self, note: str = "") -> None:
        def made(written: WrittenElsewhere | None) -> None:
            meaning = f"{written.lost_words}{written.mended_words}{note}" if written is not None else note
            kind = Kind.WARNING if meaning else Kind.SUCCESS
            self._tell(Message("已复制到第二备份位置。", meaning, kind=kind))
            self._rest()

        words = "正在复制到第二备份位置"
        self._follow(self._keeper.copy_to_second_place(made, self._failed, words), words)

    def _choose_target(self) -> None:
        from hazard_desk.store.safekeeping.packages.archive import ENDING, proposed_name

        name = proposed_name(self._office, self._keeper.clock())
        dialog = file_dialog(self, "另存台账包", self._elsewhere(), purpose="archive")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"台账包 (*{ENDING})")
        dialog.setDefaultSuffix(ENDING.lstrip("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda path: self._write_archive(Path(path)))
        dialog.open()

    def _write_archive(self, target: Path) -> None:
        def made(written: WrittenElsewhere) -> None:
            locked = self._keeper.standing is not None and self._keeper.standing.has_password
            meaning = "打开它要用台账包密码。" if locked else "它没有密码，请妥善保管。"
            lost = written.lost_words
            kind = Kind.WARNING if lost else Kind.SUCCESS
            told = f"{lost}{meaning}{written.place_words}"
            self._tell(Message(f"台账包已存到 {written.path}。", told, kind=kind))
            self._rest()

        words = "正在存台账包"
        self._follow(self._keeper.write_archive(target, made, self._failed, words), words)

    def _elsewhere(self) -> Path | None:
        """Return the second place, where it can be reached: files for another PC mostly lie there."""
        standing = self._keeper.standing
        return standing.second_place if standing is not None and standing.reachable else None

    @property
    def _jobs(self) -> tuple[QPushButton, ...]:
        return (self.back_up_button, self.archive_button, self.second.copy_button)

    def _follow(self, task: Task, words: str) -> None:
        self._pressed = self.focusWidget()
        if self._pressed in self._jobs:
            self.table.setFocus()  # a button that is off would hand the keyboard on to the next one
        for button in self._jobs:
            button.setEnabled(False)
        self.busy.follow(task, words, how=HowFar.SHARE)

    def _rest(self) -> None:
        """Let the next thing be begun; the dialog may be closed by now."""
        if isValid(self):
            self.busy.rest()
            for button in self._jobs:
                button.setEnabled(True)
            if self._pressed in self._jobs and self.table.hasFocus():
                self._pressed.setFocus()
            self._pressed = None
            self._show_standing()

    def _tell(self, message: Message) -> None:
        """Say it here, or in the window where this has been closed."""
        (self.said if isValid(self) and self.isVisible() else self._messages).say(message)

    def _failed(self, error: Exception) -> None:
        self._tell(message_of(error))
        self._rest()

    # ---- restoring -----------------------------------------------------------------------------------

    def _restore_chosen(self) -> None:
        copy = self._chosen_copy
        if copy is not None and self.chosen.restore_button.isEnabled():
            self.restore_wanted.emit(copy.path, self)

    def _choose_file(self) -> None:
        choose_source(self, self._elsewhere(), lambda path: self.restore_wanted.emit(path, self))

    # ---- settings ------------------------------------------------------------------------------------

    def _choose_place(self) -> None:
        standing = self._keeper.standing
        now = standing.second_place if standing is not None else None
        dialog = file_dialog(self, "选择第二备份位置", now)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda chosen: self._set_place(Path(chosen)))
        dialog.open()

    def _ask_to_drop(self) -> None:
        self.said.ask(
            Message(
                "不再使用第二备份位置？",
                "以后的备份只在这台电脑里；已经复制过去的留在那里，不删除。",
                kind=Kind.WARNING,
            ),
            "不再使用",
            lambda wanted: self._set_place(None) if wanted else None,
            "继续使用",
        )

    def _set_place(self, place: Path | None) -> None:
        def known(note: str) -> None:
            if place is None:
                self._tell(Message("不再往第二备份位置复制。", "已经复制过去的备份还在那里。"))
            elif isValid(self):
                self._copy_now(note)
            elif note:
                self._tell(Message(note, kind=Kind.WARNING))

        self._keeper.set_second_place(place, known, self._failed)

    def _ask_password(self) -> None:
        standing = self._keeper.standing
        dialog = PasswordDialog(self, locked=standing is not None and bool(standing.has_password))
        dialog.chosen.connect(self._set_password)
        dialog.open()

    def _ask_to_unlock(self) -> None:
        self.said.ask(
            Message(
                "取消台账包密码？",
                "取消后，新的台账包和U盘上的备份谁都能打开；以前加密的仍要原来的密码。",
                kind=Kind.WARNING,
            ),
            "取消密码",
            lambda wanted: self._set_password(None) if wanted else None,
            "不取消",
        )

    def _set_password(self, password: str | None) -> None:
        def known(note: str) -> None:
            what = "台账包密码已设好。" if password is not None else "台账包密码已取消。"
            self._tell(Message(what, note or "", kind=Kind.SUCCESS))

        self._keeper.set_password(password, known, self._failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)


def _reason_words(copy: KeptCopy) -> str:
    """Say why a backup was made; in the second place names don't tell."""
    reason = "台账包" if copy.elsewhere else copy.reason.partition("_v")[0]
    return "恢复前的台账" if reason == "恢复前" else reason


def _doubt_words(copy: KeptCopy) -> str:
    return f"做这个备份时电脑的日期大概不对：{copy.doubt}。备份本身是好的。\n" if copy.doubt else ""


def _minute(copy: KeptCopy) -> datetime:
    return copy.made_at.replace(second=0)
