"""Restoring from the window: out of a damaged file, in the open office, and on a PC that has none yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from hazard_desk.errors import OutputError
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping import places, salvaging
from hazard_desk.store.safekeeping.copies import look
from tests.ui.started import OFFICE, Started
from ui.dialogs.safekeeping import RestoreDialog, SafekeepingDialog
from ui.preferences import Preferences
from ui.single_instance import raise_other
from ui.widgets.rescue_card import missing_words


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an office with one enterprise, a backup, and two enterprises more."""
    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, OFFICE, ["东街村"])
    with OfficeFile.open(folder) as office:
        office.run(save_enterprise, EnterpriseFacts(name="永和超市"))
        office.back_up("每小时")
        for name in ("宏达铸造厂", "利民加油站"):
            office.run(save_enterprise, EnterpriseFacts(name=name))
    return folder


def damage(folder: Path) -> bytes:
    """Overwrite the page on which the schema begins, and return what then stands there."""
    database = folder / "office.db"
    with database.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 300)
    return database.read_bytes()


@pytest.fixture
def starts(qtbot: QtBot) -> Iterator[list[Started]]:
    made: list[Started] = []
    yield made
    for one in made:
        one.end()


def start(starts: list[Started], qtbot: QtBot, folder: Path) -> Started:
    started = Started(qtbot, folder, Preferences())
    starts.append(started)
    return started


def pick(started: Started, path: Path) -> None:
    """Pick this in the file dialog."""
    chooser = started.dialog(QFileDialog)
    chooser.close()
    chooser.fileSelected.emit(str(path))


def restore(started: Started) -> QMessageBox:
    """Decide for it in the dialog that asks, and return what is said in the end."""
    dialog = started.dialog(RestoreDialog)
    started.wait(dialog.restore_button.isEnabled)
    dialog.restore_button.click()
    box: QMessageBox = started.dialog(QMessageBox)
    started.quiet()
    return box


def enterprises(started: Started) -> int:
    started.window.activateWindow()  # without a window manager nobody gives the keyboard back after a dialog
    started.qtbot.waitUntil(started.window.isActiveWindow)
    return int(started.registry.table.model().rowCount())


# ---- out of a damaged file -----------------------------------------------------------------------------


def test_a_damaged_file_leads_to_its_last_good_backup(
    starts: list[Started], qtbot: QtBot, folder: Path
) -> None:
    broken = damage(folder)
    started = start(starts, qtbot, folder)
    card = started.window.welcome.rescue
    assert started.window.welcome.reason.isVisible()
    started.wait(card.backup_button.isEnabled)
    assert card.isVisible()
    assert card.backup_button.text().startswith("恢复到 今天 ")
    assert "企业 1、" in card.backup_words.text()
    assert (folder / "office.db").read_bytes() == broken, "nothing is written before she decides"
    card.backup_button.click()
    box = restore(started)
    assert "企业 1、" in box.text()
    (aside,) = [path for path in (folder / "backups").iterdir() if path.is_dir()]
    assert (aside / "office.db").read_bytes() == broken
    assert aside.name in box.informativeText()
    box.accept()
    assert enterprises(started) == 1


def test_what_can_still_be_read_is_counted_before_it_is_put_in_place(
    starts: list[Started], qtbot: QtBot, folder: Path
) -> None:
    damage(folder)
    started = start(starts, qtbot, folder)
    card = started.window.welcome.rescue
    started.wait(card.backup_button.isEnabled)
    assert card.salvage_button.isEnabled()
    card.salvage_button.click()
    started.wait(lambda: card.salvage_button.text() == "用抢救出的记录继续…")
    assert "企业 3" in card.salvage_words.text()
    card.salvage_button.click()
    box = restore(started)
    box.accept()
    assert enterprises(started) == 3


def test_salvaging_that_fails_is_said_and_the_backup_stays_offered(
    starts: list[Started], qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_all: object) -> None:
        raise OutputError("磁盘已满，抢救不下去。", "损坏的台账没有改动。", "请清理磁盘。")

    monkeypatch.setattr(salvaging, "salvage", fail)
    damage(folder)
    started = start(starts, qtbot, folder)
    card = started.window.welcome.rescue
    started.wait(card.backup_button.isEnabled)
    card.salvage_button.click()
    started.wait(lambda: "磁盘已满" in card.salvage_words.text())
    assert card.backup_button.isEnabled()
    assert card.salvage_button.text() == "抢救还能读出的记录"


@pytest.mark.parametrize(
    ("count", "summaries", "said"),
    [
        (0, [], "之后没有别的操作，什么都不会少。"),
        (2, ["新增乙厂", "新增甲厂"], "会少之后的 2 步操作：新增乙厂；新增甲厂。"),
        (9, [f"第{n}步" for n in range(9)], "会少之后的 9 步操作：第0步；第1步；第2步；另有 6 步。"),
        (None, ["新增乙厂"], "之后还做过什么，已经读不出来。"),
    ],
)
def test_what_a_backup_lacks_is_said_as_far_as_it_is_known(
    count: int | None, summaries: list[str], said: str
) -> None:
    assert missing_words(count, summaries) == said


def test_without_a_backup_the_way_is_said_not_to_be_there(
    starts: list[Started], qtbot: QtBot, folder: Path
) -> None:
    damage(folder)
    for backup in (folder / "backups").glob("*.db"):
        backup.unlink()
    started = start(starts, qtbot, folder)
    card = started.window.welcome.rescue
    started.wait(lambda: card.backup_words.text() == "没有找到完好的备份。")
    assert not card.backup_button.isEnabled()
    assert card.file_button.isEnabled()


def test_a_file_from_a_stick_that_is_none_of_ours_leaves_the_ways_out_open(
    starts: list[Started], qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    damage(folder)
    junk = tmp_path / "别的.db"
    junk.write_bytes(b"junk" * 1000)
    started = start(starts, qtbot, folder)
    card = started.window.welcome.rescue
    started.wait(card.backup_button.isEnabled)
    card.file_button.click()
    pick(started, junk)
    dialog = started.dialog(RestoreDialog)
    started.wait(lambda: dialog.heading.text() == "这个文件不能用来恢复")
    assert not dialog.restore_button.isEnabled()
    dialog.reject()
    assert card.isVisible()
    assert card.backup_button.isEnabled()


# ---- in the office that is open ------------------------------------------------------------------------


def test_a_backup_takes_the_place_of_the_open_office_and_can_be_taken_back(
    starts: list[Started], qtbot: QtBot, folder: Path
) -> None:
    started = start(starts, qtbot, folder)
    started.quiet()
    assert enterprises(started) == 3
    started.window.keep_action.trigger()
    dialog = started.dialog(SafekeepingDialog)
    started.wait(dialog.chosen.restore_button.isEnabled)
    dialog.chosen.restore_button.click()
    asked = started.dialog(RestoreDialog)
    started.wait(lambda: "会少之后的 2 步操作" in asked.parts.words_of("对数据"))
    box = restore(started)
    assert "恢复前的台账没有删除" in box.informativeText()
    box.accept()
    assert enterprises(started) == 1
    assert raise_other(folder), "a second start is heard as before"
    (before,) = (folder / "backups").glob("*恢复前*.db")
    assert look(before).counts["企业"] == 3
    started.program.restore(before, "", folder)
    started.dialog(QMessageBox).accept()
    started.quiet()
    assert enterprises(started) == 3


def test_a_restore_that_fails_leaves_the_office_open_and_says_why(
    starts: list[Started], qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    started = start(starts, qtbot, folder)
    started.quiet()
    (backup,) = (folder / "backups").glob("*.db")
    cut = tmp_path / "cut.db"
    cut.write_bytes(backup.read_bytes()[: 4096 * 20])
    started.program.restore(cut, "", folder)
    box = started.dialog(QMessageBox)
    assert "没有" in box.informativeText()
    box.accept()
    started.quiet()
    assert enterprises(started) == 3
    assert not [path for path in (folder / "backups").iterdir() if path.is_dir()]


# ---- on another PC -------------------------------------------------------------------------------------


def test_an_archive_becomes_an_office_on_a_pc_that_has_none(
    starts: list[Started], qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    with OfficeFile.open(folder) as office:
        package = office.write_archive(tmp_path / "带走.hazdesk")
    new = tmp_path / "新电脑" / "隐患台账"
    started = start(starts, qtbot, new)
    assert not started.window.welcome.rescue.isVisible()
    started.window.welcome.restore_button.click()
    pick(started, package)
    dialog = started.dialog(RestoreDialog)
    started.wait(dialog.restore_button.isEnabled)
    assert dialog.facts.words_of("单位") == OFFICE
    assert dialog.folder.text() == str(new)
    restore(started).accept()
    assert started.window.office_name.text() == OFFICE
    assert enterprises(started) == 3
    assert package.exists()


def test_a_place_on_a_network_is_refused_with_its_remedy(
    starts: list[Started], qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        places, "judge_place", lambda _folder: places.Place(places.PlaceKind.NETWORK, "网络位置")
    )
    started = start(starts, qtbot, folder)
    welcome = started.window.welcome
    assert welcome.reason.isVisible()
    assert welcome._meaning.text()
    assert welcome._remedy.text()
    assert not welcome.rescue.isVisible()


def test_an_interrupted_restore_is_finished_and_told(
    starts: list[Started], qtbot: QtBot, folder: Path
) -> None:
    (backup,) = (folder / "backups").glob("*.db")
    work = folder / ".restoring"
    work.mkdir()
    (work / "office.db").write_bytes(backup.read_bytes())
    (folder / "office.restoring.json").write_text(
        '{"new": ".restoring/office.db", "aside": "backups/恢复前_2026-03-02_090000"}', encoding="utf-8"
    )
    started = start(starts, qtbot, folder)
    assert "已经接着做完" in started.window.strip._text.text()
    assert enterprises(started) == 1
    assert not (folder / "office.restoring.json").exists()
