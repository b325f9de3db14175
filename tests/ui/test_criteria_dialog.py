"""The library of 判定标准 in its window: looked through, completed by keys, imported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from hazard_desk.model import Criterion, CriterionStandard
from hazard_desk.services.criteria import criteria, standards
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.intake.sheets import xlsx
from tests.ui.dialog_desk import DialogDesk
from tests.ui.keyboard import CTRL, KEY
from ui.dialogs.criteria import CriteriaDialog
from ui.theme import Meaning

TRADE = ("工贸企业重大事故隐患判定标准", "应急管理部令第10号")
HEAD = ("标准名称", "文号", "条", "项", "内容")


class Desk(DialogDesk):
    dialog: CriteriaDialog

    def open(self) -> None:
        dialog = CriteriaDialog(self.background, self.messages, self.window)
        dialog.open()
        self.take_over(dialog)

    @property
    def items(self):  # type: ignore[no-untyped-def]
        return self.dialog.criteria

    def said(self) -> str:
        shown = self.items.messages.last_shown
        return shown.text if shown is not None else ""

    def answer(self, words: str) -> None:
        """Press the button of the question that is open."""
        box = self.items.findChild(QMessageBox)
        assert box is not None
        next(button for button in box.buttons() if button.text() == words).click()
        self.settle()
        self.settle()


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with Desk.in_office(tmp_path / "office", qtbot) as desk:
        desk.open()
        yield desk


def shown(desk: Desk, column: int) -> list[str]:
    model = desk.items.model
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_what_lacks_a_text_is_said_and_counted(desk: Desk) -> None:
    assert shown(desk, 0)[:4] == ["第三条第（一）项", "第三条第（二）项", "第三条第（三）项", "第四条"]
    assert shown(desk, 2)[3] == "待录入"
    assert shown(desk, 2)[1] == "【摘要】特种作业人员无证"
    assert desk.items.columns[2].meaning(desk.items.model.record(3)) is Meaning.DUE_SOON
    assert desk.items.count.text() == "共 14 条，待录入 10 条"


def test_a_text_is_found_and_typed_in_by_keys(desk: Desk) -> None:
    desk.type("fcbz")  # 粉尘爆炸
    desk.press(KEY.Key_Down, KEY.Key_Return)
    assert desk.items.entry.title.text() == "第十一条"
    desk.items.entry.fields["text"].setFocus()
    desk.type("照原文录入的内容")
    desk.press(KEY.Key_S, with_=CTRL)
    row = next(one for one in desk.ask(criteria) if one.article == "第十一条")
    assert row.text == "照原文录入的内容"
    assert row.keywords == "粉尘、积尘、除尘"
    desk.items.search.clear()
    desk.settle()
    assert desk.items.count.text() == "共 14 条，待录入 9 条"


def test_one_item_after_the_other_of_an_article(desk: Desk) -> None:
    desk.items.filter.setCurrentIndex(desk.items.filter.findText(TRADE[0]))
    desk.press(KEY.Key_N, with_=CTRL)
    form = desk.items.entry
    for item in ("第（一）项", "第（二）项"):
        form.fields["article"].set_value("第四条")
        form.fields["item"].set_value(item)
        form.fields["item"].setFocus()
        desk.press(KEY.Key_Return, with_=CTRL)
    assert form.fields["article"].value() == "第四条"  # stays for the next one
    assert form.fields["item"].value() == ""
    places = [row.place for row in desk.ask(criteria)]
    assert places[3:6] == ["第四条", "第四条第（一）项", "第四条第（二）项"]
    desk.press(KEY.Key_Return, with_=CTRL)
    desk.press(KEY.Key_S, with_=CTRL)
    assert desk.dialog.isVisible()


def test_standards_are_kept_with_their_days(desk: Desk) -> None:
    desk.dialog.tabs.setCurrentIndex(1)
    desk.settle()
    desk.press(KEY.Key_N, with_=CTRL)
    form = desk.dialog.standards.entry
    form.fields["name"].set_value("新标准")
    form.fields["effective_from"].set_value(None)
    form.fields["name"].setFocus()
    desk.press(KEY.Key_S, with_=CTRL)
    assert [row.facts.name for row in desk.ask(standards)][-1] == "新标准"
    desk.press(KEY.Key_Z, with_=CTRL)
    desk.dialog.standards.remove()
    desk.settle()
    assert "新标准" not in [row.facts.name for row in desk.ask(standards)]
    desk.press(KEY.Key_Z, with_=CTRL)
    assert "新标准" in [row.facts.name for row in desk.ask(standards)]


def test_a_file_of_an_earlier_version_gets_the_shipped_standards(desk: Desk) -> None:
    def forget(work: UnitOfWork) -> Changes:
        for noun in (Criterion, CriterionStandard):
            for record in work.session.scalars(select(noun)):
                work.session.delete(record)
        return Changes("清空")

    desk.do(forget)
    assert desk.items.model.rowCount() == 0
    desk.dialog.hide()
    desk.open()
    assert desk.items.model.rowCount() == 14


def test_a_sheet_is_imported_after_a_look_at_what_it_does(desk: Desk, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "标准.xlsx", HEAD, (*TRADE, "四", "(一)", "原文一"))
    desk.items.import_file(path)
    desk.settle()
    box = desk.items.findChild(QMessageBox)
    assert box is not None
    assert "新增判定标准 1 条" in box.text()
    desk.answer("导入")
    assert "第四条第（一）项" in shown(desk, 0)
    assert "第四条" not in shown(desk, 0)
    assert list((tmp_path / "office" / "backups").iterdir())
    desk.items.import_file(path)
    desk.settle()
    assert "没有新的内容" in desk.said()


def test_an_import_can_be_taken_back(desk: Desk, tmp_path: Path) -> None:
    before = shown(desk, 2)
    desk.items.import_file(xlsx(tmp_path / "标准.xlsx", HEAD, (*TRADE, "四", "(一)", "原文一")))
    desk.settle()
    desk.answer("导入")
    assert shown(desk, 2) != before
    desk.items.strip._button.click()
    desk.settle()
    assert shown(desk, 2) == before


def test_nobody_is_sent_to_the_command_line(desk: Desk, tmp_path: Path) -> None:
    desk.items.import_file(xlsx(tmp_path / "a.xlsx", HEAD, (*TRADE, "四", "(一)", "原文一")))
    desk.settle()
    desk.answer("导入")
    rows = ((*TRADE, "四", "(一)", "另一种写法"), (*TRADE, None, "(一)", "内容"))
    desk.items.import_file(xlsx(tmp_path / "b.xlsx", HEAD, *rows))
    desk.settle()
    told = desk.items.messages.last_shown
    assert told is not None
    assert len(told.details) == 2
    assert "--update" not in "".join(told.details)


def test_what_differs_is_asked_about_and_what_is_wrong_is_listed(desk: Desk, tmp_path: Path) -> None:
    desk.items.import_file(xlsx(tmp_path / "a.xlsx", HEAD, (*TRADE, "四", "(一)", "原文一")))
    desk.settle()
    desk.answer("导入")
    changed = xlsx(tmp_path / "b.xlsx", HEAD, (*TRADE, "四", "(一)", "另一种写法"))
    desk.items.import_file(changed)
    desk.settle()
    desk.answer("用表里的更新")
    desk.answer("导入")
    assert "另一种写法" in shown(desk, 2)
    desk.items.import_file(xlsx(tmp_path / "c.xlsx", HEAD, (*TRADE, None, "(一)", "内容")))
    desk.settle()
    last = desk.items.messages.last_shown
    assert last is not None
    assert last.details == ("企业 第 2 行 “条”：没有填写条。请填写，如“第三条”。",)
    desk.items.import_file(tmp_path / "没有.xlsx")
    desk.settle()
    assert desk.items.messages.last_shown is not last


def test_the_blank_sheet_is_written(desk: Desk, tmp_path: Path) -> None:
    desk.items.save_template(tmp_path / "空表.xlsx")
    desk.settle()
    assert (tmp_path / "空表.xlsx").is_file()
    assert "已写出" in desk.said()
