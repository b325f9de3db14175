"""八个一批: labels typed by the office, records found by initials and put in, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.services.enforcing import PenaltyFacts, remove_enforcement, save_enforcement
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.labelled_batches import (
    BatchFacts,
    BatchItemFacts,
    BatchItemRow,
    BatchRow,
    batches,
    save_batch,
    save_batch_item,
)
from hazard_desk.terms import HazardLevel
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import ALT, CTRL, KEY
from tests.ui.real_office import fill
from ui.background import Background
from ui.dialogs.batches import BatchesDialog
from ui.dialogs.batches.form import BatchForm
from ui.dialogs.batches.items_box import ItemsBox

TODAY = date.today()
YESTERDAY = TODAY - timedelta(days=1)
FACTORY, FUEL = "宏达铸造厂", "利民加油站"


class Hands(DialogDesk):
    """Opens the dialog over an office with enterprises, a hazard found yesterday and a fine."""

    dialog: BatchesDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.ids = fill(background)
        visit = InspectionFacts(
            enterprise_id=self.ids[FACTORY],
            inspected_on=YESTERDAY,
            inspectors=("王五",),
            hazards=[HazardFacts("炉口开裂", HazardLevel.MAJOR)],
        )
        self.do(save_inspection, visit)
        fine = PenaltyFacts(decided_on=TODAY, enterprise_id=self.ids[FACTORY], amount_fen=1_000_000)
        self.do(save_enforcement, fine)

    def open(self) -> BatchesDialog:
        dialog = BatchesDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog)

    def label(self, name: str = "曝光一批") -> int:
        record_id = self.do(save_batch, BatchFacts(name)).record_id
        assert record_id is not None
        return record_id

    def put(self, batch: int, facts: BatchItemFacts) -> None:
        self.do(save_batch_item, batch, facts)

    def stored(self) -> list[BatchRow]:
        rows: list[BatchRow] = self.ask(batches)
        return rows

    def items_of_first(self) -> tuple[BatchItemRow, ...]:
        return self.stored()[0].items

    @property
    def form(self) -> BatchForm:
        form = self.dialog.labels.form
        assert isinstance(form, BatchForm)
        return form

    @property
    def items(self) -> ItemsBox:
        return self.form.items

    def go_to(self, row: int = 0) -> None:
        self.dialog.labels.table.setFocus()
        self.dialog.labels.table.go_to(self.dialog.labels.model.id_at(row))
        self.settle()

    def begin_line(self) -> None:
        self.items.record.setFocus()

    def labels(self, column: int = 0) -> list[str]:
        model = self.dialog.labels.model
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def listed(self) -> list[str]:
        return [" ".join(line.texts[1:]).strip() for line in self.items.table.lines]

    def said(self) -> str:
        shown = self.dialog.labels.messages.last_shown
        return shown.text if shown is not None else ""


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_none_is_offered_and_a_label_is_typed_and_filled_by_keys(hands: Hands) -> None:
    dialog = hands.open()
    assert hands.labels() == []
    assert "逐个填写名称" in dialog.labels.table._empty_text
    hands.press(KEY.Key_N, with_=CTRL)
    assert not hands.items.isVisible()  # items hang on a label that is there
    hands.type("查处一批")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.labels() == ["查处一批"]
    assert hands.items.isVisible()
    hands.begin_line()
    hands.type("hdzz")
    hands.settle()
    offered = [hands.items.record.list.item(at).text() for at in range(hands.items.record.list.count())]
    assert offered == [FACTORY, f"{FACTORY}：炉口开裂", FACTORY, "hdzz"]
    hands.press(KEY.Key_Down, KEY.Key_Return)
    assert hands.items.day.value() == YESTERDAY  # when the hazard was found
    assert hands.focus is hands.items.day.editor
    hands.press(KEY.Key_Return)
    (item,) = hands.items_of_first()
    assert (item.noun, item.counted_on, item.line) == ("hazard", YESTERDAY, f"{FACTORY}：炉口开裂")
    assert hands.listed() == [f"隐患 {FACTORY}：炉口开裂"]
    # On with the next one at once.
    assert hands.focus is hands.items.record.editor
    assert hands.items.record.is_empty()
    assert hands.labels(3) == ["1"]


def test_a_line_may_be_written(hands: Hands) -> None:
    hands.label()
    hands.open()
    hands.go_to()
    hands.begin_line()
    hands.type("在路口发放资料三百份")
    hands.settle()
    hands.press(KEY.Key_Return)
    assert hands.items.record.hint == "一行文字，不连到记录。"
    hands.type("20260105")
    hands.press(KEY.Key_Return)
    (item,) = hands.items_of_first()
    assert (item.text, item.noun, item.counted_on) == ("在路口发放资料三百份", "", date(2026, 1, 5))


def test_refusals_stand_in_the_line_and_it_keeps_what_was_typed(hands: Hands) -> None:
    batch = hands.label()
    hands.put(batch, BatchItemFacts(TODAY, "", "enterprise", hands.ids[FUEL]))
    hands.open()
    hands.go_to()
    hands.items.add_button.click()
    assert hands.items.record.error == "请选一条记录，或写一行文字。"
    hands.begin_line()
    hands.type("lmjyz")
    hands.settle()
    hands.press(KEY.Key_Return)
    hands.items.day.set_value(None)
    hands.press(KEY.Key_Return)
    assert hands.items.day.error == "请填写日期。"
    hands.items.day.set_value(TODAY + timedelta(days=1))
    hands.press(KEY.Key_Return)
    assert "晚于今天" in hands.items.day.error
    hands.items.day.set_value(TODAY)
    hands.items.submit()
    hands.settle()
    assert "已经有这一条" in hands.items.record.error
    assert hands.items.record.chosen is not None
    assert len(hands.items_of_first()) == 1


def test_an_item_is_changed_taken_out_and_brought_back(hands: Hands) -> None:
    batch = hands.label()
    hands.put(batch, BatchItemFacts(TODAY, "", "hazard", 1))
    hands.put(batch, BatchItemFacts(YESTERDAY, "发放资料"))
    hands.open()
    hands.go_to()
    assert hands.listed() == [f"隐患 {FACTORY}：炉口开裂", "发放资料"]  # the newest first
    table = hands.items.table
    table.setFocus()
    table.go_to(1)
    hands.press(KEY.Key_Return)
    assert hands.items.add_button.text() == "改好"
    hands.items.record.editor.setText("")
    hands.type("发放宣传资料")
    hands.settle()
    hands.press(KEY.Key_Return, KEY.Key_Return)
    assert [item.line for item in hands.items_of_first()] == ["发放宣传资料", f"{FACTORY}：炉口开裂"]
    assert hands.items.add_button.text() == "加入"
    table.setFocus()
    table.go_to(0)
    hands.press(KEY.Key_Delete)
    assert hands.listed() == ["发放宣传资料"]
    hands.press(KEY.Key_Z, with_=CTRL)
    assert len(hands.items_of_first()) == 2
    assert len(hands.listed()) == 2


def test_a_record_that_is_gone_no_longer_counts_and_that_is_said(hands: Hands) -> None:
    batch = hands.label()
    hands.put(batch, BatchItemFacts(TODAY, "", "penalty", 1))
    hands.open()
    hands.go_to()
    assert hands.labels(2) == ["1"]
    hands.do(remove_enforcement, PenaltyFacts, 1)  # on another page
    assert hands.labels(2) == ["0"]
    assert hands.listed() == ["不计 不计：记录已移入回收站或作废"]
    hands.items.table.go_to(0)
    assert not hands.items.change_button.isEnabled()
    assert hands.items.remove_button.isEnabled()


def test_a_line_that_was_begun_outlives_esc(hands: Hands) -> None:
    hands.label()
    dialog = hands.open()
    hands.go_to()
    hands.begin_line()
    hands.type("hdzz")
    hands.settle()
    hands.press(KEY.Key_Down, KEY.Key_Return)
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)
    assert hands.messages.last_shown is not None
    assert "已留作草稿" in hands.messages.last_shown.text
    hands.open()
    hands.go_to()
    chosen = hands.items.record.chosen
    assert chosen is not None
    assert (chosen.noun, chosen.line) == ("hazard", f"{FACTORY}：炉口开裂")
    hands.items.submit()
    hands.settle()
    assert len(hands.items_of_first()) == 1
    assert hands.window.preferences.drafts.get("batch/1/item") is None


def test_each_label_has_its_own_line(hands: Hands) -> None:
    hands.label("查处一批")
    hands.label("约谈一批")
    hands.open()
    hands.go_to(0)
    hands.begin_line()
    hands.type("半句话")
    hands.go_to(1)
    assert hands.items.record.is_empty()
    hands.go_to(0)
    assert hands.items.record.text == "半句话"


def test_save_in_the_line_puts_it_in(hands: Hands) -> None:
    hands.label()
    hands.open()
    hands.go_to()
    hands.begin_line()
    hands.type("发放资料")
    hands.press(KEY.Key_S, with_=CTRL)
    assert [item.line for item in hands.items_of_first()] == ["发放资料"]
    hands.form.fields["note"].set_value("注")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.stored()[0].facts.note == "注"
    assert not hands.form.is_changed


def test_labels_are_moved_refused_removed_and_brought_back(hands: Hands) -> None:
    for name in ("查处一批", "曝光一批", "约谈一批"):
        hands.label(name)
    hands.open()
    hands.go_to(2)
    hands.press(KEY.Key_Up, with_=ALT)
    assert hands.labels() == ["查处一批", "约谈一批", "曝光一批"]
    assert hands.dialog.labels.table.selected_ids == [3]
    hands.form.fields["name"].set_value("查处一批")
    hands.form.focus_first()
    hands.press(KEY.Key_S, with_=CTRL)
    assert "已经有一批叫" in hands.form.fields["name"].error
    hands.form.fields["name"].set_value("约谈一批")
    hands.dialog.labels.table.setFocus()
    hands.press(KEY.Key_Delete)
    assert hands.labels() == ["查处一批", "曝光一批"]
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.labels() == ["查处一批", "约谈一批", "曝光一批"]


def test_an_item_leads_to_its_record_and_the_dialog_to_its_form(hands: Hands, qtbot: QtBot) -> None:
    batch = hands.label()
    hands.put(batch, BatchItemFacts(TODAY, "", "hazard", 1))
    dialog = hands.open()
    hands.go_to()
    hands.items.table.go_to(0)
    with qtbot.waitSignal(dialog.record_wanted) as wanted:
        hands.items.open_button.click()
    assert wanted.args == ["hazard", 1]
    dialog = hands.open()
    with qtbot.waitSignal(dialog.report_wanted) as report:
        dialog.report_button.click()
    assert report.args[0].form_id == "batches"
