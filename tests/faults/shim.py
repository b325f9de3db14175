"""Orders to the failing file system (shim.c): given from within a process that was started with it."""

from __future__ import annotations

import ctypes
import enum
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

SOURCES = [Path(__file__).with_name(name) for name in ("shim.c", "power_loss.c")]


class Kind(enum.IntFlag):
    """Kinds of calls, as shim.c sorts them."""

    ROOM = 1  # a new file or folder, a write that makes a file longer
    OVERWRITE = 2
    FLUSH = 4
    NAME = 8  # renamed, removed, emptied
    READ = 16
    OPEN_TO_WRITE = 32


CHANGING = Kind.ROOM | Kind.OVERWRITE | Kind.FLUSH | Kind.NAME
WRITABLE = Kind.ROOM | Kind.OVERWRITE | Kind.NAME | Kind.OPEN_TO_WRITE
"""What a file system that became read-only refuses."""


class Action(enum.IntEnum):
    """What is done at the n-th call."""

    COUNT = 0
    KILL_BEFORE = 1
    KILL_AFTER = 2
    KILL_TORN = 3  # half of a write is done
    FAIL = 4
    FAIL_TORN = 5  # half of a write is done and said so; the next one fails
    SHORT = 6  # half of a write is done and said so; the next one goes on
    PULL_PLUG = 7  # what isn't on the disk yet is taken back, and the process killed


KILLS = (Action.KILL_BEFORE, Action.KILL_AFTER, Action.KILL_TORN)


@dataclass(frozen=True)
class Order:
    """What is to happen at the n-th call of these kinds."""

    action: Action = Action.COUNT
    nth: int = 0
    error: int = 0
    lasting: bool = False
    kinds: Kind = CHANGING


def arm(under: Path, order: Order, report: int = -1) -> None:
    """Let it happen under this folder; when it does, the call is told to the file descriptor `report`."""
    ctypes.CDLL(None).fault_arm(
        str(under.resolve()).encode(),
        int(order.action),
        ctypes.c_long(order.nth),
        order.error,
        int(order.lasting),
        int(order.kinds),
        report,
    )


def keep_for_power_loss(graveyard: Path, seed: int, *, some: bool) -> None:
    """Keep what a pulled plug takes back: all that isn't on the disk yet, or `some` of it by the seed."""
    ctypes.CDLL(None).fault_keep_for_power_loss(str(graveyard).encode(), ctypes.c_uint(seed), int(some))


def pull_plug() -> None:
    """Take back what isn't on the disk yet, and be killed."""
    ctypes.CDLL(None).fault_pull_plug()


def disarm() -> None:
    """Let everything go as it does; what was counted stays."""
    ctypes.CDLL(None).fault_disarm()


def counted() -> int:
    """Return how many calls of the order's kinds there were."""
    count = ctypes.CDLL(None).fault_counted
    count.restype = ctypes.c_long
    return int(count())


def fired() -> int:
    """Return how often it happened."""
    return int(ctypes.CDLL(None).fault_fired())


def fake_type(number: int) -> None:
    """Let every file system say that it is of this type (statfs)."""
    ctypes.CDLL(None).fault_fake_type(ctypes.c_long(number))


def set_clock(at: datetime) -> None:
    """Let the system's clock stand at this time."""
    ctypes.CDLL(None).fault_set_clock(ctypes.c_long(int(at.timestamp())))


def why_not() -> str:
    """Say why there can be no shim here, or nothing."""
    if sys.platform != "linux":
        return "makes system calls fail as Linux does"
    if shutil.which("cc") is None:
        return "no C compiler to build the failing file system with"
    return ""


def build(folder: Path) -> Path:
    """Compile the shim into `folder` and return the library."""
    library = folder / "shim.so"
    words = ["cc", "-O1", "-Wall", "-shared", "-fPIC", "-o", str(library), *map(str, SOURCES), "-ldl"]
    subprocess.run(words, check=True, timeout=60)
    return library
