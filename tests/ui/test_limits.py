"""指标与期限: each setting is shown, changed by keys, refused under its field, restored, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.settings import SETTINGS, Duration
from hazard_desk.services.settings import save_settings, settings
from hazard_desk.terms import DurationUnit
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from ui.dialogs.limits import LimitsDialog

PATTERN = "documents.rectification-notice.supervision"


class Hands(DialogDesk):
    """Opens the settings as the menu does."""

    dialog: LimitsDialog

    def open(self) -> LimitsDialog:
        dialog = LimitsDialog(self.background, self.messages, self.window)
        dialog.open_read()
        return self.take_over(dialog)

    def stored(self, name: str) -> object:
        return self.ask(settings, name)[name]


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_every_setting_is_shown_and_enter_goes_through_all(hands: Hands) -> None:
    dialog = hands.open()
    assert {name: entry.value() for name, entry in dialog.entries.items()} == {
        name: spec.default for name, spec in SETTINGS.items()
    }
    for entry in dialog.entries.values():
        for field in entry.fields:
            assert QApplication.focusWidget() is field.editor, field.label
            hands.press(KEY.Key_Return)
    assert QApplication.focusWidget() is dialog.save_button


def test_numbers_durations_and_patterns_are_saved(hands: Hands) -> None:
    dialog = hands.open()
    dialog.entries["plan.red"].main.set_value(6)
    recheck = dialog.entries["deadline.recheck"]
    recheck.main.set_value(5)
    assert recheck.unit is not None
    recheck.unit.set_value(DurationUnit.WORKING_DAYS)
    dialog.entries[PATTERN].main.set_value("{简称}整改{年}-{号}")
    assert dialog.entries[PATTERN].main.hint.endswith("-1")
    hands.press(KEY.Key_S, with_=CTRL)
    assert not is_open(dialog)
    assert hands.stored("plan.red") == 6
    assert hands.stored("deadline.recheck") == Duration(5, DurationUnit.WORKING_DAYS)
    assert hands.stored(PATTERN) == "{简称}整改{年}-{号}"
    assert hands.messages.last_shown is not None
    assert "修改设置 3 项" in hands.messages.last_shown.text


def test_a_setting_goes_back_to_what_was_shipped(hands: Hands) -> None:
    hands.do(save_settings, {"plan.red": 6})
    dialog = hands.open()
    entry = dialog.entries["plan.red"]
    assert entry.value() == 6
    assert entry.restore_button.isEnabled()
    assert not dialog.entries["plan.blue"].restore_button.isEnabled()
    entry.restore_button.click()
    assert entry.value() == SETTINGS["plan.red"].default
    assert not entry.restore_button.isEnabled()
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.stored("plan.red") == SETTINGS["plan.red"].default


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("plan.red", "", "必须填写"),
        ("plan.red", "每月", "只填数字"),
        ("plan.red", "99999", "不能是 99999"),
        (PATTERN, "整改〔{年}〕", "没有{号}"),
        (PATTERN, "{乡}{号}", "{乡}认不出来"),
    ],
)
def test_what_cannot_be_is_refused_under_its_field(hands: Hands, name: str, typed: str, said: str) -> None:
    dialog = hands.open()
    dialog.entries[name].main.set_raw(typed)
    hands.press(KEY.Key_S, with_=CTRL)
    assert is_open(dialog)
    assert said in dialog.entries[name].main.error
    assert hands.stored(name) == SETTINGS[name].default


def test_escape_keeps_what_was_typed(hands: Hands) -> None:
    dialog = hands.open()
    dialog.entries["plan.red"].main.set_raw("6")
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)
    assert hands.messages.last_shown is not None
    assert "已留作草稿" in hands.messages.last_shown.text
    dialog = hands.open()
    assert dialog.entries["plan.red"].value() == 6
    assert "已恢复上次没有保存的内容" in dialog.strip._text.text()
    dialog.strip._button.click()
    assert dialog.entries["plan.red"].value() == SETTINGS["plan.red"].default
    hands.press(KEY.Key_Escape)
    assert hands.open().entries["plan.red"].value() == SETTINGS["plan.red"].default
