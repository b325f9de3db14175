"""回收站: what was removed is found and put back, several at once, by keys; nothing is deleted for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.inspecting.finding import InspectionQuery, find_inspections
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.registry import (
    EnterpriseQuery,
    enterprise_record,
    find_enterprises,
    remove_enterprise,
    save_enterprise,
)
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY, SHIFT
from ui.dialogs.recycle_bin import RecycleBinDialog

TODAY = date.today()


class Desk(DialogDesk):
    """An office in which things have been removed."""

    dialog: RecycleBinDialog

    def enterprise(self, name: str) -> int:
        return int(self.do(save_enterprise, EnterpriseFacts(name=name)).record_id)

    def removed(self, *names: str) -> list[int]:
        ids = [self.enterprise(name) for name in names]
        for enterprise_id in ids:
            self.do(remove_enterprise, enterprise_id)
        return ids

    def removed_visit(self, enterprise_id: int) -> int:
        facts = InspectionFacts(
            enterprise_id=enterprise_id,
            inspected_on=TODAY - timedelta(days=1),
            inspectors=("孙七",),
            hazards=[HazardFacts(description="灭火器压力不足")],
        )
        visit = int(self.do(save_inspection, facts).record_id)
        self.do(remove_inspection, visit)
        return visit

    def open(self) -> RecycleBinDialog:
        dialog = RecycleBinDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog)

    def names(self) -> list[str]:
        return [row.name for row in self.dialog.table.rows]

    def registry(self) -> list[str]:
        ids = self.ask(find_enterprises, EnterpriseQuery())
        return [self.ask(enterprise_record, one).facts.name for one in ids]

    def said(self) -> str:
        return str(self.dialog.strip._text.text()) if self.dialog.strip.isVisible() else ""

    def go_to(self, name: str) -> None:
        self.dialog.table.setFocus()
        self.dialog.table.go_to(self.dialog.table.records.ids[self.names().index(name)])


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with Desk.in_office(tmp_path / "台账", qtbot) as desk:
        yield desk


def test_an_empty_bin_says_what_it_is_for(desk: Desk) -> None:
    dialog = desk.open()
    assert dialog.empty.isVisible()
    assert "随时可以放回" in dialog.empty.words.text()
    assert not dialog.clear_list_button.isVisible()
    assert not dialog.back_button.isEnabled()


def test_enter_puts_back_and_control_z_takes_that_back(desk: Desk) -> None:
    desk.removed("长兴木业", "北山砖厂")
    dialog = desk.open()
    assert desk.names() == ["北山砖厂", "长兴木业"]  # the newest first
    desk.press(KEY.Key_Down)
    assert dialog.table.hasFocus()
    desk.press(KEY.Key_Return)
    assert desk.registry() == ["北山砖厂"]
    assert desk.names() == ["长兴木业"]
    assert "放回企业「北山砖厂」" in desk.said()
    assert dialog.strip._button.text() == "撤销（Ctrl+Z）"
    assert [row.name for row in dialog.table.chosen] == ["长兴木业"], "the next one is chosen"
    desk.press(KEY.Key_Z, with_=CTRL)
    assert desk.registry() == []
    assert desk.names() == ["北山砖厂", "长兴木业"]
    desk.press(KEY.Key_Z, with_=CTRL)
    assert desk.names() == ["北山砖厂", "长兴木业"]
    assert "还没有放回过" in desk.said()


def test_several_are_put_back_at_once_as_one_operation(desk: Desk) -> None:
    desk.removed("甲厂", "乙厂", "丙厂")
    dialog = desk.open()
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Down, with_=SHIFT)
    assert dialog.back_button.text() == "放回这 2 条(&R)"
    assert dialog.count.text() == "已选 2 条 · 共 3 条"
    dialog.back_button.click()
    desk.settle()
    assert sorted(desk.registry()) == ["丙厂", "乙厂"]
    dialog.strip._button.click()
    desk.settle()
    assert desk.registry() == []
    assert len(desk.names()) == 3


def test_a_visit_comes_back_with_its_hazards(desk: Desk) -> None:
    visit = desk.removed_visit(desk.enterprise("甲厂"))
    dialog = desk.open()
    (row,) = dialog.table.rows
    assert (row.noun, row.along) == ("inspection", ("隐患 1",))
    assert dialog.table.records.index(0, 5).data() == "隐患 1"
    desk.press(KEY.Key_Down, KEY.Key_Return)
    assert list(desk.ask(find_inspections, InspectionQuery())) == [visit]


def test_a_hazard_taken_out_of_its_visit_says_of_which(desk: Desk) -> None:
    where = desk.enterprise("甲厂")
    facts = InspectionFacts(enterprise_id=where, inspected_on=TODAY, inspectors=("孙七",))
    facts.hazards = [HazardFacts(description="灭火器压力不足")]
    visit = desk.do(save_inspection, facts).record_id
    facts.hazards = []
    desk.do(save_inspection, facts, visit)
    dialog = desk.open()
    told = [dialog.table.records.index(0, place).data() for place in range(3)]
    assert told == ["隐患", "灭火器压力不足", f"检查「{TODAY} 甲厂」"]


def test_words_initials_and_the_kind_narrow_the_list(desk: Desk) -> None:
    desk.removed("长兴木业", "北山砖厂")
    desk.removed_visit(desk.enterprise("宏达铸造厂"))
    dialog = desk.open()
    desk.type("cxmy")
    desk.settle()
    assert desk.names() == ["长兴木业"]
    desk.press(KEY.Key_Escape)
    assert is_open(dialog), "Esc empties the search first"
    assert len(desk.names()) == 3
    dialog.noun.set_value("inspection")
    desk.settle()
    assert [row.noun for row in dialog.table.rows] == ["inspection"]
    assert dialog.count.text() == "找到 1 条"
    desk.press(KEY.Key_F, with_=CTRL)
    desk.type("没有的")
    desk.settle()
    assert dialog.empty.isVisible()
    dialog.clear_list_button.click()
    desk.settle()
    assert len(desk.names()) == 3


def test_what_belongs_to_something_removed_is_put_back_with_it(desk: Desk) -> None:
    enterprise_id = desk.enterprise("甲厂")
    visit = desk.removed_visit(enterprise_id)
    desk.do(remove_enterprise, enterprise_id)
    dialog = desk.open()
    desk.go_to(next(row.name for row in dialog.table.rows if row.noun == "inspection"))
    desk.press(KEY.Key_Return)
    assert "在回收站里，不能单独放回" in desk.said()
    assert desk.registry() == []
    assert dialog.strip._button.text().startswith("连同")
    dialog.strip._button.click()
    desk.settle()
    assert desk.registry() == ["甲厂"]
    assert list(desk.ask(find_inspections, InspectionQuery())) == [visit]
    assert dialog.empty.isVisible()


def test_a_name_that_was_given_to_another_meanwhile_is_refused_in_words(desk: Desk) -> None:
    desk.removed("甲厂")
    desk.enterprise("甲厂")
    desk.open()
    desk.press(KEY.Key_Down, KEY.Key_Return)
    assert desk.said()
    assert "没有改动任何数据" in desk.said()
    assert desk.names() == ["甲厂"]


def test_a_choice_is_kept_by_record_when_something_else_is_removed(desk: Desk) -> None:
    desk.removed("甲厂", "乙厂")
    dialog = desk.open()
    desk.go_to("乙厂")
    desk.removed("丙厂")
    assert desk.names()[0] == "丙厂"
    assert [row.name for row in dialog.table.chosen] == ["乙厂"]


def test_nothing_here_deletes(desk: Desk) -> None:
    desk.removed("甲厂")
    dialog = desk.open()
    words: list[Any] = [button.text() for button in dialog.findChildren(QPushButton)]
    assert not [one for one in words if "删除" in one or "清空" in one]
    desk.press(KEY.Key_Down, KEY.Key_Delete)
    assert desk.names() == ["甲厂"]
