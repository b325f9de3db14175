"""The disks of the PC on which an office may lie, each with the room it has left."""

from __future__ import annotations

import ctypes
import os
import shutil
import string
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hazard_desk.store.places import Mount, PlaceKind, judge_place, mount_of, mounts_in

_FIXED = 3  # DRIVE_FIXED of GetDriveTypeW
_NO_DIALOG = 0x0001 | 0x8000  # SEM_FAILCRITICALERRORS, SEM_NOOPENFILEERRORBOX: an empty reader asks nothing
_OF_THE_SYSTEM = ("/boot", "/snap", "/sys", "/proc", "/dev", "/run", "/etc", "/usr", "/var", "/tmp")


@dataclass(frozen=True, slots=True)
class Drive:
    """A fixed disk: its root, what the user called it, and the bytes free."""

    root: Path
    name: str
    free: int


def fixed_drives() -> list[Drive]:
    """Return the fixed disks of this PC that can be asked; sticks and shares are none."""
    roots = _windows_roots() if sys.platform == "win32" else _linux_roots()
    return [
        Drive(root, name, free)
        for root, name in roots
        if (free := free_bytes(root)) is not None and judge_place(root).kind is PlaceKind.LOCAL
    ]


def free_bytes(folder: Path) -> int | None:
    """Return the room left where `folder` lies or will lie; None where that can't be asked."""
    while True:
        try:
            return shutil.disk_usage(folder).free
        except FileNotFoundError:
            if folder == folder.parent:
                return None
            folder = folder.parent
        except OSError:
            return None


def letters_of(mask: int) -> list[str]:
    """Return the drive letters of GetLogicalDrives, A to Z."""
    return [letter for bit, letter in enumerate(string.ascii_uppercase) if mask >> bit & 1]


def fixed_letters(mask: int, drive_type: Callable[[str], int]) -> list[str]:
    r"""Return the roots (`C:\`) that GetDriveTypeW calls fixed."""
    return [root for letter in letters_of(mask) if drive_type(root := f"{letter}:\\") == _FIXED]


def disks_beside(own: str | None, mounted: Iterable[Mount]) -> Iterator[str]:
    """Yield where disks are mounted other than the one of the user's home; the system's parts are none."""
    seen = {own}
    for mount in mounted:
        source = mount.mounted.partition(" ")[2]
        inside = mount.at == "/" or any(
            mount.at == part or mount.at.startswith(f"{part}/") for part in _OF_THE_SYSTEM
        )
        disk = source.startswith("/dev/") and not source.startswith("/dev/loop")
        if disk and not inside and mount.device not in seen:
            seen.add(mount.device)
            yield mount.at


def _windows_roots() -> Iterator[tuple[Path, str]]:
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 (mypy looks at one system only)
    before = ctypes.c_ulong()  # of this thread alone: the window's own goes on as it was
    kernel.SetThreadErrorMode(_NO_DIALOG, ctypes.byref(before))
    try:
        for root in fixed_letters(kernel.GetLogicalDrives(), kernel.GetDriveTypeW):
            name = ctypes.create_unicode_buffer(261)
            known = kernel.GetVolumeInformationW(root, name, len(name), None, None, None, None, 0)
            yield Path(root), name.value if known else ""
    finally:
        kernel.SetThreadErrorMode(before.value, None)


def _linux_roots() -> Iterator[tuple[Path, str]]:
    home = Path.home()
    yield home, ""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    own = mount_of(str(home), lines)
    for at in disks_beside(own.device if own else None, mounts_in(lines)):
        if os.access(at, os.W_OK):
            yield Path(at), ""
