"""挂牌督办, 整改进展, 停产整改, 恢复生产, 验收, 摘牌: each with its last day, or why it can't be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hazard_desk.terms import Move
from ui import theme

if TYPE_CHECKING:
    from hazard_desk.services.following_up.history import HazardRecord, LifeEvent

STEPS = (Move.SUPERVISE, Move.PROGRESS, Move.SUSPEND, Move.RESUME, Move.ACCEPT, Move.LIFT)


class StepsBox(QWidget):
    """A line a step: the button, what was last done, and the reason where it can't be done now."""

    wanted = Signal(object)  # Move

    def __init__(self) -> None:
        """Build the lines, empty."""
        super().__init__()
        heading = QLabel("办理")
        theme.set_role(heading, "heading")
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.PAGE_MARGIN)
        grid.setVerticalSpacing(theme.SMALL_GAP)
        grid.setColumnStretch(1, 1)
        self.buttons: dict[Move, QPushButton] = {}
        self.words: dict[Move, QLabel] = {}
        for row, move in enumerate(STEPS):
            button = self.buttons[move] = QPushButton(f"{move.label}…")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, move=move: self.wanted.emit(move))
            words = self.words[move] = QLabel()
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            theme.set_role(words, "secondary")
            grid.addWidget(button, row, 0)
            grid.addWidget(words, row, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(heading)
        layout.addWidget(line)
        layout.addLayout(grid)

    def show_record(self, record: HazardRecord) -> None:
        """Show where the hazard stands."""
        reasons = {offer.kind: offer.reasons[0][1] for offer in record.offers if not offer.allowed}
        for move in STEPS:
            done = [event for event in record.events if event.what == move.label]
            said = _told(done[-1]) if done else "还没有登记。"
            if len(done) > 1:
                said = f"共 {len(done)} 次，最近 {said}"
            if move in reasons:
                said = f"{said}\n现在不能：{reasons[move]}"
            self.words[move].setText(said)
            self.buttons[move].setEnabled(move not in reasons)


def _told(event: LifeEvent) -> str:
    day = event.on.isoformat() if event.on is not None else ""
    return "，".join(filter(None, [f"{day} {event.person}".strip(), event.note]))
