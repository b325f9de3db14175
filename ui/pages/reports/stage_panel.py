"""Where a paper of the week stands, and its one next step: 定稿 → 打印 → 放回扫描件 → 已报送."""

from __future__ import annotations

from collections.abc import Collection
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hazard_desk.rules.report_days import due_words
from hazard_desk.terms import FilingState
from ui import theme
from ui.pages.reports.stage_words import Deed, NextStep, Stage, next_step, short_day, stages_of
from ui.widgets.flow_row import FlowRow
from ui.widgets.single_click_button import SingleClickButton

if TYPE_CHECKING:
    from datetime import date

    from hazard_desk.services.filing.papers import PaperRow
    from hazard_desk.services.report_reading import Week

_ICONS = {Deed.PRINT: "print", Deed.SCAN: "attach", Deed.FILE: "check", Deed.REPORT: "export"}
_JOINER = "\u2060"  # the name of a stage isn't broken over two lines


class StagePanel(QWidget):
    """The stages with their days, one button, what it does in a sentence, and the rarer ways as links."""

    deed_wanted = Signal(object)  # a `Deed`
    reprint_wanted = Signal()
    correction_wanted = Signal()  # 更正
    version_wanted = Signal(int)  # id of the paper

    def __init__(self) -> None:
        """Start without a paper."""
        super().__init__()
        self.step = NextStep(Deed.NONE, "")
        self.stages = QLabel()
        self.stages.setTextFormat(Qt.TextFormat.RichText)
        self.stages.setWordWrap(True)
        self.due = QLabel()
        self.due.setWordWrap(True)
        theme.set_role(self.due, "secondary")
        self.button = SingleClickButton()
        self.button.setAutoDefault(True)  # Enter presses it, in a window too
        theme.set_role(self.button, "primary")
        self.button.clicked.connect(lambda: self.deed_wanted.emit(self.step.deed))
        self.note = QLabel()
        self.note.setWordWrap(True)
        theme.set_role(self.note, "secondary")
        self.scan_link = _link("换扫描件…", "放回另一份，原来的移入回收站")
        self.scan_link.clicked.connect(lambda: self.deed_wanted.emit(Deed.SCAN))
        self.print_link = _link("再打印", "把定稿的这一张再打印一份")
        self.print_link.clicked.connect(self.reprint_wanted)
        self.correct_link = _link("更正…", "按现在的记录另出一版，原来的版本留着")
        self.correct_link.clicked.connect(self.correction_wanted)
        self.versions = QComboBox()
        self.versions.setAccessibleName("版本")
        self.versions.setToolTip("更正以前的版本都留着，可以打开看")
        self.versions.activated.connect(lambda at: self.version_wanted.emit(self.versions.itemData(at)))
        self.reason = QLabel()
        self.reason.setWordWrap(True)
        theme.set_role(self.reason, "secondary")
        self._lay_out()

    def _lay_out(self) -> None:
        links = QWidget()
        row = FlowRow(links, theme.LABEL_GAP)
        for link in (self.print_link, self.scan_link, self.correct_link):
            row.addWidget(link)
        self._links = links
        version = QHBoxLayout()
        version.setSpacing(theme.LABEL_GAP)
        self._version_label = QLabel("版本")
        self._version_label.setBuddy(self.versions)
        version.addWidget(self._version_label)
        version.addWidget(self.versions, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        for widget in (self.stages, self.due, self.button, self.note, links):
            column.addWidget(widget)
        column.addLayout(version)
        column.addWidget(self.reason)

    def show_paper(
        self, week: Week, paper: PaperRow, versions: tuple[PaperRow, ...], printed: Collection[str]
    ) -> None:
        """Show where this paper stands; `printed` are the marks of those that went to the printer."""
        current = paper.id in {one.id for one in week.papers}
        filed_at = week.state.filed_at if current and paper.id else None
        self.step = next_step(week, paper, printed)
        stages = stages_of(paper, filed_at.date() if filed_at else None)
        self.stages.setText(_stages_html(stages, week.today))
        self.stages.setAccessibleName("、".join(stage.words for stage in stages if stage.reached))
        self.due.setText(_due(week, paper) if current else "")
        self.due.setVisible(bool(self.due.text()))
        self.button.setVisible(self.step.deed is not Deed.NONE)
        self.button.setText(self.step.words)
        self.button.setEnabled(self.step.possible)
        self.button.setToolTip("Ctrl+P" if self.step.deed is Deed.PRINT else "")
        icon = _ICONS.get(self.step.deed)
        if icon is not None:
            ink = theme.GROUND if self.step.possible else theme.DISABLED
            self.button.setIcon(theme.icon(icon, ink))
        self.note.setText(self.step.note)
        self.note.setVisible(bool(self.step.note))
        self._show_links(paper, current)
        self._show_versions(paper, versions)
        reason = week.state.reason if current else ""
        self.reason.setText(f"更正原因：{reason}")
        self.reason.setVisible(bool(reason))

    def _show_links(self, paper: PaperRow, current: bool) -> None:
        filed = paper.state is not FilingState.DRAFT
        self.print_link.setVisible(filed and self.step.deed is not Deed.PRINT)
        self.scan_link.setText("换扫描件…" if paper.scan is not None else "放回扫描件…")
        self.scan_link.setVisible(filed and current and self.step.deed is not Deed.SCAN)
        self.correct_link.setVisible(filed and current)
        self._links.setVisible(filed)

    def _show_versions(self, paper: PaperRow, versions: tuple[PaperRow, ...]) -> None:
        self.versions.clear()
        for one in versions:
            newest = "（现在的）" if one is versions[0] else ""
            self.versions.addItem(f"第 {one.version} 版{newest}", one.id)
        self.versions.setCurrentIndex(max(self.versions.findData(paper.id), 0))
        for widget in (self._version_label, self.versions):
            widget.setVisible(len(versions) > 1)


def _link(words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    theme.set_role(button, "link")
    return button


def _stages_html(stages: list[Stage], today: date) -> str:
    """Return the stages in one line: those reached with their day, the one that it is in strong."""
    last = max(at for at, stage in enumerate(stages) if stage.reached)
    parts = []
    for at, stage in enumerate(stages):
        day = f"&nbsp;{short_day(stage.day, today)}" if stage.day is not None else ""
        words = f"{_JOINER.join(escape(stage.words))}{day}"
        if at == last:
            done = theme.Meaning.CLOSED if at == len(stages) - 1 else theme.Meaning.IN_PROGRESS
            parts.append(f"<b style='color:{done.value.ink}'>{words}</b>")
        elif stage.reached:
            parts.append(f"<span style='color:{theme.INK}'>{words}</span>")
        else:
            parts.append(f"<span style='color:{theme.DISABLED}'>{words}</span>")
    return f"<span style='color:{theme.DISABLED}'> → </span>".join(parts)


def _due(week: Week, paper: PaperRow) -> str:
    """Say to whom it goes, by when, and who signs it."""
    if paper.state is FilingState.REPORTED or not week.asked:
        return ""
    due = paper.due_at
    by = due_words(due, week.today) if due is not None else ""
    late = (week.today - due.date()).days if due is not None else 0
    to = f"报{paper.recipient}" if paper.recipient else "报送" if by else ""
    signer = f"{paper.signer}签字" if paper.signer else ""
    return " · ".join(filter(None, (f"{by}{to}", f"逾期 {late} 天" if late > 0 else "", signer)))
