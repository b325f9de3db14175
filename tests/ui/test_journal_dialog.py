"""操作记录: found by words, days, people and kinds; before and after; one step taken back; and exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from hazard_desk.model import Enterprise
from hazard_desk.rules.facts import EnterpriseFacts, InspectionFacts
from hazard_desk.services.enforcing import PenaltyFacts, save_enforcement
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import journal_rows
from hazard_desk.services.offices import set_handler
from hazard_desk.services.registry import (
    enterprise_columns,
    enterprise_record,
    remove_enterprise,
    save_enterprise,
)
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import PenaltyKind
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from ui.dialogs.journal import JournalDialog
from ui.messages import Kind

TODAY = date.today()
LONG = "配电箱未上锁，箱门未跨接接地，" * 20


def add_batch(work: UnitOfWork, many: int) -> Changes:
    rows = [enterprise_columns(EnterpriseFacts(name=f"{at}号砖厂")) for at in range(many)]
    work.add_many(Enterprise, [{**row, "entered_at": work.now} for row in rows])
    return Changes(f"导入企业 {many} 家")


def change_all(work: UnitOfWork) -> Changes:
    work.session.execute(update(Enterprise).values(address="村北路口"))
    return Changes("导入企业：修改地址")


class Desk(DialogDesk):
    """An office with two enterprises, entered by one person, and edits by another."""

    dialog: JournalDialog

    def __init__(self, background: Any, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.do(set_handler, "李秀英")
        self.timber = self.do(save_enterprise, EnterpriseFacts(name="长兴木业")).record_id
        self.foundry = self.do(
            save_enterprise, EnterpriseFacts(name="宏达铸造厂", principal="张三")
        ).record_id
        self.do(set_handler, "王芳")
        self.edit(principal="李四", note=LONG)

    def edit(self, **facts: Any) -> Changes:
        record = self.ask(enterprise_record, self.foundry)
        changes: Changes = self.do(save_enterprise, replace(record.facts, **facts), self.foundry)
        return changes

    def open(self) -> JournalDialog:
        self.wanted: list[tuple[str, int]] = []
        dialog = JournalDialog(self.background, self.messages, self.window)
        dialog.record_wanted.connect(lambda *record: self.wanted.append(record))
        dialog.open()
        return self.take_over(dialog)

    def shown(self) -> list[tuple[str, str]]:
        """Return what was done, and whether it stands, of every line."""
        model = self.dialog.entries
        for row in range(model.rowCount()):
            model.index(row, 0).data()
        self.settle()
        return [
            (str(model.index(row, 2).data()), str(model.index(row, 3).data()))
            for row in range(model.rowCount())
        ]

    def changes(self) -> list[tuple[str, str, str]]:
        return [line.texts for line in self.dialog.panel.table.lines]

    def choose(self, summary: str) -> None:
        place = [words for words, _state in self.shown()].index(summary)
        self.dialog.table.go_to(self.dialog.entries.ids[place])
        self.settle()

    def said(self) -> str:
        return str(self.dialog.strip._text.text()) if self.dialog.strip.isVisible() else ""


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with Desk.in_office(tmp_path / "台账", qtbot) as desk:
        yield desk


def test_the_newest_operation_is_shown_with_what_it_changed(desk: Desk) -> None:
    dialog = desk.open()
    assert [words for words, _state in desk.shown()][:2] == ["修改企业「宏达铸造厂」", "经办人改为「王芳」"]
    assert desk.changes() == [
        ("修改：企业「宏达铸造厂」", "", ""),
        ("主要负责人", "张三", "李四"),
        ("备注", "（空）", LONG),
    ]
    assert "经办人 王芳" in dialog.panel.words.text()
    table = dialog.panel.table
    assert table.rowHeight(2) > 4 * table.rowHeight(1), "a long text has the lines that it needs"
    assert table.rowHeight(1) < 40


def test_an_addition_tells_what_was_entered_and_nothing_before(desk: Desk) -> None:
    desk.open()
    desk.choose("新增企业「宏达铸造厂」")
    lines = desk.changes()
    assert lines[0][0] == "新增：企业「宏达铸造厂」"
    assert ("主要负责人", "", "张三") in lines
    assert all(not before for _field, before, _after in lines)


def test_words_and_initials_find_operations(desk: Desk) -> None:
    dialog = desk.open()
    assert dialog.filters.search.hasFocus()
    desk.type("cxmy")
    desk.settle()
    assert desk.shown() == [("新增企业「长兴木业」", "")]
    assert dialog.count.text() == "找到 1 步"
    desk.press(KEY.Key_Down)
    assert dialog.table.hasFocus()
    desk.press(KEY.Key_F, with_=CTRL)
    desk.type("不存在")
    desk.settle()
    assert desk.shown() == []
    assert not dialog.export_button.isEnabled()
    assert dialog.panel.seen is None
    dialog.filters.clear_button.click()
    desk.settle()
    assert len(desk.shown()) == len(desk.ask(journal_rows))


def test_days_people_and_kinds_narrow_the_list(desk: Desk) -> None:
    dialog = desk.open()
    filters = dialog.filters
    everything = len(desk.shown())
    filters.handler.set_value("王芳")
    desk.settle()
    assert [words for words, _state in desk.shown()] == ["修改企业「宏达铸造厂」", "经办人改为「王芳」"]
    filters.noun.set_value("enterprise")
    desk.settle()
    assert [words for words, _state in desk.shown()] == ["修改企业「宏达铸造厂」"]
    filters.clear()
    desk.settle()
    filters.since.setFocus()
    desk.type(f"{TODAY + timedelta(days=1):%Y%m%d}")
    desk.settle()
    assert desk.shown() == []
    filters.until.setFocus()
    desk.type(f"{TODAY:%Y%m%d}")
    desk.settle()
    assert filters.until.error == "比起始日期还早。"
    filters.since.set_value(TODAY)
    desk.settle()
    assert filters.until.error == ""
    assert len(desk.shown()) == everything


def test_a_day_that_cannot_be_read_leaves_the_list_and_is_said(desk: Desk) -> None:
    dialog = desk.open()
    everything = len(desk.shown())
    dialog.filters.since.setFocus()
    desk.type("abc")
    desk.settle()
    desk.press(KEY.Key_Tab)
    assert dialog.filters.since.error
    assert len(desk.shown()) == everything


def test_one_step_is_taken_back_and_done_again(desk: Desk) -> None:
    dialog = desk.open()
    desk.choose("新增企业「长兴木业」")
    assert dialog.panel.undo_button.text() == "撤销这一步(&U)"
    dialog.panel.undo_button.click()
    desk.settle()
    assert desk.said() == "撤销：新增企业「长兴木业」。"
    assert desk.shown()[0] == ("撤销：新增企业「长兴木业」", "撤销")
    assert ("新增企业「长兴木业」", "已撤销") in desk.shown()
    assert dialog.panel.title.text() == "新增企业「长兴木业」", "the step chosen stays"
    assert not dialog.panel.undo_button.isEnabled()
    desk.choose("撤销：新增企业「长兴木业」")
    assert dialog.panel.undo_button.text() == "重做这一步(&U)"
    dialog.panel.undo_button.click()
    desk.settle()
    assert desk.ask(enterprise_record, desk.timber).facts.name == "长兴木业"
    assert not dialog.panel.undo_button.isEnabled(), "it has been done again"
    assert ("新增企业「长兴木业」", "") in desk.shown()


def test_what_cannot_be_taken_back_is_said_in_words_and_changes_nothing(desk: Desk) -> None:
    dialog = desk.open()
    desk.choose("新增企业「宏达铸造厂」")
    dialog.panel.undo_button.click()
    desk.settle()
    assert "又改动过，不能整步撤销" in desk.said()
    assert desk.ask(enterprise_record, desk.foundry).facts.principal == "李四"
    dialog.table.go_to(dialog.entries.ids[-1])  # the founding
    desk.settle()
    assert not dialog.panel.undo_button.isEnabled()


def test_the_keys_of_the_window_work_here_too(desk: Desk) -> None:
    desk.open()
    desk.press(KEY.Key_Z, with_=CTRL)
    assert desk.ask(enterprise_record, desk.foundry).facts.principal == "张三"
    desk.press(KEY.Key_Y, with_=CTRL)
    assert desk.ask(enterprise_record, desk.foundry).facts.principal == "李四"


def test_enter_opens_the_record_in_the_window(desk: Desk) -> None:
    dialog = desk.open()
    desk.press(KEY.Key_Down, KEY.Key_Return)
    assert desk.wanted == [("enterprise", desk.foundry)]
    assert not is_open(dialog)


def test_a_record_that_is_away_is_not_opened(desk: Desk) -> None:
    desk.do(remove_enterprise, desk.timber)
    dialog = desk.open()
    desk.choose("新增企业「长兴木业」")
    assert not dialog.panel.open_button.isEnabled()
    desk.dialog.table.setFocus()
    desk.press(KEY.Key_Return)
    assert desk.wanted == []
    assert "没有能单独打开的记录" in desk.said()
    assert dialog.messages.last_shown is not None
    assert dialog.messages.last_shown.kind is Kind.INFO


def test_a_record_of_a_dialog_is_opened_there(desk: Desk) -> None:
    facts = PenaltyFacts(kind=PenaltyKind.FINE, decided_on=TODAY, party="张三", amount_fen=100)
    penalty = desk.do(save_enforcement, facts).record_id
    desk.open()
    desk.press(KEY.Key_Down, KEY.Key_Return)
    assert desk.wanted == [("penalty", penalty)]


def test_a_batch_is_told_in_one_line_and_an_import_page_by_page(desk: Desk) -> None:
    desk.do(add_batch, 600)
    desk.do(change_all)
    dialog = desk.open()
    table = dialog.panel.table
    assert "改动 602 条记录" in dialog.panel.words.text()
    assert sum(line.is_heading for line in table.lines) == 50
    assert dialog.panel.more_button.text() == "再看 200 条（还有 552 条）"
    dialog.panel.more_button.click()
    desk.settle()
    assert sum(line.is_heading for line in table.lines) == 250
    assert ("单位所在地", "（空）", "村北路口") in desk.changes()
    desk.choose("导入企业 600 家")
    (heading,) = desk.changes()
    assert heading[0].startswith("新增：企业 600 条：0号砖厂、1号砖厂、")
    assert not dialog.panel.more_button.isVisible()


def test_what_is_written_meanwhile_appears_and_the_choice_stays(desk: Desk) -> None:
    dialog = desk.open()
    desk.choose("新增企业「长兴木业」")
    desk.edit(principal="王五")
    assert desk.shown()[0] == ("修改企业「宏达铸造厂」", "")
    assert dialog.panel.title.text() == "新增企业「长兴木业」"


def test_what_is_found_goes_into_a_workbook(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.open()
    dialog.filters.search.setText("宏达")
    desk.settle()
    path = tmp_path / "记录.xlsx"
    dialog.export_to(path)
    desk.settle()
    assert "已保存「记录.xlsx」" in desk.said()
    cells = [
        str(cell)
        for sheet in load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert "修改企业「宏达铸造厂」" in cells
    assert "李四" in cells
    assert "新增企业「长兴木业」" not in cells


def test_a_hundred_thousand_operations_are_listed_at_once(desk: Desk) -> None:
    desk.do(add_entries, 100_000)
    dialog = desk.open()
    assert dialog.entries.rowCount() > 100_000
    assert len(dialog.entries._chunks) <= 2, "rows are read for what is in sight"
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_End, with_=CTRL)
    assert dialog.panel.title.text().startswith("新建台账")


def add_entries(work: UnitOfWork, many: int) -> Changes:
    work.session.connection().exec_driver_sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " INSERT INTO journal_entry (at, handler, operation, summary)"
        " SELECT '2026-09-01 08:00:00.000000', '王芳', 'x', '修改企业「' || i || '号厂」' FROM n",
        (many,),
    )
    return Changes("许多")


# ---- rows that an edit took out ---------------------------------------------------------------------------


def visited(desk: Desk) -> int:
    """Enter a visit by two people, and leave one of them out again; return its id."""
    facts = InspectionFacts(
        enterprise_id=desk.foundry, inspected_on=TODAY, inspectors=("张三", "李四"), level=None
    )
    known: int = desk.do(save_inspection, facts).record_id
    desk.do(save_inspection, replace(facts, inspectors=("李四",)), known)
    return known


def to_line(desk: Desk, beginning: str) -> None:
    table = desk.dialog.panel.table
    place = next(at for at, texts in enumerate(desk.changes()) if texts[0].startswith(beginning))
    table.setCurrentIndex(table.model().index(place, 0))


def test_a_row_that_an_edit_took_out_is_put_back_and_taken_back_again(desk: Desk) -> None:
    known = visited(desk)
    dialog = desk.open()
    button = dialog.panel.back_button
    to_line(desk, "修改：检查「")
    assert not button.isEnabled()
    to_line(desk, "修改：检查人员「李四」（原来的「张三」可以放回）")
    assert button.isEnabled()
    button.click()
    desk.settle()
    assert "放回检查人员「张三」" in desk.said()
    assert set(desk.ask(inspection_record, known).facts.inspectors) == {"张三", "李四"}
    desk.choose(desk.shown()[1][0])
    assert not any("可以放回" in texts[0] for texts in desk.changes())
    dialog.table.setFocus()
    desk.press(KEY.Key_Z, with_=CTRL)
    assert desk.ask(inspection_record, known).facts.inspectors == ("李四",)


def test_a_row_whose_owner_is_in_the_bin_is_offered_with_it(desk: Desk) -> None:
    known = visited(desk)
    edit = desk.ask(journal_rows)[0].summary
    desk.do(remove_inspection, known)
    dialog = desk.open()
    desk.choose(edit)
    to_line(desk, "修改：检查人员「")
    dialog.panel.back_button.click()
    desk.settle()
    assert "也在回收站里" in desk.said()
    dialog.strip._button.click()
    desk.settle()
    assert set(desk.ask(inspection_record, known).facts.inspectors) == {"张三", "李四"}
