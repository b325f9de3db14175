from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QVBoxLayout, QWidget

from hazard_desk.errors import Cancelled, InputRefused, OfficeFileError, OutputError, Problem
from ui.messages import Kind, Message, Messages, MessageStrip, message_of


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 200)
    window.strip = MessageStrip(window)
    QVBoxLayout(window).addWidget(window.strip)
    window.show()
    return window


@pytest.fixture
def messages(window):
    return Messages(window, window.strip)


def words_of(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def button(widget, text):
    return next(b for b in widget.findChildren(QPushButton) if b.isVisible() and b.text() == text)


def test_a_known_error_is_said_in_its_three_parts(messages, window):
    messages.show_error(OutputError("周报没有写成。", "台账里的数据没有变化。", "请关闭打开着的文件后再试。"))
    assert words_of(window.strip).strip() == "周报没有写成。台账里的数据没有变化。请关闭打开着的文件后再试。"
    assert window.strip.property("tone") == "error"
    assert messages.last_shown.kind is Kind.ERROR


def test_an_unknown_error_is_said_calmly_and_logged_in_full(messages, window, caplog):
    try:
        raise ZeroDivisionError("secret detail")
    except ZeroDivisionError as error:
        with caplog.at_level(logging.INFO):
            messages.show_error(error)
    assert "没有料到" in words_of(window.strip)
    assert "已经保存的数据不受影响" in words_of(window.strip)
    assert "secret detail" not in words_of(window.strip)
    assert "Traceback" not in words_of(window.strip)
    assert "secret detail" in caplog.text
    assert "Traceback" in caplog.text


def test_every_place_in_refused_input_is_named(messages, window):
    problem = Problem(
        "日期读不出来。", "请写成 2026-01-31。", sheet="张家庄", row=3, column="检查日期", value="上周"
    )
    messages.show_error(InputRefused([problem]))
    assert "张家庄 第 3 行 “检查日期”：日期读不出来。（现为“上周”）请写成 2026-01-31。" in words_of(
        window.strip
    )


def test_a_long_list_of_problems_is_cut_and_counted():
    said = message_of(InputRefused([Problem(f"第{i}个问题。") for i in range(1, 31)]))
    assert len(said.details) == 21
    assert said.details[-1] == "……另有 10 处"


def test_what_the_user_stopped_is_no_error(messages, window):
    messages.show_error(Cancelled("已取消导入。", "没有写入任何数据。"))
    assert window.strip.property("tone") == "info"


def test_the_way_back_is_taken_once(qtbot, messages, window):
    undone = []
    messages.say_done("已移入回收站。", action_text="撤销 (Ctrl+Z)", action=lambda: undone.append(1))
    qtbot.mouseClick(button(window.strip, "撤销 (Ctrl+Z)"), Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert not window.strip.isVisible()


def test_a_new_message_takes_the_old_ones_action_away(messages, window):
    messages.say_done("已移入回收站。", action_text="撤销", action=lambda: None)
    messages.say(Message("已保存。"))
    with pytest.raises(StopIteration):
        button(window.strip, "撤销")


def test_the_strip_goes_on_esc_and_good_news_by_itself(qtbot, messages, window):
    messages.say(Message("出错了。", kind=Kind.ERROR))
    assert not window.strip._timer.isActive()
    QTest.keyClick(window.strip, Qt.Key.Key_Escape)
    assert not window.strip.isVisible()
    messages.say(Message("已保存。", kind=Kind.SUCCESS))
    assert window.strip._timer.isActive()
    window.strip._timer.timeout.emit()
    assert not window.strip.isVisible()


def test_what_stops_work_is_a_dialog(qtbot, messages, window):
    messages.show_error(OfficeFileError("台账打不开。", "没有改动任何数据。", "请从备份恢复。"))
    box = window.findChild(QMessageBox)
    assert box.isVisible()
    assert box.text() == "台账打不开。"
    assert box.informativeText() == "没有改动任何数据。\n请从备份恢复。"
    qtbot.mouseClick(button(box, "知道了"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)


@pytest.mark.parametrize(("pressed", "decided"), [("恢复备份", True), ("取消", False)])
def test_a_decision_names_the_deed(qtbot, messages, window, pressed, decided):
    answers = []
    box = messages.ask(
        Message("要恢复到昨天的备份吗？", "今天录入的 3 条会移到一边。"), "恢复备份", answers.append
    )
    assert box.defaultButton().text() == "取消"
    qtbot.mouseClick(button(box, pressed), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: answers == [decided])


def test_esc_decides_for_nothing(qtbot, messages, window):
    answers = []
    QTest.keyClick(messages.ask(Message("要恢复吗？"), "恢复", answers.append), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: answers == [False])


def test_before_there_is_a_window_everything_is_a_dialog(qtbot, qapp):
    box = Messages().show_dialog(Message("程序已经打开了。"))
    qtbot.addWidget(box)
    assert box.isVisible()
    box.close()
