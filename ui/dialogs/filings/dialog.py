"""报送记录: what was handed in, when and to whom, what is late; each paper opens as it was filed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from hazard_desk.terms import FilingState
from ui import theme
from ui.dialogs.lookup_dialog import LookupDialog
from ui.dialogs.rosters.desk_dialog import preferences_of
from ui.messages import Messages
from ui.pages.reports.stage_words import due_words, paper_name
from ui.tables.columns import Align
from ui.tables.short_list import Line, ShortList
from ui.widgets.check_list import FilterButton, Option
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hazard_desk.services.filing.history import History, HistoryRow
    from ui.background import Background

_SIZE = (1240, 640)
_COLUMNS = [
    ("报送周", 92, Align.LEFT),
    ("报表", 208, Align.LEFT),
    ("专项行动", 188, Align.LEFT),
    ("版本", 104, Align.LEFT),
    ("状态", 64, Align.LEFT),
    ("定稿", 92, Align.LEFT),
    ("盖章", 92, Align.LEFT),
    ("报送", 92, Align.LEFT),
    ("期限", 132, Align.LEFT),
    ("报送给", 140, Align.LEFT),
]
_STATES = tuple(Option(state, state.label) for state in FilingState)


class FilingsDialog(LookupDialog):
    """A list to look things up in; a double click or Enter shows the paper on 报表导出."""

    report_wanted = Signal(object)  # a `Wanted`
    concerned_by: ClassVar = frozenset(
        {"filing", "filed_paper", "attachment_link", "campaign", "report_obligation", "office"}
    )

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent, "报送记录", _SIZE)
        self._history: History | None = None
        self._rows: list[HistoryRow] = []
        self.states = FilterButton("状态", lambda: _STATES)
        self.states.changed.connect(self._show)
        self.table = ShortList(_COLUMNS, "filings/history", preferences_of(parent))
        self.table.setAccessibleName("报送记录")
        self.table.set_empty_text("还没有定稿过报表。在“报表导出”里点“定稿”，每一周的报表就留在这里。")
        self.table.opened.connect(self._open)
        self.words = QLabel()
        theme.set_role(self.words, "secondary")
        self.open_button = push_button("打开这张报表", "回车或双击", self.open_current, "open")
        self.close_button = push_button("关闭", "Esc", self.reject)
        self.table.selection_changed.connect(lambda ids: self.open_button.setEnabled(bool(ids)))
        self.open_button.setEnabled(False)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.states)
        head.addWidget(self.words, 1)
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        bar.addWidget(self.open_button)
        bar.addStretch()
        bar.addWidget(self.close_button)
        self.lay_out(head, self.table, bar)

    # ---- the list --------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin at the list."""
        self.table.setFocus()

    def reload(self) -> None:
        """Read the list."""
        from hazard_desk.services.filing.history import filing_history

        self.background.read(
            filing_history,
            done=self._on_history,
            failed=self.messages.show_error,
            key="filings/history",
            owner=self,
        )

    def _on_history(self, history: History) -> None:
        self._history = history
        self._show()

    def _show(self) -> None:
        history = self._history
        if history is None:
            return
        chosen = self.states.chosen()
        self._rows = [row for row in history.rows if not chosen or row.paper.state in chosen]
        self.table.show_lines(
            [Line(at, self._texts(row), tip=_correction(row)) for at, row in enumerate(self._rows)]
        )
        if self._rows and self.table.current_id is None:
            self.table.go_to(0)
        self.words.setText(_summary(history.rows))
        self.open_button.setEnabled(self.table.current_id is not None)

    def _texts(self, row: HistoryRow) -> tuple[str, ...]:
        assert self._history is not None
        paper, state = row.paper, row.state
        version = f"第 {paper.version} 版" if paper.version else ""
        filed = state.filed_at.date() if state is not None and state.filed_at is not None else None
        return (
            str(paper.week_end),
            paper_name(paper),
            paper.campaign or "",
            version if row.current else f"{version}（旧）",
            paper.state.label,
            str(filed or ""),
            str(paper.stamped_on or ""),
            str(paper.reported_on or ""),
            due_words(paper, self._history.today) if row.current else "",
            paper.reported_to or paper.recipient,
        )

    # ---- a paper ---------------------------------------------------------------------------------------

    def open_current(self) -> None:
        """Show the current paper as it was filed."""
        current = self.table.current_id
        if current is not None:
            self._open(current)

    def _open(self, at: int) -> None:
        from dataclasses import replace

        from hazard_desk.services.report_reading import wanted_of

        row = self._rows[at]
        wanted = wanted_of(row.paper)
        if not row.current:
            wanted = replace(wanted, paper_id=row.paper.id)
        self.report_wanted.emit(wanted)
        self.accept()


def _correction(row: HistoryRow) -> str:
    """Return why this version was filed; "" of a first one, whose cells tell their own words."""
    return f"更正原因：{row.state.reason}" if row.state is not None and row.state.reason else ""


def _summary(rows: Sequence[HistoryRow]) -> str:
    """Return how many papers are still on their way."""
    waiting = [row for row in rows if row.current and row.paper.state is not FilingState.REPORTED]
    if not waiting:
        return f"共 {len(rows)} 张，都已报送" if rows else ""
    counted = [
        f"{sum(row.paper.state is state for row in waiting)} 张{words}"
        for state, words in (
            (FilingState.DRAFT, "没有定稿"),
            (FilingState.FILED, "待盖章扫描"),
            (FilingState.STAMPED, "待报送"),
        )
        if any(row.paper.state is state for row in waiting)
    ]
    return f"共 {len(rows)} 张，其中 {'、'.join(counted)}"
