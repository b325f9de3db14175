"""A row that breaks into lines: nothing is cut off however narrow the window is."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.view_bar import ViewBar

VIEWS = {str(number): f"视图{number}" for number in range(14)}


def shown(qtbot: QtBot, width: int) -> tuple[ViewBar, QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    bar = ViewBar(VIEWS)
    bar.show_counts(dict.fromkeys(VIEWS, 60000))
    layout.addWidget(bar)
    layout.addWidget(QLabel("列表"), 1)
    window.resize(width, 400)
    window.show()
    qtbot.waitExposed(window)
    return bar, window


def test_every_view_is_in_sight_in_a_narrow_window(qtbot: QtBot) -> None:
    for width, lines in ((2400, 1), (760, 2), (400, 3)):
        bar, window = shown(qtbot, width)
        boxes = [bar.button(key).geometry() for key in VIEWS]
        assert len({box.y() for box in boxes}) >= lines
        assert (len({box.y() for box in boxes}) == 1) == (lines == 1)
        assert all(bar.rect().contains(box) for box in boxes), width
        assert all(not one.intersects(other) for one in boxes for other in boxes if one is not other)
        window.close()


def test_a_bar_asks_for_no_more_width_than_its_longest_view(qtbot: QtBot) -> None:
    bar, _window = shown(qtbot, 800)
    assert bar.minimumSizeHint().width() < 200
