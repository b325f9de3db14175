"""One process holds an office file; who that is, is written beside it."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import platform
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from hazard_desk.errors import OfficeFileError
from hazard_desk.notes import demand_note, read_note
from hazard_desk.store.os_errors import in_words

_PATIENCE = 5.0  # seconds; a look over a large file takes one
_PATIENCE_WITH_LEAVING = 60.0  # a last backup of a large file on an old disk


class OfficeLock:
    """The lock of an office folder. The operating system drops it when the process dies."""

    def __init__(self, folder: Path) -> None:
        """Prepare the lock of `folder`; nothing is written yet."""
        self._lock = FileLock(folder / "office.lock", timeout=0, thread_local=False)
        self._owner_file = folder / "office.owner.json"
        self.is_out_of_reach = False  # the last try was refused by the disk, not by another who holds it

    def acquire(self) -> None:
        """Take the lock, or refuse with the owner's name; a folder that can't be written is refused.

        Who only looks the file over before reading, or is about to end, gives it back by itself: that one
        is waited for.
        """
        began = time.monotonic()
        while not self._taken():
            owner = read_note(self._owner_file)
            leaving = owner is not None and bool(owner.get("leaving"))
            waited = time.monotonic() - began
            if leaving:
                if waited > _PATIENCE_WITH_LEAVING:
                    raise OfficeFileError(
                        "上一个窗口已经关闭，但它还在做最后的备份，台账还没有放开。",
                        "没有改动任何数据。",
                        "请等一会儿再试一次；一直这样，请重新启动电脑后再打开。",
                    )
            elif waited > _PATIENCE or not _is_brief(owner):
                raise OfficeFileError(
                    f"台账正在被使用：{self.owner()}。",
                    "没有改动任何数据。",
                    "请先关闭那边的隐患台窗口，再试一次。",
                )
            time.sleep(0.02)
        self._sign(brief=False)

    def announce_leaving(self) -> None:
        """Say beside the file that it will be given back as soon as the work under way has ended."""
        if self.held:
            self._sign(brief=False, leaving=True)

    def try_acquire(self) -> bool:
        """Take the lock for a short look, if it is free and the folder can be written; say whether."""
        self.is_out_of_reach = False
        try:
            taken = self._taken()
        except OfficeFileError:
            self.is_out_of_reach = True
            return False
        if taken:
            self._sign(brief=True)
        return taken

    def _taken(self) -> bool:
        try:
            self._lock.acquire()
        except Timeout:
            return False
        except OSError as error:
            raise OfficeFileError(
                f"台账文件夹 {self._owner_file.parent} 不能写入：{in_words(error)}。",
                "没有改动任何数据。",
                "请取消文件夹的只读属性，或把文件夹复制到本机硬盘再打开。",
            ) from error
        return True

    def _sign(self, *, brief: bool, leaving: bool = False) -> None:
        owner = {
            "computer": platform.node(),
            "user": _user_name(),
            "process": os.getpid(),
            "since": datetime.now().isoformat(timespec="seconds"),
            "brief": brief,
            "leaving": leaving,
        }
        with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
            self._owner_file.write_text(json.dumps(owner, ensure_ascii=False), encoding="utf-8")

    def release(self) -> None:
        """Give the lock back; harmless when it isn't held."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):  # a disk that fails or is gone: the lock goes all the same
                self._owner_file.unlink(missing_ok=True)
            self._lock.release()

    @property
    def is_signed(self) -> bool:
        """Whether somebody has written beside the office that he holds it, or died holding it."""
        return self._owner_file.exists()

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock.is_locked

    def owner(self) -> str:
        """Return who holds the folder, in words, as far as it is known."""
        try:
            owner = demand_note(self._owner_file)
            since = datetime.fromisoformat(owner["since"])
            return (
                f"电脑 {owner['computer']} 的用户 {owner['user']}"
                f"（进程 {owner['process']}，{since:%m}月{since:%d}日 {since:%H:%M} 打开）"
            )
        except (OSError, ValueError, KeyError, TypeError):
            return "另一个程序"


def _is_brief(owner: dict[str, Any] | None) -> bool:
    return owner is None or bool(owner.get("brief"))  # none: signing just now, or just gone


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未知"
