"""A journal beside the office file: the one that belongs to it, or one left over from another life.

SQLite keeps in `office.db-journal` the pages of before a transaction and plays them back after a power cut.
It can't tell whose they are: where an older file was copied back by hand, the journal of the file that was
there would be played into it, and cut it to the length of the other. So it is looked into before SQLite is
let near it.

What a page 1 says: SQLite keeps a change counter in it that every commit raises by one, writes page 1 before
any other page, and (`cache_spill=OFF`) writes no page before the commit, which always has page 1 in its
journal. Hence the journal of this file has a page 1 that is this file's (nothing was written yet), or whose
counter is one less (the commit had begun). Of a page that a power cut tore, the sector with the counter says
which. Only another program, which lets pages out before the commit, leaves a journal without a page 1: the
page 1 of its file then still tells the length that the journal begins with. A journal without magic was never
flushed, so nothing was written under it; SQLite pays no heed to it either.

SQLite plays a damaged journal back as far as its sums fit and takes that for the whole: the file would be
half of before and half of after, and every check would pass. So a flushed journal that isn't whole is refused
once pages were written under it. What no one can see is a byte altered where SQLite's sum, which adds one
byte in 200, does not look.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from hazard_desk.errors import OfficeFileError
from hazard_desk.store import clean_end
from hazard_desk.store.header import damaged
from hazard_desk.store.in_use import is_in_use
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.safekeeping.aside_places import place_aside
from hazard_desk.whole_files import copy_whole, free_name, make_folder, move

_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
_HEADER = struct.Struct(">8sIIIII")  # magic, records, nonce, pages before, sector size, page size
_TO_THE_END = 0xFFFFFFFF
_PAGE_1_BEGINS = b"SQLite format 3\0"
_SECTOR = 512  # what a disk writes whole
_COUNTER = slice(24, 28)
_LENGTH = slice(28, 32)
_COUNTER_AGAIN = slice(92, 96)  # for which counter the length in the header holds
_FOREIGN_WAL = "请关闭打开过它的别的软件，再打开；仍打不开的，请从备份恢复。"


def belongs(database: Path, journal: Path) -> bool:
    """Say whether the journal is that of an interrupted transaction of this very file."""
    with database.open("rb") as file:
        page_1 = file.read(65536)
    size = _page_size(page_1)
    page_1 = page_1[:size]
    if len(page_1) < size:
        return False
    with journal.open("rb") as file:
        if not file.read(1).strip(b"\0"):
            return True  # empty, or never flushed: SQLite leaves it alone, and overwrites it
        before = _page_1_of(file, size)
        pages = _pages_before(file, size)
    if before is None:
        return pages == _number(page_1[_LENGTH])
    if before[_COUNTER] == page_1[_COUNTER]:
        return before[:_SECTOR] == page_1[:_SECTOR]
    if (_number(before[_COUNTER]) + 1) & 0xFFFFFFFF != _number(page_1[_COUNTER]):
        return False
    # As the last clean end left it, the file has its commit whole: then it is one of another life of the
    # office, one commit further there, too.
    return not clean_end.fits(database.parent, database)


def is_half(database: Path, journal: Path) -> bool:
    """Say whether pages of the file were written under a journal that can't take all of them back."""
    with database.open("rb") as file:
        page_1 = file.read(65536)
    size = _page_size(page_1)
    saved = journal.read_bytes()
    at = saved.find(_PAGE_1_BEGINS)
    before = saved[at : at + size] if at >= 0 else b""
    if before[_COUNTER] == page_1[_COUNTER] or not saved.strip(b"\0"):
        return False
    if not before and not saved.startswith(_MAGIC[:1]):
        return False  # never flushed, and page 1, which is written first, was not even saved
    with journal.open("rb") as file:
        whole = _length_when_whole(file, size, len(saved))
        # An own page 1 says how long the file was: to that length SQLite cuts it.
        told = _number(before[_LENGTH]) if before[_COUNTER] == before[_COUNTER_AGAIN] else 0
        return whole != len(saved) or bool(told and told != _pages_before(file, size))


def is_torn(journal: Path) -> bool:
    """Say whether a journal never got its header whole: nothing was written under it, whosever it is."""
    with journal.open("rb") as file:
        head = file.read(_HEADER.size)
    if len(head) < _HEADER.size:
        return True
    magic, _count, _nonce, _pages, sector, size = _HEADER.unpack(head)
    return magic != _MAGIC or not (32 <= sector <= 65536 and 512 <= size <= 65536)


def is_hot(journal: Path) -> bool:
    """Say whether a journal lies there that SQLite would play back."""
    try:
        with journal.open("rb") as file:
            return bool(file.read(1).strip(b"\0"))
    except FileNotFoundError:
        return False


def set_stale_aside(folder: Path, now: datetime | None = None) -> Path | None:
    """Move what doesn't belong to the office file out of SQLite's reach, into `backups`; return where to.

    The caller holds the office's lock. A write-ahead log is never ours: one of a file that is no longer, or
    never was, in that mode goes aside too; one that may hold entries of another program is refused.
    """
    database = folder / "office.db"
    stale = []
    try:
        journal = folder / "office.db-journal"
        if is_hot(journal) and not belongs(database, journal):
            stale.append(journal)
        elif journal.exists() and is_half(database, journal):
            raise damaged(database, "断电时没有写完，用来复原它的临时文件 office.db-journal 也坏了")
        log = folder / "office.db-wal"
        if log.exists():
            refuse_foreign_log(database)
            stale += [log, *[one for one in (folder / "office.db-shm",) if one.exists()]]
        if not stale:
            return None
        aside = free_name(place_aside(folder, f"残留_{now or datetime.now():%Y-%m-%d_%H%M%S}"))
        make_folder(aside)
        for one in stale:
            move(one, aside / one.name)
    except OSError as error:
        raise OfficeFileError(
            f"台账文件夹里留有另一份台账的临时文件，移不开：{in_words(error)}。",
            "没有改动任何数据。",
            "请检查文件夹的权限和磁盘空间，再打开一次。",
        ) from error
    return aside


def refuse_foreign_log(database: Path) -> None:
    """Refuse a file beside which another program left entries that are not in it yet."""
    if is_in_use(database):  # it has been asked
        return
    log = database.with_name(database.name + "-wal")
    try:
        with database.open("rb") as file:
            mode = file.read(20)[18:20]
        if not log.exists() or log.stat().st_size == 0 or mode != b"\x02\x02":
            return
    except OSError:
        return  # whoever opens the file says so better
    raise OfficeFileError(
        f"台账文件旁边有 {log.name}：别的软件打开过台账文件，可能还没有关。",
        "程序没有改动它，原样保留。",
        _FOREIGN_WAL,
    )


def has_hot_journal(database: Path) -> bool:
    """Say whether an interrupted transaction of this very file lies beside it."""
    journal = database.with_name(database.name + "-journal")
    return is_hot(journal) and belongs(database, journal)


def copy_with_journal(source: Path, target: Path) -> None:
    """Copy an office file as SQLite would see it: with its interrupted transaction, not with another's."""
    copy_whole(source, target)
    if has_hot_journal(source):
        end = "-journal"
        copy_whole(source.with_name(source.name + end), target.with_name(target.name + end))


def give_own_counter(database: Path) -> None:
    """Give a finished file a change counter of its own, which no journal of another file fits.

    Copies made by VACUUM all begin to count at the same number.
    """
    own = secrets.token_bytes(4)
    with database.open("rb+") as file:
        file.seek(_COUNTER.start)
        file.write(own)
        file.seek(_COUNTER_AGAIN.start)
        file.write(own)


# ---- the journal's own form ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Segment:
    records: int
    nonce: int
    sector: int


def _page_1_of(file: BinaryIO, page_size: int) -> bytes | None:
    """Return the image of page 1 that SQLite would play back first, or None."""
    for number, image in _records(file, page_size):
        if number == 1:
            return image
    return None


def _pages_before(file: BinaryIO, page_size: int) -> int | None:
    """Return how long the file was when the transaction began; None where that can't be read."""
    file.seek(0, 2)
    if _segment(file, 0, page_size, file.tell()) is None or next(_records(file, page_size), None) is None:
        return None
    file.seek(0)
    return int(_HEADER.unpack(file.read(_HEADER.size))[3])


def _length_when_whole(file: BinaryIO, page_size: int, length: int) -> int:
    """Return how far a flushed journal goes by its headers, if all the pages they tell of can be believed."""
    told, at, sector = 0, 0, 0
    while (segment := _segment(file, at, page_size, length)) is not None:
        sector = sector or segment.sector
        told += segment.records
        at += sector + segment.records * (page_size + 8)
        if at >= length:
            break
        at = -(-at // sector) * sector
    return at if told and told == sum(1 for _ in _records(file, page_size)) else 0


def _records(file: BinaryIO, page_size: int) -> Iterator[tuple[int, bytes]]:
    """Yield the saved pages, as far as SQLite would believe them."""
    file.seek(0, 2)
    length, at, sector = file.tell(), 0, 0
    while (segment := _segment(file, at, page_size, length)) is not None:
        sector = sector or segment.sector  # the first header's holds for all
        at += sector
        left = segment.records
        if left == _TO_THE_END:
            left = (length - at) // (page_size + 8)
        for _ in range(left):
            file.seek(at)
            record = file.read(page_size + 8)
            if len(record) < page_size + 8:
                return
            image = record[4:-4]
            if _number(record[-4:]) != _sum(segment.nonce, image):
                return
            yield _number(record[:4]), image
            at += page_size + 8
        at = -(-at // sector) * sector


def _segment(file: BinaryIO, at: int, page_size: int, length: int) -> _Segment | None:
    if at + _HEADER.size > length:
        return None
    file.seek(at)
    magic, records, nonce, _pages, sector, size = _HEADER.unpack(file.read(_HEADER.size))
    if magic != _MAGIC or (at == 0 and (size != page_size or not 32 <= sector <= 65536)):
        return None
    return _Segment(records, nonce, sector)


def _sum(nonce: int, image: bytes) -> int:
    return (nonce + sum(image[len(image) - 200 : 0 : -200])) & 0xFFFFFFFF


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _page_size(page_1: bytes) -> int:
    size = _number(page_1[16:18])
    return 65536 if size == 1 else max(size, 512)
