"""A 重点任务 that is late: from the first tab to its form, from there to the table on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.task_states import TaskFacts
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.tasks import save_task
from tests.ui.real_office import OFFICE
from tests.ui.test_main_window import Started
from ui.preferences import Preferences


@pytest.fixture
def started(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    started = Started(qtbot, tmp_path / "office", Preferences(tmp_path / "window.json"))
    yield started
    started.end()


def test_a_late_task_on_the_workbench_opens_where_it_stands(started: Any, tmp_path: Path) -> None:
    started.found(OFFICE, tmp_path / "new")
    window = started.window
    window.background.write(save_enterprise, EnterpriseFacts(name="永和超市"))
    for days, content in ((-2, "每月召开例会"), (3, "组织演练"), (30, "总结")):
        due_on = date.today() + timedelta(days=days)
        window.background.write(save_task, TaskFacts(content=content, due_on=due_on))
    started.idle()
    workbench = window.page
    lines = workbench.tasks.lines
    place = next(at for at, line in enumerate(lines) if line.title == "重点任务逾期、7 天内到期")
    assert (lines[place].count, lines[place].detail) == ("2 项", "其中 1 项逾期，最长 2 天")
    workbench.tasks.wanted.emit(place)
    started.idle()
    assert [line.texts[1] for line in workbench.behind.table.lines] == ["每月召开例会", "组织演练"]
    workbench.behind.table.opened.emit(1)
    started.idle()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.windowTitle() == "重点任务"
    assert dialog.records.form.content.value() == "组织演练"
    dialog.print_form("task-progress")
    started.idle()
    page = window.page
    assert (page.title, page.report.wanted.form_id) == ("报表导出", "task-progress")
