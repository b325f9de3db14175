"""文书: issued by keys from a visit, numbered, changed, refused to be signed, printed, saved as Word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.services.documents import (
    DocumentRow,
    document_lines,
    document_record,
    draft_document,
    issue_document,
)
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import change_office, office_row
from hazard_desk.terms import Authority, DocumentKind, HazardLevel, RecheckResult, Remedy
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import fill
from ui.background import Background
from ui.dialogs.documents import DocumentsDialog
from ui.dialogs.documents.dialog import DocumentDesk
from ui.dialogs.documents.form import DocumentForm
from ui.dialogs.documents.preview import DocumentPreview
from ui.dialogs.documents.refusal import RefusalDialog
from ui.printing import printing

RECORD, NOTICE, RECHECK, LETTER, SUPERVISION = DocumentKind
NAME, DAY = "宏达铸造厂", date(2026, 1, 6)


def hazards() -> list[HazardFacts]:
    return [
        HazardFacts(
            "配电箱未上锁",
            HazardLevel.GENERAL,
            remedy=Remedy.BY_DEADLINE,
            deadline=date(2026, 1, 20),
            responsible="李四",
            rectified_on=date(2026, 1, 10),
            rechecked_on=date(2026, 1, 12),
            rechecked_by="孙七",
            recheck_result=RecheckResult.FAILED,
        ),
        HazardFacts("灭火器失效", HazardLevel.GENERAL, remedy=Remedy.ON_SITE),
        HazardFacts(
            "煤气区域未设报警装置",
            HazardLevel.MAJOR,
            remedy=Remedy.BY_DEADLINE,
            deadline=date(2026, 2, 20),
            responsible="李四",
        ),
    ]


class Hands(DialogDesk):
    """Opens the documents of a visit with three hazards."""

    dialog: DocumentsDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.enterprise = fill(background)[NAME]
        visit = InspectionFacts(
            enterprise_id=self.enterprise, inspected_on=DAY, inspectors=("孙七", "周八"), hazards=hazards()
        )
        self.visit = self.do(save_inspection, visit).record_id
        self.set_office(short_name="西槽头", reports_to="县应急局")

    def set_office(self, **settings: Any) -> None:
        self.do(change_office, replace(self.ask(office_row), **settings))

    def open(self, **about: Any) -> DocumentsDialog:
        given = about or {"inspection_id": self.visit}
        dialog = DocumentsDialog(self.background, self.messages, self.window, **given)
        dialog.open()
        return self.take_over(dialog)

    @property
    def desk(self) -> DocumentDesk:
        return self.dialog.documents

    @property
    def form(self) -> DocumentForm:
        form = self.desk.form
        assert isinstance(form, DocumentForm)
        return form

    def menu(self) -> dict[str, bool]:
        """Open the menu of kinds by its key; return its words and which are possible."""
        self.press(KEY.Key_N, with_=CTRL)
        assert self.desk.menu.isVisible()
        return {one.text(): one.isEnabled() for one in self.desk.menu.actions() if one.text()}

    def choose(self, kind: DocumentKind) -> DocumentForm:
        """Choose a kind in the menu by keys."""
        possible = [words for words, able in self.menu().items() if able]
        at = [words.partition("　")[0] for words in possible].index(kind.label)
        for key in (*[KEY.Key_Down] * at, KEY.Key_Return):
            QTest.keyClick(self.desk.menu, key)  # a popup has the keys without the focus
        self.settle()
        return self.form

    def issue(self, kind: DocumentKind, **facts: Any) -> int:
        draft = self.ask(draft_document, kind, self.visit)
        record_id = self.do(issue_document, replace(draft.facts, **facts)).record_id
        assert isinstance(record_id, int)
        return record_id

    def stored(self) -> list[DocumentRow]:
        rows = self.ask(document_lines)
        assert isinstance(rows, list)
        return rows

    def said(self) -> str:
        shown = self.desk.messages.last_shown
        return "".join((shown.text, shown.meaning, shown.remedy)) if shown is not None else ""


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_a_notice_is_issued_by_keys_alone(hands: Hands) -> None:
    hands.open()
    form = hands.choose(NOTICE)
    assert form.title.text() == "开具限期整改意见书"
    assert hands.focus is form.number.editor
    assert form.number.value() == "（西槽头）安监整改〔2026〕1号"
    hands.press(KEY.Key_Return)
    hands.type("20260107")
    hands.press(KEY.Key_Return, KEY.Key_Return)
    assert hands.focus is form.hazards.editor
    hands.press(KEY.Key_End, KEY.Key_Space)  # the last one is not named
    hands.press(KEY.Key_Return)
    assert hands.focus is form.save_button
    hands.press(KEY.Key_S, with_=CTRL)
    (row,) = hands.stored()
    assert (row.number, row.issued_on, row.hazards) == ("（西槽头）安监整改〔2026〕1号", date(2026, 1, 7), 1)
    assert hands.form.title.text() == "限期整改意见书 （西槽头）安监整改〔2026〕1号"
    assert hands.desk.tools.isVisible()
    assert "已保存：开具限期整改意见书" in hands.said()


def test_kinds_that_cannot_be_issued_are_grey_and_say_why(hands: Hands) -> None:
    hands.open()
    offered = hands.menu()
    assert offered["限期整改意见书"]
    assert not offered["整改复查意见书　（还没有开具限期整改意见书）"]
    hands.desk.menu.close()
    hands.issue(NOTICE, issued_on=DAY)
    assert hands.menu()["整改复查意见书"], "the list heard of the notice"
    hands.desk.menu.close()


def test_kinds_are_called_as_the_offices_family_calls_them(hands: Hands) -> None:
    hands.set_office(authority=Authority.COMMISSIONED)
    hands.open()
    offered = hands.menu()
    assert offered["隐患整改意见书"]
    assert "限期整改意见书" not in "".join(offered)
    (blank,) = [one.menu() for one in hands.desk.menu.actions() if one.menu()]
    assert "隐患整改意见书" in [one.text() for one in blank.actions()]
    hands.desk.menu.close()


def test_the_register_of_the_office_has_them_all_and_issues_none(hands: Hands) -> None:
    hands.issue(NOTICE)
    hands.issue(RECORD)
    dialog = hands.open(hazard_ids=())
    assert dialog.windowTitle() == "文书登记簿"
    assert hands.desk.model.rowCount() == 2
    offered = hands.menu()
    assert [words for words, able in offered.items() if able] == ["空白文书，带去手填"]
    hands.desk.menu.close()
    hands.press(KEY.Key_F, with_=CTRL)
    hands.type("hdzzc")
    assert hands.desk.model.rowCount() == 2
    hands.desk.search.setText("安监现记")
    hands.settle()
    assert hands.desk.model.rowCount() == 1


def test_a_hazard_that_cannot_be_named_is_not_ticked_by_a_click(hands: Hands) -> None:
    hands.open()
    form = hands.choose(NOTICE)
    items = [form.hazards.editor.item(row) for row in range(3)]
    assert "不能写：整改方式不是限期整改" in items[1].text()
    assert not items[1].flags() & Qt.ItemFlag.ItemIsEnabled
    assert len(form.hazards.value()) == 2


def test_a_recheck_offers_both_numbers_and_follows_its_parent(hands: Hands) -> None:
    first = hands.issue(NOTICE, issued_on=DAY)
    second = hands.issue(NOTICE, issued_on=date(2026, 1, 8))
    hands.open()
    form = hands.choose(RECHECK)
    assert form.parent_document.value() == second
    assert form.number.value() == "（西槽头）安监复查〔2026〕2号"
    assert form.number.hint == "与原文书同号；按顺序是 （西槽头）安监复查〔2026〕1号"
    form.number._hint_button.click()
    assert form.number.value() == "（西槽头）安监复查〔2026〕1号"
    assert "与原文书同号是" in form.number.hint
    form.parent_document.set_value(first)
    hands.settle()
    assert form.number.value() == "（西槽头）安监复查〔2026〕1号"
    assert form.number.hint == "", "with this parent both are one"
    hands.press(KEY.Key_S, with_=CTRL)
    facts = hands.ask(document_record, hands.stored()[0].id).facts
    assert (facts.kind, facts.parent_id) == (RECHECK, first)


def test_another_year_proposes_another_number_but_not_over_a_typed_one(hands: Hands) -> None:
    hands.open()
    form = hands.choose(NOTICE)
    form.issued_on.set_value(date(2025, 12, 31))
    hands.settle()
    assert form.number.value() == "（西槽头）安监整改〔2025〕1号"
    form.number.set_value("手写1号")
    form.issued_on.set_value(DAY)
    hands.settle()
    assert form.number.value() == "手写1号"


def test_what_is_refused_stands_under_its_field(hands: Hands) -> None:
    hands.issue(NOTICE)
    hands.open()
    form = hands.choose(NOTICE)
    form.number.set_value("（西槽头）安监整改〔2026〕1号")
    form.issued_on.set_value(date(2026, 1, 5))
    form.hazards.set_value(())
    hands.press(KEY.Key_S, with_=CTRL)
    assert "没有选隐患" in form.hazards.error
    form.hazards.set_value([form.hazards.editor.item(0).data(Qt.ItemDataRole.UserRole)])
    hands.press(KEY.Key_S, with_=CTRL)
    assert "早于检查日期" in form.issued_on.error
    form.issued_on.set_value(DAY)
    hands.press(KEY.Key_S, with_=CTRL)
    assert "已经用过" in form.number.error
    assert len(hands.stored()) == 1


def test_only_the_commissioned_family_asks_for_the_day_of_the_recheck(hands: Hands) -> None:
    hands.open()
    form = hands.choose(NOTICE)
    assert not form.fields["recheck_on"].isVisible()
    hands.set_office(authority=Authority.COMMISSIONED)
    hands.desk.begin(NOTICE)
    hands.settle()
    assert form.title.text() == "开具隐患整改意见书"
    assert form.fields["recheck_on"].isVisible()
    form.fields["recheck_on"].set_value(date(2026, 2, 21))
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.ask(document_record, hands.stored()[0].id).facts.said == {"recheck_on": "2026-02-21"}
    assert form.fields["recheck_on"].value() == date(2026, 2, 21)


def test_a_document_is_changed_removed_and_brought_back(hands: Hands) -> None:
    hands.issue(LETTER)
    hands.open()
    hands.press(KEY.Key_Down)
    form = hands.form
    form.fields["reason"].setFocus()
    hands.type("逾期未整改")
    hands.press(KEY.Key_S, with_=CTRL)
    record = hands.ask(document_record, hands.stored()[0].id)
    assert record.facts.said["reason"] == "逾期未整改"
    form.remove_button.click()
    hands.settle()
    assert hands.stored() == []
    hands.press(KEY.Key_Z, with_=CTRL)
    assert len(hands.stored()) == 1


def test_a_draft_not_issued_is_kept(hands: Hands) -> None:
    hands.open()
    form = hands.choose(LETTER)
    form.fields["reason"].set_value("逾期未整改")
    hands.press(KEY.Key_Escape)
    assert hands.dialog.isVisible()
    hands.press(KEY.Key_Escape)
    assert not is_open(hands.dialog)
    assert hands.stored() == []
    hands.open()
    form = hands.choose(LETTER)
    assert form.fields["reason"].value() == "逾期未整改"
    assert "已恢复上次没有开具的内容" in form.strip._text.text()


def test_a_refusal_to_sign_is_recorded_and_taken_back(hands: Hands) -> None:
    document_id = hands.issue(NOTICE)
    hands.open()
    hands.press(KEY.Key_Down)
    hands.desk.tools.refusal_button.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RefusalDialog)
    hands.qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.note.editor)
    hands.type("已报告县局")
    hands.press(KEY.Key_S, with_=CTRL)
    record = hands.ask(document_record, document_id)
    assert (record.refused, record.refusal_note) == (True, "已报告县局")
    assert hands.desk.model.index(0, 4).data() == "拒签"
    assert hands.desk.tools.refusal_button.text() == "拒签情况…"
    assert "拒签" in hands.form.subtitle.text()
    hands.desk.open_refusal()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RefusalDialog)
    assert dialog.note.value() == "已报告县局"
    dialog.take_back_button.click()
    hands.settle()
    assert not hands.ask(document_record, document_id).refused


def test_nobody_refuses_to_sign_a_letter(hands: Hands) -> None:
    hands.issue(LETTER)
    hands.open()
    hands.press(KEY.Key_Down)
    assert hands.desk.tools.preview_button.isVisible()
    assert not hands.desk.tools.refusal_button.isVisible()


def shown_preview(hands: Hands) -> DocumentPreview:
    preview = QApplication.activeModalWidget()
    assert isinstance(preview, DocumentPreview)
    hands.settle()
    assert preview.drawn is not None
    return preview


def saving_to(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Let the dialog that asks for a file be answered with this one."""
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(path)))


def test_the_preview_is_saved_and_printed(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.issue(NOTICE)
    hands.open()
    hands.press(KEY.Key_Down)
    hands.press(KEY.Key_P, with_=CTRL)
    preview = shown_preview(hands)
    assert preview.windowTitle() == f"限期整改意见书 （西槽头）安监整改〔2026〕1号 {NAME}"
    assert preview.area.preview.view.has_seal
    for ending, button in ((".pdf", preview.pdf_button), (".xlsx", preview.xlsx_button)):
        saving_to(monkeypatch, tmp_path / f"a{ending}")
        button.click()
        hands.settle()
        assert (tmp_path / f"a{ending}").stat().st_size > 1000
    assert "配电箱未上锁" in pypdf.PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    monkeypatch.setattr(printing, "printer_names", lambda: [])
    preview.print_button.click()
    shown = preview.messages.last_shown
    assert shown is not None
    assert "没有安装打印机" in shown.text
    preview.reject()


def test_what_is_not_saved_is_not_printed(hands: Hands) -> None:
    hands.issue(NOTICE)
    hands.open()
    hands.press(KEY.Key_Down)
    hands.form.signers.set_value("王五")
    for deed in (hands.desk.preview, hands.desk.save_word, hands.desk.open_refusal, hands.desk.renew):
        deed()
        assert "请先按 Ctrl+S 保存" in hands.said()
    assert QApplication.activeModalWidget() is hands.dialog


def test_a_blank_one_is_looked_at_from_the_menu(hands: Hands) -> None:
    hands.open(hazard_ids=())
    hands.menu()
    (blank,) = [one.menu() for one in hands.desk.menu.actions() if one.menu()]
    assert isinstance(blank, QMenu)
    blank.actions()[3].trigger()
    hands.desk.menu.close()
    preview = shown_preview(hands)
    assert preview.windowTitle() == "移送（上报）函（空白）"
    preview.reject()


def test_word_by_the_offices_own_template_and_a_broken_one(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.issue(NOTICE)
    hands.open()
    hands.press(KEY.Key_Down)
    out = tmp_path / "意见书.docx"
    saving_to(monkeypatch, out)
    hands.desk.tools.word_button.click()
    hands.settle()
    assert "1. 配电箱未上锁。" in [paragraph.text for paragraph in docx.Document(str(out)).paragraphs]
    hands.desk.open_template()
    hands.settle()
    own = tmp_path / "office" / "templates" / "限期整改意见书.docx"
    assert str(own) in hands.said()
    template = docx.Document(str(own))
    template.add_paragraph("本乡另加的一句")
    template.save(str(own))
    hands.desk.save_word()
    hands.settle()
    assert docx.Document(str(out)).paragraphs[-1].text == "本乡另加的一句"
    hands.desk.open_template()
    hands.settle()
    assert docx.Document(str(own)).paragraphs[-1].text == "本乡另加的一句", "a template of her own stays"
    own.write_bytes(b"broken")
    before = out.read_bytes()
    hands.desk.save_word()
    hands.settle()
    assert str(own) in hands.said()
    assert "没有写文件" in hands.said()
    assert "自带的模板" in hands.said()
    assert out.read_bytes() == before


def test_the_document_says_what_the_records_say_when_asked(hands: Hands) -> None:
    document_id = hands.issue(NOTICE)
    hands.set_office(reports_to="市应急局")
    hands.open()
    hands.press(KEY.Key_Down)
    hands.desk.renew()
    hands.settle()
    assert "按台账更新限期整改意见书" in hands.said()
    from hazard_desk.services.form_filling import FormRequest, form_sheets

    (sheet,) = hands.ask(form_sheets, FormRequest(NOTICE.value, documents=(document_id,)))
    assert any("上报市应急局" in cell.text for cell in sheet.cells)
