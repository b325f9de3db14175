"""安排: the board of a round. Every touch is one operation; what it leads to is said beside it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.cross_round import ForbidDialog, MembersDialog, RenameDialog
from ui.messages import Kind, Message, Messages
from ui.pages.cross.board_lines import BoardLine, inspector_offers, lines_of, target_offers
from ui.pages.cross.board_moves import fixed_words
from ui.pages.cross.board_table import BoardModel, BoardTable
from ui.pages.cross.verdict import VerdictPanel
from ui.undoing import say_undoable
from ui.widgets.drop_list import Offer
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.push_button import push_button
from ui.widgets.single_click_button import SingleClickButton

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.board import Board
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_PANEL_WIDTH, _NARROW_PANEL = 330, 250
_WIDE = 1100
_DRAW, _DRAW_AGAIN = "抽签排组", "重新抽签"
_LOCK, _UNLOCK = "锁定", "解锁"
_ABOUT_DRAW = "由程序随机排，不满足硬性要求的不会出现"
_ALL_FIXED = "各组都已锁定或已开展，重新抽签没有可换的"
_NO_PARTIES = "这一轮还没有参加单位。点“轮次资料…”填写。"
_HINT = "拖动受检方对调，或按回车另选 · Ctrl+L 锁定 · Ctrl+B 禁止 · 空格收起右边"


class BoardView(QWidget):
    """The lines at the left, 核对结果 at the right, the deeds above."""

    status_changed = Signal(str)
    search_given_up = Signal()  # all lines are shown, whatever is searched for

    def __init__(
        self, background: Background, messages: Messages, settings: Any, parent: QWidget | None = None
    ) -> None:
        """Build it empty; `show_round` fills it."""
        super().__init__(parent)
        self.background = background
        self.messages = messages
        self.settings = settings
        self.board: Board | None = None
        self._round_id: int | None = None
        self._lines: list[BoardLine] = []
        self._searched = ""
        self._draw_when_read: int | None = None  # the round that is drawn once it is in sight
        self._drawing = False
        self._last_deed = ""
        self.model = BoardModel()
        self.table = BoardTable(self.model, settings)
        self.model.setParent(self)
        self.panel = VerdictPanel()
        self._make_actions()
        self._lay_out()
        self.table.offer_by(self._offers)
        self.table.dropped.connect(self._drop)
        self.table.target_chosen.connect(self._choose)
        self.table.menu_wanted.connect(self._open_menu)
        self.table.selection_changed.connect(lambda _ids: self._on_selection())
        self.table.panel_wanted.connect(lambda _id: self.show_panel(self.panel.isHidden()))
        self.model.note_typed.connect(self._write_note)
        background.changed.connect(self._on_changed)
        self.panel.pair_wanted.connect(self.go_to_pair)
        self.panel.allow_wanted.connect(self._allow)
        self.panel.members_wanted.connect(self.open_members)

    # ---- building --------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.change_action = self._action("换受检方…", self._pick, "", "回车、F2，或用鼠标把受检方拖到另一行")
        self.lock_action = self._action(_LOCK, self.toggle_lock, "Ctrl+L", "锁定的，重新抽签时不动")
        self.forbid_action = self._action("不许这样排…", self.forbid, "Ctrl+B", "这两个不再排在一起")
        self.note_action = self._action("写备注", self.table.write_note, "", "在备注那一格按 F2")
        self.drop_action = self._action("去掉这一组", self.drop_pair, "", "可以撤销（Ctrl+Z）")
        self.members_action = self._action("组员…", self._members_of_line, "", "检查方的组员")
        self.rename_actions = (
            self._action("检查方改名…", lambda: self._rename(0), "", "排好的组和记录跟着改"),
            self._action("受检方改名…", lambda: self._rename(1), "", "排好的组和记录跟着改"),
        )
        self.copy_action = self._action("复制", self.table.copy_selection, "", "Ctrl+C")

    def _action(self, words: str, act: Callable[[], object], keys: str, tip: str) -> QAction:
        action = QAction(words, self)
        action.setToolTip(tip)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: act())
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        self.draw_button = SingleClickButton(_DRAW)
        self.draw_button.setToolTip(_ABOUT_DRAW)
        self.draw_button.clicked.connect(lambda _checked=False: self.draw())
        self.lock_button = push_button(
            _LOCK, "锁定（指定）选中的组，重新抽签时不动（Ctrl+L）", self.toggle_lock
        )
        self.forbid_button = push_button("禁止…", "写明谁不许检查谁（Ctrl+B）", self.forbid)
        self.members_button = push_button("组员…", "填各检查方的组员，回避和包联自动算出", self.open_members)
        self.hint = ElidedLabel(_HINT)
        theme.set_role(self.hint, "secondary")
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        for button in (self.draw_button, self.lock_button, self.forbid_button, self.members_button):
            bar.addWidget(button)
        bar.addSpacing(theme.LABEL_GAP)
        bar.addWidget(self.hint, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.splitterMoved.connect(
            lambda _at, _index: self._keep("panel_width", self.splitter.sizes()[1])
        )
        self.panel.setVisible(self._kept("panel", True) is not False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(bar)
        layout.addWidget(self.splitter, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the panel the width it was given last, on a small screen less."""
        super().showEvent(event)
        if event.spontaneous():
            return
        kept = self._kept("panel_width", None)
        usual = _PANEL_WIDTH if self.width() >= _WIDE else _NARROW_PANEL
        width = kept if isinstance(kept, int) and kept > 0 else usual
        self.splitter.setSizes([max(self.width() - width, 1), width])

    def _kept(self, name: str, default: Any) -> Any:
        kept = self.settings.value(f"cross/{name}") if self.settings is not None else None
        return default if kept is None else kept

    def _keep(self, name: str, value: Any) -> None:
        if self.settings is not None:
            self.settings.setValue(f"cross/{name}", value)

    # ---- what is shown ---------------------------------------------------------------------------------

    def show_round(self, round_id: int | None) -> None:
        """Read this round, or show none."""
        if round_id != self._round_id:
            self.board = None
            self._last_deed = ""
            self._lines = []
            self.model.show_lines([])
        self._round_id = round_id
        if round_id != self._draw_when_read:
            self._draw_when_read = None
        self.reload()

    def reload(self) -> None:
        """Read the board again."""
        from hazard_desk.services.cross_inspecting.board import read_board

        if self._round_id is not None:
            self.background.read(
                read_board,
                self._round_id,
                done=self._show,
                failed=self._not_read,
                key="cross/board",
                owner=self,
            )

    def _not_read(self, error: Exception) -> None:
        self._draw_when_read = None
        self.messages.show_error(error)

    def search(self, typed: str) -> None:
        """Show only the lines in which this stands, by name or pinyin initials."""
        self._searched = typed.strip()
        self._show_lines()

    def focus_list(self) -> None:
        """Put the keyboard on a line."""
        if self.table.current_line is None and self.model.rowCount():
            self.table.go_to(self.model.id_at(0))
        self.table.setFocus()

    def _show(self, board: Board) -> None:
        if board.round.id != self._round_id:
            return
        self.board = board
        self._lines = lines_of(board)
        self.table.show_bars(
            {(bar.inspector, bar.inspected): bar.reason or bar.kind.label for bar in board.bars}
        )
        self._show_lines()
        self.panel.show_board(board)
        self.draw_button.setText(_DRAW_AGAIN if board.pairs else _DRAW)
        self._show_drawable()
        if self._draw_when_read == board.round.id:
            self._draw_when_read = None
            self.draw()

    def _show_drawable(self) -> None:
        # A draw that could change nothing would only put another seed on F8.
        free = not self._lines or any(not line.fixed for line in self._lines)
        self.draw_button.setEnabled(free and not self._drawing)
        self.draw_button.setToolTip(_ABOUT_DRAW if free else _ALL_FIXED)
        self.hint.setText(_HINT if free else f"{_ALL_FIXED} · Ctrl+L 解锁 · 空格收起右边")

    def _show_lines(self) -> None:
        from ui.widgets.suggestions import found_by

        found = [
            line
            for line in self._lines
            if not self._searched or any(found_by(name, self._searched) for name in line.searched if name)
        ]
        self.table.set_empty_text("没有符合的单位。" if self._lines else _NO_PARTIES)
        self.model.show_lines(found)
        self._on_selection()

    def _on_selection(self) -> None:
        lines = self.table.selected_lines
        pairs = [line for line in lines if line.is_pair]
        words = _UNLOCK if pairs and all(line.locked for line in pairs) else _LOCK
        self.lock_button.setText(words)
        self.lock_action.setText(words)
        for thing in (self.lock_button, self.lock_action):
            thing.setEnabled(bool(pairs))
        self.change_action.setEnabled(len(lines) == 1)
        for action in (self.note_action, self.drop_action):
            action.setEnabled(len(pairs) == 1)
        self.members_action.setEnabled(len(lines) == 1)
        for action, name in zip(self.rename_actions, self._sides(lines), strict=True):
            action.setVisible(bool(name))
            action.setText(f"「{name}」改名…")
        self.copy_action.setEnabled(bool(lines))
        board = self.board
        if board is None:
            return
        locked = sum(pair.locked for pair in board.pairs)
        said = [f"已选 {len(lines)} 组" if len(lines) > 1 else "", f"共 {len(board.pairs)} 组"]
        said += [
            f"锁定 {locked} 组" if locked else "",
            # Before the draw everything is missing: that says nothing.
            f"违反 {len(board.faults)} 处" if board.faults and board.pairs else "",
        ]
        said.append(f"刚才：{self._last_deed}（Ctrl+Z 撤销）" if self._last_deed else "")
        self.status_changed.emit(" · ".join(filter(None, said)))

    def _sides(self, lines: Sequence[BoardLine]) -> tuple[str, str]:
        """Return the names of one line, "" where there is none or no single line."""
        return (lines[0].inspector, lines[0].inspected) if len(lines) == 1 else ("", "")

    def go_to_pair(self, pair_id: int) -> None:
        """Go to the line of this pair, whatever is searched for."""
        if self.model.row_of(pair_id) is None:
            self.search("")
            self.search_given_up.emit()
        self.table.go_to(pair_id)
        self.table.setFocus()

    def show_panel(self, shown: bool) -> None:
        """Show or hide 核对结果."""
        self.panel.setVisible(shown)
        self._keep("panel", shown)
        self.table.setFocus()

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        actions = (self.change_action, self.lock_action, self.forbid_action, self.note_action)
        for action in (*actions, self.drop_action):
            menu.addAction(action)
        menu.addSeparator()
        for action in (self.members_action, *self.rename_actions, self.copy_action):
            menu.addAction(action)
        menu.popup(at)

    def _on_changed(self, changes: Changes) -> None:
        # What Ctrl+Z would take back now: the last deed, whoever did it; what was taken back is none.
        if changes.nouns:
            here = any(noun.startswith("cross_") for noun in changes.nouns)
            self._last_deed = changes.summary if here and not changes.summary.startswith("撤销") else ""
            if self.isVisible():
                self._on_selection()

    # ---- deeds -----------------------------------------------------------------------------------------

    def draw_when_read(self, round_id: int) -> None:
        """Draw this round as soon as it has been read; not when another one is shown meanwhile."""
        self._draw_when_read = round_id

    def draw(self) -> None:
        """Draw the pairs, but for those that are locked or followed."""
        from hazard_desk.services.cross_inspecting.arranging import draw_round

        if self._round_id is not None and not self._drawing:
            self._drawing = True  # once is enough
            self._show_drawable()
            self.background.write(
                draw_round, self._round_id, done=self._drawn, failed=self._not_drawn, owner=self,
                what="正在抽签排组",
            )  # fmt: skip

    def _drawn(self, changes: Changes) -> None:
        self._drawing = False
        self._show_drawable()
        if not changes.nouns:
            self.messages.say_done("抽签的结果和现在的安排一样。")
            return
        say_undoable(self.background, self.messages, self, changes)
        self.focus_list()

    def _not_drawn(self, error: Exception) -> None:
        self._drawing = False
        self._show_drawable()
        self.messages.show_error(error)

    def toggle_lock(self) -> None:
        """Lock the pairs that are selected, or unlock them where all are locked."""
        from hazard_desk.services.cross_inspecting.arranging import lock_pairs

        pairs = [line for line in self.table.selected_lines if line.is_pair]
        if pairs:
            locked = not all(line.locked for line in pairs)
            self._write(lock_pairs, [line.id for line in pairs], locked)

    def forbid(self) -> None:
        """Ask why the two of the line must not be together, and write it down."""
        if self.board is None:
            return
        line = self.table.current_line if self.table.selected_ids else None
        sides = (line.inspector, line.inspected) if line is not None and line.is_pair else ("", "")
        dialog = ForbidDialog(self.background, self.messages, self.board, sides, self)
        dialog.forbidden.connect(self._say_undoable)
        dialog.open()

    def _say_undoable(self, changes: Changes) -> None:
        say_undoable(self.background, self.messages, self, changes)
        self.table.setFocus()

    def open_members(self, inspector: str = "") -> None:
        """Show who goes with each 检查方."""
        if self._round_id is not None:
            MembersDialog(self.background, self.messages, self._round_id, self).open_read(inspector)

    def _members_of_line(self) -> None:
        line = self.table.current_line
        self.open_members(line.inspector if line is not None else "")

    def _rename(self, side: int) -> None:
        board, name = self.board, self._sides(self.table.selected_lines)[side]
        if board is None:
            return
        parties = (board.inspectors, board.targets)[side]
        party = next((one for one in parties if one.name == name), None)
        if party is not None:
            dialog = RenameDialog(self.background, self.messages, party.id, name, self)
            dialog.renamed.connect(lambda changes, _name: self._say_undoable(changes))
            dialog.open()

    def _pick(self) -> None:
        line = self.table.current_line
        if line is not None:
            self.table.pick_target(line)

    def _offers(self, line: BoardLine) -> Sequence[Offer]:
        """Return whom the line may have: 受检方, or 检查方 where it has none; say why it can have nobody."""
        board = self.board
        why = fixed_words(line)
        if board is None or why:
            if why:
                self.messages.say(Message(f"{why}。", "没有改动任何数据。", kind=Kind.INFO))
            return ()
        return target_offers(board, line) if line.inspector else inspector_offers(board, line)

    def _choose(self, line_id: int, name: str) -> None:
        from hazard_desk.services.cross_inspecting.arranging import add_pair, set_pair

        line = self.model.line(line_id)
        if line is None or line.inspected == name:
            return
        if line.is_pair:
            self._write(set_pair, line_id, line.inspector, name)
        elif line.inspector:
            self._write(add_pair, self._round_id, line.inspector, name)
        else:
            self._write(add_pair, self._round_id, name, line.inspected)

    def _drop(self, line_id: int, other_id: int) -> None:
        from hazard_desk.services.cross_inspecting.arranging import add_pair, set_pair, swap_targets

        carried, target = self.model.line(line_id), self.model.line(other_id)
        if carried is None or target is None:
            return
        if carried.is_pair and target.is_pair:
            self._write(swap_targets, line_id, other_id)
        elif carried.is_pair:
            self._write(set_pair, line_id, target.inspector, carried.inspected)
        elif target.is_pair:
            self._write(set_pair, other_id, target.inspector, carried.inspected)
        else:
            self._write(add_pair, self._round_id, target.inspector, carried.inspected)

    def drop_pair(self) -> None:
        """Take the pair that the keyboard is on out of the arrangement."""
        from hazard_desk.services.cross_inspecting.arranging import drop_pair

        line = self.table.current_line
        if line is not None and line.is_pair:
            self._write(drop_pair, line.id)

    def _write_note(self, pair_id: int, note: str) -> None:
        from hazard_desk.services.cross_inspecting.arranging import set_pair_note

        self._write(set_pair_note, pair_id, note)

    def _allow(self, forbidden_id: int) -> None:
        from hazard_desk.services.cross_inspecting.arranging import allow_pair

        self._write(allow_pair, forbidden_id)

    def _write(self, operation: Callable[..., Any], *args: Any) -> None:
        self.background.write(operation, *args, done=self._done, failed=self.messages.show_error, owner=self)

    def _done(self, _changes: Changes) -> None:
        # No strip: it would push the lines from under the mouse with each of many quick moves.
        if self.isVisible():
            self.table.setFocus()
