"""Restoring from the window: out of a damaged file, in the open office, and on a PC that has none yet."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from hazard_desk.errors import HazardDeskError, OutputError
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.new_places import Fit, free_folder, judge_new_place
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store import places
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping import restoring
from hazard_desk.store.safekeeping.backups.copies import look
from hazard_desk.store.safekeeping.wrecks import damage as damage_module
from hazard_desk.store.safekeeping.wrecks import salvaging
from hazard_desk.store.safekeeping.wrecks.salvage_words import note_path
from tests.ui.started import OFFICE, Started
from ui import help_topics
from ui.background import retired
from ui.dialogs.safekeeping import RestoreDialog, SafekeepingDialog
from ui.first_minute.wizard import FirstMinute
from ui.messages import Kind
from ui.preferences import Preferences
from ui.safekeeping.kept_copies import look_at
from ui.safekeeping.rescue_card import missing_words
from ui.single_instance import raise_other


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
    assert started.window.welcome.manual.isVisible()
    assert help_topics.of_widget(started.window.welcome.manual) == "trouble#damaged"
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
    assert "没能做成备份" in box.informativeText(), "of a damaged one there is no backup to go back to"
    assert "换回" not in box.informativeText()
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
    assert "企业 3（全部读出）" in card.salvage_words.text()
    card.salvage_button.click()
    box = restore(started)
    assert "企业 3（全部读出）" in box.informativeText()
    box.accept()
    assert enterprises(started) == 3


def test_what_is_of_an_older_state_is_still_said_when_it_is_in_place(
    starts: list[Started], qtbot: QtBot, folder: Path
) -> None:
    with closing(sqlite3.connect(folder / "office.db")) as connection:
        connection.execute("DELETE FROM journal_change")  # else the journal has them as they were last
        connection.commit()
        query = "SELECT rootpage FROM sqlite_master WHERE name IN ('enterprise', 'journal_entry')"
        roots = [root for (root,) in connection.execute(query)]
    with (folder / "office.db").open("r+b") as file:
        for root in roots:
            file.seek((root - 1) * 4096)
            file.write(b"\xee" * 4096)
    started = start(starts, qtbot, folder)
    card = started.window.welcome.rescue
    started.wait(card.backup_button.isEnabled)
    card.salvage_button.click()
    started.wait(lambda: card.salvage_button.text() == "用抢救出的记录继续…")
    assert "企业 1（取自备份 1）" in card.salvage_words.text()
    card.salvage_button.click()
    asked = started.dialog(RestoreDialog)
    started.wait(asked.restore_button.isEnabled)
    assert "企业 1（取自备份 1）" in asked.facts.words_of("抢救情况")
    box = restore(started)
    shown = started.window.messages.last_shown
    assert shown is not None
    assert shown.kind is Kind.WARNING
    assert "企业 1（取自备份 1）" in box.informativeText()
    (salvaged_file,) = (folder / "backups").glob("抢救_*.db")
    assert str(note_path(salvaged_file)) in box.informativeText()
    assert "永和超市" in note_path(salvaged_file).read_text(encoding="utf-8-sig")
    box.accept()


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
    (before,) = (folder / "backups").glob("*恢复前*.db")
    assert "换回来" in box.informativeText()
    assert before.name in box.informativeText(), "there is one to take back"
    box.accept()
    assert enterprises(started) == 1
    assert raise_other(folder), "a second start is heard as before"
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
        package = office.write_archive(tmp_path / "带走.hazdesk").path
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


def test_where_the_office_file_is_gone_its_backup_comes_before_a_new_one(
    starts: list[Started], qtbot: QtBot, folder: Path
) -> None:
    (folder / "office.db").unlink()
    started = start(starts, qtbot, folder)
    welcome = started.window.welcome
    assert "不在文件夹" in welcome._what.text()
    assert "不要在这个文件夹里新建" in welcome._remedy.text()
    assert not welcome.create_button.isVisible(), "what makes a new one is folded away"
    assert not welcome.again.isVisible(), "there is nothing to try again"
    card = welcome.rescue
    started.wait(card.backup_button.isEnabled)
    assert card.backup_button.hasFocus()
    assert "企业 1、" in card.backup_words.text()
    assert not card.salvage_button.isVisible()
    welcome.others.click()
    assert welcome.create_button.isVisible()
    welcome.create_button.click()
    place = started.dialog(FirstMinute).place_page
    started.wait(lambda: not place.obstacle())
    assert place.folder != folder, "another one is offered"
    place.take(folder)
    started.wait(lambda: place.place is not None and place.place.folder == folder)
    assert "从备份恢复" in place.place.words
    assert place.obstacle()
    started.dialog(FirstMinute).reject()
    assert not (folder / "office.db").exists()
    card.backup_button.click()
    dialog = started.dialog(RestoreDialog)
    started.wait(dialog.restore_button.isEnabled)
    assert "损坏" not in dialog.parts.words_of("会怎样") + dialog.parts.words_of("对数据")
    box = restore(started)
    assert "换回" not in box.informativeText()
    box.accept()
    assert enterprises(started) == 1


def test_the_keyboard_stays_with_the_ways_out(starts: list[Started], qtbot: QtBot, folder: Path) -> None:
    damage(folder)
    started = start(starts, qtbot, folder)
    card = started.window.welcome.rescue
    started.wait(card.backup_button.isEnabled)
    assert card.backup_button.hasFocus()
    assert not started.window.welcome.create_button.isVisible()
    card.salvage_button.click()
    started.wait(lambda: card.salvage_button.text() == "用抢救出的记录继续…")
    assert card.salvage_button.hasFocus()
    card.salvage_button.click()
    dialog = started.dialog(RestoreDialog)
    started.wait(dialog.restore_button.isEnabled)
    assert dialog.heading.text() == "用抢救出的记录继续"
    dialog.reject()


def test_what_is_typed_is_asked_about_before_another_state_takes_its_place(
    starts: list[Started], qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = start(starts, qtbot, folder)
    started.quiet()
    page = started.registry
    asked: list[object] = []

    def may_close(_page: object) -> bool:
        asked.append(_page)
        return False

    monkeypatch.setattr(type(page), "may_close", may_close)
    started.program.restore(next((folder / "backups").glob("*.db")), "", folder)
    started.program.open(folder.parent / "two")
    assert len(asked) == 2
    assert started.window.page is page
    assert started.window.stack.isEnabled()
    monkeypatch.undo()


def test_a_new_office_that_was_refused_its_place_is_offered_another(
    starts: list[Started], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = start(starts, qtbot, tmp_path / "新")
    monkeypatch.setattr(
        places, "judge_place", lambda _folder: places.Place(places.PlaceKind.SYNCED, "同步的文件夹")
    )
    started.found(OFFICE, tmp_path / "新")
    welcome = started.window.welcome
    assert welcome.reason.isVisible()
    assert not welcome.again.isVisible(), "there is no office to try again"
    assert welcome.elsewhere.isVisible()
    welcome.elsewhere.click()
    assert started.dialog(FirstMinute).step == 0


def test_no_new_office_is_made_where_a_restore_was_cut_off(tmp_path: Path) -> None:
    (tmp_path / "office.restoring.json").write_text("{}", encoding="utf-8")
    place = judge_new_place(tmp_path)
    assert place.fit is Fit.OFFICE
    assert free_folder(tmp_path) != tmp_path


def test_a_restore_that_the_opening_finishes_is_told_as_done(
    starts: list[Started], qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = start(starts, qtbot, folder)
    started.quiet()
    (backup,) = [one for one in (folder / "backups").glob("*.db") if "每小时" in one.name]
    move, failed = restoring.move, []

    def flaky(source: Path, target: Path) -> object:
        if target == folder / "office.db" and not failed:
            failed.append(target)
            raise OSError(5, "once")
        return move(source, target)

    monkeypatch.setattr(restoring, "move", flaky)
    started.program.restore(backup, "", folder)
    box = started.dialog(QMessageBox)
    assert failed
    assert "已经接着做完" in box.text()
    assert "恢复前_" in box.informativeText(), "where the former lies"
    box.accept()
    assert enterprises(started) == 1


def test_a_restored_office_that_does_not_open_is_told_to_be_restored(
    starts: list[Started], qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = start(starts, qtbot, folder)
    started.quiet()
    (backup,) = [one for one in (folder / "backups").glob("*.db") if "每小时" in one.name]
    open_ = OfficeFile.open

    def full(*_all: object, **_more: object) -> None:
        raise OutputError("磁盘已满，没法升级。", "没有改动。", "请清理磁盘。")

    monkeypatch.setattr(OfficeFile, "open", full)
    started.program.restore(backup, "", folder)
    box = started.dialog(QMessageBox)
    assert box.text().startswith("已恢复：企业 1、")
    assert "恢复前_" in box.informativeText()
    assert "恢复不用重做" in box.informativeText()
    welcome = started.window.welcome
    assert welcome.isVisible()
    assert "磁盘已满" in welcome._what.text()
    box.accept()
    monkeypatch.setattr(OfficeFile, "open", open_)
    welcome.again.click()
    started.quiet()
    assert enterprises(started) == 1


def test_what_was_moved_aside_with_a_transaction_cut_off_can_be_looked_at(
    starts: list[Started], qtbot: QtBot, folder: Path
) -> None:
    aside = folder / "backups" / "恢复前_2026-03-02_090000"
    aside.mkdir()
    leave_cut_off(folder / "office.db", aside / "office.db")
    with pytest.raises(HazardDeskError):
        look(aside / "office.db")
    before = {path.name: path.read_bytes() for path in aside.iterdir()}
    source = look_at(aside / "office.db")
    assert source.told is not None
    assert source.told.counts["企业"] == 3
    assert {path.name: path.read_bytes() for path in aside.iterdir()} == before
    assert not list((folder / "backups").glob(".look-*"))
    started = start(starts, qtbot, folder)
    started.quiet()
    started.window.keep_action.trigger()
    dialog = started.dialog(SafekeepingDialog)
    started.wait(lambda: dialog.table.lines)
    assert [line.texts[1] for line in dialog.table.lines].count("换下的原件") == 1
    dialog.reject()


def leave_cut_off(database: Path, target: Path) -> None:
    """Leave at `target` what a pulled plug leaves of `database` in the midst of a transaction."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 5")  # so that it is written before it is committed
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE enterprise SET name = name || ?", ("乙" * 90_000,))
        shutil.copy(database, target)
        shutil.copy(f"{database}-journal", f"{target}-journal")
        connection.execute("ROLLBACK")


@pytest.mark.parametrize("salvaged", [False, True])
def test_another_offices_package_is_warned_of_over_a_damaged_one(
    starts: list[Started], qtbot: QtBot, folder: Path, tmp_path: Path, salvaged: bool
) -> None:
    OfficeFile.create(tmp_path / "别", set_up_office, "文水县东槽头乡人民政府", [])
    with OfficeFile.open(tmp_path / "别") as office:
        other = office.back_up("手动")
    damage(folder)
    if salvaged:
        for backup in (folder / "backups").glob("*.db"):
            backup.unlink()
    started = start(starts, qtbot, folder)
    card = started.window.welcome.rescue
    started.wait(lambda: "正在查看" not in card.backup_words.text())
    if salvaged:
        card.salvage_button.click()
        started.wait(lambda: card.salvage_button.text() == "用抢救出的记录继续…")
    card.file_button.click()
    pick(started, other)
    dialog = started.dialog(RestoreDialog)
    started.wait(dialog.restore_button.isEnabled)
    assert "东槽头" in dialog.warning.text()
    assert OFFICE in dialog.warning.text()
    dialog.reject()


def test_nobody_waits_while_a_damaged_file_is_looked_at(
    starts: list[Started], qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(folder)
    looking, finish = Event(), Event()
    ways_out = damage_module.ways_out

    def slow(where: Path, now: datetime) -> object:
        looking.set()
        finish.wait(20)
        return ways_out(where, now)

    monkeypatch.setattr(damage_module, "ways_out", slow)
    started = start(starts, qtbot, folder)
    started.wait(looking.is_set)
    (folder / "office.db").write_bytes(next((folder / "backups").glob("*.db")).read_bytes())
    started.window.welcome.again.click()
    assert not finish.is_set(), "the click came back at once"
    started.idle()
    assert enterprises(started) == 1
    finish.set()
    started.wait(lambda: not retired())
    assert not started.window.welcome.rescue.isVisible()


@pytest.mark.parametrize("cut", ["before the former went", "before the new one came"])
def test_an_interrupted_restore_is_finished_and_told(
    starts: list[Started], qtbot: QtBot, folder: Path, cut: str
) -> None:
    (backup,) = (folder / "backups").glob("*.db")
    work = folder / ".r-0a1b"
    if cut == "before the new one came":
        aside = folder / "backups" / "恢复前_2026-03-02_090000"
        aside.mkdir()
        (folder / "office.db").rename(aside / "office.db")
    work.mkdir()
    (work / "office.db").write_bytes(backup.read_bytes())
    (folder / "office.restoring.json").write_text(
        '{"new": ".r-0a1b/office.db", "aside": "backups/恢复前_2026-03-02_090000"}', encoding="utf-8"
    )
    started = start(starts, qtbot, folder)
    assert "已经接着做完" in started.window.strip._text.text()
    assert enterprises(started) == 1
    assert not (folder / "office.restoring.json").exists()
