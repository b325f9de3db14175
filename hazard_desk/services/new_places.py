"""Where a new office may lie: the folders that are offered, and what is to be said of each.

Judged before anything is made there, so that a refusal comes while the folder is chosen and not at the end.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from hazard_desk.office_folder import holds_office, lost_office
from hazard_desk.store.drives import Drive, fixed_drives, free_bytes
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.places import PlaceKind, judge_place

OWN_NAME = "隐患台账"
_LEAST_FREE = 1024**3  # below this it's warned of: photos and backups want room


class Fit(Enum):
    """Whether an office can be made in a folder."""

    FINE = "fine"
    WARNED = "warned"  # it can, and something is to be known
    REFUSED = "refused"
    OFFICE = "office"  # there is one already: it can be opened
    LOST = "lost"  # there was one: its backups or attachments are there


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A folder for a new office, and what is said of it; `disk` is what its disk is called."""

    folder: Path
    fit: Fit
    words: str = ""
    free: int | None = None
    disk: str = ""

    @property
    def usable(self) -> bool:
        """Tell whether an office can be made here."""
        return self.fit in (Fit.FINE, Fit.WARNED)


def own_folder(chosen: Path) -> Path:
    """Return where an office goes when this folder is chosen: never straight among other files."""
    try:
        if holds_office(chosen) or lost_office(chosen):
            return chosen
        empty = not chosen.is_dir() or next(chosen.iterdir(), None) is None
    except OSError:
        empty = True  # it can't be looked into: the judging says why
    return chosen if empty and chosen != chosen.parent else chosen / OWN_NAME


def free_folder(folder: Path) -> Path:
    """Return this folder, or the next number of its name where an office lies in it already."""
    number = 1
    candidate = folder
    with suppress(OSError):  # it can't be looked into: the judging says why
        while holds_office(candidate) or lost_office(candidate):
            number += 1
            candidate = folder.with_name(f"{folder.name}{number}")
    return candidate


def judge_new_place(folder: Path, disk: str = "") -> NewPlace:
    """Return whether an office can be made in `folder`, and what is to be said."""
    try:
        if holds_office(folder):
            return NewPlace(folder, Fit.OFFICE, "这里已经有一个台账，可以直接打开它。", None, disk)
        if lost_office(folder):
            words = "这里有以前台账的备份或附件。请先从备份恢复，或换一个文件夹新建。"
            return NewPlace(folder, Fit.LOST, words, None, disk)
    except OSError as error:
        return NewPlace(folder, Fit.REFUSED, f"这个文件夹打不开：{in_words(error)}。请换一个。", None, disk)
    refused = _refusal(folder)
    if refused:
        return NewPlace(folder, Fit.REFUSED, refused, None, disk)
    free = free_bytes(folder)
    warnings = []
    if judge_place(folder).kind is PlaceKind.REMOVABLE:
        warnings.append("这是U盘或移动硬盘，拔掉就打不开台账，也容易丢。建议放本机硬盘，U盘用来备份。")
    if free is not None and free < _LEAST_FREE:
        warnings.append("这个盘快满了，照片和备份可能放不下。")
    return NewPlace(folder, Fit.WARNED if warnings else Fit.FINE, "".join(warnings), free, disk)


def _refusal(folder: Path) -> str:
    place = judge_place(folder)
    if place.kind is PlaceKind.SYNCED:
        return f"{place.words}，台账放在这里容易损坏。请选不同步的文件夹；这里可以设为第二备份位置。"
    if place.kind is PlaceKind.NETWORK:
        return f"{place.words}，台账放在这里容易损坏。请选本机硬盘；这里可以设为第二备份位置。"
    if _is_programs(folder):
        return "这是程序自己的文件夹，更新程序时会整个换掉。请换一个文件夹。"
    return _why_not_writable(folder)


def _is_programs(folder: Path) -> bool:
    """Tell whether the folder lies where the installed program does."""
    if not getattr(sys, "frozen", False):
        return False
    home = Path(sys.executable).resolve().parent
    return home == folder.absolute() or home in folder.absolute().parents


def _why_not_writable(folder: Path) -> str:
    """Write a file where the office will lie and take it away again; "" where that goes well."""
    there = folder
    try:
        while not there.exists() and there != there.parent:
            there = there.parent
        if not there.is_dir():
            return "这个位置不是文件夹，或磁盘不在。请换一个文件夹。"
        with tempfile.TemporaryDirectory(prefix=".hazard-desk-", dir=there) as made:
            (Path(made) / "试写.db").write_bytes(b"1")
    except OSError as error:
        return (
            f"这里写不进去：{in_words(error)}。请换一个文件夹；"
            "如果是安全软件（360、火绒、Windows“受控文件夹访问”）拦住的，请允许隐患台写入后再试。"
        )
    return ""


def offered_places(wished: Path, documents: Path, drives: Iterable[Drive] | None = None) -> list[NewPlace]:
    """Return the folders that are offered for a new office, the proposed one first.

    That is `wished` (the one named at the start), then 隐患台账 in the documents, then on every other fixed
    disk. Where the documents are synced, a folder of the user's own stands in for them.
    """
    known = list(fixed_drives() if drives is None else drives)
    offered: list[NewPlace] = []

    def offer(folder: Path, disk: str = "") -> NewPlace:
        place = judge_new_place(free_folder(folder), disk)
        if all(place.folder != one.folder for one in offered):
            offered.append(place)
        return place

    if wished != documents / OWN_NAME:
        offer(wished)
    if not offer(documents / OWN_NAME, "文档").usable:
        offer(Path.home() / OWN_NAME)
    taken = {_disk_of(place.folder, known) for place in offered}
    for drive in known:
        if drive not in taken:
            offer(drive.root / OWN_NAME, drive.name)
    return offered


def _disk_of(folder: Path, drives: Iterable[Drive]) -> Drive | None:
    inside = [drive for drive in drives if drive.root == folder or drive.root in folder.parents]
    return max(inside, key=lambda drive: len(drive.root.parts), default=None)
