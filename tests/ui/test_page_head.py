"""The head of a page: nothing lies over anything else, on a small screen at 150 % either."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.page_head import PageHead

NARROWEST, NARROW, WIDE = 659, 886, 1342  # the room of a page at 200, 150 and 100 % of 1366×768


def shown(qtbot: QtBot, width: int) -> tuple[QWidget, QLineEdit, list[QPushButton], list[QPushButton]]:
    window = QWidget()
    qtbot.addWidget(window)
    search = QLineEdit()
    search.setMinimumWidth(160)
    search.setMaximumWidth(360)
    filters = [QPushButton(words) for words in ("村", "行业", "风险", "规模", "状态", "专项行动", "整改方式")]
    actions = [QPushButton(words) for words in ("导入", "打印…", "新增企业")]
    layout = QVBoxLayout(window)
    layout.addLayout(PageHead(QLabel("企业档案"), search, filters, actions))
    layout.addWidget(QWidget(), 1)
    window.resize(width, 400)
    window.show()
    qtbot.waitExposed(window)
    return window, search, filters, actions


@pytest.mark.parametrize("width", [NARROWEST, NARROW, WIDE])
def test_every_filter_and_action_is_in_sight(qtbot: QtBot, width: int) -> None:
    window, search, filters, actions = shown(qtbot, width)
    boxes = [
        widget.rect().translated(widget.mapTo(window, widget.rect().topLeft()))
        for widget in (search, *filters, *actions)
    ]
    assert all(window.rect().contains(box) for box in boxes)
    assert not any(one.intersects(other) for one in boxes for other in boxes if one is not other)
    assert all(widget.width() >= widget.sizeHint().width() for widget in (*filters, *actions))
    assert search.width() >= 160
    first, *others = sorted({box.top() for box in boxes[1 : 1 + len(filters)]})
    assert (first == boxes[0].top()) == (width == WIDE)
    assert not others  # side by side: it is the list that one came for
    assert {box.top() for box in boxes[1 + len(filters) :]} == {boxes[0].top()}
