"""A name of sixty characters doesn't push a window off the screen, and can still be read in full."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from ui.widgets.elided_label import ElidedLabel

LONG = "山西省文水县西槽头乡䶮辉铸造机械加工与" + "危险化学品仓储经营综合服务有限责任公司第三分公司北厂区"


def test_a_long_name_is_cut_off_and_said_in_full(qtbot: QtBot) -> None:
    label = ElidedLabel(LONG)
    qtbot.addWidget(label)
    label.resize(200, 24)
    label.show()
    qtbot.waitExposed(label)
    assert label.minimumSizeHint().width() < 120
    assert label.shown.endswith("…")
    assert LONG.startswith(label.shown[:-1])
    assert label.text() == LONG
    QApplication.sendEvent(
        label, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), label.mapToGlobal(QPoint(5, 5)))
    )
    assert QToolTip.text() == LONG
    QToolTip.hideText()


def test_a_short_name_stands_whole(qtbot: QtBot) -> None:
    label = ElidedLabel("宏达铸造厂")
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    assert label.shown == "宏达铸造厂"
    assert label.minimumSizeHint().width() <= label.sizeHint().width()
