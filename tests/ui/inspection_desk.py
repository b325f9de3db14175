"""The page of visits over a real office file, and hands that only press keys."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk.model import Person
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.inspecting.finding import InspectionQuery, find_inspections
from hazard_desk.services.offices import add_campaign, set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import LeaderPost
from tests.ui.keyboard import CTRL, KEY, Keyboard
from tests.ui.waiting import until_quiet
from ui.background import Background
from ui.messages import Messages, MessageStrip
from ui.pages.inspections import InspectionsPage
from ui.pages.inspections.form import InspectionForm
from ui.preferences import Preferences

TODAY = date.today()


def make_office(folder: Path) -> None:
    """Make an office with two enterprises."""
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["东街村", "西街村"])
    with OfficeFile.open(folder) as office:
        for name, village, phone in (
            ("文水县兴隆铸造有限公司", "东街村", "13835800001"),
            ("永和超市", "西街村", "13835800002"),
        ):
            facts = EnterpriseFacts(name=name, village=village, principal="王建国", principal_phone=phone)
            office.run(save_enterprise, facts)


class Door:
    """Gives the background an office file that was opened in its writing thread, as the window does."""

    def __init__(self) -> None:
        self.office: OfficeFile | None = None
        self._reading = threading.Lock()

    def open(self, folder: Path) -> None:
        self.office = OfficeFile.open(folder)

    def close(self) -> None:
        assert self.office is not None
        with self._reading:  # closing under a query that is being answered is a crash
            self.office.close()

    def run(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        assert self.office is not None
        return self.office.run(operation, *args, **kwargs)

    def ask(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        assert self.office is not None
        with self._reading:
            return self.office.ask(query, *args, **kwargs)


class Desk(Keyboard):
    """The page in a window with a message strip and Ctrl+N."""

    def __init__(self, background: Background, door: Door, qtbot: QtBot) -> None:
        self.background = background
        self.ask = door.ask
        self.qtbot = qtbot
        self.strip = MessageStrip()
        self.preferences = Preferences()
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.page = InspectionsPage(background, Messages(self.window, self.strip), self.preferences)
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.addWidget(self.page, 1)
        layout.addWidget(self.strip)
        self.window.setCentralWidget(frame)
        self.window.resize(1366, 700)
        QShortcut(QKeySequence("Ctrl+N"), self.window).activated.connect(self.page.new_record)

    def show(self) -> None:
        """Show the window, and wait for the list."""
        self.window.show()
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window)
        self.page.activate()
        self.page.table.setFocus()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way and the typing pauses are over."""
        until_quiet(self.qtbot, self.background, self.window)

    def run(self, operation: Callable[..., Any], *args: Any) -> Changes:
        """Carry out an operation as another page would."""
        came: list[Changes] = []
        self.background.write(operation, *args, done=came.append)
        self.qtbot.waitUntil(lambda: bool(came), timeout=5000)
        self.settle()
        return came[0]

    def add_people(self) -> None:
        """Give the office persons, a leader and two campaigns."""

        def add(work: UnitOfWork) -> Changes:
            for name, post in (("刘志强", LeaderPost.SECRETARY), ("张三", None), ("马建军", None)):
                work.session.add(Person(name=name, post=post, entered_at=work.now))
            add_campaign(work, "大排查大整治")
            add_campaign(work, "冶金工贸专项整治")
            return Changes("准备")

        self.run(add)

    # ---- hands -----------------------------------------------------------------------------------------

    def enter(self, text: str) -> None:
        """Type into a field of one line and go to the next."""
        self.type(text)
        self.press(KEY.Key_Return)

    # ---- the form --------------------------------------------------------------------------------------

    @property
    def form(self) -> InspectionForm:
        """The form, which must be open."""
        form = self.page.stack.currentWidget()
        assert isinstance(form, InspectionForm)
        return form

    @property
    def at(self) -> str:
        """The name of the field that the keyboard is in; a hazard's begins with h."""
        card = self.form.hazards.card.fields
        fields = {**self.form.visit.fields, **{f"h.{name}": field for name, field in card.items()}}
        return next((name for name, field in fields.items() if field.editor is self.focus), "")

    def open_form(self) -> None:
        """Press Ctrl+N."""
        self.press(KEY.Key_N, with_=CTRL)
        self.settle()

    def pick(self, typed: str) -> None:
        """Pick the first enterprise found."""
        self.type(typed)
        self.settle()
        self.press(KEY.Key_Return)
        self.settle()

    def visits(self) -> list[int]:
        """The ids of the stored visits, the newest date first."""
        return list(self.ask(find_inspections, InspectionQuery()))


@contextmanager
def opened_desk(folder: Path, qtbot: QtBot) -> Iterator[Desk]:
    """Make an office, open it as the window does, and close it in the end."""
    make_office(folder)
    door = Door()
    background = Background(door)
    try:
        background.between_writes(door.open, folder)
        qtbot.waitUntil(lambda: door.office is not None, timeout=30_000)
        desk = Desk(background, door, qtbot)
        desk.show()
        yield desk
    finally:
        background.between_writes(door.close)
        background.close(stop=True)
