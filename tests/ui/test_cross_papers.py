"""What a pair takes along, hands over and keeps: blank and filled lists, the report in Word, attachments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from hazard_desk.forms.sheet import Sheet
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.services.attaching import Given, Owner, attach
from hazard_desk.services.cross_inspecting.sampling import change_samples
from hazard_desk.terms import AttachmentKind, HazardLevel
from tests.ui.cross_desk import CrossDesk, opened_cross_desk
from tests.ui.keyboard import KEY
from ui.dialogs.attachments import AttachmentsDialog
from ui.dialogs.form_batch.run import BatchRun

SHOP, FOUNDRY = "永和超市", "宏达铸造厂"


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[CrossDesk]:
    with opened_cross_desk(tmp_path / "台账", qtbot) as desk:
        yield desk


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, desk: CrossDesk) -> list[tuple[Sheet, ...]]:
    """The sheets of each print job, in place of the printer's window."""
    jobs: list[tuple[Sheet, ...]] = []

    def look_over(_run: Any, batch: Any, _deed: str, _then: Any) -> None:
        jobs.append(tuple(batch.sheets))

    monkeypatch.setattr(BatchRun, "_look_over", look_over)
    return jobs


def _open(desk: CrossDesk, round_id: int) -> int:
    pair_id = desk.lines(round_id)[0].pair_id
    desk.show(round_id)
    desk.view.show_pair(pair_id)
    desk.settle()
    return pair_id


def _texts(sheet: Sheet) -> str:
    return " ".join(str(cell.text) for cell in sheet.cells)


def test_blank_lists_bear_the_names_of_the_selected_or_of_all(
    desk: CrossDesk, printed: list[tuple[Sheet, ...]]
) -> None:
    ids = desk.add_enterprises()
    round_id = desk.add_round()
    pair_id = _open(desk, round_id)
    desk.do(change_samples, pair_id, [ids[SHOP], ids[FOUNDRY]])
    samples = desk.form.samples
    samples.papers.of_all["blank"].trigger()
    desk.settle()
    assert [sheet.subject for sheet in printed[-1]] == [SHOP, FOUNDRY]
    assert {sheet.form_id for sheet in printed[-1]} == {"hazard-list"}
    samples.table.go_to(ids[FOUNDRY])
    assert samples.papers.part.title() == "选中的 1 家"
    samples.papers.of_selected["blank"].trigger()
    desk.settle()
    assert [sheet.subject for sheet in printed[-1]] == [FOUNDRY]
    assert not samples.papers.of_selected["hazard-list"].isEnabled()
    samples.papers.of_selected["visit-sheet"].trigger()
    desk.settle()
    assert [(sheet.form_id, sheet.subject) for sheet in printed[-1]] == [("visit-sheet", FOUNDRY)]


def test_a_target_elsewhere_gets_a_blank_list_for_nobody(
    desk: CrossDesk, printed: list[tuple[Sheet, ...]]
) -> None:
    _open(desk, desk.add_foreign_round())
    samples = desk.form.samples
    assert not samples.papers.whole.menuAction().isVisible()
    samples.papers.lone_blank.trigger()
    desk.settle()
    assert [sheet.form_id for sheet in printed[-1]] == ["hazard-list"]


def test_what_was_found_is_printed_of_the_pairs_own_visits(
    desk: CrossDesk, printed: list[tuple[Sheet, ...]]
) -> None:
    ids = desk.add_enterprises()
    round_id = desk.add_round()
    pair_id = _open(desk, round_id)
    desk.add_visit(ids[SHOP], pair_id=pair_id, hazards=[HazardFacts("疏散通道堆放货物", HazardLevel.GENERAL)])
    desk.add_visit(ids[SHOP])  # another one, of nobody: it must not be handed over
    desk.form.samples.papers.of_all["hazard-list"].trigger()
    desk.settle()
    (sheet,) = printed[-1]
    assert "疏散通道堆放货物" in _texts(sheet)


def test_a_second_visit_to_an_enterprise_is_printed_opened_and_untied_too(
    desk: CrossDesk, printed: list[tuple[Sheet, ...]]
) -> None:
    ids = desk.add_enterprises()
    round_id = desk.add_round()
    pair_id = _open(desk, round_id)
    visits = [
        desk.add_visit(ids[SHOP], pair_id=pair_id, hazards=[HazardFacts(words, HazardLevel.GENERAL)])
        for words in ("疏散通道堆放货物", "灭火器过期")
    ]
    samples = desk.form.samples
    assert "2 次" in desk.sample_rows()[0][-4]
    samples.papers.of_all["hazard-list"].trigger()
    desk.settle()
    first, second = printed[-1]
    assert "疏散通道堆放货物" in _texts(first)
    assert "灭火器过期" in _texts(second)
    samples.table.go_to(ids[SHOP])
    samples.table.setFocus()
    desk.press(KEY.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["第 1 次检查", "第 2 次检查"]
    QTest.keyClick(menu, KEY.Key_Down)
    QTest.keyClick(menu, KEY.Key_Return)
    desk.settle()
    assert desk.asked == [("record_wanted", "inspection", visits[1])]
    (untie,) = (action for action in samples.menu().actions() if action.text() == "检查不归本组")
    untie.trigger()
    desk.settle()
    assert desk.samples() == []
    assert {visit.inspection_id for visit in desk.stored(pair_id).loose} == set(visits)


@pytest.mark.parametrize("whole", [False, True])
def test_the_report_is_saved_as_word_where_she_says(
    desk: CrossDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, whole: bool
) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    _open(desk, round_id)
    target = tmp_path / "报告.docx"
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(target)))
    if whole:
        desk.view._save_word()
    else:
        desk.form.samples.report_wanted.emit("word")
    desk.settle()
    assert target.read_bytes().startswith(b"PK")
    assert "已保存「报告.docx」" in desk.said()


def test_the_pairs_attachments_are_counted_and_opened(desk: CrossDesk) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    pair_id = _open(desk, round_id)
    assert desk.form.samples.attachments_button.text() == "附件…"
    scan = Given("回执.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    desk.do(attach, Owner("cross_pair", pair_id), [scan], AttachmentKind.SCAN)
    assert desk.form.samples.attachments_button.text() == "附件（1）…"
    desk.form.samples.attachments_button.click()
    desk.settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AttachmentsDialog)
    assert "东街村 → 西街村" in dialog.windowTitle()
    assert [row.name for row in dialog.strip.tiles.rows()] == ["回执.pdf"]
    dialog.reject()
