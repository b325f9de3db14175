"""The lists beside and below the page: the 18 figures, and the rows behind what was opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hazard_desk.forms.sheet import printed
from hazard_desk.rules.money import format_wan
from hazard_desk.rules.weekly_figures import Counting, Figure
from ui import help_topics, theme
from ui.office_dialogs import SHOWN_NOUNS
from ui.pages.reports.figure_words import figure_words
from ui.pages.reports.slot_words import explanation
from ui.tables.columns import Align
from ui.tables.record_table import RecordTable
from ui.tables.short_list import Line, ShortList

if TYPE_CHECKING:
    from hazard_desk.forms.preflight import Unprintable
    from hazard_desk.services.behind import BehindRow
    from hazard_desk.services.filing.differences import Difference
    from hazard_desk.services.form_filling.dispatch import Slot, SlotRow
    from hazard_desk.services.reporting import FigureRow, Statistics


class FigureList(ShortList):
    """检查组 … 典型案例, with the week's and the cumulative figure; each can be opened."""

    figure_wanted = Signal(str, bool)  # the figure's key, whether the cumulative one
    change_wanted = Signal(int)  # the place of the figure: F2

    def __init__(self, settings: Any) -> None:
        """Start empty."""
        titles = [("指标", 168, Align.LEFT), ("本周", 56, Align.RIGHT), ("累计", 64, Align.RIGHT)]
        super().__init__(titles, "reports/figures", settings)
        self.setAccessibleName("各项数字")
        self.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cumulative = False
        shortcut = QShortcut(QKeySequence("F2"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self._want_change)
        self.clicked.connect(self._on_click)
        self.opened.connect(lambda at: self.figure_wanted.emit(list(Figure)[at].value, self._cumulative))

    def show_figures(self, counted: Statistics, slots: Sequence[Slot], *, cumulative: bool) -> None:
        """Show these figures; Enter opens the cumulative one where that is what the form shows.

        `slots` are those that the form shows: one that was changed by hand says so.
        """
        self._cumulative = cumulative
        words = figure_words()
        lines = []
        for at, figure in enumerate(Figure):
            shown = [printed(counted.week[figure]), printed(counted.cumulative[figure])]
            slot = slots[at] if slots else None
            tip = ""
            if slot is not None and slot.entry is not None:
                shown[cumulative] = f"改 {slot.entry.text}"
                tip = f"{words[figure].label}\n{explanation(slot)}"
            lines.append(Line(at, (f"{words[figure].short}（{words[figure].unit}）", *shown), tip=tip))
        self.show_lines(lines)

    def _want_change(self) -> None:
        if self.current_id is not None:
            self.change_wanted.emit(self.current_id)

    def _on_click(self, index: QModelIndex) -> None:
        if index.column() > 0:
            self.figure_wanted.emit(list(Figure)[index.row()].value, index.column() == 2)


class Details(QWidget):
    """What was opened: a sentence, and the rows. A double click or Enter shows the record of a row."""

    record_wanted = Signal(str, int)
    closed = Signal()

    def __init__(self, settings: Any) -> None:
        """Start with nothing opened."""
        super().__init__()
        self.title = QLabel()
        theme.set_role(self.title, "heading")
        self.explanation = QLabel()
        theme.set_role(self.explanation, "secondary")
        self.close_button = QPushButton("收起")
        theme.set_role(self.close_button, "link")
        self.close_button.setToolTip("Esc")
        self.close_button.clicked.connect(lambda: self.closed.emit())
        enterprise = ("企业（单位）", 240, Align.LEFT)
        day = ("日期", 96, Align.LEFT)
        self.events = ShortList([day, enterprise, ("内容", 360, Align.LEFT)], "reports/events", settings)
        self.amounts = ShortList(
            [day, enterprise, ("数额", 96, Align.RIGHT), ("内容", 260, Align.LEFT)],
            "reports/amounts",
            settings,
        )
        self.enterprises = ShortList([("企业", 480, Align.LEFT)], "reports/enterprises", settings)
        self.characters = ShortList(
            [("字", 64, Align.CENTRE), ("在哪里", 480, Align.LEFT), ("印出来", 120, Align.LEFT)],
            "reports/characters",
            settings,
        )
        self.differences = ShortList(
            [
                day,
                enterprise,
                ("项目", 180, Align.LEFT),
                ("定稿时", 240, Align.LEFT),
                ("现在", 240, Align.LEFT),
            ],
            "reports/differences",
            settings,
        )
        self.stack = QStackedWidget()
        self.characters.setProperty("topic", help_topics.GLYPHS)
        for table in (self.events, self.amounts, self.enterprises, self.characters, self.differences):
            table.setAccessibleName("构成这个数字的记录")
            table.opened.connect(self._open)
            self.stack.addWidget(table)
        head = QHBoxLayout()
        head.setSpacing(theme.PAGE_MARGIN)
        head.addWidget(self.title)
        head.addWidget(self.explanation, 1)
        head.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SMALL_GAP, 0, 0)
        layout.setSpacing(theme.SMALL_GAP)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    @property
    def table(self) -> ShortList:
        """Return the list in sight."""
        table = self.stack.currentWidget()
        assert isinstance(table, ShortList)
        return table

    def show_figure(self, figure: Figure, rows: Sequence[FigureRow], title: str, explanation: str) -> None:
        """Show the rows behind a figure."""
        money = figure.counting is Counting.MONEY
        with_amount = money or figure is Figure.LICENCES_REVOKED
        lines = []
        for at, row in enumerate(rows):
            texts = [row.fact.on.isoformat(), row.enterprise, _one_line(row.text)]
            if with_amount:
                texts.insert(2, f"{format_wan(row.fact.amount)} 万元" if money else f"{row.fact.amount} 个")
            record = (row.fact.noun, row.fact.record_id) if row.fact.noun in SHOWN_NOUNS else None
            lines.append(Line(at, tuple(texts), record))
        self._show(self.amounts if with_amount else self.events, lines, title, explanation)
        self.table.set_empty_text("这个数字是 0，没有记录。")

    def show_slot(self, rows: Sequence[SlotRow], title: str, explanation: str) -> None:
        """Show the rows behind a figure of F6."""
        with_amount = any(row.amount_fen is not None for row in rows)
        lines = []
        for at, row in enumerate(rows):
            texts = [row.on.isoformat(), row.enterprise, _one_line(row.text)]
            if with_amount:
                texts.insert(2, f"{format_wan(row.amount_fen)} 万元")
            record = (row.noun, row.record_id) if row.noun in SHOWN_NOUNS else None
            lines.append(Line(at, tuple(texts), record))
        self._show(self.amounts if with_amount else self.events, lines, title, explanation)
        self.table.set_empty_text("这个数字是 0，没有记录。")

    def show_enterprises(self, found: Sequence[tuple[int, str]], title: str, explanation: str) -> None:
        """Show enterprises, by their ids and names."""
        lines = [Line(at, (name,), ("enterprise", known)) for at, (known, name) in enumerate(found)]
        self._show(self.enterprises, lines, title, explanation)
        self.table.set_empty_text("没有这样的企业。")

    def show_behind(self, rows: Sequence[BehindRow], title: str, explanation: str) -> None:
        """Show the records that a check found."""
        lines = [
            Line(
                at,
                (str(row.on or ""), row.enterprise, _one_line(row.text)),
                (row.noun, row.id) if row.noun in SHOWN_NOUNS else None,
            )
            for at, row in enumerate(rows)
        ]
        self._show(self.events, lines, title, explanation)
        self.table.set_empty_text("没有具体的记录。")

    def show_late(self, rows: Sequence[FigureRow], title: str, explanation: str) -> None:
        """Show what was entered after its own week had been filed."""
        names = {figure.value: words.label for figure, words in figure_words().items()}
        lines = []
        for at, row in enumerate(rows):
            record = (row.fact.noun, row.fact.record_id) if row.fact.noun in SHOWN_NOUNS else None
            words = names.get(row.fact.figure)  # a hazard found and one put right, people of a team
            text = f"{words}：{row.text}" if words else row.text
            lines.append(Line(at, (row.fact.on.isoformat(), row.enterprise, _one_line(text)), record))
        self._show(self.events, lines, title, explanation)
        self.table.set_empty_text("没有补录。")

    def show_differences(self, found: Sequence[Difference], title: str, explanation: str) -> None:
        """Show where the records say another thing than a filed week."""
        lines = []
        for at, one in enumerate(found):
            texts = (str(one.on or ""), one.enterprise, one.figure_words, one.filed, one.now)
            record = (one.noun, one.record_id) if one.noun in SHOWN_NOUNS else None
            lines.append(Line(at, texts, record))
        self._show(self.differences, lines, title, explanation)
        self.table.set_empty_text("没有不同。")

    def show_characters(self, found: Sequence[Unprintable]) -> None:
        """Show the characters that no face can print."""
        lines = [Line(at, (one.character, one.where, "〓")) for at, one in enumerate(found)]
        title = f"{len(found)} 个字打印不出来"
        self._show(self.characters, lines, title, "请在原来的记录、单位设置或表格文字里，换成能打印的字。")

    def _show(self, table: ShortList, lines: Sequence[Line], title: str, explanation: str) -> None:
        self.title.setText(title)
        leads = any(line.record is not None for line in lines)
        self.explanation.setText(f"{explanation}；双击一行看原记录" if leads else explanation)
        self.stack.setCurrentWidget(table)
        table.clearSelection()
        table.show_lines(lines)
        table.scrollToTop()

    def _open(self, at: int) -> None:
        record = self.table.lines[at].record
        if record is not None:
            self.record_wanted.emit(*record)


def _one_line(text: str) -> str:
    return " ".join(text.split())
