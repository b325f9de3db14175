"""报送记录: every paper that was handed in, what is late, and each opens as it was filed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.services.filing.filing import correct_week, file_week
from hazard_desk.services.report_reading import Wanted
from hazard_desk.terms import FilingState
from tests.ui.dialog_desk import DialogDesk
from tests.ui.keyboard import KEY
from ui.dialogs.filings import FilingsDialog

TODAY = date.today()
PRESENT = TODAY + timedelta(days=(4 - TODAY.weekday()) % 7)
BEFORE = PRESENT - timedelta(days=14)


class Desk(DialogDesk):
    dialog: FilingsDialog

    def open(self) -> FilingsDialog:
        self.wanted: list[Wanted] = []
        dialog = FilingsDialog(self.background, self.messages, self.window)
        dialog.report_wanted.connect(self.wanted.append)
        dialog.open()
        return self.take_over(dialog)

    @property
    def rows(self) -> list[dict[str, str]]:
        table = self.dialog.table
        model: Any = table.model()
        titles = [model.headerData(at, table.horizontalHeader().orientation()) for at in range(10)]
        return [dict(zip(titles, line.texts, strict=True)) for line in table.lines]


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with Desk.in_office(tmp_path / "台账", qtbot) as desk:
        desk.do(file_week, BEFORE)
        desk.do(correct_week, BEFORE, "漏登一条")
        yield desk


def test_every_version_is_listed_and_what_is_late_is_said_in_words(desk: Desk) -> None:
    desk.open()
    said = [(row["报送周"], row["版本"], row["状态"]) for row in desk.rows]
    between = PRESENT - timedelta(days=7)
    assert said == [
        (str(between), "", "草稿"),
        (str(BEFORE), "第 2 版", "已定稿"),
        (str(BEFORE), "第 1 版（旧）", "已定稿"),
    ]
    late = (TODAY - BEFORE).days
    assert desk.rows[1]["期限"] == f"逾期 {late} 天"
    assert desk.rows[2]["期限"] == "", "the old version is nobody's to report"
    assert desk.dialog.words.text() == "共 3 张，其中 1 张没有定稿、1 张待盖章扫描"


def test_the_list_narrows_to_a_state(desk: Desk) -> None:
    desk.open()
    desk.dialog.states.set_chosen([FilingState.DRAFT])
    assert [row["状态"] for row in desk.rows] == ["草稿"]


def test_enter_shows_a_paper_as_its_version_has_it(desk: Desk) -> None:
    desk.open()
    desk.dialog.table.go_to(2)
    desk.dialog.table.setFocus()
    desk.press(KEY.Key_Return)
    (wanted,) = desk.wanted
    assert (wanted.form_id, wanted.week_end) == ("weekly-statistics", BEFORE)
    assert wanted.paper_id == 1


def test_the_newest_version_is_shown_as_the_paper_of_its_week(desk: Desk) -> None:
    desk.open()
    desk.dialog.table.go_to(1)
    desk.dialog.open_button.click()
    (wanted,) = desk.wanted
    assert (wanted.week_end, wanted.paper_id) == (BEFORE, None)
