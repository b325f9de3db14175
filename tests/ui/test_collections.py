"""收表汇总: begun from a template, files dropped in, conflicts decided by keys, written, printed, undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.attaching import Owner, attachments_of
from hazard_desk.services.collecting.collections import collection_facts, save_collection
from hazard_desk.services.collecting.facts import CollectionFacts
from hazard_desk.services.collecting.sheets import merged_sheet, missing_sheet
from hazard_desk.services.collecting.standing import collection_rows
from hazard_desk.services.collecting.templates import begin_from
from hazard_desk.services.offices import villages
from hazard_desk.services.registry import enterprise_record, save_enterprise
from hazard_desk.services.rosters import VillageFacts, remove_roster_entry, save_roster_entry
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import PartyKind
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import ALT, CTRL, KEY
from ui.dialogs.collections import CollectionsDialog
from ui.dialogs.collections.dialog import CONFLICTS, FILES, FORM, PARTIES, REGISTRY, SUMMARY

HEADS = ["序号", "企业名称", "从业人数", "气瓶数"]
NAMES = ("马村", "东马村", "上庄村")


def table(path: Path, *rows: list[Any]) -> Path:
    """Write a table as it is sent out, or as it comes back."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["用气情况统计表"], HEADS, *rows):
        sheet.append(row)
    path.parent.mkdir(exist_ok=True)
    book.save(path)
    return path


def _enter(work: UnitOfWork) -> Changes:
    for name in NAMES:
        save_roster_entry(work, VillageFacts(name, grid_worker=f"{name[0]}网格", grid_phone="13800000000"))
    for name, staff in (("甲厂", 5), ("乙厂", 6)):
        save_enterprise(work, EnterpriseFacts(name=name, village="马村", staff_total=staff))
    return Changes("录入")


class Hands(DialogDesk):
    """Opens the window over an office with three villages and two enterprises."""

    dialog: CollectionsDialog

    def __init__(self, background: Any, qtbot: QtBot, folder: Path) -> None:
        super().__init__(background, qtbot)
        self.folder = folder
        self.do(_enter)

    def open(self) -> CollectionsDialog:
        dialog = CollectionsDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog)

    def begin(self, **more: Any) -> int:
        """Enter a 收表 of the three villages, as the form does."""
        begun = begin_from(table(self.folder / "发" / "空白表.xlsx", [1], [2]))
        ids = tuple(one.id for one in self.ask(villages) if one.name in NAMES)
        facts = CollectionFacts(
            name=begun.name, columns=begun.columns, fingerprint=begun.fingerprint, parties=ids, **more
        )
        known = self.do(save_collection, facts).record_id
        assert isinstance(known, int)
        return known

    def returned(self) -> Path:
        """Make the folder that came back: two villages that differ, and a file that can't be read."""
        back = self.folder / "交回"
        table(back / "马村.xlsx", [1, "甲厂", 8, 3], [2, "乙厂", 6, 1])
        table(back / "东马村.xlsx", [1, "甲厂", 9, 3])
        (back / "坏的.xlsx").write_bytes(b"PK\x03\x04 broken")
        return back

    def drop(self, *paths: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        event = QDropEvent(
            QPointF(20, 20),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        self.dialog.records.files.dropEvent(event)
        self.settle()

    def go(self, record_id: int, tab: int) -> None:
        self.dialog.records.table.go_to(record_id)
        self.settle()
        self.press(KEY(KEY.Key_1 + tab), with_=ALT)
        assert self.dialog.records.pages.currentIndex() == tab

    def lines(self, view: Any) -> list[tuple[str, ...]]:
        model = view.records
        return [
            tuple(str(model.index(row, column).data() or "") for column in range(model.columnCount()))
            for row in range(model.rowCount())
        ]

    def lines_of_list(self) -> list[tuple[str, ...]]:
        model = self.dialog.records.model
        return [tuple(str(model.index(0, column).data() or "") for column in range(model.columnCount()))]

    @property
    def strip_buttons(self) -> list[QPushButton]:
        return self.dialog.records.strip.findChildren(QPushButton)

    @property
    def said(self) -> str:
        return "\n".join(label.text() for label in self.dialog.records.strip.findChildren(QLabel))


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    from tests.ui.real_office import open_office

    with open_office(tmp_path / "台账") as background:
        desk = Hands(background, qtbot, tmp_path)
        yield desk
        desk.close()


def test_a_table_is_begun_from_the_one_that_is_sent_out(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    form = dialog.records.entry
    template = table(hands.folder / "发" / "空白表.xlsx", [1], [2])
    dialog.records.read_template(template)
    hands.settle()
    assert form.fields["name"].value() == "用气情况统计表"
    assert [column.field for column in form.columns.value()] == ["", "name", "staff_total", ""]
    form.go_to(form.fields["due_on"])
    hands.type("+7")
    form.parties.search.setText("sz")  # by initials
    form.parties.none_button.click()
    hands.press(KEY.Key_S, with_=CTRL)
    assert "已保存" in hands.said
    row = hands.ask(collection_rows)[0]
    facts = hands.ask(collection_facts, row.id)
    named = {one.id: one.name for one in hands.ask(villages)}
    assert {named[one] for one in facts.parties} == set(named.values()) - {"上庄村"}
    assert facts.due_on == date.today() + timedelta(days=7)
    kept = hands.ask(attachments_of, Owner("collection", row.id))
    assert [one.path.read_bytes() for one in kept] == [template.read_bytes()]
    assert dialog.records.tabs.isVisible()


def test_without_a_table_nothing_is_saved(hands: Hands) -> None:
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.type("没有表头的")
    hands.press(KEY.Key_S, with_=CTRL)
    assert "没有表头" in hands.dialog.records.entry.columns.error
    assert hands.ask(collection_rows) == []


def test_a_dropped_folder_is_taken_in_and_what_it_lacks_is_shown(hands: Hands) -> None:
    known = hands.begin(due_on=date.today() - timedelta(days=1))
    dialog = hands.open()
    hands.go(known, FILES)
    hands.drop(hands.returned())
    files = dialog.records.files
    assert [line[:2] for line in hands.lines(files.table)] == [
        ("马村.xlsx", "马村"),
        ("东马村.xlsx", "东马村"),
    ]
    assert [line[0] for line in hands.lines(files.unread_table)] == ["坏的.xlsx"]
    assert files.unread_table.isVisible()
    assert dialog.records.tabs.tabText(PARTIES) == "应交单位 未交 1"
    assert dialog.records.tabs.tabText(CONFLICTS) == "冲突 1"
    hands.press(KEY.Key_2, with_=ALT)
    missing = hands.lines(dialog.records.parties.table)[0]
    assert missing[:2] == ("上庄村", "未交，逾期 1 天")
    assert missing[2:4] == ("上网格", "13800000000")
    assert [line[1:4] for line in hands.lines_of_list()] == [("2/3", "1", "逾期 1 天")]
    hands.press(KEY.Key_Z, with_=CTRL)
    assert "已撤销" in hands.said
    assert hands.ask(collection_rows)[0].returned == 0
    assert hands.lines(files.table) == []


def test_conflicts_are_decided_by_keys_and_by_many(hands: Hands) -> None:
    known = hands.begin()
    dialog = hands.open()
    hands.go(known, FILES)
    hands.drop(hands.returned())
    hands.press(KEY.Key_4, with_=ALT)
    view = dialog.records.conflicts
    assert hands.lines(view.table) == [
        ("甲厂", "从业人数", "5", "8（马村.xlsx 第3行）", "9（东马村.xlsx 第3行）", "", "未定"),
    ]
    view.table.setFocus()
    hands.press(KEY.Key_2)
    assert hands.lines(view.table) == []
    view.only_open.setChecked(False)
    hands.settle()
    assert hands.lines(view.table)[0][6] == "9（东马村.xlsx 第3行）"
    view.table.selectAll()
    view.ours_button.click()
    hands.settle()
    assert hands.lines(view.table)[0][6] == "5（台账）"
    view.undecide_button.click()
    hands.settle()
    assert hands.lines(view.table)[0][6] == "未定"
    view.typed.setFocus()
    hands.type("7")
    hands.press(KEY.Key_Return)
    assert hands.lines(view.table)[0][6] == "7（手工填写）"
    view.newest_button.click()  # two that came together
    hands.settle()
    assert "没有定" in hands.said


def test_what_is_agreed_on_is_written_and_taken_back(hands: Hands) -> None:
    known = hands.begin()
    dialog = hands.open()
    hands.go(known, FILES)
    back = hands.returned()
    table(back / "上庄村.xlsx", [1, "丙厂", 4, 2])
    hands.drop(back)
    hands.press(KEY.Key_4, with_=ALT)
    dialog.records.conflicts.table.setFocus()
    hands.press(KEY.Key_1)
    hands.press(KEY.Key_6, with_=ALT)
    view = dialog.records.registry
    assert [line[:4] for line in hands.lines(view.table)] == [("甲厂", "从业人数", "5", "8")]
    assert view.new_list.count() == 1
    assert view.chosen() == []
    view.new_list.item(0).setCheckState(Qt.CheckState.Checked)
    view.apply_button.click()
    hands.settle()
    assert "更新 1 家企业 1 处，新增企业 1 家" in hands.said
    assert hands.ask(enterprise_record, 1).facts.staff_total == 8
    made = hands.ask(enterprise_record, 3).facts
    assert (made.name, made.village, made.staff_total) == ("丙厂", "上庄村", 4)
    assert not view.apply_button.isEnabled()
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.ask(enterprise_record, 1).facts.staff_total == 5


def test_one_step_after_the_other_is_taken_back(hands: Hands) -> None:
    known = hands.begin()
    dialog = hands.open()
    hands.go(known, FILES)
    hands.drop(hands.returned())
    hands.press(KEY.Key_4, with_=ALT)
    view = dialog.records.conflicts
    view.table.setFocus()
    hands.press(KEY.Key_2)
    view.only_open.setChecked(False)
    hands.settle()
    assert "9（" in hands.lines(view.table)[0][6]
    hands.press(KEY.Key_Z, with_=CTRL)
    assert "已撤销" in hands.said
    assert "再撤销一步" in "".join(button.text() for button in hands.strip_buttons)
    assert hands.lines(view.table)[0][6] == "未定"
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.ask(collection_rows)[0].returned == 0
    hands.press(KEY.Key_Z, with_=CTRL)  # its founding isn't taken back from here
    assert len(hands.ask(collection_rows)) == 1


def test_what_was_saved_since_is_not_passed_over(hands: Hands) -> None:
    known = hands.begin()
    dialog = hands.open()
    hands.go(known, FILES)
    hands.drop(hands.returned())
    hands.press(KEY.Key_1, with_=ALT)
    form = dialog.records.entry
    form.go_to(form.fields["note"])
    hands.type("已电话催过")
    hands.press(KEY.Key_S, with_=CTRL)
    dialog.records.table.setFocus()
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.ask(collection_rows)[0].returned == 2


def test_a_file_that_came_earlier_than_it_was_taken_in_is_not_late(hands: Hands) -> None:
    due = date.today() - timedelta(days=1)
    known = hands.begin(due_on=due)
    dialog = hands.open()
    hands.go(known, FILES)
    hands.drop(hands.returned())
    files = dialog.records.files
    assert [line[3] for line in hands.lines(files.table)] == ["迟交", "迟交"]
    files.table.selectRow(0)
    files.day.setFocus()
    files.day.editor.selectAll()
    hands.type(due.strftime("%Y%m%d"))
    files.day_button.click()
    hands.settle()
    assert hands.lines(files.table)[0][2:4] == (due.isoformat(), "")


def test_who_is_not_offered_any_more_can_be_taken_off(hands: Hands) -> None:
    known = hands.begin()
    gone = next(one.id for one in hands.ask(villages) if one.name == "上庄村")
    hands.do(remove_roster_entry, VillageFacts, gone)
    dialog = hands.open()
    hands.go(known, FORM)
    field = dialog.records.entry.parties
    item = field.editor.item(0)
    assert item.text().startswith("上庄村")
    assert "移出台账" in item.text()
    field.editor.setCurrentItem(item)
    field.editor.setFocus()
    hands.press(KEY.Key_Space)
    hands.press(KEY.Key_S, with_=CTRL)
    assert len(hands.ask(collection_facts, known).parties) == 2


def test_a_file_without_an_owner_is_given_one(hands: Hands) -> None:
    known = hands.begin()
    dialog = hands.open()
    hands.go(known, FILES)
    hands.drop(table(hands.folder / "交回" / "表格1.xlsx", [1, "甲厂", 5, 3]))
    files = dialog.records.files
    assert hands.lines(files.table)[0][:2] == ("表格1.xlsx", "待认领")
    assert not files.assign_button.isEnabled()
    files.table.selectRow(0)
    assert files.party.currentText() == "马村"  # where its enterprise lies: offered, not taken
    files.assign_button.click()
    hands.settle()
    assert hands.lines(files.table)[0][:2] == ("表格1.xlsx", "马村")
    files.table.selectRow(0)
    files.remove_button.click()
    hands.settle()
    assert hands.lines(files.table) == []


def test_who_need_not_return_it_is_said_with_a_reason_that_saving_keeps(hands: Hands) -> None:
    known = hands.begin()
    dialog = hands.open()
    hands.go(known, PARTIES)
    view = dialog.records.parties
    view.table.selectRow(2)
    view.exempt_button.click()  # asks for the reason first
    assert hands.focus is view.reason
    hands.type("没有企业")
    hands.press(KEY.Key_Return)
    assert ("上庄村", "免报") in {line[:2] for line in hands.lines(view.table)}
    view.only_missing.setChecked(True)
    assert [line[0] for line in hands.lines(view.table)] == ["马村", "东马村"]
    hands.press(KEY.Key_1, with_=ALT)
    form = dialog.records.entry
    form.go_to(form.fields["note"])
    hands.type("已电话催过")
    hands.press(KEY.Key_S, with_=CTRL)
    facts = hands.ask(collection_facts, known)
    assert facts.note == "已电话催过"
    assert [reason for _, reason in facts.exempt] == ["没有企业"]


def test_both_papers_go_out_and_the_record_is_closed(hands: Hands) -> None:
    known = hands.begin(due_on=date.today() - timedelta(days=3))
    dialog = hands.open()
    hands.go(known, FILES)
    hands.drop(hands.returned())
    hands.press(KEY.Key_5, with_=ALT)
    desk = dialog.records
    assert desk.pages.currentIndex() == SUMMARY
    assert desk.summary.table is not None
    assert [line[0] for line in hands.lines(desk.summary.table)] == ["甲厂", "乙厂"]
    assert hands.lines(desk.summary.table)[0][1] == "待定"
    for query, name in ((merged_sheet, "汇总.xlsx"), (missing_sheet, "未交.pdf")):
        desk.giving_out.save_to(query, known, hands.folder / name)
        hands.settle()
        assert (hands.folder / name).stat().st_size > 2000
    desk.parties.close_button.click()
    hands.settle()
    row = hands.ask(collection_rows)[0]
    assert (row.closed_on, row.overdue) == (date.today(), 0)
    assert desk.parties.close_button.text() == "重新打开"
    desk.parties.close_button.click()
    hands.settle()
    assert hands.ask(collection_rows)[0].overdue == 3


def test_enterprises_are_asked_too(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    dialog.records.read_template(table(hands.folder / "空白表.xlsx", [1]))
    hands.settle()
    form = dialog.records.entry
    form.asked.set_value(PartyKind.ENTERPRISE)
    form.parties.search.setText("马村")
    form.parties.all_button.click()
    hands.press(KEY.Key_S, with_=CTRL)
    known = hands.ask(collection_rows)[0].id
    hands.go(known, FILES)
    hands.drop(table(hands.folder / "交回" / "甲厂.xlsx", [1, "甲厂", 5, 3]))
    assert dialog.records.tabs.tabText(PARTIES) == "应交单位 未交 1"
    assert dialog.records.pages.currentIndex() != FORM
    assert dialog.records.tabs.tabText(REGISTRY) == "写入档案"


def test_closing_while_files_are_read_says_that_none_was_taken_in(hands: Hands) -> None:
    known = hands.begin()
    dialog = hands.open()
    hands.go(known, FILES)
    dialog.records.take_in([hands.returned()])
    dialog.reject()
    assert "没有收进来" in "".join(label.text() for label in hands.strip.findChildren(QLabel))
    hands.settle()
    assert hands.ask(collection_rows)[0].returned == 0


def test_escape_closes_it_and_keeps_what_was_typed(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.type("打了一半")
    dialog.reject()
    hands.settle()
    assert not is_open(dialog)
    again = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    assert again.records.entry.fields["name"].value() == "打了一半"
