"""四牌一卡两栏: the matrix of the enterprises in operation and the seven, filtered, and set by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from hazard_desk.terms import SignState
from ui import theme
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.dialogs.signs.table import KEYS_LEGEND, SignTable, seen_words
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.widgets.check_list import FilterButton, Option
from ui.widgets.dialog import Dialog
from ui.widgets.dialog_column import lay_out_column
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.fields import DateField
from ui.widgets.push_button import push_button
from ui.widgets.search_box import SearchBox
from ui.widgets.view_bar import ViewBar

if TYPE_CHECKING:
    from hazard_desk.services.signs import SignBoard
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIZE = (1160, 680)
_DATE_WIDTH = 190
_SEARCH_AFTER_MS = 200
_FORM_ID = "signs-and-cards"
_CONCERNED_BY = frozenset(
    {"sign_status", "inspection", "inspection_check", "enterprise", "enterprise_status", "village"}
)


class SignsDialog(Dialog):
    """A matrix; what is set is written at once, so closing loses nothing."""

    keeps_size = True

    record_wanted = Signal(str, int)
    report_wanted = Signal(object)  # report_reading.Wanted

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown. `messages` are the main window's."""
        from hazard_desk.services.signs import VIEWS, sign_items, sign_rows

        super().__init__(parent)
        self.setWindowTitle("四牌一卡两栏")
        self.background = background
        self._own: set[int] = set()  # journal entries made here: they don't move the lines
        self._done: list[int] = []  # those that Ctrl+Z takes back
        self._villages: tuple[tuple[int, str, int], ...] = ()
        self._items = sign_items()
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self.setMinimumSize(min(760, room.width() - 24), min(400, room.height() - 48))
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self.search = SearchBox("查找企业", "查找企业：名称、代码、拼音首字母")
        self.village = FilterButton("村", lambda: [Option(*village) for village in self._villages])
        self.views = ViewBar(VIEWS)
        self.seen_on = DateField("seen_on", "查看日期")
        self.seen_on.setFixedWidth(_DATE_WIDTH)
        self.seen_on.set_value(date.today())
        self.table = SignTable(self._items, self._fetch(sign_rows), preferences_of(parent))
        self.said = ElidedLabel()
        self.deed = QLabel()
        self.count = QLabel()
        theme.set_role(self.deed, "secondary")
        theme.set_role(self.count, "secondary")
        self.report_button = push_button("情况表", "到报表导出里看、打印这张表", self._show_report, "report")
        self.close_button = push_button("关闭", "Esc", self.reject)
        self._pause = QTimer(self, singleShot=True, interval=_SEARCH_AFTER_MS)
        self._lay_out()
        self._connect()

    # ---- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        day = QLabel("查看日期")
        day.setBuddy(self.seen_on.editor)
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.search, 1)
        head.addWidget(self.village)
        head.addStretch()
        head.addWidget(day)
        head.addWidget(self.seen_on)
        head.addWidget(self.report_button)
        legend = QLabel(KEYS_LEGEND)
        theme.set_role(legend, "secondary")
        foot = QHBoxLayout()
        foot.setSpacing(theme.LABEL_GAP)
        foot.addWidget(self.count)
        foot.addSpacing(theme.GROUP_GAP)
        foot.addWidget(legend)
        foot.addStretch()
        foot.addWidget(self.close_button)
        told = QHBoxLayout()
        told.setSpacing(theme.LABEL_GAP)
        told.addWidget(self.said, 1)
        told.addWidget(self.deed)
        lay_out_column(self, self.strip, (head, self.views, self.table, told, foot), self.table)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.left_downwards.connect(self._enter_table)
        self._pause.timeout.connect(self.reload)
        self.village.changed.connect(self.reload)
        self.views.chosen.connect(lambda _key: self.reload())
        self.table.state_wanted.connect(self._set)
        self.table.cell_changed.connect(self._tell_cell)
        self.table.signs.dataChanged.connect(lambda *_cells: self._tell_cell())
        self.table.opened.connect(lambda _id: self._open())
        self.seen_on.entered.connect(self._enter_table)
        self.background.changed.connect(self._on_changed)
        for keys, act in (
            ("Ctrl+F", self._focus_search),
            ("Ctrl+Z", self.take_back),
            ("F5", self.reload),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.finished.connect(self.deleteLater)

    def _fetch(self, query: Callable[..., Any]) -> Callable[[list[int], Any, Any], object]:
        def fetch(ids: list[int], done: Callable[[Any], None], failed: Callable[[Exception], None]) -> object:
            return self.background.read(query, ids, done=done, failed=failed, owner=self)

        return fetch

    # ---- reading ---------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read which enterprises match, and how many each view would show."""
        self._read(self._show_board)

    def _read(self, done: Callable[[SignBoard], None]) -> None:
        from hazard_desk.services.signs import SignQuery, sign_board

        self._pause.stop()
        villages: Any = self.village.chosen()
        query = SignQuery(self.search.text(), villages, self.views.current)
        self.background.read(
            sign_board, query, done=done, failed=self.messages.show_error, key="signs/board", owner=self
        )

    def _show_board(self, board: SignBoard) -> None:
        self._show_counts(board)
        nothing = "没有符合的。" if board.villages else "还没有在营的企业。先在“企业档案”里建档。"
        self.table.set_empty_text(nothing)
        self.table.signs.set_ids(board.ids)
        self._tell_cell()

    def _show_counts(self, board: SignBoard) -> None:
        self._villages = board.villages
        self.views.show_counts(board.counts)
        self.count.setText(f"在营企业 {sum(number for *_, number in board.villages)} 家")

    def _on_changed(self, changes: Changes) -> None:
        if not self.isVisible() or not _CONCERNED_BY & changes.nouns:
            return
        if changes.entry_id in self._own:
            # Set here: the line stays where it is, though its view may not be the right one any more.
            self.table.signs.refresh()
            self._read(self._show_counts)
        else:
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the matrix when it comes into sight."""
        super().showEvent(event)
        if not event.spontaneous():
            self.reload()
            self.search.setFocus()

    # ---- setting ---------------------------------------------------------------------------------------

    def _set(self, cells: Sequence[tuple[int, int]], state: SignState | None) -> None:
        from hazard_desk.services.signs import clear_signs, set_signs

        wanted = [(enterprise_id, self._items[place]) for enterprise_id, place in cells]
        if state is None:
            self._write(partial(self._was_set, ""), clear_signs, wanted)
            return
        self.seen_on.on_left()
        day = self.seen_on.value()
        if not isinstance(day, date):
            self.seen_on.show_error(self.seen_on.problem() or "先填查看日期。")
            self.seen_on.setFocus()
            return
        self._write(partial(self._was_set, f"，{day}"), set_signs, wanted, state, day)

    def _write(self, done: Callable[[Changes], None], operation: Callable[..., Any], *args: Any) -> None:
        self.background.write(operation, *args, done=done, failed=self.messages.show_error, owner=self)

    def _was_set(self, when: str, changes: Changes) -> None:
        said = changes.summary.removeprefix("四牌一卡两栏：") + when
        if changes.entry_id is not None:
            self._own.add(changes.entry_id)
            self._done.append(changes.entry_id)
            said += "。Ctrl+Z 撤销"
        self.seen_on.show_error("")
        self.deed.setText(said)
        if changes.notices:
            self.messages.say(
                Message(f"{changes.summary}{when}。", kind=Kind.WARNING, details=tuple(changes.notices))
            )
        else:
            self.strip.dismiss()

    def take_back(self) -> None:
        """Take back what was set here last."""
        from hazard_desk.services.journal import undo

        if self._done:
            self._write(self._was_taken_back, undo, self._done.pop())

    def _was_taken_back(self, changes: Changes) -> None:
        if changes.entry_id is not None:
            self._own.add(changes.entry_id)
        self.strip.dismiss()
        self.deed.setText(changes.summary)

    # ---- going about -----------------------------------------------------------------------------------

    def _tell_cell(self) -> None:
        """Say under the matrix how the sign stands that the keyboard is on, and from where that is known."""
        at = self.table.seen
        if at is None:
            self.said.setText("")
            return
        row, place = at
        chosen = len(self.table.chosen_cells())
        several = f"（选了 {chosen} 项）" if chosen > 1 else ""
        self.said.setText(f"{row.name} · {self._items[place]}：{seen_words(row.seen[place])}{several}")

    def _open(self) -> None:
        """Show the visit that tells of the sign the keyboard is on, else the enterprise."""
        at = self.table.seen
        row = at[0] if at is not None else self.table.signs.record(self.table.currentIndex().row())
        if row is None:
            return
        seen = at[0].seen[at[1]] if at is not None else None
        wanted = ("enterprise", row.id)
        if seen is not None and seen.inspection_id is not None:
            wanted = ("inspection", seen.inspection_id)
        self.close()
        self.record_wanted.emit(*wanted)

    def _show_report(self) -> None:
        from hazard_desk.forms.contents import Content
        from hazard_desk.services.report_reading import Wanted

        self.close()
        self.report_wanted.emit(Wanted(_FORM_ID, Content.FILLED))

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _enter_table(self) -> None:
        if self.table.signs.rowCount() and not self.table.currentIndex().isValid():
            self.table.go_to_cell(0, 0)  # first: a table that gets the keyboard would choose its first column
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else; Esc closes."""
        if event.key() == Qt.Key.Key_Escape or not press_focused_button(event):
            super().keyPressEvent(event)
