"""The import wizard over a real office, the sheets it is given, and what a user does with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk.services.listing import record_counts
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile
from tests.cli.desk import credit_code
from ui.background import Background
from ui.dialogs.import_wizard import ImportWizard
from ui.dialogs.import_wizard.wizard import CHECK
from ui.messages import Messages
from ui.office_door import OfficeDoor

HEAD = ("序号", "企业全称", "信用代码", "所属村", "负责人", "从业人数", "厂长爱好")
YESTERDAY = date.today() - timedelta(days=1)


def row(serial: int, name: str, *, code: Any = "", village: str = "马村") -> tuple[Any, ...]:
    return (serial, name, code or credit_code(serial), village, "张建国", 10 + serial, None)


GOOD = (row(1, "文水县鑫源铸造有限公司"), row(2, "文水县晋盛木业有限公司"))
DIRTY = (
    ("西槽头乡生产经营单位统计表", *[None] * 6),
    HEAD,
    *GOOD,
    row(3, "文水县恒泰食品有限公司", code=9.1141121e17),
    row(4, "文水县永昌建材有限公司", village="西朝头村"),
    ("合计", *[None] * 6),
)


def doubtful_code(serial: int) -> str:
    """Return a code whose last character is right and whose 17th isn't: worth a word, no reason to refuse."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    right = credit_code(serial)
    stem = right[:16] + ("1" if right[16] != "1" else "2")
    total = sum(letters.index(c) * pow(3, i, 31) for i, c in enumerate(stem))
    return stem + letters[(31 - total % 31) % 31]


class Desk:
    """The wizard over a real office, and what a user does with it."""

    def __init__(self, background: Background, messages: Messages, settings: Any, qtbot: QtBot) -> None:
        self.background = background
        self.messages = messages
        self.settings = settings
        self.qtbot = qtbot
        self.page = QWidget()  # keeps the wizard, as the page that opens it does
        self.wizard: ImportWizard

    def open(self, kind: str = "enterprises") -> ImportWizard:
        self.wizard = ImportWizard(self.background, self.messages, self.settings, kind, self.page)
        self.wizard.show()
        self.settle()
        return self.wizard

    def settle(self) -> None:
        """Wait until nothing is under way and the page has caught up."""
        self.qtbot.waitUntil(lambda: not self.background.under_way, timeout=10_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.background.under_way, timeout=10_000)

    def go_on(self) -> None:
        """Ctrl+Enter."""
        QTest.keyClick(self.wizard, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    def take(self, path: Path, step: int = CHECK) -> ImportWizard:
        """Choose the file and go to this step."""
        self.wizard.file_page.set_path(path)
        while self.wizard.step < step:
            before = self.wizard.step
            self.go_on()
            assert self.wizard.step > before, self.said
        return self.wizard

    @property
    def said(self) -> str:
        """Why it doesn't go on."""
        return self.wizard._why.text()

    def ask(self, query: Callable[..., Any]) -> Any:
        answers: list[Any] = []
        self.background.read(query, done=answers.append)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        return answers[0]

    def counts(self) -> dict[str, int]:
        found = dict(self.ask(record_counts))
        del found["操作记录"]
        return found

    def index(self, number: int, name: str, sheet: str = "企业") -> Any:
        found = self.wizard.check_page.rows.index_of(sheet, number, name)
        assert found.isValid()
        return found

    def retype(self, index: Any, text: str) -> None:
        """F2, the new text, Enter."""
        table = self.wizard.check_page.table
        table.setCurrentIndex(index)
        table.setFocus()
        QTest.keyClick(table, Qt.Key.Key_F2)
        editor = table.findChild(QLineEdit)
        assert editor is not None
        editor.selectAll()
        QTest.keyClicks(editor, text) if text.isascii() else editor.insert(text)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        self.settle()


@contextmanager
def opened_desk(folder: Path, qapp: QApplication, settings: Any, qtbot: QtBot) -> Iterator[Desk]:
    """Make an office with two villages and give the wizard's desk over it."""
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村"])
    door = OfficeDoor(folder)
    background = Background(door)
    opened: list[Any] = []
    background.between_writes(door.open, done=opened.append)
    qtbot.waitUntil(lambda: bool(opened), timeout=10_000)
    desk = Desk(background, Messages(), settings, qtbot)
    yield desk
    background.between_writes(door.close)
    background.close(stop=True)
    desk.page.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
