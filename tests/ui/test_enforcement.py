"""执法、追责、曝光和案例: each kind entered with exactly its fields, and counted where the form says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.attaching import Given, Owner, attach
from hazard_desk.services.campaigning import CampaignFacts, save_campaign
from hazard_desk.services.enforcing import (
    AccountabilityFacts,
    AdmonitionFacts,
    EnforcementFacts,
    IllegalActFacts,
    PenaltyFacts,
    TypicalCaseFacts,
    enforcement_facts,
    enforcement_rows,
    save_enforcement,
)
from hazard_desk.services.reporting import current_week_end, statistics
from hazard_desk.terms import AccountabilityKind, AdmonitionKind, AttachmentKind, PenaltyKind, PenaltyTarget
from tests.photo_samples import jpeg
from tests.ui.dialog_desk import DialogDesk
from tests.ui.keyboard import ALT, CTRL, KEY
from tests.ui.real_office import fill
from ui.background import Background
from ui.dialogs.attachments import AttachmentsDialog
from ui.dialogs.enforcement import EnforcementDialog
from ui.dialogs.enforcement.forms import FORMS, FactForm, TypicalCaseForm

TODAY = date.today()
CAMPAIGN = "大排查大整治"


class Hands(DialogDesk):
    """Opens the window over an office with four enterprises and a campaign."""

    dialog: EnforcementDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.ids = fill(background)
        self.do(save_campaign, CampaignFacts(CAMPAIGN))

    def open(self) -> EnforcementDialog:
        dialog = EnforcementDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog)

    def stored(self) -> list[EnforcementFacts]:
        rows = self.ask(enforcement_rows)
        return [self.ask(enforcement_facts, row.facts_class, row.id) for row in rows]

    @property
    def form(self) -> FactForm:
        form = self.dialog.records.form
        assert isinstance(form, FactForm)
        return form

    def begin(self, place: int) -> FactForm:
        """Begin a new record of the kind at this place."""
        self.press(KEY.Key_N, with_=CTRL)
        self.dialog.records.choose_kind(place)
        self.settle()
        return self.form

    def pick(self, name: str) -> None:
        """Type into the enterprise's line and take the first that is found."""
        self.form.go_to(self.form.enterprise)
        self.type(name)
        self.settle()
        self.press(KEY.Key_Return)

    def listed(self, column: int) -> list[str]:
        model = self.dialog.records.model
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def strip_text(self) -> str:
        shown = self.dialog.records.messages.last_shown
        return shown.text if shown is not None else ""


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


FILLED: list[tuple[int, dict[str, Any], EnforcementFacts, set[str]]] = [
    (
        0,
        {"found_on": TODAY, "description": "无证充装", "party": "黑气点", "verifying_unit": "区应急局"},
        IllegalActFacts(TODAY, "无证充装", party="黑气点", verifying_unit="区应急局"),
        {"found_on", "verifying_unit", "enterprise_id", "party", "description", "handled_on", "handling"},
    ),
    (
        0,
        {
            "found_on": TODAY,
            "description": "无证充装",
            "party": "黑气点",
            "handled_on": TODAY,
            "handling": "取缔",
        },
        IllegalActFacts(TODAY, "无证充装", party="黑气点", handled_on=TODAY, handling="取缔"),
        {"found_on", "verifying_unit", "enterprise_id", "party", "description", "handled_on", "handling"},
    ),
    (
        1,
        {
            "kind": PenaltyKind.FINE,
            "decided_on": TODAY,
            "amount_fen": 1_234_500,
            "target": PenaltyTarget.PRINCIPAL,
            "party": "甲厂",
            "document_number": "罚1号",
        },
        PenaltyFacts(
            PenaltyKind.FINE,
            TODAY,
            party="甲厂",
            target=PenaltyTarget.PRINCIPAL,
            amount_fen=1_234_500,
            document_number="罚1号",
        ),
        {
            "kind",
            "decided_on",
            "amount_fen",
            "target",
            "enterprise_id",
            "party",
            "decided_by",
            "document_number",
        },
    ),
    (
        1,
        {"kind": PenaltyKind.SUSPENSION, "decided_on": TODAY, "party": "甲厂"},
        PenaltyFacts(PenaltyKind.SUSPENSION, TODAY, party="甲厂"),
        {"kind", "decided_on", "enterprise_id", "party", "decided_by", "document_number"},
    ),
    (
        1,
        {"kind": PenaltyKind.LICENCE, "decided_on": TODAY, "party": "甲厂", "certificates": 3},
        PenaltyFacts(PenaltyKind.LICENCE, TODAY, party="甲厂", certificates=3),
        {"kind", "decided_on", "certificates", "enterprise_id", "party", "decided_by", "document_number"},
    ),
    (
        1,
        {"kind": PenaltyKind.CLOSURE, "decided_on": TODAY, "party": "甲厂"},
        PenaltyFacts(PenaltyKind.CLOSURE, TODAY, party="甲厂"),
        {"kind", "decided_on", "enterprise_id", "party", "decided_by", "document_number"},
    ),
    *[
        (
            2,
            {"kind": kind, "decided_on": TODAY, "person": "张三", "unit": "某村", "reason": "失职"},
            AccountabilityFacts(kind, "张三", "某村", decided_on=TODAY, reason="失职"),
            {"kind", "decided_on", "person", "unit", "decided_by", "enterprise_id", "reason"},
        )
        for kind in AccountabilityKind
    ],
    *[
        (
            3,
            {"kind": kind, "decided_on": TODAY, "unit": "某村委会", "reason": "不力"},
            AdmonitionFacts(kind, TODAY, unit="某村委会", reason="不力"),
            {"kind", "decided_on", "enterprise_id", "unit", "reason"},
        )
        for kind in AdmonitionKind
    ],
    (
        4,
        {"title": "某案", "reported_on": TODAY, "summary": "经过", "handling": "罚款", "lesson": "教训"},
        TypicalCaseFacts("某案", TODAY, summary="经过", handling="罚款", lesson="教训"),
        {"title", "reported_on", "enterprise_id", "summary", "handling", "lesson"},
    ),
]


@pytest.mark.parametrize(("place", "typed", "facts", "fields"), FILLED, ids=range(len(FILLED)))
def test_each_kind_has_its_fields_and_counts_where_it_says(
    hands: Hands, place: int, typed: dict[str, Any], facts: EnforcementFacts, fields: set[str]
) -> None:
    hands.open()
    form = hands.begin(place)
    form.set_values({**typed, "campaigns": (CAMPAIGN,), "note": "注"})
    shown = {name for name, field in form.fields.items() if field.isVisible()}
    assert shown == fields | {"campaigns", "note"}
    said = {int(number) for number in re.findall(r"计入第? ?(?:统计表第)? ?(\d+)", form.subtitle.text())}
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.stored() == [replace(facts, campaigns=(CAMPAIGN,), note="注")]
    week = hands.ask(statistics, hands.ask(current_week_end)).week
    counted = {list(Figure).index(figure) + 1 for figure, value in week.items() if value}
    if isinstance(facts, IllegalActFacts) and facts.handled_on is None:
        counted.add(7)  # the form says that it will count there once it's handled
        assert "填了查处日期，再计入" in form.subtitle.text()
    assert said == counted


def test_a_fine_by_keys_alone(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.press(KEY.Key_Right)  # from 非法违法行为 to 行政处罚
    assert dialog.records.kind_row.current == "penalty"
    hands.press(KEY.Key_Return)
    form = hands.form
    assert QApplication.focusWidget() is form.fields["kind"].editor
    hands.press(KEY.Key_Return)
    hands.type("+0")
    hands.press(KEY.Key_Return)
    hands.type("1.5")
    hands.press(KEY.Key_Return, KEY.Key_Return)
    assert QApplication.focusWidget() is form.enterprise.editor
    hands.type("hdzz")
    hands.settle()
    hands.press(KEY.Key_Return)
    assert form.enterprise.value() == hands.ids["宏达铸造厂"]
    # The field for units outside the registry is out of the way.
    assert QApplication.focusWidget() is form.fields["decided_by"].editor
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.stored() == [
        PenaltyFacts(PenaltyKind.FINE, TODAY, hands.ids["宏达铸造厂"], amount_fen=1_500_000)
    ]
    assert hands.listed(2) == ["宏达铸造厂"]
    assert hands.listed(4) == ["1.5"]


def test_the_list_is_filtered_by_kind_and_text(hands: Hands) -> None:
    factory = hands.ids["宏达铸造厂"]
    yesterday = TODAY - timedelta(days=1)
    for facts in (
        PenaltyFacts(PenaltyKind.FINE, yesterday, factory, amount_fen=1_000_000, document_number="罚1号"),
        PenaltyFacts(PenaltyKind.FINE, TODAY, party="黑油点", amount_fen=500_000),
        AccountabilityFacts(person="李四", unit="某村", decided_on=TODAY, reason="失职"),
        TypicalCaseFacts("某案", yesterday - timedelta(days=1)),
    ):
        hands.do(save_enforcement, facts)
    dialog = hands.open()
    assert hands.listed(0) == sorted(hands.listed(0), reverse=True)
    assert sorted(hands.listed(1)) == sorted(["行政罚款", "行政罚款", "党纪政纪处分", "典型案例"])
    assert dialog.records.count.text() == "共 4 条 · 罚款合计 1.5 万元"
    dialog.records.filter.set_chosen(["行政罚款"])
    assert hands.listed(2) == ["黑油点", "宏达铸造厂"]
    dialog.records.search.setText("罚1")
    assert hands.listed(2) == ["宏达铸造厂"]
    dialog.records.filter.set_chosen([])
    dialog.records.search.setText("ls")
    assert hands.listed(2) == ["李四（某村）"]
    assert dialog.records.count.text() == "共 4 条，找到 1 条"


def test_a_record_is_changed_and_what_the_form_does_not_show_stays(hands: Hands) -> None:
    factory = hands.ids["宏达铸造厂"]
    act = hands.do(save_enforcement, IllegalActFacts(TODAY, "无证", factory)).record_id
    fine = PenaltyFacts(PenaltyKind.FINE, TODAY, factory, amount_fen=100, illegal_act_id=act)
    hands.do(save_enforcement, fine)
    dialog = hands.open()
    dialog.records.table.go_to(dialog.records.model.id_at(hands.listed(1).index("行政罚款")))
    hands.settle()
    form = hands.form
    assert not dialog.records.kind_row.isVisible()
    assert not form.is_changed
    assert form.enterprise.editor.text() == "宏达铸造厂"
    form.fields["amount_fen"].set_value(900)
    form.focus_first()
    hands.press(KEY.Key_S, with_=CTRL)
    assert replace(fine, amount_fen=900) in hands.stored()
    # Made a closure, it takes no fine along.
    form.fields["kind"].set_value(PenaltyKind.CLOSURE)
    form.focus_first()
    hands.press(KEY.Key_S, with_=CTRL)
    assert replace(fine, kind=PenaltyKind.CLOSURE, amount_fen=0) in hands.stored()


def test_refusals_stand_under_their_fields(hands: Hands) -> None:
    hands.open()
    form = hands.begin(1)
    hands.press(KEY.Key_S, with_=CTRL)
    for name in ("decided_on", "amount_fen", "enterprise_id"):
        assert form.fields[name].error == "这一项必须填写。"
    assert form.fields["certificates"].error == ""
    form.fields["party"].set_value("甲厂")
    form.fields["amount_fen"].set_value(100)
    form.fields["decided_on"].set_value(TODAY + timedelta(days=1))
    hands.press(KEY.Key_S, with_=CTRL)
    assert "晚于今天" in form.fields["decided_on"].error
    assert hands.stored() == []


def test_a_unit_outside_the_registry_goes_to_its_own_line(hands: Hands) -> None:
    hands.open()
    form = hands.begin(3)
    form.go_to(form.enterprise)
    form.enterprise.editor.setText("某村委会")
    form.go_to(form.fields["reason"])
    assert form.enterprise.error == "请从列表里选定一家。"
    form.enterprise._hint_button.click()
    assert form.enterprise.error == form.enterprise.hint == ""
    assert form.fields["unit"].value() == "某村委会"
    form.fields["decided_on"].set_value(TODAY)
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.stored() == [AdmonitionFacts(AdmonitionKind.ADMONISHED, TODAY, unit="某村委会")]


def test_another_kind_takes_along_what_it_shares(hands: Hands) -> None:
    dialog = hands.open()
    form = hands.begin(0)
    form.set_values({"found_on": TODAY, "party": "黑油点", "description": "无证经营", "note": "注"})
    hands.press(KEY.Key_4, with_=ALT)
    form = hands.form
    assert form.key == "admonition"
    assert form.values() == {
        "kind": AdmonitionKind.ADMONISHED,
        "decided_on": TODAY,
        "enterprise_id": None,
        "unit": "黑油点",
        "reason": "无证经营",
        "campaigns": (),
        "note": "注",
    }
    # Everything went along, so nothing waits behind; what can't go along waits as a draft.
    drafts = hands.window.preferences.drafts
    assert drafts.get("enforcement/illegal_act/new") is None
    hands.press(KEY.Key_2, with_=ALT)
    assert hands.form.fields["party"].value() == "黑油点"
    assert drafts.get("enforcement/admonition/new") is not None
    assert dialog.records.kind_row.current == "penalty"


def test_the_next_record_keeps_the_campaigns(hands: Hands) -> None:
    hands.open()
    form = hands.begin(2)
    form.set_values({"person": "张三", "decided_on": TODAY, "campaigns": (CAMPAIGN,)})
    form.go_to(form.fields["person"])
    hands.press(KEY.Key_Return, with_=CTRL)
    assert hands.form is form
    assert form.fields["person"].value() == ""
    assert form.fields["campaigns"].value() == (CAMPAIGN,)
    assert QApplication.focusWidget() is form.fields["kind"].editor
    assert not form.is_changed


def test_removed_and_brought_back(hands: Hands) -> None:
    hands.do(save_enforcement, TypicalCaseFacts("甲案", TODAY))
    hands.do(save_enforcement, AccountabilityFacts(person="张三", decided_on=TODAY))
    dialog = hands.open()
    # Both records have the id 1 in tables of their own.
    assert len(set(dialog.records.model.ids)) == 2
    dialog.records.table.setFocus()
    dialog.records.table.go_to(dialog.records.model.id_at(hands.listed(1).index("典型案例")))
    hands.settle()
    hands.press(KEY.Key_Delete)
    assert hands.listed(2) == ["张三"]
    assert hands.strip_text() == "已移入回收站：典型案例 甲案。"
    hands.press(KEY.Key_Z, with_=CTRL)
    assert sorted(hands.listed(1)) == sorted(["典型案例", "党纪政纪处分"])
    assert hands.form.title.text() == "典型案例"


def test_a_draft_comes_back_with_its_kind_and_its_enterprise(hands: Hands) -> None:
    dialog = hands.open()
    form = hands.begin(1)
    hands.pick("hdzz")
    form.fields["amount_fen"].set_value(700)
    dialog.close()
    hands.settle()
    assert hands.messages.last_shown is not None
    assert "已留作草稿" in hands.messages.last_shown.text
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    form = hands.form
    assert form.key == "penalty"
    assert form.enterprise.value() == hands.ids["宏达铸造厂"]
    assert form.fields["amount_fen"].value() == 700
    assert hands.stored() == []


def test_every_refusable_field_has_its_place(hands: Hands) -> None:
    """A service that names a field which the form lacks would speak English to the clerk."""
    dialog = hands.open()
    for form_class in FORMS:
        form = dialog.records.entry[form_class.key]
        hidden = {"inspection_id", "hazard_id", "illegal_act_id"}
        assert set(form.facts_class().__slots__) - hidden == set(form.fields)


# ---- what belongs to a case ----------------------------------------------------------------------------


def test_a_stored_case_has_its_attachments_and_its_paper(hands: Hands, tmp_path: Path) -> None:
    dialog = hands.open()
    form = hands.begin(4)
    assert isinstance(form, TypicalCaseForm)
    assert not form.word_button.isVisible()
    assert not form.attachments_button.isVisible()
    form.set_values({"title": "动火案", "reported_on": TODAY, "summary": "经过"})
    hands.press(KEY.Key_S, with_=CTRL)
    dialog.records.table.selectRow(0)
    hands.settle()
    assert form.attachments_button.isVisible()
    assert form.attachments_button.text() == "附件…"
    (row,) = hands.ask(enforcement_rows)
    hands.do(attach, Owner("typical_case", row.id), [Given("现场.jpg", jpeg())], AttachmentKind.SCENE)
    hands.settle()
    assert form.attachments_button.text() == "附件（1）…"
    form.attachments_button.click()
    hands.settle()
    (shown,) = [one for one in dialog.findChildren(AttachmentsDialog) if one.isVisible()]
    assert shown.windowTitle() == "附件：典型案例 动火案"
    assert [one.name for one in shown.strip.tiles.rows()] == ["现场.jpg"]
    shown.reject()

    form.word_button.click()
    hands.settle()
    (files,) = [one for one in dialog.findChildren(QFileDialog) if one.isVisible()]
    assert files.selectedFiles()[0].endswith("典型案例 动火案.docx")
    files.fileSelected.emit(str(tmp_path / "案例.docx"))
    files.reject()
    hands.settle()
    said = [paragraph.text for paragraph in Document(str(tmp_path / "案例.docx")).paragraphs]
    assert "经过" in [text.strip() for text in said]
    assert any("此处撰写处理结果" in text for text in said)


def test_a_paper_is_never_made_of_what_is_not_saved(hands: Hands) -> None:
    dialog = hands.open()
    hands.do(save_enforcement, TypicalCaseFacts("动火案", TODAY))
    hands.settle()
    dialog.records.table.selectRow(0)
    hands.settle()
    form = hands.form
    assert isinstance(form, TypicalCaseForm)
    form.go_to(form.fields["lesson"])
    hands.type("先通风")
    form.word_button.click()
    hands.settle()
    assert "还没有保存" in hands.strip_text()
    assert not [one for one in dialog.findChildren(QFileDialog) if one.isVisible()]
