"""The entry form in little room: fields one below the other, in the order of the paper form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.fields import DateField, LinesField, TextField
from ui.widgets.record_form import RecordForm


def shown(qtbot: QtBot, width: int) -> tuple[QWidget, RecordForm]:
    window = QWidget()
    qtbot.addWidget(window)
    form = RecordForm()
    form.add_group("")
    form.add_field(TextField("name", "名称", wide=True))
    form.add_field(DateField("starts_on", "开始日期"))
    form.add_field(DateField("ends_on", "结束日期"))
    form.add_field(LinesField("note", "备注"))
    QVBoxLayout(window).addWidget(form)
    form.begin("厂" * 60, {}, key="")
    window.resize(width, 500)
    window.show()
    qtbot.waitExposed(window)
    return window, form


def test_two_fields_stand_beside_each_other_where_there_is_room(qtbot: QtBot) -> None:
    _window, form = shown(qtbot, 900)
    start, end = form.fields["starts_on"].geometry(), form.fields["ends_on"].geometry()
    assert start.top() == end.top()
    assert start.right() < end.left()
    assert form.fields["note"].width() > 2 * start.width()


def test_in_little_room_each_has_its_line(qtbot: QtBot) -> None:
    window, form = shown(qtbot, 500)
    boxes = [field.geometry() for field in form.fields.values()]
    assert [box.top() for box in boxes] == sorted({box.top() for box in boxes})
    assert len({(box.left(), box.width()) for box in boxes}) == 1
    assert boxes[0].width() > 250  # a date with its calendar, a placeholder in full
    assert window.width() <= 500 + 8  # sixty characters of title don't widen it


def test_the_room_may_change(qtbot: QtBot) -> None:
    window, form = shown(qtbot, 900)
    for width, beside in ((500, False), (900, True)):
        window.resize(width, 500)
        qtbot.waitUntil(
            lambda beside=beside: (form.fields["starts_on"].y() == form.fields["ends_on"].y()) == beside
        )
    form.fields["name"].setFocus()
    form.go_to_next(form.fields["name"])
    assert form.fields["starts_on"].editor.hasFocus()


def test_tab_goes_through_the_fields_and_on_to_the_buttons(qtbot: QtBot) -> None:
    window, form = shown(qtbot, 900)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    stops = [*(field.editor for field in form.fields.values()), form.save_button, form.save_next_button]
    stops[0].setFocus()
    passed = []
    for _ in stops:
        passed.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert passed == stops
