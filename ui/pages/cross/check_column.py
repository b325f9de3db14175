"""What S003 asks of a pair, each with its mark, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from hazard_desk.rules.round_checks import PairCheck
from hazard_desk.terms import CheckState
from ui import theme
from ui.pages.cross.follow_words import MARKS, check_meaning

_MARK_WIDTH = 16


class CheckColumn(QScrollArea):
    """A line for each check: √ 符合, ○ 还差, × 不符合, and why."""

    def __init__(self) -> None:
        """Build it empty."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("检查要求")
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(theme.LABEL_GAP, theme.SMALL_GAP, theme.LABEL_GAP, theme.SMALL_GAP)
        self._grid.setHorizontalSpacing(theme.LABEL_GAP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._checks: tuple[PairCheck, ...] = ()
        self.setWidget(body)

    @property
    def checks(self) -> tuple[PairCheck, ...]:
        """Return what is shown."""
        return self._checks

    def show_checks(self, checks: Sequence[PairCheck]) -> None:
        """Show these checks; the lines stay where they are, only what they say changes."""
        self._checks = tuple(checks)
        while len(self._lines) < len(checks):
            self._add_line()
        for place, line in enumerate(self._lines):
            shown = place < len(checks)
            for label in line:
                label.setVisible(shown)
            if shown:
                self._tell(line, checks[place])

    def _add_line(self) -> None:
        row = len(self._lines)
        mark, words = QLabel(), QLabel()
        mark.setFixedWidth(_MARK_WIDTH)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.RichText)
        for place, one in enumerate((mark, words)):
            self._grid.addWidget(one, row, place, Qt.AlignmentFlag.AlignTop)
        self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(row + 1, 1)
        self._lines.append((mark, words))

    def _tell(self, line: tuple[QLabel, QLabel], check: PairCheck) -> None:
        mark, words = line
        ink = check_meaning(check.state).value.ink
        mark.setText(MARKS[check.state])
        mark.setStyleSheet(f"color: {ink}; font-weight: 600;")
        # What is wrong is as red as its mark; what is in order needs no more than to be there.
        said = ink if check.state is CheckState.WRONG else theme.SECONDARY
        words.setText(f"{escape(check.label)}　<span style='color:{said}'>{escape(check.text)}</span>")
        spoken = f"{check.label}：{check.state.label}。{check.text}"
        for one in line:
            one.setToolTip(spoken)
            one.setAccessibleName(spoken)
