"""Where a new office may lie: which folders are offered, and what is said of each."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hazard_desk.services import new_places
from hazard_desk.services.new_places import (
    OWN_NAME,
    Fit,
    free_folder,
    judge_new_place,
    offered_places,
    own_folder,
)
from hazard_desk.services.offices import set_up_office
from hazard_desk.store import drives
from hazard_desk.store.drives import Drive, disks_beside, fixed_letters, free_bytes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.places import Mount, Place, PlaceKind, mounts_in


def test_a_folder_of_its_own_is_taken_among_other_files(tmp_path: Path) -> None:
    assert own_folder(tmp_path) == tmp_path, "empty"
    assert own_folder(tmp_path / "还没有") == tmp_path / "还没有"
    (tmp_path / "通知.docx").write_bytes(b"1")
    assert own_folder(tmp_path) == tmp_path / OWN_NAME
    assert own_folder(Path(tmp_path.anchor)) == Path(tmp_path.anchor) / OWN_NAME


def test_an_office_and_what_is_left_of_one_are_told(tmp_path: Path) -> None:
    OfficeFile.create(tmp_path / OWN_NAME, set_up_office, "文水县西槽头乡人民政府")
    assert own_folder(tmp_path / OWN_NAME) == tmp_path / OWN_NAME
    assert judge_new_place(tmp_path / OWN_NAME).fit is Fit.OFFICE
    assert free_folder(tmp_path / OWN_NAME) == tmp_path / f"{OWN_NAME}2"
    lost = tmp_path / "旧"
    (lost / "backups").mkdir(parents=True)
    (lost / "backups" / "office_2026-03-01.db").write_bytes(b"1")
    place = judge_new_place(lost)
    assert place.fit is Fit.LOST
    assert "从备份恢复" in place.words


def test_nothing_is_left_behind_by_looking(tmp_path: Path) -> None:
    place = judge_new_place(tmp_path / "新" / "隐患台账")
    assert place.usable
    assert place.free
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "fit", "said"),
    [
        (PlaceKind.SYNCED, Fit.REFUSED, "自动同步"),
        (PlaceKind.NETWORK, Fit.REFUSED, "第二备份位置"),
        (PlaceKind.REMOVABLE, Fit.WARNED, "U盘"),
        (PlaceKind.LOCAL, Fit.FINE, ""),
    ],
)
def test_each_kind_of_place_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: PlaceKind, fit: Fit, said: str
) -> None:
    monkeypatch.setattr(new_places, "judge_place", lambda folder: Place(kind, f"文件夹 {folder} 自动同步"))
    monkeypatch.setattr(new_places, "free_bytes", lambda _folder: 50 * 2**30)
    place = judge_new_place(tmp_path)
    assert place.fit is fit
    assert said in place.words


def test_a_guard_that_stops_writing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_path: Path, _data: bytes) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", stopped)
    place = judge_new_place(tmp_path)
    assert place.fit is Fit.REFUSED
    assert "没有权限" in place.words
    assert "火绒" in place.words
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_places, "free_bytes", lambda _folder: 200 * 2**20)
    place = judge_new_place(tmp_path)
    assert place.fit is Fit.WARNED
    assert "快满了" in place.words


def test_the_folder_of_the_program_itself_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "HazardDesk.exe"))
    assert judge_new_place(tmp_path / "台账").fit is Fit.REFUSED
    assert judge_new_place(tmp_path.parent / "别处").fit is Fit.FINE


# ---- which are offered -----------------------------------------------------------------------------------


def test_the_documents_come_first_and_each_other_disk_once(tmp_path: Path) -> None:
    documents, other = tmp_path / "c" / "文档", tmp_path / "d"
    for folder in (documents, other):
        folder.mkdir(parents=True)
    drives = [Drive(tmp_path / "c", "", 2**40), Drive(other, "数据", 2**40)]
    places = offered_places(documents / OWN_NAME, documents, drives)
    assert [place.folder for place in places] == [documents / OWN_NAME, other / OWN_NAME]
    assert places[1].disk == "数据"
    wished = offered_places(tmp_path / "c" / "指定", documents, drives)
    assert [place.folder for place in wished][:2] == [tmp_path / "c" / "指定", documents / OWN_NAME]


def test_synced_documents_are_told_and_the_home_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = tmp_path / "OneDrive" / "文档"
    documents.mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    places = offered_places(documents / OWN_NAME, documents, [])
    assert [(place.folder, place.fit) for place in places] == [
        (documents / OWN_NAME, Fit.REFUSED),
        (tmp_path / OWN_NAME, Fit.FINE),
    ]


def test_an_office_that_is_there_already_is_not_offered_again(tmp_path: Path) -> None:
    OfficeFile.create(tmp_path / OWN_NAME, set_up_office, "文水县西槽头乡人民政府")
    (place,) = offered_places(tmp_path / OWN_NAME, tmp_path, [])
    assert place.folder == tmp_path / f"{OWN_NAME}2"
    assert place.usable


def test_a_disk_that_refuses_spoils_nothing_for_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, documents = tmp_path / "d", tmp_path / "c" / "文档"
    documents.mkdir(parents=True)

    def holds(folder: Path) -> bool:
        if closed in (folder, *folder.parents):
            raise PermissionError(13, "Permission denied")
        return False

    monkeypatch.setattr(new_places, "holds_office", holds)
    drives = [Drive(tmp_path / "c", "", 2**40), Drive(closed, "数据", 2**40)]
    places = offered_places(documents / OWN_NAME, documents, drives)
    assert [place.fit for place in places] == [Fit.FINE, Fit.REFUSED]
    assert "没有权限" in places[1].words
    assert own_folder(closed) == closed, "the judging says why"


# ---- drives ----------------------------------------------------------------------------------------------


def test_only_fixed_drives_are_offered() -> None:
    kinds = {"A:\\": 2, "C:\\": 3, "D:\\": 3, "E:\\": 5, "F:\\": 2, "Z:\\": 4}
    mask = sum(1 << (ord(root[0]) - ord("A")) for root in kinds)
    assert fixed_letters(mask, kinds.__getitem__) == ["C:\\", "D:\\"]


def test_other_disks_of_a_linux_desk_are_found_without_the_systems_own() -> None:
    lines = [
        "22 1 8:2 / / rw - ext4 /dev/sda2 rw",
        "23 22 8:1 / /boot/efi rw - vfat /dev/sda1 rw",
        "24 22 0:5 / /proc rw - proc proc rw",
        "25 22 8:17 / /data rw - ext4 /dev/sdb1 rw",
        "26 22 8:17 /home /data/home rw - ext4 /dev/sdb1 rw",
        "27 22 7:0 / /snap/core rw - squashfs /dev/loop0 ro",
        "28 22 0:40 / /mnt/share rw - cifs //server/share rw",
        "29 22 8:33 / /media/my\\040disk rw - ext4 /dev/sdc1 rw",
    ]
    mounts = list(mounts_in(lines))
    assert mounts[0] == Mount("8:2", "/", "ext4 /dev/sda2")
    assert list(disks_beside("8:2", mounts)) == ["/data", "/media/my disk"]


class Kernel:
    """kernel32 of Windows, as far as it's asked of the disks."""

    def __init__(self) -> None:
        self.modes: list[int] = [0]  # of this thread; the last one holds

    def SetThreadErrorMode(self, mode: int, before: Any) -> int:
        if before is not None:
            before._obj.value = self.modes[-1]
        self.modes.append(mode)
        return 1

    def GetLogicalDrives(self) -> int:
        return 0b100

    def GetDriveTypeW(self, _root: str) -> int:
        return 3

    def GetVolumeInformationW(self, _root: str, name: Any, *_rest: object) -> int:
        assert self.modes[-1] & 1, "an empty reader must not ask for a disk"
        name.value = "系统"
        return 1


def test_no_empty_reader_asks_for_a_disk_and_no_other_thread_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel()  # SetErrorMode, that of the whole process, is not there
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert list(drives._windows_roots()) == [(Path("C:\\"), "系统")]
    assert kernel.modes[-1] == 0


def test_the_room_is_asked_of_the_nearest_folder_there_is(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "a" / "b" / "c") is not None
