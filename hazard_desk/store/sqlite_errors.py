"""SQLite's error codes in the user's words: the world's fault is said, a bug stays a bug."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from hazard_desk.errors import HazardDeskError, OfficeFileError, OutputError
from hazard_desk.store.header import damaged

_DAMAGE = {
    sqlite3.SQLITE_CORRUPT: "内部结构校验不通过",
    sqlite3.SQLITE_NOTADB: "不是台账数据",
    sqlite3.SQLITE_TOOBIG: "有内容大得离谱",  # what is written never comes near the limit
}

# A quota, a limit of the file system, a stick pulled out: the file stands, the rest was not taken.
_UNWRITTEN = {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE}

READING_FAILS = (sqlite3.Error, UnicodeDecodeError)
"""What Python's sqlite3 raises of a file that can't be read: of a name that is damaged, and no text any more,
it can't even say what SQLite complains of."""


def explain(error: BaseException, path: Path) -> HazardDeskError | None:
    """Return what `error` means for the file at `path`, or None where it is a programming error."""
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = code & 0xFF
    if code in _UNWRITTEN:
        return OutputError(
            f"台账文件 {path} 写不进去。",
            "这一步没有保存，此前的数据完好。",
            "请检查磁盘空间是否足够、磁盘或U盘是否还连着，再保存一次。",
        )
    if code == sqlite3.SQLITE_IOERR_DIR_FSYNC:  # committed, and perhaps not for good
        return OfficeFileError(
            f"磁盘没有确认台账文件 {path} 已经写好。",
            "这一步可能已经保存；此前保存的数据没有改动。",
            "请检查磁盘或U盘是否还连着，然后重新打开，看这一步在不在。",
        )
    if primary in _DAMAGE:
        return damaged(path, _DAMAGE[primary])
    if primary == sqlite3.SQLITE_FULL:
        return OutputError(
            f"磁盘已满，写不进台账文件 {path}。",
            "这一步没有保存，此前的数据完好。",
            "请清理磁盘空间后再保存一次。",
        )
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return OfficeFileError(
            f"台账文件 {path} 正被另一个程序占用。", "这一步没有保存，此前的数据完好。", "请稍候再试。"
        )
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return OfficeFileError(
            f"台账文件 {path} 不在原来的位置了：U盘拔出了，或文件夹被移走、改名。",
            "这一步没有保存，此前的数据完好。",
            "请插回U盘，或把文件夹放回原处，然后重新打开。",
        )
    if code == sqlite3.SQLITE_READONLY_ROLLBACK:
        return OfficeFileError(
            f"台账文件 {path} 有一步没有写完（断电，或磁盘出过错），要先撤回这一步。",
            "这一步没有保存，此前保存的数据都在。",
            "请关闭后重新打开；文件夹是只读的，请先取消只读，或把文件夹复制到本机硬盘再打开。",
        )
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return OfficeFileError(
            f"台账文件 {path} 是只读的，不能写入。",
            "这一步没有保存，此前的数据完好。",
            "请取消文件夹的只读属性，或把文件夹复制到本机硬盘再打开。",
        )
    if primary in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return OfficeFileError(
            f"读写台账文件 {path} 时出错。",
            "这一步没有保存，此前保存的数据没有改动。",
            "请检查磁盘或U盘是否还连着、空间是否足够，然后重新打开。",
        )
    return None


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn database errors of the world into errors the user can act on."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = explain(error, path)
        if said is None:
            raise
        raise said from error
    except UnicodeDecodeError as error:
        if not _is_of_sqlite(error):
            raise
        raise damaged(path, "内部结构校验不通过") from error


def _is_of_sqlite(error: UnicodeDecodeError) -> bool:
    """Say whether it is SQLite's own message that is no text; what an operation reads is none of the file."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    within = place.tb_frame.f_globals.get("__name__", "") if place is not None else ""
    return within.startswith(("sqlalchemy.", "hazard_desk.store."))
