"""应查未查等清单: looked through by keys, narrowed, opened, sent on to be printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import EnterpriseFacts, InspectionFacts
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import save_enterprise
from hazard_desk.terms import InspectionLevel, NegativeKind, Remedy
from tests.services.form_desk import general
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from ui.dialogs.negative_lists import NegativeListsDialog


class Hands(DialogDesk):
    dialog: NegativeListsDialog

    def open(self) -> NegativeListsDialog:
        dialog = NegativeListsDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog)

    def texts(self, column: int) -> list[str]:
        return [line.texts[column] for line in self.dialog.table.lines]


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        first = hands.do(save_enterprise, EnterpriseFacts(name="兴隆铸造厂", village="西街村")).record_id
        hands.do(save_enterprise, EnterpriseFacts(name="永顺加油站", village="东街村"))
        day = date.today() - timedelta(days=10)
        assert first is not None
        hazard = general(
            "配电箱无门", remedy=Remedy.BY_DEADLINE, deadline=day + timedelta(days=3), responsible="赵六"
        )
        hands.do(
            save_inspection,
            InspectionFacts(
                enterprise_id=first,
                inspected_on=day,
                level=InspectionLevel.TOWNSHIP,
                inspectors=("张三", "李四"),
                hazards=[hazard],
            ),
        )
        yield hands


def test_lists_are_chosen_by_arrows_and_say_how_long_they_are(hands: Hands) -> None:
    dialog = hands.open()
    assert [dialog.kinds.item(at).text() for at in range(3)] == [
        "未检查　1",
        "本月未自查　2",
        "逾期未整改　1",
    ]
    assert hands.texts(1) == ["永顺加油站"]
    hands.press(KEY.Key_Down)
    hands.press(KEY.Key_Down)
    assert dialog.kind is NegativeKind.OVERDUE
    assert hands.texts(1) == ["兴隆铸造厂"]
    assert hands.texts(2) == ["逾期 7 天：配电箱无门"]
    hands.press(KEY.Key_Down)
    assert hands.texts(1) == []


def test_initials_find_and_enter_opens_the_record(hands: Hands) -> None:
    dialog = hands.open()
    dialog.kinds.setCurrentRow(1)
    hands.press(KEY.Key_F, with_=CTRL)
    hands.type("ysjyz")
    assert hands.texts(1) == ["永顺加油站"]
    opened: list[tuple[str, int]] = []
    dialog.record_wanted.connect(lambda noun, known: opened.append((noun, known)))
    hands.press(KEY.Key_Return)
    hands.press(KEY.Key_Down)
    hands.press(KEY.Key_Return)
    assert [noun for noun, _ in opened] == ["enterprise"]
    assert not is_open(dialog)


def test_the_list_and_the_notices_go_to_be_printed(hands: Hands) -> None:
    dialog = hands.open()
    dialog.kinds.setCurrentRow(2)
    dialog.villages.set_chosen(["西街村"])
    wanted: list[object] = []
    dialog.report_wanted.connect(wanted.append)
    hands.press(KEY.Key_P, with_=CTRL)
    (report,) = wanted
    assert (report.form_id, report.lists, report.villages) == (  # type: ignore[attr-defined]
        "negative-list", (NegativeKind.OVERDUE,), ("西街村",),
    )  # fmt: skip
    again = hands.open()
    again.report_wanted.connect(wanted.append)
    again.notice_button.click()
    assert wanted[1].form_id == "village-notice"  # type: ignore[attr-defined]
