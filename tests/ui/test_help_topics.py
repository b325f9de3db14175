"""Every tab, dialog and error has its place in 使用手册, or says itself all there is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk.errors import Cancelled, InputRefused, OfficeFileError, OutputError, Problem
from hazard_desk.store.header import DamagedFile
from hazard_desk.store.safekeeping.packages.refused import DamagedArchive, PasswordWrong
from ui import help_topics
from ui.first_minute.wizard import FirstMinute
from ui.messages import message_of
from ui.pages import TABS
from ui.preferences import Preferences

UI = Path(__file__).resolve().parents[2] / "ui"
HAS_NONE = {
    "Dialog",  # what others are made of
    "DeskDialog",
    "FormDialog",
    "LookupDialog",
    "PickDialog",
    "PictureView",  # within the manual
}


def classes() -> dict[str, list[str]]:
    """Return every class of ui/ with the names of those it is made of."""
    found = {}
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name] = [base.id for base in node.bases if isinstance(base, ast.Name)]
    return found


def is_dialog(name: str, known: dict[str, list[str]]) -> bool:
    return name == "QDialog" or any(is_dialog(base, known) for base in known.get(name, []))


def test_every_dialog_has_its_place() -> None:
    known = classes()
    dialogs = {name for name in known if is_dialog(name, known)}
    assert len(dialogs) > 40
    assert dialogs - HAS_NONE - set(help_topics.WIDGETS) == set()


def test_no_place_is_kept_for_a_class_that_is_gone() -> None:
    assert set(help_topics.WIDGETS) - set(classes()) == set()


def test_every_tab_has_its_place() -> None:
    assert set(help_topics.TABS) == {tab.title for tab in TABS}


def test_every_step_of_a_new_office_has_its_place(qtbot: QtBot) -> None:
    wizard = FirstMinute(Preferences())
    qtbot.addWidget(wizard)
    places = [help_topics.of_widget(page.findChild(QWidget)) for page in wizard.pages]
    assert all(place.startswith("first-time#") for place in places)
    assert len(set(places)) == len(places)


def test_the_innermost_part_counts(qtbot: QtBot) -> None:
    class SafekeepingDialog(QWidget):
        pass

    class Unknown(QWidget):
        pass

    outer, inner, field = SafekeepingDialog(), Unknown(), QLineEdit()
    qtbot.addWidget(outer)
    QVBoxLayout(outer).addWidget(inner)
    QVBoxLayout(inner).addWidget(field)
    assert help_topics.of_widget(field) == "backup"
    inner.setProperty("topic", "trouble#printer")
    assert help_topics.of_widget(field) == "trouble#printer"
    assert help_topics.of_widget(None) == help_topics.FIRST


def test_what_is_told_at_the_opening_has_its_place() -> None:
    known = (
        "上次没有正常退出（可能断电或被强行关闭）。已全面检查，数据完好，已保存的内容都在。",
        "文件夹 D:\\坚果云\\台账 由 坚果云 自动同步。同步的文件夹可以设为第二备份位置。",
        "上次没有正常退出。文件夹由 坚果云 自动同步。",
    )
    places = [help_topics.of_notice(words) for words in (*known, "台账已升级。")]
    assert places == ["trouble#crashed", "trouble#synced", "trouble#synced", ""]


@pytest.mark.parametrize(
    ("error", "place"),
    [
        (ZeroDivisionError("x"), "trouble#error"),
        (OfficeFileError("磁盘已满，写不进台账文件 D:\\台账\\office.db。", "", ""), "trouble#disk-full"),
        (OfficeFileError("台账正在被使用：本机。", "", ""), "trouble#other-window"),
        (OfficeFileError("台账文件 office.db 正被另一个程序占用。", "", ""), "trouble#antivirus"),
        (OfficeFileError("台账文件 office.db 是只读的，不能写入。", "", ""), "trouble#read-only"),
        (OfficeFileError("台账由更新的程序保存（数据版本 9，本程序只到 6）。", "", ""), "trouble#newer-file"),
        (DamagedFile(Path("台账/office.db"), "页校验不对", ""), "trouble#damaged"),
        (PasswordWrong("密码不对。", "", ""), "trouble#password"),
        (DamagedArchive("台账包不完整。", "", ""), "backup#package"),
        (
            OutputError("「表.xlsx」没有保存：同名文件正在别的程序里打开，或者不许改动。", "", ""),
            "trouble#excel-open",
        ),
        (
            OutputError("第二备份位置 E:\\ 写不进去：磁盘已满。", "", ""),
            "trouble#disk-full",
        ),
        (InputRefused([Problem("列数不对。", "")], "“名单.xlsx”不能导入：列数不对。"), "trouble#bad-xlsx"),
        (InputRefused([Problem("名称没有填。", "")]), ""),
        (Cancelled("已取消。", "", ""), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_went_wrong_has_its_place_where_there_is_more_to_say(error: Exception, place: str) -> None:
    assert message_of(error).topic == place
