"""The page 交叉检查 over a real office file, and hands that press keys and carry chips with the mouse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from hazard_desk.services.cross_inspecting.board import Board, read_board
from hazard_desk.services.cross_inspecting.facts import PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.rounds import save_round
from hazard_desk.services.journal import undo_last
from hazard_desk.terms import PartySide
from tests.ui.real_office import open_office
from tests.ui.window_desk import WindowDesk
from ui.background import Background
from ui.messages import Messages, MessageStrip
from ui.pages.cross import CrossPage
from ui.preferences import Preferences

FOUR = ("甲乡", "乙乡", "丙乡", "丁乡")
_KEPT: list[object] = []  # see tests/ui/dialog_desk.py


def ring(*names: str) -> tuple[PairRow, ...]:
    """Let each inspect the next, the last one the first."""
    return tuple(PairRow(name, names[(at + 1) % len(names)]) for at, name in enumerate(names))


def units(*names: str) -> tuple[PartyFacts, ...]:
    """Return units that inspect one another."""
    return tuple(PartyFacts(name) for name in names)


def teams_and_targets(teams: Sequence[str], targets: Sequence[str]) -> tuple[PartyFacts, ...]:
    """Return teams and those they inspect."""
    return (
        *(PartyFacts(name, side=PartySide.INSPECTS) for name in teams),
        *(PartyFacts(name, side=PartySide.INSPECTED) for name in targets),
    )


class Desk(WindowDesk):
    """The page in a window with a message strip and Ctrl+Z; it hears what the page asks of the window."""

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.strip = MessageStrip()
        self.preferences = Preferences()
        self.messages = Messages(self.window, self.strip)
        self.page = CrossPage(background, self.messages, self.preferences)
        self.forms: list[tuple[str, int]] = []
        self.page.round_form_wanted.connect(self._hear_form)
        self.status = ""
        self.page.status_changed.connect(self._hear)
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.addWidget(self.strip)
        layout.addWidget(self.page, 1)
        self.window.setCentralWidget(frame)
        self.window.resize(1366, 700)
        for keys, act in (
            ("Ctrl+Z", lambda: background.write(undo_last, owner=self.page)),
            ("Ctrl+N", self.page.new_record),
            ("Ctrl+F", self.page.focus_search),
        ):
            QShortcut(QKeySequence(keys), self.window).activated.connect(act)

    def _hear(self, words: str) -> None:
        self.status = words

    def _hear_form(self, form_id: str, round_id: int) -> None:
        self.forms.append((form_id, round_id))

    def show(self) -> None:
        """Show the window, and wait for the round."""
        self.window.show()
        self.activate()
        self.page.activate()
        self.settle()
        self.page.board.focus_list()

    def enter(
        self, name: str, parties: Sequence[PartyFacts], pairs: Sequence[PairRow] = (), **other: Any
    ) -> int:
        """Enter a round as the dialog would, and return its id."""
        facts = RoundFacts(name, parties=tuple(parties), pairs=tuple(pairs), **other)
        return int(self.do(save_round, None, facts).record_id)

    # ---- the board -------------------------------------------------------------------------------------

    @property
    def table(self) -> Any:
        return self.page.board.table

    def board(self) -> Board:
        """Return the chosen round as it is stored."""
        found: Board = self.ask(read_board, self.page.round_box.currentData())
        return found

    def pairs(self) -> dict[str, str]:
        """Return who inspects whom, as it is stored."""
        return {pair.inspector: pair.inspected for pair in self.board().pairs}

    def shown(self, key: str) -> list[str]:
        """Return what a column of the board shows, from top to bottom."""
        model = self.page.board.model
        place = next(at for at, column in enumerate(model.columns) if column.key == key)
        for _ in range(2):
            texts = [str(model.index(row, place).data()) for row in range(model.rowCount())]
            self.settle()
        return texts

    def row(self, inspector: str) -> int:
        """Return the first row of this 检查方; "" is the first line that has none."""
        lines = map(self.page.board.model.line_at, range(self.page.board.model.rowCount()))
        return next(row for row, line in enumerate(lines) if line is not None and line.inspector == inspector)

    def go_to(self, *inspectors: str) -> None:
        """Select the lines of these, the keyboard on the last one."""
        ids = [self.page.board.model.id_at(self.row(name)) for name in inspectors]
        self.table.go_to(ids[-1])
        self.table.select_ids(ids)
        self.table.setFocus()
        self.settle()

    def chip(self, inspector: str) -> QPoint:
        """Return where the 受检方 of this line is taken hold of."""
        model = self.page.board.model
        place = next(at for at, column in enumerate(model.columns) if column.key == "inspected")
        rect = self.table.visualRect(model.index(self.row(inspector), place))
        return QPoint(rect.left() + 20, rect.center().y())

    def carry(self, inspector: str, to: str, *, let_go: bool = True) -> None:
        """Carry the 受检方 of one line onto another with the mouse."""
        viewport = self.table.viewport()
        start, end = self.chip(inspector), self.chip(to)
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
        for at in (start + QPoint(0, 12), end):
            self.move(at)
        if let_go:
            self.release(end)

    def move(self, at: QPoint) -> None:
        """Move the mouse with its left button held."""
        viewport = self.table.viewport()
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(at),
            QPointF(viewport.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(viewport, event)

    def release(self, at: QPoint) -> None:
        QTest.mouseRelease(self.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        self.settle()

    def said(self) -> str:
        """Return the words of 核对结果."""
        text: str = self.page.board.panel.toPlainText()
        return text

    # ---- the dialog in front ---------------------------------------------------------------------------

    def dialog(self) -> Any:
        """Return the dialog that has come up, once it has the keyboard."""
        self.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=5000)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog, timeout=5000)
        self.settle()
        return dialog

    @property
    def has_dialog(self) -> bool:
        """Whether a dialog is in front."""
        return QApplication.activeModalWidget() is not None


@contextmanager
def opened_desk(folder: Path, qtbot: QtBot) -> Iterator[Desk]:
    """Make an office, sit down at its page, and close it in the end."""
    with open_office(folder) as background:
        desk = Desk(background, qtbot)
        try:
            yield desk
        finally:
            desk.settle()
            if isValid(desk.window):  # else qtbot has taken it away already
                for dialog in desk.window.findChildren(QDialog):
                    dialog.hide()
            _KEPT.append(desk)
