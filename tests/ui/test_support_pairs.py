"""结对帮扶: entered by keys, refused at its fields, drafts kept, removed and brought back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import enterprise_record
from hazard_desk.services.report_reading import Wanted
from hazard_desk.services.support_pairs import (
    SupportPairFacts,
    save_support_pair,
    support_pair_record,
    support_pairs,
)
from hazard_desk.terms import HazardLevel, InspectionLevel, SourceStage
from tests.ui.dialog_desk import DialogDesk
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import fill
from ui.background import Background
from ui.dialogs.support_pairs import SupportPairsDialog
from ui.dialogs.support_pairs.form import SupportPairForm
from ui.pages.registry.side_panel import SidePanel

TODAY = date.today()
FACTORY, TIMBER, FUEL = "宏达铸造厂", "长兴木业有限公司", "利民加油站"


class Hands(DialogDesk):
    """Opens the dialog over an office with four enterprises."""

    dialog: SupportPairsDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.ids = fill(background)

    def open(self) -> SupportPairsDialog:
        dialog = SupportPairsDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog)

    def pair(self, helper: str = FACTORY, helped: str = FUEL, **more: object) -> SupportPairFacts:
        return SupportPairFacts(self.ids[helper], self.ids[helped], TODAY, **more)  # type: ignore[arg-type]

    def stored(self) -> list[SupportPairFacts]:
        return [self.ask(support_pair_record, row.id).facts for row in self.ask(support_pairs)]

    @property
    def form(self) -> SupportPairForm:
        form = self.dialog.pairs.form
        assert isinstance(form, SupportPairForm)
        return form

    def pick(self, typed: str) -> None:
        """Type into the line in focus and take what is found."""
        self.type(typed)
        self.settle()
        self.press(KEY.Key_Return)

    def listed(self, column: int) -> list[str]:
        model = self.dialog.pairs.model
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def go_to(self, row: int = 0) -> None:
        self.dialog.pairs.table.setFocus()
        self.dialog.pairs.table.go_to(self.dialog.pairs.model.id_at(row))
        self.settle()

    def said(self) -> str:
        shown = self.dialog.pairs.messages.last_shown
        return shown.text if shown is not None else ""


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_a_pair_by_keys_alone(hands: Hands) -> None:
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.pick("hdzz")
    hands.pick("lmjyz")
    assert hands.focus is hands.form.fields["starts_on"].editor
    hands.type("+0")
    hands.press(KEY.Key_Return, KEY.Key_Return, KEY.Key_Return)
    assert hands.focus is hands.form.fields["plan"].editor
    hands.type("每月入企一次")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.stored() == [hands.pair(plan="每月入企一次")]
    assert (hands.listed(0), hands.listed(1)) == ([FACTORY], [FUEL])
    assert hands.listed(4) == ["在帮扶"]
    assert hands.dialog.pairs.count.text() == "共 1 对 · 标杆企业 1 家，帮扶企业 1 家"


def test_what_the_helped_one_found_itself_is_told(hands: Hands) -> None:
    hands.do(save_support_pair, hands.pair())
    visit = InspectionFacts(
        enterprise_id=hands.ids[FUEL],
        inspected_on=TODAY,
        inspectors=("王五",),
        level=InspectionLevel.ENTERPRISE,
        stage=SourceStage.SELF_CHECK,
        hazards=[HazardFacts("油罐区有杂草", HazardLevel.GENERAL), HazardFacts("泄漏", HazardLevel.MAJOR)],
    )
    hands.open()
    assert hands.listed(5) == ["0 / 0"]
    hands.do(save_inspection, visit)  # on another page
    assert hands.listed(5) == ["2 / 0"]
    hands.go_to()
    told = hands.form.subtitle.text()
    assert "一般 1 条（已整改 0），重大 1 条（已整改 0）" in told


def test_refusals_stand_under_their_fields(hands: Hands) -> None:
    hands.do(save_support_pair, hands.pair())
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.press(KEY.Key_S, with_=CTRL)
    form = hands.form
    for name in ("helper_id", "helped_id", "starts_on"):
        assert form.fields[name].error == "这一项必须填写。"
    form.go_to(form.pickers["helper_id"])
    hands.pick("hdzz")
    hands.pick("hdzz")
    form.fields["starts_on"].set_value(TODAY)
    hands.press(KEY.Key_S, with_=CTRL)
    assert "是同一家" in form.pickers["helped_id"].error
    form.pickers["helped_id"].choose(None)
    form.go_to(form.pickers["helped_id"])
    hands.pick("lmjyz")
    hands.press(KEY.Key_S, with_=CTRL)
    assert "同一时间已经结对" in form.fields["starts_on"].error
    form.fields["starts_on"].set_value(TODAY + timedelta(days=1))
    form.fields["ends_on"].set_value(TODAY)
    hands.press(KEY.Key_S, with_=CTRL)
    assert "早于开始日期" in form.fields["ends_on"].error
    assert len(hands.stored()) == 1


def test_a_pair_is_changed_and_found_by_initials(hands: Hands) -> None:
    hands.do(save_support_pair, hands.pair())
    hands.do(save_support_pair, hands.pair(TIMBER, FACTORY))
    dialog = hands.open()
    dialog.pairs.search.setText("cxmy")
    assert hands.listed(0) == [TIMBER]
    hands.go_to()
    assert not hands.form.is_changed
    hands.form.fields["ends_on"].set_value(TODAY)
    hands.form.focus_first()
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.stored()[1] == hands.pair(TIMBER, FACTORY, ends_on=TODAY)


def test_a_draft_comes_back_with_both_enterprises(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.pick("hdzz")
    hands.pick("lmjyz")
    hands.form.fields["plan"].set_value("入企帮扶")
    dialog.close()
    hands.settle()
    assert hands.messages.last_shown is not None
    assert "已留作草稿" in hands.messages.last_shown.text
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    form = hands.form
    assert [picker.value() for picker in form.pickers.values()] == [hands.ids[FACTORY], hands.ids[FUEL]]
    assert form.fields["plan"].value() == "入企帮扶"
    assert hands.stored() == []


def test_removed_and_brought_back(hands: Hands) -> None:
    hands.do(save_support_pair, hands.pair())
    hands.open()
    hands.go_to()
    hands.press(KEY.Key_Delete)
    assert hands.listed(0) == []
    assert hands.said() == f"已移入回收站：{FACTORY} 帮扶 {FUEL}。"
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.listed(0) == [FACTORY]


def test_it_opens_at_a_record_and_leads_to_its_form(hands: Hands, qtbot: QtBot) -> None:
    hands.do(save_support_pair, hands.pair())
    second = hands.do(save_support_pair, hands.pair(TIMBER, FACTORY)).record_id
    dialog = hands.open()
    dialog.show_record("support_pair", second)
    hands.settle()
    assert hands.form.pickers["helper_id"].value() == hands.ids[TIMBER]
    with qtbot.waitSignal(dialog.report_wanted) as wanted:
        dialog.report_button.click()
    assert isinstance(wanted.args[0], Wanted)
    assert wanted.args[0].form_id == "support-pairs"


def test_the_registry_shows_it_beside_the_enterprise(hands: Hands, qtbot: QtBot) -> None:
    hands.do(save_support_pair, hands.pair())
    hands.open()
    panel = SidePanel()
    qtbot.addWidget(panel)
    panel.show_record(hands.ask(enterprise_record, hands.ids[FUEL]))
    assert f"帮扶企业，标杆企业是{FACTORY}" in [label.text() for label in panel.findChildren(QLabel)]


def test_every_refusable_field_has_its_place(hands: Hands) -> None:
    """A service that names a field which the form lacks would speak English to the clerk."""
    dialog = hands.open()
    assert set(SupportPairFacts.__slots__) == set(dialog.pairs.entry.fields)
