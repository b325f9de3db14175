"""整改期限: a day off is said under it and the day before offered; working days are typed short."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk.services.holidays import mark_day
from hazard_desk.terms import DayKind
from tests.ui.keyboard import KEY, Keyboard
from tests.ui.real_office import open_office, wait_for
from tests.ui.waiting import until_quiet
from ui.background import Background
from ui.widgets.deadline_field import DeadlineField

TODAY = date(2026, 9, 24)


class Owner(QWidget):
    """What a page is to the field."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.background = background
        self.field = DeadlineField("deadline", "整改期限", today=lambda: TODAY)
        QVBoxLayout(self).addWidget(self.field)


@pytest.fixture
def owner(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Owner]:
    with open_office(tmp_path / "office") as background:
        owner = Owner(background)
        qtbot.addWidget(owner)
        owner.show()
        qtbot.waitUntil(owner.isActiveWindow)
        owner.field.setFocus()
        until_quiet(qtbot, background, owner)
        yield owner


def test_working_days_are_counted_over_the_holidays(owner: Owner) -> None:
    hand = Keyboard()
    hand.type("+5w")
    hand.press(KEY.Key_Return)
    # 9-25 … 9-27 中秋, 10-1 … 10-7 国庆: 28, 29, 30, then 8 and 9 October.
    assert owner.field.value() == date(2026, 10, 9)
    assert owner.field.hint == ""


def test_a_deadline_on_a_holiday_is_said_and_moved_only_when_asked(owner: Owner) -> None:
    field = owner.field
    Keyboard().type("20261002")
    assert field.value() == date(2026, 10, 2)
    assert field.hint.startswith("该日为法定休假日（国庆节），建议提前到9月30日（周三）。")
    assert field.error == ""
    assert field.problem() == ""
    field._hint_button.click()
    assert field.value() == date(2026, 9, 30)
    assert field.hint == ""


def test_what_is_over_is_not_warned_of(owner: Owner) -> None:
    owner.field.set_value(date(2026, 5, 1))
    assert owner.field.hint == ""


def test_a_year_without_its_notice_is_said(owner: Owner) -> None:
    owner.field.set_value(date(2031, 10, 1))
    assert owner.field.hint == "2031年放假安排尚未录入，只按周末计算。"


def test_a_day_off_entered_elsewhere_is_known_at_once(owner: Owner, qtbot: QtBot) -> None:
    owner.field.set_value(date(2026, 11, 4))
    assert owner.field.hint == ""
    wait_for(owner.background, owner.background.write, mark_day, date(2026, 11, 4), DayKind.HOLIDAY, "停工")
    until_quiet(qtbot, owner.background, owner)
    assert "该日为法定休假日（停工）" in owner.field.hint
