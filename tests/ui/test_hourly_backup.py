"""The backup that makes itself: hourly while there is work, never for nothing, and told where it fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.errors import OutputError
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.safekeeping.backups.settings import set_second_place
from tests.ui.real_office import open_office, wait_for
from ui.background import Background
from ui.office_door import OfficeDoor
from ui.safekeeping.backup_light import light_words
from ui.safekeeping.hourly_backup import HourlyBackup, is_due
from ui.safekeeping.safekeeper import Safekeeper

NINE = datetime(2026, 3, 2, 9)


class Watch:
    """An office with its keeper and a clock that the test sets."""

    def __init__(self, background: Background, folder: Path, qtbot: QtBot) -> None:
        self.background = background
        self.folder = folder
        self.qtbot = qtbot
        self.now = NINE
        door = background.office
        assert isinstance(door, OfficeDoor)
        self.door = door
        assert door._office is not None
        door._office._clock = lambda: self.now
        self.keeper = Safekeeper(background, door, lambda: self.now)
        self.hourly = HourlyBackup(self.keeper)

    def enter(self, name: str) -> None:
        wait_for(self.background, self.background.write, save_enterprise, EnterpriseFacts(name=name))

    def look(self, **after: int) -> list[str]:
        """Let the time go on, let the timer come, and return the backups that are there then."""
        self.now += timedelta(**after)
        self.hourly.timer.timeout.emit()
        self.qtbot.waitUntil(
            lambda: not self.keeper.busy and not self.background.under_way and not self.hourly._at_work,
            timeout=20_000,
        )
        return sorted(path.name for path in (self.folder / "backups").glob("*.db"))

    def said(self) -> tuple[str, str]:
        standing = self.keeper.standing
        assert standing is not None
        words, tone, _tip = light_words(standing, self.keeper.failure, self.now)
        return words, tone


@pytest.fixture
def watch(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Watch]:
    folder = tmp_path / "台账"
    with open_office(folder) as background:
        watch = Watch(background, folder, qtbot)
        yield watch
        watch.hourly.stop()
        watch.keeper.close()


@pytest.mark.parametrize(
    ("newest", "due"),
    [
        (None, True),
        (NINE - timedelta(minutes=59), False),
        (NINE - timedelta(minutes=60), True),
        (NINE, False),
        (NINE + timedelta(days=200), True),  # made while the clock was wrong
    ],
)
def test_an_hour_is_counted_from_the_newest_backup(newest: datetime | None, due: bool) -> None:
    assert is_due(newest, NINE) is due


def test_it_backs_up_each_hour_in_which_something_was_done_and_only_then(watch: Watch) -> None:
    watch.enter("甲厂")
    first = watch.look()
    assert first == ["office_2026-03-02_090000_每小时.db"]
    assert watch.said() == ("只有本机备份 09:00", "calm")
    assert watch.look(hours=3) == first, "nothing was done since"
    watch.enter("乙厂")
    assert len(watch.look()) == 2
    watch.enter("丙厂")
    assert len(watch.look(minutes=40)) == 2, "the last one is not an hour old"
    assert watch.look(minutes=20)[-1] == "office_2026-03-02_130000_每小时.db"


def test_a_backup_that_fails_is_told_once_and_made_up_for(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Exception] = []
    watch.keeper.warned.connect(told.append)
    real = watch.door.back_up_if_changed

    def fail(_reason: str) -> None:
        raise OutputError("磁盘已满。", "原文件没有改动。", "请清理磁盘。")

    watch.enter("甲厂")
    monkeypatch.setattr(watch.door, "back_up_if_changed", fail)
    watch.look()
    watch.look(minutes=10)
    assert len(told) == 1
    assert watch.said() == ("备份没有做成！", "overdue")
    monkeypatch.setattr(watch.door, "back_up_if_changed", real)
    assert len(watch.look(minutes=10)) == 1
    assert watch.said() == ("只有本机备份 09:20", "calm")


def test_a_second_place_in_reach_gets_its_copy_once_a_day(watch: Watch, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    set_second_place(watch.folder, stick)

    def packages() -> int:
        return len(list(stick.rglob("*.hazdesk")))

    watch.enter("甲厂")
    watch.look()
    watch.look(minutes=10)
    assert packages() == 1
    watch.enter("乙厂")
    watch.look(hours=1)
    watch.look(minutes=10)
    assert packages() == 1, "once a day"
    watch.look(days=1)
    watch.look(minutes=10)
    assert packages() == 2


def test_the_light_warns_of_an_old_second_copy_in_words(watch: Watch, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    set_second_place(watch.folder, stick)
    shutil.rmtree(stick)
    watch.look()
    assert watch.said() == ("第二备份该做了！", "soon")
