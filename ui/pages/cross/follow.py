"""跟踪: where each pair of a round stands, and the form of the one that is worked on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.terms import PairState
from ui import theme
from ui.messages import Kind, Message
from ui.pages.cross.follow_columns import pair_columns
from ui.pages.cross.follow_words import is_late, proposed_words, told
from ui.pages.cross.next_steps import NextSteps
from ui.pages.cross.pair_desk import PairDesk
from ui.pages.cross.pair_papers import PairPapers
from ui.tables.ids_model import IdsTableModel
from ui.tables.record_table import RecordTable
from ui.undoing import say_undoable
from ui.widgets.check_list import FilterButton, Option
from ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import PairLine, PairView
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.messages import Messages

_NO_ROUND = "还没有交叉检查轮次。请先在“安排”里新建一轮。"
_NO_PAIRS = "这一轮还没有安排谁查谁。请先在“安排”里安排。"
_NONE_FOUND = "没有符合的组。请放宽筛选。"


class FollowView(QWidget):
    """The table of a round's pairs; Enter opens a pair page-wide over it."""

    record_wanted = Signal(str, int)
    form_wanted = Signal(str, int)  # form id, pair
    round_form_wanted = Signal(str, int)  # form id, round
    visit_wanted = Signal(object)  # `InspectionFacts`
    pair_open_changed = Signal(bool)  # whether a pair has the page to itself
    round_changed = Signal(int)  # a pair of another round was asked for and is shown

    def __init__(
        self,
        background: Background,
        messages: Messages,
        preferences: Any,
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        """Build it for no round; `show_round` gives it one."""
        super().__init__(parent)
        self._background = background
        self._messages = messages
        self._settings = preferences
        self._today = today
        self.round_id: int | None = None
        self._lines: dict[int, PairLine] = {}
        self._read_round: int | None = None  # the round that the lines are of
        self._open_pair: int | None = None
        self._stale = False
        self._searched = ""
        self.model = IdsTableModel(pair_columns(today), self._fetch, self)
        self.table = RecordTable(self.model, "cross_pairs", preferences)
        self.table.setAccessibleName("各组进展")
        self.table.horizontalHeader().setSectionResizeMode(
            len(self.model.columns) - 1, QHeaderView.ResizeMode.Stretch
        )
        self.desk: PairDesk | None = None
        self.papers = PairPapers(background, messages, preferences, self, today)
        self._make_bar()
        self._lay_out()
        self.table.opened.connect(self.show_pair)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self._show_possible()

    # ---- building --------------------------------------------------------------------------------------

    def _make_bar(self) -> None:
        self.states = FilterButton("状态", self._state_options)
        self.states.changed.connect(self._show_lines)
        self.late_button = self._toggle("只看反馈逾期的组")
        self.wrong_button = self._toggle("只看有不符合要求的组；“差什么”一列写明是什么")
        self.count = ElidedLabel()
        theme.set_role(self.count, "secondary")
        self.days_button = QPushButton("检查时间…")
        self.days_button.setToolTip("各组定同一时间，或只定选中的几组；可以撤销（Ctrl+Z）")
        self.days_button.clicked.connect(lambda _checked=False: self.plan_days())
        self.propose_button = QPushButton("提出抽检名单")
        self.propose_button.setToolTip(
            "给还没有查过的各组，从受检方的企业里挑选抽检名单：不少于规定家数，中小企业比例、重点类型，\n"
            "风险高和久未查的优先，回避的不选。已有检查的组不动；一次撤销（Ctrl+Z）就全部还原。"
        )
        theme.set_role(self.propose_button, "primary")
        self.propose_button.clicked.connect(self.propose)
        self.handover_button = QPushButton("打印移交清单")
        self.handover_button.setIcon(theme.icon("print", theme.SECONDARY))
        self.handover_button.setToolTip("各组的问题隐患移交清单和回执，先看样再打印（Ctrl+P）")
        self.handover_button.clicked.connect(lambda: self._show_round_form("cross-handover"))
        self.report_button = QPushButton("专题报告（全轮）")
        self.report_button.setIcon(theme.icon("report", theme.SECONDARY))
        reports = QMenu(self.report_button)
        reports.addAction("看样和打印…", lambda: self._show_round_form("cross-report"))
        reports.addAction("存为 Word…", self._save_word)
        self.report_button.setMenu(reports)

    def _toggle(self, tip: str) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setToolTip(tip)
        theme.set_role(button, "link")
        button.clicked.connect(lambda _checked=False: self._show_lines())
        button.hide()
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        for button in (self.states, self.late_button, self.wrong_button):
            bar.addWidget(button)
        bar.addWidget(self.count, 1)
        self.steps = NextSteps()
        self.steps.members_wanted.connect(self._open_members)
        self.steps.days_wanted.connect(self.plan_days)
        self.steps.samples_wanted.connect(self.propose)
        for button in (self.days_button, self.handover_button, self.report_button, self.propose_button):
            bar.addWidget(button)
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.LABEL_GAP)
        column.addLayout(bar)
        column.addWidget(self.steps)
        column.addWidget(self.table, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(listing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    # ---- what the page asks ----------------------------------------------------------------------------

    def show_round(self, round_id: int | None) -> None:
        """Show the pairs of this round; a pair of another one that is open is left, its text kept."""
        if round_id == self.round_id:
            return
        self.round_id = round_id
        if self.is_pair_open and self.desk is not None:
            self.desk.form.leave()
        self.reload()

    def reload(self) -> None:
        """Read the pairs again, and the one that is open."""
        self._stale = False
        if self.round_id is None:
            self._on_lines(None, [])
        else:
            from hazard_desk.services.cross_inspecting.following import pair_lines

            wanted = self.round_id
            self._background.read(
                pair_lines,
                wanted,
                done=lambda lines: self._on_lines(wanted, lines),
                failed=self._messages.show_error,
                key=f"cross/lines/{id(self)}",
                owner=self,
            )
        if self.is_pair_open and self.desk is not None:
            self.desk.reload()

    def renew(self) -> None:
        """Read again what may have changed: now, or when the view comes into sight."""
        self._stale = True
        self._renew_if_stale()

    def show_pair(self, pair_id: int) -> None:
        """Open this pair page-wide, of whichever round it is."""
        if self.desk is None:
            self.desk = self._make_desk()
        self.desk.show_pair(pair_id)

    @property
    def is_pair_open(self) -> bool:
        """Whether a pair has the page to itself."""
        return self.stack.currentIndex() > 0

    def search(self, typed: str) -> None:
        """Show only the pairs with a unit in which this stands, by name or pinyin initials."""
        if typed.strip() != self._searched:
            self._searched = typed.strip()
            self._show_lines()

    def print_papers(self) -> None:
        """Print the hand-over lists, or open what can be printed of the pair in sight."""
        if self.is_pair_open and self.desk is not None:
            self.desk.form.samples.print_button.showMenu()
        elif self._lines:
            self._show_round_form("cross-handover")

    def focus_list(self) -> None:
        """Put the keyboard on the pairs, or on the enterprises of the one that is open."""
        (
            self.table if not self.is_pair_open or self.desk is None else self.desk.form.samples.table
        ).setFocus()

    def may_close(self) -> bool:
        """Keep what is typed in the open pair as a draft."""
        return self.desk.may_close() if self.desk is not None and self.is_pair_open else True

    # ---- the table -------------------------------------------------------------------------------------

    def _fetch(self, ids: list[int], done: Callable[[Sequence[PairLine]], None], _failed: object) -> None:
        done([self._lines[known] for known in ids if known in self._lines])

    def _on_lines(self, round_id: int | None, lines: Sequence[PairLine]) -> None:
        if round_id != self.round_id:
            return
        self._lines = {line.pair_id: line for line in lines}
        if round_id != self._read_round:
            self._read_round = round_id
            self.states.set_chosen([])
            for button in (self.late_button, self.wrong_button):
                button.setChecked(False)
        self._show_lines()

    def _show_lines(self) -> None:
        lines = list(self._lines.values())
        for button, words, many in (
            (self.late_button, "反馈逾期", sum(self._is_late(line) for line in lines)),
            (self.wrong_button, "不符合", sum(bool(line.gaps) for line in lines)),
        ):
            if not many:
                button.setChecked(False)
            button.setText(f"{words} {many} 组")
            button.setVisible(bool(many))
        self.steps.show_for(lines)
        found = [line.pair_id for line in lines if self._is_wanted(line)]
        empty = _NO_ROUND if self.round_id is None else _NONE_FOUND if self._lines else _NO_PAIRS
        self.table.set_empty_text(empty)
        self.model.refresh()
        self.model.set_ids(found)
        if found and self.table.current_id is None:
            self.table.go_to(found[0])
        self.count.setText(self._count_words(len(found)))
        self._show_possible()

    def _is_late(self, line: PairLine) -> bool:
        return is_late(line, self._today())

    def _is_wanted(self, line: PairLine) -> bool:
        from ui.widgets.suggestions import found_by

        chosen = self.states.chosen()
        names = (line.inspector, line.inspected)
        return (
            (not self._searched or any(found_by(name, self._searched) for name in names))
            and (not chosen or line.state in chosen)
            and (not self.late_button.isChecked() or self._is_late(line))
            and (not self.wrong_button.isChecked() or bool(line.gaps))
        )

    def _count_words(self, found: int) -> str:
        lines = list(self._lines.values())
        if not lines:
            return ""
        hazards, major = sum(one.general + one.major for one in lines), sum(one.major for one in lines)
        words = f"共 {len(lines)} 组" + ("" if found == len(lines) else f"，找到 {found} 组")
        words += (
            f" · 抽检 {sum(one.samples for one in lines)} 家，已查 {sum(one.visited for one in lines)} 家"
        )
        words += f" · 隐患 {hazards} 条" + (f"（重大 {major}）" if major else "")
        return f"{words}，已整改 {sum(one.rectified for one in lines)} 条"

    def _state_options(self) -> list[Option]:
        found = Counter(line.state for line in self._lines.values())
        return [Option(state, state.label, found[state]) for state in PairState if found[state]]

    def _show_possible(self) -> None:
        any_pair = bool(self._lines)
        self.propose_button.setEnabled(any(line.own for line in self._without_visit()))
        for button in (self.handover_button, self.report_button, self.days_button):
            button.setEnabled(any_pair)

    def _without_visit(self) -> list[PairLine]:
        return [line for line in self._lines.values() if not line.visited]

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu("操作", self.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        current = self.table.current_id
        if current is None:
            return
        for words, form_id in (
            ("打开", ""),
            ("问题隐患移交清单和回执…", "cross-handover"),
            ("隐患情况汇总表（附件4）…", "cross-summary"),
            ("专题报告…", "cross-report"),
        ):
            action = menu.addAction(words)
            action.triggered.connect(
                lambda _checked=False, form_id=form_id: (
                    self.form_wanted.emit(form_id, current) if form_id else self.show_pair(current)
                )
            )
        menu.addAction("检查时间…").triggered.connect(lambda _checked=False: self.plan_days())
        menu.popup(self.table.viewport().mapToGlobal(at))

    def showEvent(self, event: QShowEvent) -> None:
        """Read again what changed while another page was in sight."""
        super().showEvent(event)
        self._renew_if_stale()

    def _renew_if_stale(self) -> None:
        if self._stale and self.isVisible():
            self.reload()

    # ---- all pairs at once -----------------------------------------------------------------------------

    def propose(self) -> None:
        """Propose what every pair without a visit is to visit; asks where lists would be replaced."""
        waiting = self._without_visit()
        made = [line for line in waiting if line.samples]
        if not made:
            self._propose()
            return
        named = "、".join(f"{line.inspector}→{line.inspected}" for line in made[:3])
        more = f"等 {len(made)} 组" if len(made) > 3 else ""
        self._messages.ask(
            Message(
                f"给还没有查过的 {len(waiting)} 组提出抽检名单，其中 {len(made)} 组已经有名单。",
                f"{named}{more}现在的名单会换成新提出的；已有检查的组不动。",
                "换了以后可以一次撤销（Ctrl+Z）。只想补一组的，打开那一组再提。",
                Kind.INFO,
            ),
            "提出名单",
            lambda wanted: self._propose() if wanted else None,
        )

    def plan_days(self) -> None:
        """Ask for the days of many pairs at once."""
        from ui.dialogs.cross_round import DaysDialog

        if self.round_id is None or not self._lines:
            return
        dialog = DaysDialog(
            self._background,
            self._messages,
            list(self._lines.values()),
            self.table.selected_ids,
            self.window(),
            today=self._today,
        )
        dialog.planned.connect(partial(self._say, ""))
        dialog.finished.connect(self.table.setFocus)
        dialog.open_read(self.round_id)

    def _open_members(self) -> None:
        from ui.dialogs.cross_round import MembersDialog

        if self.round_id is not None:
            dialog = MembersDialog(self._background, self._messages, self.round_id, self.window())
            dialog.finished.connect(self.table.setFocus)
            dialog.open_read()

    def _propose(self) -> None:
        from hazard_desk.services.cross_inspecting.sampling import propose_samples

        if self.round_id is not None:
            self._background.write(
                propose_samples,
                self.round_id,
                done=lambda changes: self._say(proposed_words(changes), changes),
                failed=self._messages.show_error,
                owner=self,
            )

    def _say(self, said: str, changes: Changes) -> None:
        say_undoable(self._background, self._messages, self, changes, said, notices=told(changes.notices))

    def _show_round_form(self, form_id: str) -> None:
        if self.round_id is not None:
            self.round_form_wanted.emit(form_id, self.round_id)

    def _save_word(self) -> None:
        if self.round_id is not None:
            self.papers.save_word(self.round_id)

    # ---- one pair --------------------------------------------------------------------------------------

    def _make_desk(self) -> PairDesk:
        desk = PairDesk(self._background, self._messages, self._settings, self._today)
        desk.closed.connect(self._close_pair)
        desk.shown.connect(self._on_shown)
        desk.next_wanted.connect(self._open_next)
        desk.record_wanted.connect(self.record_wanted)
        desk.form_wanted.connect(self.form_wanted)
        desk.visit_wanted.connect(self.visit_wanted)
        self.stack.addWidget(desk)
        return desk

    def _on_shown(self, view: PairView) -> None:
        if view.round_id != self.round_id:
            self.round_id = view.round_id
            self.reload()
            self.round_changed.emit(view.round_id)
        self._open_pair = view.line.pair_id
        if not self.is_pair_open:
            assert self.desk is not None
            self.stack.setCurrentWidget(self.desk)
            self.desk.form.focus_first()
            self.pair_open_changed.emit(True)

    def _close_pair(self) -> None:
        closed, self._open_pair = self._open_pair, None
        self.stack.setCurrentIndex(0)
        self.pair_open_changed.emit(False)
        if closed is not None:
            self.table.go_to(closed)
        self.table.setFocus()

    def _open_next(self) -> None:
        """Open the pair after the one in sight; after the last, the table again."""
        assert self.desk is not None
        ids = list(self.model.ids)
        at = ids.index(self.desk.pair_id) if self.desk.pair_id in ids else len(ids)
        if at + 1 < len(ids):
            self.desk.show_pair(ids[at + 1])
        else:
            self.desk.form.leave()
