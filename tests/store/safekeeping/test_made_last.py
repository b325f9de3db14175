"""Which backup was made last: a clock that was wrong for a day hides no better one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.good_copies import newest_good
from hazard_desk.store.safekeeping.restoring import restore
from hazard_desk.store.safekeeping.wrecks.damage import copy_ahead_of
from tests.store.safekeeping.test_restoring import enter

NOW = datetime(2026, 11, 26, 15, 30)
AHEAD = datetime(2036, 1, 1, 8)
BACK = datetime(2010, 1, 1, 8)


def lived(folder: Path, village: str, now: datetime) -> Path:
    """A session with one village entered and one backup made."""
    with OfficeFile.open(folder, clock=lambda: now) as office:
        office.run(enter, village)
        return office.back_up("退出时")


def test_a_session_in_2036_or_2010_hides_no_later_backup(folder: Path) -> None:
    lived(folder, "甲村", NOW)
    ahead = lived(folder, "乙村", AHEAD)
    assert newest_good(folder / "backups").path == ahead
    later = lived(folder, "丙村", NOW + timedelta(hours=1))
    last = lived(folder, "丁村", NOW + timedelta(hours=2))
    assert newest_good(folder / "backups").path == last
    behind = lived(folder, "戊村", BACK)
    assert newest_good(folder / "backups").path == behind
    behind.write_bytes(b"")
    last.write_bytes(last.read_bytes()[:-4096])
    assert newest_good(folder / "backups").path == later


def test_after_a_restore_the_new_life_counts_though_the_former_went_further(folder: Path) -> None:
    first = lived(folder, "甲村", NOW)
    lived(folder, "乙村", AHEAD)
    lived(folder, "丙村", NOW + timedelta(hours=1))
    restore(folder, first, NOW + timedelta(hours=2))
    new = lived(folder, "新村", NOW + timedelta(hours=3))
    assert newest_good(folder / "backups").path == new


def test_an_older_file_is_told_whatever_the_clock_said(folder: Path) -> None:
    first = lived(folder, "甲村", NOW)
    lived(folder, "乙村", AHEAD)
    last = lived(folder, "丙村", NOW + timedelta(hours=1))
    assert copy_ahead_of(folder) is None
    (folder / "office.db").write_bytes(first.read_bytes())
    assert copy_ahead_of(folder).path == last


def test_what_was_restored_is_no_older_file_though_the_clock_went_back(folder: Path) -> None:
    first = lived(folder, "甲村", AHEAD)
    lived(folder, "乙村", AHEAD + timedelta(hours=1))
    restore(folder, first, NOW)
    assert copy_ahead_of(folder) is None
    with OfficeFile.open(folder, clock=lambda: NOW):
        pass
    (folder / "office.closed.json").unlink()
    with OfficeFile.open(folder) as office:
        assert not any("还旧" in told for told in office.notices)
