"""交叉检查: one round at a time, arranged (安排), followed (跟踪), and all of them seen at once (历次)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.cross_round import RoundDialog
from ui.dialogs.cross_round.dialog import EXAMPLE_SOURCE, EXAMPLE_WORDS
from ui.messages import Messages
from ui.pages.cross.board import BoardView
from ui.pages.cross.concerned import CONCERNED_BY
from ui.pages.cross.matrix import HistoryView
from ui.pages.cross.round_box import RoundBox
from ui.pages.page import Page
from ui.undoing import say_undoable
from ui.widgets.empty_list import EmptyList
from ui.widgets.page_head import PageHead
from ui.widgets.push_button import push_button
from ui.widgets.search_box import SearchBox
from ui.widgets.single_click_button import SingleClickButton
from ui.widgets.view_bar import ViewBar

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.rounds import RoundRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.pages.cross.follow import FollowView

BOARD, FOLLOW, HISTORY = "board", "follow", "history"
_VIEWS = {BOARD: "安排", FOLLOW: "跟踪", HISTORY: "历次"}
_FORM_ID = "cross-arrangement"
_MOST_ROUND = 330
_HEAD_WITHOUT_ROUND = 690  # title, the narrowest search, four buttons and the gaps between


class CrossPage(Page):
    """The rounds of cross-inspection."""

    title: ClassVar[str] = "交叉检查"
    concerned_by: ClassVar[frozenset[str]] = CONCERNED_BY

    def __init__(
        self,
        background: Background,
        messages: Messages,
        settings: Any,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Build the page empty; nothing is read before `activate`."""
        super().__init__(background, messages, settings, parent)
        self._today = today
        self._rounds: dict[int, RoundRow] = {}
        self._round_id: int | None = None
        self._pair_open = False  # 跟踪 gives the whole page to one pair
        self._wanted: int | None = None  # the round to go to once the rounds have been read
        self.search = SearchBox("查找单位", "单位：名称或拼音首字母")
        self.round_box = RoundBox()
        self.facts_button = push_button(
            "轮次资料…", "名称、日期、参加单位和片区、已有的安排表", self.edit_round
        )
        self.print_button = push_button(
            "打印安排表", "看这一轮的安排表，打印或另存（Ctrl+P）", self.print_round
        )
        # The next round comes into sight at once: it must not go too.
        self.remove_button = SingleClickButton("移入回收站")
        self.remove_button.setToolTip("可以撤销（Ctrl+Z）")
        self.remove_button.clicked.connect(lambda _checked=False: self.remove_round())
        self.new_button = push_button("新一轮", "Ctrl+N", self.new_record)
        self.views = ViewBar(_VIEWS)
        self.board = BoardView(background, messages, settings)
        self.history = HistoryView(background, messages)
        self.follow: FollowView | None = None  # built when it's first looked at
        self.empty = self._make_empty()
        self._lay_out()
        self._connect()
        kept = settings.value("cross/view") if settings is not None else None
        self._show_view(kept if kept in _VIEWS else BOARD)
        self._show_frame()

    # ---- building --------------------------------------------------------------------------------------

    def _make_empty(self) -> EmptyList:
        self.first_button = push_button("新一轮", "Ctrl+N", self.new_record)
        self.example_button = push_button(EXAMPLE_WORDS, EXAMPLE_SOURCE, self.begin_example)
        empty = EmptyList([self.first_button, self.example_button])
        empty.words.setText("还没有交叉检查。填参加的单位或检查组，由程序抽签排出谁检查谁。")
        return empty

    def _lay_out(self) -> None:
        self.head = QWidget()
        head = PageHead(
            QLabel(self.title),
            self.search,
            [self.round_box],
            [self.facts_button, self.print_button, self.remove_button, self.new_button],
        )
        self.head.setLayout(head)
        self.stack = QStackedWidget()
        for widget in (self.empty, self.board, self.history):
            self.stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.addWidget(self.head)
        layout.addWidget(self.views)
        layout.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.round_box.activated.connect(lambda at: self._choose(int(self.round_box.itemData(at))))
        self.views.chosen.connect(self._show_view)
        self.search.textChanged.connect(self._search)
        self.search.left_downwards.connect(self._enter_list)
        self.board.status_changed.connect(self._say_status)
        self.board.search_given_up.connect(self.search.clear)
        self.history.round_wanted.connect(self._open_from_history)
        self.history.new_wanted.connect(self.new_record)
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.print_view)

    def _follow_view(self) -> FollowView:
        if self.follow is None:
            from ui.pages.cross.follow import FollowView

            self.follow = FollowView(self.background, self.messages, self.settings, self._today)
            self.follow.record_wanted.connect(self.record_wanted)
            self.follow.form_wanted.connect(self.form_wanted)
            self.follow.round_form_wanted.connect(self.round_form_wanted)
            self.follow.visit_wanted.connect(self.visit_wanted)
            self.follow.pair_open_changed.connect(self._on_pair_open)
            self.follow.round_changed.connect(self._name_round)
            self.stack.addWidget(self.follow)
        return self.follow

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the choice of the round the room that the search and the actions don't need."""
        super().resizeEvent(event)
        room = self.width() - _HEAD_WITHOUT_ROUND
        self.round_box.setMaximumWidth(max(self.round_box.minimumWidth(), min(room, _MOST_ROUND)))

    # ---- what the window asks --------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the rounds, and what the view shows of the one chosen."""
        from hazard_desk.services.cross_inspecting.rounds import rounds

        if self.follow is not None:
            self.follow.renew()
        self.background.read(
            rounds, done=self._on_rounds, failed=self.messages.show_error, key="cross/rounds", owner=self
        )

    def focus_search(self) -> None:
        """Put the cursor where a unit is looked for."""
        if self.views.current == FOLLOW and self.follow is not None and self.follow.is_pair_open:
            self.follow.focus_list()
        else:
            self.search.setFocus()
            self.search.selectAll()

    def new_record(self) -> None:
        """Begin a new round."""
        self._dialog().open_new()

    def begin_example(self) -> None:
        """Begin a new round with the 14 counties of the document."""
        self._dialog().open_new(example=True)

    def show_record(self, record_id: int) -> None:
        """Show this round on the board."""
        self._wanted = record_id
        self._show_view(BOARD)
        self.reload()

    def show_view(self, view_name: str) -> None:
        """Show 安排, 跟踪 or 历次."""
        self._show_view(view_name if view_name in _VIEWS else BOARD)

    def show_pair(self, pair_id: int) -> None:
        """Show how this pair is followed; it tells its round itself."""
        self._show_view(FOLLOW)
        self._follow_view().show_pair(pair_id)

    def may_close(self) -> bool:
        """Let 跟踪 keep what was typed as a draft."""
        return self.follow is None or self.follow.may_close()

    # ---- the rounds ------------------------------------------------------------------------------------

    def _on_rounds(self, found: Sequence[RoundRow]) -> None:
        self._rounds = {row.id: row for row in found}
        wanted, self._wanted = self._wanted, None
        kept = self.settings.value("cross/round") if self.settings is not None else None
        choices = (wanted, self._round_id, kept, *self._rounds)
        self._round_id = next((one for one in choices if one in self._rounds), None)
        self.round_box.show_rounds(found, self._round_id)
        self._show_chosen()

    def _choose(self, round_id: int) -> None:
        self._wanted = None  # whatever was to be shown next, she has chosen this one
        self._name_round(round_id)
        self._show_chosen()

    def _name_round(self, round_id: int) -> None:
        self._round_id = round_id
        self.round_box.choose(round_id)
        if self.settings is not None:
            self.settings.setValue("cross/round", round_id)

    def _show_chosen(self) -> None:
        """Show the chosen round in the view in sight."""
        there = self._round_id is not None
        for widget in (self.round_box, self.facts_button, self.print_button, self.remove_button):
            widget.setVisible(there)
        view = self.views.current
        self._show_frame()
        self.search.setVisible(there)
        if not there:
            self.board.show_round(None)
            self.stack.setCurrentWidget(self.empty)
            self.status_changed.emit("")
            return
        self.stack.setCurrentWidget(self._widget(view))
        if view == BOARD:
            self.board.show_round(self._round_id)
        elif view == FOLLOW:
            self._follow_view().show_round(self._round_id)
        else:
            self.history.show_round(self._round_id)
            self.history.reload()
        if view != BOARD:
            row = self._rounds[self._round_id] if self._round_id is not None else None
            self.status_changed.emit(f"{row.name} · 共 {len(row.pairs)} 组" if row is not None else "")

    def _widget(self, view: str) -> QWidget:
        if view == FOLLOW:
            return self._follow_view()
        return self.board if view == BOARD else self.history

    def _show_view(self, view: str) -> None:
        self.views.set_current(view)
        if self.settings is not None:
            self.settings.setValue("cross/view", view)
        if self._rounds:
            self._show_chosen()
            self._search(self.search.text())

    def _open_from_history(self, round_id: int) -> None:
        if round_id in self._rounds:
            self._name_round(round_id)
            self._show_view(BOARD)
            self.board.table.setFocus()

    def _on_pair_open(self, opened: bool) -> None:
        self._pair_open = opened
        self._show_frame()

    def _show_frame(self) -> None:
        following = self.views.current == FOLLOW
        # The pair's form has the whole page: at 150 % there is little of it.
        opened = self._pair_open and following
        self.head.setVisible(not opened)
        layout = self.layout()
        assert layout is not None
        side, gap = (0, 0) if opened else (theme.PAGE_MARGIN, theme.LABEL_GAP)
        layout.setContentsMargins(side, gap, side, gap)
        layout.setSpacing(gap)
        self.views.setVisible(self._round_id is not None and not opened)
        # 跟踪 has a primary deed of its own.
        theme.set_role(self.new_button, "" if following else "primary")
        self.new_button.setIcon(theme.icon("add", theme.INK if following else theme.GROUND))

    def _say_status(self, words: str) -> None:
        if self.views.current == BOARD:
            self.status_changed.emit(words)

    # ---- search ----------------------------------------------------------------------------------------

    def _search(self, typed: str) -> None:
        if self.views.current == BOARD:
            self.board.search(typed)
        elif self.views.current == FOLLOW:
            self._follow_view().search(typed)
        elif self.views.current == HISTORY:
            self.history.search(typed)

    def _enter_list(self) -> None:
        if self.views.current == BOARD:
            self.board.focus_list()
        elif self.views.current == FOLLOW:
            self._follow_view().focus_list()
        else:
            self.history.table.setFocus()

    # ---- a round as a whole ----------------------------------------------------------------------------

    def _dialog(self) -> RoundDialog:
        dialog = RoundDialog(self.background, self.messages, self, today=self._today)
        dialog.saved.connect(self._on_saved)
        return dialog

    def edit_round(self) -> None:
        """Show name, days, parties and pairs of the round in their dialog."""
        if self._round_id is not None:
            self._dialog().open_round(self._round_id)

    def _on_saved(self, round_id: int, draw: bool) -> None:
        self._wanted = round_id
        if self.settings is not None:
            self.settings.setValue("cross/round", round_id)
        if draw:
            self._show_view(BOARD)
            self.board.draw_when_read(round_id)
        self.reload()
        self.board.table.setFocus()

    def print_round(self) -> None:
        """Show F8 of the round as it will print."""
        if self._round_id is not None:
            self.round_form_wanted.emit(_FORM_ID, self._round_id)

    def print_view(self) -> None:
        """Print what the view in sight is about: F8, the hand-over lists, or the papers of the open pair."""
        if self.views.current == FOLLOW and self.follow is not None:
            self.follow.print_papers()
        else:
            self.print_round()

    def remove_round(self) -> None:
        """Move the round to the recycle bin at once, with a way back."""
        from hazard_desk.services.cross_inspecting.rounds import remove_round

        row = self._rounds.get(self._round_id) if self._round_id is not None else None
        if row is not None:
            self.remove_button.setEnabled(False)
            self.background.write(
                remove_round,
                row.id,
                done=partial(self._on_removed, row),
                failed=self._not_removed,
                owner=self,
            )

    def _not_removed(self, error: Exception) -> None:
        self.remove_button.setEnabled(True)
        self.messages.show_error(error)

    def _on_removed(self, row: RoundRow, changes: Changes) -> None:
        self.remove_button.setEnabled(True)

        def want() -> None:
            self._wanted = row.id

        said = f"已移入回收站：{row.name}。"
        say_undoable(self.background, self.messages, self, changes, said, first=want)


__all__ = ["BOARD", "FOLLOW", "HISTORY", "CrossPage"]
