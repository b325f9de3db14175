"""The first hundred bytes of the office file, read before SQLite is let near it.

SQLite would take an empty file for a new database and a cut one for whole until the missing page is
asked for; the header tells both, and who made the file, without writing anything.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from hazard_desk.errors import OfficeFileError
from hazard_desk.store.in_use import is_in_use
from hazard_desk.store.os_errors import in_words

_MAGIC = b"SQLite format 3\x00"
_HEADER_LENGTH = 100
DAMAGED_REMEDY = "请不要再往这个文件夹里写入，先把整个文件夹复制一份，再从 backups 文件夹里取最近的备份。"


@dataclass(frozen=True, slots=True)
class Header:
    """What the file says of itself."""

    application_id: int
    user_version: int
    page_size: int


def read_header(path: Path, *, settled: bool = True) -> Header:
    """Return the header of the database at `path`; a file that can't be one is refused as damaged.

    `settled=False` where a journal is to be played back first: until then the file may end within a page.
    """
    if is_in_use(path):
        return _asked(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEADER_LENGTH)
    except OSError as error:
        raise OfficeFileError(
            f"打不开台账文件 {path}：{in_words(error)}。",
            "没有读取也没有改动任何数据。",
            "请检查文件夹的权限，或磁盘是否还插着。",
        ) from error
    if len(head) < _HEADER_LENGTH or not head.startswith(_MAGIC):
        raise damaged(path, "文件头不是台账数据")
    page_size = struct.unpack(">H", head[16:18])[0]
    page_size = 65536 if page_size == 1 else page_size
    if page_size < 512 or (settled and size % page_size):
        raise damaged(path, "文件长度不完整，可能被截断")
    user_version, application_id = struct.unpack(">I", head[60:64])[0], struct.unpack(">I", head[68:72])[0]
    return Header(application_id, user_version, page_size)


def _asked(path: Path) -> Header:
    """Return what SQLite says of a file that is open here, see `in_use`."""
    from hazard_desk.store.engine import reading_only  # they know the header
    from hazard_desk.store.sqlite_errors import explained

    with explained(path), reading_only(path) as connection:
        application_id, user_version, page_size = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("application_id", "user_version", "page_size")
        )
    return Header(application_id & 0xFFFFFFFF, user_version & 0xFFFFFFFF, page_size)


class DamagedFile(OfficeFileError):
    """The office file is damaged; `folder` is where it lies."""

    def __init__(self, path: Path, reason: str, remedy: str) -> None:
        """Say so of the file at `path`."""
        super().__init__(f"台账文件 {path} 已损坏：{reason}。", "程序没有改动它，原样保留。", remedy)
        self.folder = path.parent


def damaged(path: Path, reason: str) -> DamagedFile:
    """Return the refusal of a damaged file, with what to do."""
    return DamagedFile(path, reason, DAMAGED_REMEDY)
