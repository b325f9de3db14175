"""The checks of a week: ✓ or what is wrong, a line each; one click shows the records below the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.field import ENTER_KEYS

if TYPE_CHECKING:
    from hazard_desk.services.filing.checks import Finding
    from hazard_desk.services.report_reading import Week

_LEAST_HEIGHT, _MOST_HEIGHT = 44, 168
_PADDING = 6
_VALUE = Qt.ItemDataRole.UserRole

LATE, DIFFERENCES = "late", "differences"
"""What a line leads to beside the rows of a finding."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A line: its mark, its words, and what a click opens."""

    meaning: theme.Meaning
    icon: str
    words: str
    opens: Finding | str | None = None


class ChecksPanel(QWidget):
    """Errors first, then what is only to be known; the list is as high as it must be, within reason."""

    finding_wanted = Signal(object)  # a `Finding`
    late_wanted = Signal()
    differences_wanted = Signal()

    def __init__(self) -> None:
        """Start with nothing checked."""
        super().__init__()
        self.heading = QLabel()
        theme.set_role(self.heading, "heading")
        self.list = _Findings()
        self.list.setAccessibleName("定稿前的检查")
        self.list.wanted.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addWidget(self.heading)
        column.addWidget(self.list)

    def limit(self, height: int) -> None:
        """Let the lines take no more than this height; they are scrolled then."""
        self.list.limit(height)

    def show_week(self, week: Week) -> None:
        """Say what was found of this week."""
        self.heading.setText("定稿前的检查" if week.check is not None else "定稿以后")
        lines = _of_filed(week) if week.check is None else _of_open(week)
        if week.late:
            words = f"含补录 {len(week.late)} 条，算进这一周"
            lines.append(_Said(theme.Meaning.IN_PROGRESS, "info", words, LATE))
        self.list.show_lines(lines)
        self.setVisible(bool(lines))

    @property
    def lines(self) -> list[str]:
        """Return the words of the lines."""
        return [self.list.item(at).text() for at in range(self.list.count())]

    def _open(self, what: object) -> None:
        if what == LATE:
            self.late_wanted.emit()
        elif what == DIFFERENCES:
            self.differences_wanted.emit()
        elif what is not None:
            self.finding_wanted.emit(what)


def _of_open(week: Week) -> list[_Said]:
    check = week.check
    assert check is not None
    lines = [
        _Said(theme.Meaning.OVERDUE, "error", f"错误：{found.text}{found.remedy}", _leads(found))
        for found in check.errors
    ]
    lines += [
        _Said(theme.Meaning.DUE_SOON, "warning", f"提示：{found.text}{found.remedy}", _leads(found))
        for found in check.warnings
    ]
    if not check.errors:
        words = "没有错误，可以定稿" if lines else "检查通过，可以定稿"
        lines.insert(0, _Said(theme.Meaning.CLOSED, "check", words))
    return lines


def _leads(found: Finding) -> Finding | None:
    """Return what a line opens: the records behind it, or the paper that is to be filled in."""
    return found if found.rows or found.paper is not None else None


def _of_filed(week: Week) -> list[_Said]:
    if not week.state.filed:
        return []
    lines = [_Said(theme.Meaning.CLOSED, "check", "和现在的记录一致")]
    if week.differences:
        words = f"有 {len(week.differences)} 处和现在的记录不同"
        lines = [_Said(theme.Meaning.DUE_SOON, "warning", words, DIFFERENCES)]
    return lines + [_Said(theme.Meaning.VOID, "info", f"定稿时提示：{text}") for text in week.warnings]


class _Findings(QListWidget):
    """Lines that wrap; a click or Enter opens one."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._most = _MOST_HEIGHT
        self.setWordWrap(True)
        self.setIconSize(QSize(16, 16))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.itemClicked.connect(self._open)

    def show_lines(self, lines: list[_Said]) -> None:
        """Show these lines."""
        self.clear()
        for line in lines:
            leads = line.opens is not None
            item = QListWidgetItem(f"{line.words}{' ›' if leads else ''}")
            item.setData(_VALUE, line.opens)
            item.setIcon(QIcon(theme.icon(line.icon, line.meaning.value.ink)))
            item.setForeground(line.meaning.ink)
            item.setToolTip(f"{line.words}\n点一下打开" if leads else line.words)
            self.addItem(item)
        self._fit()

    def limit(self, height: int) -> None:
        """Be no higher than this, but show a line."""
        most = max(min(height, _MOST_HEIGHT), _LEAST_HEIGHT)
        if most != self._most:
            self._most = most
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the lines need at this width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current line by Enter or Space."""
        item = self.currentItem()
        if item is not None and (event.key() in ENTER_KEYS or event.key() == Qt.Key.Key_Space):
            self._open(item)
        else:
            super().keyPressEvent(event)

    def _open(self, item: QListWidgetItem) -> None:
        self.wanted.emit(item.data(_VALUE))

    def _fit(self) -> None:
        self.doItemsLayout()  # at this width: how a line wraps is known only then
        height = sum(self.visualItemRect(self.item(at)).height() for at in range(self.count()))
        wanted = height + _PADDING
        self.setFixedHeight(min(wanted, self._most))
        policy = Qt.ScrollBarPolicy
        # One that may come would take its width from the lines, which would wrap anew.
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if wanted > self._most else policy.ScrollBarAlwaysOff
        )
