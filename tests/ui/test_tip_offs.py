"""举报线索: entered by keys from 来件 to 审核, found, verified by a visit, printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.forms.contents import Content
from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.rules.tip_offs import TipOffFacts
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.report_reading import Wanted
from hazard_desk.services.tip_offs import save_tip_off, tip_off_record, tip_off_rows
from hazard_desk.terms import HazardLevel, SourceStage, TipResult, TipState
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import ALT, CTRL, KEY
from tests.ui.real_office import fill
from ui.background import Background
from ui.dialogs.tip_offs import TipOffsDialog
from ui.dialogs.tip_offs.form import TipOffForm

TODAY = date.today()
ASSIGNED = TipOffFacts(
    received_on=TODAY - timedelta(days=9),
    informant="王小明",
    informant_phone="13800138000",
    place="西街村口",
    content="夜间充装液化气",
    accepted_on=TODAY - timedelta(days=8),
    assigned_on=TODAY - timedelta(days=8),
    assigned_to="应急站",
    due_on=TODAY - timedelta(days=3),
)


class Hands(DialogDesk):
    """Opens the window over an office with four enterprises."""

    dialog: TipOffsDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.ids = fill(background)
        self.asked: list[tuple[Any, ...]] = []

    def open(self, record_id: int | None = None) -> TipOffsDialog:
        dialog = TipOffsDialog(self.background, self.messages, self.window)
        for wish in ("record_wanted", "visit_wanted", "report_wanted"):
            getattr(dialog, wish).connect(lambda *what, wish=wish: self.asked.append((wish, *what)))
        dialog.open()
        if record_id is not None:
            dialog.show_record("tip_off", record_id)
        return self.take_over(dialog)

    def enter(self, facts: TipOffFacts) -> int:
        known = self.do(save_tip_off, facts).record_id
        assert isinstance(known, int)
        return known

    def visit(self, on: date) -> int:
        """Enter a visit of 群众举报 to 宏达铸造厂."""
        facts = InspectionFacts(
            enterprise_id=self.ids["宏达铸造厂"],
            inspected_on=on,
            inspectors=("孙七", "周八"),
            stage=SourceStage.TIP_OFF,
            hazards=[HazardFacts("配电箱未上锁", HazardLevel.GENERAL)],
        )
        known = self.do(save_inspection, facts).record_id
        assert isinstance(known, int)
        return known

    @property
    def form(self) -> TipOffForm:
        form = self.dialog.records.form
        assert isinstance(form, TipOffForm)
        return form

    def listed(self) -> list[tuple[str, ...]]:
        model = self.dialog.records.model
        return [
            tuple(str(model.index(row, column).data()) for column in range(4))
            for row in range(model.rowCount())
        ]

    def go(self, name: str) -> None:
        self.form.go_to(self.form.fields[name])

    def put(self, name: str, text: str) -> None:
        self.go(name)
        self.type(text)


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_it_is_entered_with_keys_and_numbered(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    assert hands.focus is hands.form.fields["received_on"].editor
    hands.press(KEY.Key_Return, KEY.Key_Return)
    hands.type("王小明")
    hands.press(KEY.Key_Return)
    hands.type("13800138000")
    hands.press(KEY.Key_Return, KEY.Key_Return, KEY.Key_Return)
    hands.type("hdzz")
    hands.settle()
    hands.press(KEY.Key_Return)
    assert hands.form.enterprise.editor.text() == "宏达铸造厂"
    assert not hands.form.fields["unit"].isVisible(), "the registry has it"
    assert hands.focus is hands.form.fields["place"].editor
    hands.press(KEY.Key_Return)
    hands.type("工人死亡一名")
    assert "由县级处理" in hands.form.content.hint
    hands.press(KEY.Key_S, with_=CTRL)
    (row,) = hands.ask(tip_off_rows)
    record = hands.ask(tip_off_record, row.id).facts
    assert (record.received_on, record.number) == (TODAY, f"{TODAY.year}-001")
    assert (record.informant, record.informant_phone) == ("王小明", "13800138000")
    assert record.enterprise_id == hands.ids["宏达铸造厂"]
    assert hands.listed() == [(f"{TODAY.year}-001", "待受理", "", "宏达铸造厂")]
    assert dialog.records.table.selected_ids == [row.id]
    assert hands.form.title.text() == f"举报线索 {TODAY.year}-001"


def test_it_says_the_next_step_while_it_is_filled_in_and_what_is_missing(hands: Hands) -> None:
    known = hands.enter(ASSIGNED)
    hands.open(known)
    assert hands.listed() == [(f"{ASSIGNED.received_on:%Y}-001", "待核查", "逾期 3 天", "西街村口")]
    assert hands.form.subtitle.text() == "待核查 · 逾期 3 天 · 下一步：核查"
    hands.put("verified_on", f"{TODAY - timedelta(days=2):%Y%m%d}")
    hands.press(KEY.Key_Tab)
    assert hands.form.subtitle.text() == "待反馈 · 逾期 3 天 · 下一步：反馈"
    hands.press(KEY.Key_S, with_=CTRL)
    assert "核查没有填核查结果" in hands.form.fields["result"].error
    assert "核查没有填核查情况" in hands.form.fields["finding"].error
    hands.form.fields["result"].set_value(TipResult.TRUE)
    hands.put("finding", "确有气瓶")
    hands.put("approved_on", "今天")
    hands.press(KEY.Key_S, with_=CTRL)
    assert "没有填审核签字的领导" in hands.form.approved_by.error
    hands.put("approved_by", "任乡长")
    hands.press(KEY.Key_S, with_=CTRL)
    stored = hands.ask(tip_off_record, known).facts
    assert (stored.result, stored.approved_by, stored.approved_on) == (TipResult.TRUE, "任乡长", TODAY)
    assert hands.listed()[0][1] == "待反馈", "signed, but who reported has not been told"


def test_it_is_found_by_initials_by_who_reported_and_by_state(hands: Hands) -> None:
    hands.enter(ASSIGNED)
    hands.enter(replace(ASSIGNED, informant="", informant_phone="", unit="利民油站", place="", due_on=None))
    hands.enter(TipOffFacts(received_on=TODAY, enterprise_id=hands.ids["长兴木业有限公司"], content="锁闭"))
    dialog = hands.open()
    assert [line[1:] for line in hands.listed()] == [
        ("待受理", "", "长兴木业有限公司"),
        ("待核查", "", "利民油站"),
        ("待核查", "逾期 3 天", "西街村口"),
    ]
    assert dialog.records.count.text() == "共 3 条 · 待办 3 条 · 逾期 1 条"
    for typed, found in (("cxmy", "长兴木业有限公司"), ("lmyz", "利民油站"), ("wxm", "西街村口")):
        hands.press(KEY.Key_F, with_=CTRL)
        hands.type(typed)
        assert [line[3] for line in hands.listed()] == [found]
    dialog.records.search.clear()
    popup = dialog.records.filter.open()
    hands.settle()
    assert [popup.list.item(at).text() for at in range(popup.list.count())] == [
        "逾期（1）",
        "待受理（1）",
        "待核查（2）",
    ]
    popup.close()
    dialog.records.filter.set_chosen([TipState.ASSIGNED])
    assert [line[3] for line in hands.listed()] == ["利民油站", "西街村口"]
    dialog.records.filter.set_chosen(["overdue"])
    assert [line[3] for line in hands.listed()] == ["西街村口"]


def test_a_visit_that_is_chosen_says_who_verified_it_when(hands: Hands) -> None:
    on = TODAY - timedelta(days=5)
    visit = hands.visit(on)
    known = hands.enter(replace(ASSIGNED, enterprise_id=hands.ids["长兴木业有限公司"]))
    hands.open(known)
    assert "据此录入检查" in hands.form.inspection.hint
    hands.go("enterprise_id")
    hands.press(KEY.Key_A, with_=CTRL)
    hands.type("hdzz")
    hands.settle()
    hands.press(KEY.Key_Return)
    assert hands.form.inspection.hint == "这家企业有 1 次群众举报的检查可选。"
    hands.go("inspection_id")
    hands.press(KEY.Key_Down)
    assert hands.form.verified_on.value() == on
    assert hands.form.verified_by.text() == "孙七、周八"
    assert hands.form.inspection.hint.startswith("发现隐患 1 条，已整改 0 条")
    hands.form.fields["result"].set_value(TipResult.TRUE)
    hands.put("finding", "没有上锁")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.ask(tip_off_record, known).facts.inspection_id == visit
    hands.press(KEY.Key_K, with_=ALT)
    assert hands.asked == [("record_wanted", "inspection", visit)]
    assert not is_open(hands.dialog)


def test_the_visit_to_verify_it_is_begun_from_it(hands: Hands) -> None:
    known = hands.enter(replace(ASSIGNED, enterprise_id=hands.ids["宏达铸造厂"]))
    hands.open(known)
    hands.press(KEY.Key_L, with_=ALT)
    ((wish, facts),) = hands.asked
    assert wish == "visit_wanted"
    assert (facts.enterprise_id, facts.stage) == (hands.ids["宏达铸造厂"], SourceStage.TIP_OFF)
    assert not is_open(hands.dialog)


def test_a_visit_is_not_begun_without_an_enterprise_and_it_says_why(hands: Hands) -> None:
    hands.open(hands.enter(ASSIGNED))
    hands.press(KEY.Key_L, with_=ALT)
    assert hands.asked == []
    assert is_open(hands.dialog)
    said = hands.dialog.records.messages.last_shown
    assert said is not None
    assert "没有选定企业档案里的企业" in said.text


@pytest.mark.parametrize("form_id", ["tip-off-ledger", "tip-off-public"])
def test_both_lists_are_printed_from_here(hands: Hands, form_id: str) -> None:
    dialog = hands.open()
    actions = {action.text(): action for action in dialog.print_button.menu().actions()}
    words = {"tip-off-ledger": "举报线索台账（内部）", "tip-off-public": "举报问题清单（公开）"}
    actions[words[form_id]].trigger()
    assert hands.asked == [("report_wanted", Wanted(form_id, Content.CUMULATIVE))]


def test_what_was_typed_is_kept_as_a_draft_with_its_enterprise(hands: Hands) -> None:
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.go("enterprise_id")
    hands.type("hdzz")
    hands.settle()
    hands.press(KEY.Key_Return)
    hands.put("content", "夜间生产")
    hands.press(KEY.Key_Escape, KEY.Key_Escape)
    assert not is_open(hands.dialog)
    assert hands.ask(tip_off_rows) == []
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    assert hands.form.facts() == replace(
        TipOffFacts(received_on=TODAY), enterprise_id=hands.ids["宏达铸造厂"], content="夜间生产"
    )


def test_it_is_removed_and_taken_back(hands: Hands) -> None:
    known = hands.enter(ASSIGNED)
    dialog = hands.open(known)
    hands.form.remove_button.click()
    hands.settle()
    assert hands.listed() == []
    hands.press(KEY.Key_Z, with_=CTRL)
    assert len(hands.listed()) == 1
    assert dialog.records.table.selected_ids == [known]
