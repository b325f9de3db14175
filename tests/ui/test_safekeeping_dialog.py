"""备份与恢复: what is kept and what it holds, the second place, the password, deciding to restore."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from hazard_desk.errors import OutputError
from hazard_desk.model import Enterprise
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.attaching import Owner, attach
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.since_backup import steps_since
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.settings import read_safekeeping, set_password
from hazard_desk.terms import AttachmentKind
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import KEY
from ui.dialogs.safekeeping import RestoreDialog, SafekeepingDialog
from ui.dialogs.safekeeping.password_dialog import PasswordDialog
from ui.dialogs.safekeeping.restore_dialog import Target, Where
from ui.dialogs.safekeeping.source_facts import facts_of
from ui.messages import Kind
from ui.office_door import OfficeDoor
from ui.safekeeping.kept_copies import look_at, size_words, when_words
from ui.safekeeping.restore_words import steps_words
from ui.safekeeping.safekeeper import Safekeeper

OFFICE = "文水县西槽头乡人民政府"
PASSWORD = "西槽头乡2026安全"


class Desk(DialogDesk):
    dialog: SafekeepingDialog
    keeper: Safekeeper
    folder: Path

    def open(self) -> SafekeepingDialog:
        door = self.background.office
        assert isinstance(door, OfficeDoor)
        self.folder = door.folder
        self.keeper = Safekeeper(self.background, door)
        self.restored: list[Path] = []
        dialog = SafekeepingDialog(self.keeper, self.messages, self.window, OFFICE)
        dialog.restore_wanted.connect(lambda path, _over: self.restored.append(path))
        dialog.open()
        return self.take_over(dialog)

    def settle(self) -> None:
        super().settle()
        if hasattr(self, "keeper"):
            self.qtbot.waitUntil(
                lambda: (
                    not self.keeper.busy
                    and not self.background.under_way
                    and not (is_open(self.dialog) and self.dialog._pause.isActive())
                    if hasattr(self, "dialog")
                    else not self.keeper.busy
                ),
                timeout=20_000,
            )

    @property
    def rows(self) -> list[tuple[str, ...]]:
        return [line.texts for line in self.dialog.table.lines]

    def chosen(self, label: str) -> str:
        return self.dialog.chosen.facts.words_of(label)

    def said(self) -> str:
        shown = self.dialog.said.last_shown
        return shown.text if shown is not None else ""

    def enter(self, name: str) -> None:
        self.do(save_enterprise, EnterpriseFacts(name=name))

    def pick(self, path: Path) -> None:
        """Pick this in the file dialog that is open."""
        (dialog,) = [one for one in self.dialog.findChildren(QFileDialog) if one.isVisible()]
        dialog.fileSelected.emit(str(path))
        dialog.close()
        self.settle()

    def answer(self, words: str) -> None:
        """Press this button of the question over the dialog."""
        (box,) = [one for one in self.dialog.findChildren(QMessageBox) if one.isVisible()]
        next(button for button in box.buttons() if button.text() == words).click()
        self.settle()

    def over(self, kind: type[QDialog]) -> Any:
        """Return the dialog over this one."""
        (found,) = [one for one in self.dialog.findChildren(kind) if one.isVisible()]
        return found


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with Desk.in_office(tmp_path / "台账", qtbot) as desk:
        yield desk
        desk.keeper.close()


def test_the_list_is_empty_until_a_backup_is_made_by_its_button(desk: Desk) -> None:
    dialog = desk.open()
    assert desk.rows == []
    assert not dialog.chosen.restore_button.isEnabled()
    dialog.back_up_button.setFocus()
    desk.press(KEY.Key_Return)
    ((when, reason, _size, where),) = desk.rows
    assert when.startswith("今天")
    assert when.endswith("（最新）")
    assert (reason, where) == ("手动", "本机")
    assert "已备份" in desk.said()
    assert desk.chosen("与现在比") == "之后没有别的操作，什么都不会少。"


def test_a_backup_tells_what_it_holds_and_what_would_be_missing(desk: Desk) -> None:
    desk.open()
    desk.enter("甲厂")
    desk.dialog.back_up_button.click()
    desk.settle()
    for name in ("乙厂", "丙厂"):
        desk.enter(name)
    desk.dialog.reject()
    desk.settle()
    desk.keeper.close()
    desk.open()
    assert "企业 1、" in desk.chosen("内容")
    assert "甲厂" in desk.chosen("最后一步")
    missing = desk.chosen("与现在比")
    assert missing.startswith("会少之后的 2 步操作")
    assert missing.index("丙厂") < missing.index("乙厂"), "the newest first"


def test_a_backup_that_rotted_is_told_of_and_not_offered(desk: Desk) -> None:
    desk.open()
    desk.dialog.back_up_button.click()
    desk.settle()
    (copy,) = (desk.folder / "backups").glob("*.db")
    bytes_ = bytearray(copy.read_bytes())
    bytes_[-10] ^= 1
    copy.write_bytes(bytes_)
    desk.dialog._look_at_chosen()
    desk.settle()
    assert "和做的时候不一样" in desk.dialog.chosen.words.text()
    assert not desk.dialog.chosen.restore_button.isEnabled()


def test_enter_on_a_backup_asks_to_restore_it(desk: Desk) -> None:
    dialog = desk.open()
    dialog.back_up_button.click()
    desk.settle()
    dialog.table.setFocus()
    desk.press(KEY.Key_Return)
    assert desk.restored == list((desk.folder / "backups").glob("*.db"))


def test_a_second_place_gets_its_first_copy_at_once_and_one_that_is_gone_is_said(
    desk: Desk, tmp_path: Path
) -> None:
    dialog = desk.open()
    stick = tmp_path / "U盘"
    stick.mkdir()
    assert not dialog.second.copy_button.isVisible()
    dialog.second.choose_button.click()
    desk.pick(stick)
    assert len(list(stick.rglob("*.hazdesk"))) == 1
    assert "上次复制：今天" in dialog.second.words.text()
    assert ("台账包", "第二备份位置") in [(row[1], row[3]) for row in desk.rows]
    shutil.rmtree(stick)
    dialog.second.copy_button.click()
    desk.settle()
    assert "现在不在" in desk.said()
    assert "没有做成" in dialog.second.words.text()
    dialog.second.drop_button.click()
    desk.answer("不再使用")
    assert read_safekeeping(desk.folder).second_place is None
    assert "还没有设" in dialog.second.words.text()


def test_another_stick_with_the_same_letter_has_to_be_chosen(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.open()
    stick = tmp_path / "U盘"
    stick.mkdir()
    dialog.second.choose_button.click()
    desk.pick(stick)
    stick.rename(tmp_path / "自己的U盘")
    stick.mkdir()
    dialog.second.copy_button.click()
    desk.settle()
    assert "像是换了一只U盘" in desk.said()
    assert f"点“{dialog.second.choose_button.text().rstrip('…')}”" in desk.said()
    assert not list(stick.iterdir())
    dialog.second.choose_button.click()
    desk.pick(stick)
    assert "已复制到第二备份位置" in desk.said()
    assert len(list(stick.rglob("*.hazdesk"))) == 1


def test_a_place_within_the_office_folder_is_refused(desk: Desk) -> None:
    dialog = desk.open()
    dialog.second.choose_button.click()
    desk.pick(desk.folder / "backups")
    assert "不能在台账文件夹里面" in desk.said()
    assert read_safekeeping(desk.folder).second_place is None


def test_a_password_is_asked_twice_by_keys_and_locks_what_leaves(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.open()
    dialog.password.change_button.click()
    asked = desk.over(PasswordDialog)
    desk.qtbot.waitUntil(lambda: QApplication.activeWindow() is asked)
    desk.type("short")
    desk.press(KEY.Key_Return, KEY.Key_Return)
    assert "8" in asked.error.text()
    asked.first.setText(PASSWORD)
    asked.second.setText(PASSWORD + "x")
    asked.save_button.click()
    assert "两次输入的不一样" in asked.error.text()
    assert asked.first.echoMode() is QLineEdit.EchoMode.Password
    asked.second.setText(PASSWORD)
    asked.save_button.click()
    desk.settle()
    assert "以后做的台账包和第二份备份都加密" in dialog.password.words.text()
    dialog.archive_button.click()
    target = tmp_path / "带走.hazdesk"
    desk.pick(target)
    assert "台账包密码" in desk.said()
    assert look_at(target).told is None
    assert look_at(target, PASSWORD).told is not None
    dialog.password.remove_button.click()
    desk.answer("取消密码")
    assert "没有设密码" in dialog.password.words.text()


def test_settings_that_cannot_be_read_are_told_and_begin_anew_with_the_password(desk: Desk) -> None:
    dialog = desk.open()
    (desk.folder / "backups").mkdir(exist_ok=True)
    (desk.folder / "backups" / "safekeeping.json").write_text("{cut", encoding="utf-8")
    desk.keeper.refresh()
    desk.settle()
    assert "不知道以前有没有设密码" in dialog.password.words.text()
    assert not dialog.second.choose_button.isEnabled()
    dialog.password.remove_button.click()
    desk.answer("取消密码")
    assert "没有设密码" in dialog.password.words.text()
    assert dialog.second.choose_button.isEnabled()


def test_an_archive_that_cannot_be_written_is_said_and_can_be_tried_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = desk.open()

    def fail(*_all: object) -> None:
        raise OutputError("U盘满了。", "没有写出。", "请换一个。")

    monkeypatch.setattr(desk.keeper.door, "write_archive", fail)
    dialog.archive_button.click()
    desk.pick(tmp_path / "带走.hazdesk")
    assert desk.said() == "U盘满了。没有写出。请换一个。"
    assert dialog.archive_button.isEnabled()
    assert not dialog.busy.active


def test_attachments_that_were_left_out_are_told_as_a_warning(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = desk.open()
    photo = tmp_path / "现场照片.jpg"
    Image.new("RGB", (8, 8)).save(photo)
    desk.do(save_enterprise, EnterpriseFacts(name="甲厂"))
    enterprise = desk.ask(lambda reading: reading.session.scalars(select(Enterprise.id)).one())
    desk.do(attach, Owner("enterprise", enterprise), [photo], AttachmentKind.OTHER)
    (kept,) = [path for path in (desk.folder / "attachments").rglob("*") if path.is_file()]
    kept.unlink()
    target = tmp_path / "带走.hazdesk"
    dialog.archive_button.click()
    desk.pick(target)
    shown = dialog.said.last_shown
    assert shown is not None
    assert "台账包已存到" in shown.what
    assert "有 1 个附件" in shown.meaning
    assert "没有带上" in shown.meaning
    assert shown.kind is Kind.WARNING
    assert "做的时候就缺 1 个" in facts_of(look_at(target), date.today())["附件"]
    stick = tmp_path / "U盘"
    stick.mkdir()
    dialog.second.choose_button.click()
    desk.pick(stick)
    shown = dialog.said.last_shown
    assert "有 1 个附件" in shown.meaning
    assert shown.kind is Kind.WARNING


def test_what_ends_after_the_dialog_was_closed_is_said_in_the_window(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.open()
    dialog.archive_button.click()
    (chooser,) = dialog.findChildren(QFileDialog)
    chooser.fileSelected.emit(str(tmp_path / "带走.hazdesk"))
    chooser.close()
    dialog.reject()
    desk.settle()
    said = desk.messages.last_shown
    assert said is not None
    assert "台账包已存到" in said.what


# ---- deciding ------------------------------------------------------------------------------------------


class Asked:
    """The dialog that asks for the decision, over the desk's office."""

    def __init__(self, desk: Desk, path: Path, where: Where = Where.OPEN, office: str = OFFICE) -> None:
        self.desk = desk
        self.wanted: list[tuple[Path, str, Path]] = []
        desk.open()
        target = Target(where, desk.folder if where is Where.OPEN else desk.folder.parent / "新", office)
        self.dialog = RestoreDialog(desk.keeper.files, path, target, desk.window)
        self.dialog.wanted.connect(lambda *all_of_it: self.wanted.append(all_of_it))
        self.dialog.open()
        desk.settle()

    def parts(self) -> str:
        return "".join(self.dialog.parts.words_of(label) for label in ("会怎样", "对数据", "请注意"))


def other_office(folder: Path, name: str) -> OfficeFile:
    OfficeFile.create(folder, set_up_office, name, [])
    return OfficeFile.open(folder)


def test_restoring_says_in_three_parts_what_will_happen(desk: Desk, tmp_path: Path) -> None:
    with other_office(tmp_path / "别", OFFICE) as office:
        backup = office.back_up("手动")
    asked = Asked(desk, backup)
    assert "先给现在的台账做一份备份" in asked.parts()
    assert "不删除，以后在“备份与恢复”里还找得到" in asked.parts()
    assert "不要关机" in asked.parts()
    assert asked.dialog.warning.isHidden()
    asked.dialog.restore_button.click()
    assert asked.wanted == [(backup, "", desk.folder)]


def test_another_offices_backup_is_warned_of(desk: Desk, tmp_path: Path) -> None:
    with other_office(tmp_path / "别", "文水县东槽头乡人民政府") as office:
        backup = office.back_up("手动")
    asked = Asked(desk, backup)
    assert "东槽头" in asked.dialog.warning.text()


def test_a_locked_archive_asks_for_its_password_until_it_is_right(desk: Desk, tmp_path: Path) -> None:
    with other_office(tmp_path / "别", OFFICE) as office:
        set_password(office.folder, PASSWORD)
        package = office.write_archive(tmp_path / "带走.hazdesk").path
    asked = Asked(desk, package)
    dialog = asked.dialog
    assert dialog.password.isVisible()
    assert not dialog.restore_button.isEnabled()
    dialog.password.setText("不对不对不对不对")
    dialog.password_button.click()
    desk.settle()
    assert dialog.password_error.text()
    assert not dialog.restore_button.isEnabled()
    dialog.password.setText(PASSWORD)
    dialog.password_button.click()
    desk.settle()
    assert dialog.restore_button.isEnabled()
    dialog.restore_button.click()
    assert asked.wanted == [(package, PASSWORD, desk.folder)]


def test_a_file_that_is_none_of_ours_is_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    junk = tmp_path / "照片.hazdesk"
    junk.write_bytes(b"junk" * 100)
    asked = Asked(desk, junk)
    assert "复制一份" not in asked.dialog.parts.words_of("怎么办"), "the office isn't what is damaged"
    assert asked.dialog.heading.text() == "这个文件不能用来恢复"
    assert asked.dialog.parts.words_of("原因")
    assert not asked.dialog.restore_button.isEnabled()


def test_on_another_pc_a_folder_of_its_own_is_chosen_and_no_office_is_replaced(
    desk: Desk, tmp_path: Path
) -> None:
    with other_office(tmp_path / "别", OFFICE) as office:
        package = office.write_archive(tmp_path / "带走.hazdesk").path
    asked = Asked(desk, package, Where.NEW)
    assert asked.dialog.facts.words_of("附件") == "没有附件。"
    asked.dialog.set_folder(tmp_path / "别")
    assert asked.dialog.folder.text() == str(tmp_path / "别" / "隐患台账"), "never among other files"
    (tmp_path / "别的").mkdir()
    shutil.copy(tmp_path / "别" / "office.db", tmp_path / "别的" / "office.db")
    asked.dialog._set_folder(tmp_path / "别的")
    asked.dialog._check_folder()
    assert "已经有台账" in asked.dialog.folder_error.text()
    assert not asked.dialog.restore_button.isEnabled()
    asked.dialog.set_folder(tmp_path / "新电脑")
    asked.dialog.restore_button.click()
    assert asked.wanted == [(package, "", tmp_path / "新电脑")]


def test_a_package_that_came_without_its_attachments_is_not_said_to_have_them(
    desk: Desk, tmp_path: Path
) -> None:
    photo = tmp_path / "现场照片.jpg"
    Image.new("RGB", (8, 8)).save(photo)
    stick = tmp_path / "U盘"
    stick.mkdir()
    dialog = desk.open()
    desk.enter("甲厂")
    enterprise = desk.ask(lambda reading: reading.session.scalars(select(Enterprise.id)).one())
    desk.do(attach, Owner("enterprise", enterprise), [photo], AttachmentKind.OTHER)
    dialog.second.choose_button.click()
    desk.pick(stick)
    (package,) = stick.rglob("*.hazdesk")
    assert "在它旁边" in facts_of(look_at(package), date.today())["附件"]
    shutil.copy(package, tmp_path / package.name)
    alone = facts_of(look_at(tmp_path / package.name), date.today())["附件"]
    assert "旁边没有 attachments 文件夹" in alone
    assert "1 个" in alone


def test_what_lies_on_the_stick_unlocked_is_told_as_long_as_it_is_so(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    dialog = desk.open()
    dialog.second.choose_button.click()
    desk.pick(stick)
    assert "同一块磁盘" in dialog.said.last_shown.text, "said together with what was done"
    assert "已复制到" in dialog.said.last_shown.text
    assert "同一块磁盘" in dialog.second.words.text(), "and it stays in the card"
    desk.keeper.set_password(PASSWORD, lambda _note: None, lambda _error: None)
    desk.settle()
    assert "还有 1 份以前没加密的备份" in dialog.password.words.text()
    next(stick.rglob("*.hazdesk")).unlink()
    desk.keeper.refresh()
    desk.settle()
    assert "没加密" not in dialog.password.words.text()


def test_the_keyboard_comes_back_to_the_button_that_was_pressed(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    dialog = desk.open()
    dialog.second.choose_button.click()
    desk.pick(stick)
    dialog.activateWindow()
    desk.qtbot.waitUntil(dialog.isActiveWindow)
    dialog.second.copy_button.setFocus()
    desk.press(KEY.Key_Return)
    assert dialog.second.copy_button.hasFocus()
    desk.press(KEY.Key_Return)
    assert read_safekeeping(desk.folder).second_place == stick, "a second Enter drops nothing"


def test_file_dialogs_do_not_begin_in_the_folder_of_the_program(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.open()
    for button in (dialog.archive_button, dialog.file_button, dialog.second.choose_button):
        button.click()
        (chooser,) = [one for one in dialog.findChildren(QFileDialog) if one.isVisible()]
        assert Path(chooser.directory().absolutePath()) != Path.cwd()
        chooser.close()
        desk.settle()


def test_a_plain_backup_is_not_said_to_have_its_photos_on_another_pc(desk: Desk, tmp_path: Path) -> None:
    with other_office(tmp_path / "别", OFFICE) as office:
        backup = office.back_up("手动")
    asked = Asked(desk, backup, Where.NEW)
    assert "备份里没有照片和附件" in asked.dialog.facts.words_of("附件")
    asked.dialog.reject()
    here = Asked(desk, backup)
    assert "本来就在台账文件夹里" in here.dialog.facts.words_of("附件")


def test_a_backup_of_another_life_promises_nothing(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.open()
    desk.enter("甲厂")
    steps = desk.ask(steps_since, 1, datetime(2020, 1, 1), "别的操作")
    said = steps_words(steps)
    assert "不是一路做下来的" in said
    assert "甲厂" in said
    assert "什么都不会少" not in said
    assert dialog.isVisible()


def test_moments_and_sizes_are_said_as_one_speaks_of_them() -> None:
    today = date(2026, 11, 26)
    assert when_words(datetime(2026, 11, 26, 10, 32), today) == "今天 10:32"
    assert when_words(datetime(2026, 3, 2, 9, 5), today) == "3月2日 09:05"
    assert when_words(datetime(2025, 3, 2, 9, 5), today) == "2025年3月2日 09:05"
    assert [size_words(size) for size in (12, 2048, 3 * 2**20)] == ["12 字节", "2.0 KB", "3.0 MB"]
