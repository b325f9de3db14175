"""报表导出 of a round and its pairs: the round, then the pair, its page; asked for by another tab, too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog

from hazard_desk.forms.contents import Content
from hazard_desk.model import CrossPair, Inspection
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.services.cross_inspecting.facts import PairRow, RoundFacts
from hazard_desk.services.cross_inspecting.rounds import save_round
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import HazardLevel, SourceStage
from tests.ui.keyboard import KEY
from tests.ui.reports_desk import TODAY, WEEK_END, Desk
from ui.pages.reports.saving import file_stem


@pytest.fixture
def desk(reports_desk: Desk) -> Desk:
    return reports_desk


def stem(desk: Desk) -> str:
    assert desk.page.report is not None
    return file_stem(desk.page.report)


def choose(desk: Desk, combo: QComboBox, words: str) -> None:
    """Choose an entry as the clerk does: by its place, with the signal of a choice made by hand."""
    at = combo.findText(words)
    assert at >= 0, [combo.itemText(place) for place in range(combo.count())]
    combo.setCurrentIndex(at)
    combo.activated.emit(at)
    desk.settle()


def two_rounds(desk: Desk) -> dict[str, int]:
    """Enter two rounds; return the ids of their pairs by 受检方."""
    old = RoundFacts("第一轮", TODAY - timedelta(days=60), TODAY - timedelta(days=50))
    old.pairs = (PairRow("甲组", "南街"),)
    new = RoundFacts("第二轮", TODAY - timedelta(days=9), TODAY)
    new.pairs = (PairRow("甲组", "马村"), PairRow("乙组", "北街"), PairRow("乙组", "外县"))
    for facts in (old, new):
        desk.run(save_round, None, facts)

    def ids(reading: Reading) -> dict[str, int]:
        return {pair.inspected: pair.id for pair in reading.session.query(CrossPair)}

    found: dict[str, int] = desk.ask(ids)
    return found


def tie_to(desk: Desk, pair_id: int, enterprise: int, said: str) -> None:
    desk.visit(enterprise, HazardFacts(said, HazardLevel.GENERAL), stage=SourceStage.CROSS)

    def tie(work: UnitOfWork) -> Changes:
        last = work.session.query(Inspection).order_by(Inspection.id.desc()).first()
        assert last is not None
        last.cross_pair_id = pair_id
        return Changes("归入")

    desk.run(tie)


def test_all_pairs_of_the_newest_round_are_shown_and_one_can_be_chosen(
    desk: Desk, ids: dict[str, int]
) -> None:
    pairs = two_rounds(desk)
    tie_to(desk, pairs["马村"], ids["长兴木业有限公司"], "漏电")
    tie_to(desk, pairs["北街"], ids["宏达铸造厂"], "堵塞")
    choices = desk.page.choices
    desk.show("cross-handover")
    assert choices.rounds.isVisible()
    assert choices.pair.isVisible()
    offered = [choices.pair.itemText(at) for at in range(choices.pair.count())]
    assert offered == ["全部组", "甲组→马村", "乙组→北街", "乙组→外县"]
    assert "长兴木业" in desk.page_text(1)
    assert "宏达铸造" in desk.page_text(2)
    assert stem(desk) == "交叉检查问题隐患移交清单 第二轮"
    choose(desk, choices.pair, "乙组→北街")
    assert "宏达铸造" in desk.page_text(1)
    assert stem(desk) == "交叉检查问题隐患移交清单 第二轮 乙组→北街"
    assert desk.page.drawn is not None
    assert len(desk.page.drawn.sizes) == 1
    desk.choose(Content.BLANK)
    assert "乙组" in desk.page_text(1)
    assert "宏达铸造" not in desk.page_text(1)
    assert stem(desk) == "交叉检查问题隐患移交清单（空白） 第二轮 乙组→北街"


def test_another_round_is_chosen_with_the_keyboard_and_has_pairs_of_its_own(desk: Desk) -> None:
    pairs = two_rounds(desk)
    desk.page.show_form("cross-handover", pair_id=pairs["马村"])
    desk.settle()
    choices = desk.page.choices
    choices.rounds.setFocus()
    QTest.keyClick(choices.rounds, KEY.Key_Down)
    desk.settle()
    assert [choices.pair.itemText(at) for at in range(choices.pair.count())] == ["全部组", "甲组→南街"]
    assert choices.pair.currentText() == "全部组"
    assert "这一轮还没有登记检查，先显示空白表" in choices.missing.text()
    assert desk.page.report is not None
    assert desk.page.report.blank
    choose(desk, choices.pair, "甲组→南街")
    assert "南街" in desk.page_text()
    assert not choices.missing.isVisible()


def test_without_a_round_the_page_says_where_one_is_made(desk: Desk) -> None:
    for form_id in ("cross-handover", "cross-report", "cross-arrangement"):
        desk.show(form_id)
        assert "请到“交叉检查”里安排一轮" in desk.page.choices.missing.text()
        assert desk.page.report is not None
        assert desk.page.report.blank
        assert not desk.page.choices.pair.isVisible()


def test_the_summary_of_a_round_can_be_that_of_one_pair(desk: Desk, ids: dict[str, int]) -> None:
    pairs = two_rounds(desk)
    tie_to(desk, pairs["马村"], ids["长兴木业有限公司"], "漏电")
    tie_to(desk, pairs["北街"], ids["宏达铸造厂"], "堵塞")
    choices = desk.page.choices
    desk.show("cross-summary")
    assert choices.round.isVisible()
    assert not choices.pair.isVisible(), "no round is named"
    choose(desk, choices.round, "第二轮")
    assert choices.pair.isVisible()
    choose(desk, choices.pair, "甲组→马村")
    assert "长兴木业" in desk.page_text()
    assert "宏达铸造" not in desk.page_text()
    assert stem(desk) == f"F9 交叉检查隐患情况汇总表 第二轮 甲组→马村 {WEEK_END}"
    choose(desk, choices.round, "全部轮次")
    assert not choices.pair.isVisible()
    assert "宏达铸造" in desk.page_text()


@pytest.mark.parametrize("form_id", ["cross-handover", "cross-summary", "cross-report"])
def test_another_page_asks_for_the_form_of_a_pair(desk: Desk, ids: dict[str, int], form_id: str) -> None:
    pairs = two_rounds(desk)
    tie_to(desk, pairs["南街"], ids["长兴木业有限公司"], "漏电")
    desk.page.show_form(form_id, pair_id=pairs["南街"])
    desk.settle()
    assert "长兴木业" in desk.page_text()
    assert "第一轮 甲组→南街" in stem(desk)
    assert desk.page.choices.pair.currentText() == "甲组→南街"
    desk.page.show_form(form_id, pair_id=4711)
    desk.settle()
    assert desk.page.choices.now.pair_id is None


def test_a_report_that_people_write_on_can_be_had_as_a_word_file_other_forms_not(
    desk: Desk, ids: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = two_rounds(desk)
    tie_to(desk, pairs["马村"], ids["长兴木业有限公司"], "漏电")
    desk.show("cross-handover")
    assert desk.page.head.word_button.isHidden()
    desk.page.show_form("cross-report", pair_id=pairs["马村"])
    desk.settle()
    assert desk.page.head.word_button.isVisible()
    target = tmp_path / "报告.docx"
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(target)))
    desk.page.head.word_button.click()
    desk.settle()
    written = Document(str(target))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert "长兴木业有限公司" in cells
    assert desk.messages.last_shown is not None
    assert "报告.docx" in desk.messages.last_shown.text
    desk.show("cross-arrangement")
    assert desk.page.head.word_button.isHidden()


def test_another_page_asks_for_the_forms_of_a_round(desk: Desk) -> None:
    pairs = two_rounds(desk)
    first = desk.ask(lambda reading: reading.session.get_one(CrossPair, pairs["南街"]).round_id)
    for form_id in ("cross-arrangement", "cross-handover", "cross-report"):
        desk.page.show_form(form_id, round_id=first)
        desk.settle()
        assert desk.page.choices.now.round_name == "第一轮"
    desk.page.show_form("cross-arrangement", round_id=first)
    desk.settle()
    assert "南街" in desk.page_text()


def test_f6_says_who_was_inspected_and_another_wording_needs_a_reason(
    desk: Desk, ids: dict[str, int]
) -> None:
    pairs = two_rounds(desk)
    tie_to(desk, pairs["马村"], ids["长兴木业有限公司"], "漏电")
    tie_to(desk, pairs["外县"], ids["宏达铸造厂"], "堵塞")
    desk.show("weekly-dispatch")

    def printed_words() -> str:
        return desk.page_text().replace("\r", "").replace("\n", "")

    assert "对马村、外县开展了交叉检查，马村、外县的2家企业" in printed_words()
    panel = desk.page.slots
    panel.list.setFocus()
    panel.list.go_to(panel.row_of("cross_counties"))
    QTest.keyClick(panel.list, KEY.Key_Space)
    desk.settle()
    assert "共 2 次检查，同一受检方只写一次" in desk.page.details.explanation.text()
    assert [row[1] for row in desk.rows] == ["长兴木业有限公司", "宏达铸造厂"]
    QTest.keyClick(panel.list, KEY.Key_F2)
    editor = panel.editor
    assert "轮次里的受检方：马村、外县。" in editor.note.text()
    editor.value.editor.setText("马村")
    QTest.keyClick(editor.value.editor, KEY.Key_Return)
    QTest.keyClick(editor.reason.editor, KEY.Key_Return)
    assert editor.reason.error == "改动轮次里的受检方要写明原因。"
    editor.reason.editor.setText("外县另行报送")
    QTest.keyClick(editor.reason.editor, KEY.Key_Return)
    desk.settle()
    assert "对马村开展了交叉检查，马村、外县的2家企业" in printed_words()
    assert panel.list.lines[panel.row_of("cross_counties")].texts[1:] == ("马村、外县", "马村（已改）")
