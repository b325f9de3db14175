"""The last page of the import wizard, leaving it and coming back: what is written, what is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from hazard_desk.services.importing.enterprises import EnterpriseImport
from hazard_desk.services.journal import journal_rows
from tests.intake.sheets import xlsx
from tests.ui.import_desk import DIRTY, GOOD, HEAD, Desk, doubtful_code, opened_desk, row
from ui.dialogs.import_wizard.wizard import CHECK, COLUMNS, DONE, FILE
from ui.office_door import OfficeDoor
from ui.safekeeping.safekeeper import Safekeeper


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, settings: Any, qtbot: QtBot) -> Iterator[Desk]:
    with opened_desk(tmp_path / "台账", qapp, settings, qtbot) as desk:
        yield desk


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    return xlsx(tmp_path / "企业台账.xlsx", *DIRTY, merge=("A1:G1",))


# ---- 4 完成 ------------------------------------------------------------------------------------------------


def test_an_import_is_backed_up_told_and_taken_back(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    lines = [row(serial, f"厂{serial}", code=doubtful_code(serial)) for serial in range(1, 31)]
    before = desk.counts()
    page = desk.take(xlsx(tmp_path / "a.xlsx", HEAD, *lines), DONE).done_page
    assert page.title.text() == "导入完成"
    assert "新增企业 30 家" in page.summary.text()
    (backup,) = (tmp_path / "台账" / "backups").glob("*导入前*.db")
    assert backup.name in page.backup.text()
    warnings = len(desk.wizard.check_page.plan.warnings)  # type: ignore[union-attr]
    assert (
        page.details.toPlainText().splitlines()[-1] == f"……另有 {warnings - 20} 处提示（共 {warnings} 处）。"
    )
    assert desk.counts()["企业"] == 30
    newest = desk.ask(journal_rows)[0]
    assert newest.operation == "importing.import_records"
    assert "「a.xlsx」" in newest.summary
    page.undo_button.click()
    desk.settle()
    assert page.title.text() == "已撤销这次导入"
    assert not page.undo_button.isVisible()
    assert desk.counts() == before


def test_the_light_knows_the_backup_before_an_import(desk: Desk, tmp_path: Path) -> None:
    door = desk.background.office
    assert isinstance(door, OfficeDoor)
    keeper = Safekeeper(desk.background, door)
    keeper.refresh()
    desk.qtbot.waitUntil(lambda: keeper.standing is not None)
    desk.open()
    desk.take(xlsx(tmp_path / "一.xlsx", HEAD, *GOOD))
    desk.go_on()
    desk.settle()
    desk.qtbot.waitUntil(lambda: not keeper.busy)
    keeper.close()
    standing: Any = keeper.standing
    assert standing.newest is not None
    assert standing.behind, "the import itself came after it"


def test_nothing_to_write_is_said_so(desk: Desk, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", HEAD, *GOOD)
    desk.open()
    desk.take(path, DONE)
    desk.wizard.close_button.click()
    wizard = desk.open()
    wizard.file_page.update_box.setChecked(True)
    desk.take(path, DONE)
    assert wizard.done_page.title.text() == "没有需要写入的"
    assert not wizard.done_page.undo_button.isVisible()


def test_a_cancelled_import_leaves_nothing_and_keeps_the_rows(
    desk: Desk, dirty: Path, monkeypatch: Any
) -> None:
    desk.open()
    wizard = desk.take(dirty)
    wizard.check_page.skip_bad.click()
    desk.settle()
    follow, cancelled = wizard.busy.follow, threading.Event()

    def follow_and_cancel(task: Any, words: str, stopped: Any = None) -> None:
        follow(task, words, stopped)
        if words == "正在导入":
            wizard.busy.cancel_button.click()
            cancelled.set()

    write = EnterpriseImport.write

    def write_when_cancelled(importer: EnterpriseImport, *arguments: Any) -> None:
        assert cancelled.wait(30)  # two rows are written sooner than a button is pressed
        write(importer, *arguments)

    monkeypatch.setattr(EnterpriseImport, "write", write_when_cancelled)
    monkeypatch.setattr(wizard.busy, "follow", follow_and_cancel)
    desk.go_on()
    assert wizard.step == CHECK
    assert wizard.own_messages.last_shown.what == "已取消。"  # type: ignore[union-attr]
    assert desk.counts()["企业"] == 0
    assert len(desk.ask(journal_rows)) == 1
    assert wizard.check_page.mended == "跳过 2 行"
    monkeypatch.undo()
    desk.go_on()
    assert wizard.step == DONE
    assert desk.counts()["企业"] == 2


def test_reading_can_be_stopped(desk: Desk, dirty: Path, monkeypatch: Any) -> None:
    wizard = desk.open()
    follow = wizard.busy.follow

    def follow_and_cancel(task: Any, words: str, stopped: Any = None) -> None:
        follow(task, words, stopped)
        wizard.busy.cancel()

    monkeypatch.setattr(wizard.busy, "follow", follow_and_cancel)
    wizard.file_page.set_path(dirty)
    desk.go_on()
    assert wizard.step == FILE
    assert wizard.next_button.isEnabled()
    monkeypatch.undo()
    desk.go_on()
    assert wizard.step == COLUMNS


def test_what_the_registry_gained_meanwhile_is_found_before_writing(desk: Desk, tmp_path: Path) -> None:
    from hazard_desk.rules.facts import EnterpriseFacts
    from hazard_desk.services.registry import save_enterprise

    desk.open()
    wizard = desk.take(xlsx(tmp_path / "a.xlsx", HEAD, *GOOD))
    same = EnterpriseFacts(name=GOOD[0][1], code=GOOD[0][2], village="马村")
    desk.background.write(save_enterprise, same)
    desk.settle()
    desk.go_on()
    desk.settle()
    assert wizard.step == CHECK
    assert [problem.row for problem in wizard.check_page.plan.problems] == [2]  # type: ignore[union-attr]
    assert desk.counts()["企业"] == 1


# ---- the way out -------------------------------------------------------------------------------------------


def test_esc_asks_only_where_something_was_mended(desk: Desk, dirty: Path) -> None:
    wizard = desk.open()
    desk.take(dirty, COLUMNS)
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()
    wizard = desk.open()
    desk.take(dirty)
    wizard.check_page.skip_bad.click()
    desk.settle()
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    (box,) = [one for one in wizard.findChildren(QMessageBox) if one.isVisible()]
    assert "跳过 2 行" in box.text()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert wizard.isVisible()
    assert wizard.check_page.mended == "跳过 2 行"
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    (box,) = [one for one in wizard.findChildren(QMessageBox) if one.isVisible()]
    next(button for button in box.buttons() if button.text() == "不导入，关闭").click()
    assert not wizard.isVisible()
    assert desk.counts()["企业"] == 0


def test_what_was_mended_stays_when_going_back(desk: Desk, dirty: Path) -> None:
    desk.open()
    wizard = desk.take(dirty)
    desk.retype(desk.index(6, "village"), "西槽头村")
    wizard.go_back()
    assert wizard.step == COLUMNS
    wizard.go_back()
    desk.go_on()
    desk.go_on()
    assert wizard.check_page.mended == "改了 1 格"
    assert [problem.field for problem in wizard.check_page.plan.problems] == ["code"]  # type: ignore[union-attr]


def test_it_fits_a_small_screen(desk: Desk, dirty: Path) -> None:
    wizard = desk.open()
    for step in (COLUMNS, CHECK):
        desk.take(dirty, step)
        hint = wizard.minimumSizeHint()
        assert (hint.width() <= 1100, hint.height() <= 600) == (True, True)
