"""Where the office lies, what lies beside it, what time it is: others' journals, sticks, shares, clocks."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile
from tests.cli.desk import OFFICE_NAME, Desk, command
from tests.faults.confined import LIMITED, run, small_disk, unmount
from tests.faults.ledger import Ledger, Share
from tests.faults.looking import state_of
from tests.faults.rehearsals import Rehearsals, Rehearsed
from tests.faults.zygote import Zygote

# ---- journals ------------------------------------------------------------------------------------------


@pytest.mark.timeout(300)
def test_a_journal_beside_an_older_file_copied_over_it_is_not_played_back(
    rehearsals: Rehearsals, zygote: Zygote, share: Share, ledger: Ledger
) -> None:
    undo, restoring = rehearsals["undo"], rehearsals["restore a backup"]
    random, runs = Random(f"{share.seed} stale"), share.of(60)
    for run_number in range(runs):
        # A backup (made by SQLite) or the very file of some operations ago, copied there by hand.
        job, source, kept = (
            (restoring, "资料/备份.db", restoring.states[1])
            if run_number % 2
            else (undo, "台账/office.db", undo.states[0])
        )
        done = undo.left_with_a_hot_journal(random, job.template)
        shutil.copyfile(job.template / source, undo.home / "台账" / "office.db")
        told = zygote.done("opened", home=undo.home, kept=kept).told
        if done and source.startswith("台账"):
            assert "另一份台账的临时文件" in str(told), "its journal was played into a file of before"
    ledger.survived(
        "an older file copied over an office whose last transaction was cut off",
        "SIGKILL in a transaction, then a real copy of an older file",
        runs=runs,
    )


# ---- pulled out ----------------------------------------------------------------------------------------


@pytest.fixture
def stick(tmp_path: Path, rehearsals: Rehearsals) -> Iterator[tuple[Path, Rehearsed]]:
    """An office on a stick that can be pulled out."""
    edit = rehearsals["edit"]
    home = tmp_path / "插着"
    shutil.copytree(edit.template, home)
    yield home, edit
    if (home / "台账").is_mount():
        unmount(home / "台账")


@pytest.mark.parametrize("goes_on", [False, True], ids=["new session", "same session"])
@pytest.mark.parametrize("way", ["unmounted", "renamed"])
def test_the_folder_vanishes_and_comes_back(
    stick: tuple[Path, Rehearsed], way: str, goes_on: bool, zygote: Zygote, ledger: Ledger
) -> None:
    home, edit = stick
    for after in (1, 3, 4, 7):
        shutil.rmtree(home)
        shutil.copytree(edit.template, home)
        if way == "unmounted":
            (home / "台账").rename(home / "盘")
            (home / "台账").mkdir()
            bound = ["mount", "--bind", str(home / "盘"), str(home / "台账")]
            if subprocess.run(bound, capture_output=True, timeout=20).returncode:
                pytest.skip("nothing can be mounted here")
        zygote.done(
            "pulled", job="edit", home=home, states=edit.states, after=after, way=way, goes_on=goes_on
        )
        if way == "unmounted":
            unmount(home / "台账")
    by = {
        "unmounted": "umount -l in mid session, mounted again",
        "renamed": "the folder renamed in mid session",
    }
    ledger.survived("stick pulled out while the office is open", by[way], runs=4)


# ---- clocks --------------------------------------------------------------------------------------------


def test_backups_under_a_clock_that_jumps(
    rehearsals: Rehearsals, zygote: Zygote, share: Share, ledger: Ledger
) -> None:
    edit, random = rehearsals["edit"], Random(f"{share.seed} clock")
    year = 365 * 24 * 60
    jumps = [0, 0, 1, 0, -year, -year, 0, year, 5, -60, *(random.randint(-year, year) for _ in range(20))]
    shutil.rmtree(edit.home, ignore_errors=True)
    shutil.copytree(edit.template, edit.home)
    zygote.done("clock_set_back", home=edit.home, moves=jumps)
    ledger.survived(
        "clock of the PC set back and forth between backups",
        "clock_gettime answers another time (LD_PRELOAD)",
        runs=len(jumps),
    )


# ---- places --------------------------------------------------------------------------------------------


def long_path(under: Path, length: int, piece: str) -> Path:
    """Return a folder whose whole path has so many characters, made of this piece."""
    left = length - len(str(under))
    parts = []
    while left > 0:
        size = min(left - 1, len(piece) + 4)
        if left - 1 - size == 1:  # a slash with nothing behind it
            size -= 1
        parts.append((piece * 2)[:size].strip() or "隐")
        parts[-1] = parts[-1].ljust(size, "患")
        left -= size + 1
    return under.joinpath(*parts)


def test_a_path_with_chinese_and_blanks_and_240_characters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], three: Path, ledger: Ledger
) -> None:
    folder = long_path(tmp_path, 240, "隐患台账 of the year 2026 in the town ")
    assert len(str(folder)) == 240
    desk = Desk(folder, capsys)
    desk.done("init", "--name", OFFICE_NAME, "--villages", "马村")
    desk.done("import", "enterprises", three)
    made = desk.done("backup")
    desk.done("undo")
    assert desk.rows("enterprises") == []
    assert desk("export", "weekly-statistics", folder / "out" / "表.pdf").code == 0
    desk.done("restore", made["backup"])
    assert len(desk.rows("enterprises")) == 3
    assert desk("check").code == 0
    ledger.survived("folder with Chinese, blanks and 240 characters in its path", "a real folder")


@LIMITED
def test_a_path_longer_than_the_system_takes_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ledger: Ledger
) -> None:
    """SQLite takes 512 bytes of a path here: 240 characters of Chinese are 720."""
    folder = long_path(tmp_path, 240, "文水县 西槽头乡 安全生产 隐患台账 ")
    said = Desk(folder, capsys)("init", "--name", OFFICE_NAME, "--json")
    assert said.code == 3
    assert said.data["error"]["remedy"]
    assert not folder.exists() or not any(folder.iterdir())
    ledger.survived("folder whose path is longer than the system takes", "a real folder")


@pytest.mark.parametrize(
    "number", [0x6969, 0xFF534D42, 0x517B, 0xFE534D42], ids=["NFS", "CIFS", "SMB", "SMB2"]
)
def test_an_office_on_a_share_is_read_only(
    number: int, rehearsals: Rehearsals, zygote: Zygote, ledger: Ledger
) -> None:
    edit = rehearsals["edit"]
    shutil.rmtree(edit.home, ignore_errors=True)
    shutil.copytree(edit.template, edit.home)
    zygote.done("on_a_share", home=edit.home, number=number)
    ledger.survived(
        "office on a network drive: opened to read only", "statfs tells such a drive (LD_PRELOAD)"
    )


@pytest.mark.parametrize("name", ["Nutstore", "OneDrive - 某单位", "BaiduSyncdisk", "坚果云"])
def test_a_synced_folder_is_refused_for_a_new_office_and_told_for_an_old_one(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], ledger: Ledger
) -> None:
    at = tmp_path / name / "台账"
    said = Desk(at, capsys)("init", "--name", OFFICE_NAME, "--json")
    assert said.code == 3
    assert "同步" in said.data["error"]["message"]
    assert not at.exists() or not any(at.iterdir())
    aside = tmp_path / "台账"
    OfficeFile.create(aside, set_up_office, OFFICE_NAME)
    at.parent.mkdir(exist_ok=True)
    aside.rename(at)
    with OfficeFile.open(at) as office:
        assert any("同步" in notice for notice in office.notices)
    ledger.survived(
        "office in a folder that is synced to a cloud: refused or warned of", "a real folder of that name"
    )


@LIMITED
def test_a_disk_that_is_mounted_read_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], three: Path, ledger: Ledger
) -> None:
    disk = tmp_path / "盘"
    if not small_disk(disk, 8 * 2**20):
        pytest.skip("no small disk can be mounted here; EROFS of the shim is tried instead")
    try:
        desk = Desk(disk / "台账", capsys)
        desk.done("init", "--name", OFFICE_NAME)
        desk.done("import", "enterprises", three)
        before = state_of(desk.folder / "office.db")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True, timeout=20)
        assert len(desk.rows("enterprises")) == 3
        writing: tuple[list[object], ...] = (
            ["undo"],
            ["import", "enterprises", three, "--update"],
            ["backup"],
        )
        for words in writing:
            said = run(command("--office", desk.folder, *words, "--json"))
            assert said.code in (1, 3), said.out + said.err
            assert "Traceback" not in said.err
            assert "Errno" not in said.out
        assert state_of(desk.folder / "office.db") == before
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True, timeout=20)
        desk.done("undo")
        assert desk("check").code == 0
    finally:
        unmount(disk)
    ledger.survived("disk that is read-only", "a tmpfs remounted read-only", runs=4)
