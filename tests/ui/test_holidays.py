"""节假日: days set by keys and mouse, taken back, named, imported as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.working_days import HolidayDay
from hazard_desk.services.holidays import YearSource, holidays_of
from hazard_desk.terms import DayKind
from tests.intake.sheets import xlsx
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from ui.dialogs.holidays import HolidaysDialog

YEAR = 2026  # shipped, whatever today is
HOLIDAY, WORKDAY = DayKind.HOLIDAY, DayKind.WORKDAY


class Hands(DialogDesk):
    """Opens the holidays at a year that the program knows."""

    dialog: HolidaysDialog

    def open(self, day: date = date(YEAR, 3, 4)) -> HolidaysDialog:
        dialog = HolidaysDialog(self.background, self.messages, self.window)
        dialog.open()
        self.take_over(dialog)
        dialog.go_to_year(day.year)
        dialog.grid.go_to(day)
        return dialog

    def special(self, day: date) -> HolidayDay | None:
        return next((one for one in self.ask(holidays_of, day.year).days if one.day == day), None)

    def shown_years(self) -> dict[str, str]:
        items = (self.dialog.years.item(at).text() for at in range(self.dialog.years.count()))
        return dict(item.split(" 年　") for item in items)

    def strip_text(self) -> str:
        return self.dialog.strip._text.text()


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_a_weekday_is_set_off_named_and_taken_back_by_keys(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_Right)
    assert dialog.grid.current == date(YEAR, 3, 5)
    hands.press(KEY.Key_Space)
    assert hands.special(date(YEAR, 3, 5)) == HolidayDay(date(YEAR, 3, 5), HOLIDAY)
    hands.press(KEY.Key_Return)
    assert QApplication.focusWidget() is dialog.name
    hands.type("停工检修")
    hands.press(KEY.Key_Return)
    assert QApplication.focusWidget() is dialog.grid
    assert hands.special(date(YEAR, 3, 5)) == HolidayDay(date(YEAR, 3, 5), HOLIDAY, "停工检修")
    assert hands.shown_years()[str(YEAR)] == "随程序，本单位有改动"
    hands.press(KEY.Key_Right, KEY.Key_Space)
    following = hands.special(date(YEAR, 3, 6))
    assert following is not None
    assert following.name == "停工检修"  # the same holiday goes on
    for _ in range(3):
        hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.special(date(YEAR, 3, 5)) is None
    assert hands.special(date(YEAR, 3, 6)) is None
    assert hands.shown_years()[str(YEAR)] == "随程序"


def test_a_weekend_day_is_worked_by_a_second_click(hands: Hands) -> None:
    dialog = hands.open()
    saturday = date(YEAR, 3, 7)
    for _ in range(2):
        QTest.mouseClick(dialog.grid, Qt.MouseButton.LeftButton, pos=dialog.grid.rect_of(saturday).center())
        hands.settle()
    assert hands.special(saturday) == HolidayDay(saturday, WORKDAY)
    assert dialog.kinds[WORKDAY].isChecked()
    dialog.kinds[None].click()
    hands.settle()
    assert hands.special(saturday) is None


def test_a_name_typed_last_is_kept_on_escape(hands: Hands) -> None:
    dialog = hands.open(date(YEAR, 10, 1))
    dialog.name.setFocus()
    dialog.name.selectAll()
    hands.type("国庆节、中秋节")
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)
    special = hands.special(date(YEAR, 10, 1))
    assert special is not None
    assert special.name == "国庆节、中秋节"


def test_a_new_year_is_imported_and_taken_back(hands: Hands, tmp_path: Path) -> None:
    dialog = hands.open()
    path = xlsx(tmp_path / "放假.xlsx", ["日期", "类型", "名称"], ["2031.1.1", "放假", "元旦"])
    dialog.import_file(path)
    hands.settle()
    assert hands.ask(holidays_of, 2031).source is YearSource.OWN
    assert hands.shown_years()["2031"] == "本单位录入"
    assert dialog.grid.current.year == 2031
    assert "导入 2031 年节假日 1 天" in hands.strip_text()
    dialog.import_file(path)
    hands.settle()
    assert "一样" in hands.strip_text()
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.ask(holidays_of, 2031).source is YearSource.NONE


def test_a_bad_sheet_changes_nothing_and_says_where(hands: Hands, tmp_path: Path) -> None:
    dialog = hands.open()
    path = xlsx(tmp_path / "放假.xlsx", ["日期", "类型"], ["2031-1-1", "放假"], ["2031-1-2", "半天"])
    dialog.import_file(path)
    hands.settle()
    assert "发现 1 处问题" in hands.strip_text()
    assert hands.ask(holidays_of, 2031).days == ()


def test_years_are_gone_through_by_keys(hands: Hands) -> None:
    dialog = hands.open(date(YEAR, 1, 1))
    hands.press(KEY.Key_PageUp)
    assert dialog.grid.current == date(YEAR - 1, 1, 1)
    hands.press(KEY.Key_PageDown, KEY.Key_Left)
    assert dialog.grid.current == date(YEAR - 1, 12, 31)
    first = date(2023, 1, 1)
    dialog.go_to_year(2023)
    dialog.grid.go_to(first)
    hands.press(KEY.Key_Left)
    assert dialog.grid.current == first, "there is no year before"
