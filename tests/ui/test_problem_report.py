"""问题报告: seen whole before anything is saved, cut and added to, and without a name from the office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from hazard_desk import __version__
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services import problem_numbers
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import set_handler
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.schema import SCHEMA_VERSION
from hazard_desk.terms import HazardLevel
from tests.ui.dialog_desk import DialogDesk
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import OFFICE, VILLAGES
from tests.ui.troubled_program import CODE, ENTERPRISE, PERSON, PHONE, WORDS
from ui import incidents
from ui.dialogs.problem_report import ProblemReportDialog
from ui.main_window import MainWindow
from ui.preferences import Preferences

SECRETS = (OFFICE, "西槽头", *VILLAGES, CODE, ENTERPRISE, PERSON, PHONE, WORDS)


class Hands(DialogDesk):
    """Opens the report over an office with much in it."""

    dialog: ProblemReportDialog

    def open(self) -> ProblemReportDialog:
        dialog = ProblemReportDialog(self.background, self.window)
        dialog.open()
        return self.take_over(dialog)


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the logs, with lines of an older program in it."""
    folder = tmp_path / "logs"
    folder.mkdir()
    monkeypatch.setattr(incidents, "log_folder", lambda: folder)
    return folder


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path, logs: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "王小明的台账", qtbot) as hands:
        firm = EnterpriseFacts(
            name=ENTERPRISE, code=CODE, village=VILLAGES[0], principal=PERSON, principal_phone=PHONE
        )
        where = hands.do(save_enterprise, firm).record_id
        visit = InspectionFacts(
            enterprise_id=where,
            inspected_on=date(2026, 1, 5),
            inspectors=(PERSON,),
            hazards=[HazardFacts(description=WORDS, level=HazardLevel.GENERAL)],
        )
        hands.do(save_inspection, visit)
        hands.do(set_handler, PERSON)
        yield hands


def test_it_tells_versions_and_numbers_and_no_name(hands: Hands, logs: Path, tmp_path: Path) -> None:
    (logs / incidents.LOG_NAME).write_text(
        f"2026-01-01 10:00:00,000 ERROR old: said to {ENTERPRISE} {PERSON} {PHONE} {CODE} {WORDS}\n"
        f"KeyError\n  in {tmp_path}/王小明的台账/office.db\n",
        encoding="utf-8",
    )
    (logs / incidents.CRASH_NAME).write_text(f"Fatal Python error: at {Path.home()}/x\n", encoding="utf-8")
    text = hands.open().text.toPlainText()
    for told in (
        __version__,
        f"数据版本：{SCHEMA_VERSION}",
        "企业（enterprise）1",
        "隐患（hazard）1",
        "KeyError",
        "Fatal Python",
    ):
        assert told in text, told
    for secret in (*SECRETS, "王小明", str(Path.home()) + "/", str(tmp_path)):
        assert secret not in text, secret


def test_what_she_cuts_and_adds_is_what_is_saved(hands: Hands, tmp_path: Path) -> None:
    dialog = hands.open()
    assert dialog.words.hasFocus()
    hands.type("点定稿没有反应")
    dialog.text.setPlainText("只留这一行\n")
    target = tmp_path / "报告.txt"
    dialog.save_to(target)
    hands.settle()
    saved = target.read_bytes().decode("utf-8-sig")
    assert saved == "【当时在做什么，出了什么情况】\n点定稿没有反应\n\n只留这一行\n"
    dialog.copy_button.click()
    assert QApplication.clipboard().text() == saved


def test_an_office_that_can_not_be_read_gives_a_report_too(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_reading: object) -> None:
        raise OSError(5, PERSON, ENTERPRISE)

    monkeypatch.setattr(problem_numbers, "office_numbers", broken)
    text = hands.open().text.toPlainText()
    assert "台账读不出来：OSError EIO" in text
    assert PERSON not in text
    assert ENTERPRISE not in text


def test_esc_keeps_her_words(hands: Hands) -> None:
    hands.open()
    hands.type("打印时死机")
    hands.press(KEY.Key_Escape)
    assert hands.open().words.toPlainText() == "打印时死机"


def test_a_folder_that_can_not_be_written_is_said(hands: Hands, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    dialog = hands.open()
    dialog.save_to(tmp_path / "file" / "报告.txt")
    assert dialog.messages.last_shown is not None
    assert "没有保存" in dialog.messages.last_shown.what


def test_ctrl_s_asks_for_the_place_and_saves_nothing_by_itself(hands: Hands, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*.txt"))
    dialog = hands.open()
    hands.press(KEY.Key_S, with_=CTRL)
    (asked,) = dialog.findChildren(QFileDialog)
    assert asked.selectedFiles()[0].endswith(".txt")
    assert asked.isVisible()
    asked.reject()
    assert set(tmp_path.rglob("*.txt")) == before


def test_without_an_office_the_menu_gives_it_too(qapp: QApplication, qtbot: QtBot, logs: Path) -> None:
    window = MainWindow(Preferences())
    qtbot.addWidget(window)
    window.show()
    entries = (entry for menu in window.findChildren(QMenu) for entry in menu.actions())
    action = next(entry for entry in entries if entry.text() == "问题报告…")
    action.trigger()
    (dialog,) = window.findChildren(ProblemReportDialog)
    assert "没有打开台账" in dialog.text.toPlainText()
    assert dialog.save_button.isEnabled()
    dialog.reject()
