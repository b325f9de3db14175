"""One process holds an office file; who that is, is written beside it."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import platform
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from hazard_desk.errors import OfficeFileError


class OfficeLock:
    """The lock of an office folder. The operating system drops it when the process dies."""

    def __init__(self, folder: Path) -> None:
        """Prepare the lock of `folder`; nothing is written yet."""
        self._lock = FileLock(folder / "office.lock", timeout=0, thread_local=False)
        self._owner_file = folder / "office.owner.json"

    def acquire(self) -> None:
        """Take the lock, or refuse with the owner's name; a folder that can't be written is refused."""
        try:
            self._lock.acquire()
        except Timeout as error:
            raise OfficeFileError(
                f"台账正在被使用：{self.owner()}。",
                "没有改动任何数据。",
                "请先关闭那边的隐患台窗口，再试一次。",
            ) from error
        except OSError as error:
            raise OfficeFileError(
                f"台账文件夹 {self._owner_file.parent} 不能写入：{error.strerror or error}。",
                "没有改动任何数据。",
                "请取消文件夹的只读属性，或把文件夹复制到本机硬盘再打开。",
            ) from error
        owner = {
            "computer": platform.node(),
            "user": _user_name(),
            "process": os.getpid(),
            "since": datetime.now().isoformat(timespec="seconds"),
        }
        with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
            self._owner_file.write_text(json.dumps(owner, ensure_ascii=False), encoding="utf-8")

    def try_acquire(self) -> bool:
        """Take the lock if it is free and the folder can be written; say whether."""
        try:
            self.acquire()
        except OfficeFileError:
            return False
        return True

    def release(self) -> None:
        """Give the lock back; harmless when it isn't held."""
        if self._lock.is_locked:
            self._owner_file.unlink(missing_ok=True)
            self._lock.release()

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock.is_locked

    def owner(self) -> str:
        """Return who holds the folder, in words, as far as it is known."""
        try:
            owner = json.loads(self._owner_file.read_text(encoding="utf-8"))
            since = datetime.fromisoformat(owner["since"])
            return (
                f"电脑 {owner['computer']} 的用户 {owner['user']}"
                f"（进程 {owner['process']}，{since:%m月%d日 %H:%M} 打开）"
            )
        except (OSError, ValueError, KeyError):
            return "另一个程序"


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未知"
