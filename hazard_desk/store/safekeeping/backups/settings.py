"""Where this PC keeps the second copy of an office, under which password, and how the last try ended.

It lies in the office's `backups` folder and not in the office file: a stick has another letter on another PC,
and a package is locked by its office even where the office file is damaged.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hazard_desk.errors import HazardDeskError, OfficeFileError, OutputError
from hazard_desk.notes import NoteUnreadable, demand_note
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.safekeeping.backups import homes
from hazard_desk.store.safekeeping.backups.copies import FOLDER, office_name
from hazard_desk.store.safekeeping.packages.encryption import Lock, new_lock, password_problem
from hazard_desk.whole_files import write_whole

_NAME = "safekeeping.json"
_NOTES = "second-place.json"  # apart: it changes at every copy, the password must not be lost with it
_LARGEST = 65536
_ROOT = re.compile(r"[0-9a-f]{16}")


class SettingsUnreadable(HazardDeskError):
    """What was set is there but can't be read: never to be taken for no password."""


@dataclass(frozen=True, slots=True)
class Safekeeping:
    """What is set, and how the last copies to the second place ended.

    `incomplete`: the last copy was made, and `last_problem` says what it lacks; else why there was none.
    """

    second_place: Path | None = None
    last_good: datetime | None = None
    last_problem: str = ""
    lock: Lock | None = None
    incomplete: bool = False


def read_safekeeping(folder: Path) -> Safekeeping:
    """Return what is set for the office `folder`; SettingsUnreadable where that can't be told."""
    said = _read(folder / FOLDER / _NAME)
    if said is None:
        _demand_never_set(folder)
        return Safekeeping()
    try:
        place, lock = said.get("second_place"), said.get("lock")
        if not (place is None or isinstance(place, str)) or "\0" in (place or ""):
            raise ValueError("the place is no path")
        found = Safekeeping(Path(place) if place else None, lock=None if lock is None else _lock(lock))
    except (ValueError, TypeError, KeyError) as error:
        raise _unreadable(folder / FOLDER / _NAME) from error
    try:
        notes = _read(folder / FOLDER / _NOTES) or {}
        if notes.get("place") != place:  # of a place that was set before
            return found
        good = notes.get("last_good")
        return replace(
            found,
            last_good=datetime.fromisoformat(good).replace(tzinfo=None) if good else None,
            last_problem=str(notes.get("last_problem", "")),
            incomplete=notes.get("incomplete") is True,
        )
    except (SettingsUnreadable, ValueError, TypeError):  # then it is as if it had never been made
        return found


def set_second_place(folder: Path, place: Path | None) -> str:
    """Set where the second copy goes, None for nowhere; return what she should know of it, or "".

    The office folder gets its home there: nothing is ever copied to a stick that was not chosen.
    """
    before = read_safekeeping(folder)
    said = ""
    if place is not None:
        said = _demand_elsewhere(folder, place)
        _settle(folder, place)
    _write(folder, place.absolute() if place is not None else None, before.lock)
    return said


def set_password(folder: Path, password: str | None) -> str:
    """Set the password (台账包密码) of what leaves the office, None for none; return what she should know.

    Where the settings can't be read, this is the way out: they begin anew.
    """
    if password is not None and (problem := password_problem(password)):
        raise HazardDeskError(problem, "密码没有改变。", "请换一个密码。")
    try:
        before = read_safekeeping(folder)
    except SettingsUnreadable:
        before = Safekeeping()
    lock = new_lock(password) if password is not None else None
    _write(folder, before.second_place, lock)
    return _about_older(before, lock)


def _about_older(before: Safekeeping, lock: Lock | None) -> str:
    if lock is None:
        return "" if before.lock is None else "以后做的台账包没有密码；以前做的仍要用当时的密码才能打开。"
    if before.lock is not None:
        return "以后做的台账包用新密码；以前做的仍要用当时的旧密码才能打开，请把旧密码也记好。"
    said = "密码只管以后做的台账包和第二份备份；忘了密码，谁也打不开，请记在稳妥的地方。"
    if before.second_place is not None:
        said += (
            f"以前放在 {before.second_place} 的备份和附件没有密码，拿到的人仍能打开；不放心的，请自己删掉。"
        )
    return said


def adopt_lock(folder: Path, lock: Lock) -> bool:
    """Lock what leaves the office as the package it came from, if it has no password yet; say if it did.

    Where its settings can't be read they stay as they are, since they may hold a password.
    """
    try:
        before = read_safekeeping(folder)
        lock = _lock({"salt": bytes.fromhex(lock.salt).hex(), "recipient": lock.recipient})
    except (SettingsUnreadable, ValueError):
        return False
    if before.lock is not None:
        return False
    _write(folder, before.second_place, lock)
    return True


def known_identity(folder: Path) -> str:
    """Return what tells the second copies of this office folder on this PC from others'; "" where new."""
    root = _root(folder, _read(folder / FOLDER / _NAME))
    return "" if root is None else _on_this_pc(root)


def settled_identity(folder: Path) -> str:
    """Return `known_identity`; a folder that has none, or is a copy of one that has it, is given its own."""
    said = _read(folder / FOLDER / _NAME) or {}
    root, here = _root(folder, said), str(folder.absolute())
    if root is None or said.get("folder") != here:
        root = root or secrets.token_hex(8)
        _put(folder / FOLDER / _NAME, {**said, "identity": root, "folder": here})
    return _on_this_pc(root)


def _on_this_pc(root: str) -> str:
    # The folder may have been copied here as it is, and both PCs be served by one stick.
    return hashlib.sha256(f"{root}\n{platform.node()}".encode()).hexdigest()[:8]


def _root(folder: Path, said: dict[str, Any] | None) -> str | None:
    """Return the identity that the settings hold, if it is this folder's: it was moved, or never was away."""
    root, known = (said or {}).get("identity"), (said or {}).get("folder")
    if not isinstance(root, str) or not isinstance(known, str) or not _ROOT.fullmatch(root):
        return None
    if known == str(folder.absolute()):
        return root
    former = Path(known)
    with contextlib.suppress(OSError, ValueError):
        if os.path.samefile(former, folder):
            return root
    try:
        there = _read(former / FOLDER / _NAME)
    except SettingsUnreadable:
        return None
    except ValueError:  # a path that is none
        return root
    return None if there is not None and there.get("identity") == root else root


def note_good(folder: Path, now: datetime, lacks: str = "") -> None:
    """Note that a copy reached the second place, and what it `lacks`."""
    _note(folder, now, lacks, incomplete=bool(lacks))


def note_problem(folder: Path, problem: str) -> None:
    """Note why a copy didn't reach the second place; when the last good one did stays known."""
    _note(folder, read_safekeeping(folder).last_good, problem)


def _note(folder: Path, last_good: datetime | None, problem: str, incomplete: bool = False) -> None:
    place = read_safekeeping(folder).second_place
    said = {
        "place": str(place) if place else None,
        "last_good": last_good.isoformat() if last_good else None,
        "last_problem": problem,
        "incomplete": incomplete,
    }
    _put(folder / FOLDER / _NOTES, said)


def _demand_elsewhere(folder: Path, place: Path) -> str:
    try:
        if not place.is_dir():
            raise HazardDeskError(
                f"找不到文件夹 {place}。", "没有改动设置。", "请插好U盘或移动硬盘，选一个已有的文件夹。"
            )
        ours, there = folder.resolve(), place.resolve()
        if there == ours or there.is_relative_to(ours):
            raise HazardDeskError(
                "第二备份位置不能在台账文件夹里面。",
                "没有改动设置。",
                "请选另一块磁盘或U盘上的文件夹：台账文件夹坏了、丢了，第二份才有用。",
            )
        same_disk = place.stat().st_dev == folder.stat().st_dev
    except OSError as error:
        raise HazardDeskError(
            f"文件夹 {place} 读不了：{in_words(error)}。",
            "没有改动设置。",
            "请检查U盘是否还插着，或另选一个文件夹。",
        ) from error
    return (
        "这个文件夹和台账在同一块磁盘上：磁盘坏了，两份会一起丢。最好选U盘或移动硬盘。" if same_disk else ""
    )


def _settle(folder: Path, place: Path) -> None:
    office = ""
    with contextlib.suppress(OfficeFileError, OSError):  # only what it is called
        office = office_name(folder / "office.db")
    try:
        homes.settle(place, office, settled_identity(folder))
    except OSError as error:
        raise OutputError(
            f"文件夹 {place} 写不进去：{in_words(error)}。",
            "没有改动设置。",
            "请检查U盘是否写保护、空间够不够，或另选一个文件夹。",
        ) from error


def _lock(said: dict[str, Any]) -> Lock:
    salt, recipient = said["salt"], said["recipient"]
    if not re.fullmatch(r"[0-9a-f]{32}", salt) or not re.fullmatch(r"age1[02-9a-z]{58}", recipient):
        raise ValueError("no lock of ours")
    return Lock(salt, recipient)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return demand_note(path, _LARGEST)
    except FileNotFoundError:
        return None
    except (OSError, NoteUnreadable) as error:
        raise _unreadable(path) from error


def _demand_never_set(folder: Path) -> None:
    """Raise SettingsUnreadable where copies were made by settings that are gone: there may be a password."""
    try:
        notes = _read(folder / FOLDER / _NOTES)
    except SettingsUnreadable:
        return
    if notes is not None and notes.get("place"):
        raise _unreadable(folder / FOLDER / _NAME)


def _unreadable(path: Path) -> SettingsUnreadable:
    return SettingsUnreadable(
        f"备份设置 {path} 读不出来。",
        "台账数据没有影响；不知道有没有设过密码，所以没有做台账包和第二份备份。",
        "请在“备份与恢复”里重新设置台账包密码（或取消密码）和第二备份位置。",
    )


def _write(folder: Path, place: Path | None, lock: Lock | None) -> None:
    kept: dict[str, Any] = {}
    with contextlib.suppress(SettingsUnreadable):
        kept = _read(folder / FOLDER / _NAME) or {}
    said: dict[str, Any] = {
        "second_place": str(place) if place else None,
        "lock": {"salt": lock.salt, "recipient": lock.recipient} if lock else None,
        **{name: kept[name] for name in ("identity", "folder") if name in kept},
    }
    _put(folder / FOLDER / _NAME, said)


def _put(path: Path, said: dict[str, Any]) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, json.dumps(said, ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise OutputError(
            f"备份设置写不进 {path}：{in_words(error)}。",
            "台账数据没有变化。",
            "请检查磁盘空间和权限，再设一次。",
        ) from error
