"""What a round lacks before anybody sets out, each with the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hazard_desk.terms import PairState
from ui import theme
from ui.widgets.flow_row import FlowRow

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import PairLine

_BEFORE = frozenset({PairState.UNPLANNED, PairState.PLANNED})
_READY = "都已备好：打开一组，打印空白清单和检查前提示单带去，回来在那里录入检查。"


class NextSteps(QFrame):
    """Seen while no pair has set out: 组员, 检查时间, 抽检名单, then 打印."""

    members_wanted = Signal()
    days_wanted = Signal()
    samples_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it hidden."""
        super().__init__(parent)
        theme.set_role(self, "strip")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        inner = QWidget()
        margins = QVBoxLayout(self)
        margins.setContentsMargins(theme.PAGE_MARGIN, 0, theme.LABEL_GAP, 0)
        margins.addWidget(inner)
        row = FlowRow(inner)
        self.words = QLabel()
        self.words.setMinimumHeight(theme.FIELD_HEIGHT)
        row.addWidget(self.words)
        self.members_button, self.days_button, self.samples_button = (QPushButton() for _ in range(3))
        for button in (self.members_button, self.days_button, self.samples_button):
            theme.set_role(button, "link")
            row.addWidget(button)
        self.members_button.clicked.connect(lambda _checked=False: self.members_wanted.emit())
        self.days_button.clicked.connect(lambda _checked=False: self.days_wanted.emit())
        self.samples_button.clicked.connect(lambda _checked=False: self.samples_wanted.emit())
        self.hide()

    def show_for(self, lines: Sequence[PairLine]) -> None:
        """Say what these pairs still lack; nothing once one of them is under way."""
        before = bool(lines) and all(line.state in _BEFORE for line in lines)
        self.setVisible(before)
        if not before:
            return
        lacking = (
            (self.members_button, "填组员", sum(not line.team for line in lines)),
            (self.days_button, "定检查时间", sum(not line.starts_on or not line.ends_on for line in lines)),
            (self.samples_button, "提出抽检名单", sum(line.own and not line.samples for line in lines)),
        )
        for button, deed, many in lacking:
            button.setText(f"{deed}（{many} 组没有）")
            button.setVisible(bool(many))
        some = any(many for _, _, many in lacking)
        self.words.setText("还没有开始检查，接下来：" if some else _READY)
        self.updateGeometry()
