import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from hazard_desk.services.registry import enterprise_record
from hazard_desk.terms import EnterpriseSize, SizeSector
from tests.ui.real_office import fill, open_office, wait_for
from tests.ui.test_registry_page import Shown
from ui.preferences import Preferences

GOOD_CODE = "91350100M000100Y43"


@pytest.fixture
def office(qtbot, tmp_path):
    with open_office(tmp_path / "office") as background:
        yield background


@pytest.fixture
def shown(qtbot, office, tmp_path):
    office.ids = fill(office)
    return Shown(qtbot, office, Preferences(tmp_path / "window.json"))


def begin(shown):
    shown.page.new_record()
    return shown.page.form.fields


def control(field, key):
    QTest.keyClick(field.editor, key, Qt.KeyboardModifier.ControlModifier)


def test_a_half_filled_enterprise_is_saved_and_what_is_missing_is_listed(shown):
    fields = begin(shown)
    QTest.keyClicks(fields["name"].editor, "Beta")
    fields["principal"].set_value("钱九")
    control(fields["name"], Qt.Key.Key_S)
    shown.idle()
    assert "Beta" in shown.names()
    said = shown.messages.last_shown.text
    assert "还缺" in said
    assert "单位所在地" in said
    assert shown.page.table.isVisible()


def test_save_and_next_begins_an_empty_form_and_remembers_the_last_for_copying(shown):
    fields = begin(shown)
    fields["name"].set_value("第一厂")
    fields["regulator"].set_value("应急管理局")
    control(fields["name"], Qt.Key.Key_Return)
    shown.idle()
    assert fields["name"].value() == ""
    assert shown.page.form.isVisible()
    fields["regulator"].setFocus()
    control(fields["regulator"], Qt.Key.Key_D)
    assert fields["regulator"].value() == "应急管理局"


def test_an_edit_keeps_every_field(shown):
    record_id = shown.background.ids["长兴木业有限公司"]
    before = wait_for(shown.background, shown.background.read, enterprise_record, record_id).facts
    shown.page.show_record(record_id)
    shown.idle()
    assert shown.page.form.facts() == before
    shown.page.form.fields["staff_total"].set_value(35)
    shown.page.form.save_button.click()
    shown.idle()
    after = wait_for(shown.background, shown.background.read, enterprise_record, record_id).facts
    before.staff_total = 35
    assert after == before


def test_a_name_that_is_taken_is_refused_under_its_field(shown):
    fields = begin(shown)
    fields["name"].set_value("宏达铸造厂")
    fields["code"].set_value(GOOD_CODE)
    shown.page.form.save_button.click()
    shown.idle()
    assert "宏达铸造厂" in fields["name"].error
    assert "长兴木业有限公司" in fields["code"].error
    assert shown.page.form.isVisible()
    assert len(shown.page.model.ids) == 4


def test_a_wrong_code_stops_the_save_and_keeps_what_was_typed(shown):
    fields = begin(shown)
    fields["name"].set_value("乙厂")
    fields["code"].set_raw("91350100M000100Y44")
    shown.page.form.save_button.click()
    shown.idle()
    assert "校验位" in fields["code"].error
    assert fields["code"].raw() == "91350100M000100Y44"
    assert len(shown.page.model.ids) == 4


def test_look_alike_letters_are_mended_by_one_click(shown):
    fields = begin(shown)
    fields["code"].set_raw("9135O100MOOO100Y43")
    shown.page.form.check()
    assert GOOD_CODE in fields["code"].hint
    fields["code"]._hint_button.click()
    assert fields["code"].value() == GOOD_CODE


def test_the_reason_is_asked_only_without_a_code(shown):
    fields = begin(shown)
    shown.page.form.check()
    assert fields["no_code_reason"].isVisible()
    fields["code"].set_value(GOOD_CODE)
    shown.page.form.check()
    assert not fields["no_code_reason"].isVisible()


def test_the_size_is_proposed_from_staff_and_decided_by_the_person(shown):
    fields = begin(shown)
    fields["staff_total"].set_value(35)
    fields["size_sector"].set_value(SizeSector.INDUSTRY)
    shown.page.form.check()
    assert fields["size"].value() is None
    assert "小型" in fields["size"].hint
    fields["size"]._hint_button.click()
    assert fields["size"].value() is EnterpriseSize.SMALL


def test_doubts_of_f1_are_said_and_do_not_stop_the_save(shown):
    fields = begin(shown)
    fields["name"].set_value("丙厂")
    fields["staff_total"].set_value(10)
    fields["staff_regular"].set_value(5)
    fields["staff_temporary"].set_value(2)
    shown.page.form.check()
    assert "不等于" in fields["staff_total"].hint
    shown.page.form.save_button.click()
    shown.idle()
    assert "丙厂" in shown.names()
    assert any("不等于" in line for line in shown.messages.last_shown.details)


def test_what_esc_left_is_offered_again(shown):
    fields = begin(shown)
    fields["name"].set_value("没写完的厂")
    QTest.keyClick(fields["name"].editor, Qt.Key.Key_Escape)
    shown.idle()
    assert "没写完的厂" not in shown.names()
    begin(shown)
    assert fields["name"].value() == "没写完的厂"
    assert shown.page.form.strip.isVisible()


def test_a_village_is_found_by_initials_and_a_new_one_is_announced(shown):
    fields = begin(shown)
    assert fields["village"].completer.found("djc") == ["东街村"]
    fields["village"].set_value("南庄村")
    shown.page.form.check()
    assert "新的村" in fields["village"].hint


def test_an_industry_code_is_kept_without_its_words(shown):
    field = begin(shown)["industry_code"]
    assert field.completer.found("zg") or field.completer.found("黑色金属铸造") == ["3391 黑色金属铸造"]
    field.set_raw("3391 黑色金属铸造")
    field.on_left()
    assert field.value() == "3391"
    assert field.hint == "黑色金属铸造"


@pytest.mark.parametrize("size", [(1366, 640), (910, 430)])
def test_no_label_is_cut_off(shown, size):
    shown.window.resize(*size)
    shown.page.resize(*size)
    begin(shown)
    shown.idle(50)
    form = shown.page.form
    assert form.scroll_area.widget().width() <= form.scroll_area.viewport().width()
    for label in form.findChildren(QLabel):
        if (
            not label.isVisible()
            or label.sizePolicy().horizontalPolicy() == label.sizePolicy().Policy.Ignored
        ):
            continue
        if label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
        elif label.text():
            assert label.width() >= label.sizeHint().width(), label.text()
    for field in form.fields.values():
        if field.isVisible():
            assert field.editor.height() >= field.editor.minimumSizeHint().height(), field.label
