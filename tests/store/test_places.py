"""What lies behind a folder: judged from plain values as the systems give them."""

from __future__ import annotations

import sys
from pathlib import Path, PurePath, PureWindowsPath

import pytest

from hazard_desk.errors import OfficeFileError
from hazard_desk.services.offices import set_up_office, villages
from hazard_desk.store import places
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.places import (
    PlaceKind,
    judge_place,
    linux_kind,
    mount_of,
    synced_by,
    windows_kind,
    windows_root,
)


@pytest.mark.parametrize(
    ("path", "program"),
    [
        (r"C:\Users\王\OneDrive\台账", "OneDrive"),
        (r"C:\Users\王\OneDrive - 文水县人民政府\台账", "OneDrive"),
        (r"D:\我的坚果云\台账", "坚果云"),
        (r"C:\Users\王\Nutstore\1\台账", "坚果云"),
        (r"D:\BaiduSyncdisk\台账", "百度网盘"),
        (r"C:\Users\王\Dropbox (个人)\台账", "Dropbox"),
        (r"C:\Users\王\iCloudDrive\台账", "iCloud"),
        (r"D:\腾讯微云\台账", "腾讯微云"),
        (r"E:\WPS云盘\台账", "WPS云盘"),
        (r"C:\Users\王\Documents\隐患台账", ""),
        (r"D:\OneDriveBackupTool\台账", ""),
        (r"D:\从坚果云下载的\台账", ""),
        (r"D:\dropboxes\台账", ""),
    ],
)
def test_a_synced_folder_is_known_by_its_name(path: str, program: str) -> None:
    assert synced_by(PureWindowsPath(path).parts, {}) == program


def test_onedrive_is_known_by_what_it_tells_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = PurePath("/data/云/工作/台账").parts
    assert synced_by(parts, {}) == ""
    for variable in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        assert synced_by(parts, {variable: "/data/云"}) == "OneDrive"
        assert synced_by(parts, {variable: "/data/云盘"}) == ""
        assert synced_by(parts, {variable: "/"}) == ""


@pytest.mark.parametrize(
    ("magic", "mounted", "removable", "kind"),
    [
        (0xEF53, "ext4 /dev/sda1", False, PlaceKind.LOCAL),
        (0xEF53, "ext4 /dev/sdb1", True, PlaceKind.REMOVABLE),
        (0x4D44, "vfat /dev/sdb1", True, PlaceKind.REMOVABLE),
        (0x6969, "nfs4 server:/share", False, PlaceKind.NETWORK),
        (0xFF534D42, "cifs //server/share", False, PlaceKind.NETWORK),
        (-0xACB2BE, "cifs //server/share", False, PlaceKind.NETWORK),  # as a signed word of 32 bits
        (0xFE534D42, "smb3 //server/share", False, PlaceKind.NETWORK),
        (0x01021997, "9p share", False, PlaceKind.NETWORK),
        (0x00C36400, "ceph 10.0.0.1:/", False, PlaceKind.NETWORK),
        (0x65735546, "fuseblk /dev/sda2", False, PlaceKind.LOCAL),  # NTFS of a disk in the PC
        (0x65735546, "fuseblk /dev/sdb1", True, PlaceKind.REMOVABLE),
        (0x65735546, "fuse.sshfs wang@server:/data", False, PlaceKind.NETWORK),
        (0x65735546, "fuse.rclone jianguoyun:", False, PlaceKind.NETWORK),
        (0x65735546, "fuse https://dav.example/ davfs", False, PlaceKind.NETWORK),
        (0, "", False, PlaceKind.LOCAL),
    ],
)
def test_a_place_on_linux(magic: int, mounted: str, removable: bool, kind: PlaceKind) -> None:
    assert linux_kind(magic, mounted, removable) is kind


MOUNTS = [
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
    r"30 22 8:17 / /media/王/我的\040U盘 rw - vfat /dev/sdb1 rw",
    "31 22 0:44 / /mnt/share rw - cifs //server/share rw",
    "32 22 0:45 / /mnt/share rw shared:7 - nfs4 server:/over rw",
    "nonsense",
    "",
]


def test_the_mount_is_the_one_that_lies_nearest() -> None:
    def mounted(path: str) -> str:
        found = mount_of(path, MOUNTS)
        return found.mounted if found else ""

    assert mounted("/home/wang/台账") == "ext4 /dev/sda1"
    assert mounted("/media/王/我的 U盘/台账") == "vfat /dev/sdb1"
    assert mounted("/media/王/我的 U盘2/台账") == "ext4 /dev/sda1"
    assert mounted("/mnt/share/台账") == "nfs4 server:/over", "what was mounted last hides the other"
    assert mount_of("/x", []) is None


@pytest.mark.parametrize(
    ("path", "drive_type", "kind"),
    [
        (r"C:\台账", 3, PlaceKind.LOCAL),
        (r"E:\台账", 2, PlaceKind.REMOVABLE),
        (r"Z:\台账", 4, PlaceKind.NETWORK),
        (r"\\server\share\台账", 0, PlaceKind.NETWORK),
        (r"//server/share/台账", 0, PlaceKind.NETWORK),
        (r"\\?\UNC\server\share\台账", 0, PlaceKind.NETWORK),
        (r"\\?\D:\台账", 3, PlaceKind.LOCAL),
        (r"R:\台账", 6, PlaceKind.LOCAL),
    ],
)
def test_a_place_on_windows(path: str, drive_type: int, kind: PlaceKind) -> None:
    assert windows_kind(path, drive_type) is kind


def test_the_root_that_windows_is_asked_about() -> None:
    assert windows_root(r"C:\台账\x") == "C:\\"
    assert windows_root(r"\\?\D:\台账") == "D:\\"
    assert windows_root(r"\\server\share") is None
    assert windows_root(r"\\?\unc\server\share") is None


@pytest.mark.skipif(sys.platform != "linux", reason="looks at a system's own folders")
def test_what_this_system_says_of_its_own(tmp_path: Path) -> None:
    assert judge_place(tmp_path / "还没有" / "台账").kind is PlaceKind.LOCAL


# ---- what follows from it --------------------------------------------------------------------------------


@pytest.fixture
def lies_on(monkeypatch: pytest.MonkeyPatch):
    def set_kind(kind: PlaceKind) -> None:
        monkeypatch.setattr(places, "_kind_of", lambda path: kind)

    return set_kind


def test_an_office_on_a_share_is_read_but_not_written(folder: Path, tmp_path: Path, lies_on) -> None:
    lies_on(PlaceKind.NETWORK)
    with pytest.raises(OfficeFileError, match="网络位置") as refused:
        OfficeFile.open(folder)
    assert "第二备份位置" in refused.value.remedy
    assert not (folder / "office.owner.json").exists()
    with OfficeFile.open(folder, to_write=False) as office:
        assert len(office.ask(villages)) == 1
    with pytest.raises(OfficeFileError, match="网络位置"):
        OfficeFile.create(tmp_path / "新", set_up_office, "某乡")
    assert not (tmp_path / "新").exists()


def test_an_office_on_a_stick_is_told_each_time(folder: Path, lies_on) -> None:
    lies_on(PlaceKind.REMOVABLE)
    for _ in range(2):
        with OfficeFile.open(folder) as office:
            assert [told for told in office.notices if "U盘" in told] == office.notices
            assert len(office.notices) == 1


def test_no_office_is_begun_in_a_synced_folder(folder: Path, tmp_path: Path) -> None:
    synced = tmp_path / "Nutstore" / "台账"
    with pytest.raises(OfficeFileError, match="坚果云"):
        OfficeFile.create(synced, set_up_office, "某乡")
    assert not synced.exists()
    synced.parent.mkdir()
    folder.rename(synced)
    with OfficeFile.open(synced) as office:
        assert "坚果云" in office.notices[0]
        assert len(office.ask(villages)) == 1
