"""办理: steps for one hazard and for a selection, by keys; refusals at their fields; 逐条回查; undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.attaching import Owner, attachments_of
from hazard_desk.services.following_up.history import hazard_events, hazard_record
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.terms import AttachmentKind, HazardState, Move, RecheckResult
from tests.photo_samples import jpeg
from tests.ui.hazards_desk import (
    ALARM,
    DOOR,
    DUST,
    EXTINGUISHER,
    GUARD,
    LOCK,
    PASSAGE,
    TODAY,
    Desk,
    days,
    opened_desk,
)
from tests.ui.keyboard import CTRL, KEY, SHIFT
from ui.dialogs.hazard_step import RecheckDialog, StepDialog
from ui.dialogs.hazard_step.items_table import RESULT


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot) as desk:
        yield desk


def told(desk: Desk, description: str) -> list[str]:
    """Return the life of a hazard in words."""
    return [event.what for event in desk.ask(hazard_events, desk.row(description).id)]


# ---- one step ------------------------------------------------------------------------------------------


def test_a_hazard_goes_to_its_end_by_keys_and_back(desk: Desk) -> None:
    desk.select(LOCK)
    desk.press(KEY.Key_F6)
    dialog: StepDialog = desk.dialog()
    assert dialog.form.fields["on"].value() == TODAY
    assert dialog.form.fields["person"].value() == ("王建国",), "who answers for it is proposed"
    desk.type(days(-1).strftime("%Y%m%d"))
    desk.press(KEY.Key_Return, KEY.Key_Return)
    desk.type("已上锁")
    desk.save()
    assert desk.state(LOCK) is HazardState.AWAITING_RECHECK
    assert "隐患整改完成" in desk.strip._text.text()
    desk.press(KEY.Key_F7)
    dialog = desk.dialog()
    assert dialog.form.fields["person"].value() == ("赵经办",), "the office's 经办人, the first time"
    dialog.form.fields["person"].set_value("张三、李四")
    desk.save()
    assert desk.state(LOCK) is HazardState.CLOSED
    assert told(desk, LOCK) == ["检查发现", "整改完成", "回查合格，销号"]
    assert desk.strip._button.text() == "撤销（Ctrl+Z）"
    desk.strip._button.click()
    desk.settle()
    assert desk.state(LOCK) is HazardState.AWAITING_RECHECK
    desk.press(KEY.Key_Z, with_=CTRL)
    assert desk.state(LOCK) is HazardState.RECTIFYING
    assert desk.row(LOCK).rectified_on is None


def test_who_rechecked_last_is_proposed_the_next_time(desk: Desk) -> None:
    for description, proposed in ((GUARD, ("赵经办",)), (ALARM, ("张三", "马建军"))):
        desk.select(description)
        desk.press(KEY.Key_F7)
        person = desk.dialog().form.fields["person"]
        assert person.value() == proposed
        person.set_value("张三、马建军")
        desk.save()
    assert desk.state(ALARM) is HazardState.CLOSED


def test_a_failed_recheck_asks_what_and_until_when(desk: Desk) -> None:
    desk.select(GUARD)
    desk.press(KEY.Key_F7, with_=SHIFT)
    form = desk.dialog().form
    assert set(form.fields) == {"on", "person", "new_deadline", "note", "files"}
    desk.save()
    assert form.fields["new_deadline"].error == "这一项必须填写。"
    assert form.fields["note"].error == "这一项必须填写。"
    form.fields["new_deadline"].setFocus()
    desk.type("+7")
    form.fields["note"].setFocus()
    desk.type("仍无防护罩")
    desk.save()
    row = desk.row(GUARD)
    assert (row.state, row.deadline, row.rectified_on) == (HazardState.RECTIFYING, days(7), None)
    assert desk.shown("state")[desk.listed.index(GUARD)] == "整改中，复查不合格 1 次"


def test_what_the_services_refuse_stands_at_its_field(desk: Desk) -> None:
    desk.select(LOCK)
    desk.press(KEY.Key_F8)
    form = desk.dialog().form
    form.fields["on"].set_value(days(1))
    form.fields["new_deadline"].set_value(days(-3))
    form.fields["note"].set_value("等配件")
    desk.save()
    assert "延期的日期在今天之后" in form.fields["on"].error
    assert "延期" in form.fields["new_deadline"].error or "早于" in form.fields["new_deadline"].error
    assert desk.has_dialog
    form.fields["on"].set_value(TODAY)
    desk.save()
    assert "不晚于原来的期限" in form.fields["new_deadline"].error or "早于办理日期" in (
        form.fields["new_deadline"].error
    )
    form.fields["new_deadline"].set_value(days(9))
    desk.save()
    assert desk.row(LOCK).deadline == days(9)


def test_refer_and_reply_name_the_units(desk: Desk) -> None:
    desk.select(DUST)
    desk.page.steps.begin(Move.REFER)
    form = desk.dialog().form
    assert set(form.fields) == {"on", "person", "unit", "reply_due", "note", "files"}
    form.fields["unit"].set_value("文水县应急管理局")
    form.fields["reply_due"].set_value(days(15))
    form.fields["note"].set_value("超出本级权限")
    desk.save()
    assert desk.state(DUST) is HazardState.REFERRED
    desk.page.panel.move_buttons[Move.REPLY].click()
    form = desk.dialog().form
    assert form.fields["unit"].value() == "文水县应急管理局"
    assert "整改到位" in form.fields["rectified_on"].hint
    form.fields["note"].set_value("已责令整改")
    form.fields["rectified_on"].set_value(TODAY)
    desk.save()
    assert desk.state(DUST) is HazardState.AWAITING_RECHECK


def test_delete_asks_why_and_voids_nothing_unasked(desk: Desk) -> None:
    desk.select(LOCK)
    desk.press(KEY.Key_Delete)
    form = desk.dialog().form
    assert form.kind is Move.VOID
    desk.press(KEY.Key_Escape)
    desk.activate()
    assert desk.state(LOCK) is HazardState.RECTIFYING
    desk.select(LOCK)
    desk.press(KEY.Key_Delete)
    desk.dialog().form.fields["note"].set_value("误报")
    desk.save()
    assert desk.state(LOCK) is HazardState.VOID
    desk.page.panel.move_buttons[Move.RESTORE].click()
    desk.dialog()
    desk.save()
    assert desk.state(LOCK) is HazardState.RECTIFYING


def test_esc_keeps_what_was_typed(desk: Desk) -> None:
    desk.select(LOCK)
    desk.press(KEY.Key_F8)
    desk.dialog().form.fields["note"].setFocus()
    desk.type("等配件到货")
    desk.press(KEY.Key_Escape)
    desk.activate()
    desk.select(LOCK)
    desk.press(KEY.Key_F8)
    form = desk.dialog().form
    assert form.fields["note"].value() == "等配件到货"
    assert "已恢复上次没有登记的内容" in form.strip._text.text()
    assert "核对后按“登记”" in form.strip._text.text()


def test_photos_chosen_with_a_step_are_kept_with_it(desk: Desk, tmp_path: Path) -> None:
    photo = tmp_path / "上锁后.jpg"
    photo.write_bytes(jpeg())
    desk.select(LOCK)
    desk.press(KEY.Key_F6)
    form = desk.dialog().form
    form.files.add([photo])
    assert form.files.hint == "上锁后.jpg"
    desk.save()
    (row,) = desk.ask(attachments_of, Owner("hazard", desk.row(LOCK).id))
    assert (row.name, row.kind) == ("上锁后.jpg", AttachmentKind.RECTIFIED)
    desk.press(KEY.Key_F7, with_=SHIFT)
    form = desk.dialog().form
    form.files.add([photo])
    form.fields["new_deadline"].set_value(days(5))
    form.fields["note"].set_value("又打开了")
    desk.save()
    recheck = next(event for event in desk.ask(hazard_events, desk.row(LOCK).id) if event.noun == "recheck")
    (row,) = desk.ask(attachments_of, Owner("recheck", recheck.id))
    assert row.kind is AttachmentKind.RECHECK


def test_a_file_that_cannot_be_kept_refuses_the_step(desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "坏照片.jpg"
    broken.write_bytes(b"junk")
    desk.select(LOCK)
    desk.press(KEY.Key_F6)
    form = desk.dialog().form
    form.files.add([broken])
    desk.save()
    assert desk.has_dialog
    assert "坏照片.jpg" in form.strip._text.text() + form.files.error
    assert desk.state(LOCK) is HazardState.RECTIFYING
    form.files.set_value(())
    desk.save()
    assert desk.state(LOCK) is HazardState.AWAITING_RECHECK


# ---- a selection ---------------------------------------------------------------------------------------


def test_those_that_may_do_and_the_others_are_named(desk: Desk) -> None:
    desk.select(LOCK, PASSAGE, EXTINGUISHER, GUARD, DOOR)
    desk.press(KEY.Key_F6)
    dialog: StepDialog = desk.dialog()
    about = dialog.form.about.text()
    assert "选中 5 条，其中 3 条可以办理" in about
    assert "2 条不能" in about
    assert "已经销号" in about
    assert "等待回查" in about
    assert dialog.form.save_button.text() == "登记这 3 条(&S)"
    desk.save()
    assert [desk.state(one) for one in (LOCK, PASSAGE, EXTINGUISHER)] == [HazardState.AWAITING_RECHECK] * 3
    assert desk.state(DOOR) is HazardState.CLOSED
    assert "隐患整改完成 3 条" in desk.strip._text.text()
    desk.press(KEY.Key_Z, with_=CTRL)
    assert [desk.state(one) for one in (LOCK, PASSAGE, EXTINGUISHER)] == [HazardState.RECTIFYING] * 3


def test_major_hazards_are_not_passed_in_a_heap(desk: Desk) -> None:
    desk.select(ALARM, GUARD)
    desk.press(KEY.Key_F7)
    dialog: StepDialog = desk.dialog()
    assert "重大隐患要逐一回查" in dialog.form.about.text()
    desk.save()
    assert desk.state(GUARD) is HazardState.CLOSED
    assert desk.state(ALARM) is HazardState.AWAITING_RECHECK


def test_what_changed_meanwhile_is_said_and_nothing_is_made(desk: Desk) -> None:
    desk.select(LOCK, PASSAGE)
    desk.press(KEY.Key_F6)
    dialog: StepDialog = desk.dialog()
    desk.run(make_move, [desk.row(LOCK).id], Step(Move.VOID, TODAY, "张三", "误报"))
    desk.save()
    assert "已经作废" in dialog.form.strip._text.text()
    assert desk.state(PASSAGE) is HazardState.RECTIFYING


def test_after_a_step_the_next_hazard_of_the_view_is_at_hand(desk: Desk) -> None:
    desk.page.views.button("未整改").click()
    desk.settle()
    assert desk.listed == [DUST, PASSAGE, EXTINGUISHER, LOCK]
    desk.select(PASSAGE)
    desk.press(KEY.Key_F6)
    desk.dialog()
    desk.save()
    assert desk.listed == [DUST, EXTINGUISHER, LOCK]
    assert desk.page.table.selected_ids == [desk.row(EXTINGUISHER).id]


# ---- 逐条回查 ------------------------------------------------------------------------------------------


def results(dialog: RecheckDialog) -> list[str]:
    texts = []
    for row in range(dialog.table.rowCount()):
        cell = dialog.table.item(row, RESULT)
        assert cell is not None
        texts.append(cell.text())
    return texts


def test_a_visit_is_rechecked_item_by_item_by_keys(desk: Desk) -> None:
    desk.select(ALARM)  # of a single one, all of its visit that wait
    desk.press(KEY.Key_F7, with_=CTRL)
    dialog: RecheckDialog = desk.dialog()
    assert [item.row.description for item in dialog.items] == [GUARD, ALARM]
    assert results(dialog) == ["未定", "未定"]
    assert dialog.table.hasFocus()
    desk.press(KEY.Key_2)
    assert dialog.note.editor.hasFocus()
    desk.type("仍无防护罩")
    desk.press(KEY.Key_Return)
    desk.type("+7")
    desk.press(KEY.Key_Return)
    assert dialog.table.hasFocus()
    desk.press(KEY.Key_1)
    assert results(dialog) == ["不合格", "合格"]
    assert dialog.save_button.text() == "登记 2 条回查(&S)"
    desk.save()
    assert desk.state(ALARM) is HazardState.CLOSED, "each has its own line: 重大 may be among them"
    row = desk.row(GUARD)
    assert (row.state, row.deadline, row.failed) == (HazardState.RECTIFYING, days(7), 1)
    assert "隐患逐条回查：1 条合格，1 条不合格" in desk.strip._text.text()
    desk.press(KEY.Key_Z, with_=CTRL)
    assert [desk.state(one) for one in (ALARM, GUARD)] == [HazardState.AWAITING_RECHECK] * 2


def test_each_item_has_photos_of_its_own(desk: Desk, tmp_path: Path) -> None:
    good, broken = tmp_path / "防护罩.jpg", tmp_path / "坏照片.jpg"
    good.write_bytes(jpeg())
    broken.write_bytes(b"junk")
    desk.select(GUARD, ALARM)
    desk.press(KEY.Key_F7, with_=CTRL)
    dialog: RecheckDialog = desk.dialog()
    assert not dialog.files.isEnabled(), "nothing is found of it yet"
    desk.press(KEY.Key_1, KEY.Key_1)
    dialog.table.setCurrentCell(0, 0)
    dialog.files.add([good])
    dialog.table.setCurrentCell(1, 0)
    assert dialog.files.value() == ()
    dialog.files.add([broken])
    desk.save()
    assert desk.has_dialog
    assert dialog.table.currentRow() == 1
    assert "坏照片.jpg" in dialog.files.error
    assert desk.state(GUARD) is HazardState.AWAITING_RECHECK, "all or none"
    desk.press(KEY.Key_Escape)
    desk.activate()
    desk.select(GUARD, ALARM)
    desk.press(KEY.Key_F7, with_=CTRL)
    dialog = desk.dialog()
    assert [item.files for item in dialog.items] == [(good,), (broken,)], "a draft keeps them"
    dialog.table.setCurrentCell(1, 0)
    dialog.files.set_value(())
    desk.save()
    assert desk.state(GUARD) is HazardState.CLOSED
    recheck = next(event for event in desk.ask(hazard_events, desk.row(GUARD).id) if event.noun == "recheck")
    (row,) = desk.ask(attachments_of, Owner("recheck", recheck.id))
    assert (row.name, row.kind) == ("防护罩.jpg", AttachmentKind.RECHECK)
    assert desk.ask(hazard_record, desk.row(ALARM).id).files == 0
    desk.select(GUARD)
    assert desk.page.panel.photos_button.text() == "照片 1…"


def test_what_is_not_decided_stays(desk: Desk) -> None:
    desk.select(ALARM, GUARD, LOCK)
    desk.press(KEY.Key_F7, with_=CTRL)
    dialog: RecheckDialog = desk.dialog()
    assert len(dialog.items) == 2
    desk.save()
    assert "还没有一条定了结果" in dialog.strip._text.text()
    desk.press(KEY.Key_1)
    assert dialog.save_button.text() == "登记 1 条回查，1 条未定(&S)"
    desk.save()
    assert sorted(desk.state(one).value for one in (ALARM, GUARD)) == ["awaiting_recheck", "closed"]


def test_refused_items_are_shown_at_their_fields(desk: Desk) -> None:
    desk.select(GUARD, ALARM)
    desk.press(KEY.Key_F7, with_=CTRL)
    dialog: RecheckDialog = desk.dialog()
    desk.press(KEY.Key_1)
    desk.press(KEY.Key_2)
    dialog.on.set_value(days(-6))
    desk.save()
    assert "早于整改完成时间" in dialog.on.error
    dialog.on.set_value(TODAY)
    dialog.on.show_error("")
    desk.save()
    assert dialog.table.currentRow() == 1
    assert "没有填写未整改到位的内容" in dialog.note.error
    dialog.note.setFocus()
    desk.type("探头没有装")
    desk.save()
    assert "没有填写新的限期整改时间" in dialog.new_deadline.error
    dialog.new_deadline.setFocus()
    desk.type("不知道")
    desk.save()
    assert dialog.new_deadline.error
    assert all(desk.state(one) is HazardState.AWAITING_RECHECK for one in (ALARM, GUARD))


def test_esc_keeps_what_was_decided(desk: Desk) -> None:
    desk.select(GUARD, ALARM)
    desk.press(KEY.Key_F7, with_=CTRL)
    desk.dialog()
    desk.press(KEY.Key_2)
    desk.type("仍无防护罩")
    desk.press(KEY.Key_Escape)
    desk.activate()
    desk.select(GUARD, ALARM)
    desk.press(KEY.Key_F7, with_=CTRL)
    dialog: RecheckDialog = desk.dialog()
    assert dialog.items[0].result is RecheckResult.FAILED
    assert dialog.note.value() == "仍无防护罩"
    assert "已恢复" in dialog.strip._text.text()


def test_nothing_to_recheck_is_said(desk: Desk) -> None:
    desk.select(LOCK)
    desk.press(KEY.Key_F7, with_=CTRL)
    assert not desk.has_dialog
    assert "没有等待回查的隐患" in desk.strip._text.text()
