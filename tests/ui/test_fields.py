import itertools
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hazard_desk.errors import Problem
from hazard_desk.terms import RiskLevel
from ui.widgets.check_list import FilterButton, Option
from ui.widgets.choice_fields import ChoiceField, MultiChoiceField, YesNoField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import (
    DateField,
    LinesField,
    MoneyField,
    NumberField,
    PartialDateField,
    TextField,
)
from ui.widgets.record_form import RecordForm

TODAY = date(2026, 3, 5)


def shown(qtbot, widget):
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    widget.setFocus()
    return widget


def typed(field, text):
    field.editor.clear()
    QTest.keyClicks(field.editor, text)
    QTest.keyClick(field.editor, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20260131", date(2026, 1, 31)),
        ("0131", date(2026, 1, 31)),
        ("31", date(2026, 3, 31)),
        ("+7", date(2026, 3, 12)),
        ("", None),
    ],
)
def test_a_date_is_read_from_what_a_hurried_hand_types(qtbot, text, day):
    field = shown(qtbot, DateField("deadline", "限期整改时间", today=lambda: TODAY))
    typed(field, text)
    assert field.value() == day
    assert field.editor.text() == (day.isoformat() if day else "")
    assert field.error == ""


def test_today_is_a_word_and_a_key(qtbot):
    field = shown(qtbot, DateField("day", "检查日期", today=lambda: TODAY))
    field.set_raw("今天")
    field.on_left()
    assert field.editor.text() == "2026-03-05"
    field.set_value(None)
    QTest.keyClick(field.editor, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    assert field.value() == TODAY


def test_a_date_that_does_not_exist_is_said_under_the_field_and_kept(qtbot):
    field = shown(qtbot, DateField("day", "检查日期", today=lambda: TODAY))
    typed(field, "0230")
    assert "2月" in field.error
    assert field.value() is None
    assert field.editor.text() == "0230"
    assert field.editor.property("invalid") is True


def test_a_day_can_be_picked_from_the_month(qtbot):
    field = shown(qtbot, DateField("day", "检查日期", today=lambda: TODAY))
    popup = field.open_calendar()
    assert popup.calendar.selectedDate().month() == 3
    popup.calendar.clicked.emit(popup.calendar.selectedDate().addDays(1))
    assert field.value() == date(2026, 3, 6)


def test_length_is_counted_in_characters(qtbot):
    field = shown(qtbot, TextField("name", "单位名称", longest=3))
    field.set_value("张𬱖𠅤")
    field.on_left()
    assert field.value() == "张𬱖𠅤"
    assert field.error == ""
    field.set_value("张𬱖𠅤木")
    field.on_left()
    assert "现在 4 字" in field.error


def test_a_word_being_composed_changes_nothing_and_its_commit_does(qtbot):
    field = shown(qtbot, TextField("name", "单位名称"))
    heard = []
    field.changed.connect(lambda: heard.append(field.value()))
    entered = []
    field.entered.connect(lambda: entered.append(True))
    QApplication.sendEvent(field.editor, QInputMethodEvent("zhang", []))
    assert field.composing
    QTest.keyClick(field.editor, Qt.Key.Key_Return)
    assert heard == []
    assert entered == []
    commit = QInputMethodEvent()
    commit.setCommitString("张䶮𬱖")
    QApplication.sendEvent(field.editor, commit)
    assert heard == ["张䶮𬱖"]
    assert not field.composing


def test_in_several_lines_enter_is_a_line_and_control_enter_leaves(qtbot):
    field = shown(qtbot, LinesField("content", "检查内容"))
    left = []
    field.entered.connect(lambda: left.append(True))
    QTest.keyClicks(field.editor, "a")
    QTest.keyClick(field.editor, Qt.Key.Key_Return)
    QTest.keyClicks(field.editor, "b")
    assert field.value() == "a\nb"
    assert left == []
    QTest.keyClick(field.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert left == [True]
    assert field.value() == "a\nb"


def test_money_is_typed_in_wan_and_kept_in_fen(qtbot):
    field = shown(qtbot, MoneyField("funds_fen", "整改资金（万元）"))
    typed(field, "12.5")
    assert field.value() == 12_500_000
    field.set_raw("30000元")
    field.on_left()
    assert field.editor.text() == "3"
    typed(field, "-1")
    assert "负数" in field.error


def test_a_number_may_be_full_width_and_nothing_is_not_zero(qtbot):
    field = shown(qtbot, NumberField("staff_total", "职工人数"))
    assert field.value() is None
    field.set_raw("１５人")
    field.on_left()
    assert field.value() == 15
    assert field.editor.text() == "15"
    typed(field, "many")
    assert "只填数字" in field.error
    assert field.value() is None


def test_a_foundation_day_is_as_exact_as_it_is_known(qtbot):
    field = shown(qtbot, PartialDateField("established", "成立时间"))
    typed(field, "201503")
    assert field.value() == "2015-03"
    assert field.editor.text() == "2015-03"


def test_a_choice_is_found_by_initials_and_emptied_by_delete(qtbot):
    field = shown(qtbot, ChoiceField("risk_level", "风险等级", RiskLevel))
    assert field.value() is None
    QTest.keyClicks(field.editor, "ch")  # 橙 is cheng
    field.editor._typed = ""
    QTest.keyClicks(field.editor, "l")
    assert field.value() is RiskLevel.BLUE
    QTest.keyClick(field.editor, Qt.Key.Key_Delete)
    assert field.value() is None


def test_the_wheel_over_a_choice_changes_nothing(qtbot):
    field = shown(qtbot, ChoiceField("risk_level", "风险等级", RiskLevel))
    field.set_value(RiskLevel.ORANGE)
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(field.editor.mapToGlobal(QPoint(5, 5))),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field.editor, event)
    assert field.value() is RiskLevel.ORANGE


def test_yes_no_and_not_known_are_three(qtbot):
    field = shown(qtbot, YesNoField("x", "是否有重大危险源"))
    assert field.value() is None
    field.set_value(False)
    assert field.value() is False
    field.set_value(True)
    assert field.value() is True
    assert field.raw() == "是"


def test_several_are_ticked_found_by_initials_and_joined(qtbot):
    field = shown(qtbot, MultiChoiceField("inspectors", "检查人员", ["张三", "李四", "王五"], free=True))
    popup = field.open()
    QTest.keyClicks(popup.search, "ls")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    popup.search.setText("赵六")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    QTest.keyClicks(popup.search, "zs")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    popup.close()
    assert field.value() == ("李四", "赵六", "张三")
    assert field.joined() == "李四、赵六、张三"


@pytest.mark.parametrize("opened", [False, True])
def test_letters_find_in_a_short_list_too_and_enter_ticks(qtbot, opened):
    field = shown(qtbot, MultiChoiceField("level", "隐患类型", ["一般", "重大"]))
    if opened:
        field.open()
    QTest.keyClick(field.popup.list if opened else field.editor, Qt.Key.Key_Z)
    assert field.popup.search.isVisible()
    assert field.popup.search.text() == "z"
    QTest.keyClick(field.popup.search, Qt.Key.Key_Return)
    assert field.value() == ("重大",)
    field.popup.close()


def test_a_choice_is_found_by_letters_inside_where_none_begins_so(qtbot):
    choices = [(1, "单位名称"), (2, "安全生产许可证号"), (3, "其他许可证号")]
    field = shown(qtbot, ChoiceField("column", "项目", choices, optional=False))
    QTest.keyClicks(field.editor, "xk")
    assert field.value() == 2


def test_a_filter_says_how_many_are_chosen(qtbot):
    button = shown(qtbot, FilterButton("村", lambda: [Option(1, "东街村", 3), Option(2, "西街村", 0)]))
    popup = button.open()
    assert popup.list.item(0).text() == "东街村（3）"
    popup.tick("西街村")
    popup.close()
    assert button.chosen() == (2,)
    assert button.text() == "村：1"


# ---- the form -------------------------------------------------------------------------------------


@pytest.fixture
def form(qtbot, tmp_path):
    made = RecordForm(Drafts(tmp_path))
    made.add_group("一、企业基本信息")
    made.add_field(TextField("name", "单位名称", required=True, wide=True))
    made.add_field(TextField("principal", "主要负责人"))
    made.add_field(NumberField("staff_total", "职工人数"))
    made.add_field(LinesField("note", "备注"))
    made.resize(900, 500)
    shown(qtbot, made)
    made.begin("新增企业", {}, key="enterprise/new", previous={"principal": "王建国"})
    return made


def test_enter_walks_through_the_form_to_save(qtbot, form):
    editors = [field.editor for field in form.fields.values()]
    for editor, following in itertools.pairwise(editors):
        assert QApplication.focusWidget() is editor
        QTest.keyClick(editor, Qt.Key.Key_Return)
        assert QApplication.focusWidget() is following
    QTest.keyClick(editors[-1], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is form.save_button


def test_control_s_saves_and_control_enter_saves_for_the_next(qtbot, form):
    heard = []
    form.save_wanted.connect(heard.append)
    form.fields["name"].set_value("甲厂")
    QTest.keyClick(form.fields["name"].editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(form.fields["name"].editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard == [False, True]


def test_what_is_required_or_unreadable_stops_the_save_at_its_field(qtbot, form):
    heard = []
    form.save_wanted.connect(heard.append)
    form.fields["staff_total"].set_raw("many")
    form.save_button.click()
    assert heard == []
    assert "必须填写" in form.fields["name"].error
    assert "只填数字" in form.fields["staff_total"].error
    assert QApplication.focusWidget() is form.fields["name"].editor


def test_a_refusal_stands_under_its_field(qtbot, form):
    homeless = form.show_problems(
        [
            Problem("档案里已有同名的「甲厂」", "请核对。", field="name"),
            Problem("另一件事", field="elsewhere"),
        ]
    )
    assert form.fields["name"].error == "档案里已有同名的「甲厂」。请核对。"
    assert [problem.message for problem in homeless] == ["另一件事"]


def test_control_d_copies_the_field_from_the_previous_record(qtbot, form):
    form.fields["principal"].setFocus()
    QTest.keyClick(form.fields["principal"].editor, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert form.fields["principal"].value() == "王建国"


def test_what_esc_leaves_is_offered_again_even_after_a_restart(qtbot, form, tmp_path):
    form.fields["name"].set_value("乙厂")
    form.fields["staff_total"].set_raw("many")
    with qtbot.waitSignal(form.cancelled):
        QTest.keyClick(form.fields["name"].editor, Qt.Key.Key_Escape)
    form.begin("新增企业", {}, key="enterprise/new")
    assert form.fields["name"].value() == "乙厂"
    assert form.fields["staff_total"].raw() == "many"
    assert form.strip.isVisible()
    assert Drafts(tmp_path).get("enterprise/new")["name"] == "乙厂"
    form.saved()
    assert Drafts(tmp_path).get("enterprise/new") is None


def test_a_draft_can_be_dropped(qtbot, form, tmp_path):
    form.fields["name"].set_value("乙厂")
    form.leave()
    form.begin("新增企业", {"name": "甲厂"}, key="enterprise/new")
    form.strip._button.click()
    assert form.fields["name"].value() == "甲厂"
    assert Drafts(tmp_path).get("enterprise/new") is None
