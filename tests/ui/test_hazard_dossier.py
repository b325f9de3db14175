"""重大隐患、挂牌督办资料: what is missing is said, kept, and then 挂牌督办 goes through to 摘牌."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.services.following_up.dossier import dossier_of
from hazard_desk.services.following_up.history import hazard_record
from hazard_desk.terms import HazardLevel, HazardState, Move, SupervisionLevel
from tests.ui.hazards_desk import DUST, LOCK, TODAY, Desk, days, opened_desk
from tests.ui.keyboard import CTRL, KEY
from ui.dialogs.hazard_dossier import DossierDialog


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot) as desk:
        yield desk


def commit(dialog: DossierDialog) -> None:
    """Fill in what the five commitments still lack."""
    fields = dialog.form.fields
    fields["measures"].set_value("停产清灰，安装锁气卸灰装置")
    fields["funds_fen"].set_value(500_000)
    fields["contingency_plan"].set_value("专人值守")


def test_what_is_missing_for_supervision_leads_to_the_dossier_and_back(desk: Desk) -> None:
    desk.select(DUST)
    desk.page.steps.begin(Move.SUPERVISE)
    desk.settle()
    assert not desk.has_dialog
    assert "挂牌督办要五落实，还缺：整改措施、整改资金（万元）、应急预案" in desk.strip._text.text()
    assert desk.strip._button.text() == "填写资料"
    desk.strip._button.click()
    dialog: DossierDialog = desk.dialog()
    assert "整改资金（万元）" in dialog.form.about.text()
    assert "现在不能：挂牌督办要五落实" in dialog.steps.words[Move.SUPERVISE].text()
    commit(dialog)
    assert "整改资金（万元）" not in dialog.form.about.text(), "said while it is filled in"
    assert "报告监管部门日期" in dialog.form.about.text()
    dialog.form.fields["reported_to_authority_on"].setFocus()
    desk.type(TODAY.strftime("%Y%m%d"))
    desk.save()
    assert not desk.has_dialog
    kept = desk.ask(dossier_of, desk.row(DUST).id)
    assert (kept.level, kept.funds_fen, kept.reported_to_authority_on) == (HazardLevel.MAJOR, 500_000, TODAY)
    assert "重大隐患资料" in desk.strip._text.text()
    desk.select(DUST)
    desk.page.steps.begin(Move.SUPERVISE)
    form = desk.dialog().form
    assert set(form.fields) == {
        "on",
        "person",
        "new_deadline",
        "supervision_level",
        "unit",
        "second_unit",
        "note",
        "files",
    }
    form.fields["supervision_level"].set_value(SupervisionLevel.TOWNSHIP)
    form.fields["unit"].set_value("西槽头乡人民政府")
    form.fields["second_unit"].set_value("永和集团")
    desk.save()
    kept = desk.ask(dossier_of, desk.row(DUST).id)
    assert (kept.supervision_unit, kept.second_supervision_unit) == ("西槽头乡人民政府", "永和集团")
    assert desk.row(DUST).supervision_unit == "西槽头乡人民政府、永和集团"


def test_steps_are_made_from_the_dossier_and_their_days_stand_there(desk: Desk) -> None:
    desk.page.steps.open_dossier(desk.row(DUST).id)
    dialog: DossierDialog = desk.dialog()
    assert dialog.steps.words[Move.SUSPEND].text().startswith("还没有登记。")
    commit(dialog)
    assert dialog.steps.buttons[Move.SUSPEND].isEnabled()
    dialog.steps.buttons[Move.SUSPEND].click()
    desk.settle()
    step = desk.dialog()
    assert step is not dialog
    assert desk.ask(dossier_of, desk.row(DUST).id).funds_fen == 500_000, "what was typed is saved first"
    step.form.fields["note"].set_value("全厂停产")
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    assert dialog.steps.words[Move.SUSPEND].text() == (f"{TODAY} 赵经办，全厂停产\n现在不能：已经停产整改。")
    assert dialog.steps.buttons[Move.RESUME].isEnabled()
    assert dialog.steps.buttons[Move.SUPERVISE].isEnabled()
    record = desk.ask(hazard_record, desk.row(DUST).id)
    assert record.life.suspended_on == TODAY


def test_refusals_stand_at_their_fields(desk: Desk) -> None:
    desk.page.steps.open_dossier(desk.row(DUST).id)
    dialog: DossierDialog = desk.dialog()
    fields = dialog.form.fields
    fields["reported_to_staff_on"].set_value(days(1))
    fields["reported_to_authority_on"].set_value(days(-9))
    fields["responsible"].set_value("")
    desk.save()
    assert "在今天之后" in fields["reported_to_staff_on"].error
    assert "早于检查日期" in fields["reported_to_authority_on"].error
    assert "没有填写整改责任人" in fields["responsible"].error
    assert desk.row(DUST).responsible == "王建国"


def test_what_is_typed_while_it_is_saved_is_offered_again(desk: Desk) -> None:
    desk.page.steps.open_dossier(desk.row(LOCK).id)
    desk.dialog().form.fields["basis"].setFocus()
    desk.type("a")
    QTest.keyClick(desk.focus, KEY.Key_S, CTRL)
    desk.type("b")
    desk.settle()
    desk.activate()
    assert desk.ask(dossier_of, desk.row(LOCK).id).basis == "a"
    desk.page.steps.open_dossier(desk.row(LOCK).id)
    assert desk.dialog().form.fields["basis"].value() == "ab"


def test_esc_keeps_what_was_typed(desk: Desk) -> None:
    desk.page.steps.open_dossier(desk.row(LOCK).id)
    desk.dialog().form.fields["basis"].setFocus()
    desk.type("工贸企业重大事故隐患判定标准")
    desk.press(KEY.Key_Escape)
    desk.activate()
    desk.page.steps.open_dossier(desk.row(LOCK).id)
    assert desk.dialog().form.fields["basis"].value() == "工贸企业重大事故隐患判定标准"
    assert desk.state(LOCK) is HazardState.RECTIFYING
    assert desk.ask(dossier_of, desk.row(LOCK).id).basis == ""
