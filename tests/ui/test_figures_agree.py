"""报表导出 and the command line tell the same figures of the same weeks, before and after 定稿 and 更正."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk import office_folder
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.campaigning import OpeningFacts, save_opening
from hazard_desk.services.filing.filing import correct_week
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import campaigns
from hazard_desk.services.report_reading import Content, Wanted, read_week
from hazard_desk.terms import HazardLevel, Move
from tests.cli.desk import OFFICE_NAME
from tests.cli.desk import Desk as Commands
from tests.ui.reports_desk import TODAY, WEEK_END, Desk, open_desk, visit_of_today
from ui.pages.reports.figure_words import figure_words

BEFORE, LAST = (WEEK_END - timedelta(weeks=weeks) for weeks in (2, 1))
LATE = HazardFacts("补录的一处", HazardLevel.GENERAL)


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Give the commands over a demo township, the week before last filed by them."""
    monkeypatch.setattr(office_folder, "remember_folder", lambda _folder: None)
    commands = Commands(tmp_path / "台账", capsys)
    commands.done("init", "--name", OFFICE_NAME)
    commands.done("demo", "--enterprises", 40, "--seed", 3)
    commands.done("file-week", "--week-ending", BEFORE)
    return commands


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, commands: Commands) -> Iterator[Desk]:
    """Give the page over that very office: the commands go on reading beside it."""
    template = commands.folder.with_name("样本")
    shutil.move(commands.folder, template)
    with open_desk(template, commands.folder, qtbot) as desk:
        yield desk


def read_off(desk: Desk, week: date, campaign: str | None) -> dict[str, Any]:
    """Look at a week: the figures in the list at the right, and those that the two pages print."""
    shown: dict[str, Any] = {}
    keys = {words.short: key.value for key, words in figure_words().items()}
    for scope, content in (("week", Content.WEEK), ("cumulative", Content.CUMULATIVE)):
        desk.page.show_wanted(Wanted(content=content, week_end=week, campaign=campaign))
        desk.settle()
        report = desk.page.report
        assert report is not None
        assert (report.week_end, report.wanted.campaign) == (week, campaign)
        printed = {key: report.sheets[0].cell(key).text for key in keys.values()}
        column = 1 if scope == "week" else 2
        listed = {
            keys[line.texts[0].rpartition("（")[0]]: line.texts[column] for line in desk.page.figures.lines
        }
        assert printed == listed
        shown[scope] = {key: Decimal(text) for key, text in printed.items()}
    shown["coverage"] = desk.page.choices.coverage.text()
    return shown


def agree(desk: Desk, commands: Commands, *weeks: date) -> None:
    """Compare all that both tell of these weeks, of all records and of each campaign."""
    for week in weeks:
        for campaign in (None, *(choice.name for choice in desk.ask(campaigns))):
            of_campaign = ["--campaign", campaign] if campaign else []
            told = commands.done("stats", "--week-ending", week, *of_campaign)
            shown = read_off(desk, week, campaign)
            for scope in ("week", "cumulative"):
                said = {key: Decimal(str(value)) for key, value in told[scope].items()}
                assert shown[scope] == said, (week, campaign, scope)
            assert f"已检查 {told['coverage']['inspected']} 家" in shown["coverage"]
            found = desk.ask(read_week, week)
            assert (found.state.filed, found.state.version) == (told["filed"], told["version"])
            if campaign is None:
                assert len(found.late) == told["late"]
    listed = commands.done("filings")["filings"]
    for week in {filing["week_end"] for filing in listed}:
        newest = max((one for one in listed if one["week_end"] == week), key=lambda one: one["version"])
        papers = desk.ask(read_week, date.fromisoformat(week)).papers
        assert [(one["title"], one["state"]) for one in newest["papers"]] == [
            (paper.title, paper.state.label) for paper in papers
        ]


def test_the_window_and_the_commands_tell_the_same(desk: Desk, commands: Commands) -> None:
    opening = OpeningFacts(None, BEFORE - timedelta(days=400), "旧表", figures={"general_found": 500})
    desk.run(save_opening, opening)
    late = visit_of_today(1, LATE)
    late.inspected_on = BEFORE
    desk.run(save_inspection, late)
    agree(desk, commands, BEFORE, LAST, WEEK_END)
    assert commands.done("stats", "--week-ending", LAST)["late"] > 0
    assert commands.done("stats", "--week-ending", LAST)["cumulative"]["general_found"] > 500

    # 定稿 in the window, of last week.
    desk.page.show_view(LAST.isoformat())
    desk.settle()
    desk.page.panel.stage.button.click()
    desk.settle()
    as_filed = commands.done("stats", "--week-ending", LAST)
    assert as_filed["filed"]
    agree(desk, commands, LAST)

    # What happens to the records afterwards changes neither; a 更正 changes both.
    (known,) = desk.ask(find_hazards, HazardQuery(text=LATE.description))
    desk.run(make_move, [known], Step(Move.VOID, TODAY, "孙七", note="重复登记"))
    again = commands.done("stats", "--week-ending", LAST)
    assert (again["week"], again["cumulative"]) == (as_filed["week"], as_filed["cumulative"])
    agree(desk, commands, LAST)
    desk.run(correct_week, LAST, "重复登记")
    corrected = commands.done("stats", "--week-ending", LAST)
    assert corrected["week"]["general_found"] == as_filed["week"]["general_found"] - 1
    assert corrected["version"] == 2
    agree(desk, commands, LAST, WEEK_END)
