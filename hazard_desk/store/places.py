"""What kind of place a folder is: an office lives on a disk of the PC, not on a share or in a synced folder.

Half-written files travel from a synced folder, two PCs write to one file over a share whose locks don't
hold: the usual ways in which such a file dies. The judging is done on plain values; only the last part asks
the system.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePath

from hazard_desk.errors import OfficeFileError


class PlaceKind(Enum):
    """What lies behind a folder."""

    LOCAL = "local"
    REMOVABLE = "removable"
    NETWORK = "network"
    SYNCED = "synced"


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of place, and what the user is told of it (nothing of her own disk)."""

    kind: PlaceKind
    words: str


def judge_place(folder: Path) -> Place:
    """Return what kind of place `folder` is; it need not exist yet."""
    there = _existing(folder)
    name = synced_by(there.parts, os.environ)
    if name:
        return Place(PlaceKind.SYNCED, f"文件夹 {folder} 由 {name} 自动同步")
    kind = _kind_of(there)
    if kind is PlaceKind.NETWORK:
        return Place(kind, f"文件夹 {folder} 在网络位置上，不在本机硬盘")
    if kind is PlaceKind.REMOVABLE:
        return Place(kind, f"文件夹 {folder} 在U盘或移动硬盘上")
    return Place(PlaceKind.LOCAL, "")


def refuse_place_for_new(folder: Path) -> None:
    """Refuse to begin an office on a share or in a synced folder."""
    place = judge_place(folder)
    if place.kind in (PlaceKind.NETWORK, PlaceKind.SYNCED):
        raise OfficeFileError(
            f"{place.words}，台账放在这里容易损坏。",
            "没有建立也没有改动任何文件。",
            "请选本机硬盘上的文件夹；这里可以设为第二备份位置。",
        )


def refuse_place_to_write(folder: Path) -> None:
    """Refuse to write to an office on a share; it can still be read."""
    place = judge_place(folder)
    if place.kind is PlaceKind.NETWORK:
        raise OfficeFileError(
            f"{place.words}，在这里写入容易损坏台账。",
            "没有改动任何数据。",
            "请把整个文件夹复制到本机硬盘再打开，并把这个网络位置设为第二备份位置。",
        )


def warning_of_place(folder: Path) -> str | None:
    """Return what is told at the opening of an office that lies where it may come to harm."""
    place = judge_place(folder)
    if place.kind is PlaceKind.SYNCED:
        return (
            f"{place.words}。同步软件可能把写到一半的台账传走或换掉，造成损坏。"
            "请退出后把整个文件夹移到不同步的位置；同步的文件夹可以设为第二备份位置。"
        )
    if place.kind is PlaceKind.REMOVABLE:
        return f"{place.words}。请先退出隐患台再拔盘，并把本机硬盘设为第二备份位置。"
    return None


# ---- synced: by the names that the programs give their folders -------------------------------------------

_SYNCED: tuple[tuple[str, str], ...] = (
    ("onedrive", "OneDrive"),
    ("nutstore", "坚果云"),
    ("nutstorefiles", "坚果云"),
    ("坚果云", "坚果云"),
    ("我的坚果云", "坚果云"),
    ("baidusyncdisk", "百度网盘"),
    ("baidunetdisksync", "百度网盘"),
    ("百度网盘同步空间", "百度网盘"),
    ("百度云同步盘", "百度网盘"),
    ("dropbox", "Dropbox"),
    ("iclouddrive", "iCloud"),
    ("icloud drive", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("腾讯微云", "腾讯微云"),
    ("微云同步助手", "腾讯微云"),
    ("weiyun", "腾讯微云"),
    ("weiyunsync", "腾讯微云"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("阿里云盘", "阿里云盘"),
    ("wps云盘", "WPS云盘"),
    ("wpsdrive", "WPS云盘"),
    ("360云盘", "360云盘"),
    ("synologydrive", "群晖同步"),
    ("seafile", "Seafile"),
)
_ONEDRIVE = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


def synced_by(parts: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the name of the program that syncs a path of these parts, or nothing.

    A folder is known by its whole name, or by the name with what the program puts after it
    (“OneDrive - 某某单位”, “Nutstore 2”); a name that only contains such a word is anything.
    """
    for variable in _ONEDRIVE:
        root = environment.get(variable, "").rstrip("/\\")
        if root and _below(parts, PurePath(root).parts):
            return "OneDrive"
    for part in parts:
        name = part.strip().casefold()
        for known, program in _SYNCED:
            after = name.removeprefix(known) if name.startswith(known) else None
            if after == "" or (after and (after.startswith((" - ", " (", "（")) or _is_number(after))):
                return program
    return ""


def _below(parts: Sequence[str], root: Sequence[str]) -> bool:
    return len(root) > 1 and [part.casefold() for part in parts[: len(root)]] == [
        part.casefold() for part in root
    ]


def _is_number(after: str) -> bool:
    return after[0] in " _-" and after[1:].strip().isdecimal()


# ---- Linux: the file system by its magic number, and what is mounted ------------------------------------

_NETWORK_MAGIC = frozenset(
    {
        0x6969,  # nfs
        0xFF534D42,  # cifs
        0xFE534D42,  # smb2
        0x517B,  # smb
        0x01021997,  # 9p
        0x5346414F,  # afs
        0x6B414653,  # kafs
        0x00C36400,  # ceph
        0x73757245,  # coda
        0x564C,  # ncp
        0x0BD00BD0,  # lustre
        0x20030528,  # orangefs
        0x786F4256,  # folders shared with a virtual machine
    }
)
_FUSE = 0x65735546
_NETWORK_FUSE = (
    "sshfs",
    "rclone",
    "davfs",
    "curlftpfs",
    "s3fs",
    "gvfsd",
    "gvfs",
    "smbnetfs",
    "glusterfs",
    "ceph-fuse",
    "onedriver",
)


def linux_kind(magic: int, mounted: str, removable: bool) -> PlaceKind:
    """Return the kind of a place by its file system; `mounted` is type and source of the mount."""
    magic &= 0xFFFFFFFF
    if magic in _NETWORK_MAGIC:
        return PlaceKind.NETWORK
    if magic == _FUSE and any(name in mounted.casefold() for name in _NETWORK_FUSE):
        return PlaceKind.NETWORK  # any other program's file system shows a disk of this PC, as NTFS is shown
    return PlaceKind.REMOVABLE if removable else PlaceKind.LOCAL


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of /proc/self/mountinfo: device, where, and type and source in one text."""

    device: str
    at: str
    mounted: str


def mounts_in(lines: Iterable[str]) -> Iterator[Mount]:
    """Yield what the lines of /proc/self/mountinfo tell, in their order."""
    for line in lines:
        before, found, after = line.partition(" - ")
        left, right = before.split(), after.split()
        if not found or len(left) < 5 or len(right) < 2:
            continue
        at = left[4].encode().decode("unicode_escape").encode("latin-1", "replace").decode("utf-8", "replace")
        yield Mount(left[2], at, f"{right[0]} {right[1]}")


def mount_of(path: str, lines: Iterable[str]) -> Mount | None:
    """Return what is mounted where `path` lies, by the lines of /proc/self/mountinfo; the last one counts."""
    best: Mount | None = None
    for mount in mounts_in(lines):
        inside = mount.at == "/" or path == mount.at or path.startswith(mount.at + "/")
        if inside and (best is None or len(mount.at) >= len(best.at)):
            best = mount
    return best


# ---- Windows: the kind of drive, and names of shares ---------------------------------------------------

_DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4


def windows_root(path: str) -> str | None:
    r"""Return the root of the drive that a full path lies on, `C:\`; None of a share."""
    plain = path.replace("/", "\\")
    if plain[:8].upper() == "\\\\?\\UNC\\":
        return None
    plain = plain.removeprefix("\\\\?\\").removeprefix("\\\\.\\")
    return f"{plain[:2]}\\" if plain[1:2] == ":" else None


def windows_kind(path: str, drive_type: int) -> PlaceKind:
    """Return the kind of a place by its full path and what GetDriveTypeW says of its root."""
    if windows_root(path) is None and path.replace("/", "\\").startswith("\\\\"):
        return PlaceKind.NETWORK
    if drive_type == _DRIVE_REMOTE:
        return PlaceKind.NETWORK
    return PlaceKind.REMOVABLE if drive_type == _DRIVE_REMOVABLE else PlaceKind.LOCAL


# ---- the system itself: what can't be asked is taken for a disk of the PC --------------------------------


def _existing(folder: Path) -> Path:
    """Return the folder, links followed, or the nearest one above it that is there."""
    path = folder.absolute()
    for one in (path, *path.parents):
        try:
            if one.exists():
                return one.resolve().joinpath(*path.parts[len(one.parts) :])
        except OSError:
            continue
    return path


def _kind_of(path: Path) -> PlaceKind:
    while not path.exists() and path != path.parent:
        path = path.parent
    if sys.platform == "win32":
        root = windows_root(str(path))
        return windows_kind(str(path), ctypes.windll.kernel32.GetDriveTypeW(root) if root else 0)
    return _linux_kind_of(path)


def _linux_kind_of(path: Path) -> PlaceKind:
    if not Path("/proc/self").exists():  # another system's statfs has other fields
        return PlaceKind.LOCAL
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as file:
            mount = mount_of(str(path), file)
    except OSError:
        mount = None
    return linux_kind(_magic(path), mount.mounted if mount else "", mount is not None and _removable(mount))


def _magic(path: Path) -> int:
    """Return f_type of statfs, which is the first word of what it fills in; 0 where it can't be asked."""
    try:
        room = ctypes.create_string_buffer(512)
        if ctypes.CDLL(None, use_errno=True).statfs(os.fsencode(path), room) != 0:
            return 0
        return int.from_bytes(room.raw[: ctypes.sizeof(ctypes.c_long)], sys.byteorder)
    except (OSError, AttributeError):
        return 0


def _removable(mount: Mount) -> bool:
    """Say whether the disk behind a mount can be taken out: its own word, or that it hangs on USB."""
    try:
        device = Path(f"/sys/dev/block/{mount.device}").resolve(strict=True)
        disk = device if (device / "removable").exists() else device.parent
        return "/usb" in device.as_posix() or (disk / "removable").read_text().strip() == "1"
    except OSError:
        return False
