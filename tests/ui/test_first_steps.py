"""The first steps of a new office on 工作台: shown until done, each a way to where it is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.campaigning import CampaignFacts, save_campaign
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.rosters import PersonFacts, VillageFacts, remove_roster_entry, save_roster_entry
from tests.ui.started import OFFICE, Started
from ui.dialogs.campaigns import CampaignsDialog
from ui.dialogs.rosters import RostersDialog
from ui.preferences import Preferences


@pytest.fixture
def started(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    started = Started(qtbot, tmp_path / "台账", Preferences())
    started.found(OFFICE, tmp_path / "台账")
    yield started
    started.end()


def left(steps: Any) -> list[str]:
    """Return the steps that are still to do."""
    return [key for key, button in steps.buttons.items() if button.isVisibleTo(steps)]


def test_each_step_leads_there_and_is_ticked_when_it_is_done(started: Started) -> None:
    page: Any = started.window.page
    steps = page.first_steps
    assert steps.isVisible()
    assert left(steps) == ["people", "campaigns", "enterprises", "visits"]
    assert "2 个" in steps._words["villages"].text()
    steps.buttons["people"].click()
    rosters = started.dialog(RostersDialog)
    assert rosters.desk.what == "人员"
    rosters.reject()
    steps.buttons["campaigns"].click()
    started.dialog(CampaignsDialog).reject()
    started.do(save_roster_entry, PersonFacts("张明"))
    started.do(save_campaign, CampaignFacts("冬季行动"))
    assert left(steps) == ["enterprises", "visits"]
    assert steps._marks["people"].text().startswith("✓")


def test_a_village_that_is_removed_is_asked_for_again(started: Started) -> None:
    page: Any = started.window.page
    for village in (1, 2):
        started.do(remove_roster_entry, VillageFacts, village)
    assert "villages" in left(page.first_steps)


def test_beside_the_first_enterprises_they_stay_in_sight_until_the_first_visit(started: Started) -> None:
    page: Any = started.window.page
    assert not page.left_steps.isVisible()
    enterprise = started.do(save_enterprise, EnterpriseFacts(name="鑫源铸造")).record_id
    assert page.stack.currentIndex() == 0
    assert page.left_steps.isVisible()
    page.left_steps.buttons["visits"].click()
    started.idle()
    assert started.window.page is not None
    assert started.window.page.title == "检查记录"
    from datetime import date

    from hazard_desk.rules.facts import InspectionFacts
    from hazard_desk.services.inspecting.saving import save_inspection

    started.do(save_inspection, InspectionFacts(enterprise_id=enterprise, inspected_on=date.today()))
    started.window.show_page(0)
    started.idle()
    assert not page.left_steps.isVisible()
