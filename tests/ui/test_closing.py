"""The end of a day: what was changed is backed up before the window goes, and not against her will."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Timer
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from hazard_desk.errors import OfficeFileError, OutputError
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store import office_file
from hazard_desk.store.header import damaged
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.copies import look
from hazard_desk.store.safekeeping.backups.settings import note_good
from tests.ui.started import OFFICE, Started, is_shown
from ui.dialogs.safekeeping import SafekeepingDialog
from ui.preferences import Preferences
from ui.single_instance import raise_other


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "台账"


@pytest.fixture
def started(qtbot: QtBot, folder: Path) -> Iterator[Started]:
    """Give a program on an office that was founded and has a backup of it."""
    started = Started(qtbot, folder, Preferences())
    started.found(OFFICE, folder)
    started.quiet()
    yield started
    started.end()


def enter(started: Started, name: str) -> None:
    started.do(save_enterprise, EnterpriseFacts(name=name))


def give_stick(started: Started, tmp_path: Path) -> Path:
    stick = tmp_path / "stick"
    stick.mkdir()
    started.keeper.set_second_place(stick, lambda _note: None, lambda _error: None)
    started.quiet()
    return stick


def backups(folder: Path) -> list[Path]:
    return sorted((folder / "backups").glob("*.db"))


class Gate:
    """Stands in a way of the door and lets nobody through until it is opened."""

    def __init__(self, way: Callable[..., Any]) -> None:
        self.way = way
        self.opened = Event()

    def __call__(self, reason: str) -> Any:
        self.opened.wait(20)
        return self.way(reason)


def test_what_was_entered_is_backed_up_before_the_window_goes(started: Started, folder: Path) -> None:
    enter(started, "永和超市")
    started.leave()
    (backup,) = backups(folder)
    assert "退出时" in backup.name
    assert look(backup).counts["企业"] == 1
    assert not (folder / "office.owner.json").exists()


def test_where_nothing_was_changed_it_goes_at_once_and_makes_none(
    started: Started, qtbot: QtBot, folder: Path
) -> None:
    started.leave()
    made = backups(folder)
    again = Started(qtbot, folder, Preferences())
    again.quiet()
    again.window.close()
    assert not again.window.isVisible()
    again.end()
    assert backups(folder) == made


def test_meanwhile_the_window_stays_says_so_and_takes_nothing_new(
    started: Started, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = started.window
    gate = Gate(started.program._door.back_up_if_changed)  # type: ignore[union-attr]
    monkeypatch.setattr(started.program._door, "back_up_if_changed", gate)
    enter(started, "永和超市")
    window.close()
    strip = window.holds_open.__self__.strip  # type: ignore[attr-defined]
    started.wait(strip.isVisible)
    assert strip.words.text() == "正在备份…"
    assert strip.about.text() == "录入的数据都已保存。备份做完，窗口自己关闭。"
    assert strip.button.text() == "不等了，直接退出"
    assert "这份备份在后台接着做完" in strip.button.toolTip()
    assert not window.stack.isEnabled()
    at = window.tabs.currentIndex()
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.tabs.currentIndex() == at, "no key begins anything"
    assert not window.close(), "a second click on the cross doesn't hurry it"
    assert raise_other(folder), "a second start meanwhile raises this window"
    assert (folder / "office.owner.json").exists(), "the office is held until it is backed up"
    gate.opened.set()
    started.wait(lambda: not window.isVisible())
    assert len(backups(folder)) == 1


def test_a_backup_that_fails_is_told_before_the_window_goes(
    started: Started, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_reason: str) -> None:
        raise OutputError("磁盘已满。", "原文件没有改动。", "请清理磁盘。")

    monkeypatch.setattr(started.program._door, "back_up_if_changed", fail)
    enter(started, "永和超市")
    started.window.close()
    box = started.dialog(QMessageBox)
    assert "备份没有做成" in box.text()
    assert "已保存在台账里" in box.informativeText()
    assert "请清理磁盘" in box.informativeText()
    box.reject()
    started.quiet()
    assert started.window.isVisible()
    assert started.window.stack.isEnabled()
    enter(started, "照常录入的厂")
    started.window.close()
    box = started.dialog(QMessageBox)
    next(button for button in box.buttons() if button.text() == "仍然退出").click()
    started.wait(lambda: not started.window.isVisible())
    with OfficeFile.open(folder) as office:
        assert office.notices == [], "a clean end all the same"
    assert look(folder / "office.db").counts["企业"] == 2


def test_of_a_file_that_turns_out_damaged_nothing_is_promised(
    started: Started, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_reason: str) -> None:
        raise damaged(folder / "office.db", "内部结构校验不通过")

    monkeypatch.setattr(started.program._door, "back_up_if_changed", fail)
    enter(started, "永和超市")
    started.window.close()
    box = started.dialog(QMessageBox)
    assert "已损坏" in box.text()
    assert "没有丢失" not in box.informativeText()
    assert "原样保留" in box.informativeText()
    box.reject()


def test_who_does_not_wait_for_the_second_copy_goes_at_once(
    started: Started, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_stick(started, tmp_path)
    begun = Event()

    def copy_for_ever(_copy: Path, progress: Any) -> None:
        begun.set()
        while True:
            progress.report(1, 100, "正在复制附件 1/100")
            Event().wait(0.005)

    monkeypatch.setattr(started.program._door, "copy_to_second_place", copy_for_ever)
    enter(started, "永和超市")
    window = started.window
    window.close()
    strip = window.holds_open.__self__.strip  # type: ignore[attr-defined]
    started.wait(lambda: strip.isVisible() and strip.bar.value() == 1)
    assert begun.is_set()
    assert strip.words.text() == "正在复制到第二备份位置…"
    assert strip.about.text() == "本机的备份已经做好。复制完，窗口自己关闭。"
    assert "本机的备份已经做好" in strip.button.toolTip()
    strip.button.click()
    assert not window.isVisible()
    assert len(backups(folder)) == 1, "the backup on this PC had been made"


def test_the_second_copy_is_made_too_and_a_stick_in_the_drawer_is_no_trouble(
    started: Started, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    stick = give_stick(started, tmp_path)
    enter(started, "永和超市")
    started.leave()
    assert len(list(stick.rglob("*.hazdesk"))) == 1
    stick.rename(tmp_path / "in the drawer")
    again = Started(qtbot, folder, Preferences())
    again.quiet()
    enter(again, "利民加油站")
    again.leave()
    assert again.window.messages.last_shown is None, "its copy is of today: nothing to be told of"
    again.end()


def test_from_a_backup_that_failed_the_way_leads_to_the_backups(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_reason: str) -> None:
        raise OutputError("磁盘已满。", "原文件没有改动。", "请清理磁盘。")

    monkeypatch.setattr(started.program._door, "back_up_if_changed", fail)
    enter(started, "永和超市")
    started.window.close()
    box = started.dialog(QMessageBox)
    assert [button.text() for button in box.buttons() if button.text() == "备份与恢复…"]
    next(button for button in box.buttons() if button.text() == "备份与恢复…").click()
    dialog = started.dialog(SafekeepingDialog)
    assert started.window.isVisible(), "she has not left"
    assert started.window.stack.isEnabled()
    dialog.reject()
    started.quiet()


def test_what_rotted_on_the_stick_is_told_before_the_window_goes(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_stick(started, tmp_path)
    door = started.program._door
    assert door is not None
    copy = door.copy_to_second_place
    monkeypatch.setattr(door, "copy_to_second_place", lambda *of: replace(copy(*of), mended=2))
    enter(started, "永和超市")
    started.window.close()
    box = started.dialog(QMessageBox)
    assert "第二份备份复制好了" in box.text()
    assert "那里有 2 个附件坏了，已重新写好" in box.text()
    next(button for button in box.buttons() if button.text() == "仍然退出").click()
    started.wait(lambda: not started.window.isVisible())


def test_an_old_copy_is_told_once_a_day_at_the_start_and_again_at_the_end(
    started: Started, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    stick = give_stick(started, tmp_path)
    started.leave()
    note_good(folder, datetime.now() - timedelta(days=9))
    stick.rename(tmp_path / "lost")
    habits = Preferences(tmp_path / "window.json")
    again = Started(qtbot, folder, habits)
    again.quiet()
    assert again.window.strip.isVisible()
    assert "9 天前" in again.window.strip._text.text()
    assert again.window.backup_light.text() == "第二备份该做了！"
    enter(again, "利民加油站")
    again.window.close()
    box = again.dialog(QMessageBox)
    assert "第二份备份没有复制成" in box.text()
    assert "本机的备份都在" in box.informativeText()
    next(button for button in box.buttons() if button.text() == "仍然退出").click()
    again.wait(lambda: not again.window.isVisible())
    again.end()
    later = Started(qtbot, folder, habits)
    later.quiet()
    assert not later.window.strip.isVisible()
    later.end()


def strip_of(started: Started) -> Any:
    closing = started.program._closing
    assert closing is not None
    return closing.strip


def test_what_was_saved_at_the_last_moment_is_in_the_backup(
    started: Started, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(started, "永和超市")
    started.keeper.back_up("手动", lambda _path: None, lambda _error: None)
    started.quiet()
    gate = Gate(started.program._door.run)  # type: ignore[union-attr]

    def run(operation: Any, *args: Any, **kwargs: Any) -> Any:
        gate.opened.wait(20)
        return gate.way(operation, *args, **kwargs)

    monkeypatch.setattr(started.program._door, "run", run)
    background = started.window.background
    assert background is not None
    background.write(save_enterprise, EnterpriseFacts(name="宏达铸造厂"))
    started.window.close()
    started.wait(strip_of(started).isVisible)
    assert strip_of(started).words.text() == "正在保存最后录入的内容…"
    assert "都已保存" not in strip_of(started).about.text(), "it isn't yet"
    assert not strip_of(started).button.isVisible()
    gate.opened.set()
    started.wait(lambda: not started.window.isVisible())
    assert look(backups(folder)[-1]).counts["企业"] == 2


def test_leaving_all_the_same_where_a_page_refuses_leaves_nothing_forgotten(
    started: Started, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_reason: str) -> None:
        raise OutputError("磁盘已满。", "原文件没有改动。", "请清理磁盘。")

    enter(started, "永和超市")
    page = started.registry
    with monkeypatch.context() as broken:
        broken.setattr(started.program._door, "back_up_if_changed", fail)
        started.window.close()
        box = started.dialog(QMessageBox)
        broken.setattr(type(page), "may_close", lambda _self: False)
        next(button for button in box.buttons() if button.text() == "仍然退出").click()
        assert started.window.isVisible()
    started.quiet()
    enter(started, "宏达铸造厂")
    started.leave()
    assert look(backups(folder)[-1]).counts["企业"] == 2


class SlowPackage:
    """A package that is written until it is let go, or cancelled."""

    def __init__(self, started: Started, monkeypatch: pytest.MonkeyPatch, target: Path) -> None:
        self.finish = Event()
        self.fails = False
        self.said: list[Any] = []
        monkeypatch.setattr(started.program._door, "write_archive", self.write)
        started.keeper.write_archive(target, self.said.append, self.said.append, "正在存台账包")
        started.wait(lambda: self.begun.is_set())

    begun = Event()

    def write(self, target: Path, _extra: object, copy: Path, progress: Any) -> Any:
        from hazard_desk.store.safekeeping.packages.archive import Written

        self.begun.set()
        while not self.finish.wait(0.005):
            progress.report(1, 4)
        if self.fails:
            raise OutputError("U盘满了。", "没有写出。", "请换一个。")
        target.write_bytes(copy.read_bytes())
        return Written(target)


def test_a_package_that_is_still_being_written_is_waited_for(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = SlowPackage(started, monkeypatch, tmp_path / "带走.hazdesk")
    assert not started.window.close()
    started.wait(lambda: strip_of(started).isVisible() and strip_of(started).bar.text() == "25%")
    assert strip_of(started).words.text() == "正在存台账包…"
    assert "不留下不完整的文件" in strip_of(started).button.toolTip()
    package.finish.set()
    started.wait(lambda: not started.window.isVisible())
    assert (tmp_path / "带走.hazdesk").exists()
    assert package.said[0].path == tmp_path / "带走.hazdesk"


def test_who_does_not_wait_for_a_package_stops_it(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SlowPackage(started, monkeypatch, tmp_path / "带走.hazdesk")
    started.window.close()
    started.wait(strip_of(started).isVisible)
    strip_of(started).button.click()
    assert not started.window.isVisible()
    assert not (tmp_path / "带走.hazdesk").exists()


def test_a_package_that_fails_meanwhile_keeps_the_window_for_its_words(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = SlowPackage(started, monkeypatch, tmp_path / "带走.hazdesk")
    package.fails = True
    started.window.close()
    started.wait(strip_of(started).isVisible)
    package.finish.set()
    started.wait(lambda: package.said)
    started.quiet()
    assert started.window.isVisible()
    assert started.window.stack.isEnabled()
    assert not strip_of(started).isVisible()


def test_attachments_that_the_second_copy_lacks_are_told_before_the_window_goes(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hazard_desk.store.safekeeping.packages.archive import Written

    give_stick(started, tmp_path)
    lacking = Written(tmp_path / "x.hazdesk", ("现场照片.jpg", "整改后.jpg"))
    monkeypatch.setattr(started.program._door, "copy_to_second_place", lambda _copy, _progress: lacking)
    enter(started, "永和超市")
    started.window.close()
    box = started.dialog(QMessageBox)
    assert "有 2 个附件" in box.text()
    assert "现场照片.jpg" in box.text()
    next(button for button in box.buttons() if button.text() == "仍然退出").click()
    started.wait(lambda: not started.window.isVisible())


def test_the_second_copy_is_made_of_a_backup_that_no_saving_waits_for(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import current_thread

    give_stick(started, tmp_path)
    door = started.program._door
    assert door is not None
    threads: list[str] = []
    made = door.current_copy

    def current_copy(reason: str) -> Path:
        threads.append(current_thread().name)
        return made(reason)

    monkeypatch.setattr(door, "current_copy", current_copy)
    enter(started, "永和超市")
    done: list[Any] = []
    started.keeper.copy_to_second_place(done.append, done.append)
    started.wait(lambda: done)
    writer = started.window.background._writer._threads  # type: ignore[union-attr]
    assert threads == [thread.name for thread in writer], "on the thread that writes, between two writes"
    assert done[0].path.exists()


def test_where_another_office_follows_nothing_is_said_of_leaving(
    started: Started, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(started.program._door.back_up_if_changed)  # type: ignore[union-attr]
    monkeypatch.setattr(started.program._door, "back_up_if_changed", gate)
    enter(started, "永和超市")
    OfficeFile.create(tmp_path / "two", set_up_office, "文水县东槽头乡人民政府", [])
    started.program.open(tmp_path / "two")
    strip = strip_of(started)
    started.wait(strip.isVisible)
    assert strip.about.text() == "录入的数据都已保存。备份做完，接着打开另一个台账。"
    assert not strip.button.isVisible(), "not to wait would freeze the window"
    gate.opened.set()
    started.wait(lambda: started.window.office_name.text() == "文水县东槽头乡人民政府")
    started.quiet()

    def fail(_reason: str) -> None:
        raise OutputError("磁盘已满。", "原文件没有改动。", "请清理磁盘。")

    monkeypatch.setattr(started.program._door, "back_up_if_changed", fail)
    enter(started, "利民加油站")
    started.program.open(folder)
    box = started.dialog(QMessageBox)
    assert "退出" not in box.text() + box.informativeText()
    next(button for button in box.buttons() if button.text() == "仍然打开另一个").click()
    started.wait(lambda: started.window.office_name.text() == OFFICE)


def test_an_old_copy_is_told_though_the_opening_had_something_to_tell(
    started: Started, qtbot: QtBot, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_stick(started, tmp_path)
    started.leave()
    note_good(folder, datetime.now() - timedelta(days=9))
    monkeypatch.setattr(office_file, "warning_of_place", lambda _folder: "文件夹在U盘上。")
    again = Started(qtbot, folder, Preferences())
    again.quiet()
    said = again.window.strip._text.text()
    assert said.startswith("文件夹在U盘上。")
    assert "9 天前" in said
    again.end()


def test_after_a_month_without_a_second_place_it_is_asked_for_once_a_week(
    started: Started, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    enter(started, "永和超市")
    started.leave()
    (made,) = backups(folder)
    long_ago = f"{datetime.now() - timedelta(days=40):%Y-%m-%d_%H%M%S}"
    made.rename(made.with_name(f"office_{long_ago}_退出时.db"))
    habits = Preferences(tmp_path / "window.json")

    def said() -> str:
        again = Started(qtbot, folder, habits)
        again.quiet()
        shown = again.window.strip
        words = shown._text.text() if shown.isVisible() else ""
        again.end()
        return words

    assert "第二备份位置" in said()
    assert said() == "", "not again the same week"
    habits.setValue("safekeeping/asked-on", str((datetime.now() - timedelta(days=8)).date()))
    assert "第二备份位置" in said()


def test_a_second_start_waits_for_the_last_backup_of_the_window_that_went(
    started: Started, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = started.program._door._office._lock  # type: ignore[union-attr]
    started.program._door.will_close()  # type: ignore[union-attr]
    monkeypatch.setattr("hazard_desk.store.lock._PATIENCE_WITH_LEAVING", 0.2)
    with pytest.raises(OfficeFileError, match="还在做最后的备份"):
        OfficeFile.open(folder)
    monkeypatch.setattr("hazard_desk.store.lock._PATIENCE_WITH_LEAVING", 60.0)
    letting_go = Timer(0.3, lock.release)
    letting_go.start()
    OfficeFile.open(folder).close()
    letting_go.join()


def test_an_office_that_is_left_for_another_is_backed_up_first(
    started: Started, folder: Path, tmp_path: Path
) -> None:
    enter(started, "永和超市")
    started.window.show_welcome()
    started.found("文水县东槽头乡人民政府", tmp_path / "two")
    assert started.window.office_name.text() == "文水县东槽头乡人民政府"
    assert look(backups(folder)[0]).counts["企业"] == 1


def test_the_light_opens_the_dialog(started: Started) -> None:
    from ui.dialogs.safekeeping import SafekeepingDialog

    assert started.window.backup_light.text() == "还没有备份"
    started.window.backup_light.click()
    dialog = started.dialog(SafekeepingDialog)
    dialog.back_up_button.click()
    started.quiet()
    assert started.window.backup_light.text().startswith("只有本机备份")
    dialog.reject()
    started.quiet()
    assert not is_shown(dialog)
